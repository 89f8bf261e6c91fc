/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool over the workers of worker/test_kind.c, and what became of each task. */
#pragma once

#include <pthread.h>

#include "platform/pool/pool.h"

#define KIT_TASKS_MAX 64

struct kit_task {
    struct uuid id;
    bool is_started;
    bool is_finished;
    unsigned order; /* of finishing, from 1 */
    unsigned progress;
    uint32_t pages;
    int rc;
    char sentence[IPC_SENTENCE_MAX + 1];
    struct pool_result *result;
};

struct kit {
    struct pool *pool;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct kit_task tasks[KIT_TASKS_MAX]; /* guarded by lock */
    size_t count;                         /* guarded by lock */
    unsigned finished;                    /* guarded by lock */
    size_t fds_before;
};

/* One worker, variant "eng" kept warm (and "deu" behind it in the list), a table whose limits suit tests. */
struct pool_config kit_config(void);

void kit_init(struct kit *kit, const struct pool_config *config);
/* Frees the pool and asserts that no process and no descriptor is left. */
void kit_done(struct kit *kit);

/* The picture is the text "hello". Returns the task's index. */
size_t kit_submit(struct kit *kit, const char *act, const char *variant);
size_t kit_submit_limited(struct kit *kit, const char *act, const char *variant, int64_t wall_ms);

/* Waits until it has finished. The task stays the kit's. */
const struct kit_task *kit_wait(struct kit *kit, size_t index);
void kit_wait_started(struct kit *kit, size_t index);
void kit_wait_progress(struct kit *kit, size_t index);

/* Does the act and returns how it ended. */
const struct kit_task *kit_do(struct kit *kit, const char *act, const char *variant);
/* Asserts that an echo works and returns the id of the process that did it. */
int64_t kit_echo(struct kit *kit, const char *variant);

/* A read-only descriptor with the text "hello". */
int kit_picture(void);
