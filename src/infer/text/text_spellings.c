/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two words are spellings of one: they differ by few letters for their length, rarely at the beginning. */
#include <ctype.h>

#include "infer/text/text.h"

#define WORD_BYTES_MIN ((size_t)2)
#define WORD_BYTES_MAX ((size_t)30)

static char small(char c)
{
    return (char)tolower((unsigned char)c);
}

/* How many letters must be added, left out or put in the place of others. By Wagner and Fischer, a row at a time. */
static size_t distance(struct str a, struct str b)
{
    size_t row[WORD_BYTES_MAX + 1];
    for (size_t k = 0; k <= b.n; k++) {
        row[k] = k;
    }
    for (size_t i = 0; i < a.n; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < b.n; k++) {
            const size_t replaced = corner + (small(a.p[i]) != small(b.p[k]));
            corner = row[k + 1];
            row[k + 1] = size_min(replaced, size_min(row[k], row[k + 1]) + 1);
        }
    }
    return row[b.n];
}

static size_t same_letters(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && small(a.p[n]) == small(b.p[n])) {
        n++;
    }
    return n;
}

bool text_are_spellings(struct str a, struct str b)
{
    if (a.n > WORD_BYTES_MAX || b.n > WORD_BYTES_MAX) {
        return false;
    }
    const size_t begin = same_letters(a, b);
    const size_t longest = size_max(a.n, b.n);
    switch (distance(a, b)) {
    case 1:
        return begin > 0 || (a.n == b.n && longest >= 4);
    case 2:
        return begin > 0 && longest >= 4;
    case 3:
        return begin >= 2 && longest >= 6;
    default:
        return false;
    }
}

/* Without what stands around it. */
static struct str bare(struct str word)
{
    static const char marks[] = "\"'`.,?!:;()";
    while (word.n > 0 && strchr(marks, word.p[0]) != NULL) {
        word = str_sub(word, 1, word.n);
    }
    while (word.n > 0 && strchr(marks, word.p[word.n - 1]) != NULL) {
        word = str_sub(word, 0, word.n - 1);
    }
    return word;
}

static bool is_word(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        const unsigned char c = (unsigned char)word.p[i];
        if (c < 0x80 && !isalpha(c) && c != '\'' && c != '-') {
            return false;
        }
    }
    return word.n >= WORD_BYTES_MIN && word.n <= WORD_BYTES_MAX;
}

bool text_read_spellings(struct str text, struct str out[2])
{
    struct str words[3];
    size_t count = 0;
    size_t at = 0;
    while (at < text.n) {
        while (at < text.n && isspace((unsigned char)text.p[at])) {
            at++;
        }
        const size_t start = at;
        while (at < text.n && !isspace((unsigned char)text.p[at])) {
            at++;
        }
        if (at == start) {
            break;
        }
        if (count == ARRAY_LEN(words)) {
            return false;
        }
        words[count++] = bare(str_sub(text, start, at));
    }
    const bool is_choice = count == ARRAY_LEN(words) && str_eq_nocase(words[1], STR("or")) &&
                           is_word(words[0]) && is_word(words[2]) &&
                           text_are_spellings(words[0], words[2]);
    if (is_choice) {
        out[0] = words[0];
        out[1] = words[2];
    }
    return is_choice;
}
