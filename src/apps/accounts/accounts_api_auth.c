/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_api.h"
#include "platform/metrics/metrics.h"

void accounts_write_user(struct json_out *out, const struct accounts_user *user)
{
    json_begin_object(out);
    json_kv_id(out, "id", user->id);
    json_kv_str(out, "email", user->email);
    json_kv_str(out, "username", user->username);
    json_kv_str(out, "name", user->name);
    json_kv_time(out, "date_joined", user->joined_ms);
    json_kv_bool(out, "is_active", user->is_active);
    json_kv_bool(out, "is_verified", user->is_verified);
    json_kv_bool(out, "is_staff", user->is_staff);
    json_kv_bool(out, "two_factor_enabled", user->two_factor_enabled);
    if (user->phone.n > 0) {
        json_kv_str(out, "phone", user->phone);
    } else {
        json_kv_null(out, "phone");
    }
    json_end_object(out);
}

int accounts_reply_user(struct req *rq, int status, const struct accounts_user *user)
{
    accounts_write_user(req_out(rq), user);
    return req_reply(rq, status);
}

/* ---- registering ---- */

static const struct json_field register_fields[] = {
    {"email", JSON_STR, offsetof(struct accounts_signup, email), true, 1, FIELD_MAX},
    {"password", JSON_STR, offsetof(struct accounts_signup, password), true, 1, FIELD_MAX},
    {"name", JSON_STR, offsetof(struct accounts_signup, name), false, 0, FIELD_MAX},
    {"username", JSON_STR, offsetof(struct accounts_signup, username), false, 0, FIELD_MAX},
    {0},
};

int accounts_api_register(struct req *rq)
{
    struct accounts_signup signup = {0};
    int rc = req_json(rq, register_fields, &signup);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    rc = accounts_register(rq->state, &signup, req_base_url(rq), rq->arena, &user, &rq->err);
    if (rc < 0) {
        return rc;
    }
    return accounts_reply_user(rq, 201, &user);
}

struct verify_body {
    struct str email;
    struct str code;
    struct str token;
};

static const struct json_field verify_fields[] = {
    {"email", JSON_STR, offsetof(struct verify_body, email), false, 0, FIELD_MAX},
    {"code", JSON_STR, offsetof(struct verify_body, code), false, 0, FIELD_MAX},
    {"token", JSON_STR, offsetof(struct verify_body, token), false, 0, FIELD_MAX},
    {0},
};

static int check_verify_body(struct req *rq, const struct verify_body *body)
{
    if (body->token.n > 0) {
        return E_OK;
    }
    if (body->email.n == 0) {
        (void)err_field(&rq->err, "email", "is required without a token");
    }
    if (body->code.n == 0) {
        (void)err_field(&rq->err, "code", "is required without a token");
    }
    return rq->err.rc;
}

int accounts_api_verify_email(struct req *rq)
{
    struct verify_body body = {0};
    int rc = req_json(rq, verify_fields, &body);
    if (rc == E_OK) {
        rc = check_verify_body(rq, &body);
    }
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    if (body.token.n > 0) {
        rc = accounts_verify_by_link(rq->state, str_trim(body.token), rq->arena, &user);
    } else {
        rc = accounts_verify_by_code(rq->state, body.email, str_trim(body.code), rq->arena, &user,
                                     &rq->err);
    }
    return rc < 0 ? rc : accounts_reply_user(rq, 200, &user);
}

struct resend_body {
    struct str email;
};

