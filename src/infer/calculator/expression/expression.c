/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An expression by recursive descent: sums of products of powers of numbers, quantities, functions and parentheses.
 *
 *   sum      product { (+ | plus | - | minus) product }
 *   product  signed { (* | times | / | divided by | mod | of | nothing) signed }
 *   signed   - signed | power
 *   power    postfix [ (^ | to the power of) signed ]
 *   postfix  primary { ! | squared | cubed | % }
 *   primary  number [unit] | ( sum ) | function primary | constant | unknown */
#include <math.h>
#include <string.h>

#include "infer/calculator/expression/expression_int.h"

#define DEPTH_MAX 40 /* of parentheses and signs */

static int parse_sum(struct parser *p, struct expression *out);
static int parse_signed(struct parser *p, struct expression *out);

static size_t match(const struct parser *p, const char *phrase)
{
    const size_t n = calc_match(p->calc, p->at, phrase);
    return p->at + n <= p->to ? n : 0;
}

/* One of several phrases, taken. */
static bool take(struct parser *p, const char *const *phrases)
{
    for (; *phrases != NULL; phrases++) {
        const size_t n = match(p, *phrases);
        if (n > 0) {
            p->at += n;
            return true;
        }
    }
    return false;
}

/* ---- functions, constants, parentheses ---- */

static int parse_parenthesis(struct parser *p, struct expression *out)
{
    p->at++;
    int rc = parse_sum(p, out);
    if (rc != E_OK) {
        return rc;
    }
    if (p->at >= p->to || !calc_is_sign(p->calc, p->at, ')')) {
        return p->at >= p->to ? calc_refuse(p->calc, "A closing parenthesis is missing.")
                              : expression_refuse_token(p);
    }
    p->at++;
    out->shown = arena_printf(p->calc->arena, "(%s)", out->shown);
    out->plain = false;
    return expression_take_unit(p, out);
}

/* "(12,18)", which was read as one number */
static bool take_joined_arguments(struct parser *p, struct expression *first,
                                  struct expression *second)
{
    const struct calc_token *token = expression_token_at(p, 1);
    if (token->kind != CALC_NUMBER || !token->comma || !calc_is_sign(p->calc, p->at + 2, ')')) {
        return false;
    }
    struct str right;
    const struct str left = str_cut(str_from(token->raw), ',', &right);
    struct calc_token one = {0};
    struct calc_token two = {0};
    calc_read_number(p->calc->arena, left, &one);
    calc_read_number(p->calc->arena, right, &two);
    if (one.value == NULL || two.value == NULL) {
        return false;
    }
    *first = (struct expression){.code = one.value,
                                 .shown = one.value,
                                 .whole = true,
                                 .size = expression_size_of(one.value)};
    *second = (struct expression){.code = two.value,
                                  .shown = two.value,
                                  .whole = true,
                                  .size = expression_size_of(two.value)};
    p->at += 3;
    return true;
}

static int parse_two_arguments(struct parser *p, const struct expression_function *function,
                               struct expression *out)
{
    struct expression second = {0};
    if (take_joined_arguments(p, out, &second)) {
        return expression_apply_two(p->calc, function, out, &second, p->reading);
    }
    p->at++;
    int rc = parse_sum(p, out);
    if (rc == E_OK && !(p->at < p->to && calc_is_any(p->calc, p->at, ",|;"))) {
        rc = expression_refuse_token(p);
    }
    if (rc == E_OK) {
        p->at++;
        rc = parse_sum(p, &second);
    }
    if (rc == E_OK && !(p->at < p->to && calc_is_sign(p->calc, p->at, ')'))) {
        rc = expression_refuse_token(p);
    }
    if (rc != E_OK) {
        return rc;
    }
    p->at++;
    return expression_apply_two(p->calc, function, out, &second, p->reading);
}

