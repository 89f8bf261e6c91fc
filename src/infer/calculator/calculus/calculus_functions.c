/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one variable: their values, the rules of their derivatives, and their integrals as numbers. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "infer/calculator/calculus/calculus_int.h"

static bool is_alone(const char *text, const char *p)
{
    const bool before = p > text && (isalpha((unsigned char)p[-1]) || p[-1] == '_');
    return !before && !isalpha((unsigned char)p[1]) && p[1] != '_';
}

const char *calculus_put_in(struct calc *calc, const char *text, const char *value)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == 'x' && is_alone(text, p)) {
            sb_addf(&sb, "(%s)", value);
        } else {
            sb_add_byte(&sb, *p);
        }
    }
    const char *out = sb.n > 0 && !sb.failed ? arena_memdup(calc->arena, sb.p, sb.n) : "";
    sb_done(&sb);
    return out;
}

/* How often e is multiplied, where ten digits of a power of e stand here before "^", 0: other digits. */
static int power_of_e(const char *p, size_t *out_n)
{
    char *end;
    const double value = strtod(p, &end);
    *out_n = (size_t)(end - p);
    if (*out_n < 8 || value <= 1) {
        return 0;
    }
    const double power = round(log(value));
    return power >= 1 && power <= 20 && fabs(value - exp(power)) < 1e-9 * value ? (int)power : 0;
}

/* Writes e where digits of its power stand, "e^(2 * x)" of "7.389056099^x"; how many characters these are, 0: others stand here. */
static size_t write_power_of_e(struct sb *sb, const char *p, char variable)
{
    size_t n = 0;
    const int power = power_of_e(p, &n);
    if (power == 0) {
        return 0;
    }
    const bool of_x =
        power > 1 && p[n] == '^' && p[n + 1] == 'x' && strchr(" )+-*/", p[n + 2]) != NULL;
    if (of_x) {
        sb_addf(sb, "e^(%d * %c)", power, variable);
        return n + 2;
    }
    sb_addf(sb, power == 1 ? "e" : "(e^%d)", power);
    return n;
}

const char *calculus_write_function(struct calc *calc, const char *text, const char *variable)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    for (const char *p = text; *p != '\0';) {
        const bool begins =
            isdigit((unsigned char)*p) && (p == text || strchr("0123456789.", p[-1]) == NULL);
        const size_t n = begins ? write_power_of_e(&sb, p, variable[0]) : 0;
        if (n == 0) {
            sb_add_byte(&sb, *p == 'x' && is_alone(text, p) ? variable[0] : *p);
        }
        p += n > 0 ? n : 1;
    }
    const char *out = sb.n > 0 && !sb.failed ? arena_memdup(calc->arena, sb.p, sb.n) : "";
    sb_done(&sb);
    return out;
}

/* ---- the steps of a derivative ---- */

/* The derivative of a part, and the part as shown; false: it cannot be told. */
static bool derive(struct calc *calc, struct calc_range range, const char *variable,
                   const char **out_shown, const char **out_derivative)
{
    struct err ignored = {0};
    struct calculation scratch = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    struct expression piece;
    if (range.from >= range.to || calculus_read_function(&inner, range, variable, &piece) != E_OK ||
        calc_ask(&inner, arena_printf(calc->arena, "diff(%s,x,1)", piece.code)) != E_OK) {
        return false;
    }
    const struct qalculate_reply *reply = calc->reply;
    *out_shown = piece.shown;
    *out_derivative = reply->kind == QALCULATE_TEXT
                          ? calculus_write_function(calc, reply->text, variable)
                          : calc_number_of_reply(calc, true).text;
    return strstr(*out_derivative, "diff(") == NULL;
}

/* Where one of the signs stands between two parts, outside of parentheses; `last`: the last one. */
static size_t find_sign(const struct calc *calc, struct calc_range range, const char *signs)
{
    size_t found = range.to;
    int depth = 0;
    for (size_t i = range.from; i < range.to; i++) {
        depth += calc_is_sign(calc, i, '(') - calc_is_sign(calc, i, ')');
        const struct calc_token *token = calc_at(calc, i);
        const bool binary = i > range.from && (calc_at(calc, i - 1)->kind != CALC_SIGN ||
                                               calc_is_sign(calc, i - 1, ')'));
        if (depth == 0 && binary && token->kind == CALC_SIGN &&
            strchr(signs, token->sign) != NULL) {
            found = i;
        }
    }
    return found;
}

