/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pool does when all goes well, or is told to stop. */
#include <fcntl.h>
#include <time.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "platform/pool/test_pool_kit.h"

static void nap(void)
{
    const struct timespec ten_ms = {0, 10000000};
    nanosleep(&ten_ms, NULL);
}

Test(pool, brings_a_drawing)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const struct kit_task *task = kit_do(&kit, "drawing", "eng");
    cr_assert_eq(task->rc, E_OK);
    cr_expect(str_eq(task->result->drawing, STR("\x89PNG\r\n\x1a\n drawing")));
    cr_expect_eq(task->result->thumbnail.n, 0);
    kit_done(&kit);
}

Test(pool, brings_a_result)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    cr_expect_eq(pool_free_slots(kit.pool), 1);
    const struct kit_task *task = kit_do(&kit, "echo", "eng");
    cr_assert_eq(task->rc, E_OK);
    cr_expect(task->is_started);
    cr_expect(str_starts(task->result->json, STR("{\"label\":\"hello\",")));
    cr_expect(str_eq(task->result->thumbnail, STR("\xff\xd8\xff thumbnail")));
    cr_assert_eq(task->result->preview_count, 1);
    cr_expect_eq(task->result->previews[0].page, 2);
    cr_expect(str_eq(task->result->previews[0].jpeg, STR("\xff\xd8\xff page")));
    cr_expect_eq(pool_free_slots(kit.pool), 1);
    kit_done(&kit);
}

Test(pool, brings_an_error)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t before = kit_echo(&kit, "eng");
    const struct kit_task *task = kit_do(&kit, "error", "eng");
    cr_expect_eq(task->rc, E_UNREADABLE_IMAGE);
    cr_expect_str_eq(task->sentence, "The picture ends too early.");
    cr_expect_eq(kit_echo(&kit, "eng"), before, "an error is no reason to replace a worker");
    kit_done(&kit);
}

Test(pool, keeps_one_warm_and_counts)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    struct pool_stats stats;
    pool_get_stats(kit.pool, &stats);
    while (!stats.is_ready) {
        cr_expect(stats.is_starting);
        nap();
        pool_get_stats(kit.pool, &stats);
    }
    cr_expect_not(stats.is_starting);
    cr_expect_eq(stats.idle, 1);
    const int64_t first = kit_echo(&kit, "eng");
    cr_expect_eq(kit_echo(&kit, "eng"), first);
    do {
        nap();
        pool_get_stats(kit.pool, &stats);
    } while (stats.idle == 0);
    cr_expect_eq(stats.done, 2);
    cr_expect_eq(stats.failed, 0);
    cr_expect_eq(stats.processes_started, 1);
    cr_expect_eq(stats.processes_died, 0);
    kit_done(&kit);
}

Test(pool, keeps_several_warm_where_there_is_room)
{
    for (size_t workers = 1; workers <= 3; workers++) {
        struct kit kit;
        struct pool_config config = kit_config();
        config.warm_count = 2;
        config.workers = workers;
        config.idle_ms = 100;
        kit_init(&kit, &config);
        const size_t wanted = size_min(workers, 2);
        struct pool_stats stats;
        do {
            nap();
            pool_get_stats(kit.pool, &stats);
        } while (stats.idle != wanted);
        cr_expect_gt(kit_echo(&kit, "deu"), 0);
        cr_expect_gt(kit_echo(&kit, "eng"), 0);
        kit_done(&kit);
    }
}

Test(pool, works_on_several_at_once)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.workers = 3;
    kit_init(&kit, &config);
    int64_t pids[3];
    for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
        cr_expect_eq(kit_submit(&kit, "short_wait", "eng"), i);
    }
    for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
        const struct kit_task *task = kit_wait(&kit, i);
        cr_assert_eq(task->rc, E_OK);
        pids[i] = json_i64(json_get(task->result->root, "pid"), 0);
    }
    cr_expect(pids[0] != pids[1] && pids[1] != pids[2] && pids[0] != pids[2]);
    kit_done(&kit);
}

