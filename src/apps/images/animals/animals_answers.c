/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How corrections reach pictures: the nearest one that is near enough holds. Everything happens in the caller's
 * transaction, so that no list shows half of it. */
#include "apps/images/animals/animals_int.h"

/* Where a model does not say what counts as alike. */
#define ALIKE 0.75
/* An answer that the network was so sure of. */
#define SURE 0.9

const struct model *animals_model_of_space(const struct record_keeper *keeper, struct str space)
{
    const struct record_models *models = keeper->models;
    for (size_t i = 0; i < models->count; i++) {
        const struct record_model *model = &models->models[i];
        if (model->is_usable && str_starts(space, model->model.version)) {
            return &model->model;
        }
    }
    return NULL;
}

static double alike(const struct model *model)
{
    return model != NULL ? model->thresholds.similar : ALIKE;
}

/* Shows an answer with what was said, of the picture that is so similar, or by itself where that is NULL. The
 * similarity stands in the answer: a rounding may have made it larger than 1. */
static int show(const struct record_keeper *keeper, struct db_conn *tx,
                struct animals_answer *answer, const struct animals_correction *said,
                struct arena *arena, struct record *inout)
{
    answer->is_corrected = said != NULL;
    answer->similarity = answer->similarity > 1 ? 1 : answer->similarity;
    if (said != NULL) {
        answer->corrected_by = said->image;
    }
    animals_show(answer, said != NULL ? &said->word : NULL,
                 animals_model_of_space(keeper, answer->space), arena, inout);
    return animals_store_set_shown(tx, inout, said != NULL ? &said->image : NULL,
                                   answer->similarity);
}

static double compare(struct str a, struct str b)
{
    if (a.n != b.n || a.n == 0) {
        return -1;
    }
    return (double)model_dot((const float *)(const void *)a.p, (const float *)(const void *)b.p,
                             a.n / sizeof(float));
}

/* How like two pictures must be for a word about one to hold for the other. Where the network was sure that the other is
 * something else than it took the first for, there is less of a likeness than it seems: twice as near it must be. */
static double enough(double least, struct str said_of, struct str label, double confidence)
{
    const bool is_else = confidence >= SURE && !str_eq(said_of, label);
    return is_else ? (1 + least) / 2 : least;
}

/* The nearest of them that is near enough, or NULL. */
static const struct animals_spoken_of *nearest(const struct animals_spoken *spoken,
                                               const struct animals_answer *answer, double least,
                                               double *out_similarity)
{
    const struct animals_spoken_of *best = NULL;
    *out_similarity = -1;
    for (size_t i = 0; i < spoken->count; i++) {
        const struct animals_spoken_of *item = &spoken->items[i];
        const double similarity = compare(item->embedding, answer->embedding);
        if (similarity > *out_similarity &&
            similarity >= enough(least, item->label, answer->label, answer->confidence)) {
            best = item;
            *out_similarity = similarity;
        }
    }
    return best;
}

/* Finds out which correction holds for an answer, and shows it so. */
static int resettle(const struct record_keeper *keeper, struct db_conn *tx,
                    const struct animals_spoken *spoken, struct animals_answer *answer,
                    struct arena *arena, struct record *inout)
{
    struct animals_correction said = {0};
    int rc = animals_store_find_correction(tx, answer->image, arena, &said);
    if (rc == E_OK) {
        answer->similarity = 1;
        return show(keeper, tx, answer, &said, arena, inout);
    }
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    const struct animals_spoken_of *best = nearest(
        spoken, answer, alike(animals_model_of_space(keeper, answer->space)), &answer->similarity);
    if (best == NULL) {
        return show(keeper, tx, answer, NULL, arena, inout);
    }
    rc = animals_store_find_correction(tx, best->image, arena, &said);
    return rc < 0 ? rc : show(keeper, tx, answer, &said, arena, inout);
}

