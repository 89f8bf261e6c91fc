/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a log-in, and proofs after it. */
#include "apps/accounts/accounts_api.h"
#include "apps/guard/guard.h"
#include "platform/metrics/metrics.h"

void accounts_set_step_hook(struct accounts *accounts, const struct accounts_step_hook *hook)
{
    ASSERT(accounts->step.begin == NULL);
    accounts->step = *hook;
}

int accounts_begin_step(struct req *rq, const struct accounts_user *user,
                        struct accounts_challenge *out)
{
    const struct accounts_step_hook *hook = &accounts_of(rq)->step;
    struct accounts_challenge challenge = {0};
    int rc = hook->begin != NULL ? hook->begin(hook->state, rq, user, &challenge) : E_OK;
    if (rc == E_OK) {
        *out = challenge;
    }
    return rc;
}

int accounts_reply_log_in(struct req *rq, const struct accounts_user *user)
{
    struct sessions_origin origin = sessions_origin_of(rq);
    struct sessions_tokens tokens;
    int rc = sessions_start(sessions_of(rq), user->id, &origin, &tokens);
    metrics_count(rq->services->metrics, rc == E_OK ? METRIC_LOGINS_OK : METRIC_LOGINS_FAILED);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    sessions_write_tokens(rq, out, &tokens);
    json_key(out, "user");
    accounts_write_user(out, user);
    json_end_object(out);
    return req_reply(rq, 200);
}

static const struct {
    unsigned method;
    const char *name;
} methods[] = {
    {ACCOUNTS_METHOD_PASSKEY, "passkey"},
    {ACCOUNTS_METHOD_TOTP, "totp"},
    {ACCOUNTS_METHOD_EMAIL, "email"},
    {ACCOUNTS_METHOD_RECOVERY, "recovery"},
};

void accounts_add_methods(struct sb *sb, unsigned wanted)
{
    const char *before = "";
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if ((wanted & methods[i].method) != 0) {
            sb_addf(sb, "%s%s", before, methods[i].name);
            before = ",";
        }
    }
}

static int reply_challenge(struct req *rq, const struct accounts_challenge *challenge)
{
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_bool(out, "two_factor_required", true);
    json_kv_c(out, "challenge", challenge->secret);
    json_key(out, "methods");
    json_begin_array(out);
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if ((challenge->methods & methods[i].method) != 0) {
            json_put_str(out, str_from(methods[i].name));
        }
    }
    json_end_array(out);
    json_end_object(out);
    return req_reply(rq, 200);
}

struct log_in_body {
    struct str email;
    struct str password;
};

static const struct json_field log_in_fields[] = {
    {"email", JSON_STR, offsetof(struct log_in_body, email), true, 1, FIELD_MAX},
    {"password", JSON_STR, offsetof(struct log_in_body, password), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_log_in(struct req *rq)
{
    struct log_in_body body = {0};
    int rc = req_json(rq, log_in_fields, &body);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    struct accounts_credentials given = {
        .email = body.email, .password = body.password, .client = rq->client};
    rc = accounts_log_in(rq->state, &given, rq->arena, &user, &rq->err);
    if (rc < 0) {
        metrics_count(rq->services->metrics, METRIC_LOGINS_FAILED);
        return rc;
    }
    struct accounts_challenge challenge = {0};
    rc = accounts_begin_step(rq, &user, &challenge);
    if (rc < 0) {
        return rc;
    }
    return challenge.methods != 0 ? reply_challenge(rq, &challenge)
                                  : accounts_reply_log_in(rq, &user);
}

/* ---- proofs after the log-in ---- */

static int prove_password(struct req *rq, const struct accounts_user *user, struct str password)
{
    struct accounts *accounts = accounts_of(rq);
    int rc = accounts_prove_password(accounts, user->email, user, password, &rq->err);
    if (rc == E_INVALID_CREDENTIALS) {
        guard_note_wrong(rq);
        /* 401 would tell clients that the token is no longer good. */
        return err_field(&rq->err, "password", "is wrong");
    }
    return rc < 0 ? rc : sessions_note_proof(rq);
}

int accounts_require_proof(struct req *rq, struct str password)
{
    if (password.n == 0) {
        return sessions_require_proof(rq);
    }
    struct accounts_user user;
    int rc = accounts_find(accounts_of(rq), rq->user.id, rq->arena, &user);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc; /* it went a moment ago */
    }
    return prove_password(rq, &user, password);
}

static int prove_factor(struct req *rq, const struct accounts_factor *given)
{
    struct accounts *accounts = accounts_of(rq);
    const struct accounts_step_hook *hook = &accounts->step;
    struct accounts_user user;
    int rc = accounts_find(accounts, rq->user.id, rq->arena, &user);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    rc = accounts_take_try(accounts, ACCOUNTS_TRY_FACTOR, user.email, &rq->err);
    if (rc == E_OK) {
        rc = hook->prove != NULL ? hook->prove(hook->state, rq, &user, given) : E_INVALID_CODE;
    }
    return rc < 0 ? rc : sessions_note_proof(rq);
}

struct prove_body {
    struct str password;
    struct accounts_factor factor;
};

static const struct json_field prove_fields[] = {
    {"password", JSON_STR, offsetof(struct prove_body, password), false, 0, FIELD_MAX},
    {"code", JSON_STR, offsetof(struct prove_body, factor.code), false, 0, FIELD_MAX},
    {"method", JSON_STR, offsetof(struct prove_body, factor.method), false, 0, FIELD_MAX},
    {"passkey", JSON_NESTED, offsetof(struct prove_body, factor.passkey), false, 0, BODY_JSON},
    {0},
};

int accounts_api_prove(struct req *rq)
{
    struct prove_body body = {0};
    int rc = req_json(rq, prove_fields, &body);
    if (rc < 0) {
        return rc;
    }
    if (body.password.n > 0) {
        rc = accounts_require_proof(rq, body.password);
    } else if (body.factor.code.n > 0 || body.factor.passkey.n > 0) {
        rc = prove_factor(rq, &body.factor);
    } else {
        return err_field(&rq->err, "password", "is required without a code or passkey");
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}
