/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"

static const char set_name_sql[] = "UPDATE users SET name = $2 WHERE id = $1";

static const char set_phone_sql[] = "UPDATE users SET phone = $2 WHERE id = $1";

static const char set_username_sql[] =
    "UPDATE users SET username = $2, username_key = $3 WHERE id = $1";

static const char find_profile_sql[] =
    "SELECT profiles.id, profiles.name, profiles.username, users.email, profiles.bio, "
    "profiles.created, users.name, users.username, avatars.blob "
    "FROM profiles JOIN users ON users.id = profiles.owner "
    "LEFT JOIN avatars ON avatars.owner = profiles.owner WHERE profiles.owner = $1";

static const char set_profile_sql[] =
    "UPDATE profiles SET name = $2, username = $3, bio = $4 WHERE owner = $1";

int people_store_set_name(struct db_conn *conn, struct uuid id, struct str name)
{
    return db_exec(conn, set_name_sql, db_id(id), db_str(name));
}

int people_store_set_phone(struct db_conn *conn, struct uuid id, struct str phone)
{
    struct db_value value = db_str(phone);
    struct db_value none = db_null();
    return db_exec(conn, set_phone_sql, db_id(id), phone.n > 0 ? value : none);
}

int people_store_set_username(struct db_conn *conn, struct uuid id,
                              const struct names_username *username)
{
    return db_exec(conn, set_username_sql, db_id(id), db_str(username->text),
                   db_str(username->key));
}

int people_store_find_profile(struct db_conn *conn, struct uuid owner, struct arena *arena,
                              struct people_profile *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_profile_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct people_profile){
        .id = db_col_id(rows, 0),
        .owner = owner,
        .name = db_col_copy(rows, 1, arena),
        .username = db_col_copy(rows, 2, arena),
        .email = db_col_copy(rows, 3, arena),
        .bio = db_col_copy(rows, 4, arena),
        .created_ms = db_col_i64(rows, 5),
        .account_name = db_col_copy(rows, 6, arena),
        .account_username = db_col_copy(rows, 7, arena),
        .avatar = db_col_copy(rows, 8, arena),
    };
    return E_OK;
}

int people_store_set_profile(struct db_conn *conn, const struct people_profile *profile)
{
    return db_exec(conn, set_profile_sql, db_id(profile->owner), db_str(profile->name),
                   db_str(profile->username), db_str(profile->bio));
}
