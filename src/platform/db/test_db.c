/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "platform/db/db.h"

static const char *folder;
static char path[64];
static struct db *db;

#define M1                                                                                  \
    {                                                                                       \
        1, "0001_things",                                                                   \
            STR("CREATE TABLE things (id TEXT PRIMARY KEY, n BIGINT NOT NULL, note TEXT);") \
    }
#define M2                                                                                    \
    {                                                                                         \
        2, "0002_more", STR("ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 3;") \
    }
static const struct db_migration migrations[] = {M1, M2};

static void open_db(void)
{
    folder = test_folder_make();
    snprintf(path, sizeof(path), "%s/test.db", folder);
    struct err err = {0};
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(db_migrate(db, migrations, 1, &err), E_OK, "%s", err.detail);
}

static void close_db(void)
{
    db_close(db);
    test_folder_drop();
}

TestSuite(db, .init = open_db, .fini = close_db);

static int add_thing(struct db_conn *conn, struct uuid id, int64_t n)
{
    return db_exec(conn, "INSERT INTO things (note, id, n) VALUES ($3, $1, $2)", db_id(id),
                   db_i64(n), db_null());
}

static int64_t count_things(void)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, "SELECT COUNT(*) FROM things", &rows), E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

Test(db, keeps_what_is_committed_and_nothing_else)
{
    struct uuid id = uuid_new();
    struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_expect_eq(add_thing(conn, id, 5), E_OK);
    cr_expect_eq(count_things(), 0, "readers do not see what is not committed");
    db_releasep(&conn);
    cr_expect_eq(count_things(), 0);

    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_expect_eq(add_thing(conn, id, 5), E_OK);
    cr_expect_eq(db_commit(&conn), E_OK);
    cr_expect_null(conn);
    cr_expect_eq(count_things(), 1);

    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_expect_eq(add_thing(conn, id, 6), E_CONFLICT);
    db_releasep(&conn);
}

Test(db, opens_for_reading_only)
{
    struct db *reading;
    struct err err = {0};
    cr_expect_eq(db_open_reading("/nowhere/test.db", &reading, &err), E_NOT_FOUND);
    cr_assert_eq(db_open_reading(path, &reading, &err), E_OK);
    struct db_conn *conn = NULL;
    cr_assert_eq(db_read(reading, &conn), E_OK);
    cr_expect_neq(add_thing(conn, uuid_new(), 1), E_OK);
    db_releasep(&conn);
    db_close(reading);
}

Test(db, binds_by_number_and_reads_every_kind)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    struct uuid id = uuid_new();
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, "SELECT $4, $3, $1, $2, $1, $5", &rows, db_i64(-7),
                          db_str(STR("a\0b")), db_null(), db_id(id), db_real(0.5)),
                 E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    cr_expect(uuid_eq(db_col_id(rows, 0), id));
    cr_expect(db_col_is_null(rows, 1));
    cr_expect_eq(db_col_i64(rows, 2), -7);
    cr_expect(str_eq(db_col_text(rows, 3), STR("a\0b")));
    cr_expect_eq(db_col_real(rows, 5), 0.5);
    cr_expect_eq(db_next(rows), 0);
}

Test(db, lets_the_same_query_run_inside_itself)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *outer = NULL;
    CLEANUP(db_rows_closep) struct db_rows *inner = NULL;
    cr_assert_eq(db_query(conn, "SELECT $1", &outer, db_i64(1)), E_OK);
    cr_assert_eq(db_one(outer), E_OK);
    cr_assert_eq(db_query(conn, "SELECT $1", &inner, db_i64(2)), E_OK);
    cr_assert_eq(db_one(inner), E_OK);
    cr_expect_eq(db_col_i64(outer, 0), 1);
    cr_expect_eq(db_col_i64(inner, 0), 2);
}

Test(db, readers_cannot_write)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_expect_eq(add_thing(conn, uuid_new(), 1), E_DB_UNAVAILABLE);
}

Test(db, migrates_with_a_snapshot_and_refuses_what_it_does_not_know)
{
    struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_assert_eq(add_thing(conn, uuid_new(), 5), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);

    struct err err = {0};
    cr_assert_eq(db_migrate(db, migrations, 2, &err), E_OK, "%s", err.detail);
    char snapshot[96];
    snprintf(snapshot, sizeof(snapshot), "%s.before-0002", path);
    cr_expect_eq(access(snapshot, R_OK), 0);
    cr_expect_eq(db_migrate(db, migrations, 2, &err), E_OK, "again is nothing to do");

    cr_expect_eq(db_migrate(db, migrations, 1, &err), E_INVALID);
    cr_expect_not_null(strstr(err.detail, "newer version"), "%s", err.detail);
    const struct db_migration changed[] = {{1, "0001_things", STR("CREATE TABLE other (id TEXT);")},
                                           M2};
    cr_expect_eq(db_migrate(db, changed, 2, &err), E_INVALID);
    cr_expect_not_null(strstr(err.detail, "another wording"), "%s", err.detail);
}

Test(db, undoes_all_migrations_of_a_start_where_one_fails)
{
    const struct db_migration broken[] = {M1, M2, {3, "0003_broken", STR("CREATE TABL x;")}};
    struct err err = {0};
    cr_expect_lt(db_migrate(db, broken, 3, &err), 0);
    cr_expect_not_null(strstr(err.detail, "0003_broken"), "%s", err.detail);
    err_clear(&err);
    cr_expect_eq(db_migrate(db, migrations, 2, &err), E_OK, "%s", err.detail);
}

static void *add_hundred(void *unused)
{
    (void)unused;
    for (int i = 0; i < 100; i++) {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        cr_assert_eq(db_begin(db, &conn), E_OK);
        cr_assert_eq(add_thing(conn, uuid_new(), i), E_OK);
        cr_assert_eq(db_commit(&conn), E_OK);
        (void)count_things();
    }
    return NULL;
}

Test(db, serves_many_threads)
{
    pthread_t threads[8];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, add_hundred, NULL), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    cr_expect_eq(count_things(), 800);
}

Test(db, says_unavailable_while_another_process_holds_it)
{
    struct db *other = NULL;
    struct err err = {0};
    cr_assert_eq(db_open(path, &other, &err), E_OK);
    struct db_conn *held = NULL;
    cr_assert_eq(db_begin(other, &held), E_OK);
    struct db_conn *conn = NULL;
    cr_expect_eq(db_begin(db, &conn), E_DB_UNAVAILABLE);
    db_releasep(&held);
    cr_expect_eq(db_begin(db, &conn), E_OK);
    db_releasep(&conn);
    db_close(other);
}
