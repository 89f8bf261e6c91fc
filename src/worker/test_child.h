/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker as its server sees it, for tests: started by hand, spoken to frame by frame. */
#pragma once

#include <sys/types.h>

#include "ipc/ipc.h"

struct child {
    pid_t pid;
    int fd;
    char *buffer;
    struct ipc_message message;
};

/* argv as the program gets it, from its name on. */
void child_start(struct child *child, const char *program, const char *const *argv);
/* Waits for the next frame. */
enum ipc_got child_says(struct child *child);
/* Asserts that the next frame is READY. */
void child_ready(struct child *child);
/* Sends a task with this picture, which stays the caller's. */
void child_give(struct child *child, const char *params, int picture_fd);
/* Hangs up and waits; how the child has ended, as waitpid() tells it. */
int child_wait(struct child *child);
