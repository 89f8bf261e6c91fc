/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"
#include "infer/calculator/calc/calc.h"

#define WORDS_MAX      300 /* bytes of what is said of a refusal */
#define DIGITS_SHOWN   400 /* of a whole number; longer ones are told by their size */
#define DECIMALS_SHOWN 15
#define FRACTION_MAX   8 /* digits of a denominator that says something to people */

struct calc calc_aside(const struct calc *calc, struct calculation *out, struct err *err)
{
    struct calc aside = *calc;
    aside.out = out != NULL ? out : calc->out;
    aside.err = err != NULL ? err : calc->err;
    return aside;
}

void calc_add_line(struct calculator_lines *lines, const char *line)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (strcmp(lines->lines[i], line) == 0) {
            return;
        }
    }
    if (lines->count < CALCULATOR_LINES_MAX) {
        lines->lines[lines->count++] = line;
    }
}

int(calc_refuse)(struct calc *calc, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(calc->arena, (size_t)n + 1);
    va_start(args, format);
    (void)vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    const struct str cut = utf8_cut((struct str){text, (size_t)n}, WORDS_MAX);
    return err_set(calc->err, E_INVALID, "%" STRF, STRA(cut));
}

const char *calc_plural(struct calc *calc, int64_t count, const char *unit)
{
    return arena_printf(calc->arena, "%lld %s%s", (long long)count, unit, count == 1 ? "" : "s");
}

int64_t calc_floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int ask(struct calc *calc, const struct qalculate_question *asked)
{
    const struct calculator_question *question = calc->question;
    if (question->goes_on != NULL && !question->goes_on(question->context)) {
        return err_set(calc->err, E_CANCELLED, "The calculation was cancelled.");
    }
    struct qalculate_reply *reply = calc->reply;
    qalculate_ask(calc->qalculate, asked, reply);
    if (reply->kind == QALCULATE_TIMEOUT) {
        return calc_refuse(calc, "That takes longer than one calculation may here.");
    }
    if (reply->kind == QALCULATE_FAILED) {
        return calc_refuse(
            calc, "There is no result: something in it has no value, such as a division by zero.");
    }
    return E_OK;
}

int calc_ask(struct calc *calc, const char *code)
{
    return ask(calc,
               &(struct qalculate_question){.expression = code, .milliseconds = CALC_STEP_MS});
}

int calc_ask_solutions(struct calc *calc, const char *code, const char *unknown)
{
    return ask(calc, &(struct qalculate_question){
                         .expression = code, .unknown = unknown, .milliseconds = CALC_STEP_MS});
}

int calc_ask_factors(struct calc *calc, const char *code)
{
    return ask(calc, &(struct qalculate_question){
                         .expression = code, .factorize = true, .milliseconds = CALC_STEP_MS});
}

/* ---- numbers as text ---- */

/* "1.414213562E-5" as people write it. */
static const char *write_decimal(struct calc *calc, const char *decimal)
{
    const char *e = strchr(decimal, 'E');
    const bool minus = decimal[0] == '-';
    int64_t exponent = 0;
    if (e != NULL && str_to_i64(str_from(e[1] == '+' ? e + 2 : e + 1), -100000000, 100000000,
                                &exponent) != E_OK) {
        return decimal;
    }
    char digits[80];
    size_t n = 0;
    size_t before = 0; /* digits before the point */
    bool point = false;
    for (const char *p = decimal + minus; *p != '\0' && p != e && n + 1 < sizeof(digits); p++) {
        point = point || *p == '.';
        if (*p >= '0' && *p <= '9') {
            digits[n++] = *p;
            before += !point;
        }
    }
    while (n > 1 && digits[n - 1] == '0' && n > before) {
        n--;
    }
    digits[n] = '\0';
    const int64_t scale = exponent + (int64_t)before; /* digits before the point, all told */
    const char *sign = minus ? "-" : "";
    if (scale > 15 || scale < -5) {
        return arena_printf(calc->arena, n > 1 ? "%s%c.%s × 10^%lld" : "%s%c%s × 10^%lld", sign,
                            digits[0], digits + 1, (long long)scale - 1);
    }
    if (scale <= 0) {
        return arena_printf(calc->arena, "%s0.%.*s%s", sign, (int)-scale, "00000000", digits);
    }
    if ((size_t)scale >= n) {
        return arena_printf(calc->arena, "%s%s%.*s", sign, digits, (int)((size_t)scale - n),
                            "0000000000000000");
    }
    return arena_printf(calc->arena, "%s%.*s.%s", sign, (int)scale, digits, digits + scale);
}

static size_t decimals_of(const char *number)
{
    const char *point = strchr(number, '.');
    return point == NULL ? 0 : strlen(point + 1);
}

