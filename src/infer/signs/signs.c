/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "infer/signs/signs.h"

/* Boxes that are called the same are of one sign from here on, by the share of their union or of the smaller one: two signs
 * of one kind stand apart, and a detector's second box of a sign is often put badly. What the detector names itself may stand
 * close together, as traffic lights do. */
#define SAME_NAME         0.2
#define SAME_NAME_SMALLER 0.5

struct signs {
    const struct model *model;
    struct detect *detect;
    struct classify *classify; /* NULL: the detector itself names what it finds */
};

/* ---- loading ---- */

int signs_new(const struct model *model, const struct signs_networks *networks, struct signs **out,
              struct err *err)
{
    struct signs *signs = must_calloc(1, sizeof(*signs));
    signs->model = model;
    int rc = detect_new(model, networks->detector, networks->detector_weights, &signs->detect, err);
    if (rc == E_OK && model->detector.naming != NULL) {
        rc = classify_new(model->detector.naming, networks->naming, networks->naming_weights,
                          &signs->classify, err);
    }
    if (rc < 0) {
        signs_free(signs);
        return rc;
    }
    *out = signs;
    return E_OK;
}

void signs_free(struct signs *signs)
{
    if (signs != NULL) {
        detect_free(signs->detect);
        classify_free(signs->classify);
        free(signs);
    }
}

/* ---- names ---- */

/* The class that stands for a group: "warning_sign" or "warning" for "warning"; NULL where the table has none. */
static const struct model_class *class_of_group(const struct model *model, struct str group,
                                                struct arena *arena)
{
    const char *label = arena_printf(arena, "%" STRF "_sign", STRA(group));
    const struct model_class *class = model_find_class(model, str_from(label));
    return class != NULL ? class : model_find_class(model, group);
}

static void add_other(struct signs_sign *sign, const struct classify_guess *guess)
{
    if (sign->other_count < SIGNS_OTHER_MAX) {
        sign->others[sign->other_count++] =
            (struct signs_guess){guess->class->label, guess->class->name, guess->probability};
    }
}

/* Says the class of the group, where that is sure and the sign itself is not. */
static void say_group(const struct classify_ranking *ranking, const struct model_class *class,
                      struct signs_sign *out)
{
    out->best = (struct signs_guess){class->label, class->name, ranking->group_probability};
    out->group = ranking->group;
    out->is_doubtful = false;
    for (size_t i = 0; i < ranking->count; i++) {
        if (ranking->top[i].class != class) {
            add_other(out, &ranking->top[i]);
        }
    }
}

void signs_name(const struct model *model, const double *probabilities, struct arena *arena,
                struct signs_sign *out)
{
    struct classify_ranking ranking;
    classify_rank(model->detector.naming, probabilities, &ranking);
    const struct model_class *best = ranking.top[0].class;
    *out = (struct signs_sign){.is_doubtful = ranking.is_doubtful};
    const struct model_class *of_group =
        ranking.is_doubtful && ranking.group.n > 0 && !str_eq(best->label, MODEL_NO_SIGN)
            ? class_of_group(model, ranking.group, arena)
            : NULL;
    if (of_group != NULL) {
        say_group(&ranking, of_group, out);
        return;
    }
    out->best = (struct signs_guess){best->label, best->name, ranking.top[0].probability};
    out->group = model_has_group(best) ? best->group : STR_EMPTY;
    for (size_t i = 1; i < ranking.count; i++) {
        add_other(out, &ranking.top[i]);
    }
}

static bool is_own(const struct model *model, struct str label)
{
    for (size_t i = 0; i < model->detector.class_count; i++) {
        if (str_eq(model->detector.classes[i], label)) {
            return true;
        }
    }
    return false;
}

void signs_name_found(const struct model *model, double *probabilities, struct arena *arena,
                      struct signs_sign *out)
{
    const struct model_labels *labels = &model->detector.naming->labels;
    for (size_t i = 0; i < labels->count; i++) {
        if (is_own(model, labels->classes[i].label)) {
            probabilities[i] = 0;
        }
    }
    signs_name(model, probabilities, arena, out);
}

void signs_name_own(const struct model *model, const struct model_class *class,
                    const double *probabilities, struct signs_sign *out)
{
    double nothing = 0;
    bool is_nothing = false;
    if (probabilities != NULL) {
        struct classify_ranking ranking;
        const struct model *naming = model->detector.naming;
        classify_rank(naming, probabilities, &ranking);
        is_nothing = str_eq(ranking.top[0].class->label, MODEL_NO_SIGN);
        for (size_t i = 0; i < naming->labels.count; i++) {
            const bool is_it = str_eq(naming->labels.classes[i].label, MODEL_NO_SIGN);
            nothing = is_it ? probabilities[i] : nothing;
        }
    }
    *out = (struct signs_sign){.group = model_has_group(class) ? class->group : STR_EMPTY};
    out->best = (struct signs_guess){class->label, class->name, 1 - nothing};
    if (is_nothing) {
        out->best.label = MODEL_NO_SIGN;
    }
}

