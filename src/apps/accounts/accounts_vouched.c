/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

int accounts_find_vouched(struct db_conn *conn, const struct accounts_vouched *vouched,
                          struct arena *arena, struct accounts_user *out)
{
    struct str email;
    int rc = names_read_email(vouched->email, arena, &email, NULL);
    return rc < 0 ? rc : accounts_store_find_email(conn, email, arena, out);
}

int accounts_add_vouched(struct db_conn *conn, const struct accounts_vouched *vouched,
                         struct arena *arena, struct accounts_user *out)
{
    struct accounts_signup signup = {.name = STR_EMPTY, .username = STR_EMPTY};
    int rc = names_read_email(vouched->email, arena, &signup.email, NULL);
    if (rc < 0) {
        return rc;
    }
    if (names_read_name(vouched->name, "name", NAMES_NAME_MAX, &signup.name, NULL) < 0) {
        signup.name = STR_EMPTY;
    }
    struct crypt_password password;
    crypt_password_of_nobody(&password);
    struct accounts_standing standing = {.is_proven = true, .is_staff = false};
    return accounts_create(conn, &signup, str_from(password.s), standing, arena, out);
}
