/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "platform/audit/audit.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/schema/schema.h"

#define ROWS 8

static struct db *db;
static struct arena *arena;

static void add(const char *action, const char *detail)
{
    const struct audit_entry entry = {
        .actor = uuid_new(),
        .action = action,
        .target_kind = "users",
        .target_id = STR("somebody"),
        .detail = str_from(detail),
    };
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(audit_add(tx, &entry), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void set_up(void)
{
    struct err err = {0};
    arena = arena_new();
    cr_assert_eq(crypt_init(&err), E_OK);
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    for (int i = 0; i < ROWS; i++) {
        add("users.change", i % 2 == 0 ? "" : "{\"name\":null}");
    }
}

static void tear_down(void)
{
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(audit, .init = set_up, .fini = tear_down);

static void exec(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, sql), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&tx), E_OK);
}

/* All faults, one a line. */
static const char *verify_through(struct db_conn *conn)
{
    struct audit_row *rows = NULL;
    struct audit_head head;
    struct audit_check check = {0};
    size_t count = 0;
    const char *told = "";
    cr_assert_eq(audit_list(conn, 0, 100, arena, &rows, &count), E_OK);
    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        if (!audit_check_row(&check, &rows[i], &err)) {
            told = arena_printf(arena, "%s%s\n", told, err.detail);
        }
    }
    struct err err = {0};
    cr_assert_eq(audit_find_head(conn, arena, &head), E_OK);
    if (!audit_check_head(&check, &head, &err)) {
        told = arena_printf(arena, "%s%s\n", told, err.detail);
    }
    return told;
}

static const char *verify(void)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    return verify_through(conn);
}

Test(audit, is_in_order_as_it_was_written)
{
    cr_expect_str_eq(verify(), "");
    add("users.disable", "");
    cr_expect_str_eq(verify(), "");
}

Test(audit, every_column_that_was_changed_shows)
{
    static const char *const changes[] = {
        "UPDATE audit_log SET made = made + 1 WHERE number = 5",
        "UPDATE audit_log SET actor = 'nobody' WHERE number = 5",
        "UPDATE audit_log SET action = 'users.enable' WHERE number = 5",
        "UPDATE audit_log SET target_kind = 'jobs' WHERE number = 5",
        "UPDATE audit_log SET target_id = '' WHERE number = 5",
        "UPDATE audit_log SET target_id = target_kind, target_kind = target_id WHERE number = 5",
        "UPDATE audit_log SET detail = '{ }' WHERE number = 5",
        "UPDATE audit_log SET id = '01a21765-0000-7000-8000-000000000000' WHERE number = 5",
        "UPDATE audit_log SET previous = '' WHERE number = 5",
    };
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        CLEANUP(db_releasep) struct db_conn *tx = NULL; /* taken back */
        cr_assert_eq(db_begin(db, &tx), E_OK);
        cr_assert_eq(db_exec(tx, changes[i]), E_OK, "%s", changes[i]);
        cr_expect_str_eq(verify_through(tx),
                         "Row 5 was changed: its digest is not of what it holds.\n", "%s",
                         changes[i]);
    }
}

Test(audit, a_digest_that_was_made_to_fit_shows_in_the_next_row)
{
    /* The row holds what its digest says, but the row behind it was made for another. */
    exec("UPDATE audit_log SET digest = (SELECT digest FROM audit_log WHERE number = 4)"
         " WHERE number = 5");
    cr_expect(strstr(verify(), "Row 5 was changed") != NULL, "%s", verify());
    cr_expect(strstr(verify(), "Row 6 does not follow") != NULL, "%s", verify());
}

Test(audit, missing_rows_show)
{
    exec("DELETE FROM audit_log WHERE number = 3");
    cr_expect_str_eq(verify(), "Row 3 is missing.\n");
    exec("DELETE FROM audit_log WHERE number IN (5, 6)");
    cr_expect_str_eq(verify(), "Row 3 is missing.\nRows 5 to 6 are missing.\n");
}

Test(audit, rows_missing_at_both_ends_show)
{
    exec("DELETE FROM audit_log WHERE number = 1");
    exec("DELETE FROM audit_log WHERE number > 6");
    cr_expect_str_eq(verify(), "Row 1 is missing.\nThe rows after 6 are missing, up to 8.\n");
    exec("DELETE FROM audit_log");
    cr_expect_str_eq(verify(), "The rows after 0 are missing, up to 8.\n");
}

Test(audit, rows_that_changed_places_show)
{
    exec("UPDATE audit_log SET number = 100 WHERE number = 3");
    exec("UPDATE audit_log SET number = 3 WHERE number = 4");
    exec("UPDATE audit_log SET number = 4 WHERE number = 100");
    cr_expect(strstr(verify(), "Row 3 was changed") != NULL, "%s", verify());
    cr_expect(strstr(verify(), "Row 4 was changed") != NULL, "%s", verify());
    cr_expect(strstr(verify(), "Row 6") == NULL, "%s", verify());
}

Test(audit, a_row_that_was_put_in_behind_shows)
{
    exec("INSERT INTO audit_log SELECT '01a21765-0000-7000-8000-000000000000', 9, made, actor, "
         "action,"
         " target_kind, target_id, detail, previous, digest FROM audit_log WHERE number = 8");
    cr_expect(strstr(verify(), "Row 9 was changed") != NULL, "%s", verify());
    cr_expect(strstr(verify(), "the log ended with row 8") != NULL, "%s", verify());
}

Test(audit, what_is_rolled_back_leaves_no_row)
{
    const struct audit_entry entry = {
        .actor = uuid_new(), .action = "users.delete", .target_kind = "users"};
    {
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(db, &tx), E_OK);
        cr_assert_eq(audit_add(tx, &entry), E_OK);
    }
    cr_expect_str_eq(verify(), "");
}

Test(audit, lines_hold_all_that_rows_are_made_of)
{
    struct audit_row *rows = NULL;
    size_t count = 0;
    struct audit_check check = {0};
    add("users.open", "{\"reason\":\"\\\"quoted\\\" \u00e9\\n\"}");
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(audit_list(conn, 0, 100, arena, &rows, &count), E_OK);
    cr_assert_eq(count, ROWS + 1);
    for (size_t i = 0; i < count; i++) {
        struct sb line;
        struct audit_row read;
        struct err err = {0};
        sb_init(&line, 4 * KIB);
        audit_write_line(&rows[i], &line);
        cr_assert_eq(audit_read_line(sb_str(&line), arena, &read), E_OK);
        cr_expect(audit_check_row(&check, &read, &err), "%s", err.detail);
        sb_done(&line);
    }
}

Test(audit, refuses_lines_that_are_no_rows)
{
    static const char *const lines[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"number\":1}",
        "{\"number\":0,\"id\":\"01a21765-0000-7000-8000-000000000000\"}",
        "x"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct audit_row row;
        cr_expect_eq(audit_read_line(str_from(lines[i]), arena, &row), E_INVALID, "%s", lines[i]);
    }
}
