/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db: the database, whichever it is. Callers write one SQL subset that SQLite and PostgreSQL both
 * speak, with $1, $2, ... as parameters, and never learn which of them answers.
 *
 * The subset: TEXT, BIGINT, INTEGER and BLOB columns; ids as TEXT in the canonical UUID form; points in
 * time as BIGINT milliseconds; yes and no as INTEGER 1 and 0; RETURNING, ON CONFLICT, LIMIT, CASE,
 * COALESCE, EXISTS; no functions that only one of them has.
 *
 * A connection is borrowed for the time of some statements and given back by CLEANUP(db_releasep):
 * readers beside one writer. A writer is a transaction: it ends by db_commit(), or is rolled back when
 * it is released without. Threads: struct db is shared, a borrowed connection is its borrower's.
 * Files: db.c borrowing, statements and values, db_sqlite.c the SQLite calls, db_migrate.c. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct db;
struct db_conn;
struct db_rows;

/* Opens (and makes, where it is not there) the SQLite database at `path`. */
MUSTUSE int db_open(const char *path, struct db **out, struct err *err);
/* The same for who only reads what is there: db_begin() is not for it. E_NOT_FOUND where there is no file. */
MUSTUSE int db_open_reading(const char *path, struct db **out, struct err *err);
void db_close(struct db *db);

/* Borrows a reader: each statement sees what was committed before it. */
MUSTUSE int db_read(struct db *db, struct db_conn **out);
/* Begins the one write transaction there can be at a time; waits for others, E_DB_UNAVAILABLE where that
 * takes too long. */
MUSTUSE int db_begin(struct db *db, struct db_conn **out);
/* Commits, gives the connection back and sets *conn to NULL, also on failure (then nothing is kept). */
MUSTUSE int db_commit(struct db_conn **conn);
/* For CLEANUP(): rolls back what was not committed and gives the connection back. */
void db_releasep(struct db_conn **conn);

enum db_kind { DB_END, DB_NULL, DB_TEXT, DB_I64, DB_UUID, DB_REAL, DB_BLOB };

struct db_value {
    enum db_kind kind;
    struct str text;
    int64_t number;
    double real;
    struct uuid id;
};

#define db_str(s)      ((struct db_value){.kind = DB_TEXT, .text = (s)})
#define db_c(c)        ((struct db_value){.kind = (c) != NULL ? DB_TEXT : DB_NULL, .text = str_from(c)})
#define db_i64(n)      ((struct db_value){.kind = DB_I64, .number = (n)})
#define db_bool(b)     ((struct db_value){.kind = DB_I64, .number = (b) ? 1 : 0})
#define db_real(x)     ((struct db_value){.kind = DB_REAL, .real = (x)})
#define db_id(u)       ((struct db_value){.kind = DB_UUID, .id = (u)})
#define db_blob(s)     ((struct db_value){.kind = DB_BLOB, .text = (s)})
#define db_null()      ((struct db_value){.kind = DB_NULL})
#define DB_PARAMS(...) ((const struct db_value[]){__VA_ARGS__ __VA_OPT__(, ){.kind = DB_END}})

/* Runs a statement; the parameters follow:
 *     rc = db_exec(conn, drop_sql, db_id(id), db_str(owner));
 * E_CONFLICT where a unique or foreign key forbids it, E_DISK_FULL, E_DB_UNAVAILABLE. `sql` is a
 * constant: statements are prepared once and kept. */
#define db_exec(conn, sql, ...) db_exec_params(conn, sql, DB_PARAMS(__VA_ARGS__), NULL)
/* The same, and says how many rows it changed. */
#define db_change(conn, sql, out_changed, ...) \
    db_exec_params(conn, sql, DB_PARAMS(__VA_ARGS__), out_changed)
MUSTUSE int db_exec_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                           int64_t *out_changed);

/* Starts a query; its rows are closed by CLEANUP(db_rows_closep), before the connection is given back. */
#define db_query(conn, sql, out_rows, ...) \
    db_query_params(conn, sql, DB_PARAMS(__VA_ARGS__), out_rows)
MUSTUSE int db_query_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                            struct db_rows **out);
/* The same for queries of one object, begun at its row: E_NOT_FOUND where there is none. */
#define db_find(conn, sql, out_rows, ...) \
    db_find_params(conn, sql, DB_PARAMS(__VA_ARGS__), out_rows)
MUSTUSE int db_find_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                           struct db_rows **out);
/* Whether a query has any row. */
#define db_exists(conn, sql, out, ...) db_exists_params(conn, sql, DB_PARAMS(__VA_ARGS__), out)
MUSTUSE int db_exists_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                             bool *out);
void db_rows_closep(struct db_rows **rows);
/* 1: there is a row; 0: no more; negative: an error. */
MUSTUSE int db_next(struct db_rows *rows);
/* Like db_next(), with E_NOT_FOUND where there is no row: for queries of one object. */
MUSTUSE int db_one(struct db_rows *rows);

/* "%q%" for LIKE ... ESCAPE '\\', with what would be a wildcard escaped; of the arena. */
struct str db_pattern(struct arena *arena, struct str q);

/* Columns of the current row, counted from 0. Text lives until the next db_next(): copy what stays. */
struct str db_col_text(const struct db_rows *rows, int column);
struct str db_col_copy(const struct db_rows *rows, int column, struct arena *arena);
int64_t db_col_i64(const struct db_rows *rows, int column);
bool db_col_bool(const struct db_rows *rows, int column);
double db_col_real(const struct db_rows *rows, int column);
bool db_col_is_null(const struct db_rows *rows, int column);
struct uuid db_col_id(const struct db_rows *rows, int column); /* all zero where it is not an id */

/* One numbered file of sql/, embedded into the program. */
struct db_migration {
    int number;
    const char *name; /* "0001_accounts" */
    struct str sql;
};

/* Brings the schema up to the newest migration: first a snapshot of the file beside it
 * (`<path>.before-<number>`, where there is anything to save), then one transaction for all. Refuses a
 * database that a newer program made, or whose applied migrations read differently from these. */
MUSTUSE int db_migrate(struct db *db, const struct db_migration *migrations, size_t count,
                       struct err *err);

/* For who shares the database with a program that has it open: E_CONFLICT, with words, where a migration is missing. */
MUSTUSE int db_check_migrated(struct db *db, const struct db_migration *migrations, size_t count,
                              struct err *err);

/* A consistent copy of the whole database at `path`, which must not be there yet. */
MUSTUSE int db_snapshot(struct db *db, const char *path, struct err *err);

/* Bytes that the database takes on the disk. */
int64_t db_bytes(const struct db *db);

/* True where a statement could be answered now. */
bool db_is_alive(struct db *db);
