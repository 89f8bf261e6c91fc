/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units by name. Factors: BIPM, The International System of Units, 9th edition, 2019 (SI and what is accepted beside it);
 * NIST Special Publication 811, 2008, appendix B (others); Weights and Measures Act 1985 (imperial volumes). All are exact
 * but where the definition is not, such as the parsec's. */
#include <string.h>

#include "infer/calculator/units/units_int.h"

bool units_same_dimension(struct units_dimension a, struct units_dimension b)
{
    return memcmp(a.of, b.of, sizeof(a.of)) == 0;
}

bool units_has_dimension(struct units_dimension dimension)
{
    return !units_same_dimension(dimension, (struct units_dimension){{0}});
}

const char *units_dimension_name(struct units_dimension dimension)
{
    for (size_t i = 0; i < units_si_row_count; i++) {
        if (units_same_dimension(units_si_rows[i].dimension, dimension)) {
            return units_si_rows[i].quantity;
        }
    }
    return NULL;
}

static const char *raised(struct calc *calc, const char *unit, int power)
{
    return power == 1 ? unit : arena_printf(calc->arena, "%s^%d", unit, power);
}

const char *units_si_unit(struct calc *calc, struct units_dimension dimension)
{
    static const char *const base[] = {"m", "kg", "s", "A", "K", "mol", "cd", "bit"};
    for (size_t i = 0; i < units_si_row_count; i++) {
        if (units_same_dimension(units_si_rows[i].dimension, dimension)) {
            return units_si_rows[i].unit;
        }
    }
    const char *over = "";
    const char *under = "";
    for (size_t i = 0; i < ARRAY_LEN(base); i++) {
        if (dimension.of[i] > 0) {
            over = arena_printf(calc->arena, "%s%s%s", over, *over != '\0' ? "·" : "",
                                raised(calc, base[i], dimension.of[i]));
        } else if (dimension.of[i] < 0) {
            under =
                arena_printf(calc->arena, "%s/%s", under, raised(calc, base[i], -dimension.of[i]));
        }
    }
    return arena_printf(calc->arena, "%s%s", *over != '\0' ? over : "1", under);
}

/* ---- one word ---- */

static bool names_have(const char *names, const char *name, bool any_case)
{
    struct str rest = str_from(names);
    const struct str wanted = str_from(name);
    while (rest.n > 0) {
        const struct str one = str_cut(rest, '|', &rest);
        if (any_case ? str_eq_nocase(one, wanted) : str_eq(one, wanted)) {
            return true;
        }
    }
    return false;
}

static const struct units_row *find_row(const char *name, bool any_case)
{
    for (size_t i = 0; i < units_row_count; i++) {
        if (names_have(units_rows[i].symbols, name, any_case) ||
            names_have(units_rows[i].names, name, true)) {
            return &units_rows[i];
        }
    }
    return NULL;
}

static void take_row(const struct units_row *row, struct unit *out)
{
    *out = (struct unit){
        .code = row->code,
        .label = row->label,
        .dimension = row->dimension,
        .notice = row->notice,
        .other = row->other,
        .zero = row->zero,
        .family = row->family,
    };
}

static const struct {
    const char *symbol;
    const char *name;
    const char *factor;
} prefixes[] = {
    {"Q", "quetta", "10^30"},  {"R", "ronna", "10^27"},  {"Y", "yotta", "10^24"},
    {"Z", "zetta", "10^21"},   {"E", "exa", "10^18"},    {"P", "peta", "10^15"},
    {"T", "tera", "10^12"},    {"G", "giga", "10^9"},    {"M", "mega", "10^6"},
    {"k", "kilo", "10^3"},     {"h", "hecto", "10^2"},   {"da", "deca", "10"},
    {"da", "deka", "10"},      {"d", "deci", "10^-1"},   {"c", "centi", "10^-2"},
    {"m", "milli", "10^-3"},   {"u", "micro", "10^-6"},  {"n", "nano", "10^-9"},
    {"p", "pico", "10^-12"},   {"f", "femto", "10^-15"}, {"a", "atto", "10^-18"},
    {"z", "zepto", "10^-21"},  {"y", "yocto", "10^-24"}, {"r", "ronto", "10^-27"},
    {"q", "quecto", "10^-30"}, {"Ki", "kibi", "2^10"},   {"Mi", "mebi", "2^20"},
    {"Gi", "gibi", "2^30"},    {"Ti", "tebi", "2^40"},   {"Pi", "pebi", "2^50"},
};

