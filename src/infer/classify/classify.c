/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "infer/classify/classify.h"
#include "infer/nn/nn.h"

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

/* What one view gave. */
struct seen {
    struct classify_view view;
    double *probabilities; /* (labels.count) */
    float *embedding;      /* (embedding count) of length 1; NULL: none */
};

static bool is_same(const struct classify_view *a, const struct classify_view *b)
{
    return a->left == b->left && a->top == b->top && a->right == b->right &&
           a->bottom == b->bottom && a->is_mirrored == b->is_mirrored;
}

static int read_logits(const struct classify *classify, double *out, struct err *err)
{
    const size_t count = classify->model->labels.count;
    for (size_t i = 0; i < count; i++) {
        out[i] = classify->logits->data[i] / classify->model->temperature;
        if (!isfinite(out[i])) {
            return err_set(err, E_PROCESSING_FAILED, "The network gave no numbers.");
        }
    }
    model_softmax(out, count);
    return E_OK;
}

/* All views of a picture so far. */
struct looking {
    struct classify *classify;
    const struct image *image;
    struct arena *arena;
    struct seen seen[2 * MODEL_LOOKS_MAX];
    size_t count;
};

static int look(struct looking *looking, const struct classify_view *view, struct seen *out,
                struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct classify *classify = looking->classify;
    const struct model *model = classify->model;
    classify_draw(looking->image, view, &model->input, scratch, classify->input->data);
    int rc = nn_run(classify->nn);
    if (rc < 0) {
        return err_set(err, E_PROCESSING_FAILED, "The network could not be run.");
    }
    *out = (struct seen){.view = *view};
    out->probabilities =
        arena_calloc(looking->arena, model->labels.count, sizeof(*out->probabilities));
    rc = read_logits(classify, out->probabilities, err);
    if (rc < 0 || classify->embedding == NULL) {
        return rc;
    }
    const size_t width = classify->embedding->count;
    float *embedding = arena_alloc(looking->arena, width * sizeof(*embedding));
    memcpy(embedding, classify->embedding->data, width * sizeof(*embedding));
    out->embedding = model_normalise(embedding, width) ? embedding : NULL;
    return E_OK;
}

/* What a view gives; it is looked at once only. */
static int see(struct looking *looking, const struct classify_view *view, size_t *out_index,
               struct err *err)
{
    for (size_t i = 0; i < looking->count; i++) {
        if (is_same(&looking->seen[i].view, view)) {
            *out_index = i;
            return E_OK;
        }
    }
    int rc = look(looking, view, &looking->seen[looking->count], err);
    if (rc == E_OK) {
        *out_index = looking->count++;
    }
    return rc;
}

static void add_seen(const struct seen *seen, size_t count, struct classify_answer *sum)
{
    for (size_t k = 0; k < count; k++) {
        sum->probabilities[k] += seen->probabilities[k];
    }
    for (size_t k = 0; seen->embedding != NULL && k < sum->embedding_width; k++) {
        sum->embedding[k] += seen->embedding[k];
    }
}

/* The mean of several looks; those that show the same count once. */
static int mean_of(struct looking *looking, const struct model_looks *looks,
                   struct classify_answer *out, struct err *err)
{
    const struct classify *classify = looking->classify;
    const size_t count = classify->model->labels.count;
    bool has_counted[2 * MODEL_LOOKS_MAX] = {false};
    size_t views = 0;
    struct classify_answer sum = {0};
    sum.embedding_width = classify->embedding != NULL ? classify->embedding->count : 0;
    sum.probabilities = arena_calloc(looking->arena, count, sizeof(*sum.probabilities));
    sum.embedding = arena_calloc(looking->arena, sum.embedding_width, sizeof(*sum.embedding));
    for (size_t i = 0; i < looks->count; i++) {
        const struct classify_view view =
            classify_view_of(looking->image, &looks->items[i], &classify->model->input);
        size_t index = 0;
        int rc = see(looking, &view, &index, err);
        if (rc < 0) {
            return rc;
        }
        if (!has_counted[index]) {
            has_counted[index] = true;
            views++;
            add_seen(&looking->seen[index], count, &sum);
        }
    }
    for (size_t k = 0; k < count; k++) {
        sum.probabilities[k] /= (double)views;
    }
    if (sum.embedding_width == 0 || !model_normalise(sum.embedding, sum.embedding_width)) {
        sum.embedding = NULL;
    }
    *out = sum;
    return E_OK;
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
    struct looking looking = {.classify = classify, .image = image, .arena = arena};
    struct classify_answer answer = {0};
    int rc = mean_of(&looking, &model->first, &answer, err);
    if (rc == E_OK &&
        largest(answer.probabilities, model->labels.count) < model->thresholds.look_again) {
        rc = mean_of(&looking, &model->again, &answer, err);
    }
    if (rc < 0) {
        return rc;
    }
    answer.looks = (int)looking.count;
    *out = answer;
    return E_OK;
}

int classify_look_at(struct classify *classify, const struct image *image,
                     const struct classify_view *view, struct arena *arena,
                     double **out_probabilities, struct err *err)
{
    struct looking looking = {.classify = classify, .image = image, .arena = arena};
    struct seen seen = {0};
    int rc = look(&looking, view, &seen, err);
    if (rc == E_OK) {
        *out_probabilities = seen.probabilities;
    }
    return rc;
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
