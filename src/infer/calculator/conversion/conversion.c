/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversions: "3 miles in km". */
#include <string.h>

#include "infer/calculator/conversion/conversion.h"
#include "infer/calculator/expression/expression.h"

/* A unit of temperature; "f", "c" and "k" are ones, too, where a temperature is converted. */
static size_t read_degrees(struct calc *calc, size_t index, struct unit *out)
{
    static const char *const units[][2] = {
        {"c|celcius|centigrades", "degC"}, {"f|farenheit|fahrenheits", "degF"}, {"k", "K"}};
    const size_t skip = calc_is_any(calc, index, "degree|degrees|deg|°");
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (calc_is_any(calc, index + skip, units[i][0])) {
            return units_find(calc, units[i][1], out) ? skip + 1 : 0;
        }
    }
    return units_read(calc, index, out);
}

static bool is_heat(const struct unit *unit)
{
    return units_same_dimension(unit->dimension, (struct units_dimension){{0, 0, 0, 0, 1}});
}

/* A temperature by itself, also below zero: "-40 °F". */
static bool read_temperature(struct calc *calc, struct calc_range range, const char **out_value,
                             struct unit *out)
{
    const bool minus =
        calc_is_sign(calc, range.from, '-') || calc_is_word(calc, range.from, "minus");
    const size_t at = range.from + minus;
    const struct calc_token *number = calc_at(calc, at);
    if (number->kind != CALC_NUMBER || number->value == NULL) {
        return false;
    }
    const size_t n = read_degrees(calc, at + 1, out);
    *out_value = arena_printf(calc->arena, "%s%s", minus ? "-" : "", number->value);
    return n > 0 && at + 1 + n == range.to && is_heat(out);
}

static const char *zero_of(const struct unit *unit)
{
    return unit->zero != NULL ? unit->zero : "0";
}

static int convert_temperature(struct calc *calc, const char *value, const struct unit *from,
                               const struct unit *to)
{
    struct arena *arena = calc->arena;
    const char *kelvin = arena_printf(arena, "((%s+%s)*%s)", value, zero_of(from), from->code);
    struct calc_number above;
    int rc = calc_ask_number(calc, kelvin, &above);
    if (rc == E_OK && above.text[0] == '-') {
        rc = calc_refuse(calc, "Nothing is colder than absolute zero, −273.15 °C.");
    }
    if (rc == E_OK) {
        rc = calc_answer_number(calc,
                                arena_printf(arena, "(%s/%s-%s)", kelvin, to->code, zero_of(to)),
                                to->label, false);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(arena, "%s %s in %s", value, from->label, to->label);
    if (strcmp(from->label, "°F") == 0 && strcmp(to->label, "°C") == 0) {
        calc_add_line(&calc->out->steps,
                      arena_printf(arena, "(%s − 32) × 5/9 = %s", value, calc->out->result));
    } else if (strcmp(from->label, "°C") == 0 && strcmp(to->label, "°F") == 0) {
        calc_add_line(&calc->out->steps,
                      arena_printf(arena, "%s × 9/5 + 32 = %s", value, calc->out->result));
    } else {
        calc_add_line(&calc->out->steps,
                      arena_printf(arena, "%s %s = %s K", value, from->label, above.text));
    }
    return E_OK;
}

static const char *kind_name(struct calc *calc, struct units_dimension dimension)
{
    const char *name = units_dimension_name(dimension);
    return name != NULL
               ? name
               : arena_printf(calc->arena, "counted in %s", units_si_unit(calc, dimension));
}

/* "1 mi = 1.609344 km" */
static void add_factor_step(struct calc *calc, const struct unit *from, const struct unit *to)
{
    struct calc_number factor;
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored); /* a step that cannot be shown is none */
    if (strcmp(from->label, to->label) != 0 &&
        units_same_dimension(from->dimension, to->dimension) &&
        calc_ask_number(&inner, arena_printf(calc->arena, "(%s/%s)", from->code, to->code),
                        &factor) == E_OK) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "1 %s %s %s %s", from->label,
                                   factor.exact ? "=" : "≈", factor.text, to->label));
    }
}

