/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: groups of elements, planets in order, units and prefixes of the SI, ranks of biology; and elements by number. */
#include <string.h>

#include "infer/science/science_int.h"

static bool is_word(struct str word, const char *words)
{
    return science_names_have(words, word);
}

/* "10^-9" anywhere; 0: none. */
static int find_power(struct science_query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        struct str word = query->words[i];
        int64_t power;
        if (str_starts(word, STR("10^")) &&
            str_to_i64(str_sub(word, 3, word.n), -30, 30, &power) == E_OK) {
            return (int)power;
        }
    }
    return 0;
}

static bool put_prefix_of_power(struct science_query *query, struct science_facts *out)
{
    const int power = find_power(query);
    for (size_t i = 0; power != 0 && i < science_prefix_count; i++) {
        if (science_prefixes[i].power == power) {
            science_put_prefix(query->arena, &science_prefixes[i], out);
            return true;
        }
    }
    return false;
}

/* "element 79", "symbol W", "atomic number 6" */
static bool put_numbered(struct science_query *query, struct science_facts *out)
{
    for (size_t i = 1; i < query->count; i++) {
        int64_t number;
        const struct str word = query->words[i];
        const bool asked = is_word(query->words[i - 1], "element|number|no|nr");
        if (asked && str_to_i64(word, 1, SCIENCE_ELEMENTS, &number) == E_OK) {
            science_put_element(query->arena, &science_elements[number - 1], out);
            return true;
        }
        if (!is_word(query->words[i - 1], "symbol|is") || !science_has_word(query, "symbol") ||
            word.n > 2) {
            continue;
        }
        for (size_t k = 0; k < SCIENCE_ELEMENTS; k++) {
            if (str_eq_nocase(word, str_from(science_elements[k].symbol)) &&
                !is_word(word, "of|is|in")) {
                science_put_element(query->arena, &science_elements[k], out);
                return true;
            }
        }
    }
    return false;
}

/* ---- groups of elements ---- */

static const struct {
    const char *words; /* the first names them */
    enum science_category category;
} categories[] = {
    {"noble gases|noble gas|inert gases", SCIENCE_NOBLE_GAS},
    {"halogens|halogen", SCIENCE_HALOGEN},
    {"alkali metals|alkali metal|alkalis", SCIENCE_ALKALI_METAL},
    {"alkaline earth metals|alkaline earth metal|alkaline earths|alkaline earth",
     SCIENCE_ALKALINE_EARTH_METAL},
    {"metalloids|metalloid|semimetals", SCIENCE_METALLOID},
    {"lanthanides|lanthanide|lanthanoids", SCIENCE_LANTHANIDE},
    {"actinides|actinide|actinoids", SCIENCE_ACTINIDE},
    {"transition metals|transition metal", SCIENCE_TRANSITION_METAL},
    {"post-transition metals|post-transition metal|post transition metals",
     SCIENCE_POST_TRANSITION_METAL},
    {"nonmetals|nonmetal|non-metals", SCIENCE_NONMETAL},
};

static void begin_elements(struct science_facts *out, const char *title)
{
    *out = (struct science_facts){
        .title = title, .subtitle = "chemical elements", .source = SCIENCE_SOURCE_ELEMENTS};
}

static void add_element(struct science_facts *out, struct arena *arena,
                        const struct science_element *element)
{
    science_add_row(out, element->name,
                    arena_printf(arena, "%s, number %d", element->symbol, element->number), NULL);
}