static void add_terms(struct calc *calc, struct calc_range range, const char *variable)
{
    const size_t sign = find_sign(calc, range, "+-"); /* the last one parts the last term */
    const bool more = sign < range.to;
    if (more) {
        add_terms(calc, (struct calc_range){range.from, sign}, variable);
    }
    const char *shown;
    const char *derivative;
    if (derive(calc, (struct calc_range){more ? sign + 1 : range.from, range.to}, variable, &shown,
               &derivative)) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "(%s)′ = %s", shown, derivative));
    }
}

/* A product or quotient of two parts. */
static void add_two(struct calc *calc, struct calc_range left, struct calc_range right,
                    bool quotient, const char *variable)
{
    const char *f;
    const char *f_derivative;
    const char *g;
    const char *g_derivative;
    if (!derive(calc, left, variable, &f, &f_derivative) ||
        !derive(calc, right, variable, &g, &g_derivative)) {
        return;
    }
    if (!quotient && (strcmp(f_derivative, "0") == 0 || strcmp(g_derivative, "0") == 0)) {
        calc_add_line(&calc->out->steps, "Factor rule: a constant factor stays.");
        return;
    }
    calc_add_line(&calc->out->steps, quotient ? "Quotient rule: (f/g)′ = (f′·g − f·g′)/g²"
                                              : "Product rule: (f·g)′ = f′·g + f·g′");
    calc_add_line(&calc->out->steps, arena_printf(calc->arena, "f = %s, f′ = %s", f, f_derivative));
    calc_add_line(&calc->out->steps, arena_printf(calc->arena, "g = %s, g′ = %s", g, g_derivative));
}

/* Where a function's name or a parenthesis stands behind a part without a sign: "x^2 sin(x)". */
static size_t find_joint(const struct calc *calc, struct calc_range range)
{
    int depth = 0;
    for (size_t i = range.from; i < range.to; i++) {
        size_t n = 0;
        const bool behind =
            i > range.from && depth == 0 &&
            (calc_at(calc, i - 1)->kind == CALC_NUMBER || calc_is_sign(calc, i - 1, ')') ||
             (calc_at(calc, i - 1)->kind == CALC_WORD && strlen(calc_at(calc, i - 1)->lower) == 1));
        if (behind &&
            (calc_is_sign(calc, i, '(') || expression_find_function(calc, i, &n) != NULL ||
             (calc_at(calc, i)->kind == CALC_WORD && strlen(calc_at(calc, i)->lower) == 1))) {
            return i;
        }
        depth += calc_is_sign(calc, i, '(') - calc_is_sign(calc, i, ')');
    }
    return range.to;
}

/* "sin(x^2)": the inner function, where it is more than the variable. */
static void add_chain(struct calc *calc, struct calc_range range, const char *variable)
{
    size_t n = 0;
    const struct expression_function *function = expression_find_function(calc, range.from, &n);
    struct calc_range inner = {range.from + n, range.to};
    if (function == NULL && calc_is_word(calc, range.from, "e") &&
        calc_is_sign(calc, range.from + 1, '^')) {
        inner.from = range.from + 2;
    } else if (function == NULL || function->arguments != 1) {
        return;
    }
    const char *u;
    const char *derivative;
    if (derive(calc, inner, variable, &u, &derivative) && strcmp(derivative, "1") != 0) {
        calc_add_line(&calc->out->steps, "Chain rule: f(u)′ = f′(u)·u′");
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "u = %s, u′ = %s", u, derivative));
    }
}

