/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this module share: the rows of idempotent_replies, idempotency_store.c. */
#pragma once

#include "base/random.h"

struct db_conn;

struct idempotency_row {
    struct str owner;        /* id of the user, or an address */
    const struct uuid *user; /* NULL for an address */
    struct str key;
    struct str request;
    int64_t status;          /* 0: still worked on */
    struct str content_type; /* empty: no body */
    struct str body;
};

/* *out_added: false where the owner has used the key already. */
MUSTUSE int idempotency_store_add(struct db_conn *tx, const struct idempotency_row *row,
                                  int64_t now_ms, bool *out_added);
/* Fills what stands behind owner and key; E_NOT_FOUND. */
MUSTUSE int idempotency_store_find(struct db_conn *conn, struct idempotency_row *row,
                                   struct arena *arena);
MUSTUSE int idempotency_store_set(struct db_conn *tx, const struct idempotency_row *row);
MUSTUSE int idempotency_store_drop(struct db_conn *tx, const struct idempotency_row *row);
MUSTUSE int idempotency_store_prune(struct db_conn *tx, int64_t before_ms);
MUSTUSE int idempotency_store_drop_unfinished(struct db_conn *tx);
