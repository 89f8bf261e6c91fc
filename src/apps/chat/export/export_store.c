/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/export/export_int.h"

static const char walk_sql[] =
    "SELECT id, shown_version FROM messages WHERE category = $1 AND shown >= $2"
    " AND shown_version IS NOT NULL ORDER BY id";

int export_store_walk(struct db_conn *conn, const struct export_walk *walk, export_visit *visit,
                      void *context)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc =
        db_query(conn, walk_sql, &rows, db_id(walk->category), db_i64(walk->shown_alone ? 1 : 0));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        rc = visit(context, db_col_id(rows, 0), db_col_id(rows, 1));
    }
    return rc < 0 ? rc : E_OK;
}
