/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of accounts share. */
#pragma once

#include <pthread.h>

#include "apps/accounts/accounts.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Sizes of the contract, in characters. */
#define EMAIL_MAX            254 /* RFC 5321, section 4.5.3.1.3, without the angle brackets */
#define USERNAME_MAX         150
#define NAME_MAX             100
#define PASSWORD_MIN         8
#define PASSWORD_MAX         128
#define PROFILE_NAME_MAX     500
#define PROFILE_USERNAME_MAX 300
#define PROFILE_BIO_MAX      5000

#define ACCESS_MS         (10 * MINUTE_MS)
#define REFRESH_MS        (30 * DAY_MS)
#define REFRESH_GRACE_MS  (30 * SECOND_MS)
#define CODE_DIGITS       6
#define CODE_MS           (10 * MINUTE_MS)
#define CODE_TRIES_MAX    5
#define LINK_MS           (24 * HOUR_MS)
#define TOKEN_BYTES       32
#define TOKEN_TEXT_LENGTH CRYPT_BASE64_LENGTH(TOKEN_BYTES)
#define JWT_MAX           512

struct accounts_user {
    struct uuid id;
    struct str email;
    struct str username;
    struct str name;
    struct str password; /* stored text */
    struct str phone;    /* empty: none */
    bool is_active;
    bool is_verified;
    bool is_staff;
    bool two_factor_enabled;
    int64_t joined_ms;
};

struct accounts_profile {
    struct uuid id;
    struct uuid owner;
    struct str name;     /* empty: the account's */
    struct str username; /* likewise */
    struct str email;    /* the account's */
    struct str bio;
    int64_t created_ms;
    struct str account_name;
    struct str account_username;
};

/* ---- accounts_email.c, accounts_names.c, accounts_password.c: rules ---- */

/* The address in small letters and without blanks around it, in the arena. E_INVALID says in `err`, under
 * "email", what is wrong. */
MUSTUSE int accounts_read_email(struct str text, struct arena *arena, struct str *out,
                                struct err *err);

/* Without blanks around it. E_INVALID, under `field`, where it has more than `max` characters or control
 * characters. */
MUSTUSE int accounts_read_name(struct str text, const char *field, size_t max, struct str *out,
                               struct err *err);
/* Likewise, for text of several lines. */
MUSTUSE int accounts_read_text(struct str text, const char *field, size_t max, struct str *out,
                               struct err *err);

struct accounts_username {
    struct str text;
    struct str key; /* in small letters: what must be unique */
};

/* Letters and digits of any script, and @ . + - _ */
MUSTUSE int accounts_read_username(struct str text, struct arena *arena,
                                   struct accounts_username *out, struct err *err);
/* "user_" and six random letters or digits. */
struct accounts_username accounts_random_username(struct arena *arena);

/* What somebody gave who wants an account. Checked and normalised in place by accounts_check_signup(). */
struct accounts_signup {
    struct str email;
    struct str password;
    struct str name;
    struct str username; /* empty: a random one */
    struct accounts_username checked_username;
};

/* E_INVALID names every field that is wrong. */
MUSTUSE int accounts_check_signup(struct accounts_signup *signup, struct arena *arena,
                                  struct err *err);
/* E_INVALID where the password is too short, too long or nothing but what anybody could guess of its
 * owner. */
MUSTUSE int accounts_check_password(struct str password, const struct accounts_signup *owner,
                                    struct err *err);

/* ---- accounts_keys.c ---- */

struct accounts_keys {
    struct crypt_signer signer;
    struct crypt_key pepper; /* of digests that could be guessed without it */
    char jwt_header[128];    /* in base64url, names the key */
};

/* Reads DATA/keys/accounts.key, making it where it is missing. */
MUSTUSE int accounts_keys_open(const char *data, struct accounts_keys *out, struct err *err);
/* Of the given seeds, for keys that do not come from a file. */
void accounts_keys_init(struct accounts_keys *keys, const struct crypt_key *seed,
                        const struct crypt_key *pepper);

/* ---- accounts_jwt.c ---- */

struct accounts_claims {
    struct uuid user;
    struct uuid session;
    int64_t issued_s;
    int64_t expires_s;
    bool is_staff;
};

struct accounts_jwt {
    char s[JWT_MAX];
};

