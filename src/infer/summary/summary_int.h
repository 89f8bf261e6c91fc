/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/summary/summary.h"

/* A sentence that may be taken. */
struct summary_candidate {
    size_t start, end;
    uint32_t paragraph;
    enum text_part part;
    bool begins_paragraph;
    bool asks;      /* a question */
    uint32_t words; /* all of it, stop words too */
};

/* Sentences by terms, sparse, each row of length 1 (or empty). */
struct summary_matrix {
    size_t rows;
    size_t terms;
    const uint32_t *first; /* (rows + 1) into the two below */
    const uint32_t *term;  /* (first[rows]) ascending within a row */
    const float *weight;   /* (first[rows]) */
};

struct summary_work {
    const struct text *text;
    const struct text_language *language;
    const struct summary_options *options;
    struct arena *arena;
    struct summary_candidate *candidates; /* (count) */
    size_t count;
    struct summary_matrix matrix;
    double *rank;  /* (count) of the sentences, together 1 */
    double *about; /* (matrix.terms) how much the high-ranking sentences are about each term */
};

bool summary_goes_on(const struct summary_work *work);

/* The term that a word stands for, the same for its forms; 0 for one that says nothing. */
uint64_t summary_term(const struct summary_work *work, const struct text_word *word);

/* Numbers terms in the order in which they come. */
struct summary_ids {
    struct arena *arena;
    uint64_t *keys; /* (capacity) 0: free */
    uint32_t *ids;  /* (capacity) */
    size_t capacity, count;
};
void summary_ids_init(struct summary_ids *ids, struct arena *arena);
uint32_t summary_ids_add(struct summary_ids *ids, uint64_t key);
/* UINT32_MAX where it is not there. */
uint32_t summary_ids_find(const struct summary_ids *ids, uint64_t key);

/* Fills work->matrix and the numbers of its terms. E_CANCELLED. */
MUSTUSE int summary_build(struct summary_work *work, struct summary_ids *ids);
/* Fills work->rank and work->about. E_CANCELLED. */
MUSTUSE int summary_rank(struct summary_work *work);
/* Writes the numbers of `wanted` candidates, ascending. E_CANCELLED. */
MUSTUSE int summary_choose(const struct summary_work *work, size_t wanted, size_t *out);
void summary_find_phrases(const struct summary_work *work, const struct summary_ids *ids,
                          struct summary *out);
