/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates: how long between two, what comes so long after one, which weekday one is. */
#include <string.h>

#include "infer/calculator/calendar/calendar_int.h"

#define DAYS_MAX 4000000 /* ten thousand years and more */

/* ---- spans: "3 weeks and 2 days" ---- */

struct span {
    int64_t months;
    int64_t days;
    int64_t seconds;
};

static bool add_span(struct span *span, const char *unit, int64_t count)
{
    static const struct {
        const char *names;
        int months;
        int days;
        int seconds;
    } rows[] = {
        {"year|years|yr|yrs", 12, 0, 0},
        {"month|months", 1, 0, 0},
        {"decade|decades", 120, 0, 0},
        {"century|centuries", 1200, 0, 0},
        {"week|weeks", 0, 7, 0},
        {"fortnight|fortnights", 0, 14, 0},
        {"day|days|d", 0, 1, 0},
        {"hour|hours|h|hr|hrs", 0, 0, 3600},
        {"minute|minutes|min|mins", 0, 0, 60},
        {"second|seconds|s|sec|secs", 0, 0, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = str_from(rows[i].names);
        while (rest.n > 0) {
            if (str_eq(str_cut(rest, '|', &rest), str_from(unit))) {
                span->months += count * rows[i].months;
                span->days += count * rows[i].days;
                span->seconds += count * rows[i].seconds;
                return true;
            }
        }
    }
    return false;
}

/* How many tokens are a span, 0: none. */
static size_t read_span(const struct calc *calc, size_t index, struct span *out)
{
    *out = (struct span){0, 0, 0};
    size_t n = 0;
    for (;;) {
        size_t at = index + n;
        if (n > 0) {
            at += calc_is_any(calc, at, "and|,");
        }
        const struct calc_token *token = calc_at(calc, at);
        int64_t count = 1;
        if (token->kind == CALC_NUMBER) {
            if (token->value == NULL ||
                str_to_i64(str_from(token->value), 0, 1000000000, &count) != E_OK) {
                return n;
            }
        } else if (!calc_is_any(calc, at, "a|an")) {
            return n;
        }
        const struct calc_token *unit = calc_at(calc, at + 1);
        if (unit->kind != CALC_WORD || !add_span(out, unit->lower, count)) {
            return n;
        }
        n = at + 2 - index;
    }
}

/* The day so many months on; the last of a month where it has fewer days, which `out_cut` tells. */
static int64_t add_months(int64_t day, int64_t months, bool *out_cut)
{
    int64_t year;
    int64_t month;
    int64_t of_month;
    calendar_date_of(day, &year, &month, &of_month);
    const int64_t count = year * 12 + month - 1 + months;
    const int64_t to_year = count >= 0 ? count / 12 : -((11 - count) / 12);
    const int64_t to_month = count - to_year * 12 + 1;
    const int64_t last = calendar_days_in_month(to_year, to_month);
    *out_cut = of_month > last;
    return calendar_day_of(to_year, to_month, of_month > last ? last : of_month);
}

static void note_today(struct calc *calc, struct calc_range range)
{
    for (size_t i = range.from; i < range.to; i++) {
        if (calc_is_any(calc, i, "today|tomorrow|yesterday|now|until|till|since|ago")) {
            calc_add_line(&calc->out->notices,
                          arena_printf(calc->arena, "Today is taken as %s, in UTC.",
                                       calendar_date_text(calc, calendar_today(calc))));
            return;
        }
    }
}

static void note_order(struct calc *calc, const struct calendar_date *date)
{
    if (date->day != date->other) {
        calc_add_line(
            &calc->out->notices,
            arena_printf(
                calc->arena, "The month is taken to come first: %s. With the day first, it is %s.",
                calendar_date_text(calc, date->day), calendar_date_text(calc, date->other)));
    }
}

static int answer_moved(struct calc *calc, struct calendar_date date, const struct span *span,
                        int sign)
{
    if (span->months > INT64_C(120000) || span->days > DAYS_MAX) {
        return calc_refuse(calc, "That is too far away for a calendar.");
    }
    if (span->seconds % 86400 != 0) {
        return calc_refuse(calc, "A time of day is needed to reckon with hours.");
    }
    bool cut;
    const int64_t moved = add_months(date.day, sign * span->months, &cut) +
                          sign * (span->days + span->seconds / 86400);
    const bool in_calendar =
        moved >= calendar_day_of(1, 1, 1) && moved <= calendar_day_of(9999, 12, 31);
    if (!in_calendar) {
        return calc_refuse(calc, "That is too far away for a calendar.");
    }
    if (cut) {
        calc_add_line(&calc->out->notices, "The month has fewer days, so its last one is taken.");
    }
    note_order(calc, &date);
    calc->out->result = calendar_date_text(calc, moved);
    calc->out->exact = true;
    return E_OK;
}

/* "3 weeks from 2026-01-01", "2 days after tomorrow", "90 days before ...", "3 weeks ago", "in 3 weeks" */
static int moved_by_words(struct calc *calc, struct calc_range range)
{
    struct span span;
    static const char *const heads[] = {"what|which date|day is|was|will",
                                        "what is|was|will the date|day", "date|day"};
    size_t head = 0;
    for (size_t i = 0; head == 0 && i < ARRAY_LEN(heads); i++) {
        head = calc_match(calc, range.from, heads[i]);
    }
    range.from += head;
    range.from += calc_is_any(calc, range.from, "be|is|will");
    range.from += calc_is_any(calc, range.from, "it");
    range.from += calc_is_word(calc, range.from, "be");
    const bool in = calc_is_word(calc, range.from, "in");
    const size_t n = read_span(calc, range.from + in, &span);
    const size_t at = range.from + in + n;
    const int64_t today = calendar_today(calc);
    struct calendar_date date = {.day = today, .other = today};
    if (n == 0 || (span.seconds != 0 && span.months == 0 && span.days == 0 && !in)) {
        return CALC_NOT_MINE;
    }
    if (at == range.to) {
        return in && span.seconds == 0 ? answer_moved(calc, date, &span, 1) : CALC_NOT_MINE;
    }
    if (calc_is_word(calc, at, "ago") && at + 1 == range.to) {
        return answer_moved(calc, date, &span, -1);
    }
    const bool before = calc_is_any(calc, at, "before");
    if (!before && !calc_is_any(calc, at, "after|from|since")) {
        return CALC_NOT_MINE;
    }
    const size_t date_n = calendar_read_date(calc, at + 1, &date);
    return date_n > 0 && at + 1 + date_n == range.to
               ? answer_moved(calc, date, &span, before ? -1 : 1)
               : CALC_NOT_MINE;
}

/* "2024-01-31 + 1 month", "today plus 3 weeks" */
static int moved_by_sign(struct calc *calc, struct calc_range range)
{
    struct calendar_date date;
    struct span span;
    const size_t n = calendar_read_date(calc, range.from, &date);
    const size_t at = range.from + n;
    const bool minus = calc_is_any(calc, at, "-|minus");
    if (n == 0 || (!minus && !calc_is_any(calc, at, "+|plus"))) {
        return CALC_NOT_MINE;
    }
    const size_t span_n = read_span(calc, at + 1, &span);
    return span_n > 0 && at + 1 + span_n == range.to
               ? answer_moved(calc, date, &span, minus ? -1 : 1)
               : CALC_NOT_MINE;
}

int calendar_form(struct calc *calc, struct calc_range range)
{
    int rc = moved_by_words(calc, range);
    if (rc == CALC_NOT_MINE) {
        rc = moved_by_sign(calc, range);
    }
    if (rc == CALC_NOT_MINE) {
        rc = calendar_form_days(calc, range);
    }
    if (rc == E_OK) {
        note_today(calc, range);
        calc->out->expression = calc_text(calc, range);
    }
    return rc;
}
