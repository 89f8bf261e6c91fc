/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An application that shows each thing that handlers can do. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "http/form/form.h"
#include "http/test_support.h"

const struct uuid test_topic = {{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16}};

static int authenticate(void *context, struct str token, const struct route *route,
                        struct req_user *out)
{
    (void)route;
    (void)context;
    if (!str_eq(token, STR("user")) && !str_eq(token, STR("staff"))) {
        return E_TOKEN_INVALID;
    }
    *out = (struct req_user){.id = test_topic, .is_staff = str_eq(token, STR("staff"))};
    return E_OK;
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)services;
    (void)err;
    http_set_authenticate(http, authenticate, NULL);
    *out_state = http;
    return E_OK;
}

static int get_echo(struct req *rq)
{
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "name", req_param(rq, "name"));
    json_kv_str(out, "q", req_query(rq, "q"));
    json_kv_str(out, "cookie", req_cookie(rq, "c"));
    json_kv_str(out, "client", rq->client);
    json_kv_str(out, "base", req_base_url(rq));
    json_kv_str(out, "origin", req_origin(rq));
    json_kv_str(out, "domain", req_secure_domain(rq));
    json_end_object(out);
    return req_reply(rq, 200);
}

static int get_list(struct req *rq)
{
    struct req_page page;
    int rc = req_page(rq, &page);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_i64(out, "limit", (int64_t)page.limit);
    json_kv_bool(out, "has_cursor", page.has_cursor);
    json_key(out, "results");
    json_begin_array(out);
    return req_reply_list_end(rq, page.has_cursor ? &page.cursor : &test_topic);
}

struct note {
    struct str text;
};

static const struct json_field note_fields[] = {
    {"text", JSON_STR, offsetof(struct note, text), /* must= */ true, 1, 100},
    {0},
};

static int post_note(struct req *rq)
{
    struct note note = {0};
    int rc = req_json(rq, note_fields, &note);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "text", note.text);
    json_end_object(out);
    return req_reply(rq, 201);
}

static int post_nothing(struct req *rq)
{
    return req_reply(rq, 204);
}

static int post_form(struct req *rq)
{
    const struct form_part *title = req_part(rq, "title");
    const struct form_part *image = req_part(rq, "image");
    if (image == NULL || image->fd < 0) {
        return err_field(&rq->err, "image", "is required");
    }
    uint64_t sum = 0;
    uint8_t bytes[4096];
    for (ssize_t n; (n = read(image->fd, bytes, sizeof(bytes))) > 0;) {
        for (ssize_t i = 0; i < n; i++) {
            sum = sum * 31 + bytes[i];
        }
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "title", title != NULL ? title->value : STR("-"));
    json_kv_str(out, "filename", image->filename);
    json_kv_i64(out, "bytes", (int64_t)image->bytes);
    json_kv_i64(out, "sum", (int64_t)(sum & 0xffffffff));
    json_end_object(out);
    return req_reply(rq, 201);
}

static int patch_either(struct req *rq)
{
    return req_is_form(rq) ? post_form(rq) : post_note(rq);
}

/* ?code=conflict ... fails with that error; ?code=none forgets to answer. */
static int post_fail(struct req *rq)
{
    if (req_query(rq, "with").n > 0) {
        req_problem_member(rq, "with", STR("{\"n\":1}"));
    }
    struct str code = req_query(rq, "code");
    if (str_eq(code, STR("none"))) {
        return E_OK;
    }
    if (str_eq(code, STR("header"))) {
        req_set_header(rq, "X-Bad", STR("a\r\nSet-Cookie: b=c"));
        return req_reply(rq, 200);
    }
    req_set_header(rq, "X-Of-Success", STR("1"));
    return err_set(&rq->err, e_from_code(code), "the inside");
}

static int get_file(struct req *rq)
{
    char path[] = "/tmp/assisti-test-file-XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0 || unlink(path) < 0 || file_write_all(fd, "0123456789", 10) < 0) {
        return E_IO;
    }
    return req_reply_file(rq, fd, "image/png", "tag");
}

static int post_cookie(struct req *rq)
{
    req_set_cookie(rq, "c", STR("value"), "/api", 60);
    return req_reply(rq, 204);
}

static int get_events(struct req *rq)
{
    req_watch(rq, test_topic);
    struct sb first;
    sb_init(&first, 1 * KIB);
    http_event_format(&first, "status", STR("{\"n\":0}"));
    struct str copy = str_copy(rq->arena, sb_str(&first));
    sb_done(&first);
    return req_reply_events(rq, copy, req_query(rq, "last").n > 0);
}

static int after_wait(struct req *rq)
{
    json_begin_object(req_out(rq));
    json_kv_c(req_out(rq), "waited", "yes");
    json_end_object(req_out(rq));
    return req_reply(rq, 201);
}

