/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"

#define BROWSER_COOKIE "assisti_step"
#define COOKIE_PATH    "/api/v1/auth"

/* ---- which browser it is ---- */

/* Browsers say where a request comes from; what says nothing may have no place for cookies. */
static bool is_browser(struct req *rq)
{
    return req_header(rq, "Sec-Fetch-Site").n > 0 || req_header(rq, "Origin").n > 0;
}

/* The browser keeps its cookie while several of its tabs log in. */
static void bind_browser(struct req *rq, struct factors_challenge *challenge)
{
    if (!is_browser(rq)) {
        return;
    }
    char made[CRYPT_TOKEN_LENGTH + 1];
    struct str kept = req_cookie(rq, BROWSER_COOKIE);
    challenge->has_browser = true;
    if (crypt_token_digest(kept, &challenge->browser) < 0) {
        challenge->browser = crypt_token_make(made);
        kept = str_from(made);
    }
    req_set_cookie(rq, BROWSER_COOKIE, kept, COOKIE_PATH, STEP_MS / SECOND_MS);
}

static bool is_same_browser(struct req *rq, const struct factors_challenge *challenge)
{
    struct crypt_digest digest;
    return !challenge->has_browser ||
           (crypt_token_digest(req_cookie(rq, BROWSER_COOKIE), &digest) == E_OK &&
            crypt_digest_eq(&digest, &challenge->browser));
}

int factors_find_step(struct req *rq, struct db_conn *conn, struct str secret,
                      struct factors_challenge *out)
{
    struct factors_challenge found = {0};
    struct crypt_digest digest;
    int rc = crypt_token_digest(secret, &digest);
    if (rc == E_OK) {
        rc = factors_store_find_challenge(conn, &digest, &found);
    }
    if (rc < 0 && rc != E_NOT_FOUND && rc != E_TOKEN_INVALID) {
        return rc;
    }
    if (rc < 0 || found.expires_ms <= clock_now_ms() || found.tries >= STEP_TRIES_MAX ||
        !is_same_browser(rq, &found)) {
        return err_set(&rq->err, E_TOKEN_INVALID, "This log-in has ended. Please begin it again.");
    }
    *out = found;
    return E_OK;
}

/* ---- the hooks of accounts ---- */

static unsigned methods_of(const struct factors_state *state)
{
    unsigned methods = 0;
    methods |= state->has_email ? ACCOUNTS_METHOD_EMAIL : 0;
    methods |= state->secret.n > 0 ? ACCOUNTS_METHOD_TOTP : 0;
    methods |= state->passkeys > 0 ? ACCOUNTS_METHOD_PASSKEY : 0;
    if (methods != 0 && state->recovery_left > 0) {
        methods |= ACCOUNTS_METHOD_RECOVERY;
    }
    return methods;
}

/* Where nothing quicker is there the code is e-mailed at once. A challenge that may have none yet is good all the same: it can be
 * asked for later. */
static int begin(struct factors *factors, struct req *rq, struct db_conn *conn,
                 const struct accounts_user *user, struct accounts_challenge *out)
{
    struct factors_state state = {0};
    int rc = factors_store_find(conn, user->id, rq->arena, &state);
    out->methods = rc == E_OK ? methods_of(&state) : 0;
    if (rc < 0 || out->methods == 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CREDENTIALS : rc; /* it went a moment ago */
    }
    int64_t now_ms = clock_now_ms();
    struct factors_challenge challenge = {
        .digest = crypt_token_make(out->secret),
        .owner = user->id,
        .expires_ms = now_ms + STEP_MS,
    };
    bind_browser(rq, &challenge);
    rc = factors_store_drop_old_challenges(conn, now_ms - HOUR_MS);
    if (rc == E_OK) {
        rc = factors_store_put_challenge(conn, &challenge);
    }
    const unsigned quicker = ACCOUNTS_METHOD_TOTP | ACCOUNTS_METHOD_PASSKEY;
    if (rc == E_OK && (out->methods & ACCOUNTS_METHOD_EMAIL) != 0 &&
        (out->methods & quicker) == 0) {
        struct factors_check check = {factors, conn, user, &challenge, rq->arena, now_ms};
        rc = factors_send_code(&check, /* is_log_in= */ true, &rq->err);
    }
    return rc;
}

