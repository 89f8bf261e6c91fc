/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/idempotency/idempotency_int.h"
#include "platform/db/db.h"

static const char add_sql[] =
    "INSERT INTO idempotent_replies (owner, idempotency_key, user_id, request, created)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, idempotency_key) DO NOTHING";

static const char find_sql[] = "SELECT request, status, content_type, body FROM idempotent_replies"
                               " WHERE owner = $1 AND idempotency_key = $2";

static const char set_sql[] =
    "UPDATE idempotent_replies SET status = $3, content_type = $4, body = $5"
    " WHERE owner = $1 AND idempotency_key = $2";

static const char drop_sql[] =
    "DELETE FROM idempotent_replies WHERE owner = $1 AND idempotency_key = $2";

static const char prune_sql[] = "DELETE FROM idempotent_replies WHERE created < $1";

static const char drop_unfinished_sql[] = "DELETE FROM idempotent_replies WHERE status IS NULL";

int idempotency_store_add(struct db_conn *tx, const struct idempotency_row *row, int64_t now_ms,
                          bool *out_added)
{
    int64_t changed;
    struct db_value user = row->user != NULL ? db_id(*row->user) : db_null();
    int rc = db_change(tx, add_sql, &changed, db_str(row->owner), db_str(row->key), user,
                       db_str(row->request), db_i64(now_ms));
    if (rc == E_OK) {
        *out_added = changed == 1;
    }
    return rc;
}

int idempotency_store_find(struct db_conn *conn, struct idempotency_row *row, struct arena *arena)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_str(row->owner), db_str(row->key));
    if (rc < 0) {
        return rc;
    }
    row->request = db_col_copy(rows, 0, arena);
    row->status = db_col_i64(rows, 1);
    row->content_type = db_col_copy(rows, 2, arena);
    row->body = db_col_copy(rows, 3, arena);
    return E_OK;
}

int idempotency_store_set(struct db_conn *tx, const struct idempotency_row *row)
{
    struct db_value type = row->content_type.n > 0 ? db_str(row->content_type) : db_null();
    return db_exec(tx, set_sql, db_str(row->owner), db_str(row->key), db_i64(row->status), type,
                   db_blob(row->body));
}

int idempotency_store_drop(struct db_conn *tx, const struct idempotency_row *row)
{
    return db_exec(tx, drop_sql, db_str(row->owner), db_str(row->key));
}

int idempotency_store_prune(struct db_conn *tx, int64_t before_ms)
{
    return db_exec(tx, prune_sql, db_i64(before_ms));
}

int idempotency_store_drop_unfinished(struct db_conn *tx)
{
    return db_exec(tx, drop_unfinished_sql);
}