struct calc_number calc_number_of_reply(struct calc *calc, bool fraction)
{
    const struct qalculate_reply *reply = calc->reply;
    struct calc_number number = {.exact = false};
    const char *decimal = write_decimal(calc, reply->decimal);
    number.text = decimal;
    if (reply->kind != QALCULATE_RATIONAL) {
        return number;
    }
    const size_t digits = strlen(reply->numerator);
    const size_t under = strlen(reply->denominator);
    const bool readable = digits > 0 && under > 0 && digits <= 12 && under <= FRACTION_MAX;
    if (readable && strcmp(reply->denominator, "1") != 0) {
        number.fraction = arena_printf(calc->arena, "%s/%s", reply->numerator, reply->denominator);
    }
    const size_t terminating = strlen(reply->terminating);
    if (terminating > 0 && terminating <= DIGITS_SHOWN &&
        decimals_of(reply->terminating) <= DECIMALS_SHOWN) {
        number.text = arena_strdup(calc->arena, reply->terminating);
        number.exact = reply->exact;
    } else if (fraction && number.fraction != NULL) {
        number.text = number.fraction;
        number.rounded = decimal;
        number.exact = reply->exact;
    }
    return number;
}

static bool is_number(const struct qalculate_reply *reply)
{
    return reply->kind == QALCULATE_RATIONAL || reply->kind == QALCULATE_REAL;
}

static int refuse_value(struct calc *calc)
{
    return calc_refuse(
        calc,
        "There is no result: something in it has no value, such as a division by zero, or is too "
        "large to be reckoned with.");
}

int calc_ask_number(struct calc *calc, const char *code, struct calc_number *out)
{
    int rc = calc_ask(calc, code);
    if (rc != E_OK) {
        return rc;
    }
    if (!is_number(calc->reply)) {
        return refuse_value(calc);
    }
    *out = calc_number_of_reply(calc, false);
    return E_OK;
}

int calc_ask_integer(struct calc *calc, const char *code, int64_t min, int64_t max, int64_t *out)
{
    int rc = calc_ask(calc, code);
    if (rc != E_OK) {
        return rc;
    }
    const struct qalculate_reply *reply = calc->reply;
    if (reply->kind != QALCULATE_RATIONAL || strcmp(reply->denominator, "1") != 0 ||
        str_to_i64(str_from(reply->numerator), min, max, out) != E_OK) {
        return calc_refuse(calc, "A whole number from %lld to %lld is needed there.",
                           (long long)min, (long long)max);
    }
    return E_OK;
}

/* ---- answers ---- */

/* Whether a whole number is zeros from its eleventh digit on, so that "6 × 10^23" says all of it. */
static bool is_round(const char *number)
{
    const size_t digits = strlen(number);
    return digits > 15 && strchr(number, '.') == NULL && strspn(number + 11, "0") == digits - 11;
}

static void put_unit(struct calc *calc, const char *unit, struct calc_number *number)
{
    if (unit[0] == '\0') {
        return;
    }
    if (is_round(number->text)) {
        number->text = write_decimal(calc, calc->reply->decimal);
    }
    number->text = arena_printf(calc->arena, "%s %s", number->text, unit);
    if (number->rounded != NULL) {
        number->rounded = arena_printf(calc->arena, "%s %s", number->rounded, unit);
    }
}

static int answer_complex(struct calc *calc)
{
    const struct qalculate_reply *reply = calc->reply;
    if (reply->unknowns || strchr(reply->text, 'i') == NULL || strpbrk(reply->text, "(^") != NULL ||
        strlen(reply->text) > 80) {
        return refuse_value(calc);
    }
    calc->out->result = arena_strdup(calc->arena, reply->text);
    calc->out->exact = reply->exact;
    calc_add_line(&calc->out->notices, "The result is a complex number: there is no real one.");
    return E_OK;
}

int calc_answer_number(struct calc *calc, const char *code, const char *unit, bool fraction)
{
    int rc = calc_ask(calc, code);
    if (rc != E_OK) {
        return rc;
    }
    if (!is_number(calc->reply)) {
        return unit[0] == '\0' ? answer_complex(calc) : refuse_value(calc);
    }
    struct calc_number number = calc_number_of_reply(calc, fraction);
    if (calc->wants_fraction && number.fraction != NULL && number.rounded == NULL) {
        number.rounded = number.text;
        number.text = number.fraction;
    } else if (fraction && number.fraction != NULL && number.rounded == NULL && number.exact) {
        calc_add_line(&calc->out->alternatives, number.fraction);
    }
    put_unit(calc, unit, &number);
    calc->out->result = number.text;
    calc->out->exact = number.exact;
    if (number.rounded != NULL) {
        calc_add_line(&calc->out->alternatives,
                      arena_printf(calc->arena, "%s %s",
                                   calc->wants_fraction && number.exact ? "=" : "≈",
                                   number.rounded));
    }
    return E_OK;
}
