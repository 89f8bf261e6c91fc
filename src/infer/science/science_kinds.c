/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of thing something is, as far as the tables tell: a metal, a liquid, a planet, a mammal. */
#include <string.h>

#include "infer/science/science_int.h"

#define WARM_C 25 /* at which something is solid, liquid or a gas */

enum { RANK_KINGDOM = 1, RANK_PHYLUM, RANK_CLASS, RANK_ORDER, RANK_FAMILY };

#define BIT(category) (1u << (category))
#define METALS                                                            \
    (BIT(SCIENCE_ALKALI_METAL) | BIT(SCIENCE_ALKALINE_EARTH_METAL) |      \
     BIT(SCIENCE_POST_TRANSITION_METAL) | BIT(SCIENCE_TRANSITION_METAL) | \
     BIT(SCIENCE_LANTHANIDE) | BIT(SCIENCE_ACTINIDE))
#define NONMETALS (BIT(SCIENCE_NONMETAL) | BIT(SCIENCE_NOBLE_GAS) | BIT(SCIENCE_HALOGEN))
#define ELEMENTS  (~0u)

enum state { STATE_NONE, STATE_SOLID, STATE_LIQUID, STATE_GAS, STATE_UNSURE };

/* One of elements, state, body and taxa is what decides. */
struct science_kind {
    const char *names; /* the first, in the singular, is told */
    unsigned elements; /* categories of elements, by BIT() */
    enum state state;
    const char *body; /* the beginning of a body's kind */
    size_t rank;
    const char *taxa; /* of that rank, "|" between them */
};

