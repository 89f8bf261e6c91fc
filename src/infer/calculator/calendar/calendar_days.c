/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days between dates, weekdays, what a year or month has. */
#include <string.h>

#include "infer/calculator/calendar/calendar_int.h"

enum count_in { IN_DAYS, IN_WEEKS, IN_MONTHS, IN_YEARS, IN_HOURS };

static int64_t months_between(int64_t from, int64_t to, int64_t *out_days)
{
    int64_t y1;
    int64_t m1;
    int64_t d1;
    int64_t y2;
    int64_t m2;
    int64_t d2;
    calendar_date_of(from, &y1, &m1, &d1);
    calendar_date_of(to, &y2, &m2, &d2);
    int64_t months = (y2 - y1) * 12 + m2 - m1;
    months -= d2 < d1;
    const int64_t count = y1 * 12 + m1 - 1 + months;
    const int64_t year = count / 12;
    const int64_t month = count % 12 + 1;
    const int64_t last = calendar_days_in_month(year, month);
    *out_days = to - calendar_day_of(year, month, d1 > last ? last : d1);
    return months;
}

static const char *write_count(struct calc *calc, int64_t from, int64_t to, enum count_in in)
{
    const int64_t days = to - from;
    int64_t rest;
    const int64_t months = months_between(from, to, &rest);
    switch (in) {
    case IN_DAYS:
        return calc_plural(calc, days, "day");
    case IN_HOURS:
        return calc_plural(calc, days * 24, "hour");
    case IN_WEEKS:
        return days % 7 == 0
                   ? calc_plural(calc, days / 7, "week")
                   : arena_printf(calc->arena, "%s and %s", calc_plural(calc, days / 7, "week"),
                                  calc_plural(calc, days % 7, "day"));
    case IN_MONTHS:
        return rest == 0
                   ? calc_plural(calc, months, "month")
                   : arena_printf(calc->arena, "%s and %s", calc_plural(calc, months, "month"),
                                  calc_plural(calc, rest, "day"));
    case IN_YEARS:
        break;
    }
    const char *text = calc_plural(calc, months / 12, "year");
    if (months > 0 && months < 12) {
        text = calc_plural(calc, months, "month");
    } else if (months % 12 > 0) {
        text = arena_printf(calc->arena, "%s%s%s", text, rest > 0 ? ", " : " and ",
                            calc_plural(calc, months % 12, "month"));
    }
    return rest > 0 ? arena_printf(calc->arena, "%s and %s", text, calc_plural(calc, rest, "day"))
                    : text;
}

static int answer_between(struct calc *calc, struct calendar_date from, struct calendar_date to,
                          enum count_in in)
{
    if (from.day > to.day) {
        const struct calendar_date swap = from;
        from = to;
        to = swap;
    }
    calc->out->result = write_count(calc, from.day, to.day, in);
    calc->out->exact = true;
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "from %s to %s", calendar_date_text(calc, from.day),
                               calendar_date_text(calc, to.day)));
    if (in == IN_DAYS && to.day - from.day > 31) {
        calc_add_line(&calc->out->alternatives, write_count(calc, from.day, to.day, IN_YEARS));
    }
    if (from.day != from.other || to.day != to.other) {
        calc_add_line(&calc->out->notices,
                      "The month is taken to come first in dates with slashes.");
        const int64_t low = from.other < to.other ? from.other : to.other;
        const int64_t high = from.other < to.other ? to.other : from.other;
        calc_add_line(&calc->out->alternatives, arena_printf(calc->arena, "%s, with the day first",
                                                             write_count(calc, low, high, in)));
    }
    return E_OK;
}

/* What is counted in: "how many weeks", "days". */
static size_t read_count(const struct calc *calc, size_t index, enum count_in *out)
{
    static const char *const names[] = {"day|days|sleeps|nights", "week|weeks", "month|months",
                                        "year|years", "hour|hours"};
    size_t n = calc_match(calc, index, "how many");
    n = n > 0 ? n : calc_match(calc, index, "number of");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (calc_is_any(calc, index + n, names[i])) {
            *out = (enum count_in)i;
            return n + 1;
        }
    }
    *out = IN_DAYS;
    n = calc_match(calc, index, "how long|far");
    return n > 0 ? n : calc_match(calc, index, "time|difference|countdown") > 0 ? 1 : 0;
}

