/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/json.h"

struct sample {
    struct str name;
    struct str note;
    bool on;
    int64_t size;
    struct json_strs words;
    struct str more;
};

static const struct json_field sample_fields[] = {
    {"name", JSON_STR, offsetof(struct sample, name), /* must= */ true, 1, 5},
    {"note", JSON_STR, offsetof(struct sample, note), false, 0, 10},
    {"on", JSON_BOOL, offsetof(struct sample, on), false, 0, 0},
    {"size", JSON_I64, offsetof(struct sample, size), false, -1, 100},
    {"words", JSON_STRS, offsetof(struct sample, words), false, 1, 3},
    {"more", JSON_NESTED, offsetof(struct sample, more), false, 0, 20},
    {0},
};

static int read_sample(const char *text, struct sample *out, struct arena *arena, struct err *err)
{
    *out = (struct sample){.size = 7};
    *err = (struct err){0};
    return json_read(str_from(text), sample_fields, out, arena, err);
}

Test(json_in, fills_a_struct_by_its_table)
{
    struct arena *arena = arena_new();
    struct sample s;
    struct err err;
    cr_assert_eq(
        read_sample("{\"name\":\"\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\","
                    "\"on\":true}",
                    &s, arena, &err),
        E_OK);
    cr_expect_eq(s.name.n, 15, "five characters are within the limit of five");
    cr_expect(s.on);
    cr_expect_eq(s.size, 7);
    cr_expect_null(s.note.p);
    cr_assert_eq(read_sample("{\"name\":\"a\",\"note\":null,\"size\":-1}", &s, arena, &err), E_OK);
    cr_expect_not_null(s.note.p);
    cr_expect_eq(s.note.n, 0);
    cr_expect_eq(s.size, -1);
    cr_expect_null(s.words.items);
    cr_assert_eq(read_sample("{\"name\":\"a\",\"words\":[\"x\",\"yyy\"]}", &s, arena, &err), E_OK);
    cr_assert_eq(s.words.count, 2);
    cr_expect(str_eq(s.words.items[1], STR("yyy")));
    cr_assert_eq(read_sample("{\"name\":\"a\",\"words\":[]}", &s, arena, &err), E_OK);
    cr_expect_not_null(s.words.items);
    cr_expect_null(s.more.p);
    cr_assert_eq(read_sample("{\"name\":\"a\",\"more\": {\"b\": [1, {}]} }", &s, arena, &err),
                 E_OK);
    cr_expect(str_eq(s.more, STR("{\"b\":[1,{}]}")));
    arena_free(arena);
}

