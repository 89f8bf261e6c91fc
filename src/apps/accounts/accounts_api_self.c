/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do with their own account: password, address, its end. */
#include "apps/accounts/accounts_api.h"
#include "apps/accounts/accounts_int.h"
#include "base/clock.h"

/* Longer than the work for any address takes, and too short to be felt. */
#define QUIET_MS 300

static int accepted(struct req *rq)
{
    return req_reply(rq, 202);
}

int accounts_reply_quietly(struct req *rq, int64_t started_ms)
{
    req_watch(rq, uuid_new()); /* nobody speaks of it: the wait is over when its time is */
    int64_t left_ms = started_ms + QUIET_MS - clock_mono_ms();
    return req_wait(rq, left_ms > 0 ? left_ms : 0, accepted);
}

int accounts_read_bearer(struct req *rq, struct req_user *out)
{
    struct str authorization = req_header(rq, "Authorization");
    struct str token;
    struct str scheme = str_cut(authorization, ' ', &token);
    if (authorization.n == 0) {
        return E_NOT_AUTHENTICATED;
    }
    if (!str_eq_nocase(scheme, STR("Bearer"))) {
        return E_TOKEN_INVALID;
    }
    /* A key for programs is refused for what stands below /auth. */
    static const struct route self = {.method = "POST",
                                      .path = "/api/v1/auth/email/change/confirm"};
    return sessions_authenticate(sessions_of(rq), str_trim(token), &self, out);
}

/* ---- passwords ---- */

struct forgot_body {
    struct str email;
};

static const struct json_field forgot_fields[] = {
    {"email", JSON_STR, offsetof(struct forgot_body, email), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_forgot(struct req *rq)
{
    int64_t started_ms = clock_mono_ms();
    struct forgot_body body = {0};
    int rc = req_json(rq, forgot_fields, &body);
    if (rc == E_OK) {
        rc = accounts_forgot(rq->state, body.email, req_base_url(rq), rq->arena);
    }
    return rc < 0 ? rc : accounts_reply_quietly(rq, started_ms);
}

struct reset_body {
    struct str token;
    struct str password;
};

static const struct json_field reset_fields[] = {
    {"token", JSON_STR, offsetof(struct reset_body, token), true, 1, FIELD_MAX},
    {"password", JSON_STR, offsetof(struct reset_body, password), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_reset(struct req *rq)
{
    struct reset_body body = {0};
    int rc = req_json(rq, reset_fields, &body);
    if (rc == E_OK) {
        rc = accounts_reset(rq->state, str_trim(body.token), body.password, rq->arena, &rq->err);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}

struct change_password_body {
    struct str old_password;
    struct str new_password;
};

static const struct json_field change_password_fields[] = {
    {"old_password", JSON_STR, offsetof(struct change_password_body, old_password), true, 1,
     FIELD_MAX},
    {"new_password", JSON_STR, offsetof(struct change_password_body, new_password), true, 1,
     FIELD_MAX},
    {0},
};

/* Rules and proofs speak of "password"; here the fields have other names. */
static int rename_field(struct req *rq, int rc, const char *name)
{
    for (size_t i = 0; i < rq->err.field_count; i++) {
        struct err_field *field = &rq->err.fields[i];
        if (str_eq(str_from(field->name), STR("password"))) {
            (void)snprintf(field->name, sizeof(field->name), "%s", name);
        }
    }
    return rc;
}

int accounts_api_change_password(struct req *rq)
{
    struct change_password_body body = {0};
    int rc = req_json(rq, change_password_fields, &body);
    if (rc < 0) {
        return rc;
    }
    rc = accounts_require_proof(rq, body.old_password);
    if (rc < 0) {
        return rename_field(rq, rc, "old_password");
    }
    const struct accounts_password_change change = {
        .user = rq->user.id, .session = rq->user.session, .password = body.new_password};
    rc = accounts_change_password(rq->state, &change, rq->arena, &rq->err);
    return rc < 0 ? rename_field(rq, rc, "new_password") : req_reply(rq, 204);
}

/* ---- addresses ---- */

struct change_email_body {
    struct str email;
    struct str password;
};

static const struct json_field change_email_fields[] = {
    {"email", JSON_STR, offsetof(struct change_email_body, email), true, 1, FIELD_MAX},
    {"password", JSON_STR, offsetof(struct change_email_body, password), false, 0, FIELD_MAX},
    {0},
};

int accounts_api_change_email(struct req *rq)
{
    int64_t started_ms = clock_mono_ms();
    struct change_email_body body = {0};
    int rc = req_json(rq, change_email_fields, &body);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = accounts_require_proof(rq, body.password);
    }
    if (rc == E_OK) {
        rc = accounts_find(rq->state, rq->user.id, rq->arena, &user);
    }
    if (rc == E_OK) {
        rc = accounts_change_email(rq->state, &user, body.email, req_base_url(rq), rq->arena,
                                   &rq->err);
    }
    return rc < 0 ? rc : accounts_reply_quietly(rq, started_ms);
}

struct confirm_body {
    struct str token;
    struct str code;
};

static const struct json_field confirm_fields[] = {
    {"token", JSON_STR, offsetof(struct confirm_body, token), false, 0, FIELD_MAX},
    {"code", JSON_STR, offsetof(struct confirm_body, code), false, 0, FIELD_MAX},
    {0},
};

/* A code of six digits is good only together with the account's own session; a link is enough by itself. */
static int confirm_by_code(struct req *rq, struct str code, struct accounts_user *out)
{
    struct req_user bearer;
    int rc = accounts_read_bearer(rq, &bearer);
    return rc < 0 ? rc
                  : accounts_confirm_email_by_code(rq->state, bearer.id, code, rq->arena, out,
                                                   &rq->err);
}

int accounts_api_confirm_email(struct req *rq)
{
    struct confirm_body body = {0};
    int rc = req_json(rq, confirm_fields, &body);
    if (rc < 0) {
        return rc;
    }
    if (body.token.n == 0 && body.code.n == 0) {
        return err_field(&rq->err, "token", "is required without a code");
    }
    struct accounts_user user;
    rc = body.token.n > 0 ? accounts_confirm_email_by_link(rq->state, str_trim(body.token),
                                                           rq->arena, &user, &rq->err)
                          : confirm_by_code(rq, str_trim(body.code), &user);
    return rc < 0 ? rc : accounts_reply_user(rq, 200, &user);
}

/* ---- the end ---- */

struct delete_body {
    struct str password;
};

static const struct json_field delete_fields[] = {
    {"password", JSON_STR, offsetof(struct delete_body, password), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_delete_me(struct req *rq)
{
    struct delete_body body = {0};
    int rc = req_json(rq, delete_fields, &body);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = accounts_find(rq->state, rq->user.id, rq->arena, &user);
        rc = rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc; /* it went a moment ago */
    }
    if (rc == E_OK) {
        rc = accounts_prove_password(rq->state, user.email, &user, body.password, &rq->err);
    }
    if (rc == E_INVALID_CREDENTIALS) {
        /* 401 would tell clients that the token is no longer good. */
        return err_field(&rq->err, "password", "is wrong");
    }
    if (rc == E_OK) {
        rc = accounts_delete(rq->state, user.id, rq->arena, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_drop_cookie(rq);
    return req_reply(rq, 204);
}