struct accounts_jwt accounts_jwt_make(const struct accounts_keys *keys,
                                      const struct accounts_claims *claims);
/* E_TOKEN_INVALID for whatever we have not signed, and from its `exp` on. */
MUSTUSE int accounts_jwt_read(const struct accounts_keys *keys, struct str token, int64_t now_s,
                              struct accounts_claims *out);

/* ---- accounts_live.c: what is known of access tokens without asking the database ---- */

struct accounts_live;

struct accounts_live *accounts_live_new(void);
void accounts_live_free(struct accounts_live *live);
/* From now on, tokens of this session are refused. */
void accounts_live_revoke(struct accounts_live *live, struct uuid session, int64_t revoked_ms);
/* Reads the token as accounts_jwt_read() does, and knows it again the next time; E_TOKEN_INVALID also
 * where its session has ended. */
MUSTUSE int accounts_live_check(struct accounts_live *live, const struct accounts_keys *keys,
                                struct str token, int64_t now_ms, struct accounts_claims *out);

/* ---- accounts.c ---- */

#define HOOKS_MAX 8

struct accounts_setup {
    pthread_mutex_t lock;
    char *base_url;  /* guarded by lock */
    char code[16];   /* guarded by lock; empty: there is none */
    int wrong_tries; /* guarded by lock */
};

struct accounts {
    const struct services *services;
    struct db *db;
    struct accounts_keys keys;
    struct accounts_live *live;
    struct accounts_setup setup;
    struct accounts_hook hooks[HOOKS_MAX]; /* constant once the server answers */
    size_t hook_count;
};

/* Everything but the web server. */
MUSTUSE int accounts_new(const struct services *services, struct accounts **out, struct err *err);
void accounts_free(struct accounts *accounts);

/* ---- accounts_limits.c ---- */

enum accounts_try {
    ACCOUNTS_TRY_PASSWORD,
    ACCOUNTS_TRY_CODE,
    ACCOUNTS_TRY_MAIL,
    ACCOUNTS_TRY_COUNT,
};

/* Counts one more try for an address, whether or not an account has it. E_THROTTLED says in `err` when
 * to come back. */
MUSTUSE int accounts_take_try(struct accounts *accounts, enum accounts_try kind, struct str email,
                              struct err *err);
/* Forgets the tries, after one that was right. */
MUSTUSE int accounts_clear_tries(struct accounts *accounts, struct db_conn *conn,
                                 enum accounts_try kind, struct str email);
/* Proves that whoever gave the password has the account with this address; `user` is NULL where there is
 * none, which takes as long. E_INVALID_CREDENTIALS, E_THROTTLED. */
MUSTUSE int accounts_prove_password(struct accounts *accounts, struct str email,
                                    const struct accounts_user *user, struct str password,
                                    struct err *err);

/* ---- accounts_register.c ---- */

struct accounts_standing {
    bool is_proven; /* verified and active */
    bool is_staff;
};

/* Adds user and profile in the caller's transaction. `password` is the stored text. E_EMAIL_TAKEN,
 * E_USERNAME_TAKEN. */
MUSTUSE int accounts_create(struct db_conn *conn, const struct accounts_signup *signup,
                            struct str password, struct accounts_standing standing,
                            struct arena *arena, struct accounts_user *out);
/* The words for E_EMAIL_TAKEN and E_USERNAME_TAKEN, beside the field. */
int accounts_tell_taken(int rc, struct err *err);

/* `base_url` is where the link in the e-mail points to. */
MUSTUSE int accounts_register(struct accounts *accounts, struct accounts_signup *signup,
                              struct str base_url, struct arena *arena, struct accounts_user *out,
                              struct err *err);
MUSTUSE int accounts_verify_by_code(struct accounts *accounts, struct str email, struct str code,
                                    struct arena *arena, struct accounts_user *out,
                                    struct err *err);
MUSTUSE int accounts_verify_by_link(struct accounts *accounts, struct str token,
                                    struct arena *arena, struct accounts_user *out);
/* Does nothing where the address has no account, is verified, or was written to too often. */
MUSTUSE int accounts_resend(struct accounts *accounts, struct str email, struct str base_url,
                            struct arena *arena);

/* ---- accounts_mails.c ---- */

