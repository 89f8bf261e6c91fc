/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How two parts of an expression become one: what may be added to what, and which dimension a product has. */
#include <math.h>
#include <string.h>

#include "infer/calculator/expression/expression_int.h"

bool expression_has_unit(const struct expression *expression)
{
    return units_has_dimension(expression->dimension) || expression->currency != NULL;
}

static const char *kind_of(struct calc *calc, const struct expression *piece)
{
    if (piece->currency != NULL) {
        return arena_printf(calc->arena, "an amount in %s", piece->currency);
    }
    const char *name = units_dimension_name(piece->dimension);
    return name != NULL ? name
                        : arena_printf(calc->arena, "a quantity in %s",
                                       units_si_unit(calc, piece->dimension));
}

static bool same_kind(const struct expression *a, const struct expression *b)
{
    if ((a->currency == NULL) != (b->currency == NULL) ||
        (a->currency != NULL && strcmp(a->currency, b->currency) != 0)) {
        return false;
    }
    return units_same_dimension(a->dimension, b->dimension);
}

static int refuse_size(struct calc *calc, const struct expression *piece)
{
    return calc_refuse(calc, "“%s” has more digits than are reckoned with here, which are %d.",
                       piece->shown, EXPRESSION_DIGITS_MAX);
}

static int refuse_temperature(struct calc *calc, const struct expression *piece)
{
    return calc_refuse(calc,
                       "“%s” is counted from a zero of its own, so it can be converted, but not "
                       "reckoned with; in kelvins it can.",
                       piece->shown);
}

int expression_add(struct calc *calc, struct expression *left, char sign,
                   const struct expression *right, struct expression_reading *reading)
{
    reading->met_operator = true;
    if (left->temperature || right->temperature) {
        return refuse_temperature(calc, left->temperature ? left : right);
    }
    const char *shown =
        arena_printf(calc->arena, "%s %s %s", left->shown, sign == '+' ? "+" : "−", right->shown);
    if (right->percent && !left->percent) {
        reading->met_percent_of_left = true;
        calc_add_line(&calc->out->notices,
                      arena_printf(calc->arena, "%s is taken of %s, as pocket calculators do.",
                                   right->shown, left->shown));
        left->code = arena_printf(calc->arena, "(%s*(1%c%s))", left->code, sign, right->code);
        left->shown = shown;
        left->whole = left->plain = false;
        left->size = fmax(left->size, left->size + right->size) + 1;
        return E_OK;
    }
    if (!same_kind(left, right)) {
        return calc_refuse(calc, "“%s” is %s and “%s” is %s: they cannot be %s.", left->shown,
                           kind_of(calc, left), right->shown, kind_of(calc, right),
                           sign == '+' ? "added" : "subtracted");
    }
    left->code = arena_printf(calc->arena, "(%s%c%s)", left->code, sign, right->code);
    left->shown = shown;
    left->whole = left->whole && right->whole;
    left->percent = left->percent && right->percent;
    left->plain = false;
    left->size = fmax(left->size, right->size) + 1;
    return E_OK;
}

static int join_dimensions(struct calc *calc, struct expression *left, int sign,
                           const struct expression *right)
{
    for (size_t i = 0; i < ARRAY_LEN(left->dimension.of); i++) {
        const int sum = left->dimension.of[i] + sign * right->dimension.of[i];
        if (sum > 60 || sum < -60) {
            return calc_refuse(calc, "No quantity has so many units multiplied.");
        }
        left->dimension.of[i] = (short)sum;
    }
    return E_OK;
}

static int join_currencies(struct calc *calc, struct expression *left, bool divides,
                           const struct expression *right)
{
    if (right->currency == NULL) {
        return E_OK;
    }
    if (divides && left->currency != NULL && strcmp(left->currency, right->currency) == 0) {
        left->currency = NULL;
        return E_OK;
    }
    if (!divides && left->currency == NULL) {
        left->currency = right->currency;
        return E_OK;
    }
    return calc_refuse(calc, "“%s” and “%s” are amounts of money, which makes no sense %s.",
                       left->shown, right->shown, divides ? "divided like this" : "multiplied");
}

