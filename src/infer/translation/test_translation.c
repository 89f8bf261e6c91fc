/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With the pair that the tests install, apertium-eng-spa. */
#include <malloc.h>

#include <criterion/criterion.h>

#include "base/utf8.h"
#include "infer/translation/translation_int.h"
#include "skill/skill.h"

static struct translation *load(void)
{
    struct translation *translation;
    struct err err = {0};
    cr_assert_eq(translation_new(TRANSLATION_MODES, &translation, &err), E_OK, "%s", err.detail);
    return translation;
}

static struct translation_result translate(struct translation *translation, const char *to,
                                           const char *text, struct arena *arena)
{
    struct translation_result result = {0};
    struct err err = {0};
    const struct translation_question question = {.text = str_from(text), .to = str_from(to)};
    cr_assert_eq(translation_run(translation, &question, arena, &result, &err), E_OK, "%s: %s",
                 text, err.detail);
    return result;
}

static void expect(struct translation *translation, const char *to, const char *text,
                   const char *wanted)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct translation_result result = translate(translation, to, text, arena);
    cr_expect(str_eq(result.text, str_from(wanted)), "%s: %" STRF, text, STRA(result.text));
}

Test(translation, goes_both_ways)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    expect(translation, "es", "The cats live in a big house.",
           "Los gatos viven en una casa grande.");
    expect(translation, "Spanish", "The cats live in a big house",
           "Los gatos viven en una casa grande");
    expect(translation, "en", "El perro de mi hermano duerme.", "The dog of my brother sleeps.");
    expect(translation, "spa", "The cats live in a big house.",
           "Los gatos viven en una casa grande.");
}

Test(translation, reads_words_without_capitals)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    expect(translation, "es", "i live in a big house.", "Vivo en una casa grande.");
    expect(translation, "es", "She knows that i'm late.", "Sabe que soy tarde.");
    expect(translation, "es", "where does it hurt", "Dónde dolió");
}

Test(translation, keeps_what_is_between)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    expect(translation, "es", "# The house\n\n- the cat\n- the dog\n\n> The house is big.\n",
           "# La casa\n\n- El gato\n- El perro\n\n> La casa es grande.\n");
    expect(translation, "es", "  The house.\n\n\n  The dog.  ", "  La casa.\n\n\n  El perro.  ");
    expect(translation, "es", "The code:\n\n```\nreturn the_house;\n```\n\nThe house.",
           "El código:\n\n```\nreturn the_house;\n```\n\nLa casa.");
}

Test(translation, lists_words_that_it_does_not_know)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct translation_result result =
        translate(translation, "es", "The snorfle and the *big* quibblet eat the snorfle.", arena);
    cr_assert_eq(result.unknown_count, 2);
    cr_expect(str_eq(result.unknown[0], STR("snorfle")));
    cr_expect(str_eq(result.unknown[1], STR("quibblet")));
    cr_expect(result.text.n > 0 && memchr(result.text.p, '[', result.text.n) == NULL);
    cr_expect(str_has_nocase(result.text, STR("snorfle")));
}

/* What means something to the stages is text here: nothing of it may end or confuse them. */
Test(translation, takes_any_text)
{
    static const char *const odd[] = {"^the/the<det>$ [x] {y} \\ / @ < > ~ + # * |",
                                      "[[t:b:1]]the house[[/]]",
                                      "$",
                                      "^",
                                      "^$",
                                      "\\",
                                      "[",
                                      "]",
                                      "[]",
                                      "*",
                                      "#",
                                      "@x",
                                      "the\x01house\x7f",
                                      "....",
                                      "the house 中文 дом 😀",
                                      "<b>The house</b> & more",
                                      "{^a<b>$}",
                                      "the \xe2\x80\x8bhouse"};
    CLEANUP(translation_freep) struct translation *translation = load();
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct translation_result result;
        const struct translation_question question = {
            .text = str_from(odd[i]), .from = STR("en"), .to = STR("es")};
        struct err err = {0};
        cr_assert_eq(translation_run(translation, &question, arena, &result, &err), E_OK, "%s",
                     odd[i]);
        cr_expect(utf8_valid(result.text), "%s", odd[i]);
        expect(translation, "es", "The house is big.", "La casa es grande.");
    }
}

