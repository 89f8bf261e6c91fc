/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a line for cron. */
#include "infer/codecheck/explain/explain_cron_int.h"

#define FIELDS_MAX ((size_t)7)
#define ITEMS_MAX  60

struct unit {
    const char *name;
    const char *one;
    const char *many;
    unsigned min;
    unsigned max;
};
static const struct unit units[CRON_UNIT_COUNT] = {
    [CRON_SECOND] = {"second", "second", "seconds", 0, 59},
    [CRON_MINUTE] = {"minute", "minute", "minutes", 0, 59},
    [CRON_HOUR] = {"hour", "hour", "hours", 0, 23},
    [CRON_DAY] = {"day of the month", "day", "days", 1, 31},
    [CRON_MONTH] = {"month", "month", "months", 1, 12},
    [CRON_WEEKDAY] = {"weekday", "weekday", "weekdays", 0, 7},
    [CRON_YEAR] = {"year", "year", "years", 1970, 2199},
};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

struct reader {
    const struct code_task *task;
    struct code_explanation *out;
    struct str text;
    struct cron_line *line;
    enum cron_unit unit;
    size_t at; /* of the item */
};

struct item {
    unsigned from;
    unsigned to;
    unsigned step;
    bool is_any;
    bool is_range;
};

const char *cron_weekday(unsigned day)
{
    return weekdays[day % 7];
}

static bool wrong(const struct reader *r, const char *what, struct str item)
{
    if (r->out != NULL) {
        (void)code_wrong(r->out, r->task, r->at, "“%" STRF "” %s of the field for the %s",
                         STRA(item), what, units[r->unit].name);
    }
    return false;
}

/* A name of a month or weekday, by its first three letters; the number of it, or -1. */
static int name_value(const struct reader *r, struct str word)
{
    const char *const *names = r->unit == CRON_MONTH ? months : weekdays;
    size_t count = r->unit == CRON_MONTH ? ARRAY_LEN(months) : ARRAY_LEN(weekdays);
    if (r->unit != CRON_MONTH && r->unit != CRON_WEEKDAY) {
        return -1;
    }
    for (size_t k = 0; k < count; k++) {
        struct str name = str_from(names[k]);
        if (str_eq_nocase(word, str_sub(name, 0, 3)) || str_eq_nocase(word, name)) {
            int base = r->unit == CRON_MONTH || r->line->is_quartz ? 1 : 0;
            return (int)k + base;
        }
    }
    return -1;
}

static bool read_value(const struct reader *r, struct str word, unsigned *out)
{
    int named = name_value(r, word);
    int64_t value = 0;
    if (named >= 0) {
        *out = (unsigned)named;
        return true;
    }
    if (str_to_i64(word, units[r->unit].min, units[r->unit].max, &value) < 0) {
        return false;
    }
    *out = (unsigned)value;
    return true;
}

/* How a value is called. */
static const char *value_name(const struct reader *r, unsigned value)
{
    if (r->unit == CRON_MONTH) {
        return months[(value + 11) % 12];
    }
    if (r->unit == CRON_WEEKDAY) {
        return weekdays[(value + (r->line->is_quartz ? 6 : 0)) % 7];
    }
    return arena_printf(r->task->arena, "%u", value);
}

/* 1, 1-5, *, each with /n or without. */
static bool read_item(const struct reader *r, struct str text, struct item *out)
{
    struct str step;
    struct str range = str_cut(text, '/', &step);
    struct str to;
    struct str from = str_cut(range, '-', &to);
    *out = (struct item){.step = 1, .is_any = str_eq(range, STR("*")) || str_eq(range, STR("?"))};
    bool has_step = range.n < text.n;
    int64_t value = 1;
    if (has_step && str_to_i64(step, 1, 999, &value) < 0) {
        return wrong(r, "has no step from 1 on", text);
    }
    out->step = (unsigned)value;
    if (out->is_any) {
        out->from = units[r->unit].min;
        out->to = r->unit == CRON_WEEKDAY ? 6 : units[r->unit].max;
        return true;
    }
    out->is_range = from.n < range.n;
    if (!read_value(r, from, &out->from) || (out->is_range && !read_value(r, to, &out->to))) {
        return wrong(r, "is no value", text);
    }
    if (!out->is_range) {
        out->to = has_step ? units[r->unit].max : out->from;
        out->is_range = has_step;
    }
    if (r->unit == CRON_WEEKDAY && out->is_range && out->to == 0) {
        out->to = 7; /* Fri-Sun */
    }
    return out->from <= out->to || wrong(r, "is the wrong way round as a value", text);
}

