/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/accounts/test_accounts_support.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/mail/mail.h"
#include "platform/schema/schema.h"

struct test_accounts test;

static struct config config;
static struct services services;

static void open_accounts(void)
{
    struct err err = {0};
    cr_assert_eq(sessions_new(&services, &test.sessions, &err), E_OK, "%s", err.detail);
    cr_assert_eq(accounts_new(&services, test.sessions, &test.accounts, &err), E_OK, "%s",
                 err.detail);
}

static void close_accounts(void)
{
    accounts_free(test.accounts);
    sessions_free(test.sessions);
}

void test_open(void)
{
    struct err err = {0};
    test.folder = test_folder_make();
    test.arena = arena_new();
    config = (struct config){.data = test.folder,
                             .smtp_url = "",
                             .public_url = "",
                             .mail_from = "Assisti <a@example.org>"};
    services.config = &config;
    const char *path = arena_printf(test.arena, "%s/test.db", test.folder);
    cr_assert_eq(db_open(path, &services.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(services.db, &err), E_OK, "%s", err.detail);
    struct mail_config mail = {.smtp_url = config.smtp_url, .from = config.mail_from};
    cr_assert_eq(mail_new(services.db, &mail, &services.mail, &err), E_OK, "%s", err.detail);
    open_accounts();
}

void test_close(void)
{
    close_accounts();
    mail_free(services.mail);
    db_close(services.db);
    arena_free(test.arena);
    test_folder_drop();
}

void test_restart(void)
{
    close_accounts();
    open_accounts();
}

static size_t list_mail(const char *to, struct mail_kept **out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(services.db, &conn), E_OK);
    struct mail_query query = {.q = str_from(to), .before = NULL, .limit = 100};
    size_t count;
    cr_assert_eq(mail_list(conn, &query, test.arena, out, &count), E_OK);
    return count;
}

size_t test_mail_count(const char *to)
{
    struct mail_kept *mails;
    return list_mail(to, &mails);
}

const char *test_mail(const char *to)
{
    struct mail_kept *mails;
    return list_mail(to, &mails) > 0 ? str_dup(test.arena, mails[0].message.text) : NULL;
}

struct str test_find_in_mail(const char *to, const char *before, size_t length)
{
    const char *text = test_mail(to);
    cr_assert_not_null(text, "no e-mail to %s", to);
    const char *found = strstr(text, before);
    cr_assert_not_null(found, "%s", text);
    return (struct str){found + strlen(before), length};
}

struct str test_mail_code(const char *to)
{
    return test_find_in_mail(to, "enter this code: ", CODE_DIGITS);
}

struct str test_mail_token(const char *to)
{
    return test_find_in_mail(to, "/verify#token=", CRYPT_TOKEN_LENGTH);
}

struct uuid test_add_user(const char *email)
{
    struct accounts_new_user user = {.email = str_from(email), .password = STR(TEST_PASSWORD)};
    struct uuid id;
    struct err err = {0};
    cr_assert_eq(accounts_add_user(services.db, &user, &id, &err), E_OK, "%s", err.detail);
    return id;
}

static int log_in(const char *email, const char *password, struct sessions_tokens *out,
                  struct err *err)
{
    struct accounts_credentials given = {.email = str_from(email), .password = str_from(password)};
    struct sessions_origin origin = {.agent = STR("curl/8"), .address = STR("192.0.2.1")};
    struct accounts_user user;
    int rc = accounts_log_in(test.accounts, &given, test.arena, &user, err);
    return rc < 0 ? rc : sessions_start(test.sessions, user.id, &origin, out);
}

int test_try_log_in(const char *email, const char *password, struct err *err)
{
    struct sessions_tokens tokens;
    return log_in(email, password, &tokens, err);
}

struct sessions_tokens test_log_in(const char *email)
{
    struct sessions_tokens tokens;
    cr_assert_eq(log_in(email, TEST_PASSWORD, &tokens, NULL), E_OK);
    return tokens;
}

void test_exec(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, sql), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&conn), E_OK);
}

int64_t test_count(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(services.db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, sql, &rows), E_OK, "%s", sql);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

int test_authenticate(const char *token, struct req_user *out)
{
    static const struct route route = {.method = "GET", .path = "/api/v1/ocr", .who = AUTH_USER};
    return sessions_authenticate(test.sessions, str_from(token), &route, out);
}

bool test_is_access_good(const struct sessions_tokens *tokens)
{
    struct req_user user;
    return test_authenticate(tokens->access, &user) == E_OK;
}
