/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/expression/expression.h"
#include "infer/calculator/numbers/numbers.h"

/* The range as one whole number within bounds, without a unit; the expression that it is as well. */
MUSTUSE int numbers_read_whole(struct calc *calc, struct calc_range range, int64_t min, int64_t max,
                               struct expression *piece, int64_t *out);

/* Behind "sum of": "the numbers from 1 to 100". CALC_NOT_MINE: a list. */
MUSTUSE int numbers_sum_series(struct calc *calc, struct calc_range range);
