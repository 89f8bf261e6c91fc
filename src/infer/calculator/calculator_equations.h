/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_int.h"

struct calc_sides {
    struct calc_range left;
    struct calc_range right;
};
/* Both sides of the one equals sign in the range. */
MUSTUSE int calc_read_sides(struct calc *calc, struct calc_range range, struct calc_sides *out);
/* "x + y = 10, x - y = 2"; CALC_NOT_MINE: it is one equation. */
MUSTUSE int calc_solve_system(struct calc *calc, struct calc_range range);
