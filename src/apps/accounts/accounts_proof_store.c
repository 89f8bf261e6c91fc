/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"

static const char add_proof_sql[] =
    "INSERT INTO email_proofs (id, owner, code_digest, code_expires, code_tries, link_digest, "
    "link_expires) VALUES ($1, $2, $3, $4, 0, $5, $6)";

static const char find_proof_sql[] =
    "SELECT id, owner, code_digest, code_expires, code_tries, link_digest, link_expires "
    "FROM email_proofs WHERE owner = $1 ORDER BY id DESC LIMIT 1";

static const char find_proof_by_link_sql[] =
    "SELECT id, owner, code_digest, code_expires, code_tries, link_digest, link_expires "
    "FROM email_proofs WHERE link_digest = $1";

static const char count_code_try_sql[] =
    "UPDATE email_proofs SET code_tries = code_tries + 1 WHERE id = $1";

static const char drop_proofs_sql[] = "DELETE FROM email_proofs WHERE owner = $1";

static const char drop_old_proofs_sql[] =
    "DELETE FROM email_proofs WHERE link_expires <= $1 AND code_expires <= $1";

static const char add_try_sql[] =
    "INSERT INTO account_tries (kind, subject, tries, since) VALUES ($1, $2, 1, $3) "
    "ON CONFLICT (kind, subject) DO UPDATE SET "
    "tries = CASE WHEN account_tries.since <= $4 THEN 1 ELSE account_tries.tries + 1 END, "
    "since = CASE WHEN account_tries.since <= $4 THEN $3 ELSE account_tries.since END "
    "RETURNING tries, since";

static const char drop_tries_sql[] = "DELETE FROM account_tries WHERE kind = $1 AND subject = $2";

static const char drop_old_tries_sql[] = "DELETE FROM account_tries WHERE since < $1";

int accounts_store_add_proof(struct db_conn *conn, const struct accounts_proof *proof)
{
    return db_exec(conn, add_proof_sql, db_id(proof->id), db_id(proof->owner),
                   db_blob(crypt_digest_bytes(&proof->code)), db_i64(proof->code_expires_ms),
                   db_blob(crypt_digest_bytes(&proof->link)), db_i64(proof->link_expires_ms));
}

static int find_one(struct db_conn *conn, const char *sql, struct db_value key,
                    struct accounts_proof *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, sql, &rows, key);
    if (rc < 0) {
        return rc;
    }
    *out = (struct accounts_proof){
        .id = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .code = crypt_digest_of(db_col_text(rows, 2)),
        .code_expires_ms = db_col_i64(rows, 3),
        .code_tries = db_col_i64(rows, 4),
        .link = crypt_digest_of(db_col_text(rows, 5)),
        .link_expires_ms = db_col_i64(rows, 6),
    };
    return E_OK;
}

int accounts_store_find_proof(struct db_conn *conn, struct uuid owner, struct accounts_proof *out)
{
    return find_one(conn, find_proof_sql, db_id(owner), out);
}

int accounts_store_find_proof_by_link(struct db_conn *conn, const struct crypt_digest *link,
                                      struct accounts_proof *out)
{
    return find_one(conn, find_proof_by_link_sql, db_blob(crypt_digest_bytes(link)), out);
}

int accounts_store_count_code_try(struct db_conn *conn, struct uuid proof)
{
    return db_exec(conn, count_code_try_sql, db_id(proof));
}

int accounts_store_drop_proofs(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_proofs_sql, db_id(owner));
}

int accounts_store_drop_old_proofs(struct db_conn *conn, int64_t now_ms)
{
    return db_exec(conn, drop_old_proofs_sql, db_i64(now_ms));
}

int accounts_store_add_try(struct db_conn *conn, const char *kind,
                           const struct crypt_digest *subject, const struct accounts_window *window,
                           struct accounts_tries *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, add_try_sql, &rows, db_c(kind), db_blob(crypt_digest_bytes(subject)),
                     db_i64(window->now_ms), db_i64(window->start_ms));
    if (rc < 0) {
        return rc;
    }
    struct accounts_tries tries = {.tries = db_col_i64(rows, 0), .since_ms = db_col_i64(rows, 1)};
    rc = db_next(rows); /* to the end, so that the row is written */
    if (rc < 0) {
        return rc;
    }
    *out = tries;
    return E_OK;
}

int accounts_store_drop_tries(struct db_conn *conn, const char *kind,
                              const struct crypt_digest *subject)
{
    return db_exec(conn, drop_tries_sql, db_c(kind), db_blob(crypt_digest_bytes(subject)));
}

int accounts_store_drop_old_tries(struct db_conn *conn, int64_t before_ms)
{
    return db_exec(conn, drop_old_tries_sql, db_i64(before_ms));
}
