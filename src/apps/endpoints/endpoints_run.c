/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a run begins and ends. */
#include <stdlib.h>

#include "apps/endpoints/endpoints_run.h"
#include "base/clock.h"
#include "platform/settings/settings.h"

#define CONNECT_MS  10000
#define BODY_MAX    (512 * MIB) /* of an answer as it comes: a token takes some hundred bytes */
#define WHOLE_MAX   (8 * MIB)
#define REQUEST_MAX (66 * MIB)

/* ---- one ---- */

static void run_free(struct endpoints_run *run)
{
    endpoints_request_done(&run->request);
    endpoints_answer_done(&run->answer);
    sb_done(&run->whole);
    endpoint_unref(run->endpoint);
    free((char *)(uintptr_t)run->model.p);
    free(run);
}

void endpoints_run_unref(struct endpoints_run *run)
{
    if (atomic_fetch_sub(&run->refs, 1) == 1) {
        run_free(run);
    }
}

static void link_run(struct endpoints_run *run)
{
    struct endpoints *endpoints = run->endpoints;
    run->number = ++endpoints->last_run;
    run->next = endpoints->runs;
    if (run->next != NULL) {
        run->next->previous = run;
    } else {
        pthread_cond_signal(&endpoints->watch); /* it slept: there was nothing to watch */
    }
    endpoints->runs = run;
}

void endpoints_run_unlink(struct endpoints_run *run)
{
    if (run->previous != NULL) {
        run->previous->next = run->next;
    } else {
        run->endpoints->runs = run->next;
    }
    if (run->next != NULL) {
        run->next->previous = run->previous;
    }
    pthread_cond_broadcast(&run->endpoints->ended);
}

static char *copy(struct str text)
{
    char *bytes = must_alloc(text.n + 1);
    memcpy(bytes, text.p, text.n);
    bytes[text.n] = '\0';
    return bytes;
}

/* ---- a request ---- */

static int send_request(struct endpoints_run *run, struct fetch_id *out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(sb_done) struct sb body;
    const struct str base = run->endpoint->row.base_url;
    struct fetch_header headers[3] = {
        {"Content-Type", STR("application/json")},
        {"Accept", STR("text/event-stream")},
    };
    sb_init(&body, REQUEST_MAX);
    endpoints_request_write(&run->request, run->quirks, &body);
    const struct fetch_request request = {
        .method = FETCH_POST,
        .url = str_from(arena_printf(arena, "%" STRF "/chat/completions", STRA(base))),
        .headers = headers,
        .header_count = endpoints_authorize(run->endpoint, arena, &headers[2]) ? 3 : 2,
        .body = sb_str(&body),
        .may_ask_self = true,
        .may_ask_near = true,
        .body_max = BODY_MAX,
        .connect_ms = CONNECT_MS,
    };
    const struct fetch_sink sink = endpoints_run_sink(run);
    return fetch_start(run->endpoints->services->fetch, &request, &sink, out, err);
}

/* The request may have ended, and even be asked again, before this knows its name. */
static void note_request(struct endpoints_run *run, struct fetch_id id, uint64_t ask)
{
    struct endpoints *endpoints = run->endpoints;
    pthread_mutex_lock(&endpoints->lock);
    const bool is_running = run->stage == ENDPOINTS_ASKING && run->asks == ask;
    const bool is_stopped = is_running && run->stop < 0;
    if (is_running) {
        run->fetch = id;
        run->is_asked = true;
    }
    pthread_mutex_unlock(&endpoints->lock);
    if (is_stopped) {
        fetch_cancel(endpoints->services->fetch, id);
    }
}

int endpoints_run_ask(struct endpoints_run *run, struct err *err)
{
    struct fetch_id id;
    pthread_mutex_lock(&run->endpoints->lock);
    const uint64_t ask = ++run->asks;
    pthread_mutex_unlock(&run->endpoints->lock);
    int rc = send_request(run, &id, err);
    if (rc == E_OK) {
        note_request(run, id, ask);
        return E_OK;
    }
    if (rc == E_BUSY) {
        return err_set(err, E_MODEL_BUSY, "This server asks as much as it may of models already.");
    }
    if (rc == E_INVALID) {
        char words[sizeof(err->detail)];
        snprintf(words, sizeof(words), "%s", err_text(err, rc));
        return endpoints_tell(run->endpoint, E_MODEL_FAILED, "cannot be asked", str_from(words),
                              err);
    }
    return rc;
}

