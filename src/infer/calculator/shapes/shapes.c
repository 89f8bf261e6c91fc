/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Percentages, money and rounding in words, by the shapes of shapes_money.c and shapes_words.c. */
#include <string.h>

#include "infer/calculator/shapes/shapes_int.h"

/* ---- fitting a shape ---- */

struct fit {
    struct calc_range places[SHAPES_PLACES]; /* empty: not in this shape */
};

static struct str word_at(struct str words, struct str *rest)
{
    return str_cut(words, ' ', rest);
}

static bool is_place(struct str word)
{
    return word.n == 1 && word.p[0] >= 'A' && word.p[0] < 'A' + SHAPES_PLACES;
}

/* Where the words up to the next place stand, from `at` on. */
static size_t find_words(const struct calc *calc, struct str words, struct calc_range range,
                         struct str *out_rest, size_t *out_tokens)
{
    struct sb sb;
    sb_init(&sb, 256);
    struct str rest = words;
    while (rest.n > 0) {
        struct str after;
        const struct str word = word_at(rest, &after);
        if (is_place(word)) {
            break;
        }
        sb_addf(&sb, "%s%" STRF, sb.n > 0 ? " " : "", STRA(word));
        rest = after;
    }
    *out_rest = rest;
    const char *phrase = arena_memdup(calc->arena, sb.n > 0 ? sb.p : "", sb.n);
    sb_done(&sb);
    if (*phrase == '\0') {
        *out_tokens = 0;
        return range.to;
    }
    const size_t at = calc_find(calc, range, phrase);
    *out_tokens = at < range.to ? calc_match(calc, at, phrase) : 0;
    return at;
}

/* Of two places beside each other, "B A %", the second is the number before the words that follow it; range.to: there is none. */
static size_t find_number(const struct calc *calc, struct str words, struct calc_range range)
{
    struct str rest;
    size_t tokens;
    (void)word_at(words, &words);
    const size_t at = find_words(calc, words, range, &rest, &tokens);
    const bool found = tokens > 0 && at > range.from && calc_at(calc, at - 1)->kind == CALC_NUMBER;
    return found ? at - 1 : range.to;
}

/* Whether the tokens are of this shape: words at their places and something in between. */
static bool fits(const struct calc *calc, struct str words, struct calc_range range,
                 struct fit *out)
{
    struct str rest = words;
    size_t at = range.from;
    while (rest.n > 0) {
        struct str after;
        const struct str word = word_at(rest, &after);
        struct calc_range *place = NULL;
        if (is_place(word)) {
            place = &out->places[word.p[0] - 'A'];
            rest = after;
        }
        size_t tokens;
        const bool last = rest.n == 0;
        const bool beside = place != NULL && is_place(word_at(rest, &after));
        const struct calc_range from_here = {at, range.to};
        size_t found;
        if (beside) {
            found = find_number(calc, rest, from_here);
            tokens = 0;
        } else {
            found = find_words(calc, rest, from_here, &rest, &tokens);
        }
        if (!last && tokens == 0 && (!beside || found == range.to)) {
            return false;
        }
        if (place == NULL ? found != at : found == at) {
            return false;
        }
        if (place != NULL) {
            *place = (struct calc_range){at, found};
        }
        at = found + tokens;
    }
    return at == range.to;
}

/* ---- working it out ---- */

/* The pattern with a text in the place of each letter. */
static const char *fill(struct calc *calc, const char *pattern,
                        const char *const texts[SHAPES_PLACES])
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    for (; *pattern != '\0'; pattern++) {
        if (*pattern >= 'A' && *pattern < 'A' + SHAPES_PLACES) {
            const char *text = texts[*pattern - 'A'];
            const bool is_power = str_starts(str_from(pattern + 1), STR("²")) ||
                                  str_starts(str_from(pattern + 1), STR("³"));
            sb_addf(&sb, is_power && strchr(text, ' ') != NULL ? "(%s)" : "%s", text); /* (2 m)² */
        } else {
            sb_add_byte(&sb, *pattern);
        }
    }
    const char *text = sb.n > 0 && !sb.failed ? arena_memdup(calc->arena, sb.p, sb.n) : "";
    sb_done(&sb);
    return text;
}

static const char *unit_of(struct calc *calc, const struct expression *piece,
                           const struct expression_reading *reading, const char **out_code)
{
    *out_code = "1";
    if (piece->currency != NULL) {
        return piece->currency;
    }
    if (!units_has_dimension(piece->dimension)) {
        return "";
    }
    if (reading->met_unit && units_same_dimension(reading->unit.dimension, piece->dimension)) {
        *out_code = reading->unit.code;
        return reading->unit.label;
    }
    return units_si_unit(calc, piece->dimension);
}

static bool same_kind(const struct expression *a, const struct expression *b)
{
    const bool money = a->currency != NULL && b->currency != NULL;
    return units_same_dimension(a->dimension, b->dimension) &&
           (money ? strcmp(a->currency, b->currency) == 0 : a->currency == b->currency);
}

