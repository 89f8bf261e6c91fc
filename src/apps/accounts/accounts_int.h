/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of accounts share. */
#pragma once

#include <pthread.h>

#include "apps/accounts/accounts.h"
#include "base/clock.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

#define CODE_DIGITS    6
#define CODE_MS        (10 * MINUTE_MS)
#define CODE_TRIES_MAX 5
#define LINK_MS        (24 * HOUR_MS)
#define RESET_MS       HOUR_MS

/* ---- accounts.c ---- */

#define HOOKS_MAX 16

struct accounts_setup {
    pthread_mutex_t lock;
    char *base_url;  /* guarded by lock */
    char code[16];   /* guarded by lock; empty: there is none */
    int wrong_tries; /* guarded by lock */
};

struct accounts {
    const struct services *services;
    struct db *db;
    struct http *http; /* NULL without a web server */
    struct sessions *sessions;
    const struct crypt_key *pepper; /* of digests that could be guessed without it */
    struct accounts_setup setup;
    struct accounts_step_hook step; /* constant once the server answers; all zero: there is none */
    struct accounts_hook hooks[HOOKS_MAX]; /* constant once the server answers */
    size_t hook_count;
    struct accounts_site_hook site_hooks[HOOKS_MAX]; /* likewise */
    size_t site_hook_count;
    struct accounts_ways_hook ways_hooks[HOOKS_MAX]; /* likewise */
    size_t ways_hook_count;
};

/* Everything but the web server. */
MUSTUSE int accounts_new(const struct services *services, struct sessions *sessions,
                         struct accounts **out, struct err *err);
void accounts_free(struct accounts *accounts);

/* ---- accounts_limits.c ---- */

/* Proves that whoever gave the password is this user, who is NULL where there is none, which takes as long. Tries are
 * counted for `subject`, the e-mail address or what stands for it. E_INVALID_CREDENTIALS, E_THROTTLED. */
MUSTUSE int accounts_prove_password(struct accounts *accounts, struct str subject,
                                    const struct accounts_user *user, struct str password,
                                    struct err *err);

/* ---- accounts_register.c ---- */

/* E_INVALID names every field that is wrong. */
MUSTUSE int accounts_check_signup(struct accounts_signup *signup, struct arena *arena,
                                  struct err *err);

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

/* ---- accounts_invited.c ---- */

struct accounts_invitation {
    struct uuid id;
    struct str email; /* empty: whoever has it */
    int64_t expires_ms;
    bool is_used;
};

/* May somebody with this address make an account, by what staff have set? E_REGISTRATION_CLOSED; E_INVALID names "invitation"
 * where it is needed and none that holds. `out` is zeroed where none was given. */
MUSTUSE int accounts_check_invitation(struct accounts *accounts, struct db_conn *conn,
                                      const struct accounts_signup *signup, struct arena *arena,
                                      struct accounts_invitation *out, struct err *err);

/* ---- accounts_log_in.c ---- */

struct accounts_credentials {
    struct str email;
    struct str password;
    struct str client; /* address that it comes from */
};

/* The first step: the user whose password that is, verified and active. E_INVALID_CREDENTIALS,
 * E_EMAIL_NOT_VERIFIED, E_ACCOUNT_INACTIVE, E_THROTTLED. */
MUSTUSE int accounts_log_in(struct accounts *accounts, const struct accounts_credentials *given,
                            struct arena *arena, struct accounts_user *out, struct err *err);

/* ---- accounts_reset.c: passwords ---- */

/* Mails a link to choose a new password; does nothing where the address has no account that could use one, or was
 * written to too often. */
MUSTUSE int accounts_forgot(struct accounts *accounts, struct str email, struct str base_url,
                            struct arena *arena);
/* Sets the password of the account whose link this is, and ends all its sessions and API keys. The link proves the address,
 * too; second factors, passkeys and linked providers stay, and a letter to the owner names them.
 * E_INVALID_CODE for a link that was used, or replaced, or is older than an hour. */
MUSTUSE int accounts_reset(struct accounts *accounts, struct str token, struct str password,
                           struct arena *arena, struct err *err);
struct accounts_password_change {
    struct uuid user;
    struct uuid session; /* goes on; all others end */
    struct str password; /* the new one */
};
/* Sets a new password for somebody who has proved to be it. */
MUSTUSE int accounts_change_password(struct accounts *accounts,
                                     const struct accounts_password_change *change,
                                     struct arena *arena, struct err *err);

/* ---- accounts_change_email.c ---- */

/* Asks the new address for a proof and tells the old one. Whether another account has the new address shows only to
 * who reads its e-mail. E_INVALID under "email", E_THROTTLED. */
