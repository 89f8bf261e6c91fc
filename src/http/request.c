/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a handler can ask about its request. */
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "http/conn.h"
#include "http/form/form.h"
#include "http/http_int.h"
#include "http/limit/limit.h"
#include "platform/config/config.h"
#include "platform/crypt/crypt.h"

#define SEARCH_CHARS_MAX 200

int req_json(struct req *rq, const struct json_field *fields, void *out)
{
    struct exchange *ex = exchange_of(rq);
    struct str text = sb_str(&ex->body);
    return json_read(text.n > 0 ? text : STR("{}"), fields, out, rq->arena, &rq->err);
}

struct str req_body(struct req *rq)
{
    return sb_str(&exchange_of(rq)->body);
}

int req_json_doc(struct req *rq, struct json_doc **out)
{
    struct exchange *ex = exchange_of(rq);
    struct str text = sb_str(&ex->body);
    struct json_doc *doc = NULL;
    int rc = json_doc_parse(text.n > 0 ? text : STR("{}"), &doc, &rq->err);
    if (rc < 0) {
        return rc;
    }
    if (!json_holds_object(json_doc_root(doc))) {
        json_doc_free(doc);
        return err_set(&rq->err, E_MALFORMED_JSON, "The body must be a JSON object.");
    }
    *out = doc;
    return E_OK;
}

struct str req_param(struct req *rq, const char *name)
{
    struct exchange *ex = exchange_of(rq);
    return http_router_param(&ex->match, ex->entry, name);
}

int req_id(struct req *rq, const char *name, struct uuid *out)
{
    return uuid_parse(req_param(rq, name), out) == E_OK ? E_OK : E_NOT_FOUND;
}

struct str req_query(struct req *rq, const char *name)
{
    struct exchange *ex = exchange_of(rq);
    struct str wanted = str_from(name);
    for (size_t i = 0; i < ex->query_count; i++) {
        if (str_eq(ex->query[i].name, wanted)) {
            return ex->query[i].value;
        }
    }
    return STR_EMPTY;
}

bool req_query_at(struct req *rq, size_t index, struct str *out_name, struct str *out_value)
{
    struct exchange *ex = exchange_of(rq);
    if (index >= ex->query_count) {
        return false;
    }
    *out_name = ex->query[index].name;
    *out_value = ex->query[index].value;
    return true;
}

int req_query_i64(struct req *rq, const char *name, int64_t min, int64_t max, int64_t otherwise,
                  int64_t *out)
{
    struct str text = req_query(rq, name);
    if (text.n == 0) {
        *out = otherwise;
        return E_OK;
    }
    if (str_to_i64(text, min, max, out) < 0) {
        return err_field(&rq->err, name, "must be a whole number from %lld to %lld", (long long)min,
                         (long long)max);
    }
    return E_OK;
}

struct str req_header(struct req *rq, const char *name)
{
    struct str value = door_header(exchange_of(rq), name);
    return utf8_valid(value) ? value : STR_EMPTY;
}

struct str req_cookie(struct req *rq, const char *name)
{
    const char *prefix = req_is_https(rq) ? COOKIE_PREFIX : "";
    return uri_find_cookie(door_header(exchange_of(rq), MHD_HTTP_HEADER_COOKIE),
                           arena_printf(rq->arena, "%s%s", prefix, name));
}

bool req_is_https(struct req *rq)
{
    const struct config *config = rq->services->config;
    if (config->public_url[0] != '\0') {
        return str_starts(str_from(config->public_url), STR("https:"));
    }
    return config->behind_proxy &&
           str_eq_nocase(door_header(exchange_of(rq), "X-Forwarded-Proto"), STR("https"));
}

/* Never by the Host header: whoever asks for an e-mail to somebody else chooses that. */
struct str req_base_url(struct req *rq)
{
    struct str url = str_from(rq->services->config->public_url);
    if (url.n == 0) {
        struct str address = conn_reached_at(exchange_of(rq)->conn, rq->arena);
        return str_from(arena_printf(rq->arena, "http://%" STRF, STRA(address)));
    }
    while (url.n > 0 && url.p[url.n - 1] == '/') {
        url.n--;
    }
    return url;
}

int req_page(struct req *rq, struct req_page *out)
{
    int64_t limit;
    int rc = req_query_i64(rq, "limit", 1, 100, 20, &limit);
    if (rc < 0) {
        return rc;
    }
    struct req_page page = {.limit = (size_t)limit, .q = str_trim(req_query(rq, "q"))};
    if (utf8_length(page.q) > SEARCH_CHARS_MAX) {
        return err_field(&rq->err, "q", "must have at most %d characters", SEARCH_CHARS_MAX);
    }
    struct str cursor = req_query(rq, "cursor");
    if (cursor.n > 0) {
        if (base64url_decode(cursor, page.cursor.b, sizeof(page.cursor.b)) < 0) {
            return E_INVALID_CURSOR;
        }
        page.has_cursor = true;
    }
    *out = page;
    return E_OK;
}

