/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratios, "ratio of 18 to 24", "split 100 in the ratio 2:3", and fractions in their lowest terms. */
#include <string.h>

#include "infer/calculator/numbers/numbers_int.h"

#define PARTS_MAX 8

/* a : b as the fraction that it is, "3 : 4". */
static int answer_ratio(struct calc *calc, struct calc_range left, struct calc_range right)
{
    struct expression_reading reading = {0};
    struct expression a;
    struct expression b;
    struct calc_number number;
    int rc = expression_read(calc, left, &reading, &a);
    if (rc == E_OK) {
        rc = expression_read(calc, right, &reading, &b);
    }
    if (rc == E_OK && (!units_same_dimension(a.dimension, b.dimension) || a.temperature ||
                       b.temperature || (a.currency == NULL) != (b.currency == NULL) ||
                       (a.currency != NULL && strcmp(a.currency, b.currency) != 0))) {
        rc = calc_refuse(calc, "“%s” and “%s” are of different kinds, so they have no ratio.",
                         a.shown, b.shown);
    }
    if (rc == E_OK) {
        rc = calc_ask_number(calc, arena_printf(calc->arena, "(%s)/(%s)", a.code, b.code), &number);
    }
    if (rc != E_OK) {
        return rc;
    }
    const struct qalculate_reply *reply = calc->reply;
    const bool whole = reply->kind == QALCULATE_RATIONAL && reply->numerator[0] != '\0' &&
                       reply->denominator[0] != '\0';
    calc->out->expression = arena_printf(calc->arena, "%s : %s", a.shown, b.shown);
    calc->out->result =
        whole ? arena_printf(calc->arena, "%s : %s", reply->numerator, reply->denominator)
              : arena_printf(calc->arena, "%s : 1", number.text);
    calc->out->exact = whole;
    calc_add_line(&calc->out->alternatives, arena_printf(calc->arena, "%s : 1", number.text));
    return E_OK;
}

/* "2:3", "1 : 2 : 2"; how many numbers, 0: it is none. */
static size_t read_parts(const struct calc *calc, struct calc_range range,
                         const char *parts[PARTS_MAX])
{
    size_t n = 0;
    for (size_t i = range.from; i < range.to; i += 2) {
        const struct calc_token *token = calc_at(calc, i);
        const bool last = i + 1 == range.to;
        if (n == PARTS_MAX || token->kind != CALC_NUMBER || token->value == NULL ||
            (!last && !calc_is_any(calc, i + 1, ":|to"))) {
            return 0;
        }
        parts[n++] = token->value;
    }
    return n;
}

/* One part of the whole, in its unit. */
static int answer_share(struct calc *calc, const struct expression *whole,
                        const struct expression_reading *reading, const char *part, const char *sum)
{
    struct expression share = *whole;
    const bool unit = reading->met_unit && whole->currency == NULL &&
                      units_same_dimension(reading->unit.dimension, whole->dimension);
    share.code = arena_printf(calc->arena, "((%s)*%s/(%s)%s%s)", whole->code, part, sum,
                              unit ? "/" : "", unit ? reading->unit.code : "");
    return unit ? calc_answer_number(calc, share.code, reading->unit.label, false)
                : expression_answer(calc, &share);
}

/* Shares of a whole. */
static int answer_shares(struct calc *calc, struct calc_range whole, struct calc_range ratio)
{
    const char *parts[PARTS_MAX];
    const size_t n = read_parts(calc, ratio, parts);
    struct expression_reading reading = {0};
    struct expression piece;
    if (n < 2) {
        return calc_refuse(calc, "A ratio is written like 2:3 here.");
    }
    int rc = expression_read(calc, whole, &reading, &piece);
    const char *sum = "0";
    for (size_t i = 0; i < n; i++) {
        sum = arena_printf(calc->arena, "%s+%s", sum, parts[i]);
    }
    const char *text = "";
    bool exact = true;
    for (size_t i = 0; rc == E_OK && i < n; i++) {
        struct calculation scratch = {.result = ""};
        struct calc inner = calc_aside(calc, &scratch, NULL);
        rc = answer_share(&inner, &piece, &reading, parts[i], sum);
        const char *join = i + 1 == n ? " and " : ", ";
        text = arena_printf(calc->arena, "%s%s%s", text, i == 0 ? "" : join, scratch.result);
        exact = exact && scratch.exact;
    }
    calc->out->result = text;
    calc->out->exact = exact;
    return rc;
}

int numbers_form_ratios(struct calc *calc, struct calc_range range)
{
    const bool shares = calc_is_any(calc, range.from, "split|share|divide");
    const size_t in = shares ? calc_find(calc, range, "in|into") : range.to;
    if (in < range.to) {
        size_t at = in + 1 + calc_is_any(calc, in + 1, "the|a");
        at += calc_is_any(calc, at, "ratio|proportion|proportions");
        at += calc_is_word(calc, at, "of");
        if (calc_is_sign(calc, at + 1, ':')) {
            return answer_shares(calc, (struct calc_range){range.from + 1, in},
                                 (struct calc_range){at, range.to});
        }
    }
    size_t n = calc_match(calc, range.from, "ratio of|between");
    n = n > 0 ? n : calc_match(calc, range.from, "ratio");
    const bool plain = n == 0 && calc->wants_fraction && calc_find(calc, range, ":") < range.to;
    if (n == 0 && !plain) {
        return CALC_NOT_MINE;
    }
    const struct calc_range rest = {range.from + n, range.to};
    const size_t at = calc_find(calc, rest, ":|to|and");
    if (at >= range.to) {
        return calc_refuse(calc, "Two numbers are needed for a ratio.");
    }
    return answer_ratio(calc, (struct calc_range){rest.from, at},
                        (struct calc_range){at + 1, rest.to});
}
