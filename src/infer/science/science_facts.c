/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "infer/science/science_int.h"

#define SOURCE_SI "BIPM, SI brochure, 9th edition (2019); CGPM 2022 (newest prefixes)"

void science_add_row(struct science_facts *out, const char *label, const char *value,
                     const char *unit)
{
    if (value != NULL && out->count < SCIENCE_ROWS_MAX) {
        out->rows[out->count++] = (struct science_row){label, value, unit};
    }
}

void science_put_element(struct arena *arena, const struct science_element *element,
                         struct science_facts *out)
{
    *out = (struct science_facts){
        .title = element->name,
        .subtitle =
            arena_printf(arena, "chemical element, %s", science_categories[element->category]),
        .source = SCIENCE_SOURCE_ELEMENTS,
    };
    science_add_row(out, "Symbol", element->symbol, NULL);
    science_add_row(out, "Atomic number", arena_printf(arena, "%d", element->number), NULL);
    science_add_row(out, "Standard atomic weight",
                    element->weight != NULL ? element->weight
                                            : "none: it has no stable isotope in nature",
                    NULL);
    science_add_row(out, "Group",
                    element->group > 0 ? arena_printf(arena, "%d", element->group) : NULL, NULL);
    science_add_row(out, "Period", arena_printf(arena, "%d", element->period), NULL);
    science_add_row(out, "Block", arena_printf(arena, "%c", element->block), NULL);
    science_add_row(out, "Category", science_categories[element->category], NULL);
    science_add_row(
        out, element->number > 103 ? "Electron configuration (expected)" : "Electron configuration",
        element->configuration, NULL);
    science_add_row(out, "Melting point", element->melting_c, "°C");
    science_add_row(out, "Boiling point", element->boiling_c, "°C");
    science_add_row(out, "Density", element->density, NULL);
    science_add_row(out, "Electronegativity (Pauling)", element->electronegativity, NULL);
    science_add_row(out, "Discovered", element->discovered, NULL);
}

void science_put_body(struct arena *arena, const struct science_body *body,
                      struct science_facts *out)
{
    *out = (struct science_facts){
        .title = body->name, .subtitle = body->kind, .source = SCIENCE_SOURCE_BODIES};
    science_add_row(out, "Mass", body->mass_kg, "kg");
    science_add_row(out, "Diameter", body->diameter_km, "km");
    science_add_row(out, "Density", body->density, "kg/m³");
    science_add_row(out, "Gravity", body->gravity, "m/s²");
    science_add_row(out, "Escape velocity", body->escape, "km/s");
    science_add_row(out, "Rotation period", body->rotation_h, "h");
    science_add_row(out, "Length of day", body->day_h, "h");
    if (body->around != NULL) {
        const bool article = strcmp(body->around, "Sun") == 0 || strcmp(body->around, "Earth") == 0;
        science_add_row(
            out, arena_printf(arena, "Distance from %s%s", article ? "the " : "", body->around),
            body->distance_million_km, "million km");
    }
    science_add_row(out, "Orbital period", body->orbit_days, "days");
    science_add_row(out, "Orbital velocity", body->orbit_speed, "km/s");
    science_add_row(out, "Mean temperature", body->temperature_c, "°C");
    const bool counted = body->moons != NULL && strlen(body->moons) > 1;
    science_add_row(out, counted ? "Moons (June 2025)" : "Moons", body->moons, NULL);
}

void science_put_quantity(const struct science_quantity *quantity, struct science_facts *out)
{
    *out = (struct science_facts){
        .title = quantity->title, .subtitle = quantity->subtitle, .source = quantity->source};
    for (size_t i = 0; i < ARRAY_LEN(quantity->rows) && quantity->rows[i].label != NULL; i++) {
        science_add_row(out, quantity->rows[i].label, quantity->rows[i].value,
                        quantity->rows[i].unit);
    }
}

/* "6.62607015e-34" as people write it. */
static const char *write_number(struct arena *arena, const char *value)
{
    const char *e = strchr(value, 'e');
    return e == NULL ? value : arena_printf(arena, "%.*s × 10^%s", (int)(e - value), value, e + 1);
}

