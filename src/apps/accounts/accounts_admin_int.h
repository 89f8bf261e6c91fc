/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff do with accounts, and invitations. */
#pragma once

#include "apps/accounts/accounts_int.h"
#include "apps/resource/resource.h"

/* ---- accounts_admin_store.c ---- */

MUSTUSE int accounts_store_set_active(struct db_conn *tx, struct uuid id, bool is_active);
MUSTUSE int accounts_store_set_staff(struct db_conn *tx, struct uuid id, bool is_staff);
/* Whether anybody but this one could still administer. */
MUSTUSE int accounts_store_has_other_staff(struct db_conn *conn, struct uuid but, bool *out);

struct accounts_invitation {
    struct uuid id;
    struct crypt_digest digest; /* of the token */
    struct str email;           /* empty: whoever has it */
    struct uuid invited_by;
    int64_t created_ms;
    int64_t expires_ms;
    bool is_used;
};

MUSTUSE int accounts_store_add_invitation(struct db_conn *tx,
                                          const struct accounts_invitation *invitation);
MUSTUSE int accounts_store_find_invitation(struct db_conn *conn, const struct crypt_digest *digest,
                                           struct arena *arena, struct accounts_invitation *out);
MUSTUSE int accounts_store_use_invitation(struct db_conn *tx, struct uuid id, struct uuid used_by,
                                          int64_t now_ms);
MUSTUSE int accounts_store_drop_invitation(struct db_conn *tx, struct uuid id);

/* ---- accounts_invite.c ---- */

/* May somebody with this address make an account, by what staff have set? E_REGISTRATION_CLOSED; E_INVALID names "invitation"
 * where it is needed and none that holds. `out` is zeroed where none was given. */
MUSTUSE int accounts_check_invitation(struct accounts *accounts, struct db_conn *conn,
                                      const struct accounts_signup *signup, struct arena *arena,
                                      struct accounts_invitation *out, struct err *err);

extern const struct resource accounts_users_resource, accounts_invitations_resource;
