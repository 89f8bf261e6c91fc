/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/expression/expression.h"
#include "infer/calculator/numbers/numbers.h"

/* Behind "sum of": "the numbers from 1 to 100". CALC_NOT_MINE: a list. */
MUSTUSE int numbers_sum_series(struct calc *calc, struct calc_range range);
