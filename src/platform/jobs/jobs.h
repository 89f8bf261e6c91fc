/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jobs: the queue between what people ask for and the worker processes. A job is a row, made in the
 * transaction of what it is about; it is worked on oldest first (but job_add_behind()), and survives any end of the server:
 * what was queued or running runs again at the next start (a job whose work ended the server three times
 * fails instead).
 *
 * Way of a job: job_add() in the caller's transaction -> jobs_wake() after its commit -> the module's
 * thread claims it -> job_type.prepare gives the picture and parameters -> platform/pool -> the outcome
 * comes back on the pool's thread, is handed to the module's thread -> job_type.finish stores it and
 * calls job_end() in one transaction.
 *
 * Threads: one of its own, which alone calls prepare and finish; progress comes on the pool's thread and
 * must not block. Files: jobs.c the thread, jobs_settle.c outcomes, jobs_store.c SQL. */
#pragma once

#include "base/err.h"
#include "base/random.h"
#include "ipc/ipc.h"
#include "platform/pool/pool.h"

struct db;
struct db_conn;
struct jobs;
struct metrics;

struct job {
    struct uuid id;
    struct uuid subject;
    struct str kind;
};

/* What a worker gets. */
struct job_order {
    const char *variant; /* of the worker, for example a set of languages */
    int fd;              /* the picture, read-only; jobs closes it */
    struct str params;   /* a JSON object */
};

/* How an application has its work done; in a constant table that ends with a row without kind. */
struct job_type {
    const char *kind;   /* as in the row; of one worker there may be several */
    const char *worker; /* name of the worker kind */
    /* Marks the subject as running and gives the order. E_NOT_FOUND where the subject is gone: the job is
     * dropped. Any other error fails the job with it. */
    int (*prepare)(void *state, const struct job *job, struct arena *arena, struct job_order *out);
    void (*progress)(void *state, const struct job *job, const struct ipc_progress *progress);
    /* Stores the outcome and calls job_end(), in one transaction of its own, then tells who listens. Where
     * it returns an error it is called again a little later with the same outcome: the database may be
     * locked or the disk full, and the work is not to be lost for that. Not for ever, though: then it is called
     * with the outcome that the result could not be stored, and where that fails as often, only the job's row
     * is ended. */
    int (*finish)(void *state, const struct job *job, const struct pool_outcome *outcome);
    /* Marks the subject as queued again, within the transaction that queues a failed job anew. E_NOT_FOUND where the
     * subject is gone. NULL: the subject needs no mark. */
    int (*retry)(void *state, struct db_conn *tx, const struct job *job);
};

struct jobs_config {
    struct db *db;
    struct metrics *metrics;
    const struct pool_config *pool;
};

MUSTUSE int jobs_new(const struct jobs_config *config, struct jobs **out, struct err *err);
void jobs_free(struct jobs *jobs);

/* Before jobs_start(): who does jobs of these types. `types` ends with a row without kind. */
void jobs_register(struct jobs *jobs, const struct job_type *types, void *state);
/* Puts back what an earlier end of the server cut short, starts workers and thread. */
MUSTUSE int jobs_start(struct jobs *jobs, struct err *err);
/* Stops claiming, ends the workers, puts back what they were at. */
void jobs_stop(struct jobs *jobs);

/* Adds a job within the caller's transaction. */
MUSTUSE int job_add(struct db_conn *tx, const char *kind, struct uuid subject, struct uuid owner);
/* The same behind all jobs of job_add(), those that are still to come included. */
MUSTUSE int job_add_behind(struct db_conn *tx, const char *kind, struct uuid subject,
                           struct uuid owner);
/* Ends the jobs of a subject that are not ended yet, within the caller's transaction: it is to be worked on
 * anew. Then jobs_cancel(). */
MUSTUSE int job_drop(struct db_conn *tx, struct uuid subject);
/* Forgets all jobs of a subject that is going away, within the caller's transaction. Then jobs_cancel(). */
MUSTUSE int job_forget(struct db_conn *tx, struct uuid subject);
/* Within the transaction that stores the outcome; `rc` is E_OK or what went wrong. E_NOT_FOUND where the
 * job was dropped meanwhile: then nothing is to be stored. */
MUSTUSE int job_end(struct db_conn *tx, const struct job *job, int rc);
/* Queues a failed job anew, within the caller's transaction; then jobs_wake(). E_NOT_FOUND; E_JOB_NOT_FAILED,
 * E_JOB_REPLACED where its subject is worked on anew already, E_JOB_KIND, E_JOB_SUBJECT where that is gone. */
MUSTUSE int job_retry(struct jobs *jobs, struct db_conn *tx, struct uuid id);
/* Forgets a job that has ended, within the caller's transaction. E_NOT_FOUND; E_JOB_NOT_ENDED. */
MUSTUSE int job_forget_ended(struct db_conn *tx, struct uuid id);
/* How many jobs of an owner wait or run. */
MUSTUSE int job_count_waiting(struct db_conn *conn, struct uuid owner, int64_t *out);
/* How many queued jobs stand before the one of this subject; 0 where it is not queued. */
MUSTUSE int job_position(struct db_conn *conn, struct uuid subject, int64_t *out);

/* Tells the thread that a transaction with jobs was committed. */
void jobs_wake(struct jobs *jobs);
/* Stops the worker that is at a job of this subject, if one is. */
void jobs_cancel(struct jobs *jobs, struct uuid subject);
/* The workers, for /readyz and /metrics. */
void jobs_pool_stats(struct jobs *jobs, struct pool_stats *out);
