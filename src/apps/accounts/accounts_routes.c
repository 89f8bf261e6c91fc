/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_api.h"

#define API       "/api/v1"
#define SLOW_AUTH (ROUTE_HASHES | ROUTE_AUTH_RATE)

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"POST", API "/auth/register", accounts_api_register, AUTH_NONE, BODY_JSON, SLOW_AUTH,
     "make an account, not yet verified"},
    {"POST", API "/auth/verify-email", accounts_api_verify_email, AUTH_NONE, BODY_JSON,
     ROUTE_AUTH_RATE, "prove the address by code or link"},
    {"POST", API "/auth/resend-verification", accounts_api_resend, AUTH_NONE, BODY_JSON,
     ROUTE_AUTH_RATE, "send code and link again"},
    {"POST", API "/auth/token", accounts_api_log_in, AUTH_NONE, BODY_JSON,
     SLOW_AUTH | ROUTE_NO_REPLAY, "log in"},
    {"POST", API "/auth/proof", accounts_api_prove, AUTH_USER, BODY_JSON,
     SLOW_AUTH | ROUTE_NO_REPLAY, "prove again who one is, before what is sensitive"},
    {"POST", API "/auth/password/forgot", accounts_api_forgot, AUTH_NONE, BODY_JSON,
     ROUTE_AUTH_RATE, "send a link to choose a new password"},
    {"POST", API "/auth/password/reset", accounts_api_reset, AUTH_NONE, BODY_JSON, SLOW_AUTH,
     "choose a new password by a link"},
    {"POST", API "/auth/password/change", accounts_api_change_password, AUTH_USER, BODY_JSON,
     SLOW_AUTH, "change the password"},
    {"POST", API "/auth/email/change", accounts_api_change_email, AUTH_USER, BODY_JSON, SLOW_AUTH,
     "ask for another e-mail address"},
    {"POST", API "/auth/email/change/confirm", accounts_api_confirm_email, AUTH_NONE, BODY_JSON,
     ROUTE_AUTH_RATE, "confirm it by code or link"},
    {"DELETE", API "/me", accounts_api_delete_me, AUTH_USER, BODY_JSON, SLOW_AUTH,
     "delete the account and all it owns"},
    {"GET", API "/site", accounts_api_get_site, AUTH_NONE, 0, 0, "what this installation offers"},
    {"POST", API "/setup", accounts_api_set_up, AUTH_NONE, BODY_JSON, SLOW_AUTH,
     "make the first, staff, account"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct accounts *accounts;
    int rc = accounts_new(services, http_app_state(http, &sessions_app), &accounts, err);
    if (rc == E_OK) {
        accounts->http = http;
        *out_state = accounts;
    }
    return rc;
}

static void done(void *state)
{
    accounts_free(state);
}

const struct app accounts_app = {
    .name = "accounts",
    .routes = routes,
    .init = init,
    .done = done,
};
