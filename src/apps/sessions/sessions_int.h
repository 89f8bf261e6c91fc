/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of sessions share. */
#pragma once

#include <pthread.h>
#include <sys/stat.h>

#include "apps/sessions/sessions.h"
#include "base/clock.h"
#include "platform/db/db.h"

#define ACCESS_MS        (10 * MINUTE_MS)
#define REFRESH_MS       (30 * DAY_MS)
#define SESSION_MS       (180 * DAY_MS) /* from the log-in, however often it is used */
#define REFRESH_GRACE_MS (30 * SECOND_MS)
#define REFRESH_KEPT_MAX \
    5000                   /* tokens of a session: one in ten minutes, until they expire, is less */
#define SESSIONS_MAX   100 /* of a user */
#define PROOF_MS       (10 * MINUTE_MS)
#define KEY_AGE_MAX_MS (90 * DAY_MS)
#define ADDRESS_MAX    64 /* bytes */

/* ---- sessions_keys.c ---- */

#define SESSIONS_HEADER_MAX   128 /* bytes of a JWT's first part */
#define SESSIONS_OLD_KEYS_MAX 4

/* One that signs no more. */
struct sessions_old_key {
    struct crypt_signer verifier; /* without its secret half */
    char jwt_header[SESSIONS_HEADER_MAX];
    int64_t until_ms; /* refused from then on */
};

struct sessions_keys {
    struct crypt_signer signer;
    struct crypt_key pepper;              /* of digests that could be guessed without it */
    char jwt_header[SESSIONS_HEADER_MAX]; /* in base64url, names the key */
    int64_t made_ms;                      /* of the one that signs */
    struct sessions_old_key old[SESSIONS_OLD_KEYS_MAX];
    size_t old_count;
};

/* Reads DATA/keys/accounts.key, making it where it is missing. */
MUSTUSE int sessions_keys_open(const char *data, struct sessions_keys *out, struct err *err);
/* Of the given seeds, for keys that do not come from a file. */
void sessions_keys_init(struct sessions_keys *keys, const struct crypt_key *seed,
                        const struct crypt_key *pepper);

/* ---- sessions_jwt.c ---- */

struct sessions_claims {
    struct uuid user;
    struct uuid session;
    int64_t issued_s;
    int64_t expires_s;
    int64_t epoch;
    bool is_staff;
};

struct sessions_jwt {
    char s[SESSIONS_JWT_MAX];
};

struct sessions_jwt sessions_jwt_make(const struct sessions_keys *keys,
                                      const struct sessions_claims *claims);
/* E_TOKEN_INVALID for whatever we have not signed, and from its `exp` on. */
MUSTUSE int sessions_jwt_read(const struct sessions_keys *keys, struct str token, int64_t now_s,
                              struct sessions_claims *out);

/* ---- sessions_live.c: what is known of access tokens without asking the database ---- */

struct sessions_live;

struct sessions_live *sessions_live_new(void);
void sessions_live_free(struct sessions_live *live);
/* From now on, tokens of this session are refused. */
void sessions_live_revoke(struct sessions_live *live, struct uuid session, int64_t revoked_ms);
/* From now on, tokens of this user that carry an earlier epoch are refused. */
void sessions_live_raise(struct sessions_live *live, struct uuid user, int64_t epoch,
                         int64_t raised_ms);
/* Reads the token as sessions_jwt_read() does, and knows it again the next time; E_TOKEN_INVALID also
 * where its session has ended or its epoch is over. */
MUSTUSE int sessions_live_check(struct sessions_live *live, const struct sessions_keys *keys,
                                struct str token, int64_t now_ms, struct sessions_claims *out);

/* Knows a token that was made a moment ago, so that not even its first use costs a check of its signature. */
void sessions_live_know(struct sessions_live *live, struct str token,
                        const struct sessions_claims *claims);
/* Knows no token again: keys may have changed. */
void sessions_live_forget(struct sessions_live *live);

/* ---- sessions.c ---- */

/* What the thread of sessions_tick.c needs. */
struct sessions_ticker {
    pthread_t thread;
    bool runs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ends;               /* guarded by lock */
    pthread_mutex_t looking; /* one looks around at a time */
    struct stat key_file;    /* as it was when the keys were last read; guarded by looking */
    int64_t rotate_again_ms; /* guarded by looking */
};

struct sessions {
    const struct services *services;
    struct db *db;
    pthread_rwlock_t keys_lock;
    struct sessions_keys keys; /* guarded by keys_lock */
    struct crypt_key pepper;   /* a copy: keys change, this one does not */
    struct sessions_live *live;
    struct sessions_apikeys *apikeys;
    struct sessions_ticker ticker;
};

/* ---- sessions_tick.c: what is looked after in the background ---- */

MUSTUSE int sessions_tick_start(struct sessions *sessions, struct err *err);
/* Accepts one that was not started. */
void sessions_tick_stop(struct sessions *sessions);

/* ---- sessions_device.c ---- */