void calculus_add_derivative_steps(struct calc *calc, struct calc_range range, const char *variable)
{
    if (find_sign(calc, range, "+-") < range.to) {
        calc_add_line(&calc->out->steps, "Sum rule: each term by itself.");
        add_terms(calc, range, variable);
        return;
    }
    size_t at = find_sign(calc, range, "*/");
    const bool sign = at < range.to;
    at = sign ? at : find_joint(calc, range);
    if (at < range.to) {
        add_two(calc, (struct calc_range){range.from, at}, (struct calc_range){at + sign, range.to},
                sign && calc_is_sign(calc, at, '/'), variable);
        return;
    }
    add_chain(calc, range, variable);
    const bool power = calc_is_word(calc, range.from, variable) &&
                       calc_is_sign(calc, range.from + 1, '^') && range.from + 3 == range.to &&
                       calc_at(calc, range.from + 2)->kind == CALC_NUMBER;
    if (power) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "Power rule: (%s^n)′ = n·%s^(n − 1), with n = %s",
                                   variable, variable, calc_at(calc, range.from + 2)->raw));
    }
}

/* ---- integrals as numbers ---- */

#define LEVELS_MAX 6
#define ENOUGH     1e-9

struct integrand {
    struct calc *calc;
    const char *code;
    double middle;
    double half;
};

static bool value_at(const struct integrand *f, double x, double *out)
{
    struct calc_number number;
    const char *value = arena_printf(f->calc->arena, "%.17g", x);
    const char *e = strchr(value, 'e');
    if (e != NULL) {
        value = arena_printf(f->calc->arena, "%.*s*10^(%s)", (int)(e - value), value, e + 1);
    }
    if (calc_ask_number(f->calc, calculus_put_in(f->calc, f->code, value), &number) != E_OK) {
        return false;
    }
    *out = strtod(f->calc->reply->decimal, NULL);
    return isfinite(*out);
}

/* The sum over both sides of t = 0, each `step`, from `first` on. H. Takahasi and M. Mori, Double Exponential Formulas for Numerical
 * Integration, 1974. */
static bool add_points(const struct integrand *f, double first, double step, double *sum)
{
    for (int i = 0; first + i * step < 3.2; i++) {
        const double t = first + i * step;
        const double u = 1.5707963267948966 * sinh(t);
        const double weight = 1.5707963267948966 * cosh(t) / (cosh(u) * cosh(u));
        const double x = tanh(u);
        double left;
        double right;
        if (1 - x < 1e-14 || weight < 1e-14) {
            return true;
        }
        if (!value_at(f, f->middle - f->half * x, &left) ||
            !value_at(f, f->middle + f->half * x, &right)) {
            return false;
        }
        *sum += weight * (left + right);
    }
    return true;
}

static bool bound_of(struct calc *calc, const struct expression *piece, double *out)
{
    struct calc_number number;
    if (strstr(piece->code, "infinity") != NULL ||
        calc_ask_number(calc, piece->code, &number) != E_OK) {
        return false;
    }
    *out = strtod(calc->reply->decimal, NULL);
    return isfinite(*out);
}

int calculus_integrate_numerically(struct calc *calc, const struct expression *function,
                                   const struct expression *low, const struct expression *high)
{
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored);
    double from;
    double to;
    double sum = 0;
    struct integrand f = {.calc = &inner, .code = function->code};
    if (bound_of(&inner, low, &from) && bound_of(&inner, high, &to)) {
        f.middle = (from + to) / 2;
        f.half = (to - from) / 2;
        double before = NAN;
        bool goes_on = value_at(&f, f.middle, &sum);
        sum *= goes_on ? 1.5707963267948966 : 0;
        for (int level = 0; goes_on && level < LEVELS_MAX; level++) {
            const double step = pow(0.5, level);
            /* a level adds the points between those of the one before */
            goes_on = add_points(&f, step, level == 0 ? step : 2 * step, &sum);
            const double value = sum * step * f.half;
            if (goes_on && level > 1 && fabs(value - before) <= ENOUGH * fmax(1e-3, fabs(value))) {
                calc->out->result = arena_printf(calc->arena, "%.8g", value);
                calc->out->exact = false;
                calc_add_line(&calc->out->notices, "Worked out as a number, to eight digits.");
                return E_OK;
            }
            before = value;
        }
    }
    return calc_refuse(calc,
                       "No value was found for this integral: between its bounds the function may "
                       "have no value somewhere, or grow beyond all bounds.");
}