static const struct science_kind kinds[] = {
    {.names = "chemical element|element|elements|chemical elements", .elements = ELEMENTS},
    {.names = "metal|metals|metallic", .elements = METALS},
    {.names = "nonmetal|nonmetals|non-metal|non-metals|non metal", .elements = NONMETALS},
    {.names = "noble gas|noble gases|inert gas", .elements = BIT(SCIENCE_NOBLE_GAS)},
    {.names = "halogen|halogens", .elements = BIT(SCIENCE_HALOGEN)},
    {.names = "alkali metal|alkali metals", .elements = BIT(SCIENCE_ALKALI_METAL)},
    {.names = "alkaline earth metal|alkaline earth metals|alkaline earth",
     .elements = BIT(SCIENCE_ALKALINE_EARTH_METAL)},
    {.names = "metalloid|metalloids|semimetal|semi-metal", .elements = BIT(SCIENCE_METALLOID)},
    {.names = "lanthanide|lanthanides|lanthanoid", .elements = BIT(SCIENCE_LANTHANIDE)},
    {.names = "actinide|actinides|actinoid", .elements = BIT(SCIENCE_ACTINIDE)},
    {.names = "transition metal|transition metals", .elements = BIT(SCIENCE_TRANSITION_METAL)},
    {.names = "post-transition metal|post-transition metals|post transition metal",
     .elements = BIT(SCIENCE_POST_TRANSITION_METAL)},
    {.names = "solid|solids", .state = STATE_SOLID},
    {.names = "liquid|liquids|fluid", .state = STATE_LIQUID},
    {.names = "gas|gases|gaseous", .state = STATE_GAS},
    {.names = "planet|planets", .body = "planet"},
    {.names = "dwarf planet|dwarf planets", .body = "dwarf planet"},
    {.names = "moon|moons|satellite", .body = "moon"},
    {.names = "star|stars", .body = "star"},
    {.names = "animal|animals", .rank = RANK_KINGDOM, .taxa = "Animalia"},
    {.names = "plant|plants", .rank = RANK_KINGDOM, .taxa = "Plantae"},
    {.names = "fungus|fungi|funguses", .rank = RANK_KINGDOM, .taxa = "Fungi"},
    {.names = "vertebrate|vertebrates", .rank = RANK_PHYLUM, .taxa = "Chordata"},
    {.names = "invertebrate|invertebrates",
     .rank = RANK_PHYLUM,
     .taxa = "Arthropoda|Mollusca|Annelida|Nematoda|Platyhelminthes|Cnidaria|Echinodermata|"
             "Porifera"},
    {.names = "mollusc|molluscs|mollusk|mollusks", .rank = RANK_PHYLUM, .taxa = "Mollusca"},
    {.names = "mammal|mammals", .rank = RANK_CLASS, .taxa = "Mammalia"},
    {.names = "bird|birds", .rank = RANK_CLASS, .taxa = "Aves"},
    {.names = "reptile|reptiles", .rank = RANK_CLASS, .taxa = "Reptilia"},
    {.names = "amphibian|amphibians", .rank = RANK_CLASS, .taxa = "Amphibia"},
    {.names = "fish|fishes",
     .rank = RANK_CLASS,
     .taxa = "Actinopterygii|Elasmobranchii|Petromyzonti"},
    {.names = "insect|insects", .rank = RANK_CLASS, .taxa = "Insecta"},
    {.names = "arachnid|arachnids", .rank = RANK_CLASS, .taxa = "Arachnida"},
    {.names = "crustacean|crustaceans", .rank = RANK_CLASS, .taxa = "Malacostraca"},
    {.names = "spider|spiders", .rank = RANK_ORDER, .taxa = "Araneae"},
    {.names = "rodent|rodents", .rank = RANK_ORDER, .taxa = "Rodentia"},
    {.names = "primate|primates", .rank = RANK_ORDER, .taxa = "Primates"},
    {.names = "marsupial|marsupials",
     .rank = RANK_ORDER,
     .taxa = "Diprotodontia|Dasyuromorphia|Didelphimorphia|Peramelemorphia"},
    {.names = "great ape|great apes", .rank = RANK_FAMILY, .taxa = "Hominidae"},
    {.names = "ape|apes", .rank = RANK_FAMILY, .taxa = "Hominidae|Hylobatidae"},
    {.names = "monkey|monkeys",
     .rank = RANK_FAMILY,
     .taxa = "Cercopithecidae|Cebidae|Atelidae|Callitrichidae|Aotidae|Pitheciidae"},
    {.names = "cat|cats|feline", .rank = RANK_FAMILY, .taxa = "Felidae"},
    {.names = "bear|bears", .rank = RANK_FAMILY, .taxa = "Ursidae"},
};

const struct science_kind *science_find_kind(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (science_names_have(kinds[i].names, name)) {
            return &kinds[i];
        }
    }
    return NULL;
}

const char *science_kind_name(struct arena *arena, const struct science_kind *kind)
{
    struct str rest;
    return str_dup(arena, str_cut(str_from(kind->names), '|', &rest));
}

const char *science_kind_subjects(const struct science_kind *kind)
{
    return kind->taxa != NULL   ? "well-known species"
           : kind->body != NULL ? "bodies of the solar system"
                                : "chemical elements";
}

/* ---- elements ---- */

/* Of what melts and boils at these; either may be NULL. */
static enum state state_of(const char *melting_c, const char *boiling_c)
{
    if (melting_c != NULL && strtod(melting_c, NULL) > WARM_C) {
        return STATE_SOLID;
    }
    if (boiling_c != NULL && strtod(boiling_c, NULL) < WARM_C) {
        return STATE_GAS;
    }
    return melting_c != NULL && boiling_c != NULL ? STATE_LIQUID : STATE_UNSURE;
}

static enum science_verdict judge_state(struct arena *arena, const struct science_kind *kind,
                                        const char *melting_c, const char *boiling_c,
                                        struct science_facts *out)
{
    static const char *const names[] = {"", "solid", "liquid", "gas", ""};
    const enum state state = state_of(melting_c, boiling_c);
    if (state == STATE_UNSURE) {
        return SCIENCE_VERDICT_UNSURE;
    }
    science_add_row(out, arena_printf(arena, "At %d °C", WARM_C), names[state], NULL);
    science_add_row(out, "Melting point", melting_c, "°C");
    science_add_row(out, "Boiling point", boiling_c, "°C");
    return state == kind->state ? SCIENCE_VERDICT_YES : SCIENCE_VERDICT_NO;
}

