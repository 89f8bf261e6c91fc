/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"

static const char put_sql[] =
    "INSERT INTO factor_challenges (digest, owner, browser, expires, tries, codes_sent) "
    "VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (digest) DO UPDATE SET "
    "owner = $2, browser = $3, expires = $4, tries = 0, code = NULL, code_expires = NULL";

static const char find_sql[] =
    "SELECT owner, browser, expires, tries, code, code_expires, code_sent "
    "FROM factor_challenges WHERE digest = $1";

static const char count_try_sql[] =
    "UPDATE factor_challenges SET tries = tries + 1 WHERE digest = $1";

static const char count_tried_sql[] =
    "SELECT COUNT(*) FROM factor_challenges WHERE owner = $1 AND tries >= $2";

static const char set_code_sql[] =
    "UPDATE factor_challenges SET code = $2, code_expires = $3, code_sent = $4, "
    "codes_sent = codes_sent + 1 WHERE digest = $1";

static const char count_codes_sql[] = "SELECT COALESCE(SUM(codes_sent), 0) FROM factor_challenges "
                                      "WHERE owner = $1 AND code_sent >= $2";

/* Kept for a while, so that its e-mails count. */
static const char end_sql[] =
    "UPDATE factor_challenges SET expires = 0, code = NULL, code_expires = NULL WHERE digest = $1";

static const char drop_old_sql[] = "DELETE FROM factor_challenges WHERE expires < $1 "
                                   "AND (code_sent IS NULL OR code_sent < $1)";

static const char use_passkey_sql[] =
    "INSERT INTO passkey_challenges (digest, expires) VALUES ($1, $2)";

static const char drop_old_passkey_sql[] = "DELETE FROM passkey_challenges WHERE expires < $1";

int factors_store_put_challenge(struct db_conn *conn, const struct factors_challenge *challenge)
{
    return db_exec(
        conn, put_sql, db_blob(crypt_digest_bytes(&challenge->digest)), db_id(challenge->owner),
        challenge->has_browser ? db_blob(crypt_digest_bytes(&challenge->browser)) : db_null(),
        db_i64(challenge->expires_ms));
}

int factors_store_find_challenge(struct db_conn *conn, const struct crypt_digest *digest,
                                 struct factors_challenge *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_blob(crypt_digest_bytes(digest)));
    if (rc < 0) {
        return rc;
    }
    *out = (struct factors_challenge){
        .digest = *digest,
        .owner = db_col_id(rows, 0),
        .has_browser = !db_col_is_null(rows, 1),
        .browser = crypt_digest_of(db_col_text(rows, 1)),
        .expires_ms = db_col_i64(rows, 2),
        .tries = db_col_i64(rows, 3),
        .code = crypt_digest_of(db_col_text(rows, 4)),
        .code_expires_ms = db_col_i64(rows, 5),
        .code_sent_ms = db_col_i64(rows, 6),
    };
    return E_OK;
}

int factors_store_count_try(struct db_conn *conn, const struct crypt_digest *digest)
{
    return db_exec(conn, count_try_sql, db_blob(crypt_digest_bytes(digest)));
}

int factors_store_set_code(struct db_conn *conn, const struct factors_challenge *challenge)
{
    return db_exec(conn, set_code_sql, db_blob(crypt_digest_bytes(&challenge->digest)),
                   db_blob(crypt_digest_bytes(&challenge->code)),
                   db_i64(challenge->code_expires_ms), db_i64(challenge->code_sent_ms));
}

/* A query of one number about a user. */
static int find_number(struct db_conn *conn, const char *sql, struct uuid owner, int64_t bound,
                       int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, sql, &rows, db_id(owner), db_i64(bound));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int factors_store_count_codes(struct db_conn *conn, struct uuid owner, int64_t since_ms,
                              int64_t *out)
{
    return find_number(conn, count_codes_sql, owner, since_ms, out);
}

int factors_store_count_tried(struct db_conn *conn, struct uuid owner, int64_t tries, int64_t *out)
{
    return find_number(conn, count_tried_sql, owner, tries, out);
}

int factors_store_end_challenge(struct db_conn *conn, const struct crypt_digest *digest)
{
    return db_exec(conn, end_sql, db_blob(crypt_digest_bytes(digest)));
}

int factors_store_drop_old_challenges(struct db_conn *conn, int64_t before_ms)
{
    return db_exec(conn, drop_old_sql, db_i64(before_ms));
}

int factors_store_use_passkey_challenge(struct db_conn *conn, const struct crypt_digest *digest,
                                        int64_t expires_ms, int64_t now_ms)
{
    int rc = db_exec(conn, drop_old_passkey_sql, db_i64(now_ms));
    if (rc == E_OK) {
        rc =
            db_exec(conn, use_passkey_sql, db_blob(crypt_digest_bytes(digest)), db_i64(expires_ms));
    }
    return rc;
}
