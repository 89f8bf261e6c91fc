/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/accounts/accounts_admin_int.h"

static const char set_active_sql[] = "UPDATE users SET is_active = $2 WHERE id = $1";

static const char set_staff_sql[] = "UPDATE users SET is_staff = $2 WHERE id = $1";

static const char has_other_staff_sql[] =
    "SELECT EXISTS (SELECT 1 FROM users WHERE is_staff = 1 AND is_active = 1 AND id <> $1)";

static const char add_invitation_sql[] =
    "INSERT INTO invitations (id, digest, email, invited_by, created, expires)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

static const char find_invitation_sql[] =
    "SELECT id, email, expires, used FROM invitations WHERE digest = $1";

static const char use_invitation_sql[] =
    "UPDATE invitations SET used = $3, used_by = $2 WHERE id = $1";

static const char drop_invitation_sql[] = "DELETE FROM invitations WHERE id = $1";

static struct str digest_bytes(const struct crypt_digest *digest)
{
    return (struct str){(const char *)digest->b, sizeof(digest->b)};
}

int accounts_store_set_active(struct db_conn *tx, struct uuid id, bool is_active)
{
    return db_exec(tx, set_active_sql, db_id(id), db_bool(is_active));
}

int accounts_store_set_staff(struct db_conn *tx, struct uuid id, bool is_staff)
{
    return db_exec(tx, set_staff_sql, db_id(id), db_bool(is_staff));
}

int accounts_store_has_other_staff(struct db_conn *conn, struct uuid but, bool *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, has_other_staff_sql, &rows, db_id(but));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc == E_OK) {
        *out = db_col_bool(rows, 0);
    }
    return rc;
}

int accounts_store_add_invitation(struct db_conn *tx, const struct accounts_invitation *invitation)
{
    return db_exec(tx, add_invitation_sql, db_id(invitation->id),
                   db_blob(digest_bytes(&invitation->digest)),
                   invitation->email.n > 0 ? db_str(invitation->email) : db_null(),
                   db_id(invitation->invited_by), db_i64(invitation->created_ms),
                   db_i64(invitation->expires_ms));
}

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
            .digest = *digest,
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

int accounts_store_drop_invitation(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_invitation_sql, db_id(id));
}
