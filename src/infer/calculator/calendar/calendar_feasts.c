/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feasts by name. Easter: J. Meeus, Astronomical Algorithms, 1998, chapter 8 (Gregorian, and Julian for the Orthodox churches).
 * Islamic dates: the arithmetic calendar, and Jewish ones: E. M. Reingold and N. Dershowitz, Calendrical Calculations, 2018,
 * chapters 7 and 8. By the moon itself: calendar_moon.c. Weekdays by law: of the USA,
 * 5 U.S.C. § 6103; where other countries differ, the name of the country is part of the answer. */
#include <string.h>

#include "infer/calculator/calendar/calendar_int.h"

enum feast_kind {
    FEAST_FIXED,   /* a: month, b: day */
    FEAST_EASTER,  /* a: days after Easter */
    FEAST_PASCHA,  /* a: days after Easter of the Orthodox churches */
    FEAST_WEEKDAY, /* a: month, b: weekday (0: Sunday), c: which, 5: the last; d: days after it */
    FEAST_BEFORE,  /* a: weeks before the last Sunday before Christmas */
    FEAST_ISLAMIC, /* a: month, b: day */
    FEAST_JEWISH, /* a: days after the Jewish new year that is in the same Gregorian one; b: whether it is behind Kislev's first */
    FEAST_CHINESE, /* a: month, b: day */
    FEAST_DIWALI,  /* a: days after it */
    FEAST_HOLI,
    FEAST_NOWRUZ,
};

#define FEAST_DAYS_MAX 2 /* in one year */

struct feast {
    const char *names; /* "|" between them; the words of each as calc_match() takes them */
    enum feast_kind kind;
    int a, b, c, d;
    const char *notice; /* what was taken for granted, NULL: nothing */
};

#define US   "It is told for the USA; other countries have other days."
#define WEST "It is the one of the western churches."
#define ISLAMIC                                                                                    \
    "Reckoned by the arithmetic Islamic calendar: where the moon has to be seen, it may be a day " \
    "or two off. It begins at the sunset before."
#define EVENING "Jewish days begin at the sunset before."
#define CHINESE "Reckoned by the moon, after the rules of the Chinese calendar."
#define INDIAN                                                                               \
    "Reckoned by the moon, as seen from India: almanacs and other countries may have a day " \
    "before "                                                                                \
    "or behind it."
#define IRANIAN "The day of the March equinox in Iran, or the next where that is behind noon."

