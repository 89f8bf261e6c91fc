/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "infer/translation/translation_table.h"

/* Numbers from 64 on take two bytes. Of symbols the count of tags, 2, is added to each. */
#define TAGS "\2\1\x40\x6e\1\x40\x76" /* <n>, <v> */
#define PAIRS                      \
    "\4"                           \
    "\x40\x64\x40\x64" /* b:b */   \
    "\x40\x63\x40\x63" /* a:a */   \
    "\x40\x63\1"       /* a:<n> */ \
    "\2\0"             /* nothing:<v> */
#define NAME "\1\x40\x6d"
/* Three states, of which the second is the first, and the last is final. The second has arcs by b to the last, by a:a to the first, by
 * a:<n> to the last and to itself, and by nothing:<v> to itself; of each the difference of the pair, and the distance. */
#define STATES "\3\0\5\0\1\1\2\1\1\0\0\1\0\0"
#define ONE    NAME "\1\1\2" STATES
#define WORDS  "\2\x40\x61\x40\x62" TAGS PAIRS "\1" ONE

static struct translation_table *table_of(struct str bytes, enum translation_file kind)
{
    return translation_table_new(bytes.p, bytes.n, kind);
}

Test(translation_table, sorts_arcs_and_keeps_their_order)
{
    struct translation_table *table = table_of(STR(WORDS), TRANSLATION_FILE_WORDS);
    cr_assert_not_null(table);
    cr_assert_eq(translation_table_count(table), 1);
    const struct translation_transducer one = translation_table_get(table, 0);
    cr_expect_eq(one.name_units, 1);
    cr_expect_eq(one.name[0], 'm');
    cr_assert_eq(one.finals, 1);
    double weight = 7;
    const struct translation_state *final = translation_table_final(table, 0, 0, &weight);
    cr_expect_eq(weight, 0);

    const struct translation_arcs by_a = translation_state_find(one.initial, 'a');
    cr_assert_eq(by_a.count, 3);
    cr_expect_eq(by_a.items[0].output, 'a');
    cr_expect_eq(by_a.items[1].output, -1);
    cr_expect_eq(by_a.items[2].output, -1);
    cr_expect_neq(translation_arcs_target(&by_a, 0), one.initial);
    cr_expect_eq(translation_arcs_target(&by_a, 1), final);
    cr_expect_eq(translation_arcs_target(&by_a, 2), one.initial);
    const struct translation_arcs by_none = translation_state_find(one.initial, 0);
    cr_assert_eq(by_none.count, 1);
    cr_expect_eq(by_none.items[0].output, -2);
    cr_expect_eq(translation_arcs_weight(&by_none, 0), 0);
    cr_expect_eq(translation_state_find(one.initial, 'c').count, 0);
    cr_expect_eq(translation_state_find(final, 'a').count, 0);
    translation_table_free(table);
}

/* 1.5 is told as 0.75 * 2^30, in two numbers, and an exponent of 1. */
#define WEIGHT "\xc4\0\0\x0c\0\1"

Test(translation_table, reads_weights)
{
    static const char header[] = "LTTD\0\0\0\0\0\0\0\1";
    struct sb file;
    sb_init(&file, KIB);
    sb_add(&file, STR("LTTB\0\0\0\0\0\0\0\0"));
    sb_add(&file, STR("\0" TAGS PAIRS "\1" NAME));
    sb_add(&file, (struct str){header, sizeof(header) - 1});
    sb_add(&file, STR("\0\1\0" WEIGHT "\1\1\1\0" WEIGHT));
    struct translation_table *table = table_of(sb_str(&file), TRANSLATION_FILE_WORDS);
    cr_assert_not_null(table);
    double weight = 0;
    const struct translation_transducer one = translation_table_get(table, 0);
    cr_expect_eq(translation_table_final(table, 0, 0, &weight), one.initial);
    cr_expect_eq(weight, 1.5);
    const struct translation_arcs arcs = translation_state_find(one.initial, 'a');
    cr_assert_eq(arcs.count, 1);
    cr_expect_eq(translation_arcs_weight(&arcs, 0), 1.5);
    cr_expect_eq(translation_arcs_target(&arcs, 0), one.initial);
    translation_table_free(table);
    sb_done(&file);
}

Test(translation_table, leaves_the_rest_to_the_library)
{
    struct translation_table *table = table_of(STR(TAGS PAIRS "\1" ONE "\1\x40\x72"
                                                              "\0\0" STATES "weights"),
                                               TRANSLATION_FILE_LEXICAL);
    cr_assert_not_null(table);
    cr_assert_eq(translation_table_count(table), 2);
    cr_expect(!translation_table_get(table, 0).is_main);
    cr_expect(translation_table_get(table, 1).is_main);
    cr_expect_eq(translation_table_get(table, 1).name[0], 'r');
    size_t n;
    const char *hollow = translation_table_hollow(table, &n);
    cr_expect(str_eq((struct str){hollow, n}, STR(TAGS PAIRS "\1" NAME "\0\0\1\0"
                                                             "\1\x40\x72"
                                                             "\0\0\1\0"
                                                             "weights")));
    translation_table_free(table);
}

Test(translation_table, refuses_what_is_damaged)
{
    const struct {
        const char *name;
        struct str bytes;
    } rows[] = {
        {"features", STR("LTTB\0\0\0\0\0\0\0\1" WORDS)},
        {"features of a transducer", STR("\0" TAGS PAIRS "\1" NAME "LTTD\0\0\0\0\0\0\0\2\0\0\1\0")},
        {"no pair", STR("\0" TAGS PAIRS "\1" NAME "\0\0\1\1\4\0")},
        {"no such final state", STR("\0" TAGS PAIRS "\1" NAME "\0\1\1\1\0")},
        {"no such first state", STR("\0" TAGS PAIRS "\1" NAME "\1\0\1\0")},
        {"no state", STR("\0" TAGS PAIRS "\1" NAME "\0\0\0")},
        {"more states than bytes", STR("\0" TAGS PAIRS "\1" NAME "\0\0\xbf\xff\xff\0\0\0")},
        {"more arcs than bytes", STR("\0" TAGS PAIRS "\1" NAME "\0\0\1\xff\xff\xff\xff\0\0")},
        {"no code point", STR("\0" TAGS PAIRS "\1\1\x91\0\0\0\0\1\0")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct translation_table *table = table_of(rows[i].bytes, TRANSLATION_FILE_WORDS);
        cr_expect_null(table, "%s", rows[i].name);
        translation_table_free(table);
    }
    const struct str whole = STR(WORDS);
    for (size_t n = 0; n < whole.n; n++) {
        struct translation_table *table = table_of(str_sub(whole, 0, n), TRANSLATION_FILE_WORDS);
        cr_expect_null(table, "%zu bytes", n);
        translation_table_free(table);
    }
}
