/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where English words may be divided, by Liang's patterns as TeX has them ("Word Hy-phen-a-tion by Com-put-er", Stanford 1983):
 * digits between the letters of a pattern say how good (odd) or bad (even) a place is; the highest of all patterns that
 * match counts. A dot stands for the end of a word. */
#include "infer/dictionary/dictionary_int.h"

#define PATTERN_MAX  32 /* letters; longer ones are left out, as are those of other scripts */
#define PATTERNS_MAX ((size_t)100000)
#define LETTERS_MAX  ((size_t)DICTIONARY_WORD_MAX + 2)

struct pattern {
    uint32_t letters; /* where its line begins in the text */
    uint8_t line_bytes;
    uint8_t letter_count;
};

struct dictionary_patterns {
    struct str text;
    size_t left_min; /* letters before the first place, and after the last */
    size_t right_min;
    struct pattern *items; /* sorted by their letters */
    size_t count;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t letters_of(struct str line, char out[PATTERN_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++) {
        const char c = line.p[i];
        if (is_digit(c)) {
            continue;
        }
        if (n == PATTERN_MAX || !((c >= 'a' && c <= 'z') || c == '.' || c == '\'')) {
            return 0;
        }
        out[n++] = c;
    }
    return n;
}

static int compare_letters(struct str a, struct str b)
{
    const int order = memcmp(a.p, b.p, size_min(a.n, b.n));
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_patterns(const void *a, const void *b, void *text)
{
    const struct str *all = text;
    const struct pattern *items[2] = {a, b};
    char letters[2][PATTERN_MAX];
    struct str sides[2];
    for (int i = 0; i < 2; i++) {
        const struct str line = {all->p + items[i]->letters, items[i]->line_bytes};
        sides[i] = (struct str){letters[i], letters_of(line, letters[i])};
    }
    return compare_letters(sides[0], sides[1]);
}

/* The first lines say the encoding and the smallest parts. */
static bool read_setting(struct dictionary_patterns *patterns, struct str line)
{
    static const struct str left = {"LEFTHYPHENMIN ", 14};
    static const struct str right = {"RIGHTHYPHENMIN ", 15};
    int64_t number = 0;
    if (str_starts(line, left) &&
        str_to_i64(str_trim(str_sub(line, left.n, line.n)), 1, 20, &number) == E_OK) {
        patterns->left_min = (size_t)number;
        return true;
    }
    if (str_starts(line, right) &&
        str_to_i64(str_trim(str_sub(line, right.n, line.n)), 1, 20, &number) == E_OK) {
        patterns->right_min = (size_t)number;
        return true;
    }
    return false;
}

static void add_pattern(struct dictionary_patterns *patterns, struct str line, size_t at)
{
    char letters[PATTERN_MAX];
    const size_t n = line.n <= UINT8_MAX ? letters_of(line, letters) : 0;
    if (n > 0 && patterns->count < PATTERNS_MAX) {
        patterns->items[patterns->count++] =
            (struct pattern){(uint32_t)at, (uint8_t)line.n, (uint8_t)n};
    }
}

struct dictionary_patterns *dictionary_patterns_new(struct str text)
{
    if (text.n == 0 || text.n > 64 * MIB) {
        return NULL;
    }
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n' ? 1 : 0;
    }
    struct dictionary_patterns *patterns = must_calloc(1, sizeof(*patterns));
    *patterns = (struct dictionary_patterns){.text = text, .left_min = 2, .right_min = 3};
    patterns->items = must_calloc(size_min(lines, PATTERNS_MAX), sizeof(*patterns->items));
    for (size_t at = 0; at < text.n;) {
        const struct str line = dictionary_line_at(text, at);
        if (!read_setting(patterns, str_trim(line))) {
            add_pattern(patterns, line, at);
        }
        at += line.n + 1;
    }
    qsort_r(patterns->items, patterns->count, sizeof(*patterns->items), compare_patterns,
            &patterns->text);
    return patterns;
}

void dictionary_patterns_free(struct dictionary_patterns *patterns)
{
    if (patterns != NULL) {
        free(patterns->items);
        free(patterns);
    }
}

static struct str find_pattern(const struct dictionary_patterns *patterns, struct str letters)
{
    size_t low = 0;
    size_t high = patterns->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct pattern *p = &patterns->items[middle];
        const struct str line = {patterns->text.p + p->letters, p->line_bytes};
        char own[PATTERN_MAX];
        const int order = compare_letters((struct str){own, letters_of(line, own)}, letters);
        if (order == 0) {
            return line;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return STR_EMPTY;
}

/* values[i] is the place before letter i of the dotted word. */
static void apply(struct str pattern, size_t from, uint8_t values[LETTERS_MAX + 1])
{
    size_t letter = from;
    for (size_t i = 0; i < pattern.n; i++) {
        if (!is_digit(pattern.p[i])) {
            letter++;
        } else if (values[letter] < pattern.p[i] - '0') {
            values[letter] = (uint8_t)(pattern.p[i] - '0');
        }
    }
}

/* A word of ASCII letters alone. */
static void divide(const struct dictionary_patterns *patterns, struct str word, struct sb *out)
{
    char dotted[LETTERS_MAX];
    uint8_t values[LETTERS_MAX + 1] = {0};
    const size_t n = word.n + 2;
    dotted[0] = '.';
    for (size_t i = 0; i < word.n; i++) {
        dotted[i + 1] = (char)(word.p[i] | 0x20);
    }
    dotted[n - 1] = '.';
    for (size_t from = 0; from < n; from++) {
        for (size_t length = 1; length <= PATTERN_MAX && from + length <= n; length++) {
            apply(find_pattern(patterns, (struct str){dotted + from, length}), from, values);
        }
    }
    for (size_t i = 0; i < word.n; i++) {
        if (i >= patterns->left_min && i + patterns->right_min <= word.n &&
            values[i + 1] % 2 == 1) {
            sb_add_c(out, "·");
        }
        sb_add_byte(out, word.p[i]);
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct str dictionary_hyphenate(const struct dictionary *d, struct str word, struct arena *arena)
{
    struct sb sb;
    if (d->patterns == NULL || word.n > DICTIONARY_WORD_MAX) {
        return word;
    }
    sb_init(&sb, 4 * word.n + 1);
    for (size_t i = 0; i < word.n;) {
        size_t end = i;
        while (end < word.n && is_letter(word.p[end])) {
            end++;
        }
        divide(d->patterns, str_sub(word, i, end), &sb);
        if (end < word.n) {
            sb_add_byte(&sb, word.p[end++]);
        }
        i = end;
    }
    const struct str divided = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return divided;
}