struct parts {
    struct expression pieces[SHAPES_PLACES];
    struct expression_reading readings[SHAPES_PLACES];
    const char *codes[SHAPES_PLACES];
    const char *shown[SHAPES_PLACES];
};

static int read_parts(struct calc *calc, const struct fit *fit, struct parts *out)
{
    for (size_t i = 0; i < SHAPES_PLACES; i++) {
        out->codes[i] = out->shown[i] = "";
        if (fit->places[i].from >= fit->places[i].to) {
            continue;
        }
        int rc = expression_read(calc, fit->places[i], &out->readings[i], &out->pieces[i]);
        if (rc != E_OK) {
            return rc;
        }
        if (out->pieces[i].temperature) {
            return calc_refuse(calc, "Temperatures have no percentages.");
        }
        out->codes[i] = out->pieces[i].code;
        out->shown[i] = out->pieces[i].shown;
        if (out->readings[i].met_comma) {
            calc_add_line(&calc->out->notices,
                          "A comma before three digits is taken as a separator of thousands.");
        }
    }
    return E_OK;
}

static bool is_of_b(const struct shape *shape)
{
    return shape->result <= SHAPE_SHARE;
}

/* Only the place that gives the result its unit may have one; the two of a percentage are of one kind. */
static int check_kinds(struct calc *calc, const struct shape *shape, const struct parts *parts)
{
    const struct expression *a = &parts->pieces[0];
    const struct expression *b = &parts->pieces[1];
    if (shape->result == SHAPE_PERCENT && parts->codes[1][0] != '\0') {
        return same_kind(a, b) ? E_OK
                               : calc_refuse(calc, "“%s” and “%s” do not go together here.",
                                             a->shown, b->shown);
    }
    const bool figure = shape->result >= SHAPE_LENGTH;
    for (size_t i = 0; i < SHAPES_PLACES; i++) {
        const struct expression *piece = &parts->pieces[i];
        if (figure && parts->codes[i][0] != '\0') {
            const bool length =
                units_same_dimension(piece->dimension, (struct units_dimension){{1}});
            if (!same_kind(a, piece) || (units_has_dimension(piece->dimension) && !length)) {
                return calc_refuse(calc,
                                   "“%s” has to be a length here, or a plain number as the others.",
                                   piece->shown);
            }
            continue;
        }
        const bool has_unit = expression_has_unit(piece);
        if (parts->codes[i][0] != '\0' && has_unit && !(i == 1 && is_of_b(shape))) {
            return calc_refuse(calc, "“%s” has to be a plain number here.", piece->shown);
        }
    }
    return E_OK;
}

/* What is told beside the result: "tip = B*(A)/100". */
static void add_sides(struct calc *calc, const struct shape *shape, const struct parts *parts,
                      const char *unit, const char *unit_code)
{
    for (size_t i = 0; i < ARRAY_LEN(shape->sides) && shape->sides[i] != NULL; i++) {
        struct str code;
        const struct str name = str_cut(str_from(shape->sides[i]), '=', &code);
        struct calculation scratch = {0};
        struct err ignored = {0};
        struct calc inner = calc_aside(calc, &scratch, &ignored);
        const char *filled = fill(calc, code.p, parts->codes);
        if (calc_answer_number(&inner, arena_printf(calc->arena, "((%s)/%s)", filled, unit_code),
                               unit, false) == E_OK) {
            calc_add_line(&calc->out->steps,
                          arena_printf(calc->arena, "%" STRF " = %s", STRA(name), scratch.result));
        }
    }
}

static const char *unit_of_shape(struct calc *calc, const struct shape *shape,
                                 const struct parts *parts, const char **out_code)
{
    *out_code = "1";
    const char *unit = "";
    int power = 1;
    switch (shape->result) {
    case SHAPE_PERCENT:
        return "%";
    case SHAPE_OF_B:
    case SHAPE_PRICE:
    case SHAPE_SHARE:
        return unit_of(calc, &parts->pieces[1], &parts->readings[1], out_code);
    case SHAPE_VOLUME:
        power = 3;
        break;
    case SHAPE_AREA:
        power = 2;
        break;
    case SHAPE_LENGTH:
        break;
    }
    unit = unit_of(calc, &parts->pieces[0], &parts->readings[0], out_code);
    if (unit[0] == '\0' || power == 1) {
        return unit;
    }
    *out_code = arena_printf(calc->arena, "((%s)^%d)", *out_code, power);
    return arena_printf(calc->arena, "%s%s", unit, power == 2 ? "²" : "³");
}

/* Whether it is above 0 and below 1: "a third off" is one, "20 off" none. */
static bool is_share(struct calc *calc, const char *code)
{
    struct calculation scratch = {0};
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    int64_t answer = 0;
    const char *asked = arena_printf(calc->arena, "((%s)>0)*((%s)<1)", code, code);
    return calc_ask_integer(&inner, asked, 0, 1, &answer) == E_OK && answer == 1;
}

