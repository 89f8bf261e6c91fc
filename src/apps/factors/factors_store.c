/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"

static const char find_sql[] =
    "SELECT factors.email_since, factors.secret, factors.step, factors.draft, factors.draft_made, "
    "(SELECT COUNT(*) FROM recovery_codes WHERE recovery_codes.owner = users.id), "
    "(SELECT COUNT(*) FROM passkeys WHERE passkeys.owner = users.id), users.is_staff "
    "FROM users LEFT JOIN factors ON factors.owner = users.id WHERE users.id = $1";

static const char set_email_sql[] =
    "INSERT INTO factors (owner, email_since, step) VALUES ($1, $2, 0) "
    "ON CONFLICT (owner) DO UPDATE SET email_since = $2";

static const char set_draft_sql[] =
    "INSERT INTO factors (owner, step, draft, draft_made) VALUES ($1, 0, $2, $3) "
    "ON CONFLICT (owner) DO UPDATE SET draft = $2, draft_made = $3";

static const char accept_draft_sql[] =
    "UPDATE factors SET secret = draft, step = $2, draft = NULL, draft_made = NULL "
    "WHERE owner = $1";

static const char set_step_sql[] = "UPDATE factors SET step = $2 WHERE owner = $1";

static const char drop_secret_sql[] =
    "UPDATE factors SET secret = NULL, draft = NULL, draft_made = NULL WHERE owner = $1";

static const char add_recovery_sql[] = "INSERT INTO recovery_codes (digest, owner) VALUES ($1, $2)";

static const char take_recovery_sql[] =
    "DELETE FROM recovery_codes WHERE digest = $1 AND owner = $2";

static const char drop_recovery_sql[] = "DELETE FROM recovery_codes WHERE owner = $1";

static const char drop_factors_sql[] = "DELETE FROM factors WHERE owner = $1";

static const char drop_passkeys_sql[] = "DELETE FROM passkeys WHERE owner = $1";

static const char drop_challenges_sql[] = "DELETE FROM factor_challenges WHERE owner = $1";

int factors_store_find(struct db_conn *conn, struct uuid owner, struct arena *arena,
                       struct factors_state *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(owner));
    if (rc < 0) {
        return rc;
    }
    *out = (struct factors_state){
        .has_email = !db_col_is_null(rows, 0),
        .secret = db_col_copy(rows, 1, arena),
        .step = db_col_i64(rows, 2),
        .draft = db_col_copy(rows, 3, arena),
        .draft_ms = db_col_i64(rows, 4),
        .recovery_left = db_col_i64(rows, 5),
        .passkeys = db_col_i64(rows, 6),
        .is_staff = db_col_bool(rows, 7),
    };
    return E_OK;
}

int factors_store_set_email(struct db_conn *conn, struct uuid owner, int64_t since_ms)
{
    return db_exec(conn, set_email_sql, db_id(owner), since_ms > 0 ? db_i64(since_ms) : db_null());
}

int factors_store_set_draft(struct db_conn *conn, struct uuid owner, struct str draft,
                            int64_t now_ms)
{
    return db_exec(conn, set_draft_sql, db_id(owner), db_blob(draft), db_i64(now_ms));
}

int factors_store_accept_draft(struct db_conn *conn, struct uuid owner, int64_t step)
{
    return db_exec(conn, accept_draft_sql, db_id(owner), db_i64(step));
}

int factors_store_set_step(struct db_conn *conn, struct uuid owner, int64_t step)
{
    return db_exec(conn, set_step_sql, db_id(owner), db_i64(step));
}

int factors_store_drop_secret(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_secret_sql, db_id(owner));
}

int factors_store_add_recovery(struct db_conn *conn, struct uuid owner,
                               const struct crypt_digest *digest)
{
    return db_exec(conn, add_recovery_sql, db_blob(crypt_digest_bytes(digest)), db_id(owner));
}

int factors_store_take_recovery(struct db_conn *conn, struct uuid owner,
                                const struct crypt_digest *digest)
{
    int64_t taken = 0;
    int rc = db_change(conn, take_recovery_sql, &taken, db_blob(crypt_digest_bytes(digest)),
                       db_id(owner));
    return rc == E_OK && taken == 0 ? E_NOT_FOUND : rc;
}

int factors_store_drop_recovery(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_recovery_sql, db_id(owner));
}

int factors_store_drop_all(struct db_conn *conn, struct uuid owner)
{
    const char *const statements[] = {drop_factors_sql, drop_passkeys_sql, drop_challenges_sql,
                                      drop_recovery_sql};
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < ARRAY_LEN(statements); i++) {
        rc = db_exec(conn, statements[i], db_id(owner));
    }
    return rc;
}
