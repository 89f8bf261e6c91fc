/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

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
