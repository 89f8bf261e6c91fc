/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that all requests run on. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "platform/fetch/fetch_int.h"

/* So many look up a name or connect at once: libcurl has a thread for each look-up. */
#define CONNECTING_MAX 512
#define SWEEP_MS       1000

struct fetch {
    struct fetch_config config;
    struct fetch_loop loop;
    pthread_t thread;
    bool has_thread;
    size_t connecting; /* the thread's own */
    int64_t swept_ms;  /* the thread's own */
    pthread_mutex_t lock;
    struct fetch_table table; /* guarded by lock; only the thread takes calls out */
    bool ends;                /* guarded by lock */
};

/* Takes the call out and tells its sink. `stopped` E_OK: by libcurl's own result. */
static void end_call(struct fetch *fetch, struct fetch_call *call, CURLcode result, int stopped)
{
    pthread_mutex_lock(&fetch->lock);
    fetch_table_drop(&fetch->table, call);
    pthread_mutex_unlock(&fetch->lock);
    if (call->has_begun) {
        CURLMcode rc = curl_multi_remove_handle(fetch->loop.multi, call->easy);
        ASSERT(rc == CURLM_OK);
    }
    if (stopped < 0) {
        fetch_call_end_by(call, stopped);
    } else {
        fetch_call_end(call, result);
    }
    fetch_call_free(call);
}

/* ---- beginning ---- */

static struct fetch_call *take_added(struct fetch *fetch)
{
    pthread_mutex_lock(&fetch->lock);
    struct fetch_call *call = fetch_ring_first(&fetch->table.added);
    if (call != NULL) {
        fetch_table_move(call, &fetch->table.running);
    }
    pthread_mutex_unlock(&fetch->lock);
    return call;
}

static void begin_added(struct fetch *fetch)
{
    while (fetch->connecting < CONNECTING_MAX) {
        struct fetch_call *call = take_added(fetch);
        if (call == NULL) {
            return;
        }
        call->has_begun = true;
        call->connecting = &fetch->connecting;
        fetch->connecting++;
        call->active_ms = clock_mono_ms();
        CURLMcode rc = curl_multi_add_handle(fetch->loop.multi, call->easy);
        ASSERT(rc == CURLM_OK);
    }
}

/* ---- ending ---- */

/* A call that was cancelled, or any where all end; NULL: none. */
static struct fetch_call *find_ending(struct fetch *fetch, int *out_rc)
{
    pthread_mutex_lock(&fetch->lock);
    if (fetch->ends) {
        fetch_ring_join(&fetch->table.cancelled, &fetch->table.running);
        fetch_ring_join(&fetch->table.cancelled, &fetch->table.added);
    }
    struct fetch_call *call = fetch_ring_first(&fetch->table.cancelled);
    *out_rc = fetch->ends ? E_SHUTTING_DOWN : E_CANCELLED;
    pthread_mutex_unlock(&fetch->lock);
    return call;
}

static void end_cancelled(struct fetch *fetch)
{
    int rc;
    for (struct fetch_call *call = find_ending(fetch, &rc); call != NULL;
         call = find_ending(fetch, &rc)) {
        end_call(fetch, call, CURLE_OK, rc);
    }
}

static void end_finished(struct fetch *fetch)
{
    int left;
    for (CURLMsg *message = curl_multi_info_read(fetch->loop.multi, &left); message != NULL;
         message = curl_multi_info_read(fetch->loop.multi, &left)) {
        char *call = NULL;
        CURLcode result = message->data.result;
        CURLcode rc = curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
        ASSERT(rc == CURLE_OK && call != NULL);
        end_call(fetch, (struct fetch_call *)(void *)call, result, E_OK);
    }
}

/* The next of a ring whose call has been idle for too long; it goes to the ring's end, so that a sweep looks at each once. */
static struct fetch_call *find_idle(struct fetch *fetch, size_t *left, int64_t now_ms)
{
    struct fetch_call *idle = NULL;
    pthread_mutex_lock(&fetch->lock);
    while (*left > 0 && idle == NULL) {
        struct fetch_call *call = fetch_ring_first(&fetch->table.running);
        if (call == NULL) {
            *left = 0;
            break;
        }
        (*left)--;
        fetch_table_move(call, &fetch->table.running);
        idle = fetch_call_is_idle(call, now_ms) ? call : NULL;
    }
    pthread_mutex_unlock(&fetch->lock);
    return idle;
}

