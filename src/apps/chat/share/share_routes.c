/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/share/share_int.h"

#define V1 "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", V1 "/categories/:id/shares", share_get_list, AUTH_USER, 0, 0,
     "links by which the room can be read"},
    {"POST", V1 "/categories/:id/shares", share_post, AUTH_USER, BODY_JSON, ROUTE_SEALS_REPLAY,
     "a new link"},
    {"DELETE", V1 "/shares/:id", share_delete, AUTH_USER, 0, 0, "take a link back"},
    {"GET", V1 "/shared/:token", share_get_shown, AUTH_NONE, 0, 0,
     "what a link shows; needs no account"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)http;
    (void)err;
    *out_state = (void *)services;
    return E_OK;
}

static void tick(void *state)
{
    share_forget_old(state);
}

const struct app share_app = {.name = "shares", .routes = routes, .init = init, .tick = tick};
