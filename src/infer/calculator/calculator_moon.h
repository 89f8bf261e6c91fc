/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feasts that go by the moon and the sun as they are, not as a reckoning has them. Days are since 1970-01-01. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The years in which these are as good as they are said to be. */
#define CALC_MOON_FIRST 1930
#define CALC_MOON_LAST  2100

/* The day of a month of the Chinese calendar, 1 to 10, that is no leap month, in a Gregorian year. */
int64_t calc_chinese_day(int64_t year, int64_t month, int64_t day);
/* Diwali (Lakshmi Puja): the evening of India on which the last moon of the month Ashvina is dark. */
int64_t calc_diwali(int64_t year);
/* Holi (of colours): the morning behind the evening on which the moon of the month Phalguna is full. */
int64_t calc_holi(int64_t year);
/* Nowruz: the day of the March equinox in Iran, or the next where that is behind noon. */
int64_t calc_nowruz(int64_t year);