static void end_idle(struct fetch *fetch)
{
    int64_t now_ms = clock_mono_ms();
    if (now_ms - fetch->swept_ms < SWEEP_MS) {
        return;
    }
    fetch->swept_ms = now_ms;
    pthread_mutex_lock(&fetch->lock);
    size_t left = fetch->table.count;
    pthread_mutex_unlock(&fetch->lock);
    for (struct fetch_call *call = find_idle(fetch, &left, now_ms); call != NULL;
         call = find_idle(fetch, &left, now_ms)) {
        end_call(fetch, call, CURLE_OPERATION_TIMEDOUT, E_OK);
    }
}

static bool has_ended(struct fetch *fetch)
{
    pthread_mutex_lock(&fetch->lock);
    bool ended = fetch->ends && fetch->table.count == 0;
    pthread_mutex_unlock(&fetch->lock);
    return ended;
}

static void *run(void *context)
{
    struct fetch *fetch = context;
    pthread_setname_np(pthread_self(), "fetch");
    while (!has_ended(fetch)) {
        fetch_loop_turn(&fetch->loop, fetch->swept_ms + SWEEP_MS);
        end_finished(fetch);
        end_cancelled(fetch);
        end_idle(fetch);
        begin_added(fetch);
    }
    return NULL;
}

int fetch_new(const struct fetch_config *config, struct fetch **out, struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return err_set(err, E_INTERNAL, "libcurl could not be started.");
    }
    struct fetch *fetch = must_calloc(1, sizeof(*fetch));
    fetch->config = *config;
    fetch->config.calls_max = config->calls_max > 0 ? config->calls_max : FETCH_CALLS_DEFAULT;
    pthread_mutex_init(&fetch->lock, NULL);
    fetch_table_init(&fetch->table, fetch->config.calls_max);
    int rc = fetch_loop_init(&fetch->loop, err);
    if (rc == E_OK) {
        int failed = pthread_create(&fetch->thread, NULL, run, fetch);
        fetch->has_thread = failed == 0;
        rc = failed == 0
                 ? E_OK
                 : err_set(err, E_IO, "A thread could not be started: %s.", strerror(failed));
    }
    if (rc < 0) {
        fetch_free(fetch);
        return rc;
    }
    *out = fetch;
    return E_OK;
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL) {
        return;
    }
    pthread_mutex_lock(&fetch->lock);
    fetch->ends = true;
    pthread_mutex_unlock(&fetch->lock);
    if (fetch->has_thread) {
        fetch_loop_wake(&fetch->loop);
        pthread_join(fetch->thread, NULL);
    }
    fetch_loop_done(&fetch->loop);
    fetch_table_done(&fetch->table);
    pthread_mutex_destroy(&fetch->lock);
    free(fetch);
    curl_global_cleanup();
}

int fetch_check_near_url(const struct fetch *fetch, struct str url, struct err *err)
{
    return fetch_check_near(url, fetch->config.allows_private, err);
}

/* E_OK: the thread has the call now, which may end at any moment. */
static int hand_over(struct fetch *fetch, struct fetch_call *call, struct fetch_id *out)
{
    pthread_mutex_lock(&fetch->lock);
    int rc = E_OK;
    if (fetch->ends) {
        rc = E_SHUTTING_DOWN;
    } else if (fetch->table.count >= fetch->config.calls_max) {
        rc = E_BUSY;
    } else {
        fetch_table_add(&fetch->table, call);
        *out = call->id;
    }
    pthread_mutex_unlock(&fetch->lock);
    return rc;
}

int fetch_start(struct fetch *fetch, const struct fetch_request *request,
                const struct fetch_sink *sink, struct fetch_id *out, struct err *err)
{
    struct fetch_call *call;
    int rc = fetch_call_new(request, sink, fetch->config.allows_private, &call, err);
    if (rc < 0) {
        return rc;
    }
    rc = hand_over(fetch, call, out);
    if (rc < 0) {
        fetch_call_free(call);
        return rc;
    }
    fetch_loop_wake(&fetch->loop);
    return E_OK;
}

void fetch_cancel(struct fetch *fetch, struct fetch_id id)
{
    pthread_mutex_lock(&fetch->lock);
    struct fetch_call *call = fetch_table_find(&fetch->table, id);
    if (call != NULL) {
        fetch_table_move(call, &fetch->table.cancelled);
    }
    pthread_mutex_unlock(&fetch->lock);
    if (call != NULL) {
        fetch_loop_wake(&fetch->loop);
    }
}
