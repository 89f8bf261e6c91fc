/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include "platform/pool/pool.h"

#define POOL_VARIANT_MAX ((size_t)100)

/* ---- tasks ---- */

struct pool_job {
    struct pool_job *next;
    struct uuid id;
    uint64_t number; /* what the worker knows it by */
    size_t kind;
    char *variant;
    struct str params;
    int fd;
    int64_t wall_ms;
    int64_t submitted_at_ms;
    int64_t started_at_ms;
    int64_t told_at_ms; /* the last progress */
    unsigned frames;    /* of progress */
    unsigned failed_starts;
    bool is_cancelled;
};

/* ---- what workers write to standard error ---- */

struct pool_words {
    int fd;
    char line[400];
    size_t n;
    int64_t window_ends_at_ms;
    unsigned lines; /* logged in this window */
    unsigned dropped;
    size_t bytes;   /* read in this window */
    bool is_paused; /* until the window ends */
};

/* ---- processes ---- */

enum pool_state {
    POOL_STARTING,
    POOL_IDLE,
    POOL_BUSY,
    POOL_ENDING, /* killed, and to be reaped when its pidfd says so */
};

/* Why the pool has ended a process. */
enum pool_reason {
    POOL_DIED,    /* it has not: the process went by itself */
    POOL_RETIRED, /* not needed, or has done enough */
    POOL_SLOW_START,
    POOL_SLOW_TASK,
    POOL_CANCELLED,
    POOL_BREACH, /* it broke the protocol */
    POOL_STOPPED,
    POOL_NOT_STARTED, /* it said itself why */
    POOL_REASON_COUNT,
};

enum pool_source_kind {
    POOL_SOURCE_SOCKET,
    POOL_SOURCE_EXIT,
    POOL_SOURCE_WORDS,
    POOL_SOURCE_COUNT
};

struct pool_process;

/* What epoll hands back. */
struct pool_source {
    enum pool_source_kind kind;
    struct pool_process *process;
};

struct pool_process {
    struct pool_process *next;
    enum pool_state state;
    enum pool_reason reason;
    size_t kind;
    char variant[POOL_VARIANT_MAX + 1];
    pid_t pid;
    int pidfd;
    int fd;
    struct pool_words words;
    struct pool_source sources[POOL_SOURCE_COUNT];
    struct pool_job *job; /* while busy, and until reaped where it ends so */
    struct ipc_assembly assembly;
    int64_t deadline_ms; /* of the start or the task */
    int64_t idle_since_ms;
    unsigned tasks_done;
    size_t ready_bytes; /* in memory when it was ready */
    bool has_been_ready;
    bool is_claimed; /* by a waiting task, within one round of scheduling */
};

/* ---- starts that failed ---- */

struct pool_backoff {
    struct pool_backoff *next;
    size_t kind;
    char variant[POOL_VARIANT_MAX + 1];
    unsigned failures;
    int64_t until_ms;
    int rc; /* what the worker said of itself; E_OK: it died without a word */
    char sentence[IPC_SENTENCE_MAX + 1];
};

/* ---- the pool ---- */

struct pool_command {
    struct pool_command *next;
    enum { POOL_SUBMIT, POOL_CANCEL, POOL_STOP } kind;
    struct pool_job *job;
    struct uuid id;
    int64_t grace_ms;
};

struct pool {
    struct pool_config config;
    struct pool_events events;
    void *context;
    pthread_t thread;
    bool is_joined; /* only for the caller of pool_stop() and pool_free() */
    int epoll_fd;
    int wake_fd;

    pthread_mutex_t lock;
    struct pool_command *inbox; /* guarded by lock; newest first */
    size_t in_pool;             /* guarded by lock: tasks submitted and not finished */
    bool is_stopping;           /* guarded by lock */
    struct pool_stats stats;    /* guarded by lock */

    /* All below belongs to the pool's thread. */
    struct pool_process *processes;
    struct pool_job *waiting; /* oldest first */
    struct pool_backoff *backoffs;
    char *buffer; /* of IPC_FRAME_MAX bytes */
    struct ipc_message message;
    uint64_t last_number;
    uint64_t done;
    uint64_t failed;
    uint64_t processes_started;
    uint64_t processes_died;
    bool stop_asked;
    int64_t stop_at_ms;
    bool said_no_landlock;
};

static inline const struct worker_type *pool_type(const struct pool *pool, size_t kind)
{
    return &pool->config.types[kind];
}

/* pool.c */
void pool_job_free(struct pool_job *job);
struct pool_command *pool_take_inbox(struct pool *pool); /* oldest first */
/* Calls `finished`, counts, and frees the job, which is in no list any more. Takes the result. */
void pool_finish(struct pool *pool, struct pool_job *job, int rc, const char *sentence,
                 struct pool_result *result);

/* pool_loop.c */
void *pool_run(void *argument); /* the pool */

/* pool_schedule.c */
void pool_schedule(struct pool *pool, int64_t now_ms);
/* When something has to be done even if nothing happens; INT64_MAX: never. */
int64_t pool_next_wake(const struct pool *pool, int64_t now_ms);
/* Finishes every waiting task that `wanted` picks. */
typedef bool pool_job_test(const struct pool_job *job, const void *context);
void pool_finish_waiting(struct pool *pool, pool_job_test *wanted, const void *context, int rc,
                         const char *sentence);
bool pool_is_warm(const struct pool *pool, const struct pool_process *process);
/* Notes that a start has failed without a word, for those who wait for it. */
void pool_start_failed(struct pool *pool, const struct pool_process *process, int64_t now_ms);

/* pool_process.c */
MUSTUSE int pool_start_process(struct pool *pool, size_t kind, const char *variant, int64_t now_ms);
/* Kills and hangs up; the job, if any, finishes when the process is reaped. */
void pool_end_process(struct pool_process *process, enum pool_reason reason);
/* Reaps, finishes the job, and forgets the process; its memory goes with pool_sweep(). */
void pool_reap(struct pool *pool, struct pool_process *process, int64_t now_ms);
void pool_sweep(struct pool *pool);
/* False where the process turned out to be gone; the job then still waits. */
MUSTUSE bool pool_give(struct pool *pool, struct pool_process *process, struct pool_job *job,
                       int64_t now_ms);
/* 0: hidden from us, or gone. */
size_t pool_resident_bytes(pid_t pid);
/* After a task: back to idle, or retired. */
void pool_release(struct pool *pool, struct pool_process *process, int64_t now_ms);

/* pool_talk.c */
void pool_read_frames(struct pool *pool, struct pool_process *process, int64_t now_ms);

/* pool_result.c: E_INVALID where any part is not what it should be. Takes the assembly's memory. */
MUSTUSE int pool_result_open(struct ipc_assembly *assembly, struct pool_result **out);

/* pool_words.c */
void pool_words_read(struct pool *pool, struct pool_process *process, int64_t now_ms);
/* Reads on once the window of a paused one has ended. */
void pool_words_resume(struct pool *pool, struct pool_process *process, int64_t now_ms);
void pool_words_done(struct pool *pool, struct pool_process *process);

/* pool_backoff.c */
const struct pool_backoff *pool_backoff_find(const struct pool *pool, size_t kind,
                                             const char *variant, int64_t now_ms);
/* rc and sentence as the worker gave them; E_OK and NULL where it died without a word. */
void pool_backoff_add(struct pool *pool, const struct pool_process *process, int rc,
                      struct str sentence, int64_t now_ms);
void pool_backoff_clear(struct pool *pool, const struct pool_process *process);
void pool_backoff_done(struct pool *pool);
