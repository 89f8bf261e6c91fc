/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect: finds things on pictures of any size, by a network whose input has one size, or two.
 * Not here: decoding (infer/image), running networks (infer/nn), what is in a box (infer/signs).
 * Way of a picture, which comes line by line: it is halved again and again, and one that is very small is enlarged;
 * detect_plan_make() (detect_plan.c) cuts each of these levels into parts that overlap and fit the network's input, small
 * levels beside one another in one input. detect_pyramid_pass() (detect_pyramid.c) reads the picture once and makes the
 * lines of all levels; detect_bands_look() (detect_bands.c) keeps as many of them as parts are high, and has the network
 * look at a part as soon as its lines are there. detect_decode() (detect_decode.c) reads boxes out of the network's
 * numbers, and detect_merge() (detect_merge.c) leaves one box for each thing: neighbours and levels see the same things,
 * and the border of a part cuts some in two. Then detect_cut() (detect_cut.c) reads the picture again and gives what is
 * around boxes, in the levels that suit their sizes.
 * Memory: results live in the arena passed in; what is kept of a picture has a limit (DETECT_BANDS_BYTES,
 * DETECT_PARTS_BYTES), however large it is: where it does not suffice, the picture is read several times. A detector owns
 * its network. Threads: a detector is used by one at a time. */
#pragma once

#include "base/err.h"
#include "infer/classify/classify.h"
#include "infer/image/image.h"
#include "model/model.h"

/* ---- levels ---- */

#define DETECT_LEVELS_MAX 28

struct detect_level {
    int32_t width;
    int32_t height;
    double scale; /* pixels of the level for one of the page */
};

struct detect_size {
    int32_t width;
    int32_t height;
};

struct detect_pyramid {
    struct detect_level levels[DETECT_LEVELS_MAX]; /* (count) the largest first */
    size_t count;
    size_t original;           /* which one is the picture */
    struct detect_size page;   /* what boxes are told in */
    struct image_lines *lines; /* of the picture */
    struct image *small;       /* the picture, where the largest level was made of it */
    struct image *enlarged;    /* this level */
    bool is_owner;             /* the lines are of `small` */
};

/* The picture itself, halves of it as long as the longer side has `smallest` pixels, and before all these the picture at
 * twice its size where its longer side is below `enlarge`. The lines must stay. E_PROCESSING_FAILED where there is no
 * memory, and as image_lines_next(). */
MUSTUSE int detect_pyramid_make(struct image_lines *lines, const struct model *model,
                                struct detect_pyramid *out, struct err *err);
/* Takes zeroed memory and may be called twice. */
void detect_pyramid_done(struct detect_pyramid *pyramid);

/* Takes a line of a level, which stands in it as the picture's lines do in the picture: `place` tells where, from the left
 * or the top. 1: goes on; 0: that was enough. */
typedef int detect_take_line(void *context, size_t level, int32_t place, const uint32_t *line,
                             struct err *err);
/* Reads the picture from its first line on and hands over all lines of the levels before `end`, those of each level in
 * the picture's order. */
MUSTUSE int detect_pyramid_pass(const struct detect_pyramid *pyramid, size_t end,
                                detect_take_line *take, void *context, struct err *err);
/* How the lines of a level stand. */
struct image_lines_info detect_lines_of(const struct detect_pyramid *pyramid, size_t level);

/* ---- parts ---- */

/* The network's input. Where it leaves its size open, it may be used at a smaller one as well, for what fits into that or is
 * covered with fewer pixels by it. */
enum detect_input { DETECT_WHOLE, DETECT_SMALLER, DETECT_INPUT_COUNT };
/* 0 by 0 where there is no smaller one. */
struct detect_size detect_input_size(const struct model *model, enum detect_input input);

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
    enum detect_input input;
    struct detect_piece pieces[DETECT_PIECES_MAX]; /* (count) */
    size_t count;
};

struct detect_plan {
    struct detect_tile *tiles; /* (count) */
    size_t count;
};

/* For levels of these sizes, the largest first. Large levels of pictures that are very long and thin are left out where
 * they would need more than DETECT_TILES_MAX parts. */
void detect_plan_make(const struct detect_level *levels, size_t level_count,
                      const struct model *model, struct arena *arena, struct detect_plan *out);

/* ---- bands ---- */

/* What is kept of all levels at once. Fifty megapixels in the usual proportions need 30 MiB, or 52 where the lines are
 * columns; of pictures that need more, some of the parts are looked at when the picture is read again. */
#define DETECT_BANDS_BYTES ((size_t)52 * MIB)

struct detect_bands;

/* Looks at one part. */
typedef int detect_look(void *context, const struct detect_bands *bands,
                        const struct detect_tile *tile, struct err *err);
/* Looks at each part once. Negative where a look, or reading, is so. */
MUSTUSE int detect_bands_look(const struct detect_pyramid *pyramid, const struct detect_plan *plan,
                              size_t bytes_max, detect_look *look, void *context, struct err *err);
/* While a part is looked at: the pixels of one of its pieces' lines, by the line's place within the piece. */
const uint32_t *detect_bands_line(const struct detect_bands *bands,
                                  const struct detect_piece *piece, int32_t place);

/* ---- boxes ---- */

struct detect_box {
    double left, top, right, bottom; /* of the input while decoding, of the page after */
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
    struct detect_size page;
};
/* Adds all boxes with a score of `detect` or more, in pixels of the page; what is no number, or has no size, is passed
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
    struct image image; /* owned */
    struct classify_view view;
    size_t level;
    int32_t x, y; /* of the image in the level; it may begin or end outside of it */
};

/* What all parts that are there at once may take; one has a few KiB, only very long boxes have more. */
#define DETECT_PARTS_BYTES ((size_t)16 * MIB)
struct detect_parts {
    struct detect_part *items; /* (count) */
    size_t count;
};

/* How a box is cut out: with a margin of its width and its height at each side, and as a square where that is asked for. */
struct detect_cutting {
    double margin;
    bool is_square;
    int32_t side; /* of what is made of it */
};
/* The boxes from the first one on, as they are to be cut out: of the smallest level where the shorter side is no smaller
 * than what is made of it; outside of the picture the edge goes on. Cuts as many as fit into `bytes_max`, one at least;
 * detect_parts_done() must follow. E_PROCESSING_FAILED where there is no memory, and as image_lines_next(). */
MUSTUSE int detect_cut(const struct detect_pyramid *pyramid, const struct detect_boxes *boxes,
                       const struct detect_cutting *cutting, size_t bytes_max,
                       struct detect_parts *out, struct err *err);
/* Takes zeroed memory. */
void detect_parts_done(struct detect_parts *parts);
