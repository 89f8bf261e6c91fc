/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "platform/pool/pool_int.h"

#define EVENTS_AT_ONCE 64
/* For a worker to answer a cancel before it is ended. */
#define CANCEL_GRACE_MS 1000

/* ---- commands ---- */

static void append_waiting(struct pool *pool, struct pool_job *job)
{
    struct pool_job **end = &pool->waiting;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = job;
}

static bool has_id(const struct pool_job *job, const void *id)
{
    return uuid_eq(job->id, *(const struct uuid *)id);
}

static bool any_job(const struct pool_job *job, const void *unused)
{
    (void)job;
    (void)unused;
    return true;
}

static void cancel(struct pool *pool, struct uuid id, int64_t now_ms)
{
    pool_finish_waiting(pool, has_id, &id, E_CANCELLED, e_title(E_CANCELLED));
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        if (process->state != POOL_BUSY || !has_id(process->job, &id)) {
            continue;
        }
        process->job->is_cancelled = true;
        const int64_t patience_ends_ms = now_ms + CANCEL_GRACE_MS;
        if (process->deadline_ms > patience_ends_ms) {
            process->deadline_ms = patience_ends_ms;
        }
        if (ipc_send_cancel(process->fd, process->job->number) < 0) {
            pool_end_process(process, POOL_CANCELLED);
        }
    }
}

static void begin_stop(struct pool *pool, int64_t grace_ms, int64_t now_ms)
{
    pool->stop_asked = true;
    pool->stop_at_ms = now_ms + grace_ms;
    pool_finish_waiting(pool, any_job, NULL, E_SHUTTING_DOWN, e_title(E_SHUTTING_DOWN));
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        if (process->state == POOL_STARTING || process->state == POOL_IDLE) {
            pool_end_process(process, POOL_RETIRED);
        }
    }
}

static void obey(struct pool *pool, int64_t now_ms)
{
    for (struct pool_command *command = pool_take_inbox(pool); command != NULL;) {
        struct pool_command *next = command->next;
        switch (command->kind) {
        case POOL_SUBMIT:
            append_waiting(pool, command->job);
            break;
        case POOL_CANCEL:
            cancel(pool, command->id, now_ms);
            break;
        case POOL_STOP:
            begin_stop(pool, command->grace_ms, now_ms);
            break;
        }
        free(command);
        command = next;
    }
}

/* ---- times that have come ---- */

static void end_if_late(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    switch (process->state) {
    case POOL_STARTING:
        if (now_ms >= process->deadline_ms) {
            pool_end_process(process, POOL_SLOW_START);
        }
        break;
    case POOL_BUSY:
        if (pool->stop_asked && now_ms >= pool->stop_at_ms) {
            pool_end_process(process, POOL_STOPPED);
        } else if (now_ms >= process->deadline_ms) {
            pool_end_process(process, process->job->is_cancelled ? POOL_CANCELLED : POOL_SLOW_TASK);
        }
        break;
    case POOL_IDLE:
        if (!pool_is_warm(pool, process) &&
            now_ms - process->idle_since_ms >= pool->config.idle_ms) {
            pool_end_process(process, POOL_RETIRED);
        }
        break;
    case POOL_ENDING:
        break;
    }
}

static void check_times(struct pool *pool, int64_t now_ms)
{
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        end_if_late(pool, process, now_ms);
        pool_words_resume(pool, process, now_ms);
    }
}

/* ---- events ---- */

static void handle(struct pool *pool, const struct epoll_event *event, int64_t now_ms)
{
    const struct pool_source *source = event->data.ptr;
    if (source == NULL) {
        uint64_t count;
        ssize_t n = read(pool->wake_fd, &count, sizeof(count));
        (void)n; /* the inbox is looked at in any case */
        return;
    }
    struct pool_process *process = source->process;
    if (process->pid == 0) {
        return; /* reaped by an earlier event of this round */
    }
    switch (source->kind) {
    case POOL_SOURCE_SOCKET:
        pool_read_frames(pool, process, now_ms);
        break;
    case POOL_SOURCE_EXIT:
        pool_reap(pool, process, now_ms);
        break;
    case POOL_SOURCE_WORDS:
        pool_words_read(pool, process, now_ms);
        break;
    case POOL_SOURCE_COUNT:
        break;
    }
}

static int timeout_until(int64_t wake_ms, int64_t now_ms)
{
    if (wake_ms == INT64_MAX) {
        return -1;
    }
    const int64_t ms = wake_ms > now_ms ? wake_ms - now_ms : 0;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

/* Whether what is to be kept warm could not be started, however often it is tried meanwhile. */
static bool warm_start_failed(const struct pool *pool)
{
    for (size_t i = 0; i < pool->config.warm_count; i++) {
        const struct pool_warm *warm = &pool->config.warm[i];
        if (pool_backoff_find(pool, warm->kind, warm->variant, INT64_MIN) != NULL) {
            return true;
        }
    }
    return false;
}

static void count(struct pool *pool)
{
    struct pool_stats stats = {
        .done = pool->done,
        .failed = pool->failed,
        .processes_started = pool->processes_started,
        .processes_died = pool->processes_died,
    };
    for (const struct pool_process *process = pool->processes; process != NULL;
         process = process->next) {
        stats.starting += process->state == POOL_STARTING;
        stats.idle += process->state == POOL_IDLE;
        stats.busy += process->state == POOL_BUSY;
    }
    for (const struct pool_job *job = pool->waiting; job != NULL; job = job->next) {
        stats.waiting++;
    }
    stats.is_ready = pool->config.warm_count == 0 || stats.idle + stats.busy > 0;
    stats.is_starting = !stats.is_ready && !warm_start_failed(pool);
    pthread_mutex_lock(&pool->lock);
    pool->stats = stats;
    pthread_mutex_unlock(&pool->lock);
}

void *pool_run(void *argument)
{
    struct pool *pool = argument;
    struct epoll_event events[EVENTS_AT_ONCE];
    int64_t now_ms = clock_mono_ms();
    for (;;) {
        obey(pool, now_ms);
        if (pool->stop_asked && pool->processes == NULL) {
            break; /* nothing would wake this thread any more */
        }
        check_times(pool, now_ms);
        pool_schedule(pool, now_ms);
        count(pool);
        const int timeout = timeout_until(pool_next_wake(pool, now_ms), now_ms);
        const int n = epoll_wait(pool->epoll_fd, events, EVENTS_AT_ONCE, timeout);
        ASSERT(n >= 0 || errno == EINTR);
        now_ms = clock_mono_ms();
        for (int i = 0; i < n; i++) {
            handle(pool, &events[i], now_ms);
        }
        pool_sweep(pool);
    }
    count(pool);
    pool_backoff_done(pool);
    return NULL;
}
