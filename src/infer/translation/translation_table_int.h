/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table is made of: translation_table_read.c fills it, translation_table.c answers from it. */
#pragma once

#include "base/str.h"
#include "infer/translation/translation_table.h"

#define TRANSLATION_TABLE_MAX   (512 * MIB)
#define TRANSLATION_STATE_WORDS (sizeof(struct translation_state) / sizeof(uint32_t))

struct translation_final {
    uint32_t state;
    double weight;
};

struct translation_section {
    size_t name, name_units; /* in `names` */
    size_t finals, finals_count;
    size_t states; /* where they begin, in words */
    uint32_t initial, count;
    bool is_main, is_weighted;
};

/* Grows as an array does; one for each kind of thing in a table. */
struct translation_list {
    char *items;
    size_t bytes, room;
};

struct translation_table {
    struct translation_list
        words; /* uint32_t: of each transducer first the states, then their arcs */
    struct translation_list sections; /* struct translation_section, of each transducer */
    struct translation_list finals;   /* struct translation_final */
    struct translation_list names;    /* uint16_t */
    struct sb hollow;
};

/* Room for so many bytes more, or NULL where they are too many. */
void *translation_list_add(struct translation_list *list, size_t bytes);

static inline uint32_t *translation_word_at(const struct translation_table *table, size_t at)
{
    return (uint32_t *)(void *)table->words.items + at;
}

static inline size_t translation_word_count(const struct translation_table *table)
{
    return table->words.bytes / sizeof(uint32_t);
}

static inline struct translation_section *
translation_section_at(const struct translation_table *table, size_t i)
{
    return (struct translation_section *)(void *)table->sections.items + i;
}

static inline struct translation_final *translation_final_at(const struct translation_table *table,
                                                             size_t i)
{
    return (struct translation_final *)(void *)table->finals.items + i;
}
