/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

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

void clock_pause_ms(int64_t ms)
{
    const struct timespec pause = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
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

void clock_condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
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

/* The opposite of date_of(). */
static int64_t days_of(const struct date *date)
{
    int64_t year = date->month <= 2 ? date->year - 1 : date->year;
    int64_t months_from_march = date->month > 2 ? date->month - 3 : date->month + 9;
    int64_t day_of_year = (153 * months_from_march + 2) / 5 + date->day - 1;
    int64_t year_of_era = year % 400;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return year / 400 * 146097 + day_of_era - 719468;
}

/* `count` digits and the byte that must follow them, which `rest` is moved behind; NUL: none. */
static bool take_digits(struct str *rest, size_t count, char then, int64_t *out)
{
    size_t n = count + (then != '\0' ? 1 : 0);
    int64_t number = 0;
    if (rest->n < n || (then != '\0' && rest->p[count] != then)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9') {
            return false;
        }
        number = 10 * number + rest->p[i] - '0';
    }
    *rest = str_sub(*rest, n, rest->n);
    *out = number;
    return true;
}

/* ".123456" or nothing; what is finer than a millisecond is cut off. */
static bool take_fraction(struct str *rest, int64_t *out_ms)
{
    *out_ms = 0;
    if (rest->n == 0 || rest->p[0] != '.') {
        return true;
    }
    size_t digits = 0;
    for (int64_t unit = 100; digits + 1 < rest->n; digits++, unit /= 10) {
        char c = rest->p[digits + 1];
        if (c < '0' || c > '9') {
            break;
        }
        *out_ms += (c - '0') * unit;
    }
    *rest = str_sub(*rest, digits + 1, rest->n);
    return digits > 0;
}

/* "Z" or "+02:00", to the end. */
static bool take_offset(struct str rest, int64_t *out_minutes)
{
    if (str_eq_nocase(rest, STR("Z"))) {
        *out_minutes = 0;
        return true;
    }
    int64_t hours;
    int64_t minutes;
    bool is_west = rest.n > 0 && rest.p[0] == '-';
    if (rest.n != 6 || (!is_west && rest.p[0] != '+')) {
        return false;
    }
    rest = str_sub(rest, 1, rest.n);
    if (!take_digits(&rest, 2, ':', &hours) || !take_digits(&rest, 2, '\0', &minutes) ||
        hours > 23 || minutes > 59) {
        return false;
    }
    *out_minutes = (is_west ? -1 : 1) * (60 * hours + minutes);
    return true;
}

int clock_parse(struct str text, int64_t *out_ms)
{
    struct date date;
    int64_t hour;
    int64_t minute;
    int64_t second;
    int64_t ms;
    int64_t offset;
    struct str rest = text;
    bool is_time =
        take_digits(&rest, 4, '-', &date.year) && take_digits(&rest, 2, '-', &date.month) &&
        (take_digits(&rest, 2, 'T', &date.day) || take_digits(&rest, 2, 't', &date.day)) &&
        take_digits(&rest, 2, ':', &hour) && take_digits(&rest, 2, ':', &minute) &&
        take_digits(&rest, 2, '\0', &second) && take_fraction(&rest, &ms) &&
        take_offset(rest, &offset);
    if (!is_time || date.year < 1970 || date.month < 1 || date.month > 12 || hour > 23 ||
        minute > 59 || second > 59) {
        return E_INVALID;
    }
    int64_t days = days_of(&date);
    struct date same = date_of(days);
    int64_t time_ms = ((days * 24 + hour) * 60 + minute - offset) * 60000 + second * 1000 + ms;
    if (same.day != date.day || same.month != date.month || time_ms < 0) {
        return E_INVALID; /* a 30th of February */
    }
    *out_ms = time_ms;
    return E_OK;
}
