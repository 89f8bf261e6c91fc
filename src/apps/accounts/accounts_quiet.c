/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that anybody can ask for in another's name: nothing tells whether one was written. */
#include "apps/accounts/accounts_int.h"
#include "platform/mail/mail.h"

int accounts_write_quietly(struct accounts *accounts, const struct accounts_errand *errand,
                           struct str email, struct str base_url, struct arena *arena)
{
    struct str address;
    if (names_read_email(email, arena, &address, NULL) < 0) {
        return E_OK; /* what cannot be an address has no account either */
    }
    int rc = accounts_take_try(accounts, ACCOUNTS_TRY_MAIL, address, NULL);
    if (rc < 0) {
        return rc == E_THROTTLED ? E_OK : rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = accounts_store_find_email(conn, address, arena, &user);
    }
    if (rc == E_NOT_FOUND || (rc == E_OK && !errand->is_for(&user))) {
        return E_OK;
    }
    if (rc == E_OK) {
        rc = errand->write(accounts, conn, &user, base_url, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(accounts->services->mail);
    }
    return rc;
}
