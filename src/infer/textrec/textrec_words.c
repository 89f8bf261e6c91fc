/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "infer/textrec/textrec_int.h"

bool words_is_wide(uint32_t code_point)
{
    return (code_point >= 0x2e80 && code_point <= 0x9fff) ||
           (code_point >= 0xf900 && code_point <= 0xfaff) ||
           (code_point >= 0xfe30 && code_point <= 0xfe4f) ||
           (code_point >= 0xff00 && code_point <= 0xff60) ||
           (code_point >= 0x20000 && code_point <= 0x3ffff);
}

static uint32_t first_of(struct str text)
{
    size_t at = 0;
    return utf8_next(text, &at);
}

static uint32_t last_of(struct str text)
{
    size_t at = text.n - 1;
    while (at > 0 && ((unsigned char)text.p[at] & 0xc0) == 0x80) {
        at--;
    }
    return utf8_next(text, &at);
}

/* Chinese and Japanese are written without spaces. */
static const char *separator(const struct textrec_word *left, const struct textrec_word *right)
{
    if (left->line != right->line) {
        return "\n";
    }
    return words_is_wide(last_of(left->text)) && words_is_wide(first_of(right->text)) ? "" : " ";
}

struct str words_text(const struct reading *reading, struct arena *arena)
{
    size_t bytes = 0;
    for (size_t i = 0; i < reading->count; i++) {
        bytes += reading->words[i].text.n + 2;
    }
    struct sb sb;
    sb_init(&sb, bytes + 1);
    for (size_t i = 0; i < reading->count; i++) {
        if (i > 0) {
            sb_add_c(&sb, separator(&reading->words[i - 1], &reading->words[i]));
            sb_add_c(&sb, reading->ends_paragraph[i - 1] ? "\n" : "");
        }
        sb_add(&sb, reading->words[i].text);
    }
    if (reading->count > 0) {
        sb_add_byte(&sb, '\n');
    }
    struct str text = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return text;
}

double words_confidence(const struct reading *reading)
{
    double sum = 0;
    double weight = 0;
    for (size_t i = 0; i < reading->count; i++) {
        double length = (double)utf8_length(reading->words[i].text);
        sum += length * reading->words[i].confidence;
        weight += length;
    }
    return weight > 0 ? sum / weight : 0;
}

struct textrec_word *words_copy(const struct reading *reading, struct arena *arena)
{
    struct textrec_word *words = arena_calloc(arena, reading->count + 1, sizeof(*words));
    for (size_t i = 0; i < reading->count; i++) {
        words[i] = reading->words[i];
        words[i].text = str_copy(arena, words[i].text);
    }
    return words;
}

void words_drop_noise(struct reading *reading, double least)
{
    size_t kept = 0;
    for (size_t start = 0; start < reading->count;) {
        size_t end = start;
        double trust = 0;
        double letters = 0;
        while (end < reading->count && reading->words[end].line == reading->words[start].line) {
            double length = (double)utf8_length(reading->words[end].text);
            trust += length * reading->words[end].confidence;
            letters += length;
            end++;
        }
        bool is_text = trust >= least * letters;
        for (size_t i = start; is_text && i < end; i++) {
            reading->words[kept] = reading->words[i];
            reading->ends_paragraph[kept++] = reading->ends_paragraph[i];
        }
        if (!is_text && kept > 0 && reading->ends_paragraph[end - 1]) {
            reading->ends_paragraph[kept - 1] = true;
        }
        start = end;
    }
    reading->count = kept;
}