static const struct feast feasts[] = {
    {"christmas eve", FEAST_FIXED, 12, 24},
    {"christmas day|christmas|xmas", FEAST_FIXED, 12, 25},
    {"boxing day|second day of christmas|st stephen's day", FEAST_FIXED, 12, 26},
    {"new year's eve|new years eve|silvester|sylvester", FEAST_FIXED, 12, 31},
    {"new year's day|new years day|new year's|new year|new years", FEAST_FIXED, 1, 1},
    {"epiphany|three kings day|twelfth night", FEAST_FIXED, 1, 6},
    {"groundhog day", FEAST_FIXED, 2, 2},
    {"valentine's day|valentines day|valentine's|valentines|saint valentine's day", FEAST_FIXED, 2,
     14},
    {"women's day|international women's day", FEAST_FIXED, 3, 8},
    {"pi day", FEAST_FIXED, 3, 14},
    {"st patrick's day|saint patrick's day|st patricks day|st . patrick's day", FEAST_FIXED, 3, 17},
    {"april fools day|april fools|april fool's day|april fools' day", FEAST_FIXED, 4, 1},
    {"earth day", FEAST_FIXED, 4, 22},
    {"may day|labour day", FEAST_FIXED, 5, 1, 0, 0,
     "Labour Day is taken as 1 May; in the USA and Canada, Labor Day is the first Monday in "
     "September."},
    {"cinco de mayo", FEAST_FIXED, 5, 5},
    {"juneteenth", FEAST_FIXED, 6, 19},
    {"midsummer day|st john's day", FEAST_FIXED, 6, 24},
    {"canada day", FEAST_FIXED, 7, 1},
    {"independence day|fourth of july|the fourth of july|july fourth", FEAST_FIXED, 7, 4, 0, 0, US},
    {"bastille day", FEAST_FIXED, 7, 14},
    {"assumption day|assumption of mary|assumption", FEAST_FIXED, 8, 15},
    {"day of german unity|german unity day", FEAST_FIXED, 10, 3},
    {"halloween|hallowe'en", FEAST_FIXED, 10, 31},
    {"all saints day|all saints' day|all saints", FEAST_FIXED, 11, 1},
    {"all souls day|all souls' day", FEAST_FIXED, 11, 2},
    {"guy fawkes night|bonfire night|guy fawkes day", FEAST_FIXED, 11, 5},
    {"veterans day|veteran's day|armistice day|remembrance day", FEAST_FIXED, 11, 11},
    {"st nicholas day|saint nicholas day|st nicholas' day", FEAST_FIXED, 12, 6},
    {"orthodox christmas", FEAST_FIXED, 1, 7, 0, 0,
     "Of the churches that keep the Julian calendar."},
    {"nowruz|norooz|noruz|persian new year", FEAST_NOWRUZ, 0, 0, 0, 0, IRANIAN},
    /* by Easter */
    {"shrove tuesday|mardi gras|pancake day|fat tuesday", FEAST_EASTER, -47, 0, 0, 0, WEST},
    {"rose monday|shrove monday|rosenmontag", FEAST_EASTER, -48, 0, 0, 0, WEST},
    {"ash wednesday", FEAST_EASTER, -46, 0, 0, 0, WEST},
    {"palm sunday", FEAST_EASTER, -7, 0, 0, 0, WEST},
    {"maundy thursday|holy thursday", FEAST_EASTER, -3, 0, 0, 0, WEST},
    {"good friday", FEAST_EASTER, -2, 0, 0, 0, WEST},
    {"holy saturday|easter saturday|easter eve", FEAST_EASTER, -1, 0, 0, 0, WEST},
    {"easter sunday|easter day|easter", FEAST_EASTER, 0, 0, 0, 0, WEST},
    {"easter monday", FEAST_EASTER, 1, 0, 0, 0, WEST},
    {"ascension day|ascension|ascension thursday", FEAST_EASTER, 39, 0, 0, 0, WEST},
    {"pentecost|whitsun|whit sunday|pentecost sunday|whitsunday", FEAST_EASTER, 49, 0, 0, 0, WEST},
    {"whit monday|pentecost monday", FEAST_EASTER, 50, 0, 0, 0, WEST},
    {"trinity sunday", FEAST_EASTER, 56, 0, 0, 0, WEST},
    {"corpus christi", FEAST_EASTER, 60, 0, 0, 0, WEST},
    {"mothering sunday|uk mother's day|mother's day in the uk|mothers day in the uk|uk mothers day",
     FEAST_EASTER, -21, 0, 0, 0, "It is told for the United Kingdom and Ireland."},
    {"orthodox easter|greek easter|pascha", FEAST_PASCHA, 0},
    {"orthodox good friday", FEAST_PASCHA, -2},
    {"orthodox pentecost", FEAST_PASCHA, 49},
    /* by the weekday */
    {"martin luther king day|mlk day|martin luther king jr day", FEAST_WEEKDAY, 1, 1, 3, 0, US},
    {"presidents day|president's day|presidents' day|washington's birthday", FEAST_WEEKDAY, 2, 1, 3,
     0, US},
    {"mother's day|mothers day|mothers' day", FEAST_WEEKDAY, 5, 0, 2, 0,
     "It is told for the USA, Germany and most countries, the second Sunday in May; in the United "
     "Kingdom and Ireland it is three weeks before Easter, in France mostly the last Sunday in "
     "May."},
    {"memorial day", FEAST_WEEKDAY, 5, 1, 5, 0, US},
    {"father's day|fathers day|fathers' day", FEAST_WEEKDAY, 6, 0, 3, 0,
     "It is told for the USA, the United Kingdom and most countries, the third Sunday in June; in "
     "Germany it is Ascension Day."},
    {"labor day", FEAST_WEEKDAY, 9, 1, 1, 0, US},
    {"canadian thanksgiving|thanksgiving in canada", FEAST_WEEKDAY, 10, 1, 2, 0,
     "It is told for Canada."},
    {"columbus day|indigenous peoples day|indigenous peoples' day", FEAST_WEEKDAY, 10, 1, 2, 0, US},
    {"election day|us election day", FEAST_WEEKDAY, 11, 1, 1, 1, US},
    {"thanksgiving day|thanksgiving|us thanksgiving", FEAST_WEEKDAY, 11, 4, 4, 0,
     "It is told for the USA; in Canada it is the second Monday in October."},
    {"black friday", FEAST_WEEKDAY, 11, 4, 4, 1, "It is the day after Thanksgiving of the USA."},
    {"cyber monday", FEAST_WEEKDAY, 11, 4, 4, 4, "It is the Monday after Thanksgiving of the USA."},
    {"first sunday of advent|first sunday in advent|1 st sunday in advent|first advent|advent "
     "sunday|first of advent|start of advent|1st advent|advent|1 st advent|1 st sunday of advent",
     FEAST_BEFORE, 3},
    {"second sunday of advent|second advent|2 nd advent", FEAST_BEFORE, 2},
    {"third sunday of advent|third advent|3 rd advent", FEAST_BEFORE, 1},
    {"fourth sunday of advent|fourth advent|4 th advent", FEAST_BEFORE, 0},
    /* of other calendars */
    {"ramadan|start of ramadan|beginning of ramadan|first day of ramadan", FEAST_ISLAMIC, 9, 1, 0,
     0, ISLAMIC},
    {"eid al fitr|eid al - fitr|eid ul fitr|eid ul - fitr|eid|end of ramadan", FEAST_ISLAMIC, 10, 1,
     0, 0, ISLAMIC},
    {"eid al adha|eid al - adha|eid ul adha|eid ul - adha|feast of sacrifice", FEAST_ISLAMIC, 12,
     10, 0, 0, ISLAMIC},
    {"islamic new year|muharram", FEAST_ISLAMIC, 1, 1, 0, 0, ISLAMIC},
    {"ashura", FEAST_ISLAMIC, 1, 10, 0, 0, ISLAMIC},
    {"mawlid", FEAST_ISLAMIC, 3, 12, 0, 0, ISLAMIC},
    {"rosh hashanah|rosh hashana|jewish new year", FEAST_JEWISH, 0, 0, 0, 0, EVENING},
    {"yom kippur", FEAST_JEWISH, 9, 0, 0, 0, EVENING},
    {"sukkot", FEAST_JEWISH, 14, 0, 0, 0, EVENING},
    {"hanukkah|chanukah|hanukah|chanukka|hannukah", FEAST_JEWISH, 83, 1, 0, 0, EVENING},
    {"purim", FEAST_JEWISH, -193, 0, 0, 0, EVENING},
    {"passover|pesach", FEAST_JEWISH, -163, 0, 0, 0, EVENING},
    {"shavuot", FEAST_JEWISH, -113, 0, 0, 0, EVENING},
    {"chinese new year|lunar new year|spring festival|tet", FEAST_CHINESE, 1, 1, 0, 0, CHINESE},
    {"lantern festival", FEAST_CHINESE, 1, 15, 0, 0, CHINESE},
    {"dragon boat festival", FEAST_CHINESE, 5, 5, 0, 0, CHINESE},
    {"mid - autumn festival|mid autumn festival|moon festival|mooncake festival|chuseok",
     FEAST_CHINESE, 8, 15, 0, 0, CHINESE},
    {"double ninth festival|chongyang festival", FEAST_CHINESE, 9, 9, 0, 0, CHINESE},
    {"diwali|deepavali|divali|dipavali", FEAST_DIWALI, 0, 0, 0, 0, INDIAN},
    {"dhanteras", FEAST_DIWALI, -2, 0, 0, 0, INDIAN},
    {"holi", FEAST_HOLI, 0, 0, 0, 0, INDIAN},
};

