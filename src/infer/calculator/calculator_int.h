/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calc/calc.h"
#include "infer/calculator/calculator.h"
#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/expression/expression.h"
#include "infer/calculator/times/times.h"

struct calculator {
    struct qalculate *qalculate;
    struct qalculate_reply reply; /* of the last question: too large for stacks */
    struct units_rates *rates;
    struct times_zones *zones;
};

/* ---- the forms ---- */
int calc_form_percent(struct calc *calc, struct calc_range range);
int calc_form_lists(struct calc *calc, struct calc_range range);
int calc_form_ratios(struct calc *calc, struct calc_range range);
int calc_form_bases(struct calc *calc, struct calc_range range);
int calc_form_primes(struct calc *calc, struct calc_range range);
int calc_form_calculus(struct calc *calc, struct calc_range range);
int calc_form_inequalities(struct calc *calc, struct calc_range range);
int calc_form_equations(struct calc *calc, struct calc_range range);
int calc_form_fuel(struct calc *calc, struct calc_range range);
int calc_form_conversion(struct calc *calc, struct calc_range range);
int calc_form_currency(struct calc *calc, struct calc_range range);

/* ---- calculator_series.c ---- */
/* Behind "sum of": "the numbers from 1 to 100". CALC_NOT_MINE: a list. */
MUSTUSE int calc_sum_series(struct calc *calc, struct calc_range range);

/* ---- calculator_complex.c ---- */
/* Of a polynomial of the second degree in x without real zeros: its complex ones, as an alternative and a step. Nothing where it is
 * something else. */
void calc_add_complex_roots(struct calc *calc, const char *code, const char *unknown);
