/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may make an account: everybody, nobody, or whoever was invited (apps/users invites). */
#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "platform/settings/settings.h"

static int refuse(struct err *err)
{
    return err_field(err, "invitation", "is not valid any more, or is for another address");
}

/* An invitation that holds for this address. */
static int find(struct db_conn *conn, const struct accounts_signup *signup, struct arena *arena,
                struct accounts_invitation *out, struct err *err)
{
    struct crypt_digest digest;
    struct accounts_invitation invitation = {0};
    int rc = crypt_token_digest(signup->invitation, &digest);
    if (rc == E_OK) {
        rc = accounts_store_find_invitation(conn, &digest, arena, &invitation);
    }
    if (rc == E_TOKEN_INVALID || rc == E_NOT_FOUND) {
        return refuse(err);
    }
    if (rc < 0) {
        return rc;
    }
    if (invitation.is_used || invitation.expires_ms <= clock_now_ms() ||
        (invitation.email.n > 0 && !str_eq(invitation.email, signup->email))) {
        return refuse(err);
    }
    *out = invitation;
    return E_OK;
}

static enum settings_registration registration_of(const struct accounts *accounts)
{
    return (enum settings_registration)settings_number(accounts->services->settings,
                                                       SETTING_REGISTRATION);
}

int accounts_may_join(const struct accounts *accounts)
{
    return registration_of(accounts) == REGISTRATION_OPEN ? E_OK : E_REGISTRATION_CLOSED;
}

int accounts_check_invitation(struct accounts *accounts, struct db_conn *conn,
                              const struct accounts_signup *signup, struct arena *arena,
                              struct accounts_invitation *out, struct err *err)
{
    *out = (struct accounts_invitation){0};
    const enum settings_registration registration = registration_of(accounts);
    if (registration == REGISTRATION_CLOSED) {
        return E_REGISTRATION_CLOSED;
    }
    if (signup->invitation.n > 0) {
        return find(conn, signup, arena, out, err);
    }
    return registration == REGISTRATION_INVITATION
               ? err_set(err, E_REGISTRATION_CLOSED,
                         "New accounts are made here by invitation only.")
               : E_OK;
}