Test(pool, replaces_an_idle_worker_for_another_variant)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t english = kit_echo(&kit, "eng");
    const int64_t chinese = kit_echo(&kit, "eng+chi_sim");
    cr_expect_neq(chinese, english);
    cr_expect_eq(kit_echo(&kit, "eng+chi_sim"), chinese);
    cr_expect_neq(kit_echo(&kit, "eng"), english);
    kit_done(&kit);
}

Test(pool, a_rare_variant_gets_its_turn)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    cr_assert_gt(kit_echo(&kit, "eng"), 0);
    kit_submit(&kit, "short_wait", "eng");
    const size_t rare = kit_submit(&kit, "echo", "chi_sim");
    size_t last = 0;
    for (int i = 0; i < 12; i++) {
        last = kit_submit(&kit, "short_wait", "eng");
    }
    const unsigned rare_order = kit_wait(&kit, rare)->order;
    cr_expect_gt(rare_order, 3, "the worker is not replaced for each task");
    cr_expect_lt(rare_order, kit_wait(&kit, last)->order);
    kit_done(&kit);
}

Test(pool, replaces_workers_that_have_done_enough)
{
    struct kit kit;
    struct pool_config config = kit_config();
    struct worker_type type = config.types[0];
    type.tasks = 2;
    config.types = &type;
    kit_init(&kit, &config);
    const int64_t first = kit_echo(&kit, "eng");
    cr_expect_eq(kit_echo(&kit, "eng"), first);
    cr_expect_neq(kit_echo(&kit, "eng"), first);
    kit_done(&kit);
}

Test(pool, replaces_workers_that_have_grown)
{
    struct kit kit;
    struct pool_config config = kit_config();
    struct worker_type type = config.types[0];
    type.resident_bytes = 64 * MIB;
    config.types = &type;
    kit_init(&kit, &config);
    const struct kit_task *grown = kit_do(&kit, "grow", "eng");
    cr_assert_eq(grown->rc, E_OK, "%s", grown->sentence);
    cr_expect_neq(kit_echo(&kit, "eng"), json_i64(json_get(grown->result->root, "pid"), 0));
    kit_done(&kit);
}

/* Another one would begin as large. */
Test(pool, keeps_workers_that_began_large)
{
    struct kit kit;
    struct pool_config config = kit_config();
    struct worker_type type = config.types[0];
    type.resident_bytes = 1;
    config.types = &type;
    kit_init(&kit, &config);
    const int64_t first = kit_echo(&kit, "eng");
    cr_expect_eq(kit_echo(&kit, "eng"), first);
    const struct kit_task *grown = kit_do(&kit, "grow", "eng");
    cr_assert_eq(grown->rc, E_OK, "%s", grown->sentence);
    cr_expect_neq(kit_echo(&kit, "eng"), first);
    kit_done(&kit);
}

Test(pool, ends_idle_workers_but_the_warm_one)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.workers = 2;
    config.idle_ms = 100;
    kit_init(&kit, &config);
    const int64_t warm = kit_echo(&kit, "eng");
    cr_assert_gt(kit_echo(&kit, "chi_sim"), 0);
    struct pool_stats stats;
    do {
        nap();
        pool_get_stats(kit.pool, &stats);
    } while (stats.idle != 1);
    cr_expect_eq(stats.processes_died, 0);
    cr_expect_eq(kit_echo(&kit, "eng"), warm);
    kit_done(&kit);
}

