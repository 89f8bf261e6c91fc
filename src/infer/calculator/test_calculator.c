/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"
#include "infer/calculator/test_calculator_kit.h"

static const char *joined(const struct calculator_lines *lines, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < lines->count; i++) {
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? " | " : "", lines->lines[i]);
    }
    return text;
}

/* What is shown beside the result, or part of what a refusal says. NULL: not looked at. */
static const struct {
    const char *text;
    const char *result; /* NULL: refused */
    bool exact;
    const char *steps;
    const char *alternatives;
    const char *notices;
    const char *words;
} rows[] = {
    {"3 miles in km", "4.828032 km", true, "1 mi = 1.609344 km", "", "", NULL},
    {"180 °F in C", "82.22222222 °C", false, "(180 − 32) × 5/9 = 82.22222222 °C", "", "", NULL},
    {"15 % of 80", "12", true, "80 × 15/100 = 12", "", "", NULL},
    {"1/3 + 1/4", "7/12", true, "", "≈ 0.5833333333", "", NULL},
    {"3/8 + 1/4", "0.625", true, "", "5/8", "", NULL},
    {"6/2(1+2)", "9", true, "", "1, where what touches is multiplied first",
     "Division and multiplication are done from left to right.", NULL},
    {"1,234 + 1", "1235", true, "", "2.234, with a decimal comma",
     "A comma before three digits is taken as a separator of thousands.", NULL},
    {"log(100)", "2", true, "", "4.605170186, as the natural logarithm",
     "“log” is taken as the logarithm to base 10.", NULL},
    {"sin(30)", "-0.9880316241", false, "", "0.5, in degrees",
     "Angles without a unit are taken as radians.", NULL},
    {"2 pints in litres", "0.946352946 L", true, "1 pt = 0.473176473 L",
     "2 imperial pt = 1.1365225 L", "The American (US customary) measure is taken.", NULL},
    {"80 + 15%", "92", true, NULL, "", "15 % is taken of 80, as pocket calculators do.", NULL},
    {"sqrt(-4)", "2 * i", true, NULL, NULL, "The result is a complex number: there is no real one.",
     NULL},
    {"x^2 = 5x - 6", "x = 2 or x = 3", true,
     "x^2 - 5 * x + 6 = 0 | check x = 2: the left side is 4, the right side is 4 | check x = 3: "
     "the left side is 9, the right side is 9",
     "", "", NULL},
    {"100 DEM in EUR", "51.1292 EUR", false, "1 EUR = 1.95583 DEM", "",
     "The rate between the two is fixed by law; the result is rounded to four decimals.", NULL},
    {"from 22:30 to 06:15", "7 h 45 min", true, "", "",
     "The later time is taken to be on the next day.", NULL},
    {"what day is 03/04/2024", "Monday", true, NULL, "Wednesday, with the day first",
     "The month is taken to come first in dates with slashes.", NULL},
    {"days until 2026-12-24", "28 days", true, NULL, "",
     "Today is taken as 2026-11-26 (Thursday), in UTC.", NULL},
    {"tomorrow + 1 week", "2026-12-04 (Friday)", true, NULL, "",
     "Today is taken as 2026-11-26 (Thursday), in UTC.", NULL},
    {"5'7\" in cm", "170.18 cm", true, NULL, "", "", NULL},
    {"10 in cm", "25.4 cm", true, NULL, "", "", NULL},
    {"20% off $49.90", "39.92 USD", true, NULL, "", "", NULL},
    {"17 % 5", "2", true, NULL, "", "“%” between two numbers is taken as the remainder.", NULL},
    /* refused, in words */
    {"3 miles in kg", NULL, false, NULL, NULL, NULL, "is a length, and kg is a unit of a mass"},
    {"5 kg + 3 m", NULL, false, NULL, NULL, NULL, "cannot be added"},
    {"20 °C + 5 °C", NULL, false, NULL, NULL, NULL, "counted from a zero of its own"},
    {"sqrt of 16 EUR", NULL, false, NULL, NULL, NULL, "an amount of money"},
    {"sqrt(16 m^2)", "4 m", true, "", "", "", NULL},
    {"sum of 2 m * 3 m and 4 m * 5 m", "26 m²", true, "", "", "", NULL},
    {"reciprocal of 4 s", NULL, false, NULL, NULL, NULL, "has a unit"},
    {"1/0", NULL, false, NULL, NULL, NULL, "division by zero"},
    {"5 wibbles", NULL, false, NULL, NULL, NULL, "“wibbles” is not understood"},
    {"9^9^9^9", NULL, false, NULL, NULL, NULL, "more digits than are reckoned with"},
    {"2^(10^9)", NULL, false, NULL, NULL, NULL, "more digits than are reckoned with"},
    {"1.0000001^(10^9)", NULL, false, NULL, NULL, NULL, "more digits than are reckoned with"},
    {"factorial(factorial(20))", NULL, false, NULL, NULL, NULL,
     "more digits than are reckoned with"},
    {"exp(10^9)", NULL, false, NULL, NULL, NULL, "more digits than are reckoned with"},
    {"10^9 choose 5*10^8", NULL, false, NULL, NULL, NULL, "more digits"},
    {"mean of 3,5 and 9", NULL, false, NULL, NULL, NULL, "can be one number or two"},
    {"-500 °C in F", NULL, false, NULL, NULL, NULL, "absolute zero"},
    {"sin(x) = 0", NULL, false, NULL, NULL, NULL, "endlessly many"},
    {"x + y = 1, x = 2, y = 3", NULL, false, NULL, NULL, NULL,
     "as many of the one as of the other"},
    {"load(\"/etc/passwd\")", NULL, false, NULL, NULL, NULL, "“load” is not understood"},
    {"command(\"ls\")", NULL, false, NULL, NULL, NULL, "“command” is not understood"},
    {"factorize 2^80 + 1", NULL, false, NULL, NULL, NULL, "whole number"},
    {"((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))"
     ")",
     NULL, false, NULL, NULL, NULL, "too many"},
    {"1 \x01 2", NULL, false, NULL, NULL, NULL, "control character"},
    {"\xff", NULL, false, NULL, NULL, NULL, "UTF-8"},
    {"", NULL, false, NULL, NULL, NULL, "nothing to calculate"},
};