static bool has_phrase(const struct science_query *query, const char *phrases)
{
    for (size_t from = 0; from < query->count; from++) {
        for (size_t to = from + 1; to <= query->count && to <= from + 4; to++) {
            if (science_names_have(phrases, science_words(query, from, to))) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the question wants several: "noble gases", "list the halogens", "which elements are halogens", but not "is neon a noble gas". */
static bool put_category(struct science_query *query, struct science_facts *out)
{
    if (query->count > 8 || is_word(query->words[0], "is")) {
        return false;
    }
    for (size_t i = ARRAY_LEN(categories); i-- > 0;) {
        if (!has_phrase(query, categories[i].words)) {
            continue;
        }
        struct str rest;
        char *title = str_dup(query->arena, str_cut(str_from(categories[i].words), '|', &rest));
        title[0] = (char)(title[0] - 32);
        begin_elements(out, title);
        for (size_t k = 0; k < SCIENCE_ELEMENTS; k++) {
            if (science_elements[k].category == categories[i].category) {
                add_element(out, query->arena, &science_elements[k]);
            }
        }
        return true;
    }
    return false;
}

/* "elements in group 17", "period 2 elements" */
static bool put_group(struct science_query *query, struct science_facts *out)
{
    if (!science_has_word(query, "elements")) {
        return false;
    }
    for (size_t i = 0; i + 1 < query->count; i++) {
        const bool group = is_word(query->words[i], "group");
        const bool period = is_word(query->words[i], "period");
        int64_t number;
        if ((!group && !period) ||
            str_to_i64(query->words[i + 1], 1, group ? 18 : 7, &number) != E_OK) {
            continue;
        }
        begin_elements(out, arena_printf(query->arena, "Elements of %s %lld",
                                         group ? "group" : "period", (long long)number));
        for (size_t k = 0; k < SCIENCE_ELEMENTS; k++) {
            const struct science_element *element = &science_elements[k];
            if ((group ? element->group : element->period) == number) {
                add_element(out, query->arena, element);
            }
        }
        return true;
    }
    return false;
}

/* "first 20 elements" */
static bool put_first(struct science_query *query, struct science_facts *out)
{
    for (size_t i = 0; i + 2 < query->count; i++) {
        int64_t count;
        if (is_word(query->words[i], "first") && is_word(query->words[i + 2], "elements") &&
            str_to_i64(query->words[i + 1], 1, SCIENCE_ROWS_MAX, &count) == E_OK) {
            begin_elements(out,
                           arena_printf(query->arena, "The first %lld elements", (long long)count));
            for (size_t k = 0; k < (size_t)count; k++) {
                add_element(out, query->arena, &science_elements[k]);
            }
            return true;
        }
    }
    return false;
}

/* ---- bodies ---- */

static void put_bodies(struct science_facts *out, const char *title, const char *kind)
{
    *out = (struct science_facts){.title = title, .source = SCIENCE_SOURCE_BODIES};
    for (size_t i = 0; i < science_body_count; i++) {
        const struct science_body *body = &science_bodies[i];
        if (str_starts(str_from(body->kind), str_from(kind))) {
            science_add_row(out, body->name, body->diameter_km, "km in diameter");
        }
    }
}

static bool put_solar_system(struct science_query *query, struct science_facts *out)
{
    if (has_phrase(query, "how many planets") && !science_has_word(query, "than")) {
        science_put_planets(query->arena, out);
        out->notice =
            "They are eight; Pluto is a dwarf planet since the resolution of the IAU of 2006.";
        return true;
    }
    if (query->count > 8 || science_has_word(query, "many|does|has|have|than")) {
        return false;
    }
    if (has_phrase(query, "dwarf planets")) {
        put_bodies(out, "Dwarf planets", "dwarf planet");
        out->notice =
            "Those that are in the tables; Eris, Haumea and Makemake are dwarf planets, too.";
        return true;
    }
    if (science_has_word(query, "moons") &&
        science_has_word(query, "jupiter|saturn|neptune|galilean")) {
        const char *of = science_has_word(query, "saturn")    ? "moon of Saturn"
                         : science_has_word(query, "neptune") ? "moon of Neptune"
                                                              : "moon of Jupiter";
        put_bodies(out, "Large moons", of);
        out->subtitle = of;
        out->notice = "The largest ones, which are in the tables; there are many more.";
        return true;
    }
    if (science_has_word(query, "planets") ||
        (science_has_word(query, "planet") && science_has_word(query, "order|list|names|all"))) {
        science_put_planets(query->arena, out);
        return true;
    }
    return false;
}

bool science_put_list(struct science_query *query, struct science_facts *out)
{
    const bool is_of_something = science_has_word(query, "taxonomy") && query->count > 3;
    if (science_has_word(query, "rank|ranks|taxonomy") && !is_of_something &&
        science_has_word(query, "biology|biological|taxonomic|taxonomy")) {
        science_put_ranks(out);
        return true;
    }
    if (science_has_word(query, "base") && science_has_word(query, "units|unit")) {
        science_put_base_units(out);
        return true;
    }
    if (science_has_word(query, "prefix|prefixes") && put_prefix_of_power(query, out)) {
        return true;
    }
    if (science_has_word(query, "prefixes") && query->count <= 6) {
        science_put_prefixes(query->arena, out);
        return true;
    }
    return put_group(query, out) || put_first(query, out) || put_category(query, out) ||
           put_solar_system(query, out) || put_numbered(query, out);
}