MUSTUSE int accounts_change_email(struct accounts *accounts, const struct accounts_user *user,
                                  struct str email, struct str base_url, struct arena *arena,
                                  struct err *err);
/* The change whose link this is. E_INVALID_CODE, E_EMAIL_TAKEN. */
MUSTUSE int accounts_confirm_email_by_link(struct accounts *accounts, struct str token,
                                           struct arena *arena, struct accounts_user *out,
                                           struct err *err);
/* The change that this user asked for. E_INVALID_CODE, E_EMAIL_TAKEN, E_THROTTLED. */
MUSTUSE int accounts_confirm_email_by_code(struct accounts *accounts, struct uuid user,
                                           struct str code, struct arena *arena,
                                           struct accounts_user *out, struct err *err);

/* ---- accounts_setup.c ---- */

void accounts_setup_init(struct accounts_setup *setup);
void accounts_setup_done(struct accounts_setup *setup);
MUSTUSE int accounts_is_setup_needed(struct accounts *accounts, bool *out);
/* Makes the first, staff, account. E_INVALID_CODE, E_CONFLICT where there is one already. */
MUSTUSE int accounts_set_up(struct accounts *accounts, struct str code,
                            struct accounts_signup *signup, struct arena *arena,
                            struct accounts_user *out, struct err *err);

/* ---- accounts_delete.c ---- */

struct accounts_deletion {
    struct uuid user;
    struct sessions_ended ended;
    void *memos[HOOKS_MAX];
};

/* Deletes the account, what it owns, and its sessions. E_CONFLICT, with words, for the last that can administer. */
MUSTUSE int accounts_delete(struct accounts *accounts, struct uuid user, struct arena *arena,
                            struct err *err);

/* ---- accounts_store.c ---- */

MUSTUSE int accounts_store_find_email(struct db_conn *conn, struct str email, struct arena *arena,
                                      struct accounts_user *out);
MUSTUSE int accounts_store_is_email_taken(struct db_conn *conn, struct str email, bool *out);
MUSTUSE int accounts_store_has_staff(struct db_conn *conn, bool *out);
/* Whether anybody but this one could still administer. */
MUSTUSE int accounts_store_has_other_staff(struct db_conn *conn, struct uuid but, bool *out);
MUSTUSE int accounts_store_add(struct db_conn *conn, const struct accounts_user *user,
                               struct str username_key);
/* Only where the password is still `old`. */
MUSTUSE int accounts_store_set_password(struct db_conn *conn, struct uuid id, struct str old,
                                        struct str password);
MUSTUSE int accounts_store_set_verified(struct db_conn *conn, struct uuid id);
MUSTUSE int accounts_store_drop(struct db_conn *conn, struct uuid id);

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

/* ---- accounts_change_store.c ---- */

MUSTUSE int accounts_store_add_reset(struct db_conn *conn, const struct crypt_digest *link,
                                     struct uuid owner, int64_t expires_ms);
/* E_NOT_FOUND where there is none, or it has expired. */
MUSTUSE int accounts_store_find_reset(struct db_conn *conn, const struct crypt_digest *link,
                                      int64_t now_ms, struct uuid *out_owner);
MUSTUSE int accounts_store_drop_resets(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_drop_old_resets(struct db_conn *conn, int64_t now_ms);
/* Whatever the password was before. */
MUSTUSE int accounts_store_replace_password(struct db_conn *conn, struct uuid id,
                                            struct str password);

/* A wanted address, with what was e-mailed to prove it. */
struct accounts_email_change {
    struct uuid owner;
    struct str email;
    struct crypt_digest code;
    int64_t code_expires_ms;
    int64_t code_tries;
    struct crypt_digest link;
    int64_t link_expires_ms;
};

/* Takes the place of one that the owner asked for before. */
MUSTUSE int accounts_store_set_email_change(struct db_conn *conn,
                                            const struct accounts_email_change *change);
MUSTUSE int accounts_store_find_email_change(struct db_conn *conn, struct uuid owner,
                                             struct arena *arena,
                                             struct accounts_email_change *out);
MUSTUSE int accounts_store_find_email_change_by_link(struct db_conn *conn,
                                                     const struct crypt_digest *link,
                                                     struct arena *arena,
                                                     struct accounts_email_change *out);
MUSTUSE int accounts_store_count_email_change_try(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_drop_email_change(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_set_email(struct db_conn *conn, struct uuid id, struct str email);

MUSTUSE int accounts_store_find_invitation(struct db_conn *conn, const struct crypt_digest *digest,
                                           struct arena *arena, struct accounts_invitation *out);
MUSTUSE int accounts_store_use_invitation(struct db_conn *tx, struct uuid id, struct uuid used_by,
                                          int64_t now_ms);
