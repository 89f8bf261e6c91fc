/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/factors/factors_api.h"

#define AUTH       "/api/v1/auth"
#define TWO_FACTOR "/api/v1/auth/two-factor"

/* What takes a password, answers with secrets, and is counted with other tries. */
#define SECRET (ROUTE_HASHES | ROUTE_AUTH_RATE | ROUTE_SEALS_REPLAY)
#define CODE   (ROUTE_AUTH_RATE | ROUTE_SEALS_REPLAY)
/* What belongs to one log-in or one challenge. */
#define STEP (ROUTE_AUTH_RATE | ROUTE_NO_REPLAY)

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"POST", AUTH "/token/two-factor", factors_api_step, AUTH_NONE, BODY_JSON, STEP,
     "the second step of a log-in"},
    {"POST", AUTH "/token/two-factor/resend", factors_api_resend, AUTH_NONE, BODY_JSON, STEP,
     "e-mail another code"},
    {"POST", AUTH "/token/two-factor/passkey-options", factors_api_step_options, AUTH_NONE,
     BODY_JSON, STEP, "what to ask a passkey for the second step"},
    {"GET", TWO_FACTOR, factors_api_get, AUTH_USER, 0, 0, "which factors the account has"},
    {"POST", TWO_FACTOR "/email/enable", factors_api_enable_email, AUTH_USER, BODY_JSON, SECRET,
     "have codes e-mailed at log-in"},
    {"POST", TWO_FACTOR "/email/disable", factors_api_disable_email, AUTH_USER, BODY_JSON, SECRET,
     "have none e-mailed any more"},
    {"POST", TWO_FACTOR "/email/code", factors_api_email_code, AUTH_USER, BODY_JSON, STEP,
     "e-mail a code for a sensitive act"},
    {"POST", TWO_FACTOR "/totp/setup", factors_api_setup_totp, AUTH_USER, BODY_JSON, SECRET,
     "a secret for an authenticator app, with its QR code"},
    {"POST", TWO_FACTOR "/totp/enable", factors_api_enable_totp, AUTH_USER, BODY_JSON, CODE,
     "use the app, once it shows the right code"},
    {"POST", TWO_FACTOR "/totp/disable", factors_api_disable_totp, AUTH_USER, BODY_JSON, SECRET,
     "use no app any more"},
    {"POST", TWO_FACTOR "/recovery-codes", factors_api_renew_recovery, AUTH_USER, BODY_JSON, SECRET,
     "ten new recovery codes"},
    {"POST", AUTH "/passkeys/options", factors_api_passkey_options, AUTH_USER, BODY_JSON,
     ROUTE_HASHES | STEP, "what to ask a new passkey"},
    {"POST", AUTH "/passkeys", factors_api_add_passkey, AUTH_USER, BODY_JSON, CODE,
     "add a passkey"},
    {"PATCH", AUTH "/passkeys/:id", factors_api_rename_passkey, AUTH_USER, BODY_JSON, 0,
     "call a passkey otherwise"},
    {"DELETE", AUTH "/passkeys/:id", factors_api_drop_passkey, AUTH_USER, BODY_JSON,
     ROUTE_HASHES | ROUTE_AUTH_RATE, "remove a passkey"},
    {"POST", AUTH "/passkeys/proof-options", factors_api_proof_options, AUTH_USER, BODY_JSON, STEP,
     "what to ask a passkey for a sensitive act"},
    {"POST", AUTH "/passkeys/login/options", factors_api_log_in_options, AUTH_NONE, BODY_JSON, STEP,
     "what to ask a passkey to log in"},
    {"POST", AUTH "/passkeys/login", factors_api_log_in, AUTH_NONE, BODY_JSON, STEP,
     "log in with a passkey alone"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)err;
    struct factors *factors = must_calloc(1, sizeof(*factors));
    struct accounts *accounts = http_app_state(http, &accounts_app);
    factors_init(factors, services, accounts, sessions_pepper(http_app_state(http, &sessions_app)));
    const struct accounts_step_hook hook = {
        .state = factors, .begin = factors_begin_step, .prove = factors_prove_hook};
    accounts_set_step_hook(accounts, &hook);
    const struct accounts_ways_hook ways = {.state = factors, .list = factors_list_ways};
    accounts_add_ways_hook(accounts, &ways);
    *out_state = factors;
    return E_OK;
}

static void done(void *state)
{
    struct factors *factors = state;
    secret_wipe(factors, sizeof(*factors));
    free(factors);
}

const struct app factors_app = {
    .name = "factors",
    .routes = routes,
    .portable = factors_portable,
    .init = init,
    .done = done,
};
