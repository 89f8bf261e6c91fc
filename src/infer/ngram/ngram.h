/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ngram: tells texts apart by what occurs in them. Whoever classifies cuts a text into features (words, pairs of words,
 * letters in a row), each is hashed into one of a few thousand buckets, and a linear layer with a softmax over the
 * counts says how likely each label is.
 * Not here: which features there are (codecheck, router), and training (training/kit is for pictures; whoever trains
 * writes the file below with Python).
 *
 * A feature's weight is 1 + ln(times), and the features of a text together have length 1, so that long and short texts
 * score alike. Probabilities are softmax((weights * features + bias) / temperature); `sure` is the probability from which
 * on the first label is worth telling.
 *
 * The file, little-endian: "NGRM", u32 version 1, u32 buckets (a power of two), u32 labels, f32 temperature, f32 sure;
 * for each label f32 scale, f32 bias; then the labels as texts with a NUL each; then i8 weights (buckets, labels), of
 * which each is times its label's scale.
 *
 * Memory: a model points into its file; counts live in the arena. Threads: any; nothing of a model changes. */
#pragma once

#include "base/err.h"

#define NGRAM_LABELS_MAX   ((size_t)256)
#define NGRAM_BUCKETS_MAX  ((size_t)1 << 18)
#define NGRAM_FEATURES_MAX ((size_t)1 << 20) /* of one text; further ones are not counted */

struct ngram_model {
    size_t buckets;
    size_t label_count;
    double temperature;
    double sure;
    const struct str *labels; /* (label_count) */
    const float *scales;      /* (label_count) */
    const float *biases;      /* (label_count) */
    const int8_t *weights;    /* (buckets, label_count) */
};

/* E_INVALID, in words, where the bytes are not such a file. They must stay as long as the model is used. */
MUSTUSE int ngram_read(struct str file, struct arena *arena, struct ngram_model *out,
                       struct err *err);

/* What occurs in one text. */
struct ngram_counts {
    uint32_t *times; /* (buckets) */
    uint32_t *seen;  /* (seen_count) buckets that are not 0, in the order of their first feature */
    size_t seen_count;
    size_t feature_count;
    size_t buckets;
};
void ngram_counts_init(const struct ngram_model *model, struct arena *arena,
                       struct ngram_counts *out);

/* FNV-1a of 32 bits, going on from `hash`; NGRAM_HASH_START begins. */
#define NGRAM_HASH_START UINT32_C(2166136261)
uint32_t ngram_hash(uint32_t hash, const char *p, size_t n);
/* Counts a feature; its bucket is (hash ^ hash >> 15) modulo the buckets. */
void ngram_count(struct ngram_counts *counts, uint32_t hash);

/* Writes label_count probabilities and returns the index of the greatest. */
size_t ngram_classify(const struct ngram_model *model, const struct ngram_counts *counts,
                      double *out_probabilities);
