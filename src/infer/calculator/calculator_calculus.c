/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives, integrals and limits in one variable, through libqalculate. */
#include <ctype.h>
#include <string.h>

#include "infer/calculator/calculator_int.h"

/* "with respect to x", "dx" at the end: the variable, and the range without it. */
static const char *take_variable(const struct calc *calc, struct calc_range *range)
{
    static const char *const phrases[] = {"with respect to", "wrt", "in terms of"};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t at = calc_find(calc, *range, phrases[i]);
        const size_t name = at + calc_match(calc, at, phrases[i]);
        if (at < range->to && name + 1 == range->to && strlen(calc_at(calc, name)->raw) == 1) {
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

static int read_function(struct calc *calc, struct calc_range range, const char *variable,
                         struct calc_piece *out)
{
    struct calc_reading reading = {.unknown = variable, .instead = "x"};
    int rc = calc_read_expression(calc, range, &reading, out);
    if (rc == E_OK && (calc_has_dimension(out->dimension) || out->currency != NULL)) {
        rc = calc_refuse(calc, "Functions are taken without units here.");
    }
    return rc;
}

/* The reply, a number or a function of x, with the variable as it was named. */
static int answer_function(struct calc *calc, const char *variable)
{
    const struct calculator_shim_reply *reply = &calc->engine->reply;
    if (reply->kind != CALCULATOR_SHIM_TEXT) {
        const struct calc_number number = calc_number_of_reply(calc, true);
        if (reply->kind == CALCULATOR_SHIM_COMPLEX) {
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
    char *text = arena_strdup(calc->arena, reply->text);
    for (char *p = text; *p != '\0' && strcmp(variable, "x") != 0; p++) {
        const bool alone =
            (p == text || !isalpha((unsigned char)p[-1])) && !isalpha((unsigned char)p[1]);
        if (*p == 'x' && alone) {
            *p = variable[0];
        }
    }
    calc->out->result = text;
    calc->out->exact = reply->exact;
    return E_OK;
}

/* The text with a value in the place of each x that stands alone. */
static const char *put_in(struct calc *calc, const char *text, const char *value)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    for (const char *p = text; *p != '\0'; p++) {
        const bool alone =
            (p == text || !isalpha((unsigned char)p[-1])) && !isalpha((unsigned char)p[1]);
        if (*p == 'x' && alone) {
            sb_addf(&sb, "(%s)", value);
        } else {
            sb_add_byte(&sb, *p);
        }
    }
    const char *out = arena_memdup(calc->arena, sb.n > 0 ? sb.p : "", sb.n);
    sb_done(&sb);
    return out;
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
    struct calc_piece piece;
    int rc = read_function(calc, range, variable, &piece);
    const char *code =
        arena_printf(calc->arena, "diff(%s,x,%d)", rc == E_OK ? piece.code : "", times);
    const char *derivative = "";
    if (rc == E_OK) {
        rc = calc_ask(calc, code);
    }
    if (rc == E_OK) {
        const bool text = calc->engine->reply.kind == CALCULATOR_SHIM_TEXT;
        derivative = text ? arena_strdup(calc->arena, calc->engine->reply.text)
                          : calc_number_of_reply(calc, true).text;
        rc = answer_function(calc, variable);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(calc->arena, "d%s/d%s%s (%s)", times == 2 ? "²" : "",
                                         variable, times == 2 ? "²" : "", piece.shown);
    if (point.from >= point.to) {
        return E_OK;
    }
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "%s = %s", calc->out->expression, calc->out->result));
    struct calc_reading reading = {0};
    struct calc_piece value;
    rc = calc_read_expression(calc, point, &reading, &value);
    if (rc == E_OK) {
        rc = calc_answer_number(calc, put_in(calc, derivative, value.code), "", true);
        calc->out->expression = arena_printf(calc->arena, "%s at %s = %s", calc->out->expression,
                                             variable, value.shown);
    }
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
    struct calc_piece piece;
    int rc = read_function(calc, body, variable, &piece);
    if (rc != E_OK) {
        return rc;
    }
    if (from >= all.to) {
        rc = calc_ask(calc, arena_printf(calc->arena, "integrate(%s)", piece.code));
        calc->out->expression = arena_printf(calc->arena, "∫ %s d%s", piece.shown, variable);
        return rc != E_OK ? rc : answer_function(calc, variable);
    }
    const struct calc_range bounds = {from + 1, all.to};
    const size_t to = calc_find(calc, bounds, "to|and");
    struct calc_piece low;
    struct calc_piece high;
    struct calc_reading reading = {0};
    rc = calc_read_expression(calc, (struct calc_range){bounds.from, to}, &reading, &low);
    if (rc == E_OK) {
        rc = calc_read_expression(calc, (struct calc_range){to + 1, bounds.to}, &reading, &high);
    }
    if (rc == E_OK) {
        rc = calc_ask(calc, arena_printf(calc->arena, "integrate(%s,%s,%s,x)", piece.code, low.code,
                                         high.code));
    }
    if (rc == E_OK) {
        rc = answer_function(calc, variable);
        calc->out->expression = arena_printf(calc->arena, "∫ %s d%s from %s to %s", piece.shown,
                                             variable, low.shown, high.shown);
    }
    if (rc == E_OK && strchr(calc->out->result, 'x') != NULL) {
        rc = calc_refuse(calc, "That cannot be worked out here.");
    }
    return rc;
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
    struct calc_piece piece;
    struct calc_piece value = {.code = "plus_infinity", .shown = "∞"};
    int rc = read_function(calc, (struct calc_range){range.from, as}, variable, &piece);
    if (rc == E_OK && !calc_is_word(calc, at, "infinity")) {
        struct calc_reading reading = {0};
        rc = calc_read_expression(calc, (struct calc_range){at, range.to}, &reading, &value);
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

int calc_form_calculus(struct calc *calc, struct calc_range range)
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
