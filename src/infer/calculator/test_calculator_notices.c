/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told first beside a result, and that nothing is where nothing was taken for granted. */
#include <criterion/criterion.h>
#include <string.h>

#include "infer/calculator/test_calculator_kit.h"

Test(calculator_notices, are_told)
{
    static const struct {
        const char *text;
        const char *result; /* NULL: refused */
        const char *notice;
    } rows[] = {
        {"diwali 2026", "2026-11-08 (Sunday)", "Reckoned by the moon, as seen from India"},
        {"when is holi 2027", "2027-03-22 (Monday)", "almanacs and other countries"},
        {"nowruz 2027", "2027-03-21 (Sunday)", "The day of the March equinox in Iran"},
        {"mid-autumn festival 2027", "2027-09-15 (Wednesday)", "the Chinese calendar"},
        {"chinese new year 2050", "2050-01-23 (Sunday)", "the Chinese calendar"},
        {"when is diwali 2101", NULL, "no date that is known here"},
        {"when is chinese new year 1900", NULL, "no date that is known here"},
        {"30 mpg in l/100 km", "7.840486111 l/100 km",
         "imperial ones, as in the United Kingdom, it "
         "is 9.416031211 l/100 km"},
        {"5 l/100km in mpg", "47.04291667 mpg (US)", "it is 56.49618727 mpg (imperial)"},
        {"40 uk mpg in litres per 100 km", "7.062023408 l/100 km", NULL},
        {"30 mpg (us) in mpg (imperial)", "36.02849777 mpg (imperial)", NULL},
        {"6.5 l/100 km in km/l", "15.38461538 km/l", NULL},
        {"how many l/100km is 20 km/l", "5 l/100 km", NULL},
        {"0 mpg in l/100 km", NULL, "division by zero"},
    };
    struct calculator *calculator = NULL;
    struct arena *arena = arena_new();
    cr_assert_eq(calculator_new(&calculator, NULL), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct calculation done;
        struct err err = {0};
        const struct calculator_question question = {
            .text = str_from(rows[i].text), .now_ms = TEST_NOW_MS, .arena = arena};
        const int rc = calculator_answer(calculator, &question, &done, &err);
        cr_expect_eq(rc == E_OK, rows[i].result != NULL, "%s: %s", rows[i].text, err.detail);
        if (rc != E_OK) {
            cr_expect_not_null(strstr(err.detail, rows[i].notice), "%s: %s", rows[i].text,
                               err.detail);
            continue;
        }
        cr_expect_str_eq(done.result, rows[i].result, "%s: %s", rows[i].text, done.result);
        const char *said = done.notices.count > 0 ? done.notices.lines[0] : "";
        cr_expect(rows[i].notice == NULL ? done.notices.count == 0
                                         : strstr(said, rows[i].notice) != NULL,
                  "%s: %s", rows[i].text, said);
    }
    calculator_free(calculator);
    arena_free(arena);
}