int factors_begin_step(void *state, struct req *rq, const struct accounts_user *user,
                       struct accounts_challenge *out)
{
    struct factors *factors = state;
    if (!user->two_factor_enabled) {
        return E_OK;
    }
    struct accounts_challenge challenge = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = begin(factors, rq, conn, user, &challenge);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(factors->services->mail);
        *out = challenge;
    }
    return rc;
}

/* The challenge that an e-mailed code for an act of this session belongs to. */
static int find_proof(const struct factors *factors, struct db_conn *conn, struct req *rq,
                      struct factors_challenge *out)
{
    out->digest = factors_digest_code(factors, "proof", rq->user.session, STR_EMPTY);
    int rc = factors_store_find_challenge(conn, &out->digest, out);
    return rc == E_OK && !uuid_eq(out->owner, rq->user.id) ? E_NOT_FOUND : rc;
}

static int prove_by_code(const struct factors_check *check, const struct accounts_factor *given,
                         struct err *err)
{
    int rc = E_OK;
    if (check->challenge != NULL) {
        rc = factors_store_count_try(check->conn, &check->challenge->digest);
    }
    if (rc == E_OK) {
        rc = factors_check_code(check, given->code, given->method, err);
    }
    if (rc == E_OK && check->challenge != NULL) {
        rc = factors_store_end_challenge(check->conn, &check->challenge->digest);
    }
    return rc;
}

static int prove_by_passkey(struct req *rq, const struct factors_check *check,
                            const struct accounts_factor *given)
{
    struct factors_assertion assertion = {0};
    struct factors_use use = {.purpose = FACTORS_PROOF};
    struct factors_passkey passkey = {0};
    use.subject = factors_subject_of_session(rq);
    int rc = factors_find_party(rq, &use.party);
    if (rc == E_OK) {
        rc = factors_read_assertion(given->passkey, rq->arena, &assertion, &rq->err);
    }
    return rc < 0 ? rc : factors_check_passkey(check, &assertion, &use, &passkey);
}

int factors_prove_hook(void *state, struct req *rq, const struct accounts_user *user,
                       const struct accounts_factor *given)
{
    struct factors *factors = state;
    struct factors_challenge challenge = {0};
    struct factors_check check = {factors, NULL, user, NULL, rq->arena, clock_now_ms()};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    check.conn = conn;
    if (rc == E_OK) {
        rc = find_proof(factors, conn, rq, &challenge);
        check.challenge = rc == E_OK && challenge.tries < STEP_TRIES_MAX ? &challenge : NULL;
    }
    if (rc < 0 && rc != E_NOT_FOUND) {
        return rc;
    }
    rc = given->passkey.n > 0 ? prove_by_passkey(rq, &check, given)
                              : prove_by_code(&check, given, &rq->err);
    if (rc < 0 && rc != E_INVALID_CODE) {
        return rc;
    }
    int cleared =
        rc == E_OK ? accounts_clear_tries(factors->accounts, conn, ACCOUNTS_TRY_FACTOR, user->email)
                   : E_OK;
    int committed = cleared == E_OK ? db_commit(&conn) : cleared;
    if (committed == E_OK) {
        mail_wake(factors->services->mail); /* a recovery code may have been used */
    }
    return committed < 0 ? committed : rc;
}

int factors_send_proof(struct factors *factors, struct req *rq, const struct accounts_user *user)
{
    struct factors_challenge challenge = {0};
    struct factors_state state = {0};
    struct factors_check check = {factors, NULL, user, &challenge, rq->arena, clock_now_ms()};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    check.conn = conn;
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, rq->arena, &state);
    }
    if (rc == E_OK && !factors_takes_mail(&state)) {
        return err_set(&rq->err, E_CONFLICT, "This account is proved by another factor.");
    }
    if (rc == E_OK) {
        rc = find_proof(factors, conn, rq, &challenge);
    }
    if (rc == E_OK || rc == E_NOT_FOUND) {
        challenge.owner = user->id;
        challenge.expires_ms = check.now_ms + STEP_MS;
        rc = factors_store_put_challenge(conn, &challenge);
    }
    if (rc == E_OK) {
        rc = factors_send_code(&check, /* is_log_in= */ false, &rq->err);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(factors->services->mail);
    }
    return rc;
}
