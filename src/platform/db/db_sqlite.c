/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/file.h"
#include "base/log.h"
#include "platform/db/db_int.h"

/* Statements are kept prepared, found by their text. There are as many as the stores have constants
 * and make of descriptors when the server starts. */
#define STATEMENTS_MAX ((size_t)1024)

struct db_rows {
    sqlite3_stmt *stmt;
    struct db_engine *engine;
    bool in_use;
    bool is_kept; /* in the engine's table; others are finalised when closed */
};

struct db_engine {
    sqlite3 *handle;
    struct db_rows *kept[STATEMENTS_MAX]; /* open addressing, by hash of the text */
    size_t kept_count;
};

static int to_rc(int sqlite_rc, int system_error)
{
    switch (sqlite_rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return E_OK;
    case SQLITE_CONSTRAINT:
        return E_CONFLICT;
    case SQLITE_FULL:
        return E_DISK_FULL;
    case SQLITE_IOERR:
        return file_errno_to_rc(system_error) == E_DISK_FULL ? E_DISK_FULL : E_DB_UNAVAILABLE;
    case SQLITE_TOOBIG:
        return E_TOO_LARGE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
        return E_DB_UNAVAILABLE;
    default:
        return E_INTERNAL;
    }
}

/* SQLite's own words are known only here, so this is the edge that logs them; parameters never show. */
static int failed(struct db_engine *engine, const char *sql)
{
    int sqlite_rc = sqlite3_extended_errcode(engine->handle);
    int rc = to_rc(sqlite_rc, sqlite3_system_errno(engine->handle));
    if (rc < 0 && rc != E_CONFLICT) {
        log_warn("db.failed", LOG_C("why", sqlite3_errmsg(engine->handle)),
                 LOG_N("sqlite_code", sqlite_rc), LOG_C("sql", sql));
    }
    return rc < 0 ? rc : E_INTERNAL;
}

/* The full text of an error is the same for a person at start-up, where the log is not read yet. */
static int failed_with_words(struct db_engine *engine, const char *doing, struct err *err)
{
    int rc = to_rc(sqlite3_extended_errcode(engine->handle), sqlite3_system_errno(engine->handle));
    return err_set(err, rc < 0 ? rc : E_DB_UNAVAILABLE, "%s: %s.", doing,
                   sqlite3_errmsg(engine->handle));
}

int db_engine_open(const char *path, bool reader, struct db_engine **out, struct err *err)
{
    struct db_engine *engine = must_calloc(1, sizeof(*engine));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (reader ? 0 : SQLITE_OPEN_CREATE);
    int rc = E_OK;
    if (sqlite3_open_v2(path, &engine->handle, flags, NULL) != SQLITE_OK) {
        rc = failed_with_words(engine, "The database cannot be opened", err);
    } else {
        sqlite3_busy_timeout(engine->handle, DB_BUSY_MS);
        rc = db_engine_script(engine,
                              reader ? "PRAGMA query_only=1; PRAGMA cache_size=-1024;"
                                     : "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                                       "PRAGMA foreign_keys=1; PRAGMA cache_size=-4096;",
                              err);
    }
    if (rc < 0) {
        db_engine_close(engine);
        return rc;
    }
    *out = engine;
    return E_OK;
}

void db_engine_close(struct db_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        if (engine->kept[i] != NULL) {
            sqlite3_finalize(engine->kept[i]->stmt);
            free(engine->kept[i]);
        }
    }
    int rc = sqlite3_close(engine->handle);
    ASSERT(rc == SQLITE_OK); /* else a statement is still open */
    free(engine);
}

int db_engine_script(struct db_engine *engine, const char *sql, struct err *err)
{
    if (sqlite3_exec(engine->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return failed_with_words(engine, "The database refused a statement", err);
    }
    return E_OK;
}

/* FNV-1a */
static size_t hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (uint8_t)*text) * 0x100000001b3u;
    }
    return (size_t)hash;
}

static struct db_rows *prepare(struct db_engine *engine, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(engine->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK) {
        return NULL;
    }
    struct db_rows *rows = must_calloc(1, sizeof(*rows));
    rows->stmt = stmt;
    rows->engine = engine;
    return rows;
}

/* A statement ready to be bound: the kept one, or a fresh one where that is still giving rows. */
static struct db_rows *take_statement(struct db_engine *engine, const char *sql)
{
    size_t slot = hash_text(sql) % STATEMENTS_MAX;
    while (engine->kept[slot] != NULL && strcmp(sqlite3_sql(engine->kept[slot]->stmt), sql) != 0) {
        slot = (slot + 1) % STATEMENTS_MAX;
    }
    struct db_rows *rows = engine->kept[slot];
    if (rows == NULL || rows->in_use) {
        struct db_rows *fresh = prepare(engine, sql);
        /* A quarter stays empty, so that looking for what is not there ends soon. */
        if (fresh != NULL && rows == NULL && engine->kept_count < STATEMENTS_MAX / 4 * 3) {
            engine->kept[slot] = fresh;
            engine->kept_count++;
            fresh->is_kept = true;
        }
        rows = fresh;
    }
    if (rows != NULL) {
        rows->in_use = true;
    }
    return rows;
}

