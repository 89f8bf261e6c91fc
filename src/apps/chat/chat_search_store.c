/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/chat_int.h"

static const char place_sql[] =
    "SELECT categories.name, messages.shown FROM messages"
    " JOIN categories ON categories.id = messages.category WHERE messages.id = $1";

static const char latest_sql[] =
    "SELECT id FROM messages WHERE owner = $1 AND shown = 1 AND ($2 = '' OR id < $2)"
    " AND ($3 = '' OR category = $3) ORDER BY id DESC LIMIT $4";

int chat_store_list_latest(struct db_conn *conn, const struct search_query *query,
                           struct arena *arena, struct search_hits *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    const struct db_value all = db_str(STR_EMPTY);
    int rc =
        db_query(conn, latest_sql, &rows, db_id(query->owner),
                 query->has_cursor ? db_id(query->cursor) : all,
                 query->has_parent ? db_id(query->parent) : all, db_i64((int64_t)query->limit + 1));
    if (rc < 0) {
        return rc;
    }
    struct search_hits found = {.items =
                                    arena_calloc(arena, query->limit + 1, sizeof(*found.items))};
    while ((rc = db_next(rows)) == 1) {
        if (found.count == query->limit) {
            found.has_more = true;
            break;
        }
        found.items[found.count++].id = db_col_id(rows, 0);
    }
    if (rc >= 0) {
        *out = found;
    }
    return rc < 0 ? rc : E_OK;
}

int chat_store_find_place(struct db_conn *conn, struct uuid message, struct arena *arena,
                          struct str *out_name, bool *out_is_shown)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, place_sql, &rows, db_id(message));
    if (rc == E_OK) {
        *out_name = db_col_copy(rows, 0, arena);
        *out_is_shown = db_col_bool(rows, 1);
    }
    return rc;
}