static int parse_function(struct parser *p, const struct expression_function *function,
                          size_t tokens, struct expression *out)
{
    p->at += tokens;
    if (function->arguments == 2) {
        return parse_two_arguments(p, function, out);
    }
    struct unit unit;
    const bool part = strncmp(function->code, "((%s)", 5) == 0;
    if (part && expression_token_at(p, 0)->kind == CALC_WORD &&
        units_read(p->calc, p->at, &unit) > 0 && unit.zero == NULL &&
        (p->reading->unknown == NULL || !calc_is_word(p->calc, p->at, p->reading->unknown))) {
        *out = (struct expression){.code = "1", .shown = "1", .whole = true, .plain = true};
        int rc = expression_take_unit(p, out); /* "half cup" */
        return rc != E_OK ? rc : expression_apply(p->calc, function, out, p->reading);
    }
    int rc = parse_signed(p, out);
    return rc != E_OK ? rc : expression_apply(p->calc, function, out, p->reading);
}

/* "log base 3 of 81" */
static int parse_log(struct parser *p, struct expression *out)
{
    static const struct expression_function log_base = {"log base", "log(%s,%s)", 2, false};
    struct expression base = {0};
    p->at += 2;
    int rc = expression_token_at(p, 0)->kind == CALC_NUMBER ? expression_parse_number(p, &base)
                                                            : expression_refuse_token(p);
    if (rc == E_OK) {
        p->at += calc_is_word(p->calc, p->at, "of");
        rc = parse_signed(p, out);
    }
    return rc != E_OK ? rc : expression_apply_two(p->calc, &log_base, out, &base, p->reading);
}

static int parse_word(struct parser *p, struct expression *out)
{
    if (match(p, "log|logarithm base") > 0) {
        return parse_log(p, out);
    }
    const struct calc_token *token = expression_token_at(p, 0);
    if (p->reading->unknown != NULL && strcmp(token->lower, p->reading->unknown) == 0) {
        p->at++;
        p->reading->met_unknown = true;
        const char *instead = p->reading->instead;
        const bool value = instead != NULL && strcmp(instead, "x") != 0;
        *out = (struct expression){
            .code = instead != NULL ? instead : p->reading->unknown,
            .shown = p->reading->unknown,
            .whole = true,
            .size = value ? fmax(1, expression_size_of(instead)) : 1,
        };
        return E_OK;
    }
    size_t n = 0;
    const struct expression_function *function = expression_find_function(p->calc, p->at, &n);
    if (function != NULL && p->at + n <= p->to) {
        return parse_function(p, function, n, out);
    }
    const char *currency = units_find_currency(token->raw);
    if (currency != NULL && expression_token_at(p, 1)->kind == CALC_NUMBER) {
        return expression_parse_money(p, currency, out);
    }
    if (expression_find_constant(p->calc, p->at, &n, out) && p->at + n <= p->to) {
        p->at += n;
        return E_OK;
    }
    if (calc_is_any(p->calc, p->at, "a|an|one")) {
        p->at++;
        *out = (struct expression){.code = "1", .shown = "1", .whole = true, .plain = true};
        const size_t before = p->at;
        int rc = expression_take_unit(p, out);
        if (rc < 0 || p->at > before) {
            return rc;
        }
        p->at--;
    }
    return expression_refuse_token(p);
}

static int parse_primary(struct parser *p, struct expression *out)
{
    *out = (struct expression){0};
    while (calc_is_any(p->calc, p->at, "the") && p->at < p->to) {
        p->at++;
    }
    const struct calc_token *token = expression_token_at(p, 0);
    if (++p->depth > DEPTH_MAX) {
        return calc_refuse(p->calc, "There are too many parentheses in it.");
    }
    int rc;
    if (token->kind == CALC_NUMBER) {
        rc = expression_parse_number(p, out);
    } else if (token->kind == CALC_SIGN && token->sign == '(') {
        rc = parse_parenthesis(p, out);
    } else if (token->kind == CALC_WORD) {
        rc = parse_word(p, out);
    } else {
        rc = expression_refuse_token(p);
    }
    p->depth--;
    return rc;
}

/* ---- operators ---- */

static bool is_percent(const struct parser *p)
{
    if (p->at >= p->to) {
        return false;
    }
    if (calc_is_any(p->calc, p->at, "percent|pct")) {
        return true;
    }
    const struct calc_token *next = expression_token_at(p, 1);
    const bool remainder =
        next->kind == CALC_NUMBER || (next->kind == CALC_SIGN && next->sign == '(');
    return calc_is_sign(p->calc, p->at, '%') && !remainder;
}

