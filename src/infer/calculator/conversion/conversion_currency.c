/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts of money in another currency. */
#include <string.h>

#include "infer/calculator/conversion/conversion.h"
#include "infer/calculator/expression/expression.h"

static int convert(struct calc *calc, const struct expression *piece, const char *to)
{
    bool from_fixed;
    bool to_fixed;
    const char *from_rate = units_find_rate(calc->rates, piece->currency, &from_fixed);
    const char *to_rate = units_find_rate(calc->rates, to, &to_fixed);
    if (from_rate == NULL || to_rate == NULL) {
        return units_refuse_money(calc, from_rate == NULL ? piece->currency : to);
    }
    int rc = calc_answer_number(
        calc,
        arena_printf(calc->arena, "round((%s)/%s*%s*10^4)/10^4", piece->code, from_rate, to_rate),
        to, false);
    if (rc != E_OK) {
        return rc;
    }
    calc->out->exact = false;
    calc->out->expression = arena_printf(calc->arena, "%s in %s", piece->shown, to);
    const bool fixed = from_fixed && to_fixed;
    calc_add_line(&calc->out->steps,
                  strcmp(to, "EUR") == 0
                      ? arena_printf(calc->arena, "1 EUR = %s %s", from_rate, piece->currency)
                  : strcmp(piece->currency, "EUR") == 0
                      ? arena_printf(calc->arena, "1 EUR = %s %s", to_rate, to)
                      : arena_printf(calc->arena, "1 EUR = %s %s; 1 EUR = %s %s", from_rate,
                                     piece->currency, to_rate, to));
    calc_add_line(
        &calc->out->notices,
        fixed ? "The rate between the two is fixed by law; the result is rounded to four decimals."
              : arena_printf(calc->arena,
                             "At the European Central Bank's reference rates of %s, which came "
                             "with this server: "
                             "exchange rates are not fetched, and today's are others.",
                             units_date_of_rates(calc->rates)));
    return E_OK;
}

/* "pounds" weigh something, unless it is money that they are asked for. */
static void read_pounds_as_money(struct calc *calc, struct calc_range range)
{
    for (size_t i = range.from; i < range.to; i++) {
        if (calc_is_any(calc, i, "pound|pounds")) {
            calc->tokens[i].raw = "GBP";
        }
    }
}

/* "eur to usd": one of it. */
static int read_amount(struct calc *calc, struct calc_range range, struct expression *out)
{
    const char *code = range.to == range.from + 1 && calc_at(calc, range.from)->kind == CALC_WORD
                           ? units_find_currency(calc_at(calc, range.from)->raw)
                           : NULL;
    if (code != NULL) {
        *out = (struct expression){
            .code = "1", .shown = arena_printf(calc->arena, "1 %s", code), .currency = code};
        return E_OK;
    }
    struct expression_reading reading = {0};
    return expression_read(calc, range, &reading, out);
}

int conversion_form_currency(struct calc *calc, struct calc_range range)
{
    range.from += calc_match(calc, range.from, "exchange rate|rates");
    range.from += calc_is_any(calc, range.from, "of|from|for|between");
    const size_t at = calc_find_last(calc, range, "in|to|into|as");
    if (at + 1 >= range.to || at == range.from) {
        return CALC_NOT_MINE;
    }
    struct calc_range name = {at + 1, range.to};
    while (name.to > name.from + 1 &&
           calc_is_any(calc, name.from, "us|american|british|german|the")) {
        name.from++;
    }
    const char *to = name.to == name.from + 1 && calc_at(calc, name.from)->kind == CALC_WORD
                         ? units_find_currency(calc_at(calc, name.from)->raw)
                         : NULL;
    const struct calc_range left = {range.from, at};
    if (to != NULL) {
        read_pounds_as_money(calc, left);
    } else if (name.to == name.from + 1 && calc_is_any(calc, name.from, "pound|pounds")) {
        bool money = false;
        for (size_t i = left.from; i < left.to; i++) {
            money = money || (calc_at(calc, i)->kind == CALC_WORD &&
                              units_find_currency(calc_at(calc, i)->raw) != NULL);
        }
        to = money ? "GBP" : NULL;
    }
    if (to == NULL) {
        return CALC_NOT_MINE;
    }
    struct expression piece;
    int rc = read_amount(calc, left, &piece);
    if (rc != E_OK) {
        return rc;
    }
    if (piece.currency == NULL) {
        return calc_refuse(calc, "“%s” is no amount of money that could be told in %s.",
                           piece.shown, to);
    }
    if (strcmp(piece.currency, to) == 0) {
        return expression_answer(calc, &piece);
    }
    return convert(calc, &piece, to);
}
