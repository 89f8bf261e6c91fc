/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/images/animals/animals_int.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(animals_show, .init = setup, .fini = teardown);

static struct animals_answer make_answer(void)
{
    struct uuid by;
    cr_assert_eq(uuid_parse(STR("01890000-0000-7000-8000-000000000001"), &by), E_OK);
    return (struct animals_answer){
        .label = STR("fox"),
        .name = STR("fox"),
        .confidence = 0.6,
        .result = STR("{\"top\":[{\"label\":\"fox\",\"name\":\"fox\",\"confidence\":0.6},"
                      "{\"label\":\"dog\",\"name\":\"dog\",\"confidence\":0.3}],"
                      "\"group\":null,\"doubtful\":true,\"looks\":6}"),
        .corrected_by = by,
        .similarity = 0.75,
    };
}

static void make_model(struct model *out)
{
    struct err err = {0};
    *out = (struct model){.name = STR("animals")};
    cr_assert_eq(model_read_labels_csv(STR("label,en,group\nfox,fox,mammal\ndog,dog,mammal\n"
                                           "not_animal,not an animal,none\n"),
                                       arena, &out->labels, &err),
                 E_OK);
}

Test(animals_show, leaves_an_answer_that_nobody_corrected)
{
    const struct animals_answer answer = make_answer();
    struct record record = {0};
    animals_show(&answer, NULL, NULL, arena, &record);
    cr_expect(str_eq(record.label, STR("fox")));
    cr_expect_eq(record.confidence, 0.6);
    cr_expect(str_eq(record.result, answer.result));
}

Test(animals_show, puts_the_correction_first)
{
    struct model model;
    make_model(&model);
    const struct {
        struct animals_word word;
        const char *label;
        const char *result;
    } rows[] = {
        {{STR("dog"), STR("dog")},
         "dog",
         "{\"top\":[{\"label\":\"dog\",\"name\":\"dog\",\"confidence\":0.7500},"
         "{\"label\":\"fox\",\"name\":\"fox\",\"confidence\":0.1500}],"
         "\"group\":{\"label\":\"mammal\",\"name\":\"mammal\",\"confidence\":0.7500},"},
        {{STR(""), STR("Minka")},
         "Minka",
         "{\"top\":[{\"label\":\"\",\"name\":\"Minka\",\"confidence\":0.7500},"
         "{\"label\":\"fox\",\"name\":\"fox\",\"confidence\":0.1500},"
         "{\"label\":\"dog\",\"name\":\"dog\",\"confidence\":0.0750}],\"group\":null,"},
        {{STR("not_animal"), STR("not an animal")},
         "not_animal",
         "{\"top\":[{\"label\":\"not_animal\",\"name\":\"not an animal\",\"confidence\":0.7500},"
         "{\"label\":\"fox\",\"name\":\"fox\",\"confidence\":0.1500},"
         "{\"label\":\"dog\",\"name\":\"dog\",\"confidence\":0.0750}],\"group\":null,"},
    };
    const struct str end =
        STR("\"doubtful\":false,\"looks\":6,\"corrected\":"
            "{\"by\":\"01890000-0000-7000-8000-000000000001\",\"similarity\":0.7500,"
            "\"was\":{\"label\":\"fox\",\"name\":\"fox\",\"confidence\":0.6000}}}");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct animals_answer answer = make_answer();
        struct record record = {0};
        animals_show(&answer, &rows[i].word, &model, arena, &record);
        cr_expect(str_eq(record.label, str_from(rows[i].label)), "row %zu", i);
        cr_expect_eq(record.confidence, 0.75);
        cr_expect(str_starts(record.result, str_from(rows[i].result)), "%" STRF,
                  STRA(record.result));
        cr_expect(str_ends(record.result, end), "%" STRF, STRA(record.result));
    }
}

Test(animals_show, reads_options)
{
    struct animals_options options;
    animals_parse_options(STR("animals"), &options);
    cr_expect(str_eq(options.model, STR("animals")));
    cr_expect(!options.has_classifier);
    animals_parse_options(STR("animals 01890000-0000-7000-8000-000000000001"), &options);
    cr_expect(str_eq(options.model, STR("animals")));
    cr_expect(options.has_classifier);
}

/* ---- classifiers ---- */

static struct json_value parse(struct str text)
{
    static struct json_doc *doc;
    cr_assert_eq(json_doc_parse(text, &doc, NULL), E_OK);
    return json_doc_root(doc);
}

/* A worker's result with the embedding (1, 0). */
static struct json_value looked_at(const char *model)
{
    const float embedding[] = {1, 0};
    struct sb text;
    sb_init(&text, 1000);
    model_write_floats(&text, embedding, 2);
    const char *json = arena_printf(
        arena, "{\"model\":\"%s\",\"result\":{\"looks\":4},\"embedding\":\"%" STRF "\"}", model,
        STRA(sb_str(&text)));
    sb_done(&text);
    return parse(str_from(json));
}

Test(animals_show, applies_a_classifier)
{
    /* Scores 1, 1 + ln 3: probabilities 1/4 and 3/4. */
    static const float weights[] = {1, 0, 0, 1, 0, 1.0986123F};
    struct str classes[] = {STR("cat"), STR("Minka")};
    const struct classifier_learned classifier = {STR("Pets"), STR("animals-1"), classes,
                                                  2,           weights,          2};
    struct classifier_answer answer;
    struct err err = {0};
    cr_assert_eq(classifiers_classify(&classifier, looked_at("animals-1"), arena, &answer, &err),
                 E_OK);
    cr_expect(str_eq(answer.label, STR("Minka")));
    cr_expect_float_eq(answer.confidence, 0.75, 1e-6);
    cr_expect(str_eq(answer.result,
                     STR("{\"top\":[{\"label\":\"Minka\",\"name\":\"Minka\",\"confidence\":0.7500},"
                         "{\"label\":\"cat\",\"name\":\"cat\",\"confidence\":0.2500}],"
                         "\"group\":null,\"doubtful\":false,\"looks\":4,"
                         "\"classifier\":\"Pets\"}")),
              "%" STRF, STRA(answer.result));
    cr_expect_eq(classifiers_classify(&classifier, looked_at("animals-2"), arena, &answer, &err),
                 E_CONFLICT);
    cr_expect_eq(classifiers_classify(&classifier, parse(STR("{\"model\":\"animals-1\"}")), arena,
                                      &answer, &err),
                 E_CONFLICT);
}
