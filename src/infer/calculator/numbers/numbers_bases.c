/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers in other bases and in Roman numerals. */
#include <ctype.h>
#include <string.h>

#include "infer/calculator/numbers/numbers_int.h"

/* ---- bases ---- */

static const struct {
    const char *words;
    int base;
    const char *prefix;
} bases[] = {
    {"binary", 2, "0b"}, {"octal", 8, "0o"},        {"decimal", 10, ""},
    {"hex", 16, "0x"},   {"hexadecimal", 16, "0x"}, {"roman", 0, ""},
    {"arabic", 10, ""},  {"numbers", 10, ""},       {"digits", 10, ""},
};

static int find_base(const struct calc *calc, size_t index)
{
    for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
        if (calc_is_word(calc, index, bases[i].words)) {
            return (int)i;
        }
    }
    return -1;
}

static const char *write_base(struct calc *calc, int64_t value, int base, const char *prefix)
{
    char digits[80];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
    do {
        digits[--at] = "0123456789ABCDEF"[rest % (uint64_t)base];
        rest /= (uint64_t)base;
    } while (rest > 0);
    return arena_printf(calc->arena, "%s%s%s", value < 0 ? "-" : "", prefix, digits + at);
}

static const struct {
    int value;
    const char *letters;
} romans[] = {
    {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
    {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"},
};

static const char *write_roman(struct calc *calc, int64_t value)
{
    const char *text = "";
    for (size_t i = 0; i < ARRAY_LEN(romans); i++) {
        for (; value >= romans[i].value; value -= romans[i].value) {
            text = arena_printf(calc->arena, "%s%s", text, romans[i].letters);
        }
    }
    return text;
}

/* The value of a Roman numeral in its usual form, 0: it is none. */
static int64_t read_roman(struct calc *calc, const char *text)
{
    char upper[24];
    size_t n = 0;
    for (; text[n] != '\0' && n + 1 < sizeof(upper); n++) {
        upper[n] = (char)toupper((unsigned char)text[n]);
    }
    upper[n] = '\0';
    int64_t value = 0;
    size_t at = 0;
    for (size_t i = 0; i < ARRAY_LEN(romans); i++) {
        const size_t letters = strlen(romans[i].letters);
        while (strncmp(upper + at, romans[i].letters, letters) == 0) {
            value += romans[i].value;
            at += letters;
        }
    }
    return value > 0 && value < 4000 && strcmp(write_roman(calc, value), upper) == 0 ? value : 0;
}

/* Digits of the base named before or behind them: "1F" is cut into a number and a word. */
static int read_digits(struct calc *calc, struct calc_range range, int base, int64_t *out)
{
    const char *text = calc_text(calc, range);
    if (strncmp(text, "0x", 2) == 0 || strncmp(text, "0b", 2) == 0 || strncmp(text, "0o", 2) == 0) {
        text += 2;
    }
    char *end;
    const unsigned long long value = strtoull(text, &end, base);
    const bool digits = isalnum((unsigned char)text[0]) && *end == '\0';
    if (!digits || value > INT64_MAX) {
        return calc_refuse(calc, "“%s” is no number in base %d that is reckoned with here.", text,
                           base);
    }
    *out = (int64_t)value;
    return E_OK;
}

static int answer_base(struct calc *calc, int64_t value, size_t to, const char *shown)
{
    struct calculation *out = calc->out;
    out->exact = true;
    out->expression = arena_printf(calc->arena, "%s in %s", shown,
                                   bases[to].base == 0 ? "Roman numerals" : bases[to].words);
    if (bases[to].base == 0) {
        if (value < 1 || value > 3999) {
            return calc_refuse(calc, "Roman numerals are written from 1 to 3999.");
        }
        out->result = write_roman(calc, value);
        return E_OK;
    }
    out->result = write_base(calc, value, bases[to].base, "");
    if (bases[to].prefix[0] != '\0') {
        calc_add_line(&out->alternatives,
                      write_base(calc, value, bases[to].base, bases[to].prefix));
    }
    return E_OK;
}

/* "binary 1010", "hex FF", "1010 in binary", "FF hex", "roman XIV"; the base that the digits are in. */
static int read_left(struct calc *calc, struct calc_range range, int64_t *out)
{
    int base = find_base(calc, range.from);
    if (base >= 0 && range.to > range.from + 1) {
        range.from++;
        range.from += calc_is_any(calc, range.from, "numeral|numerals|number");
    } else if ((base = find_base(calc, range.to - 1)) >= 0) {
        range.to--;
        range.to -= range.to > range.from + 1 && calc_is_any(calc, range.to - 1, "from|in");
    } else if (range.to > range.from + 2 && calc_is_word(calc, range.to - 2, "base")) {
        int64_t given;
        if (str_to_i64(str_from(calc_at(calc, range.to - 1)->raw), 2, 36, &given) != E_OK) {
            return calc_refuse(calc, "Bases go from 2 to 36.");
        }
        range.to -= 2;
        range.to -= calc_is_word(calc, range.to - 1, "in");
        return read_digits(calc, range, (int)given, out);
    }
    if (base >= 0 && bases[base].base == 0) {
        *out = read_roman(calc, calc_text(calc, range));
        return *out > 0 ? E_OK
                        : calc_refuse(calc, "“%s” is no Roman numeral.", calc_text(calc, range));
    }
    if (base >= 0) {
        return read_digits(calc, range, bases[base].base, out);
    }
    if (range.to == range.from + 1 && calc_at(calc, range.from)->kind == CALC_WORD) {
        *out = read_roman(calc, calc_at(calc, range.from)->raw);
        if (*out > 0) {
            return E_OK;
        }
    }
    struct expression_reading reading = {0};
    struct expression piece;
    int rc = expression_read(calc, range, &reading, &piece);
    if (rc == E_OK && expression_has_unit(&piece)) {
        rc = calc_refuse(calc, "“%s” has a unit, which a base cannot show.", piece.shown);
    }
    return rc != E_OK ? rc : calc_ask_integer(calc, piece.code, INT64_MIN + 1, INT64_MAX, out);
}

/* "255 in hex", "10 in base 3" */
static int in_base(struct calc *calc, struct calc_range range)
{
    const size_t at = calc_find_last(calc, range, "in|to|into|as");
    const size_t target = at + 1 + (calc_is_any(calc, at + 1, "a|an"));
    const struct calc_range left = {range.from, at};
    int64_t value;
    int64_t base;
    if (at >= range.to || at <= range.from) {
        return CALC_NOT_MINE;
    }
    const int to = find_base(calc, target);
    const size_t rest =
        target + 1 + calc_is_any(calc, target + 1, "numeral|numerals|number|digits|notation");
    if (to >= 0 && rest == range.to) {
        int rc = read_left(calc, left, &value);
        return rc != E_OK ? rc : answer_base(calc, value, (size_t)to, calc_text(calc, left));
    }
    if (!calc_is_word(calc, target, "base") || target + 2 != range.to ||
        str_to_i64(str_from(calc_at(calc, target + 1)->raw), 2, 16, &base) != E_OK) {
        return CALC_NOT_MINE;
    }
    int rc = read_left(calc, left, &value);
    if (rc == E_OK) {
        calc->out->result = write_base(calc, value, (int)base, "");
        calc->out->exact = true;
        calc->out->expression = calc_text(calc, range);
    }
    return rc;
}

/* "binary of 10", "roman numeral for 14" */
static int base_of(struct calc *calc, struct calc_range range)
{
    const int of = find_base(calc, range.from);
    const size_t word =
        range.from + 1 +
        calc_is_any(calc, range.from + 1, "numeral|numerals|number|value|form|representation|code");
    int64_t value;
    if (of < 0 || !calc_is_any(calc, word, "of|for") || word + 1 >= range.to) {
        return CALC_NOT_MINE;
    }
    const struct calc_range left = {word + 1, range.to};
    int rc = read_left(calc, left, &value);
    return rc != E_OK ? rc : answer_base(calc, value, (size_t)of, calc_text(calc, left));
}

/* "MMXXVI" alone, in capitals */
static int roman_alone(struct calc *calc, struct calc_range range)
{
    const char *raw = calc_at(calc, range.from)->raw;
    if (range.to != range.from + 1 || calc_at(calc, range.from)->kind != CALC_WORD ||
        strlen(raw) < 3 || strspn(raw, "MDCLXVI") != strlen(raw)) {
        return CALC_NOT_MINE;
    }
    const int64_t value = read_roman(calc, raw);
    if (value == 0) {
        return CALC_NOT_MINE;
    }
    calc->out->result = arena_printf(calc->arena, "%lld", (long long)value);
    calc->out->exact = true;
    calc_add_line(&calc->out->notices, "Read as a Roman numeral.");
    return E_OK;
}

/* "roman numeral XIV", "1010 binary" */
static int from_base(struct calc *calc, struct calc_range range)
{
    const bool plain = calc_is_any(calc, range.to - 1, "numbers|digits"); /* "sum of 3 numbers" */
    const bool named =
        find_base(calc, range.from) >= 0 || (!plain && find_base(calc, range.to - 1) >= 0);
    int64_t value;
    if (!named || range.to - range.from < 2) {
        return CALC_NOT_MINE;
    }
    int rc = read_left(calc, range, &value);
    if (rc == E_OK) {
        calc->out->result = arena_printf(calc->arena, "%lld", (long long)value);
        calc->out->exact = true;
        calc->out->expression = calc_text(calc, range);
    }
    return rc;
}

int numbers_form_bases(struct calc *calc, struct calc_range range)
{
    static int (*const forms[])(struct calc * calc, struct calc_range range) = {
        in_base, base_of, roman_alone, from_base};
    int rc = CALC_NOT_MINE;
    for (size_t i = 0; rc == CALC_NOT_MINE && i < ARRAY_LEN(forms); i++) {
        rc = forms[i](calc, range);
    }
    return rc;
}
