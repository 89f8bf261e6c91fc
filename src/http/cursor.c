/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/err.h"
#include "http/cursor.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct cursor_text cursor_format(struct uuid id)
{
    struct cursor_text text;
    uint32_t bits = 0;
    unsigned bit_count = 0;
    size_t n = 0;
    for (size_t i = 0; i < sizeof(id.b); i++) {
        bits = bits << 8 | id.b[i];
        bit_count += 8;
        while (bit_count >= 6) {
            bit_count -= 6;
            text.s[n++] = digits[bits >> bit_count & 63];
        }
    }
    text.s[n++] = digits[bits << (6 - bit_count) & 63];
    text.s[n] = '\0';
    return text;
}

int cursor_parse(struct str text, struct uuid *out)
{
    struct uuid id;
    if (text.n != sizeof(((struct cursor_text *)NULL)->s) - 1) {
        return E_INVALID_CURSOR;
    }
    uint32_t bits = 0;
    unsigned bit_count = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *digit = memchr(digits, text.p[i], sizeof(digits) - 1);
        if (digit == NULL) {
            return E_INVALID_CURSOR;
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            id.b[n++] = (uint8_t)(bits >> bit_count);
        }
    }
    if ((bits & ((1u << bit_count) - 1)) != 0) {
        return E_INVALID_CURSOR; /* bits that no id has */
    }
    *out = id;
    return E_OK;
}
