/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "platform/portable/portable_int.h"

static const struct portable_column columns[] = {
    {"id", PORTABLE_ID, false, 0},      {"title", PORTABLE_TEXT, true, 5},
    {"size", PORTABLE_I64, true, 100},  {"share", PORTABLE_REAL, true, 1},
    {"found", PORTABLE_JSON, true, 20}, {"vector", PORTABLE_FLOATS, true, 2},
    {"blob", PORTABLE_FILE, true, 0},   {0},
};
static const struct portable_table table = {.name = "things", .columns = columns, .rows_max = 10};

#define ID "\"id\":\"01a21755-16fd-7128-88f1-c43b6f7cb7aa\""

static const struct {
    const char *line;
    const char *why; /* NULL: it is taken */
} rows[] = {
    {"{" ID "}", NULL},
    {"{" ID ",\"title\":null,\"other\":7}", NULL},
    {"{" ID ",\"title\":\"fünf\",\"size\":100,\"share\":0.5,\"found\":\"[1,2]\"}", NULL},
    {"{" ID ",\"vector\":\"AACAPwAAgD8=\"}", NULL},
    {"", "is no JSON object"},
    {"[]", "is no JSON object"},
    {"{}", "\"id\" is missing"},
    {"{\"id\":7}", "\"id\" is no id"},
    {"{\"id\":\"x\"}", "\"id\" is no id"},
    {"{" ID ",\"title\":\"sechsx\"}", "\"title\" is too long"},
    {"{" ID ",\"title\":[]}", "\"title\" is no text"},
    {"{" ID ",\"title\":\"a\\u0000b\"}", "is no JSON object"},
    {"{" ID ",\"size\":101}", "\"size\" is no number, or none that it can be"},
    {"{" ID ",\"size\":-1}", "\"size\" is no number, or none that it can be"},
    {"{" ID ",\"size\":1.5}", "\"size\" is no whole number"},
    {"{" ID ",\"size\":\"1\"}", "\"size\" is no number, or none that it can be"},
    {"{" ID ",\"share\":1.01}", "\"share\" is no number, or none that it can be"},
    {"{" ID ",\"share\":1e999}", "is no JSON object"},
    {"{" ID ",\"found\":\"[1,\"}", "\"found\" is not well-formed JSON"},
    {"{" ID ",\"found\":\"[1,2,3,4,5,6,7,8,9,0]\"}", "\"found\" is too long"},
    {"{" ID ",\"vector\":\"AAC\"}", "\"vector\" is no list of numbers"},
    {"{" ID ",\"vector\":\"\"}", "\"vector\" is no list of numbers"},
    {"{" ID ",\"vector\":\"AADAfw==\"}", "\"vector\" holds what is no number"},
    {"{" ID ",\"vector\":\"AACAPwAAgD8AAIA/AACAPw==\"}", "\"vector\" is too long"},
    {"{" ID ",\"blob\":\"../../../etc/passwd\"}", "\"blob\" is no name of a file"},
    {"{" ID ",\"title\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
     "has more in it than a row can have"},
};

Test(portable, reads_rows_by_their_kinds)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct db_value values[COLUMNS_MAX + 2];
        struct err err = {0};
        int rc = portable_read_row(&table, str_from(rows[i].line), arena, values, &err);
        cr_expect_eq(rc, rows[i].why == NULL ? E_OK : E_INVALID, "%s", rows[i].line);
        cr_expect_str_eq(err.detail, rows[i].why != NULL ? rows[i].why : "", "%s", rows[i].line);
    }
}

Test(portable, names_files_for_people)
{
    cr_expect_str_eq(portable_ending(STR("\xff\xd8\xff\xe0")), ".jpg");
    cr_expect_str_eq(portable_ending(STR("RIFF....WEBP")), ".webp");
    cr_expect_str_eq(portable_ending(STR("....ftypavif")), ".avif");
    cr_expect_str_eq(portable_ending(STR("....ftypheic")), ".heic");
    cr_expect_str_eq(portable_ending(STR("hello")), "");
    cr_expect_str_eq(portable_ending(STR_EMPTY), "");
}

/* What waits for the transaction is what was looked at, whatever its kind. */
Test(portable, keeps_rows_until_they_are_taken)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(portable_stage_closep) struct portable_stage *stage = NULL;
    const struct uuid id = uuid_new();
    const struct db_value values[] = {db_id(id),     db_str(STR("fünf")), db_i64(INT64_MAX),
                                      db_real(0.25), db_str(STR_EMPTY),   db_blob(STR("a\0b")),
                                      db_null(),     {.kind = DB_END}};
    struct portable_staged row;
    cr_assert_eq(portable_stage_open(test_folder_make(), &stage), E_OK);
    for (int64_t number = 1; number <= 3; number++) {
        cr_assert_eq(portable_stage_add(stage, &table, number, values), E_OK);
    }
    cr_assert_eq(portable_stage_rewind(stage), E_OK);
    for (int64_t number = 1; number <= 3; number++) {
        cr_assert_eq(portable_stage_next(stage, arena, &row), 1);
        cr_expect_eq(row.table, &table);
        cr_expect_eq(row.number, number);
        cr_expect(uuid_eq(row.values[0].id, id));
        cr_expect(str_eq(row.values[1].text, STR("fünf")));
        cr_expect_eq(row.values[2].number, INT64_MAX);
        cr_expect_eq(row.values[3].real, 0.25);
        cr_expect_eq(row.values[4].text.n, 0);
        cr_expect(str_eq(row.values[5].text, STR("a\0b")));
        cr_expect_eq(row.values[5].kind, DB_BLOB);
        cr_expect_eq(row.values[6].kind, DB_NULL);
    }
    cr_expect_eq(portable_stage_next(stage, arena, &row), 0);
    test_folder_drop();
}
