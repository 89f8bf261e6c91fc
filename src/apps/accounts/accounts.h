/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts: who somebody is. Registering, proving an e-mail address, logging in, passwords and addresses and their change,
 * the end of an account, and the first, staff, account of a new installation.
 * Not here: what a log-in is worth (sessions: tokens, devices, their end), second steps (they come in by
 * struct accounts_step_hook), what may be a name or password (names), what people say and show of themselves (people),
 * what staff do with accounts (users), sending e-mail (platform/mail).
 *
 * Way of a log-in: accounts_api_log_in.c proves the password; where the hook knows a second step, the answer
 * is a challenge, else sessions_start() and the tokens. Who proves the second step, or comes by another way,
 * ends in accounts_reply_log_in().
 *
 * Memory: results live in the arena passed in. Threads: any; what is shared is locked inside.
 * Files: accounts_routes.c table, accounts_api_*.c HTTP, accounts.c start and end, accounts_{register,invited,vouched,
 * log_in,setup,limits,reset,change_email,delete}.c rules, accounts_store.c (users), accounts_proof_store.c
 * and accounts_change_store.c SQL. */
#pragma once

#include "apps/names/names.h"
#include "apps/sessions/sessions.h"
#include "http/http.h"

struct accounts;
struct db;
struct db_conn;

extern const struct app accounts_app;

/* The state of this application, for handlers of others. */
struct accounts *accounts_of(struct req *rq);

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

/* What opens an account besides its password, as another application knows it. */
struct accounts_ways_hook {
    void *state;
    /* Appends a few words for its owner, as "2 passkeys, the newest of 2026-11-02", or nothing. */
    int (*list)(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                struct sb *out);
};

/* For the init() of applications that come after accounts. The hook is copied. */
void accounts_add_ways_hook(struct accounts *accounts, const struct accounts_ways_hook *hook);

/* ---- people, for other applications ---- */

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

/* E_NOT_FOUND. Texts live in the arena. */
MUSTUSE int accounts_find(struct accounts *accounts, struct uuid id, struct arena *arena,
                          struct accounts_user *out);
/* The same in the caller's transaction. */
MUSTUSE int accounts_find_within(struct db_conn *conn, struct uuid id, struct arena *arena,
                                 struct accounts_user *out);
/* The same by an e-mail address as a person writes it; E_INVALID where it is none. */
MUSTUSE int accounts_find_by_email(struct db *db, struct str email, struct arena *arena,
                                   struct accounts_user *out, struct err *err);
/* The user as the contract has it. */
void accounts_write_user(struct json_out *out, const struct accounts_user *user);
MUSTUSE int accounts_reply_user(struct req *rq, int status, const struct accounts_user *user);

/* What the user is called in a sentence. */
static inline struct str accounts_name_of(const struct accounts_user *user)
{
    return user->name.n > 0 ? user->name : user->username;
}
/* Whether anybody but `but`, which may be NULL, has the username of this key. */
MUSTUSE int accounts_is_username_taken(struct db_conn *conn, struct str username_key,
                                       const struct uuid *but, bool *out);
/* Adds to E_EMAIL_TAKEN and E_USERNAME_TAKEN their words, beside the field; returns `rc`. */
int accounts_tell_taken(int rc, struct err *err);
/* Notes, in the caller's transaction, whether a password alone logs in. */
MUSTUSE int accounts_set_two_factor(struct db_conn *conn, struct uuid user, bool is_enabled);
/* Makes code and link that prove the user's address, and the e-mail that holds them, in the caller's transaction; then
 * mail_wake(). */
MUSTUSE int accounts_send_proof(struct accounts *accounts, struct db_conn *conn,
                                const struct accounts_user *user, struct str base_url,
                                struct arena *arena);
/* A link that lets the user choose a password, once, until that time; in the caller's transaction. */
MUSTUSE int accounts_make_reset_link(struct db_conn *conn, struct uuid user, int64_t expires_ms,
                                     struct str base_url, struct arena *arena,
                                     struct str *out_link);

/* ---- the end of an account ---- */

/* E_CONFLICT, with words, where this user is the last that can administer. */
MUSTUSE int accounts_keep_staff(struct db_conn *conn, const struct accounts_user *user,
                                struct err *err);

/* What is left to do once a deletion is committed. */
struct accounts_deletion;

/* Deletes in the caller's transaction; then accounts_tell_deleted(). *out lives in the arena. */
MUSTUSE int accounts_delete_within(struct accounts *accounts, struct db_conn *conn,
                                   struct uuid user, struct arena *arena,
                                   struct accounts_deletion **out);
void accounts_tell_deleted(struct accounts *accounts, const struct accounts_deletion *deletion);

/* ---- new accounts ---- */

