/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are not as they should be: what is damaged is as if it were not there. */
#include <criterion/criterion.h>

#include "base/file.h"
#include "infer/dictionary/test_dictionary_parts.h"

#define SEED TEST_FIXTURES "/dictionary/small"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(dictionary_damage, .init = setup, .fini = teardown);

static struct str read_seed(void)
{
    struct str seed = STR_EMPTY;
    cr_assert_eq(file_read_path(SEED, arena, MIB, &seed), E_OK);
    return seed;
}

static void try_all(struct str text, bool asks, struct arena *scratch, struct dictionary_entry *out)
{
    const struct dictionary_watch watch = {0};
    struct test_dictionary parts;
    const struct dictionary_pick pick = {DICTIONARY_EASY, 1, 20};
    struct dictionary_words words;
    struct dictionary_question question;
    test_dictionary_split(text, &parts);
    CLEANUP(dictionary_freep) struct dictionary *d = dictionary_new(&parts.texts);
    if (dictionary_look(d, parts.asked, &watch, scratch, out, NULL) < 0) {
        *out = (struct dictionary_entry){0};
    }
    if (!asks) {
        return;
    }
    cr_assert_eq(dictionary_pick_words(d, &pick, &watch, scratch, &words), E_OK);
    for (size_t i = 0; i < words.count; i++) {
        const struct dictionary_ask ask = {words.items[i], DICTIONARY_MIXED, 1};
        const int rc = dictionary_make_question(d, &ask, &watch, scratch, &question);
        cr_assert(rc == E_OK || rc == E_NOT_FOUND);
    }
}

Test(dictionary_damage, reads_a_small_database)
{
    struct dictionary_entry entry;
    try_all(read_seed(), true, arena, &entry);
    cr_assert_eq(entry.sense_count, 2);
    cr_expect(str_eq(entry.word, STR("zorp")));
    cr_expect(str_eq(entry.senses[0].meaning, STR("a small animal that lives under bridges")));
    cr_expect_eq(entry.senses[0].examples.count, 1);
    cr_expect_eq(entry.family_count, 1);
    cr_expect(str_eq(entry.hyphenation, STR("zorp")));
}

Test(dictionary_damage, bears_any_byte_and_any_end)
{
    static const char bytes[] = {'\0', '\n', ' ', '9', 'f', '|', '"', '(', (char)0xff, '-', '%'};
    const struct str seed = read_seed();
    char *copy = arena_memdup(arena, seed.p, seed.n);
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    for (size_t i = 0; i < seed.n; i++) {
        struct dictionary_entry entry;
        copy[i] = bytes[i % sizeof(bytes)];
        try_all((struct str){copy, seed.n}, i % 4 == 0, scratch, &entry);
        copy[i] = seed.p[i];
        arena_reset(scratch);
        if (i % 5 != 0) {
            continue;
        }
        /* of its own size, so that a look behind its end is noticed */
        char *cut = must_alloc(i + 1);
        memcpy(cut, seed.p, i);
        try_all((struct str){cut, i}, true, scratch, &entry);
        free(cut);
        arena_reset(scratch);
    }
}

Test(dictionary_damage, leaves_out_what_points_nowhere)
{
    static const struct {
        const char *line; /* of index.noun; offset 0 is a good one */
        size_t senses;
    } rows[] = {
        {"zorp n 1 0 1 0 00000000", 1},
        {"zorp n 2 0 2 0 00000000 00000007", 1},
        {"zorp n 1 0 1 0 99999999", 0},
        {"zorp n 1 0 1 0 -0000001", 0},
        {"zorp n 1 999 1 0 00000000", 0},
        {"zorp n", 0},
        {"zorp n 1 0 1 0", 0},
        {"zorp n 999999 0 1 0 00000000", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct dictionary_entry entry;
        const char *text = arena_printf(
            arena,
            "@ask zorp\n@index.noun\n%s\n@data.noun\n00000000 05 n 01 zorp 0 000 | an animal\n",
            rows[i].line);
        try_all(str_from(text), true, arena, &entry);
        cr_expect_eq(entry.sense_count, rows[i].senses, "%s", rows[i].line);
    }
}
