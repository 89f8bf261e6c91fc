/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/users/users_int.h"

static const char set_active_sql[] = "UPDATE users SET is_active = $2 WHERE id = $1";

static const char set_staff_sql[] = "UPDATE users SET is_staff = $2 WHERE id = $1";

static const char add_invitation_sql[] =
    "INSERT INTO invitations (id, digest, email, invited_by, created, expires)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

static const char drop_invitation_sql[] = "DELETE FROM invitations WHERE id = $1";

static struct str digest_bytes(const struct crypt_digest *digest)
{
    return (struct str){(const char *)digest->b, sizeof(digest->b)};
}

int users_store_set_active(struct db_conn *tx, struct uuid id, bool is_active)
{
    return db_exec(tx, set_active_sql, db_id(id), db_bool(is_active));
}

int users_store_set_staff(struct db_conn *tx, struct uuid id, bool is_staff)
{
    return db_exec(tx, set_staff_sql, db_id(id), db_bool(is_staff));
}

int users_store_add_invitation(struct db_conn *tx, const struct users_invitation *invitation)
{
    return db_exec(tx, add_invitation_sql, db_id(invitation->id),
                   db_blob(digest_bytes(&invitation->digest)),
                   invitation->email.n > 0 ? db_str(invitation->email) : db_null(),
                   db_id(invitation->invited_by), db_i64(invitation->created_ms),
                   db_i64(invitation->expires_ms));
}

int users_store_drop_invitation(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_invitation_sql, db_id(id));
}
