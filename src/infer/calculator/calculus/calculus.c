/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives, integrals and limits in one variable, through libqalculate. */
#include <string.h>

#include "infer/calculator/calculus/calculus_int.h"

/* "with respect to x", "dx" at the end: the variable, and the range without it. */
static const char *take_variable(const struct calc *calc, struct calc_range *range)
{
    static const char *const phrases[] = {"with respect to", "wrt", "in terms of"};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t at = calc_find(calc, *range, phrases[i]);
        const size_t name = at + calc_match(calc, at, phrases[i]);
        if (at < range->to && name + 1 == range->to && calc_at(calc, name)->kind == CALC_WORD &&
            strlen(calc_at(calc, name)->raw) == 1) {
            range->to = at;
            return calc_at(calc, name)->lower;
        }
    }
    const size_t at = calc_find(calc, *range, "dx");
    if (at < range->to) {
        calc->tokens[at].lower = "";
        if (at + 1 == range->to) {
            range->to = at;
        }
        return "x";
    }
    static const char *const usual[] = {"x", "t", "y", "z"};
    for (size_t k = 0; k < ARRAY_LEN(usual); k++) {
        if (calc_find(calc, *range, usual[k]) < range->to) {
            return usual[k];
        }
    }
    for (size_t i = range->from; i < range->to; i++) {
        for (size_t k = 0; k < ARRAY_LEN(usual); k++) {
            if (calc_is_word(calc, i, usual[k])) {
                return usual[k];
            }
        }
    }
    return "x";
}

int calculus_read_function(struct calc *calc, struct calc_range range, const char *variable,
                           struct expression *out)
{
    struct expression_reading reading = {.unknown = variable, .instead = "x"};
    int rc = expression_read(calc, range, &reading, out);
    if (rc == E_OK && expression_has_unit(out)) {
        rc = calc_refuse(calc, "Functions are taken without units here.");
    }
    return rc;
}

/* The reply, a number or a function of x, with the variable as it was named. */
static int answer_function(struct calc *calc, const char *variable)
{
    const struct qalculate_reply *reply = calc->reply;
    if (reply->kind != QALCULATE_TEXT) {
        const struct calc_number number = calc_number_of_reply(calc, true);
        if (reply->kind == QALCULATE_COMPLEX) {
            return calc_refuse(calc, "There is no real result.");
        }
        calc->out->result = number.text;
        calc->out->exact = number.exact;
        if (number.rounded != NULL) {
            calc_add_line(&calc->out->alternatives,
                          arena_printf(calc->arena, "≈ %s", number.rounded));
        }
        return E_OK;
    }
    if (strstr(reply->text, "diff(") != NULL || strstr(reply->text, "integrate(") != NULL ||
        strstr(reply->text, "limit(") != NULL || strstr(reply->text, "infinity") != NULL ||
        strchr(reply->text, '"') != NULL) {
        return calc_refuse(calc, "That cannot be worked out here.");
    }
    calc->out->exact = reply->exact || strstr(reply->text, "2.718281828") != NULL;
    calc->out->result = calculus_write_function(calc, reply->text, variable);
    return E_OK;
}