static int two_dates(struct calc *calc, size_t at, size_t to, const char *join, enum count_in in)
{
    struct calendar_date first;
    struct calendar_date second;
    const size_t n = calendar_read_date(calc, at, &first);
    const size_t joined = n > 0 ? calc_match(calc, at + n, join) : 0;
    const size_t m = joined > 0 ? calendar_read_date(calc, at + n + joined, &second) : 0;
    return m > 0 && at + n + joined + m == to ? answer_between(calc, first, second, in)
                                              : CALC_NOT_MINE;
}

/* "my birthday on 3 March": what is on a day, up to the end. */
static bool read_named(struct calc *calc, size_t from, size_t to, struct calendar_date *out)
{
    for (size_t i = from + 1; i + 1 < to; i++) {
        if (calc_is_any(calc, i, "on")) {
            const size_t n = calendar_read_date(calc, i + 1, out);
            return n > 0 && i + 1 + n == to;
        }
    }
    return false;
}

/* "until Easter", "since 2026-01-01", where something is counted. */
static int until(struct calc *calc, struct calc_range range, enum count_in in)
{
    const bool since = calc_is_word(calc, range.from, "since");
    const size_t at = range.from + 1;
    struct calendar_date date;
    struct calendar_date today = {0};
    const size_t n = calendar_read_date(calc, at, &date);
    if ((n == 0 || at + n != range.to) && !read_named(calc, at, range.to, &date)) {
        return calc_is_any(calc, range.from, "to|before")
                   ? CALC_NOT_MINE
                   : calendar_refuse_date(calc, (struct calc_range){at, range.to});
    }
    const int64_t meant = since ? date.previous : date.next;
    if (meant != date.day) {
        date.day = date.other = meant;
    }
    today.day = today.other = calendar_today(calc);
    if (since ? date.day > today.day : date.day < today.day) {
        return calc_refuse(calc, "%s is not %s.", calendar_date_text(calc, date.day),
                           since ? "past" : "to come");
    }
    return since ? answer_between(calc, date, today, in) : answer_between(calc, today, date, in);
}

/* "days between A and B", "days from A to B", "how many weeks until B", "days since A", "A to B", "B - A" */
static int between(struct calc *calc, struct calc_range range)
{
    enum count_in in;
    size_t at = range.from + read_count(calc, range.from, &in);
    const bool counted = at > range.from;
    while (
        calc_is_any(calc, at, "are|is|there|it|left|in|passed|have|do|we|has|been|more|remain|i")) {
        at++;
    }
    if (calc_is_any(calc, at, "between|from")) {
        const bool is_between = calc_is_word(calc, at, "between");
        return two_dates(calc, at + 1, range.to, is_between ? "and|to" : "to|until|till", in);
    }
    if (counted && calc_is_any(calc, at, "until|till|til|to|before|since")) {
        return until(calc, (struct calc_range){at, range.to}, in);
    }
    return two_dates(calc, range.from, range.to, "-|minus|to|until", IN_DAYS);
}

/* ---- weekdays ---- */

static int weekday(struct calc *calc, struct calc_range range)
{
    static const char *const phrases[] = {
        "what|which day of the week is|was|will",
        "what|which day is|was|will",
        "what|which weekday is|was|will",
        "day of the week of|on|for",
        "weekday of|on|for",
        "which|what day of the week",
        "weekday",
        "day of the week",
        "on what|which day does|did|is|was",
        "what|which day",
    };
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t n = calc_match(calc, range.from, phrases[i]);
        struct calendar_date date;
        if (n == 0) {
            continue;
        }
        size_t at = range.from + n;
        at += calc_is_any(calc, at, "it|on");
        const size_t read = calendar_read_date(calc, at, &date);
        size_t end = at + read;
        while (read > 0 && calc_is_any(calc, end, "be|fall|on|is|was")) {
            end++;
        }
        if (read == 0 || end != range.to) {
            continue;
        }
        calc->out->result = calendar_weekday(date.day);
        calc->out->exact = true;
        if (date.day != date.other) {
            calc_add_line(&calc->out->notices,
                          "The month is taken to come first in dates with slashes.");
            calc_add_line(
                &calc->out->alternatives,
                arena_printf(calc->arena, "%s, with the day first", calendar_weekday(date.other)));
        }
        calc_add_line(&calc->out->steps, calendar_date_text(calc, date.day));
        return E_OK;
    }
    return CALC_NOT_MINE;
}

/* ---- of years and months ---- */

