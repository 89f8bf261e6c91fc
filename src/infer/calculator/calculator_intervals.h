/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_int.h"

/* Solutions of inequalities: intervals of numbers. */
#define CALC_INTERVALS_MAX 8

/* Where a solution begins or ends; text NULL: nowhere. */
struct calc_end {
    const char *text; /* for libqalculate */
    const char *shown;
    double value;
    bool closed;
    bool exact;
};

struct calc_interval {
    struct calc_end low;
    struct calc_end high;
};

struct calc_solution {
    struct calc_interval intervals[CALC_INTERVALS_MAX];
    size_t count;
};

/* A number from its code. */
MUSTUSE int calc_read_interval_end(struct calc *calc, struct str code, bool closed,
                                   struct calc_end *out);
/* Libqalculate's last reply as intervals of x. */
MUSTUSE int calc_read_solution(struct calc *calc, struct calc_solution *out);
/* As the result: a formula, in words, and as a set. */
void calc_tell_solution(struct calc *calc, const char *unknown,
                        const struct calc_solution *solution);
