/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "infer/classify/classify.h"
#include "infer/nn/nn.h"

/* Of a probability that is none: its logarithm is to be a number. */
#define LEAST 1e-12

struct classify {
    const struct model *model;
    struct nn *nn;
    const struct nn_port *input;
    const struct nn_port *logits;
    const struct nn_port *embedding; /* NULL: none */
};

/* ---- loading ---- */

static bool has_shape(const struct nn_shape *shape, const int64_t *dims, int rank)
{
    if (shape->rank != rank) {
        return false;
    }
    for (int i = 0; i < rank; i++) {
        if (shape->dims[i] != dims[i]) {
            return false;
        }
    }
    return true;
}

static int find_input(struct classify *classify, struct err *err)
{
    const struct model_input *wanted = &classify->model->input;
    const int64_t dims[] = {1, 3, wanted->height, wanted->width};
    if (nn_input_count(classify->nn) != 1) {
        return err_set(err, E_INVALID, "The network must have one input.");
    }
    classify->input = nn_input(classify->nn, 0);
    if (!has_shape(&classify->input->shape, dims, (int)ARRAY_LEN(dims))) {
        return err_set(err, E_INVALID,
                       "The network's input is not 1x3x%dx%d, as its manifest says.",
                       wanted->height, wanted->width);
    }
    return E_OK;
}

static int find_output(struct classify *classify, struct str name, const struct nn_port **out,
                       struct err *err)
{
    const struct nn_port *port = nn_find_output(classify->nn, name);
    if (port == NULL) {
        return err_set(err, E_INVALID, "The network has no output \"%" STRF "\".", STRA(name));
    }
    *out = port;
    return E_OK;
}

static int find_outputs(struct classify *classify, struct err *err)
{
    const struct model *model = classify->model;
    int rc = E_OK;
    if (model->logits.n > 0) {
        rc = find_output(classify, model->logits, &classify->logits, err);
    } else {
        classify->logits = nn_output(classify->nn, 0);
    }
    if (rc == E_OK && model->embedding.n > 0) {
        rc = find_output(classify, model->embedding, &classify->embedding, err);
    }
    if (rc < 0) {
        return rc;
    }
    if (classify->logits->count != model->labels.count) {
        return err_set(err, E_INVALID, "The network knows %zu classes, and its labels name %zu.",
                       classify->logits->count, model->labels.count);
    }
    if (classify->embedding != NULL && classify->embedding->count > MODEL_EMBEDDING_MAX) {
        return err_set(err, E_INVALID, "The network's embedding has more than %zu numbers.",
                       MODEL_EMBEDDING_MAX);
    }
    return E_OK;
}

int classify_new(const struct model *model, struct str network, const char *weights_path,
                 struct classify **out, struct err *err)
{
    struct classify *classify = must_calloc(1, sizeof(*classify));
    classify->model = model;
    /* One thread: several pictures at once are several workers' work. */
    const struct nn_options options = {.threads = 1,
                                       .batch = 1,
                                       .width = model->input.width,
                                       .height = model->input.height,
                                       .weights_path = weights_path};
    int rc = nn_load(network, &options, &classify->nn, err);
    if (rc == E_OK) {
        rc = find_input(classify, err);
    }
    if (rc == E_OK) {
        rc = find_outputs(classify, err);
    }
    if (rc == E_OK) {
        memset(classify->input->data, 0, classify->input->count * sizeof(float));
        rc = nn_run(classify->nn);
    }
    if (rc < 0) {
        classify_free(classify);
        return rc;
    }
    *out = classify;
    return E_OK;
}

void classify_free(struct classify *classify)
{
    if (classify != NULL) {
        nn_unload(classify->nn);
        free(classify);
    }
}

/* ---- looking ---- */

