/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "skill/skill.h"

#define HEAD                                                                                  \
    "{\"name\":\"try_it\",\"title\":\"Try\",\"description\":\"Tries.\",\"place\":\"worker\"," \
    "\"languages\":[\"en\"],"

#define TAIL ",\"parameters\":{\"type\":\"object\",\"properties\":{}}}"

static const char whole[] =
    HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{"
         "\"text\":{\"type\":\"string\",\"description\":\"t\",\"minLength\":2,\"maxLength\":5},"
         "\"length\":{\"type\":\"string\",\"description\":\"l\",\"enum\":[\"short\",\"long\"]},"
         "\"count\":{\"type\":\"integer\",\"description\":\"c\",\"minimum\":1,\"maximum\":30},"
         "\"share\":{\"type\":\"number\",\"description\":\"s\",\"minimum\":0.5},"
         "\"plain\":{\"type\":\"boolean\",\"description\":\"p\"},"
         "\"words\":{\"type\":\"array\",\"description\":\"w\",\"maxItems\":2,"
         "\"items\":{\"type\":\"string\",\"maxLength\":3}}},"
         "\"required\":[\"text\"]},"
         "\"examples\":[{\"say\":\"try this\",\"arguments\":{\"text\":\"this\",\"count\":3}}]}";

struct tried {
    struct arena *arena;
    struct json_doc *doc;
    struct skill_manifest manifest;
};

static void setup(struct tried *tried)
{
    struct err err = {0};
    *tried = (struct tried){.arena = arena_new()};
    int rc =
        skill_read_manifest(str_from(whole), tried->arena, &tried->doc, &tried->manifest, &err);
    cr_assert_eq(rc, E_OK, "%s", err_text(&err, rc));
}

static void teardown(struct tried *tried)
{
    json_doc_free(tried->doc);
    arena_free(tried->arena);
}

Test(skill, reads_a_manifest)
{
    struct tried tried;
    setup(&tried);
    cr_expect(str_eq(tried.manifest.name, STR("try_it")));
    cr_expect_eq(tried.manifest.place, SKILL_WORKER);
    cr_expect_eq(tried.manifest.language_count, 1);
    cr_assert_eq(tried.manifest.example_count, 1);
    cr_expect(str_eq(tried.manifest.examples[0].say, STR("try this")));
    teardown(&tried);
}

Test(skill, finds_packages)
{
    const struct {
        const char *skill, *purpose, *first, *second, *package;
    } rows[] = {
        {"define", "dictionary", "en", NULL, "wordnet-base"},
        {"grammar", "spelling", "de", NULL, "hunspell-de-de"},
        {"grammar", "grammar", "en", NULL, "link-grammar-dictionaries-en"},
        {"grammar", "dictionary", "en", NULL, "wordnet-base"},
        {"translate", "translation", "en", "ca", "apertium-eng-cat"},
        {"translate", "translation", "nn", "nb", "apertium-nno-nob"},
        {"translate", "translation", "nb", "nn", NULL}, /* its rules cannot be run here */
        {"translate", "translation", "en", NULL, NULL},
        {"grammar", "spelling", "de", "fr", NULL},
        {"grammar", "spelling", "xx", NULL, NULL},
        {"nothing", "spelling", "de", NULL, NULL},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *const languages[] = {rows[i].first, rows[i].second, NULL};
        const char *package = skill_package(rows[i].skill, rows[i].purpose, languages, arena);
        cr_expect(package == NULL
                      ? rows[i].package == NULL
                      : rows[i].package != NULL && strcmp(package, rows[i].package) == 0,
                  "%zu: %s", i, package == NULL ? "none" : package);
    }
}

Test(skill, names_what_is_wrong_with_arguments)
{
    const struct {
        const char *arguments;
        const char *field; /* NULL: nothing is wrong */
        const char *says;
    } rows[] = {
        {"{\"text\":\"abc\"}", NULL, NULL},
        {"{\"text\":\"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\"}", NULL, NULL},
        {"{\"text\":\"abc\",\"length\":null}", NULL, NULL},
        {"{\"text\":\"abc\",\"share\":1,\"plain\":true,\"words\":[\"a\",\"bc\"]}", NULL, NULL},
        {"{}", "text", "required"},
        {"{\"text\":null}", "text", "required"},
        {"{\"text\":7}", "text", "must be a text"},
        {"{\"text\":\"\"}", "text", "must not be empty"},
        {"{\"text\":\"a\"}", "text", "at least 2"},
        {"{\"text\":\"abcdef\"}", "text", "at most 5"},
        {"{\"text\":\"abc\",\"length\":\"wide\"}", "length", "one of: short, long"},
        {"{\"text\":\"abc\",\"length\":7}", "length", "must be a text"},
        {"{\"text\":\"abc\",\"count\":0}", "count", "at least 1"},
        {"{\"text\":\"abc\",\"count\":31}", "count", "at most 30"},
        {"{\"text\":\"abc\",\"count\":1.5}", "count", "whole number"},
        {"{\"text\":\"abc\",\"count\":\"3\"}", "count", "whole number"},
        {"{\"text\":\"abc\",\"share\":0.25}", "share", "at least 0.5"},
        {"{\"text\":\"abc\",\"share\":\"x\"}", "share", "must be a number"},
        {"{\"text\":\"abc\",\"plain\":1}", "plain", "true or false"},
        {"{\"text\":\"abc\",\"words\":\"a\"}", "words", "list of texts"},
        {"{\"text\":\"abc\",\"words\":[\"a\",7]}", "words", "must be a text"},
        {"{\"text\":\"abc\",\"words\":[\"abcd\"]}", "words", "at most 3"},
        {"{\"text\":\"abc\",\"words\":[\"a\",\"b\",\"c\"]}", "words", "at most 2"},
        {"{\"text\":\"abc\",\"other\":1}", "other", "not a known field"},
    };
    struct tried tried;
    setup(&tried);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
        struct err err = {0};
        cr_assert_eq(json_doc_parse(str_from(rows[i].arguments), &doc, NULL), E_OK, "%zu", i);
        int rc = skill_check(&tried.manifest, json_doc_root(doc), &err);
        if (rows[i].field == NULL) {
            cr_expect_eq(rc, E_OK, "%s: %s", rows[i].arguments, err_text(&err, rc));
            continue;
        }
        cr_assert_eq(rc, E_INVALID, "%s", rows[i].arguments);
        cr_expect_eq(err.field_count, 1, "%s", rows[i].arguments);
        cr_expect_str_eq(err.fields[0].name, rows[i].field);
        cr_expect(strstr(err.fields[0].text, rows[i].says) != NULL, "%s: %s", rows[i].arguments,
                  err.fields[0].text);
    }
    teardown(&tried);
}

