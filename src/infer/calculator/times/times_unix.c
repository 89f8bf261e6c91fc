/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seconds since 1970-01-01 00:00 UTC, without leap seconds (POSIX.1-2017, section 4.16), to days and back. */
#include <string.h>

#include "base/clock.h"
#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/times/times_int.h"

#define SECONDS_MAX INT64_C(253402300799) /* the end of the year 9999 */
#define MS_LEAST \
    INT64_C(100000000000) /* numbers of twelve digits and more are taken for milliseconds */

static const char *const names[] = {"unix epoch|timestamp|time timestamp",
                                    "unix epoch|timestamp|time", "epoch time|timestamp|seconds",
                                    "posix time|timestamp", "timestamp|epoch|unixtime"};

static size_t read_name(const struct calc *calc, size_t index)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const size_t n = calc_match(calc, index, names[i]);
        if (n > 0) {
            return n;
        }
    }
    return 0;
}

/* "to a date", "as utc", "in human readable form", and nothing behind it. */
static bool wants_date(const struct calc *calc, size_t at, size_t to)
{
    const size_t begin = at;
    while (at < to &&
           calc_is_any(calc, at,
                       "to|into|as|in|is|a|an|the|date|day|time|and|utc|gmt|human|readable|"
                       "form|format|mean|means|stand|stands|for")) {
        at++;
    }
    return at == to &&
           (at == begin || at > begin + 1 || calc_is_any(calc, begin, "date|time|utc|gmt"));
}

static int answer_date(struct calc *calc, int64_t number)
{
    const bool ms = number >= MS_LEAST;
    const int64_t seconds = ms ? number / SECOND_MS : number;
    if (seconds > SECONDS_MAX) {
        return calc_refuse(calc, "That is too far away for a calendar.");
    }
    const int64_t of_day = seconds % TIMES_DAY_S;
    const char *part = ms && number % SECOND_MS > 0
                           ? arena_printf(calc->arena, ".%03d", (int)(number % SECOND_MS))
                           : "";
    calc->out->result = arena_printf(
        calc->arena, "%s, %02d:%02d:%02d%s UTC", calendar_date_text(calc, seconds / TIMES_DAY_S),
        (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60), part);
    calc->out->exact = true;
    if (ms) {
        calc_add_line(&calc->out->notices, "The number is taken as milliseconds since 1970.");
    }
    return E_OK;
}

/* "unix time 1700000000", "1700000000 as a date": a number alone may be any, so that it has to be one of our days. */
static int to_date(struct calc *calc, struct calc_range range, size_t name)
{
    int64_t number;
    size_t at = range.from + name;
    at += name > 0 ? calc_is_any(calc, at, "of|is|:|=|for") : 0;
    if (!calc_read_digits(calc_at(calc, at), 1, 13, &number)) {
        return CALC_NOT_MINE;
    }
    at++;
    const size_t behind = name == 0 ? read_name(calc, at) : 0;
    if (name == 0 && behind == 0) {
        const bool large = number >= 100000000;
        const bool date = calc_match(calc, at, "to|into|as|in date|datetime") > 0 ||
                          calc_match(calc, at, "to|into|as|in a date|datetime") > 0;
        if (!large || !date) {
            return CALC_NOT_MINE;
        }
    }
    return wants_date(calc, at + behind, range.to) ? answer_date(calc, number) : CALC_NOT_MINE;
}

/* "unix time of 2026-11-27 14:00", "unix time now" */
static int of_date(struct calc *calc, struct calc_range range, size_t at)
{
    int64_t seconds = calc->question->now_ms / SECOND_MS;
    at += calc_is_any(calc, at, "of|for|at|on|is");
    const bool now = at == range.to || calc_match(calc, at, "now|currently") + at == range.to ||
                     calc_match(calc, at, "right now") + at == range.to ||
                     calc_match(calc, at, "it now") + at == range.to;
    struct calendar_date date;
    if (!now) {
        const size_t n = calendar_read_date(calc, at, &date);
        int64_t of_day = 0;
        at += n + (n > 0 && calc_is_any(calc, at + n, "at|,|t"));
        at += n > 0 ? times_read_time(calc, at, &of_day) : 0;
        at += calc_is_any(calc, at, "utc|gmt|z");
        if (n == 0 || at != range.to) {
            return CALC_NOT_MINE;
        }
        seconds = date.day * TIMES_DAY_S + of_day;
    }
    calc->out->result = arena_printf(calc->arena, "%lld", (long long)seconds);
    calc->out->exact = true;
    calc_add_line(&calc->out->notices,
                  now ? "Seconds since 1970-01-01 00:00 UTC." : "The time is taken as UTC.");
    return E_OK;
}

int times_form_unix(struct calc *calc, struct calc_range range)
{
    range.from += calc_is_any(calc, range.from, "current");
    const size_t name = read_name(calc, range.from);
    int rc = to_date(calc, range, name);
    if (rc == CALC_NOT_MINE && name > 0) {
        rc = of_date(calc, range, range.from + name);
    }
    if (rc == E_OK) {
        calc->out->expression = calc_text(calc, range);
    }
    return rc;
}
