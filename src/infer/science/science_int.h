/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/science/science.h"

/* ---- the tables ---- */
#define SCIENCE_SOURCE_ELEMENTS                                                                 \
    "IUPAC standard atomic weights 2021; NIST (configurations); CRC Handbook of Chemistry and " \
    "Physics (properties)"
#define SCIENCE_SOURCE_BODIES \
    "NASA Planetary Fact Sheets; moons: NASA, Moons of the Solar System, as of June 2025"

extern const struct science_constant science_constants[];
extern const size_t science_constant_count;

enum science_category {
    SCIENCE_NONMETAL,
    SCIENCE_NOBLE_GAS,
    SCIENCE_ALKALI_METAL,
    SCIENCE_ALKALINE_EARTH_METAL,
    SCIENCE_METALLOID,
    SCIENCE_HALOGEN,
    SCIENCE_POST_TRANSITION_METAL,
    SCIENCE_TRANSITION_METAL,
    SCIENCE_LANTHANIDE,
    SCIENCE_ACTINIDE,
    SCIENCE_UNKNOWN, /* too few atoms were ever made */
    SCIENCE_CATEGORY_COUNT,
};
extern const char *const science_categories[SCIENCE_CATEGORY_COUNT];

/* NULL where a figure is not there or not sure. */
struct science_element {
    int number;
    const char *symbol;
    const char *name;
    int group; /* 0: none, lanthanides and actinides */
    int period;
    char block;
    enum science_category category;
    const char *weight;        /* standard atomic weight */
    const char *configuration; /* "[Ar] 3d6 4s2" */
    const char *melting_c;
    const char *boiling_c;
    const char *density; /* with its unit */
    const char *electronegativity;
    const char *discovered;
};
#define SCIENCE_ELEMENTS 118
extern const struct science_element science_elements[SCIENCE_ELEMENTS];

struct science_body {
    const char *name;
    const char *kind;
    const char *mass_kg;
    const char *diameter_km; /* at the equator, or of the mean */
    const char *density;     /* kg/m³ */
    const char *gravity;     /* m/s² */
    const char *escape;      /* km/s */
    const char *rotation_h;
    const char *day_h;
    const char *distance_million_km;
    const char *orbit_days;
    const char *orbit_speed; /* km/s */
    const char *temperature_c;
    const char *moons;
    const char *around; /* what the distance is counted from */
};
extern const struct science_body science_bodies[];
extern const size_t science_body_count;

struct science_unit {
    const char *symbol;
    const char *name;
    const char *quantity;
    const char *definition; /* in other units, or words */
    bool base;
};
extern const struct science_unit science_units[];
extern const size_t science_unit_count;

struct science_prefix {
    const char *symbol;
    const char *name;
    int power;
};
extern const struct science_prefix science_prefixes[];
extern const size_t science_prefix_count;

#define SCIENCE_RANKS          8
#define SCIENCE_SOURCE_SPECIES "Catalogue of Life"
extern const char *const science_ranks[SCIENCE_RANKS];
struct science_species {
    const char *names;         /* common ones, "|" between them, in small letters */
    const char *const *family; /* six ranks, from the domain to the family; NULL: systems differ */
    const char *species;       /* the scientific name, whose first word is the genus */
};
struct science_species_list {
    const struct science_species *rows;
    size_t count;
};
extern const struct science_species_list science_mammals, science_birds, science_others,
    science_plants;
/* NULL behind the last. */
const struct science_species *science_species_at(size_t index);
/* Empty where systems differ. */
struct str science_rank_of(const struct science_species *species, size_t rank);

/* A figure that is neither an element's nor a body's: the speed of sound. */
struct science_quantity {
    const char *title;
    const char *subtitle;
    const char *names; /* "|" between them */
    struct science_row rows[5];
    const char *source;
};
extern const struct science_quantity science_quantities[];
extern const size_t science_quantity_count;

/* ---- names ---- */
/* Whether one of "a|b|c" is the name, in any case. */
bool science_names_have(const char *names, struct str name);
const struct science_element *science_find_element(struct str name);
const struct science_body *science_find_body(struct str name);
const struct science_unit *science_find_unit(struct str name);
/* The unit of a quantity, "force". */
const struct science_unit *science_find_unit_of(struct str quantity);
const struct science_prefix *science_find_prefix(struct str name);
const struct science_species *science_find_species(struct str name);

