/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "infer/science/science_int.h"

/* ---- the tables hold together ---- */

static int electrons_of(const char *configuration)
{
    static const struct {
        const char *core;
        int electrons;
    } cores[] = {{"[He]", 2}, {"[Ne]", 10}, {"[Ar]", 18}, {"[Kr]", 36}, {"[Xe]", 54}, {"[Rn]", 86}};
    int sum = 0;
    const char *p = configuration;
    for (size_t i = 0; i < ARRAY_LEN(cores); i++) {
        if (strncmp(p, cores[i].core, 4) == 0) {
            sum += cores[i].electrons;
            p += 5;
        }
    }
    while (*p != '\0') {
        sum += (int)strtol(p + 2, (char **)&p, 10); /* "3d6" */
        p += *p == ' ';
    }
    return sum;
}

static int noble_gas_before(int number)
{
    static const int gases[] = {0, 2, 10, 18, 36, 54, 86};
    int before = 0;
    for (size_t i = 0; i < ARRAY_LEN(gases) && gases[i] < number; i++) {
        before = gases[i];
    }
    return before;
}

Test(science, elements_are_consistent)
{
    static const int periods[] = {
        [0] = 1, [2] = 2, [10] = 3, [18] = 4, [36] = 5, [54] = 6, [86] = 7};
    for (int i = 0; i < SCIENCE_ELEMENTS; i++) {
        const struct science_element *element = &science_elements[i];
        cr_expect_eq(element->number, i + 1, "%s", element->name);
        cr_expect_eq(electrons_of(element->configuration), element->number, "%s: %s", element->name,
                     element->configuration);
        cr_expect_eq(element->period, periods[noble_gas_before(element->number)], "%s",
                     element->name);
        cr_expect(element->group >= 0 && element->group <= 18, "%s", element->name);
        const bool inner = (element->number >= 57 && element->number <= 70) ||
                           (element->number >= 89 && element->number <= 102);
        cr_expect_eq(element->group == 0, inner, "%s", element->name);
        cr_expect_eq(element->block == 'f', inner, "%s", element->name);
        cr_expect_eq(element->category == SCIENCE_ALKALI_METAL,
                     element->group == 1 && element->number > 1, "%s", element->name);
        cr_expect_eq(element->category == SCIENCE_ALKALINE_EARTH_METAL, element->group == 2, "%s",
                     element->name);
        cr_expect(element->category != SCIENCE_NOBLE_GAS || element->group == 18, "%s",
                  element->name);
        if (element->melting_c != NULL && element->boiling_c != NULL) {
            cr_expect_lt(strtod(element->melting_c, NULL), strtod(element->boiling_c, NULL), "%s",
                         element->name);
        }
        for (int k = 0; k < i; k++) {
            cr_expect_str_neq(element->symbol, science_elements[k].symbol);
            cr_expect_str_neq(element->name, science_elements[k].name);
        }
    }
}

/* Weights rise with the number, but for pairs that are known to be the other way round. */
Test(science, weights_rise)
{
    static const int inverted[] = {
        18, 27, 52, 90, 92}; /* Ar/K, Co/Ni, Te/I, Th/Pa; U/Np has no weight to compare */
    double before = 0;
    for (int i = 0; i < SCIENCE_ELEMENTS; i++) {
        if (science_elements[i].weight == NULL) {
            continue;
        }
        const double weight = strtod(science_elements[i].weight, NULL);
        bool known = false;
        for (size_t k = 0; k < ARRAY_LEN(inverted); k++) {
            known = known || science_elements[i].number == inverted[k] + 1;
        }
        cr_expect(known ? weight < before || science_elements[i].number == 93 : weight > before,
                  "%s: %f after %f", science_elements[i].name, weight, before);
        cr_expect(weight > 0.99 * science_elements[i].number &&
                      weight < 2.7 * science_elements[i].number,
                  "%s", science_elements[i].name);
        before = weight;
    }
}

