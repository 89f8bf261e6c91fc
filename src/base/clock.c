/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "base/clock.h"

static int64_t read_us(clockid_t id)
{
    struct timespec t;
    int rc = clock_gettime(id, &t);
    ASSERT(rc == 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_now_ms(void)
{
    return read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_ms(void)
{
    return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

struct date {
    int64_t year;
    int64_t month; /* from 1 */
    int64_t day;   /* from 1 */
};

/* The date so many days after 1970-01-01. The calendar repeats every 400 years; counted from a first of
 * March, the leap day is the last of its year, and months have 153 days in every five. Not gmtime_r(): that
 * takes a lock which all threads share. */
static struct date date_of(int64_t days)
{
    int64_t since_march_0000 = days + 719468;
    int64_t era = since_march_0000 / 146097;
    int64_t day_of_era = since_march_0000 % 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t months_from_march = (5 * day_of_year + 2) / 153;
    int64_t month = months_from_march < 10 ? months_from_march + 3 : months_from_march - 9;
    return (struct date){
        .year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
        .month = month,
        .day = day_of_year - (153 * months_from_march + 2) / 5 + 1,
    };
}

static void put_digits(char *out, size_t count, int64_t number)
{
    while (count-- > 0) {
        out[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

struct clock_text clock_format(int64_t ms)
{
    ms = ms > 0 ? ms : 0; /* before 1970 there was nothing to tell the time of */
    int64_t second_of_day = ms / 1000 % 86400;
    struct date date = date_of(ms / 86400000);
    struct clock_text text = {"0000-00-00T00:00:00.000Z"};
    put_digits(text.s, 4, date.year); /* all that a wall clock of this program can show */
    put_digits(text.s + 5, 2, date.month);
    put_digits(text.s + 8, 2, date.day);
    put_digits(text.s + 11, 2, second_of_day / 3600);
    put_digits(text.s + 14, 2, second_of_day / 60 % 60);
    put_digits(text.s + 17, 2, second_of_day % 60);
    put_digits(text.s + 20, 3, ms % 1000);
    return text;
}
