/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transducers of lttoolbox's dictionaries and of lrx-proc's rules, as tables. The files are in the compressed format of lttoolbox 3.7
 * (its Compression::multibyte_read() says what a number is); nothing of one is believed unchecked.
 * Memory: one block for all transducers of a file, some 16 bytes an arc. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In words of 32 bits, from the word that a state begins with. */
struct translation_state {
    uint32_t arcs;
    uint32_t
        count; /* TRANSLATION_WEIGHTED: behind the arcs comes a double, perhaps not aligned, for each */
};
#define TRANSLATION_WEIGHTED (UINT32_C(1) << 31)

/* Symbols are code points, 0 for none, and below 0 tags. A state's are sorted by input; of one input they are as in the file. */
struct translation_arc {
    int32_t input;
    int32_t output;
    int32_t target; /* a state */
};

/* The arcs of a state that take this symbol. */
struct translation_arcs {
    const struct translation_state *state;
    const struct translation_arc *items; /* (count) */
    size_t count;
};

struct translation_arcs translation_state_find(const struct translation_state *state,
                                               int32_t input);
const struct translation_state *translation_arcs_target(const struct translation_arcs *arcs,
                                                        size_t i);
double translation_arcs_weight(const struct translation_arcs *arcs, size_t i);

enum translation_file {
    TRANSLATION_FILE_WORDS,   /* letters, alphabet, transducers with their names */
    TRANSLATION_FILE_LEXICAL, /* alphabet, transducers with their names, one more, weights of rules */
};

struct translation_table;

/* NULL where the file is damaged or of another format. */
struct translation_table *translation_table_new(const char *bytes, size_t n,
                                                enum translation_file kind);
void translation_table_free(struct translation_table *table);

struct translation_transducer {
    const uint16_t *name; /* (name_units), UTF-16 */
    size_t name_units;
    bool is_main; /* the one more of TRANSLATION_FILE_LEXICAL */
    const struct translation_state *initial;
    size_t finals; /* how many final states */
};

size_t translation_table_count(const struct translation_table *table);
struct translation_transducer translation_table_get(const struct translation_table *table,
                                                    size_t i);
/* The final state i of a transducer, and its weight. */
const struct translation_state *translation_table_final(const struct translation_table *table,
                                                        size_t transducer, size_t i,
                                                        double *out_weight);

/* The file with a transducer of one state and no arc in the place of each: all else of it. The table's; once. */
const char *translation_table_hollow(struct translation_table *table, size_t *out_bytes);

#ifdef __cplusplus
}
#endif