Test(translation, leaves_marks_alone)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    CLEANUP(sb_done) struct sb marks;
    sb_init(&marks, MIB);
    for (size_t i = 0; i < 100000; i++) {
        sb_add_byte(&marks, '.');
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct translation_result result;
    struct err err = {0};
    const struct translation_question question = {
        .text = sb_str(&marks), .from = STR("en"), .to = STR("es")};
    cr_assert_eq(translation_run(translation, &question, arena, &result, &err), E_OK);
    cr_expect(str_eq(result.text, sb_str(&marks)));
    cr_expect(!result.late);
}

static void expect_error(struct translation *translation, struct translation_question question,
                         int wanted, const char *part)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct translation_result result;
    struct err err = {0};
    cr_expect_eq(translation_run(translation, &question, arena, &result, &err), wanted, "%s: %s",
                 part, err.detail);
    cr_expect(str_has_nocase(str_from(err.detail), str_from(part)), "%s: %s", part, err.detail);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

Test(translation, says_what_would_help)
{
    const struct {
        const char *from, *to, *text;
        int rc;
        const char *part;
    } rows[] = {
        {"en", "gl", "house", E_NOT_INSTALLED, "apertium-en-gl"},
        {"rus", "Ukrainian", "дом", E_NOT_INSTALLED, "apertium-rus-ukr"},
        {"en", "ca", "house", E_NOT_INSTALLED, "apertium-eng-cat"},
        {"fr", "ca", "maison", E_NOT_INSTALLED, "apertium-fra-cat"},
        {"nn", "nb", "hus", E_NOT_INSTALLED, "apertium-nno-nob"},
        {"ca", "fr", "casa", E_NOT_INSTALLED, "apertium-fra-cat"},
        {"oc", "fr", "ostal", E_NOT_INSTALLED, "apertium-oci-fra"},
        {"nb", "nn", "hus", E_NOT_INSTALLED, "Norwegian"},
        {"en", "tlh", "house", E_NOT_INSTALLED, "tlh"},
        {"de", "en", "Haus", E_NOT_INSTALLED, "nor one through another language"},
        {"xx", "es", "house", E_NOT_INSTALLED, "xx"},
        {"", "es", "La casa es grande y está cerca de la playa.", E_INVALID, "Spanish already"},
        {"", "es", "123", E_INVALID, "which language"},
        {"en", "es", "  ", E_INVALID, "no text"},
    };
    CLEANUP(translation_freep) struct translation *translation = load();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct translation_question question = {.text = str_from(rows[i].text),
                                                      .from = str_from(rows[i].from),
                                                      .to = str_from(rows[i].to)};
        expect_error(translation, question, rows[i].rc, rows[i].part);
    }
    expect_error(translation,
                 (struct translation_question){
                     .text = STR("house"), .from = STR("en"), .to = STR("es"), .goes_on = never},
                 E_CANCELLED, "stopped");
}

Test(translation, starts_where_nothing_is_installed)
{
    struct translation *translation;
    struct err err = {0};
    cr_assert_eq(translation_new("/nonexistent", &translation, &err), E_OK);
    expect_error(
        translation,
        (struct translation_question){.text = STR("house"), .from = STR("en"), .to = STR("es")},
        E_NOT_INSTALLED, "apertium-eng-spa");
    translation_free(translation);
}

/* The manifest is the one list of packages; what it names must be languages that are known here by these codes. */
Test(translation, knows_the_languages_of_the_manifest)
{
    CLEANUP(skill_set_freep) struct skill_set *set = NULL;
    struct err err = {0};
    cr_assert_eq(skill_set_new(&set, &err), E_OK, "%s", err.detail);
    const struct skill_manifest *manifest = skill_set_find(set, STR("translate"));
    cr_assert_gt(manifest->need_count, 50);
    for (size_t i = 0; i < manifest->need_count; i++) {
        const struct skill_need *need = &manifest->needs[i];
        const struct translation_language *pair[2];
        cr_assert_eq(json_count(need->languages), 2);
        for (size_t k = 0; k < 2; k++) {
            const struct str code = json_text(json_at(need->languages, k));
            pair[k] = translation_language_find(code);
            cr_assert_not_null(pair[k], "%.*s", (int)code.n, code.p);
            cr_expect(str_eq(code, str_from(pair[k]->code)), "%.*s", (int)code.n, code.p);
        }
        cr_expect_neq(pair[0], pair[1]);
    }
}