/* ---- the start ---- */

static struct endpoints_run *make(struct endpoints *endpoints, struct endpoint *endpoint,
                                  const struct provider_model *model,
                                  const struct provider_prompt *prompt,
                                  const struct provider_listener *listener)
{
    const struct settings *settings = endpoints->services->settings;
    struct endpoints_run *run = must_calloc(1, sizeof(*run));
    atomic_init(&run->refs, 2);
    run->endpoints = endpoints;
    run->endpoint = endpoint;
    run->model = (struct str){copy(model->name), model->name.n};
    run->prompt_tokens = endpoints_estimate_prompt(prompt);
    run->begun_ms = clock_mono_ms();
    run->first_ms = settings_number(settings, SETTING_CHAT_FIRST_TOKEN_SECONDS) * 1000;
    run->idle_ms = settings_number(settings, SETTING_CHAT_IDLE_SECONDS) * 1000;
    run->quirks = atomic_load(&endpoint->quirks);
    run->retry_after_s = -1;
    run->tries = 1;
    atomic_init(&run->active_ms, run->begun_ms);
    sb_init(&run->whole, WHOLE_MAX);
    endpoints_answer_init(&run->answer, listener);
    return run;
}

int endpoints_start(void *state, const struct provider_model *model,
                    const struct provider_prompt *prompt, const struct provider_listener *listener,
                    uint64_t *out_run, struct err *err)
{
    struct endpoints *endpoints = state;
    struct endpoints_request request;
    struct endpoint *endpoint = endpoints_find_named(endpoints, model->provider);
    if (endpoint == NULL) { /* it went a moment ago */
        return err_set(err, E_MODEL_UNKNOWN, "%s", e_title(E_MODEL_UNKNOWN));
    }
    int rc = endpoints_request_make(model, prompt, &request, err);
    if (rc < 0) {
        endpoint_unref(endpoint);
        return rc;
    }
    struct endpoints_run *run = make(endpoints, endpoint, model, prompt, listener);
    run->request = request;
    pthread_mutex_lock(&endpoints->lock);
    rc = endpoints->ends ? E_SHUTTING_DOWN : E_OK;
    if (rc == E_OK) {
        link_run(run);
        *out_run = run->number;
    }
    pthread_mutex_unlock(&endpoints->lock);
    if (rc < 0) {
        run_free(run);
        return rc;
    }
    rc = endpoints_run_ask(run, err);
    if (rc < 0) {
        pthread_mutex_lock(&endpoints->lock);
        endpoints_run_unlink(run);
        pthread_mutex_unlock(&endpoints->lock);
        endpoints_run_unref(run);
    }
    endpoints_run_unref(run);
    return rc;
}

/* ---- the end ---- */

void endpoints_run_tell(struct endpoints_run *run, int rc, const struct err *err,
                        enum provider_finish finish)
{
    const struct provider_end end = {
        .rc = rc,
        .err = rc < 0 ? err : NULL,
        .finish = finish,
        .usage = endpoints_answer_usage(&run->answer, run->prompt_tokens),
    };
    run->answer.listener.done(run->answer.listener.context, &end);
    pthread_mutex_lock(&run->endpoints->lock);
    run->stage = ENDPOINTS_TOLD;
    run->told_ms = clock_mono_ms();
    pthread_mutex_unlock(&run->endpoints->lock);
}

void endpoints_cancel(void *state, uint64_t number)
{
    struct endpoints *endpoints = state;
    struct fetch_id id = {0};
    bool is_asked = false;
    pthread_mutex_lock(&endpoints->lock);
    struct endpoints_run *run = endpoints->runs;
    while (run != NULL && run->number != number) {
        run = run->next;
    }
    if (run != NULL && run->stop == E_OK && run->stage != ENDPOINTS_TOLD) {
        run->stop = E_CANCELLED;
        is_asked = run->is_asked;
        id = run->fetch;
        pthread_cond_signal(&endpoints->watch);
    }
    pthread_mutex_unlock(&endpoints->lock);
    if (is_asked) {
        fetch_cancel(endpoints->services->fetch, id);
    }
}
