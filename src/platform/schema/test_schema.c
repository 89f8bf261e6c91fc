/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "platform/db/db.h"
#include "platform/schema/schema.h"

Test(schema, applies_to_a_new_database_and_again)
{
    char path[64];
    snprintf(path, sizeof(path), "%s/test.db", test_folder_make());
    struct db *db = NULL;
    struct err err = {0};
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_expect_eq(schema_check(db, &err), E_CONFLICT);
    cr_expect_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    cr_expect_eq(schema_check(db, &err), E_OK, "%s", err.detail);
    cr_expect_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        cr_assert_eq(db_read(db, &conn), E_OK);
        CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
        cr_assert_eq(db_query(conn, "SELECT name FROM schema_migrations ORDER BY number", &rows),
                     E_OK);
        cr_assert_eq(db_one(rows), E_OK);
        cr_expect(str_eq(db_col_text(rows, 0), STR("0001_accounts")));
    }
    {
        /* Whatever stood behind the long column would cost lists a way through it. */
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        cr_assert_eq(db_read(db, &conn), E_OK);
        CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
        cr_assert_eq(db_query(conn,
                              "SELECT name FROM pragma_table_info('images')"
                              " ORDER BY cid DESC LIMIT 1",
                              &rows),
                     E_OK);
        cr_assert_eq(db_one(rows), E_OK);
        cr_expect(str_eq(db_col_text(rows, 0), STR("result")));
    }
    db_close(db);
    test_folder_drop();
}
