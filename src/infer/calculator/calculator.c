/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/utf8.h"
#include "infer/calculator/calc/calc.h"
#include "infer/calculator/calculator.h"
#include "infer/calculator/calculus/calculus.h"
#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/conversion/conversion.h"
#include "infer/calculator/equations/equations.h"
#include "infer/calculator/expression/expression.h"
#include "infer/calculator/numbers/numbers.h"
#include "infer/calculator/shapes/shapes.h"
#include "infer/calculator/times/times.h"
#include "infer/calculator/units/units.h"

struct calculator {
    struct qalculate *qalculate;
    struct qalculate_reply reply; /* of the last question: too large for stacks */
    struct units_rates *rates;
    struct times_zones *zones;
};

int calculator_new(struct calculator **out, struct err *err)
{
    struct calculator *calculator = must_calloc(1, sizeof(*calculator));
    calculator->qalculate = qalculate_new();
    if (calculator->qalculate == NULL) {
        free(calculator);
        return err_set(err, E_INTERNAL, "libqalculate does not start.");
    }
    calculator->rates = units_load_rates();
    calculator->zones = times_load_zones();
    *out = calculator;
    return E_OK;
}

void calculator_free(struct calculator *calculator)
{
    if (calculator != NULL) {
        qalculate_free(calculator->qalculate);
        units_free_rates(calculator->rates);
        times_free_zones(calculator->zones);
        free(calculator);
    }
}

/* Words around a question that say nothing of it: the longest first. */
static const char *const openings[] = {
    "can|could you please",
    "can|could you",
    "please",
    "hey|hi|hello",
    "tell me",
    "i want to know",
    "do you know",
    "what would|do|will|should i|we pay for",
    "how much would|do|will|should i|we pay for",
    "what i|we would|will|should pay for",
    "what i'd|i'll|we'd|we'll pay for",
    "what is the result of",
    "what is the value of",
    "what number is",
    "what 's",
    "what's",
    "whats",
    "what is",
    "what are",
    "what does",
    "how much is|are",
    "how tall|heavy|big|hot|cold|fast|wide|deep|high is|are",
    "calculate|compute|evaluate|convert|simplify|reduce|determine|express",
    "work out",
    "find",
    "give me",
    "show me",
    "result of",
    "value of",
    "the",
    ",",
    ":",
    "=",
};
/* Questions that begin with such a word and need it. */
static const char *const kept[] = {
    "what percent|percentage|%",
    "what day",
    "what weekday",
    "what week",
    "what date",
    "what time",
    "the day after|before",
    "what is the date",
};

static bool begins_with_any(const struct calc *calc, size_t at, const char *const *phrases,
                            size_t count, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        *out = calc_match(calc, at, phrases[i]);
        if (*out > 0) {
            return true;
        }
    }
    return false;
}

static struct calc_range strip(const struct calc *calc)
{
    struct calc_range range = {0, calc->count};
    size_t n;
    while (range.from < range.to && !begins_with_any(calc, range.from, kept, ARRAY_LEN(kept), &n) &&
           begins_with_any(calc, range.from, openings, ARRAY_LEN(openings), &n)) {
        range.from += n;
    }
    while (range.to > range.from) {
        const struct calc_token *last = calc_at(calc, range.to - 1);
        const bool sign = last->kind == CALC_SIGN && strchr("?=.,;:", last->sign) != NULL;
        const bool bang = last->kind == CALC_SIGN && last->sign == '!' && last->spaced;
        if (!sign && !bang && !calc_is_any(calc, range.to - 1, "please|thanks")) {
            break;
        }
        range.to--;
    }
    return range;
}

/* "as a fraction" behind it, "simplify" in front. */
static void take_fraction(struct calc *calc, struct calc_range *range)
{
    static const char *const ends[] = {
        "as a fraction",   "as fraction",      "to a fraction",
        "to fraction",     "in lowest terms",  "in simplest form",
        "into a fraction", "in fraction form", "as a simplified fraction",
        "in fractions"};
    for (size_t i = 0; i < range->from; i++) {
        calc->wants_fraction = calc->wants_fraction || calc_is_any(calc, i, "simplify|reduce");
    }
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        const size_t at = calc_find_last(calc, *range, ends[i]);
        if (at < range->to && at > range->from && at + calc_match(calc, at, ends[i]) == range->to) {
            calc->wants_fraction = true;
            range->to = at;
        }
    }
    if (calc_match(calc, range->to - 3, "as a decimal") > 0 && range->to > range->from + 3) {
        range->to -= 3;
    }
}

static int answer(struct calc *calc)
{
    static int (*const forms[])(struct calc * calc, struct calc_range range) = {
        times_form_unix,
        calendar_form,
        times_form_elsewhere,
        times_form,
        numbers_form_ratios,
        shapes_form_bmi,
        shapes_form,
        calculus_form,
        equations_form_inequalities,
        equations_form,
        numbers_form_primes,
        numbers_form_bases,
        conversion_form_currency,
        conversion_form_fuel,
        conversion_form,
        numbers_form_lists,
        expression_form,
    };
    struct calc_range range = strip(calc);
    if (range.from == range.to) {
        return calc_refuse(calc, "There is nothing to calculate in it.");
    }
    take_fraction(calc, &range);
    calc->count = range.to; /* what was cut off at the end is not looked at */
    calc->tokens[range.to] = (struct calc_token){.kind = CALC_END};
    int rc = CALC_NOT_MINE;
    for (size_t i = 0; rc == CALC_NOT_MINE && i < ARRAY_LEN(forms); i++) {
        rc = forms[i](calc, range);
    }
    ASSERT(rc != CALC_NOT_MINE); /* the last form takes or refuses everything */
    return rc;
}

int calculator_answer(struct calculator *calculator, const struct calculator_question *question,
                      struct calculation *out, struct err *err)
{
    struct calc calc = {.qalculate = calculator->qalculate,
                        .reply = &calculator->reply,
                        .zones = calculator->zones,
                        .rates = calculator->rates,
                        .question = question,
                        .arena = question->arena,
                        .out = out,
                        .err = err};
    struct err own = {0};
    if (err == NULL) {
        calc.err = &own;
    }
    *out = (struct calculation){.result = ""};
    if (question->text.n > CALCULATOR_TEXT_MAX) {
        return calc_refuse(&calc, "At most %d characters can be calculated at once.",
                           CALCULATOR_TEXT_MAX);
    }
    if (!utf8_valid(question->text)) {
        return calc_refuse(&calc, "The text is not well-formed UTF-8.");
    }
    int rc = calc_read_tokens(&calc, question->text);
    if (rc == E_OK) {
        calc_join_number_words(&calc);
        rc = units_join_currencies(&calc);
    }
    if (rc == E_OK) {
        rc = answer(&calc);
    }
    if (rc == E_OK && out->expression == NULL) {
        out->expression = calc_text(&calc, (struct calc_range){0, calc.count});
    }
    return rc;
}
