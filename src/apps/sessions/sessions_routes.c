/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/sessions/sessions_int.h"

#define API "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"POST", API "/auth/token/refresh", sessions_api_refresh, AUTH_NONE, BODY_JSON, ROUTE_NO_REPLAY,
     "exchange the refresh token for a new pair"},
    {"POST", API "/auth/token/verify", sessions_api_verify, AUTH_NONE, BODY_JSON, ROUTE_NO_REPLAY,
     "say whether an access token is good"},
    {"POST", API "/auth/logout", sessions_api_log_out, AUTH_NONE, BODY_JSON, ROUTE_NO_REPLAY,
     "end the session"},
    {"GET", API "/auth/sessions", sessions_api_list, AUTH_USER, 0, 0,
     "where the account is signed in"},
    {"DELETE", API "/auth/sessions/:id", sessions_api_end, AUTH_USER, 0, 0, "sign out there"},
    {"DELETE", API "/auth/sessions", sessions_api_end_others, AUTH_USER, 0, 0,
     "sign out everywhere else"},
    {"GET", API "/auth/api-keys", sessions_api_list_apikeys, AUTH_USER, 0, 0, "keys for programs"},
    {"POST", API "/auth/api-keys", sessions_api_make_apikey, AUTH_USER, BODY_JSON,
     ROUTE_SEALS_REPLAY, "make a key for a program"},
    {"DELETE", API "/auth/api-keys/:id", sessions_api_drop_apikey, AUTH_USER, 0, 0,
     "delete a key, which ends it"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)http;
    struct sessions *sessions;
    int rc = sessions_new(services, &sessions, err);
    if (rc == E_OK) {
        *out_state = sessions;
    }
    return rc;
}

static void done(void *state)
{
    sessions_free(state);
}

const struct app sessions_app = {
    .name = "sessions",
    .routes = routes,
    .init = init,
    .done = done,
};
