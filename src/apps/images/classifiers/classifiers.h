/* SPDX-License-Identifier: GPL-3.0-or-later */
/* classifiers: classes that people name themselves, and show by pictures. The naming of animals can be asked for one; it lives
 * by that model's embeddings, and knows nothing of animals and corrections.
 *
 * Way of an example: classifiers_examples.c keeps the picture and queues a job -> a worker makes its embedding ->
 * classifiers_work.c stores that and, once enough are there and none is under way, queues a fit -> a worker gets all
 * embeddings in one file without a name and finds the weights -> these are stored, and uploads can ask for them.
 * A revision counts what changes: a fit is for one, and where that has passed when it ends, the next begins.
 *
 * The routes and kinds of jobs stand in the tables of the application that can be asked for classifiers (images/animals), whose
 * struct record_keeper the functions below are given.
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state of its own. Functions that take a `tx` are
 * a part of the caller's transaction.
 * Files: classifiers_api.c HTTP, classifiers_classes.c other classes, classifiers_examples.c HTTP of examples, classifiers_work.c
 * jobs, classifiers_renew.c what a new version of the model makes due, classifiers_own.c answers, classifiers_store.c and
 * classifiers_examples_store.c SQL. */
#pragma once

#include "apps/images/record/record.h"

#define CLASSIFIERS_MODEL         STR("animals") /* whose embeddings they learn from */
#define CLASSIFIERS_TOP           5              /* guesses in an answer, as the model has */
#define CLASSIFIERS_MAX           50             /* of a user */
#define CLASSIFIER_CLASSES_MAX    50
#define CLASSIFIER_EXAMPLES_MAX   200 /* of a class */
#define CLASSIFIER_EXAMPLES_LEAST 5   /* of a class that takes part in learning */
#define CLASSIFIER_NAME_MAX       60

/* Kinds of jobs. */
#define CLASSIFIERS_EXAMPLE_JOB "animals-example"
#define CLASSIFIERS_FIT_JOB     "animals-fit"

/* ---- answers (classifiers_own.c) ---- */

/* A classifier that somebody made of their own pictures. */
struct classifier_learned {
    struct str name;
    struct str space;    /* version of the model whose embeddings it takes */
    struct str *classes; /* (class_count) */
    size_t class_count;
    const float *weights; /* (class_count, width + 1) */
    size_t width;
};

/* By its name; `email` tells whose, and may be empty where only one person has one of that name. E_NOT_FOUND,
 * E_CONFLICT where several have, E_NOT_READY, with words. */
MUSTUSE int classifiers_find_named(struct db_conn *conn, struct str email, struct str name,
                                   struct arena *arena, struct classifier_learned *out,
                                   struct err *err);

/* Which classifier, whose, and for what. */
struct classifier_wanted {
    struct uuid owner;
    struct uuid id;
    struct str space; /* version of the model that it is to be for */
};
/* A classifier to use: E_NOT_FOUND where the user has none of this id, E_NOT_READY where it has learned nothing, or for
 * another version of the model. */
MUSTUSE int classifiers_load(struct db_conn *conn, const struct classifier_wanted *wanted,
                             struct arena *arena, struct classifier_learned *out, struct err *err);

/* Its texts belong to the arena that was given for it, or to the classifier. */
struct classifier_answer {
    struct str label;
    double confidence;
    struct str result; /* JSON as in a record */
};
/* What the classifier says of a picture that an animals worker has looked at; `root` is that worker's result.
 * E_CONFLICT, with words, where it does not go together with the classifier. */
MUSTUSE int classifiers_classify(const struct classifier_learned *classifier,
                                 struct json_value root, struct arena *arena,
                                 struct classifier_answer *out, struct err *err);

/* ---- jobs (classifiers_work.c) ---- */

/* Watches over accounts and blobs from now on. */
void classifiers_attach(const struct record_keeper *keeper);
/* The version of the model that embeddings are made with now; empty: it is not there. */
struct str classifiers_space(const struct record_keeper *keeper);
/* The order to look at the picture in this file, for its embedding at least. */
MUSTUSE int classifiers_order(const struct record_keeper *keeper, struct str blob,
                              struct str params, struct arena *arena, struct job_order *out);

/* For the rows of both kinds of jobs in struct app.jobs; what finishes a fit calls classifiers_end_fit(). */
int classifiers_prepare_example(void *state, const struct job *job, struct arena *arena,
                                struct job_order *out);
int classifiers_finish_example(void *state, const struct job *job,
                               const struct pool_outcome *outcome);
int classifiers_prepare_fit(void *state, const struct job *job, struct arena *arena,
                            struct job_order *out);
/* The outcome of a CLASSIFIERS_FIT_JOB, in the caller's transaction: ends the job, keeps what was learned, and
 * begins the next where it is due. */
MUSTUSE int classifiers_end_fit(const struct record_keeper *keeper, struct db_conn *tx,
                                const struct job *job, const struct pool_outcome *outcome,
                                struct arena *arena);

/* ---- after a new version of the model (classifiers_renew.c) ---- */

/* Asks for what another version of the model looked at. */
struct outdated_query {
    struct str space;  /* the present version */
    struct uuid after; /* only ids behind this one, in their order */
    size_t limit;
};
/* Examples or pictures. */
struct outdated {
    struct outdated_item {
        struct uuid id;
        struct uuid owner;
    } * items;
    size_t count;
};
/* Reads rows of an id and an owner, at most `limit`. */
MUSTUSE int classifiers_read_outdated(struct db_rows *rows, size_t limit, struct arena *arena,
                                      struct outdated *out);
/* Has examples that another version looked at looked at once more, behind all other work. */
MUSTUSE int classifiers_renew(struct db_conn *tx, const struct outdated_query *query,
                              struct arena *arena);

/* ---- HTTP (classifiers_api.c, classifiers_examples.c) ---- */

/* For the table of routes, whose paths have the classifier's id as :id, an example's as :example. */
route_handler classifiers_list, classifiers_post, classifiers_get, classifiers_patch,
    classifiers_delete, classifiers_train;
route_handler classifiers_list_examples, classifiers_post_example, classifiers_example_thumbnail,
    classifiers_delete_example;
