/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/executor/executor.h"

#define THREADS_MAX ((size_t)4)

struct lane_type {
    const char *thread_name;
    size_t threads; /* 0: one a core, THREADS_MAX at most */
    size_t queue_max;
    int nice; /* behind the threads that answer, where all cores are busy */
};

/* A write waits for the disk more than it computes. A password costs a core for some 20 ms and 19 MiB while it is hashed:
 * the threads bound the memory, whoever waits costs a suspended connection. 128 that wait for two cores get their turn
 * within two seconds, which is about as long as anybody waits for a log-in; who comes then is asked to come again.
 * Other servers may take seconds to answer, which must hold up nobody but those who ask them. */
static const struct lane_type lane_types[EXECUTOR_LANE_COUNT] = {
    [EXECUTOR_WRITES] = {"http-write", 4, 512, 0},
    [EXECUTOR_HASHES] = {"http-hash", 0, 128, 5},
    [EXECUTOR_FETCHES] = {"http-fetch", 4, 64, 0},
};

struct lane {
    const struct lane_type *type;
    struct executor *executor;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct executor_job *first; /* guarded by lock */
    struct executor_job *last;  /* guarded by lock */
    size_t queued;              /* guarded by lock */
    bool draining;              /* guarded by lock */
    pthread_t threads[THREADS_MAX];
    size_t started;
};

struct executor {
    executor_run *run;
    struct lane lanes[EXECUTOR_LANE_COUNT];
};

/* The next job, or NULL when the lane has ended. */
static struct executor_job *take(struct lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    while (lane->first == NULL && !lane->draining) {
        pthread_cond_wait(&lane->filled, &lane->lock);
    }
    struct executor_job *job = lane->first;
    if (job != NULL) {
        lane->first = job->next;
        if (lane->first == NULL) {
            lane->last = NULL;
        }
        lane->queued--;
        job->next = NULL;
    }
    pthread_mutex_unlock(&lane->lock);
    return job;
}

static void *work(void *context)
{
    struct lane *lane = context;
    pthread_setname_np(pthread_self(), lane->type->thread_name);
    if (lane->type->nice > 0) {
        /* On Linux this is a thread's own. Where it is refused, the thread is no worse than the others. */
        id_t self = (id_t)gettid();
        (void)setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + lane->type->nice);
    }
    for (struct executor_job *job = take(lane); job != NULL; job = take(lane)) {
        lane->executor->run(job);
    }
    return NULL;
}

static size_t threads_of(const struct lane_type *type)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return type->threads > 0 ? type->threads
                             : size_min((size_t)(cores > 0 ? cores : 1), THREADS_MAX);
}

static int start(struct lane *lane, struct err *err)
{
    while (lane->started < threads_of(lane->type)) {
        int rc = pthread_create(&lane->threads[lane->started], NULL, work, lane);
        if (rc != 0) {
            return err_set(err, E_IO, "cannot start a thread: %s", strerror(rc));
        }
        lane->started++;
    }
    return E_OK;
}

int executor_new(executor_run *run, struct executor **out, struct err *err)
{
    struct executor *executor = must_calloc(1, sizeof(*executor));
    executor->run = run;
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        struct lane *lane = &executor->lanes[i];
        lane->type = &lane_types[i];
        lane->executor = executor;
        pthread_mutex_init(&lane->lock, NULL);
        pthread_cond_init(&lane->filled, NULL);
    }
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        int rc = start(&executor->lanes[i], err);
        if (rc < 0) {
            executor_free(executor);
            return rc;
        }
    }
    *out = executor;
    return E_OK;
}

static int put(struct lane *lane, struct executor_job *job, bool is_new)
{
    pthread_mutex_lock(&lane->lock);
    int rc = E_OK;
    if (lane->draining) {
        rc = E_SHUTTING_DOWN;
    } else if (is_new && lane->queued >= lane->type->queue_max) {
        rc = E_BUSY;
    } else {
        job->next = NULL;
        if (lane->last != NULL) {
            lane->last->next = job;
        } else {
            lane->first = job;
        }
        lane->last = job;
        lane->queued++;
        pthread_cond_signal(&lane->filled);
    }
    pthread_mutex_unlock(&lane->lock);
    return rc;
}

int executor_submit(struct executor *executor, enum executor_lane lane, struct executor_job *job)
{
    return put(&executor->lanes[lane], job, /* is_new= */ true);
}

int executor_resubmit(struct executor *executor, struct executor_job *job)
{
    return put(&executor->lanes[EXECUTOR_WRITES], job, /* is_new= */ false);
}

void executor_drain(struct executor *executor)
{
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        struct lane *lane = &executor->lanes[i];
        pthread_mutex_lock(&lane->lock);
        lane->draining = true;
        pthread_cond_broadcast(&lane->filled);
        pthread_mutex_unlock(&lane->lock);
    }
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        struct lane *lane = &executor->lanes[i];
        while (lane->started > 0) {
            pthread_join(lane->threads[--lane->started], NULL);
        }
    }
}

void executor_free(struct executor *executor)
{
    if (executor == NULL) {
        return;
    }
    executor_drain(executor);
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        pthread_mutex_destroy(&executor->lanes[i].lock);
        pthread_cond_destroy(&executor->lanes[i].filled);
    }
    free(executor);
}

size_t executor_queued(struct executor *executor)
{
    size_t queued = 0;
    for (size_t i = 0; i < EXECUTOR_LANE_COUNT; i++) {
        struct lane *lane = &executor->lanes[i];
        pthread_mutex_lock(&lane->lock);
        queued += lane->queued;
        pthread_mutex_unlock(&lane->lock);
    }
    return queued;
}
