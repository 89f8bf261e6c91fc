/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats of dates: those of strftime (%Y-%m-%d) and those of Java and ICU (yyyy-MM-dd), each part with what it makes of
 * Monday, 9 March 2026, 14:05:07. */
#include "base/utf8.h"
#include "infer/codecheck/explain/explain_int.h"

#define EXAMPLE_MAX ((size_t)400)

struct part {
    const char *code;
    const char *meaning;
    const char *example;
};

static const struct part percents[] = {
    {"a", "the weekday, short", "Mon"},
    {"A", "the weekday", "Monday"},
    {"b", "the month's name, short", "Mar"},
    {"B", "the month's name", "March"},
    {"c", "date and time as is usual at the place", "Mon Mar  9 14:05:07 2026"},
    {"C", "the century", "20"},
    {"d", "the day of the month, two digits", "09"},
    {"D", "the date as month/day/year, two digits each", "03/09/26"},
    {"e", "the day of the month, with a blank before one digit", " 9"},
    {"F", "the date as year-month-day", "2026-03-09"},
    {"f", "microseconds (of Python), six digits", "000000"},
    {"g", "the year of the ISO week, two digits", "26"},
    {"G", "the year of the ISO week, four digits", "2026"},
    {"h", "the month's name, short", "Mar"},
    {"H", "the hour, 00 to 23", "14"},
    {"I", "the hour, 01 to 12", "02"},
    {"j", "the day of the year, 001 to 366", "068"},
    {"k", "the hour, 0 to 23, with a blank before one digit", "14"},
    {"l", "the hour, 1 to 12, with a blank before one digit", " 2"},
    {"m", "the month, two digits", "03"},
    {"M", "the minute, two digits", "05"},
    {"n", "a line break", "\n"},
    {"N", "nanoseconds (of date)", "000000000"},
    {"p", "AM or PM", "PM"},
    {"P", "am or pm", "pm"},
    {"r", "the time with AM or PM", "02:05:07 PM"},
    {"R", "the time as hour:minute", "14:05"},
    {"s", "seconds since 1970", "1773065107"},
    {"S", "the second, two digits", "07"},
    {"t", "a tab", "\t"},
    {"T", "the time as hour:minute:second", "14:05:07"},
    {"u", "the weekday as a number, 1 is Monday", "1"},
    {"U", "the week of the year, which begins on Sunday", "10"},
    {"V", "the ISO week, 01 to 53", "11"},
    {"w", "the weekday as a number, 0 is Sunday", "1"},
    {"W", "the week of the year, which begins on Monday", "10"},
    {"x", "the date as is usual at the place", "03/09/26"},
    {"X", "the time as is usual at the place", "14:05:07"},
    {"y", "the year, two digits", "26"},
    {"Y", "the year, four digits", "2026"},
    {"z", "the difference from UTC", "+0000"},
    {"Z", "the name of the time zone", "UTC"},
    {"%", "a percent sign", "%"},
};

static const struct part letters[] = {
    {"G", "the era", "AD"},
    {"yyyy", "the year, four digits", "2026"},
    {"yy", "the year, two digits", "26"},
    {"y", "the year", "2026"},
    {"uuuu", "the year, four digits", "2026"},
    {"YYYY", "the year of the week, four digits", "2026"},
    {"YY", "the year of the week, two digits", "26"},
    {"QQQ", "the quarter, short", "Q1"},
    {"Q", "the quarter", "1"},
    {"MMMM", "the month's name", "March"},
    {"LLLL", "the month's name, standing alone", "March"},
    {"MMM", "the month's name, short", "Mar"},
    {"MM", "the month, two digits", "03"},
    {"M", "the month", "3"},
    {"ww", "the week of the year, two digits", "11"},
    {"w", "the week of the year", "11"},
    {"dd", "the day of the month, two digits", "09"},
    {"d", "the day of the month", "9"},
    {"DDD", "the day of the year, three digits", "068"},
    {"DD", "the day of the year", "68"},
    {"D", "the day of the year", "68"},
    {"EEEE", "the weekday", "Monday"},
    {"EEE", "the weekday, short", "Mon"},
    {"EE", "the weekday, short", "Mon"},
    {"E", "the weekday, short", "Mon"},
    {"e", "the weekday as a number", "1"},
    {"a", "AM or PM", "PM"},
    {"HH", "the hour, 00 to 23", "14"},
    {"H", "the hour, 0 to 23", "14"},
    {"hh", "the hour, 01 to 12", "02"},
    {"h", "the hour, 1 to 12", "2"},
    {"kk", "the hour, 01 to 24", "14"},
    {"k", "the hour, 1 to 24", "14"},
    {"KK", "the hour, 00 to 11", "02"},
    {"mm", "the minute, two digits", "05"},
    {"m", "the minute", "5"},
    {"ss", "the second, two digits", "07"},
    {"s", "the second", "7"},
    {"SSS", "milliseconds", "000"},
    {"SSSSSS", "microseconds", "000000"},
    {"SSSSSSSSS", "nanoseconds", "000000000"},
    {"zzzz", "the name of the time zone", "Coordinated Universal Time"},
    {"z", "the time zone, short", "UTC"},
    {"VV", "the name of the time zone, as in Europe/Vienna", "Etc/UTC"},
    {"Z", "the difference from UTC", "+0000"},
    {"X"
     "XX",
     "the difference from UTC as +00:00, or Z", "Z"},
    {"XX", "the difference from UTC as +0000, or Z", "Z"},
    {"X", "the difference from UTC as +00, or Z", "Z"},
    {"xxx", "the difference from UTC as +00:00", "+00:00"},
};

