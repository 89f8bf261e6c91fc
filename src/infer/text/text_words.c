/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unicode/uchar.h>

#include "infer/text/text_int.h"

static bool is_mark(uint32_t point)
{
    return point >= 0x300 && (U_GET_GC_MASK((UChar32)point) & U_GC_M_MASK) != 0;
}

static bool is_katakana(uint32_t point)
{
    return (point >= 0x30a1 && point <= 0x30ff && point != 0x30fb) ||
           (point >= 0xff66 && point <= 0xff9f);
}

/* A letter or digit of writing without spaces (its punctuation is none). */
static bool is_unspaced_letter(uint32_t point)
{
    return text_is_unspaced(point) && (text_is_letter(point) || point == 0x3007);
}

/* Behind the character at `at` and the marks on it. */
static size_t behind_cluster(const struct text *text, size_t at)
{
    at++;
    while (at < text->count && is_mark(text->points[at])) {
        at++;
    }
    return at;
}

/* Joins letters on both its sides: apostrophes, and what does not show. */
static bool joins_letters(uint32_t point)
{
    return point == '\'' || point == 0x2019 || point == 0x02bc || point == 0x00b7 ||
           point == 0x00ad || point == 0x200c || point == 0x200d || point == 0x05f3 ||
           point == 0x05f4;
}

static bool joins_digits(uint32_t point)
{
    return point == '.' || point == ',' || point == '\'' || point == 0x2019 || point == 0x066b ||
           point == 0x066c;
}

static bool is_spaced_letter(uint32_t point)
{
    return text_is_letter(point) && !text_is_unspaced(point);
}

static size_t behind_word(const struct text *text, size_t at, enum text_word_kind *out_kind)
{
    const size_t limit = size_min(text->count, at + TEXT_WORD_MAX);
    bool letters = false;
    while (at < limit) {
        const uint32_t point = text->points[at];
        const bool letter = is_spaced_letter(point);
        letters = letters || letter;
        if (letter || text_is_digit(point)) {
            at++;
            continue;
        }
        if (at + 1 >= limit) {
            break;
        }
        const uint32_t before = text->points[at - 1]; /* a word begins with a letter or digit */
        const uint32_t next = text->points[at + 1];
        const bool joined = (joins_letters(point) && is_spaced_letter(next)) ||
                            (joins_digits(point) && text_is_digit(before) && text_is_digit(next));
        if (!joined) {
            break;
        }
        at++;
    }
    *out_kind = letters ? TEXT_WORD : TEXT_NUMBER;
    return at;
}

static size_t behind_katakana(const struct text *text, size_t at)
{
    const size_t limit = size_min(text->count, at + TEXT_WORD_MAX);
    while (at < limit && is_katakana(text->points[at])) {
        at++;
    }
    return at;
}

/* A pair begins at `start`. */
static void take_pair(const struct text *text, size_t start, size_t *at, struct text_word *out)
{
    const size_t second = behind_cluster(text, start);
    *out = (struct text_word){start, second, TEXT_PAIR};
    *at = second;
    if (second >= text->count || !is_unspaced_letter(text->points[second]) ||
        is_katakana(text->points[second])) {
        return;
    }
    out->end = behind_cluster(text, second);
    const bool goes_on = out->end < text->count && is_unspaced_letter(text->points[out->end]) &&
                         !is_katakana(text->points[out->end]);
    *at = goes_on ? second : out->end;
}

bool text_next_word(const struct text *text, size_t *at, size_t end, struct text_word *out)
{
    for (size_t i = *at; i < end && i < text->count; i++) {
        const uint32_t point = text->points[i];
        if (is_katakana(point)) {
            *at = behind_katakana(text, i);
            *out = (struct text_word){i, *at, TEXT_WORD};
            return true;
        }
        if (is_unspaced_letter(point)) {
            take_pair(text, i, at, out);
            return true;
        }
        if (is_spaced_letter(point) || text_is_digit(point)) {
            enum text_word_kind kind;
            *at = behind_word(text, i, &kind);
            *out = (struct text_word){i, *at, kind};
            return true;
        }
    }
    *at = end;
    return false;
}
