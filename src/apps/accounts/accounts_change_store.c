/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/accounts/accounts_int.h"

static const char add_reset_sql[] =
    "INSERT INTO password_resets (digest, owner, expires) VALUES ($1, $2, $3)";

static const char find_reset_sql[] =
    "SELECT owner FROM password_resets WHERE digest = $1 AND expires > $2";

static const char drop_resets_sql[] = "DELETE FROM password_resets WHERE owner = $1";

static const char drop_old_resets_sql[] = "DELETE FROM password_resets WHERE expires <= $1";

static const char replace_password_sql[] = "UPDATE users SET password = $2 WHERE id = $1";

static const char set_email_change_sql[] =
    "INSERT INTO email_changes (owner, email, code_digest, code_expires, code_tries, link_digest, "
    "link_expires) VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (owner) DO UPDATE SET "
    "email = $2, code_digest = $3, code_expires = $4, code_tries = 0, link_digest = $5, "
    "link_expires = $6";

static const char find_email_change_sql[] =
    "SELECT owner, email, code_digest, code_expires, code_tries, link_digest, link_expires "
    "FROM email_changes WHERE owner = $1";

static const char find_email_change_by_link_sql[] =
    "SELECT owner, email, code_digest, code_expires, code_tries, link_digest, link_expires "
    "FROM email_changes WHERE link_digest = $1";

static const char count_email_change_try_sql[] =
    "UPDATE email_changes SET code_tries = code_tries + 1 WHERE owner = $1";

static const char drop_email_change_sql[] = "DELETE FROM email_changes WHERE owner = $1";

static const char set_email_sql[] = "UPDATE users SET email = $2 WHERE id = $1";

static const char find_invitation_sql[] =
    "SELECT id, email, expires, used FROM invitations WHERE digest = $1";

static const char use_invitation_sql[] =
    "UPDATE invitations SET used = $3, used_by = $2 WHERE id = $1";

static struct str digest_bytes(const struct crypt_digest *digest)
{
    return (struct str){(const char *)digest->b, sizeof(digest->b)};
}

/* All zero, and so equal to none of ours, where the column holds no digest. */
static struct crypt_digest col_digest(const struct db_rows *rows, int column)
{
    struct crypt_digest digest = {{0}};
    struct str bytes = db_col_text(rows, column);
    if (bytes.n == sizeof(digest.b)) {
        memcpy(digest.b, bytes.p, sizeof(digest.b));
    }
    return digest;
}

/* ---- passwords ---- */

int accounts_store_add_reset(struct db_conn *conn, const struct crypt_digest *link,
                             struct uuid owner, int64_t expires_ms)
{
    return db_exec(conn, add_reset_sql, db_blob(digest_bytes(link)), db_id(owner),
                   db_i64(expires_ms));
}

int accounts_store_find_reset(struct db_conn *conn, const struct crypt_digest *link, int64_t now_ms,
                              struct uuid *out_owner)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_reset_sql, &rows, db_blob(digest_bytes(link)), db_i64(now_ms));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out_owner = db_col_id(rows, 0);
    return E_OK;
}

int accounts_store_drop_resets(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_resets_sql, db_id(owner));
}

int accounts_store_drop_old_resets(struct db_conn *conn, int64_t now_ms)
{
    return db_exec(conn, drop_old_resets_sql, db_i64(now_ms));
}

int accounts_store_replace_password(struct db_conn *conn, struct uuid id, struct str password)
{
    return db_exec(conn, replace_password_sql, db_id(id), db_str(password));
}

/* ---- addresses ---- */

int accounts_store_set_email_change(struct db_conn *conn,
                                    const struct accounts_email_change *change)
{
    return db_exec(conn, set_email_change_sql, db_id(change->owner), db_str(change->email),
                   db_blob(digest_bytes(&change->code)), db_i64(change->code_expires_ms),
                   db_blob(digest_bytes(&change->link)), db_i64(change->link_expires_ms));
}

static int find_change(struct db_conn *conn, const char *sql, struct db_value key,
                       struct arena *arena, struct accounts_email_change *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, sql, &rows, key);
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct accounts_email_change){
        .owner = db_col_id(rows, 0),
        .email = db_col_copy(rows, 1, arena),
        .code = col_digest(rows, 2),
        .code_expires_ms = db_col_i64(rows, 3),
        .code_tries = db_col_i64(rows, 4),
        .link = col_digest(rows, 5),
        .link_expires_ms = db_col_i64(rows, 6),
    };
    return E_OK;
}

int accounts_store_find_email_change(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                     struct accounts_email_change *out)
{
    return find_change(conn, find_email_change_sql, db_id(owner), arena, out);
}

int accounts_store_find_email_change_by_link(struct db_conn *conn, const struct crypt_digest *link,
                                             struct arena *arena, struct accounts_email_change *out)
{
    return find_change(conn, find_email_change_by_link_sql, db_blob(digest_bytes(link)), arena,
                       out);
}

int accounts_store_count_email_change_try(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, count_email_change_try_sql, db_id(owner));
}

int accounts_store_drop_email_change(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_email_change_sql, db_id(owner));
}

int accounts_store_set_email(struct db_conn *conn, struct uuid id, struct str email)
{
    return db_exec(conn, set_email_sql, db_id(id), db_str(email));
}

/* ---- invitations ---- */

int accounts_store_find_invitation(struct db_conn *conn, const struct crypt_digest *digest,
                                   struct arena *arena, struct accounts_invitation *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_invitation_sql, &rows, db_blob(digest_bytes(digest)));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc == E_OK) {
        *out = (struct accounts_invitation){
            .id = db_col_id(rows, 0),
            .email = db_col_copy(rows, 1, arena),
            .expires_ms = db_col_i64(rows, 2),
            .is_used = !db_col_is_null(rows, 3),
        };
    }
    return rc;
}

int accounts_store_use_invitation(struct db_conn *tx, struct uuid id, struct uuid used_by,
                                  int64_t now_ms)
{
    return db_exec(tx, use_invitation_sql, db_id(id), db_id(used_by), db_i64(now_ms));
}
