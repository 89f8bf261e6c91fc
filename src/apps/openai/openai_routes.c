/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/openai/openai_api.h"
#include "base/clock.h"

#define V1 "/v1"

/* A model's id may be "ENDPOINT/NAME", and a name may hold a slash itself. */
const struct route openai_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", V1 "/models", openai_api_models, AUTH_USER, 0, 0,
     "what can answer now, as OpenAI lists it"},
    {"GET", V1 "/models/:model", openai_api_model, AUTH_USER, 0, 0, "one model"},
    {"GET", V1 "/models/:model/:b", openai_api_model, AUTH_USER, 0, 0, "one model"},
    {"GET", V1 "/models/:model/:b/:c", openai_api_model, AUTH_USER, 0, 0, "one model"},
    {"POST", V1 "/chat/completions", openai_api_complete, AUTH_USER, OPENAI_BODY_MAX,
     ROUTE_NO_REPLAY, "answer a conversation, as OpenAI does"},
    {0},
};

static void done(void *state)
{
    struct openai *openai = state;
    if (openai == NULL) {
        return;
    }
    openai_answers_stop(openai);
    openai_use_stop(openai);
    pthread_cond_destroy(&openai->changed);
    pthread_mutex_destroy(&openai->lock);
    free(openai);
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct openai *openai = must_calloc(1, sizeof(*openai));
    openai->services = services;
    openai->http = http;
    openai->providers = providers_of(http);
    openai->started_s = clock_now_ms() / 1000;
    pthread_mutex_init(&openai->lock, NULL);
    pthread_cond_init(&openai->changed, NULL);
    int rc = openai_use_start(openai, err);
    if (rc < 0) {
        done(openai);
        return rc;
    }
    *out_state = openai;
    return E_OK;
}

const struct app openai_app = {
    .name = "openai",
    .routes = openai_routes,
    .init = init,
    .done = done,
    .errors_below = V1 "/",
    .put_error = openai_put_error,
};