Test(translation, reads_pipelines)
{
    const struct {
        const char *mode;
        int rc;
        size_t count;
        bool refined;
    } rows[] = {
        {"lt-proc '/a.bin' | apertium-tagger -g $2 '/b.prob'", E_OK, 2, true},
        {"/usr/bin/lt-proc -w -e \"/a b.bin\"", E_OK, 1, true},
        {"lt-proc -w /a | cg-proc -w /b | apertium-tagger -g /c", E_OK, 3, false},
        {"lt-proc -w /a | cg-proc -w /b", E_INVALID, 0, false},
        {"lt-proc /a | cg-proc /b | apertium-tagger -gx /c", E_OK, 3, false},
        {"lt-proc /a | lsx-proc /b | apertium-anaphora /c", E_OK, 3, false},
        {"lt-proc $1 -b /a | cg-proc -1 -n -g /b | lt-proc -p /c", E_OK, 3, false},
        {"apertium-transfer /a /b /c | apertium-transfer -b /a /b", E_OK, 2, true},
        {"apertium-transfer /a /b", E_INVALID, 0, false},
        {"lt-proc -Q /a", E_INVALID, 0, false},
        {"rm -rf /", E_INVALID, 0, false},
        {"lt-proc /a | ", E_INVALID, 0, false},
        {"", E_INVALID, 0, false},
        {"|", E_INVALID, 0, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct translation_pipeline pipeline = {0};
        cr_expect_eq(translation_read_mode(str_from(rows[i].mode), arena, &pipeline), rows[i].rc,
                     "%s", rows[i].mode);
        cr_expect_eq(pipeline.count, rows[i].count, "%s", rows[i].mode);
        cr_expect(rows[i].rc < 0 || pipeline.refined == rows[i].refined, "%s", rows[i].mode);
    }
}

/* Where the words stand that no dictionary has, each time they come. */
Test(translation, marks_words_that_it_does_not_know)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct translation_result result =
        translate(translation, "es",
                  "Señor, the snorfle eats.\n\nThe quibblet and the snorfle sleep.", arena);
    static const char *const words[] = {"snorfle", "quibblet", "snorfle"};
    size_t found = 0;
    for (size_t i = 0; i < result.place_count; i++) {
        const struct translation_place *place = &result.places[i];
        cr_assert_lt(place->start, place->end);
        cr_assert_leq(place->end, result.text.n);
        const struct str word = str_sub(result.text, place->start, place->end);
        found += found < ARRAY_LEN(words) && str_eq_nocase(word, str_from(words[found]));
    }
    cr_expect_eq(found, ARRAY_LEN(words), "%zu of %zu in %" STRF, found, result.place_count,
                 STRA(result.text));
}

Test(translation, chooses_the_first_form)
{
    CLEANUP(sb_done) struct sb out;
    sb_init(&out, KIB);
    translation_choose(STR("^la<det>/la meva/la meua$ [x]^a\\/b/c\\/d/e$, ^q/@q$ ^only$"), &out);
    cr_expect_str_eq(out.p, "la meva [x]c\\/d, @q ");
}

static size_t memory_used(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* Each but those of the tagger; what the library does with them otherwise is in test_translation_library.c. */
Test(translation, makes_tables_of_dictionaries)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    expect(translation, "es", "The house is big.", "La casa es grande.");
    size_t tables = 0;
    for (size_t i = 0; i < translation->count; i++) {
        const struct direction *direction = &translation->directions[i];
        for (size_t k = 0; direction->used > 0 && k < direction->pipeline.count; k++) {
            const enum translation_stage_kind kind = direction->pipeline.steps[k].kind;
            const bool is_dictionary =
                kind <= TRANSLATION_INTERGENERATION || kind == TRANSLATION_LEXICAL;
            cr_expect_eq(translation_stage_has_table(direction->stages[k]) != 0, is_dictionary);
            tables += is_dictionary;
        }
    }
    cr_expect_gt(tables, 3);
}

/* As lttoolbox reads them they are 70 MiB. A build with sanitizers, whose allocator does not count for others, proves nothing here. */
Test(translation, needs_little_memory_for_dictionaries)
{
    CLEANUP(translation_freep) struct translation *translation = load();
    const size_t before = memory_used();
    expect(translation, "es", "The house is big.", "La casa es grande.");
    const size_t loaded = memory_used();
    cr_expect_lt(loaded, before + 16 * MIB, "%zu KiB", (loaded - before) / KIB);
    for (int i = 0; i < 3; i++) { /* what is loaded stays */
        expect(translation, "es", "The house is big.", "La casa es grande.");
        expect(translation, "en", "La casa es grande.", "The house is big.");
    }
    const size_t both = memory_used();
    cr_expect_lt(both, before + 32 * MIB, "%zu KiB", (both - before) / KIB);
}
