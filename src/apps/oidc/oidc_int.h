/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of oidc share. */
#pragma once

#include <pthread.h>

#include "apps/accounts/accounts.h"
#include "apps/oidc/oidc.h"
#include "base/clock.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/fetch/fetch.h"
#include "platform/portable/portable.h"

#define OIDC_DOCUMENT_BYTES_MAX (256 * KIB) /* discovery, keys */
#define OIDC_TOKEN_BYTES_MAX    (16 * KIB)  /* an ID token */
#define OIDC_ANSWER_BYTES_MAX   (64 * KIB)  /* of the token and userinfo endpoints */
#define OIDC_SUBJECT_MAX        255         /* OpenID Connect Core, section 2 */
#define OIDC_NAME_MAX           32
#define OIDC_NEXT_MAX           300
#define OIDC_STATE_MS           (10 * MINUTE_MS)
#define OIDC_SKEW_S             60 /* by which the provider's clock may differ from ours */

/* ---- oidc_metadata.c: what a provider says of itself (OpenID Connect Discovery, section 3) ---- */

struct oidc_metadata {
    struct str authorization_endpoint;
    struct str token_endpoint;
    struct str userinfo_endpoint; /* empty: none */
    struct str jwks_uri;
    bool posts_secret; /* takes the client's secret in the body only */
    bool names_issuer; /* the way back holds `iss` (RFC 9207) */
};

/* Texts live in the arena. E_PROVIDER says what is missing or wrong. */
MUSTUSE int oidc_metadata_read(struct str json, struct str issuer, struct arena *arena,
                               struct oidc_metadata *out, struct err *err);

/* ---- oidc_keys.c: the provider's public keys (RFC 7517) ---- */

#define OIDC_KEYS_MAX 32

struct oidc_key {
    struct str id; /* empty: it has none */
    struct crypt_public public;
};

struct oidc_keys {
    struct oidc_key items[OIDC_KEYS_MAX];
    size_t count;
};

/* Those that verify what we understand; others are passed over. E_PROVIDER where it is no set of keys. */
MUSTUSE int oidc_keys_read(struct str json, struct arena *arena, struct oidc_keys *out,
                           struct err *err);

/* ---- oidc_token.c: ID tokens ---- */

struct oidc_token {
    enum crypt_algorithm algorithm;
    struct str key_id; /* empty: it names none */
    struct str is_signed;
    struct str signature;
    struct str payload; /* JSON, not to be believed before the signature is verified */
};

/* Takes a token apart. E_PROVIDER for one that is not signed, encrypted, or signed by an algorithm that we do not
 * take (`none` and all with a shared secret among them). */
MUSTUSE int oidc_token_read(struct str text, struct arena *arena, struct oidc_token *out,
                            struct err *err);
/* E_OK: one of the keys has made the signature. E_NOT_FOUND: there is no key that could have; E_PROVIDER: those that
 * could have did not. */
MUSTUSE int oidc_token_verify(const struct oidc_token *token, const struct oidc_keys *keys);

struct oidc_expected {
    struct str issuer;
    struct str client_id;
    struct str nonce;
    struct str access_token; /* that came with the token */
    enum crypt_algorithm algorithm;
    int64_t now_s;
};

/* Who somebody is, as a provider says. */
struct oidc_identity {
    struct str subject;
    struct str email; /* empty: not told */
    struct str name;  /* likewise */
    bool is_email_verified;
};

/* The claims of a token, checked by OpenID Connect Core, section 3.1.3.7. E_PROVIDER names the one that is wrong. */
MUSTUSE int oidc_claims_read(struct str json, const struct oidc_expected *expected,
                             struct arena *arena, struct oidc_identity *out, struct err *err);
/* What the userinfo endpoint answered, for the subject of the token (section 5.3.2); adds to `identity`. */
MUSTUSE int oidc_userinfo_read(struct str json, struct arena *arena, struct oidc_identity *identity,
                               struct err *err);

/* ---- oidc_state.c: log-ins under way ---- */

#define OIDC_BINDING_BYTES 32
#define OIDC_SECRET_LENGTH BASE64URL_LENGTH(32)

/* What a cookie of the browser holds. */
struct oidc_binding {
    uint8_t b[OIDC_BINDING_BYTES];
};

