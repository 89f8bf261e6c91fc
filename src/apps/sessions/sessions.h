/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sessions: who bears a token. Log-ins as sessions with their device and last use, access tokens, refresh
 * tokens, the age of the last proof of identity, and what ends all of these.
 * Not here: who people are and how they prove it (accounts, which stands above this, and second factors).
 *
 * Tokens. An access token is a JWT signed with Ed25519 that holds for ten minutes: it is checked without
 * asking the database, against the signature, a small set of the sessions that have ended, and one of the
 * users whose epoch has changed. A refresh token is random, kept as a digest, and good once: it is exchanged
 * for its successor. One that comes again within 30 seconds (several tabs) gets the newest of its successors;
 * later it was stolen, or its successor was, and the session ends. A successor is derived from the token
 * before it and a random salt that is kept for those seconds: nothing that is stored can be used to log in.
 *
 * Epochs. Each user has a number that access tokens carry. Raising it refuses all older access tokens at once;
 * sessions stay, and get tokens that say what the user is now. Ending a session ends its access tokens too.
 *
 * API keys. Programs act for their owner by keys that hold until they are deleted, within the scopes `read` or
 * `write`, never as staff and never where accounts or log-ins are changed. Looked up in the database, and known for
 * some seconds.
 *
 * The key that signs, and the one that digests of codes are made with, are in DATA/keys/accounts.key
 * (mode 0600), so that a copy of the database alone lets nobody in.
 *
 * Memory: results live in the arena passed in. Threads: any; what is shared is locked inside.
 * Files: sessions_routes.c table, sessions_api.c HTTP, sessions.c start, end and proofs, sessions_tokens.c
 * log-in and rotation, sessions_{keys,jwt,live}.c making and checking of tokens, sessions_device.c names of
 * devices, sessions_apikeys.c keys for programs, sessions_tick.c what goes on in the background, sessions_*store.c
 * SQL. */
#pragma once

#include "http/http.h"
#include "platform/crypt/crypt.h"

struct db_conn;
struct sessions;

extern const struct app sessions_app;

/* The state of this application, for handlers of others. */
struct sessions *sessions_of(struct req *rq);

/* The http_authenticate of this application; `context` is struct sessions. */
int sessions_authenticate(void *context, struct str token, const struct route *route,
                          struct req_user *out);

/* The key for digests of what could be guessed without it. Constant while the server runs. */
const struct crypt_key *sessions_pepper(const struct sessions *sessions);

/* ---- logging in ---- */

#define SESSIONS_JWT_MAX 512

struct sessions_tokens {
    char access[SESSIONS_JWT_MAX];
    char refresh[CRYPT_TOKEN_LENGTH + 1];
};

/* Where somebody logs in from. */
struct sessions_origin {
    struct str agent;   /* the User-Agent header, or empty */
    struct str address; /* of the client */
};

struct sessions_origin sessions_origin_of(struct req *rq);
/* Begins a session for who has proved who they are, in a transaction of its own. E_ACCOUNT_INACTIVE;
 * E_INVALID_CREDENTIALS where the account has gone. */
MUSTUSE int sessions_start(struct sessions *sessions, struct uuid user,
                           const struct sessions_origin *origin, struct sessions_tokens *out);
/* Whether the user is signed in at this address of a client. */
MUSTUSE int sessions_is_at_home(struct db_conn *conn, struct uuid user, struct str client,
                                bool *out);
/* Gives the browser the refresh token; the cookie goes by sessions_drop_cookie(), which has the browser forget cached
 * pictures, too. */
void sessions_set_cookie(struct req *rq, const struct sessions_tokens *tokens);
void sessions_drop_cookie(struct req *rq);
/* Sets the cookie and Cache-Control, and writes the members "access" and "refresh" into the object that the
 * caller has begun. */
void sessions_write_tokens(struct req *rq, struct json_out *out,
                           const struct sessions_tokens *tokens);

/* E_TOKEN_INVALID where it is none of ours, has expired, or its session has ended. */
MUSTUSE int sessions_refresh(struct sessions *sessions, struct str refresh, struct str address,
                             struct sessions_tokens *out);

/* ---- proof that it is still the same person ---- */

/* E_OK where the session of the request gave password or factor within the last ten minutes, else
 * E_PROOF_REQUIRED. One query: for sensitive routes only. */
MUSTUSE int sessions_require_proof(struct req *rq);
/* Notes that it just did. */
MUSTUSE int sessions_note_proof(struct req *rq);

/* ---- ending ---- */

/* What a transaction ended, to be told once it is committed. */
struct sessions_ended {
    struct uuid user;
    int64_t epoch; /* 0: unchanged */
    int64_t when_ms;
    struct uuid *ids;
    size_t count;
};

/* Ends all sessions of the user but `but` (NULL: all, and with them what access tokens there may be), in the
 * caller's transaction. The result lives in the arena. */
MUSTUSE int sessions_end_all(struct db_conn *conn, struct uuid user, const struct uuid *but,
                             struct arena *arena, struct sessions_ended *out);
/* Ends all API keys of the user, in the caller's transaction. They are refused here once sessions_end_all() without a `but`,
 * or sessions_bump_epoch(), of the same transaction is told. */
MUSTUSE int sessions_end_apikeys(struct db_conn *conn, struct uuid user);
/* Refuses all access tokens of the user from now on, while the sessions go on: for what tokens say, as that
 * somebody is staff, and for an account that was switched off. In the caller's transaction. */
MUSTUSE int sessions_bump_epoch(struct db_conn *conn, struct uuid user, struct sessions_ended *out);
/* After the commit: from now on these tokens are refused here. */
void sessions_tell_ended(struct sessions *sessions, const struct sessions_ended *ended);
/* Ends one session; one that has ended already is no error. */
MUSTUSE int sessions_end(struct sessions *sessions, struct uuid session);
/* Ends the session that a refresh token belongs to; E_TOKEN_INVALID where it belongs to none. */
MUSTUSE int sessions_log_out(struct sessions *sessions, struct str refresh);

/* ---- for the command line ---- */

/* Makes a new key for access tokens. The one before it is accepted until the last token that it signed has
 * expired, so that nobody notices; with `at_once` it is not: its tokens end, sessions go on. A running server
 * reads the new key within seconds. E_NOT_FOUND where there is none yet. */
MUSTUSE int sessions_keys_rotate(const char *data, bool at_once, struct err *err);

/* ---- for tests of what stands above ---- */

MUSTUSE int sessions_new(const struct services *services, struct sessions **out, struct err *err);
void sessions_free(struct sessions *sessions);
/* What a thread of its own does every two seconds: reads keys that have changed, rotates one that is old, and
 * hears of what other processes ended. */
void sessions_look_around(struct sessions *sessions);
