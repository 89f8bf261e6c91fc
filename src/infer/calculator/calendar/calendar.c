/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of the Gregorian calendar as numbers, and dates and times as people write them. Day numbers: E. G. Richards,
 * Mapping Time, 1998, with years that begin in March. */
#include <string.h>

#include "base/clock.h"
#include "infer/calculator/calendar/calendar_int.h"

int64_t calendar_day_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = calc_floor_div(y, 400);
    const int64_t of_era = y - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void calendar_date_of(int64_t day, int64_t *year, int64_t *month, int64_t *day_of_month)
{
    const int64_t z = day + 719468;
    const int64_t era = calc_floor_div(z, 146097);
    const int64_t of_era = z - era * 146097;
    const int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    const int64_t m = (5 * of_year + 2) / 153;
    *day_of_month = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + era * 400 + (*month <= 2);
}

int64_t calendar_days_in_month(int64_t year, int64_t month)
{
    return month == 12 ? 31 : calendar_day_of(year, month + 1, 1) - calendar_day_of(year, month, 1);
}

int64_t calendar_nth_weekday(int64_t year, int64_t month, int64_t weekday, int64_t which)
{
    const int64_t first = calendar_day_of(year, month, 1);
    const int64_t of_first = (first + 4) - calc_floor_div(first + 4, 7) * 7; /* 1970-01-01: 4 */
    const int64_t day = (weekday - of_first + 7) % 7 + 7 * (which - 1);
    return first + (day < calendar_days_in_month(year, month) ? day : day - 7);
}

const char *calendar_weekday(int64_t day)
{
    static const char *const names[] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                        "Monday",   "Tuesday", "Wednesday"};
    return names[day - calc_floor_div(day, 7) * 7];
}

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

const char *calendar_month_name(int64_t month)
{
    return months[month - 1];
}

int64_t calendar_today(const struct calc *calc)
{
    return calc_floor_div(calc->question->now_ms, DAY_MS);
}

const char *calendar_date_text(const struct calc *calc, int64_t day)
{
    int64_t year;
    int64_t month;
    int64_t of_month;
    calendar_date_of(day, &year, &month, &of_month);
    return arena_printf(calc->arena, "%04lld-%02lld-%02lld (%s)", (long long)year, (long long)month,
                        (long long)of_month, calendar_weekday(day));
}

int calendar_refuse_date(struct calc *calc, struct calc_range range)
{
    return calc_refuse(
        calc,
        "“%s” is no date that is known here. Dates are written like 24 December 2026 or "
        "2026-12-24; many feasts are known by name, such as Easter.",
        calc_text(calc, range));
}

/* ---- reading ---- */

