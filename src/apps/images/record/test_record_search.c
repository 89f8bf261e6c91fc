/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and labels of pictures can be searched, as they are now, on a real database. */
#include <criterion/criterion.h>

#include "apps/images/record/record_int.h"
#include "base/test_folder.h"
#include "platform/schema/schema.h"
#include "platform/search/search.h"

static struct db *db;
static struct arena *arena;
static struct uuid ada;

static const char add_user_sql[] =
    "INSERT INTO users (id, email, username, username_key, name, password, is_active, is_verified,"
    " is_staff, date_joined) VALUES ($1, 'ada', 'ada', 'ada', '', '', 1, 1, 0, 0)";

static struct db_conn *begin(void)
{
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    return tx;
}

static void setup(void)
{
    arena = arena_new();
    ada = uuid_new();
    struct err err = {0};
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    CLEANUP(db_releasep) struct db_conn *tx = begin();
    cr_assert_eq(db_exec(tx, add_user_sql, db_id(ada)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void teardown(void)
{
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(record_search, .init = setup, .fini = teardown);

static struct record record(const char *title)
{
    return (struct record){.id = uuid_new(),
                           .owner = ada,
                           .app = STR("ocr"),
                           .title = str_from(title),
                           .blob = STR("x"),
                           .type = STR("image/png"),
                           .options = STR("eng")};
}

static size_t count(const char *q)
{
    struct search_hits hits = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    const struct search_query query = {.owner = ada, .q = str_from(q), .kind = "ocr", .limit = 100};
    cr_assert_eq(search_find(conn, &query, arena, &hits), E_OK);
    return hits.count;
}

Test(record_search, follows_the_record)
{
    struct record image = record("Shopping list");
    CLEANUP(db_releasep) struct db_conn *tx = begin();
    cr_assert_eq(record_store_add(tx, &image), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count("shopping"), 1);

    tx = begin();
    image.label = STR("Milk and honey");
    image.result = STR("{}");
    cr_assert_eq(record_store_set_done(tx, &image), E_OK);
    cr_assert_eq(record_store_set_title(tx, image.id, STR("Groceries")), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count("honey"), 1);
    cr_expect_eq(count("groceries milk"), 1);
    cr_expect_eq(count("shopping"), 0);

    tx = begin();
    cr_assert_eq(record_store_set_queued(tx, image.id), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count("honey"), 0);

    tx = begin();
    cr_assert_eq(record_store_drop(tx, image.id), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count("groceries"), 0);
}

Test(record_search, takes_in_pictures_of_before)
{
    CLEANUP(db_releasep) struct db_conn *tx = begin();
    for (int i = 0; i < 70; i++) {
        struct record image = record("An old page");
        cr_assert_eq(record_store_add(tx, &image), E_OK);
    }
    cr_assert_eq(db_exec(tx, "DELETE FROM search_entries"), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count("old"), 0);

    struct uuid after = {{0}};
    bool has_all = false;
    for (int i = 0; i < 2 && !has_all; i++) {
        cr_assert_eq(record_index_missing(db, &after, &has_all), E_OK);
    }
    cr_expect(has_all);
    cr_expect_eq(count("old"), 70);
}
