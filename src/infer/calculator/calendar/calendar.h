/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar: on which day something is, and how long between two days.
 *
 * calendar.c has the Gregorian calendar as numbers of days and reads dates as people write them; calendar_feasts.c reads feasts
 * by name, those of other calendars too, and calendar_moon.c reckons those that go by the moon and the sun as they are. The
 * forms: calendar_moved.c a day so long after another, calendar_days.c days between two, weekdays, weeks, months and years,
 * calendar_when.c when something is and how old somebody is.
 * Not here: times of day and places (infer/calculator/times).
 * Days are since 1970-01-01, in the proleptic Gregorian calendar. "Today" is that of UTC, which is told.
 * Memory: the question's arena. Threads: any, one question each. Files: none. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* Of month 1 to 12 and a day that it has. */
int64_t calendar_day_of(int64_t year, int64_t month, int64_t day);
void calendar_date_of(int64_t day, int64_t *year, int64_t *month, int64_t *day_of_month);
int64_t calendar_days_in_month(int64_t year, int64_t month);
/* The first (1) to last (5) such weekday of a month, 0: Sunday. */
int64_t calendar_nth_weekday(int64_t year, int64_t month, int64_t weekday, int64_t which);
/* "2026-11-26 (Thursday)" */
const char *calendar_date_text(const struct calc *calc, int64_t day);

/* A day as it was asked for. */
struct calendar_date {
    int64_t day;
    int64_t
        second; /* of a feast that falls twice in the year asked for: the later one; else the same */
    int64_t other;    /* with day and month the other way round; the same where there is no doubt */
    int64_t next;     /* of a day or feast without a year: the next one; else the same */
    int64_t previous; /* likewise the last one that was */
    bool moves;       /* a feast whose day is another each year */
};
/* Reads a date at `index`, "2024-02-27", "27 Feb 2024", "today"; how many tokens, 0: none. */
size_t calendar_read_date(const struct calc *calc, size_t index, struct calendar_date *out);

/* The form of all questions about days. */
MUSTUSE int calendar_form(struct calc *calc, struct calc_range range);
