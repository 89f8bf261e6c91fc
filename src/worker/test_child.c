/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "worker/test_child.h"

void child_start(struct child *child, const char *program, const char *const *argv)
{
    int worker;
    cr_assert_eq(ipc_pair(&child->fd, &worker), E_OK);
    cr_assert_eq(fcntl(child->fd, F_SETFL, 0), 0);
    posix_spawn_file_actions_t actions;
    cr_assert_eq(posix_spawn_file_actions_init(&actions), 0);
    cr_assert_eq(posix_spawn_file_actions_adddup2(&actions, worker, IPC_FD), 0);
    cr_assert_eq(
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0), 0);
    cr_assert_eq(posix_spawn(&child->pid, program, &actions, NULL, (char *const *)argv, environ),
                 0);
    cr_assert_eq(posix_spawn_file_actions_destroy(&actions), 0);
    fd_closep(&worker);
    child->buffer = must_alloc(IPC_FRAME_MAX);
}

enum ipc_got child_says(struct child *child)
{
    return ipc_receive(child->fd, IPC_WORKER, child->buffer, &child->message, NULL);
}

void child_ready(struct child *child)
{
    cr_assert_eq(child_says(child), IPC_GOT_MESSAGE);
    cr_assert_eq(
        child->message.kind, IPC_READY, "%" STRF,
        STRA(child->message.kind == IPC_ERROR ? child->message.error.sentence : STR("no error")));
}

void child_give(struct child *child, const char *params, int picture_fd)
{
    cr_assert_eq(ipc_send_task(child->fd, 1, str_from(params), picture_fd), E_OK);
}

int child_wait(struct child *child)
{
    fd_closep(&child->fd);
    int status;
    cr_assert_eq(waitpid(child->pid, &status, 0), child->pid);
    free(child->buffer);
    return status;
}
