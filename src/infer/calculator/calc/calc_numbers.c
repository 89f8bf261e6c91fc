/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them: with separators of thousands, with a decimal comma, in words. */
#include <string.h>

#include "infer/calculator/calc/calc.h"

/* ---- separators ---- */

struct shape {
    size_t points;
    size_t commas;
    size_t last_point;
    size_t last_comma;
    bool grouping; /* has apostrophes, spaces or underscores, which part thousands alone */
};

static struct shape shape_of(struct str raw)
{
    struct shape shape = {0};
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] == '.') {
            shape.points++;
            shape.last_point = i;
        } else if (raw.p[i] == ',') {
            shape.commas++;
            shape.last_comma = i;
        } else if (raw.p[i] < '0' || raw.p[i] > '9') {
            shape.grouping = true;
        }
    }
    return shape;
}

/* Whether the text is groups of digits: one to three, then three each. */
static bool has_groups(struct str text)
{
    size_t digits = 0;
    bool first = true;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9') {
            digits++;
            continue;
        }
        if (digits > 3 || digits == 0 || (!first && digits != 3)) {
            return false;
        }
        first = false;
        digits = 0;
    }
    return digits == 3 && !first;
}

/* The digits, with `point` as the decimal sign. */
static const char *digits_of(struct arena *arena, struct str raw, char point)
{
    char *out = arena_memdup(arena, raw.p, raw.n);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] >= '0' && raw.p[i] <= '9') {
            out[n++] = raw.p[i];
        } else if (raw.p[i] == point) {
            out[n++] = '.';
        }
    }
    out[n] = '\0';
    return out;
}

/* "1,234.5", "3,5": one sign that ends the whole part, before which there may be groups. */
static void read_decimal(struct arena *arena, struct str raw, char point, size_t at,
                         struct calc_token *token)
{
    const struct str head = str_sub(raw, 0, at);
    const bool plain = strspn(head.p, "0123456789") >= head.n;
    token->value = plain || has_groups(head) ? digits_of(arena, raw, point) : NULL;
    token->comma = point == ',';
}

void calc_read_number(struct arena *arena, struct str raw, struct calc_token *token)
{
    const struct shape shape = shape_of(raw);
    const bool grouped = has_groups(raw);
    if (shape.points == 0 && shape.commas == 0) {
        token->value = shape.grouping && !grouped ? NULL : digits_of(arena, raw, '.');
    } else if (shape.points == 0 && shape.commas == 1 && grouped && raw.p[0] != '0' &&
               !shape.grouping) {
        token->value = digits_of(arena, raw, '.');
        token->other = digits_of(arena, raw, ',');
        token->comma = true;
    } else if (shape.points == 1 && (shape.commas == 0 || shape.last_point > shape.last_comma)) {
        read_decimal(arena, raw, '.', shape.last_point, token);
    } else if (shape.commas == 1 && (shape.points == 0 || shape.last_comma > shape.last_point)) {
        read_decimal(arena, raw, ',', shape.last_comma, token);
    } else {
        const bool one_kind = shape.points == 0 || shape.commas == 0;
        token->value = one_kind && grouped ? digits_of(arena, raw, '\0') : NULL;
        token->comma = shape.commas > 0;
    }
}

/* ---- words ---- */

