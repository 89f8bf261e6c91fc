/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_people_int.h"
#include "platform/mail/mail.h"

void accounts_add_hook(struct accounts *accounts, const struct accounts_hook *hook)
{
    ASSERT(accounts->hook_count < HOOKS_MAX);
    accounts->hooks[accounts->hook_count++] = *hook;
}

static int run_hooks(struct accounts *accounts, struct db_conn *conn, struct uuid user,
                     struct arena *arena, void **memos)
{
    for (size_t i = 0; i < accounts->hook_count; i++) {
        const struct accounts_hook *hook = &accounts->hooks[i];
        int rc = hook->deleting(hook->state, conn, user, arena, &memos[i]);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

/* E-mails hold names and links; those to an address that was to be the new one, too. */
static int forget_mails(struct db_conn *conn, struct uuid id, struct arena *arena)
{
    struct accounts_user user;
    struct accounts_email_change change;
    int rc = accounts_store_find(conn, id, arena, &user);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_OK : rc; /* it has gone already */
    }
    rc = accounts_store_find_email_change(conn, id, arena, &change);
    if (rc == E_OK) {
        rc = mail_forget(conn, change.email);
    }
    return rc < 0 && rc != E_NOT_FOUND ? rc : mail_forget(conn, user.email);
}

int accounts_delete(struct accounts *accounts, struct uuid user, struct arena *arena)
{
    void *memos[HOOKS_MAX] = {NULL};
    struct sessions_ended ended = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = run_hooks(accounts, conn, user, arena, memos);
    }
    if (rc == E_OK) {
        rc = forget_mails(conn, user, arena);
    }
    if (rc == E_OK) {
        rc = sessions_end_all(conn, user, NULL, arena, &ended);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop(conn, user);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_tell_ended(accounts->sessions, &ended);
    for (size_t i = 0; i < accounts->hook_count; i++) {
        accounts->hooks[i].deleted(accounts->hooks[i].state, user, memos[i]);
    }
    return E_OK;
}
