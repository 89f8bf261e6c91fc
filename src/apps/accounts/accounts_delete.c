/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"
#include "platform/audit/audit.h"
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
    int rc = accounts_find_within(conn, id, arena, &user);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_OK : rc; /* it has gone already */
    }
    rc = accounts_store_find_email_change(conn, id, arena, &change);
    if (rc == E_OK) {
        rc = mail_forget(conn, change.email);
    }
    return rc < 0 && rc != E_NOT_FOUND ? rc : mail_forget(conn, user.email);
}

int accounts_delete_within(struct accounts *accounts, struct db_conn *conn, struct uuid user,
                           struct arena *arena, struct accounts_deletion **out)
{
    struct accounts_deletion *deletion = arena_calloc(arena, 1, sizeof(*deletion));
    deletion->user = user;
    *out = deletion;
    int rc = run_hooks(accounts, conn, user, arena, deletion->memos);
    if (rc == E_OK) {
        rc = forget_mails(conn, user, arena);
    }
    if (rc == E_OK) {
        rc = sessions_end_all(conn, user, NULL, arena, &deletion->ended);
    }
    return rc < 0 ? rc : accounts_store_drop(conn, user);
}

void accounts_tell_deleted(struct accounts *accounts, const struct accounts_deletion *deletion)
{
    sessions_tell_ended(accounts->sessions, &deletion->ended);
    for (size_t i = 0; i < accounts->hook_count; i++) {
        const struct accounts_hook *hook = &accounts->hooks[i];
        hook->deleted(hook->state, deletion->user, deletion->memos[i]);
    }
}

/* Somebody has to be left who can administer. */
int accounts_keep_staff(struct db_conn *conn, const struct accounts_user *user, struct err *err)
{
    bool has_other = true;
    int rc = user->is_staff && user->is_active
                 ? accounts_store_has_other_staff(conn, user->id, &has_other)
                 : E_OK;
    if (rc == E_OK && !has_other) {
        return err_set(err, E_LAST_STAFF,
                       "This is the last account that can administer this server. Make somebody "
                       "else staff first.");
    }
    return rc;
}

static int keep_staff(struct db_conn *conn, struct uuid user, struct arena *arena, struct err *err)
{
    struct accounts_user found;
    int rc = accounts_find_within(conn, user, arena, &found);
    return rc < 0 ? rc : accounts_keep_staff(conn, &found, err);
}

int accounts_delete(struct accounts *accounts, struct uuid user, struct arena *arena,
                    struct err *err)
{
    struct accounts_deletion *deletion;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = keep_staff(conn, user, arena, err);
    }
    if (rc == E_OK) {
        rc = accounts_delete_within(accounts, conn, user, arena, &deletion);
    }
    if (rc == E_OK) {
        rc = audit_add_own(conn, user, "account.delete", STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        accounts_tell_deleted(accounts, deletion);
    }
    return rc;
}