void science_put_constant(struct arena *arena, const struct science_constant *constant,
                          struct science_facts *out)
{
    *out = (struct science_facts){
        .title = constant->name, .subtitle = "constant of nature", .source = constant->source};
    science_add_row(out, "Symbol", constant->symbol, NULL);
    science_add_row(out, "Value", write_number(arena, constant->value),
                    constant->unit[0] != '\0' ? constant->unit : NULL);
    science_add_row(
        out, "Standard uncertainty",
        constant->uncertainty != NULL ? write_number(arena, constant->uncertainty) : "exact",
        constant->uncertainty != NULL && constant->unit[0] != '\0' ? constant->unit : NULL);
}

void science_put_unit(const struct science_unit *unit, struct science_facts *out)
{
    *out = (struct science_facts){.title = unit->name,
                                  .subtitle =
                                      unit->base ? "base unit of the SI" : "derived unit of the SI",
                                  .source = SOURCE_SI};
    science_add_row(out, "Symbol", unit->symbol, NULL);
    science_add_row(out, "Quantity", unit->quantity, NULL);
    science_add_row(out, unit->base ? "Definition" : "In other units", unit->definition, NULL);
}

void science_put_prefix(struct arena *arena, const struct science_prefix *prefix,
                        struct science_facts *out)
{
    *out = (struct science_facts){
        .title = prefix->name, .subtitle = "prefix of the SI", .source = SOURCE_SI};
    science_add_row(out, "Symbol", prefix->symbol, NULL);
    science_add_row(out, "Factor", arena_printf(arena, "10^%d", prefix->power), NULL);
}

void science_put_species(struct arena *arena, const struct science_species *species,
                         struct science_facts *out)
{
    const struct str names = str_from(species->names);
    *out = (struct science_facts){.title =
                                      str_dup(arena, str_sub(names, 0, str_find_byte(names, '|'))),
                                  .subtitle = "biological classification",
                                  .source = SCIENCE_SOURCE_SPECIES};
    for (size_t i = 0; i < SCIENCE_RANKS; i++) {
        const struct str rank = science_rank_of(species, i);
        science_add_row(out, science_ranks[i], rank.n > 0 ? str_dup(arena, rank) : NULL, NULL);
    }
}

void science_put_ranks(struct science_facts *out)
{
    static const char *const order[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    *out = (struct science_facts){.title = "Ranks of biology",
                                  .subtitle = "from the widest to the narrowest",
                                  .source = SCIENCE_SOURCE_SPECIES};
    for (size_t i = 0; i < ARRAY_LEN(science_ranks); i++) {
        science_add_row(out, order[i], science_ranks[i], NULL);
    }
}

void science_put_base_units(struct science_facts *out)
{
    *out = (struct science_facts){.title = "Base units of the SI", .source = SOURCE_SI};
    for (size_t i = 0; i < science_unit_count && science_units[i].base; i++) {
        science_add_row(out, science_units[i].quantity, science_units[i].name,
                        science_units[i].symbol);
    }
}

void science_put_prefixes(struct arena *arena, struct science_facts *out)
{
    *out = (struct science_facts){.title = "Prefixes of the SI", .source = SOURCE_SI};
    for (size_t i = 0; i < science_prefix_count; i++) {
        science_add_row(out, science_prefixes[i].name,
                        arena_printf(arena, "10^%d", science_prefixes[i].power),
                        science_prefixes[i].symbol);
    }
}

void science_put_planets(struct arena *arena, struct science_facts *out)
{
    *out = (struct science_facts){.title = "Planets of the solar system",
                                  .subtitle = "by their distance from the Sun",
                                  .source = SCIENCE_SOURCE_BODIES};
    for (size_t i = 0; i < science_body_count; i++) {
        if (strcmp(science_bodies[i].kind, "planet") == 0) {
            science_add_row(out, science_bodies[i].name,
                            arena_printf(arena, "%s", science_bodies[i].distance_million_km),
                            "million km");
        }
    }
}
