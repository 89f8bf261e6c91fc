/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for cron: five fields, six with seconds (Spring, Quartz), seven with a year, @daily and its like; what each field
 * says, the whole in a sentence, and the next times. */
#include "base/clock.h"
#include "infer/codecheck/explain/explain_cron_int.h"

#define TIMES_MAX ((size_t)6) /* that are listed as 08:00, 12:00 */
/* Days that are looked at for the next times: 29 February comes within 8 years. */
#define DAYS_MAX      INT64_C(3294)
#define MINUTES_A_DAY 1440
#define NEXT_MAX      3
#define SECONDS_A_DAY INT64_C(86400)

static const struct {
    const char *name;
    const char *line; /* NULL: at no time */
    const char *means;
} macros[] = {
    {"@yearly", "0 0 1 1 *", "once a year, on 1 January at 00:00"},
    {"@annually", "0 0 1 1 *", "once a year, on 1 January at 00:00"},
    {"@monthly", "0 0 1 * *", "once a month, on the first day at 00:00"},
    {"@weekly", "0 0 * * 0", "once a week, on Sunday at 00:00"},
    {"@daily", "0 0 * * *", "once a day, at 00:00"},
    {"@midnight", "0 0 * * *", "once a day, at 00:00"},
    {"@hourly", "0 * * * *", "once an hour, at minute 0"},
    {"@reboot", NULL, "once, when the computer starts"},
};

static size_t count_bits(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}

/* "minute " before what is no "every ...". */
static const char *unit_before(const struct cron_field *field, const char *unit)
{
    return field->is_any || str_starts(field->words, STR("every")) ? "" : unit;
}

/* "at every 15 minutes of hour 9 to 17" */
static struct str field_words(const struct code_task *task, const struct cron_line *line,
                              bool has_second)
{
    const struct cron_field *minute = &line->fields[CRON_MINUTE];
    const struct cron_field *hour = &line->fields[CRON_HOUR];
    const char *seconds = "";
    if (has_second) {
        seconds = arena_printf(task->arena, "second %" STRF " of ",
                               STRA(line->fields[CRON_SECOND].words));
    }
    return str_from(arena_printf(task->arena, "at %s%s%" STRF " of %s%" STRF, seconds,
                                 unit_before(minute, "minute "), STRA(minute->words),
                                 unit_before(hour, "hour "), STRA(hour->words)));
}

/* "at 08:00 and 12:30" where these are few, else what the fields say. */
static struct str time_words(const struct code_task *task, const struct cron_line *line)
{
    uint64_t minutes = line->fields[CRON_MINUTE].bits;
    uint64_t hours = line->fields[CRON_HOUR].bits;
    size_t count = count_bits(minutes) * count_bits(hours);
    bool has_second = line->has_seconds && count_bits(line->fields[CRON_SECOND].bits) != 1;
    if (count > TIMES_MAX || has_second) {
        return field_words(task, line, has_second);
    }
    char *words = arena_strdup(task->arena, "at");
    size_t done = 0;
    for (unsigned minute = 0; minute < MINUTES_A_DAY; minute++) {
        if ((hours >> minute / 60 & 1) == 0 || (minutes >> minute % 60 & 1) == 0) {
            continue;
        }
        const char *comma = done + 1 == count ? " and" : ",";
        words = arena_printf(task->arena, "%s%s %02u:%02u", words, done == 0 ? "" : comma,
                             minute / 60, minute % 60);
        done++;
    }
    return str_from(words);
}

struct str cron_summary(const struct code_task *task, const struct cron_line *line)
{
    const struct cron_field *day = &line->fields[CRON_DAY];
    const struct cron_field *month = &line->fields[CRON_MONTH];
    const struct cron_field *weekday = &line->fields[CRON_WEEKDAY];
    struct arena *arena = task->arena;
    const char *of_day =
        str_starts(day->words, STR("every")) || str_starts(day->words, STR("the ")) ? "" : "day ";
    const char *days = "every day";
    if (!day->is_any && !weekday->is_any) {
        days = arena_printf(arena, "on %s%" STRF " of the month or on %" STRF, of_day,
                            STRA(day->words), STRA(weekday->words));
    } else if (!weekday->is_any) {
        days = arena_printf(arena, "on %" STRF, STRA(weekday->words));
    } else if (!day->is_any) {
        days = arena_printf(arena, "on %s%" STRF "%s", of_day, STRA(day->words),
                            of_day[0] != '\0' ? " of the month" : "");
    }
    const char *in = month->is_any ? "" : arena_printf(arena, ", in %" STRF, STRA(month->words));
    struct str time = time_words(task, line);
    return str_from(arena_printf(arena, "It runs %" STRF ", %s%s", STRA(time), days, in));
}

static bool is_day(const struct cron_line *line, const struct tm *date)
{
    const struct cron_field *day = &line->fields[CRON_DAY];
    const struct cron_field *weekday = &line->fields[CRON_WEEKDAY];
    bool fits_day = (day->bits >> date->tm_mday & 1) != 0;
    bool fits_weekday = (weekday->bits >> date->tm_wday & 1) != 0;
    bool fits =
        !day->is_any && !weekday->is_any ? fits_day || fits_weekday : fits_day && fits_weekday;
    return fits && (line->fields[CRON_MONTH].bits >> (date->tm_mon + 1) & 1) != 0;
}

