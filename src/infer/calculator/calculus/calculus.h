/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calculus: derivatives, integrals and limits of functions of one variable.
 *
 * calculus.c has the forms and asks libqalculate; calculus_functions.c knows functions as texts: it puts values in, tells the
 * rules that lead to a derivative, and adds up an integral as a number where libqalculate finds no other.
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/expression/expression.h"

/* "derivative of x^2", "integrate sin(x) from 0 to pi", "limit of sin(x)/x as x goes to 0" */
MUSTUSE int calculus_form(struct calc *calc, struct calc_range range);
/* The text with a value in the place of each x that stands alone. */
const char *calculus_put_in(struct calc *calc, const char *text, const char *value);