static int differentiate(struct calc *calc, struct calc_range range, int times)
{
    /* "... at x = 2" */
    const size_t at = calc_find_last(calc, range, "at");
    struct calc_range point = {range.to, range.to};
    if (at < range.to) {
        point = (struct calc_range){at + 1, range.to};
        range.to = at;
        if (calc_is_sign(calc, point.from + 1, '=')) {
            point.from += 2;
        }
    }
    const char *variable = take_variable(calc, &range);
    struct expression piece;
    int rc = calculus_read_function(calc, range, variable, &piece);
    const char *code =
        arena_printf(calc->arena, "diff(%s,x,%d)", rc == E_OK ? piece.code : "", times);
    const char *derivative = "";
    if (rc == E_OK) {
        rc = calc_ask(calc, code);
    }
    if (rc == E_OK) {
        const bool text = calc->reply->kind == QALCULATE_TEXT;
        derivative = text ? arena_strdup(calc->arena, calc->reply->text)
                          : calc_number_of_reply(calc, true).text;
        rc = answer_function(calc, variable);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(calc->arena, "d%s/d%s%s (%s)", times == 2 ? "²" : "",
                                         variable, times == 2 ? "²" : "", piece.shown);
    if (times == 1) {
        calculus_add_derivative_steps(calc, range, variable);
    }
    if (point.from >= point.to) {
        return E_OK;
    }
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "%s = %s", calc->out->expression, calc->out->result));
    struct expression_reading reading = {0};
    struct expression value;
    rc = expression_read(calc, point, &reading, &value);
    if (rc == E_OK) {
        rc = calc_answer_number(calc, calculus_put_in(calc, derivative, value.code), "", true);
        calc->out->expression = arena_printf(calc->arena, "%s at %s = %s", calc->out->expression,
                                             variable, value.shown);
    }
    return rc;
}

/* Functions that integrals without a formula in the usual ones are given names by. */
static void note_special(struct calc *calc, const char *text)
{
    static const char *const names[][2] = {
        {"Si(", "Si is the sine integral"},
        {"Ci(", "Ci is the cosine integral"},
        {"Ei(", "Ei is the exponential integral"},
        {"li(", "li is the logarithmic integral"},
        {"erf(", "erf is the error function"},
        {"erfi(", "erfi is the imaginary error function"},
        {"Shi(", "Shi is the hyperbolic sine integral"},
        {"Chi(", "Chi is the hyperbolic cosine integral"},
        {"fresnel", "The Fresnel integrals are in it"},
        {"igamma(", "igamma is the incomplete gamma function"},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strstr(text, names[i][0]) != NULL) {
            calc_add_line(
                &calc->out->notices,
                arena_printf(calc->arena,
                             "%s: this integral has no formula made of the usual functions "
                             "alone.",
                             names[i][1]));
            return;
        }
    }
}

/* "3", "-infinity" */
static int read_bound(struct calc *calc, struct calc_range range, struct expression *out)
{
    const bool minus = calc_is_any(calc, range.from, "-|minus");
    if (calc_is_word(calc, range.from + minus, "infinity") && range.from + minus + 1 == range.to) {
        *out = (struct expression){.code = minus ? "minus_infinity" : "plus_infinity",
                                   .shown = minus ? "−∞" : "∞"};
        return E_OK;
    }
    struct expression_reading reading = {0};
    return expression_read(calc, range, &reading, out);
}

static int integrate_wholly(struct calc *calc, const struct expression *piece, const char *variable)
{
    int rc = calc_ask(calc, arena_printf(calc->arena, "integrate(%s)", piece->code));
    calc->out->expression = arena_printf(calc->arena, "∫ %s d%s", piece->shown, variable);
    const char *text = calc->reply->text;
    const bool done = rc == E_OK && (calc->reply->kind != QALCULATE_TEXT ||
                                     (strstr(text, "integrate(") == NULL &&
                                      strstr(text, "i * ") == NULL && strstr(text, " i") == NULL));
    if (!done && rc != E_CANCELLED) {
        err_clear(calc->err);
        return calc_refuse(
            calc,
            "The integral of “%s” has no closed form that is known here: no formula "
            "made of the usual functions was found. Between bounds it has a value, as "
            "in “integrate %s from 0 to 1”.",
            piece->shown, piece->shown);
    }
    rc = rc != E_OK ? rc : answer_function(calc, variable);
    if (rc == E_OK) {
        note_special(calc, calc->out->result);
    }
    return rc;
}

