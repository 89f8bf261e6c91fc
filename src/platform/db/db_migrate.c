/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "base/clock.h"
#include "platform/db/db_int.h"

#define CHECKSUM_BYTES 16

struct checksum_text {
    char s[2 * CHECKSUM_BYTES + 1];
};

static struct checksum_text checksum(struct str sql)
{
    uint8_t hash[CHECKSUM_BYTES];
    crypto_generichash(hash, sizeof(hash), (const uint8_t *)sql.p, sql.n, NULL, 0);
    struct checksum_text text;
    sodium_bin2hex(text.s, sizeof(text.s), hash, sizeof(hash));
    return text;
}

static int make_table(struct db_conn *conn, struct err *err)
{
    return db_engine_script(conn->engine,
                            "CREATE TABLE IF NOT EXISTS schema_migrations ("
                            " number INTEGER PRIMARY KEY,"
                            " name TEXT NOT NULL,"
                            " checksum TEXT NOT NULL,"
                            " applied BIGINT NOT NULL)",
                            err);
}

static const struct db_migration *find_migration(const struct db_migration *list, size_t count,
                                                 int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].number == number) {
            return &list[i];
        }
    }
    return NULL;
}

/* Holds what was applied against what this program knows; *out_newest is 0 for an empty database. */
static int check_applied(struct db_conn *conn, const struct db_migration *list, size_t count,
                         int64_t *out_newest, struct err *err)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, "SELECT number, name, checksum FROM schema_migrations ORDER BY number",
                      &rows);
    if (rc < 0) {
        return rc;
    }
    int64_t newest = 0;
    while ((rc = db_next(rows)) == 1) {
        newest = db_col_i64(rows, 0);
        const struct db_migration *known = find_migration(list, count, newest);
        if (known == NULL) {
            return err_set(
                err, E_INVALID,
                "The database has migration %" PRId64 " (%" STRF
                "), which this program does not know: "
                "it was used by a newer version. Run that version, or restore a copy made before.",
                newest, STRA(db_col_text(rows, 1)));
        }
        if (!str_eq(db_col_text(rows, 2), str_from(checksum(known->sql).s))) {
            return err_set(err, E_INVALID,
                           "Migration %s was applied in another wording than this program has.",
                           known->name);
        }
    }
    if (rc == E_OK) {
        *out_newest = newest;
    }
    return rc;
}

static int apply_one(struct db_conn *conn, const struct db_migration *migration, struct err *err)
{
    int rc = db_engine_script(conn->engine, migration->sql.p, err);
    if (rc < 0) {
        char why[sizeof(err->detail)];
        snprintf(why, sizeof(why), "%s", err_text(err, rc));
        return err_set(err, rc, "Migration %s failed. %.200s", migration->name, why);
    }
    return db_exec(
        conn,
        "INSERT INTO schema_migrations (number, name, checksum, applied) VALUES ($1, $2, $3, $4)",
        db_i64(migration->number), db_c(migration->name), db_c(checksum(migration->sql).s),
        db_i64(clock_now_ms()));
}

/* A snapshot left by an interrupted start is of the same state, but may be cut: it is made anew. */
static int snapshot_before(struct db *db, int64_t newest, struct err *err)
{
    char path[4096];
    int n = snprintf(path, sizeof(path), "%s.before-%04" PRId64, db->path, newest + 1);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return err_set(err, E_INVALID, "The path of the database is too long.");
    }
    (void)unlink(path); /* where it is not there, all the better */
    return db_snapshot(db, path, err);
}

static int newest_applied(struct db *db, const struct db_migration *list, size_t count,
                          int64_t *out_newest, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(db, &conn);
    if (rc < 0) {
        return rc;
    }
    rc = make_table(conn, err);
    if (rc == E_OK) {
        rc = check_applied(conn, list, count, out_newest, err);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int db_check_migrated(struct db *db, const struct db_migration *migrations, size_t count,
                      struct err *err)
{
    int64_t newest = 0;
    int rc = newest_applied(db, migrations, count, &newest, err);
    if (rc == E_OK && count > 0 && newest < migrations[count - 1].number) {
        return err_set(err, E_CONFLICT,
                       "The database is that of an older version of this program, which is "
                       "running. Start this version first.");
    }
    return rc;
}

int db_migrate(struct db *db, const struct db_migration *migrations, size_t count, struct err *err)
{
    for (size_t i = 1; i < count; i++) {
        ASSERT(migrations[i].number > migrations[i - 1].number);
    }
    int64_t newest = 0;
    int rc = newest_applied(db, migrations, count, &newest, err);
    if (rc < 0) {
        return rc;
    }
    if (count == 0 || newest >= migrations[count - 1].number) {
        return E_OK;
    }
    if (newest > 0) {
        rc = snapshot_before(db, newest, err);
        if (rc < 0) {
            return rc;
        }
    }

    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(db, &conn);
    /* Another process may have migrated meanwhile. */
    if (rc == E_OK) {
        rc = check_applied(conn, migrations, count, &newest, err);
    }
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        if (migrations[i].number > newest) {
            rc = apply_one(conn, &migrations[i], err);
        }
    }
    return rc < 0 ? rc : db_commit(&conn);
}
