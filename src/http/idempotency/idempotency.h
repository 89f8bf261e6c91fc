/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idempotency: a write that carries an Idempotency-Key is done once; a repeat within a day is answered as
 * the first was. A key belongs to the user (or the address of whoever is not logged in) and to one
 * request: with another method, address or body it is refused. Server errors are not kept, so that a
 * repeat may do better; answers that hold secrets are sealed, so that a copy of the database does not tell them.
 * A request that the end of the server cut short is forgotten at the next start and may be repeated.
 *
 * Not here: which requests it is for, what of them makes two the same, and how they are answered (http/once.c).
 * Memory: what it returns lives in the write's arena. Threads: any that may write to the database; no state of its own. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct crypt_key;
struct db;

/* A write that is asked for, as both functions below take it. */
struct idempotency_write {
    struct db *db;
    struct arena *arena;
    const struct crypt_key
        *secret;      /* what replies are sealed with; NULL: those with secrets are not kept */
    struct str owner; /* id of the user, or an address */
    const struct uuid *user; /* NULL for an address */
    struct str key;          /* as it came */
    struct str request; /* a digest, the same for the same request; not looked at where it ends */
    bool seals;         /* its reply holds secrets */
};

struct idempotency_reply {
    int status;
    struct str content_type; /* empty: no body */
    struct str body;
};

/* At the server's start. */
MUSTUSE int idempotency_start(struct db *db);
/* Before the write. Where *out_is_new it is to be done, and then ended; otherwise *out_first is what the first time was answered
 * with. E_IN_PROGRESS where that is still worked on, E_KEY_REUSED where it was another request. */
MUSTUSE int idempotency_begin(const struct idempotency_write *write, bool *out_is_new,
                              struct idempotency_reply *out_first);
/* Keeps the reply, or forgets the write where that is not one to keep. NULL: there is none. */
MUSTUSE int idempotency_end(const struct idempotency_write *write,
                            const struct idempotency_reply *reply);