/* Symbols go with symbols, names with names; powers of two with what counts bits. */
static bool find_prefixed(struct calc *calc, const char *name, bool any_case, struct unit *out)
{
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        const size_t symbol_n = strlen(prefixes[i].symbol);
        const size_t name_n = strlen(prefixes[i].name);
        const bool binary = prefixes[i].factor[0] == '2';
        for (size_t k = 0; k < units_row_count; k++) {
            const struct units_row *row = &units_rows[k];
            const bool bits = row->dimension.of[7] != 0;
            if (!row->prefixes || (binary && !bits) ||
                (bits && strchr(prefixes[i].factor, '-') != NULL)) {
                continue;
            }
            const bool by_symbol = strncmp(name, prefixes[i].symbol, symbol_n) == 0 &&
                                   names_have(row->symbols, name + symbol_n, any_case);
            const bool by_name =
                str_eq_nocase(str_sub(str_from(name), 0, name_n), str_from(prefixes[i].name)) &&
                names_have(row->names, name + name_n, true);
            if (by_symbol || by_name) {
                take_row(row, out);
                out->code = arena_printf(calc->arena, "(%s*(%s))", row->code, prefixes[i].factor);
                out->label = arena_printf(
                    calc->arena, "%s%s",
                    strcmp(prefixes[i].symbol, "u") == 0 ? "µ" : prefixes[i].symbol, row->label);
                out->family = '\0';
                return true;
            }
        }
    }
    return false;
}

bool units_find(struct calc *calc, const char *name, struct unit *out)
{
    const struct units_row *row = find_row(name, false);
    if (row != NULL) {
        take_row(row, out);
        return true;
    }
    if (find_prefixed(calc, name, false, out)) {
        return true;
    }
    if (strlen(name) < 2) {
        return false;
    }
    /* "KM", "Kg": written in another case than the symbol, where only one unit can be meant */
    row = find_row(name, true);
    if (row != NULL) {
        take_row(row, out);
        return true;
    }
    char *lower = arena_strdup(calc->arena, name);
    for (char *p = lower; *p != '\0'; p++) {
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    }
    return find_prefixed(calc, lower, true, out);
}

/* ---- several words ---- */

/* The longest name of up to three words. */
static size_t read_name(struct calc *calc, size_t index, struct unit *out)
{
    const char *joined[3] = {NULL, NULL, NULL};
    size_t n = 0;
    for (; n < 3 && calc_at(calc, index + n)->kind == CALC_WORD; n++) {
        const char *raw = calc_at(calc, index + n)->raw;
        joined[n] = n == 0 ? raw : arena_printf(calc->arena, "%s %s", joined[n - 1], raw);
    }
    for (; n > 0; n--) {
        if (units_find(calc, joined[n - 1], out)) {
            return n;
        }
    }
    return 0;
}

static bool raise_unit(struct calc *calc, int power, struct unit *unit)
{
    for (size_t i = 0; i < ARRAY_LEN(unit->dimension.of); i++) {
        const int value = unit->dimension.of[i] * power;
        if (value > 20 || value < -20) {
            return false;
        }
        unit->dimension.of[i] = (short)value;
    }
    unit->code = arena_printf(calc->arena, "((%s)^(%d))", unit->code, power);
    unit->label = power == 2   ? arena_printf(calc->arena, "%s²", unit->label)
                  : power == 3 ? arena_printf(calc->arena, "%s³", unit->label)
                               : arena_printf(calc->arena, "%s^%d", unit->label, power);
    unit->family = '\0';
    return unit->zero == NULL;
}

