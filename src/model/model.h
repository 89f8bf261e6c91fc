/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model: what a folder of a trained network says of it, for both sides: the server shows classes and takes
 * corrections by their labels, a worker computes with the network. Besides base and ipc all that they share.
 * Not here: running a network (infer/nn), looking at pictures with one (infer/classify).
 *
 * A folder has `manifest.json`, a file of labels and the network. Those that come with Assisti lie in the program
 * (tools/embed); further ones are folders in <data>/models. Way of one: model_load() finds the files, reads the
 * manifest (model_manifest.c) and the labels (model_labels.c), and gives the network's bytes to whoever wants them.
 *
 * An embedding is what a network makes of a picture before it decides: 1280 numbers or so, of length 1. Pictures that
 * look alike have embeddings that point the same way. A linear classifier, trained in a worker (infer/classify),
 * is a matrix over them. Both travel as base64 in JSON.
 *
 * Memory: a model lives in the arena that it was loaded into. Threads: any; nothing changes after loading.
 * Files: model.c finding and loading, model_manifest.c, model_labels.c, model_vector.c embeddings, model_linear.c,
 * model_weights.c. */
#pragma once

#include "base/err.h"

struct json_out;

#define MODEL_NAME_MAX      ((size_t)40)
#define MODEL_TEXT_MAX      ((size_t)200)  /* bytes of a title, name or taxon */
#define MODEL_MEANING_MAX   ((size_t)1000) /* bytes of what a sign means */
#define MODEL_LABEL_MAX     ((size_t)60)
#define MODEL_CLASSES_MAX   ((size_t)2000)
#define MODEL_LANGUAGES_MAX ((size_t)16)
#define MODEL_SIDE_MAX      1024 /* of the network's input */
#define MODEL_NETWORK_MAX   ((size_t)512 * MIB)
#define MODEL_EMBEDDING_MAX ((size_t)4096)
#define MODEL_BOXES_MAX     ((int64_t)1000000) /* that a detector may give for one picture */

/* What a picture is not, where a network knows such a class. */
#define MODEL_NOTHING STR("not_animal")
/* What a part of a picture is that a detector took for a sign by mistake. */
#define MODEL_NO_SIGN STR("not_a_sign")

struct model_class {
    struct str label;  /* stable, snake_case: "guinea_pig" */
    struct str name;   /* in English: "guinea pig" */
    struct str plural; /* "guinea pigs", or empty */
    struct str group;  /* "mammal"; empty or "none": it belongs to none */
    struct str taxon;  /* scientific name, or empty */
    struct str *names; /* (language_count) in other languages, or empty */
    /* Of road signs; each may be empty. */
    struct str category;  /* "warning" */
    struct str shape;     /* "triangle" */
    struct str meaning;   /* what it tells a driver, in English */
    struct str *meanings; /* (language_count) the same in other languages */
};

struct model_labels {
    struct model_class *classes; /* (count) in the order of the network's logits */
    size_t count;
    struct str *languages; /* (language_count) tags, as in "de" */
    size_t language_count;
};

enum model_kind { MODEL_CLASSIFIER, MODEL_DETECTOR, MODEL_KIND_COUNT };
/* "classifier", "detector" */
const char *model_kind_name(enum model_kind kind);

/* Probabilities from which on something is said. */
struct model_thresholds {
    double doubtful;   /* below it an answer is doubtful */
    double group;      /* from it on the group is told */
    double look_again; /* below it the picture is looked at in several ways */
    double similar;    /* cosine from which on two pictures count as alike */
};

struct model_input {
    int32_t width;
    int32_t height;
    float mean[3]; /* value = (pixel - mean) * scale, for red, green, blue */
    float scale[3];
};

/* One way to look at a picture. */
struct model_look {
    bool is_whole; /* squashed into the input; else a part in the input's proportions */
    bool is_mirrored;
    double fraction; /* of the largest such part */
    double at;       /* where along the longer side, from 0 to 1; 0.5 is the middle */
};
#define MODEL_LOOKS_MAX 8
struct model_looks {
    struct model_look items[MODEL_LOOKS_MAX];
    size_t count;
};

/* How a detector writes its boxes. */
enum model_boxes {
    MODEL_BOXES_CORNERS, /* (1, boxes, 4) left, top, right, bottom, and (1, boxes, classes) scores */
    MODEL_BOXES_YOLO,    /* (1, 4 + classes, boxes): centre, width and height, then the scores */
    MODEL_BOXES_COUNT
};

struct model_size {
    int32_t width; /* 0: there is no such size */
    int32_t height;
};

