/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

static bool is_tail(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

static bool has_tails(const uint8_t *p, size_t n, size_t length)
{
    if (n < length) {
        return false;
    }
    for (size_t i = 1; i < length; i++) {
        if (!is_tail(p[i])) {
            return false;
        }
    }
    return true;
}

/* Bytes of the well-formed sequence at p, 0 where it is not well-formed (RFC 3629, section 4). */
static size_t sequence_length(const uint8_t *p, size_t n)
{
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        return has_tails(p, n, 2) ? 2 : 0;
    }
    if (p[0] >= 0xe0 && p[0] <= 0xef && has_tails(p, n, 3)) {
        bool overlong = p[0] == 0xe0 && p[1] < 0xa0;
        bool surrogate = p[0] == 0xed && p[1] > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4 && has_tails(p, n, 4)) {
        bool overlong = p[0] == 0xf0 && p[1] < 0x90;
        bool too_high = p[0] == 0xf4 && p[1] > 0x8f;
        return overlong || too_high ? 0 : 4;
    }
    return 0;
}

bool utf8_valid(struct str s)
{
    const uint8_t *p = (const uint8_t *)s.p;
    for (size_t i = 0; i < s.n;) {
        size_t length = sequence_length(p + i, s.n - i);
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++) {
        count += is_tail((uint8_t)s.p[i]) ? 0 : 1;
    }
    return count;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    const uint8_t *p = (const uint8_t *)s.p + *at;
    size_t length = sequence_length(p, s.n - *at);
    ASSERT(length > 0);
    *at += length;
    switch (length) {
    case 1:
        return p[0];
    case 2:
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    case 3:
        return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    default:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
               (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
    }
}

void utf8_add(struct sb *sb, uint32_t c)
{
    if (c < 0x80) {
        sb_add_byte(sb, (char)c);
    } else if (c < 0x800) {
        sb_add_byte(sb, (char)(0xc0 | c >> 6));
        sb_add_byte(sb, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        sb_add_byte(sb, (char)(0xe0 | c >> 12));
        sb_add_byte(sb, (char)(0x80 | (c >> 6 & 0x3f)));
        sb_add_byte(sb, (char)(0x80 | (c & 0x3f)));
    } else {
        ASSERT(c <= 0x10ffff);
        sb_add_byte(sb, (char)(0xf0 | c >> 18));
        sb_add_byte(sb, (char)(0x80 | (c >> 12 & 0x3f)));
        sb_add_byte(sb, (char)(0x80 | (c >> 6 & 0x3f)));
        sb_add_byte(sb, (char)(0x80 | (c & 0x3f)));
    }
}

struct str utf8_cut(struct str s, size_t bytes_max)
{
    size_t n = size_min(s.n, bytes_max);
    while (n < s.n && n > 0 && is_tail((uint8_t)s.p[n])) {
        n--;
    }
    return str_sub(s, 0, n);
}

struct str utf8_prefix(struct str s, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_tail((uint8_t)s.p[i]) && ++count > max) {
            return (struct str){s.p, i};
        }
    }
    return s;
}
