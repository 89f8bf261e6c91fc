/* SPDX-License-Identifier: GPL-3.0-or-later */
/* equations: for which numbers an equation, a system of them or an inequality holds.
 *
 * equations.c takes equations in one unknown, equations_complex.c the complex zeros of x² and the like, equations_systems.c two or
 * three equations in as many unknowns, equations_inequalities.c inequalities, whose solutions are intervals
 * (equations_intervals.c) and, of sines and the like, repeat (equations_periodic.c).
 * Whatever finds a solution, it is put back into both sides, or tried between and beside the ends of intervals, before it is told.
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* "x^2 = 9", "solve x + y = 10, x - y = 2" */
MUSTUSE int equations_form(struct calc *calc, struct calc_range range);
/* "2x + 3 > 7", "1 < 2x + 1 <= 7" */
MUSTUSE int equations_form_inequalities(struct calc *calc, struct calc_range range);
