/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/room/room_int.h"

static const char missing_sql[] =
    "SELECT id FROM messages WHERE id > $1 AND shown_version IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM search_entries WHERE search_entries.id = messages.id)"
    " ORDER BY id LIMIT $2";

static const char missing_in_room_sql[] =
    "SELECT id FROM messages WHERE id > $1 AND shown_version IS NOT NULL AND category = $3"
    " AND NOT EXISTS (SELECT 1 FROM search_entries WHERE search_entries.id = messages.id)"
    " ORDER BY id LIMIT $2";

int room_store_list_unindexed(struct db_conn *tx, const struct uuid *category, struct uuid after,
                              struct uuid *out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = category != NULL
                 ? db_query(tx, missing_in_room_sql, &rows, db_id(after), db_i64(ROOM_INDEX_BATCH),
                            db_id(*category))
                 : db_query(tx, missing_sql, &rows, db_id(after), db_i64(ROOM_INDEX_BATCH));
    size_t count = 0;
    while (rc >= 0 && count < ROOM_INDEX_BATCH && (rc = db_next(rows)) == 1) {
        out[count++] = db_col_id(rows, 0);
    }
    *out_count = count;
    return rc < 0 ? rc : E_OK;
}
