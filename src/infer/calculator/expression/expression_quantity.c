/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with what belongs to them: a unit, smaller units behind it, a currency. */
#include <math.h>
#include <string.h>

#include "infer/calculator/expression/expression_int.h"

const struct calc_token *expression_token_at(const struct parser *p, size_t more)
{
    return calc_at(p->calc, p->at + more < p->to ? p->at + more : p->calc->count);
}

int expression_refuse_token(const struct parser *p)
{
    const struct calc_token *token = expression_token_at(p, 0);
    if (token->kind == CALC_END) {
        return calc_refuse(p->calc, "Something is missing at the end of “%s”.",
                           calc_text(p->calc, (struct calc_range){0, p->to}));
    }
    if (token->kind == CALC_WORD) {
        return calc_refuse(
            p->calc,
            "“%s” is not understood here: it is no number, unit, function or constant "
            "that the calculator knows, and the question is of none of the forms that "
            "it reads.",
            token->raw);
    }
    return calc_refuse(p->calc,
                       "“%s” is not understood here: another number or the end belongs there.",
                       token->raw);
}

/* ---- quantities ---- */

static void note_unit(struct parser *p, const struct unit *unit)
{
    if (unit->notice != NULL) {
        calc_add_line(&p->calc->out->notices, unit->notice);
    }
    if (!p->reading->met_unit) {
        p->reading->met_unit = true;
        p->reading->unit = *unit;
    }
}

/* "pint" may be the American or the imperial one. */
static void choose_unit(struct parser *p, struct unit *unit)
{
    if (unit->other == NULL) {
        return;
    }
    p->reading->met_other_unit = true;
    struct unit other;
    if (p->reading->other_unit && units_find(p->calc, unit->other, &other)) {
        *unit = other;
    }
}

static void put_unit(struct parser *p, const struct unit *unit, struct expression *out)
{
    struct arena *arena = p->calc->arena;
    out->shown = arena_printf(arena, "%s%s%s", out->shown, strcmp(unit->label, "°") == 0 ? "" : " ",
                              unit->label);
    if (unit->zero != NULL) {
        out->code = arena_printf(arena, "((%s+%s)*%s)", out->code, unit->zero, unit->code);
        out->temperature = true;
    } else if (strcmp(unit->code, "1") != 0) {
        out->code = arena_printf(arena, "(%s*%s)", out->code, unit->code);
    }
    out->dimension = unit->dimension;
    out->size += 32; /* at most: quetta */
    out->whole =
        out->whole && !units_has_dimension(unit->dimension) && strstr(unit->code, "pi") == NULL;
    out->plain = false;
}

/* A unit that can follow here. "in" before a unit is the preposition, and so is what is an infix word. */
static size_t read_unit(struct parser *p, struct unit *unit)
{
    const struct calc_token *token = expression_token_at(p, 0);
    const bool foot = calc_is_sign(p->calc, p->at, '\'');
    if ((foot || calc_is_sign(p->calc, p->at, '"')) && p->at < p->to) {
        return units_find(p->calc, foot ? "ft" : "in", unit) ? 1 : 0;
    }
    if (token->kind != CALC_WORD ||
        (p->reading->unknown != NULL && strcmp(token->lower, p->reading->unknown) == 0)) {
        return 0;
    }
    struct calc inner = *p->calc;
    inner.count = p->to; /* "10 in cm": what is behind the range is no part of the unit */
    const size_t n = units_read(&inner, p->at, unit);
    if (n == 0) {
        return 0;
    }
    choose_unit(p, unit);
    return n;
}

/* The unit of a number behind a quantity in `unit`, said or not: "7" of "5 foot 7", "30m" of "1h 30m". How many tokens name it;
 * `out_found`: whether there is one. */
static size_t read_smaller(struct parser *p, const struct unit *unit, struct unit *out,
                           bool *out_found)
{
    static const char *const smaller[][2] = {{"ft", "in"}, {"st", "lb"}, {"lb", "oz"}};
    const bool minutes = strcmp(unit->label, "h") == 0 && calc_is_word(p->calc, p->at, "m");
    const size_t n = minutes && units_find(p->calc, "min", out) ? 1 : read_unit(p, out);
    const bool in = n > 0 && out->family != unit->family && calc_is_word(p->calc, p->at, "in");
    *out_found = n > 0 && out->family == unit->family;
    for (size_t i = 0; (n == 0 || in) && i < ARRAY_LEN(smaller); i++) {
        if (strcmp(unit->label, smaller[i][0]) == 0) { /* "11 stone 4 in kg" */
            *out_found = units_find(p->calc, smaller[i][1], out);
            return 0;
        }
    }
    return n;
}

/* "5 ft 7 in", "5 foot 7", "1 h 30 min": what follows in a smaller unit of the family. */
static int take_family(struct parser *p, struct unit unit, struct expression *out)
{
    while (unit.family != '\0' && expression_token_at(p, 0)->kind == CALC_NUMBER &&
           expression_token_at(p, 0)->value != NULL) {
        const struct calc_token *number = expression_token_at(p, 0);
        const size_t start = p->at++;
        struct unit next;
        bool found;
        const size_t n = read_smaller(p, &unit, &next, &found);
        if (!found) {
            p->at = start;
            return E_OK;
        }
        p->at += n;
        struct expression more = {.code = number->value, .shown = number->raw};
        put_unit(p, &next, &more);
        out->code = arena_printf(p->calc->arena, "(%s+%s)", out->code, more.code);
        out->shown = arena_printf(p->calc->arena, "%s %s", out->shown, more.shown);
        unit = next;
    }
    return E_OK;
}

