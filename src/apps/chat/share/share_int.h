/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of share share. */
#pragma once

#include "apps/chat/room/room.h"
#include "apps/chat/share/share.h"
#include "platform/crypt/crypt.h"

#define SHARE_DAYS      30
#define SHARE_DAYS_MAX  365
#define SHARE_COUNT_MAX 1000 /* of an account, those that are over among them */

route_handler share_get_list, share_post, share_delete, share_get_shown;

struct share {
    struct uuid id;
    struct uuid category;
    struct uuid owner;
    struct uuid last_message;
    int64_t created_ms;
    int64_t expires_ms;
    int64_t ended_ms; /* 0: not taken back */
};

/* For the tick: forgets links that have been over for a month. */
void share_forget_old(const struct services *services);

/* ---- storage (share_store.c) ---- */

/* E_LIMIT_REACHED where the account has as many as it may. */
MUSTUSE int share_store_add(struct db_conn *tx, const struct share *share,
                            const struct crypt_digest *digest);
struct share_list {
    struct share *items; /* newest first */
    size_t count;
    bool has_more;
};
MUSTUSE int share_store_list(struct db_conn *conn, struct uuid category,
                             const struct req_page *page, struct arena *arena,
                             struct share_list *out);
/* Takes it back. E_NOT_FOUND where the owner has none of this id. */
MUSTUSE int share_store_end(struct db_conn *tx, struct uuid owner, struct uuid id);
MUSTUSE int share_store_drop_old(struct db_conn *tx, int64_t before_ms);

struct share_shown {
    struct share share;
    struct str title;      /* the room's name */
    struct str owner_name; /* as they want to be called, or their user name */
};
/* What the token opens now. E_NOT_FOUND where it opens nothing: it is wrong, over, or of an account that is switched off. */
MUSTUSE int share_store_find_shown(struct db_conn *conn, const struct crypt_digest *digest,
                                   struct arena *arena, struct share_shown *out);

struct share_query {
    struct uuid category;
    struct uuid last_message;
    struct uuid after; /* only what was said after this message; all zero: all */
    size_t limit;
};
/* The ids of what is shown, oldest first. */
MUSTUSE int share_store_list_shown(struct db_conn *conn, const struct share_query *query,
                                   struct uuid *out, size_t *out_count, bool *out_has_more);
