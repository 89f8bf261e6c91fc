/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of jobs share. */
#pragma once

#include <pthread.h>

#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

#define TYPES_MAX 16
#define RETRY_MS  1000

struct registered {
    const struct job_type *type;
    void *state;
};

/* A job that is at the pool, or whose outcome waits to be stored. */
struct active {
    struct job job;
    const struct registered *by;
    size_t worker_kind;
    bool has_outcome;
    struct pool_outcome outcome; /* its sentence is `sentence` */
    char sentence[IPC_SENTENCE_MAX + 1];
    int tries;          /* to store the outcome, so far */
    int64_t not_before; /* monotonic milliseconds: when it is tried next */
    bool has_given_up;  /* the outcome is that the true one could not be stored */
    struct active *next;
    char kind[32]; /* what job.kind points at */
};

struct jobs {
    struct db *db;
    struct metrics *metrics;
    struct pool_config pool_config;
    struct pool *pool;
    struct registered registered[TYPES_MAX]; /* constant after jobs_start() */
    size_t registered_count;
    pthread_t thread;
    bool is_started;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool has_news;          /* guarded by lock: there may be something to claim */
    bool is_stopping;       /* guarded by lock */
    struct active *actives; /* guarded by lock; a job is taken out by the jobs thread alone */
    struct active *aside;   /* claimed, but could not be prepared yet; the jobs thread's */
    int64_t stuck_until; /* monotonic milliseconds: nothing is stored before; the jobs thread's */
    bool has_waiting;    /* outcomes are to be tried again; the jobs thread's */
};

/* ---- outcomes (jobs_settle.c) ---- */

/* Stores the outcomes that are there. False where nothing can be stored now. */
bool jobs_settle(struct jobs *jobs);
/* Trouble that passes, and that is no fault of the job. */
bool jobs_is_passing(int rc);
void jobs_free_active(struct active *active);
/* Among those that are at the pool, or wait to be stored. */
void jobs_put_back(struct jobs *jobs, struct active *active);

/* ---- rows (jobs_store.c) ---- */

/* The oldest queued job, marked as running. E_NOT_FOUND where none is queued. */
MUSTUSE int jobs_store_claim(struct db *db, struct arena *arena, struct job *out,
                             int64_t *out_attempts);
/* Queues what is marked as running. A start that ended because the server was asked to stop does not count
 * as an attempt. */
MUSTUSE int jobs_store_put_back(struct db *db, bool was_asked_to_stop);
/* Forgets jobs that ended before this time. */
MUSTUSE int jobs_store_prune(struct db *db, int64_t before_ms);
MUSTUSE int jobs_store_drop_one(struct db *db, const struct job *job);
/* Ends the job's row alone, as failed with this code. */
MUSTUSE int jobs_store_fail(struct db *db, const struct job *job, int why);
/* E_NOT_FOUND for a job that was dropped since it was claimed. */
MUSTUSE int jobs_store_find(struct db *db, struct uuid id);
struct jobs_row {
    struct job job;
    struct str status;
    bool has_successor; /* another job of the same subject waits or runs */
};
MUSTUSE int jobs_store_get(struct db_conn *conn, struct uuid id, struct arena *arena,
                           struct jobs_row *out);
MUSTUSE int jobs_store_requeue(struct db_conn *tx, struct uuid id);
MUSTUSE int jobs_store_forget_ended(struct db_conn *tx, struct uuid id, int64_t *out_changed);
/* NULL where nobody does jobs of this kind. */
const struct registered *jobs_find_registered(const struct jobs *jobs, struct str kind);
MUSTUSE int jobs_store_count_queued(struct db *db, int64_t *out);
