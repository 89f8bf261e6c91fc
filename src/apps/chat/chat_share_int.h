/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links by which a room can be read without an account. What is shown is what the room shows when the link is opened, up to the
 * last message that there was when it was made: later ones are not shown, and neither are pictures, what tools found, and who
 * its owner is but for the name. */
#pragma once

#include "apps/chat/chat_int.h"
#include "platform/crypt/crypt.h"

#define CHAT_SHARE_DAYS     30
#define CHAT_SHARE_DAYS_MAX 365
#define CHAT_SHARES_MAX     1000 /* of an account, those that are over among them */

route_handler chat_list_shares, chat_post_share, chat_delete_share, chat_get_shared;

struct chat_share {
    struct uuid id;
    struct uuid category;
    struct uuid owner;
    struct uuid last_message;
    int64_t created_ms;
    int64_t expires_ms;
    int64_t ended_ms; /* 0: not taken back */
};

/* Forgets links that have been over for a month. */
void chat_shares_tick(const struct services *services);

/* ---- storage (chat_share_store.c) ---- */

/* E_LIMIT_REACHED where the account has as many as it may. */
MUSTUSE int chat_store_add_share(struct db_conn *tx, const struct chat_share *share,
                                 const struct crypt_digest *digest);
struct chat_shares {
    struct chat_share *items; /* newest first */
    size_t count;
    bool has_more;
};
MUSTUSE int chat_store_list_shares(struct db_conn *conn, struct uuid category,
                                   const struct req_page *page, struct arena *arena,
                                   struct chat_shares *out);
/* Takes it back. E_NOT_FOUND where the owner has none of this id. */
MUSTUSE int chat_store_end_share(struct db_conn *tx, struct uuid owner, struct uuid id);
MUSTUSE int chat_store_drop_old_shares(struct db_conn *tx, int64_t before_ms);

struct chat_shared {
    struct chat_share share;
    struct str title;      /* the room's name */
    struct str owner_name; /* as they want to be called, or their user name */
};
/* What the token opens now. E_NOT_FOUND where it opens nothing: it is wrong, over, or of an account that is switched off. */
MUSTUSE int chat_store_find_shared(struct db_conn *conn, const struct crypt_digest *digest,
                                   struct arena *arena, struct chat_shared *out);

struct chat_shared_query {
    struct uuid category;
    struct uuid last_message;
    struct uuid after; /* only what was said after this message; all zero: all */
    size_t limit;
};
/* The ids of what is shown, oldest first. */
MUSTUSE int chat_store_list_shared(struct db_conn *conn, const struct chat_shared_query *query,
                                   struct uuid *out, size_t *out_count, bool *out_has_more);
