/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/skills/skills.h"
#include "skill/skill.h"

#include <criterion/criterion.h>

struct result {
    struct json_doc *asked;
    struct json_doc *doc;
    struct json_value root;
    int rc;
    struct err err;
};

static bool goes_on(void *context)
{
    (void)context;
    return true;
}

static void ask(struct arena *arena, struct str arguments, struct result *out)
{
    memset(out, 0, sizeof(*out));
    cr_assert_eq(json_doc_parse(arguments, &out->asked, NULL), E_OK);
    struct skill_kinds *skills = NULL;
    cr_assert_eq(skill_kinds_new(&skills, NULL), E_OK);
    struct skill_task task = {arena, json_doc_root(out->asked), goes_on, NULL};
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, MIB);
    out->rc = skill_kinds_run(skills, STR("code"), &task, &sb, &out->err);
    if (out->rc == E_OK) {
        cr_assert_eq(json_doc_parse(sb_str(&sb), &out->doc, NULL), E_OK, "%" STRF,
                     STRA(sb_str(&sb)));
        out->root = json_doc_root(out->doc);
    }
    skill_kinds_free(skills);
}

static void done(struct result *result)
{
    json_doc_free(result->asked);
    json_doc_free(result->doc);
}

static void expect_text(const struct result *result, const char *key, const char *value)
{
    struct str found = json_text(json_get(result->root, key));
    cr_expect(str_eq(found, str_from(value)), "%s: %" STRF, key, STRA(found));
}

Test(skill_code, does_what_its_examples_ask)
{
    struct skill_set *set = NULL;
    cr_assert_eq(skill_set_new(&set, NULL), E_OK);
    const struct skill_manifest *manifest = skill_set_find(set, STR("code"));
    cr_assert_not_null(manifest);
    for (size_t k = 0; k < manifest->example_count; k++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        CLEANUP(sb_done) struct sb sb;
        sb_init(&sb, 64 * KIB);
        struct json_out out;
        json_out_init(&out, &sb);
        json_put_value(&out, manifest->examples[k].arguments);
        struct result result;
        ask(arena, sb_str(&sb), &result);
        cr_expect_eq(result.rc, E_OK, "%" STRF, STRA(manifest->examples[k].say));
        struct str wanted = json_text(json_get(manifest->examples[k].arguments, "action"));
        cr_expect(str_eq(json_text(json_get(result.root, "action")), wanted), "%" STRF,
                  STRA(manifest->examples[k].say));
        cr_expect(json_text(json_get(result.root, "text")).n > 0);
        expect_text(&result, "kind", "code");
        done(&result);
    }
    skill_set_free(set);
}

Test(skill_code, chooses_what_to_do)
{
    static const struct {
        const char *arguments;
        const char *action;
        const char *language;
        bool has_valid;
        bool is_valid;
    } rows[] = {
        {"{\"text\": \"{\\\"a\\\": [1, 2]}\"}", "check", "json", true, true},
        {"{\"text\": \"is it right?\\n```json\\n{\\\"a\\\": 1,}\\n```\\n\"}", "check", "json", true,
         false},
        {"{\"text\": \"```rust\\nfn main() {}\\n```\"}", "identify", "rust", false, false},
        {"{\"text\": \"*/5 * * * *\"}", "explain", "cron", true, true},
        {"{\"text\": \"u=rw,go=r\"}", "explain", "chmod", true, true},
        {"{\"text\": \"(a\", \"language\": \"regexp\"}", "explain", "regex", true, false},
        {"{\"text\": \"What is the weather like today, and will it rain?\"}", "identify", "", false,
         false},
    };
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct result result;
        ask(arena, str_from(rows[k].arguments), &result);
        cr_expect_eq(result.rc, E_OK, "%s: %d", rows[k].arguments, result.rc);
        expect_text(&result, "action", rows[k].action);
        expect_text(&result, "language", rows[k].language);
        struct json_value valid = json_get(result.root, "valid");
        cr_expect_eq(json_has(valid), rows[k].has_valid, "%s", rows[k].arguments);
        cr_expect_eq(json_bool(valid, false), rows[k].is_valid, "%s", rows[k].arguments);
        done(&result);
    }
}

Test(skill_code, names_the_language_of_plain_text)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct result result;
    ask(arena, STR("{\"text\": \"El gato duerme en la silla y no quiere comer nada hoy.\"}"),
        &result);
    cr_expect_eq(result.rc, E_OK);
    expect_text(&result, "text",
                "No programming language was recognised: this reads like plain text, in Spanish as "
                "it seems.");
    done(&result);
}

Test(skill_code, counts_places_in_characters)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct result result;
    ask(arena,
        STR("{\"text\": \" `\\u00e9+x`\", \"action\": \"explain\", \"language\": \"regex\"}"),
        &result);
    struct json_value second = json_at(json_get(result.root, "parts"), 1);
    cr_expect_eq(json_i64(json_get(second, "start"), -1), 4);
    cr_expect_eq(json_i64(json_get(second, "end"), -1), 5);
    done(&result);
    ask(arena, STR("{\"text\": \"{\\\"\\u00e9\\\": 1,}\", \"language\": \"json\"}"), &result);
    struct json_value problem = json_at(json_get(result.root, "problems"), 0);
    cr_expect_eq(json_i64(json_get(problem, "column"), -1), 8);
    done(&result);
}

Test(skill_code, says_what_cannot_be_done)
{
    static const struct {
        const char *arguments;
        const char *words;
    } rows[] = {
        {"{\"text\": \"x\", \"language\": \"klingon\"}", "not one that is known"},
        {"{\"text\": \"  \"}", "no code"},
        {"{\"text\": \"fn main() {}\", \"action\": \"check\", \"language\": \"rust\"}",
         "not checked"},
        {"{\"text\": \"body {}\", \"action\": \"format\", \"language\": \"css\"}", "JSON and SQL"},
        {"{\"text\": \"hello there\", \"action\": \"explain\"}", "none of the notations"},
    };
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct result result;
        ask(arena, str_from(rows[k].arguments), &result);
        cr_expect_eq(result.rc, E_INVALID, "%s: %d", rows[k].arguments, result.rc);
        cr_expect_not_null(strstr(result.err.detail, rows[k].words), "%s: %s", rows[k].arguments,
                           result.err.detail);
        done(&result);
    }
}
