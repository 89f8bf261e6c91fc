/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What C can ask of libqalculate. None of its global variables is used here, for they cannot be reached in a library that
 * is loaded late; its headers make some in each file that includes them, which the build moves out of the way of the
 * program's start (see meson.build), and qalculate_new() makes them. */
#include <libqalculate/qalculate.h>

#include <cstring>
#include <exception>
#include <string>

#include "infer/calculator/qalculate/qalculate.h"

#define DIGITS_THAT_COUNT 10

struct qalculate {
    Calculator *calculator;
};

/* It stays: libqalculate cannot be ended and begun again in a process. */
static Calculator *the_calculator;

extern "C" {
typedef void (*constructor)(void);
extern const constructor __start_qalculate_constructors[] __attribute__((weak));
extern const constructor __stop_qalculate_constructors[] __attribute__((weak));
}

static void construct_globals()
{
    static bool done = false;
    if (done) {
        return;
    }
    done = true;
    for (const constructor *c = __start_qalculate_constructors; c != __stop_qalculate_constructors;
         c++) {
        (*c)();
    }
}

static bool put(char *out, size_t bytes, const std::string &text)
{
    if (text.size() >= bytes) {
        out[0] = '\0';
        return false;
    }
    std::memcpy(out, text.c_str(), text.size() + 1);
    return true;
}

static EvaluationOptions evaluation()
{
    EvaluationOptions options;
    options.parse_options.angle_unit = ANGLE_UNIT_RADIANS;
    options.parse_options.parsing_mode = PARSING_MODE_CONVENTIONAL;
    options.parse_options.limit_implicit_multiplication = true;
    options.approximation = APPROXIMATION_TRY_EXACT;
    options.auto_post_conversion = POST_CONVERSION_NONE;
    options.mixed_units_conversion = MIXED_UNITS_CONVERSION_NONE;
    options.local_currency_conversion = false;
    return options;
}

static PrintOptions printing()
{
    PrintOptions options;
    options.min_exp = EXP_NONE;
    options.number_fraction_format = FRACTION_DECIMAL;
    options.multiplication_sign = MULTIPLICATION_SIGN_ASTERISK;
    options.division_sign = DIVISION_SIGN_SLASH;
    options.use_unicode_signs = false;
    options.abbreviate_names = true;
    options.use_unit_prefixes = false;
    options.interval_display = INTERVAL_DISPLAY_SIGNIFICANT_DIGITS;
    options.spell_out_logical_operators = true;
    options.short_multiplication = false;
    options.lower_case_e = false;
    return options;
}

/* Ten digits and an exponent, whatever the number's size. */
static void put_decimal(const Number &number, qalculate_reply *out)
{
    PrintOptions options = printing();
    options.min_exp = EXP_PURE;
    put(out->decimal, sizeof(out->decimal), number.print(options));
}

/* The digits of a fraction whose decimals end: its denominator has no factors but 2 and 5. */
static void put_terminating(const Number &number, qalculate_reply *out)
{
    Number scaled(number);
    std::string digits;
    size_t decimals = 0;
    while (!scaled.isInteger() && decimals < 40) {
        scaled *= 10;
        decimals++;
    }
    if (!scaled.isInteger()) {
        return;
    }
    digits = scaled.printNumerator(10, false);
    if (decimals > 0) {
        while (digits.size() <= decimals) {
            digits.insert(0, 1, '0');
        }
        digits.insert(digits.size() - decimals, 1, '.');
    }
    put(out->terminating, sizeof(out->terminating), (number.isNegative() ? "-" : "") + digits);
}

static void put_number(const Number &number, qalculate_reply *out)
{
    if (number.isUndefined() || number.isInfinite(false)) {
        out->kind = QALCULATE_FAILED;
        return;
    }
    if (number.hasImaginaryPart()) {
        out->kind = QALCULATE_COMPLEX;
        put(out->text, sizeof(out->text), number.print(printing()));
        return;
    }
    put_decimal(number, out);
    if (!number.isRational() || number.isApproximate()) {
        out->kind = QALCULATE_REAL;
        out->exact = false;
        return;
    }
    out->kind = QALCULATE_RATIONAL;
    const std::string minus = number.isNegative() ? "-" : "";
    put(out->numerator, sizeof(out->numerator), minus + number.printNumerator(10, false));
    put(out->denominator, sizeof(out->denominator), number.printDenominator(10, false));
    put_terminating(number, out);
}

static std::string printed(const MathStructure &m)
{
    MathStructure copy(m);
    PrintOptions options = printing();
    if (!m.isApproximate()) {
        options.number_fraction_format = FRACTION_FRACTIONAL; /* x / 3, not 0.3333333333 * x */
    }
    copy.format(options);
    std::string text = copy.print(options);
    for (const char *unit : {" * rad", " rad"}) {
        for (size_t at = text.find(unit); at != std::string::npos; at = text.find(unit)) {
            text.erase(at, std::strlen(unit));
        }
    }
    return text;
}

