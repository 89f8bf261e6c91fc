/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its reply, from the first line to the last byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/conn.h"
#include "http/executor/executor.h"
#include "http/http_int.h"
#include "platform/metrics/metrics.h"

#define SLOW_MS             1000
#define METHOD_BYTES_LOGGED ((size_t)16) /* the client may send anything in its place */

struct exchange *exchange_new(struct http *http, struct conn *conn,
                              struct MHD_Connection *connection, const char *target)
{
    struct exchange *ex = must_calloc(1, sizeof(*ex));
    uint64_t number;
    random_bytes(&number, sizeof(number));
    snprintf(ex->id, sizeof(ex->id), "%016llx", (unsigned long long)number);
    ex->http = http;
    ex->conn = conn;
    ex->connection = connection;
    ex->started_us = clock_mono_us();
    ex->due_ms = -1;
    ex->reply.fd = -1;
    ex->rq.arena = arena_new();
    ex->rq.services = http->services;
    ex->rq.http = http;
    ex->rq.client = conn_address(conn);
    /* One byte over the limit is enough to see that it is too long. */
    ex->target =
        str_copy(ex->rq.arena, (struct str){target, strnlen(target, TARGET_BYTES_MAX + 1)});
    ticker_count_running(http, /* more= */ true);
    conn_request_begins(http->conns, conn, ex->id);
    conn_set_exchange(conn, ex);
    return ex;
}

static void log_end(const struct exchange *ex, int64_t ms)
{
    const struct uuid nobody = {{0}};
    const bool has_user = !uuid_eq(ex->rq.user.id, nobody);
    int status = ex->reply.status;
    struct str method = ex->rq.method != NULL ? str_from(ex->rq.method) : STR("-");
    bool is_write = ex->rq.method != NULL && strcmp(ex->rq.method, "GET") != 0 &&
                    strcmp(ex->rq.method, "HEAD") != 0;
    bool is_quiet = !is_write && status < 400 && ms <= SLOW_MS;
    size_t bytes = ex->reply.kind == REPLY_FILE ? ex->reply.file_bytes : ex->reply.body.n;
    log_event(is_quiet ? LOG_DEBUG : LOG_INFO, "http.request",
              LOG_S("method", str_sub(method, 0, METHOD_BYTES_LOGGED)),
              LOG_C("route", ex->entry != NULL ? ex->entry->route->path : "-"),
              LOG_N("status", status), LOG_N("ms", ms), LOG_N("bytes", bytes),
              LOG_S("client", ex->rq.client),
              LOG_C("user", has_user ? uuid_format(ex->rq.user.id).s : "-"));
}

static void record(const struct exchange *ex)
{
    static const enum metric_counter classes[] = {METRIC_HTTP_2XX, METRIC_HTTP_3XX, METRIC_HTTP_4XX,
                                                  METRIC_HTTP_5XX};
    struct metrics *metrics = ex->http->services->metrics;
    int64_t us = clock_mono_us() - ex->started_us;
    int class = ex->reply.status / 100;
    if (class >= 2 && class <= 5) {
        metrics_count(metrics, classes[class - 2]);
    }
    metrics_observe_us(metrics, METRIC_HTTP_SECONDS, us);
    log_set_request(str_from(ex->id));
    log_end(ex, us / 1000);
    log_set_request(STR_EMPTY);
}

void exchange_free(struct exchange *ex)
{
    struct http *http = ex->http;
    if (ex->stage == STAGE_HEAD) {
        /* Closed while it arrived, or answered by libmicrohttpd because it was not HTTP. */
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_HTTP_STATUS);
        ex->reply.status = info != NULL ? (int)info->http_status : 0;
    }
    record(ex);
    conn_set_exchange(ex->conn, NULL);
    if (!ex->is_stream) {
        conn_request_ends(http->conns, ex->conn);
    }
    reply_reset(ex);
    events_drop(http->events, ex->listener);
    if (ex->end != NULL) {
        ex->end(ex->end_context);
    }
    body_done(ex);
    sb_done(&ex->out_text);
    arena_free(ex->rq.arena);
    ticker_count_running(http, /* more= */ false);
    free(ex);
}

/* ---- the handler ---- */

