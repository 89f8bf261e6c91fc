/* SPDX-License-Identifier: GPL-3.0-or-later */
/* executor: the work threads that run the handlers of writes, so that no connection's thread waits for
 * a disk. Hashing passwords has threads and a queue of its own, and so has what waits for other servers. Queues
 * are bounded: what does not fit is answered with E_BUSY at once. */
#pragma once

#include "base/err.h"

struct executor;

/* What is queued: a member of what `run` works on. It is the executor's from executor_submit() until `run` is called for it. */
struct executor_job {
    struct executor_job *next; /* guarded by the lock of its queue */
};

enum executor_lane {
    EXECUTOR_WRITES,
    EXECUTOR_HASHES,
    EXECUTOR_FETCHES,
    EXECUTOR_LANE_COUNT,
};

/* Called on a work thread. */
typedef void executor_run(struct executor_job *job);

MUSTUSE int executor_new(executor_run *run, struct executor **out, struct err *err);
/* E_BUSY where the queue is full, E_SHUTTING_DOWN after executor_drain(). */
MUSTUSE int executor_submit(struct executor *executor, enum executor_lane lane,
                            struct executor_job *job);
/* For a request that was accepted before and goes on: not refused for a full queue. */
MUSTUSE int executor_resubmit(struct executor *executor, struct executor_job *job);
/* Takes no more, runs what is queued, ends the threads. */
void executor_drain(struct executor *executor);
/* Accepts NULL; drains first where that has not been done. */
void executor_free(struct executor *executor);
size_t executor_queued(struct executor *executor);
