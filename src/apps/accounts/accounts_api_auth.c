/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_api.h"
#include "apps/guard/guard.h"
#include "base/clock.h"

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
    {"invitation", JSON_STR, offsetof(struct accounts_signup, invitation), false, 0, 100},
    {0},
};

int accounts_api_register(struct req *rq)
{
    struct accounts_signup signup = {0};
    int rc = req_json(rq, register_fields, &signup);
    if (rc < 0) {
        return rc;
    }
    rc = guard_take_signup(rq);
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
    int64_t started_ms = clock_mono_ms();
    struct resend_body body = {0};
    int rc = req_json(rq, resend_fields, &body);
    if (rc == E_OK) {
        rc = accounts_resend(rq->state, body.email, req_base_url(rq), rq->arena);
    }
    return rc < 0 ? rc : accounts_reply_quietly(rq, started_ms);
}