static const struct {
    const char *word;
    int value;
} small[] = {
    {"zero", 0},     {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fourty", 40},   {"fifty", 50},
    {"sixty", 60},   {"seventy", 70}, {"eighty", 80},    {"ninety", 90},
};

static const struct {
    const char *word;
    int64_t value;
} large[] = {
    {"hundred", 100},
    {"thousand", 1000},
    {"million", 1000000},
    {"billion", INT64_C(1000000000)},
    {"trillion", INT64_C(1000000000000)},
};

static int small_value(const struct calc_token *token)
{
    for (size_t i = 0; token->kind == CALC_WORD && i < ARRAY_LEN(small); i++) {
        if (strcmp(token->lower, small[i].word) == 0) {
            return small[i].value;
        }
    }
    return -1;
}

static int64_t large_value(const struct calc_token *token)
{
    for (size_t i = 0; token->kind == CALC_WORD && i < ARRAY_LEN(large); i++) {
        if (strcmp(token->lower, large[i].word) == 0) {
            return large[i].value;
        }
    }
    return 0;
}

struct words {
    int64_t total;   /* thousands and more that are done */
    int64_t current; /* below a thousand */
    int last;        /* the last small number: 20 of "twenty one", -1: none */
    int64_t lowest;  /* of "thousand" and more that were read: what follows has to be less */
};

/* Whether a small number can follow: "twenty one", "hundred one", but not "one two". */
static bool fits_behind(const struct words *words, int value)
{
    if (words->last < 0) {
        return true;
    }
    return words->last >= 20 && value >= 1 && value <= 9;
}

/* "hundred", "thousand" and so on behind what was read; false: it does not fit. */
static bool take_large(struct words *words, int64_t value)
{
    const int64_t times = words->current == 0 && words->last < 0 ? 1 : words->current;
    if (value == 100) {
        if (times > 99) {
            return false;
        }
        words->current = times * 100;
    } else {
        words->total += times * value;
        words->current = 0;
    }
    words->last = -1;
    return true;
}

/* "-" of "twenty-one", "and" of "two hundred and five", before a small number. */
static bool joins(const struct calc *calc, size_t at, const struct words *words)
{
    const struct calc_token *next = calc_at(calc, at + 1);
    if (small_value(next) <= 0) {
        return false;
    }
    if (calc_is_sign(calc, at, '-')) {
        return words->last >= 20 && !calc_at(calc, at)->spaced && !next->spaced;
    }
    return calc_is_word(calc, at, "and") && words->last < 0 && words->current + words->total > 0;
}

/* The next word of a number; false: it is none that fits. */
static bool take_number_word(struct words *words, const struct calc_token *token)
{
    const int value = small_value(token);
    if (value >= 0) {
        if (!fits_behind(words, value)) {
            return false;
        }
        words->current += value;
        words->last = value;
        return true;
    }
    const int64_t times = large_value(token);
    if (times == 0 || times >= words->lowest || !take_large(words, times)) {
        return false;
    }
    words->lowest = times == 100 ? words->lowest : times;
    return true;
}

/* How many tokens from `at` on are one number in words. */
static size_t read_words(const struct calc *calc, size_t at, int64_t *out)
{
    struct words words = {.last = -1, .lowest = INT64_MAX};
    size_t n = 0;
    while (at + n < calc->count) {
        const size_t skip = n > 0 && joins(calc, at + n, &words);
        if (!take_number_word(&words, calc_at(calc, at + n + skip))) {
            break;
        }
        n += skip + 1;
    }
    *out = words.total + words.current;
    return n;
}

/* "three point one four": digits behind a point in words. */
static size_t read_decimals(const struct calc *calc, size_t at, struct sb *out)
{
    if (!calc_is_word(calc, at, "point") || small_value(calc_at(calc, at + 1)) < 0) {
        return 0;
    }
    size_t n = 1;
    sb_add_byte(out, '.');
    for (; small_value(calc_at(calc, at + n)) >= 0; n++) {
        sb_addf(out, "%d", small_value(calc_at(calc, at + n)));
    }
    return n;
}

/* "million" behind a number in digits. */
static size_t read_multiplier(const struct calc *calc, size_t at, struct sb *out)
{
    size_t n = 0;
    for (; large_value(calc_at(calc, at + n)) > 0; n++) {
        sb_addf(out, "*%lld", (long long)large_value(calc_at(calc, at + n)));
    }
    return n;
}

/* One token in the place of so many. */
static void join(struct calc *calc, size_t at, size_t tokens, const char *value)
{
    struct calc_token *first = &calc->tokens[at];
    const char *raw = calc_text(calc, (struct calc_range){at, at + tokens});
    *first = (struct calc_token){
        .kind = CALC_NUMBER, .spaced = first->spaced, .raw = raw, .value = value};
    memmove(first + 1, first + tokens, (calc->count - at - tokens + 1) * sizeof(*first));
    calc->count -= tokens - 1;
}

static void join_at(struct calc *calc, size_t at)
{
    struct sb sb;
    sb_init(&sb, 4096);
    size_t n = 0;
    const struct calc_token *token = calc_at(calc, at);
    if (token->kind == CALC_NUMBER && token->value != NULL) {
        sb_addf(&sb, "(%s", token->value);
        const size_t more = read_multiplier(calc, at + 1, &sb);
        sb_add_byte(&sb, ')');
        n = more > 0 ? 1 + more : 0;
    } else if (token->kind == CALC_WORD) {
        int64_t value;
        n = read_words(calc, at, &value);
        if (n > 0) {
            sb_addf(&sb, "%lld", (long long)value);
            n += read_decimals(calc, at + n, &sb);
        }
    }
    if (n > 0 && !sb.failed) {
        join(calc, at, n, arena_memdup(calc->arena, sb.p, sb.n));
    }
    sb_done(&sb);
}

/* "two and a half cups", "1 and three quarters" */
static void join_half(struct calc *calc, size_t at)
{
    static const struct {
        const char *phrase;
        const char *value;
    } rows[] = {{"and a|one half", "1/2"},
                {"and half a|an", "1/2"},
                {"and a|one third", "1/3"},
                {"and a|one quarter", "1/4"},
                {"and a|one fourth", "1/4"}};
    const struct calc_token *token = calc_at(calc, at);
    for (size_t i = 0; token->kind == CALC_NUMBER && token->value != NULL && i < ARRAY_LEN(rows);
         i++) {
        const size_t n = calc_match(calc, at + 1, rows[i].phrase);
        if (n > 0 && !calc_is_word(calc, at + 1 + n, "of")) {
            join(calc, at, 1 + n,
                 arena_printf(calc->arena, "(%s+%s)", token->value, rows[i].value));
            return;
        }
    }
}

/* "two thirds off": before other words they are functions, "two thirds of 90" */
static void join_share(struct calc *calc, size_t at)
{
    static const struct {
        const char *phrase;
        int parts;
    } rows[] = {{"half|halves off", 2},
                {"third|thirds off", 3},
                {"quarter|quarters|fourth|fourths off", 4},
                {"fifth|fifths off", 5},
                {"sixth|sixths off", 6},
                {"tenth|tenths off", 10}};
    const struct calc_token *token = calc_at(calc, at);
    for (size_t i = 0; token->kind == CALC_NUMBER && token->value != NULL && i < ARRAY_LEN(rows);
         i++) {
        if (calc_match(calc, at + 1, rows[i].phrase) > 0) {
            join(calc, at, 2, arena_printf(calc->arena, "(%s/%d)", token->value, rows[i].parts));
            return;
        }
    }
}

void calc_join_number_words(struct calc *calc)
{
    for (size_t i = 0; i < calc->count; i++) {
        join_at(calc, i);
        join_half(calc, i);
        join_share(calc, i);
    }
}
