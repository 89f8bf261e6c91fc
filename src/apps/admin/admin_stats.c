/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures for the dashboard: now, and as a sample every five minutes has kept them. */
#include "apps/admin/admin_int.h"
#include "base/clock.h"
#include "base/log.h"

#define SAMPLE_MS (5 * MINUTE_MS)
#define KEEP_MS   (31 * DAY_MS)

/* ---- keeping ---- */

static int find_totals(const struct admin *admin, int64_t since_ms, struct admin_totals *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(admin->services->db, &conn);
    return rc < 0 ? rc : admin_store_totals(conn, since_ms, out);
}

void admin_sample(struct admin *admin)
{
    const int64_t now_ms = clock_now_ms();
    if (admin->sampled_ms / SAMPLE_MS == now_ms / SAMPLE_MS) {
        return;
    }
    struct admin_totals totals = {0};
    struct metrics_percentiles latency;
    metrics_look_at(admin->services->metrics, METRIC_HTTP_SECONDS, &admin->look, &latency);
    int rc = find_totals(admin, now_ms, &totals);
    if (rc == E_OK) {
        const struct admin_sample sample = {
            .made_ms = now_ms,
            .users = totals.users,
            .pictures = totals.pictures,
            .messages = totals.messages,
            .queued = totals.jobs_queued,
            .requests = latency.count,
            .p50_us = latency.p50_us,
            .p99_us = latency.p99_us,
        };
        rc = admin_store_add_sample(admin->services->db, &sample, now_ms - KEEP_MS);
    }
    admin->sampled_ms = now_ms;
    if (rc < 0) {
        log_warn("admin.not_sampled", LOG_C("why", e_code(rc)));
    }
}

/* ---- showing ---- */

struct range {
    struct str name;
    int64_t back_ms;
    int64_t span_ms; /* of a point */
};

static const struct range ranges[] = {
    {{"24h", 3}, DAY_MS, 10 * MINUTE_MS},
    {{"7d", 2}, 7 * DAY_MS, HOUR_MS},
    {{"30d", 3}, 30 * DAY_MS, 4 * HOUR_MS},
};

static int read_range(struct req *rq, const struct range **out)
{
    struct str name = req_query(rq, "range");
    *out = &ranges[0];
    for (size_t i = 0; i < ARRAY_LEN(ranges) && name.n > 0; i++) {
        if (str_eq(name, ranges[i].name)) {
            *out = &ranges[i];
            return E_OK;
        }
    }
    return name.n == 0 ? E_OK : err_field(&rq->err, "range", "must be 24h, 7d or 30d");
}

static void write_totals(struct json_out *out, const struct admin_totals *totals,
                         int64_t database_bytes)
{
    json_key(out, "totals");
    json_begin_object(out);
    json_kv_i64(out, "users", totals->users);
    json_kv_i64(out, "active_users", totals->active_users);
    json_kv_i64(out, "pictures", totals->pictures);
    json_kv_i64(out, "messages", totals->messages);
    json_kv_i64(out, "jobs_queued", totals->jobs_queued);
    json_kv_i64(out, "jobs_failed", totals->jobs_failed);
    json_kv_i64(out, "storage_bytes", totals->storage_bytes);
    json_kv_i64(out, "database_bytes", database_bytes);
    json_end_object(out);
}

static void write_series(struct json_out *out, const char *name,
                         const struct admin_samples *samples, size_t offset)
{
    json_key(out, name);
    json_begin_array(out);
    for (size_t i = 0; i < samples->count; i++) {
        const char *sample = (const char *)&samples->items[i];
        json_begin_object(out);
        json_kv_time(out, "t", samples->items[i].made_ms);
        json_kv_i64(out, "v", *(const int64_t *)(const void *)(sample + offset));
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_latency(struct json_out *out, const struct admin_samples *samples)
{
    json_key(out, "latency_ms");
    json_begin_array(out);
    for (size_t i = 0; i < samples->count; i++) {
        const struct admin_sample *sample = &samples->items[i];
        json_begin_object(out);
        json_kv_time(out, "t", sample->made_ms);
        json_key(out, "p50");
        json_put_double(out, (double)sample->p50_us / 1000, 2);
        json_key(out, "p99");
        json_put_double(out, (double)sample->p99_us / 1000, 2);
        json_end_object(out);
    }
    json_end_array(out);
}

/* GET /admin/stats?range=24h|7d|30d */
int admin_api_stats(struct req *rq)
{
    const struct range *range = NULL;
    struct admin_totals totals = {0};
    struct admin_samples samples = {0};
    const int64_t now_ms = clock_now_ms();
    int rc = read_range(rq, &range);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = admin_store_totals(conn, now_ms - range->back_ms, &totals);
    }
    if (rc == E_OK) {
        rc = admin_store_list_samples(conn, now_ms - range->back_ms, range->span_ms, rq->arena,
                                      &samples);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "range", range->name);
    write_totals(out, &totals, db_bytes(rq->services->db));
    json_key(out, "series");
    json_begin_object(out);
    write_series(out, "users", &samples, offsetof(struct admin_sample, users));
    write_series(out, "pictures", &samples, offsetof(struct admin_sample, pictures));
    write_series(out, "messages", &samples, offsetof(struct admin_sample, messages));
    write_series(out, "queue", &samples, offsetof(struct admin_sample, queued));
    write_latency(out, &samples);
    json_end_object(out);
    json_end_object(out);
    return req_reply(rq, 200);
}
