/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other dictionaries than those of the machine. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "infer/grammar/grammar_int.h"
#include "infer/grammar/spelling/test_spelling_kit.h"

/* A capital makes a name only where nouns have none. */
Test(grammar_dictionaries, capitals_tell_names_where_nouns_have_none)
{
    static const struct {
        const char *language, *text, *corrected;
    } rows[] = {
        {"de", "Das ist ein Hauss.", "Das ist ein Haus."},
        {"de", "Hier ist das Haus und hier Garmisch.", "Hier ist das Haus und hier Garmisch."},
        {"es", "Mañanna es la casa grande.", "Mañana es la casa grande."},
        {"es", "La casa es Mañanna.", "La casa es Mañanna."},
    };
    char folder[] = "/tmp/dictionaries-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    spelling_add(folder, "de_DE", "UTF-8", "6\ndas\nHaus\nist\nein\nund\nhier\n");
    spelling_add(folder, "es_ES", "UTF-8", "5\nla\ncasa\nes\ngrande\nmañana\n");
    struct grammar *grammar = NULL;
    cr_assert_eq(grammar_new(&grammar, NULL), E_OK);
    spell_free(grammar->spell);
    grammar->spell = spell_new(folder, MIB);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct grammar_request request = {.text = str_from(rows[i].text),
                                                .language = str_from(rows[i].language)};
        struct grammar_result result;
        cr_assert_eq(grammar_check(grammar, &request, arena, &result, NULL), E_OK);
        cr_expect(str_eq(result.corrected, str_from(rows[i].corrected)), "%" STRF,
                  STRA(result.corrected));
    }
    arena_free(arena);
    grammar_free(grammar);
    spelling_drop(folder, "de_DE");
    spelling_drop(folder, "es_ES");
    (void)rmdir(folder);
}
