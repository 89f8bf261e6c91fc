/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/oidc/oidc_int.h"

static const char add_sql[] =
    "INSERT INTO oidc_links (id, owner, issuer, subject, email, created, last_used) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";

static const char find_owner_sql[] =
    "SELECT owner FROM oidc_links WHERE issuer = $1 AND subject = $2";

static const char note_use_sql[] =
    "UPDATE oidc_links SET last_used = $3, email = $4 WHERE issuer = $1 AND subject = $2";

static const char list_sql[] =
    "SELECT id, issuer, subject, email, created, last_used FROM oidc_links WHERE owner = $1 "
    "ORDER BY id LIMIT $2";

static const char drop_sql[] = "DELETE FROM oidc_links WHERE owner = $1 AND issuer = $2";

int oidc_store_add(struct db_conn *conn, const struct oidc_link *link)
{
    return db_exec(conn, add_sql, db_id(link->id), db_id(link->owner), db_str(link->issuer),
                   db_str(link->subject), db_str(link->email), db_i64(link->created_ms),
                   db_i64(link->last_used_ms));
}

int oidc_store_find_owner(struct db_conn *conn, struct str issuer, struct str subject,
                          struct uuid *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_owner_sql, &rows, db_str(issuer), db_str(subject));
    if (rc == E_OK) {
        *out = db_col_id(rows, 0);
    }
    return rc;
}

int oidc_store_note_use(struct db_conn *conn, const struct oidc_link *link)
{
    return db_exec(conn, note_use_sql, db_str(link->issuer), db_str(link->subject),
                   db_i64(link->last_used_ms), db_str(link->email));
}

int oidc_store_list(struct db_conn *conn, struct uuid owner, struct arena *arena,
                    struct oidc_link **out, size_t *out_count)
{
    struct oidc_link *links = arena_calloc(arena, OIDC_PROVIDERS_MAX, sizeof(*links));
    size_t count = 0;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(owner), db_i64(OIDC_PROVIDERS_MAX));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    while (rc == 1 && count < OIDC_PROVIDERS_MAX) {
        links[count++] = (struct oidc_link){
            .id = db_col_id(rows, 0),
            .owner = owner,
            .issuer = db_col_copy(rows, 1, arena),
            .subject = db_col_copy(rows, 2, arena),
            .email = db_col_copy(rows, 3, arena),
            .created_ms = db_col_i64(rows, 4),
            .last_used_ms = db_col_i64(rows, 5),
        };
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = links;
    *out_count = count;
    return E_OK;
}

int oidc_store_drop(struct db_conn *conn, struct uuid owner, struct str issuer)
{
    int64_t dropped = 0;
    int rc = db_change(conn, drop_sql, &dropped, db_id(owner), db_str(issuer));
    return rc == E_OK && dropped == 0 ? E_NOT_FOUND : rc;
}
