/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/sessions/test_sessions_support.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/mail/mail.h"
#include "platform/schema/schema.h"

struct test_sessions test;

static struct config config;

static void open_sessions(void)
{
    struct err err = {0};
    cr_assert_eq(sessions_new(&test.services, &test.sessions, &err), E_OK, "%s", err.detail);
}

void test_open(void)
{
    struct err err = {0};
    test.folder = test_folder_make();
    test.arena = arena_new();
    config = (struct config){.data = test.folder};
    test.services = (struct services){.config = &config};
    struct services *services = &test.services;
    const char *path = arena_printf(test.arena, "%s/test.db", test.folder);
    cr_assert_eq(db_open(path, &services->db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(services->db, &err), E_OK, "%s", err.detail);
    struct mail_config mail = {.smtp_url = "", .from = "Assisti <a@example.org>"};
    cr_assert_eq(mail_new(services->db, &mail, &services->mail, &err), E_OK, "%s", err.detail);
    open_sessions();
}

void test_close(void)
{
    sessions_free(test.sessions);
    mail_free(test.services.mail);
    db_close(test.services.db);
    arena_free(test.arena);
    test_folder_drop();
}

void test_restart(void)
{
    sessions_free(test.sessions);
    open_sessions();
}

struct uuid test_add_user(const char *email)
{
    struct uuid id = uuid_new();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn,
                         "INSERT INTO users (id, email, username, username_key, name, password, "
                         "is_active, is_verified, is_staff, date_joined) "
                         "VALUES ($1, $2, $2, $2, '', '', 1, 1, 0, $3)",
                         db_id(id), db_c(email), db_i64(clock_now_ms())),
                 E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    return id;
}

void test_bump(struct uuid user)
{
    struct sessions_ended ended = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.services.db, &conn), E_OK);
    cr_assert_eq(sessions_bump_epoch(conn, user, &ended), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    sessions_tell_ended(test.sessions, &ended);
}

void test_exec(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, sql), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&conn), E_OK);
}

int64_t test_count(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, sql, &rows), E_OK, "%s", sql);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}
