/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Percentages in words. Each row of the table is a shape with two places, A and B, for expressions. */
#include <string.h>

#include "infer/calculator/calculator_int.h"

struct shape {
    const char *words; /* "A" and "B" stand for expressions, all else is words and signs */
    const char *code;  /* A and B likewise */
    const char *step;
    bool percent; /* the result is a percentage */
    bool of_b;    /* the result has the unit of B; otherwise that of A */
};

/* The first that fits counts. */
static const struct shape shapes[] = {
    {"what percent|percentage|% of B is|are A", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"what percent|percentage|% is|are A of|from B", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"what percent|percentage|% is|are A out of B", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"A is|are what percent|percentage|% of B", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"A as a percent|percentage|% of B", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"A as percent|percentage|% of B", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"A out of B in|as percent|percentage|%", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"A out of B as a percent|percentage|%", "(A)/(B)*100", "A ÷ B × 100", true, false},
    {"percent|percentage|% change from A to B", "((B)-(A))/(A)*100", "(B − A) ÷ A × 100", true,
     false},
    {"percent|percentage|% increase from A to B", "((B)-(A))/(A)*100", "(B − A) ÷ A × 100", true,
     false},
    {"percent|percentage|% decrease from A to B", "((A)-(B))/(A)*100", "(A − B) ÷ A × 100", true,
     false},
    {"percent|percentage|% difference from A to B", "((B)-(A))/(A)*100", "(B − A) ÷ A × 100", true,
     false},
    {"B is|are A percent|% of what", "(B)/(A)*100", "B ÷ A × 100", false, true},
    {"B is|are A percent|% of what number", "(B)/(A)*100", "B ÷ A × 100", false, true},
    {"B is|are A percent|% of which number", "(B)/(A)*100", "B ÷ A × 100", false, true},
    {"of what is|are B A percent|%", "(B)/(A)*100", "B ÷ A × 100", false, true},
    {"A percent|% off of B", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"A percent|% off B", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"A percent|% discount on|off|from B", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"B with a A percent|% discount", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"B with A percent|% discount|off", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"B less A percent|%", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"A percent|% less than B", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"decrease|reduce|lower B by A percent|%", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"B decreased|reduced by A percent|%", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"subtract|take A percent|% from|off B", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"B minus A percent|%", "(B)*(1-(A)/100)", "B × (1 − A/100)", false, true},
    {"A percent|% more than B", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"increase|raise B by A percent|%", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"B increased|raised by A percent|%", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"add A percent|% to B", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"B plus|with A percent|% vat|tax|tip", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"B plus a A percent|% tip", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"B with a A percent|% tip", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"B plus A percent|%", "(B)*(1+(A)/100)", "B × (1 + A/100)", false, true},
    {"A percent|% tip on|for B", "(B)*(A)/100", "B × A/100", false, true},
    {"A percent|% of B", "(B)*(A)/100", "B × A/100", false, true},
    {"A per cent of B", "(B)*(A)/100", "B × A/100", false, true},
};

/* ---- fitting a shape ---- */

struct fit {
    struct calc_range a;
    struct calc_range b;
};

static struct str word_at(struct str words, struct str *rest)
{
    return str_cut(words, ' ', rest);
}

