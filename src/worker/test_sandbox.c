/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each forbidden act, tried in a locked-in worker: it fails there or ends the worker, and the worker
 * that does what it is for lives on. */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "ipc/ipc.h"
#include "worker/sandbox_int.h"

struct child {
    pid_t pid;
    int fd;
    char *buffer;
    struct ipc_message message;
};

static void child_start(struct child *child, const char *variant)
{
    int server;
    int worker;
    cr_assert_eq(ipc_pair(&server, &worker), E_OK);
    cr_assert_eq(fcntl(server, F_SETFL, 0), 0);
    posix_spawn_file_actions_t actions;
    cr_assert_eq(posix_spawn_file_actions_init(&actions), 0);
    cr_assert_eq(posix_spawn_file_actions_adddup2(&actions, worker, IPC_FD), 0);
    char *const argv[] = {(char *)"worker_under_test", (char *)"worker", (char *)"test",
                          (char *)"--variant",         (char *)variant,  NULL};
    cr_assert_eq(posix_spawn(&child->pid, WORKER_UNDER_TEST, &actions, NULL, argv, environ), 0);
    cr_assert_eq(posix_spawn_file_actions_destroy(&actions), 0);
    fd_closep(&worker);
    child->fd = server;
    child->buffer = must_alloc(IPC_FRAME_MAX);
}

/* How the child has ended. */
static int child_wait(struct child *child)
{
    int status;
    cr_assert_eq(waitpid(child->pid, &status, 0), child->pid);
    fd_closep(&child->fd);
    free(child->buffer);
    return status;
}

static enum ipc_got child_says(struct child *child)
{
    return ipc_receive(child->fd, IPC_WORKER, child->buffer, &child->message, NULL);
}

static void child_do(struct child *child, const char *act)
{
    char params[64];
    snprintf(params, sizeof(params), "{\"do\":\"%s\"}", act);
    CLEANUP(fd_closep) int picture = memfd_create("picture", MFD_CLOEXEC);
    cr_assert_eq(file_write_all(picture, "hello", 5), E_OK);
    cr_assert_eq(ipc_send_task(child->fd, 1, str_from(params), picture), E_OK);
}

static void child_ready(struct child *child)
{
    cr_assert_eq(child_says(child), IPC_GOT_MESSAGE);
    cr_assert_eq(child->message.kind, IPC_READY);
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

static const char *const forbidden[] = {
    "open",        "create",       "stat",         "unlink",      "memfd",
    "socket",      "fork",         "socketpair",   "thread",      "exec",
    "ptrace",      "read_server",  "map_code",     "truncate",    "kill_parent",
    "raise_limit", "protect_code", "signal_other", "trace_again",
};

static void expect_forbidden(const char *act)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    child_do(&child, act);
    if (child_says(&child) == IPC_GOT_MESSAGE) {
        cr_expect_eq(child.message.kind, IPC_ERROR, "%s", act);
        cr_expect(str_starts(child.message.error.sentence, STR("refused: ")), "%s: %" STRF, act,
                  STRA(child.message.error.sentence));
        fd_closep(&child.fd);
        cr_expect_eq(child_wait(&child), 0, "%s", act);
        return;
    }
    const int status = child_wait(&child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "%s: status %x", act, status);
}

Test(sandbox, every_forbidden_act_dies_or_fails, .timeout = 60)
{
    for (size_t i = 0; i < ARRAY_LEN(forbidden); i++) {
        expect_forbidden(forbidden[i]);
    }
}

Test(sandbox, a_breach_is_seen)
{
    static const char *const fatal[] = {"socket", "fork",        "exec",
                                        "ptrace", "kill_parent", "map_code"};
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++) {
        struct child child;
        child_start(&child, "eng");
        child_ready(&child);
        child_do(&child, fatal[i]);
        cr_expect_eq(child_says(&child), IPC_GOT_CLOSED);
        const int status = child_wait(&child);
        cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "%s", fatal[i]);
    }
}

Test(sandbox, works_and_ends_with_its_server)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    cr_expect((child.message.ready.locks & IPC_LOCK_SECCOMP) != 0);
    cr_expect(gives_hello(&child));
    fd_closep(&child.fd);
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, what_loading_left_open_is_closed)
{
    struct child child;
    child_start(&child, "untidy");
    child_ready(&child);
    char link[64];
    snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)child.pid, IPC_FD + 1);
    char target[64];
    cr_expect_eq(readlink(link, target, sizeof(target)), -1);
    fd_closep(&child.fd);
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, does_not_heed_signals_to_the_whole_service)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    cr_assert_eq(kill(child.pid, SIGTERM), 0);
    cr_assert_eq(kill(child.pid, SIGINT), 0);
    cr_expect(gives_hello(&child));
    fd_closep(&child.fd);
    cr_expect_eq(child_wait(&child), 0);
}

Test(sandbox, an_abort_looks_like_one)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    child_do(&child, "abort");
    const int status = child_wait(&child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %x", status);
}

#ifndef SANDBOX_INSTRUMENTED
Test(sandbox, memory_is_limited)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    child_do(&child, "alloc");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_assert_eq(child.message.kind, IPC_ERROR);
    cr_expect(str_eq(child.message.error.sentence, STR("refused: Cannot allocate memory")));
    struct rlimit limit;
    cr_assert_eq(prlimit(child.pid, RLIMIT_DATA, NULL, &limit), 0);
    cr_expect_eq(limit.rlim_max, 256 * MIB);
    cr_assert_eq(prlimit(child.pid, RLIMIT_CORE, NULL, &limit), 0);
    cr_expect_eq(limit.rlim_max, 0);
    fd_closep(&child.fd);
    cr_expect_eq(child_wait(&child), 0);
}
#endif

Test(worker, says_why_it_cannot_start)
{
    struct child child;
    child_start(&child, "missing");
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
    child_start(&child, "eng");
    child_ready(&child);
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
    fd_closep(&child.fd);
    cr_expect_eq(child_wait(&child), 0);
}

Test(worker, does_not_work_for_a_server_that_sends_garbage)
{
    struct child child;
    child_start(&child, "eng");
    child_ready(&child);
    cr_assert_eq(send(child.fd, "garbage", 7, 0), 7);
    const int status = child_wait(&child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
}
