/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/import/import_int.h"

#define V1 "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"POST", V1 "/categories/import", import_post, AUTH_USER, BODY_UPLOAD, ROUTE_FORM,
     "rooms out of a file: of Assisti, ChatGPT or Open WebUI"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)services;
    (void)http;
    (void)err;
    *out_state = must_calloc(1, sizeof(struct imports));
    return E_OK;
}

static void done(void *state)
{
    free(state);
}

const struct app import_app = {.name = "import", .routes = routes, .init = init, .done = done};