Test(json_in, names_each_field_that_is_wrong)
{
    const struct {
        const char *text;
        const char *field;
        const char *says;
    } rows[] = {
        {"{}", "name", "is required"},
        {"{\"name\":null}", "name", "is required"},
        {"{\"name\":\"\"}", "name", "must not be empty"},
        {"{\"name\":\"abcdef\"}", "name", "must have at most 5 characters"},
        {"{\"name\":1}", "name", "must be a text"},
        {"{\"name\":\"a\",\"on\":1}", "on", "must be true or false"},
        {"{\"name\":\"a\",\"size\":1.5}", "size", "must be a whole number"},
        {"{\"name\":\"a\",\"size\":101}", "size", "must be between -1 and 100"},
        {"{\"name\":\"a\",\"words\":\"x\"}", "words", "must be a list of texts"},
        {"{\"name\":\"a\",\"words\":[1]}", "words", "must be a list of texts"},
        {"{\"name\":\"a\",\"words\":[\"\"]}", "words", "must not be empty"},
        {"{\"name\":\"a\",\"words\":[\"xxxx\"]}", "words", "must have at most 3 characters"},
        {"{\"name\":\"a\",\"more\":[]}", "more", "must be an object"},
        {"{\"name\":\"a\",\"more\":{\"k\":\"0123456789abcdef\"}}", "more",
         "must have at most 20 characters"},
        {"{\"name\":\"a\",\"is_staff\":true}", "is_staff", "is not a known field"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct sample s;
        struct err err;
        cr_expect_eq(read_sample(rows[i].text, &s, arena, &err), E_INVALID, "%s", rows[i].text);
        cr_expect_eq(err.field_count, 1, "%s", rows[i].text);
        cr_expect_str_eq(err.fields[0].name, rows[i].field);
        cr_expect_str_eq(err.fields[0].text, rows[i].says);
    }
    arena_free(arena);
}

Test(json_in, says_where_broken_json_breaks)
{
    struct arena *arena = arena_new();
    struct sample s;
    struct err err;
    cr_expect_eq(read_sample("{\n \"name\": x}", &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_not_null(strstr(err.detail, "Line 2"), "%s", err.detail);
    cr_expect_eq(read_sample("[]", &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_eq(read_sample("{\"name\":\"a\",\"name\":\"b\"}", &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_eq(read_sample("{\"name\":\"\xff\"}", &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_eq(read_sample("{\"name\":\"a\\u0000b\"}", &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_str_eq(err.detail, "Line 1, column 18: a text holds the character U+0000.");

    char deep[2 * JSON_DEPTH_MAX + 3];
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    cr_expect_eq(read_sample(deep, &s, arena, &err), E_MALFORMED_JSON);
    cr_expect_not_null(strstr(err.detail, "nested deeper"), "%s", err.detail);
    arena_free(arena);
}

Test(json_out, writes_what_it_is_told)
{
    struct sb sb;
    sb_init(&sb, 1000);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_str(&out, "text", STR("a\"b\\\n\x01\xc3\xa9"));
    json_key(&out, "list");
    json_begin_array(&out);
    json_put_i64(&out, -5);
    json_put_double(&out, 0.12349, 3);
    json_put_double(&out, NAN, 3);
    json_begin_object(&out);
    json_end_object(&out);
    json_end_array(&out);
    json_kv_c(&out, "none", NULL);
    json_kv_bool(&out, "yes", true);
    json_kv_time(&out, "at", 0);
    json_kv_id(&out, "id", (struct uuid){{0xab}});
    json_key_str(&out, STR("a \"key\""));
    json_put_i64(&out, 1);
    json_kv_str(&out, "empty", (struct str){NULL, 0});
    json_end_object(&out);
    cr_expect_str_eq(sb.p, "{\"text\":\"a\\\"b\\\\\\n\\u0001\xc3\xa9\",\"list\":[-5,0.123,null,{}],"
                           "\"none\":null,\"yes\":true,\"at\":\"1970-01-01T00:00:00.000Z\","
                           "\"id\":\"ab000000-0000-0000-0000-000000000000\","
                           "\"a \\\"key\\\"\":1,\"empty\":\"\"}");
    sb_done(&sb);
}

Test(json_out, escapes_a_byte_wherever_it_stands)
{
    static const struct {
        char byte;
        const char *escaped;
    } rows[] = {
        {'"', "\\\""},    {'\\', "\\\\"},      {'\n', "\\n"},       {'\r', "\\r"},
        {'\t', "\\t"},    {'\x01', "\\u0001"}, {'\x1f', "\\u001f"}, {' ', " "},
        {'!', "!"},       {'#', "#"},          {'[', "["},          {']', "]"},
        {'\x7f', "\x7f"}, {'\x80', "\x80"},    {'\xff', "\xff"},
    };
    for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
        for (size_t at = 0; at < 20; at++) {
            char text[20];
            memset(text, 'x', sizeof(text));
            text[at] = rows[row].byte;
            struct sb sb;
            sb_init(&sb, 1000);
            struct json_out out;
            json_out_init(&out, &sb);
            json_put_str(&out, (struct str){text, sizeof(text)});
            char expected[64];
            snprintf(expected, sizeof(expected), "\"%.*s%s%.*s\"", (int)at, text, rows[row].escaped,
                     (int)(sizeof(text) - at - 1), text + at + 1);
            cr_expect_str_eq(sb.p, expected);
            sb_done(&sb);
        }
    }
}

Test(json_out, writes_numbers_with_their_decimals)
{
    static const struct {
        double number;
        int decimals;
        const char *text;
    } rows[] = {
        {0.9577, 4, "0.9577"},
        {1, 4, "1.0000"},
        {0, 3, "0.000"},
        {-0.25, 1, "-0.3"},
        {-0.0001, 3, "0.000"},
        {0.99996, 4, "1.0000"},
        {12.5, 0, "13"},
        {0.00004, 4, "0.0000"},
        {999999999.5, 1, "999999999.5"},
        {1e12, 1, "1000000000000.0"},
        {0.5, 9, "0.500000000"},
        {-1e300 * 1e300, 1, "null"},
    };
    for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
        struct sb sb;
        sb_init(&sb, 1000);
        struct json_out out;
        json_out_init(&out, &sb);
        json_put_double(&out, rows[row].number, rows[row].decimals);
        cr_expect_str_eq(sb.p, rows[row].text);
        sb_done(&sb);
    }
}

Test(json_doc, answers_for_what_is_there_and_what_is_not)
{
    struct json_doc *doc = NULL;
    struct err err = {0};
    cr_assert_eq(json_doc_parse(STR("{\"a\":{\"b\":[1,\"x\"]},\"n\":null}"), &doc, &err), E_OK);
    struct json_value root = json_doc_root(doc);
    struct json_value b = json_get(json_get(root, "a"), "b");
    cr_expect_eq(json_count(b), 2);
    cr_expect_eq(json_i64(json_at(b, 0), 0), 1);
    cr_expect(str_eq(json_text(json_at(b, 1)), STR("x")));
    cr_expect_eq(json_i64(json_get(json_get(root, "no"), "where"), -1), -1);
    cr_expect_not(json_has(json_get(root, "n")));
    struct sb sb;
    sb_init(&sb, 100);
    struct json_out out;
    json_out_init(&out, &sb);
    json_put_value(&out, json_get(root, "a"));
    cr_expect_str_eq(sb.p, "{\"b\":[1,\"x\"]}");
    sb_done(&sb);
    json_doc_free(doc);
}

Test(json_doc, goes_through_the_members_of_an_object)
{
    struct json_doc *doc = NULL;
    struct err err = {0};
    cr_assert_eq(
        json_doc_parse(STR("{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":[],\"e\":{}}"), &doc, &err),
        E_OK);
    static const enum json_kind kinds[] = {JSON_I64, JSON_STR, JSON_BOOL, JSON_STRS, JSON_NESTED};
    void *iter = NULL;
    struct str key;
    struct json_value value;
    size_t count = 0;
    while (json_each(json_doc_root(doc), &iter, &key, &value)) {
        cr_expect_eq(key.p[0], (char)('a' + count));
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
            cr_expect_eq(json_holds(value, kinds[i]), i == count);
        }
        count++;
    }
    cr_expect_eq(count, 5);
    iter = NULL;
    cr_expect_not(json_each(json_get(json_doc_root(doc), "a"), &iter, &key, &value));
    cr_expect_not(json_holds(json_get(json_doc_root(doc), "nothing"), JSON_STR));
    json_doc_free(doc);
}