struct oidc_flow {
    struct str provider; /* its name */
    struct str next;     /* path to lead to */
    struct uuid user;    /* who asked to link; all zero: a log-in */
    int64_t expires_ms;
};

struct oidc_secrets {
    char nonce[OIDC_SECRET_LENGTH + 1];
    char verifier[OIDC_SECRET_LENGTH + 1]; /* RFC 7636, section 4.1 */
};

struct oidc_states;

struct oidc_states *oidc_states_new(void);
void oidc_states_free(struct oidc_states *states);
/* The state of a new log-in, in the arena, and what belongs to it. */
struct str oidc_state_make(const struct oidc_states *states, const struct oidc_binding *binding,
                           const struct oidc_flow *flow, struct arena *arena,
                           struct oidc_secrets *out);
/* Reads a state that came back, which is not good again after. E_INVALID_CODE where it is not ours, not this
 * browser's, too old, or was used. */
MUSTUSE int oidc_state_take(struct oidc_states *states, const struct oidc_binding *binding,
                            struct str state, struct arena *arena, struct oidc_flow *out_flow,
                            struct oidc_secrets *out_secrets);

/* An identity that is to be linked once the owner of the account with its address has logged in. */
struct oidc_ticket {
    struct str provider; /* its name */
    struct str subject;
    struct str email;
    struct uuid owner;
    int64_t expires_ms;
};

/* The ticket for this browser, in the arena; E_TOO_LARGE where a text is longer than any provider's should be. */
MUSTUSE int oidc_ticket_make(const struct oidc_states *states, const struct oidc_binding *binding,
                             const struct oidc_ticket *ticket, struct arena *arena,
                             struct str *out);
/* As oidc_state_take(). */
MUSTUSE int oidc_ticket_take(struct oidc_states *states, const struct oidc_binding *binding,
                             struct str text, struct arena *arena, struct oidc_ticket *out);
/* A path of this site that a log-in may lead to, or "/". */
struct str oidc_clean_next(struct str next);

/* ---- oidc_setup.c, oidc_provider.c ---- */

#define OIDC_PROVIDERS_MAX 16

struct oidc_provider {
    struct str name; /* in paths */
    struct str title;
    struct str issuer;
    struct str client_id;
    struct str client_secret; /* empty: a public client */
    bool posts_secret;        /* takes it in the body only, whatever it says of itself */
    bool is_self;             /* stands on this machine */

    pthread_mutex_t lock;
    struct arena *metadata_arena; /* guarded by lock, as all that follows; NULL: not known */
    struct oidc_metadata metadata;
    int64_t metadata_until_ms;
    struct arena *keys_arena; /* NULL: not known */
    struct oidc_keys keys;
    int64_t keys_until_ms;
    int64_t keys_asked_ms;
    int64_t failed_until_ms; /* not asked again before */
};

struct oidc {
    const struct services *services;
    struct db *db;
    struct accounts *accounts;
    struct fetch *fetch;
    struct arena *arena;
    struct oidc_provider providers[OIDC_PROVIDERS_MAX];
    size_t provider_count;
    struct oidc_states *states;
};

/* Fills the list from the settings. E_INVALID says what is wrong with them. */
MUSTUSE int oidc_setup(struct oidc *oidc, struct err *err);
/* The same from the text of a file; for tests and oidc_setup(). */
MUSTUSE int oidc_setup_read(struct oidc *oidc, struct str json, struct err *err);
/* NULL where there is none. */
struct oidc_provider *oidc_find_provider(struct oidc *oidc, struct str name);
/* The one that calls itself so; NULL likewise. */
struct oidc_provider *oidc_find_issuer(struct oidc *oidc, struct str issuer);
void oidc_provider_done(struct oidc_provider *provider);

/* What every step of a log-in goes by. */
struct oidc_step {
    struct oidc *oidc;
    struct oidc_provider *provider;
    struct arena *arena; /* results live here */
    struct err *err;
};

/* What the provider says of itself, asked or remembered, copied to the arena. E_PROVIDER, E_BUSY. */
MUSTUSE int oidc_provider_metadata(const struct oidc_step *step, struct oidc_metadata *out);
/* E_OK where the token was signed by one of the provider's keys, which are asked for anew where none fits. */
MUSTUSE int oidc_provider_verify(const struct oidc_step *step, const struct oidc_token *token);

