/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New and full moons: J. Meeus, Astronomical Algorithms, 1998, chapter 49, without its smallest terms, good to two minutes; the sun's
 * place: chapter 25, the shorter way, to 0.01 degrees. The Chinese calendar: its standard GB/T 33661-2017, as H. Aslaksen, The
 * Mathematics of the Chinese Calendar, tells it. Months of India: the sidereal zodiac by Lahiri's ayanamsa. Which evening or morning
 * counts where the moon changes about sunset, almanacs settle otherwise now and then: the hours below are those by which the
 * days of 2015 to 2032 came out as they were published. */
#include "infer/calculator/calendar/calendar_int.h"

#include <math.h>

#define DEGREE   0.017453292519943295
#define LUNATION 29.530588861
#define EPOCH_JD 2440587.5      /* of 1970-01-01 */
#define DELTA_T  (65.0 / 86400) /* from the time of the ephemeris to that of clocks, about */
#define CHINA    (8.0 / 24)
#define INDIA    (5.5 / 24)
#define IRAN     (3.5 / 24)
#define DARK_HOUR \
    (18.67 / 24) /* of India: the moon is dark in an evening if it is new behind that */
#define BRIGHT_HOUR (16.67 / 24) /* likewise full */

static double sine(double degrees)
{
    return sin(fmod(degrees, 360) * DEGREE);
}

/* ---- sky ---- */

/* When the moon is new (k whole) or full (k and a half), in days since 1970-01-01 UTC; k counts from January 2000. */
static double moon_at(double k)
{
    const double t = k / 1236.85;
    const double e = 1 - 0.002516 * t - 0.0000074 * t * t;
    const double sun = 2.5534 + 29.1053567 * k - 0.0000014 * t * t;
    const double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t;
    const double node = 160.7108 + 390.67050284 * k - 0.0016118 * t * t;
    const double omega = 124.7746 - 1.56375588 * k + 0.0020672 * t * t;
    const bool full = fmod(fabs(k), 1) > 0.25;
    double days = (full ? -0.40614 : -0.4072) * sine(moon);
    days += (full ? 0.17302 : 0.17241) * e * sine(sun);
    days += (full ? 0.01614 : 0.01608) * sine(2 * moon);
    days += (full ? 0.01043 : 0.01039) * sine(2 * node);
    days += (full ? 0.00734 : 0.00739) * e * sine(moon - sun);
    days += (full ? -0.00515 : -0.00514) * e * sine(moon + sun);
    days += (full ? 0.00209 : 0.00208) * e * e * sine(2 * sun);
    days -= 0.00111 * sine(moon - 2 * node) + 0.00057 * sine(moon + 2 * node);
    days += 0.00056 * e * sine(2 * moon + sun) - 0.00042 * sine(3 * moon);
    days += 0.00042 * e * sine(sun + 2 * node) + 0.00038 * e * sine(sun - 2 * node);
    days -= 0.00024 * e * sine(2 * moon - sun) + 0.00017 * sine(omega);
    days += 0.000325 * sine(299.77 + 0.107408 * k - 0.009173 * t * t);
    const double mean = 2451550.09766 + LUNATION * k + 0.00015437 * t * t;
    return mean + days - EPOCH_JD - DELTA_T;
}

/* The last k, whole, before a moment. */
static double new_moon_before(double day)
{
    double k = floor((day + EPOCH_JD - 2451550.09766) / LUNATION) + 1;
    while (moon_at(k) > day) {
        k--;
    }
    return k;
}

/* The sun's apparent longitude, 0 to 360. */
static double sun_at(double day)
{
    const double t = (day + DELTA_T + EPOCH_JD - 2451545) / 36525;
    const double m = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
    const double centre = (1.914602 - 0.004817 * t) * sine(m) +
                          (0.019993 - 0.000101 * t) * sine(2 * m) + 0.000289 * sine(3 * m);
    const double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    const double place = fmod(mean + centre - 0.00569 - 0.00478 * sine(125.04 - 1934.136 * t), 360);
    return place < 0 ? place + 360 : place;
}

/* When the sun is at a longitude, near a day. */
static double sun_reaches(double longitude, double near)
{
    double day = near;
    for (int i = 0; i < 8; i++) {
        const double off = remainder(longitude - sun_at(day), 360);
        day += off * 365.2422 / 360;
    }
    return day;
}

/* ---- China ---- */

static int64_t day_in(double moment, double zone)
{
    return (int64_t)floor(moment + zone);
}

/* The new moon that begins the month with the winter solstice of a year. */
static double eleventh_month(int64_t year)
{
    const double solstice = sun_reaches(270, (double)calendar_day_of(year, 12, 21));
    const double midnight = (double)day_in(solstice, CHINA) + 1 - CHINA; /* behind that day */
    return new_moon_before(midnight - 1e-6);
}

/* Whether the sun enters no sign within the month. */
static bool has_no_sign(double k)
{
    const double begin = (double)day_in(moon_at(k), CHINA) - CHINA;
    const double end = (double)day_in(moon_at(k + 1), CHINA) - CHINA;
    return floor(sun_at(begin) / 30) == floor(sun_at(end) / 30);
}

int64_t calendar_chinese_day(int64_t year, int64_t month, int64_t day)
{
    const double first = eleventh_month(year - 1);
    const bool has_leap = eleventh_month(year) - first > 12.5;
    int64_t number = -1; /* of the month before the first, from the twelfth of the year before */
    bool leapt = false;
    double k = first;
    for (;; k++) {
        const bool leaps = has_leap && !leapt && k > first && has_no_sign(k);
        leapt = leapt || leaps;
        number += !leaps;
        if (number == month + 1 || k > first + 13) {
            break;
        }
    }
    return day_in(moon_at(k), CHINA) + day - 1;
}

/* ---- India and Iran ---- */

/* The last new moon before the sun enters a sign of the sidereal zodiac, near a day. */
static double new_moon_of_sign(int64_t year, double longitude, double near)
{
    const double ayanamsa = 23.853 + 0.013969 * (double)(year - 2000);
    return new_moon_before(sun_reaches(longitude + ayanamsa, near));
}

int64_t calendar_diwali(int64_t year)
{
    const double k = new_moon_of_sign(year, 210, (double)calendar_day_of(year, 11, 16));
    return (int64_t)floor(moon_at(k) + INDIA - DARK_HOUR);
}

int64_t calendar_holi(int64_t year)
{
    const double k = new_moon_of_sign(year, 330, (double)calendar_day_of(year, 3, 14));
    return (int64_t)floor(moon_at(k + 0.5) + INDIA + 1 - BRIGHT_HOUR);
}

int64_t calendar_nowruz(int64_t year)
{
    const double equinox = sun_reaches(0, (double)calendar_day_of(year, 3, 20));
    return (int64_t)floor(equinox + IRAN + 0.5);
}
