/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each forbidden act, tried in a locked-in worker: it fails there or ends the worker, and the worker
 * that does what it is for lives on. */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "worker/sandbox_int.h"
#include "worker/test_child.h"

static void start_test(struct child *child, const char *kind, const char *variant)
{
    const char *const argv[] = {"worker_under_test", "worker", kind, "--variant", variant, NULL};
    child_start(child, WORKER_UNDER_TEST, argv);
}

static void start_ready(struct child *child, const char *kind)
{
    start_test(child, kind, "eng");
    child_ready(child);
}

static void child_do(struct child *child, const char *act)
{
    char params[64];
    snprintf(params, sizeof(params), "{\"do\":\"%s\"}", act);
    CLEANUP(fd_closep) int picture = memfd_create("picture", MFD_CLOEXEC);
    cr_assert_eq(file_write_all(picture, "hello", 5), E_OK);
    child_give(child, params, picture);
}

static bool gives_hello(struct child *child)
{
    child_do(child, "echo");
    if (child_says(child) != IPC_GOT_MESSAGE || child->message.kind != IPC_RESULT) {
        return false;
    }
    return child_says(child) == IPC_GOT_MESSAGE && child->message.kind == IPC_CHUNK &&
           str_starts(child->message.chunk, STR("{\"label\":\"hello\","));
}

/* What has become of the act: the words of the error that it met, "done", or "killed". */
static const char *fate_of(const char *kind, const char *act, char *out, size_t room)
{
    struct child child;
    start_ready(&child, kind);
    child_do(&child, act);
    if (child_says(&child) == IPC_GOT_MESSAGE) {
        const struct str words =
            child.message.kind == IPC_ERROR ? child.message.error.sentence : STR("done");
        snprintf(out, room, "%" STRF, STRA(words));
        cr_expect_eq(child_wait(&child), 0, "%s", act);
        return out;
    }
    const int status = child_wait(&child);
    cr_expect(WIFSIGNALED(status), "%s: status %x", act, status);
    snprintf(out, room, "%s", WTERMSIG(status) == SIGSYS ? "killed" : strsignal(WTERMSIG(status)));
    return out;
}

static bool is_refused_or_killed(const char *fate)
{
    return strcmp(fate, "killed") == 0 || str_starts(str_from(fate), STR("refused: "));
}

Test(sandbox, every_forbidden_act_dies_or_fails)
{
    static const char *const acts[] = {
        "open",         "create",      "stat",         "unlink",   "memfd",       "socket",
        "fork",         "thread",      "exec",         "ptrace",   "read_server", "kill_parent",
        "signal_other", "raise_limit", "protect_code", "map_code", "truncate",    "trace_again",
    };
    char fate[IPC_SENTENCE_MAX + 1];
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        cr_expect(is_refused_or_killed(fate_of("test", acts[i], fate, sizeof(fate))), "%s: %s",
                  acts[i], fate);
    }
}

Test(sandbox, a_breach_is_seen)
{
    static const char *const acts[] = {"socket", "fork",        "exec",
                                       "ptrace", "kill_parent", "map_code"};
    static const char *const kinds[] = {"test", "reader"};
    char fate[IPC_SENTENCE_MAX + 1];
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            cr_expect_str_eq(fate_of(kinds[k], acts[i], fate, sizeof(fate)), "killed", "%s %s",
                             kinds[k], acts[i]);
        }
    }
}

/* Workers that this process starts from now on find a kernel without landlock. */
static void hide_landlock(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    cr_assert_not_null(filter);
    cr_assert_eq(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SYS_landlock_create_ruleset,
                                        0, NULL),
                 0);
    cr_assert_eq(seccomp_load(filter), 0);
    seccomp_release(filter);
}

Test(sandbox, without_landlock_nothing_is_read)
{
    hide_landlock();
    struct child child;
    start_ready(&child, "reader");
    cr_expect_eq(child.message.ready.locks, IPC_LOCK_SECCOMP);
    cr_expect(gives_hello(&child));
    cr_expect_eq(child_wait(&child), 0);
    char fate[IPC_SENTENCE_MAX + 1];
    cr_expect_str_eq(fate_of("reader", "open_shared", fate, sizeof(fate)),
                     "refused: Permission denied");
    cr_expect_str_eq(fate_of("reader", "create", fate, sizeof(fate)), "refused: Permission denied");
    cr_expect(is_refused_or_killed(fate_of("test", "open", fate, sizeof(fate))), "%s", fate);
}

