/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Multinomial logistic regression with an L2 penalty, found by L-BFGS (Nocedal and Wright, Numerical Optimization,
 * algorithm 7.5). The function is convex, so that the start does not matter; nothing here is random. Each class counts
 * the same, however many examples it has. */
#include <math.h>

#include "infer/classify/classify.h"

/* How much the examples count against the penalty, for embeddings of length 1. */
#define STRENGTH 20.0
#define MEMORY   8
#define STEPS    80
/* Of many examples, so that a fit ends in seconds. */
#define MANY           ((size_t)1000)
#define STEPS_MANY     40
#define FOLDS_MANY     3
#define SMALL_GRADIENT 1e-4
#define TRIES          25
#define ENOUGH_LESS    1e-4 /* Armijo's constant */

struct fit {
    const struct classify_examples *examples;
    const float *centred;  /* (count, width) the embeddings without their mean */
    const uint32_t *folds; /* (count) */
    uint32_t left_out;     /* examples of this fold do not count */
    double *class_weight;  /* (class_count) of an example */
    double penalty;
    size_t row;     /* width + 1 */
    size_t n;       /* class_count * row: numbers that are looked for */
    double *scores; /* (class_count) */
    classify_goes_on *goes_on;
    void *context;
    int permille_from;
    int permille_to;
};

/* ---- the function ---- */

static void add_scaled(float *to, const float *from, float scale, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] += from[i] * scale;
    }
}

static double dot(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)a[i] * b[i];
    }
    return sum;
}

/* One example's part of the loss; adds its part of the gradient. */
static double add_example(struct fit *fit, size_t index, const float *weights, float *gradient)
{
    const struct classify_examples *examples = fit->examples;
    const size_t width = examples->width;
    const float *x = fit->centred + index * width;
    const uint32_t own = examples->classes[index];
    for (size_t k = 0; k < examples->class_count; k++) {
        const float *row = weights + k * fit->row;
        fit->scores[k] = (double)model_dot(row, x, width) + row[width];
    }
    model_softmax(fit->scores, examples->class_count);
    const double weight = fit->class_weight[own];
    for (size_t k = 0; k < examples->class_count; k++) {
        const float error = (float)(weight * (fit->scores[k] - (k == own)));
        float *row = gradient + k * fit->row;
        add_scaled(row, x, error, width);
        row[width] += error;
    }
    return -weight * log(fmax(fit->scores[own], 1e-300));
}

static double value_at(struct fit *fit, const float *weights, float *gradient)
{
    const struct classify_examples *examples = fit->examples;
    memset(gradient, 0, fit->n * sizeof(*gradient));
    double value = 0;
    for (size_t i = 0; i < examples->count; i++) {
        if (fit->folds[i] != fit->left_out) {
            value += add_example(fit, i, weights, gradient);
        }
    }
    for (size_t k = 0; k < examples->class_count; k++) {
        const float *row = weights + k * fit->row;
        value += fit->penalty / 2 * dot(row, row, examples->width);
        add_scaled(gradient + k * fit->row, row, (float)fit->penalty, examples->width);
    }
    return value;
}

/* ---- the search ---- */

struct search {
    float *x, *gradient;         /* (n) */
    float *next, *next_gradient; /* (n) */
    float *direction;            /* (n) */
    float *moved[MEMORY];        /* (n) steps, and how the gradient changed by them */
    float *changed[MEMORY];
    double curvature[MEMORY];
    size_t count; /* of steps so far; the last MEMORY are kept */
    double value;
};

static struct search *search_new(size_t n, struct arena *arena)
{
    struct search *search = arena_calloc(arena, 1, sizeof(*search));
    float **vectors[] = {&search->x, &search->gradient, &search->next, &search->next_gradient,
                         &search->direction};
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        *vectors[i] = arena_calloc(arena, n, sizeof(float));
    }
    for (size_t i = 0; i < MEMORY; i++) {
        search->moved[i] = arena_calloc(arena, n, sizeof(float));
        search->changed[i] = arena_calloc(arena, n, sizeof(float));
    }
    return search;
}

