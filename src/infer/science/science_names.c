/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a name stands for in the tables, and which names are near one that is not there. */
#include <string.h>

#include "base/utf8.h"
#include "infer/science/science_int.h"

bool science_names_have(const char *names, struct str name)
{
    struct str rest = str_from(names);
    while (rest.n > 0) {
        if (str_eq_nocase(str_cut(rest, '|', &rest), name)) {
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    int number;
} element_aliases[] = {
    {"aluminum", 13}, {"sulphur", 16}, {"cesium", 55}, {"quicksilver", 80},
    {"wolfram", 74},  {"natrium", 11}, {"kalium", 19},
};

const struct science_element *science_find_element(struct str name)
{
    for (size_t i = 0; i < SCIENCE_ELEMENTS; i++) {
        if (str_eq(name, str_from(science_elements[i].symbol)) ||
            str_eq_nocase(name, str_from(science_elements[i].name))) {
            return &science_elements[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(element_aliases); i++) {
        if (str_eq_nocase(name, str_from(element_aliases[i].name))) {
            return &science_elements[element_aliases[i].number - 1];
        }
    }
    return NULL;
}

const struct science_body *science_find_body(struct str name)
{
    for (size_t i = 0; i < science_body_count; i++) {
        if (str_eq_nocase(name, str_from(science_bodies[i].name))) {
            return &science_bodies[i];
        }
    }
    return NULL;
}

const struct science_unit *science_find_unit_of(struct str quantity)
{
    static const char *const others[][2] = {
        {"temperature", "K"}, {"current", "A"},  {"charge", "C"},        {"voltage", "V"},
        {"resistance", "Ω"},  {"distance", "m"}, {"radioactivity", "Bq"}};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (str_eq_nocase(quantity, str_from(others[i][0]))) {
            return science_find_unit(str_from(others[i][1]));
        }
    }
    for (size_t i = 0; i < science_unit_count; i++) {
        struct str rest = str_from(science_units[i].quantity);
        while (rest.n > 0) {
            if (str_eq_nocase(str_trim(str_cut(rest, ',', &rest)), quantity)) {
                return &science_units[i];
            }
        }
    }
    return NULL;
}

const struct science_unit *science_find_unit(struct str name)
{
    static const char *const others[][2] = {
        {"meter", "metre"}, {"celsius", "degree Celsius"}, {"degrees celsius", "degree Celsius"}};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (str_eq_nocase(name, str_from(others[i][0]))) {
            name = str_from(others[i][1]);
        }
    }
    for (size_t i = 0; i < science_unit_count; i++) {
        const struct str full = str_from(science_units[i].name);
        const bool plural = name.n == full.n + 1 && name.p[full.n] == 's' &&
                            str_eq_nocase(str_sub(name, 0, full.n), full);
        if (str_eq(name, str_from(science_units[i].symbol)) || str_eq_nocase(name, full) ||
            plural) {
            return &science_units[i];
        }
    }
    return NULL;
}

const struct science_prefix *science_find_prefix(struct str name)
{
    for (size_t i = 0; i < science_prefix_count; i++) {
        if (str_eq_nocase(name, str_from(science_prefixes[i].name)) ||
            (science_prefixes[i].power == 1 && str_eq_nocase(name, STR("deka")))) {
            return &science_prefixes[i];
        }
    }
    return NULL;
}

const struct science_quantity *science_find_quantity(struct str name)
{
    for (size_t i = 0; i < science_quantity_count; i++) {
        if (science_names_have(science_quantities[i].names, name)) {
            return &science_quantities[i];
        }
    }
    return NULL;
}

/* ---- near names ---- */

#define NAME_MAX_BYTES 40

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Levenshtein's distance of two short names, two swapped letters counting once; the limit where it is more. */
static size_t distance(struct str a, struct str b, size_t limit)
{
    size_t rows[3][NAME_MAX_BYTES + 1];
    if (a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES ||
        (a.n > b.n ? a.n - b.n : b.n - a.n) >= limit) {
        return limit;
    }
    for (size_t j = 0; j <= b.n; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            const bool same = small(a.p[i - 1]) == small(b.p[j - 1]);
            row[j] = size_min(size_min(above[j] + 1, row[j - 1] + 1), above[j - 1] + !same);
            const bool swapped = i > 1 && j > 1 && small(a.p[i - 1]) == small(b.p[j - 2]) &&
                                 small(a.p[i - 2]) == small(b.p[j - 1]);
            if (swapped) {
                row[j] = size_min(row[j], before[j - 2] + 1);
            }
        }
    }
    return size_min(rows[a.n % 3][b.n], limit);
}

/* All names that people type, one after the other; NULL after the last. */
static const char *name_at(size_t index)
{
    if (index < SCIENCE_ELEMENTS) {
        return science_elements[index].name;
    }
    index -= SCIENCE_ELEMENTS;
    if (index < science_body_count) {
        return science_bodies[index].name;
    }
    index -= science_body_count;
    if (index < science_constant_count) {
        return science_constants[index].names[0] != '\0' ? science_constants[index].names
                                                         : science_constants[index].name;
    }
    index -= science_constant_count;
    if (index < science_unit_count) {
        return science_units[index].name;
    }
    index -= science_unit_count;
    if (index < science_prefix_count) {
        return science_prefixes[index].name;
    }
    index -= science_prefix_count;
    if (index < science_quantity_count) {
        return science_quantities[index].names;
    }
    const struct science_species *species = science_species_at(index - science_quantity_count);
    return species == NULL ? NULL : species->names;
}

static void keep_near(struct science_near *near, struct str name, size_t far)
{
    if (far > near->distance) {
        return;
    }
    if (far < near->distance) {
        near->count = 0;
        near->distance = far;
    }
    for (size_t i = 0; i < near->count; i++) {
        if (str_eq_nocase(near->names[i], name)) {
            return;
        }
    }
    if (near->count < SCIENCE_NEAR_MAX) {
        near->names[near->count++] = name;
    }
}

void science_find_near(struct str name, struct science_near *out)
{
    const size_t limit = name.n >= 8 ? 3 : name.n >= 5 ? 2 : 0;
    *out = (struct science_near){.distance = limit};
    if (limit == 0) {
        return;
    }
    out->distance = limit - 1;
    for (size_t i = 0; name_at(i) != NULL; i++) {
        struct str rest = str_from(name_at(i));
        while (rest.n > 0) {
            const struct str one = str_cut(rest, '|', &rest);
            const size_t far = distance(name, one, limit);
            if (far < limit) {
                keep_near(out, one, far);
            }
        }
    }
}
