/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is looked at before a body is taken or a handler runs. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "http/conn.h"
#include "http/http_int.h"
#include "http/limit/limit.h"
#include "http/pages/pages.h"
#include "platform/config/config.h"

struct str door_header(struct exchange *ex, const char *name)
{
    const char *value = NULL;
    size_t n = 0;
    (void)MHD_lookup_connection_value_n(ex->connection, MHD_HEADER_KIND, name, strlen(name), &value,
                                        &n);
    return value == NULL ? STR_EMPTY : (struct str){value, n};
}

int64_t door_content_length(struct exchange *ex)
{
    int64_t length;
    struct str text = door_header(ex, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (text.n == 0) {
        return -1;
    }
    /* libmicrohttpd lets only digits through: what does not fit here is a huge number. */
    return str_to_i64(text, 0, INT64_MAX, &length) == E_OK ? length : INT64_MAX;
}

static bool is_chunked(struct exchange *ex)
{
    return door_header(ex, MHD_HTTP_HEADER_TRANSFER_ENCODING).n > 0;
}

/* ---- well-formed? ---- */

struct head {
    const char *next; /* where the next line begins if all is as it should be */
    size_t count;
    size_t hosts;
    size_t lengths;
    size_t encodings;
    bool broken;
    struct str forwarded_for; /* the last one: the proxy's own */
};

/* libmicrohttpd takes a line feed alone for the end of a line, unfolds lines, drops those without a name, and reads no further than a NUL.
 * Proxies may not. It leaves what it reads where it came, so that a head in which each line and each part of the
 * first follows the last with nothing but a line end (or a blank) between them is one that has only one reading. */
#define LINE_END_BYTES 2

static const char *find_first_header(const struct exchange *ex, bool *broken)
{
    const struct request_line *line = &ex->line;
    bool is_long =
        ex->target.n >
        TARGET_BYTES_MAX; /* then only its beginning is known, and it is refused for that */
    *broken = line->target != line->method + strlen(line->method) + 1 ||
              (!is_long && line->version != line->target + ex->target.n + 1);
    return line->version + strlen(line->version) + LINE_END_BYTES;
}

static enum MHD_Result look_at_header(void *context, enum MHD_ValueKind kind, const char *key,
                                      size_t key_n, const char *value, size_t value_n)
{
    (void)kind;
    struct head *head = context;
    struct str name = {key, key_n};
    head->count++;
    head->broken = head->broken || !uri_is_token(name) || key != head->next;
    head->next = value + value_n + LINE_END_BYTES;
    for (size_t i = 0; i < value_n; i++) {
        head->broken = head->broken || ((unsigned char)value[i] < ' ' && value[i] != '\t');
    }
    head->hosts += str_eq_nocase(name, STR("Host"));
    head->lengths += str_eq_nocase(name, STR("Content-Length"));
    head->encodings += str_eq_nocase(name, STR("Transfer-Encoding"));
    if (str_eq_nocase(name, STR("X-Forwarded-For"))) {
        head->forwarded_for = (struct str){value, value_n};
    }
    return MHD_YES;
}

/* The last entry was written by the proxy in front of us; those before it, by anybody. */
static void find_client(struct exchange *ex, struct str rest)
{
    struct str last = STR_EMPTY;
    while (rest.n > 0) {
        last = str_trim(str_cut(rest, ',', &rest));
    }
    if (limit_is_address(last)) {
        ex->rq.client = last;
    }
}

/* Two ends that read one request differently can be played against each other (request smuggling), so
 * whatever is ambiguous is refused and the connection closed. */
static int check_head(struct exchange *ex)
{
    struct head head = {0};
    head.next = find_first_header(ex, &head.broken);
    (void)MHD_get_connection_values_n(ex->connection, MHD_HEADER_KIND, look_at_header, &head);
    if (ex->http->config->behind_proxy) {
        find_client(ex, head.forwarded_for);
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *end = ex->line.method + (info != NULL ? info->header_size : 0);
    struct err *err = &ex->rq.err;
    ex->must_close = true;
    if (head.broken || head.next + LINE_END_BYTES != end) {
        return err_set(err, E_INVALID, "A header is not well-formed.");
    }
    if (head.hosts > 1 || head.lengths > 1 || head.encodings > 1) {
        return err_set(err, E_INVALID, "A header came twice that may come only once.");
    }
    if (head.lengths > 0 && head.encodings > 0) {
        return err_set(err, E_INVALID, "Content-Length and Transfer-Encoding exclude each other.");
    }
    if (head.encodings > 0 &&
        !str_eq_nocase(door_header(ex, MHD_HTTP_HEADER_TRANSFER_ENCODING), STR("chunked"))) {
        return err_set(err, E_INVALID, "The only Transfer-Encoding known here is chunked.");
    }
    if (head.encodings > 0 && strcmp(ex->line.version, MHD_HTTP_VERSION_1_0) == 0) {
        return err_set(err, E_INVALID, "HTTP/1.0 knows no Transfer-Encoding.");
    }
    if (head.hosts > 0 && !uri_is_host(door_header(ex, MHD_HTTP_HEADER_HOST))) {
        return err_set(err, E_INVALID, "The Host header is not well-formed.");
    }
    if (head.count > HEAD_LINES_MAX || (info != NULL && info->header_size > HEAD_BYTES_MAX)) {
        return E_HEADERS_TOO_LARGE;
    }
    ex->must_close = false;
    /* What libmicrohttpd takes for chunks, others may take for something else: it is lenient with line ends there. */
    ex->is_last = head.encodings > 0;
    return E_OK;
}

static int read_target(struct exchange *ex)
{
    struct str raw_path;
    struct str raw_query;
    if (ex->target.n > TARGET_BYTES_MAX) {
        return E_URI_TOO_LONG;
    }
    uri_split(ex->target, &raw_path, &raw_query);
    int rc = uri_decode_path(raw_path, ex->rq.arena, &ex->rq.path);
    if (rc < 0) {
        return err_set(&ex->rq.err, rc, "The path has escapes that are not well-formed UTF-8.");
    }
    rc = uri_parse_query(raw_query, ex->rq.arena, &ex->query, &ex->query_count);
    if (rc < 0) {
        return err_set(&ex->rq.err, rc, "The query is not well-formed, or has over %zu parameters.",
                       URI_PAIRS_MAX);
    }
    return E_OK;
}

/* ---- may it? ---- */

static bool is_safe(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
           strcmp(method, "OPTIONS") == 0;
}

static int find_route(struct exchange *ex)
{
    http_router_find(ex->http->router, ex->rq.path, &ex->match);
    ex->entry = http_router_method(&ex->match, ex->rq.method);
    if (ex->entry != NULL) {
        ex->rq.state = *ex->entry->state;
        return E_OK;
    }
    if (ex->match.entries != NULL && strcmp(ex->rq.method, "OPTIONS") == 0) {
        return E_OK;
    }
    bool is_get = strcmp(ex->rq.method, "GET") == 0 || strcmp(ex->rq.method, "HEAD") == 0;
    if (ex->match.entries == NULL && is_get) {
        bool wants_html =
            uri_list_accepts(door_header(ex, MHD_HTTP_HEADER_ACCEPT), STR("text/html"));
        ex->page = pages_find(ex->http->pages, ex->rq.path, wants_html, &ex->page_status);
        if (ex->page != NULL) {
            return E_OK;
        }
    }
    return ex->match.entries != NULL ? E_METHOD_NOT_ALLOWED : E_NOT_FOUND;
}

static int check_rate(struct exchange *ex)
{
    bool is_login = (ex->entry->route->flags & ROUTE_AUTH_RATE) != 0;
    if (!is_login && is_safe(ex->rq.method)) {
        return E_OK;
    }
    int64_t retry_ms = 0;
    enum limit_class class = is_login ? LIMIT_LOGINS : LIMIT_WRITES;
    int rc = limit_take(ex->http->limits, class, ex->rq.client, clock_mono_ms(), &retry_ms);
    if (rc < 0) {
        ex->rq.err.retry_after_s = (int)((retry_ms + 999) / 1000);
    }
    return rc;
}

static int check_login(struct exchange *ex)
{
    enum route_auth who = ex->entry->route->who;
    if (who == AUTH_NONE) {
        return E_OK;
    }
    static const struct str scheme = {"Bearer ", 7};
    struct str value = req_header(&ex->rq, MHD_HTTP_HEADER_AUTHORIZATION);
    if (value.n <= scheme.n || !str_eq_nocase(str_sub(value, 0, scheme.n), scheme)) {
        reply_add_header(ex, "WWW-Authenticate", "Bearer");
        return E_NOT_AUTHENTICATED;
    }
    struct str token = str_trim(str_sub(value, scheme.n, value.n));
    struct http *http = ex->http;
    int rc = http->authenticate == NULL ? E_TOKEN_INVALID
                                        : http->authenticate(http->authenticate_context, token,
                                                             ex->entry->route, &ex->rq.user);
    if (rc == E_TOKEN_INVALID) {
        reply_add_header(ex, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
    if (rc < 0) {
        return rc;
    }
    if (who != AUTH_STAFF) {
        return E_OK;
    }
    if (!ex->rq.user.is_staff) {
        return E_FORBIDDEN;
    }
    return http->staff_check == NULL
               ? E_OK
               : http->staff_check(http->staff_check_context, &ex->rq.user, &ex->rq.err);
}

/* True where the origin is the very server that the request was sent to. */
static bool is_own_origin(struct exchange *ex, struct str origin)
{
    const struct config *config = ex->http->config;
    if (config->public_url[0] != '\0' && str_eq_nocase(origin, req_base_url(&ex->rq))) {
        return true;
    }
    size_t colon = str_find_byte(origin, ':');
    if (!str_starts(str_sub(origin, colon, origin.n), STR("://"))) {
        return false;
    }
    struct str host = str_sub(origin, colon + 3, origin.n);
    return host.n > 0 &&
           (str_eq_nocase(host, door_header(ex, MHD_HTTP_HEADER_HOST)) ||
            (config->behind_proxy && str_eq_nocase(host, door_header(ex, "X-Forwarded-Host"))));
}

/* A write that carries no bearer token may live on a cookie, or make one (a log-in): then it must not
 * come from a page of somebody else. Only browsers send these headers, and scripts cannot forge them. */
static int check_origin(struct exchange *ex)
{
    if (is_safe(ex->rq.method) || door_header(ex, MHD_HTTP_HEADER_AUTHORIZATION).n > 0) {
        return E_OK;
    }
    struct str site = door_header(ex, "Sec-Fetch-Site");
    struct str origin = door_header(ex, MHD_HTTP_HEADER_ORIGIN);
    bool is_foreign = site.n > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"));
    if (is_foreign || (origin.n > 0 && !is_own_origin(ex, origin))) {
        return err_set(&ex->rq.err, E_FORBIDDEN,
                       "This request was sent by a page of another site.");
    }
    return E_OK;
}

/* ---- what does it bring? ---- */

static int check_media_type(struct exchange *ex)
{
    const struct route *route = ex->entry->route;
    struct str type = door_header(ex, MHD_HTTP_HEADER_CONTENT_TYPE);
    bool is_form = uri_is_media_type(type, "multipart/form-data");
    bool is_json = uri_is_media_type(type, "application/json");
    if (is_form && (route->flags & (ROUTE_FORM | ROUTE_FORM_OR_JSON)) != 0) {
        ex->body_kind = BODY_KIND_FORM;
        ex->body_max = route->body_max;
        if (route->body_max == BODY_UPLOAD) {
            ex->body_max = (size_t)atomic_load(&ex->http->max_upload_mib) * MIB + BODY_JSON;
        }
        return E_OK;
    }
    if (is_json && (route->flags & ROUTE_FORM) == 0) {
        ex->body_kind = BODY_KIND_MEMORY;
        ex->body_max = size_min(route->body_max, BODY_JSON);
        if ((route->flags & ROUTE_FORM_OR_JSON) == 0) {
            ex->body_max = route->body_max;
        }
        return E_OK;
    }
    const char *wanted = "application/json";
    if ((route->flags & ROUTE_FORM) != 0) {
        wanted = "multipart/form-data";
    } else if ((route->flags & ROUTE_FORM_OR_JSON) != 0) {
        wanted = "application/json or multipart/form-data";
    }
    return err_set(&ex->rq.err, E_UNSUPPORTED_MEDIA, "The Content-Type here has to be %s.", wanted);
}

static int check_body(struct exchange *ex)
{
    int64_t length = door_content_length(ex);
    if (length <= 0 && !is_chunked(ex)) {
        return E_OK;
    }
    ex->body_kind = BODY_KIND_NONE;
    ex->body_max = BODY_JSON;
    if (ex->entry != NULL && ex->entry->route->body_max > 0) {
        int rc = check_media_type(ex);
        if (rc < 0) {
            return rc;
        }
    }
    if (length > 0 && (uint64_t)length > ex->body_max) {
        return err_set(&ex->rq.err, E_TOO_LARGE, "The body has more than %zu bytes.", ex->body_max);
    }
    return body_begin(ex);
}

int door_check(struct exchange *ex)
{
    int rc = check_head(ex);
    if (rc == E_OK) {
        rc = read_target(ex);
    }
    if (rc == E_OK && atomic_load(&ex->http->stopping)) {
        rc = E_SHUTTING_DOWN;
    }
    if (rc == E_OK) {
        rc = find_route(ex);
    }
    if (rc < 0) {
        return rc;
    }
    if (ex->entry != NULL) {
        static int (*const checks[])(struct exchange *) = {check_rate, check_login, check_origin};
        for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
            rc = checks[i](ex);
            if (rc < 0) {
                return rc;
            }
        }
    }
    return check_body(ex);
}
