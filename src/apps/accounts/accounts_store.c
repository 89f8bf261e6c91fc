/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

static const char find_sql[] =
    "SELECT id, email, username, name, password, phone, is_active, is_verified, is_staff, "
    "two_factor_enabled, date_joined FROM users WHERE id = $1";

static const char find_email_sql[] =
    "SELECT id, email, username, name, password, phone, is_active, is_verified, is_staff, "
    "two_factor_enabled, date_joined FROM users WHERE email = $1";

static const char is_email_taken_sql[] = "SELECT 1 FROM users WHERE email = $1";

static const char is_username_taken_sql[] =
    "SELECT 1 FROM users WHERE username_key = $1 AND id <> $2";

static const char has_staff_sql[] = "SELECT 1 FROM users WHERE is_staff = 1 LIMIT 1";

static const char has_other_staff_sql[] =
    "SELECT EXISTS (SELECT 1 FROM users WHERE is_staff = 1 AND is_active = 1 AND id <> $1)";

static const char add_sql[] =
    "INSERT INTO users (id, email, username, username_key, name, password, is_active, is_verified, "
    "is_staff, date_joined) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static const char add_profile_sql[] =
    "INSERT INTO profiles (id, owner, name, username, bio, created) "
    "VALUES ($1, $2, '', '', '', $3)";

static const char set_password_sql[] =
    "UPDATE users SET password = $3 WHERE id = $1 AND password = $2";

static const char set_verified_sql[] =
    "UPDATE users SET is_verified = 1, is_active = 1 WHERE id = $1";

static const char set_two_factor_sql[] = "UPDATE users SET two_factor_enabled = $2 WHERE id = $1";

static const char drop_sql[] = "DELETE FROM users WHERE id = $1";

/* Runs a query of one user. */
static int find_one(struct db_conn *conn, const char *sql, struct db_value key, struct arena *arena,
                    struct accounts_user *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, sql, &rows, key);
    if (rc < 0) {
        return rc;
    }
    *out = (struct accounts_user){
        .id = db_col_id(rows, 0),
        .email = db_col_copy(rows, 1, arena),
        .username = db_col_copy(rows, 2, arena),
        .name = db_col_copy(rows, 3, arena),
        .password = db_col_copy(rows, 4, arena),
        .phone = db_col_copy(rows, 5, arena),
        .is_active = db_col_bool(rows, 6),
        .is_verified = db_col_bool(rows, 7),
        .is_staff = db_col_bool(rows, 8),
        .two_factor_enabled = db_col_bool(rows, 9),
        .joined_ms = db_col_i64(rows, 10),
    };
    return E_OK;
}

int accounts_find_within(struct db_conn *conn, struct uuid id, struct arena *arena,
                         struct accounts_user *out)
{
    return find_one(conn, find_sql, db_id(id), arena, out);
}

int accounts_store_find_email(struct db_conn *conn, struct str email, struct arena *arena,
                              struct accounts_user *out)
{
    return find_one(conn, find_email_sql, db_str(email), arena, out);
}

int accounts_store_is_email_taken(struct db_conn *conn, struct str email, bool *out)
{
    return db_exists(conn, is_email_taken_sql, out, db_str(email));
}

int accounts_is_username_taken(struct db_conn *conn, struct str username_key,
                               const struct uuid *but, bool *out)
{
    struct db_value nobody = db_str(STR_EMPTY);
    return db_exists(conn, is_username_taken_sql, out, db_str(username_key),
                     but != NULL ? db_id(*but) : nobody);
}

int accounts_store_has_staff(struct db_conn *conn, bool *out)
{
    return db_exists(conn, has_staff_sql, out);
}

int accounts_store_has_other_staff(struct db_conn *conn, struct uuid but, bool *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, has_other_staff_sql, &rows, db_id(but));
    if (rc == E_OK) {
        *out = db_col_bool(rows, 0);
    }
    return rc;
}

int accounts_store_add(struct db_conn *conn, const struct accounts_user *user,
                       struct str username_key)
{
    int rc = db_exec(conn, add_sql, db_id(user->id), db_str(user->email), db_str(user->username),
                     db_str(username_key), db_str(user->name), db_str(user->password),
                     db_bool(user->is_active), db_bool(user->is_verified), db_bool(user->is_staff),
                     db_i64(user->joined_ms));
    if (rc < 0) {
        return rc;
    }
    return db_exec(conn, add_profile_sql, db_id(uuid_new()), db_id(user->id),
                   db_i64(user->joined_ms));
}

int accounts_store_set_password(struct db_conn *conn, struct uuid id, struct str old,
                                struct str password)
{
    return db_exec(conn, set_password_sql, db_id(id), db_str(old), db_str(password));
}

int accounts_store_set_verified(struct db_conn *conn, struct uuid id)
{
    return db_exec(conn, set_verified_sql, db_id(id));
}

int accounts_set_two_factor(struct db_conn *conn, struct uuid user, bool is_enabled)
{
    return db_exec(conn, set_two_factor_sql, db_id(user), db_bool(is_enabled));
}

int accounts_store_drop(struct db_conn *conn, struct uuid id)
{
    return db_exec(conn, drop_sql, db_id(id));
}
