/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "base/log.h"

/* Successors of one token that can come about within the grace: as many as a client can make requests. */
#define WALK_MAX 1000

struct token {
    uint8_t b[TOKEN_BYTES];
};

static struct str token_bytes(const struct token *token)
{
    return (struct str){(const char *)token->b, sizeof(token->b)};
}

static struct crypt_digest digest_of(const struct token *token)
{
    return crypt_hash(NULL, token_bytes(token));
}

struct crypt_digest accounts_make_token(char out[TOKEN_TEXT_LENGTH + 1])
{
    struct token token;
    random_bytes(token.b, sizeof(token.b));
    crypt_base64_encode(token.b, sizeof(token.b), out);
    return digest_of(&token);
}

int accounts_digest_token(struct str token, struct crypt_digest *out)
{
    struct token decoded;
    if (crypt_base64_decode(token, decoded.b, sizeof(decoded.b)) < 0) {
        return E_TOKEN_INVALID;
    }
    *out = digest_of(&decoded);
    return E_OK;
}

/* Whoever has the token and its salt has the successor; neither alone says anything about it. */
static struct token successor_of(const struct token *token, const struct crypt_key *salt)
{
    struct crypt_digest digest = crypt_hash(salt, token_bytes(token));
    struct token successor;
    _Static_assert(sizeof(successor.b) == sizeof(digest.b), "a digest is a token");
    memcpy(successor.b, digest.b, sizeof(successor.b));
    return successor;
}

static struct accounts_jwt make_access(const struct accounts *accounts, struct uuid user,
                                       struct uuid session, bool is_staff, int64_t now_ms)
{
    struct accounts_claims claims = {
        .user = user,
        .session = session,
        .issued_s = now_ms / SECOND_MS,
        .expires_s = (now_ms + ACCESS_MS) / SECOND_MS,
        .is_staff = is_staff,
    };
    return accounts_jwt_make(&accounts->keys, &claims);
}

/* ---- log-in ---- */

static int find_user(struct accounts *accounts, struct str email, struct arena *arena,
                     struct accounts_user *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_store_find_email(conn, email, arena, out);
}

/* Stores the password with today's parameters, where they have changed since. */
static int upgrade_password(struct accounts *accounts, const struct accounts_user *user,
                            struct str password)
{
    if (!crypt_password_is_outdated(user->password)) {
        return E_OK;
    }
    struct crypt_password made;
    int rc = crypt_password_hash(password, &made);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_set_password(conn, user->id, user->password, str_from(made.s));
    }
    return rc < 0 ? rc : db_commit(&conn);
}

static int start_session(struct accounts *accounts, const struct accounts_user *user,
                         struct accounts_tokens *out)
{
    int64_t now_ms = clock_now_ms();
    struct uuid session = uuid_new();
    struct accounts_tokens tokens;
    struct crypt_digest digest = accounts_make_token(tokens.refresh);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_drop_old_sessions(conn, now_ms, now_ms - ACCESS_MS);
    }
    if (rc == E_OK) {
        rc = accounts_store_add_session(conn, session, user->id, now_ms + REFRESH_MS);
    }
    if (rc == E_OK) {
        rc = accounts_store_add_refresh(conn, &digest, session, now_ms + REFRESH_MS);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc == E_CONFLICT ? E_INVALID_CREDENTIALS : rc; /* deleted a moment ago */
    }
    tokens.access = make_access(accounts, user->id, session, user->is_staff, now_ms);
    *out = tokens;
    return E_OK;
}

int accounts_log_in(struct accounts *accounts, const struct accounts_credentials *given,
                    struct arena *arena, struct accounts_user *out_user,
                    struct accounts_tokens *out, struct err *err)
{
    /* What cannot be an address is treated like one that has no account. */
    struct str address = given->email;
    int rc = accounts_read_email(given->email, arena, &address, NULL);
    struct accounts_user user = {0};
    if (rc == E_OK) {
        rc = find_user(accounts, address, arena, &user);
    }
    bool has_account = rc == E_OK;
    if (rc < 0 && rc != E_NOT_FOUND && rc != E_INVALID) {
        return rc;
    }
    rc = accounts_prove_password(accounts, address, has_account ? &user : NULL, given->password,
                                 err);
    if (rc < 0) {
        return rc;
    }
    if (!user.is_verified) {
        return E_EMAIL_NOT_VERIFIED;
    }
    if (!user.is_active) {
        return E_ACCOUNT_INACTIVE;
    }
    rc = upgrade_password(accounts, &user, given->password);
    if (rc == E_OK) {
        rc = start_session(accounts, &user, out);
    }
    if (rc == E_OK) {
        *out_user = user;
    }
    return rc;
}