/* Server errors are told to the log here and nowhere else; the client gets no more than the code. */
static void log_failure(const struct exchange *ex, int rc)
{
    if (e_http_status(rc) == 500) {
        log_error("http.failed", LOG_C("code", e_code(rc)),
                  LOG_C("route", ex->entry != NULL ? ex->entry->route->path : "-"),
                  LOG_C("detail", err_text(&ex->rq.err, rc)));
    }
}

/* The guard of the exchange's route, or NULL. */
static const struct http_guard *guard_of(const struct exchange *ex)
{
    bool is_guarded = (ex->entry->route->flags & ROUTE_AUTH_RATE) != 0;
    return is_guarded && ex->http->guard.admit != NULL ? &ex->http->guard : NULL;
}

/* Runs the route's own handler, unless a repeated write is answered as the first was. */
static int run_first(struct exchange *ex)
{
    const struct http_guard *guard = guard_of(ex);
    bool is_answered = false;
    int rc = guard != NULL ? guard->admit(guard->state, &ex->rq) : E_OK;
    if (rc == E_OK) {
        rc = once_begin(ex, &is_answered);
    }
    if (rc < 0 || is_answered) {
        return rc;
    }
    rc = ex->entry->route->handler(&ex->rq);
    if (guard != NULL) {
        guard->judge(guard->state, &ex->rq, rc);
    }
    return rc;
}

/* Runs the handler that is due and makes a reply of whatever it returns; on the connection's thread or a
 * work thread. False: the exchange waits. */
static bool run(struct exchange *ex)
{
    log_set_request(str_from(ex->id));
    route_handler *handler = ex->next_handler;
    ex->next_handler = NULL;
    int rc = handler != NULL ? handler(&ex->rq) : run_first(ex);
    bool waits = rc == E_OK && ex->due_ms >= 0;
    if (!waits) {
        if (rc == E_OK && (ex->reply.kind == REPLY_NONE || ex->reply.is_flawed)) {
            rc = err_set(&ex->rq.err, E_INTERNAL, "the handler gave no answer that can be sent");
        }
        if (rc < 0) {
            log_failure(ex, rc);
            reply_problem(ex, rc);
        }
        once_end(ex);
    }
    log_set_request(STR_EMPTY);
    return !waits;
}

static void resume(struct exchange *ex)
{
    ex->stage = STAGE_ANSWER;
    MHD_resume_connection(ex->connection);
}

/* The exchange may be run on, answered and gone before this returns. False: it need not wait. */
static bool wait_for_event(struct exchange *ex)
{
    struct http *http = ex->http;
    const int64_t due_ms = ex->due_ms;
    ex->due_ms = -1;
    if (!events_wait(http->events, ex->listener, ex, due_ms)) {
        return false;
    }
    ticker_tick_soon(http);
    return true;
}

void exchange_work(struct executor_job *job)
{
    struct exchange *ex = (struct exchange *)((char *)job - offsetof(struct exchange, job));
    while (!run(ex)) {
        if (wait_for_event(ex)) {
            return;
        }
    }
    resume(ex);
}

/* For a suspended exchange that the executor does not take. */
static void give_up(struct exchange *ex, int rc)
{
    reply_problem(ex, rc);
    resume(ex);
}

void exchange_wake(void *context, struct exchange *ex)
{
    struct http *http = context;
    int rc = executor_resubmit(http->executor, &ex->job);
    if (rc < 0) {
        give_up(ex, rc);
    }
}

/* ---- the calls of libmicrohttpd ---- */

static bool is_get(const struct exchange *ex)
{
    return strcmp(ex->rq.method, "GET") == 0 || strcmp(ex->rq.method, "HEAD") == 0;
}

static enum MHD_Result answer_options(struct exchange *ex)
{
    struct sb allowed;
    sb_init(&allowed, 256);
    http_router_allowed(&ex->match, &allowed);
    req_set_header(&ex->rq, "Allow", sb_str(&allowed));
    sb_done(&allowed);
    int rc = req_reply(&ex->rq, 204);
    ASSERT(rc == E_OK);
    return send_reply(ex);
}

static enum MHD_Result answer_page(struct exchange *ex)
{
    int rc = reply_page(ex);
    ASSERT(rc == E_OK);
    return send_reply(ex);
}

