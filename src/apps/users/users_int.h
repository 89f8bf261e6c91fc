/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of users share. */
#pragma once

#include "apps/accounts/accounts.h"
#include "apps/people/people.h"
#include "apps/resource/resource.h"
#include "apps/users/users.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

extern const struct resource users_resource, users_invitations_resource;

/* ---- users_store.c ---- */

MUSTUSE int users_store_set_active(struct db_conn *tx, struct uuid id, bool is_active);
MUSTUSE int users_store_set_staff(struct db_conn *tx, struct uuid id, bool is_staff);

struct users_invitation {
    struct uuid id;
    struct crypt_digest digest; /* of the token */
    struct str email;           /* empty: whoever has it */
    struct uuid invited_by;
    int64_t created_ms;
    int64_t expires_ms;
};

MUSTUSE int users_store_add_invitation(struct db_conn *tx,
                                       const struct users_invitation *invitation);
MUSTUSE int users_store_drop_invitation(struct db_conn *tx, struct uuid id);
