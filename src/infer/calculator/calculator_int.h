/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calc/calc.h"
#include "infer/calculator/calculator.h"
#include "infer/calculator/units/units.h"

#define CALC_DEPTH_MAX  40
#define CALC_DIGITS_MAX 4000 /* of a result */

struct calc_zone;

struct calculator {
    struct qalculate *qalculate;
    struct qalculate_reply reply; /* of the last question: too large for stacks */
    struct units_rates *rates;
    struct calc_zone *zones;
    size_t zone_count;      /* with UTC, which needs no file */
    char zones_version[16]; /* "2025b"; empty: not told */
};

/* ---- calculator_expression.c ---- */
struct calc_piece {
    const char *code;  /* for libqalculate, in SI units */
    const char *shown; /* for people */
    struct units_dimension dimension;
    const char *currency; /* of all its amounts, or NULL */
    bool percent;         /* "15 %": code is the hundredth part */
    bool whole;           /* made of whole numbers alone, so that a fraction is what is wanted */
    bool plain;           /* one number and nothing else */
    bool temperature;     /* counted from a zero of its own */
    double
        size; /* decimal logarithm of how large it can be at most; what would not end is refused by it */
};

struct calc_reading {
    const char *unknown; /* a variable that may stand in it, or NULL */
    const char *instead; /* what to put in its place, or NULL */
    bool tight;          /* 1/2x as 1/(2x) */
    bool degrees;        /* sin 30 as sin(30 degrees) */
    bool natural;        /* log as the natural one */
    bool decimal;        /* 1,234 as 1.234 */
    bool other_unit;     /* pint as the imperial one */
    bool implicit;       /* a number behind a number is multiplied: where unknowns were replaced */
    /* what was met on the way */
    bool met_unknown, met_loose, met_radians, met_log, met_divided, met_operator,
        met_percent_of_left, met_comma, met_other_unit;
    struct unit unit; /* the first one */
    bool met_unit;
};
/* Reads the range wholly. E_INVALID says what is not understood. */
MUSTUSE int calc_read_expression(struct calc *calc, struct calc_range range,
                                 struct calc_reading *reading, struct calc_piece *out);
/* ---- calculator_words.c: the names that expressions may have ---- */
struct calc_function {
    const char *names; /* "|" between them */
    const char *code;  /* of libqalculate, with %s, or with two of them */
    unsigned arguments;
    bool angle;
};
const struct calc_function *calc_find_function(const struct calc *calc, size_t index,
                                               size_t *out_tokens);
/* A constant from the tables of infer/science or a number such as pi. */
bool calc_find_constant(struct calc *calc, size_t index, size_t *out_tokens,
                        struct calc_piece *out);

/* ---- calculator_convert.c ---- */
/* Asks and writes the result with its unit into calc->out. */
MUSTUSE int calc_answer_expression(struct calc *calc, const struct calc_piece *piece);

/* ---- the forms ---- */
int calc_form_dates(struct calc *calc, struct calc_range range);
int calc_form_days(struct calc *calc, struct calc_range range);
int calc_form_when(struct calc *calc, struct calc_range range);
int calc_form_clock(struct calc *calc, struct calc_range range);
int calc_form_times(struct calc *calc, struct calc_range range);
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
int calc_form_expression(struct calc *calc, struct calc_range range);

/* ---- calculator_series.c ---- */
/* Behind "sum of": "the numbers from 1 to 100". CALC_NOT_MINE: a list. */
MUSTUSE int calc_sum_series(struct calc *calc, struct calc_range range);

/* ---- calculator_complex.c ---- */
/* Of a polynomial of the second degree in x without real zeros: its complex ones, as an alternative and a step. Nothing where it is
 * something else. */
void calc_add_complex_roots(struct calc *calc, const char *code, const char *unknown);

/* ---- calculator_calendar.c ---- */
struct calc_date {
    int64_t day; /* since 1970-01-01, proleptic Gregorian */
    int64_t
        other; /* the day that it is with day and month the other way round; the same where there is no doubt */
    int64_t next;     /* of a day or feast without a year: the next one; else the same */
    int64_t previous; /* likewise the last one that was */
    bool moves;       /* a feast whose day is another each year */
};
/* The first (1) to last (5) such weekday of a month, 0: Sunday. */
int64_t calc_nth_weekday(int64_t year, int64_t month, int64_t weekday, int64_t which);
int64_t calc_day_of(int64_t year, int64_t month, int64_t day);
void calc_date_of(int64_t day, int64_t *year, int64_t *month, int64_t *day_of_month);
int64_t calc_days_in_month(int64_t year, int64_t month);
const char *calc_weekday(int64_t day);
const char *calc_month_name(int64_t month); /* of 1 to 12 */
const char *calc_date_text(const struct calc *calc, int64_t day);
/* Reads a date at `index`, "2024-02-27", "27 Feb 2024", "today"; how many tokens, 0: none. */
size_t calc_read_date(const struct calc *calc, size_t index, struct calc_date *out);
/* ---- calculator_feasts.c ---- */
/* "easter 2027", "christmas"; how many tokens, 0: none that is known. What was taken for granted goes to the notices. */
size_t calc_read_feast(const struct calc *calc, size_t index, struct calc_date *out);
/* ---- calculator_when.c ---- */
/* That the range is no date. */
int calc_refuse_date(struct calc *calc, struct calc_range range);
/* Reads "14:45", "2:45 pm", "noon"; seconds since midnight. */
size_t calc_read_time(const struct calc *calc, size_t index, int64_t *out_seconds);