/* Shows one picture of a list with a word. */
static int show_near(const struct record_keeper *keeper, struct db_conn *tx,
                     const struct animals_near *near, const struct animals_correction *said,
                     struct arena *arena)
{
    struct animals_answer answer = {0};
    struct record record = {0};
    int rc = animals_store_find_answer(tx, near->image, arena, &answer);
    answer.similarity = near->similarity;
    return rc < 0 ? rc : show(keeper, tx, &answer, said, arena, &record);
}

/* Whether a word about a picture is the nearest that a near one has. */
static bool is_nearest(const struct animals_near *near, struct uuid by)
{
    if (!near->is_corrected || uuid_eq(near->corrected_by, by)) {
        return true;
    }
    const bool spoke_itself = uuid_eq(near->corrected_by, near->image);
    return !spoke_itself && near->similarity > near->corrected_similarity;
}

/* Shows a word on all pictures that it holds for, but the one that it was said of. */
static int spread(const struct record_keeper *keeper, struct db_conn *tx,
                  const struct animals_answer *answer, const struct animals_correction *said,
                  struct arena *arena)
{
    struct animals_nears held = {0};
    struct animals_nears nears = {0};
    const double least = alike(animals_model_of_space(keeper, answer->space));
    int rc = animals_store_list_held(tx, said->image, arena, &held);
    if (rc == E_OK && answer->embedding.n > 0) {
        rc = animals_store_list_near(tx, answer, least, arena, &nears);
    }
    for (size_t i = 0; rc == E_OK && i < held.count; i++) {
        rc = show_near(keeper, tx, &held.items[i], said, arena);
    }
    for (size_t i = 0; rc == E_OK && i < nears.count; i++) {
        const struct animals_near *near = &nears.items[i];
        if (is_nearest(near, said->image) &&
            near->similarity >= enough(least, answer->label, near->label, near->confidence)) {
            rc = show_near(keeper, tx, near, said, arena);
        }
    }
    return rc;
}

int animals_settle(const struct record_keeper *keeper, struct db_conn *tx,
                   const struct animals_answer *answer, struct arena *arena, struct record *inout)
{
    struct animals_spoken spoken = {0};
    struct animals_answer settled = *answer;
    int rc = animals_store_set_answer(tx, answer);
    if (rc == E_OK) {
        rc = animals_store_list_spoken(tx, answer->owner, answer->space, arena, &spoken);
    }
    if (rc == E_OK) {
        rc = resettle(keeper, tx, &spoken, &settled, arena, inout);
    }
    return rc;
}

int animals_correct(const struct record_keeper *keeper, struct db_conn *tx,
                    const struct animals_correction *correction, struct arena *arena)
{
    struct animals_answer answer = {0};
    struct record record = {0};
    int rc = animals_store_find_answer(tx, correction->image, arena, &answer);
    if (rc == E_OK) {
        rc = animals_store_set_correction(tx, correction);
    }
    if (rc == E_OK) {
        rc = spread(keeper, tx, &answer, correction, arena);
    }
    answer.similarity = 1;
    return rc < 0 ? rc : show(keeper, tx, &answer, correction, arena, &record);
}

/* Shows anew those that a correction held for, now that it is gone. */
static int release(const struct record_keeper *keeper, struct db_conn *tx,
                   const struct animals_nears *held, struct arena *arena)
{
    struct animals_spoken spoken = {0};
    struct str space = STR_EMPTY;
    for (size_t i = 0; i < held->count; i++) {
        struct animals_answer answer = {0};
        struct record record = {0};
        int rc = animals_store_find_answer(tx, held->items[i].image, arena, &answer);
        if (rc == E_OK && !str_eq(answer.space, space)) {
            space = answer.space;
            rc = animals_store_list_spoken(tx, answer.owner, space, arena, &spoken);
        }
        if (rc == E_OK) {
            rc = resettle(keeper, tx, &spoken, &answer, arena, &record);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

int animals_uncorrect(const struct record_keeper *keeper, struct db_conn *tx, struct uuid image,
                      struct arena *arena)
{
    struct animals_nears held = {0};
    int rc = animals_store_drop_correction(tx, image);
    if (rc == E_OK) {
        rc = animals_store_list_held(tx, image, arena, &held);
    }
    return rc < 0 ? rc : release(keeper, tx, &held, arena);
}
