/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/factors_int.h"

static const char add_sql[] =
    "INSERT INTO passkeys (id, owner, credential, site, algorithm, public_key, counter, "
    "transports, name, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static const char find_sql[] =
    "SELECT id, owner, credential, site, algorithm, public_key, counter, transports, name, "
    "created, last_used FROM passkeys WHERE credential = $1";

static const char list_sql[] =
    "SELECT id, owner, credential, site, algorithm, public_key, counter, transports, name, "
    "created, last_used FROM passkeys WHERE owner = $1 ORDER BY id";

static const char rename_sql[] = "UPDATE passkeys SET name = $3 WHERE owner = $1 AND id = $2";

static const char drop_sql[] = "DELETE FROM passkeys WHERE owner = $1 AND id = $2";

static const char touch_sql[] = "UPDATE passkeys SET counter = $2, last_used = $3 WHERE id = $1";

int factors_store_add_passkey(struct db_conn *conn, const struct factors_passkey *passkey)
{
    const struct factors_key *key = &passkey->key;
    return db_exec(conn, add_sql, db_id(passkey->id), db_id(passkey->owner),
                   db_blob(passkey->credential), db_str(passkey->site), db_i64(key->algorithm),
                   db_blob(((struct str){(const char *)key->bytes, key->count})),
                   db_i64(passkey->counter), db_str(passkey->transports), db_str(passkey->name),
                   db_i64(passkey->created_ms));
}

static void read_row(const struct db_rows *rows, struct arena *arena, struct factors_passkey *out)
{
    *out = (struct factors_passkey){
        .id = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .credential = db_col_copy(rows, 2, arena),
        .site = db_col_copy(rows, 3, arena),
        .key = {.algorithm = db_col_i64(rows, 4)},
        .counter = db_col_i64(rows, 6),
        .transports = db_col_copy(rows, 7, arena),
        .name = db_col_copy(rows, 8, arena),
        .created_ms = db_col_i64(rows, 9),
        .last_used_ms = db_col_i64(rows, 10),
    };
    struct str key = db_col_text(rows, 5);
    if (key.n <= sizeof(out->key.bytes)) {
        memcpy(out->key.bytes, key.p, key.n);
        out->key.count = key.n;
    }
}

int factors_store_find_passkey(struct db_conn *conn, struct str credential, struct arena *arena,
                               struct factors_passkey *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_blob(credential));
    if (rc == E_OK) {
        read_row(rows, arena, out);
    }
    return rc;
}

int factors_store_list_passkeys(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                struct factors_passkeys *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(owner));
    if (rc < 0) {
        return rc;
    }
    struct factors_passkeys found = {
        .items = arena_calloc(arena, PASSKEYS_MAX, sizeof(*found.items)), .count = 0};
    while (found.count < PASSKEYS_MAX && (rc = db_next(rows)) == 1) {
        read_row(rows, arena, &found.items[found.count++]);
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    return E_OK;
}

static int changed_one(int rc, int64_t changed)
{
    return rc == E_OK && changed == 0 ? E_NOT_FOUND : rc;
}

int factors_store_rename_passkey(struct db_conn *conn, struct uuid owner, struct uuid id,
                                 struct str name)
{
    int64_t changed = 0;
    int rc = db_change(conn, rename_sql, &changed, db_id(owner), db_id(id), db_str(name));
    return changed_one(rc, changed);
}

int factors_store_drop_passkey(struct db_conn *conn, struct uuid owner, struct uuid id)
{
    int64_t changed = 0;
    int rc = db_change(conn, drop_sql, &changed, db_id(owner), db_id(id));
    return changed_one(rc, changed);
}

int factors_store_touch_passkey(struct db_conn *conn, struct uuid id, int64_t counter,
                                int64_t now_ms)
{
    return db_exec(conn, touch_sql, db_id(id), db_i64(counter), db_i64(now_ms));
}
