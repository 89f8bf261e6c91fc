/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/sessions/sessions_int.h"

static const char find_user_sql[] = "SELECT is_active, is_staff, epoch FROM users WHERE id = $1";

static const char raise_epoch_sql[] =
    "UPDATE users SET epoch = epoch + 1, epoch_changed = $2 WHERE id = $1 RETURNING epoch";

static const char add_session_sql[] =
    "INSERT INTO sessions (id, owner, expires, device, address, created, last_used, proved) "
    "VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";

static const char touch_session_sql[] =
    "UPDATE sessions SET expires = $2, last_used = $3, address = $4 WHERE id = $1";

static const char find_proved_sql[] = "SELECT proved FROM sessions WHERE id = $1";

static const char set_proved_sql[] = "UPDATE sessions SET proved = $2 WHERE id = $1";

static const char list_sql[] =
    "SELECT id, device, address, created, last_used FROM sessions "
    "WHERE owner = $1 AND expires > $2 AND ($3 = '' OR id < $3) "
    "AND LOWER(device || ' ' || address) LIKE LOWER($5) ESCAPE '\\' ORDER BY id DESC LIMIT $4";

static const char is_owner_sql[] = "SELECT 1 FROM sessions WHERE id = $1 AND owner = $2";

static const char is_at_home_sql[] =
    "SELECT 1 FROM sessions WHERE owner = $1 AND address = $2 AND expires > $3 LIMIT 1";

static const char find_sql[] =
    "SELECT sessions.id, sessions.device, sessions.address, sessions.created, sessions.last_used, "
    "users.email FROM sessions JOIN users ON users.id = sessions.owner WHERE sessions.id = $1";

static const char add_refresh_sql[] =
    "INSERT INTO refresh_tokens (digest, session, expires) VALUES ($1, $2, $3)";

static const char find_refresh_sql[] =
    "SELECT sessions.id, sessions.owner, refresh_tokens.expires, refresh_tokens.used, "
    "refresh_tokens.salt, users.is_active, users.is_staff, users.epoch, sessions.created "
    "FROM refresh_tokens "
    "JOIN sessions ON sessions.id = refresh_tokens.session "
    "JOIN users ON users.id = sessions.owner WHERE refresh_tokens.digest = $1";

static const char use_refresh_sql[] =
    "UPDATE refresh_tokens SET used = $2, salt = $3 WHERE digest = $1";

static const char drop_expired_refresh_sql[] =
    "DELETE FROM refresh_tokens WHERE session = $1 AND expires <= $2";

static const char drop_surplus_refresh_sql[] =
    "DELETE FROM refresh_tokens WHERE session = $1 AND used IS NOT NULL AND expires <= "
    "(SELECT expires FROM refresh_tokens WHERE session = $1 ORDER BY expires DESC LIMIT 1 OFFSET "
    "$2)";

static const char drop_salts_sql[] = "UPDATE refresh_tokens SET salt = NULL "
                                     "WHERE session = $1 AND used < $2 AND salt IS NOT NULL";

static const char add_revoked_sql[] =
    "INSERT INTO revoked_sessions (session, revoked) "
    "SELECT id, $2 FROM sessions WHERE id = $1 ON CONFLICT (session) DO NOTHING";

static const char drop_session_sql[] = "DELETE FROM sessions WHERE id = $1";

static const char list_ids_sql[] =
    "SELECT id FROM sessions WHERE owner = $1 AND id <> $2 ORDER BY id";

static const char list_least_used_sql[] = "SELECT id FROM sessions WHERE owner = $1 ORDER BY "
                                          "last_used DESC, id DESC LIMIT 1000 OFFSET $2";

static const char drop_expired_sessions_sql[] = "DELETE FROM sessions WHERE expires <= $1";

static const char drop_old_revoked_sql[] = "DELETE FROM revoked_sessions WHERE revoked < $1";

static const char list_revoked_sql[] =
    "SELECT session, revoked FROM revoked_sessions WHERE revoked >= $1";

static const char list_raised_sql[] =
    "SELECT id, epoch, epoch_changed FROM users WHERE epoch_changed >= $1";

static struct sessions_user col_user(const struct db_rows *rows, int column)
{
    return (struct sessions_user){
        .is_active = db_col_bool(rows, column),
        .is_staff = db_col_bool(rows, column + 1),
        .epoch = db_col_i64(rows, column + 2),
    };
}

