/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server tells about itself. */
#include "http/executor/executor.h"
#include "http/http_int.h"
#include "platform/config/config.h"
#include "platform/metrics/metrics.h"

static int get_health(struct req *rq)
{
    json_begin_object(req_out(rq));
    json_kv_c(req_out(rq), "status", "ok");
    json_kv_c(req_out(rq), "version", ASSISTI_VERSION);
    json_end_object(req_out(rq));
    return req_reply(rq, 200);
}

static int get_ready(struct req *rq)
{
    static const char *const healths[] = {"failed", "starting", "ok"};
    struct http *http = rq->state;
    bool is_ready = !atomic_load(&http->stopping);
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "checks");
    json_begin_object(out);
    for (const struct http_check *check = http->checks; check->name != NULL; check++) {
        const enum http_health health = check->look(rq->services);
        is_ready = is_ready && health == HTTP_OK;
        json_kv_c(out, check->name, healths[health]);
    }
    json_end_object(out);
    json_kv_c(out, "status", is_ready ? "ok" : "unavailable");
    json_end_object(out);
    return req_reply(rq, is_ready ? 200 : 503);
}

/* Behind a proxy that we do not know of everybody would seem to come from this machine. */
static bool is_of_this_machine(struct req *rq)
{
    static const char *const traces[] = {"X-Forwarded-For", "Forwarded", "Via"};
    for (size_t i = 0; i < ARRAY_LEN(traces) && !rq->services->config->behind_proxy; i++) {
        if (req_header(rq, traces[i]).n > 0) {
            return false;
        }
    }
    return str_starts(rq->client, STR("127.")) || str_eq(rq->client, STR("::1"));
}

static bool has_metrics_token(struct req *rq)
{
    static const struct str scheme = {"Bearer ", 7};
    struct str wanted = str_from(rq->services->config->metrics_token);
    struct str given = req_header(rq, "Authorization");
    if (wanted.n == 0 || given.n <= scheme.n ||
        !str_eq_nocase(str_sub(given, 0, scheme.n), scheme)) {
        return false;
    }
    given = str_trim(str_sub(given, scheme.n, given.n));
    return given.n == wanted.n && secret_equal(given.p, wanted.p, wanted.n);
}

static int get_metrics(struct req *rq)
{
    if (!is_of_this_machine(rq) && !has_metrics_token(rq)) {
        req_set_header(rq, "WWW-Authenticate", STR("Bearer"));
        return err_set(&rq->err, E_NOT_AUTHENTICATED,
                       "The figures are for whoever runs this server: ask from that machine, or "
                       "send its metrics_token as a bearer token.");
    }
    struct http *http = rq->state;
    struct metrics *metrics = rq->services->metrics;
    metrics_gauge_set(metrics, METRIC_HTTP_RUNNING, (int64_t)atomic_load(&http->running));
    metrics_gauge_set(metrics, METRIC_HTTP_STREAMS, (int64_t)events_stream_count(http->events));
    metrics_gauge_set(metrics, METRIC_HTTP_QUEUED, (int64_t)executor_queued(http->executor));
    struct sb text;
    sb_init(&text, 1 * MIB);
    metrics_write(metrics, &text);
    struct str body = str_copy(rq->arena, sb_str(&text));
    sb_done(&text);
    return req_reply_bytes(rq, 200, "text/plain; version=0.0.4; charset=utf-8", body);
}

static int get_openapi(struct req *rq)
{
    struct http *http = rq->state;
    return req_reply_bytes(rq, 200, "application/json", http->openapi);
}

static const struct route builtin_routes[] = {
    {"GET", "/healthz", get_health, AUTH_NONE, 0, 0, "whether the process answers"},
    {"GET", "/readyz", get_ready, AUTH_NONE, 0, 0, "whether requests may be sent here"},
    {"GET", "/metrics", get_metrics, AUTH_NONE, 0, 0, "figures in Prometheus' text format"},
    {"GET", "/api/v1/openapi.json", get_openapi, AUTH_NONE, 0, 0, "this interface, described"},
    {0},
};

const struct app http_builtin_app = {.name = "builtin", .routes = builtin_routes};
