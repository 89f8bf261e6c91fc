/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of db share. db.c knows connections and transactions, db_sqlite.c alone knows SQLite. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "platform/db/db.h"

#define DB_READERS_MAX 32
/* How long a write waits for its turn: an import of a thousand rows beside the server took five seconds on a machine with fifteen
 * times as much to do as it could. Nobody waits for ever, and at most the work threads wait. */
#define DB_BUSY_MS 10000

struct db_engine;

/* Opens one connection to the file at `path`. A reader refuses to write. */
MUSTUSE int db_engine_open(const char *path, bool reader, struct db_engine **out, struct err *err);
void db_engine_close(struct db_engine *engine);
/* Runs text that may hold several statements, without parameters. */
MUSTUSE int db_engine_script(struct db_engine *engine, const char *sql, struct err *err);
MUSTUSE int db_engine_exec(struct db_engine *engine, const char *sql, const struct db_value *params,
                           int64_t *out_changed);
MUSTUSE int db_engine_query(struct db_engine *engine, const char *sql,
                            const struct db_value *params, struct db_rows **out);
MUSTUSE int db_engine_snapshot(struct db_engine *engine, const char *path, struct err *err);

struct db_conn {
    struct db *db;
    struct db_engine *engine;
    bool is_writer;
    struct db_conn *next_idle;
};

struct db {
    char *path;
    pthread_mutex_t writer_lock; /* held from db_begin() to its end */
    struct db_conn writer;
    pthread_mutex_t readers_lock;
    struct db_conn *idle_readers; /* guarded by readers_lock */
    size_t reader_count;          /* guarded by readers_lock: opened, idle or lent */
};