struct oidc_exchange {
    struct str code;
    struct str redirect_uri;
    struct str verifier;
};

struct oidc_tokens {
    struct str id_token;
    struct str access_token;
};

/* Exchanges a code for tokens (OpenID Connect Core, section 3.1.3). */
MUSTUSE int oidc_provider_exchange(const struct oidc_step *step,
                                   const struct oidc_metadata *metadata,
                                   const struct oidc_exchange *exchange, struct oidc_tokens *out);
/* The JSON of the userinfo endpoint. */
MUSTUSE int oidc_provider_userinfo(const struct oidc_step *step, struct str endpoint,
                                   struct str access_token, struct str *out);
/* Appends `before` ('?' or '&') and "name=value", the value escaped. */
void oidc_add_param(struct sb *sb, char before, const char *name, struct str value);

/* ---- oidc_login.c: the two steps ---- */

/* The address at the provider that the browser has to open. */
MUSTUSE int oidc_begin(const struct oidc_step *step, const struct oidc_flow *flow,
                       const struct oidc_binding *binding, struct str redirect_uri,
                       struct str *out);

/* What the browser came back with; empty texts were not there. */
struct oidc_return {
    struct str code;
    struct str error;
    struct str issuer;
    struct str redirect_uri;
};

/* Who came back. E_FORBIDDEN: they, or the provider, did not want to. */
MUSTUSE int oidc_finish(const struct oidc_step *step, const struct oidc_return *given,
                        const struct oidc_secrets *secrets, struct oidc_identity *out);

/* ---- oidc_people.c: whose account it is ---- */

/* Finds or links the account, or makes it where `may_join` (else E_NOT_FOUND). E_EMAIL_NOT_VERIFIED: the provider vouches for no address. E_EMAIL_TAKEN: the address is of an account here that
 * has not verified it. E_CONFLICT: that account is linked with another one there. E_ACCOUNT_INACTIVE. E_PROOF_REQUIRED: the address is
 * of *out, staff or somebody with a second factor, who has to log in here before the two are linked. */
MUSTUSE int oidc_find_person(struct oidc *oidc, const struct oidc_provider *provider,
                             const struct oidc_identity *identity, bool may_join,
                             struct arena *arena, struct accounts_user *out);
/* Links with the account of who asked for it. E_CONFLICT where either side is linked otherwise. */
MUSTUSE int oidc_link_person(struct oidc *oidc, const struct oidc_provider *provider,
                             const struct oidc_identity *identity, struct uuid user,
                             struct arena *arena);

/* The `list` of struct accounts_ways_hook. */
int oidc_list_ways(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                   struct sb *out);
/* Writes to the audit log what a user did with their link. */
MUSTUSE int oidc_note_change(struct db_conn *conn, struct uuid user, const char *action,
                             const struct oidc_provider *provider);

/* ---- oidc_store.c ---- */

struct oidc_link {
    struct uuid id;
    struct uuid owner;
    struct str issuer;
    struct str subject;
    struct str email;
    int64_t created_ms;
    int64_t last_used_ms;
};

/* E_CONFLICT where issuer and subject, or owner and issuer, are linked already. */
MUSTUSE int oidc_store_add(struct db_conn *conn, const struct oidc_link *link);
/* The owner of the account at a provider; E_NOT_FOUND. */
MUSTUSE int oidc_store_find_owner(struct db_conn *conn, struct str issuer, struct str subject,
                                  struct uuid *out);
MUSTUSE int oidc_store_note_use(struct db_conn *conn, const struct oidc_link *link);
/* Oldest first; at most OIDC_PROVIDERS_MAX. */
MUSTUSE int oidc_store_list(struct db_conn *conn, struct uuid owner, struct arena *arena,
                            struct oidc_link **out, size_t *out_count);
/* E_NOT_FOUND where there was none. */
MUSTUSE int oidc_store_drop(struct db_conn *conn, struct uuid owner, struct str issuer);

/* ---- oidc_portable_store.c ---- */

extern const struct portable_table oidc_portable[];
