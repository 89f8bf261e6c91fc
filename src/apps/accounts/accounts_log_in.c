/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

/* The user, if any, and whose tries are counted: those for the address, but where the user is signed in at the
 * client's end, for that place alone. So strangers' wrong passwords do not keep the owner out at home. */
static int find_user(struct accounts *accounts, struct str email, struct str client,
                     struct arena *arena, struct accounts_user *out, struct str *out_subject)
{
    bool is_at_home = false;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    int found = rc < 0 ? rc : accounts_store_find_email(conn, email, arena, out);
    if (found == E_OK || found == E_NOT_FOUND) {
        rc = sessions_is_at_home(conn, out->id, client, &is_at_home);
    }
    *out_subject = email;
    if (is_at_home && client.n > 0) {
        *out_subject =
            str_from(arena_printf(arena, "%" STRF " at %" STRF, STRA(email), STRA(client)));
    }
    return rc < 0 ? rc : found;
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
    int rc = names_read_email(given->email, arena, &address, NULL);
    struct str subject = address;
    struct accounts_user user = {0};
    if (rc == E_OK) {
        rc = find_user(accounts, address, given->client, arena, &user, &subject);
    }
    bool has_account = rc == E_OK;
    if (rc < 0 && rc != E_NOT_FOUND && rc != E_INVALID) {
        return rc;
    }
    rc = accounts_prove_password(accounts, subject, has_account ? &user : NULL, given->password,
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
