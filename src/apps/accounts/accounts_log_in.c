/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

static int find_user(struct accounts *accounts, struct str email, struct arena *arena,
                     struct accounts_user *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_store_find_email(conn, email, arena, out);
}

/* Stores the password with today's parameters, where they have changed since. */
static int upgrade_password(struct accounts *accounts, const struct accounts_user *user,
                            struct str password)
{
    if (!crypt_password_is_outdated(user->password)) {
        return E_OK;
    }
    struct crypt_password made;
    int rc = crypt_password_hash(password, &made);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_set_password(conn, user->id, user->password, str_from(made.s));
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int accounts_log_in(struct accounts *accounts, const struct accounts_credentials *given,
                    struct arena *arena, struct accounts_user *out, struct err *err)
{
    /* What cannot be an address is treated like one that has no account. */
    struct str address = given->email;
    int rc = accounts_read_email(given->email, arena, &address, NULL);
    struct accounts_user user = {0};
    if (rc == E_OK) {
        rc = find_user(accounts, address, arena, &user);
    }
    bool has_account = rc == E_OK;
    if (rc < 0 && rc != E_NOT_FOUND && rc != E_INVALID) {
        return rc;
    }
    rc = accounts_prove_password(accounts, address, has_account ? &user : NULL, given->password,
                                 err);
    if (rc < 0) {
        return rc;
    }
    if (!user.is_verified) {
        return E_EMAIL_NOT_VERIFIED;
    }
    if (!user.is_active) {
        return E_ACCOUNT_INACTIVE;
    }
    rc = upgrade_password(accounts, &user, given->password);
    if (rc == E_OK) {
        *out = user;
    }
    return rc;
}
