/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "infer/summary/summary_int.h"

#define STEM_LETTERS \
    7 /* of languages whose endings are not known here, what two forms of a word must share */

void summary_ids_init(struct summary_ids *ids, struct arena *arena)
{
    *ids = (struct summary_ids){.arena = arena, .capacity = 1024};
    ids->keys = arena_calloc(arena, ids->capacity, sizeof(*ids->keys));
    ids->ids = arena_calloc(arena, ids->capacity, sizeof(*ids->ids));
}

static size_t slot_of(const struct summary_ids *ids, uint64_t key)
{
    size_t slot = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & (ids->capacity - 1);
    while (ids->keys[slot] != 0 && ids->keys[slot] != key) {
        slot = (slot + 1) & (ids->capacity - 1);
    }
    return slot;
}

static void grow(struct summary_ids *ids)
{
    const struct summary_ids old = *ids;
    ids->capacity *= 2;
    ids->keys = arena_calloc(ids->arena, ids->capacity, sizeof(*ids->keys));
    ids->ids = arena_calloc(ids->arena, ids->capacity, sizeof(*ids->ids));
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.keys[i] != 0) {
            const size_t slot = slot_of(ids, old.keys[i]);
            ids->keys[slot] = old.keys[i];
            ids->ids[slot] = old.ids[i];
        }
    }
}

uint32_t summary_ids_add(struct summary_ids *ids, uint64_t key)
{
    size_t slot = slot_of(ids, key);
    if (ids->keys[slot] == 0) {
        if (2 * ids->count >= ids->capacity) {
            grow(ids);
            slot = slot_of(ids, key);
        }
        ids->keys[slot] = key;
        ids->ids[slot] = (uint32_t)ids->count++;
    }
    return ids->ids[slot];
}

uint32_t summary_ids_find(const struct summary_ids *ids, uint64_t key)
{
    const size_t slot = slot_of(ids, key);
    return ids->keys[slot] == 0 ? UINT32_MAX : ids->ids[slot];
}

static uint64_t hash_of(const uint32_t *points, size_t n)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ text_lower(points[i])) * 0x100000001b3u;
    }
    return hash == 0 ? 1 : hash;
}

static bool ends_with(const uint32_t *points, size_t n, const char *ending)
{
    const size_t length = strlen(ending);
    if (n < length + 3) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (text_lower(points[n - length + i]) != (uint32_t)ending[i]) {
            return false;
        }
    }
    return true;
}

