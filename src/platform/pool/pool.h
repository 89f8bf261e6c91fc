/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool: the parent side of workers. Takes tasks, has them done in sandboxed processes (`assisti worker
 * KIND`), and tells by events how they go. Knows nothing of HTTP, records or databases.
 *
 * Way of a task: pool_submit() -> waits until a process of its kind and variant is free (one is started,
 * or takes the place of the one that was idle longest) -> `started` -> `progress` ... -> `finished` with
 * a checked result or an error. Every submitted task gets exactly one `finished`.
 *
 * Nothing that a worker says is believed: frames, order, sizes, JSON and picture headers are checked.
 * A worker that crashes, hangs, grows or talks garbage costs its one task and is replaced; those that die
 * at their start are tried again after 100 ms, 200 ms ... 30 s.
 *
 * Threads: one of its own, which starts, feeds and reaps the processes and calls the events. Events must
 * not block and must not call pool_stop() or pool_free(); the other calls are free to all threads.
 * Descriptors: all of the program's must close on exec. Zombies: SIGCHLD must not be ignored; pool_new()
 * sees to that. Memory: a result belongs to whoever gets it.
 * Files: pool.c calls and inbox, pool_loop.c the thread, pool_schedule.c who does what next,
 * pool_process.c starting and ending, pool_talk.c frames, pool_result.c checking, pool_words.c what
 * workers write to standard error, pool_backoff.c starts that failed. */
#pragma once

#include "base/json.h"
#include "base/random.h"
#include "ipc/ipc.h"

struct pool;

/* A variant of a kind that is ready at any time. */
struct pool_warm {
    size_t kind;
    const char *variant;
};

struct pool_config {
    const struct worker_type *types; /* a task's `kind` is an index into them */
    size_t type_count;
    const char *program;            /* "/proc/self/exe" */
    const char *const *environment; /* "NAME=value" for the workers, ends with NULL; may be NULL */
    size_t workers;                 /* processes at most; 0: one per core */
    size_t queue_max;               /* tasks at most, waiting and running */
    const struct pool_warm
        *warm; /* (warm_count) one process of each is kept, as far as there is room */
    size_t warm_count;
    int64_t idle_ms; /* any other process ends after doing nothing for so long */
};

struct pool_result {
    struct str json;        /* well-formed, an object */
    struct json_value root; /* the same, parsed */
    struct str thumbnail;   /* begins as a JPEG; empty where there is none */
    struct str drawing;     /* begins as a PNG; likewise */
    size_t preview_count;
    struct pool_preview {
        uint32_t page;   /* from 1, rising */
        struct str jpeg; /* begins as one */
    } previews[IPC_PARTS_MAX];
    /* What the above points into. */
    struct json_doc *doc;
    struct ipc_assembly assembly;
};

void pool_result_free(struct pool_result *result);

struct pool_outcome {
    int rc;               /* E_OK, a code of the worker, E_TOOK_TOO_LONG, E_PROCESSING_FAILED, */
    const char *sentence; /* E_CANCELLED or E_SHUTTING_DOWN, with words for a person */
    struct pool_result *result; /* with E_OK; the receiver frees it */
    int64_t elapsed_ms;         /* in the worker */
};

/* `started` and `progress` may be NULL. */
struct pool_events {
    void (*started)(void *context, struct uuid id);
    /* At most ten times a second for a task. */
    void (*progress)(void *context, struct uuid id, const struct ipc_progress *progress);
    void (*finished)(void *context, struct uuid id, const struct pool_outcome *outcome);
};

/* Starts the thread and the warm processes. The config's texts and tables must outlive the pool. */
MUSTUSE int pool_new(const struct pool_config *config, const struct pool_events *events,
                     void *context, struct pool **out, struct err *err);

struct pool_task {
    struct uuid id;
    size_t kind;
    struct str variant; /* letters, digits, "_", "-" and "+" */
    struct str params;  /* JSON for the kind */
    int fd;             /* the picture, opened for reading only; the pool's from E_OK on */
    int64_t wall_ms;    /* may take at most so long in the worker; 0: as the kind says */
};

/* E_BUSY where queue_max tasks are there, E_SHUTTING_DOWN after pool_stop(), E_INVALID for a variant
 * that cannot be; the descriptor stays the caller's then. */
MUSTUSE int pool_submit(struct pool *pool, const struct pool_task *task, struct err *err);

/* The task, waiting or running, finishes with E_CANCELLED. One that is not there is ignored. */
void pool_cancel(struct pool *pool, struct uuid id);

/* How many tasks could be submitted now and would not wait for each other. */
size_t pool_free_slots(struct pool *pool);

struct pool_stats {
    size_t starting; /* processes */
    size_t idle;
    size_t busy;
    size_t waiting; /* tasks */
    uint64_t done;  /* since the start */
    uint64_t failed;
    uint64_t processes_started;
    uint64_t processes_died; /* other than ended by the pool at its own will */
    bool is_ready;           /* a process works or waits for work, where any is to be kept warm */
    bool is_starting;        /* none does yet, and none of their starts has failed */
};
void pool_get_stats(struct pool *pool, struct pool_stats *out);

/* Takes no more tasks; those waiting finish with E_SHUTTING_DOWN at once, those running when they are done
 * or after grace_ms. Returns when all processes are gone. */
void pool_stop(struct pool *pool, int64_t grace_ms);
/* Stops without grace what is not stopped. */
void pool_free(struct pool *pool);
