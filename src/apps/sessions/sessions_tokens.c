/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/mail/mail.h"

/* Successors of one token that can come about within the grace: as many as a client can make requests. */
#define WALK_MAX 1000

struct token {
    uint8_t b[CRYPT_TOKEN_BYTES];
};

static struct str token_bytes(const struct token *token)
{
    return (struct str){(const char *)token->b, sizeof(token->b)};
}

static struct crypt_digest digest_of(const struct token *token)
{
    return crypt_hash(NULL, token_bytes(token));
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

/* Whom an access token is for. */
struct bearer {
    struct uuid user;
    struct uuid session;
    struct sessions_user says;
};

static void make_access(struct sessions *sessions, const struct bearer *bearer, int64_t now_ms,
                        char out[SESSIONS_JWT_MAX])
{
    struct sessions_claims claims = {
        .user = bearer->user,
        .session = bearer->session,
        .issued_s = now_ms / SECOND_MS,
        .expires_s = (now_ms + ACCESS_MS) / SECOND_MS,
        .epoch = bearer->says.epoch,
        .is_staff = bearer->says.is_staff,
    };
    pthread_rwlock_rdlock(&sessions->keys_lock);
    struct sessions_jwt jwt = sessions_jwt_make(&sessions->keys, &claims);
    /* Under the lock: what rotation makes them forget is not known again afterwards. */
    sessions_live_know(sessions->live, str_from(jwt.s), &claims);
    pthread_rwlock_unlock(&sessions->keys_lock);
    memcpy(out, jwt.s, SESSIONS_JWT_MAX);
}

/* ---- log-in ---- */

static int add_session(struct db_conn *conn, const struct bearer *bearer,
                       const struct sessions_origin *origin, const struct crypt_digest *refresh,
                       int64_t now_ms)
{
    struct sessions_device device = sessions_device_name(origin->agent);
    struct sessions_row row = {
        .id = bearer->session,
        .device = str_from(device.s),
        .address = str_sub(origin->address, 0, ADDRESS_MAX),
        .created_ms = now_ms,
        .last_used_ms = now_ms,
    };
    int rc = sessions_store_drop_old(conn, now_ms, now_ms - ACCESS_MS);
    if (rc == E_OK) {
        rc = sessions_store_add(conn, &row, bearer->user, now_ms + REFRESH_MS);
    }
    if (rc == E_OK) {
        rc = sessions_store_add_refresh(conn, refresh, bearer->session, now_ms + REFRESH_MS);
    }
    return rc;
}

int sessions_start(struct sessions *sessions, struct uuid user,
                   const struct sessions_origin *origin, struct sessions_tokens *out)
{
    int64_t now_ms = clock_now_ms();
    struct bearer bearer = {.user = user, .session = uuid_new()};
    struct sessions_tokens tokens;
    struct crypt_digest digest = crypt_token_make(tokens.refresh);
    struct sessions_ended ended = {.user = user, .when_ms = now_ms};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_find_user(conn, user, &bearer.says);
    }
    if (rc == E_OK && !bearer.says.is_active) {
        return E_ACCOUNT_INACTIVE;
    }
    if (rc == E_OK) {
        rc = add_session(conn, &bearer, origin, &digest, now_ms);
    }
    if (rc == E_OK) {
        rc = sessions_store_end_least_used(conn, user, arena, &ended);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CREDENTIALS : rc; /* deleted a moment ago */
    }
    log_info("sessions.started", LOG_C("session", uuid_format(bearer.session).s),
             LOG_C("user", uuid_format(user).s), LOG_S("client", origin->address));
    sessions_tell_ended(sessions, &ended);
    make_access(sessions, &bearer, now_ms, tokens.access);
    *out = tokens;
    return E_OK;
}

/* ---- refresh ---- */

/* Exchanges an unused token for its successor. */
static int rotate(struct db_conn *conn, const struct sessions_refresh_row *row,
                  const struct token *token, int64_t now_ms, struct token *out)
{
    struct crypt_key salt;
    random_bytes(salt.b, sizeof(salt.b));
    struct token successor = successor_of(token, &salt);
    struct crypt_digest old_digest = digest_of(token);
    struct crypt_digest new_digest = digest_of(&successor);
    int rc = sessions_store_tidy_refresh(conn, row->session, now_ms, now_ms - REFRESH_GRACE_MS);
    if (rc == E_OK) {
        rc = sessions_store_use_refresh(conn, &old_digest, now_ms, &salt);
    }
    if (rc == E_OK) {
        rc = sessions_store_add_refresh(conn, &new_digest, row->session, now_ms + REFRESH_MS);
    }
    if (rc == E_OK) {
        *out = successor;
    }
    return rc;
}

static int find_token(struct db_conn *conn, const struct token *token, int64_t now_ms,
                      struct sessions_refresh_row *out)
{
    struct crypt_digest digest = digest_of(token);
    int rc = sessions_store_find_refresh(conn, &digest, out);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    const bool is_over = out->expires_ms <= now_ms || out->created_ms <= now_ms - SESSION_MS;
    return is_over || !out->user.is_active ? E_TOKEN_INVALID : E_OK;
}

/* From a token that was used a moment ago to the newest of its successors. */
static int walk_to_newest(struct db_conn *conn, int64_t now_ms, struct token *token,
                          struct sessions_refresh_row *row)
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
static int end_family(struct sessions *sessions, struct db_conn **conn, struct uuid session,
                      int64_t now_ms)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct sessions_row row;
    struct str email;
    int rc = sessions_store_find(*conn, session, arena, &row, &email);
    if (rc == E_OK) {
        rc = sessions_mail_reuse(*conn, email, &row, arena);
    }
    if (rc == E_OK) {
        rc = sessions_store_end(*conn, session, now_ms);
    }
    if (rc == E_OK) {
        rc = db_commit(conn);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_live_revoke(sessions->live, session, now_ms);
    mail_wake(sessions->services->mail);
    log_warn("sessions.refresh.reused", LOG_C("session", uuid_format(session).s));
    return E_TOKEN_INVALID;
}

static int touch(struct db_conn *conn, struct uuid session, struct str address, int64_t now_ms)
{
    struct sessions_row row = {
        .id = session,
        .address = str_sub(address, 0, ADDRESS_MAX),
        .last_used_ms = now_ms,
    };
    return sessions_store_touch(conn, &row, now_ms + REFRESH_MS);
}

int sessions_refresh(struct sessions *sessions, struct str refresh, struct str address,
                     struct sessions_tokens *out)
{
    struct token token;
    if (base64url_decode(refresh, token.b, sizeof(token.b)) < 0) {
        return E_TOKEN_INVALID;
    }
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    struct sessions_refresh_row row = {0};
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
        return end_family(sessions, &conn, row.session, now_ms);
    }
    if (rc == E_OK) {
        rc = touch(conn, row.session, address, now_ms);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        struct bearer bearer = {.user = row.owner, .session = row.session, .says = row.user};
        make_access(sessions, &bearer, now_ms, out->access);
        base64url_encode(token.b, sizeof(token.b), out->refresh);
    }
    return rc;
}