/* The same with the other unit of the name, as an alternative. */
static void add_other_unit(struct calc *calc, struct calc_range range, const struct unit *to,
                           bool other_left)
{
    struct unit unit = *to;
    struct calculation scratch = {0};
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    struct expression_reading reading = {.other_unit = other_left};
    struct expression piece;
    if ((!other_left && !units_find(&inner, to->other, &unit)) ||
        expression_read(&inner, range, &reading, &piece) != E_OK ||
        calc_answer_number(&inner, arena_printf(calc->arena, "(%s/%s)", piece.code, unit.code),
                           unit.label, false) != E_OK) {
        return;
    }
    calc_add_line(&calc->out->alternatives,
                  arena_printf(calc->arena, "%s = %s", piece.shown, scratch.result));
}

static int convert_to_two(struct calc *calc, struct calc_range left, const struct unit *big,
                          const struct unit *small);

/* "6 ft 0.83 in" of feet that are not whole. */
static void add_feet_and_inches(struct calc *calc, struct calc_range range, const struct unit *to)
{
    struct calculation scratch = {0};
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    struct unit inches;
    if (strcmp(to->label, "ft") == 0 && strchr(calc->out->result, '.') != NULL &&
        units_find(calc, "in", &inches) && convert_to_two(&inner, range, to, &inches) == E_OK) {
        calc_add_line(&calc->out->alternatives, scratch.result);
    }
}

static int convert(struct calc *calc, struct calc_range range, const struct unit *to)
{
    struct expression_reading reading = {0};
    struct expression piece;
    int rc = expression_read(calc, range, &reading, &piece);
    if (rc != E_OK) {
        return rc;
    }
    if (to->zero != NULL || piece.temperature || piece.currency != NULL) {
        return calc_refuse(calc, "“%s” cannot be told in %s.", piece.shown, to->label);
    }
    const struct units_dimension mass = {{0, 1}};
    const struct units_dimension volume = {{3}};
    if ((units_same_dimension(piece.dimension, volume) &&
         units_same_dimension(to->dimension, mass)) ||
        (units_same_dimension(piece.dimension, mass) &&
         units_same_dimension(to->dimension, volume))) {
        return calc_refuse(
            calc,
            "“%s” is %s, and %s is a unit of %s: how much it weighs depends on what it "
            "is of, and densities of foods are not known here. A litre of water weighs "
            "about a kilogram.",
            piece.shown, kind_name(calc, piece.dimension), to->label,
            kind_name(calc, to->dimension));
    }
    if (!units_same_dimension(piece.dimension, to->dimension)) {
        return calc_refuse(
            calc, "“%s” is %s, and %s is a unit of %s: the one cannot be told in the other.",
            piece.shown, kind_name(calc, piece.dimension), to->label,
            kind_name(calc, to->dimension));
    }
    rc = calc_answer_number(calc, arena_printf(calc->arena, "(%s/%s)", piece.code, to->code),
                            to->label, false);
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(calc->arena, "%s in %s", piece.shown, to->label);
    if (reading.met_unit) {
        add_factor_step(calc, &reading.unit, to);
    }
    if (to->notice != NULL) {
        calc_add_line(&calc->out->notices, to->notice);
    }
    add_feet_and_inches(calc, range, to);
    if (reading.met_other_unit) {
        add_other_unit(calc, range, to, true);
    }
    if (to->other != NULL) {
        add_other_unit(calc, range, to, false);
    }
    return E_OK;
}