/* "^2", "^-1" behind a unit, or "2" that touches it. */
static size_t read_power(struct calc *calc, size_t index, struct unit *unit)
{
    const bool sign = calc_is_sign(calc, index, '^');
    const bool minus = sign && calc_is_sign(calc, index + 1, '-');
    const struct calc_token *token = calc_at(calc, index + sign + minus);
    if (token->kind != CALC_NUMBER || token->value == NULL || strlen(token->value) != 1 ||
        (!sign && (token->spaced || (token->value[0] != '2' && token->value[0] != '3')))) {
        return 0;
    }
    const int power = token->value[0] - '0';
    return power > 0 && raise_unit(calc, minus ? -power : power, unit) ? (size_t)1 + sign + minus
                                                                       : 0;
}

/* "square metres", "km^2", "cubic feet", "metres squared" */
static size_t read_factor(struct calc *calc, size_t index, struct unit *out)
{
    const int before = calc_is_any(calc, index, "square|sq")  ? 2
                       : calc_is_any(calc, index, "cubic|cu") ? 3
                                                              : 1;
    const size_t skip = before > 1;
    const size_t n = read_name(calc, index + skip, out);
    if (n == 0 || (before > 1 && !raise_unit(calc, before, out))) {
        return 0;
    }
    const int behind = calc_is_word(calc, index + skip + n, "squared") ? 2
                       : calc_is_word(calc, index + skip + n, "cubed") ? 3
                                                                       : 1;
    if (behind > 1) {
        return raise_unit(calc, behind, out) ? skip + n + 1 : 0;
    }
    return skip + n + read_power(calc, index + skip + n, out);
}

static bool join_units(struct calc *calc, struct unit *left, const struct unit *right, bool per)
{
    for (size_t i = 0; i < ARRAY_LEN(left->dimension.of); i++) {
        left->dimension.of[i] = (short)(left->dimension.of[i] +
                                        (per ? -right->dimension.of[i] : right->dimension.of[i]));
    }
    left->code =
        arena_printf(calc->arena, "((%s)%c(%s))", left->code, per ? '/' : '*', right->code);
    left->label = arena_printf(calc->arena, "%s%s%s", left->label, per ? "/" : "·", right->label);
    left->family = '\0';
    left->notice = left->notice != NULL ? left->notice : right->notice;
    return left->zero == NULL && right->zero == NULL;
}

/* Whether a word is rather read as the preposition: "in". */
static bool may_follow(struct calc *calc, size_t index)
{
    return calc_at(calc, index)->kind == CALC_WORD &&
           !calc_is_any(calc, index, "in|a|at|as|to|mod|c|e|g|k|h|x|y|z");
}

size_t units_read(struct calc *calc, size_t index, struct unit *out)
{
    size_t n = read_factor(calc, index, out);
    for (size_t factors = 1; n > 0 && factors < 6; factors++) {
        const bool per = calc_is_sign(calc, index + n, '/') || calc_is_any(calc, index + n, "per");
        const bool times = calc_is_sign(calc, index + n, '*');
        const size_t skip = per || times;
        struct unit next;
        const size_t more = skip > 0 || may_follow(calc, index + n)
                                ? read_factor(calc, index + n + skip, &next)
                                : 0;
        struct unit joined = *out;
        if (more == 0 || !join_units(calc, &joined, &next, per)) {
            break;
        }
        *out = joined;
        n += skip + more;
    }
    return n;
}

bool units_read_text(struct calc *calc, const char *text, struct unit *out)
{
    struct calc inner = *calc;
    return calc_read_tokens(&inner, str_from(text)) == E_OK &&
           units_read(&inner, 0, out) == inner.count;
}
