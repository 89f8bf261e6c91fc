/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limit: how many requests of a class one address may send, as token buckets: a full bucket holds a
 * minute's allowance and fills evenly. An IPv6 address counts by its /64, which is what one customer
 * gets. The table has a fixed size; where it is full, the entry that was used longest ago makes room. */
#pragma once

#include "base/err.h"

struct limits;

enum limit_class {
    LIMIT_LOGINS,
    LIMIT_WRITES,
    LIMIT_CLASS_COUNT,
};

/* 0 a minute means without limit. */
struct limits *limits_new(const int64_t per_minute[LIMIT_CLASS_COUNT]);
void limits_free(struct limits *limits);
/* Another allowance from now on. */
void limits_set(struct limits *limits, enum limit_class class, int64_t per_minute);

/* Takes one request out of the address's bucket; E_THROTTLED where it is empty, then *out_retry_ms says
 * when the next may come. What is not an address (a local socket) shares one bucket. */
MUSTUSE int limit_take(struct limits *limits, enum limit_class class, struct str address,
                       int64_t now_ms, int64_t *out_retry_ms);

bool limit_is_address(struct str text);
/* What an address is counted as: IPv4 in its IPv6-mapped form, IPv6 without the half that its owner chooses. False, and all
 * zero, where the text is no address. */
bool limit_read_address(struct str text, uint8_t out[16]);
