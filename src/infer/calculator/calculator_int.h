/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calc/calc.h"
#include "infer/calculator/calculator.h"
#include "infer/calculator/calculus/calculus.h"
#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/equations/equations.h"
#include "infer/calculator/expression/expression.h"
#include "infer/calculator/numbers/numbers.h"
#include "infer/calculator/shapes/shapes.h"
#include "infer/calculator/times/times.h"

struct calculator {
    struct qalculate *qalculate;
    struct qalculate_reply reply; /* of the last question: too large for stacks */
    struct units_rates *rates;
    struct times_zones *zones;
};

/* ---- the forms ---- */
int calc_form_fuel(struct calc *calc, struct calc_range range);
int calc_form_conversion(struct calc *calc, struct calc_range range);
int calc_form_currency(struct calc *calc, struct calc_range range);