/* Adds the e-mail that asks a new user to prove the address. */
MUSTUSE int accounts_mail_verification(struct db_conn *conn, const struct accounts_user *user,
                                       struct str link, struct str code);

/* ---- accounts_tokens.c ---- */

struct accounts_tokens {
    struct accounts_jwt access;
    char refresh[TOKEN_TEXT_LENGTH + 1];
};

struct accounts_credentials {
    struct str email;
    struct str password;
};

MUSTUSE int accounts_log_in(struct accounts *accounts, const struct accounts_credentials *given,
                            struct arena *arena, struct accounts_user *out_user,
                            struct accounts_tokens *out, struct err *err);
MUSTUSE int accounts_refresh(struct accounts *accounts, struct str refresh,
                             struct accounts_tokens *out);
/* Ends the session that a refresh token belongs to; E_TOKEN_INVALID where it belongs to none. */
MUSTUSE int accounts_log_out(struct accounts *accounts, struct str refresh);
/* Ends a session; one that has ended already is no error. */
MUSTUSE int accounts_end_session(struct accounts *accounts, struct uuid session);
/* Random bytes as text, for links and tokens, and their digest. */
struct crypt_digest accounts_make_token(char out[TOKEN_TEXT_LENGTH + 1]);
/* The digest under which a token is stored; E_TOKEN_INVALID where it cannot be one of ours. */
MUSTUSE int accounts_digest_token(struct str token, struct crypt_digest *out);

/* ---- accounts_setup.c ---- */

void accounts_setup_init(struct accounts_setup *setup);
void accounts_setup_done(struct accounts_setup *setup);
MUSTUSE int accounts_is_setup_needed(struct accounts *accounts, bool *out);
/* Makes the first, staff, account. E_INVALID_CODE, E_CONFLICT where there is one already. */
MUSTUSE int accounts_set_up(struct accounts *accounts, struct str code,
                            struct accounts_signup *signup, struct arena *arena,
                            struct accounts_user *out, struct err *err);

/* ---- accounts_me.c ---- */

/* What is to be changed; NULL texts stay as they are. */
struct accounts_names {
    struct str name;
    struct str username;
};

struct accounts_profile_change {
    struct str name;
    struct str username;
    struct str bio;
};

MUSTUSE int accounts_find(struct accounts *accounts, struct uuid id, struct arena *arena,
                          struct accounts_user *out);
MUSTUSE int accounts_change_names(struct accounts *accounts, struct uuid id,
                                  const struct accounts_names *names, struct arena *arena,
                                  struct accounts_user *out, struct err *err);
MUSTUSE int accounts_find_profile(struct accounts *accounts, struct uuid owner, struct arena *arena,
                                  struct accounts_profile *out);
MUSTUSE int accounts_change_profile(struct accounts *accounts, struct uuid owner,
                                    const struct accounts_profile_change *change,
                                    struct arena *arena, struct accounts_profile *out,
                                    struct err *err);

/* ---- accounts_delete.c ---- */

/* Deletes the account, what it owns, and its sessions. */
MUSTUSE int accounts_delete(struct accounts *accounts, struct uuid user, struct arena *arena);

/* ---- accounts_store.c ---- */

MUSTUSE int accounts_store_find(struct db_conn *conn, struct uuid id, struct arena *arena,
                                struct accounts_user *out);
MUSTUSE int accounts_store_find_email(struct db_conn *conn, struct str email, struct arena *arena,
                                      struct accounts_user *out);
MUSTUSE int accounts_store_is_email_taken(struct db_conn *conn, struct str email, bool *out);
/* By anybody but `but`, which may be NULL. */
MUSTUSE int accounts_store_is_username_taken(struct db_conn *conn, struct str username_key,
                                             const struct uuid *but, bool *out);
MUSTUSE int accounts_store_has_staff(struct db_conn *conn, bool *out);
MUSTUSE int accounts_store_add(struct db_conn *conn, const struct accounts_user *user,
                               struct str username_key);
MUSTUSE int accounts_store_set_name(struct db_conn *conn, struct uuid id, struct str name);
MUSTUSE int accounts_store_set_username(struct db_conn *conn, struct uuid id,
                                        const struct accounts_username *username);
/* Only where the password is still `old`. */
MUSTUSE int accounts_store_set_password(struct db_conn *conn, struct uuid id, struct str old,
                                        struct str password);
