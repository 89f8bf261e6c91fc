/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/oidc/oidc_api.h"

#define API   "/api/v1"
#define TRIES (ROUTE_AUTH_RATE | ROUTE_FETCHES)

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/auth/oidc/providers", oidc_api_list_providers, AUTH_NONE, 0, 0,
     "identity providers to log in with"},
    {"GET", API "/auth/oidc/:provider/start", oidc_api_start, AUTH_NONE, 0, TRIES,
     "lead the browser to the provider"},
    {"GET", API "/auth/oidc/:provider/callback", oidc_api_callback, AUTH_NONE, 0, TRIES,
     "take the browser back, logged in"},
    {"GET", API "/auth/oidc/links", oidc_api_list_links, AUTH_USER, 0, 0,
     "accounts at providers that are linked with one's own"},
    {"POST", API "/auth/oidc/links", oidc_api_add_link, AUTH_USER, BODY_JSON,
     ROUTE_NO_REPLAY | ROUTE_FETCHES, "begin to link another"},
    {"DELETE", API "/auth/oidc/links/:provider", oidc_api_drop_link, AUTH_USER, 0, 0,
     "take a link away"},
    {0},
};

static void done(void *state)
{
    struct oidc *oidc = state;
    for (size_t i = 0; i < oidc->provider_count; i++) {
        oidc_provider_done(&oidc->providers[i]);
    }
    oidc_states_free(oidc->states);
    arena_free(oidc->arena);
    free(oidc);
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct oidc *oidc = must_calloc(1, sizeof(*oidc));
    oidc->services = services;
    oidc->db = services->db;
    oidc->fetch = services->fetch;
    oidc->accounts = http_app_state(http, &accounts_app);
    oidc->arena = arena_new();
    oidc->states = oidc_states_new();
    int rc = oidc_setup(oidc, err);
    if (rc < 0) {
        done(oidc);
        return rc;
    }
    struct accounts_site_hook hook = {.state = oidc, .write = oidc_write_site};
    accounts_add_site_hook(oidc->accounts, &hook);
    struct accounts_ways_hook ways = {.state = oidc, .list = oidc_list_ways};
    accounts_add_ways_hook(oidc->accounts, &ways);
    *out_state = oidc;
    return E_OK;
}

const struct app oidc_app = {
    .name = "oidc",
    .routes = routes,
    .portable = oidc_portable,
    .init = init,
    .done = done,
};
