/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/err.h"
#include "http/uri/uri.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new();
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(uri, .init = start, .fini = stop);

Test(uri, splits_targets)
{
    static const struct {
        const char *target;
        const char *path;
        const char *query;
    } rows[] = {
        {"/a/b?c=d?e", "/a/b", "c=d?e"},
        {"/", "/", ""},
        {"*", "*", ""},
        {"http://h:1/a?b", "/a", "b"},
        {"HTTPS://h", "/", ""},
        {"ftp://h/a", "ftp://h/a", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str path;
        struct str query;
        uri_split(str_from(rows[i].target), &path, &query);
        cr_expect(str_eq(path, str_from(rows[i].path)), "%s", rows[i].target);
        cr_expect(str_eq(query, str_from(rows[i].query)), "%s", rows[i].target);
    }
}

Test(uri, decodes_paths)
{
    static const struct {
        const char *raw;
        const char *path; /* NULL: refused */
    } rows[] = {
        {"/a", "/a"},    {"/%61%2e%2E", "/a.."}, {"/a+b", "/a+b"}, {"/%C3%A4", "/\xc3\xa4"},
        {"/%", NULL},    {"/%4", NULL},          {"/%4g", NULL},   {"/%00", NULL},
        {"/%2f", NULL},  {"/%0a", NULL},         {"/%7F", NULL},   {"/%c3", NULL},
        {"/\xff", NULL}, {"/a\tb", NULL},        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str path = STR_EMPTY;
        int rc = uri_decode_path(str_from(rows[i].raw), arena, &path);
        cr_expect_eq(rc, rows[i].path != NULL ? E_OK : E_INVALID, "%s", rows[i].raw);
        cr_expect(str_eq(path, str_from(rows[i].path)), "%s", rows[i].raw);
    }
}

Test(uri, reads_queries)
{
    struct uri_pair *pairs;
    size_t count;
    cr_assert_eq(uri_parse_query(STR("a=1&b=x+y%26z&&c&=d&a=2"), arena, &pairs, &count), E_OK);
    static const char *const expected[][2] = {
        {"a", "1"}, {"b", "x y&z"}, {"c", ""}, {"", "d"}, {"a", "2"}};
    cr_assert_eq(count, ARRAY_LEN(expected));
    for (size_t i = 0; i < count; i++) {
        cr_expect(str_eq(pairs[i].name, str_from(expected[i][0])), "%zu", i);
        cr_expect(str_eq(pairs[i].value, str_from(expected[i][1])), "%zu", i);
    }
    cr_expect_eq(uri_parse_query(STR("a=line%0d%0abreak"), arena, &pairs, &count), E_OK);
    cr_expect_eq(uri_parse_query(STR("a=%00"), arena, &pairs, &count), E_INVALID);
    cr_expect_eq(uri_parse_query(STR("%ff=a"), arena, &pairs, &count), E_INVALID);

    struct sb many;
    sb_init(&many, 1 * KIB);
    for (size_t i = 0; i < URI_PAIRS_MAX; i++) {
        sb_add_c(&many, "a&");
    }
    cr_expect_eq(uri_parse_query(sb_str(&many), arena, &pairs, &count), E_INVALID);
    many.n--;
    cr_expect_eq(uri_parse_query(sb_str(&many), arena, &pairs, &count), E_OK);
    sb_done(&many);
}

Test(uri, finds_cookies)
{
    static const struct {
        const char *header;
        const char *value;
    } rows[] = {
        {"c=1", "1"}, {"a=2; c=1", "1"}, {"c=\"1\"", "1"},  {"C=1", ""},
        {"cc=1", ""}, {"c", ""},         {"c=1; c=2", "1"}, {" c=1 ;d=2", "1"},
        {"", ""},     {"c=\xff", ""},    {"a=\"c=1\"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str value = uri_find_cookie(str_from(rows[i].header), "c");
        cr_expect(str_eq(value, str_from(rows[i].value)), "%s: %.*s", rows[i].header, (int)value.n,
                  value.p);
    }
}

Test(uri, finds_parameters)
{
    static const struct {
        const char *header;
        int rc;
        const char *value;
    } rows[] = {
        {"form-data; name=a", E_OK, "a"},
        {"form-data; NAME=\"a b\"", E_OK, "a b"},
        {"form-data; x=\"name=b\"; name=\"a;b\"", E_OK, "a;b"},
        {"form-data; name=\"a\\\"b\\\\c\\d\"", E_OK, "a\"b\\c\\d"},
        {"form-data; name", E_OK, ""},
        {"form-data; filename=a", E_NOT_FOUND, ""},
        {"name=a", E_NOT_FOUND, ""},
        {"form-data; name=\"a", E_INVALID, ""},
        {"form-data; x=\"a\"b; name=c", E_INVALID, ""},
        {"", E_NOT_FOUND, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str value = STR_EMPTY;
        int rc = uri_find_param(str_from(rows[i].header), "name", arena, &value);
        cr_expect_eq(rc, rows[i].rc, "%s: %d", rows[i].header, rc);
        cr_expect(str_eq(value, str_from(rows[i].value)), "%s", rows[i].header);
    }
}

Test(uri, knows_what_lists_accept)
{
    static const struct {
        const char *list;
        bool accepts;
    } rows[] = {
        {"br", true},         {"gzip, br", true},     {"gzip,BR;q=0.1", true},
        {"br;q=0", false},    {"br; q=0.000", false}, {"gzip", false},
        {"", false},          {"brr", false},         {"*", false},
        {"br;level=1", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(uri_list_accepts(str_from(rows[i].list), STR("br")), rows[i].accepts, "%s",
                     rows[i].list);
    }
    cr_expect(uri_is_media_type(STR("Application/JSON ; charset=utf-8"), "application/json"));
    cr_expect_not(uri_is_media_type(STR("application/jsonp"), "application/json"));
    cr_expect(uri_is_token(STR("X-A_b.1")));
    cr_expect_not(uri_is_token(STR("a b")));
    cr_expect_not(uri_is_token(STR("")));
    cr_expect(uri_is_host(STR("[::1]:8080")));
    cr_expect_not(uri_is_host(STR("a@b")));
}
