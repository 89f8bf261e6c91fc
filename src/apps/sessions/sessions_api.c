/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/sessions/sessions_int.h"

#define REFRESH_COOKIE      "assisti_refresh"
#define REFRESH_COOKIE_PATH "/api/v1/auth"
#define TOKEN_MAX           6000 /* characters: room for what the rules will refuse in their own words */

void sessions_set_cookie(struct req *rq, const struct sessions_tokens *tokens)
{
    req_set_cookie(rq, REFRESH_COOKIE, str_from(tokens->refresh), REFRESH_COOKIE_PATH,
                   REFRESH_MS / SECOND_MS);
}

/* Pictures that the browser keeps are for who was logged in. */
void sessions_drop_cookie(struct req *rq)
{
    req_set_header(rq, "Clear-Site-Data", STR("\"cache\""));
    req_set_cookie(rq, REFRESH_COOKIE, STR_EMPTY, REFRESH_COOKIE_PATH, 0);
}

void sessions_write_tokens(struct req *rq, struct json_out *out,
                           const struct sessions_tokens *tokens)
{
    sessions_set_cookie(rq, tokens);
    req_set_header(rq, "Cache-Control", STR("no-store"));
    json_kv_c(out, "access", tokens->access);
    json_kv_c(out, "refresh", tokens->refresh);
}

struct sessions_origin sessions_origin_of(struct req *rq)
{
    return (struct sessions_origin){.agent = req_header(rq, "User-Agent"), .address = rq->client};
}

/* ---- refresh ---- */

struct refresh_body {
    struct str refresh;
};

static const struct json_field refresh_fields[] = {
    {"refresh", JSON_STR, offsetof(struct refresh_body, refresh), false, 0, TOKEN_MAX},
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

int sessions_api_refresh(struct req *rq)
{
    struct str refresh = STR_EMPTY;
    int rc = read_refresh(rq, &refresh);
    if (rc < 0) {
        return rc;
    }
    if (refresh.n == 0) {
        return E_NOT_AUTHENTICATED;
    }
    struct sessions_tokens tokens;
    rc = sessions_refresh(rq->state, refresh, rq->client, &tokens);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    sessions_write_tokens(rq, out, &tokens);
    json_end_object(out);
    return req_reply(rq, 200);
}

/* ---- verify ---- */

struct verify_body {
    struct str token;
};

static const struct json_field verify_fields[] = {
    {"token", JSON_STR, offsetof(struct verify_body, token), true, 1, TOKEN_MAX},
    {0},
};

int sessions_api_verify(struct req *rq)
{
    struct verify_body body = {0};
    int rc = req_json(rq, verify_fields, &body);
    struct req_user user = {0};
    if (rc == E_OK) {
        rc = sessions_authenticate_access(rq->state, body.token, &user);
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

/* ---- log-out ---- */

/* Ends the session that the access token names, where there is one. */
static int log_out_bearer(struct req *rq, struct str authorization)
{
    struct str token;
    struct str scheme = str_cut(authorization, ' ', &token);
    if (!str_eq_nocase(scheme, STR("Bearer"))) {
        return E_TOKEN_INVALID;
    }
    struct req_user user = {0};
    int rc = sessions_authenticate_access(rq->state, str_trim(token), &user);
    return rc < 0 ? rc : sessions_end(rq->state, user.session);
}

int sessions_api_log_out(struct req *rq)
{
    struct str refresh = STR_EMPTY;
    struct str authorization = req_header(rq, "Authorization");
    int rc = read_refresh(rq, &refresh);
    if (rc < 0) {
        return rc;
    }
    sessions_drop_cookie(rq);
    if (refresh.n == 0 && authorization.n == 0) {
        return E_NOT_AUTHENTICATED;
    }
    int by_refresh = refresh.n > 0 ? sessions_log_out(rq->state, refresh) : E_TOKEN_INVALID;
    int by_bearer = authorization.n > 0 ? log_out_bearer(rq, authorization) : E_TOKEN_INVALID;
    if (by_refresh == E_OK || by_bearer == E_OK) {
        return req_reply(rq, 204);
    }
    /* What the database said matters more than that the other one is no token. */
    return by_refresh != E_TOKEN_INVALID ? by_refresh : by_bearer;
}
