/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that all requests run on. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "platform/fetch/fetch_int.h"

#define CALLS_MAX       256
#define CONNECTIONS_MAX 64L
#define POLL_MS         1000

struct fetch {
    struct fetch_config config;
    CURLM *multi;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    struct fetch_call *added;   /* guarded by lock; newest first */
    struct fetch_call *running; /* guarded by lock; only the thread changes it */
    size_t count;               /* guarded by lock; of both */
    uint64_t last_id;           /* guarded by lock */
    bool has_cancelled;         /* guarded by lock */
    bool ends;                  /* guarded by lock */
};

/* With the lock held. */
static void unlink_running(struct fetch *fetch, struct fetch_call *call)
{
    struct fetch_call **at = &fetch->running;
    while (*at != call) {
        at = &(*at)->next;
    }
    *at = call->next;
    fetch->count--;
}

/* Takes the call out and tells its sink. `stopped` E_OK: by libcurl's own result. */
static void end_call(struct fetch *fetch, struct fetch_call *call, CURLcode result, int stopped)
{
    pthread_mutex_lock(&fetch->lock);
    unlink_running(fetch, call);
    pthread_mutex_unlock(&fetch->lock);
    if (stopped < 0) {
        fetch_call_end_by(call, stopped);
    } else {
        fetch_call_end(call, result);
    }
    CURLMcode rc = curl_multi_remove_handle(fetch->multi, call->easy);
    ASSERT(rc == CURLM_OK);
    fetch_call_free(call);
}

static void begin_added(struct fetch *fetch)
{
    pthread_mutex_lock(&fetch->lock);
    struct fetch_call *added = fetch->added;
    fetch->added = NULL;
    struct fetch_call *next = NULL;
    for (struct fetch_call *call = added; call != NULL; call = next) {
        next = call->next;
        call->next = fetch->running;
        fetch->running = call;
        CURLMcode rc = curl_multi_add_handle(fetch->multi, call->easy);
        ASSERT(rc == CURLM_OK);
    }
    pthread_mutex_unlock(&fetch->lock);
}

/* A call that was cancelled, or any where all end; NULL: none. */
static struct fetch_call *find_ending(struct fetch *fetch, int *out_rc)
{
    pthread_mutex_lock(&fetch->lock);
    struct fetch_call *call = NULL;
    if (fetch->ends || fetch->has_cancelled) {
        call = fetch->running;
        while (call != NULL && !fetch->ends && !call->is_cancelled) {
            call = call->next;
        }
        fetch->has_cancelled = call != NULL;
    }
    *out_rc = fetch->ends ? E_SHUTTING_DOWN : E_CANCELLED;
    pthread_mutex_unlock(&fetch->lock);
    return call;
}

static void end_finished(struct fetch *fetch)
{
    int left;
    for (CURLMsg *message = curl_multi_info_read(fetch->multi, &left); message != NULL;
         message = curl_multi_info_read(fetch->multi, &left)) {
        char *call = NULL;
        CURLcode result = message->data.result;
        CURLcode rc = curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
        ASSERT(rc == CURLE_OK && call != NULL);
        end_call(fetch, (struct fetch_call *)(void *)call, result, E_OK);
    }
}

static bool has_ended(struct fetch *fetch)
{
    pthread_mutex_lock(&fetch->lock);
    bool ended = fetch->ends && fetch->count == 0;
    pthread_mutex_unlock(&fetch->lock);
    return ended;
}

static void *run(void *context)
{
    struct fetch *fetch = context;
    pthread_setname_np(pthread_self(), "fetch");
    while (!has_ended(fetch)) {
        int rc;
        begin_added(fetch);
        for (struct fetch_call *call = find_ending(fetch, &rc); call != NULL;
             call = find_ending(fetch, &rc)) {
            end_call(fetch, call, CURLE_OK, rc);
        }
        int running;
        CURLMcode done = curl_multi_perform(fetch->multi, &running);
        ASSERT(done == CURLM_OK);
        end_finished(fetch);
        if (!has_ended(fetch)) {
            done = curl_multi_poll(fetch->multi, NULL, 0, POLL_MS, NULL);
            ASSERT(done == CURLM_OK);
        }
    }
    return NULL;
}

/* Where waking fails, the next poll ends within POLL_MS. */
static void wake(struct fetch *fetch)
{
    (void)curl_multi_wakeup(fetch->multi);
}

int fetch_new(const struct fetch_config *config, struct fetch **out, struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return err_set(err, E_INTERNAL, "libcurl could not be started.");
    }
    struct fetch *fetch = must_calloc(1, sizeof(*fetch));
    fetch->config = *config;
    pthread_mutex_init(&fetch->lock, NULL);
    fetch->multi = curl_multi_init();
    ASSERT(fetch->multi != NULL);
    CURLMcode limited =
        curl_multi_setopt(fetch->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS_MAX);
    ASSERT(limited == CURLM_OK);
    int rc = pthread_create(&fetch->thread, NULL, run, fetch);
    fetch->has_thread = rc == 0;
    if (rc != 0) {
        fetch_free(fetch);
        return err_set(err, E_IO, "A thread could not be started: %s.", strerror(rc));
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
        wake(fetch);
        pthread_join(fetch->thread, NULL);
    }
    curl_multi_cleanup(fetch->multi);
    pthread_mutex_destroy(&fetch->lock);
    free(fetch);
    curl_global_cleanup();
}

/* E_OK: the thread has the call now, which may end at any moment. */
static int hand_over(struct fetch *fetch, struct fetch_call *call, struct fetch_id *out)
{
    pthread_mutex_lock(&fetch->lock);
    int rc = E_OK;
    if (fetch->ends) {
        rc = E_SHUTTING_DOWN;
    } else if (fetch->count >= CALLS_MAX) {
        rc = E_BUSY;
    } else {
        call->id.number = ++fetch->last_id;
        *out = call->id;
        call->next = fetch->added;
        fetch->added = call;
        fetch->count++;
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
    wake(fetch);
    return E_OK;
}

static bool mark(struct fetch_call *call, struct fetch_id id)
{
    while (call != NULL && call->id.number != id.number) {
        call = call->next;
    }
    if (call != NULL) {
        call->is_cancelled = true;
    }
    return call != NULL;
}

void fetch_cancel(struct fetch *fetch, struct fetch_id id)
{
    pthread_mutex_lock(&fetch->lock);
    bool found = mark(fetch->added, id) || mark(fetch->running, id);
    fetch->has_cancelled = fetch->has_cancelled || found;
    pthread_mutex_unlock(&fetch->lock);
    if (found) {
        wake(fetch);
    }
}
