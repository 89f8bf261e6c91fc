/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/sessions/sessions_int.h"

static const char find_sql[] =
    "SELECT api_keys.id, api_keys.owner, api_keys.scopes, api_keys.expires FROM api_keys "
    "JOIN users ON users.id = api_keys.owner WHERE api_keys.digest = $1 AND users.is_active = 1";

static const char use_sql[] = "UPDATE api_keys SET last_used = $2 WHERE id = $1";

static const char count_sql[] =
    "SELECT users.email, (SELECT COUNT(*) FROM api_keys WHERE owner = users.id) FROM users "
    "WHERE users.id = $1";

static const char add_sql[] =
    "INSERT INTO api_keys (id, owner, name, digest, prefix, scopes, created, expires) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

static const char list_sql[] =
    "SELECT id, name, prefix, scopes, created, last_used, expires FROM api_keys "
    "WHERE owner = $1 AND ($2 = '' OR id < $2) "
    "AND LOWER(name || ' ' || prefix) LIKE LOWER($4) ESCAPE '\\' ORDER BY id DESC LIMIT $3";

static const char drop_sql[] = "DELETE FROM api_keys WHERE id = $1 AND owner = $2";

static const char drop_all_sql[] = "DELETE FROM api_keys WHERE owner = $1";

static struct db_value digest_value(const struct crypt_digest *digest)
{
    return db_blob(crypt_digest_bytes(digest));
}

int sessions_store_find_apikey(struct db_conn *conn, const struct crypt_digest *digest,
                               struct sessions_apikey *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, digest_value(digest));
    if (rc == E_OK) {
        *out = (struct sessions_apikey){
            .id = db_col_id(rows, 0),
            .owner = db_col_id(rows, 1),
            .scopes = (unsigned)db_col_i64(rows, 2),
            .expires_ms = db_col_i64(rows, 3),
        };
    }
    return rc;
}

int sessions_store_use_apikey(struct db_conn *conn, const struct sessions_apikey_use *use)
{
    return db_exec(conn, use_sql, db_id(use->id), db_i64(use->used_ms));
}

int sessions_store_count_apikeys(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                 int64_t *out_count, struct str *out_email)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out_email = db_col_copy(rows, 0, arena);
        *out_count = db_col_i64(rows, 1);
    }
    return rc;
}

int sessions_store_add_apikey(struct db_conn *conn, struct uuid owner,
                              const struct sessions_apikey_row *row,
                              const struct crypt_digest *digest)
{
    struct db_value never = db_null();
    return db_exec(conn, add_sql, db_id(row->id), db_id(owner), db_str(row->name),
                   digest_value(digest), db_str(row->prefix), db_i64(row->scopes),
                   db_i64(row->created_ms), row->expires_ms != 0 ? db_i64(row->expires_ms) : never);
}

int sessions_store_list_apikeys(struct db_conn *conn, const struct sessions_query *query,
                                struct arena *arena, struct sessions_apikey_row **out,
                                size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    struct db_value before = query->before != NULL ? db_id(*query->before) : db_str(STR_EMPTY);
    int rc = db_query(conn, list_sql, &rows, db_id(query->owner), before,
                      db_i64((int64_t)query->limit), db_str(db_pattern(arena, query->q)));
    if (rc < 0) {
        return rc;
    }
    struct sessions_apikey_row *found = arena_calloc(arena, query->limit, sizeof(*found));
    size_t count = 0;
    while ((rc = db_next(rows)) == 1 && count < query->limit) {
        found[count++] = (struct sessions_apikey_row){
            .id = db_col_id(rows, 0),
            .name = db_col_copy(rows, 1, arena),
            .prefix = db_col_copy(rows, 2, arena),
            .scopes = (unsigned)db_col_i64(rows, 3),
            .created_ms = db_col_i64(rows, 4),
            .last_used_ms = db_col_i64(rows, 5),
            .expires_ms = db_col_i64(rows, 6),
        };
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    *out_count = count;
    return E_OK;
}

int sessions_store_drop_apikey(struct db_conn *conn, struct uuid owner, struct uuid id)
{
    int64_t changed = 0;
    int rc = db_change(conn, drop_sql, &changed, db_id(id), db_id(owner));
    return rc == E_OK && changed == 0 ? E_NOT_FOUND : rc;
}

int sessions_store_drop_apikeys(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_all_sql, db_id(owner));
}
