/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that are made of a descriptor, over a real database. */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "apps/admin/admin_int.h"
#include "base/test_folder.h"
#include "platform/crypt/crypt.h"
#include "platform/schema/schema.h"

#define ROWS 40

static struct db *db;
static struct arena *arena;
static struct admin_resource resource;

static const struct resource_field fields[] = {
    {"action", RESOURCE_TEXT, "audit_log.action", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"made", RESOURCE_TIME, "audit_log.made", RESOURCE_SORTS, NULL, 0},
    {"number", RESOURCE_NUMBER, "audit_log.number", RESOURCE_SORTS, NULL, 0},
    {"half", RESOURCE_REAL, "(audit_log.made / 2.0)", RESOURCE_SORTS, NULL, 0},
    {"gap", RESOURCE_TEXT, "(CASE WHEN audit_log.number < 9 THEN NULL ELSE audit_log.action END)",
     RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"detail", RESOURCE_JSON, "audit_log.detail", 0, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    {"action", RESOURCE_TEXT, "audit_log.action", "=", NULL},
    {"from", RESOURCE_TIME, "audit_log.made", ">=", NULL},
    {0},
};

static const struct resource descriptor = {
    .name = "rows",
    .tables = "audit_log",
    .condition = "audit_log.number > 0",
    .id = "audit_log.id",
    .fields = fields,
    .filters = filters,
};

/* Names and times that come again and again, in both cases, so that only the id tells rows apart. The condition leaves out the
 * first. */
static void add_rows(void)
{
    static const char add_sql[] =
        "INSERT INTO audit_log (id, number, made, actor, action, target_kind, target_id, detail,"
        " previous, digest) VALUES ($1, $2, $3, '', $4, '', '', '{\"a\":1}', '', '')";
    static const char *const actions[] = {"beta", "Alpha", "100%", "alpha", "a_b"};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    for (int64_t i = 0; i <= ROWS; i++) {
        cr_assert_eq(
            db_exec(tx, add_sql, db_id(uuid_new()), db_i64(i), db_i64(i % 7), db_c(actions[i % 5])),
            E_OK);
    }
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void compose(const struct resource *of)
{
    resource = (struct admin_resource){.descriptor = of, .is_searchable = true};
    while (of->filters[resource.filter_count].name != NULL) {
        resource.filter_count++;
    }
    resource.fields = arena_calloc(arena, ARRAY_LEN(fields) + 10, sizeof(void *));
    for (; of->fields[resource.field_count].name != NULL; resource.field_count++) {
        resource.fields[resource.field_count] = &of->fields[resource.field_count];
    }
    admin_compose(&resource, arena);
}

static void set_up(void)
{
    struct err err = {0};
    arena = arena_new();
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", test_folder_make()), &db, &err), E_OK);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    add_rows();
    compose(&descriptor);
}

static void tear_down(void)
{
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(admin_lists, .init = set_up, .fini = tear_down);

static void list(const struct admin_query *query, struct admin_page *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(admin_store_list(conn, &resource, query, arena, out), E_OK);
}

static struct admin_query query_of(size_t limit)
{
    return (struct admin_query){.filters = {db_null(), db_null()}, .limit = limit};
}

/* How two rows that follow each other compare, by what the list is sorted by and then by id. */
static int compare(const struct admin_row *a, const struct admin_row *b)
{
    int by_value = 0;
    if (a->value.kind == DB_TEXT) {
        by_value = strcmp(str_dup(arena, a->value.text), str_dup(arena, b->value.text));
    } else if (a->value.kind == DB_REAL) {
        by_value = (a->value.real > b->value.real) - (a->value.real < b->value.real);
    } else {
        by_value = (a->value.number > b->value.number) - (a->value.number < b->value.number);
    }
    return by_value != 0 ? by_value : memcmp(a->id.b, b->id.b, 16);
}

/* Every way to sort, page by page: each row comes once, and each in its place. */
Test(admin_lists, pages_show_every_row_once_and_in_order)
{
    for (size_t sort = 0; sort < 5; sort++) {
        for (enum admin_order order = ADMIN_NEWEST; order <= ADMIN_DOWN; order++) {
            struct admin_query query = query_of(7);
            struct admin_row before = {0};
            size_t seen = 0;
            struct admin_page page = {.has_more = true};
            query.order = order;
            query.sort = sort;
            while (page.has_more) {
                list(&query, &page);
                cr_assert_eq(page.total, ROWS);
                for (size_t i = 0; i < page.count; i++, seen++) {
                    int way = seen == 0 ? 0 : compare(&before, &page.rows[i]);
                    cr_expect(seen == 0 || (order == ADMIN_UP ? way < 0 : way > 0), "%s %d %zu",
                              fields[sort].name, (int)order, seen);
                    before = page.rows[i];
                }
                query.has_cursor = true;
                query.after = before.id;
                query.after_value = before.value;
            }
            cr_expect_eq(seen, ROWS, "%s %d: %zu", fields[sort].name, (int)order, seen);
        }
    }
}

static int64_t count(struct admin_query query)
{
    struct admin_page page;
    list(&query, &page);
    return page.total;
}

Test(admin_lists, what_is_searched_for_is_plain_text_in_any_case)
{
    struct admin_query query = query_of(100);
    query.q = STR("ALPHA");
    cr_expect_eq(count(query), 16);
    query.q = STR("100%");
    cr_expect_eq(count(query), 8);
    query.q = STR("0%%");
    cr_expect_eq(count(query), 0, "a wildcard is a plain character");
    query.q = STR("a_b");
    cr_expect_eq(count(query), 8);
    query.q = STR("' OR 1 = 1 --");
    cr_expect_eq(count(query), 0);
}

Test(admin_lists, filters_go_together)
{
    struct admin_query query = query_of(100);
    query.filters[0] = db_str(STR("beta"));
    cr_expect_eq(count(query), 8);
    query.filters[1] = db_i64(3);
    const int64_t fewer = count(query);
    cr_expect_lt(fewer, 8);
    cr_expect_gt(fewer, 0);
    query.q = STR("alpha");
    cr_expect_eq(count(query), 0);
}

Test(admin_lists, a_row_is_json_by_its_fields)
{
    struct admin_query query = query_of(1);
    struct admin_page page;
    query.order = ADMIN_UP;
    query.sort = 2;
    list(&query, &page);
    cr_assert_eq(page.count, 1);
    const char *json = str_dup(arena, page.rows[0].json);
    cr_expect_not_null(strstr(json, "\"action\":\"Alpha\""), "%s", json);
    cr_expect_not_null(strstr(json, "\"made\":\"1970-01-01T00:00:00.001Z\""), "%s", json);
    cr_expect_not_null(strstr(json, "\"half\":0.5000"), "%s", json);
    cr_expect_not_null(strstr(json, "\"gap\":null"), "%s", json);
    cr_expect_not_null(strstr(json, "\"detail\":{\"a\":1}"), "%s", json);
}

Test(admin_lists, only_what_the_condition_lets_through_is_found)
{
    struct str row;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_expect_eq(admin_store_find(conn, &resource, uuid_new(), arena, &row), E_NOT_FOUND);
}

/* ---- very many rows ---- */

/* What SQLite means to do, in its words. */
static const char *plan_of(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    const char *plan = "";
    cr_assert_eq(db_read(db, &conn), E_OK);
    struct db_value nothing[ADMIN_FILTERS_MAX + 5]; /* all NULL, as where nothing is asked for */
    for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
        nothing[i] = i + 1 < ARRAY_LEN(nothing) ? db_null() : (struct db_value){.kind = DB_END};
    }
    const char *explain = arena_printf(arena, "EXPLAIN QUERY PLAN %s", sql);
    cr_assert_eq(db_query_params(conn, explain, nothing, &rows), E_OK, "%s", sql);
    while (db_next(rows) == 1) {
        plan = arena_printf(arena, "%s%" STRF "\n", plan, STRA(db_col_text(rows, 3)));
    }
    return plan;
}

Test(admin_lists, the_newest_and_the_number_of_all_need_no_look_at_all_rows)
{
    compose(&admin_jobs_resource);
    const char *plan = plan_of(resource.newest_sql);
    cr_expect_not_null(strstr(plan, "jobs_by_created"), "%s", plan);
    cr_expect_null(strstr(plan, "TEMP B-TREE"), "%s", plan);
    plan = plan_of(resource.count_all_sql);
    cr_expect_not_null(strstr(plan, "COVERING INDEX"), "%s", plan);
    cr_expect_null(strstr(plan, "users"), "%s", plan);
}

/* The statements of other modules that 0014_lists.sql is for. */
Test(admin_lists, what_people_have_is_summed_up_in_an_index)
{
    static const char *const rows[] = {
        "SELECT COUNT(*) FROM images WHERE images.owner = $1",
        "SELECT COALESCE(SUM(images.bytes), 0) FROM images WHERE images.owner = $1",
        "SELECT COALESCE(SUM(bytes), 0) FROM images",
        "SELECT COUNT(*) FROM images WHERE (images.app = $1)",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *plan = plan_of(rows[i]);
        cr_expect_not_null(strstr(plan, "COVERING INDEX"), "%s: %s", rows[i], plan);
    }
}