/* A class of the detector that says by itself what it is. */
static const struct model_class *own_class(const struct model *model, const struct detect_box *box)
{
    return model_find_class(model, model->detector.classes[box->class]);
}

static void put_box(const struct detect_box *box, struct signs_sign *sign)
{
    sign->left = (int32_t)lround(box->left);
    sign->top = (int32_t)lround(box->top);
    sign->right = (int32_t)lround(box->right);
    sign->bottom = (int32_t)lround(box->bottom);
}

static void weigh(struct signs_sign *sign, double score)
{
    sign->best.confidence *= score;
    for (size_t i = 0; i < sign->other_count; i++) {
        sign->others[i].confidence *= score;
    }
}

/* ---- finding ---- */

/* One picture's work. */
struct search {
    struct signs *signs;
    const struct detect_listener *listener;
    struct detect_pyramid pyramid;
    struct arena *arena;
    bool is_scene; /* is known to be more than one sign */
    struct detect_boxes boxes;
    struct signs_found found;
};

static struct detect_size size_of(const struct search *search)
{
    const struct detect_level *level = &search->pyramid.levels[search->pyramid.original];
    return (struct detect_size){level->width, level->height};
}

/* What the second network says of a part of the picture: is added, unless that is no sign. */
static int add_box(struct search *search, const struct detect_box *box,
                   const struct detect_part *part, struct err *err)
{
    const struct model *model = search->signs->model;
    struct signs_sign sign = {0};
    double *probabilities = NULL;
    int rc = part != NULL ? classify_look_at(search->signs->classify, &part->image, &part->view,
                                             search->arena, &probabilities, err)
                          : E_OK;
    if (rc < 0) {
        return rc;
    }
    const struct model_class *class = own_class(model, box);
    if (class != NULL) {
        signs_name_own(model, class, probabilities, &sign);
    } else {
        ASSERT(probabilities != NULL); /* without a second network all classes are labels */
        signs_name_found(model, probabilities, search->arena, &sign);
    }
    if (str_eq(sign.best.label, MODEL_NO_SIGN)) {
        return E_OK;
    }
    weigh(&sign, box->score);
    put_box(box, &sign);
    search->found.items[search->found.count++] = sign;
    return E_OK;
}

/* With their parts of the picture, of which there may be none for any, or for the first ones only; tells how many were
 * added. */
static int add_some(struct search *search, const struct detect_boxes *boxes,
                    const struct detect_parts *parts, struct err *err)
{
    const struct detect_listener *listener = search->listener;
    const size_t count = parts->items != NULL ? parts->count : boxes->count;
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        if (listener->goes_on != NULL && !listener->goes_on(listener->context, 1000)) {
            return err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
        }
        rc = add_box(search, &boxes->items[i], parts->items != NULL ? &parts->items[i] : NULL, err);
    }
    return rc < 0 ? rc : (int)count;
}

static int add_boxes(struct search *search, struct err *err)
{
    const struct signs *signs = search->signs;
    const struct model_detector *detector = &signs->model->detector;
    struct detect_boxes rest = {search->boxes.items, size_min(search->boxes.count, SIGNS_MAX)};
    int rc = E_OK;
    while (rc >= 0 && rest.count > 0) {
        struct detect_parts parts = {0};
        if (signs->classify != NULL) {
            const struct detect_cutting cutting = {detector->margin, detector->is_square,
                                                   detector->naming->input.width};
            rc = detect_cut(&search->pyramid, &rest, &cutting, DETECT_PARTS_BYTES, &parts, err);
        }
        if (rc >= 0) {
            rc = add_some(search, &rest, &parts, err);
        }
        if (rc > 0) {
            rest.items += rc;
            rest.count -= (size_t)rc;
        }
        detect_parts_done(&parts);
    }
    return rc < 0 ? rc : E_OK;
}