/* ?early=1 publishes between the watch and the wait. */
static int post_wait(struct req *rq)
{
    int64_t wait_ms;
    int rc = req_query_i64(rq, "ms", 0, 60000, 60000, &wait_ms);
    if (rc < 0) {
        return rc;
    }
    req_watch(rq, test_topic);
    if (req_query(rq, "early").n > 0) {
        http_publish(rq->http, test_topic, "done", STR("{}"), /* last= */ true);
    }
    return req_wait(rq, wait_ms, after_wait);
}

static int post_publish(struct req *rq)
{
    http_publish(rq->http, test_topic, "progress", STR("{\"n\":1}"), req_query(rq, "last").n > 0);
    return req_reply(rq, 204);
}

static int post_slow(struct req *rq)
{
    usleep(300 * 1000);
    return after_wait(rq);
}

/* Says how often it has run. */
static int post_count(struct req *rq)
{
    static atomic_int runs;
    if (req_query(rq, "ms").n > 0) {
        usleep(300 * 1000);
    }
    if (req_query(rq, "busy").n > 0) {
        return E_BUSY;
    }
    json_begin_object(req_out(rq));
    json_kv_i64(req_out(rq), "run", atomic_fetch_add(&runs, 1) + 1);
    json_end_object(req_out(rq));
    return req_reply(rq, 201);
}

static const struct route routes[] = {
    {"GET", "/api/v1/echo/:name", get_echo, AUTH_NONE, 0, 0, "shows its request"},
    {"GET", "/api/v1/echo/fixed", post_nothing, AUTH_NONE, 0, 0, "stands before a parameter"},
    {"GET", "/api/v1/list", get_list, AUTH_NONE, 0, 0, "a page of a list"},
    {"GET", "/api/v1/me", post_nothing, AUTH_USER, 0, 0, "for users"},
    {"GET", "/api/v1/staff", post_nothing, AUTH_STAFF, 0, 0, "for staff"},
    {"POST", "/api/v1/notes", post_note, AUTH_NONE, BODY_JSON, 0, "JSON"},
    {"POST", "/api/v1/nothing", post_nothing, AUTH_NONE, 0, 0, "takes no body"},
    {"POST", "/api/v1/essays", post_nothing, AUTH_NONE, 4 * MIB, 0, "much JSON"},
    {"POST", "/api/v1/log-in", post_nothing, AUTH_NONE, BODY_JSON, ROUTE_AUTH_RATE | ROUTE_HASHES,
     "counts as a log-in"},
    {"POST", "/api/v1/images", post_form, AUTH_NONE, BODY_UPLOAD, ROUTE_FORM, "a form"},
    {"PATCH", "/api/v1/images/:id", patch_either, AUTH_NONE, BODY_UPLOAD, ROUTE_FORM_OR_JSON,
     "a form or JSON"},
    {"POST", "/api/v1/fail", post_fail, AUTH_NONE, 0, 0, "fails"},
    {"GET", "/api/v1/file", get_file, AUTH_NONE, 0, 0, "ten bytes"},
    {"POST", "/api/v1/cookie", post_cookie, AUTH_NONE, 0, 0, "sets a cookie"},
    {"GET", "/api/v1/events", get_events, AUTH_NONE, 0, 0, "a stream"},
    {"POST", "/api/v1/wait", post_wait, AUTH_NONE, 0, 0, "waits on a work thread"},
    {"GET", "/api/v1/wait", post_wait, AUTH_NONE, 0, 0, "waits on the connection's thread"},
    {"POST", "/api/v1/publish", post_publish, AUTH_NONE, 0, 0, "publishes"},
    {"POST", "/api/v1/count", post_count, AUTH_NONE, BODY_UPLOAD, ROUTE_FORM_OR_JSON, "counts"},
    {"POST", "/api/v1/my-count", post_count, AUTH_USER, 0, 0, "counts for users"},
    {"POST", "/api/v1/secret", post_count, AUTH_NONE, 0, ROUTE_NO_REPLAY, "counts each time"},
    {"POST", "/api/v1/sealed", post_count, AUTH_NONE, 0, ROUTE_SEALS_REPLAY, "counts, in secret"},
    {"GET", "/api/v1/blocks", after_wait, AUTH_NONE, 0, ROUTE_BLOCKS, "runs on a work thread"},
    {"POST", "/api/v1/slow", post_slow, AUTH_NONE, 0, 0, "takes 300 ms"},
    {0},
};

static const struct route shared[] = {
    {"GET", "", after_wait, AUTH_NONE, 0, 0, "stands at the application's own path"},
    {"GET", "/:name", get_echo, AUTH_NONE, 0, 0, "goes on from there"},
    {0},
};

const struct app test_app = {.name = "test", .routes = routes, .shared = shared, .init = init};
