/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "infer/text/text_int.h"

int text_read(struct str bytes, size_t points_max, struct arena *arena, struct text *out)
{
    if (!utf8_valid(bytes)) {
        return E_INVALID;
    }
    struct str kept = utf8_prefix(bytes, points_max);
    if (kept.n > UINT32_MAX) {
        return E_TOO_LARGE;
    }
    size_t count = utf8_length(kept);
    uint32_t *points = arena_alloc(arena, (count + 1) * sizeof(*points));
    uint32_t *offsets = arena_alloc(arena, (count + 1) * sizeof(*offsets));
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (uint32_t)at;
        points[i] = utf8_next(kept, &at);
    }
    offsets[count] = (uint32_t)at;
    *out = (struct text){kept, points, offsets, count, kept.n < bytes.n};
    return E_OK;
}

struct str text_slice(const struct text *text, size_t start, size_t end)
{
    ASSERT(start <= end && end <= text->count);
    return str_sub(text->bytes, text->offsets[start], text->offsets[end]);
}

/* What does not show and only says how its neighbours are drawn or joined. */
static bool is_invisible(uint32_t point)
{
    return point == 0x00ad || point == 0xfeff || (point >= 0x200b && point <= 0x200f) ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x2069);
}

struct str text_clean(const struct text *text, size_t start, size_t end, struct arena *arena)
{
    ASSERT(start <= end && end <= text->count);
    char *out = arena_alloc(arena, text->offsets[end] - text->offsets[start] + 1);
    size_t n = 0;
    bool space = false;
    for (size_t i = start; i < end; i++) {
        if (text_is_space(text->points[i])) {
            space = n > 0;
            continue;
        }
        if (space) {
            out[n++] = ' ';
            space = false;
        }
        const struct str one = text_slice(text, i, i + 1);
        memcpy(out + n, one.p, one.n);
        n += one.n;
    }
    out[n] = '\0';
    return (struct str){out, n};
}

bool text_is_letter(uint32_t point)
{
    const uint32_t letters = U_GC_L_MASK | U_GC_M_MASK;
    return (U_GET_GC_MASK((UChar32)point) & letters) != 0;
}

bool text_is_digit(uint32_t point)
{
    return u_isdigit((UChar32)point) != 0;
}

bool text_is_space(uint32_t point)
{
    if (point < 0x80) {
        return point <= ' ' || point == 0x7f;
    }
    const uint32_t spaces = U_GC_Z_MASK | U_GC_CC_MASK;
    return (U_GET_GC_MASK((UChar32)point) & spaces) != 0;
}

bool text_is_upper(uint32_t point)
{
    return u_isupper((UChar32)point) || u_istitle((UChar32)point);
}

bool text_is_lower(uint32_t point)
{
    return u_islower((UChar32)point) != 0;
}

uint32_t text_lower(uint32_t point)
{
    return (uint32_t)u_tolower((UChar32)point);
}

bool text_is_unspaced(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0e00, 0x0eff},                                     /* Thai, Lao */
        {0x0f00, 0x109f},                                     /* Tibetan, Burmese */
        {0x1780, 0x17ff},                                     /* Khmer */
        {0x2e80, 0x2fdf},                                     /* radicals */
        {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3040, 0x30ff}, /* kana */
        {0x31f0, 0x31ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, /* Han */
        {0xf900, 0xfaff}, {0xff66, 0xff9f}, {0x20000, 0x3ffff},
    };
    if (point < ranges[0].first) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        if (point <= ranges[i].last) {
            return point >= ranges[i].first;
        }
    }
    return false;
}

/* Writes a code point as UTF-8, at most 4 bytes; returns how many. */
static size_t encode(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n; i > 1; i--) {
        out[i - 1] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    out[0] = (char)((0xf00 >> n & 0xff) | point);
    return n;
}

struct str text_word_fold(const struct text *text, const struct text_word *word,
                          char out[TEXT_FOLD_BYTES])
{
    size_t n = 0;
    for (size_t i = word->start; i < word->end && n + 4 <= TEXT_FOLD_BYTES; i++) {
        const uint32_t point = text->points[i];
        if (point == 0x2019 || point == 0x02bc) {
            out[n++] = '\'';
        } else if (point == 0x200c || !is_invisible(point)) { /* it parts words in Persian */
            n += encode(text_lower(point), out + n);
        }
    }
    return (struct str){out, n};
}

struct str text_word_lower(const struct text *text, const struct text_word *word,
                           struct arena *arena)
{
    char folded[TEXT_FOLD_BYTES];
    return str_copy(arena, text_word_fold(text, word, folded));
}
