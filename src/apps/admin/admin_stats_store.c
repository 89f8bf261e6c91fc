/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"

#define SAMPLES_MAX 1000 /* more points than a chart has */

static const char totals_sql[] =
    "SELECT (SELECT COUNT(*) FROM users),"
    " (SELECT COUNT(DISTINCT owner) FROM sessions WHERE last_used >= $1),"
    " (SELECT COUNT(*) FROM images),"
    " (SELECT COUNT(*) FROM messages),"
    " (SELECT COUNT(*) FROM jobs WHERE status = 'queued'),"
    " (SELECT COUNT(*) FROM jobs WHERE status = 'failed'),"
    " (SELECT COALESCE(SUM(bytes), 0) FROM images)"
    " + (SELECT COALESCE(SUM(bytes), 0) FROM animal_examples)";

static const char add_sql[] =
    "INSERT INTO stats_samples (made, users, pictures, messages, queued, requests, p50_us, p99_us)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (made) DO NOTHING";

static const char drop_sql[] = "DELETE FROM stats_samples WHERE made < $1";

static const char list_sql[] =
    "SELECT MAX(made), MAX(users), MAX(pictures), MAX(messages), MAX(queued), SUM(requests),"
    " SUM(p50_us * requests) / CASE WHEN SUM(requests) > 0 THEN SUM(requests) ELSE 1 END,"
    " MAX(p99_us) FROM stats_samples WHERE made >= $1 GROUP BY made / $2 ORDER BY MAX(made)"
    " LIMIT 1000";

int admin_store_totals(struct db_conn *conn, int64_t since_ms, struct admin_totals *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, totals_sql, &rows, db_i64(since_ms));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc == E_OK) {
        *out = (struct admin_totals){
            .users = db_col_i64(rows, 0),
            .active_users = db_col_i64(rows, 1),
            .pictures = db_col_i64(rows, 2),
            .messages = db_col_i64(rows, 3),
            .jobs_queued = db_col_i64(rows, 4),
            .jobs_failed = db_col_i64(rows, 5),
            .storage_bytes = db_col_i64(rows, 6),
        };
    }
    return rc;
}

int admin_store_add_sample(struct db *db, const struct admin_sample *sample, int64_t keep_since_ms)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = db_exec(tx, add_sql, db_i64(sample->made_ms), db_i64(sample->users),
                     db_i64(sample->pictures), db_i64(sample->messages), db_i64(sample->queued),
                     db_i64(sample->requests), db_i64(sample->p50_us), db_i64(sample->p99_us));
    }
    if (rc == E_OK) {
        rc = db_exec(tx, drop_sql, db_i64(keep_since_ms));
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int admin_store_list_samples(struct db_conn *conn, int64_t since_ms, int64_t span_ms,
                             struct arena *arena, struct admin_samples *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_i64(since_ms), db_i64(span_ms));
    if (rc < 0) {
        return rc;
    }
    struct admin_samples list = {.items = arena_calloc(arena, SAMPLES_MAX, sizeof(*list.items))};
    while ((rc = db_next(rows)) == 1 && list.count < SAMPLES_MAX) {
        list.items[list.count++] = (struct admin_sample){
            .made_ms = db_col_i64(rows, 0),
            .users = db_col_i64(rows, 1),
            .pictures = db_col_i64(rows, 2),
            .messages = db_col_i64(rows, 3),
            .queued = db_col_i64(rows, 4),
            .requests = db_col_i64(rows, 5),
            .p50_us = db_col_i64(rows, 6),
            .p99_us = db_col_i64(rows, 7),
        };
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}
