/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calc/calc.h"
#include "infer/calculator/calculator.h"
#include "infer/calculator/expression/expression.h"

struct calc_zone;

struct calculator {
    struct qalculate *qalculate;
    struct qalculate_reply reply; /* of the last question: too large for stacks */
    struct units_rates *rates;
    struct calc_zone *zones;
    size_t zone_count;      /* with UTC, which needs no file */
    char zones_version[16]; /* "2025b"; empty: not told */
};

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
