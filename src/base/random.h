/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random: bytes from the kernel's generator, and ids made of them. */
#pragma once

#include "base/str.h"

void random_bytes(void *out, size_t bytes);
/* Evenly distributed in [0, limit). */
uint32_t random_below(uint32_t limit);
/* `count` characters drawn evenly from `alphabet`, and a NUL, into out[count + 1]. */
void random_text(const char *alphabet, size_t count, char *out);

/* UUID version 7 (RFC 9562, section 5.7): sorts by the time it was made. */
struct uuid {
    uint8_t b[16];
};

struct uuid_text {
    char s[37];
};

/* Ids made by one thread within the same millisecond still sort in the order of making: the 12 bits
 * after the version hold the fraction of the millisecond (RFC 9562, section 6.2, method 3). */
struct uuid uuid_new(void);
struct uuid_text uuid_format(struct uuid id);
/* Accepts the canonical form of 36 characters, in either case; E_INVALID for anything else. */
MUSTUSE int uuid_parse(struct str s, struct uuid *out);
bool uuid_eq(struct uuid a, struct uuid b);
/* When an id of version 7 was made, in milliseconds since 1970. */
int64_t uuid_time_ms(struct uuid id);