static bool is_place(struct str word)
{
    return word.n == 1 && (word.p[0] == 'A' || word.p[0] == 'B');
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

/* Whether the tokens are of this shape: words at their places and something in between. */
static bool fits(const struct calc *calc, const char *words, struct calc_range range,
                 struct fit *out)
{
    struct str rest = str_from(words);
    size_t at = range.from;
    while (rest.n > 0) {
        struct str after;
        const struct str word = word_at(rest, &after);
        struct calc_range *place = NULL;
        if (is_place(word)) {
            place = word.p[0] == 'A' ? &out->a : &out->b;
            rest = after;
        }
        size_t tokens;
        const bool last = rest.n == 0;
        const size_t found =
            find_words(calc, rest, (struct calc_range){at, range.to}, &rest, &tokens);
        if (!last && tokens == 0) {
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

static const char *fill(struct calc *calc, const char *pattern, const char *a, const char *b)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == 'A' || *pattern == 'B') {
            sb_add_c(&sb, *pattern == 'A' ? a : b);
        } else {
            sb_add_byte(&sb, *pattern);
        }
    }
    const char *text = arena_memdup(calc->arena, sb.p, sb.n);
    sb_done(&sb);
    return text;
}

static const char *unit_of(struct calc *calc, const struct calc_piece *piece,
                           const struct calc_reading *reading, const char **out_code)
{
    *out_code = "1";
    if (piece->currency != NULL) {
        return piece->currency;
    }
    if (!calc_has_dimension(piece->dimension)) {
        return "";
    }
    if (reading->met_unit && calc_same_dimension(reading->unit.dimension, piece->dimension)) {
        *out_code = reading->unit.code;
        return reading->unit.label;
    }
    return calc_si_unit(calc, piece->dimension);
}

static bool same_kind(const struct calc_piece *a, const struct calc_piece *b)
{
    const bool money = a->currency != NULL && b->currency != NULL;
    return calc_same_dimension(a->dimension, b->dimension) &&
           (money ? strcmp(a->currency, b->currency) == 0 : a->currency == b->currency);
}

static int work_out(struct calc *calc, const struct shape *shape, const struct fit *fit)
{
    struct calc_reading first = {0};
    struct calc_reading second = {0};
    struct calc_piece a;
    struct calc_piece b;
    int rc = calc_read_expression(calc, fit->a, &first, &a);
    if (rc == E_OK) {
        rc = calc_read_expression(calc, fit->b, &second, &b);
    }
    if (rc != E_OK) {
        return rc;
    }
    if (a.temperature || b.temperature) {
        return calc_refuse(calc, "Temperatures have no percentages.");
    }
    if (shape->percent ? !same_kind(&a, &b)
                       : calc_has_dimension(a.dimension) || a.currency != NULL) {
        return calc_refuse(calc, "“%s” and “%s” do not go together here.", a.shown, b.shown);
    }
    const char *unit_code = "1";
    const char *unit = shape->percent ? "%" : unit_of(calc, &b, &second, &unit_code);
    rc = calc_answer_number(
        calc,
        arena_printf(calc->arena, "((%s)/%s)", fill(calc, shape->code, a.code, b.code), unit_code),
        unit, false);
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = fill(calc, shape->step, a.shown, b.shown);
    calc_add_line(&calc->out->steps, arena_printf(calc->arena, "%s %s %s", calc->out->expression,
                                                  calc->out->exact ? "=" : "≈", calc->out->result));
    if (first.met_comma || second.met_comma) {
        calc_add_line(&calc->out->notices,
                      "A comma before three digits is taken as a separator of thousands.");
    }
    return E_OK;
}

/* "15 % of 80 + 5" and "5 + 15 % of 80" are sums, which the form of expressions reads. */
static bool is_sum(const struct calc *calc, const struct shape *shape, const struct fit *fit)
{
    static const char *const signs[] = {"+", "-", "plus", "minus"};
    bool sum = false;
    for (size_t i = 0; i < ARRAY_LEN(signs) && shape->words[0] == 'A'; i++) {
        sum = sum || calc_find(calc, fit->a, signs[i]) < fit->a.to ||
              calc_find(calc, fit->b, signs[i]) < fit->b.to;
    }
    return sum;
}

int calc_form_percent(struct calc *calc, struct calc_range range)
{
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        struct fit fit = {{0, 0}, {0, 0}};
        if (fits(calc, shapes[i].words, range, &fit) && !is_sum(calc, &shapes[i], &fit)) {
            return work_out(calc, &shapes[i], &fit);
        }
    }
    return CALC_NOT_MINE;
}
