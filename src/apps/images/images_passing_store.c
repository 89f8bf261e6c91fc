/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/images_int.h"

static const char add_sql[] = "INSERT INTO images_passing (record, created) VALUES ($1, $2)";

static const char list_sql[] =
    "SELECT images.id, images.app FROM images_passing JOIN images"
    " ON images.id = images_passing.record WHERE images_passing.created < $1"
    " ORDER BY images_passing.created LIMIT $2";

int images_passing_store_add(struct db_conn *tx, struct uuid record, int64_t now_ms)
{
    return db_exec(tx, add_sql, db_id(record), db_i64(now_ms));
}

int images_passing_store_list(struct db_conn *conn, int64_t before_ms, size_t limit,
                              struct arena *arena, struct images_passing *out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    *out_count = 0;
    int rc = db_query(conn, list_sql, &rows, db_i64(before_ms), db_i64((int64_t)limit));
    while (rc == E_OK && *out_count < limit && (rc = db_next(rows)) > 0) {
        out[(*out_count)++] =
            (struct images_passing){db_col_copy(rows, 1, arena), db_col_id(rows, 0), true};
        rc = E_OK;
    }
    return rc;
}
