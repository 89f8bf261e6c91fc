/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/share/share_int.h"
#include "base/clock.h"

#define COLUMNS "id, category, owner, last_message, created, expires, ended"

static const char count_sql[] = "SELECT COUNT(*) FROM shares WHERE owner = $1";

static const char add_sql[] =
    "INSERT INTO shares (id, category, owner, last_message, created, expires, digest)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

static const char list_sql[] = "SELECT " COLUMNS " FROM shares WHERE category = $1 AND id < $2"
                               " ORDER BY id DESC LIMIT $3";

static const char end_sql[] =
    "UPDATE shares SET ended = COALESCE(ended, $3) WHERE id = $1 AND owner = $2";

static const char drop_old_sql[] = "DELETE FROM shares WHERE expires < $1 OR ended < $1";

static const char find_sql[] =
    "SELECT shares.id, shares.category, shares.owner, shares.last_message, shares.created,"
    " shares.expires, shares.ended, categories.name,"
    " CASE WHEN users.name = '' THEN users.username ELSE users.name END FROM shares"
    " JOIN categories ON categories.id = shares.category"
    " JOIN users ON users.id = shares.owner AND users.is_active = 1"
    " WHERE shares.digest = $1 AND shares.ended IS NULL AND shares.expires > $2";

static const char list_shared_sql[] =
    "SELECT id FROM messages WHERE category = $1 AND shown = 1 AND id > $2 AND id <= $3"
    " ORDER BY id LIMIT $4";

int share_store_add(struct db_conn *tx, const struct share *share,
                    const struct crypt_digest *digest)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(tx, count_sql, &rows, db_id(share->owner));
    if (rc == E_OK && db_col_i64(rows, 0) >= SHARE_COUNT_MAX) {
        rc = E_LIMIT_REACHED;
    }
    const struct str bytes = {(const char *)digest->b, sizeof(digest->b)};
    return rc < 0 ? rc
                  : db_exec(tx, add_sql, db_id(share->id), db_id(share->category),
                            db_id(share->owner), db_id(share->last_message),
                            db_i64(share->created_ms), db_i64(share->expires_ms), db_blob(bytes));
}

static void read_share(const struct db_rows *rows, struct share *out)
{
    *out = (struct share){
        .id = db_col_id(rows, 0),
        .category = db_col_id(rows, 1),
        .owner = db_col_id(rows, 2),
        .last_message = db_col_id(rows, 3),
        .created_ms = db_col_i64(rows, 4),
        .expires_ms = db_col_i64(rows, 5),
        .ended_ms = db_col_i64(rows, 6),
    };
}

int share_store_list(struct db_conn *conn, struct uuid category, const struct req_page *page,
                     struct arena *arena, struct share_list *out)
{
    static const struct str after_all_ids = STR("g");
    struct db_value before = page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc =
        db_query(conn, list_sql, &rows, db_id(category), before, db_i64((int64_t)page->limit + 1));
    struct share_list shares = {.items = arena_calloc(arena, page->limit, sizeof(*shares.items))};
    while (rc >= 0 && !shares.has_more && (rc = db_next(rows)) == 1) {
        shares.has_more = shares.count == page->limit;
        if (!shares.has_more) {
            read_share(rows, &shares.items[shares.count++]);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = shares;
    return E_OK;
}

int share_store_end(struct db_conn *tx, struct uuid owner, struct uuid id)
{
    int64_t changed = 0;
    int rc = db_change(tx, end_sql, &changed, db_id(id), db_id(owner), db_i64(clock_now_ms()));
    return rc == E_OK && changed == 0 ? E_NOT_FOUND : rc;
}

int share_store_drop_old(struct db_conn *tx, int64_t before_ms)
{
    return db_exec(tx, drop_old_sql, db_i64(before_ms));
}

int share_store_find_shown(struct db_conn *conn, const struct crypt_digest *digest,
                           struct arena *arena, struct share_shown *out)
{
    const struct str bytes = {(const char *)digest->b, sizeof(digest->b)};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_blob(bytes), db_i64(clock_now_ms()));
    if (rc == E_OK) {
        read_share(rows, &out->share);
        out->title = db_col_copy(rows, 7, arena);
        out->owner_name = db_col_copy(rows, 8, arena);
    }
    return rc;
}

int share_store_list_shown(struct db_conn *conn, const struct share_query *query, struct uuid *out,
                           size_t *out_count, bool *out_has_more)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_shared_sql, &rows, db_id(query->category), db_id(query->after),
                      db_id(query->last_message), db_i64((int64_t)query->limit + 1));
    size_t count = 0;
    bool has_more = false;
    while (rc >= 0 && !has_more && (rc = db_next(rows)) == 1) {
        has_more = count == query->limit;
        if (!has_more) {
            out[count++] = db_col_id(rows, 0);
        }
    }
    *out_count = count;
    *out_has_more = has_more;
    return rc < 0 ? rc : E_OK;
}
