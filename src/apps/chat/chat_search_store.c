/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/chat_search_int.h"

/* In one transaction: fewer cost the index more, more keep others from writing. */
#define BATCH 200

static const char place_sql[] =
    "SELECT categories.name, messages.shown FROM messages"
    " JOIN categories ON categories.id = messages.category WHERE messages.id = $1";

static const char latest_sql[] =
    "SELECT id FROM messages WHERE owner = $1 AND shown = 1 AND ($2 = '' OR id < $2)"
    " AND ($3 = '' OR category = $3) ORDER BY id DESC LIMIT $4";

static const char missing_sql[] =
    "SELECT id FROM messages WHERE id > $1 AND shown_version IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM search_entries WHERE search_entries.id = messages.id)"
    " ORDER BY id LIMIT $2";

static const char missing_in_room_sql[] =
    "SELECT id FROM messages WHERE id > $1 AND shown_version IS NOT NULL AND category = $3"
    " AND NOT EXISTS (SELECT 1 FROM search_entries WHERE search_entries.id = messages.id)"
    " ORDER BY id LIMIT $2";

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

static int read_missing(struct db_conn *tx, const struct uuid *category, struct uuid after,
                        struct uuid *out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = category != NULL ? db_query(tx, missing_in_room_sql, &rows, db_id(after),
                                         db_i64(BATCH), db_id(*category))
                              : db_query(tx, missing_sql, &rows, db_id(after), db_i64(BATCH));
    size_t count = 0;
    while (rc >= 0 && count < BATCH && (rc = db_next(rows)) == 1) {
        out[count++] = db_col_id(rows, 0);
    }
    *out_count = count;
    return rc < 0 ? rc : E_OK;
}

static int put(struct db_conn *tx, struct uuid id)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct chat_message message;
    int rc = chat_store_find_any(tx, id, arena, &message);
    if (rc == E_NOT_FOUND) {
        return E_OK; /* the version that it is to show is none of its own */
    }
    return rc < 0 ? rc : chat_index_put(tx, &message);
}

int chat_store_index_missing(struct db *db, const struct uuid *category, struct uuid *inout_after,
                             bool *out_all)
{
    struct uuid ids[BATCH];
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = read_missing(tx, category, *inout_after, ids, &count);
    }
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        rc = put(tx, ids[i]);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        *inout_after = count > 0 ? ids[count - 1] : *inout_after;
        *out_all = count < BATCH;
    }
    return rc;
}