/* ---- refresh ---- */

/* Exchanges an unused token for its successor. */
static int rotate(struct db_conn *conn, const struct accounts_refresh_row *row,
                  const struct token *token, int64_t now_ms, struct token *out)
{
    struct crypt_key salt;
    random_bytes(salt.b, sizeof(salt.b));
    struct token successor = successor_of(token, &salt);
    struct crypt_digest old_digest = digest_of(token);
    struct crypt_digest new_digest = digest_of(&successor);
    int64_t expires_ms = now_ms + REFRESH_MS;
    int rc = accounts_store_tidy_refresh(conn, row->session, now_ms, now_ms - REFRESH_GRACE_MS);
    if (rc == E_OK) {
        rc = accounts_store_use_refresh(conn, &old_digest, now_ms, &salt);
    }
    if (rc == E_OK) {
        rc = accounts_store_add_refresh(conn, &new_digest, row->session, expires_ms);
    }
    if (rc == E_OK) {
        rc = accounts_store_set_session_expires(conn, row->session, expires_ms);
    }
    if (rc == E_OK) {
        *out = successor;
    }
    return rc;
}

static int find_token(struct db_conn *conn, const struct token *token, int64_t now_ms,
                      struct accounts_refresh_row *out)
{
    struct crypt_digest digest = digest_of(token);
    int rc = accounts_store_find_refresh(conn, &digest, out);
    if (rc == E_NOT_FOUND || (rc == E_OK && (out->expires_ms <= now_ms || !out->is_active))) {
        return E_TOKEN_INVALID;
    }
    return rc;
}

/* From a token that was used a moment ago to the newest of its successors. */
static int walk_to_newest(struct db_conn *conn, int64_t now_ms, struct token *token,
                          struct accounts_refresh_row *row)
{
    for (int i = 0; i < WALK_MAX && row->used_ms != 0; i++) {
        *token = successor_of(token, &row->salt);
        int rc = find_token(conn, token, now_ms, row);
        if (rc < 0) {
            return rc;
        }
    }
    return row->used_ms == 0 ? E_OK : E_TOKEN_INVALID;
}

/* A token that was used longer ago has been copied: by whom it comes now cannot be told. */
static int end_family(struct accounts *accounts, struct db_conn **conn, struct uuid session,
                      int64_t now_ms)
{
    int rc = accounts_store_end_session(*conn, session, now_ms);
    if (rc == E_OK) {
        rc = db_commit(conn);
    }
    if (rc < 0) {
        return rc;
    }
    accounts_live_revoke(accounts->live, session, now_ms);
    log_warn("accounts.refresh.reused", LOG_C("session", uuid_format(session).s));
    return E_TOKEN_INVALID;
}

int accounts_refresh(struct accounts *accounts, struct str refresh, struct accounts_tokens *out)
{
    struct token token;
    if (crypt_base64_decode(refresh, token.b, sizeof(token.b)) < 0) {
        return E_TOKEN_INVALID;
    }
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    struct accounts_refresh_row row = {0};
    if (rc == E_OK) {
        rc = find_token(conn, &token, now_ms, &row);
    }
    if (rc < 0) {
        return rc;
    }
    if (row.used_ms == 0) {
        rc = rotate(conn, &row, &token, now_ms, &token);
    } else if (now_ms - row.used_ms <= REFRESH_GRACE_MS) {
        rc = walk_to_newest(conn, now_ms, &token, &row);
    } else {
        return end_family(accounts, &conn, row.session, now_ms);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        out->access = make_access(accounts, row.owner, row.session, row.is_staff, now_ms);
        crypt_base64_encode(token.b, sizeof(token.b), out->refresh);
    }
    return rc;
}

/* ---- log-out ---- */

int accounts_end_session(struct accounts *accounts, struct uuid session)
{
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_end_session(conn, session, now_ms);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        accounts_live_revoke(accounts->live, session, now_ms);
    }
    return rc;
}

int accounts_log_out(struct accounts *accounts, struct str refresh)
{
    struct crypt_digest digest;
    int rc = accounts_digest_token(refresh, &digest);
    if (rc < 0) {
        return rc;
    }
    struct accounts_refresh_row row = {0};
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(accounts->db, &conn);
        if (rc == E_OK) {
            rc = accounts_store_find_refresh(conn, &digest, &row);
        }
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    return accounts_end_session(accounts, row.session);
}
