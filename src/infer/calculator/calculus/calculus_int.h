/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculus/calculus.h"

/* A function of the variable, as a code of x. */
MUSTUSE int calculus_read_function(struct calc *calc, struct calc_range range, const char *variable,
                                   struct expression *out);
/* What libqalculate says of x, with the variable's own name, and e where it wrote its digits. */
const char *calculus_write_function(struct calc *calc, const char *text, const char *variable);
/* Which rules lead to the derivative: of sums, products, quotients and of a function of a function. */
void calculus_add_derivative_steps(struct calc *calc, struct calc_range range,
                                   const char *variable);
/* Between two numbers, as the result; E_INVALID where it does not settle. */
MUSTUSE int calculus_integrate_numerically(struct calc *calc, const struct expression *function,
                                           const struct expression *low,
                                           const struct expression *high);