static struct str item_words(const struct reader *r, const struct item *item)
{
    const struct unit *unit = &units[r->unit];
    struct arena *arena = r->task->arena;
    if (item->is_any && item->step == 1) {
        return str_from(arena_printf(arena, "every %s", unit->one));
    }
    if (item->is_any) {
        return str_from(arena_printf(arena, "every %u %s", item->step, unit->many));
    }
    if (!item->is_range) {
        return str_from(value_name(r, item->from));
    }
    const char *from = value_name(r, item->from);
    const char *to = value_name(r, item->to);
    if (item->step > 1) {
        return str_from(
            arena_printf(arena, "every %u %s from %s to %s", item->step, unit->many, from, to));
    }
    return str_from(arena_printf(arena, "%s to %s", from, to));
}

/* L, 15W, 5L and 2#1 of Quartz. */
static bool read_special(const struct reader *r, struct str text, struct str *out_words)
{
    if (r->unit != CRON_DAY && r->unit != CRON_WEEKDAY) {
        return false;
    }
    struct arena *arena = r->task->arena;
    struct str rest;
    struct str first = str_cut(text, '#', &rest);
    unsigned value = 0;
    if (first.n < text.n && rest.n == 1 && rest.p[0] >= '1' && rest.p[0] <= '5' &&
        read_value(r, first, &value)) {
        *out_words = str_from(
            arena_printf(arena, "%s number %c of the month", value_name(r, value), rest.p[0]));
        return true;
    }
    if (str_eq_nocase(text, STR("L"))) {
        *out_words = r->unit == CRON_DAY ? STR("the last day of the month") : STR("Saturday");
        return true;
    }
    if (str_eq_nocase(text, STR("LW"))) {
        *out_words = STR("the last day of the month from Monday to Friday");
        return true;
    }
    char last = text.n > 1 ? text.p[text.n - 1] : '\0';
    if ((last != 'L' && last != 'W') || !read_value(r, str_sub(text, 0, text.n - 1), &value)) {
        return false;
    }
    *out_words =
        last == 'W'
            ? str_from(arena_printf(
                  arena, "the day from Monday to Friday that is nearest to day %u", value))
            : str_from(arena_printf(arena, "the last %s of the month", value_name(r, value)));
    return true;
}

static void warn_step(const struct reader *r, const struct item *item, struct str text)
{
    bool is_even =
        r->unit > CRON_HOUR || item->step == 0 || (units[r->unit].max + 1) % item->step == 0;
    if (r->out != NULL && item->is_any && !is_even) {
        code_warn(
            r->out,
            str_from(arena_printf(
                r->task->arena,
                "%" STRF " begins anew each time, so that the last gap is shorter than the others.",
                STRA(text))));
    }
}

static void add_bits(const struct reader *r, struct cron_field *field, const struct item *item)
{
    if (r->unit == CRON_YEAR) {
        return;
    }
    for (unsigned value = item->from; value <= item->to && value < 64; value += item->step) {
        unsigned day = value + (r->line->is_quartz ? 6 : 0);
        field->bits |= UINT64_C(1) << (r->unit == CRON_WEEKDAY ? day % 7 : value);
    }
}

