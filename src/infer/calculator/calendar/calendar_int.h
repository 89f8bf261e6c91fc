/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calendar/calendar.h"

/* ---- calendar.c ---- */
/* In UTC. */
int64_t calendar_today(const struct calc *calc);
const char *calendar_weekday(int64_t day);
const char *calendar_month_name(int64_t month); /* of 1 to 12 */
/* "next Friday", "friday": the first one after today, or the last one before; how many tokens, 0: none. Which one was taken goes
 * to the notices. */
size_t calendar_read_weekday(const struct calc *calc, size_t index, struct calendar_date *out);
/* That the range is no date. */
int calendar_refuse_date(struct calc *calc, struct calc_range range);

/* ---- the forms that calendar_form() asks ---- */
int calendar_form_days(struct calc *calc, struct calc_range range);
int calendar_form_when(struct calc *calc, struct calc_range range);

/* ---- calendar_feasts.c ---- */
/* "easter 2027", "christmas"; how many tokens, 0: none that is known. What was taken for granted goes to the notices. */
size_t calendar_read_feast(const struct calc *calc, size_t index, struct calendar_date *out);

/* ---- calendar_moon.c: feasts by the moon and the sun as they are, not as a reckoning has them ---- */
/* The years in which these are as good as they are said to be. */
#define CALENDAR_MOON_FIRST 1930
#define CALENDAR_MOON_LAST  2100

/* The day of a month of the Chinese calendar, 1 to 10, that is no leap month, in a Gregorian year. */
int64_t calendar_chinese_day(int64_t year, int64_t month, int64_t day);
/* Diwali (Lakshmi Puja): the evening of India on which the last moon of the month Ashvina is dark. */
int64_t calendar_diwali(int64_t year);
/* Holi (of colours): the morning behind the evening on which the moon of the month Phalguna is full. */
int64_t calendar_holi(int64_t year);
/* Nowruz: the day of the March equinox in Iran, or the next where that is behind noon. */
int64_t calendar_nowruz(int64_t year);