static const struct part *find_part(const struct part *parts, size_t count, struct str code)
{
    for (size_t k = 0; k < count; k++) {
        if (str_eq(code, str_from(parts[k].code))) {
            return &parts[k];
        }
    }
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What stands for itself from `at` on, up to something that does not. */
static size_t literal_end(struct str text, size_t at, bool has_percents)
{
    while (at < text.n &&
           (has_percents ? text.p[at] != '%'
                         : !is_letter(text.p[at]) && text.p[at] != '\'' && text.p[at] != '%')) {
        at++;
    }
    return at;
}

static void add_literal(const struct code_task *task, struct code_part part,
                        struct code_explanation *out, struct sb *example)
{
    bool is_space = str_eq(part.part, STR(" "));
    if (is_space) {
        code_part_add(out, task, part, "a space");
    } else {
        code_part_add(out, task, part, "“%" STRF "” as it is", STRA(part.part));
    }
    sb_add(example, part.part);
}

static bool explain_percents(const struct code_task *task, struct str text,
                             struct code_explanation *out, struct sb *example)
{
    size_t at = 0;
    while (at < text.n) {
        size_t start = at;
        at = literal_end(text, at, true);
        if (at > start) {
            add_literal(task, code_part_of(text, start, at), out, example);
            continue;
        }
        at++;
        char flag = '\0';
        if (at < text.n && strchr("-_0^#EO", text.p[at]) != NULL && text.p[at] != '\0') {
            flag = text.p[at++];
        }
        const struct part *known =
            find_part(percents, ARRAY_LEN(percents), str_sub(text, at, at + 1));
        if (known == NULL) {
            return code_wrong(out, task, start, "%%%" STRF " is nothing that strftime knows",
                              STRA(utf8_prefix(str_sub(text, at, text.n), 1)));
        }
        at++;
        const char *shown = known->example;
        shown += (flag == '-' && shown[0] == '0' && shown[1] != '\0') ||
                 (flag == '-' && shown[0] == ' ');
        code_part_add(out, task, code_part_of(text, start, at), "%s%s: “%s”", known->meaning,
                      flag == '-' ? ", without a zero before it" : "", shown);
        sb_add_c(example, shown);
    }
    return true;
}

/* 'text' in a format of Java; its end, or 0 where it is not closed. */
static size_t quoted_end(struct str text, size_t at)
{
    size_t n = str_find_byte(str_sub(text, at + 1, text.n), '\'');
    return at + 1 + n < text.n ? at + n + 2 : 0;
}

static size_t run_end(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.n && text.p[end] == text.p[at]) {
        end++;
    }
    return end;
}

static bool explain_letters(const struct code_task *task, struct str text,
                            struct code_explanation *out, struct sb *example)
{
    size_t at = 0;
    while (at < text.n) {
        size_t start = at;
        at = literal_end(text, at, false);
        if (at > start) {
            add_literal(task, code_part_of(text, start, at), out, example);
            continue;
        }
        if (text.p[at] == '\'') {
            at = quoted_end(text, start);
            if (at == 0) {
                return code_wrong(out, task, start, "this ' has no closing '");
            }
            struct str inner = at - start == 2 ? STR("'") : str_sub(text, start + 1, at - 1);
            code_part_add(out, task, code_part_of(text, start, at), "“%" STRF "” as it is",
                          STRA(inner));
            sb_add(example, inner);
            continue;
        }
        at = text.p[start] == '%' ? start + 1 : run_end(text, start);
        const struct part *known = find_part(letters, ARRAY_LEN(letters), str_sub(text, start, at));
        if (known == NULL) {
            return code_wrong(
                out, task, start,
                "“%" STRF "” is no part of a date that Java and ICU know; text stands in 'quotes'",
                STRA(str_sub(text, start, size_min(at, start + 12))));
        }
        code_part_add(out, task, code_part_of(text, start, at), "%s: “%s”", known->meaning,
                      known->example);
        sb_add_c(example, known->example);
    }
    return true;
}

