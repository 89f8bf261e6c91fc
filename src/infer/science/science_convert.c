/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "... in fahrenheit", "... in miles": the tables' figures in another unit, beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/science/science_int.h"

static const struct science_wish wishes[] = {
    {"fahrenheit|°f|f|degrees fahrenheit|degree fahrenheit", "°F"},
    {"kelvin|kelvins|k", "K"},
    {"celsius|°c|c|degrees celsius|centigrade", "°C"},
    {"miles|mile|mi", "miles"},
    {"kilometers|kilometres|km", "km"},
    {"metres|meters|m", "m"},
    {"km/h|kmh|kph|kilometers per hour|kilometres per hour|km per hour", "km/h"},
    {"mph|miles per hour|mi/h", "mph"},
    {"m/s|meters per second|metres per second", "m/s"},
    {"hours|hour|h", "h"},
    {"days|day", "days"},
    {"years|year", "years"},
    {"pounds|lb|lbs", "lb"},
    {"tonnes|tons|t", "t"},
    {"kilograms|kg|kilos", "kg"},
};

/* International miles and pounds; years of 365.25 days. */
static const struct {
    const char *from, *to;
    double factor;
    double before; /* added before the factor counts */
    double behind;
} changes[] = {
    {"°C", "°F", 1.8, 0, 32},
    {"°C", "K", 1, 273.15, 0},
    {"km", "miles", 1 / 1.609344, 0, 0},
    {"km", "m", 1000, 0, 0},
    {"million km", "miles", 1e6 / 1.609344, 0, 0},
    {"million km", "km", 1e6, 0, 0},
    {"km/s", "km/h", 3600, 0, 0},
    {"km/s", "mph", 3600 / 1.609344, 0, 0},
    {"km/s", "m/s", 1000, 0, 0},
    {"m/s", "km/h", 3.6, 0, 0},
    {"m/s", "mph", 3.6 / 1.609344, 0, 0},
    {"h", "days", 1.0 / 24, 0, 0},
    {"days", "years", 1 / 365.25, 0, 0},
    {"days", "h", 24, 0, 0},
    {"kg", "t", 0.001, 0, 0},
    {"kg", "lb", 1 / 0.45359237, 0, 0},
};

const struct science_wish *science_take_wish(struct science_query *query)
{
    for (size_t at = query->count; at-- > 1;) {
        if (!science_names_have("in|into|as", query->words[at]) || at + 1 == query->count) {
            continue;
        }
        const struct str unit = science_words(query, at + 1, query->count);
        for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
            if (science_names_have(wishes[i].names, unit)) {
                science_drop_words(query, at, query->count - at);
                return &wishes[i];
            }
        }
        return NULL;
    }
    return NULL;
}

/* "0.642 × 10^24"; false: it is no plain number. `*out_digits` are those before the power. */
static bool read_value(const char *text, double *out, int *out_digits, int *out_decimals)
{
    char *end = NULL;
    int digits = 0;
    *out_decimals = 0;
    *out = strtod(text, &end);
    bool point = false;
    for (const char *p = text; p < end; p++) {
        point = point || *p == '.';
        digits += *p >= '0' && *p <= '9';
        *out_decimals += point && *p >= '0' && *p <= '9';
    }
    *out_digits = digits;
    static const char power[] = " × 10^";
    if (end > text && strncmp(end, power, sizeof(power) - 1) == 0) {
        *out *= pow(10, strtod(end + sizeof(power) - 1, &end));
    }
    return digits > 0 && *end == '\0' && isfinite(*out);
}

static const char *write_value(struct arena *arena, double value, int digits)
{
    const int size = value == 0 ? 0 : (int)floor(log10(fabs(value)));
    if (size > 11 || size < -4) {
        return arena_printf(arena, "%.*g × 10^%d", digits, value / pow(10, size), size);
    }
    const int decimals = digits - 1 - size;
    if (decimals < 0) {
        value = round(value / pow(10, -decimals)) * pow(10, -decimals);
    }
    return arena_printf(arena, "%.*f", decimals < 0 ? 0 : decimals > 10 ? 10 : decimals, value);
}

/* The row in the unit that is wanted; false: it cannot be told so. */
static bool convert(struct arena *arena, const struct science_row *row, const char *unit,
                    struct science_row *out)
{
    double value;
    int digits;
    int decimals;
    for (size_t i = 0; row->unit != NULL && i < ARRAY_LEN(changes); i++) {
        if (strcmp(changes[i].from, row->unit) != 0 || strcmp(changes[i].to, unit) != 0 ||
            !read_value(row->value, &value, &digits, &decimals)) {
            continue;
        }
        value = (value + changes[i].before) * changes[i].factor + changes[i].behind;
        const bool is_degree = strcmp(row->unit, "°C") == 0;
        *out =
            (struct science_row){row->label,
                                 is_degree ? arena_printf(arena, "%.*f", decimals, value)
                                           : write_value(arena, value, digits < 3 ? 4 : digits + 1),
                                 unit};
        return true;
    }
    return false;
}

void science_convert(struct arena *arena, const struct science_wish *wish,
                     struct science_facts *facts)
{
    struct science_row rows[SCIENCE_ROWS_MAX];
    size_t count = 0;
    bool is_told = false;
    for (size_t i = 0; i < facts->count && count < SCIENCE_ROWS_MAX; i++) {
        const struct science_row *row = &facts->rows[i];
        struct science_row other;
        rows[count++] = *row;
        is_told = is_told || (row->unit != NULL && strcmp(row->unit, wish->unit) == 0);
        if (count < SCIENCE_ROWS_MAX && convert(arena, row, wish->unit, &other)) {
            rows[count++] = other;
            is_told = true;
        }
    }
    memcpy(facts->rows, rows, count * sizeof(rows[0]));
    facts->count = count;
    if (!is_told && facts->notice == NULL) {
        facts->notice = arena_printf(arena, "This cannot be told in %s here.", wish->unit);
    }
}