/* ---- calendars ---- */

static int64_t easter_of(int64_t year)
{
    const int64_t a = year % 19;
    const int64_t b = year / 100;
    const int64_t c = year % 100;
    const int64_t g = (8 * b + 13) / 25;
    const int64_t h = (19 * a + b - b / 4 - g + 15) % 30;
    const int64_t m = (a + 11 * h) / 319;
    const int64_t r = (2 * (b % 4) + 2 * (c / 4) - c % 4 - h + m + 32) % 7;
    const int64_t month = (h - m + r + 90) / 25;
    return calendar_day_of(year, month, (h - m + r + month + 19) % 32);
}

static int64_t pascha_of(int64_t year)
{
    const int64_t d = (19 * (year % 19) + 15) % 30;
    const int64_t e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    const int64_t behind = year / 100 - year / 400 - 2; /* days of the Julian calendar */
    return calendar_day_of(year, (d + e + 114) / 31, (d + e + 114) % 31 + 1) + behind;
}

#define RATA_DIE INT64_C(719163) /* of 1970-01-01 */

static int64_t islamic_day(int64_t year, int64_t month, int64_t day)
{
    return INT64_C(227014) + (year - 1) * 354 + (3 + 11 * year) / 30 + 29 * (month - 1) +
           month / 2 + day - RATA_DIE;
}