/* The number of a month by its name or the first letters of it, 0: none. */
static int64_t read_month(const struct calc_token *token)
{
    if (token->kind != CALC_WORD || strlen(token->lower) < 3) {
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(months); i++) {
        const size_t n = strlen(token->lower);
        const bool whole = n == strlen(months[i]) || n == 3 || (i == 8 && n == 4);
        if (whole && str_eq_nocase(str_from(token->lower), str_sub(str_from(months[i]), 0, n))) {
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static bool valid(int64_t year, int64_t month, int64_t day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= calendar_days_in_month(year, month);
}

static size_t put(int64_t year, int64_t month, int64_t day, size_t tokens,
                  struct calendar_date *out)
{
    if (!valid(year, month, day)) {
        return 0;
    }
    out->day = calendar_day_of(year, month, day);
    return tokens;
}

/* 2024-02-27 */
static size_t read_iso(const struct calc *calc, size_t index, struct calendar_date *out)
{
    int64_t year;
    int64_t month;
    int64_t day;
    const char sign = calc_is_sign(calc, index + 1, '-') ? '-' : '/';
    if (!calc_read_digits(calc_at(calc, index), 4, 4, &year) ||
        !calc_is_sign(calc, index + 1, sign) ||
        !calc_read_digits(calc_at(calc, index + 2), 1, 2, &month) ||
        !calc_is_sign(calc, index + 3, sign) ||
        !calc_read_digits(calc_at(calc, index + 4), 1, 2, &day)) {
        return 0;
    }
    return put(year, month, day, 5, out);
}

/* 03/04/2024: the month or the day first */
static size_t read_slashes(const struct calc *calc, size_t index, struct calendar_date *out)
{
    int64_t first;
    int64_t second;
    int64_t year;
    const char sign = calc_is_sign(calc, index + 1, '-') ? '-' : '/';
    if (!calc_read_digits(calc_at(calc, index), 1, 2, &first) ||
        !calc_is_sign(calc, index + 1, sign) ||
        !calc_read_digits(calc_at(calc, index + 2), 1, 2, &second) ||
        !calc_is_sign(calc, index + 3, sign) ||
        !calc_read_digits(calc_at(calc, index + 4), 4, 4, &year)) {
        return 0;
    }
    const bool american = valid(year, first, second);
    const bool european = valid(year, second, first);
    if (!american && !european) {
        return 0;
    }
    out->day =
        american ? calendar_day_of(year, first, second) : calendar_day_of(year, second, first);
    out->other = european ? calendar_day_of(year, second, first) : out->day;
    return 5;
}

/* 27.02.2024, which the tokens hold as one number that is none */
static size_t read_points(const struct calc *calc, size_t index, struct calendar_date *out)
{
    const struct calc_token *token = calc_at(calc, index);
    if (token->kind != CALC_NUMBER) {
        return 0;
    }
    struct str rest = str_from(token->raw);
    int64_t parts[3];
    for (size_t i = 0; i < 3; i++) {
        if (str_to_i64(str_cut(rest, '.', &rest), 0, 9999, &parts[i]) != E_OK) {
            return 0;
        }
    }
    return rest.n == 0 && parts[2] >= 1000 ? put(parts[2], parts[1], parts[0], 1, out) : 0;
}

static size_t skip_ordinal(const struct calc *calc, size_t index)
{
    return calc_is_any(calc, index, "st|nd|rd|th") && !calc_at(calc, index)->spaced;
}

static int64_t this_year(const struct calc *calc)
{
    int64_t year;
    int64_t month;
    int64_t day;
    calendar_date_of(calendar_today(calc), &year, &month, &day);
    return year;
}

/* The first year from this one on, forwards or backwards, that has the day: only 29 February is not in every one. */
static int64_t year_with(int64_t year, int64_t month, int64_t day, int64_t step)
{
    for (int i = 0; i < 8 && !valid(year, month, day); i++) { /* 1896 to 1904 */
        year += step;
    }
    return year;
}

/* "27 February 2024", "Feb 27, 2024", "the 27th of February" of this year */
static size_t read_words(const struct calc *calc, size_t index, struct calendar_date *out)
{
    size_t at = index + calc_is_word(calc, index, "the");
    int64_t day = 0;
    int64_t month = read_month(calc_at(calc, at));
    const bool month_first = month > 0;
    if (month_first) {
        at++;
    }
    if (!calc_read_digits(calc_at(calc, at), 1, 2, &day)) {
        return 0;
    }
    at++;
    at += skip_ordinal(calc, at);
    if (!month_first) {
        at += calc_is_word(calc, at, "of");
        month = read_month(calc_at(calc, at++));
    }
    if (month == 0) {
        return 0;
    }
    const size_t comma = calc_is_sign(calc, at, ',');
    int64_t year = this_year(calc);
    const bool given = calc_read_digits(calc_at(calc, at + comma), 4, 4, &year);
    at += given ? comma + 1 : 0;
    year = given ? year : year_with(year, month, day, 1);
    const size_t n = put(year, month, day, at - index, out);
    if (n > 0 && !given) {
        const int64_t today = calendar_today(calc);
        const int64_t next = year_with(year + (out->day < today), month, day, 1);
        const int64_t last = year_with(year - (out->day > today), month, day, -1);
        out->next = calendar_day_of(next, month, day);
        out->previous = calendar_day_of(last, month, day);
    }
    return n;
}

static size_t read_relative(const struct calc *calc, size_t index, struct calendar_date *out)
{
    static const struct {
        const char *phrase;
        int days;
    } rows[] = {{"today", 0},
                {"now", 0},
                {"tomorrow", 1},
                {"yesterday", -1},
                {"the day after tomorrow", 2},
                {"the day before yesterday", -2}};
    size_t best = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t n = calc_match(calc, index, rows[i].phrase);
        if (n > best) {
            best = n;
            out->day = calendar_today(calc) + rows[i].days;
        }
    }
    return best;
}

/* How many days the weekday is after a Sunday, -1: it is none. */
static int64_t weekday_of(const struct calc_token *token)
{
    for (int64_t i = 0; token->kind == CALC_WORD && i < 7; i++) {
        if (str_eq_nocase(str_from(token->lower),
                          str_from(calendar_weekday(i + 3)))) { /* 1970-01-04 was a Sunday */
            return i;
        }
    }
    return -1;
}

size_t calendar_read_weekday(const struct calc *calc, size_t index, struct calendar_date *out)
{
    const size_t which = calc_is_any(calc, index, "next|this|coming|last|past|on");
    const int64_t weekday = weekday_of(calc_at(calc, index + which));
    if (weekday < 0) {
        return 0;
    }
    const bool past = calc_is_any(calc, index, "last|past");
    const int64_t today = calendar_today(calc);
    const int64_t of_today = (today + 4) - calc_floor_div(today + 4, 7) * 7; /* 1970-01-01: 4 */
    const int64_t ahead = (weekday - of_today + 7) % 7;
    if (ahead == 0 && calc_is_word(calc, index, "this")) {
        out->day = today;
        return which + 1;
    }
    out->day = today + (ahead == 0 ? 7 : ahead) - (past ? ahead == 0 ? 14 : 7 : 0);
    calc_add_line(&calc->out->notices,
                  arena_printf(calc->arena, "%s is taken as the %s one %s today, %s.",
                               calendar_weekday(out->day), past ? "last" : "first",
                               past ? "before" : "after", calendar_date_text(calc, today)));
    return which + 1;
}

size_t calendar_read_date(const struct calc *calc, size_t index, struct calendar_date *out)
{
    static size_t (*const readers[])(const struct calc *calc, size_t index,
                                     struct calendar_date *out) = {
        read_iso,      read_slashes,          read_points, read_words, calendar_read_feast,
        read_relative, calendar_read_weekday,
    };
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        struct calendar_date date = {
            .second = INT64_MIN, .other = INT64_MIN, .next = INT64_MIN, .previous = INT64_MIN};
        const size_t n = readers[i](calc, index, &date);
        if (n > 0) {
            date.second = date.second == INT64_MIN ? date.day : date.second;
            date.other = date.other == INT64_MIN ? date.day : date.other;
            date.previous = date.previous == INT64_MIN ? date.day : date.previous;
            date.next = date.next == INT64_MIN ? date.day : date.next;
            *out = date;
            return n;
        }
    }
    return 0;
}