int expression_multiply(struct calc *calc, struct expression *left, char sign,
                        const struct expression *right, struct expression_reading *reading)
{
    reading->met_operator = true;
    if (left->temperature || right->temperature) {
        return refuse_temperature(calc, left->temperature ? left : right);
    }
    const bool divides = sign == '/';
    reading->met_divided = reading->met_divided || divides;
    int rc = join_dimensions(calc, left, divides ? -1 : 1, right);
    if (rc == E_OK) {
        rc = join_currencies(calc, left, divides, right);
    }
    if (rc != E_OK) {
        return rc;
    }
    left->code = arena_printf(calc->arena, "(%s%c%s)", left->code, sign, right->code);
    left->shown =
        arena_printf(calc->arena, "%s %s %s", left->shown, divides ? "/" : "×", right->shown);
    left->size = left->size + (divides ? -right->size : right->size);
    if (fabs(left->size) > EXPRESSION_DIGITS_MAX) {
        return refuse_size(calc, left);
    }
    left->whole = left->whole && right->whole;
    left->percent = left->plain = false;
    return E_OK;
}

/* Powers: the digits of the result, and those of a fraction's halves, are known beforehand well enough. */
static int check_power(struct calc *calc, struct expression *left, const struct expression *right)
{
    const double exponent = right->size > 9 ? 1e9 : pow(10, right->size);
    const double halves = (double)strlen(left->code);
    left->size *= exponent;
    if (fabs(left->size) > EXPRESSION_DIGITS_MAX ||
        halves * exponent > 50 * EXPRESSION_DIGITS_MAX) {
        return refuse_size(calc, left);
    }
    return E_OK;
}

int expression_raise(struct calc *calc, struct expression *left, const struct expression *right,
                     struct expression_reading *reading)
{
    reading->met_operator = true;
    if (left->temperature || right->temperature) {
        return refuse_temperature(calc, left->temperature ? left : right);
    }
    if (left->currency != NULL || right->currency != NULL ||
        units_has_dimension(right->dimension)) {
        return calc_refuse(calc, "“%s” cannot be raised to “%s”.", left->shown, right->shown);
    }
    if (units_has_dimension(left->dimension)) {
        int64_t power;
        if (str_to_i64(str_from(right->code), -6, 6, &power) != E_OK) {
            return calc_refuse(calc,
                               "A quantity with a unit can be raised to small whole numbers only.");
        }
        for (size_t i = 0; i < ARRAY_LEN(left->dimension.of); i++) {
            const int64_t product = left->dimension.of[i] * power;
            if (product > 60 || product < -60) {
                return calc_refuse(calc, "No quantity has so many units multiplied.");
            }
            left->dimension.of[i] = (short)product;
        }
    }
    const struct expression base = *left;
    left->shown = arena_printf(calc->arena, "%s^%s", left->shown, right->shown);
    int rc = check_power(calc, left, right);
    if (rc != E_OK) {
        return rc;
    }
    left->code = arena_printf(calc->arena, "(%s^%s)", base.code, right->code);
    left->whole = left->whole && right->whole;
    left->percent = left->plain = false;
    return E_OK;
}

/* The root of an area is a length. */
static int halve_dimension(struct calc *calc, struct expression *piece, int by)
{
    for (size_t i = 0; i < ARRAY_LEN(piece->dimension.of); i++) {
        if (piece->dimension.of[i] % by != 0) {
            return calc_refuse(calc, "“%s” has no such root, for its unit has none.", piece->shown);
        }
        piece->dimension.of[i] = (short)(piece->dimension.of[i] / by);
    }
    return E_OK;
}

/* How large the function's value can be; those that grow fast are held. */
static int check_function(struct calc *calc, const char *name, struct expression *piece)
{
    const double argument = piece->size > 9 ? 1e9 : pow(10, piece->size);
    if (strcmp(name, "factorial") == 0) {
        piece->size = argument < 2 ? 1 : argument * piece->size;
    } else if (strcmp(name, "exp") == 0 || strcmp(name, "sinh") == 0 || strcmp(name, "cosh") == 0) {
        piece->size = argument * 0.4343;
    } else if (name[0] == '\0') {
        piece->size = 3 * fabs(piece->size) + 1; /* halves, doubles, squares and cubes */
    } else if (strcmp(name, "tan") == 0) {
        piece->size = 20;
    } else {
        piece->size = fmax(piece->size, 1);
    }
    return fabs(piece->size) > EXPRESSION_DIGITS_MAX ? refuse_size(calc, piece) : E_OK;
}

static const char *first_name(struct calc *calc, const struct expression_function *function)
{
    const struct str names = str_from(function->names);
    return str_dup(calc->arena, str_sub(names, 0, str_find_byte(names, '|')));
}