/* The days of a Gregorian year that are that day: one, or two where it is early in January, for Islamic years are eleven days
 * shorter. How many. */
static size_t islamic_of(int64_t year, int64_t month, int64_t day, int64_t out[FEAST_DAYS_MAX])
{
    int64_t islamic = (year - 622) * 33 / 32 - 1;
    while (islamic_day(islamic, month, day) < calendar_day_of(year, 1, 1)) {
        islamic++;
    }
    out[0] = islamic_day(islamic, month, day);
    out[1] = islamic_day(islamic + 1, month, day);
    return out[1] < calendar_day_of(year + 1, 1, 1) ? 2 : 1;
}

static int64_t jewish_months_before(int64_t year)
{
    return (235 * year - 234) / 19;
}

static int64_t jewish_elapsed(int64_t year)
{
    const int64_t months = jewish_months_before(year);
    const int64_t parts = 12084 + 13753 * months;
    const int64_t day = 29 * months + parts / 25920;
    return (3 * (day + 1)) % 7 < 3 ? day + 1 : day;
}

static int64_t jewish_new_year(int64_t gregorian_year)
{
    const int64_t year = gregorian_year + 3761;
    const int64_t last = jewish_elapsed(year - 1);
    const int64_t own = jewish_elapsed(year);
    const int64_t next = jewish_elapsed(year + 1);
    const int64_t delay = next - own == 356 ? 2 : own - last == 382 ? 1 : 0;
    return INT64_C(-1373427) + own + delay - RATA_DIE;
}

static bool feast_of_moon(const struct feast *feast, int64_t year, int64_t *out)
{
    if (year < CALENDAR_MOON_FIRST || year > CALENDAR_MOON_LAST) {
        return false;
    }
    *out = feast->kind == FEAST_CHINESE  ? calendar_chinese_day(year, feast->a, feast->b)
           : feast->kind == FEAST_DIWALI ? calendar_diwali(year) + feast->a
           : feast->kind == FEAST_HOLI   ? calendar_holi(year)
                                         : calendar_nowruz(year);
    return true;
}

/* Its days in that year, which are in order; how many, 0: not known here. */
static size_t feast_of(const struct feast *feast, int64_t year, int64_t out[FEAST_DAYS_MAX])
{
    switch (feast->kind) {
    case FEAST_FIXED:
        *out = calendar_day_of(year, feast->a, feast->b);
        return 1;
    case FEAST_EASTER:
        *out = easter_of(year) + feast->a;
        return year >= 1583;
    case FEAST_PASCHA:
        *out = pascha_of(year) + feast->a;
        return year >= 1583;
    case FEAST_WEEKDAY:
        *out = calendar_nth_weekday(year, feast->a, feast->b, feast->c) + feast->d;
        return 1;
    case FEAST_BEFORE: {
        const int64_t eve = calendar_day_of(year, 12, 24);
        *out = eve - ((eve + 4) - calc_floor_div(eve + 4, 7) * 7) - (int64_t)7 * feast->a;
        return 1;
    }
    case FEAST_ISLAMIC:
        return year >= 700 ? islamic_of(year, feast->a, feast->b, out) : 0;
    case FEAST_JEWISH: /* the spring feasts are a fixed time before the new year that follows */
        *out = jewish_new_year(year) + feast->a +
               (feast->b != 0 && (jewish_new_year(year + 1) - jewish_new_year(year)) % 10 == 5);
        return year >= 1;
    case FEAST_CHINESE:
    case FEAST_DIWALI:
    case FEAST_HOLI:
    case FEAST_NOWRUZ:
        return feast_of_moon(feast, year, out);
    }
    return 0;
}

