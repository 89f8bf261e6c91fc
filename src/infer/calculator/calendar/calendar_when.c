/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On which day something is, and how old somebody is. */
#include <string.h>

#include "infer/calculator/calendar/calendar_int.h"

static bool is_relative(const struct calc *calc, size_t index)
{
    return calc_is_any(calc, index, "today|tomorrow|yesterday") ||
           calc_match(calc, index, "the day after|before") > 0 ||
           calc_match(calc, index,
                      "next|this|coming|last|past "
                      "monday|tuesday|wednesday|thursday|friday|saturday|sunday") > 0;
}

/* A day, or both, and how far away they are. */
static int answer_days(struct calc *calc, const struct calendar_date *date)
{
    const int64_t today = calendar_today(calc);
    const bool twice = date->second != date->day;
    const char *first = calendar_date_text(calc, date->day);
    const char *in_second =
        arena_printf(calc->arena, "in %s", calc_plural(calc, date->second - today, "day"));
    calc->out->result = !twice ? first
                               : arena_printf(calc->arena, "%s and %s", first,
                                              calendar_date_text(calc, date->second));
    calc->out->exact = true;
    if (twice && date->day > today) {
        calc_add_line(&calc->out->alternatives,
                      arena_printf(calc->arena, "in %s and %s",
                                   calc_plural(calc, date->day - today, "day"), in_second));
    } else if (date->second > today) {
        calc_add_line(&calc->out->alternatives,
                      twice ? arena_printf(calc->arena, "the second %s", in_second) : in_second);
    }
    return E_OK;
}

/* "when is Easter 2027", "date of Pentecost", "easter 2027" */
static int when_is(struct calc *calc, struct calc_range range)
{
    static const char *const heads[] = {"when is|was|does|will|are|did",
                                        "when's",
                                        "what|which date is|was|will|does",
                                        "what|which day is|was|will|does",
                                        "on what|which date|day is|does|will|was",
                                        "date of",
                                        "what is the date of",
                                        "day of"};
    size_t at = range.from;
    for (size_t i = 0; i < ARRAY_LEN(heads) && at == range.from; i++) {
        at += calc_match(calc, at, heads[i]);
    }
    const bool asked = at > range.from;
    const bool when = calc_is_any(calc, range.from, "when|when's");
    struct calendar_date date;
    size_t n = calendar_read_feast(calc, at, &date);
    const bool read =
        n == 0 && (when || is_relative(calc, at) || calc_is_any(calc, range.from, "date|when's") ||
                   calc_is_word(calc, range.from + 1, "date"));
    n = read ? calendar_read_date(calc, at, &date) : n;
    size_t end = at + n;
    while (n > 0 && end < range.to &&
           calc_is_any(calc, end, "be|fall|on|is|this|year|celebrated|start|begin|in")) {
        end++;
    }
    if (n == 0 || end != range.to) {
        return when ? calendar_refuse_date(calc, (struct calc_range){at, range.to}) : CALC_NOT_MINE;
    }
    if (asked && !when && !date.moves && !is_relative(calc, at) &&
        !calc_is_any(calc, range.from, "date") && !calc_is_word(calc, range.from + 1, "date")) {
        return CALC_NOT_MINE; /* the weekday is asked for */
    }
    return answer_days(calc, &date);
}

/* "what day is it", "today's date" */
static int today(struct calc *calc, struct calc_range range)
{
    static const char *const phrases[] = {"what|which day is it",
                                          "what|which day is it today",
                                          "what date is it",
                                          "what|which day is today",
                                          "what date is it today",
                                          "what is the date",
                                          "date",
                                          "date today",
                                          "today's date",
                                          "what day of the week is it",
                                          "what day of the week is it today",
                                          "what is today's date",
                                          "day today",
                                          "current date",
                                          "date is it today"};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t n = calc_match(calc, range.from, phrases[i]);
        if (n > 0 && range.from + n == range.to &&
            strcmp(phrases[i], "what|which day is today") != 0) {
            calc->out->result = calendar_date_text(calc, calendar_today(calc));
            calc->out->exact = true;
            calc_add_line(&calc->out->notices, "In UTC.");
            return E_OK;
        }
    }
    return CALC_NOT_MINE;
}

/* "how old is someone born on 1990-05-12", "how old am I if I was born in 1990" */
static int age(struct calc *calc, struct calc_range range)
{
    const bool old = calc_match(calc, range.from, "how old") > 0;
    const size_t born = calc_find(calc, range, "born");
    if (born >= range.to || (!old && !calc_is_word(calc, range.from, "age"))) {
        return CALC_NOT_MINE;
    }
    const size_t at = born + 1 + calc_is_any(calc, born + 1, "on|in|at");
    const int64_t now = calendar_today(calc);
    struct calendar_date date;
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t given;
    calendar_date_of(now, &year, &month, &day);
    const struct calc_token *token = calc_at(calc, at);
    if (at + 1 == range.to && token->kind == CALC_NUMBER &&
        str_to_i64(str_from(token->raw), 1000, year, &given) == E_OK) {
        calc->out->result =
            given == year ? "less than 1 year"
                          : arena_printf(calc->arena, "%lld or %s", (long long)(year - given - 1),
                                         calc_plural(calc, year - given, "year"));
        calc_add_line(&calc->out->notices,
                      "It depends on whether the birthday of this year was already.");
        calc->out->exact = true;
        return E_OK;
    }
    const size_t n = calendar_read_date(calc, at, &date);
    if (n == 0 || at + n != range.to) {
        return calendar_refuse_date(calc, (struct calc_range){at, range.to});
    }
    if (date.day > now) {
        return calc_refuse(calc, "%s is still to come.", calendar_date_text(calc, date.day));
    }
    int64_t born_year;
    int64_t born_month;
    int64_t born_day;
    calendar_date_of(date.day, &born_year, &born_month, &born_day);
    const bool before = month < born_month || (month == born_month && day < born_day);
    calc->out->result = calc_plural(calc, year - born_year - before, "year");
    calc->out->exact = true;
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "from %s to %s", calendar_date_text(calc, date.day),
                               calendar_date_text(calc, now)));
    calc_add_line(&calc->out->alternatives, calc_plural(calc, now - date.day, "day"));
    return E_OK;
}

int calendar_form_when(struct calc *calc, struct calc_range range)
{
    int rc = today(calc, range);
    rc = rc != CALC_NOT_MINE ? rc : age(calc, range);
    return rc != CALC_NOT_MINE ? rc : when_is(calc, range);
}