Test(skill, takes_only_an_object)
{
    struct tried tried;
    setup(&tried);
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    cr_assert_eq(json_doc_parse(STR("[1]"), &doc, NULL), E_OK);
    cr_expect_eq(skill_check(&tried.manifest, json_doc_root(doc), NULL), E_INVALID);
    cr_expect_eq(skill_check(&tried.manifest, (struct json_value){0}, NULL), E_INVALID);
    teardown(&tried);
}

Test(skill, refuses_manifests_that_are_none)
{
    const struct {
        const char *text;
        const char *says;
    } rows[] = {
        {"{", "Line 1"},
        {"{\"name\":\"A\"}", "\"name\""},
        {HEAD "\"parameters\":{}}", "\"parameters\""},
        {HEAD "\"more\":1,\"parameters\":{\"type\":\"object\",\"properties\":{}}}", "\"more\""},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"map\"}}}}",
         "\"a\" has a \"type\""},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}}}}",
         "\"description\""},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{"
              "\"a\":{\"type\":\"string\",\"description\":\"d\"}}}}",
         "\"maxLength\""},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{"
              "\"a\":{\"type\":\"string\",\"description\":\"d\",\"pattern\":\"x\"}}}}",
         "\"pattern\""},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{},\"required\":[\"b\"]}}",
         "\"b\" is required"},
        {HEAD "\"parameters\":{\"type\":\"object\",\"properties\":{}},"
              "\"examples\":[{\"say\":\"x\",\"arguments\":{\"y\":1}}]}",
         "The example \"x\": \"y\" is not a known field"},
        {HEAD "\"needs\":[{\"package\":\"a; reboot\"}]" TAIL, "\"package\" must be"},
        {HEAD "\"needs\":[{\"package\":\"hello\"}]" TAIL, "\"hello\" needs a \"file\""},
        {HEAD "\"needs\":[{\"package\":\"hello\",\"file\":\"/x\",\"for\":\"fun\"}]" TAIL,
         "\"hello\" is \"for\" nothing"},
        {HEAD "\"needs\":[{\"package\":\"hello\",\"file\":\"/x\",\"for\":\"reading\"}]" TAIL,
         "\"hello\" needs \"languages\""},
        {HEAD "\"needs\":[{\"package\":\"hello\",\"file\":\"/x\",\"for\":\"reading\","
              "\"languages\":[\"en\"],\"size\":1}]" TAIL,
         "\"size\" is nothing"},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct json_doc *doc = NULL;
        struct skill_manifest manifest;
        struct err err = {0};
        int rc = skill_read_manifest(str_from(rows[i].text), arena, &doc, &manifest, &err);
        cr_assert_lt(rc, 0, "%s", rows[i].text);
        cr_expect(strstr(err_text(&err, rc), rows[i].says) != NULL, "%s: %s", rows[i].text,
                  err_text(&err, rc));
    }
}

/* Whoever adds a skill sees here what is wrong with its manifest. */
Test(skill, every_manifest_in_the_program_can_be_used)
{
    CLEANUP(skill_set_freep) struct skill_set *set = NULL;
    struct err err = {0};
    int rc = skill_set_new(&set, &err);
    cr_assert_eq(rc, E_OK, "%s", err_text(&err, rc));
    for (size_t i = 0; i < skill_set_count(set); i++) {
        const struct skill_manifest *manifest = skill_set_at(set, i);
        cr_expect_eq(skill_set_find(set, manifest->name), manifest);
        cr_expect(skill_exists(manifest->name));
    }
    static const char *const nones[] = {"no_such_skill", "", "quiz.json", "qui", "quizz"};
    for (size_t i = 0; i < ARRAY_LEN(nones); i++) {
        cr_expect_null(skill_set_find(set, str_from(nones[i])));
        cr_expect_not(skill_exists(str_from(nones[i])), "%s", nones[i]);
    }
}

Test(skill, writes_what_it_has_read)
{
    struct tried tried;
    setup(&tried);
    struct sb sb;
    struct json_out out;
    sb_init(&sb, 64 * KIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    skill_write_members(&out, &tried.manifest);
    json_end_object(&out);
    struct json_doc *doc = NULL;
    struct skill_manifest again;
    struct err err = {0};
    int rc = skill_read_manifest(sb_str(&sb), tried.arena, &doc, &again, &err);
    cr_assert_eq(rc, E_OK, "%s", err_text(&err, rc));
    cr_expect_eq(again.example_count, 1);
    json_doc_free(doc);
    sb_done(&sb);
    teardown(&tried);
}
