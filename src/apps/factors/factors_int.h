/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of factors share. */
#pragma once

#include "apps/accounts/accounts.h"
#include "apps/factors/factors.h"
#include "apps/factors/factors_codes.h"
#include "apps/factors/factors_webauthn.h"
#include "base/clock.h"
#include "platform/db/db.h"
#include "platform/portable/portable.h"

#define CODE_MS            (10 * MINUTE_MS)
#define CODE_PAUSE_MS      (30 * SECOND_MS)
#define CODES_AN_HOUR      20 /* e-mails to one account; each needs the password before */
#define STEP_MS            (15 * MINUTE_MS)
#define STEP_TRIES_MAX     5
#define DRAFT_MS           (15 * MINUTE_MS)
#define PASSKEY_MS         (10 * MINUTE_MS)
#define PASSKEYS_MAX       20
#define PASSKEY_NAME_MAX   100
#define TRANSPORTS_MAX     8
#define FACTORS_NAME       "Assisti" /* as authenticators show it */
#define FACTORS_NONCE_SIZE ((size_t)24)

struct factors {
    const struct services *services;
    struct db *db;
    struct accounts *accounts;
    struct crypt_key seal_key;      /* of the secrets of apps */
    struct crypt_key code_key;      /* of digests of codes */
    struct crypt_key challenge_key; /* of challenges for passkeys */
};

/* The keys are derived from the pepper. */
void factors_init(struct factors *factors, const struct services *services,
                  struct accounts *accounts, const struct crypt_key *pepper);

/* ---- factors_store.c ---- */

struct factors_state {
    bool has_email;
    struct str secret; /* sealed; empty: there is no app */
    int64_t step;
    struct str draft; /* sealed; empty: none */
    int64_t draft_ms;
    int64_t recovery_left;
    int64_t passkeys;
    bool is_staff; /* the user */
};

/* E_NOT_FOUND where there is no such user. */
MUSTUSE int factors_store_find(struct db_conn *conn, struct uuid owner, struct arena *arena,
                               struct factors_state *out);
/* since_ms 0 turns them off. */
MUSTUSE int factors_store_set_email(struct db_conn *conn, struct uuid owner, int64_t since_ms);
MUSTUSE int factors_store_set_draft(struct db_conn *conn, struct uuid owner, struct str draft,
                                    int64_t now_ms);
/* The draft becomes the secret, whose code of this step was taken. */
MUSTUSE int factors_store_accept_draft(struct db_conn *conn, struct uuid owner, int64_t step);
MUSTUSE int factors_store_set_step(struct db_conn *conn, struct uuid owner, int64_t step);
/* Secret and draft. */
MUSTUSE int factors_store_drop_secret(struct db_conn *conn, struct uuid owner);
MUSTUSE int factors_store_add_recovery(struct db_conn *conn, struct uuid owner,
                                       const struct crypt_digest *digest);
/* E_NOT_FOUND where the user has no such code. */
MUSTUSE int factors_store_take_recovery(struct db_conn *conn, struct uuid owner,
                                        const struct crypt_digest *digest);
MUSTUSE int factors_store_drop_recovery(struct db_conn *conn, struct uuid owner);
/* Whatever factor the user has. */
MUSTUSE int factors_store_drop_all(struct db_conn *conn, struct uuid owner);

/* ---- factors_challenge_store.c ---- */

struct factors_challenge {
    struct crypt_digest digest;
    struct uuid owner;
    bool has_browser;
    struct crypt_digest browser;
    int64_t expires_ms;
    int64_t tries;
    struct crypt_digest code;
    int64_t code_expires_ms; /* 0: no code was e-mailed */
    int64_t code_sent_ms;
};

/* Takes the place of one with the same digest. */
MUSTUSE int factors_store_put_challenge(struct db_conn *conn,
                                        const struct factors_challenge *challenge);
MUSTUSE int factors_store_find_challenge(struct db_conn *conn, const struct crypt_digest *digest,
                                         struct factors_challenge *out);
MUSTUSE int factors_store_count_try(struct db_conn *conn, const struct crypt_digest *digest);
/* How many challenges of the user, not dropped yet, have had so many tries. */
MUSTUSE int factors_store_count_tried(struct db_conn *conn, struct uuid owner, int64_t tries,
                                      int64_t *out);
/* Code and its times, as they stand in `challenge`. */
MUSTUSE int factors_store_set_code(struct db_conn *conn, const struct factors_challenge *challenge);
MUSTUSE int factors_store_count_codes(struct db_conn *conn, struct uuid owner, int64_t since_ms,
                                      int64_t *out);