/* Gravity and density follow from mass and diameter, as far as the figures are round; what turns fast is lighter at its equator. */
Test(science, bodies_are_consistent)
{
    for (size_t i = 0; i < science_body_count; i++) {
        const struct science_body *body = &science_bodies[i];
        char *end;
        const double mantissa = strtod(body->mass_kg, &end);
        const double mass = mantissa * (strstr(end, "10^30") != NULL ? 1e30 : 1e24);
        const double radius = strtod(body->diameter_km, NULL) * 500;
        const double gravity = 6.6743e-11 * mass / radius / radius;
        const double density = mass / (4.18879 * radius * radius * radius);
        const double told = strtod(body->gravity, NULL);
        cr_expect(gravity > told * 0.85 && gravity < told * 1.17, "%s: %f, %f", body->name, gravity,
                  told);
        /* flattened ones have less volume than a ball of their diameter at the equator */
        cr_expect(density > strtod(body->density, NULL) * 0.85 &&
                      density < strtod(body->density, NULL) * 1.05,
                  "%s: %f", body->name, density);
    }
}

Test(science, orbits_follow_kepler)
{
    for (size_t i = 0; i < science_body_count; i++) {
        const struct science_body *body = &science_bodies[i];
        if (body->around == NULL || strcmp(body->around, "Sun") != 0) {
            continue;
        }
        const double distance = strtod(body->distance_million_km, NULL) / 149.6;
        const double years = strtod(body->orbit_days, NULL) / 365.25;
        const double ratio = distance * distance * distance / (years * years);
        cr_expect(ratio > 0.97 && ratio < 1.03, "%s: %f", body->name, ratio);
    }
}

Test(science, products_of_constants_agree)
{
    double value[5];
    static const char *const names[] = {"R", "N_A", "k", "F", "e"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct science_constant *constant = science_find_constant(str_from(names[i]));
        cr_assert_not_null(constant, "%s", names[i]);
        value[i] = strtod(constant->value, NULL);
    }
    cr_expect_float_eq(value[0], value[1] * value[2], 1e-9);
    cr_expect_float_eq(value[3], value[1] * value[4], 1e-6);
    cr_expect_eq(science_prefix_count, 24);
    cr_expect_eq(science_unit_count, 29); /* 7 of base, 22 with a name of their own */
    for (size_t i = 1; i < science_prefix_count; i++) {
        cr_expect_lt(science_prefixes[i].power, science_prefixes[i - 1].power);
    }
}

/* Every species has its ranks, and every name stands for one. */
Test(science, species_are_consistent)
{
    size_t count = 0;
    for (; science_species_at(count) != NULL; count++) {
        const struct science_species *species = science_species_at(count);
        const struct str genus = science_rank_of(species, 6);
        cr_expect(genus.n > 1 && genus.p[0] >= 'A' && genus.p[0] <= 'Z', "%s", species->species);
        cr_expect_not_null(strchr(species->species, ' '), "%s", species->species);
        size_t ranks = 0;
        for (size_t rank = 0; rank < 6; rank++) {
            ranks += science_rank_of(species, rank).n > 0;
        }
        cr_expect_geq(ranks, 4, "%s: %zu", species->species, ranks);
        struct str rest = str_from(species->names);
        while (rest.n > 0) {
            const struct str name = str_cut(rest, '|', &rest);
            const struct science_species *found = science_find_species(name);
            cr_expect_eq(found, species, "%" STRF, STRA(name));
        }
    }
    cr_expect_geq(count, 400);
    for (size_t i = 0; i < science_quantity_count; i++) {
        cr_expect(science_quantities[i].rows[0].label != NULL &&
                  science_quantities[i].source != NULL);
    }
}

/* ---- questions ---- */