static void expect_part(const char *text, const char *what, const char *got, const char *wanted)
{
    if (wanted != NULL) {
        cr_expect_str_eq(got, wanted, "%s: %s: %s", text, what, got);
    }
}

Test(calculator, shows_how_and_what_else)
{
    struct calculator *calculator;
    cr_assert_eq(calculator_new(&calculator, NULL), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        struct calculation done;
        struct err err = {0};
        const int rc = calculator_answer(
            calculator,
            &(struct calculator_question){
                .arena = arena, .text = str_from(rows[i].text), .now_ms = TEST_NOW_MS},
            &done, &err);
        cr_expect_eq(rc, rows[i].result != NULL ? E_OK : E_INVALID, "%s: %d %s", rows[i].text, rc,
                     err.detail);
        if (rc == E_OK && rows[i].result != NULL) {
            cr_expect_str_eq(done.result, rows[i].result, "%s: %s", rows[i].text, done.result);
            cr_expect_eq(done.exact, rows[i].exact, "%s", rows[i].text);
            expect_part(rows[i].text, "steps", joined(&done.steps, arena), rows[i].steps);
            expect_part(rows[i].text, "alternatives", joined(&done.alternatives, arena),
                        rows[i].alternatives);
            expect_part(rows[i].text, "notices", joined(&done.notices, arena), rows[i].notices);
        }
        if (rows[i].words != NULL) {
            cr_expect(strstr(err.detail, rows[i].words) != NULL, "%s: %s", rows[i].text,
                      err.detail);
        }
        arena_free(arena);
    }
    calculator_free(calculator);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

Test(calculator, stops_when_told)
{
    struct calculator *calculator;
    struct arena *arena = arena_new();
    struct calculation done;
    cr_assert_eq(calculator_new(&calculator, NULL), E_OK);
    const struct calculator_question question = {
        .arena = arena, .text = STR("1 + 1"), .goes_on = never};
    cr_expect_eq(calculator_answer(calculator, &question, &done, NULL), E_CANCELLED);
    calculator_free(calculator);
    arena_free(arena);
}

/* What would take for ever ends, and soon. */
Test(calculator, takes_no_longer_than_it_may)
{
    static const char *const texts[] = {
        "prime factors of 1000000016000000063",
        "factorial of 2000",
        "2^13000",
        "(1/3)^5000 + (1/7)^4000",
        "x^9 - x - 1 = 0",
        "integrate exp(sin(x)^3) from 0 to 9",
        "sqrt(2)^999 + sqrt(3)^999",
        "x^x^x = 9",
    };
    struct calculator *calculator;
    cr_assert_eq(calculator_new(&calculator, NULL), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct arena *arena = arena_new();
        struct calculation done;
        const clock_t start = clock();
        const int rc = calculator_answer(calculator,
                                         &(struct calculator_question){.arena = arena,
                                                                       .text = str_from(texts[i]),
                                                                       .now_ms = TEST_NOW_MS},
                                         &done, NULL);
        cr_expect(rc == E_OK || rc == E_INVALID, "%s: %d", texts[i], rc);
        cr_expect_lt(clock() - start, 15 * CLOCKS_PER_SEC, "%s", texts[i]);
        arena_free(arena);
    }
    calculator_free(calculator);
}
