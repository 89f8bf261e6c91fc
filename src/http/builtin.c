/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server tells about itself. */
#include "http/executor.h"
#include "http/http_int.h"
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
    struct http *http = rq->state;
    bool is_ready = !atomic_load(&http->stopping);
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "checks");
    json_begin_object(out);
    for (const struct http_check *check = http->checks; check->name != NULL; check++) {
        bool passes = check->is_ready(rq->services);
        is_ready = is_ready && passes;
        json_kv_c(out, check->name, passes ? "ok" : "failed");
    }
    json_end_object(out);
    json_kv_c(out, "status", is_ready ? "ok" : "unavailable");
    json_end_object(out);
    return req_reply(rq, is_ready ? 200 : 503);
}

static int get_metrics(struct req *rq)
{
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