Test(pool, tells_progress_and_cancels)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t before = kit_echo(&kit, "eng");
    const size_t running = kit_submit(&kit, "pages", "eng");
    const size_t waiting = kit_submit(&kit, "echo", "eng");
    kit_wait_progress(&kit, running);
    pool_cancel(kit.pool, kit.tasks[waiting].id);
    const struct kit_task *task = kit_wait(&kit, waiting);
    cr_expect_eq(task->rc, E_CANCELLED);
    cr_expect_not(task->is_started);
    pool_cancel(kit.pool, kit.tasks[running].id);
    task = kit_wait(&kit, running);
    cr_expect_eq(task->rc, E_CANCELLED);
    cr_expect_eq(task->pages, 30);
    cr_expect_eq(kit_echo(&kit, "eng"), before, "the worker has obeyed and lives on");
    pool_cancel(kit.pool, uuid_new());
    kit_done(&kit);
}

Test(pool, a_worker_that_does_not_heed_a_cancel_is_replaced)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const int64_t before = kit_echo(&kit, "eng");
    const size_t hanging = kit_submit(&kit, "hang", "eng");
    kit_wait_started(&kit, hanging);
    pool_cancel(kit.pool, kit.tasks[hanging].id);
    cr_expect_eq(kit_wait(&kit, hanging)->rc, E_CANCELLED);
    cr_expect_neq(kit_echo(&kit, "eng"), before);
    kit_done(&kit);
}

Test(pool, stops_after_the_running_task)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const size_t running = kit_submit(&kit, "short_wait", "eng");
    const size_t waiting = kit_submit(&kit, "echo", "eng");
    kit_wait_started(&kit, running);
    pool_stop(kit.pool, 20000);
    cr_expect_eq(kit.tasks[running].rc, E_OK);
    cr_expect_eq(kit.tasks[waiting].rc, E_SHUTTING_DOWN);
    cr_expect_eq(pool_free_slots(kit.pool), 0);

    int fd = kit_picture();
    const struct pool_task late = {.id = uuid_new(), .variant = STR("eng"), .fd = fd};
    cr_expect_eq(pool_submit(kit.pool, &late, NULL), E_SHUTTING_DOWN);
    cr_expect_neq(fcntl(fd, F_GETFD), -1, "the descriptor is still the caller's");
    fd_closep(&fd);
    kit_done(&kit);
}

Test(pool, stops_a_running_task_when_grace_is_over)
{
    struct kit kit;
    const struct pool_config config = kit_config();
    kit_init(&kit, &config);
    const size_t running = kit_submit(&kit, "hang", "eng");
    kit_wait_started(&kit, running);
    pool_stop(kit.pool, 100);
    cr_expect_eq(kit.tasks[running].rc, E_SHUTTING_DOWN);
    kit_done(&kit);
}

Test(pool, can_be_freed_while_workers_start)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.workers = 4;
    kit_init(&kit, &config);
    for (int i = 0; i < 4; i++) {
        kit_submit(&kit, "echo", "eng");
    }
    kit_done(&kit);
}

Test(pool, refuses_what_is_too_much_or_makes_no_sense)
{
    struct kit kit;
    struct pool_config config = kit_config();
    config.queue_max = 1;
    kit_init(&kit, &config);
    const size_t running = kit_submit(&kit, "short_wait", "eng");
    int fd = kit_picture();
    struct pool_task task = {
        .id = uuid_new(), .variant = STR("eng"), .params = STR("{}"), .fd = fd};
    cr_expect_eq(pool_submit(kit.pool, &task, NULL), E_BUSY);
    static const char *const no_variants[] = {"", "-x", "../eng", "eng chi", "\xc3\xa9", "a;b"};
    for (size_t i = 0; i < ARRAY_LEN(no_variants); i++) {
        task.variant = str_from(no_variants[i]);
        cr_expect_eq(pool_submit(kit.pool, &task, NULL), E_INVALID, "\"%s\"", no_variants[i]);
    }
    task.variant = STR("eng");
    task.params.n = IPC_PAYLOAD_MAX + 1;
    cr_expect_eq(pool_submit(kit.pool, &task, NULL), E_TOO_LARGE);
    fd_closep(&fd);
    cr_expect_eq(kit_wait(&kit, running)->rc, E_OK);
    kit_done(&kit);
}
