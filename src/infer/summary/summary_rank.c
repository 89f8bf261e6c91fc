/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "infer/summary/summary_int.h"

#define DAMPING   0.85 /* of LexRank and PageRank */
#define STEPS_MAX 40
#define NEAR      1e-6 /* the change, over all, below which ranks count as settled */

/* What counts besides the rank, found on the seen half of tests/perf/skills-sets/summary: that the first sentence mostly says
 * what it is all about, and that longer sentences say more, up to a point. */
#define RANK_POWER      0.3
#define LENGTH_POWER    0.9
#define LONG_WORDS      24
#define FIRST_BONUS     2.0
#define EARLY_BONUS     0.12 /* falls to nothing over the first fifth */
#define PARAGRAPH_BONUS 0.07
#define ASKING          0.7 /* a question answers little */
#define RELEVANCE       0.8 /* against newness; the "lambda" of MMR */
#define TOO_ALIKE       0.75

/* terms := transposed matrix times rows */
static void to_terms(const struct summary_matrix *m, const double *rows, double *terms)
{
    memset(terms, 0, m->terms * sizeof(*terms));
    for (size_t row = 0; row < m->rows; row++) {
        for (size_t i = m->first[row]; i < m->first[row + 1]; i++) {
            terms[m->term[i]] += m->weight[i] * rows[row];
        }
    }
}

static double row_times(const struct summary_matrix *m, size_t row, const double *terms)
{
    double sum = 0;
    for (size_t i = m->first[row]; i < m->first[row + 1]; i++) {
        sum += m->weight[i] * terms[m->term[i]];
    }
    return sum;
}

/* One step of the walk: from each sentence to others, as likely as they are alike. Returns how much the ranks changed. */
static double walk(struct summary_work *work, const double *degree, double *scaled)
{
    const struct summary_matrix *m = &work->matrix;
    double lost = 0; /* rank of sentences that are like no other */
    for (size_t row = 0; row < m->rows; row++) {
        const bool alone = degree[row] < 1e-9;
        scaled[row] = alone ? 0 : work->rank[row] / degree[row];
        lost += alone ? work->rank[row] : 0;
    }
    to_terms(m, scaled, work->about);
    const double everywhere = ((1 - DAMPING) + DAMPING * lost) / (double)m->rows;
    double change = 0;
    for (size_t row = 0; row < m->rows; row++) {
        /* A sentence is as like itself as can be; that way does not count. */
        const double rank =
            everywhere +
            DAMPING * (degree[row] < 1e-9 ? 0 : row_times(m, row, work->about) - scaled[row]);
        change += fabs(rank - work->rank[row]);
        work->rank[row] = rank;
    }
    return change;
}

int summary_rank(struct summary_work *work)
{
    const struct summary_matrix *m = &work->matrix;
    work->rank = arena_alloc(work->arena, (m->rows + 1) * sizeof(double));
    work->about = arena_calloc(work->arena, m->terms + 1, sizeof(double));
    double *degree = arena_alloc(work->arena, (m->rows + 1) * sizeof(double));
    double *scaled = arena_alloc(work->arena, (m->rows + 1) * sizeof(double));
    for (size_t row = 0; row < m->rows; row++) {
        scaled[row] = 1;
        work->rank[row] = 1.0 / (double)m->rows;
    }
    to_terms(m, scaled, work->about);
    for (size_t row = 0; row < m->rows; row++) {
        const bool empty = m->first[row] == m->first[row + 1];
        degree[row] = empty ? 0 : fmax(0, row_times(m, row, work->about) - 1);
    }
    for (size_t step = 0; step < STEPS_MAX; step++) {
        if (!summary_goes_on(work)) {
            return E_CANCELLED;
        }
        if (walk(work, degree, scaled) < NEAR) {
            break;
        }
    }
    to_terms(m, work->rank, work->about);
    return E_OK;
}

/* ---- choice ---- */

static double place_factor(const struct summary_work *work, size_t i)
{
    double factor = 1;
    if (work->candidates[i].begins_paragraph) {
        factor += PARAGRAPH_BONUS;
    }
    factor += i == 0 ? FIRST_BONUS
                     : EARLY_BONUS * fmax(0, 1 - (double)i / (0.2 * (double)work->count + 1));
    return factor;
}

static double form_factor(const struct summary_candidate *candidate)
{
    const double words = fmin(candidate->words, LONG_WORDS);
    double factor = pow(words / LONG_WORDS, LENGTH_POWER);
    factor *= candidate->asks ? ASKING : 1;
    if (candidate->words > 2 * LONG_WORDS) {
        factor *= 2.0 * LONG_WORDS / candidate->words;
    }
    return factor;
}

/* Of all sentences, the best having 1. */
static double *score_all(const struct summary_work *work)
{
    double *scores = arena_alloc(work->arena, (work->count + 1) * sizeof(*scores));
    double best = 0;
    for (size_t i = 0; i < work->count; i++) {
        scores[i] = pow(work->rank[i] * (double)work->count, RANK_POWER) * place_factor(work, i) *
                    form_factor(&work->candidates[i]);
        best = fmax(best, scores[i]);
    }
    for (size_t i = 0; i < work->count && best > 0; i++) {
        scores[i] /= best;
    }
    return scores;
}

static int compare_sizes(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a;
    const size_t y = *(const size_t *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/* The best that is not taken; those that repeat what was taken only where nothing else is left. */
static size_t best_left(size_t count, const double *scores, const double *alike, const bool *taken)
{
    size_t best = SIZE_MAX;
    double best_score = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        const double score =
            RELEVANCE * scores[i] - (1 - RELEVANCE) * alike[i] - (alike[i] > TOO_ALIKE ? 10 : 0);
        if (!taken[i] && score > best_score) {
            best_score = score;
            best = i;
        }
    }
    return best;
}

int summary_choose(const struct summary_work *work, size_t wanted, size_t *out)
{
    const struct summary_matrix *m = &work->matrix;
    const double *scores = score_all(work);
    double *alike =
        arena_calloc(work->arena, work->count, sizeof(*alike)); /* the most, to one that is taken */
    bool *taken = arena_calloc(work->arena, work->count, sizeof(*taken));
    double *terms = arena_calloc(work->arena, m->terms + 1, sizeof(*terms));
    for (size_t n = 0; n < wanted; n++) {
        if (!summary_goes_on(work)) {
            return E_CANCELLED;
        }
        const size_t best = best_left(work->count, scores, alike, taken);
        out[n] = best;
        taken[best] = true;
        for (size_t i = m->first[best]; i < m->first[best + 1]; i++) {
            terms[m->term[i]] = m->weight[i];
        }
        for (size_t i = 0; i < work->count; i++) {
            alike[i] = fmax(alike[i], row_times(m, i, terms));
        }
        for (size_t i = m->first[best]; i < m->first[best + 1]; i++) {
            terms[m->term[i]] = 0;
        }
    }
    qsort(out, wanted, sizeof(*out), compare_sizes);
    return E_OK;
}