struct sessions_device {
    char s[64];
};

/* "Firefox on Linux", from a User-Agent header; empty where it says nothing. */
struct sessions_device sessions_device_name(struct str agent);

/* ---- sessions_store.c ---- */

/* What a token says of a user. */
struct sessions_user {
    bool is_active;
    bool is_staff;
    int64_t epoch;
};

struct sessions_query {
    struct uuid owner;
    const struct uuid *before; /* older than this one; NULL: from the newest */
    int64_t now_ms;            /* sessions that expire later */
    struct str q;              /* in a device, an address, the name of a key; empty: all */
    size_t limit;
};

struct sessions_row {
    struct uuid id;
    struct str device;
    struct str address;
    int64_t created_ms;
    int64_t last_used_ms;
};

struct sessions_refresh_row {
    struct uuid session;
    struct uuid owner;
    int64_t expires_ms;
    int64_t used_ms; /* 0: not used */
    struct crypt_key salt;
    struct sessions_user user;
    int64_t created_ms; /* of the session */
};

MUSTUSE int sessions_store_find_user(struct db_conn *conn, struct uuid id,
                                     struct sessions_user *out);
/* Raises the epoch by one. E_NOT_FOUND. */
MUSTUSE int sessions_store_raise_epoch(struct db_conn *conn, struct uuid user, int64_t now_ms,
                                       int64_t *out_epoch);
/* `row` was created and used a moment ago, and so proved, too. */
MUSTUSE int sessions_store_add(struct db_conn *conn, const struct sessions_row *row,
                               struct uuid owner, int64_t expires_ms);
/* Notes that it is used now. */
MUSTUSE int sessions_store_touch(struct db_conn *conn, const struct sessions_row *row,
                                 int64_t expires_ms);
/* When it was last proved who bears it. E_NOT_FOUND. */
MUSTUSE int sessions_store_find_proved(struct db_conn *conn, struct uuid session, int64_t *out_ms);
MUSTUSE int sessions_store_set_proved(struct db_conn *conn, struct uuid session, int64_t now_ms);
/* The newest first; rows in the arena. */
MUSTUSE int sessions_store_list(struct db_conn *conn, const struct sessions_query *query,
                                struct arena *arena, struct sessions_row **out, size_t *out_count);
MUSTUSE int sessions_store_is_owner(struct db_conn *conn, struct uuid session, struct uuid user,
                                    bool *out);
MUSTUSE int sessions_store_is_at_home(struct db_conn *conn, struct uuid user, struct str client,
                                      int64_t now_ms, bool *out);
/* A session with the e-mail address of its owner. E_NOT_FOUND. */
MUSTUSE int sessions_store_find(struct db_conn *conn, struct uuid session, struct arena *arena,
                                struct sessions_row *out, struct str *out_email);
MUSTUSE int sessions_store_add_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                       struct uuid session, int64_t expires_ms);
MUSTUSE int sessions_store_find_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                        struct sessions_refresh_row *out);
MUSTUSE int sessions_store_use_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                       int64_t now_ms, const struct crypt_key *salt);
/* Drops the tokens of a session that have expired, or are more than are kept, and the salts that no repetition may use any more. */
MUSTUSE int sessions_store_tidy_refresh(struct db_conn *conn, struct uuid session, int64_t now_ms,
                                        int64_t salts_before_ms);
/* Drops the session with its tokens, and notes that it ended. */
MUSTUSE int sessions_store_end(struct db_conn *conn, struct uuid session, int64_t now_ms);
/* Likewise for all sessions of a user but `but` (which may be NULL), which it lists. */
MUSTUSE int sessions_store_end_all(struct db_conn *conn, struct uuid owner, const struct uuid *but,
                                   struct arena *arena, struct sessions_ended *out);
/* Likewise for those used longest ago, where there are more than SESSIONS_MAX. */
MUSTUSE int sessions_store_end_least_used(struct db_conn *conn, struct uuid owner,
                                          struct arena *arena, struct sessions_ended *out);
MUSTUSE int sessions_store_drop_old(struct db_conn *conn, int64_t now_ms,
                                    int64_t revoked_before_ms);
/* Tells `live` of every session that ended, and every epoch that was raised since. */
MUSTUSE int sessions_store_load_live(struct db_conn *conn, int64_t since_ms,
                                     struct sessions_live *live);

/* ---- sessions_apikeys.c ---- */

#define SESSIONS_APIKEY_LENGTH (3 + CRYPT_TOKEN_LENGTH)
#define SESSIONS_APIKEYS_MAX   50 /* of a user */

enum sessions_scope {
    SESSIONS_SCOPE_READ = 1u << 0,
    SESSIONS_SCOPE_WRITE = 1u << 1,
};

/* What must be known of a key for a request. */
struct sessions_apikey {
    struct uuid id;
    struct uuid owner;
    unsigned scopes;
    int64_t expires_ms; /* 0: never */
};