static bool has(struct str text, const char *part)
{
    for (size_t k = 0; k < text.n; k++) {
        if (str_starts(str_sub(text, k, text.n), str_from(part))) {
            return true;
        }
    }
    return false;
}

static void warn_letters(struct str text, struct code_explanation *out)
{
    if (has(text, "YY") && !has(text, "w")) {
        code_warn(out, STR("YYYY is the year of the week, which is another one for some days "
                           "around New Year; yyyy is the year."));
    }
    if (has(text, "DD")) {
        code_warn(out, STR("DD is the day of the year; dd is the day of the month."));
    }
    if (has(text, "hh") && !has(text, "a")) {
        code_warn(out,
                  STR("hh goes from 01 to 12 and needs an a for AM or PM; HH goes from 00 to 23."));
    }
    if (has(text, "HH:MM") || has(text, "hh:MM")) {
        code_warn(out, STR("MM is the month; mm is the minute."));
    }
    if (has(text, "-mm-") || has(text, "/mm/")) {
        code_warn(out, STR("mm is the minute; MM is the month."));
    }
}

static void warn_percents(struct str text, struct code_explanation *out)
{
    if (has(text, "%I") && !has(text, "%p") && !has(text, "%P")) {
        code_warn(out,
                  STR("%I goes from 01 to 12 and needs %p for AM or PM; %H goes from 00 to 23."));
    }
    if (has(text, "%H:%m")) {
        code_warn(out, STR("%m is the month; %M is the minute."));
    }
    if (has(text, "-%M-") || has(text, "/%M/")) {
        code_warn(out, STR("%M is the minute; %m is the month."));
    }
}

bool code_date_explain(const struct code_task *task, struct str text, struct code_explanation *out)
{
    CLEANUP(sb_done) struct sb example;
    sb_init(&example, EXAMPLE_MAX);
    bool has_percents = str_find_byte(text, '%') < text.n;
    bool is_known = has_percents ? explain_percents(task, text, out, &example)
                                 : explain_letters(task, text, out, &example);
    if (!is_known) {
        return false;
    }
    (has_percents ? warn_percents : warn_letters)(text, out);
    struct str shown = sb_str(&example);
    while (shown.n > 0 && !utf8_valid(shown)) {
        shown.n--;
    }
    out->summary = str_from(arena_printf(
        task->arena, "A date format of %s: Monday, 9 March 2026, 14:05:07 becomes “%" STRF "”",
        has_percents ? "strftime" : "Java or ICU", STRA(shown)));
    return true;
}

bool code_date_is(struct str text)
{
    if (text.n > 100 || str_find_byte(text, '\n') < text.n) {
        return false;
    }
    size_t at = str_find_byte(text, '%');
    if (at < text.n) {
        size_t known = 0;
        for (; at + 1 < text.n; at++) {
            known += text.p[at] == '%' && find_part(percents, ARRAY_LEN(percents),
                                                    str_sub(text, at + 1, at + 2)) != NULL;
        }
        return known >= 2 || (known == 1 && text.n == 2);
    }
    static const char *const signs[] = {"yyyy",  "MM/",   "MM-", "dd",   "HH:mm",
                                        "hh:mm", "mm:ss", "MMM", "YYYY", "EEE"};
    size_t count = 0;
    for (size_t k = 0; k < ARRAY_LEN(signs); k++) {
        count += has(text, signs[k]);
    }
    for (size_t start = 0; start < text.n; start = run_end(text, start)) {
        size_t end = run_end(text, start);
        if (text.p[start] == '\'') {
            return count > 0;
        }
        if (is_letter(text.p[start]) &&
            find_part(letters, ARRAY_LEN(letters), str_sub(text, start, end)) == NULL &&
            !(end - start == 1 && text.p[start] == 'T')) {
            return false;
        }
    }
    return count > 0;
}
