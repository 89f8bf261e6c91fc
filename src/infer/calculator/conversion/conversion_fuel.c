/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much fuel a car needs: miles per gallon, litres per 100 km, kilometres per litre. Some are a way by fuel, the others fuel by
 * a way, so that no factor turns the ones into the others. A gallon of the USA is 3.785411784 litres, an imperial one 4.54609, a
 * mile 1.609344 km (NIST Handbook 44, appendix C; Weights and Measures Act 1985). */
#include <string.h>

#include "infer/calculator/conversion/conversion.h"
#include "infer/calculator/expression/expression.h"

enum fuel_kind { FUEL_MPG, FUEL_MPG_US, FUEL_MPG_UK, FUEL_PER_100_KM, FUEL_KM, FUEL_COUNT };

static const struct {
    const char *label;
    const char *litres; /* for 100 km at one of these; NULL: it is litres for 100 km itself */
} kinds[] = {
    [FUEL_MPG] = {"mpg (US)", "378.5411784/1.609344"},
    [FUEL_MPG_US] = {"mpg (US)", "378.5411784/1.609344"},
    [FUEL_MPG_UK] = {"mpg (imperial)", "454.609/1.609344"},
    [FUEL_PER_100_KM] = {"l/100 km", NULL},
    [FUEL_KM] = {"km/l", "100"},
};
_Static_assert(ARRAY_LEN(kinds) == FUEL_COUNT, "one of each");

/* Longer names before those that they begin with. */
static const struct {
    const char *words;
    enum fuel_kind kind;
} names[] = {
    {"us|american mpg", FUEL_MPG_US},
    {"mpg us|usa|american", FUEL_MPG_US},
    {"mpg ( us|usa|american )", FUEL_MPG_US},
    {"us|american miles per gallon", FUEL_MPG_US},
    {"miles|mile per us|american gallon", FUEL_MPG_US},
    {"miles|mile per gallon us|american", FUEL_MPG_US},
    {"miles|mile per gallon ( us|usa|american )", FUEL_MPG_US},
    {"uk|imperial|british mpg", FUEL_MPG_UK},
    {"mpg uk|imperial|british|imp", FUEL_MPG_UK},
    {"mpg ( uk|imperial|british|imp )", FUEL_MPG_UK},
    {"uk|imperial|british miles per gallon", FUEL_MPG_UK},
    {"miles|mile per uk|imperial|british gallon", FUEL_MPG_UK},
    {"miles|mile per gallon uk|imperial|british", FUEL_MPG_UK},
    {"miles|mile per gallon ( uk|imperial|british )", FUEL_MPG_UK},
    {"mpg", FUEL_MPG},
    {"miles|mile per|a gallon", FUEL_MPG},
    {"mi|miles / gal|gallon", FUEL_MPG},
    {"km|kilometres|kilometers / l|litre|liter", FUEL_KM},
    {"km|kilometres|kilometers per l|litre|liter", FUEL_KM},
    {"kml|kpl|kmpl", FUEL_KM},
};

/* "l/100 km", "litres per 100 kilometres" */
static size_t read_litres(const struct calc *calc, size_t index)
{
    const size_t n = calc_match(calc, index, "l|litre|litres|liter|liters /|per");
    const struct calc_token *token = calc_at(calc, index + n);
    if (n == 0 || token->kind != CALC_NUMBER || strcmp(token->raw, "100") != 0) {
        return 0;
    }
    return calc_is_any(calc, index + n + 1, "km|kilometres|kilometers") ? n + 2 : 0;
}

static size_t read_kind(const struct calc *calc, size_t index, enum fuel_kind *out)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const size_t n = calc_match(calc, index, names[i].words);
        if (n > 0) {
            *out = names[i].kind;
            return n;
        }
    }
    *out = FUEL_PER_100_KM;
    return read_litres(calc, index);
}

struct fuel {
    const char *value; /* for libqalculate */
    const char *raw;
    enum fuel_kind from;
    enum fuel_kind to;
    bool has_to;
};

