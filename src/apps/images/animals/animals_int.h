/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of animals share. */
#pragma once

#include "apps/images/animals/animals.h"
#include "apps/images/classifiers/classifiers.h"

#define ANIMALS_MODEL CLASSIFIERS_MODEL /* where none is asked for */
#define ANIMALS_TOP   CLASSIFIERS_TOP
/* Pictures of one's own that a correction can reach, the latest first. */
#define ANIMALS_REACH 5000

/* ---- options of an upload (animals.c): "MODEL" or "MODEL CLASSIFIER" ---- */

struct animals_options {
    struct str model;
    bool has_classifier;
    struct uuid classifier;
};
void animals_parse_options(struct str options, struct animals_options *out);

/* ---- answers (animals_show.c) ---- */

struct animals_answer {
    struct uuid image;
    struct uuid owner;
    struct str space;
    struct str label;
    struct str name;
    double confidence;
    struct str result;
    bool is_corrected;
    struct uuid corrected_by;
    double similarity;
    struct str embedding; /* bytes of the floats; empty: none */
};

/* What somebody said of a picture. */
struct animals_word {
    struct str label; /* of a class, or empty */
    struct str name;
};

/* What the record shows: the network's answer, or what the word about the picture `by` makes of it. */
void animals_show(const struct animals_answer *answer, const struct animals_word *word,
                  const struct model *model, struct arena *arena, struct record *inout);
/* The record's label for a class: a picture of nothing has its class's label. */
struct str animals_label(struct str label, struct str name);

/* ---- storage (animals_store.c) ---- */

struct animals_correction {
    struct uuid id;
    struct uuid image;
    struct uuid owner;
    struct animals_word word;
    int64_t created_ms;
    struct str title; /* of the picture; the rest in lists only */
    struct str was_label;
    struct str was_name;
    struct str space; /* in which its picture has an embedding, or empty */
};

MUSTUSE int animals_store_set_answer(struct db_conn *tx, const struct animals_answer *answer);
MUSTUSE int animals_store_find_answer(struct db_conn *conn, struct uuid image, struct arena *arena,
                                      struct animals_answer *out);
MUSTUSE int animals_store_drop_answer(struct db_conn *tx, struct uuid image);
/* What the record of a picture shows, where it is done, and by whose correction; `by` is NULL for the network's own
 * answer. */
MUSTUSE int animals_store_set_shown(struct db_conn *tx, const struct record *image,
                                    const struct uuid *by, double similarity);

MUSTUSE int animals_store_set_correction(struct db_conn *tx,
                                         const struct animals_correction *correction);
MUSTUSE int animals_store_find_correction(struct db_conn *conn, struct uuid image,
                                          struct arena *arena, struct animals_correction *out);
/* E_NOT_FOUND where there is none. */
MUSTUSE int animals_store_drop_correction(struct db_conn *tx, struct uuid image);
MUSTUSE int animals_store_count_corrections(struct db_conn *conn, struct uuid owner, int64_t *out);
struct animals_corrections {
    struct animals_correction *items;
    size_t count;
    bool has_more;
};
MUSTUSE int animals_store_list_corrections(struct db_conn *conn, struct uuid owner,
                                           const struct req_page *page, struct arena *arena,
                                           struct animals_corrections *out);

/* Corrected pictures that nobody looks at just now, and that can be looked at: where they are for a classifier of somebody's own,
 * this has learned for the present version already. */
MUSTUSE int animals_store_list_outdated(struct db_conn *conn, const struct outdated_query *query,
                                        struct arena *arena, struct outdated *out);

struct animals_near {
    struct uuid image;
    struct str label; /* what the network said of it, and how sure it was */
    double confidence;
    double similarity;
    bool is_corrected; /* by whom, and how like that is */
    struct uuid corrected_by;
    double corrected_similarity;
};
struct animals_nears {
    struct animals_near *items;
    size_t count;
};
/* The pictures of the same owner and space that are at least `least` alike to this one, of the latest ANIMALS_REACH. */
MUSTUSE int animals_store_list_near(struct db_conn *conn, const struct animals_answer *to,
                                    double least, struct arena *arena, struct animals_nears *out);
/* The pictures of an owner and space that somebody said a word about. */
struct animals_spoken_of {
    struct uuid image;
    struct str label; /* what the network said of it */
    struct str embedding;
};
struct animals_spoken {
    struct animals_spoken_of *items;
    size_t count;
};
MUSTUSE int animals_store_list_spoken(struct db_conn *conn, struct uuid owner, struct str space,
                                      struct arena *arena, struct animals_spoken *out);
/* The pictures that a correction holds for, with the one that it was said of. */
MUSTUSE int animals_store_list_held(struct db_conn *conn, struct uuid by, struct arena *arena,
                                    struct animals_nears *out);

/* ---- corrections (animals_answers.c; animals_corrections.c HTTP) ---- */

/* Shows a picture's answer, that was just found, as the corrections of its owner have it. */
MUSTUSE int animals_settle(const struct record_keeper *keeper, struct db_conn *tx,
                           const struct animals_answer *answer, struct arena *arena,
                           struct record *inout);
/* Keeps the word about a picture and shows it on all that are like it. */
MUSTUSE int animals_correct(const struct record_keeper *keeper, struct db_conn *tx,
                            const struct animals_correction *correction, struct arena *arena);
/* Takes it back. E_NOT_FOUND where there was none. */
MUSTUSE int animals_uncorrect(const struct record_keeper *keeper, struct db_conn *tx,
                              struct uuid image, struct arena *arena);

/* The installed model whose version this space is of, or NULL. */
const struct model *animals_model_of_space(const struct record_keeper *keeper, struct str space);

/* ---- after a new version of the model (animals_renew.c) ---- */

#define ANIMALS_RENEW_JOB "animals-renew"

/* Has what another version has looked at looked at once more, behind all other work: a few now, and each that is done queues the
 * next. At the start. */
MUSTUSE int animals_renew(const struct record_keeper *keeper);
/* The next corrected picture behind this id. */
MUSTUSE int animals_renew_picture(const struct record_keeper *keeper, struct db_conn *tx,
                                  struct uuid after, struct arena *arena);
int animals_prepare_renewal(void *state, const struct job *job, struct arena *arena,
                            struct job_order *out);
int animals_finish_renewal(void *state, const struct job *job, const struct pool_outcome *outcome);
/* The end of CLASSIFIERS_FIT_JOB. */
int animals_finish_fit(void *state, const struct job *job, const struct pool_outcome *outcome);

route_handler animals_put_correction, animals_delete_correction;
route_handler animals_corrections, animals_export;