static bool read_field(struct reader *r, struct cron_field *field)
{
    struct str rest = str_sub(r->text, field->start, field->end);
    struct str words = STR_EMPTY;
    for (size_t count = 0;; count++) {
        r->at = (size_t)(rest.p - r->text.p);
        bool is_last = str_find_byte(rest, ',') == rest.n;
        struct str text = str_cut(rest, ',', &rest);
        struct item item;
        struct str said;
        if (read_special(r, text, &said)) {
            field->is_special = true;
        } else if (!read_item(r, text, &item)) {
            return false;
        } else {
            said = item_words(r, &item);
            field->is_any = field->is_any || (item.is_any && item.step == 1);
            add_bits(r, field, &item);
            warn_step(r, &item, text);
        }
        const char *between = count == 0 ? "" : is_last ? " and " : ", ";
        words = str_from(
            arena_printf(r->task->arena, "%" STRF "%s%" STRF, STRA(words), between, STRA(said)));
        if (is_last) {
            break;
        }
        if (count == ITEMS_MAX) {
            return wrong(r, "is one value too many", text);
        }
    }
    field->words = words;
    return true;
}

/* The words of a text, as places; returns how many there are, FIELDS_MAX + 1 for more. */
static size_t split(struct str text, struct cron_field *out)
{
    size_t count = 0;
    size_t at = 0;
    while (at < text.n) {
        while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t')) {
            at++;
        }
        size_t start = at;
        while (at < text.n && text.p[at] != ' ' && text.p[at] != '\t') {
            at++;
        }
        if (at == start) {
            break;
        }
        if (count <= FIELDS_MAX) {
            out[count] = (struct cron_field){.start = start, .end = at};
        }
        count++;
    }
    return count;
}

/* Whether a word could be a field, and not the beginning of a command. */
static bool may_be_field(struct str word)
{
    bool has_value = false;
    for (size_t k = 0; k < word.n; k++) {
        char c = word.p[k];
        has_value = has_value || (c >= '0' && c <= '9') || c == '*' || c == '?' || c == 'L';
        if (strchr("0123456789*?,-/#LW", c) == NULL) {
            struct str name = str_sub(word, 0, 3);
            for (size_t day = 0; day < ARRAY_LEN(weekdays); day++) {
                if (str_eq_nocase(name, str_sub(str_from(weekdays[day]), 0, 3))) {
                    return word.n == 3 || word.p[3] == '-' || word.p[3] == ',' || word.p[3] == '#';
                }
            }
            return false;
        }
    }
    return has_value;
}

bool cron_read(const struct code_task *task, struct str text, struct cron_line *line,
               struct code_explanation *out)
{
    struct cron_field words[FIELDS_MAX + 1];
    size_t count = split(text, words);
    memset(line, 0, sizeof(*line));
    line->command = text.n;
    if (count < 5) {
        return out == NULL ? false
                           : code_wrong(out, task, text.n,
                                        "a line for cron has five fields at least: minute, hour, "
                                        "day of the month, month and weekday; this has %zu",
                                        count);
    }
    bool is_long = count >= 6 && count <= 7;
    for (size_t k = 5; is_long && k < count; k++) {
        is_long = may_be_field(str_sub(text, words[k].start, words[k].end));
    }
    line->has_seconds = is_long;
    line->has_year = is_long && count == 7;
    line->is_quartz = is_long && str_find_byte(text, '?') < text.n;
    if (!is_long && count > 5) {
        line->command = words[5].start;
    }
    struct reader reader = {.task = task, .out = out, .text = text, .line = line};
    line->fields[CRON_SECOND] = (struct cron_field){.bits = 1, .words = STR("0")};
    line->fields[CRON_YEAR] = (struct cron_field){.is_any = true, .words = STR("every year")};
    size_t first = line->has_seconds ? CRON_SECOND : CRON_MINUTE;
    size_t last = line->has_year ? CRON_YEAR : CRON_WEEKDAY;
    for (size_t unit = first; unit <= last; unit++) {
        reader.unit = (enum cron_unit)unit;
        line->fields[unit] = words[unit - first];
        if (!read_field(&reader, &line->fields[unit])) {
            return false;
        }
        if (out != NULL) {
            code_part_add(out, task,
                          code_part_of(text, line->fields[unit].start, line->fields[unit].end),
                          "%s: %" STRF, units[unit].name, STRA(line->fields[unit].words));
        }
    }
    return true;
}