int sessions_store_find_user(struct db_conn *conn, struct uuid id, struct sessions_user *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_user_sql, &rows, db_id(id));
    if (rc == E_OK) {
        *out = col_user(rows, 0);
    }
    return rc;
}

int sessions_store_raise_epoch(struct db_conn *conn, struct uuid user, int64_t now_ms,
                               int64_t *out_epoch)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, raise_epoch_sql, &rows, db_id(user), db_i64(now_ms));
    if (rc < 0) {
        return rc;
    }
    int64_t epoch = db_col_i64(rows, 0);
    rc = db_next(rows); /* to the end, so that the row is written */
    if (rc == E_OK) {
        *out_epoch = epoch;
    }
    return rc;
}

int sessions_store_add(struct db_conn *conn, const struct sessions_row *row, struct uuid owner,
                       int64_t expires_ms)
{
    return db_exec(conn, add_session_sql, db_id(row->id), db_id(owner), db_i64(expires_ms),
                   db_str(row->device), db_str(row->address), db_i64(row->created_ms));
}

int sessions_store_touch(struct db_conn *conn, const struct sessions_row *row, int64_t expires_ms)
{
    return db_exec(conn, touch_session_sql, db_id(row->id), db_i64(expires_ms),
                   db_i64(row->last_used_ms), db_str(row->address));
}

int sessions_store_find_proved(struct db_conn *conn, struct uuid session, int64_t *out_ms)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_proved_sql, &rows, db_id(session));
    if (rc == E_OK) {
        *out_ms = db_col_i64(rows, 0);
    }
    return rc;
}

int sessions_store_set_proved(struct db_conn *conn, struct uuid session, int64_t now_ms)
{
    return db_exec(conn, set_proved_sql, db_id(session), db_i64(now_ms));
}

static struct sessions_row col_row(const struct db_rows *rows, struct arena *arena)
{
    return (struct sessions_row){
        .id = db_col_id(rows, 0),
        .device = db_col_copy(rows, 1, arena),
        .address = db_col_copy(rows, 2, arena),
        .created_ms = db_col_i64(rows, 3),
        .last_used_ms = db_col_i64(rows, 4),
    };
}

int sessions_store_list(struct db_conn *conn, const struct sessions_query *query,
                        struct arena *arena, struct sessions_row **out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    struct db_value before = query->before != NULL ? db_id(*query->before) : db_str(STR_EMPTY);
    int rc = db_query(conn, list_sql, &rows, db_id(query->owner), db_i64(query->now_ms), before,
                      db_i64((int64_t)query->limit), db_str(db_pattern(arena, query->q)));
    if (rc < 0) {
        return rc;
    }
    struct sessions_row *found = arena_calloc(arena, query->limit, sizeof(*found));
    size_t count = 0;
    while ((rc = db_next(rows)) == 1 && count < query->limit) {
        found[count++] = col_row(rows, arena);
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    *out_count = count;
    return E_OK;
}

int sessions_store_is_owner(struct db_conn *conn, struct uuid session, struct uuid user, bool *out)
{
    return db_exists(conn, is_owner_sql, out, db_id(session), db_id(user));
}

int sessions_store_is_at_home(struct db_conn *conn, struct uuid user, struct str client,
                              int64_t now_ms, bool *out)
{
    return db_exists(conn, is_at_home_sql, out, db_id(user), db_str(client), db_i64(now_ms));
}

int sessions_store_find(struct db_conn *conn, struct uuid session, struct arena *arena,
                        struct sessions_row *out, struct str *out_email)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(session));
    if (rc == E_OK) {
        *out = col_row(rows, arena);
        *out_email = db_col_copy(rows, 5, arena);
    }
    return rc;
}

int sessions_store_add_refresh(struct db_conn *conn, const struct crypt_digest *token,
                               struct uuid session, int64_t expires_ms)
{
    return db_exec(conn, add_refresh_sql, db_blob(crypt_digest_bytes(token)), db_id(session),
                   db_i64(expires_ms));
}

int sessions_store_find_refresh(struct db_conn *conn, const struct crypt_digest *token,
                                struct sessions_refresh_row *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_refresh_sql, &rows, db_blob(crypt_digest_bytes(token)));
    if (rc < 0) {
        return rc;
    }
    *out = (struct sessions_refresh_row){
        .session = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .expires_ms = db_col_i64(rows, 2),
        .used_ms = db_col_i64(rows, 3),
        .user = col_user(rows, 5),
        .created_ms = db_col_i64(rows, 8),
    };
    struct str salt = db_col_text(rows, 4);
    if (salt.n == sizeof(out->salt.b)) {
        memcpy(out->salt.b, salt.p, sizeof(out->salt.b));
    }
    return E_OK;
}