MUSTUSE int accounts_store_set_verified(struct db_conn *conn, struct uuid id);
MUSTUSE int accounts_store_drop(struct db_conn *conn, struct uuid id);

MUSTUSE int accounts_store_find_profile(struct db_conn *conn, struct uuid owner,
                                        struct arena *arena, struct accounts_profile *out);
MUSTUSE int accounts_store_set_profile(struct db_conn *conn,
                                       const struct accounts_profile *profile);

/* ---- accounts_proof_store.c ---- */

/* An e-mail's code and link, as they are stored. */
struct accounts_proof {
    struct uuid id;
    struct uuid owner;
    struct crypt_digest code;
    int64_t code_expires_ms;
    int64_t code_tries;
    struct crypt_digest link;
    int64_t link_expires_ms;
};

MUSTUSE int accounts_store_add_proof(struct db_conn *conn, const struct accounts_proof *proof);
/* The one that was e-mailed last. */
MUSTUSE int accounts_store_find_proof(struct db_conn *conn, struct uuid owner,
                                      struct accounts_proof *out);
MUSTUSE int accounts_store_find_proof_by_link(struct db_conn *conn, const struct crypt_digest *link,
                                              struct accounts_proof *out);
MUSTUSE int accounts_store_count_code_try(struct db_conn *conn, struct uuid proof);
MUSTUSE int accounts_store_drop_proofs(struct db_conn *conn, struct uuid owner);
/* Those of which neither code nor link holds any more. */
MUSTUSE int accounts_store_drop_old_proofs(struct db_conn *conn, int64_t now_ms);

struct accounts_tries {
    int64_t tries;
    int64_t since_ms;
};

struct accounts_window {
    int64_t start_ms; /* tries counted from before are forgotten */
    int64_t now_ms;
};

/* Counts one more. */
MUSTUSE int accounts_store_add_try(struct db_conn *conn, const char *kind,
                                   const struct crypt_digest *subject,
                                   const struct accounts_window *window,
                                   struct accounts_tries *out);
MUSTUSE int accounts_store_drop_tries(struct db_conn *conn, const char *kind,
                                      const struct crypt_digest *subject);
MUSTUSE int accounts_store_drop_old_tries(struct db_conn *conn, int64_t before_ms);

/* ---- accounts_session_store.c ---- */

struct accounts_refresh_row {
    struct uuid session;
    struct uuid owner;
    int64_t expires_ms;
    int64_t used_ms; /* 0: not used */
    struct crypt_key salt;
    bool is_active; /* of the owner */
    bool is_staff;
};

MUSTUSE int accounts_store_add_session(struct db_conn *conn, struct uuid session, struct uuid owner,
                                       int64_t expires_ms);
MUSTUSE int accounts_store_set_session_expires(struct db_conn *conn, struct uuid session,
                                               int64_t expires_ms);
MUSTUSE int accounts_store_add_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                       struct uuid session, int64_t expires_ms);
MUSTUSE int accounts_store_find_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                        struct accounts_refresh_row *out);
MUSTUSE int accounts_store_use_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                       int64_t now_ms, const struct crypt_key *salt);
/* Drops the tokens of a session that have expired, and the salts that no repetition may use any more. */
MUSTUSE int accounts_store_tidy_refresh(struct db_conn *conn, struct uuid session, int64_t now_ms,
                                        int64_t salts_before_ms);
/* Drops the session with its tokens, and notes that it ended. */
MUSTUSE int accounts_store_end_session(struct db_conn *conn, struct uuid session, int64_t now_ms);
struct accounts_sessions {
    struct uuid *ids;
    size_t count;
};

/* Likewise for all sessions of a user, which it lists. */
MUSTUSE int accounts_store_end_sessions(struct db_conn *conn, struct uuid owner, int64_t now_ms,
                                        struct arena *arena, struct accounts_sessions *out);
MUSTUSE int accounts_store_drop_old_sessions(struct db_conn *conn, int64_t now_ms,
                                             int64_t revoked_before_ms);
/* Tells `live` of every session that ended since. */
MUSTUSE int accounts_store_load_revoked(struct db_conn *conn, int64_t since_ms,
                                        struct accounts_live *live);
