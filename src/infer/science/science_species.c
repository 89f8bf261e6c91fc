/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The species of all tables, and what belongs to one of their ranks. */
#include <string.h>

#include "infer/science/science_int.h"

const char *const science_ranks[SCIENCE_RANKS] = {"Domain", "Kingdom", "Phylum", "Class",
                                                  "Order",  "Family",  "Genus",  "Species"};

static const struct science_species_list *const lists[] = {&science_mammals, &science_birds,
                                                           &science_others, &science_plants};

const struct science_species *science_species_at(size_t index)
{
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (index < lists[i]->count) {
            return &lists[i]->rows[index];
        }
        index -= lists[i]->count;
    }
    return NULL;
}

/* The scientific name is "Canis lupus" of "Canis lupus (the dog: ...)". */
static struct str scientific_name(const struct science_species *species)
{
    const struct str name = str_from(species->species);
    const size_t end = str_find_byte(name, '(');
    return end < name.n ? str_sub(name, 0, end - 1) : name;
}

struct str science_rank_of(const struct science_species *species, size_t rank)
{
    if (rank < SCIENCE_RANKS - 2) {
        return species->family[rank] == NULL ? STR_EMPTY : str_from(species->family[rank]);
    }
    struct str rest;
    return rank == SCIENCE_RANKS - 1 ? str_from(species->species)
                                     : str_cut(scientific_name(species), ' ', &rest);
}

static const struct science_species *find(struct str name)
{
    for (size_t i = 0; science_species_at(i) != NULL; i++) {
        if (str_eq_nocase(str_from(science_species_at(i)->species), name)) {
            return science_species_at(i);
        }
    }
    for (size_t i = 0; science_species_at(i) != NULL; i++) {
        const struct science_species *species = science_species_at(i);
        if (science_names_have(species->names, name) ||
            str_eq_nocase(scientific_name(species), name)) {
            return species;
        }
    }
    return NULL;
}

/* "wolves", "cherries", "dogs" */
const struct science_species *science_find_species(struct str name)
{
    static const char *const endings[][2] = {{"ves", "f"}, {"ies", "y"}, {"es", ""}, {"s", ""}};
    static const char *const others[][2] = {{"geese", "goose"},
                                            {"oxen", "ox"},
                                            {"lice", "louse"},
                                            {"women", "human"},
                                            {"people", "human"}};
    const struct science_species *species = find(name);
    for (size_t i = 0; species == NULL && i < ARRAY_LEN(others); i++) {
        if (str_eq_nocase(name, str_from(others[i][0]))) {
            return find(str_from(others[i][1]));
        }
    }
    for (size_t i = 0; species == NULL && i < ARRAY_LEN(endings); i++) {
        char singular[64];
        const struct str ending = str_from(endings[i][0]);
        if (name.n > ending.n + 1 && name.n < sizeof(singular) - 2 &&
            str_eq_nocase(str_sub(name, name.n - ending.n, name.n), ending)) {
            const int n = snprintf(singular, sizeof(singular), "%" STRF "%s",
                                   STRA(str_sub(name, 0, name.n - ending.n)), endings[i][1]);
            species = find((struct str){singular, (size_t)n});
        }
    }
    return species;
}

/* "Felidae": what the tables have of it. */
bool science_put_taxon(struct arena *arena, struct str name, struct science_facts *out)
{
    size_t found = 0;
    *out = (struct science_facts){.source = SCIENCE_SOURCE_SPECIES};
    for (size_t i = 0; science_species_at(i) != NULL; i++) {
        const struct science_species *species = science_species_at(i);
        for (size_t rank = 0; rank < SCIENCE_RANKS - 1; rank++) {
            const struct str taxon = science_rank_of(species, rank);
            if (!str_eq_nocase(taxon, name)) {
                continue;
            }
            if (found++ == 0) {
                out->title = str_dup(arena, taxon);
                char *kind = arena_strdup(arena, science_ranks[rank]);
                kind[0] = (char)(kind[0] + 32);
                out->subtitle = kind;
            }
            const struct str names = str_from(species->names);
            science_add_row(out, str_dup(arena, str_sub(names, 0, str_find_byte(names, '|'))),
                            str_dup(arena, scientific_name(species)), NULL);
            break;
        }
    }
    if (found > 0) {
        out->notice =
            found > out->count
                ? arena_printf(
                      arena,
                      "The first %zu of the %zu species of it that are in the tables; there "
                      "are more in nature.",
                      out->count, found)
                : "The species of it that are in the tables; there may be more in nature.";
    }
    return found > 0;
}
