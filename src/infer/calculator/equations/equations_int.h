/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/equations/equations.h"
#include "infer/calculator/expression/expression.h"

/* ---- equations.c, equations_systems.c, equations_complex.c ---- */
struct equations_sides {
    struct calc_range left;
    struct calc_range right;
};
/* Both sides of the one equals sign in the range. */
MUSTUSE int equations_read_sides(struct calc *calc, struct calc_range range,
                                 struct equations_sides *out);
/* Solutions in rising order, so that the same equation always reads the same. */
MUSTUSE int equations_order_parts(struct calc *calc, const char *parts[], size_t count);
/* The value of a code; false: it has none. */
bool equations_find_value(struct calc *calc, const char *code, double *out);
/* "x + y = 10, x - y = 2"; CALC_NOT_MINE: it is one equation. */
MUSTUSE int equations_solve_system(struct calc *calc, struct calc_range range);
/* Of a polynomial of the second degree in x without real zeros: its complex ones, as an alternative and a step. Nothing where it is
 * something else. */
void equations_add_complex_roots(struct calc *calc, const char *code, const char *unknown);

/* ---- equations_intervals.c: solutions of inequalities ---- */
#define EQUATIONS_INTERVALS_MAX 8

/* Where a solution begins or ends; text NULL: nowhere. */
struct equations_end {
    const char *text; /* for libqalculate */
    const char *shown;
    double value;
    bool closed;
    bool exact;
};

struct equations_interval {
    struct equations_end low;
    struct equations_end high;
};

struct equations_solution {
    struct equations_interval intervals[EQUATIONS_INTERVALS_MAX];
    size_t count;
};

/* A number from its code. */
MUSTUSE int equations_read_end(struct calc *calc, struct str code, bool closed,
                               struct equations_end *out);
/* Libqalculate's last reply as intervals of x. */
MUSTUSE int equations_read_solution(struct calc *calc, struct equations_solution *out);
/* As the result: a formula, in words, and as a set. */
void equations_tell_solution(struct calc *calc, const char *unknown,
                             const struct equations_solution *solution);
/* That an inequality cannot be solved. */
int equations_refuse(struct calc *calc);

/* ---- equations_inequalities.c ---- */
#define EQUATIONS_SIDES_MAX 3

struct equations_inequality {
    struct calc_range sides[EQUATIONS_SIDES_MAX];
    char signs[EQUATIONS_SIDES_MAX - 1];  /* '<' or '>' */
    bool closed[EQUATIONS_SIDES_MAX - 1]; /* with "=" */
    size_t count;                         /* of signs */
    const char *unknown;
};
/* Whether it holds for a number, by more than a margin; where a side has no value there, it does not. */
bool equations_holds(struct calc *calc, const struct equations_inequality *inequality, double x,
                     double margin);
/* That it holds for every number, or for none. */
MUSTUSE int equations_answer_all(struct calc *calc, const struct equations_inequality *inequality,
                                 bool always);

/* ---- equations_periodic.c ---- */
/* Of two sides, "sin(2x) > 1/2"; CALC_NOT_MINE: it is another one. */
MUSTUSE int equations_solve_periodic(struct calc *calc,
                                     const struct equations_inequality *inequality,
                                     const struct expression pieces[2]);