int expression_take_unit(struct parser *p, struct expression *out)
{
    struct unit unit;
    const size_t n = read_unit(p, &unit);
    if (n == 0) {
        return E_OK;
    }
    p->at += n;
    note_unit(p, &unit);
    put_unit(p, &unit, out);
    return take_family(p, unit, out);
}

/* ---- numbers ---- */

static bool is_whole(const struct calc_token *token)
{
    return token->kind == CALC_NUMBER && token->value != NULL &&
           token->value[strspn(token->value, "0123456789")] == '\0';
}

double expression_size_of(const char *code)
{
    double size = 0;
    while (*code != '\0') {
        char *end;
        const double factor = strtod(code + strspn(code, "(*)"), &end);
        if (end == code || factor <= 0) {
            return size;
        }
        if (*end == '^') {
            return size + strtod(end + 1, NULL);
        }
        size += log10(factor);
        code = end + strspn(end, "()");
    }
    return size;
}

/* "1 1/2" and "3 ½" */
static bool take_mixed(struct parser *p, struct expression *out)
{
    const struct calc_token *token = expression_token_at(p, 0);
    const struct calc_token *top = expression_token_at(p, 1);
    const struct calc_token *bottom = expression_token_at(p, 3);
    if (!is_whole(token) || !is_whole(top) || !is_whole(bottom) ||
        !calc_is_sign(p->calc, p->at + 2, '/') || expression_token_at(p, 2)->spaced ||
        bottom->spaced) {
        return false;
    }
    out->code = arena_printf(p->calc->arena, "(%s+%s/%s)", token->value, top->value, bottom->value);
    out->shown = arena_printf(p->calc->arena, "%s %s/%s", token->value, top->value, bottom->value);
    out->whole = true;
    out->size = expression_size_of(token->value) + 1;
    p->reading->met_divided = true;
    p->at += 4;
    return true;
}

/* "3/4 cup": a fraction of one, where nothing is between its numbers and a unit follows. */
static bool take_fraction(struct parser *p, struct expression *out)
{
    const struct calc_token *top = expression_token_at(p, 0);
    const struct calc_token *bottom = expression_token_at(p, 2);
    if (!is_whole(top) || !is_whole(bottom) || !calc_is_sign(p->calc, p->at + 1, '/') ||
        expression_token_at(p, 1)->spaced || bottom->spaced) {
        return false;
    }
    struct parser behind = *p;
    struct unit unit;
    behind.at += 3;
    const size_t of = calc_match(p->calc, behind.at, "of a|an|the");
    behind.at += of;
    if (read_unit(&behind, &unit) == 0) {
        return false;
    }
    out->code = arena_printf(p->calc->arena, "(%s/%s)", top->value, bottom->value);
    out->shown = arena_printf(p->calc->arena, "%s/%s", top->value, bottom->value);
    out->whole = true;
    out->size = expression_size_of(top->value);
    p->reading->met_divided = true;
    p->at = behind.at;
    return true;
}

static bool take_currency_behind(struct parser *p, struct expression *out)
{
    const struct calc_token *token = expression_token_at(p, 0);
    const char *code = token->kind == CALC_WORD ? units_find_currency(token->raw) : NULL;
    if (code != NULL) {
        p->at++;
        out->currency = code;
        out->shown = arena_printf(p->calc->arena, "%s %s", out->shown, code);
        out->whole = out->plain = false;
    }
    return code != NULL;
}

int expression_parse_number(struct parser *p, struct expression *out)
{
    const struct calc_token *token = expression_token_at(p, 0);
    if (take_mixed(p, out) || take_fraction(p, out)) {
        return expression_take_unit(p, out);
    }
    if (token->value == NULL) {
        return calc_refuse(p->calc, "“%s” is no number that can be read in one way only.",
                           token->raw);
    }
    p->at++;
    p->reading->met_comma = p->reading->met_comma || token->other != NULL;
    out->code = p->reading->decimal && token->other != NULL ? token->other : token->value;
    out->whole = strpbrk(out->code, ".^") == NULL;
    out->shown = strpbrk(out->code, "(*") != NULL ? token->raw : out->code;
    out->plain = true;
    out->size = expression_size_of(out->code);
    return take_currency_behind(p, out) ? E_OK : expression_take_unit(p, out);
}

/* "$49.90", "EUR 20" */
int expression_parse_money(struct parser *p, const char *currency, struct expression *out)
{
    p->at++;
    int rc = expression_parse_number(p, out);
    if (rc != E_OK) {
        return rc;
    }
    if (expression_has_unit(out)) {
        return calc_refuse(p->calc, "“%s %s” is not understood.", currency, out->shown);
    }
    out->currency = currency;
    out->shown = arena_printf(p->calc->arena, "%s %s", out->shown, currency);
    out->whole = out->plain = false;
    return E_OK;
}