/* It is not taken any more; its e-mails still count. */
MUSTUSE int factors_store_end_challenge(struct db_conn *conn, const struct crypt_digest *digest);
/* Those that ended, and e-mailed their last code, before. */
MUSTUSE int factors_store_drop_old_challenges(struct db_conn *conn, int64_t before_ms);
/* Notes that a challenge for passkeys was used. E_CONFLICT where it was already. */
MUSTUSE int factors_store_use_passkey_challenge(struct db_conn *conn,
                                                const struct crypt_digest *digest,
                                                int64_t expires_ms, int64_t now_ms);

/* ---- factors_passkey_store.c ---- */

struct factors_passkey {
    struct uuid id;
    struct uuid owner;
    struct str credential;
    struct str site;
    struct factors_key key;
    int64_t counter;
    struct str transports; /* JSON */
    struct str name;
    int64_t created_ms;
    int64_t last_used_ms; /* 0: never */
};

struct factors_passkeys {
    struct factors_passkey *items; /* oldest first */
    size_t count;
};

/* E_CONFLICT where the credential is there already. */
MUSTUSE int factors_store_add_passkey(struct db_conn *conn, const struct factors_passkey *passkey);
MUSTUSE int factors_store_find_passkey(struct db_conn *conn, struct str credential,
                                       struct arena *arena, struct factors_passkey *out);
MUSTUSE int factors_store_list_passkeys(struct db_conn *conn, struct uuid owner,
                                        struct arena *arena, struct factors_passkeys *out);
/* These two: E_NOT_FOUND where the owner has none with this id. */
MUSTUSE int factors_store_rename_passkey(struct db_conn *conn, struct uuid owner, struct uuid id,
                                         struct str name);
MUSTUSE int factors_store_drop_passkey(struct db_conn *conn, struct uuid owner, struct uuid id);
MUSTUSE int factors_store_touch_passkey(struct db_conn *conn, struct uuid id, int64_t counter,
                                        int64_t now_ms);

/* ---- factors_mails.c ---- */

/* The code for a log-in, or for a sensitive act. */
MUSTUSE int factors_mail_code(struct db_conn *conn, const struct accounts_user *user,
                              const char *code, bool is_log_in);
/* A change of somebody's factors. */
struct factors_change {
    const char *action; /* for the audit log: "account.add-factor" */
    const char *kind;   /* "totp" */
    const char *subject;
    const char *happened;
};

/* Writes the change to the audit log and tells the owner. */
MUSTUSE int factors_note_change(struct db_conn *conn, const struct accounts_user *user,
                                const struct factors_change *change);
/* Tells the owner what happened: "A recovery code was used." */
MUSTUSE int factors_mail_change(struct db_conn *conn, const struct accounts_user *user,
                                const char *subject, const char *happened);

/* ---- factors_manage.c: turning factors on and off ---- */

struct factors_codes {
    struct factors_recovery_code items[FACTORS_RECOVERY_COUNT];
    size_t count; /* 0: none were made */
};

struct factors_setup {
    char secret[FACTORS_BASE32_CHARS + 1];
    struct str uri;
    struct str svg;
};

/* The digest of a code of a user, under which it is stored. `kind` keeps those of one kind from being another's. */
struct crypt_digest factors_digest_code(const struct factors *factors, const char *kind,
                                        struct uuid owner, struct str code);
/* Opens a sealed secret of the user's; E_INTERNAL where the key is another than the one that sealed it. */
MUSTUSE int factors_open_secret(const struct factors *factors, struct uuid owner, struct str sealed,
                                struct factors_secret *out);
/* To be called in the transaction that changed what the user has: keeps users.two_factor_enabled true to it, makes
 * recovery codes where there are none and factors are, and drops them with the last factor. E_FACTOR_REQUIRED where that was
 * the last one of somebody who has to have one. */
MUSTUSE int factors_settle(const struct factors *factors, struct db_conn *conn, struct uuid owner,
                           struct arena *arena, struct factors_codes *out);

/* Whether an e-mailed code proves anything: where the user wants that, or has nothing better. */
bool factors_takes_mail(const struct factors_state *state);

/* Whether the user has to have a factor: staff, where the setting says so. */
bool factors_is_required(const struct factors *factors, const struct factors_state *state);

MUSTUSE int factors_set_email(struct factors *factors, const struct accounts_user *user, bool is_on,
                              struct arena *arena, struct factors_codes *out);
/* Makes a new draft. E_CONFLICT where there is an app already. */
MUSTUSE int factors_begin_totp(struct factors *factors, const struct accounts_user *user,
                               struct arena *arena, struct factors_setup *out, struct err *err);
/* E_INVALID_CODE also where there is no draft or an old one. Makes the recovery codes anew. */
MUSTUSE int factors_enable_totp(struct factors *factors, const struct accounts_user *user,
                                struct str code, struct arena *arena, struct factors_codes *out);