/* One look: adds the logarithms of the probabilities, and the embedding. */
static int look(struct classify *classify, const struct image *image,
                const struct classify_view *view, struct classify_answer *sum, struct err *err)
{
    const struct model *model = classify->model;
    const size_t count = model->labels.count;
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    classify_draw(image, view, &model->input, scratch, classify->input->data);
    int rc = nn_run(classify->nn);
    if (rc < 0) {
        return err_set(err, E_PROCESSING_FAILED, "The network could not be run.");
    }
    double *p = arena_calloc(scratch, count, sizeof(*p));
    for (size_t i = 0; i < count; i++) {
        p[i] = classify->logits->data[i];
        if (!isfinite(p[i])) {
            return err_set(err, E_PROCESSING_FAILED, "The network gave no numbers.");
        }
    }
    model_softmax(p, count);
    for (size_t i = 0; i < count; i++) {
        sum->probabilities[i] += log(fmax(p[i], LEAST));
    }
    if (classify->embedding != NULL) {
        float *v = classify->embedding->data;
        const bool points_somewhere = model_normalise(v, sum->embedding_width);
        for (size_t i = 0; points_somewhere && i < sum->embedding_width; i++) {
            sum->embedding[i] += v[i];
        }
    }
    sum->looks++;
    return E_OK;
}

/* The geometric mean of the looks, as probabilities. */
static void average(const struct classify_answer *sum, size_t count, double *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = sum->probabilities[i] / sum->looks;
    }
    model_softmax(out, count);
}

static double largest(const double *p, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, p[i]);
    }
    return most;
}

int classify_look(struct classify *classify, const struct image *image, struct arena *arena,
                  struct classify_answer *out, struct err *err)
{
    const struct model *model = classify->model;
    const size_t count = model->labels.count;
    struct classify_answer sum = {0};
    sum.probabilities = arena_calloc(arena, count, sizeof(*sum.probabilities));
    if (classify->embedding != NULL) {
        sum.embedding_width = classify->embedding->count;
        sum.embedding = arena_calloc(arena, sum.embedding_width, sizeof(*sum.embedding));
    }
    double *mean = arena_calloc(arena, count, sizeof(*mean));
    struct classify_view views[CLASSIFY_VIEWS_MAX];
    const size_t view_count = classify_views(image, &model->input, views);
    int rc = look(classify, image, &views[0], &sum, err);
    if (rc == E_OK) {
        average(&sum, count, mean);
    }
    const bool is_unsure = rc == E_OK && largest(mean, count) < model->thresholds.look_again;
    for (size_t i = 1; rc == E_OK && is_unsure && i < view_count; i++) {
        rc = look(classify, image, &views[i], &sum, err);
    }
    if (rc < 0) {
        return rc;
    }
    average(&sum, count, mean);
    sum.probabilities = mean;
    if (sum.embedding != NULL && !model_normalise(sum.embedding, sum.embedding_width)) {
        sum.embedding = NULL;
    }
    *out = sum;
    return E_OK;
}

/* ---- what it means ---- */

static void insert(struct classify_ranking *ranking, const struct model_class *class,
                   double probability)
{
    size_t at = ranking->count;
    while (at > 0 && ranking->top[at - 1].probability < probability) {
        at--;
    }
    if (at == CLASSIFY_TOP) {
        return;
    }
    ranking->count += ranking->count < CLASSIFY_TOP;
    memmove(&ranking->top[at + 1], &ranking->top[at],
            (ranking->count - 1 - at) * sizeof(ranking->top[0]));
    ranking->top[at] = (struct classify_guess){class, probability};
}

static double sum_of_group(const struct model *model, const double *probabilities, struct str group)
{
    double sum = 0;
    for (size_t i = 0; i < model->labels.count; i++) {
        sum += str_eq(model->labels.classes[i].group, group) ? probabilities[i] : 0;
    }
    return sum;
}

void classify_rank(const struct model *model, const double *probabilities,
                   struct classify_ranking *out)
{
    *out = (struct classify_ranking){.group = STR_EMPTY};
    for (size_t i = 0; i < model->labels.count; i++) {
        insert(out, &model->labels.classes[i], probabilities[i]);
    }
    out->is_doubtful = out->top[0].probability < model->thresholds.doubtful;
    /* The likeliest group need not be that of the likeliest class. */
    for (size_t i = 0; i < out->count; i++) {
        const struct model_class *class = out->top[i].class;
        if (!model_has_group(class)) {
            continue;
        }
        const double sum = sum_of_group(model, probabilities, class->group);
        if (sum >= model->thresholds.group && sum > out->group_probability) {
            out->group = class->group;
            out->group_probability = fmin(sum, 1);
        }
    }
}