static int64_t read_year(const struct calc *calc, size_t index)
{
    int64_t year = 0;
    const struct calc_token *token = calc_at(calc, index);
    return token->kind == CALC_NUMBER && str_to_i64(str_from(token->raw), 1, 9999, &year) == E_OK
               ? year
               : 0;
}

/* "is 2024 a leap year", "days in February 2024", "days in 2024", "week number of ..." */
static int of_years(struct calc *calc, struct calc_range range)
{
    if (calc_is_any(calc, range.from, "is|was") &&
        calc_match(calc, range.from + 2, "a leap year") > 0 && range.from + 5 == range.to) {
        const int64_t year = read_year(calc, range.from + 1);
        if (year == 0) {
            return CALC_NOT_MINE;
        }
        calc->out->result = calendar_days_in_month(year, 2) == 29 ? "yes" : "no";
        calc->out->exact = true;
        return E_OK;
    }
    enum count_in in;
    const size_t n = read_count(calc, range.from, &in);
    size_t at = range.from + n;
    while (calc_is_any(calc, at, "are|does|there")) {
        at++;
    }
    at += calc_is_any(calc, at, "in");
    if (n == 0 || in != IN_DAYS) {
        return CALC_NOT_MINE;
    }
    const size_t leap = calc_match(calc, at, "a|one leap year");
    if ((leap > 0 && at + leap == range.to) ||
        (calc_match(calc, at, "leap year") > 0 && at + 2 == range.to)) {
        calc->out->result = "366 days";
        calc->out->exact = true;
        return E_OK;
    }
    const int64_t year = read_year(calc, at);
    if (year >= 1000 && at + 1 == range.to) {
        calc->out->result =
            calc_plural(calc, calendar_day_of(year + 1, 1, 1) - calendar_day_of(year, 1, 1), "day");
        calc->out->exact = true;
        return E_OK;
    }
    /* a month is read as a date by a day in front of it */
    for (int64_t month = 1; month <= 12 && calc_at(calc, at)->kind == CALC_WORD; month++) {
        const int64_t of_year = read_year(calc, at + 1);
        if (str_eq_nocase(str_from(calc_at(calc, at)->lower),
                          str_from(calendar_month_name(month))) &&
            of_year > 0 && at + 2 == range.to) {
            calc->out->result = calc_plural(calc, calendar_days_in_month(of_year, month), "day");
            calc->out->exact = true;
            return E_OK;
        }
    }
    return CALC_NOT_MINE;
}

/* Weeks of ISO 8601 begin on Monday; the first has the year's first Thursday. */
static int week_number(struct calc *calc, struct calc_range range)
{
    size_t n = calc_match(calc, range.from, "week number of|for");
    n = n > 0 ? n : calc_match(calc, range.from, "calendar week of|for");
    n = n > 0 ? n : calc_match(calc, range.from, "which|what week is");
    const bool day_of_year = n == 0;
    n = n > 0 ? n : calc_match(calc, range.from, "day of the year of|for");
    struct calendar_date date;
    const size_t read = n > 0 ? calendar_read_date(calc, range.from + n, &date) : 0;
    if (read == 0 || range.from + n + read != range.to) {
        return CALC_NOT_MINE;
    }
    const int64_t monday = (date.day + 3) % 7 >= 0 ? (date.day + 3) % 7
                                                   : (date.day + 3) % 7 + 7; /* days since Monday */
    const int64_t thursday = day_of_year ? date.day : date.day - monday + 3;
    int64_t year;
    int64_t month;
    int64_t day;
    calendar_date_of(thursday, &year, &month, &day);
    const int64_t of_year = thursday - calendar_day_of(year, 1, 1);
    calc->out->exact = true;
    calc->out->result = day_of_year ? arena_printf(calc->arena, "day %lld", (long long)of_year + 1)
                                    : arena_printf(calc->arena, "week %lld of %lld",
                                                   (long long)of_year / 7 + 1, (long long)year);
    return E_OK;
}

int calendar_form_days(struct calc *calc, struct calc_range range)
{
    static int (*const forms[])(struct calc * calc, struct calc_range range) = {
        calendar_form_when, weekday, week_number, of_years, between};
    int rc = CALC_NOT_MINE;
    for (size_t i = 0; rc == CALC_NOT_MINE && i < ARRAY_LEN(forms); i++) {
        rc = forms[i](calc, range);
    }
    return rc;
}