const struct science_quantity *science_find_quantity(struct str name);

/* The nearest names to one that is in no table. */
#define SCIENCE_NEAR_MAX 4
struct science_near {
    struct str names[SCIENCE_NEAR_MAX];
    size_t count;
    size_t distance;
};
void science_find_near(struct str name, struct science_near *out);

/* ---- science_facts.c: all that the tables say of something ---- */
void science_put_element(struct arena *arena, const struct science_element *element,
                         struct science_facts *out);
void science_put_body(struct arena *arena, const struct science_body *body,
                      struct science_facts *out);
void science_put_constant(struct arena *arena, const struct science_constant *constant,
                          struct science_facts *out);
void science_put_unit(const struct science_unit *unit, struct science_facts *out);
void science_put_prefix(struct arena *arena, const struct science_prefix *prefix,
                        struct science_facts *out);
void science_put_species(struct arena *arena, const struct science_species *species,
                         struct science_facts *out);
void science_put_quantity(const struct science_quantity *quantity, struct science_facts *out);
/* What the tables have of a taxon, "Felidae"; false: nothing. */
bool science_put_taxon(struct arena *arena, struct str name, struct science_facts *out);
void science_put_ranks(struct science_facts *out);
void science_put_base_units(struct science_facts *out);
void science_put_prefixes(struct arena *arena, struct science_facts *out);
void science_put_planets(struct arena *arena, struct science_facts *out);
void science_add_row(struct science_facts *out, const char *label, const char *value,
                     const char *unit);

/* ---- science_query.c, science_compare.c, science_lists.c ---- */
#define SCIENCE_WORDS_MAX 60

/* A question by words. */
struct science_query {
    struct arena *arena;
    struct str words[SCIENCE_WORDS_MAX];
    size_t count;
};
void science_cut_words(struct science_query *query, struct str text);
bool science_has_word(const struct science_query *query, const char *words);
struct str science_words(const struct science_query *query, size_t from, size_t to);
void science_drop_words(struct science_query *query, size_t at, size_t words);
/* All that is known of what has this name; false: it is in no table. */
bool science_put_subject(struct science_query *query, struct str name, struct science_facts *out);

/* ---- science_kinds.c ---- */
struct science_kind;
/* "metal", "whales"; NULL: none of which the tables tell. */
const struct science_kind *science_find_kind(struct str name);
const char *science_kind_name(struct arena *arena, const struct science_kind *kind);
/* "a" or "an". */
const char *science_article(const char *name);
/* What may be of this kind: "chemical elements". */
const char *science_kind_subjects(const struct science_kind *kind);

enum science_verdict {
    SCIENCE_VERDICT_NO,
    SCIENCE_VERDICT_YES,
    SCIENCE_VERDICT_UNSURE,    /* the tables leave it out */
    SCIENCE_VERDICT_NOT_THERE, /* it is in none of the tables that tell of this kind */
};
struct science_verdict_of {
    const char *name;           /* as a sentence begins with it */
    struct science_facts facts; /* that decide; without a title */
};
/* Whether what has this name is of the kind. Writes `out` for no and yes. */
enum science_verdict science_judge(struct arena *arena, const struct science_kind *kind,
                                   struct str name, struct science_verdict_of *out);

/* ---- science_convert.c ---- */
struct science_wish {
    const char *names; /* "|" between them */
    const char *unit;
};
/* Takes "in miles" out at the end of a question; NULL: there is none. */
const struct science_wish *science_take_wish(struct science_query *query);
/* Puts figures in the unit behind those of the tables, or says that it cannot. */
void science_convert(struct arena *arena, const struct science_wish *wish,
                     struct science_facts *facts);

/* What these say where a question is none of theirs. */
#define SCIENCE_NOT_MINE 1
/* "which is heavier, gold or lead", "hottest planet". */
MUSTUSE int science_compare(struct science_query *query, struct science_facts *out,
                            struct err *err);
/* "Earth and Mars" side by side. */
MUSTUSE int science_put_both(struct science_query *query, struct science_facts *out,
                             struct err *err);
/* "is iron a metal", "are whales fish or mammals" */
MUSTUSE int science_put_is(struct science_query *query, struct science_facts *out, struct err *err);
/* "noble gases", "planets in order", "elements in group 17"; false: none of these. */
bool science_put_list(struct science_query *query, struct science_facts *out);