/* "30 mpg" */
static size_t read_amount(const struct calc *calc, size_t index, struct fuel *out)
{
    const struct calc_token *token = calc_at(calc, index);
    if (token->kind != CALC_NUMBER || token->value == NULL) {
        return 0;
    }
    const size_t n = read_kind(calc, index + 1, &out->from);
    out->value = token->value;
    out->raw = token->raw;
    return n == 0 ? 0 : n + 1;
}

/* "30 mpg in l/100 km", "30 mpg", "l/100 km for 30 mpg", "how many km/l is 30 mpg" */
static bool read_fuel(const struct calc *calc, struct calc_range range, struct fuel *out)
{
    size_t at = range.from + calc_match(calc, range.from, "how");
    at += calc_is_any(calc, at, "many|much");
    size_t n = read_kind(calc, at, &out->to);
    if (n > 0) {
        out->has_to = true;
        at += n;
        at += calc_is_any(calc, at, "is|are|for|of|from|does|in|=");
        n = read_amount(calc, at, out);
        return n > 0 && at + n == range.to;
    }
    n = read_amount(calc, at, out);
    if (n == 0) {
        return false;
    }
    at += n;
    if (at == range.to) {
        return true;
    }
    if (!calc_is_any(calc, at, "in|to|as|into|is|=")) {
        return false;
    }
    at += 1 + (calc_match(calc, at + 1, "how many") > 0 ? 2 : 0);
    n = read_kind(calc, at, &out->to);
    out->has_to = true;
    return n > 0 && at + n == range.to;
}

/* So much as another kind, for libqalculate. */
static const char *turn(struct calc *calc, const char *value, enum fuel_kind from,
                        enum fuel_kind to)
{
    const char *litres = kinds[from].litres == NULL
                             ? value
                             : arena_printf(calc->arena, "(%s)/(%s)", kinds[from].litres, value);
    return kinds[to].litres == NULL
               ? litres
               : arena_printf(calc->arena, "(%s)/(%s)", kinds[to].litres, litres);
}

static int answer(struct calc *calc, const struct fuel *fuel, enum fuel_kind from,
                  enum fuel_kind to, struct calculation *out)
{
    struct calc inner = calc_aside(calc, out, NULL);
    return calc_answer_number(&inner, turn(calc, fuel->value, from, to), kinds[to].label, false);
}

/* What it is with the gallon of the other country, where nobody said which. */
static int tell_other(struct calc *calc, const struct fuel *fuel, enum fuel_kind to)
{
    struct calculation other = {.result = ""};
    const bool is_from = fuel->from == FUEL_MPG;
    const int rc = answer(calc, fuel, is_from ? FUEL_MPG_UK : fuel->from,
                          to == FUEL_MPG && !is_from ? FUEL_MPG_UK : to, &other);
    if (rc == E_OK) {
        calc_add_line(&calc->out->notices,
                      arena_printf(calc->arena,
                                   "Gallons of the USA are taken; with imperial ones, as in the "
                                   "United Kingdom, it is %s.",
                                   other.result));
    }
    return rc;
}

int conversion_form_fuel(struct calc *calc, struct calc_range range)
{
    struct fuel fuel = {0};
    if (!read_fuel(calc, range, &fuel)) {
        return CALC_NOT_MINE;
    }
    const enum fuel_kind to = fuel.has_to                    ? fuel.to
                              : fuel.from == FUEL_PER_100_KM ? FUEL_MPG
                                                             : FUEL_PER_100_KM;
    const bool is_both = fuel.from <= FUEL_MPG_UK && to <= FUEL_MPG_UK;
    int rc = answer(calc, &fuel, fuel.from, to, calc->out);
    if (rc == E_OK && !is_both && (fuel.from == FUEL_MPG || to == FUEL_MPG)) {
        rc = tell_other(calc, &fuel, to);
    }
    calc->out->expression =
        arena_printf(calc->arena, "%s %s in %s", fuel.raw, kinds[fuel.from].label, kinds[to].label);
    return rc;
}
