/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked so that the library does not find our functions in the place of its own: then it reads dictionaries itself. */
#include <criterion/criterion.h>

#include "infer/translation/translation_int.h"

static void expect(struct translation *translation, const char *to, const char *text,
                   const char *wanted)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct translation_result result = {0};
    struct err err = {0};
    const struct translation_question question = {.text = str_from(text), .to = str_from(to)};
    cr_assert_eq(translation_run(translation, &question, arena, &result, &err), E_OK, "%s: %s",
                 text, err.detail);
    cr_expect(str_eq(result.text, str_from(wanted)), "%s: %" STRF, text, STRA(result.text));
}

Test(translation_library, translates_without_tables)
{
    struct translation *translation;
    struct err err = {0};
    cr_assert_eq(translation_new(TRANSLATION_MODES, &translation, &err), E_OK, "%s", err.detail);
    for (int i = 0; i < 2; i++) { /* what is loaded stays */
        expect(translation, "es", "The cats live in a big house.",
               "Los gatos viven en una casa grande.");
        expect(translation, "en", "El perro de mi hermano duerme.",
               "The dog of my brother sleeps.");
    }
    for (size_t i = 0; i < translation->count; i++) {
        const struct direction *direction = &translation->directions[i];
        for (size_t k = 0; direction->used > 0 && k < direction->pipeline.count; k++) {
            cr_expect_eq(translation_stage_has_table(direction->stages[k]), 0);
        }
    }
    translation_free(translation);
}
