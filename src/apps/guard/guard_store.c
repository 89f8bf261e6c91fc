/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/guard/guard_int.h"

static const char find_sql[] =
    "SELECT tries, since FROM address_tries WHERE kind = $1 AND subject = $2 AND since > $3";

static const char add_sql[] =
    "INSERT INTO address_tries (kind, subject, tries, since) VALUES ($1, $2, 1, $3) "
    "ON CONFLICT (kind, subject) DO UPDATE SET "
    "tries = CASE WHEN address_tries.since <= $4 THEN 1 ELSE address_tries.tries + 1 END, "
    "since = CASE WHEN address_tries.since <= $4 THEN $3 ELSE address_tries.since END";

static const char drop_old_sql[] = "DELETE FROM address_tries WHERE since <= $1";

static const char is_at_home_sql[] =
    "SELECT 1 FROM sessions WHERE address = $1 AND expires > $2 LIMIT 1";

static const char *const kinds[] = {
    [GUARD_WRONG] = "wrong",
    [GUARD_SIGNUP] = "signup",
};
_Static_assert(ARRAY_LEN(kinds) == GUARD_KIND_COUNT, "one text per kind");

static struct db_value digest_value(const struct crypt_digest *digest)
{
    return db_blob(crypt_digest_bytes(digest));
}

int guard_store_find(struct db_conn *conn, const struct guard_subject *subject,
                     int64_t window_start_ms, struct guard_count *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_sql, &rows, db_c(kinds[subject->kind]),
                      digest_value(&subject->digest), db_i64(window_start_ms));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct guard_count){0};
    if (rc == 1) {
        *out = (struct guard_count){.tries = db_col_i64(rows, 0), .since_ms = db_col_i64(rows, 1)};
    }
    return E_OK;
}

int guard_store_add(struct db_conn *conn, const struct guard_subject *subject,
                    int64_t window_start_ms, int64_t now_ms)
{
    return db_exec(conn, add_sql, db_c(kinds[subject->kind]), digest_value(&subject->digest),
                   db_i64(now_ms), db_i64(window_start_ms));
}

int guard_store_drop_old(struct db_conn *conn, int64_t before_ms)
{
    return db_exec(conn, drop_old_sql, db_i64(before_ms));
}

int guard_store_is_at_home(struct db_conn *conn, struct str client, int64_t now_ms, bool *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, is_at_home_sql, &rows, db_str(client), db_i64(now_ms));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = rc == 1;
    return E_OK;
}