static int check_unit(struct calc *calc, const struct expression_function *function,
                      const char *name, struct expression *piece)
{
    const bool linear =
        strstr(function->code, "((%s)*") != NULL || strstr(function->code, "((%s)/") != NULL;
    const bool any = linear || strcmp(name, "abs") == 0; /* they keep the unit */
    if (piece->temperature) {
        return refuse_temperature(calc, piece);
    }
    if (piece->currency != NULL && !any) {
        return calc_refuse(calc, "“%s” is an amount of money, of which there is no %s.",
                           piece->shown, name[0] != '\0' ? name : first_name(calc, function));
    }
    if (strcmp(name, "sqrt") == 0 || strcmp(name, "cbrt") == 0) {
        return halve_dimension(calc, piece, name[0] == 's' ? 2 : 3);
    }
    if (units_has_dimension(piece->dimension) && !any) {
        return calc_refuse(calc, "“%s” has a unit, of which there is no %s.", piece->shown,
                           name[0] != '\0' ? name : first_name(calc, function));
    }
    return E_OK;
}

/* "sqrt(2)", "half of 30" */
static const char *show_call(struct calc *calc, const struct expression_function *function,
                             const char *name, const struct expression *piece)
{
    const size_t length = strlen(piece->shown);
    const bool parted =
        piece->shown[0] == '(' && strchr(piece->shown, ')') == piece->shown + length - 1;
    if (name[0] != '\0') {
        return arena_printf(calc->arena, parted ? "%s%s" : "%s(%s)", name, piece->shown);
    }
    const bool bare = piece->plain || parted;
    return arena_printf(calc->arena, bare ? "%s %s" : "%s (%s)", first_name(calc, function),
                        piece->shown);
}

int expression_apply(struct calc *calc, const struct expression_function *function,
                     struct expression *piece, struct expression_reading *reading)
{
    const struct str called = str_from(function->code);
    const char *name = str_dup(calc->arena, str_sub(called, 0, str_find_byte(called, '(')));
    int rc = check_unit(calc, function, name, piece);
    if (rc == E_OK) {
        rc = check_function(calc, name, piece);
    }
    if (rc != E_OK) {
        return rc;
    }
    const bool log = strcmp(function->names, EXPRESSION_LOG_NAMES) == 0;
    const bool radians = function->angle && strstr(piece->code, "pi") == NULL;
    reading->met_operator = true;
    reading->met_log = reading->met_log || log;
    reading->met_radians = reading->met_radians || radians;
    const char *code = piece->code;
    if (radians && reading->degrees) {
        code = arena_printf(calc->arena, "(%s*pi/180)", code);
    }
    const bool natural = log && reading->natural;
    const char *head = natural ? "ln(%s)" : function->code;
    const char *rest = strstr(head, "%s");
    piece->code = arena_printf(calc->arena, "(%.*s%s%s)", (int)(rest - head), head, code, rest + 2);
    piece->shown = show_call(calc, function, natural ? "ln" : name, piece);
    piece->percent = piece->plain = false;
    return E_OK;
}

int expression_apply_two(struct calc *calc, const struct expression_function *function,
                         struct expression *first, const struct expression *second,
                         struct expression_reading *reading)
{
    reading->met_operator = true;
    if (expression_has_unit(first) || expression_has_unit(second)) {
        return calc_refuse(calc, "“%s” and “%s” have to be plain numbers here.", first->shown,
                           second->shown);
    }
    if (strstr(function->code, ")^(") != NULL) {
        return expression_raise(calc, first, second, reading);
    }
    const double top = first->size > 9 ? 1e9 : pow(10, first->size);
    first->size =
        strncmp(function->code, "binomial", 8) == 0 ? top * 0.302 : fmax(first->size, second->size);
    if (first->size > EXPRESSION_DIGITS_MAX) {
        return refuse_size(calc, first);
    }
    const char *one = strstr(function->code, "%s");
    const char *two = strstr(one + 2, "%s");
    first->code =
        arena_printf(calc->arena, "(%.*s%s%.*s%s%s)", (int)(one - function->code), function->code,
                     first->code, (int)(two - one - 2), one + 2, second->code, two + 2);
    first->shown = arena_printf(calc->arena, "%s(%s; %s)", first_name(calc, function), first->shown,
                                second->shown);
    first->whole = first->whole && second->whole;
    first->percent = first->plain = false;
    return E_OK;
}
