/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/grammar/pattern/pattern.h"

Test(pattern, patterns_are_well_formed)
{
    struct patterns *patterns = patterns_new(); /* asserts what it reads */
    cr_assert_gt(patterns_count(patterns), 500);
    patterns_free(patterns);
}
