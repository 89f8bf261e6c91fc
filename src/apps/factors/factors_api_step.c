/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second step of a log-in. */
#include "apps/factors/factors_api.h"
#include "base/clock.h"
#include "platform/mail/mail.h"
#include "platform/metrics/metrics.h"

struct step_body {
    struct str challenge;
    struct str code;
    struct str method;
    struct str passkey;
};

static const struct json_field step_fields[] = {
    {"challenge", JSON_STR, offsetof(struct step_body, challenge), true, 1, FIELD_MAX},
    {"code", JSON_STR, offsetof(struct step_body, code), false, 0, FIELD_MAX},
    {"method", JSON_STR, offsetof(struct step_body, method), false, 0, FIELD_MAX},
    {"passkey", JSON_NESTED, offsetof(struct step_body, passkey), false, 0, BODY_JSON},
    {0},
};

/* Whose challenge it is. Looked at once more when the try is counted. */
static int find_user(struct req *rq, struct str secret, struct factors_challenge *out_challenge,
                     struct accounts_user *out)
{
    struct factors *factors = rq->state;
    int rc;
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(factors->db, &conn);
        if (rc == E_OK) {
            rc = factors_find_step(rq, conn, secret, out_challenge);
        }
    }
    if (rc == E_OK) {
        rc = accounts_find(factors->accounts, out_challenge->owner, rq->arena, out);
    }
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
}

static int check_passkey(struct req *rq, const struct factors_check *check, struct str json)
{
    struct factors_assertion assertion = {0};
    struct factors_passkey passkey = {0};
    struct factors_use use = {.purpose = FACTORS_STEP,
                              .subject = crypt_digest_bytes(&check->challenge->digest)};
    int rc = factors_find_party(rq, &use.party);
    if (rc == E_OK) {
        rc = factors_read_assertion(json, rq->arena, &assertion, &rq->err);
    }
    return rc < 0 ? rc : factors_check_passkey(check, &assertion, &use, &passkey);
}

/* Whoever guesses has the password: its owner is told, once in about an hour. */
static int tell_of_guesses(const struct factors_check *check)
{
    int64_t tried = 0;
    if (check->challenge->tries + 1 < STEP_TRIES_MAX) {
        return E_OK;
    }
    int rc = factors_store_count_tried(check->conn, check->user->id, STEP_TRIES_MAX, &tried);
    if (rc < 0 || tried != 1) {
        return rc;
    }
    return factors_mail_change(check->conn, check->user,
                               "Somebody gave your password and wrong codes",
                               "somebody gave your password to log in, and then five wrong codes. "
                               "They did not get in.");
}

/* One try within the transaction: counted whatever comes of it, and the end of the challenge where it was right. */
static int take_step(struct req *rq, const struct factors_check *check,
                     const struct step_body *body)
{
    int rc = factors_find_step(rq, check->conn, body->challenge, check->challenge);
    if (rc == E_OK) {
        rc = factors_store_count_try(check->conn, &check->challenge->digest);
    }
    if (rc < 0) {
        return rc;
    }
    rc = body->passkey.n > 0 ? check_passkey(rq, check, body->passkey)
                             : factors_check_code(check, body->code, body->method, &rq->err);
    if (rc == E_INVALID_CODE) {
        int told = tell_of_guesses(check);
        return told < 0 ? told : rc;
    }
    if (rc == E_OK) {
        rc = factors_store_end_challenge(check->conn, &check->challenge->digest);
    }
    if (rc == E_OK) {
        rc = accounts_clear_tries(check->factors->accounts, check->conn, ACCOUNTS_TRY_FACTOR,
                                  check->user->email);
    }
    return rc;
}

