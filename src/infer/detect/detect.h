/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect: finds things on pictures of any size, by a network whose input has one size.
 * Not here: decoding (infer/image), running networks (infer/nn), what is in a box (infer/signs).
 * Way of a picture: detect_pyramid_make() halves it again and again (detect_pyramid.c), and enlarges one that is very
 * small; detect_plan_make() (detect_plan.c) cuts each of these levels into parts that overlap and fit the network's
 * input, small levels beside one another in one input; detect_find() runs the network on one part after the other,
 * detect_decode() (detect_decode.c) reads boxes out of its numbers, and detect_merge() (detect_merge.c) leaves one box
 * for each thing: neighbours and levels see the same things, and the border of a part cuts some in two.
 * detect_cut() (detect_cut.c) gives the part of the picture around a box, in the level that suits its size.
 * Memory: results live in the arena passed in; a pyramid takes a third of its picture, whatever the number of parts; a
 * detector owns its network. Threads: a detector is used by one at a time. */
#pragma once

#include "base/err.h"
#include "infer/classify/classify.h"
#include "infer/image/image.h"
#include "model/model.h"

/* ---- levels ---- */

#define DETECT_LEVELS_MAX 28

struct detect_level {
    struct image image; /* its pix may be the picture's own */
    double scale;       /* pixels of the level for one of the picture */
};

struct detect_pyramid {
    struct detect_level levels[DETECT_LEVELS_MAX]; /* (count) the largest first */
    size_t count;
    size_t original; /* which one is the picture */
};

/* The picture itself, halves of it as long as the longer side has `smallest` pixels, and before all these the picture at
 * twice its size where its longer side is below `enlarge`. The picture must stay. E_PROCESSING_FAILED where there is no
 * memory. */
MUSTUSE int detect_pyramid_make(const struct image *picture, const struct model *model,
                                struct detect_pyramid *out, struct err *err);
/* Takes zeroed memory and may be called twice. */
void detect_pyramid_done(struct detect_pyramid *pyramid);

/* ---- parts ---- */

#define DETECT_PIECES_MAX 8
#define DETECT_TILES_MAX  ((size_t)600)

struct detect_piece {
    size_t level;
    int32_t x, y; /* in the level */
    int32_t width, height;
    int32_t at_x, at_y; /* in the network's input */
};

/* What the network sees at once. */
struct detect_tile {
    struct detect_piece pieces[DETECT_PIECES_MAX]; /* (count) */
    size_t count;
};

struct detect_size {
    int32_t width;
    int32_t height;
};

struct detect_plan {
    struct detect_tile *tiles; /* (count) */
    size_t count;
};

/* For levels of these sizes, the largest first. Large levels of pictures that are very long and thin are left out where
 * they would need more than DETECT_TILES_MAX parts. */
void detect_plan_make(const struct detect_size *levels, size_t level_count,
                      const struct model *model, struct arena *arena, struct detect_plan *out);

/* ---- boxes ---- */

struct detect_box {
    double left, top, right, bottom; /* of the input while decoding, of the picture after */
    double score;
    size_t class; /* number in the detector's classes */
    size_t level; /* that it was found in */
    bool is_cut;  /* by the border of a part, where the picture goes on */
};

#define DETECT_CANDIDATES_MAX ((size_t)4000) /* the best of a picture; all others are forgotten */
#define DETECT_BOXES_MAX      ((size_t)300)  /* that are left after merging */

struct detect_boxes {
    struct detect_box *items; /* (count) */
    size_t count;
};

/* What a network has written: see enum model_boxes. */
struct detect_output {
    enum model_boxes format;
    const float *boxes;  /* (count, 4), or for MODEL_BOXES_YOLO (4 + class_count, count) */
    const float *scores; /* (count, class_count), or NULL */
    size_t count;
    size_t class_count;
};

/* Boxes before merging. Where there is no more room, the worse half is forgotten. */
struct detect_candidates {
    struct detect_box *items; /* (2 * DETECT_CANDIDATES_MAX) */
    size_t count;
};
void detect_candidates_init(struct detect_candidates *candidates, struct arena *arena);
void detect_candidates_add(struct detect_candidates *candidates, const struct detect_box *box);

/* What the network has looked at. */
struct detect_place {
    const struct detect_tile *tile;
    const struct detect_level *levels;
    struct detect_size picture;
};
/* Adds all boxes with a score of `detect` or more, in pixels of the picture; what is no number, or has no size, is passed
 * over. */
void detect_decode(const struct detect_output *output, double detect,
                   const struct detect_place *place, struct detect_candidates *out);

/* One box for each thing, the best first. A box that is cut gives way to one that is whole and has most of it, whatever
 * their scores; signs on one pole, which touch, stay apart. Changes the order of the candidates. */
void detect_merge(struct detect_candidates *candidates, double apart, struct arena *arena,
                  struct detect_boxes *out);
/* The share of the union, and of the smaller one, that two boxes have in common. */
double detect_share_of_union(const struct detect_box *a, const struct detect_box *b);
double detect_share_of_smaller(const struct detect_box *a, const struct detect_box *b);

/* ---- detecting ---- */

struct detect;

/* As classify_new(). */
MUSTUSE int detect_new(const struct model *model, struct str network, const char *weights_path,
                       struct detect **out, struct err *err);
void detect_free(struct detect *detect);

/* Asked before each part; "no" ends the work. */
struct detect_listener {
    bool (*goes_on)(void *context, int permille); /* NULL: always */
    void *context;
};
/* E_CANCELLED where the listener says no. */
MUSTUSE int detect_find(struct detect *detect, const struct detect_pyramid *pyramid,
                        const struct detect_listener *listener, struct arena *arena,
                        struct detect_boxes *out, struct err *err);

/* ---- what is in a box ---- */

struct detect_part {
    struct image image; /* borrowed from the pyramid, or owned */
    struct classify_view view;
    bool is_owned;
};

/* How a box is cut out: with a margin of its width and its height at each side, and as a square where that is asked for. */
struct detect_cutting {
    double margin;
    bool is_square;
    int32_t side; /* of what is made of it */
};
/* The box, as it is to be cut out of the smallest level where its shorter side is no smaller than what is made of it;
 * outside of the picture the edge goes on. E_PROCESSING_FAILED where there is no memory. */
MUSTUSE int detect_cut(const struct detect_pyramid *pyramid, const struct detect_box *box,
                       const struct detect_cutting *cutting, struct detect_part *out,
                       struct err *err);
void detect_part_done(struct detect_part *part);