/* How many of the letters of an English word are left without its endings. */
static size_t stem_english(const uint32_t *points, size_t n)
{
    static const struct {
        const char *ending;
        size_t cut;
    } rows[] = {{"'s", 2},  {"s'", 2},  {"ies", 3}, {"sses", 2}, {"ing", 3},
                {"ied", 3}, {"ers", 3}, {"es", 2},  {"ed", 2},   {"er", 2},
                {"ly", 2},  {"ss", 0},  {"s", 1},   {"e", 1},    {"y", 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (ends_with(points, n, rows[i].ending)) {
            return n - rows[i].cut;
        }
    }
    return n;
}

static bool is_stop_part(const struct summary_work *work, size_t start, size_t end)
{
    const struct text_word word = {start, end, TEXT_PAIR};
    char folded[TEXT_FOLD_BYTES];
    return text_is_stop_word(work->language, text_word_fold(work->text, &word, folded));
}

/* A pair that has a particle in it. */
static bool is_stop_pair(const struct summary_work *work, const struct text_word *word)
{
    return is_stop_part(work, word->start, word->end) ||
           is_stop_part(work, word->start, word->start + 1) ||
           is_stop_part(work, word->end - 1, word->end);
}

uint64_t summary_term(const struct summary_work *work, const struct text_word *word)
{
    const uint32_t *points = work->text->points + word->start;
    const size_t n = word->end - word->start;
    if (word->kind == TEXT_PAIR) {
        return n < 2 || is_stop_pair(work, word) ? 0 : hash_of(points, n);
    }
    if (n < 2 || is_stop_part(work, word->start, word->end)) {
        return 0;
    }
    if (word->kind == TEXT_NUMBER) {
        return hash_of(points, n);
    }
    const bool english = work->language == NULL || strcmp(work->language->code, "en") == 0;
    return hash_of(points, english ? stem_english(points, n) : size_min(n, STEM_LETTERS));
}

/* ---- the matrix ---- */

struct builder {
    struct arena *arena;
    uint32_t *term; /* (capacity) */
    float *count;   /* (capacity) */
    size_t n, capacity;
};

static void add_cell(struct builder *builder, uint32_t term)
{
    if (builder->n == builder->capacity) {
        const size_t capacity = builder->capacity == 0 ? 1024 : 2 * builder->capacity;
        uint32_t *terms = arena_alloc(builder->arena, capacity * sizeof(*terms));
        float *counts = arena_alloc(builder->arena, capacity * sizeof(*counts));
        if (builder->n > 0) {
            memcpy(terms, builder->term, builder->n * sizeof(*terms));
            memcpy(counts, builder->count, builder->n * sizeof(*counts));
        }
        builder->term = terms;
        builder->count = counts;
        builder->capacity = capacity;
    }
    builder->term[builder->n] = term;
    builder->count[builder->n++] = 1;
}

static int compare_terms(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/* Sorts the row that begins at `first` and joins what is there twice. */
static void close_row(struct builder *builder, size_t first)
{
    const size_t n = builder->n - first;
    if (n == 0) {
        return;
    }
    qsort(builder->term + first, n, sizeof(*builder->term), compare_terms);
    size_t last = first;
    for (size_t i = first + 1; i < builder->n; i++) {
        if (builder->term[i] == builder->term[last]) {
            builder->count[last] += 1;
        } else {
            builder->term[++last] = builder->term[i];
            builder->count[last] = 1;
        }
    }
    builder->n = last + 1;
}

/* From counts to tf-idf, each row of length 1. */
static void weigh(struct builder *builder, const uint32_t *first, size_t rows, size_t terms)
{
    uint32_t *in_rows = arena_calloc(builder->arena, terms + 1, sizeof(*in_rows));
    for (size_t i = 0; i < builder->n; i++) {
        in_rows[builder->term[i]]++;
    }
    for (size_t row = 0; row < rows; row++) {
        double square = 0;
        for (size_t i = first[row]; i < first[row + 1]; i++) {
            const double idf = log(1 + (double)rows / in_rows[builder->term[i]]);
            const double weight = (1 + log((double)builder->count[i])) * idf;
            builder->count[i] = (float)weight;
            square += weight * weight;
        }
        const double length = sqrt(square);
        for (size_t i = first[row]; i < first[row + 1]; i++) {
            builder->count[i] = (float)(builder->count[i] / length);
        }
    }
}

int summary_build(struct summary_work *work, struct summary_ids *ids)
{
    struct builder builder = {.arena = work->arena};
    uint32_t *first = arena_alloc(work->arena, (work->count + 1) * sizeof(*first));
    for (size_t row = 0; row < work->count; row++) {
        first[row] = (uint32_t)builder.n;
        struct summary_candidate *candidate = &work->candidates[row];
        struct text_word word;
        for (size_t at = candidate->start;
             text_next_word(work->text, &at, candidate->end, &word);) {
            const uint64_t term = summary_term(work, &word);
            candidate->words++;
            if (term != 0) {
                add_cell(&builder, summary_ids_add(ids, term));
            }
        }
        close_row(&builder, first[row]);
        if (row % 64 == 0 && !summary_goes_on(work)) {
            return E_CANCELLED;
        }
    }
    first[work->count] = (uint32_t)builder.n;
    weigh(&builder, first, work->count, ids->count);
    work->matrix =
        (struct summary_matrix){work->count, ids->count, first, builder.term, builder.count};
    return E_OK;
}
