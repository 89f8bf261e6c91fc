/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of accounts share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

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

#define CODE_DIGITS    6
#define CODE_MS        (10 * MINUTE_MS)
#define CODE_TRIES_MAX 5
#define LINK_MS        (24 * HOUR_MS)

struct accounts_profile {
    struct uuid id;
    struct uuid owner;
    struct str name;     /* empty: the account's */
    struct str username; /* likewise */
    struct str email;    /* the account's */
    struct str bio;
    int64_t created_ms;
    struct str avatar; /* name of a blob, or empty */
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
    struct str username;   /* empty: a random one */
    struct str invitation; /* token, or empty */
    struct accounts_username checked_username;
};

/* E_INVALID names every field that is wrong. */
MUSTUSE int accounts_check_signup(struct accounts_signup *signup, struct arena *arena,
                                  struct err *err);
/* E_INVALID where the password is too short, too long or nothing but what anybody could guess of its
 * owner. */
MUSTUSE int accounts_check_password(struct str password, const struct accounts_signup *owner,
                                    struct err *err);

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
    atomic_bool is_exporting;       /* somebody's archive is being made: one at a time */
    struct accounts_step_hook step; /* constant once the server answers; all zero: there is none */
    struct accounts_hook hooks[HOOKS_MAX]; /* constant once the server answers */
    size_t hook_count;
    struct accounts_site_hook site_hooks[HOOKS_MAX]; /* likewise */
    size_t site_hook_count;
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

/* Makes code and link that prove the user's address, and the e-mail that holds them, in the caller's transaction. */
MUSTUSE int accounts_send_proof(struct accounts *accounts, struct db_conn *conn,
                                const struct accounts_user *user, struct str base_url,
                                struct arena *arena);

/* ---- accounts_mails.c ---- */

/* Adds the e-mail that asks a new user to prove the address. */
MUSTUSE int accounts_mail_verification(struct db_conn *conn, const struct accounts_user *user,
                                       struct str link, struct str code);

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
    struct str phone;        /* empty: none any more */
    struct str phone_region; /* the country that a number without "+" is dialled in */
};

struct accounts_profile_change {
    struct str name;
    struct str username;
    struct str bio;
};

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

/* What is left to do once a deletion is committed. */
struct accounts_deletion {
    struct uuid user;
    struct sessions_ended ended;
    void *memos[HOOKS_MAX];
};

/* Within the caller's transaction; then accounts_tell_deleted(). */
MUSTUSE int accounts_delete_within(struct accounts *accounts, struct db_conn *conn,
                                   struct uuid user, struct arena *arena,
                                   struct accounts_deletion *out);
void accounts_tell_deleted(struct accounts *accounts, const struct accounts_deletion *deletion);

/* Deletes the account, what it owns, and its sessions. E_CONFLICT, with words, for the last that can administer. */
MUSTUSE int accounts_delete(struct accounts *accounts, struct uuid user, struct arena *arena,
                            struct err *err);

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
/* Empty: none. */
MUSTUSE int accounts_store_set_phone(struct db_conn *conn, struct uuid id, struct str phone);
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
