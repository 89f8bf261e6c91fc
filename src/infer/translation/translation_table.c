/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/translation/translation_table_int.h"

void *translation_list_add(struct translation_list *list, size_t bytes)
{
    size_t wanted;
    if (!size_add(list->bytes, bytes, &wanted) || wanted > TRANSLATION_TABLE_MAX) {
        return NULL;
    }
    if (wanted > list->room || list->items == NULL) {
        const size_t room = size_max(wanted, list->room + list->room / 2 + KIB);
        char *items = realloc(list->items, room);
        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        list->room = room;
    }
    char *added = list->items + list->bytes;
    list->bytes = wanted;
    return added;
}

void translation_table_free(struct translation_table *table)
{
    if (table == NULL) {
        return;
    }
    free(table->words.items);
    free(table->sections.items);
    free(table->finals.items);
    free(table->names.items);
    sb_done(&table->hollow);
    free(table);
}

size_t translation_table_count(const struct translation_table *table)
{
    return table->sections.bytes / sizeof(struct translation_section);
}

static const struct translation_state *state_at(const struct translation_table *table,
                                                const struct translation_section *section,
                                                uint32_t i)
{
    return (const void *)translation_word_at(table, section->states + i * TRANSLATION_STATE_WORDS);
}

struct translation_transducer translation_table_get(const struct translation_table *table, size_t i)
{
    const struct translation_section *one = translation_section_at(table, i);
    return (struct translation_transducer){
        .name = (const uint16_t *)(const void *)table->names.items + one->name,
        .name_units = one->name_units,
        .is_main = one->is_main,
        .initial = state_at(table, one, one->initial),
        .finals = one->finals_count,
    };
}

const struct translation_state *translation_table_final(const struct translation_table *table,
                                                        size_t transducer, size_t i,
                                                        double *out_weight)
{
    const struct translation_section *one = translation_section_at(table, transducer);
    const struct translation_final *final = translation_final_at(table, one->finals + i);
    *out_weight = final->weight;
    return state_at(table, one, final->state);
}

const char *translation_table_hollow(struct translation_table *table, size_t *out_bytes)
{
    *out_bytes = table->hollow.n;
    return table->hollow.p;
}

/* ---- walking ---- */

/* The first arc whose input is not below this one. */
static size_t find_first(const struct translation_arc *arcs, size_t count, int32_t input)
{
    size_t from = 0;
    while (count > 0) {
        const size_t half = count / 2;
        if (arcs[from + half].input < input) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return from;
}

struct translation_arcs translation_state_find(const struct translation_state *state, int32_t input)
{
    const struct translation_arc *arcs =
        (const void *)((const uint32_t *)(const void *)state + state->arcs);
    const size_t count = state->count & ~TRANSLATION_WEIGHTED;
    const size_t first = find_first(arcs, count, input);
    size_t end = first;
    while (end < count && arcs[end].input == input) {
        end++;
    }
    return (struct translation_arcs){state, arcs + first, end - first};
}

const struct translation_state *translation_arcs_target(const struct translation_arcs *arcs,
                                                        size_t i)
{
    return (const void *)((const int32_t *)(const void *)arcs->state + arcs->items[i].target);
}

double translation_arcs_weight(const struct translation_arcs *arcs, size_t i)
{
    if ((arcs->state->count & TRANSLATION_WEIGHTED) == 0) {
        return 0;
    }
    const struct translation_arc *all =
        (const void *)((const uint32_t *)(const void *)arcs->state + arcs->state->arcs);
    const size_t count = arcs->state->count & ~TRANSLATION_WEIGHTED;
    const size_t at = (size_t)(arcs->items - all) + i;
    double weight;
    memcpy(&weight, (const char *)(all + count) + at * sizeof(weight), sizeof(weight));
    return weight;
}
