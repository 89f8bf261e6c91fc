/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts: who people are. Registering, proving an e-mail address, logging in and out, one's own account
 * and profile, and the first, staff, account of a new installation.
 * Not here: sending e-mail (platform/mail), limits per address (http).
 *
 * Tokens. An access token is a JWT signed with Ed25519 that holds for ten minutes: it is checked without
 * asking the database, against the signature and a small set of the sessions that have ended. A refresh
 * token is random, kept as a digest, and good once: it is exchanged for its successor. One that comes again
 * within 30 seconds (several tabs) gets the newest of its successors; later it was stolen, or its
 * successor was, and the session ends. A successor is derived from the token before it and a random salt
 * that is kept for those seconds: nothing that is stored can be used to log in.
 *
 * The key that signs, and the one that digests of codes are made with, are in DATA/keys/accounts.key
 * (mode 0600), so that a copy of the database alone lets nobody in.
 *
 * Memory: results live in the arena passed in. Threads: any; what is shared is locked inside.
 * Files: accounts_routes.c table, accounts_api_*.c HTTP, accounts.c start and end, accounts_{email,names,
 * password,register,tokens,setup,limits,mails,me,delete}.c rules, accounts_{keys,jwt,live}.c making
 * and checking of tokens, accounts_store.c, accounts_proof_store.c and accounts_session_store.c SQL. */
#pragma once

#include "http/http.h"

struct accounts;
struct db_conn;

extern const struct app accounts_app;

/* The http_authenticate of this application; `context` is struct accounts. */
int accounts_authenticate(void *context, struct str token, struct req_user *out);

/* To be called once when the server answers, with the address that people open. Where there is no staff
 * account, makes the one-time set-up code and prints on standard output how to use it. */
void accounts_announce_setup(struct accounts *accounts, const char *base_url);

/* What another application does when an account is deleted. */
struct accounts_hook {
    void *state;
    /* Within the transaction, before the user's rows go (those that refer to the user with ON DELETE
     * CASCADE go by themselves). May keep in the arena, by *out_memo, what `deleted` needs. */
    int (*deleting)(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                    void **out_memo);
    /* After it was committed: for files and what else is outside the database. */
    void (*deleted)(void *state, struct uuid user, void *memo);
};

/* For the init() of applications that come after accounts. The hook is copied. */
void accounts_add_hook(struct accounts *accounts, const struct accounts_hook *hook);

/* ---- for the command line ---- */

struct accounts_new_user {
    struct str email;
    struct str name; /* may be empty */
    struct str password;
    bool is_staff;
};

/* Makes a verified, active account with its profile. E_INVALID, E_EMAIL_TAKEN: `err` says what to do. */
MUSTUSE int accounts_add_user(struct db *db, const struct accounts_new_user *user,
                              struct uuid *out_id, struct err *err);