/* What somebody gave who wants an account. Checked and normalised in place by accounts_check_signup(). */
struct accounts_signup {
    struct str email;
    struct str password;
    struct str name;
    struct str username;   /* empty: a random one */
    struct str invitation; /* token, or empty */
    struct names_username checked_username;
};

struct accounts_standing {
    bool is_proven; /* verified and active */
    bool is_staff;
};

/* Adds a checked user with an empty profile in the caller's transaction. `password` is the stored text. E_EMAIL_TAKEN,
 * E_USERNAME_TAKEN. */
MUSTUSE int accounts_create(struct db_conn *conn, const struct accounts_signup *signup,
                            struct str password, struct accounts_standing standing,
                            struct arena *arena, struct accounts_user *out);

/* ---- people for whom an identity provider vouches ---- */

struct accounts_vouched {
    struct str email; /* that the provider has verified */
    struct str name;  /* may be empty; what cannot be a name counts as none */
};

/* Whether who was not invited may have an account: E_OK, E_REGISTRATION_CLOSED. */
MUSTUSE int accounts_may_join(const struct accounts *accounts);
/* The account with this address, in the caller's transaction. E_NOT_FOUND; E_INVALID where it is no address. */
MUSTUSE int accounts_find_vouched(struct db_conn *conn, const struct accounts_vouched *vouched,
                                  struct arena *arena, struct accounts_user *out);
/* Makes a verified, active account that no password opens until its owner sets one, in the caller's transaction.
 * E_EMAIL_TAKEN; E_INVALID as above. */
MUSTUSE int accounts_add_vouched(struct db_conn *conn, const struct accounts_vouched *vouched,
                                 struct arena *arena, struct accounts_user *out);

/* What another application tells everybody in GET /site: members of its object. */
struct accounts_site_hook {
    void *state;
    void (*write)(void *state, struct json_out *out);
};

/* For the init() of applications that come after accounts. The hook is copied. */
void accounts_add_site_hook(struct accounts *accounts, const struct accounts_site_hook *hook);

/* ---- second steps of a log-in ---- */

enum accounts_method {
    ACCOUNTS_METHOD_EMAIL = 1u << 0,
    ACCOUNTS_METHOD_TOTP = 1u << 1,
    ACCOUNTS_METHOD_RECOVERY = 1u << 2,
    ACCOUNTS_METHOD_PASSKEY = 1u << 3,
};

struct accounts_challenge {
    unsigned methods; /* of enum accounts_method; 0: there is no second step */
    char secret[CRYPT_TOKEN_LENGTH + 1];
};

/* What came as proof besides a password. Absent texts are empty. */
struct accounts_factor {
    struct str code;
    struct str method;  /* of the code, or empty */
    struct str passkey; /* the text of a JSON object */
};

/* What an application that knows second steps does for a log-in. */
struct accounts_step_hook {
    void *state;
    /* The first step was right, the account is active. Begins a challenge where the user has a second step,
     * and sets cookies on the reply; else leaves out->methods 0. */
    int (*begin)(void *state, struct req *rq, const struct accounts_user *user,
                 struct accounts_challenge *out);
    /* Whether this proves that it is the user who is logged in: E_OK, E_INVALID_CODE, E_INVALID with
     * fields. A try was counted before. */
    int (*prove)(void *state, struct req *rq, const struct accounts_user *user,
                 const struct accounts_factor *given);
};

/* For the init() of the application that has it: one at most. The hook is copied. */
void accounts_set_step_hook(struct accounts *accounts, const struct accounts_step_hook *hook);

/* Appends their names as "totp,recovery". */
void accounts_add_methods(struct sb *sb, unsigned wanted);
/* Asks the hook, for who comes by another way than a password: where out->methods is not 0, the second step
 * is still to come. */
MUSTUSE int accounts_begin_step(struct req *rq, const struct accounts_user *user,
                                struct accounts_challenge *out);
/* All steps are done: begins the session and answers with {access,refresh,user}. */
MUSTUSE int accounts_reply_log_in(struct req *rq, const struct accounts_user *user);

/* ---- proofs for sensitive acts ---- */

/* E_OK where it is proved that the user of the request is still the same person: by `password`, which may be
 * empty and otherwise must be right (then the proof is noted), or by a proof within the last ten minutes.
 * E_PROOF_REQUIRED; E_INVALID under the field "password"; E_THROTTLED. The route needs ROUTE_HASHES where it
 * passes a password. */
MUSTUSE int accounts_require_proof(struct req *rq, struct str password);

/* ---- limits that a restart does not lift ---- */

enum accounts_try {
    ACCOUNTS_TRY_PASSWORD,
    ACCOUNTS_TRY_CODE,
    ACCOUNTS_TRY_FACTOR, /* of a second step: nobody gets that far without the password */
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
