/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signs: says which road signs are on a picture or passed in a clip, by a network that finds them and one that names them.
 * Not here: decoding (infer/image), where they are (infer/detect), running a network on a part (infer/classify).
 * Way of a picture: signs_find() has detect find boxes, has the second network name each, drops those that it knows to be
 * no sign, and says the group where it is unsure of the sign. A small picture that may be of one sign alone is named as a
 * whole besides (signs_alone.c). Way of a clip: signs_tracks_add() (signs_track.c) takes the answer for one frame after the
 * other and follows each sign from frame to frame; signs_tracks_end() tells what passed.
 * A model without a second network says what its detector says.
 * Memory: results live in the arena passed in. Threads: one at a time. */
#pragma once

#include "infer/detect/detect.h"

#define SIGNS_MAX       ((size_t)100) /* on a picture */
#define SIGNS_OTHER_MAX 3

struct signs;

/* Both networks' bytes may go afterwards; the model, of the kind MODEL_DETECTOR, must stay. `naming` is empty where the
 * model names no second network. The paths are as infer/nn has them, or NULL. E_INVALID, with words, where a network does
 * not fit the manifest. */
struct signs_networks {
    struct str detector;
    struct str naming;
    const char *detector_weights;
    const char *naming_weights;
};
MUSTUSE int signs_new(const struct model *model, const struct signs_networks *networks,
                      struct signs **out, struct err *err);
void signs_free(struct signs *signs);

struct signs_guess {
    struct str label;
    struct str name;
    double confidence; /* score of the box, where there is one, times probability of the name */
};

struct signs_sign {
    struct signs_guess best;
    struct str group;                           /* empty: none */
    struct signs_guess others[SIGNS_OTHER_MAX]; /* (other_count) what else it may be */
    size_t other_count;
    bool is_doubtful;                 /* neither a name nor a group is sure enough */
    int32_t left, top, right, bottom; /* whole pixels of the picture */
};

struct signs_found {
    struct signs_sign *items; /* (count) the surest first */
    size_t count;
    int64_t finding_us; /* time that the first network took, and all around it */
    int64_t naming_us;  /* and the second */
};

/* Reads the picture two times or more. E_CANCELLED where the listener says no; as image_lines_next(). */
MUSTUSE int signs_find(struct signs *signs, struct image_lines *picture,
                       const struct detect_listener *listener, struct arena *arena,
                       struct signs_found *out, struct err *err);

/* The same for a frame of a clip, which is a scene, however small it is. */
MUSTUSE int signs_find_on_frame(struct signs *signs, struct image_lines *frame,
                                const struct detect_listener *listener, struct arena *arena,
                                struct signs_found *out, struct err *err);

/* ---- rules, for signs_find() and their tests ---- */

/* What the second network's probabilities say of a part: a small picture, or a box that the detector took for a sign,
 * and so for none of its other classes. */
void signs_name_found(const struct model *model, double *probabilities, struct arena *arena,
                      struct signs_sign *out);
/* The same of a box of a class that says by itself what it is: no sign at all, or this. The probabilities may be NULL. */
void signs_name_own(const struct model *model, const struct model_class *class,
                    const double *probabilities, struct signs_sign *out);
void signs_name(const struct model *model, const double *probabilities, struct arena *arena,
                struct signs_sign *out);
/* Puts what boxes are called in order, the surest first, and leaves out what is not sure enough, what is in the same place
 * as something surer, and what is called the same and overlaps it. */
void signs_settle(const struct model *model, struct signs_found *inout);
/* Whether a picture of this size may be of one sign alone. */
bool signs_may_be_alone(struct detect_size picture);
/* Whether these boxes show that a small picture is a scene nevertheless. */
bool signs_are_scene(const struct detect_boxes *boxes, struct detect_size picture);
/* Where the one sign of a small picture is: the box that has most of it, or all of it. */
struct detect_box signs_place_alone(const struct detect_boxes *boxes, struct detect_size picture);

/* ---- clips ---- */

#define SIGNS_FRAMES_MAX 600 /* that are looked at; of longer clips, as many evenly spread */

struct signs_track {
    struct signs_guess best;
    struct str group;
    int64_t first_frame; /* counted from 0 */
    int64_t last_frame;
    int64_t frames;                   /* that it was seen in */
    int32_t left, top, right, bottom; /* where it was seen best */
};

struct signs_tracks;
/* Lives in the arena; so must the texts of what is added. */
struct signs_tracks *signs_tracks_new(struct arena *arena);
/* What was found on a frame; `frame` grows by `step` from one to the next. */
void signs_tracks_add(struct signs_tracks *tracks, const struct signs_found *found, int64_t frame,
                      int64_t step);
/* What passed, in the order in which it came: what was seen once only is a mistake, unless there were but two frames. */
struct signs_passed {
    struct signs_track *items; /* (count) */
    size_t count;
};
void signs_tracks_end(const struct signs_tracks *tracks, struct arena *arena,
                      struct signs_passed *out);