/* ---- reading ---- */

static const struct feast *find_feast(const struct calc *calc, size_t index, size_t *out_tokens)
{
    const struct feast *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(feasts); i++) {
        struct str rest = str_from(feasts[i].names);
        while (rest.n > 0) {
            const size_t n =
                calc_match(calc, index, str_dup(calc->arena, str_cut(rest, '|', &rest)));
            if (n > *out_tokens) {
                *out_tokens = n;
                found = &feasts[i];
            }
        }
    }
    return found;
}

/* The first of these days that is not past, and the last that was, today being either; where there is none such, what `out` has
 * is left. Whether there are both. */
static bool around_today(const struct calc *calc, const int64_t *days, size_t count,
                         struct calendar_date *out)
{
    const int64_t today = calendar_today(calc);
    bool next = false;
    bool before = false;
    for (size_t i = 0; i < count; i++) {
        if (days[i] <= today) {
            out->previous = days[i];
            before = true;
        }
        if (days[i] >= today && !next) {
            out->next = days[i];
            next = true;
        }
    }
    return next && before;
}

/* Without a year: the next one. */
static bool find_next(const struct calc *calc, const struct feast *feast, struct calendar_date *out)
{
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t days[3 * FEAST_DAYS_MAX];
    size_t count = 0;
    calendar_date_of(calendar_today(calc), &year, &month, &day);
    for (int64_t y = year - 1; y <= year + 1; y++) {
        count += feast_of(feast, y, days + count);
    }
    if (!around_today(calc, days, count, out)) {
        return false;
    }
    out->day = out->second = out->next;
    return true;
}

/* In a year, in which it may fall twice. */
static bool find_in(const struct calc *calc, const struct feast *feast, int64_t year,
                    struct calendar_date *out)
{
    int64_t days[FEAST_DAYS_MAX];
    const size_t count = feast_of(feast, year, days);
    if (count == 0) {
        return false;
    }
    out->day = out->previous = days[0];
    out->second = out->next = days[count - 1];
    (void)around_today(calc, days, count, out); /* it may all be past, or to come */
    if (count > 1) {
        calc_add_line(&calc->out->notices,
                      arena_printf(calc->arena,
                                   "Islamic years are shorter, so that it falls twice in %lld: "
                                   "%s and %s.",
                                   (long long)year, calendar_date_text(calc, days[0]),
                                   calendar_date_text(calc, days[1])));
    }
    return true;
}

/* "in 2027", "next year": how many tokens; 0: no year. */
static size_t read_year(const struct calc *calc, size_t at, int64_t *out)
{
    const size_t in = calc_is_any(calc, at, "in|of|,");
    const struct calc_token *token = calc_at(calc, at + in);
    if (token->kind == CALC_NUMBER && strlen(token->raw) == 4 &&
        str_to_i64(str_from(token->raw), 1, 9999, out) == E_OK) {
        return in + 1;
    }
    if (!calc_is_any(calc, at, "next|this|last") || !calc_is_word(calc, at + 1, "year")) {
        return 0;
    }
    int64_t month;
    int64_t day;
    calendar_date_of(calendar_today(calc), out, &month, &day);
    *out += calc_is_word(calc, at, "next") - calc_is_word(calc, at, "last");
    return 2;
}

size_t calendar_read_feast(const struct calc *calc, size_t index, struct calendar_date *out)
{
    const size_t skip =
        calc_is_any(calc, index, "next|last|this|the") || calc_is_word(calc, index, "previous");
    size_t n = 0;
    const struct feast *feast = find_feast(calc, index + skip, &n);
    if (feast == NULL) {
        return 0;
    }
    const size_t at = index + skip + n;
    int64_t year;
    const size_t given = read_year(calc, at, &year);
    if (given > 0 ? !find_in(calc, feast, year, out) : !find_next(calc, feast, out)) {
        return 0;
    }
    if (given == 0 && calc_is_any(calc, index, "last|previous")) {
        out->day = out->second = out->previous;
    }
    out->other = out->day;
    out->moves = feast->kind != FEAST_FIXED;
    if (feast->notice != NULL) {
        calc_add_line(&calc->out->notices, feast->notice);
    }
    return skip + n + given;
}
