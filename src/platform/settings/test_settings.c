/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/mail/mail.h"
#include "platform/schema/schema.h"
#include "platform/settings/settings.h"

static struct db *db;
static struct arena *arena;
static struct config config;
static struct settings *settings;

static void set_up(void)
{
    struct err err = {0};
    arena = arena_new();
    config = (struct config){.data = test_folder_make(),
                             .smtp_url = "",
                             .mail_from = "Assisti <a@example.org>",
                             .auth_per_minute = 7,
                             .writes_per_minute = 70,
                             .max_upload_mib = 3};
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", config.data), &db, &err), E_OK);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(settings_open(db, &config, &settings, &err), E_OK, "%s", err.detail);
}

static void tear_down(void)
{
    settings_close(settings);
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(settings, .init = set_up, .fini = tear_down);

static int parse(const char *json, struct settings_changes *out, struct err *err)
{
    struct json_doc *doc = NULL;
    cr_assert_eq(json_doc_parse(str_from(json), &doc, err), E_OK, "%s", json);
    int rc = settings_parse(json_doc_root(doc), arena, out, err);
    json_doc_free(doc);
    return rc;
}

static void change(const char *json)
{
    struct settings_changes changes;
    struct err err = {0};
    cr_assert_eq(parse(json, &changes, &err), E_OK, "%s: %s", json, err.fields[0].text);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(settings_store(settings, tx, &changes), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_assert_eq(settings_reload(settings), E_OK);
}

static void restart(void)
{
    struct err err = {0};
    settings_close(settings);
    settings = NULL;
    cr_assert_eq(settings_open(db, &config, &settings, &err), E_OK, "%s", err.detail);
}

static const char *text_of(enum setting_id id)
{
    return str_dup(arena, settings_text(settings, id, arena));
}

Test(settings, begin_as_the_configuration_says)
{
    cr_expect_eq(settings_number(settings, SETTING_AUTH_PER_MINUTE), 7);
    cr_expect_eq(settings_number(settings, SETTING_MAX_UPLOAD_MIB), 3);
    cr_expect_eq(settings_number(settings, SETTING_REGISTRATION), REGISTRATION_OPEN);
    cr_expect_eq(settings_number(settings, SETTING_PICTURES_PER_USER), 0);
    cr_expect_str_eq(text_of(SETTING_SMTP_FROM), "Assisti <a@example.org>");
    cr_expect_str_eq(text_of(SETTING_SMTP_PASSWORD), "");
    cr_expect_eq(settings_number(NULL, SETTING_REGISTRATION), REGISTRATION_OPEN);
}

Test(settings, a_change_counts_at_once_and_after_a_restart)
{
    change("{\"registration\":\"invitation\",\"limits\":{\"auth_per_minute\":30},"
           "\"staff_must_have_factor\":true,\"smtp\":{\"host\":\"mail.example.org\",\"port\":2525,"
           "\"security\":\"tls\",\"user\":\"u\",\"from\":\"b@example.org\"}}");
    for (int i = 0; i < 2; i++) {
        struct mail_server server;
        cr_expect_eq(settings_number(settings, SETTING_AUTH_PER_MINUTE), 30);
        cr_expect_eq(settings_number(settings, SETTING_REGISTRATION), REGISTRATION_INVITATION);
        cr_expect_eq(settings_number(settings, SETTING_STAFF_MUST_HAVE_FACTOR), 1);
        cr_expect_str_eq(settings_registration_name(settings), "invitation");
        settings_mail_server(settings, NULL, arena, &server);
        cr_expect_str_eq(server.host, "mail.example.org");
        cr_expect_str_eq(server.from, "b@example.org");
        cr_expect_eq(server.port, 2525);
        cr_expect_eq(server.security, MAIL_TLS);
        restart();
    }
    change(
        "{\"registration\":null,\"limits\":{\"auth_per_minute\":null},\"smtp\":{\"from\":null}}");
    cr_expect_eq(settings_number(settings, SETTING_AUTH_PER_MINUTE), 7);
    cr_expect_eq(settings_number(settings, SETTING_REGISTRATION), REGISTRATION_OPEN);
    cr_expect_str_eq(text_of(SETTING_SMTP_FROM), "Assisti <a@example.org>");
}

Test(settings, every_wrong_member_is_named)
{
    static const struct {
        const char *json, *field;
    } rows[] = {
        {"{\"registration\":\"maybe\"}", "registration"},
        {"{\"registration\":1}", "registration"},
        {"{\"staff_must_have_factor\":1}", "staff_must_have_factor"},
        {"{\"limits\":{\"auth_per_minute\":0}}", "limits.auth_per_minute"},
        {"{\"limits\":{\"auth_per_minute\":1.5}}", "limits.auth_per_minute"},
        {"{\"limits\":{\"auth_per_minute\":\"60\"}}", "limits.auth_per_minute"},
        {"{\"limits\":{\"nothing\":1}}", "limits.nothing"},
        {"{\"limits\":5}", "limits"},
        {"{\"quotas\":{\"pictures_per_user\":-1}}", "quotas.pictures_per_user"},
        {"{\"smtp\":{\"port\":65536}}", "smtp.port"},
        {"{\"smtp\":{\"security\":\"ssl\"}}", "smtp.security"},
        {"{\"smtp\":{\"host\":\"a b\"}}", "smtp.host"},
        {"{\"smtp\":{\"host\":\"a/b\"}}", "smtp.host"},
        {"{\"smtp\":{\"user\":\"a\\nb\"}}", "smtp.user"},
        {"{\"smtp\":{\"from\":\"nobody\"}}", "smtp.from"},
        {"{\"smtp\":{\"from\":\"a@b\\r\\nBcc: c@d\"}}", "smtp.from"},
        {"{\"smtp\":{\"password_set\":true}}", "smtp.password_set"},
        {"{\"data\":\"/\"}", "data"},
        {"{\"smtp.host\":{}}", "smtp.host"},
        {"{\"smtp.host\":\"a\",\"smtp\":{\"host\":\"a\"}}", "smtp.host"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct settings_changes changes;
        struct err err = {0};
        cr_expect_eq(parse(rows[i].json, &changes, &err), E_INVALID, "%s", rows[i].json);
        cr_expect_eq(err.field_count, 1, "%s", rows[i].json);
        cr_expect_str_eq(err.fields[0].name, rows[i].field, "%s", rows[i].json);
    }
}

Test(settings, the_password_is_neither_stored_nor_shown_in_clear)
{
    struct sb shown;
    struct json_out out;
    change("{\"smtp\":{\"password\":\"very secret\"}}");
    restart();
    cr_expect_str_eq(text_of(SETTING_SMTP_PASSWORD), "very secret");
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
        cr_assert_eq(db_read(db, &conn), E_OK);
        cr_assert_eq(db_query(conn, "SELECT value FROM settings", &rows), E_OK);
        cr_assert_eq(db_one(rows), E_OK);
        cr_expect_null(strstr(str_dup(arena, db_col_text(rows, 0)), "secret"));
    }
    sb_init(&shown, 64 * KIB);
    json_out_init(&out, &shown);
    settings_write(settings, &out);
    cr_expect_null(strstr(shown.p, "secret"));
    cr_expect_not_null(strstr(shown.p, "\"password_set\":true"));
    sb_done(&shown);
}

Test(settings, with_another_key_the_password_is_gone_and_the_rest_stays)
{
    change("{\"smtp\":{\"password\":\"very secret\",\"host\":\"mail.example.org\"}}");
    cr_assert_eq(unlink(arena_printf(arena, "%s/keys/settings.key", config.data)), 0);
    restart();
    cr_expect_str_eq(text_of(SETTING_SMTP_PASSWORD), "");
    cr_expect_str_eq(text_of(SETTING_SMTP_HOST), "mail.example.org");
}

Test(settings, what_the_database_holds_wrongly_counts_as_not_set)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, "INSERT INTO settings (name, value, updated) VALUES"
                             " ('limits.auth_per_minute', 'many', 0), ('registration', 'x', 0),"
                             " ('from_a_newer_version', '1', 0)"),
                 E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    restart();
    cr_expect_eq(settings_number(settings, SETTING_AUTH_PER_MINUTE), 7);
    cr_expect_eq(settings_number(settings, SETTING_REGISTRATION), REGISTRATION_OPEN);
}

Test(settings, the_log_of_a_change_has_no_secret)
{
    struct settings_changes changes;
    struct err err = {0};
    struct sb sb;
    struct json_out out;
    cr_assert_eq(
        parse("{\"registration\":\"closed\",\"smtp\":{\"password\":\"very secret\",\"port\":"
              "25}}",
              &changes, &err),
        E_OK);
    sb_init(&sb, 4 * KIB);
    json_out_init(&out, &sb);
    settings_write_changes(&changes, &out);
    cr_expect_str_eq(sb.p, "{\"registration\":\"closed\",\"smtp.password\":null,\"smtp.port\":25}");
    sb_done(&sb);
}