/* The times of one day that are after `now`, added to the words. */
static char *add_times(const struct code_task *task, const struct cron_line *line, int64_t midnight,
                       int64_t now, char *words, int *count)
{
    for (int64_t minute = 0; minute < MINUTES_A_DAY && *count < NEXT_MAX; minute++) {
        bool fits = (line->fields[CRON_HOUR].bits >> minute / 60 & 1) != 0 &&
                    (line->fields[CRON_MINUTE].bits >> minute % 60 & 1) != 0;
        if (!fits || midnight + minute * 60 <= now) {
            continue;
        }
        time_t at = (time_t)(midnight + minute * 60);
        struct tm date;
        if (gmtime_r(&at, &date) == NULL) {
            return words;
        }
        words = arena_printf(task->arena, "%s%s%.3s %04d-%02d-%02d %02d:%02d", words,
                             *count == 0 ? "" : "; ", cron_weekday((unsigned)date.tm_wday),
                             date.tm_year + 1900, date.tm_mon + 1, date.tm_mday, date.tm_hour,
                             date.tm_min);
        (*count)++;
    }
    return words;
}

struct str cron_next(const struct code_task *task, const struct cron_line *line, int64_t now_ms)
{
    for (size_t k = 0; k < CRON_UNIT_COUNT; k++) {
        if (line->fields[k].is_special) {
            return STR_EMPTY;
        }
    }
    if (line->has_year) {
        return STR_EMPTY;
    }
    int64_t now = now_ms / SECOND_MS;
    char *words = arena_strdup(task->arena, "");
    int count = 0;
    for (int64_t k = 0; k < DAYS_MAX && count < NEXT_MAX; k++) {
        int64_t midnight = (now / SECONDS_A_DAY + k) * SECONDS_A_DAY;
        time_t at = (time_t)midnight;
        struct tm date;
        if (gmtime_r(&at, &date) != NULL && is_day(line, &date)) {
            words = add_times(task, line, midnight, now, words, &count);
        }
    }
    return str_from(words);
}

static void finish(const struct code_task *task, const struct cron_line *line, int64_t now_ms,
                   struct code_explanation *out)
{
    struct str next = cron_next(task, line, now_ms);
    bool is_special = false;
    for (size_t k = 0; k < CRON_UNIT_COUNT; k++) {
        is_special = is_special || line->fields[k].is_special;
    }
    if (next.n > 0) {
        out->summary = str_from(
            arena_printf(task->arena, "%" STRF ". The next times, if its clock is UTC: %" STRF,
                         STRA(out->summary), STRA(next)));
    } else if (!is_special && !line->has_year) {
        code_warn(out, STR("There is no such day: it never runs."));
    }
    if (!line->fields[CRON_DAY].is_any && !line->fields[CRON_WEEKDAY].is_any &&
        !line->has_seconds) {
        code_warn(out, STR("Day of the month and weekday are both given: cron runs it on days for "
                           "which either fits."));
    }
}

static bool explain_macro(const struct code_task *task, struct str text, size_t row, int64_t now_ms,
                          struct code_explanation *out)
{
    struct str rest;
    struct str name = str_cut(text, ' ', &rest);
    code_part_add(out, task, code_part_of(text, 0, name.n), "%s", macros[row].means);
    out->summary = str_from(arena_printf(task->arena, "It runs %s", macros[row].means));
    struct cron_line line;
    if (macros[row].line != NULL && cron_read(task, str_from(macros[row].line), &line, NULL)) {
        finish(task, &line, now_ms, out);
    }
    struct str command = str_trim(rest);
    if (command.n > 0) {
        size_t at = (size_t)(command.p - text.p);
        code_part_add(out, task, code_part_of(text, at, at + command.n), "the command that is run");
    }
    return true;
}

static size_t macro_of(struct str text)
{
    struct str rest;
    struct str name = str_cut(text, ' ', &rest);
    size_t row = 0;
    while (row < ARRAY_LEN(macros) && !str_eq_nocase(name, str_from(macros[row].name))) {
        row++;
    }
    return row;
}

bool code_cron_explain(const struct code_task *task, struct str text, int64_t now_ms,
                       struct code_explanation *out)
{
    size_t row = macro_of(text);
    if (row < ARRAY_LEN(macros)) {
        return explain_macro(task, text, row, now_ms, out);
    }
    struct cron_line line;
    if (!cron_read(task, text, &line, out)) {
        return false;
    }
    if (line.command < text.n) {
        code_part_add(out, task, code_part_of(text, line.command, text.n),
                      "the command that is run");
    }
    out->summary = cron_summary(task, &line);
    finish(task, &line, now_ms, out);
    return true;
}

/* Well-formed, or five fields of which all but one are. */
bool code_cron_is(const struct code_task *task, struct str text)
{
    struct cron_line line;
    if (str_find_byte(text, '\n') < text.n) {
        return false;
    }
    if (macro_of(text) < ARRAY_LEN(macros)) {
        return true;
    }
    /* Five numbers in a row may be anything. */
    bool has_any = false;
    bool is_line = cron_read(task, text, &line, NULL);
    for (size_t k = CRON_MINUTE; is_line && k <= CRON_WEEKDAY; k++) {
        has_any = has_any || line.fields[k].is_any;
    }
    return has_any;
}