static int bind_value(sqlite3_stmt *stmt, int index, const struct db_value *value)
{
    switch (value->kind) {
    case DB_END: /* the caller gave fewer values than the statement names */
    case DB_NULL:
        return sqlite3_bind_null(stmt, index);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, index, value->text.p, value->text.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_I64:
        return sqlite3_bind_int64(stmt, index, value->number);
    case DB_UUID:
        return sqlite3_bind_text(stmt, index, uuid_format(value->id).s, 36, SQLITE_TRANSIENT);
    case DB_REAL:
        return sqlite3_bind_double(stmt, index, value->real);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, index, value->text.p, value->text.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static size_t count_values(const struct db_value *params)
{
    size_t count = 0;
    while (params[count].kind != DB_END) {
        count++;
    }
    return count;
}

/* SQLite numbers "$2" by where it first stands; here it means the second value. */
static int bind_all(sqlite3_stmt *stmt, const struct db_value *params)
{
    size_t given = count_values(params);
    int named = sqlite3_bind_parameter_count(stmt);
    for (int index = 1; index <= named; index++) {
        const char *name = sqlite3_bind_parameter_name(stmt, index);
        ASSERT(name != NULL && name[0] == '$');
        int64_t place;
        int rc = str_to_i64(str_from(name + 1), 1, 99, &place);
        ASSERT(rc == E_OK && (size_t)place <= given);
        int bound = bind_value(stmt, index, &params[place - 1]);
        if (bound != SQLITE_OK) {
            return bound;
        }
    }
    return SQLITE_OK;
}

int db_engine_query(struct db_engine *engine, const char *sql, const struct db_value *params,
                    struct db_rows **out)
{
    struct db_rows *rows = take_statement(engine, sql);
    if (rows == NULL) {
        return failed(engine, sql);
    }
    if (bind_all(rows->stmt, params) != SQLITE_OK) {
        int rc = failed(engine, sql);
        db_rows_closep(&rows);
        return rc;
    }
    *out = rows;
    return E_OK;
}

int db_engine_exec(struct db_engine *engine, const char *sql, const struct db_value *params,
                   int64_t *out_changed)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_engine_query(engine, sql, params, &rows);
    if (rc < 0) {
        return rc;
    }
    do {
        rc = db_next(rows);
    } while (rc == 1);
    if (rc == E_OK && out_changed != NULL) {
        *out_changed = sqlite3_changes64(engine->handle);
    }
    return rc;
}

void db_rows_closep(struct db_rows **rows)
{
    struct db_rows *closed = *rows;
    *rows = NULL;
    if (closed == NULL) {
        return;
    }
    if (!closed->is_kept) {
        sqlite3_finalize(closed->stmt);
        free(closed);
        return;
    }
    sqlite3_reset(
        closed->stmt); /* its return value repeats the last step's error, which was reported */
    sqlite3_clear_bindings(closed->stmt);
    closed->in_use = false;
}

int db_next(struct db_rows *rows)
{
    int sqlite_rc = sqlite3_step(rows->stmt);
    if (sqlite_rc == SQLITE_ROW) {
        return 1;
    }
    if (sqlite_rc == SQLITE_DONE) {
        return 0;
    }
    return failed(rows->engine, sqlite3_sql(rows->stmt));
}

struct str db_col_text(const struct db_rows *rows, int column)
{
    /* Of text this gives the same bytes as sqlite3_column_text(), without asking first what it is. */
    const char *p = sqlite3_column_blob(rows->stmt, column);
    return p == NULL ? STR_EMPTY
                     : (struct str){p, (size_t)sqlite3_column_bytes(rows->stmt, column)};
}

int64_t db_col_i64(const struct db_rows *rows, int column)
{
    return sqlite3_column_int64(rows->stmt, column);
}

double db_col_real(const struct db_rows *rows, int column)
{
    return sqlite3_column_double(rows->stmt, column);
}

bool db_col_is_null(const struct db_rows *rows, int column)
{
    return sqlite3_column_type(rows->stmt, column) == SQLITE_NULL;
}

int db_engine_snapshot(struct db_engine *engine, const char *path, struct err *err)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_engine_query(engine, "VACUUM INTO $1", DB_PARAMS(db_c(path)), &rows);
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc < 0) {
        return failed_with_words(engine, "The copy of the database could not be written", err);
    }
    return E_OK;
}
