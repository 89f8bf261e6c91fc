/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings what people write differently, and mean the same, to one form. Capital letters and accents are left to the
 * database's index, which knows them of all scripts. */
#include "base/utf8.h"
#include "platform/search/search_int.h"

struct range {
    uint32_t first;
    uint32_t last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (c > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && c >= ranges[low].first;
}

/* Scripts without blanks between words, and Hangul, where particles are written onto words: each character is a word of its
 * own, and a word that is asked for is a row of them. By the blocks of Unicode 15. */
static const struct range rows_of_signs[] = {
    {0x0e01, 0x0e5b},   /* Thai */
    {0x0e81, 0x0edf},   /* Lao */
    {0x1000, 0x109f},   /* Myanmar */
    {0x1780, 0x17ff},   /* Khmer */
    {0x2e80, 0x2fd5},   /* radicals */
    {0x3005, 0x3007},   /* signs that stand for ideographs */
    {0x3021, 0x3029},   /* Hangzhou numbers */
    {0x3041, 0x312f},   /* kana, Bopomofo */
    {0x3131, 0x318e},   /* parts of Hangul */
    {0x31a0, 0x31bf},   /* Bopomofo */
    {0x31f0, 0x31ff},   /* kana */
    {0x3400, 0x4dbf},   /* ideographs */
    {0x4e00, 0x9fff},   /* ideographs */
    {0xac00, 0xd7a3},   /* Hangul */
    {0xf900, 0xfaff},   /* ideographs for compatibility */
    {0xff66, 0xff9d},   /* kana of half width */
    {0x1b000, 0x1b16f}, /* kana */
    {0x20000, 0x3ffff}, /* ideographs */
};

/* Characters that are no part of a word, of those that people type; a word of nothing else cannot be found. */
static const struct range between_words[] = {
    {0x0000, 0x002f}, {0x003a, 0x0040}, {0x005b, 0x0060},   {0x007b, 0x00a9},   {0x00ab, 0x00b1},
    {0x00b4, 0x00b4}, {0x00b6, 0x00b8}, {0x00bb, 0x00bb},   {0x00bf, 0x00bf},   {0x00d7, 0x00d7},
    {0x00f7, 0x00f7}, {0x02c2, 0x02c5}, {0x02d2, 0x02df},   {0x0300, 0x036f},   {0x0375, 0x0375},
    {0x037e, 0x037e}, {0x0387, 0x0387}, {0x0589, 0x058f},   {0x05be, 0x05be},   {0x0600, 0x061f},
    {0x064b, 0x065f}, {0x066a, 0x066d}, {0x06d4, 0x06d4},   {0x06e9, 0x06e9},   {0x0964, 0x0965},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3f}, {0x0e47, 0x0e4f},   {0x2000, 0x206f},   {0x20a0, 0x20ff},
    {0x2190, 0x245f}, {0x249c, 0x24e9}, {0x2500, 0x2775},   {0x2794, 0x2bff},   {0x2e00, 0x2e7f},
    {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},   {0x303d, 0x303f},   {0xd800, 0xdfff},
    {0xfe00, 0xfe6f}, {0xfeff, 0xfeff}, {0xff00, 0xff0f},   {0xff1a, 0xff20},   {0xff3b, 0xff40},
    {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1f0ff}, {0x1f10d, 0x1faff}, {0xe0000, 0x10ffff},
};

bool search_is_word_char(uint32_t c)
{
    return !is_in(between_words, ARRAY_LEN(between_words), c);
}

/* One letter that is written in several ways. The Arabic ones are those of the analyzers for Arabic and Persian that
 * full-text engines have: forms of alef, yeh, kaf and heh. */
static const struct pair {
    uint32_t from;
    uint32_t to;
} same_letters[] = {
    {0x0622, 0x0627}, {0x0623, 0x0627}, {0x0625, 0x0627}, {0x0629, 0x0647}, {0x0643, 0x06a9},
    {0x0649, 0x06cc}, {0x064a, 0x06cc}, {0x06c0, 0x0647}, {0x06c1, 0x0647}, {0x06c2, 0x0647},
    {0x06c3, 0x0647}, {0x06d2, 0x06cc}, {0x06d3, 0x06cc}, {0x06d5, 0x0647},
};

static uint32_t same_letter(uint32_t c)
{
    if (c >= 0x0660 && c <= 0x0669) {
        return c - 0x0660 + '0';
    }
    if (c >= 0x06f0 && c <= 0x06f9) {
        return c - 0x06f0 + '0';
    }
    if (c >= 0xff01 && c <= 0xff5e) {
        return c - 0xff01 + '!'; /* full width */
    }
    for (size_t i = 0; c >= 0x0622 && c <= 0x06d5 && i < ARRAY_LEN(same_letters); i++) {
        if (same_letters[i].from == c) {
            return same_letters[i].to;
        }
    }
    return c;
}

/* What stands within words and is no letter of them: tatweel and vowel signs of Arabic, soft hyphen, joiner, marks of
 * direction and order. */
static bool is_left_out(uint32_t c)
{
    return c == 0x00ad || c == 0x0640 || (c >= 0x064b && c <= 0x0655) || c == 0x0670 ||
           c == 0x200b || (c >= 0x200d && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

void search_fold_char(struct search_folder *folder, uint32_t c, struct sb *sb)
{
    if (is_left_out(c)) {
        return;
    }
    if (is_in(rows_of_signs, ARRAY_LEN(rows_of_signs), c)) {
        if (!folder->after_blank) {
            sb_add_byte(sb, ' ');
        }
        utf8_add(sb, c);
        sb_add_byte(sb, ' ');
        folder->after_blank = true;
        return;
    }
    folder->after_blank = false;
    if (c == 0x00df || c == 0x1e9e) { /* sharp s */
        sb_add_c(sb, "ss");
    } else if (c == 0x200c || (c < 0x20 && c != '\n' && c != '\t')) {
        sb_add_byte(sb, ' '); /* the non-joiner stands where others write a blank */
        folder->after_blank = true;
    } else {
        utf8_add(sb, same_letter(c));
        folder->after_blank = c == ' ' || c == '\n';
    }
}

void search_fold(struct str text, struct sb *sb)
{
    struct search_folder folder = {.after_blank = true};
    for (size_t at = 0; at < text.n;) {
        search_fold_char(&folder, utf8_next(text, &at), sb);
    }
}