/* Commits also where the code was wrong, so that it counts. */
static int run_step(struct req *rq, const struct accounts_user *user, const struct step_body *body)
{
    struct factors *factors = rq->state;
    struct factors_challenge challenge = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    if (rc < 0) {
        return rc;
    }
    struct factors_check check = {factors, conn, user, &challenge, rq->arena, clock_now_ms()};
    rc = take_step(rq, &check, body);
    if (rc < 0 && rc != E_INVALID_CODE) {
        return rc;
    }
    int committed = db_commit(&conn);
    if (committed == E_OK) {
        mail_wake(factors->services->mail); /* a recovery code may have been used */
    }
    return committed < 0 ? committed : rc;
}

int factors_api_step(struct req *rq)
{
    struct factors *factors = rq->state;
    struct step_body body = {0};
    struct factors_challenge challenge = {0};
    struct accounts_user user = {0};
    int rc = req_json(rq, step_fields, &body);
    if (rc == E_OK && body.code.n == 0 && body.passkey.n == 0) {
        return err_field(&rq->err, "code", "is required without a passkey");
    }
    if (rc == E_OK) {
        rc = find_user(rq, body.challenge, &challenge, &user);
    }
    if (rc == E_OK) {
        rc = accounts_take_try(factors->accounts, ACCOUNTS_TRY_FACTOR, user.email, &rq->err);
    }
    if (rc == E_OK) {
        rc = run_step(rq, &user, &body);
        if (rc < 0) {
            metrics_count(rq->services->metrics, METRIC_LOGINS_FAILED);
        }
    }
    return rc < 0 ? rc : accounts_reply_log_in(rq, &user);
}

struct challenge_body {
    struct str challenge;
};

static const struct json_field challenge_fields[] = {
    {"challenge", JSON_STR, offsetof(struct challenge_body, challenge), true, 1, FIELD_MAX},
    {0},
};

static int resend(struct req *rq, struct db_conn *conn, const struct accounts_user *user,
                  struct factors_challenge *challenge)
{
    struct factors_state state = {0};
    int rc = factors_store_find(conn, user->id, rq->arena, &state);
    if (rc == E_OK && !state.has_email) {
        return err_set(&rq->err, E_CONFLICT, "This account has no codes by e-mail.");
    }
    struct factors_check check = {rq->state, conn, user, challenge, rq->arena, clock_now_ms()};
    return rc < 0 ? rc : factors_send_code(&check, /* is_log_in= */ true, &rq->err);
}

int factors_api_resend(struct req *rq)
{
    struct factors *factors = rq->state;
    struct challenge_body body = {0};
    struct factors_challenge challenge = {0};
    struct accounts_user user = {0};
    int rc = req_json(rq, challenge_fields, &body);
    if (rc == E_OK) {
        rc = find_user(rq, body.challenge, &challenge, &user);
    }
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_find_step(rq, conn, body.challenge, &challenge);
    }
    if (rc == E_OK) {
        rc = resend(rq, conn, &user, &challenge);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc;
    }
    mail_wake(factors->services->mail);
    return req_reply(rq, 202);
}

int factors_api_step_options(struct req *rq)
{
    struct factors *factors = rq->state;
    struct challenge_body body = {0};
    struct factors_challenge challenge = {0};
    struct factors_relying_party party = {0};
    struct factors_passkeys passkeys = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = req_json(rq, challenge_fields, &body);
    if (rc == E_OK) {
        rc = factors_find_party(rq, &party);
    }
    if (rc == E_OK) {
        rc = db_read(factors->db, &conn);
    }
    if (rc == E_OK) {
        rc = factors_find_step(rq, conn, body.challenge, &challenge);
    }
    if (rc == E_OK) {
        rc = factors_store_list_passkeys(conn, challenge.owner, rq->arena, &passkeys);
    }
    if (rc < 0) {
        return rc;
    }
    struct factors_nonce nonce = factors_make_nonce(
        factors, FACTORS_STEP, crypt_digest_bytes(&challenge.digest), clock_now_ms());
    factors_write_request(req_out(rq), &nonce, &party, &passkeys);
    return req_reply(rq, 200);
}