/* Only /usr/share may be read, and only where landlock holds. */
Test(sandbox, rights_go_no_further_than_named)
{
    struct child child;
    start_ready(&child, "reader");
    const bool landlocked = (child.message.ready.locks & IPC_LOCK_LANDLOCK) != 0;
    cr_expect_eq(child_wait(&child), 0);
    const struct {
        const char *act;
        const char *fate;
    } rows[] = {
        {"thread", "done"},
        {"open_shared", landlocked ? "done" : "refused: Permission denied"},
        {"open", "refused: Permission denied"},
        {"stat", "refused: Permission denied"},
        {"create", "killed"},
        {"unlink", "killed"},
    };
    char fate[IPC_SENTENCE_MAX + 1];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_str_eq(fate_of("reader", rows[i].act, fate, sizeof(fate)), rows[i].fate, "%s",
                         rows[i].act);
    }
}

#ifdef __x86_64__
/* Some kernels have no calls of i386, above all within virtual machines: they end whoever makes one. */
static bool has_i386_calls(void)
{
    const pid_t pid = fork();
    if (pid == 0) {
        signal(SIGSEGV, SIG_DFL);
        long number = 20; /* getpid there */
        __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
        _exit(0);
    }
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status);
}

Test(sandbox, calls_of_another_processor_are_no_way_around)
{
    if (!has_i386_calls()) {
        cr_skip_test("this kernel has no calls of i386");
    }
    char fate[IPC_SENTENCE_MAX + 1];
    cr_expect_str_eq(fate_of("reader", "other_calls", fate, sizeof(fate)), "killed");
}
#endif

Test(sandbox, works_and_ends_with_its_server)
{
    struct child child;
    start_ready(&child, "test");
    cr_expect((child.message.ready.locks & IPC_LOCK_SECCOMP) != 0);
    cr_expect(gives_hello(&child));
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, what_loading_left_open_is_closed)
{
    struct child child;
    start_test(&child, "test", "untidy");
    child_ready(&child);
    char link[64];
    snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)child.pid, IPC_FD + 1);
    char target[64];
    cr_expect_eq(readlink(link, target, sizeof(target)), -1);
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, does_not_heed_signals_to_the_whole_service)
{
    struct child child;
    start_ready(&child, "test");
    cr_assert_eq(kill(child.pid, SIGTERM), 0);
    cr_assert_eq(kill(child.pid, SIGINT), 0);
    cr_expect(gives_hello(&child));
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, an_abort_looks_like_one)
{
    struct child child;
    start_ready(&child, "test");
    child_do(&child, "abort");
    const int status = child_wait(&child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %x", status);
}

#ifndef SANDBOX_INSTRUMENTED
Test(sandbox, memory_is_limited)
{
    struct child child;
    start_ready(&child, "test");
    child_do(&child, "alloc");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_assert_eq(child.message.kind, IPC_ERROR);
    cr_expect(str_eq(child.message.error.sentence, STR("refused: Cannot allocate memory")));
    struct rlimit limit;
    cr_assert_eq(prlimit(child.pid, RLIMIT_DATA, NULL, &limit), 0);
    cr_expect_eq(limit.rlim_max, 256 * MIB);
    cr_assert_eq(prlimit(child.pid, RLIMIT_CORE, NULL, &limit), 0);
    cr_expect_eq(limit.rlim_max, 0);
    cr_expect_eq(child_wait(&child), 0);
}
#endif

Test(worker, says_why_it_cannot_start)
{
    struct child child;
    start_test(&child, "test", "missing");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_assert_eq(child.message.kind, IPC_ERROR);
    cr_expect_eq(child.message.task, 0);
    cr_expect_eq(child.message.error.rc, E_LANGUAGE_MISSING);
    cr_expect_eq(child_says(&child), IPC_GOT_CLOSED);
    cr_expect_eq(child_wait(&child), 0);
}

Test(worker, stops_a_cancelled_task_and_does_the_next)
{
    struct child child;
    start_ready(&child, "test");
    child_do(&child, "pages");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_expect_eq(child.message.kind, IPC_PROGRESS);
    cr_expect_eq(child.message.progress.pages, 30);
    cr_assert_eq(ipc_send_cancel(child.fd, 1), E_OK);
    do {
        cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    } while (child.message.kind == IPC_PROGRESS);
    cr_expect_eq(child.message.kind, IPC_ERROR);
    cr_expect_eq(child.message.error.rc, E_CANCELLED);
    cr_assert_eq(ipc_send_cancel(child.fd, 1), E_OK, "a late cancel harms nothing");
    cr_expect(gives_hello(&child));
    cr_expect_eq(child_wait(&child), 0);
}

Test(worker, a_result_that_is_too_large_is_an_error_and_no_breach)
{
    struct child child;
    start_ready(&child, "test");
    child_do(&child, "too_much");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_assert_eq(child.message.kind, IPC_ERROR);
    cr_expect_eq(child.message.error.rc, E_TOO_LARGE);
    cr_expect(gives_hello(&child));
    cr_expect_eq(child_wait(&child), 0);
}

Test(worker, does_not_work_for_a_server_that_sends_garbage)
{
    struct child child;
    start_ready(&child, "test");
    cr_assert_eq(send(child.fd, "garbage", 7, 0), 7);
    const int status = child_wait(&child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
}