/* The whole of a small picture as one sign. 1: it is one, and the answer; 0: it is none. */
static int add_alone(struct search *search, struct err *err)
{
    const struct signs *signs = search->signs;
    CLEANUP(image_freep) struct image *image = NULL;
    int rc = image_lines_gather(search->pyramid.lines, &image, err);
    if (rc < 0) {
        return rc;
    }
    const struct detect_size size = size_of(search);
    const struct classify_view whole = {0, 0, size.width, size.height, false};
    double *probabilities = NULL;
    struct signs_sign sign = {0};
    rc = classify_look_at(signs->classify, image, &whole, search->arena, &probabilities, err);
    if (rc < 0) {
        return rc;
    }
    signs_name(signs->model, probabilities, search->arena, &sign);
    if (str_eq(sign.best.label, MODEL_NO_SIGN)) {
        return 0;
    }
    const struct detect_box place = signs_place_alone(&search->boxes, size);
    put_box(&place, &sign);
    search->found.items[search->found.count++] = sign;
    return 1;
}

static int surest_first(const void *a, const void *b)
{
    const struct signs_sign *x = a;
    const struct signs_sign *y = b;
    if (x->best.confidence != y->best.confidence) {
        return x->best.confidence < y->best.confidence ? 1 : -1;
    }
    return (x->left > y->left) - (x->left < y->left);
}

/* Whether a small picture is to be named as a whole. */
static bool is_alone(const struct search *search, struct detect_size picture)
{
    if (search->is_scene || search->signs->classify == NULL || !signs_may_be_alone(picture) ||
        signs_are_scene(&search->boxes, picture)) {
        return false;
    }
    /* What the detector names by itself, the other network may know nothing of. */
    const struct detect_box place = signs_place_alone(&search->boxes, picture);
    return place.score == 0 || own_class(search->signs->model, &place) == NULL;
}

static struct detect_box place_of(const struct signs_sign *sign)
{
    return (struct detect_box){
        .left = sign->left, .top = sign->top, .right = sign->right, .bottom = sign->bottom};
}

static bool is_same(const struct model *model, const struct signs_sign *a,
                    const struct signs_sign *b)
{
    const struct detect_box x = place_of(a);
    const struct detect_box y = place_of(b);
    const double share = detect_share_of_union(&x, &y);
    return share > model->detector.apart ||
           (str_eq(a->best.label, b->best.label) && !is_own(model, a->best.label) &&
            (share > SAME_NAME || detect_share_of_smaller(&x, &y) > SAME_NAME_SMALLER));
}

void signs_settle(const struct model *model, struct signs_found *inout)
{
    size_t kept = 0;
    qsort(inout->items, inout->count, sizeof(*inout->items), surest_first);
    for (size_t i = 0; i < inout->count; i++) {
        bool is_told = inout->items[i].best.confidence >= model->detector.answer;
        for (size_t k = 0; is_told && k < kept; k++) {
            is_told = !is_same(model, &inout->items[k], &inout->items[i]);
        }
        if (is_told) {
            inout->items[kept++] = inout->items[i];
        }
    }
    inout->count = kept;
}

static int name_all(struct search *search, struct err *err)
{
    int rc = is_alone(search, size_of(search)) ? add_alone(search, err) : 0;
    if (rc == 0) {
        rc = add_boxes(search, err);
        signs_settle(search->signs->model, &search->found);
    }
    return rc < 0 ? rc : E_OK;
}

static int find(struct search *search, struct image_lines *picture, struct signs_found *out,
                struct err *err)
{
    search->found.items = arena_calloc(search->arena, SIGNS_MAX + 1, sizeof(*search->found.items));
    const int64_t begin = clock_mono_us();
    int rc = detect_pyramid_make(picture, search->signs->model, &search->pyramid, err);
    if (rc == E_OK) {
        rc = detect_find(search->signs->detect, &search->pyramid, search->listener, search->arena,
                         &search->boxes, err);
    }
    const int64_t found = clock_mono_us();
    if (rc == E_OK) {
        rc = name_all(search, err);
    }
    detect_pyramid_done(&search->pyramid);
    search->found.finding_us = found - begin;
    search->found.naming_us = clock_mono_us() - found;
    if (rc == E_OK) {
        *out = search->found;
    }
    return rc;
}

int signs_find(struct signs *signs, struct image_lines *picture,
               const struct detect_listener *listener, struct arena *arena, struct signs_found *out,
               struct err *err)
{
    struct search search = {.signs = signs, .listener = listener, .arena = arena};
    return find(&search, picture, out, err);
}

int signs_find_on_frame(struct signs *signs, struct image_lines *frame,
                        const struct detect_listener *listener, struct arena *arena,
                        struct signs_found *out, struct err *err)
{
    struct search search = {.signs = signs, .listener = listener, .arena = arena, .is_scene = true};
    return find(&search, frame, out, err);
}