static int parse_postfix(struct parser *p, struct expression *out)
{
    static const struct expression_function factorial = {"factorial", "factorial(%s)", 1, false};
    static const struct expression two = {.code = "2", .shown = "2", .whole = true, .size = 0.31};
    static const struct expression three = {.code = "3", .shown = "3", .whole = true, .size = 0.48};
    int rc = parse_primary(p, out);
    while (rc == E_OK && p->at < p->to) {
        const size_t per_cent = match(p, "per cent");
        if (is_percent(p) || per_cent > 0) {
            p->at += per_cent > 0 ? per_cent : 1;
            out->percent = out->plain;
            out->code = arena_printf(p->calc->arena, "(%s/100)", out->code);
            out->shown = arena_printf(p->calc->arena, "%s %%", out->shown);
            out->whole = out->plain = false;
            out->size -= 2;
        } else if (calc_is_sign(p->calc, p->at, '!') || calc_is_word(p->calc, p->at, "factorial")) {
            p->at++;
            const char *shown = arena_printf(p->calc->arena, "%s!", out->shown);
            rc = expression_apply(p->calc, &factorial, out, p->reading);
            out->shown = shown;
        } else if (calc_is_any(p->calc, p->at, "squared|cubed")) {
            const bool square = calc_is_word(p->calc, p->at, "squared");
            p->at++;
            rc = expression_raise(p->calc, out, square ? &two : &three, p->reading);
        } else {
            break;
        }
    }
    return rc;
}

static int parse_power(struct parser *p, struct expression *out)
{
    static const char *const powers[] = {"^",
                                         "to the power of",
                                         "to the power",
                                         "raised to the power of",
                                         "raised to the power",
                                         "raised to",
                                         NULL};
    int rc = parse_postfix(p, out);
    if (rc == E_OK && take(p, powers)) {
        struct expression right;
        rc = parse_signed(p, &right);
        if (rc == E_OK) {
            rc = expression_raise(p->calc, out, &right, p->reading);
        }
    } else if (rc == E_OK && match(p, "to the") > 0 &&
               expression_token_at(p, 2)->kind == CALC_NUMBER &&
               calc_match(p->calc, p->at + 3, "th|nd|rd|st power") > 0) {
        struct expression right = {0}; /* "2 to the 10th power" */
        p->at += 2;
        rc = expression_parse_number(p, &right);
        p->at += 2;
        rc = rc != E_OK ? rc : expression_raise(p->calc, out, &right, p->reading);
    }
    return rc;
}

static int parse_signed(struct parser *p, struct expression *out)
{
    static const char *const minus[] = {"-", "minus", "negative", NULL};
    static const char *const plus[] = {"+", NULL};
    if (++p->depth > DEPTH_MAX) {
        return calc_refuse(p->calc, "There are too many signs and parentheses in it.");
    }
    int rc;
    if (take(p, minus)) {
        rc = parse_signed(p, out);
        if (rc == E_OK && out->temperature) {
            /* -40 °C is below zero, not the opposite of 40 °C: conversions read it themselves */
            rc = calc_refuse(p->calc, "“−%s” can be converted, but not reckoned with.", out->shown);
        } else if (rc == E_OK) {
            out->code = arena_printf(p->calc->arena, "(-%s)", out->code);
            out->shown = arena_printf(p->calc->arena, "−%s", out->shown);
        }
    } else {
        (void)take(p, plus);
        rc = parse_power(p, out);
    }
    p->depth--;
    return rc;
}

/* Whether what stands here is multiplied without a sign: "2x", "3(4+1)", "2 pi". */
static bool begins_factor(const struct parser *p)
{
    if (p->at >= p->to) {
        return false;
    }
    const struct calc_token *token = expression_token_at(p, 0);
    if (token->kind == CALC_SIGN) {
        return token->sign == '(';
    }
    if (token->kind == CALC_NUMBER) {
        return p->reading->implicit && token->value != NULL && token->value[0] == '(';
    }
    if (token->kind != CALC_WORD) {
        return false;
    }
    if (p->reading->unknown != NULL && strcmp(token->lower, p->reading->unknown) == 0) {
        return true;
    }
    size_t n;
    struct expression piece;
    return expression_find_function(p->calc, p->at, &n) != NULL ||
           expression_find_constant(p->calc, p->at, &n, &piece);
}

