/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of guard share. */
#pragma once

#include "apps/guard/guard.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

struct guard {
    struct db *db;
    const struct crypt_key *pepper;
    const struct settings *settings; /* has auth_per_minute, which all limits are multiples of */
    int64_t per_minute;              /* the same where `settings` is NULL, as in tests */
};

enum guard_kind {
    GUARD_WRONG,
    GUARD_SIGNUP,
    GUARD_KIND_COUNT,
};

/* Where tries are counted. */
struct guard_subject {
    enum guard_kind kind;
    struct crypt_digest digest;
};

struct guard_count {
    int64_t tries;
    int64_t since_ms;
};

#define GUARD_WINDOW_MS INT64_C(3600000)

/* Rules, apart from requests: `address` as it counts. */
MUSTUSE int guard_check(struct guard *guard, enum guard_kind kind, struct str client,
                        int64_t now_ms, struct err *err);
MUSTUSE int guard_count(struct guard *guard, enum guard_kind kind, struct str client,
                        int64_t now_ms);

/* ---- guard_store.c ---- */

/* What was counted within the window that ends now; nothing is E_OK, too. */
MUSTUSE int guard_store_find(struct db_conn *conn, const struct guard_subject *subject,
                             int64_t window_start_ms, struct guard_count *out);
MUSTUSE int guard_store_add(struct db_conn *conn, const struct guard_subject *subject,
                            int64_t window_start_ms, int64_t now_ms);
MUSTUSE int guard_store_drop_old(struct db_conn *conn, int64_t before_ms);
/* Whether somebody is signed in who was there last. */
MUSTUSE int guard_store_is_at_home(struct db_conn *conn, struct str client, int64_t now_ms,
                                   bool *out);
