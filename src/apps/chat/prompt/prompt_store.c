/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/prompt/prompt_int.h"

static const char count_before_sql[] =
    "SELECT COUNT(*) FROM messages WHERE category = $1 AND shown = 1 AND id < $2";

int prompt_store_count_before(struct db_conn *conn, struct uuid category, struct uuid message,
                              int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_before_sql, &rows, db_id(category), db_id(message));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}