/* A factor, and in the tight reading all that touches it. */
static int parse_factor(struct parser *p, struct expression *out)
{
    int rc = parse_signed(p, out);
    while (rc == E_OK && p->reading->tight && begins_factor(p)) {
        struct expression right;
        rc = parse_power(p, &right);
        if (rc == E_OK) {
            rc = expression_multiply(p->calc, out, '*', &right, p->reading);
        }
    }
    return rc;
}

static int apply_infix(struct parser *p, struct expression *left, char sign)
{
    static const struct expression_function mod = {"mod", "mod(%s,%s)", 2, false};
    static const struct expression_function choose = {"binomial", "binomial(%s,%s)", 2, false};
    struct expression right;
    int rc = parse_factor(p, &right);
    if (rc != E_OK) {
        return rc;
    }
    if (sign == 'm' || sign == 'c') {
        return expression_apply_two(p->calc, sign == 'm' ? &mod : &choose, left, &right,
                                    p->reading);
    }
    return expression_multiply(p->calc, left, sign, &right, p->reading);
}

/* Which sign stands here, '\0': none. */
static char take_infix(struct parser *p)
{
    static const char *const times[] = {"*", "times", "multiplied by", "of", NULL};
    static const char *const over[] = {"/", ":", "divided by", "over", NULL};
    static const char *const mod[] = {"mod", "modulo", NULL};
    static const char *const choose[] = {"choose", NULL};
    if (take(p, times)) {
        return '*';
    }
    if (take(p, over)) {
        return '/';
    }
    if (take(p, mod)) {
        return 'm';
    }
    if (p->at < p->to && calc_is_sign(p->calc, p->at, '%')) {
        p->at++;
        calc_add_line(&p->calc->out->notices, "“%” between two numbers is taken as the remainder.");
        return 'm';
    }
    if (p->reading->unknown == NULL && match(p, "x") > 0 &&
        expression_token_at(p, 1)->kind == CALC_NUMBER) {
        p->at++;
        return '*';
    }
    return take(p, choose) ? 'c' : '\0';
}

static int parse_product(struct parser *p, struct expression *out)
{
    int rc = parse_factor(p, out);
    bool divided = false;
    while (rc == E_OK && p->at < p->to) {
        const char sign = take_infix(p);
        if (sign != '\0') {
            divided = sign == '/';
            rc = apply_infix(p, out, sign);
        } else if (begins_factor(p)) {
            p->reading->met_loose = p->reading->met_loose || divided;
            struct expression right;
            rc = parse_power(p, &right);
            if (rc == E_OK) {
                rc = expression_multiply(p->calc, out, '*', &right, p->reading);
            }
        } else {
            break;
        }
    }
    return rc;
}

static int parse_sum(struct parser *p, struct expression *out)
{
    static const char *const plus[] = {"+", "plus", "added to", NULL};
    static const char *const minus[] = {"-", "minus", "less", NULL};
    int rc = parse_product(p, out);
    while (rc == E_OK && p->at < p->to) {
        const bool adds = take(p, plus);
        if (!adds && !take(p, minus)) {
            break;
        }
        struct expression right;
        rc = parse_product(p, &right);
        if (rc == E_OK) {
            rc = expression_add(p->calc, out, adds ? '+' : '-', &right, p->reading);
        }
    }
    return rc;
}

int expression_read(struct calc *calc, struct calc_range range, struct expression_reading *reading,
                    struct expression *out)
{
    struct parser parser = {
        .calc = calc, .reading = reading, .at = range.from, .to = size_min(range.to, calc->count)};
    int rc = parse_sum(&parser, out);
    if (rc == E_OK && parser.at < parser.to) {
        rc = expression_refuse_token(&parser);
    }
    return rc;
}