static const struct {
    const char *query;
    const char *title; /* NULL: refused */
    const char *label; /* of the first row */
    const char *value;
    size_t count;      /* of rows, 0: not looked at */
    const char *words; /* part of the notice or of the refusal */
} rows[] = {
    {"gold", "Gold", "Symbol", "Au", 0, NULL},
    {"Au", "Gold", "Symbol", "Au", 0, NULL},
    {"element 79", "Gold", "Symbol", "Au", 0, NULL},
    {"aluminum", "Aluminium", "Symbol", "Al", 0, NULL},
    {"atomic weight of iron", "Iron", "Standard atomic weight", "55.845", 1, NULL},
    {"what is the atomic mass of carbon?", "Carbon", "Standard atomic weight", "12.011", 1, NULL},
    {"atomic weight of technetium", "Technetium", "Standard atomic weight",
     "none: it has no stable isotope in nature", 1, NULL},
    {"how heavy is Jupiter", "Jupiter", "Mass", "1898 × 10^24", 1, NULL},
    {"distance of Mars from the sun", "Mars", "Distance from the Sun", "228.0", 1, NULL},
    {"how far is Neptune from the sun?", "Neptune", "Distance from the Sun", "4515.0", 1, NULL},
    {"how many moons does Mars have", "Mars", "Moons", "2", 1, NULL},
    {"how long is a day on Venus", "Venus", "Length of day", "2802.0", 1, NULL},
    {"gravity on the moon", "Moon", "Gravity", "1.6", 1, NULL},
    {"speed of light", "speed of light in vacuum", "Symbol", "c", 3, NULL},
    {"Avogadro's number", "Avogadro constant", "Symbol", "N_A", 3, NULL},
    {"mass of an electron", "electron mass", "Symbol", "m_e", 3, NULL},
    {"what is a newton", "newton", "Symbol", "N", 3, NULL},
    {"prefix for 10^-9", "nano", "Symbol", "n", 2, NULL},
    {"what does giga mean", "giga", "Symbol", "G", 2, NULL},
    {"ranks of biology", "Ranks of biology", "1", "Domain", 8, NULL},
    {"SI base units", "Base units of the SI", "time", "second", 7, NULL},
    {"SI prefixes", "Prefixes of the SI", "quetta", "10^30", 24, NULL},
    {"planets of the solar system", "Planets of the solar system", "Mercury", "57.9", 8, NULL},
    {"compare Earth and Mars", "Earth and Mars", "Mass", "5.97 × 10^24 / 0.642 × 10^24", 0, NULL},
    {"which element has symbol W", "Tungsten", "Symbol", "W", 0, NULL},
    {"symbol for gold", "Gold", "Symbol", "Au", 1, NULL},
    {"family of the dog", "dog", "Family", "Canidae", 1, NULL},
    {"mercury", "Mercury", "Mass", "0.330 × 10^24", 25, "chemical element of this name"},
    {"melting point of mercury", "Mercury", "Melting point", "-38.83", 1, NULL},
    {"when was oxygen discovered", "Oxygen", "Discovered", "1774", 1, NULL},
    {"jupitr", "Jupiter", "Mass", "1898 × 10^24", 0, "read as “Jupiter”"},
    {"boiling point of oxigen", "Oxygen", "Boiling point", "-182.962", 1, "read as “Oxygen”"},
    {"boiling point of water", "Water", "Boiling point", "99.97", 1, NULL},
    {"how many moons does Jupiter have", "Jupiter", "Moons (June 2025)", "97", 1, NULL},
    {"how many moons has Saturn", "Saturn", "Moons (June 2025)", "274", 1, NULL},
    {"speed of sound", "Speed of sound", "In dry air at 20 °C", "343.2", 5, NULL},
    {"Hg", "Mercury", "Symbol", "Hg", 13, NULL},
    /* which of two */
    {"which is heavier, gold or lead", "Gold is heavier than Lead", "Gold", "19.3 g/cm³", 4,
     "a single atom of Lead"},
    {"is Jupiter bigger than Saturn", "Yes. Jupiter is bigger than Saturn", "Jupiter", "142984 km",
     2, NULL},
    {"is Mars bigger than Earth?", "No. Earth is bigger than Mars", "Mars", "6792 km", 2, NULL},
    {"which has more moons, Mars or Earth", "Mars has more moons than Earth", "Mars", "2", 2, NULL},
    {"venus or mercury, which is hotter", "Venus is hotter than Mercury", "Venus", "464 °C", 2,
     NULL},
    {"is an elephant heavier than a mouse", NULL, NULL, NULL, 0,
     "cannot be compared from the tables"},
    {"is tantalum denser than gold", NULL, NULL, NULL, 0, "no sure figure"},
    /* which of all */
    {"hottest planet", "Venus", "Venus", "464 °C", 8, NULL},
    {"what is the coldest planet", "Neptune", "Neptune", "-200 °C", 8, NULL},
    {"lightest element", "Hydrogen", "Hydrogen", "1.0080", 8, "standard atomic weight"},
    {"densest element", "Osmium", "Osmium", "22.59 g/cm³", 8, NULL},
    {"lightest metal", "Lithium", "Lithium", "0.534 g/cm³", 8, NULL},
    {"densest gas", "Radon", "Radon", "9.73 g/L", 8, NULL},
    {"which planet has the most moons", "Saturn", "Saturn", "274", 8, NULL},
    {"planet closest to the sun", "Mercury", "Mercury", "57.9 million km", 8, NULL},
    {"element with the highest melting point", NULL, NULL, NULL, 0,
     "cannot be told from the tables"},
    {"planet closest to the earth", NULL, NULL, NULL, 0, "from day to day"},
    /* of which kind */
    {"is neon a noble gas", "Yes. Neon is a noble gas", "Atomic number", "10", 2, NULL},
    {"is iron a noble gas", "No. Iron is not a noble gas", "Atomic number", "26", 2, NULL},
    {"is iron a metal", "Yes. Iron is a metal", "Atomic number", "26", 2, NULL},
    {"is Iron metallic?", "Yes. Iron is a metal", "Atomic number", "26", 2, NULL},
    {"isn't silicon a metal?", "No. Silicon is not a metal", "Atomic number", "14", 2, NULL},
    {"is neon a nonmetal", "Yes. Neon is a nonmetal", "Atomic number", "10", 2, NULL},
    {"is mercury a metal", "Yes. Mercury is a metal", "Atomic number", "80", 2, NULL},
    {"is mercury a liquid at room temperature?", "Yes. Mercury is a liquid", "At 25 °C", "liquid",
     3, NULL},
    {"is helium a gas", "Yes. Helium is a gas", "At 25 °C", "gas", 2, NULL},
    {"is gold a solid, a liquid or a gas", "Gold is a solid", "At 25 °C", "solid", 2, NULL},
    {"is mercury a planet or an element", "Mercury is a planet and a chemical element", "Kind",
     "planet", 1, NULL},
    {"is iron a liquid or a gas?", "Iron is neither a liquid nor a gas", "At 25 °C", "solid", 3,
     NULL},
    {"is carbon a gas", NULL, NULL, NULL, 0, "not sure"},
    {"is water a liquid", "Yes. Water is a liquid", "At 25 °C", "liquid", 3, NULL},
    {"is air a gas", NULL, NULL, NULL, 0, "not sure"},
    {"is oganesson a metal", NULL, NULL, NULL, 0, "not sure"},
    {"is steel a metal", NULL, NULL, NULL, 0, "chemical elements alone"},
    {"is water an element", "No. “water” is not a chemical element", "Chemical elements", "118", 1,
     NULL},
    {"is Pluto a planet", "No. Pluto is not a planet", "Kind", "dwarf planet", 1, NULL},
    {"is pluto a dwarf planet", "Yes. Pluto is a dwarf planet", "Kind", "dwarf planet", 1, NULL},
    {"is Eris a planet", "No. “Eris” is not a planet", "Mercury", "57.9", 8, NULL},
    {"is Charon a moon", NULL, NULL, NULL, 0, "bodies of the solar system alone"},
    {"is the moon a planet?", "No. The Moon is not a planet", "Kind", "moon of the Earth", 1, NULL},
    {"do you know if the sun is a star", "Yes. The Sun is a star", "Kind", "star", 1, NULL},
    {"the sun is a star, right?", "Yes. The Sun is a star", "Kind", "star", 1, NULL},
    {"is a whale a mammal", "Yes. A whale is a mammal", "Class", "Mammalia", 1, "in the tables"},
    {"are whales fish", "No. A whale is not a fish", "Class", "Mammalia", 1, "in the tables"},
    {"are bats birds or mammals", "A bat is a mammal", "Class", "Mammalia", 2, NULL},
    {"is a spider an insect", "No. A spider is not an insect", "Class", "Arachnida", 2, NULL},
    {"is an eagle owl a bird", "Yes. An eagle owl is a bird", "Class", "Aves", 2, NULL},
    {"is a lion a cat?", "Yes. A lion is a cat", "Family", "Felidae", 2, NULL},
    {"is an octopus considered a fish", "No. An octopus is not a fish", "Class", "Cephalopoda", 2,
     NULL},
    {"is the tomato an animal or not", "No. A tomato is not an animal", "Kingdom", "Plantae", 2,
     NULL},
    {"is a unicorn a mammal", NULL, NULL, NULL, 0, "well-known species alone"},
    {"is a coelacanth an amphibian", NULL, NULL, NULL, 0, "not sure"},
    /* lists */
    {"what are the noble gases", "Noble gases", "Helium", "He, number 2", 6, NULL},
    {"halogens", "Halogens", "Fluorine", "F, number 9", 5, NULL},
    {"elements in group 1", "Elements of group 1", "Hydrogen", "H, number 1", 7, NULL},
    {"first 3 elements", "The first 3 elements", "Hydrogen", "H, number 1", 3, NULL},
    {"planets in order", "Planets of the solar system", "Mercury", "57.9", 8, NULL},
    {"how many planets are there", "Planets of the solar system", "Mercury", "57.9", 8, "eight"},
    {"moons of jupiter", "Large moons", "Io", "3643", 4, "many more"},
    /* species */
    {"wolves", "wolf", "Domain", "Eukaryota", 8, NULL},
    {"canis lupus", "wolf", "Domain", "Eukaryota", 8, NULL},
    {"what family does the wolf belong to", "wolf", "Family", "Canidae", 1, NULL},
    {"what order are bats in", "common pipistrelle", "Order", "Chiroptera", 1, NULL},
    {"classification of the rose", "dog rose", "Domain", "Eukaryota", 8, NULL},
    {"taxonomy of the red fox", "red fox", "Domain", "Eukaryota", 8, NULL},
    {"family of the mole", "mole", "Family", "Talpidae", 1, NULL},
    {"genus of the tomato", "tomato", "Genus", "Solanum", 1, NULL},
    {"Ursidae", "Ursidae", "brown bear", "Ursus arctos", 6, "there may be more"},
    {"unit of force", "newton", "Symbol", "N", 0, NULL},
    {"what is the SI unit of energy", "joule", "Symbol", "J", 0, NULL},
    {"avogadro", "Avogadro constant", "Symbol", "N_A", 0, NULL},
    {"distance from the sun to mars", "Mars", "Distance from the Sun", "228.0", 1, NULL},
    {"distance between the sun and mars", "Mars", "Distance from the Sun", "228.0", 1, NULL},
    {"distance between earth and mars", NULL, NULL, NULL, 0, "changes from day to day"},
    {"year on Mars", "Mars", "Orbital period", "687.0", 1, NULL},
    {"boiling point of oxygen in miles", "Oxygen", "Boiling point", "-182.962", 1,
     "cannot be told in miles"},
    {"atomic number of gold and its melting point", "Gold", "Atomic number", "79", 2, NULL},
    {"melting and boiling point of iron", "Iron", "Melting point", "1538", 2, NULL},
    {"mass, density and gravity of mars", "Mars", "Mass", "0.642 × 10^24", 3, NULL},
    {"melting point of oganesson", NULL, NULL, NULL, 0, "no sure figure"},
    {"unobtainium", NULL, NULL, NULL, 0, "in none of the tables"},
    {"compare Earth and love", NULL, NULL, NULL, 0, "not both"},
    {"?", NULL, NULL, NULL, 0, "no question"},
    {"\xff", NULL, NULL, NULL, 0, "UTF-8"},
};

