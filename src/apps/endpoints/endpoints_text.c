/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_text.h"

#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Bytes that a character has which begins with this one; 0: none does. */
static size_t length_of(uint8_t c)
{
    if (c < 0x80) {
        return 1;
    }
    if (c >= 0xc2 && c <= 0xdf) {
        return 2;
    }
    if (c >= 0xe0 && c <= 0xef) {
        return 3;
    }
    return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

/* The half of a pair that stands here as three bytes (0xd800 to 0xdfff); 0: none. */
static uint32_t half_at(struct str s)
{
    if (s.n < 3 || (uint8_t)s.p[0] != 0xed || ((uint8_t)s.p[1] & 0xe0) != 0xa0 ||
        ((uint8_t)s.p[2] & 0xc0) != 0x80) {
        return 0;
    }
    return 0xd000 | ((uint32_t)s.p[1] & 0x3f) << 6 | ((uint32_t)s.p[2] & 0x3f);
}

/* True where these bytes may begin a character, but do not end it. */
static bool is_beginning(struct str s)
{
    const size_t length = length_of((uint8_t)s.p[0]);
    if (s.n >= length) {
        return false;
    }
    for (size_t i = 1; i < s.n; i++) {
        if (((uint8_t)s.p[i] & 0xc0) != 0x80) {
            return false;
        }
    }
    return true;
}

/* Takes one character, or what is in its place, off the front; 0: it has to wait for more. */
static size_t take_one(struct str s, struct sb *out)
{
    const uint32_t half = half_at(s);
    if (half >= 0xdc00) {
        sb_add_c(out, REPLACEMENT);
        return 3;
    }
    if (half != 0) {
        const struct str rest = str_sub(s, 3, s.n);
        const uint32_t other = half_at(rest);
        if (other >= 0xdc00) {
            utf8_add(out, 0x10000 + ((half - 0xd800) << 10) + (other - 0xdc00));
            return 6;
        }
        if (rest.n == 0 || (rest.n < 3 && (uint8_t)rest.p[0] == 0xed)) {
            return 0;
        }
        sb_add_c(out, REPLACEMENT);
        return 3;
    }
    if (is_beginning(s)) {
        return 0;
    }
    const size_t length = length_of((uint8_t)s.p[0]);
    const struct str one = str_sub(s, 0, length);
    if (length == 0 || !utf8_valid(one)) {
        sb_add_c(out, REPLACEMENT);
        return 1;
    }
    if (one.p[0] != '\0') {
        sb_add(out, one);
    }
    return length;
}

struct str endpoints_text_join(struct endpoints_text *text, struct str piece, struct sb *scratch)
{
    if (text->held_count == 0 && utf8_valid(piece) && str_find_byte(piece, '\0') == piece.n) {
        return piece;
    }
    CLEANUP(sb_done) struct sb both;
    sb_init(&both, sizeof(text->held) + piece.n);
    sb_add(&both, (struct str){(const char *)text->held, text->held_count});
    sb_add(&both, piece);
    sb_clear(scratch);
    struct str rest = sb_str(&both);
    while (rest.n > 0) {
        const size_t taken = take_one(rest, scratch);
        if (taken == 0) {
            break;
        }
        rest = str_sub(rest, taken, rest.n);
    }
    ASSERT(rest.n <= sizeof(text->held));
    text->held_count = (uint8_t)rest.n;
    memcpy(text->held, rest.p, rest.n);
    return sb_str(scratch);
}

bool endpoints_text_end(struct endpoints_text *text)
{
    const bool is_torn = text->held_count > 0;
    text->held_count = 0;
    return is_torn;
}