/* What its owner sees of it. */
struct sessions_apikey_row {
    struct uuid id;
    struct str name;
    struct str prefix;
    unsigned scopes;
    int64_t created_ms;
    int64_t last_used_ms; /* 0: never */
    int64_t expires_ms;   /* likewise */
};

struct sessions_new_apikey {
    struct uuid owner;
    struct str name;
    unsigned scopes;
    int64_t expires_ms;
};

struct sessions_apikey_use {
    struct uuid id;
    int64_t used_ms;
};

/* Keys that were asked for lately. */
struct sessions_apikeys;

struct sessions_apikeys *sessions_apikeys_new(void);
void sessions_apikeys_free(struct sessions_apikeys *keys);
/* Looks all up again. */
void sessions_apikeys_forget(struct sessions_apikeys *keys);
/* Writes which were used, of each at most once a minute. */
void sessions_apikeys_write_used(struct sessions *sessions, int64_t now_ms);

/* `read` is for GET, `write` for all; neither for staff's routes, for /auth, for /me/export, or for changes of /me. */
bool sessions_scopes_allow(unsigned scopes, const struct route *route);
bool sessions_is_apikey(struct str token);
/* E_TOKEN_INVALID, E_SCOPE. Asks the database where the key was not asked for within seconds. */
MUSTUSE int sessions_authenticate_apikey(struct sessions *sessions, struct str token,
                                         const struct route *route, struct req_user *out);
/* Makes a key and mails its owner about it. E_LIMIT_REACHED. */
MUSTUSE int sessions_make_apikey(struct sessions *sessions,
                                 const struct sessions_new_apikey *wanted, struct arena *arena,
                                 struct sessions_apikey_row *out,
                                 char out_key[SESSIONS_APIKEY_LENGTH + 1]);
/* E_NOT_FOUND, also where it is somebody else's. */
MUSTUSE int sessions_drop_apikey(struct sessions *sessions, struct uuid owner, struct uuid id);

/* ---- sessions_apikeys_store.c ---- */

/* E_NOT_FOUND, also where its owner is switched off. */
MUSTUSE int sessions_store_find_apikey(struct db_conn *conn, const struct crypt_digest *digest,
                                       struct sessions_apikey *out);
MUSTUSE int sessions_store_use_apikey(struct db_conn *conn, const struct sessions_apikey_use *use);
/* How many a user has, and the user's e-mail address. E_NOT_FOUND. */
MUSTUSE int sessions_store_count_apikeys(struct db_conn *conn, struct uuid owner,
                                         struct arena *arena, int64_t *out_count,
                                         struct str *out_email);
MUSTUSE int sessions_store_add_apikey(struct db_conn *conn, struct uuid owner,
                                      const struct sessions_apikey_row *row,
                                      const struct crypt_digest *digest);
/* The newest first; rows in the arena. */
MUSTUSE int sessions_store_list_apikeys(struct db_conn *conn, const struct sessions_query *query,
                                        struct arena *arena, struct sessions_apikey_row **out,
                                        size_t *out_count);
MUSTUSE int sessions_store_drop_apikey(struct db_conn *conn, struct uuid owner, struct uuid id);
MUSTUSE int sessions_store_drop_apikeys(struct db_conn *conn, struct uuid owner);

/* ---- sessions_mails.c ---- */

/* Tells of a new key, in the caller's transaction. */
MUSTUSE int sessions_mail_apikey(struct db_conn *conn, struct str to,
                                 const struct sessions_apikey_row *row, struct arena *arena);

/* Tells that a session was ended because its token came twice, in the caller's transaction. */
MUSTUSE int sessions_mail_reuse(struct db_conn *conn, struct str to, const struct sessions_row *row,
                                struct arena *arena);

/* ---- sessions_api.c, sessions_api_list.c, sessions_api_apikeys.c ---- */

/* What the caller's list asks for, and a connection to read it with. One row more than is shown tells whether there are more. */
MUSTUSE int sessions_begin_list(struct req *rq, struct sessions_query *out,
                                struct db_conn **out_conn);
/* Writes one of the rows of a list as an object; returns its id. */
typedef struct uuid sessions_write_row(const struct req *rq, const void *rows, size_t i,
                                       struct json_out *out);
/* Replies with the rows that were found, but for the one more. */
MUSTUSE int sessions_reply_list(struct req *rq, const struct sessions_query *query,
                                const void *rows, size_t count, sessions_write_row *write);
int sessions_api_refresh(struct req *rq);
int sessions_api_verify(struct req *rq);
int sessions_api_log_out(struct req *rq);
int sessions_api_list(struct req *rq);
int sessions_api_end(struct req *rq);
int sessions_api_end_others(struct req *rq);
int sessions_api_list_apikeys(struct req *rq);
int sessions_api_make_apikey(struct req *rq);
int sessions_api_drop_apikey(struct req *rq);

/* Who bears an access token; API keys are none. */
MUSTUSE int sessions_authenticate_access(struct sessions *sessions, struct str token,
                                         struct req_user *out);
