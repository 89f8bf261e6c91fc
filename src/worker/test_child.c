/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
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

void child_try(struct child *child, const char *params, int picture_fd, struct child_outcome *out)
{
    *out = (struct child_outcome){0};
    child_give(child, params, picture_fd);
    do {
        cr_assert_eq(child_says(child), IPC_GOT_MESSAGE, "the worker is gone");
    } while (child->message.kind == IPC_PROGRESS);
    if (child->message.kind == IPC_ERROR) {
        out->rc = child->message.error.rc;
        return;
    }
    cr_assert_eq(ipc_assembly_begin(&out->assembly, &child->message), E_OK);
    while (!ipc_assembly_is_whole(&out->assembly)) {
        cr_assert_eq(child_says(child), IPC_GOT_MESSAGE);
        cr_assert_eq(ipc_assembly_add(&out->assembly, child->message.chunk), E_OK);
    }
    cr_assert_eq(json_doc_parse(ipc_assembly_part(&out->assembly, 0), &out->doc, NULL), E_OK);
    out->root = json_doc_root(out->doc);
}

void child_outcome_done(struct child_outcome *outcome)
{
    json_doc_free(outcome->doc);
    ipc_assembly_done(&outcome->assembly);
}

int child_open_file(const char *path)
{
    char whole[512];
    snprintf(whole, sizeof(whole), SOURCE_ROOT "/tests/%s", path);
    int fd = open(whole, O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0, "%s", whole);
    return fd;
}

int child_open_bytes(struct str bytes)
{
    int fd = memfd_create("picture", MFD_CLOEXEC);
    cr_assert_eq(file_write_all(fd, bytes.p, bytes.n), E_OK);
    return fd;
}

int child_wait(struct child *child)
{
    fd_closep(&child->fd);
    int status;
    cr_assert_eq(waitpid(child->pid, &status, 0), child->pid);
    free(child->buffer);
    return status;
}