static int integrate_between(struct calc *calc, struct calc_range bounds,
                             const struct expression *piece, const char *variable)
{
    const size_t to = calc_find(calc, bounds, "to|and");
    struct expression low;
    struct expression high;
    int rc = read_bound(calc, (struct calc_range){bounds.from, to}, &low);
    if (rc == E_OK) {
        rc = read_bound(calc, (struct calc_range){to + 1, bounds.to}, &high);
    }
    if (rc != E_OK) {
        return rc;
    }
    struct err first = {0};
    struct calc inner = calc_aside(calc, NULL, &first);
    rc = calc_ask(&inner, arena_printf(calc->arena, "integrate(%s,%s,%s,x)", piece->code, low.code,
                                       high.code));
    rc = rc != E_OK ? rc : answer_function(&inner, variable);
    const bool number = rc == E_OK && strpbrk(calc->out->result, "x(") == NULL;
    if (!number && rc != E_CANCELLED) {
        rc = calculus_integrate_numerically(calc, piece, &low, &high);
    }
    calc->out->expression = arena_printf(calc->arena, "∫ %s d%s from %s to %s", piece->shown,
                                         variable, low.shown, high.shown);
    return rc;
}

static int integrate(struct calc *calc, struct calc_range range)
{
    struct calc_range all = range;
    const char *variable = take_variable(calc, &all);
    size_t from = calc_find_last(calc, all, "from");
    from = from < all.to ? from : calc_find_last(calc, all, "between");
    struct calc_range body = {all.from, size_min(from, all.to)};
    if (body.to > body.from && calc_at(calc, body.to - 1)->kind == CALC_WORD &&
        calc_at(calc, body.to - 1)->lower[0] == '\0') {
        body.to--; /* "x^2 dx from 0 to 3" */
    }
    struct expression piece;
    int rc = calculus_read_function(calc, body, variable, &piece);
    if (rc != E_OK) {
        return rc;
    }
    return from >= all.to
               ? integrate_wholly(calc, &piece, variable)
               : integrate_between(calc, (struct calc_range){from + 1, all.to}, &piece, variable);
}

static int find_limit(struct calc *calc, struct calc_range range)
{
    const size_t as = calc_find_last(calc, range, "as");
    if (as + 3 >= range.to || calc_at(calc, as + 1)->kind != CALC_WORD) {
        return calc_refuse(calc,
                           "A limit is asked for like this: limit of sin(x)/x as x approaches 0.");
    }
    const char *variable = calc_at(calc, as + 1)->lower;
    size_t at = as + 2;
    while (at < range.to && calc_is_any(calc, at, "approaches|goes|tends|to|-|>")) {
        at++;
    }
    struct expression piece;
    struct expression value = {.code = "plus_infinity", .shown = "∞"};
    int rc = calculus_read_function(calc, (struct calc_range){range.from, as}, variable, &piece);
    if (rc == E_OK && !calc_is_word(calc, at, "infinity")) {
        struct expression_reading reading = {0};
        rc = expression_read(calc, (struct calc_range){at, range.to}, &reading, &value);
    }
    if (rc == E_OK) {
        rc = calc_ask(calc, arena_printf(calc->arena, "limit(%s,%s,x)", piece.code, value.code));
    }
    if (rc == E_OK) {
        rc = answer_function(calc, variable);
        calc->out->expression =
            arena_printf(calc->arena, "limit of %s as %s → %s", piece.shown, variable, value.shown);
    }
    return rc;
}

int calculus_form(struct calc *calc, struct calc_range range)
{
    static const struct {
        const char *phrase;
        int (*work)(struct calc *calc, struct calc_range range);
        int times;
    } rows[] = {
        {"second derivative of", NULL, 2},
        {"first derivative of", NULL, 1},
        {"derivative of", NULL, 1},
        {"differentiate|derive", NULL, 1},
        {"d / dx of", NULL, 1},
        {"d / dx", NULL, 1},
        {"integral of", integrate, 0},
        {"antiderivative of", integrate, 0},
        {"integrate", integrate, 0},
        {"limit of", find_limit, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t n = calc_match(calc, range.from, rows[i].phrase);
        if (n > 0) {
            const struct calc_range rest = {range.from + n, range.to};
            return rows[i].work != NULL ? rows[i].work(calc, rest)
                                        : differentiate(calc, rest, rows[i].times);
        }
    }
    return CALC_NOT_MINE;
}