/* Minus the gradient, times what the last steps tell of the inverse of the second derivative. */
static void find_direction(struct search *search, size_t n)
{
    double alpha[MEMORY];
    const size_t kept = size_min(search->count, MEMORY);
    float *d = search->direction;
    for (size_t i = 0; i < n; i++) {
        d[i] = -search->gradient[i];
    }
    for (size_t back = 1; back <= kept; back++) {
        const size_t at = (search->count - back) % MEMORY;
        alpha[at] = dot(search->moved[at], d, n) / search->curvature[at];
        add_scaled(d, search->changed[at], (float)-alpha[at], n);
    }
    if (kept > 0) {
        const size_t last = (search->count - 1) % MEMORY;
        const double size = dot(search->changed[last], search->changed[last], n);
        const float scale = (float)(search->curvature[last] / size);
        for (size_t i = 0; i < n; i++) {
            d[i] *= scale;
        }
    }
    for (size_t back = kept; back > 0; back--) {
        const size_t at = (search->count - back) % MEMORY;
        const double beta = dot(search->changed[at], d, n) / search->curvature[at];
        add_scaled(d, search->moved[at], (float)(alpha[at] - beta), n);
    }
}

static void remember(struct search *search, size_t n)
{
    const size_t at = search->count % MEMORY;
    for (size_t i = 0; i < n; i++) {
        search->moved[at][i] = search->next[i] - search->x[i];
        search->changed[at][i] = search->next_gradient[i] - search->gradient[i];
    }
    const double curvature = dot(search->moved[at], search->changed[at], n);
    if (curvature > 1e-12) {
        search->curvature[at] = curvature;
        search->count++;
    }
}

/* Goes along the direction as far as that is worth it. False where nothing less is found. */
static bool step(struct fit *fit, struct search *search)
{
    const size_t n = fit->n;
    const double slope = dot(search->direction, search->gradient, n);
    double length = 1;
    if (search->count == 0) {
        length = 1 / fmax(sqrt(dot(search->gradient, search->gradient, n)), 1e-12);
    }
    for (int i = 0; i < TRIES && slope < 0; i++, length /= 2) {
        memcpy(search->next, search->x, n * sizeof(float));
        add_scaled(search->next, search->direction, (float)length, n);
        const double value = value_at(fit, search->next, search->next_gradient);
        if (value <= search->value + ENOUGH_LESS * length * slope) {
            remember(search, n);
            memcpy(search->x, search->next, n * sizeof(float));
            memcpy(search->gradient, search->next_gradient, n * sizeof(float));
            search->value = value;
            return true;
        }
    }
    return false;
}

/* The weights for what is not left out, of centred embeddings, in the scratch arena. */
static int search_weights(struct fit *fit, struct arena *scratch, float **out)
{
    struct search *search = search_new(fit->n, scratch);
    search->value = value_at(fit, search->x, search->gradient);
    const double first = sqrt(dot(search->gradient, search->gradient, fit->n));
    const int steps = fit->examples->count > MANY ? STEPS_MANY : STEPS;
    for (int i = 0; i < steps; i++) {
        const int permille =
            fit->permille_from + (fit->permille_to - fit->permille_from) * i / steps;
        if (fit->goes_on != NULL && !fit->goes_on(fit->context, permille)) {
            return E_CANCELLED;
        }
        find_direction(search, fit->n);
        const double size = sqrt(dot(search->gradient, search->gradient, fit->n));
        if (size <= SMALL_GRADIENT * fmax(first, 1e-9) || !step(fit, search)) {
            break;
        }
    }
    *out = search->x;
    return E_OK;
}

/* ---- folds ---- */

/* Each class is dealt out evenly. Returns how many folds there are: none is without examples of a class. */
static size_t deal(const struct classify_examples *examples, struct arena *arena,
                   uint32_t **out_folds)
{
    size_t *counts = arena_calloc(arena, examples->class_count, sizeof(*counts));
    for (size_t i = 0; i < examples->count; i++) {
        ASSERT(examples->classes[i] < examples->class_count);
        counts[examples->classes[i]]++;
    }
    size_t folds = examples->count > MANY ? FOLDS_MANY : CLASSIFY_FIT_FOLDS;
    for (size_t k = 0; k < examples->class_count; k++) {
        ASSERT(counts[k] >= 2);
        folds = size_min(folds, counts[k]);
        counts[k] = 0;
    }
    *out_folds = arena_calloc(arena, examples->count, sizeof(**out_folds));
    for (size_t i = 0; i < examples->count; i++) {
        (*out_folds)[i] = (uint32_t)(counts[examples->classes[i]]++ % folds);
    }
    return folds;
}

