/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a handler answers with, and the problem documents of those that do not. */
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "http/http_int.h"
#include "platform/crypt/crypt.h"

#define RETRY_AFTER_BUSY_S 2

/* ---- headers ---- */

void reply_add_header(struct exchange *ex, const char *name, const char *value)
{
    struct reply *reply = &ex->reply;
    ASSERT(reply->header_count < HEADERS_MAX);
    reply->headers[reply->header_count++] = (struct reply_header){name, value};
}

bool reply_has_header(const struct exchange *ex, const char *name)
{
    for (size_t i = 0; i < ex->reply.header_count; i++) {
        if (strcasecmp(ex->reply.headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A line break would begin a header of somebody else's choice. */
static bool is_header_value(struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

void req_set_header(struct req *rq, const char *name, struct str value)
{
    struct exchange *ex = exchange_of(rq);
    if (!uri_is_token(str_from(name)) || !is_header_value(value) ||
        ex->reply.header_count >= HEADERS_MAX / 2) {
        ex->reply.is_flawed = true;
        return;
    }
    reply_add_header(ex, arena_strdup(rq->arena, name), str_dup(rq->arena, value));
}

/* RFC 6265, 4.1.1 */
static bool is_cookie_value(struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\",;\\", c) != NULL) {
            return false;
        }
    }
    return true;
}

static void set_cookie(struct req *rq, const char *name, struct str value, const char *path,
                       int64_t max_age_s, const char *same_site)
{
    if (!is_cookie_value(value)) {
        exchange_of(rq)->reply.is_flawed = true;
        return;
    }
    const bool is_https = req_is_https(rq);
    struct sb text;
    sb_init(&text, 8 * KIB);
    sb_addf(&text, "%s%s=%" STRF "; Path=%s; Max-Age=%lld; HttpOnly; SameSite=%s",
            is_https ? COOKIE_PREFIX : "", name, STRA(value), is_https ? "/" : path,
            (long long)max_age_s, same_site);
    if (is_https) {
        sb_add_c(&text, "; Secure");
    }
    ASSERT(!text.failed);
    req_set_header(rq, "Set-Cookie", sb_str(&text));
    sb_done(&text);
}

void req_set_cookie(struct req *rq, const char *name, struct str value, const char *path,
                    int64_t max_age_s)
{
    set_cookie(rq, name, value, path, max_age_s, "Strict");
}

void req_set_lax_cookie(struct req *rq, const char *name, struct str value, const char *path,
                        int64_t max_age_s)
{
    set_cookie(rq, name, value, path, max_age_s, "Lax");
}

/* ---- bodies ---- */

void reply_reset(struct exchange *ex)
{
    struct reply *reply = &ex->reply;
    fd_closep(&reply->fd);
    struct reply fresh = {.fd = -1};
    for (size_t i = 0; i < reply->header_count; i++) {
        const char *name = reply->headers[i].name;
        if (strcmp(name, "Set-Cookie") == 0 || strcmp(name, "WWW-Authenticate") == 0 ||
            strcmp(name, "Content-Range") == 0) {
            fresh.headers[fresh.header_count++] = reply->headers[i];
        }
    }
    *reply = fresh;
}

static void set_reply(struct exchange *ex, enum reply_kind kind, int status)
{
    ASSERT(ex->reply.kind == REPLY_NONE);
    ex->reply.kind = kind;
    ex->reply.status = status;
}

struct json_out *req_out(struct req *rq)
{
    struct exchange *ex = exchange_of(rq);
    if (ex->out.sb == NULL) {
        sb_init(&ex->out_text, REPLY_BYTES_MAX);
        json_out_init(&ex->out, &ex->out_text);
    }
    return &ex->out;
}

int req_reply(struct req *rq, int status)
{
    struct exchange *ex = exchange_of(rq);
    if (ex->out_text.failed) {
        return err_set(&rq->err, E_INTERNAL, "the reply has more than %zu bytes", REPLY_BYTES_MAX);
    }
    set_reply(ex, REPLY_BYTES, status);
    ex->reply.body = sb_str(&ex->out_text);
    ex->reply.content_type = ex->reply.body.n > 0 ? "application/json" : NULL;
    return E_OK;
}

int req_reply_bytes(struct req *rq, int status, const char *content_type, struct str body)
{
    struct exchange *ex = exchange_of(rq);
    set_reply(ex, REPLY_BYTES, status);
    ex->reply.body = body;
    ex->reply.content_type = arena_strdup(rq->arena, content_type);
    return E_OK;
}

struct json_out *req_list_begin(struct req *rq)
{
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "results");
    json_begin_array(out);
    return out;
}

int req_reply_list_end(struct req *rq, const struct uuid *last)
{
    struct json_out *out = req_out(rq);
    json_end_array(out);
    if (last != NULL) {
        char cursor[BASE64URL_LENGTH(sizeof(last->b)) + 1];
        base64url_encode(last->b, sizeof(last->b), cursor);
        json_kv_c(out, "next", cursor);
    } else {
        json_kv_null(out, "next");
    }
    json_end_object(out);
    return req_reply(rq, 200);
}

/* ---- problems (RFC 9457) ---- */

void req_problem_member(struct req *rq, const char *key, struct str json)
{
    struct exchange *ex = exchange_of(rq);
    ex->problem_key = key;
    ex->problem_member = json;
}

/* Error texts have a fixed size: one that was cut may end in half a character. */
static struct str whole_characters(const char *text)
{
    struct str s = str_from(text);
    while (s.n > 0 && !utf8_valid(s)) {
        s.n--;
    }
    return s;
}

static void put_fields(struct json_out *out, const struct err *err)
{
    json_key(out, "errors");
    json_begin_object(out);
    for (size_t i = 0; i < err->field_count; i++) {
        bool is_repeated = false;
        for (size_t j = 0; j < i; j++) {
            is_repeated = is_repeated || strcmp(err->fields[j].name, err->fields[i].name) == 0;
        }
        if (is_repeated) {
            continue;
        }
        json_key_str(out, whole_characters(err->fields[i].name));
        json_begin_array(out);
        for (size_t j = i; j < err->field_count; j++) {
            if (strcmp(err->fields[j].name, err->fields[i].name) == 0) {
                json_put_str(out, whole_characters(err->fields[j].text));
            }
        }
        json_end_array(out);
    }
    json_end_object(out);
}

/* What a person may read: the sentence of the error, but nothing of the inside of a server error. */
static void put_problem(struct exchange *ex, int rc)
{
    int status = e_http_status(rc);
    struct json_out *out = req_out(&ex->rq);
    json_begin_object(out);
    json_kv_c(out, "type", "about:blank");
    json_kv_c(out, "title", e_title(rc));
    json_kv_i64(out, "status", status);
    json_key(out, "detail");
    json_put_str(out, whole_characters(status == 500 ? e_title(rc) : err_text(&ex->rq.err, rc)));
    json_kv_c(out, "code", e_code(rc));
    put_fields(out, &ex->rq.err);
    json_kv_c(out, "instance", ex->id);
    if (ex->problem_key != NULL) {
        json_kv_raw(out, ex->problem_key, ex->problem_member);
    }
    json_end_object(out);
}

/* The application that has a say in how errors look here, or NULL. */
static const struct app *find_teller(const struct exchange *ex)
{
    for (size_t i = 0; i < ex->http->app_count; i++) {
        const struct app *app = ex->http->apps[i];
        if (app->errors_below != NULL && str_starts(ex->rq.path, str_from(app->errors_below))) {
            return app;
        }
    }
    return NULL;
}

static void add_problem_headers(struct exchange *ex, int status)
{
    if (status == 401 && !reply_has_header(ex, "WWW-Authenticate")) {
        reply_add_header(ex, "WWW-Authenticate", "Bearer");
    }
    if (status == 405) {
        struct sb allowed;
        sb_init(&allowed, 256);
        http_router_allowed(&ex->match, &allowed);
        req_set_header(&ex->rq, "Allow", sb_str(&allowed));
        sb_done(&allowed);
    }
    if (status == 429 || status == 503) {
        int seconds = ex->rq.err.retry_after_s;
        seconds = seconds > 0 ? seconds : RETRY_AFTER_BUSY_S;
        reply_add_header(ex, "Retry-After", arena_printf(ex->rq.arena, "%d", seconds));
    }
}

void reply_problem(struct exchange *ex, int rc)
{
    reply_reset(ex);
    sb_done(&ex->out_text);
    ex->out.sb = NULL;
    const struct app *teller = find_teller(ex);
    int status = e_http_status(rc);
    if (teller != NULL) {
        status = teller->put_error(&ex->rq, rc, req_out(&ex->rq));
    } else {
        put_problem(ex, rc);
    }
    set_reply(ex, REPLY_BYTES, status);
    ex->reply.body = sb_str(&ex->out_text);
    ex->reply.content_type = teller != NULL ? "application/json" : "application/problem+json";
    add_problem_headers(ex, status);
}
