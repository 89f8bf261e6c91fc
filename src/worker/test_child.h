/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker as its server sees it, for tests: started by hand, spoken to frame by frame. */
#pragma once

#include <sys/types.h>

#include "base/json.h"
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
/* What came of a task. */
struct child_outcome {
    struct ipc_assembly assembly;
    struct json_doc *doc;
    struct json_value root;
    int rc;
};
/* Sends a task and waits for what comes of it, past all that the child says of its progress. */
void child_try(struct child *child, const char *params, int picture_fd, struct child_outcome *out);
void child_outcome_done(struct child_outcome *outcome);

/* Descriptors of pictures for tasks: of a file below tests/, and of bytes. */
int child_open_file(const char *path);
int child_open_bytes(struct str bytes);

/* Hangs up and waits; how the child has ended, as waitpid() tells it. */
int child_wait(struct child *child);