/* "in feet and inches": whole ones of the first, and what is left in the second. */
static int convert_to_two(struct calc *calc, struct calc_range left, const struct unit *big,
                          const struct unit *small)
{
    struct expression_reading reading = {0};
    struct expression piece;
    int rc = expression_read(calc, left, &reading, &piece);
    if (rc == E_OK && (!units_same_dimension(piece.dimension, big->dimension) ||
                       piece.temperature || piece.currency != NULL)) {
        rc = calc_refuse(calc, "“%s” cannot be told in %s and %s.", piece.shown, big->label,
                         small->label);
    }
    struct calc_number whole;
    struct calc_number rest;
    if (rc == E_OK) {
        rc = calc_ask_number(calc, arena_printf(calc->arena, "floor(%s/%s)", piece.code, big->code),
                             &whole);
    }
    if (rc == E_OK) {
        rc = calc_ask_number(calc,
                             arena_printf(calc->arena, "((%s)-floor(%s/%s)*%s)/%s", piece.code,
                                          piece.code, big->code, big->code, small->code),
                             &rest);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression =
        arena_printf(calc->arena, "%s in %s and %s", piece.shown, big->label, small->label);
    calc->out->result =
        arena_printf(calc->arena, "%s %s %s %s", whole.text, big->label, rest.text, small->label);
    calc->out->exact = rest.exact;
    return E_OK;
}

/* "2 cups of flour": what it is of does not matter for its volume; where the words behind "of" are no units. */
static void drop_stuff(struct calc *calc, struct calc_range *left)
{
    const size_t of = calc_find_last(calc, *left, "of");
    struct unit unit;
    size_t n = 0;
    if (of >= left->to || of == left->from || left->to - of > 4 ||
        units_read(calc, of + 1, &unit) > 0) {
        return;
    }
    for (size_t i = of + 1; i < left->to; i++) {
        if (calc_at(calc, i)->kind != CALC_WORD || expression_find_function(calc, i, &n) != NULL ||
            calc_is_any(calc, i, "a|an|the|one|light")) {
            return;
        }
    }
    /* it has to be a unit that it is of: "half of x" is something else */
    if (calc_at(calc, of - 1)->kind == CALC_WORD && units_read(calc, of - 1, &unit) == 1) {
        left->to = of;
    }
}

static int convert_between(struct calc *calc, struct calc_range left, struct calc_range right)
{
    struct unit to;
    struct unit from;
    const char *value;
    right.from += calc_is_any(calc, right.from, "the|a|an");
    if (right.from >= right.to || left.from >= left.to) {
        return CALC_NOT_MINE;
    }
    if (read_degrees(calc, right.from, &to) == right.to - right.from && is_heat(&to) &&
        read_temperature(calc, left, &value, &from)) {
        return convert_temperature(calc, value, &from, &to);
    }
    drop_stuff(calc, &left);
    const size_t n = units_read(calc, right.from, &to);
    const size_t more = calc_is_any(calc, right.from + n, "and") && n > 0
                            ? units_read(calc, right.from + n + 1, &from)
                            : 0;
    if (more > 0 && right.from + n + 1 + more == right.to && to.family != '\0' &&
        to.family == from.family) {
        return convert_to_two(calc, left, &to, &from);
    }
    if (n != right.to - right.from) {
        return CALC_NOT_MINE;
    }
    return convert(calc, left, &to);
}

/* "how many km are in 3 miles", "how many inches is 1 foot" */
static int convert_how_many(struct calc *calc, struct calc_range range)
{
    const size_t skip = calc_match(calc, range.from, "how many|much");
    struct unit to;
    const size_t n = skip > 0 ? units_read(calc, range.from + skip, &to) : 0;
    if (n == 0) {
        return CALC_NOT_MINE;
    }
    size_t at = range.from + skip + n;
    while (at < range.to &&
           calc_is_any(calc, at, "are|is|in|there|do|does|make|makes|equal|equals|to|make|up")) {
        at++;
    }
    struct calc_range left = {at, range.to};
    while (left.to > left.from &&
           calc_is_any(calc, left.to - 1, "have|has|make|contain|contains")) {
        left.to--;
    }
    return at < range.to
               ? convert_between(calc, left,
                                 (struct calc_range){range.from + skip, range.from + skip + n})
               : CALC_NOT_MINE;
}

int conversion_form(struct calc *calc, struct calc_range range)
{
    int rc = convert_how_many(calc, range);
    if (rc != CALC_NOT_MINE) {
        return rc;
    }
    const size_t at = calc_find_last(calc, range, "in|to|into|as");
    if (at >= range.to) {
        return CALC_NOT_MINE;
    }
    rc = convert_between(calc, (struct calc_range){range.from, at},
                         (struct calc_range){at + 1, range.to});
    if (rc != CALC_NOT_MINE && rc < 0 && calc_is_word(calc, at, "in") && at + 1 < range.to) {
        /* "10 in cm": ten inches */
        struct err before = *calc->err;
        struct unit to;
        if (units_read(calc, at + 1, &to) == range.to - at - 1) {
            err_clear(calc->err);
            rc = convert(calc, (struct calc_range){range.from, at + 1}, &to);
            if (rc != E_OK) {
                *calc->err = before;
            }
        }
    }
    return rc;
}
