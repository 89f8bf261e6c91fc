/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/provider/provider_int.h"

static const char add_sql[] =
    "INSERT INTO provider_usage (owner, day, answers, prompt_tokens, completion_tokens) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, day) DO UPDATE SET "
    "answers = provider_usage.answers + excluded.answers, "
    "prompt_tokens = provider_usage.prompt_tokens + excluded.prompt_tokens, "
    "completion_tokens = provider_usage.completion_tokens + excluded.completion_tokens";

static const char list_sql[] =
    "SELECT day, answers, prompt_tokens, completion_tokens FROM provider_usage "
    "WHERE owner = $1 AND day >= $2 ORDER BY day DESC LIMIT $3";

int provider_store_add(struct db_conn *tx, struct uuid owner, const struct provider_day *day)
{
    return db_exec(tx, add_sql, db_id(owner), db_i64(day->day), db_i64(day->answers),
                   db_i64(day->prompt_tokens), db_i64(day->completion_tokens));
}

int provider_store_list(struct db_conn *conn, struct uuid owner, int64_t since, struct arena *arena,
                        struct provider_day **out, size_t *out_count)
{
    struct provider_day *days = arena_calloc(arena, PROVIDER_DAYS_MAX, sizeof(*days));
    size_t count = 0;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc =
        db_query(conn, list_sql, &rows, db_id(owner), db_i64(since), db_i64(PROVIDER_DAYS_MAX));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    while (rc == 1 && count < PROVIDER_DAYS_MAX) {
        days[count++] = (struct provider_day){
            .day = db_col_i64(rows, 0),
            .answers = db_col_i64(rows, 1),
            .prompt_tokens = db_col_i64(rows, 2),
            .completion_tokens = db_col_i64(rows, 3),
        };
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = days;
    *out_count = count;
    return E_OK;
}
