/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock: points in time are int64_t milliseconds since 1970 in UTC, spans are measured on the
 * monotonic clock. */
#pragma once

#include "base/str.h"

int64_t clock_now_ms(void);
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);

/* RFC 3339 in UTC with milliseconds: "2026-11-22T12:00:00.000Z". */
struct clock_text {
    char s[sizeof("2026-11-22T12:00:00.123Z")];
};
struct clock_text clock_format(int64_t ms);