Test(science, answers_questions)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        struct science_facts facts;
        struct err err = {0};
        const int rc = science_answer(arena, str_from(rows[i].query), &facts, &err);
        cr_expect_eq(rc, rows[i].title != NULL ? E_OK : E_INVALID, "%s: %s", rows[i].query,
                     err.detail);
        if (rc == E_OK && rows[i].title != NULL) {
            cr_expect_str_eq(facts.title, rows[i].title, "%s: %s", rows[i].query, facts.title);
            cr_expect_gt(facts.count, 0);
            cr_expect_str_eq(facts.rows[0].label, rows[i].label, "%s: %s", rows[i].query,
                             facts.rows[0].label);
            cr_expect_str_eq(facts.rows[0].value, rows[i].value, "%s: %s", rows[i].query,
                             facts.rows[0].value);
            cr_expect(rows[i].count == 0 || facts.count == rows[i].count, "%s: %zu rows",
                      rows[i].query, facts.count);
            cr_expect(facts.source != NULL && facts.source[0] != '\0', "%s", rows[i].query);
        }
        const char *said = rc == E_OK ? facts.notice : err.detail;
        if (rows[i].words != NULL) {
            cr_expect(said != NULL && strstr(said, rows[i].words) != NULL, "%s: %s", rows[i].query,
                      said);
        }
        arena_free(arena);
    }
}

