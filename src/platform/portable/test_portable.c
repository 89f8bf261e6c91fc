/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

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
