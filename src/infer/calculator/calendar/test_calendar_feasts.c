/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feasts as they are asked for on several days. Islamic days come from the eleven leap years of each thirty counted one by one,
 * not from the formula that is tested. */
#include <criterion/criterion.h>
#include <string.h>

#include "infer/calculator/calendar/calendar_int.h"

static bool has_line(const struct calculator_lines *lines, const char *line)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (strcmp(lines->lines[i], line) == 0) {
            return true;
        }
    }
    return false;
}

Test(calendar_feasts, islamic_ones_fall_twice_in_a_year)
{
    static const struct {
        int year, month, day; /* today */
        const char *text;
        const char *result;
        const char *said; /* an alternative, step or notice; NULL: not looked at */
    } rows[] = {
        {2026, 11, 26, "when is eid al-fitr in 2033", "2033-01-03 (Monday) and 2033-12-23 (Friday)",
         "in 2230 days and in 2584 days"},
        {2026, 11, 26, "when was eid al-fitr in 2000",
         "2000-01-08 (Saturday) and 2000-12-28 (Thursday)",
         "Islamic years are shorter, so that it falls twice in 2000: 2000-01-08 (Saturday) and "
         "2000-12-28 (Thursday)."},
        {2026, 11, 26, "ramadan 2030", "2030-01-06 (Sunday) and 2030-12-26 (Thursday)", NULL},
        {2026, 11, 26, "islamic new year 2008", "2008-01-10 (Thursday) and 2008-12-29 (Monday)",
         NULL},
        {2026, 11, 26, "eid al-adha 2006", "2006-01-10 (Tuesday) and 2006-12-31 (Sunday)", NULL},
        {2026, 11, 26, "eid al-fitr 2034", "2034-12-12 (Tuesday)", "in 2938 days"},
        {2026, 11, 26, "weekday of eid al-fitr 2033", "Monday",
         "Islamic years are shorter, so that it falls twice in 2033: 2033-01-03 (Monday) and "
         "2033-12-23 (Friday)."},
        {2033, 6, 1, "when is eid al-fitr this year", "2033-01-03 (Monday) and 2033-12-23 (Friday)",
         "the second in 205 days"},
        {2033, 1, 3, "when is eid al-fitr this year", "2033-01-03 (Monday) and 2033-12-23 (Friday)",
         "the second in 354 days"},
        {2033, 6, 1, "when is eid al-fitr", "2033-12-23 (Friday)", "in 205 days"},
        {2034, 1, 1, "when was last eid al-fitr", "2033-12-23 (Friday)", NULL},
        {2033, 6, 1, "how many days until eid al-fitr 2033", "205 days", NULL},
        {2033, 6, 1, "how many days since eid al-fitr 2033", "149 days", NULL},
        {2034, 1, 1, "how many days since eid al-fitr 2033", "9 days", NULL},
        {2032, 12, 31, "how many days until eid al-fitr 2033", "3 days", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        struct calculation done = {.result = ""};
        struct err err = {0};
        const struct calculator_question question = {
            .now_ms = calendar_day_of(rows[i].year, rows[i].month, rows[i].day) * 86400000};
        struct calc calc = {.question = &question, .arena = arena, .out = &done, .err = &err};
        cr_assert_eq(calc_read_tokens(&calc, str_from(rows[i].text)), E_OK);
        const int rc = calendar_form(&calc, (struct calc_range){0, calc.count});
        cr_expect_eq(rc, E_OK, "%s: %d %s", rows[i].text, rc, err.detail);
        cr_expect_str_eq(done.result, rows[i].result, "%s: %s", rows[i].text, done.result);
        cr_expect(rows[i].said == NULL || has_line(&done.alternatives, rows[i].said) ||
                      has_line(&done.steps, rows[i].said) || has_line(&done.notices, rows[i].said),
                  "%s: not said: %s", rows[i].text, rows[i].said);
        arena_free(arena);
    }
}