Test(science, knows_what_asks_for_a_kind)
{
    static const struct {
        const char *question;
        const char *name; /* NULL: it asks something else */
    } kinds[] = {
        {"is iron a metal", "iron"},
        {"is a unicorn a mammal?", "unicorn"},
        {"Is this a metal?", NULL},
        {"is it a planet", NULL},
        {"iron is a metal", NULL},
        {"is iron heavy", NULL},
        {"what is a metal", NULL},
        {"which is a metal, iron or oxygen", NULL},
        {"is there a planet", NULL},
        {"is my old brown dog from the shelter a mammal", NULL},
        {"is a", NULL},
        {"is", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct arena *arena = arena_new();
        struct str name;
        const bool asks = science_asks_kind(arena, str_from(kinds[i].question), &name);
        cr_expect_eq(asks, kinds[i].name != NULL, "%s", kinds[i].question);
        cr_expect(!asks || str_eq(name, str_from(kinds[i].name)), "%s", kinds[i].question);
        arena_free(arena);
    }
}

/* Figures in the unit that was asked for stand behind those of the tables, with about as many digits. */
Test(science, tells_in_other_units)
{
    static const struct {
        const char *query, *value, *unit;
    } units[] = {
        {"boiling point of iron in fahrenheit", "5182", "°F"},
        {"melting point of mercury in kelvin", "234.32", "K"},
        {"temperature of venus in °F", "867", "°F"},
        {"diameter of earth in miles", "7926.21", "miles"},
        {"distance of mars from the sun in miles", "141670000", "miles"},
        {"how long is a day on venus in days", "116.750", "days"},
        {"escape velocity of earth in km/h", "40320", "km/h"},
    };
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct arena *arena = arena_new();
        struct science_facts facts;
        struct err err = {0};
        cr_assert_eq(science_answer(arena, str_from(units[i].query), &facts, &err), E_OK, "%s",
                     units[i].query);
        cr_assert_eq(facts.count, 2, "%s: %zu", units[i].query, facts.count);
        cr_expect_str_eq(facts.rows[1].value, units[i].value, "%s", units[i].query);
        cr_expect_str_eq(facts.rows[1].unit, units[i].unit, "%s", units[i].query);
        arena_free(arena);
    }
}
