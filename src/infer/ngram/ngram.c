/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/ngram/ngram.h"

#include <math.h>

#define HEADER_BYTES ((size_t)24)

static uint32_t read_u32(const char *p)
{
    uint32_t value = 0;
    for (size_t k = 4; k-- > 0;) {
        value = value << 8 | (uint8_t)p[k];
    }
    return value;
}

static float read_f32(const char *p)
{
    uint32_t bits = read_u32(p);
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static int damaged(struct err *err)
{
    return err_set(err, E_INVALID, "the classifier's file is damaged");
}

/* Scale and bias of each label; false where one is no number. */
static bool read_scales(struct str file, size_t count, struct arena *arena, struct ngram_model *out)
{
    float *scales = arena_calloc(arena, count, sizeof(*scales));
    float *biases = arena_calloc(arena, count, sizeof(*biases));
    for (size_t k = 0; k < count; k++) {
        const char *at = file.p + HEADER_BYTES + k * 8;
        scales[k] = read_f32(at);
        biases[k] = read_f32(at + 4);
        if (!isfinite(scales[k]) || !isfinite(biases[k])) {
            return false;
        }
    }
    out->scales = scales;
    out->biases = biases;
    return true;
}

/* The labels from *at on; *at is behind them then. */
static bool read_labels(struct str file, size_t count, struct arena *arena, size_t *at,
                        struct ngram_model *out)
{
    struct str *labels = arena_calloc(arena, count, sizeof(*labels));
    for (size_t k = 0; k < count; k++) {
        struct str rest = str_sub(file, *at, file.n);
        size_t n = str_find_byte(rest, '\0');
        if (n == rest.n) {
            return false;
        }
        labels[k] = str_sub(rest, 0, n);
        *at += n + 1;
    }
    out->labels = labels;
    return true;
}

int ngram_read(struct str file, struct arena *arena, struct ngram_model *out, struct err *err)
{
    if (file.n < HEADER_BYTES || !str_starts(file, STR("NGRM")) || read_u32(file.p + 4) != 1) {
        return damaged(err);
    }
    struct ngram_model model = {
        .buckets = read_u32(file.p + 8),
        .label_count = read_u32(file.p + 12),
        .temperature = (double)read_f32(file.p + 16),
        .sure = (double)read_f32(file.p + 20),
    };
    bool is_sound = model.buckets > 0 && model.buckets <= NGRAM_BUCKETS_MAX &&
                    (model.buckets & (model.buckets - 1)) == 0 && model.label_count >= 2 &&
                    model.label_count <= NGRAM_LABELS_MAX && isfinite(model.temperature) &&
                    model.temperature > 0 && model.sure >= 0 && model.sure <= 1;
    size_t at = HEADER_BYTES + model.label_count * 8;
    if (!is_sound || file.n < at || !read_scales(file, model.label_count, arena, &model) ||
        !read_labels(file, model.label_count, arena, &at, &model) ||
        file.n - at != model.buckets * model.label_count) {
        return damaged(err);
    }
    model.weights = (const int8_t *)(file.p + at);
    *out = model;
    return E_OK;
}

void ngram_counts_init(const struct ngram_model *model, struct arena *arena,
                       struct ngram_counts *out)
{
    *out = (struct ngram_counts){
        .times = arena_calloc(arena, model->buckets, sizeof(*out->times)),
        .seen = arena_calloc(arena, model->buckets, sizeof(*out->seen)),
        .buckets = model->buckets,
    };
}

uint32_t ngram_hash(uint32_t hash, const char *p, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        hash = (hash ^ (uint8_t)p[k]) * UINT32_C(16777619);
    }
    return hash;
}

void ngram_count(struct ngram_counts *counts, uint32_t hash)
{
    if (counts->feature_count == NGRAM_FEATURES_MAX) {
        return;
    }
    counts->feature_count++;
    uint32_t bucket = (hash ^ hash >> 15) & (uint32_t)(counts->buckets - 1);
    if (counts->times[bucket]++ == 0) {
        counts->seen[counts->seen_count++] = bucket;
    }
}

/* The greatest score becomes 0 first, so that no exponential is too large. */
static size_t softmax(double *scores, size_t n)
{
    size_t best = 0;
    for (size_t k = 1; k < n; k++) {
        best = scores[k] > scores[best] ? k : best;
    }
    double top = scores[best];
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        scores[k] = exp(scores[k] - top);
        sum += scores[k];
    }
    for (size_t k = 0; k < n; k++) {
        scores[k] /= sum;
    }
    return best;
}

size_t ngram_classify(const struct ngram_model *model, const struct ngram_counts *counts,
                      double *out_probabilities)
{
    double *scores = out_probabilities;
    memset(scores, 0, model->label_count * sizeof(*scores));
    double squares = 0;
    for (size_t i = 0; i < counts->seen_count; i++) {
        double value = 1 + log(counts->times[counts->seen[i]]);
        squares += value * value;
        const int8_t *row = model->weights + counts->seen[i] * model->label_count;
        for (size_t k = 0; k < model->label_count; k++) {
            scores[k] += value * row[k];
        }
    }
    double length = squares > 0 ? sqrt(squares) : 1;
    for (size_t k = 0; k < model->label_count; k++) {
        scores[k] = (scores[k] / length * (double)model->scales[k] + (double)model->biases[k]) /
                    model->temperature;
    }
    return softmax(scores, model->label_count);
}