/* "80 pounds with 15 % off" */
static void take_pounds_as_money(struct calc *calc, struct calc_range range)
{
    for (size_t i = range.from; i < range.to; i++) {
        struct calc_token *token = &calc->tokens[i];
        if (calc_is_any(calc, i, "pound|pounds")) {
            token->raw = token->lower = "GBP";
            calc_add_line(&calc->out->notices, "Pounds are taken as money; “lb” is a weight.");
        }
    }
}

static int work_out(struct calc *calc, const struct shape *shape, const struct fit *fit)
{
    struct parts *parts = arena_calloc(calc->arena, 1, sizeof(*parts));
    if (shape->result == SHAPE_PRICE) {
        take_pounds_as_money(calc, fit->places[1]);
    }
    int rc = read_parts(calc, fit, parts);
    if (rc == E_OK && shape->result == SHAPE_SHARE && !is_share(calc, parts->codes[0])) {
        return CALC_NOT_MINE;
    }
    if (rc == E_INVALID) {
        err_clear(calc->err);
        return CALC_NOT_MINE; /* the words may fit another shape */
    }
    if (rc == E_OK) {
        rc = check_kinds(calc, shape, parts);
    }
    if (rc != E_OK) {
        return rc;
    }
    const char *unit_code = "1";
    const char *unit = unit_of_shape(calc, shape, parts, &unit_code);
    rc = calc_answer_number(
        calc,
        arena_printf(calc->arena, "((%s)/%s)", fill(calc, shape->code, parts->codes), unit_code),
        unit, false);
    if (rc != E_OK) {
        return rc;
    }
    add_sides(calc, shape, parts, unit, unit_code);
    calc->out->expression = fill(calc, shape->step, parts->shown);
    calc_add_line(&calc->out->steps, arena_printf(calc->arena, "%s %s %s", calc->out->expression,
                                                  calc->out->exact ? "=" : "≈", calc->out->result));
    if (shape->notice != NULL) {
        calc_add_line(&calc->out->notices, shape->notice);
    }
    return E_OK;
}

/* "15 % of 80 + 5" and "5 + 15 % of 80" are sums, which the form of expressions reads. */
static bool is_sum(const struct calc *calc, struct str words, const struct fit *fit)
{
    static const char *const signs[] = {"+", "-", "plus", "minus"};
    bool sum = false;
    for (size_t i = 0; i < ARRAY_LEN(signs) && words.p[0] == 'A'; i++) {
        for (size_t k = 0; k < 2; k++) {
            sum = sum || calc_find(calc, fit->places[k], signs[i]) < fit->places[k].to;
        }
    }
    return sum;
}

static int try_shape(struct calc *calc, struct calc_range range, const struct shape *shape)
{
    struct str rest = str_from(shape->words);
    int rc = CALC_NOT_MINE;
    while (rc == CALC_NOT_MINE && rest.n > 0) {
        struct fit fit = {{{0, 0}}};
        const struct str words = str_cut(rest, '\n', &rest);
        if (fits(calc, words, range, &fit) && !is_sum(calc, words, &fit)) {
            const struct calculation before = *calc->out;
            const size_t bytes = (calc->count + 1) * sizeof(*calc->tokens);
            struct calc_token *tokens = arena_alloc(calc->arena, bytes);
            memcpy(tokens, calc->tokens, bytes);
            rc = work_out(calc, shape, &fit);
            if (rc == CALC_NOT_MINE) { /* the next shape may take pounds as a weight */
                *calc->out = before;
                memcpy(calc->tokens, tokens, bytes);
            }
        }
    }
    return rc;
}

static int try_shapes(struct calc *calc, struct calc_range range)
{
    static const struct shapes_list *const lists[] = {&shapes_money, &shapes_words};
    int rc = CALC_NOT_MINE;
    for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
        for (size_t i = 0; rc == CALC_NOT_MINE && i < lists[k]->count; i++) {
            rc = try_shape(calc, range, &lists[k]->shapes[i]);
        }
    }
    return rc;
}

/* The question without words that say nothing in it: "what was the price before a 25 % discount if it is now 75". */
static int try_without_fillers(struct calc *calc, struct calc_range range)
{
    struct calc inner = *calc;
    inner.tokens = arena_calloc(calc->arena, CALC_TOKENS_MAX + 1, sizeof(*inner.tokens));
    inner.count = 0;
    for (size_t i = range.from; i < range.to; i++) {
        if (!calc_is_any(calc, i, SHAPES_FILLERS)) {
            inner.tokens[inner.count++] = calc->tokens[i];
        }
    }
    if (inner.count == range.to - range.from || inner.count == 0) {
        return CALC_NOT_MINE;
    }
    struct err ignored = {0};
    struct calculation kept = *calc->out;
    inner.err = &ignored;
    int rc = try_shapes(&inner, (struct calc_range){0, inner.count});
    if (rc != E_OK) { /* it is told of the question as it was put */
        *calc->out = kept;
        rc = CALC_NOT_MINE;
    }
    return rc;
}

int shapes_form(struct calc *calc, struct calc_range range)
{
    int rc = try_shapes(calc, range);
    return rc != CALC_NOT_MINE ? rc : try_without_fillers(calc, range);
}
