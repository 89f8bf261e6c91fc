/* SPDX-License-Identifier: GPL-3.0-or-later */
/* classify: says what is on a picture, by a network that knows some classes; and learns classes of somebody's own from
 * what the network makes of their pictures.
 * Not here: decoding (infer/image), running networks (infer/nn), what a model's folder says (model).
 * Way of a picture: classify_look() cuts views out of it (classify_view.c) as the model's manifest says, runs the network
 * on the first, and on others where that was unsure; takes the mean of what came; classify_rank() makes of the probabilities the best five, the group, and
 * whether all that is doubtful. Way of examples: classify_fit() (classify_fit.c) finds the linear classifier that
 * model_linear_apply() uses, and tells by cross-validation how often it is right.
 * Memory: results live in the arena passed in; a classifier owns its network. Threads: a classifier is used by one at a
 * time. Files: classify.c, classify_view.c views and resizing,
 * classify_fit.c. */
#pragma once

#include "base/err.h"
#include "infer/image/image.h"
#include "model/model.h"

#define CLASSIFY_TOP 5

struct classify;

/* The network's bytes may go afterwards; the model must stay. `weights_path` as infer/nn has it, or NULL. E_INVALID, with
 * words, where the network does not fit the model's manifest and labels. Runs once, so that all memory is there before
 * the first picture. */
MUSTUSE int classify_new(const struct model *model, struct str network, const char *weights_path,
                         struct classify **out, struct err *err);
void classify_free(struct classify *classify);

struct classify_answer {
    double *probabilities; /* (labels.count) of the model */
    float *embedding;      /* (embedding_width) of length 1; NULL: the network gives none */
    size_t embedding_width;
    int looks; /* views that were taken */
};
MUSTUSE int classify_look(struct classify *classify, const struct image *image, struct arena *arena,
                          struct classify_answer *out, struct err *err);

/* A part of a picture. */
struct classify_view {
    double left, top, right, bottom; /* in its pixels */
    bool is_mirrored;
};
/* Looks at one part only; the probabilities (labels.count) live in the arena. */
MUSTUSE int classify_look_at(struct classify *classify, const struct image *image,
                             const struct classify_view *view, struct arena *arena,
                             double **out_probabilities, struct err *err);

struct classify_ranking {
    struct classify_guess {
        const struct model_class *class;
        double probability;
    } top[CLASSIFY_TOP]; /* (count) the likeliest first */
    size_t count;
    struct str group; /* empty: none is sure enough */
    double group_probability;
    bool is_doubtful;
};
void classify_rank(const struct model *model, const double *probabilities,
                   struct classify_ranking *out);

/* ---- views ---- */

/* What a look shows of this picture. */
struct classify_view classify_view_of(const struct image *image, const struct model_look *look,
                                      const struct model_input *input);
/* Resizes a view to the input, by a triangle as wide as a new pixel, into planes of red, green and blue. */
void classify_draw(const struct image *image, const struct classify_view *view,
                   const struct model_input *input, struct arena *arena,
                   float *out /* (3, height, width) */);

/* ---- classes of one's own ---- */

#define CLASSIFY_FIT_CLASSES_MAX ((size_t)50)
#define CLASSIFY_FIT_FOLDS       5

struct classify_examples {
    const float *embeddings; /* (count, width) */
    const uint32_t *classes; /* (count) below class_count; each has two examples at least */
    size_t count;
    size_t width;
    size_t class_count;
};

struct classify_fitted {
    float *weights; /* (class_count, width + 1), as model_linear_apply() takes them */
    size_t fold_count;
    double fold_accuracy[CLASSIFY_FIT_FOLDS];
    double accuracy; /* of all examples, each when it was kept back */
};

/* Multinomial logistic regression: weights and folds are the same whenever the examples are. Calls `goes_on` between
 * its steps, where that is not NULL; E_CANCELLED where that says no. */
typedef bool classify_goes_on(void *context, int permille);
MUSTUSE int classify_fit(const struct classify_examples *examples, classify_goes_on *goes_on,
                         void *context, struct arena *arena, struct classify_fitted *out);
