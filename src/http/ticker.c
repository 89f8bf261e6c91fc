/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that looks at the clock for everybody: late requests, waits that are over, comments on idle
 * streams. Also the count of running requests, on which a stop waits. */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "http/conn.h"
#include "http/http_int.h"

void ticker_init(struct http *http)
{
    pthread_mutex_init(&http->lock, NULL);
    clock_condition_init(&http->changed);
}

void ticker_done(struct http *http)
{
    pthread_cond_destroy(&http->changed);
    pthread_mutex_destroy(&http->lock);
}

/* Under http->lock; false where the time passed. */
static bool wait_until(struct http *http, int64_t mono_ms)
{
    struct timespec until = {.tv_sec = mono_ms / 1000, .tv_nsec = mono_ms % 1000 * 1000000};
    return pthread_cond_timedwait(&http->changed, &http->lock, &until) == 0;
}

static void *tick(void *context)
{
    struct http *http = context;
    pthread_setname_np(pthread_self(), "http-ticker");
    pthread_mutex_lock(&http->lock);
    while (!http->ticker_ends) {
        http->ticks_soon = false;
        pthread_mutex_unlock(&http->lock);
        conns_tick(http->conns);
        int64_t next_ms = clock_mono_ms() + events_tick(http->events);
        pthread_mutex_lock(&http->lock);
        while (!http->ticker_ends && !http->ticks_soon && wait_until(http, next_ms)) {
        }
    }
    pthread_mutex_unlock(&http->lock);
    return NULL;
}

int ticker_start(struct http *http, struct err *err)
{
    int rc = pthread_create(&http->ticker, NULL, tick, http);
    if (rc != 0) {
        return err_set(err, E_IO, "cannot start a thread: %s", strerror(rc));
    }
    http->ticking = true;
    return E_OK;
}

void ticker_stop(struct http *http)
{
    if (!http->ticking) {
        return;
    }
    pthread_mutex_lock(&http->lock);
    http->ticker_ends = true;
    pthread_cond_broadcast(&http->changed);
    pthread_mutex_unlock(&http->lock);
    pthread_join(http->ticker, NULL);
    http->ticking = false;
}

void ticker_tick_soon(struct http *http)
{
    pthread_mutex_lock(&http->lock);
    http->ticks_soon = true;
    pthread_cond_broadcast(&http->changed);
    pthread_mutex_unlock(&http->lock);
}

static void count(struct http *http, atomic_size_t *counter, bool more)
{
    if (more) {
        atomic_fetch_add(counter, 1);
        return;
    }
    if (atomic_fetch_sub(counter, 1) == 1 && atomic_load(&http->stopping)) {
        pthread_mutex_lock(&http->lock);
        pthread_cond_broadcast(&http->changed);
        pthread_mutex_unlock(&http->lock);
    }
}

void ticker_count_running(struct http *http, bool more)
{
    count(http, &http->running, more);
}

void ticker_count_streams(struct http *http, bool more)
{
    count(http, &http->streaming, more);
}

/* False where it is not down to nothing after that time. */
static bool wait_for_none(struct http *http, atomic_size_t *counter, int64_t wait_ms)
{
    int64_t until_ms = clock_mono_ms() + wait_ms;
    pthread_mutex_lock(&http->lock);
    bool in_time = true;
    while (atomic_load(counter) > 0 && in_time) {
        in_time = wait_until(http, until_ms);
    }
    bool is_none = atomic_load(counter) == 0;
    pthread_mutex_unlock(&http->lock);
    return is_none;
}

bool ticker_wait_until_quiet(struct http *http, int64_t wait_ms)
{
    return wait_for_none(http, &http->running, wait_ms);
}

bool ticker_wait_for_streams(struct http *http, int64_t wait_ms)
{
    return wait_for_none(http, &http->streaming, wait_ms);
}
