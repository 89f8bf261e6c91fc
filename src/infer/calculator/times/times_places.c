/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of places, and of offsets from UTC, in questions about clocks. */
#include <ctype.h>
#include <string.h>

#include "infer/calculator/times/times_int.h"

#define WORDS_MAX 4 /* of a city's name */

/* "new york" as "New York". */
static const char *label_of(struct calc *calc, const char *words, bool capitals)
{
    static const char *const short_names[] = {"uk", "uae", "nyc", "la"};
    for (size_t i = 0; i < ARRAY_LEN(short_names); i++) {
        capitals = capitals || strcmp(words, short_names[i]) == 0;
    }
    char *label = arena_strdup(calc->arena, words);
    for (char *p = label; *p != '\0'; p++) {
        if (capitals || p == label || p[-1] == ' ') {
            *p = (char)toupper((unsigned char)*p);
        }
    }
    return label;
}

static const char *find_city(const char *words)
{
    for (size_t i = 0; i < times_city_count; i++) {
        struct str rest = str_from(times_cities[i].names);
        while (rest.n > 0) {
            if (str_eq(str_cut(rest, '|', &rest), str_from(words))) {
                return times_cities[i].zone;
            }
        }
    }
    return NULL;
}

static bool find_named(struct calc *calc, const char *words, struct times_place *out)
{
    const char *zone = find_city(words);
    *out = (struct times_place){
        .zone = zone != NULL ? times_find_zone(calc->zones, zone)
                             : times_find_zone_of_city(calc->zones, words),
        .label = label_of(calc, words, false),
    };
    return out->zone != NULL;
}

/* "UTC+2", "GMT -3:30" */
static size_t read_ahead(const struct calc *calc, size_t index, int64_t *out_s)
{
    const bool minus = calc_is_sign(calc, index, '-');
    int64_t hours;
    int64_t minutes = 0;
    const struct calc_token *token = calc_at(calc, index + 1);
    if ((!minus && !calc_is_sign(calc, index, '+')) || token->kind != CALC_NUMBER ||
        str_to_i64(str_from(token->raw), 0, 14, &hours) != E_OK) {
        return 0;
    }
    const bool colon = calc_is_sign(calc, index + 2, ':') &&
                       str_to_i64(str_from(calc_at(calc, index + 3)->raw), 0, 59, &minutes) == E_OK;
    *out_s = (hours * 3600 + minutes * 60) * (minus ? -1 : 1);
    return colon ? 4 : 2;
}

/* "CET", "EST". Short ones are words, too, so they have to be in capitals. */
static size_t read_abbreviation(struct calc *calc, size_t index, struct times_place *out)
{
    const struct calc_token *token = calc_at(calc, index);
    for (size_t i = 0; token->kind == CALC_WORD && i < times_abbreviation_count; i++) {
        const struct times_abbreviation *row = &times_abbreviations[i];
        const bool is_word = strlen(row->name) < 3 || strcmp(row->name, "west") == 0;
        if (strcmp(token->lower, row->name) != 0 ||
            (is_word && islower((unsigned char)*token->raw))) {
            continue;
        }
        *out = (struct times_place){.fixed_s = (int64_t)row->minutes * 60,
                                    .label = label_of(calc, row->name, true)};
        if (row->zone != NULL) {
            out->zone = times_find_zone(calc->zones, row->zone);
        }
        if (row->meaning != NULL) {
            calc_add_line(&calc->out->notices, row->meaning);
        }
        int64_t ahead_s;
        const size_t n = i < 2 ? read_ahead(calc, index + 1, &ahead_s) : 0;
        if (n > 0) {
            out->fixed_s = ahead_s;
            out->label = calc_text(calc, (struct calc_range){index, index + 1 + n});
        }
        return 1 + n;
    }
    return 0;
}

size_t times_read_place(struct calc *calc, size_t index, struct times_place *out)
{
    const char *words[WORDS_MAX];
    size_t n = 0;
    for (; n < WORDS_MAX && calc_at(calc, index + n)->kind == CALC_WORD; n++) {
        const char *word = calc_at(calc, index + n)->lower;
        words[n] = n == 0 ? word : arena_printf(calc->arena, "%s %s", words[n - 1], word);
    }
    for (; n > 1; n--) {
        if (find_named(calc, words[n - 1], out)) {
            return n;
        }
    }
    if (n == 0) {
        return 0;
    }
    const size_t abbreviation = read_abbreviation(calc, index, out);
    return abbreviation > 0 ? abbreviation : find_named(calc, words[0], out) ? 1 : 0;
}
