/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feasts by the moon, as almanacs and governments have published their days. */
#include <criterion/criterion.h>

#include "infer/calculator/calendar/calendar_int.h"

struct day {
    int year, month, day;
};

static void expect(const char *name, int64_t got, struct day wanted)
{
    int64_t year;
    int64_t month;
    int64_t day;
    calendar_date_of(got, &year, &month, &day);
    cr_expect(year == wanted.year && month == wanted.month && day == wanted.day,
              "%s %d: %lld-%lld-%lld", name, wanted.year, (long long)year, (long long)month,
              (long long)day);
}

Test(calendar_moon, diwali)
{
    static const struct day rows[] = {
        {2015, 11, 11}, {2016, 10, 30}, {2017, 10, 19}, {2018, 11, 7},  {2019, 10, 27},
        {2020, 11, 14}, {2021, 11, 4},  {2022, 10, 24}, {2023, 11, 12}, {2024, 10, 31},
        {2025, 10, 20}, {2026, 11, 8},  {2027, 10, 29}, {2028, 10, 17}, {2029, 11, 5},
        {2030, 10, 26}, {2031, 11, 14}, {2032, 11, 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect("diwali", calendar_diwali(rows[i].year), rows[i]);
    }
}

Test(calendar_moon, holi)
{
    static const struct day rows[] = {{2020, 3, 10}, {2021, 3, 29}, {2022, 3, 18}, {2023, 3, 8},
                                      {2024, 3, 25}, {2025, 3, 14}, {2026, 3, 4},  {2027, 3, 22}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect("holi", calendar_holi(rows[i].year), rows[i]);
    }
}

Test(calendar_moon, nowruz)
{
    static const struct day rows[] = {{2020, 3, 20}, {2021, 3, 21}, {2022, 3, 21}, {2023, 3, 21},
                                      {2024, 3, 20}, {2025, 3, 21}, {2026, 3, 21}, {2028, 3, 20}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect("nowruz", calendar_nowruz(rows[i].year), rows[i]);
    }
}

/* Hong Kong Observatory, Gregorian-Lunar Calendar Conversion Tables. 2033 has its leap month late, 1985 begins late. */
Test(calendar_moon, china)
{
    static const struct day years[] = {
        {1985, 2, 20}, {2000, 2, 5},  {2001, 1, 24}, {2005, 2, 9},  {2010, 2, 14}, {2015, 2, 19},
        {2020, 1, 25}, {2021, 2, 12}, {2022, 2, 1},  {2023, 1, 22}, {2024, 2, 10}, {2025, 1, 29},
        {2026, 2, 17}, {2027, 2, 6},  {2028, 1, 26}, {2029, 2, 13}, {2030, 2, 3},  {2031, 1, 23},
        {2032, 2, 11}, {2033, 1, 31}, {2034, 2, 19}, {2035, 2, 8},  {2036, 1, 28}, {2037, 2, 15},
        {2038, 2, 4},  {2039, 1, 24}, {2040, 2, 12}};
    static const struct day autumns[] = {{2020, 10, 1}, {2021, 9, 21}, {2022, 9, 10},
                                         {2023, 9, 29}, {2024, 9, 17}, {2025, 10, 6},
                                         {2026, 9, 25}, {2028, 10, 3}, {2033, 9, 8}};
    for (size_t i = 0; i < ARRAY_LEN(years); i++) {
        expect("new year", calendar_chinese_day(years[i].year, 1, 1), years[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(autumns); i++) {
        expect("mid-autumn", calendar_chinese_day(autumns[i].year, 8, 15), autumns[i]);
    }
    expect("dragon boats", calendar_chinese_day(2025, 5, 5), (struct day){2025, 5, 31});
}
