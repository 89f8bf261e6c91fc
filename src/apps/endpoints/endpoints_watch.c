/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that watches times: it ends runs that take too long, and asks again where it is time to. */
#include <stdlib.h>

#include "apps/endpoints/endpoints_run.h"
#include "base/clock.h"

#define LOOK_MS    250  /* between two looks at what is running */
#define LEAVE_MS   2000 /* for a connection to end after [DONE] */
#define CANCEL_MAX 64   /* at one look; the next one is soon */

/* What one look has found. */
struct look {
    struct fetch_id cancelled[CANCEL_MAX];
    size_t cancelled_count;
    struct endpoints_run *due; /* to be asked again or told why not; with a reference */
    int64_t next_ms;           /* when to look again; 0: when something comes */
};

static bool is_late(const struct endpoints_run *run, int64_t now_ms)
{
    const bool has_begun = atomic_load(&run->has_begun);
    return has_begun ? now_ms - atomic_load(&run->active_ms) >= run->idle_ms
                     : now_ms - run->begun_ms >= run->first_ms;
}

static void cancel(struct endpoints_run *run, struct look *out)
{
    if (run->is_asked && out->cancelled_count < CANCEL_MAX) {
        out->cancelled[out->cancelled_count++] = run->fetch;
        run->is_asked = false; /* once is enough */
    }
}

static void look_at_one(struct endpoints_run *run, int64_t now_ms, struct look *out)
{
    if (run->stage == ENDPOINTS_TOLD) {
        if (now_ms - run->told_ms >= LEAVE_MS) {
            cancel(run, out);
        }
        return;
    }
    if (run->stop == E_OK && is_late(run, now_ms)) {
        run->stop = E_MODEL_TIMEOUT;
    }
    if (run->stage == ENDPOINTS_ASKING) {
        if (run->stop < 0) {
            cancel(run, out);
        }
        return;
    }
    if (run->stop < 0 || now_ms >= run->again_ms) {
        out->due = out->due != NULL ? out->due : run;
    } else if (run->again_ms < out->next_ms) {
        out->next_ms = run->again_ms;
    }
}

/* With the lock held. */
static void look(struct endpoints *endpoints, struct look *out)
{
    const int64_t now_ms = clock_mono_ms();
    *out = (struct look){.next_ms = endpoints->runs != NULL ? now_ms + LOOK_MS : 0};
    for (struct endpoints_run *run = endpoints->runs; run != NULL; run = run->next) {
        look_at_one(run, now_ms, out);
    }
    if (out->due != NULL) {
        out->due->stage = ENDPOINTS_ASKING;
        out->due->is_asked = false;
        atomic_fetch_add(&out->due->refs, 1);
    }
}

static void end_run(struct endpoints_run *run, int rc)
{
    if (rc == E_MODEL_TIMEOUT) {
        (void)endpoints_tell(run->endpoint, rc,
                             "has too much to do and was not waited for any longer", STR_EMPTY,
                             &run->err);
    } else if (run->err.rc != rc) {
        (void)err_set(&run->err, rc, "%s", e_title(rc));
    }
    endpoints_run_tell(run, rc, &run->err, PROVIDER_STOP);
    pthread_mutex_lock(&run->endpoints->lock);
    endpoints_run_unlink(run);
    pthread_mutex_unlock(&run->endpoints->lock);
    endpoints_run_unref(run);
}

static void go_on(struct endpoints_run *run)
{
    pthread_mutex_lock(&run->endpoints->lock);
    int rc = run->stop;
    pthread_mutex_unlock(&run->endpoints->lock);
    if (rc == E_OK) {
        rc = endpoints_run_ask(run, &run->err);
    }
    if (rc < 0) {
        end_run(run, rc);
    }
    endpoints_run_unref(run);
}

/* The clock of the condition is the monotonic one. */
static void wait_until(struct endpoints *endpoints, int64_t ms)
{
    if (ms == 0) {
        pthread_cond_wait(&endpoints->watch, &endpoints->lock);
        return;
    }
    const struct timespec until = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)pthread_cond_timedwait(&endpoints->watch, &endpoints->lock, &until);
}

void *endpoints_watch_thread(void *context)
{
    struct endpoints *endpoints = context;
    struct look found;
    pthread_setname_np(pthread_self(), "endpoints");
    pthread_mutex_lock(&endpoints->lock);
    while (!endpoints->ends || endpoints->runs != NULL) {
        look(endpoints, &found);
        if (found.due == NULL && found.cancelled_count == 0) {
            wait_until(endpoints, found.next_ms);
            continue;
        }
        pthread_mutex_unlock(&endpoints->lock);
        for (size_t i = 0; i < found.cancelled_count; i++) {
            fetch_cancel(endpoints->services->fetch, found.cancelled[i]);
        }
        if (found.due != NULL) {
            go_on(found.due);
        }
        pthread_mutex_lock(&endpoints->lock);
    }
    pthread_mutex_unlock(&endpoints->lock);
    return NULL;
}

void endpoints_stop_runs(struct endpoints *endpoints)
{
    pthread_mutex_lock(&endpoints->lock);
    endpoints->ends = true;
    for (struct endpoints_run *run = endpoints->runs; run != NULL; run = run->next) {
        run->stop = run->stop == E_OK ? E_SHUTTING_DOWN : run->stop;
        run->told_ms -= LEAVE_MS;
    }
    pthread_cond_signal(&endpoints->watch);
    pthread_cond_broadcast(&endpoints->list);
    while (endpoints->runs != NULL) {
        pthread_cond_wait(&endpoints->ended, &endpoints->lock);
    }
    pthread_cond_broadcast(&endpoints->watch);
    pthread_mutex_unlock(&endpoints->lock);
}
