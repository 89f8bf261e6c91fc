/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock: points in time are int64_t milliseconds since 1970 in UTC, spans are measured on the
 * monotonic clock. */
#pragma once

#include <pthread.h>

#include "base/str.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

int64_t clock_now_ms(void);
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);
/* Lets the thread rest; a signal may end that early. */
void clock_pause_ms(int64_t ms);

/* For pthread_cond_timedwait() until a time of clock_mono_ms(). */
void clock_condition_init(pthread_cond_t *condition);

/* RFC 3339 in UTC with milliseconds: "2026-11-22T12:00:00.000Z". */
struct clock_text {
    char s[sizeof("2026-11-22T12:00:00.123Z")];
};
struct clock_text clock_format(int64_t ms);
/* The point in time of such a text, of the years 1970 to 9999; also with fewer or more digits of the second's
 * fraction, or none, and with an offset such as +02:00 (RFC 3339, section 5.6). E_INVALID for any other. */
MUSTUSE int clock_parse(struct str text, int64_t *out_ms);