static enum MHD_Result run_here(struct exchange *ex)
{
    if (run(ex)) {
        return send_reply(ex);
    }
    ex->stage = STAGE_WORK;
    MHD_suspend_connection(ex->connection);
    if (!wait_for_event(ex)) {
        exchange_wake(ex->http, ex);
    }
    return MHD_YES;
}

static enum executor_lane lane_of(const struct route *route)
{
    if ((route->flags & ROUTE_FETCHES) != 0) {
        return EXECUTOR_FETCHES;
    }
    return (route->flags & ROUTE_HASHES) != 0 ? EXECUTOR_HASHES : EXECUTOR_WRITES;
}

static enum MHD_Result run_elsewhere(struct exchange *ex)
{
    ex->stage = STAGE_WORK;
    MHD_suspend_connection(ex->connection);
    int rc = executor_submit(ex->http->executor, lane_of(ex->entry->route), &ex->job);
    if (rc < 0) {
        give_up(ex, rc);
    }
    return MHD_YES;
}

/* The request is there, whole. */
static enum MHD_Result dispatch(struct exchange *ex)
{
    if (!conn_request_arrived(ex->conn)) {
        return MHD_NO;
    }
    if (ex->refused == E_OK) {
        ex->refused = body_finish(ex);
    }
    if (ex->refused < 0) {
        reply_problem(ex, ex->refused);
        return send_reply(ex);
    }
    if (ex->entry == NULL) {
        return ex->page != NULL ? answer_page(ex) : answer_options(ex);
    }
    bool may_block = (ex->entry->route->flags & (ROUTE_BLOCKS | ROUTE_FETCHES)) != 0;
    return is_get(ex) && !may_block ? run_here(ex) : run_elsewhere(ex);
}

/* libmicrohttpd takes a reply before the body only at the price of the connection, and after the body
 * has begun not at all. So what is refused is normally read to its end and thrown away, which also lets
 * clients read the answer that send before they listen. */
static enum MHD_Result refuse(struct exchange *ex, int rc)
{
    ex->refused = rc;
    body_done(ex);
    return MHD_YES;
}

static enum MHD_Result refuse_head(struct exchange *ex, int rc)
{
    refuse(ex, rc);
    bool asks_first = door_header(ex, MHD_HTTP_HEADER_EXPECT).n > 0;
    if (ex->must_close || asks_first) {
        if (!conn_request_arrived(ex->conn)) {
            return MHD_NO;
        }
        reply_problem(ex, rc);
        return send_reply(ex);
    }
    if (door_content_length(ex) > (int64_t)DRAIN_BYTES_MAX) {
        reply_problem(ex, rc);
        send_directly(ex);
    }
    return MHD_YES;
}

static enum MHD_Result drain(struct exchange *ex, size_t bytes)
{
    ex->body_bytes += bytes;
    if (ex->body_bytes <= DRAIN_BYTES_MAX) {
        return MHD_YES;
    }
    if (ex->stage == STAGE_BODY) {
        reply_problem(ex, ex->refused);
        send_directly(ex);
    }
    return MHD_NO;
}

static enum MHD_Result step(struct exchange *ex, const char *method, struct str piece)
{
    switch (ex->stage) {
    case STAGE_HEAD: {
        ex->rq.method = method;
        ex->stage = STAGE_BODY;
        int rc = door_check(ex);
        return rc < 0 ? refuse_head(ex, rc) : MHD_YES;
    }
    case STAGE_BODY: {
        if (piece.n == 0) {
            return dispatch(ex);
        }
        if (ex->refused < 0) {
            return drain(ex, piece.n);
        }
        int rc = body_take(ex, piece);
        return rc < 0 ? refuse(ex, rc) : MHD_YES;
    }
    case STAGE_ANSWER:
        return send_reply(ex);
    case STAGE_SENT:
        /* Answered directly: the rest of the body is still read, the connection ends with it. */
        return piece.n > 0 ? drain(ex, piece.n) : MHD_NO;
    case STAGE_WORK:
        break;
    }
    ASSERT(false);
}

enum MHD_Result exchange_step(struct exchange **ex, const char *method, const char *bytes,
                              size_t *byte_count)
{
    struct str piece = {bytes, *byte_count};
    *byte_count = 0;
    enum MHD_Result result = step(*ex, method, piece);
    if ((*ex)->is_stream) {
        exchange_free(*ex);
        *ex = NULL;
    }
    return result;
}