static const char *value_of(const struct science_facts *facts, const char *label)
{
    for (size_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->rows[i].label, label) == 0) {
            return facts->rows[i].value;
        }
    }
    return NULL;
}

/* Water, which is no element. */
static enum science_verdict judge_quantity(struct arena *arena, const struct science_kind *kind,
                                           struct str name, struct science_verdict_of *out)
{
    const struct science_quantity *quantity = science_find_quantity(name);
    struct science_facts facts;
    if (quantity == NULL) {
        return SCIENCE_VERDICT_NOT_THERE;
    }
    science_put_quantity(quantity, &facts);
    out->name = quantity->title;
    out->facts.source = quantity->source;
    return judge_state(arena, kind, value_of(&facts, "Melting point"),
                       value_of(&facts, "Boiling point"), &out->facts);
}

static enum science_verdict judge_element(struct arena *arena, const struct science_kind *kind,
                                          struct str name, struct science_verdict_of *out)
{
    const struct science_element *element = science_find_element(name);
    if (element == NULL && kind->elements == ELEMENTS) { /* the table has all of them */
        science_add_row(&out->facts, "Chemical elements",
                        arena_printf(arena, "%d", SCIENCE_ELEMENTS), NULL);
        out->name = arena_printf(arena, "“%" STRF "”", STRA(name));
        out->facts.source = SCIENCE_SOURCE_ELEMENTS;
        return SCIENCE_VERDICT_NO;
    }
    if (element == NULL) {
        return kind->state != STATE_NONE ? judge_quantity(arena, kind, name, out)
                                         : SCIENCE_VERDICT_NOT_THERE;
    }
    out->name = element->name;
    out->facts.subtitle = "chemical element";
    out->facts.source = SCIENCE_SOURCE_ELEMENTS;
    if (kind->state != STATE_NONE) {
        return judge_state(arena, kind, element->melting_c, element->boiling_c, &out->facts);
    }
    if (kind->elements != ELEMENTS && element->category == SCIENCE_UNKNOWN) {
        return SCIENCE_VERDICT_UNSURE;
    }
    science_add_row(&out->facts, "Atomic number", arena_printf(arena, "%d", element->number), NULL);
    science_add_row(&out->facts, "Category", science_categories[element->category], NULL);
    return (kind->elements & BIT(element->category)) != 0 ? SCIENCE_VERDICT_YES
                                                          : SCIENCE_VERDICT_NO;
}

/* ---- bodies ---- */

static enum science_verdict judge_body(struct arena *arena, const struct science_kind *kind,
                                       struct str name, struct science_verdict_of *out)
{
    const struct science_body *body = science_find_body(name);
    out->facts.source = SCIENCE_SOURCE_BODIES;
    if (body == NULL && strcmp(kind->body, "planet") == 0) { /* likewise all of them */
        science_put_planets(arena, &out->facts);
        out->name = arena_printf(arena, "“%" STRF "”", STRA(name));
        return SCIENCE_VERDICT_NO;
    }
    if (body == NULL) {
        return SCIENCE_VERDICT_NOT_THERE;
    }
    const bool has_article = strcmp(body->name, "Sun") == 0 || strcmp(body->name, "Moon") == 0;
    out->name = arena_printf(arena, "%s%s", has_article ? "The " : "", body->name);
    out->facts.subtitle = "body of the solar system";
    science_add_row(&out->facts, "Kind", body->kind, NULL);
    return str_starts(str_from(body->kind), str_from(kind->body)) ? SCIENCE_VERDICT_YES
                                                                  : SCIENCE_VERDICT_NO;
}

