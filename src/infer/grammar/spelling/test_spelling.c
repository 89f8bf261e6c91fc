/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small dictionaries in a folder, of which few fit into memory at once. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "infer/grammar/spelling/spelling_int.h"
#include "infer/grammar/spelling/test_spelling_kit.h"

static char folder[] = "/tmp/dictionaries-XXXXXX";

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    spelling_add(folder, "en_GB", "UTF-8", "2\nhouse\ncolour\n");
    spelling_add(folder, "aa_AA", "UTF-8", "1\nalfa\n");
    spelling_add(folder, "bb_BB", "UTF-8", "1\nbravo\n");
    spelling_add(folder, "cc_CC", "UTF-8", "1\ncharlie\n");
    spelling_add(folder, "cc_XX", "UTF-8", "1\ncosta\n");
    spelling_add(folder, "pl_PL", "ISO8859-2",
                 "1\n\xB3\xF3"
                 "d\xBC\n");                                      /* "łódź" */
    spelling_add(folder, "ru_RU", "KOI8-R", "1\n\xC4\xCF\xCD\n"); /* "дом" */
    spelling_add(folder, "zz_ZZ", "no-such-encoding", "1\nzulu\n");
}

static void teardown(void)
{
    static const char *const names[] = {"en_GB", "aa_AA", "bb_BB", "cc_CC",
                                        "cc_XX", "pl_PL", "ru_RU", "zz_ZZ"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        spelling_drop(folder, names[i]);
    }
    (void)rmdir(folder);
}

TestSuite(spelling, .init = setup, .fini = teardown);

/* Words of one language each; how many languages have theirs, but are not in memory. */
static size_t count_unread(struct spell *spell)
{
    static const char *const words[] = {"alfa", "bravo", "charlie", "дом", "zulu"};
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const struct str word = str_from(words[i]);
        struct screened screened[SPELL_SCREENED_MAX];
        spell_screen(spell, &word, 1, screened);
        count += screened[0].language != NULL && screened[0].found == 1;
    }
    return count;
}

Test(spelling, all_are_used_and_few_are_in_memory)
{
    struct spell *spell = spell_new(folder, 80); /* three of some 20 bytes */
    cr_expect_geq(count_unread(spell), 1, "%zu", count_unread(spell));
    for (int round = 0; round < 3; round++) {
        cr_expect(spell_knows(spell, "aa", STR("alfa")));
        cr_expect(spell_knows(spell, "bb", STR("bravo")));
        cr_expect(spell_knows(spell, "cc", STR("charlie")));
        cr_expect(spell_knows(spell, "cc", STR("costa")));
        cr_expect_not(spell_knows(spell, "aa", STR("bravo")));
        cr_expect(spell_knows(spell, "en", STR("colour")));
        cr_expect_geq(count_unread(spell), 1, "%zu", count_unread(spell));
    }
    spell_free(spell);
}

Test(spelling, larger_than_all_room_is_used_alone)
{
    struct spell *spell = spell_new(folder, 1);
    cr_expect(spell_knows(spell, "aa", STR("alfa")));
    cr_expect(spell_knows(spell, "en", STR("house")));
    cr_expect(spell_knows(spell, "bb", STR("bravo")));
    cr_expect_eq(count_unread(spell), 3, "%zu", count_unread(spell)); /* all but bb, and KOI8-R */
    spell_free(spell);
}

Test(spelling, words_are_written_in_each_encoding)
{
    struct spell *spell = spell_new(folder, MIB);
    struct arena *arena = arena_new();
    struct str words[SPELL_SUGGESTIONS_MAX];
    cr_expect(spell_knows(spell, "pl", STR("łódź")));
    cr_expect_not(spell_knows(spell, "pl", STR("łódz")));
    cr_expect(spell_knows(spell, "ru", STR("дом")));
    cr_expect_not(spell_knows(spell, "ru", STR("дым")));
    cr_expect_not(spell_knows(spell, "ru", STR("łódź")));
    cr_assert_gt(spell_suggest(spell, NULL, "pl", STR("łódz"), arena, words), 0);
    cr_expect(str_eq(words[0], STR("łódź")));
    arena_free(arena);
    spell_free(spell);
}

Test(spelling, what_cannot_be_read_is_not_used)
{
    struct spell *spell = spell_new(folder, MIB);
    cr_expect_not(spell_use(spell, "zz"));
    cr_expect(spell_has(spell, "zz"));
    cr_expect_not(spell_knows(spell, "zz", STR("zulu")));
    cr_expect_not(spell_use(spell, "qq"));
    cr_expect_not(spell_has(spell, "qq"));
    spell_free(spell);
    struct spell *none = spell_new("/nonexistent", MIB);
    cr_expect_not(spell_use(none, "en"));
    spell_free(none);
}