/* What a model of the kind MODEL_DETECTOR has besides. Sizes are pixels of the network's input. */
struct model_detector {
    enum model_boxes format;
    struct str boxes;  /* name of the output; empty: the first */
    struct str scores; /* name of the output of MODEL_BOXES_CORNERS; empty: the second */
    struct str
        *classes; /* (class_count) what it tells apart; those that are labels need no second look */
    size_t class_count;
    struct model_size smaller; /* a second input, where the network leaves its size open */
    int32_t overlap;           /* of parts that are looked at one beside the other, at least */
    int32_t smallest; /* pictures are halved until their longer side would be shorter than this */
    int32_t
        enlarge;   /* pictures whose longer side is shorter than this are looked at enlarged, too */
    int32_t fill;  /* value of what lies outside of the picture, 0 to 255 */
    double detect; /* score from which on a box counts */
    double answer; /* confidence from which on what is in a box is told */
    double apart;  /* share of their union from which on two boxes are of one thing */
    double margin; /* around a box that the second network looks at, by each of its sides */
    bool is_square; /* a box is made square by more of what is around it; else it is squashed */
    struct model *naming; /* the network that names what is in a box; NULL: there is none */
    struct str *named; /* (named_count) its labels, in the order of its outputs; 0: all of them */
    size_t named_count;
};

struct model {
    enum model_kind kind;
    struct str name;  /* of the folder */
    struct str title; /* for people */
    /* Changes with the network: embeddings of different versions do not compare. */
    struct str version;
    struct str network_file;
    struct str labels_file;
    struct model_input input;
    struct str logits;        /* name of the output; empty: the first */
    struct str embedding;     /* name of the output; empty: there is none */
    double temperature;       /* that logits are divided by */
    struct model_looks first; /* one at least */
    struct model_looks again; /* what counts instead where these leave doubt */
    struct model_thresholds thresholds;
    struct model_labels labels;
    struct model_detector detector; /* of that kind only */
};

/* ---- finding ---- */

/* Letters, digits, "_" and "-", as a worker can be asked for it. */
bool model_is_name(struct str name);

/* Names of the folders, those in the program first; nothing is said of whether they are any good. `folder` may be
 * NULL or not exist. */
struct model_names {
    struct str *names;
    size_t count;
};
void model_list(const char *folder, struct arena *arena, struct model_names *out);

/* E_NOT_FOUND where there is no such folder; E_INVALID, with the file and the reason, where it cannot be used. */
MUSTUSE int model_load(const char *folder, struct str name, struct arena *arena, struct model *out,
                       struct err *err);
/* The kind that the manifest of a folder tells of; MODEL_CLASSIFIER where it tells of none. */
enum model_kind model_kind_of(const char *folder, struct str name);
/* The bytes of the network: the program's own, or a copy in the arena. */
MUSTUSE int model_read_network(const char *folder, const struct model *model, struct arena *arena,
                               struct str *out, struct err *err);
/* Lets go of the memory that reading them took, where they are the program's own. */
void model_release_network(struct str file);
/* The drawing of a class, as SVG, likewise. E_NOT_FOUND where it has none. */
MUSTUSE int model_read_drawing(const char *folder, struct str model,
                               const struct model_class *class, struct arena *arena,
                               struct str *out);

/* Removes from the folder in which workers keep weights (infer/nn) the files of networks that are not there any more, and what a
 * worker was writing when it was killed; returns how many. For when no worker runs that could be writing: one that still maps such
 * a file keeps what it sees. */
size_t model_sweep_weights(const char *weights, const char *models);

/* The class with this label, or NULL. */
const struct model_class *model_find_class(const struct model *model, struct str label);
/* The same by what people call it in English, without regard to case. */
const struct model_class *model_find_name(const struct model *model, struct str name);
bool model_has_group(const struct model_class *c);
/* What people call a group: "spider_like" is "spider-like". */
struct str model_group_name(struct str group, struct arena *arena);
/* {"label", "name", "confidence"} */
void model_write_guess(struct json_out *out, struct str label, struct str name, double confidence);

/* ---- parsing, for model_load() and its tests ---- */

/* CSV (RFC 4180) with a line of column names; `label` must be among them, others than those of struct model_class count
 * as languages, "meaning_de" as the meaning in one. */
MUSTUSE int model_read_labels_csv(struct str text, struct arena *arena, struct model_labels *out,
                                  struct err *err);
/* One name a line. */
MUSTUSE int model_read_labels_txt(struct str text, struct arena *arena, struct model_labels *out,
                                  struct err *err);
/* All but `version` and `labels`. */
MUSTUSE int model_read_manifest(struct str text, struct arena *arena, struct model *out,
                                struct err *err);

/* ---- vectors ---- */

float model_dot(const float *a, const float *b, size_t n);
/* To length 1; false where it has none, or holds what is no number. */
MUSTUSE bool model_normalise(float *v, size_t n);
/* As base64 (RFC 4648, section 4) of little-endian 32-bit floats. */
void model_write_floats(struct sb *out, const float *v, size_t n);
/* E_INVALID where it is not base64 of `min` to `max` finite numbers. */
MUSTUSE int model_read_floats(struct str text, size_t min, size_t max, struct arena *arena,
                              float **out, size_t *out_count);

/* ---- linear classifiers ---- */

/* Class k scores dot(weights[k], embedding) + weights[k][width]. */
struct model_linear {
    const float *weights; /* (class_count, width + 1) */
    size_t class_count;
    size_t width;
};
void model_linear_apply(const struct model_linear *linear, const float *embedding,
                        double *probabilities);
/* Scores to probabilities, in place. */
void model_softmax(double *scores, size_t n);
