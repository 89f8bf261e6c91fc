/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/chat/answer/answer_int.h"

Test(answer_overlap, finds_what_a_model_repeats)
{
    static const struct {
        const char *written;
        const char *more;
        size_t n;
    } rows[] = {
        {"The quick brown fox", "The quick brown fox jumps", 19},
        {"see the quick brown", "the quick brown fox", 15},
        {"see the quick brown", " fox", 0},
        {"see the quick brown", "quick brown fox", 11},
        {"see the unquick brown", "quick brown fox", 0}, /* in the middle of a word */
        {"see the quick brown", " quick brown fox", 12},
        {"a b", "b c", 0}, /* too little to be no accident */
        {"", "anything at all", 0},
        {"something", "", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(answer_overlap(str_from(rows[i].written), str_from(rows[i].more)), rows[i].n,
                     "row %zu", i);
    }
}