int sessions_store_use_refresh(struct db_conn *conn, const struct crypt_digest *token,
                               int64_t now_ms, const struct crypt_key *salt)
{
    struct str bytes = {(const char *)salt->b, sizeof(salt->b)};
    return db_exec(conn, use_refresh_sql, db_blob(crypt_digest_bytes(token)), db_i64(now_ms),
                   db_blob(bytes));
}

int sessions_store_tidy_refresh(struct db_conn *conn, struct uuid session, int64_t now_ms,
                                int64_t salts_before_ms)
{
    int rc = db_exec(conn, drop_expired_refresh_sql, db_id(session), db_i64(now_ms));
    if (rc == E_OK) {
        rc = db_exec(conn, drop_surplus_refresh_sql, db_id(session), db_i64(REFRESH_KEPT_MAX));
    }
    return rc < 0 ? rc : db_exec(conn, drop_salts_sql, db_id(session), db_i64(salts_before_ms));
}

int sessions_store_end(struct db_conn *conn, struct uuid session, int64_t now_ms)
{
    int rc = db_exec(conn, add_revoked_sql, db_id(session), db_i64(now_ms));
    return rc < 0 ? rc : db_exec(conn, drop_session_sql, db_id(session));
}

static int list_ids(struct db_conn *conn, const char *sql, const struct db_value *params,
                    struct arena *arena, struct sessions_ended *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query_params(conn, sql, params, &rows);
    if (rc < 0) {
        return rc;
    }
    struct uuid *ids = NULL;
    size_t count = 0;
    size_t room = 0;
    while ((rc = db_next(rows)) == 1) {
        if (count == room) {
            room = room > 0 ? 2 * room : 16;
            struct uuid *larger = arena_calloc(arena, room, sizeof(*larger));
            if (count > 0) {
                memcpy(larger, ids, count * sizeof(*larger));
            }
            ids = larger;
        }
        ids[count++] = db_col_id(rows, 0);
    }
    if (rc == E_OK) {
        out->ids = ids;
        out->count = count;
    }
    return rc;
}

static int end_listed(struct db_conn *conn, const struct sessions_ended *list)
{
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < list->count; i++) {
        rc = sessions_store_end(conn, list->ids[i], list->when_ms);
    }
    return rc;
}

int sessions_store_end_all(struct db_conn *conn, struct uuid owner, const struct uuid *but,
                           struct arena *arena, struct sessions_ended *out)
{
    struct db_value nothing = db_str(STR_EMPTY);
    int rc = list_ids(conn, list_ids_sql,
                      DB_PARAMS(db_id(owner), but != NULL ? db_id(*but) : nothing), arena, out);
    return rc < 0 ? rc : end_listed(conn, out);
}

int sessions_store_end_least_used(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                  struct sessions_ended *out)
{
    int rc = list_ids(conn, list_least_used_sql, DB_PARAMS(db_id(owner), db_i64(SESSIONS_MAX)),
                      arena, out);
    return rc < 0 ? rc : end_listed(conn, out);
}

int sessions_store_drop_old(struct db_conn *conn, int64_t now_ms, int64_t revoked_before_ms)
{
    int rc = db_exec(conn, drop_expired_sessions_sql, db_i64(now_ms));
    return rc < 0 ? rc : db_exec(conn, drop_old_revoked_sql, db_i64(revoked_before_ms));
}

static int load_revoked(struct db_conn *conn, int64_t since_ms, struct sessions_live *live)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_revoked_sql, &rows, db_i64(since_ms));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        sessions_live_revoke(live, db_col_id(rows, 0), db_col_i64(rows, 1));
    }
    return rc;
}

static int load_raised(struct db_conn *conn, int64_t since_ms, struct sessions_live *live)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_raised_sql, &rows, db_i64(since_ms));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        sessions_live_raise(live, db_col_id(rows, 0), db_col_i64(rows, 1), db_col_i64(rows, 2));
    }
    return rc;
}

int sessions_store_load_live(struct db_conn *conn, int64_t since_ms, struct sessions_live *live)
{
    int rc = load_revoked(conn, since_ms, live);
    return rc < 0 ? rc : load_raised(conn, since_ms, live);
}