MUSTUSE int factors_disable_totp(struct factors *factors, const struct accounts_user *user,
                                 struct arena *arena);
/* E_CONFLICT where the user has no factor that they could stand in for. */
MUSTUSE int factors_renew_recovery(struct factors *factors, const struct accounts_user *user,
                                   struct arena *arena, struct factors_codes *out, struct err *err);

/* ---- factors_proof.c: checking what somebody brings ---- */

/* What is proved, within one transaction that the caller commits also on E_INVALID_CODE. */
struct factors_check {
    struct factors *factors;
    struct db_conn *conn;
    const struct accounts_user *user;
    struct factors_challenge *challenge; /* whose e-mailed code counts; NULL: none */
    struct arena *arena;
    int64_t now_ms;
};

/* E_OK; E_INVALID_CODE; E_INVALID under the field "method". */
MUSTUSE int factors_check_code(const struct factors_check *check, struct str code,
                               struct str method, struct err *err);
/* E-mails a new code for the challenge, and keeps its digest in it. E_THROTTLED says in `err` when to come
 * back. */
MUSTUSE int factors_send_code(const struct factors_check *check, bool is_log_in, struct err *err);

/* ---- factors_step.c ---- */

/* The challenge whose secret this is, for whoever asks: E_TOKEN_INVALID where it is none, has ended, had its tries, or is
 * another browser's. */
MUSTUSE int factors_find_step(struct req *rq, struct db_conn *conn, struct str secret,
                              struct factors_challenge *out);
/* The hooks of accounts. */
int factors_begin_step(void *state, struct req *rq, const struct accounts_user *user,
                       struct accounts_challenge *out);
int factors_prove_hook(void *state, struct req *rq, const struct accounts_user *user,
                       const struct accounts_factor *given);
/* E-mails a code for a sensitive act to who is logged in. E_THROTTLED; E_CONFLICT where it would prove nothing. */
MUSTUSE int factors_send_proof(struct factors *factors, struct req *rq,
                               const struct accounts_user *user);

/* ---- factors_site.c ---- */

/* This server as authenticators know it. E_CONFLICT, with words, where it is reached by an address or without https:
 * browsers do not use passkeys there. */
MUSTUSE int factors_find_party(struct req *rq, struct factors_relying_party *out);

/* ---- factors_passkeys.c ---- */

enum factors_purpose {
    FACTORS_REGISTER,
    FACTORS_LOG_IN,
    FACTORS_STEP,
    FACTORS_PROOF,
    FACTORS_PURPOSE_COUNT,
};

/* For whom a challenge is that a session asks for: user and session, in the arena. */
struct str factors_subject_of_session(struct req *rq);

struct factors_nonce {
    char s[BASE64URL_LENGTH(FACTORS_CHALLENGE_MAX) + 1];
};

/* A challenge for passkeys. `subject` is whom it is for; the answer must name the same. */
struct factors_nonce factors_make_nonce(const struct factors *factors, enum factors_purpose purpose,
                                        struct str subject, int64_t now_ms);
/* Whether an answer's challenge is ours, for this purpose and subject, not over and not used; notes that it is used.
 * E_INVALID_CODE. */
MUSTUSE int factors_use_nonce(const struct factors_check *check, enum factors_purpose purpose,
                              struct str subject, struct str challenge);

/* Reads AuthenticationResponseJSON and RegistrationResponseJSON. E_INVALID names the member. */
MUSTUSE int factors_read_assertion(struct str json, struct arena *arena,
                                   struct factors_assertion *out, struct err *err);
MUSTUSE int factors_read_registration(struct str json, struct arena *arena,
                                      struct factors_registration *out, struct str *out_transports,
                                      struct err *err);

struct factors_use {
    enum factors_purpose purpose;
    struct str subject;
    struct factors_relying_party party;
};

/* Whether the answer is right and of the user's (of anybody's, where check->user is NULL) passkey, which is noted as
 * used. E_INVALID_CODE. A counter that went back is told to the owner, and refused. */
MUSTUSE int factors_check_passkey(const struct factors_check *check,
                                  const struct factors_assertion *given,
                                  const struct factors_use *use, struct factors_passkey *out);
/* Keeps a new passkey. E_INVALID_CODE where its challenge is not ours; E_INVALID, E_CONFLICT, E_LIMIT_REACHED say
 * why in `err`. */
MUSTUSE int factors_add_passkey(const struct factors_check *check,
                                const struct factors_registration *given,
                                const struct factors_use *use, struct factors_passkey *passkey,
                                struct err *err);
/* The `list` of struct accounts_ways_hook. */
int factors_list_ways(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                      struct sb *out);

/* ---- factors_portable_store.c ---- */

extern const struct portable_table factors_portable[];
