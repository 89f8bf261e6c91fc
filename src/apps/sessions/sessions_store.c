/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/accounts/accounts_int.h"

static const char add_session_sql[] =
    "INSERT INTO sessions (id, owner, expires) VALUES ($1, $2, $3)";

static const char set_session_expires_sql[] = "UPDATE sessions SET expires = $2 WHERE id = $1";

static const char add_refresh_sql[] =
    "INSERT INTO refresh_tokens (digest, session, expires) VALUES ($1, $2, $3)";

static const char find_refresh_sql[] =
    "SELECT sessions.id, sessions.owner, refresh_tokens.expires, refresh_tokens.used, "
    "refresh_tokens.salt, users.is_active, users.is_staff FROM refresh_tokens "
    "JOIN sessions ON sessions.id = refresh_tokens.session "
    "JOIN users ON users.id = sessions.owner WHERE refresh_tokens.digest = $1";

static const char use_refresh_sql[] =
    "UPDATE refresh_tokens SET used = $2, salt = $3 WHERE digest = $1";

static const char drop_expired_refresh_sql[] =
    "DELETE FROM refresh_tokens WHERE session = $1 AND expires <= $2";

static const char drop_salts_sql[] = "UPDATE refresh_tokens SET salt = NULL "
                                     "WHERE session = $1 AND used < $2 AND salt IS NOT NULL";

static const char add_revoked_sql[] =
    "INSERT INTO revoked_sessions (session, revoked) "
    "SELECT id, $2 FROM sessions WHERE id = $1 ON CONFLICT (session) DO NOTHING";

static const char drop_session_sql[] = "DELETE FROM sessions WHERE id = $1";

static const char list_sessions_sql[] = "SELECT id FROM sessions WHERE owner = $1 ORDER BY id";

static const char drop_expired_sessions_sql[] = "DELETE FROM sessions WHERE expires <= $1";

static const char drop_old_revoked_sql[] = "DELETE FROM revoked_sessions WHERE revoked < $1";

static const char list_revoked_sql[] =
    "SELECT session, revoked FROM revoked_sessions WHERE revoked >= $1";

static struct str digest_bytes(const struct crypt_digest *digest)
{
    return (struct str){(const char *)digest->b, sizeof(digest->b)};
}

int accounts_store_add_session(struct db_conn *conn, struct uuid session, struct uuid owner,
                               int64_t expires_ms)
{
    return db_exec(conn, add_session_sql, db_id(session), db_id(owner), db_i64(expires_ms));
}

int accounts_store_set_session_expires(struct db_conn *conn, struct uuid session,
                                       int64_t expires_ms)
{
    return db_exec(conn, set_session_expires_sql, db_id(session), db_i64(expires_ms));
}

int accounts_store_add_refresh(struct db_conn *conn, const struct crypt_digest *token,
                               struct uuid session, int64_t expires_ms)
{
    return db_exec(conn, add_refresh_sql, db_blob(digest_bytes(token)), db_id(session),
                   db_i64(expires_ms));
}

int accounts_store_find_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                struct accounts_refresh_row *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_refresh_sql, &rows, db_blob(digest_bytes(token)));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct accounts_refresh_row){
        .session = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .expires_ms = db_col_i64(rows, 2),
        .used_ms = db_col_i64(rows, 3),
        .is_active = db_col_bool(rows, 5),
        .is_staff = db_col_bool(rows, 6),
    };
    struct str salt = db_col_text(rows, 4);
    if (salt.n == sizeof(out->salt.b)) {
        memcpy(out->salt.b, salt.p, sizeof(out->salt.b));
    }
    return E_OK;
}

int accounts_store_use_refresh(struct db_conn *conn, const struct crypt_digest *token,
                               int64_t now_ms, const struct crypt_key *salt)
{
    struct str bytes = {(const char *)salt->b, sizeof(salt->b)};
    return db_exec(conn, use_refresh_sql, db_blob(digest_bytes(token)), db_i64(now_ms),
                   db_blob(bytes));
}

int accounts_store_tidy_refresh(struct db_conn *conn, struct uuid session, int64_t now_ms,
                                int64_t salts_before_ms)
{
    int rc = db_exec(conn, drop_expired_refresh_sql, db_id(session), db_i64(now_ms));
    return rc < 0 ? rc : db_exec(conn, drop_salts_sql, db_id(session), db_i64(salts_before_ms));
}

int accounts_store_end_session(struct db_conn *conn, struct uuid session, int64_t now_ms)
{
    int rc = db_exec(conn, add_revoked_sql, db_id(session), db_i64(now_ms));
    return rc < 0 ? rc : db_exec(conn, drop_session_sql, db_id(session));
}

static int list_sessions(struct db_conn *conn, struct uuid owner, struct arena *arena,
                         struct accounts_sessions *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sessions_sql, &rows, db_id(owner));
    if (rc < 0) {
        return rc;
    }
    struct accounts_sessions found = {NULL, 0};
    size_t room = 0;
    while ((rc = db_next(rows)) == 1) {
        if (found.count == room) {
            room = room > 0 ? 2 * room : 16;
            struct uuid *larger = arena_calloc(arena, room, sizeof(*larger));
            if (found.count > 0) {
                memcpy(larger, found.ids, found.count * sizeof(*larger));
            }
            found.ids = larger;
        }
        found.ids[found.count++] = db_col_id(rows, 0);
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    return E_OK;
}

int accounts_store_end_sessions(struct db_conn *conn, struct uuid owner, int64_t now_ms,
                                struct arena *arena, struct accounts_sessions *out)
{
    int rc = list_sessions(conn, owner, arena, out);
    for (size_t i = 0; rc == E_OK && i < out->count; i++) {
        rc = accounts_store_end_session(conn, out->ids[i], now_ms);
    }
    return rc;
}

int accounts_store_drop_old_sessions(struct db_conn *conn, int64_t now_ms,
                                     int64_t revoked_before_ms)
{
    int rc = db_exec(conn, drop_expired_sessions_sql, db_i64(now_ms));
    return rc < 0 ? rc : db_exec(conn, drop_old_revoked_sql, db_i64(revoked_before_ms));
}

int accounts_store_load_revoked(struct db_conn *conn, int64_t since_ms, struct accounts_live *live)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_revoked_sql, &rows, db_i64(since_ms));
    if (rc < 0) {
        return rc;
    }
    while ((rc = db_next(rows)) == 1) {
        accounts_live_revoke(live, db_col_id(rows, 0), db_col_i64(rows, 1));
    }
    return rc;
}
