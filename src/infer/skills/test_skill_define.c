/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The skills define and quiz_work, from arguments to results. */
#include <criterion/criterion.h>

#include "infer/skills/skills.h"

struct outcome {
    int rc;
    struct err err;
    struct json_doc *doc;
    struct json_value root;
};

static struct arena *arena;
static void *define_state;
static void *quiz_state;

static void setup(void)
{
    arena = arena_new();
    cr_assert_eq(skill_define.init(&define_state, NULL), E_OK);
    cr_assert_eq(skill_quiz_work.init(&quiz_state, NULL), E_OK);
    cr_assert_neq(define_state, NULL, "the dictionary is to be installed for this test");
}

static void teardown(void)
{
    skill_define.done(define_state);
    skill_quiz_work.done(quiz_state);
    arena_free(arena);
}

TestSuite(skill_define, .init = setup, .fini = teardown);

static struct outcome ask(const struct skill_kind *skill, void *state, const char *arguments)
{
    struct outcome outcome = {0};
    struct json_doc *doc = NULL;
    struct sb sb;
    struct json_out out;
    cr_assert_eq(json_doc_parse(str_from(arguments), &doc, NULL), E_OK, "%s", arguments);
    const struct skill_task task = {.arena = arena, .arguments = json_doc_root(doc)};
    sb_init(&sb, MIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    outcome.rc = skill->run(state, &task, &out, &outcome.err);
    json_end_object(&out);
    if (outcome.rc == E_OK) {
        cr_assert_not(sb.failed);
        cr_assert_eq(json_doc_parse(sb_str(&sb), &outcome.doc, NULL), E_OK, "%" STRF,
                     STRA(sb_str(&sb)));
        outcome.root = json_doc_root(outcome.doc);
    }
    sb_done(&sb);
    json_doc_free(doc);
    return outcome;
}

static struct str text_of(struct json_value value, const char *key)
{
    return json_text(json_get(value, key));
}

Test(skill_define, says_what_a_word_means)
{
    struct outcome mice = ask(&skill_define, define_state, "{\"word\":\"mice\"}");
    cr_assert_eq(mice.rc, E_OK);
    cr_expect(str_eq(text_of(mice.root, "kind"), STR("definition")));
    cr_expect(str_eq(text_of(mice.root, "word"), STR("mouse")));
    const struct json_value first = json_at(json_get(mice.root, "senses"), 0);
    cr_expect(str_eq(text_of(first, "part_of_speech"), STR("noun")));
    cr_expect(str_has_nocase(text_of(first, "meaning"), STR("rodents")));
    const struct str text = text_of(mice.root, "text");
    cr_expect(str_starts(text, STR("**mouse** (noun)\n\n1. any of numerous small rodents")));
    cr_expect(str_has_nocase(text, STR("Synonyms: shiner, black eye")));
    cr_expect(str_has_nocase(text, STR("Word family: mousy (adjective)")));
    cr_expect(str_eq(json_text(json_at(json_get(mice.root, "notices"), 0)),
                     STR("“mice” was looked up as “mouse”.")));
    json_doc_free(mice.doc);
}

Test(skill_define, says_what_it_has_not)
{
    static const struct {
        const char *word;
        const char *said;
    } rows[] = {
        {"recieve", "The dictionary has no word “recieve”. Perhaps one of these is meant: receive"},
        {"xqzzvkw", "The dictionary has no word “xqzzvkw”."},
        {"because", "“because” is a conjunction."},
        {"With", "“With” is a preposition."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = ask(&skill_define, define_state,
                                     arena_printf(arena, "{\"word\":\"%s\"}", rows[i].word));
        cr_assert_eq(outcome.rc, E_OK);
        cr_expect(str_starts(text_of(outcome.root, "text"), str_from(rows[i].said)), "%" STRF,
                  STRA(text_of(outcome.root, "text")));
        cr_expect_eq(json_count(json_get(outcome.root, "senses")), 0);
        json_doc_free(outcome.doc);
    }
    struct outcome run = ask(&skill_define, define_state, "{\"word\":\"run\"}");
    cr_expect(str_has_nocase(json_text(json_at(json_get(run.root, "notices"), 0)),
                             STR("rarer meanings are left out")));
    json_doc_free(run.doc);
}

Test(skill_define, has_one_language)
{
    static const struct {
        const char *arguments;
        int rc;
    } rows[] = {
        {"{\"word\":\"dog\",\"language\":\"en\"}", E_OK},
        {"{\"word\":\"dog\",\"language\":\"en-GB\"}", E_OK},
        {"{\"word\":\"dog\",\"language\":\"English\"}", E_OK},
        {"{\"word\":\"Hund\",\"language\":\"de\"}", E_NOT_INSTALLED},
        {"{\"word\":\"x\",\"language\":\"enm\"}", E_NOT_INSTALLED},
        {"{\"word\":\"  \"}", E_INVALID},
        {"{}", E_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = ask(&skill_define, define_state, rows[i].arguments);
        cr_expect_eq(outcome.rc, rows[i].rc, "%s", rows[i].arguments);
        cr_expect(outcome.rc == E_OK || outcome.err.detail[0] != '\0');
        json_doc_free(outcome.doc);
    }
    const struct outcome missing = ask(&skill_define, NULL, "{\"word\":\"dog\"}");
    cr_expect_eq(missing.rc, E_NOT_INSTALLED);
    cr_expect_neq(strstr(missing.err.detail, "wordnet-base"), NULL);
    cr_expect_eq(ask(&skill_quiz_work, NULL, "{\"do\":\"pick\",\"level\":\"easy\"}").rc,
                 E_NOT_INSTALLED);
}

/* Pairs of WordNet's synonyms by the known differences, our own table, and words that are spelled one way. */
Test(skill_define, tells_british_and_american)
{
    static const struct {
        const char *word;
        const char *variant; /* NULL: none */
        const char *says;
    } rows[] = {
        {"colour", "color", "Also spelled “color” (American)."},
        {"color", "colour", "Also spelled “colour” (British)."},
        {"colours", "colors", "(American)."},
        {"centre", "center", "Also spelled “center” (American)."},
        {"organise", "organize", "(American, and British as well)."},
        {"organize", "organise", "Also spelled “organise” (British)."},
        {"traveller", "traveler", "(American)."},
        {"defense", "defence", "(British)."},
        {"anaemia", "anemia", "(American)."},
        {"dialogue", "dialog", "(American)."},
        {"grey", "gray", "Also spelled “gray” (American)."},
        {"tyre", "tire", "Also spelled “tire” (American)."},
        {"tire", "tyre", "In some meanings also spelled “tyre” (British)."},
        {"metre", "meter", "Also spelled “meter” (American)."},
        {"meter", "metre", "In some meanings also spelled “metre” (British)."},
        {"surprise", NULL, NULL},
        {"advertise", NULL, NULL},
        {"lorry", NULL, NULL},
        {"dog", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = ask(&skill_define, define_state,
                                     arena_printf(arena, "{\"word\":\"%s\"}", rows[i].word));
        cr_assert_eq(outcome.rc, E_OK, "%s", rows[i].word);
        const struct json_value result = json_doc_root(outcome.doc);
        const struct str variant = json_text(json_get(json_get(result, "variant"), "word"));
        const struct str text = json_text(json_get(result, "text"));
        cr_expect(str_eq(variant, str_from(rows[i].variant == NULL ? "" : rows[i].variant)),
                  "%s: %" STRF, rows[i].word, STRA(variant));
        cr_expect(rows[i].says == NULL || str_has_nocase(text, str_from(rows[i].says)),
                  "%s: %" STRF, rows[i].word, STRA(text));
        json_doc_free(outcome.doc);
    }
}

/* WordNet has only one of the two: that is what is told. */
Test(skill_define, looks_up_the_other_spelling)
{
    struct outcome outcome = ask(&skill_define, define_state, "{\"word\":\"surprize\"}");
    cr_assert_eq(outcome.rc, E_OK);
    const struct json_value result = json_doc_root(outcome.doc);
    cr_expect(str_eq(json_text(json_get(result, "word")), STR("surprise")));
    cr_expect(str_has_nocase(json_text(json_at(json_get(result, "notices"), 0)),
                             STR("looked up as “surprise”")));
    json_doc_free(outcome.doc);
}

static struct str write_value(struct json_value value)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, MIB);
    json_out_init(&out, &sb);
    json_put_value(&out, value);
    const struct str json = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return json;
}

Test(skill_define, asks_and_judges)
{
    struct outcome picked = ask(&skill_quiz_work, quiz_state,
                                "{\"do\":\"pick\",\"level\":\"easy\",\"seed\":3,\"count\":5}");
    cr_assert_eq(picked.rc, E_OK);
    cr_assert_eq(json_count(json_get(picked.root, "words")), 5);
    const struct json_value word = json_at(json_get(picked.root, "words"), 4);
    struct outcome asked =
        ask(&skill_quiz_work, quiz_state,
            arena_printf(arena,
                         "{\"do\":\"turn\",\"word\":\"%" STRF "\",\"part_of_speech\":\"%" STRF
                         "\",\"form\":\"meaning\",\"seed\":4}",
                         STRA(text_of(word, "word")), STRA(text_of(word, "part_of_speech"))));
    cr_assert_eq(asked.rc, E_OK);
    const struct json_value question = json_get(asked.root, "question");
    cr_expect(str_eq(text_of(question, "form"), STR("meaning")));
    cr_expect_eq(json_count(json_get(question, "choices")), 4);
    cr_expect_not(json_has(json_get(asked.root, "verdict")));
    /* the answer and the next question in one go */
    struct outcome judged =
        ask(&skill_quiz_work, quiz_state,
            arena_printf(arena,
                         "{\"do\":\"turn\",\"question\":%" STRF
                         ",\"answer\":\"no idea\",\"word\":\"dog\","
                         "\"part_of_speech\":\"noun\",\"form\":\"spell\",\"seed\":4}",
                         STRA(write_value(question))));
    cr_assert_eq(judged.rc, E_OK);
    cr_expect(str_eq(text_of(judged.root, "verdict"), STR("unknown")));
    cr_expect(str_eq(text_of(json_get(judged.root, "question"), "word"), STR("dog")));
    json_doc_free(judged.doc);
    json_doc_free(asked.doc);
    json_doc_free(picked.doc);
}

Test(skill_define, leads_with_what_is_asked_for)
{
    struct outcome big =
        ask(&skill_define, define_state, "{\"word\":\"big\",\"about\":\"synonyms\"}");
    cr_assert_eq(big.rc, E_OK);
    const struct json_value lead = json_get(big.root, "lead");
    cr_expect(str_eq(text_of(lead, "about"), STR("synonyms")));
    cr_expect(str_eq(json_text(json_at(json_get(lead, "words"), 0)), STR("large")));
    cr_expect(str_starts(text_of(big.root, "text"), STR("**Words of the same meaning:** large, ")));
    json_doc_free(big.doc);
    struct outcome oak =
        ask(&skill_define, define_state, "{\"word\":\"oak\",\"about\":\"opposites\"}");
    cr_assert_eq(oak.rc, E_OK);
    cr_expect_eq(json_count(json_get(json_get(oak.root, "lead"), "words")), 0);
    cr_expect(
        str_starts(text_of(oak.root, "text"), STR("The dictionary has no opposite of “oak”.")));
    json_doc_free(oak.doc);
    struct outcome plain = ask(&skill_define, define_state, "{\"word\":\"oak\"}");
    cr_expect_not(json_has(json_get(plain.root, "lead")));
    json_doc_free(plain.doc);
}

Test(skill_define, refuses_other_work)
{
    static const char too_many_choices[] =
        "{\"do\":\"turn\",\"question\":{\"form\":\"gap\",\"part_of_speech\":\"noun\","
        "\"expected\":\"a\",\"choices\":[1,2,3,4,5]}}";
    static const char *const rows[] = {
        "{}",
        "{\"do\":\"dance\"}",
        "{\"do\":\"pick\"}",
        "{\"do\":\"pick\",\"level\":\"absurd\"}",
        "{\"do\":\"turn\",\"question\":{},\"answer\":\"1\"}",
        too_many_choices,
        "{\"do\":\"turn\",\"word\":\"dog\",\"part_of_speech\":\"letter\",\"form\":\"gap\"}",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = ask(&skill_quiz_work, quiz_state, rows[i]);
        cr_expect_eq(outcome.rc, E_INVALID, "%s", rows[i]);
        json_doc_free(outcome.doc);
    }
    /* a word that the dictionary has not is no error: there is no question about it */
    struct outcome none = ask(&skill_quiz_work, quiz_state,
                              "{\"do\":\"turn\",\"word\":\"xqzzvkw\",\"part_of_speech\":\"noun\","
                              "\"form\":\"gap\"}");
    cr_expect_eq(none.rc, E_OK);
    cr_expect_not(json_has(json_get(none.root, "question")));
    json_doc_free(none.doc);
}