/* ---- species ---- */

static bool ends_with_word(struct str names, struct str word)
{
    while (names.n > 0) {
        const struct str name = str_cut(names, '|', &names);
        if (name.n > word.n && str_eq_nocase(str_sub(name, name.n - word.n, name.n), word) &&
            name.p[name.n - word.n - 1] == ' ') {
            return true;
        }
    }
    return false;
}

/* Whether all species of the tables that are called so ("blue whale" of "whale") have one rank in common; it, where they have. */
static bool find_common_rank(struct str name, size_t rank, struct str *out)
{
    struct str common = STR_EMPTY;
    for (size_t i = 0; science_species_at(i) != NULL; i++) {
        const struct science_species *species = science_species_at(i);
        const struct str own = science_rank_of(species, rank);
        if (!ends_with_word(str_from(species->names), name)) {
            continue;
        }
        if (own.n == 0 || (common.n > 0 && !str_eq(common, own))) {
            return false;
        }
        common = own;
    }
    *out = common;
    return common.n > 0;
}

static struct str singular_of(struct str name)
{
    return name.n > 3 && name.p[name.n - 1] == 's' ? str_sub(name, 0, name.n - 1) : name;
}

/* The species' name that was asked for ("spider"), in the singular; else its first. */
static struct str told_name(const struct science_species *species, struct str asked)
{
    struct str rest = str_from(species->names);
    const struct str first = str_sub(rest, 0, str_find_byte(rest, '|'));
    while (rest.n > 0) {
        const struct str name = str_cut(rest, '|', &rest);
        if (str_eq_nocase(name, asked) || str_eq_nocase(name, singular_of(asked))) {
            return name;
        }
    }
    return first;
}

const char *science_article(const char *name)
{
    const bool is_vowel = strchr("aeiou", name[0]) != NULL && strncmp(name, "eu", 2) != 0 &&
                          strncmp(name, "uni", 3) != 0;
    return is_vowel ? "an" : "a";
}

static enum science_verdict judge_species(struct arena *arena, const struct science_kind *kind,
                                          struct str name, struct science_verdict_of *out)
{
    const struct science_species *species = science_find_species(name);
    struct str taxon = species != NULL ? science_rank_of(species, kind->rank) : STR_EMPTY;
    struct str told = name;
    if (species != NULL) {
        told = told_name(species, name);
    } else if (find_common_rank(name, kind->rank, &taxon)) {
        out->facts.notice = "As all are of this name that are in the tables.";
    } else if (find_common_rank(singular_of(name), kind->rank, &taxon)) {
        told = singular_of(name);
        out->facts.notice = "As all are of this name that are in the tables.";
    } else {
        return SCIENCE_VERDICT_NOT_THERE;
    }
    if (taxon.n == 0) {
        return SCIENCE_VERDICT_UNSURE;
    }
    const char *written = str_dup(arena, told);
    out->name = arena_printf(arena, "A%s %s", science_article(written) + 1, written);
    out->facts.source = SCIENCE_SOURCE_SPECIES;
    out->facts.subtitle = "biological classification";
    science_add_row(&out->facts, science_ranks[kind->rank], str_dup(arena, taxon), NULL);
    if (species != NULL) {
        science_add_row(&out->facts, science_ranks[SCIENCE_RANKS - 1], species->species, NULL);
    }
    return science_names_have(kind->taxa, taxon) ? SCIENCE_VERDICT_YES : SCIENCE_VERDICT_NO;
}

enum science_verdict science_judge(struct arena *arena, const struct science_kind *kind,
                                   struct str name, struct science_verdict_of *out)
{
    *out = (struct science_verdict_of){.name = ""};
    return kind->taxa != NULL   ? judge_species(arena, kind, name, out)
           : kind->body != NULL ? judge_body(arena, kind, name, out)
                                : judge_element(arena, kind, name, out);
}