static void weigh_classes(struct fit *fit)
{
    const struct classify_examples *examples = fit->examples;
    memset(fit->class_weight, 0, examples->class_count * sizeof(*fit->class_weight));
    size_t count = 0;
    for (size_t i = 0; i < examples->count; i++) {
        if (fit->folds[i] != fit->left_out) {
            fit->class_weight[examples->classes[i]]++;
            count++;
        }
    }
    for (size_t k = 0; k < examples->class_count; k++) {
        fit->class_weight[k] =
            STRENGTH * (double)count / ((double)examples->class_count * fit->class_weight[k]);
    }
}

static int fit_without(struct fit *fit, uint32_t left_out, struct arena *scratch, float **out)
{
    fit->left_out = left_out;
    weigh_classes(fit);
    return search_weights(fit, scratch, out);
}

/* How many of the fold that was left out are named rightly. */
static size_t count_right(struct fit *fit, const float *weights, size_t *out_count)
{
    const struct classify_examples *examples = fit->examples;
    const struct model_linear linear = {weights, examples->class_count, examples->width};
    size_t right = 0;
    *out_count = 0;
    for (size_t i = 0; i < examples->count; i++) {
        if (fit->folds[i] != fit->left_out) {
            continue;
        }
        model_linear_apply(&linear, fit->centred + i * examples->width, fit->scores);
        size_t best = 0;
        for (size_t k = 1; k < examples->class_count; k++) {
            best = fit->scores[k] > fit->scores[best] ? k : best;
        }
        right += best == examples->classes[i];
        *out_count += 1;
    }
    return right;
}

static int validate(struct fit *fit, size_t folds, struct classify_fitted *out)
{
    size_t right_in_all = 0;
    for (uint32_t fold = 0; fold < folds; fold++) {
        CLEANUP(arena_freep) struct arena *scratch = arena_new();
        fit->permille_from = (int)((size_t)1000 * fold / (folds + 1));
        fit->permille_to = (int)((size_t)1000 * (fold + 1) / (folds + 1));
        float *weights;
        int rc = fit_without(fit, fold, scratch, &weights);
        if (rc < 0) {
            return rc;
        }
        size_t count;
        const size_t right = count_right(fit, weights, &count);
        out->fold_accuracy[fold] = (double)right / (double)count;
        right_in_all += right;
    }
    out->fold_count = folds;
    out->accuracy = (double)right_in_all / (double)fit->examples->count;
    return E_OK;
}

/* ---- the whole ---- */

static const float *centre(const struct classify_examples *examples, struct arena *arena,
                           float *out_mean)
{
    const size_t width = examples->width;
    for (size_t i = 0; i < examples->count; i++) {
        add_scaled(out_mean, examples->embeddings + i * width, 1 / (float)examples->count, width);
    }
    float *centred = arena_alloc(arena, examples->count * width * sizeof(*centred));
    memcpy(centred, examples->embeddings, examples->count * width * sizeof(*centred));
    for (size_t i = 0; i < examples->count; i++) {
        add_scaled(centred + i * width, out_mean, -1, width);
    }
    return centred;
}

int classify_fit(const struct classify_examples *examples, classify_goes_on *goes_on, void *context,
                 struct arena *arena, struct classify_fitted *out)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    const size_t width = examples->width;
    float *mean = arena_calloc(scratch, width, sizeof(*mean));
    uint32_t *folds;
    const size_t fold_count = deal(examples, scratch, &folds);
    struct fit fit = {
        .examples = examples,
        .centred = centre(examples, scratch, mean),
        .folds = folds,
        .class_weight = arena_calloc(scratch, examples->class_count, sizeof(*fit.class_weight)),
        .penalty = 1,
        .row = width + 1,
        .n = examples->class_count * (width + 1),
        .scores = arena_calloc(scratch, examples->class_count, sizeof(*fit.scores)),
        .goes_on = goes_on,
        .context = context,
    };
    struct classify_fitted fitted = {0};
    int rc = validate(&fit, fold_count, &fitted);
    float *weights = NULL;
    fit.permille_from = fit.permille_to;
    fit.permille_to = 1000;
    if (rc == E_OK) {
        rc = fit_without(&fit, /* left_out= */ (uint32_t)fold_count, scratch, &weights);
    }
    if (rc < 0) {
        return rc;
    }
    for (size_t k = 0; k < examples->class_count; k++) {
        float *row = weights + k * fit.row;
        row[width] -= model_dot(row, mean, width); /* embeddings come with their mean */
    }
    fitted.weights = arena_alloc(arena, fit.n * sizeof(*weights));
    memcpy(fitted.weights, weights, fit.n * sizeof(*weights));
    *out = fitted;
    return E_OK;
}
