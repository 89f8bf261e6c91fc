/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform/db/db_int.h"

static struct db *db_new(const char *path)
{
    struct db *db = must_calloc(1, sizeof(*db));
    db->path = strdup(path);
    ASSERT(db->path != NULL);
    pthread_mutex_init(&db->writer_lock, NULL);
    pthread_mutex_init(&db->readers_lock, NULL);
    return db;
}

int db_open_reading(const char *path, struct db **out, struct err *err)
{
    if (access(path, R_OK) < 0) {
        return err_set(err, E_NOT_FOUND, "There is no database at %s.", path);
    }
    *out = db_new(path);
    return E_OK;
}

int db_open(const char *path, struct db **out, struct err *err)
{
    struct db *db = db_new(path);
    db->writer = (struct db_conn){.db = db, .is_writer = true};
    int rc = db_engine_open(path, /* reader= */ false, &db->writer.engine, err);
    if (rc < 0) {
        db_close(db);
        return rc;
    }
    *out = db;
    return E_OK;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    size_t idle = 0;
    while (db->idle_readers != NULL) {
        struct db_conn *conn = db->idle_readers;
        db->idle_readers = conn->next_idle;
        db_engine_close(conn->engine);
        free(conn);
        idle++;
    }
    ASSERT(idle == db->reader_count); /* a connection that is still lent would be used after this */
    db_engine_close(db->writer.engine);
    pthread_mutex_destroy(&db->writer_lock);
    pthread_mutex_destroy(&db->readers_lock);
    free(db->path);
    free(db);
}

static struct db_conn *take_idle_reader(struct db *db, bool *out_may_open)
{
    pthread_mutex_lock(&db->readers_lock);
    struct db_conn *conn = db->idle_readers;
    *out_may_open = false;
    if (conn != NULL) {
        db->idle_readers = conn->next_idle;
    } else if (db->reader_count < DB_READERS_MAX) {
        db->reader_count++;
        *out_may_open = true;
    }
    pthread_mutex_unlock(&db->readers_lock);
    return conn;
}

int db_read(struct db *db, struct db_conn **out)
{
    bool may_open;
    struct db_conn *conn = take_idle_reader(db, &may_open);
    if (conn == NULL) {
        /* Threads are fewer than readers; to come here is overload, not a state to wait in. */
        if (!may_open) {
            return E_BUSY;
        }
        conn = must_calloc(1, sizeof(*conn));
        conn->db = db;
        int rc = db_engine_open(db->path, /* reader= */ true, &conn->engine, NULL);
        if (rc < 0) {
            free(conn);
            pthread_mutex_lock(&db->readers_lock);
            db->reader_count--;
            pthread_mutex_unlock(&db->readers_lock);
            return rc;
        }
    }
    *out = conn;
    return E_OK;
}

static bool lock_within(pthread_mutex_t *lock, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_mutex_timedlock(lock, &until) == 0;
}

int db_begin(struct db *db, struct db_conn **out)
{
    ASSERT(db->writer.engine != NULL); /* it was not opened for reading only */
    if (!lock_within(&db->writer_lock, DB_BUSY_MS)) {
        return E_DB_UNAVAILABLE;
    }
    int rc = db_engine_exec(db->writer.engine, "BEGIN IMMEDIATE", DB_PARAMS(), NULL);
    if (rc < 0) {
        pthread_mutex_unlock(&db->writer_lock);
        return rc;
    }
    *out = &db->writer;
    return E_OK;
}

int db_commit(struct db_conn **conn)
{
    struct db_conn *writer = *conn;
    ASSERT(writer != NULL && writer->is_writer);
    int rc = db_engine_exec(writer->engine, "COMMIT", DB_PARAMS(), NULL);
    if (rc < 0) {
        db_releasep(conn);
        return rc;
    }
    *conn = NULL;
    pthread_mutex_unlock(&writer->db->writer_lock);
    return E_OK;
}

void db_releasep(struct db_conn **conn)
{
    struct db_conn *borrowed = *conn;
    if (borrowed == NULL) {
        return;
    }
    *conn = NULL;
    struct db *db = borrowed->db;
    if (borrowed->is_writer) {
        /* Where an error has rolled back already, there is nothing left to roll back. */
        int rc = db_engine_exec(borrowed->engine, "ROLLBACK", DB_PARAMS(), NULL);
        (void)rc;
        pthread_mutex_unlock(&db->writer_lock);
        return;
    }
    pthread_mutex_lock(&db->readers_lock);
    borrowed->next_idle = db->idle_readers;
    db->idle_readers = borrowed;
    pthread_mutex_unlock(&db->readers_lock);
}

int db_exec_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                   int64_t *out_changed)
{
    return db_engine_exec(conn->engine, sql, params, out_changed);
}

int db_query_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                    struct db_rows **out)
{
    return db_engine_query(conn->engine, sql, params, out);
}

int db_find_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                   struct db_rows **out)
{
    int rc = db_query_params(conn, sql, params, out);
    return rc < 0 ? rc : db_one(*out);
}

int db_one(struct db_rows *rows)
{
    int rc = db_next(rows);
    if (rc < 0) {
        return rc;
    }
    return rc == 1 ? E_OK : E_NOT_FOUND;
}

struct str db_col_copy(const struct db_rows *rows, int column, struct arena *arena)
{
    return str_copy(arena, db_col_text(rows, column));
}

bool db_col_bool(const struct db_rows *rows, int column)
{
    return db_col_i64(rows, column) != 0;
}

struct uuid db_col_id(const struct db_rows *rows, int column)
{
    struct uuid id = {{0}};
    int rc = uuid_parse(db_col_text(rows, column), &id);
    (void)rc; /* what is no id stays all zero, as the header says */
    return id;
}

int db_snapshot(struct db *db, const char *path, struct err *err)
{
    /* A connection of its own: readers may not write, and the writer shall not wait. */
    struct db_engine *engine = NULL;
    int rc = db_engine_open(db->path, /* reader= */ false, &engine, err);
    if (rc == E_OK) {
        rc = db_engine_snapshot(engine, path, err);
    }
    db_engine_close(engine);
    return rc;
}

static int64_t file_bytes(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

int64_t db_bytes(const struct db *db)
{
    char log[4096];
    snprintf(log, sizeof(log), "%s-wal", db->path);
    return file_bytes(db->path) + file_bytes(log);
}

bool db_is_alive(struct db *db)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    if (db_read(db, &conn) < 0) {
        return false;
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    return db_query(conn, "SELECT COUNT(*) FROM schema_migrations", &rows) == E_OK &&
           db_one(rows) == E_OK;
}

int db_exists_params(struct db_conn *conn, const char *sql, const struct db_value *params,
                     bool *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query_params(conn, sql, params, &rows);
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = rc == 1;
    return E_OK;
}

struct str db_pattern(struct arena *arena, struct str q)
{
    char *pattern = arena_alloc(arena, 2 * q.n + 2);
    size_t n = 0;
    pattern[n++] = '%';
    for (size_t i = 0; i < q.n; i++) {
        if (strchr("%_\\", q.p[i]) != NULL) {
            pattern[n++] = '\\';
        }
        pattern[n++] = q.p[i];
    }
    pattern[n++] = '%';
    return (struct str){pattern, n};
}
