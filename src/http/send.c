/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives replies to libmicrohttpd, or to the socket itself where it takes none. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "http/conn.h"
#include "http/http_int.h"
#include "platform/config/config.h"

#define STREAM_BLOCK ((size_t)256) /* only for HTTP/1.0; chunks are as large as there is to write */

static const char api_policy[] =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/* No inline script or style and no other host; pictures are shown from blobs that scripts fetch. */
static const char page_policy[] =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

static void add_security(struct exchange *ex)
{
    static const struct reply_header fixed[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(self), microphone=(), geolocation=()"},
    };
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        reply_add_header(ex, fixed[i].name, fixed[i].value);
    }
    reply_add_header(ex, "Content-Security-Policy", ex->reply.is_page ? page_policy : api_policy);
    if (req_is_https(&ex->rq)) {
        reply_add_header(ex, "Strict-Transport-Security",
                         ex->http->config->hsts_subdomains ? "max-age=31536000; includeSubDomains"
                                                           : "max-age=31536000");
    }
}

static void add_headers(struct exchange *ex)
{
    add_security(ex);
    reply_add_header(ex, "X-Request-Id", ex->id);
    if (ex->reply.content_type != NULL) {
        reply_add_header(ex, "Content-Type", ex->reply.content_type);
    }
    if (!reply_has_header(ex, "Cache-Control")) {
        reply_add_header(ex, "Cache-Control", "no-store");
    }
    if (ex->reply.kind == REPLY_EVENTS) {
        reply_add_header(ex, "X-Accel-Buffering", "no"); /* proxies pass each event on at once */
    }
    if (ex->must_close || ex->is_last || atomic_load(&ex->http->stopping)) {
        reply_add_header(ex, "Connection", "close");
    }
}

/* ---- through libmicrohttpd ---- */

/* What is left of an exchange whose reply is a stream: streams may be many and live long. */
struct stream {
    struct http *http;
    struct listener *listener;
    struct MHD_Connection *connection;
    struct conn *conn;
    const char *route;
    int64_t started_us;
    char id[REQUEST_ID_CHARS + 1];
};

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t max)
{
    (void)position;
    struct stream *stream = context;
    ssize_t n = events_read(stream->http->events, stream->listener, stream->connection, out, max);
    return n < 0 ? MHD_CONTENT_READER_END_OF_STREAM : n;
}

static void free_stream(void *context)
{
    struct stream *stream = context;
    log_set_request(str_from(stream->id));
    log_debug("http.stream_ended", LOG_C("route", stream->route),
              LOG_N("ms", (clock_mono_us() - stream->started_us) / 1000));
    log_set_request(STR_EMPTY);
    events_drop(stream->http->events, stream->listener);
    conn_request_ends(stream->http->conns, stream->conn);
    ticker_count_streams(stream->http, /* more= */ false);
    free(stream);
}

/* From here on the listener and the end of the request belong to the response. */
static struct MHD_Response *make_stream(struct exchange *ex)
{
    struct stream *stream = must_calloc(1, sizeof(*stream));
    *stream = (struct stream){
        .http = ex->http,
        .listener = ex->listener,
        .connection = ex->connection,
        .conn = ex->conn,
        .route = ex->entry->route->path,
        .started_us = ex->started_us,
    };
    memcpy(stream->id, ex->id, sizeof(stream->id));
    ex->listener = NULL;
    ex->is_stream = true;
    ticker_count_streams(ex->http, /* more= */ true);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, stream, free_stream);
    if (response == NULL) {
        free_stream(stream);
    }
    return response;
}

static struct MHD_Response *make_response(struct exchange *ex)
{
    struct reply *reply = &ex->reply;
    switch (reply->kind) {
    case REPLY_BYTES:
        /* The body lives until the exchange ends, which is after it was sent. */
        return MHD_create_response_from_buffer(reply->body.n, (char *)reply->body.p,
                                               MHD_RESPMEM_PERSISTENT);
    case REPLY_FILE:
        return MHD_create_response_from_fd_at_offset64(reply->file_bytes, steal_fd(&reply->fd),
                                                       reply->file_from);
    case REPLY_EVENTS:
        return make_stream(ex);
    case REPLY_NONE:
        break;
    }
    ASSERT(false);
}

enum MHD_Result send_reply(struct exchange *ex)
{
    add_headers(ex);
    ex->stage = STAGE_SENT;
    if (ex->reply.kind != REPLY_EVENTS) {
        bool is_file = ex->reply.kind == REPLY_FILE;
        conn_answer_begins(ex->http->conns, ex->conn,
                           is_file ? ex->reply.file_bytes : ex->reply.body.n);
    }
    struct MHD_Response *response = make_response(ex);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result ok = MHD_YES;
    for (size_t i = 0; i < ex->reply.header_count && ok == MHD_YES; i++) {
        ok = MHD_add_response_header(response, ex->reply.headers[i].name,
                                     ex->reply.headers[i].value);
    }
    if (ok == MHD_YES) {
        ok = MHD_queue_response(ex->connection, (unsigned)ex->reply.status, response);
    }
    MHD_destroy_response(response);
    return ok;
}

/* ---- past libmicrohttpd ---- */

void send_directly(struct exchange *ex)
{
    ASSERT(ex->reply.kind == REPLY_BYTES);
    ex->must_close = true;
    add_headers(ex);
    ex->stage = STAGE_SENT;
    struct sb text;
    sb_init(&text, 16 * KIB);
    sb_addf(&text, "HTTP/1.1 %d %s\r\nContent-Length: %zu\r\n", ex->reply.status,
            MHD_get_reason_phrase_for((unsigned)ex->reply.status), ex->reply.body.n);
    for (size_t i = 0; i < ex->reply.header_count; i++) {
        sb_addf(&text, "%s: %s\r\n", ex->reply.headers[i].name, ex->reply.headers[i].value);
    }
    sb_add_c(&text, "\r\n");
    sb_add(&text, ex->reply.body);
    ASSERT(!text.failed);
    /* Nothing was written on this connection for this request: an answer of this size fits into the
     * socket's buffer. Where it does not, the client reads nothing anyway. */
    ssize_t sent = send(conn_fd(ex->conn), text.p, text.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)sent;
    (void)shutdown(conn_fd(ex->conn), SHUT_WR);
    sb_done(&text);
}
