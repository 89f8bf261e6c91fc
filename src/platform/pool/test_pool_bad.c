/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers that crash, hang, lie and do not start: each costs its one task. */
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "platform/pool/test_pool_kit.h"

static void expect_one_failure(const char *act, int rc)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t before = kit_echo(&kit, "eng");
    const size_t bad = kit_submit(&kit, act, "eng");
    const size_t next = kit_submit(&kit, "echo", "eng");
    const struct kit_task *task = kit_wait(&kit, bad);
    cr_expect_eq(task->rc, rc, "%s: %s", act, task->sentence);
    cr_expect_gt(strlen(task->sentence), 10, "%s", act);
    cr_expect_eq(kit_wait(&kit, next)->rc, E_OK, "the task behind \"%s\"", act);
    cr_expect_neq(kit_echo(&kit, "eng"), before, "%s", act);
    kit_done(&kit);
}

Test(pool_bad, a_crash_costs_one_task)
{
    expect_one_failure("segv", E_PROCESSING_FAILED);
    expect_one_failure("abort", E_PROCESSING_FAILED);
    expect_one_failure("exit", E_PROCESSING_FAILED);
    expect_one_failure("socket", E_PROCESSING_FAILED);
}

Test(pool_bad, stops_when_no_process_is_left)
{
    struct pool_config config = kit_config();
    config.warm_count = 0;
    struct kit kit;
    kit_init(&kit, &config);
    cr_expect_eq(kit_do(&kit, "segv", "eng")->rc, E_PROCESSING_FAILED);
    struct pool_stats stats;
    do {
        usleep(10000);
        pool_get_stats(kit.pool, &stats);
    } while (stats.idle + stats.busy + stats.starting > 0);
    kit_done(&kit);
}

Test(pool_bad, lies_cost_one_task)
{
    static const char *const lies[] = {
        "garbage",  "other_task", "no_parts", "oversized", "bad_json",
        "bad_utf8", "bad_jpeg",   "bad_png",  "no_object", "many_values",
    };
    for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
        expect_one_failure(lies[i], E_PROCESSING_FAILED);
    }
}

Test(pool_bad, talk_without_end_costs_one_task)
{
    expect_one_failure("flood", E_PROCESSING_FAILED);
}

Test(pool_bad, using_up_the_processor_costs_one_task)
{
    expect_one_failure("spin", E_TOOK_TOO_LONG);
}

Test(pool_bad, hanging_ends_at_the_deadline)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const struct kit_task *task = kit_wait(&kit, kit_submit_limited(&kit, "hang", "eng", 500));
    cr_expect_eq(task->rc, E_TOOK_TOO_LONG);
    cr_expect_str_eq(task->sentence, "This took longer than 0.5 seconds and was stopped.");
    cr_expect_gt(kit_echo(&kit, "eng"), 0);
    kit_done(&kit);
}

Test(pool_bad, workers_killed_from_outside_are_replaced)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t busy = kit_echo(&kit, "eng");
    const size_t running = kit_submit(&kit, "hang", "eng");
    kit_wait_started(&kit, running);
    cr_assert_eq(kill((pid_t)busy, SIGKILL), 0);
    cr_expect_eq(kit_wait(&kit, running)->rc, E_PROCESSING_FAILED);

    const int64_t idle = kit_echo(&kit, "eng");
    struct pool_stats stats;
    cr_assert_eq(kill((pid_t)idle, SIGKILL), 0);
    do {
        sched_yield();
        pool_get_stats(kit.pool, &stats);
    } while (stats.processes_died < 2);
    cr_expect_neq(kit_echo(&kit, "eng"), idle);
    kit_done(&kit);
}

Test(pool_bad, a_reason_not_to_start_reaches_the_task)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.workers = 2;
    kit_init(&kit, &config);
    for (int i = 0; i < 3; i++) {
        const struct kit_task *task = kit_do(&kit, "echo", "missing");
        cr_expect_eq(task->rc, E_LANGUAGE_MISSING);
        cr_expect_str_eq(task->sentence, "The language \"missing\" is not installed.");
        cr_expect_not(task->is_started);
    }
    cr_expect_gt(kit_echo(&kit, "eng"), 0);
    kit_done(&kit);
}

Test(pool_bad, dying_at_the_start_is_tried_again_and_given_up)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.workers = 2;
    kit_init(&kit, &config);
    const size_t doomed = kit_submit(&kit, "echo", "dies");
    cr_expect_gt(kit_echo(&kit, "eng"), 0, "others are served meanwhile");
    cr_expect_eq(kit_wait(&kit, doomed)->rc, E_PROCESSING_FAILED);
    struct pool_stats stats;
    do { /* the counts are told after the outcome */
        sched_yield();
        pool_get_stats(kit.pool, &stats);
    } while (stats.processes_died < 2);
    kit_done(&kit);
}

Test(pool_bad, hanging_at_the_start_is_given_up)
{
    struct kit kit;
    struct pool_config config = kit_config();
    struct worker_type type = config.types[0];
    type.start_seconds = 1;
    config.types = &type;
    config.warm_count = 0;
    kit_init(&kit, &config);
    cr_expect_eq(kit_do(&kit, "echo", "hangs")->rc, E_PROCESSING_FAILED);
    kit_done(&kit);
}

Test(pool_bad, a_program_that_is_not_there)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.program = "/nonexistent/assisti";
    kit_init(&kit, &config);
    cr_expect_eq(kit_do(&kit, "echo", "eng")->rc, E_PROCESSING_FAILED);
    struct pool_stats stats;
    pool_get_stats(kit.pool, &stats);
    cr_expect_not(stats.is_ready);
    cr_expect_not(stats.is_starting, "it has failed");
    kit_done(&kit);
}

Test(pool_bad, the_log_is_safe_from_what_workers_say)
{
    int log = memfd_create("log", MFD_CLOEXEC);
    CLEANUP(fd_closep) int stderr_before = dup(STDERR_FILENO);
    cr_assert_geq(dup2(log, STDERR_FILENO), 0);
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const struct kit_task *task = kit_do(&kit, "talk", "eng");
    cr_expect_eq(task->rc, E_OK, "%s", task->sentence);
    kit_done(&kit);
    cr_assert_geq(dup2(stderr_before, STDERR_FILENO), 0);

    struct arena *arena = arena_new();
    struct str text;
    cr_assert_eq(file_read_all(log, arena, 1 * MIB, &text), E_OK);
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
        cr_assert_neq(text.p[i], '\x1b');
    }
    cr_expect_leq(lines, 22, "%zu lines", lines);
    cr_expect_not_null(strstr(text.p, "event=pool.worker.says"), "%s", text.p);
    cr_expect_not_null(strstr(text.p, "lines_dropped="), "%s", text.p);
    arena_free(arena);
    fd_closep(&log);
}