static const struct json_field resend_fields[] = {
    {"email", JSON_STR, offsetof(struct resend_body, email), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_resend(struct req *rq)
{
    struct resend_body body = {0};
    int rc = req_json(rq, resend_fields, &body);
    if (rc == E_OK) {
        rc = accounts_resend(rq->state, body.email, req_base_url(rq), rq->arena);
    }
    return rc < 0 ? rc : req_reply(rq, 202);
}

/* ---- tokens ---- */

static int reply_tokens(struct req *rq, const struct accounts_tokens *tokens,
                        const struct accounts_user *user)
{
    req_set_cookie(rq, REFRESH_COOKIE, str_from(tokens->refresh), REFRESH_COOKIE_PATH,
                   REFRESH_MS / SECOND_MS);
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "access", tokens->access.s);
    json_kv_c(out, "refresh", tokens->refresh);
    if (user != NULL) {
        json_key(out, "user");
        accounts_write_user(out, user);
    }
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
    struct accounts_tokens tokens;
    struct accounts_credentials credentials = {.email = body.email, .password = body.password};
    rc = accounts_log_in(rq->state, &credentials, rq->arena, &user, &tokens, &rq->err);
    metrics_count(rq->services->metrics, rc == E_OK ? METRIC_LOGINS_OK : METRIC_LOGINS_FAILED);
    return rc < 0 ? rc : reply_tokens(rq, &tokens, &user);
}

struct refresh_body {
    struct str refresh;
};

static const struct json_field refresh_fields[] = {
    {"refresh", JSON_STR, offsetof(struct refresh_body, refresh), false, 0, FIELD_MAX},
    {0},
};

/* The refresh token of the body, or of the cookie; empty where there is neither. */
static int read_refresh(struct req *rq, struct str *out)
{
    struct refresh_body body = {0};
    int rc = req_json(rq, refresh_fields, &body);
    if (rc < 0) {
        return rc;
    }
    *out = body.refresh.n > 0 ? body.refresh : req_cookie(rq, REFRESH_COOKIE);
    return E_OK;
}

int accounts_api_refresh(struct req *rq)
{
    struct str refresh = STR_EMPTY;
    int rc = read_refresh(rq, &refresh);
    if (rc < 0) {
        return rc;
    }
    if (refresh.n == 0) {
        return E_NOT_AUTHENTICATED;
    }
    struct accounts_tokens tokens;
    rc = accounts_refresh(rq->state, refresh, &tokens);
    return rc < 0 ? rc : reply_tokens(rq, &tokens, NULL);
}

struct verify_token_body {
    struct str token;
};

static const struct json_field verify_token_fields[] = {
    {"token", JSON_STR, offsetof(struct verify_token_body, token), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_verify_token(struct req *rq)
{
    struct verify_token_body body = {0};
    int rc = req_json(rq, verify_token_fields, &body);
    struct req_user user = {0};
    if (rc == E_OK) {
        rc = accounts_authenticate(rq->state, body.token, &user);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_id(out, "user", user.id);
    json_kv_bool(out, "is_staff", user.is_staff);
    json_end_object(out);
    return req_reply(rq, 200);
}

/* Ends the session that the access token names, where there is one. */
static int log_out_bearer(struct req *rq, struct str authorization)
{
    struct str token;
    struct str scheme = str_cut(authorization, ' ', &token);
    if (!str_eq_nocase(scheme, STR("Bearer"))) {
        return E_TOKEN_INVALID;
    }
    struct req_user user = {0};
    int rc = accounts_authenticate(rq->state, str_trim(token), &user);
    return rc < 0 ? rc : accounts_end_session(rq->state, user.session);
}

int accounts_api_log_out(struct req *rq)
{
    struct str refresh = STR_EMPTY;
    struct str authorization = req_header(rq, "Authorization");
    int rc = read_refresh(rq, &refresh);
    if (rc < 0) {
        return rc;
    }
    req_set_cookie(rq, REFRESH_COOKIE, STR_EMPTY, REFRESH_COOKIE_PATH, 0);
    if (refresh.n == 0 && authorization.n == 0) {
        return E_NOT_AUTHENTICATED;
    }
    int by_refresh = refresh.n > 0 ? accounts_log_out(rq->state, refresh) : E_TOKEN_INVALID;
    int by_bearer = authorization.n > 0 ? log_out_bearer(rq, authorization) : E_TOKEN_INVALID;
    if (by_refresh == E_OK || by_bearer == E_OK) {
        return req_reply(rq, 204);
    }
    /* What the database said matters more than that the other one is no token. */
    return by_refresh != E_TOKEN_INVALID ? by_refresh : by_bearer;
}