static void put_value(const MathStructure &m, qalculate_reply *out)
{
    out->exact = !m.isApproximate();
    if (m.isNumber()) {
        put_number(m.number(), out);
        return;
    }
    if (m.isUndefined() || m.isAborted()) {
        out->kind = QALCULATE_FAILED;
        return;
    }
    out->kind = QALCULATE_TEXT;
    out->unknowns = m.containsUnknowns() || m.containsType(STRUCT_FUNCTION) > 0 ||
                    m.containsType(STRUCT_SYMBOLIC) > 0;
    if (!put(out->text, sizeof(out->text), printed(m))) {
        out->kind = QALCULATE_FAILED;
    }
}

/* "x = 2" to a part; false: of another form. */
static bool put_solution(const MathStructure &m, const std::string &unknown,
                         qalculate_reply *out)
{
    if (!m.isComparison() || m.comparisonType() != COMPARISON_EQUALS ||
        out->parts == QALCULATE_PARTS || printed(m[0]) != unknown) {
        return false;
    }
    const MathStructure &value = m[1];
    if (!put(out->part[out->parts], sizeof(out->part[0]), printed(value))) {
        return false;
    }
    out->parts++;
    return true;
}

static void put_solutions(const MathStructure &m, const char *unknown, qalculate_reply *out)
{
    out->exact = !m.isApproximate();
    out->kind = QALCULATE_SOLUTIONS;
    if (m.isNumber()) {
        out->kind = m.number().isZero() ? QALCULATE_NEVER : QALCULATE_ALWAYS;
        return;
    }
    bool all = true;
    if (m.isLogicalOr()) {
        for (size_t i = 0; i < m.size(); i++) {
            all = put_solution(m[i], unknown, out) && all;
        }
    } else {
        all = put_solution(m, unknown, out);
    }
    if (!all) {
        out->parts = 0;
        out->kind = QALCULATE_TEXT;
        put(out->text, sizeof(out->text), printed(m));
    }
}

/* Errors speak of what was asked; warnings, such as of rounding, do not end a calculation. */
static bool take_messages(Calculator *calculator, qalculate_reply *out)
{
    bool bad = false;
    for (CalculatorMessage *message = calculator->message(); message != NULL;
         message = calculator->nextMessage()) {
        if (message->type() == MESSAGE_ERROR) {
            bad = true;
            put(out->text, sizeof(out->text), message->message());
        }
    }
    return bad;
}

static void ask(Calculator *calculator, const qalculate_question *question,
                qalculate_reply *out)
{
    EvaluationOptions options = evaluation();
    if (question->factorize) {
        options.structuring = STRUCTURING_FACTORIZE;
    }
    calculator->clearMessages();
    calculator->startControl(question->milliseconds);
    MathStructure m = calculator->calculate(std::string(question->expression), options);
    bool aborted = calculator->aborted();
    if (!aborted && question->factorize) {
        aborted = !m.integerFactorize() || calculator->aborted();
    }
    calculator->stopControl();
    if (aborted) {
        out->kind = QALCULATE_TIMEOUT;
        return;
    }
    if (take_messages(calculator, out)) {
        out->kind = QALCULATE_FAILED;
        return;
    }
    calculator->startControl(question->milliseconds); /* printing can take long as well */
    if (question->unknown != NULL) {
        put_solutions(m, question->unknown, out);
    } else {
        put_value(m, out);
    }
    if (calculator->aborted()) {
        out->kind = QALCULATE_TIMEOUT;
    }
    calculator->stopControl();
}

qalculate *qalculate_new(void)
{
    try {
        construct_globals();
        if (the_calculator != NULL) {
            return new qalculate{the_calculator};
        }
        Calculator *calculator = new Calculator(true);
        calculator->setExchangeRatesWarningEnabled(false);
        calculator->setPrecision(DIGITS_THAT_COUNT);
        /* units of angles, which it makes where no definitions were read, and complains once about each */
        (void)calculator->getRadUnit();
        (void)calculator->getGraUnit();
        (void)calculator->getDegUnit();
        calculator->clearMessages();
        the_calculator = calculator;
        return new qalculate{calculator};
    } catch (...) {
        return NULL;
    }
}

void qalculate_free(qalculate *qalculate)
{
    delete qalculate;
}

void qalculate_ask(qalculate *qalculate, const qalculate_question *question,
                         qalculate_reply *out)
{
    std::memset(out, 0, sizeof(*out));
    out->kind = QALCULATE_FAILED;
    try {
        ask(qalculate->calculator, question, out);
    } catch (...) {
        out->kind = QALCULATE_FAILED;
    }
}
