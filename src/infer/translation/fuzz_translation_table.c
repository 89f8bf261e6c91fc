/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of dictionaries, of both kinds: no crash, and a table that was made leads nowhere but into itself. */
#include "base/base.h"
#include "infer/translation/translation_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define STATES_MAX 64

/* Goes some way from a state; whatever lies outside of the table is AddressSanitizer's to find. */
static void walk(const struct translation_state *state, const uint8_t *data, size_t n)
{
    for (size_t i = 0; i < size_min(n, STATES_MAX); i++) {
        const struct translation_arcs none = translation_state_find(state, 0);
        const struct translation_arcs arcs = translation_state_find(state, data[i]);
        const struct translation_arcs *way = arcs.count > 0 ? &arcs : &none;
        for (size_t k = 0; k < way->count; k++) {
            ASSERT(way->items[k].input == (arcs.count > 0 ? data[i] : 0));
            ASSERT(translation_arcs_weight(way, k) == 0 || (state->count & TRANSLATION_WEIGHTED));
        }
        if (way->count == 0) {
            return;
        }
        state = translation_arcs_target(way, i % way->count);
    }
}

static void check(const uint8_t *data, size_t n, enum translation_file kind)
{
    struct translation_table *table = translation_table_new((const char *)data, n, kind);
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; i < translation_table_count(table); i++) {
        const struct translation_transducer one = translation_table_get(table, i);
        walk(one.initial, data, n);
        for (size_t k = 0; k < one.finals; k++) {
            double weight;
            walk(translation_table_final(table, i, k, &weight), data, n);
        }
    }
    size_t hollow_bytes;
    const char *hollow = translation_table_hollow(table, &hollow_bytes);
    struct translation_table *again = translation_table_new(hollow, hollow_bytes, kind);
    ASSERT(again != NULL && translation_table_count(again) == translation_table_count(table));
    translation_table_free(again);
    translation_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    check(data, n, TRANSLATION_FILE_WORDS);
    check(data, n, TRANSLATION_FILE_LEXICAL);
    return 0;
}
