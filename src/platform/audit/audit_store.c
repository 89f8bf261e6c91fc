/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/audit/audit_int.h"

static const char add_sql[] =
    "INSERT INTO audit_log (id, number, made, actor, action, target_kind, target_id, detail, "
    "previous, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static const char set_head_sql[] = "INSERT INTO audit_head (one, number, digest) VALUES (1, $1, $2)"
                                   " ON CONFLICT (one) DO UPDATE SET number = $1, digest = $2";

static const char find_head_sql[] = "SELECT number, digest FROM audit_head WHERE one = 1";

static const char list_sql[] =
    "SELECT id, number, made, actor, action, target_kind, target_id, detail, previous, digest"
    " FROM audit_log WHERE number > $1 ORDER BY number LIMIT $2";

int audit_store_add(struct db_conn *tx, const struct audit_row *row)
{
    int rc = db_exec(tx, add_sql, db_id(row->id), db_i64(row->number), db_i64(row->made_ms),
                     db_str(row->actor), db_str(row->action), db_str(row->target_kind),
                     db_str(row->target_id), db_str(row->detail), db_str(row->previous),
                     db_str(row->digest));
    return rc < 0 ? rc : db_exec(tx, set_head_sql, db_i64(row->number), db_str(row->digest));
}

int audit_find_head(struct db_conn *conn, struct arena *arena, struct audit_head *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_head_sql, &rows);
    if (rc == E_NOT_FOUND) {
        *out = (struct audit_head){0, STR_EMPTY};
        return E_OK;
    }
    if (rc == E_OK) {
        *out = (struct audit_head){db_col_i64(rows, 0), db_col_copy(rows, 1, arena)};
    }
    return rc;
}

int audit_list(struct db_conn *conn, int64_t after, size_t limit, struct arena *arena,
               struct audit_row **out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_i64(after), db_i64((int64_t)limit));
    if (rc < 0) {
        return rc;
    }
    struct audit_row *found = arena_calloc(arena, limit, sizeof(*found));
    size_t count = 0;
    while ((rc = db_next(rows)) == 1 && count < limit) {
        found[count++] = (struct audit_row){
            .id = db_col_id(rows, 0),
            .number = db_col_i64(rows, 1),
            .made_ms = db_col_i64(rows, 2),
            .actor = db_col_copy(rows, 3, arena),
            .action = db_col_copy(rows, 4, arena),
            .target_kind = db_col_copy(rows, 5, arena),
            .target_id = db_col_copy(rows, 6, arena),
            .detail = db_col_copy(rows, 7, arena),
            .previous = db_col_copy(rows, 8, arena),
            .digest = db_col_copy(rows, 9, arena),
        };
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    *out_count = count;
    return E_OK;
}