const struct form_part *req_part(struct req *rq, const char *name)
{
    struct exchange *ex = exchange_of(rq);
    return ex->form != NULL ? form_find(ex->form, str_from(name)) : NULL;
}

int req_picture(struct req *rq, const char *name, const struct form_part **out)
{
    const struct form_part *part = req_part(rq, name);
    const int64_t mib_max = rq->services->config->max_upload_mib;
    if (part == NULL) {
        return err_field(&rq->err, name, "is required");
    }
    if (part->fd < 0) {
        return err_field(&rq->err, name, "must be a file");
    }
    if (part->bytes > (size_t)mib_max * MIB) {
        return err_set(&rq->err, E_TOO_LARGE, "The picture is larger than %lld MiB.",
                       (long long)mib_max);
    }
    *out = part;
    return E_OK;
}

struct http_address http_address_of(struct str client)
{
    struct http_address address;
    (void)limit_read_address(client, address.b); /* all zero where it is none */
    return address;
}

bool req_is_form(struct req *rq)
{
    return exchange_of(rq)->form != NULL;
}

/* ---- streams and waits ---- */

void req_watch(struct req *rq, struct uuid topic)
{
    struct exchange *ex = exchange_of(rq);
    events_drop(ex->http->events, ex->listener);
    ex->listener = events_listen(ex->http->events, topic);
}

int req_wait(struct req *rq, int64_t wait_ms, route_handler *handler)
{
    struct exchange *ex = exchange_of(rq);
    ASSERT(ex->listener != NULL && handler != NULL && wait_ms >= 0);
    ex->due_ms = clock_mono_ms() + wait_ms;
    ex->next_handler = handler;
    return E_OK;
}

static int reply_stream(struct exchange *ex, struct str first, bool last, bool is_bare)
{
    ASSERT(ex->listener != NULL && ex->reply.kind == REPLY_NONE);
    const struct events_opening opening = {
        .first = first,
        .last = last,
        .is_bare = is_bare,
        .watched_fd = ex->end != NULL ? conn_fd(ex->conn) : -1,
    };
    events_stream(ex->http->events, ex->listener, &opening);
    ex->reply.kind = REPLY_EVENTS;
    ex->reply.status = 200;
    ex->reply.content_type = "text/event-stream";
    ex->reply.body =
        is_bare ? STR_EMPTY : first; /* what a repeat of the request is answered with */
    return E_OK;
}

int req_reply_events(struct req *rq, struct str first, bool last)
{
    return reply_stream(exchange_of(rq), first, last, /* is_bare= */ false);
}

int req_reply_stream(struct req *rq, struct str first, bool last)
{
    return reply_stream(exchange_of(rq), first, last, /* is_bare= */ true);
}

bool req_is_gone(struct req *rq)
{
    const struct exchange *ex = exchange_of(rq);
    char byte;
    return atomic_load(&ex->http->stopping) ||
           recv(conn_fd(ex->conn), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void req_at_end(struct req *rq, void (*end)(void *context), void *context)
{
    struct exchange *ex = exchange_of(rq);
    ASSERT(ex->end == NULL && ex->reply.kind == REPLY_NONE);
    ex->end = end;
    ex->end_context = context;
}

void http_event_format(struct sb *sb, const char *name, struct str json)
{
    sb_addf(sb, "event: %s\n", name);
    do {
        struct str line = str_cut(json, '\n', &json);
        sb_addf(sb, "data: %" STRF "\n", STRA(line));
    } while (json.n > 0);
    sb_add_byte(sb, '\n');
}

void http_event_format_id(struct sb *sb, const char *id, const char *name, struct str json)
{
    sb_addf(sb, "id: %s\n", id);
    http_event_format(sb, name, json);
}

void http_publish_text(struct http *http, struct uuid topic, struct str text, bool last)
{
    events_publish(http->events, topic, text, last);
}

void http_publish(struct http *http, struct uuid topic, const char *name, struct str json,
                  bool last)
{
    struct sb text;
    sb_init(&text, EVENT_BYTES_MAX);
    http_event_format(&text, name, json);
    if (text.failed) {
        /* Too large to be sent: the streams end, and their readers fetch the state. */
        sb_clear(&text);
        last = true;
    }
    events_publish(http->events, topic, sb_str(&text), last);
    sb_done(&text);
}
