/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of classifiers share. */
#pragma once

#include "apps/images/classifiers/classifiers.h"

struct classifier {
    struct uuid id;
    struct uuid owner;
    struct str name;
    int64_t revision;
    bool is_fitting;
    int64_t fitting;            /* revision */
    struct str fitting_classes; /* JSON */
    int64_t fitted;
    double accuracy;  /* negative: none */
    struct str error; /* empty: none */
    struct str space;
    struct str classes; /* JSON, in the order of the weights */
    bool has_weights;
    int64_t created_ms;
    int64_t updated_ms;
};

enum example_status { EXAMPLE_QUEUED, EXAMPLE_DONE, EXAMPLE_FAILED, EXAMPLE_STATUS_COUNT };
const char *example_status_name(enum example_status status);

struct example {
    struct uuid id;
    struct uuid classifier;
    struct str class;
    struct str blob;
    int64_t bytes;
    struct str type;
    enum example_status status;
    struct str error_code;
    struct str error_detail;
    struct str thumbnail;
    int64_t created_ms;
};

/* ---- storage (classifiers_store.c, classifiers_examples_store.c) ---- */

MUSTUSE int classifiers_store_add(struct db_conn *tx, const struct classifier *classifier);
/* One's own. E_NOT_FOUND for a stranger's. Without the weights. */
MUSTUSE int classifiers_store_find(struct db_conn *conn, struct uuid owner, struct uuid id,
                                   struct arena *arena, struct classifier *out);
MUSTUSE int classifiers_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                                       struct classifier *out);
MUSTUSE int classifiers_store_weights(struct db_conn *conn, struct uuid id, struct arena *arena,
                                      struct str *out);
MUSTUSE int classifiers_store_count(struct db_conn *conn, struct uuid owner, int64_t *out);
struct classifier_list {
    struct classifier *items;
    size_t count;
    bool has_more;
};
MUSTUSE int classifiers_store_list(struct db_conn *conn, struct uuid owner,
                                   const struct req_page *page, struct arena *arena,
                                   struct classifier_list *out);
MUSTUSE int classifiers_store_set_name(struct db_conn *tx, struct uuid id, struct str name);
/* Classes or examples have changed. */
MUSTUSE int classifiers_store_touch(struct db_conn *tx, struct uuid id);
MUSTUSE int classifiers_store_set_fitting(struct db_conn *tx, struct uuid id, struct str classes);
MUSTUSE int classifiers_store_set_fitted(struct db_conn *tx, struct uuid id, double accuracy,
                                         struct str space, struct str weights);
MUSTUSE int classifiers_store_set_failed(struct db_conn *tx, struct uuid id, const char *sentence);
MUSTUSE int classifiers_store_drop(struct db_conn *tx, struct uuid id);
/* By name, for the command line: `owner_email` may be empty. Tells how many there are; gives the first. */
MUSTUSE int classifiers_store_find_named(struct db_conn *conn, struct str owner_email,
                                         struct str name, struct uuid *out_id, int64_t *out_count);

struct classifier_class {
    struct str name;
    int64_t examples;
    int64_t ready;   /* with an embedding of the model's version */
    int64_t waiting; /* to be looked at, for the first time or by another version */
};
struct classifier_classes {
    struct classifier_class *items; /* (count) in their order */
    size_t count;
};
MUSTUSE int classifiers_store_list_classes(struct db_conn *conn, struct uuid id, struct str space,
                                           struct arena *arena, struct classifier_classes *out);
/* Adds a class, or moves the one that is there. */
MUSTUSE int classifiers_store_set_class(struct db_conn *tx, struct uuid id, struct str name,
                                        int64_t position);
/* With its examples. No class may be called `to`. */
MUSTUSE int classifiers_store_rename_class(struct db_conn *tx, struct uuid id, struct str from,
                                           struct str to);
/* With its examples. */
MUSTUSE int classifiers_store_drop_class(struct db_conn *tx, struct uuid id, struct str name);

MUSTUSE int examples_store_add(struct db_conn *tx, const struct example *example);
MUSTUSE int examples_store_find(struct db_conn *conn, struct uuid id, struct arena *arena,
                                struct example *out);
struct example_list {
    struct example *items;
    size_t count;
    bool has_more;
};
/* `class` may be empty: of all classes. */
MUSTUSE int examples_store_list(struct db_conn *conn, struct uuid classifier, struct str class,
                                const struct req_page *page, struct arena *arena,
                                struct example_list *out);
MUSTUSE int examples_store_drop(struct db_conn *tx, struct uuid id);
MUSTUSE int examples_store_set_done(struct db_conn *tx, struct uuid id, struct str thumbnail,
                                    struct str space, struct str embedding);
MUSTUSE int examples_store_set_failed(struct db_conn *tx, struct uuid id, int rc,
                                      const char *detail);
/* Those that another version of the model looked at, of anybody, by their ids. */
MUSTUSE int examples_store_list_outdated(struct db_conn *conn, const struct outdated_query *query,
                                         struct arena *arena, struct outdated *out);
MUSTUSE int examples_store_set_queued(struct db_conn *tx, struct uuid id);

/* Ids, or names of blobs. */
struct texts {
    struct str *items;
    size_t count;
};
enum examples_what {
    EXAMPLES_IDS,      /* of a classifier's examples */
    EXAMPLES_BLOBS,    /* of a classifier */
    EXAMPLES_OUTDATED, /* ids of those whose embedding is of another version than `space` */
    EXAMPLES_IDS_OF_OWNER,
    EXAMPLES_BLOBS_OF_OWNER,
    EXAMPLES_FITTING_OF_OWNER, /* ids of classifiers that are learned */
    EXAMPLES_WHAT_COUNT
};
MUSTUSE int examples_store_texts(struct db_conn *conn, enum examples_what what, struct uuid id,
                                 struct str space, struct arena *arena, struct texts *out);
struct examples_query {
    struct uuid classifier;
    struct str class;
    struct str space; /* version of the model */
    size_t width;     /* of the embeddings */
};
/* The embeddings of a class, one behind the other. */
MUSTUSE int examples_store_embeddings(struct db_conn *conn, const struct examples_query *query,
                                      struct sb *out, size_t *out_count);
/* The width of the embeddings of this version; 0: there are none. */
MUSTUSE int examples_store_width(struct db_conn *conn, struct uuid classifier, struct str space,
                                 size_t *out);
/* 1 or 0, negative on failure. */
int examples_store_names_blob(struct db_conn *conn, struct str blob);

/* ---- jobs (classifiers_work.c) ---- */

/* Stops the work on each of these. */
void classifiers_cancel(const struct record_keeper *keeper, const struct texts *ids);
/* Queues the learning where it is due; `is_wanted` also where nothing has changed. *out_started tells. */
MUSTUSE int classifiers_start(const struct record_keeper *keeper, struct db_conn *tx,
                              struct uuid id, bool is_wanted, struct arena *arena,
                              bool *out_started);
/* Whether what it has learned is for another version of the model than the present one. */
bool classifiers_is_stale(const struct record_keeper *keeper, const struct classifier *classifier);

/* ---- after a new version of the model (classifiers_renew.c) ---- */

/* The next example that another version looked at, behind this id. */
MUSTUSE int classifiers_renew_next(const struct record_keeper *keeper, struct db_conn *tx,
                                   struct uuid after, struct arena *arena);

/* ---- HTTP ---- */

/* The classifier that the path names. */
MUSTUSE int classifiers_find(struct req *rq, struct classifier *out);
MUSTUSE int classifiers_reply(struct req *rq, struct uuid id, int status);

struct classifiers_change {
    struct json_strs classes; /* trimmed names that differ from each other */
    struct json_strs
        were; /* what each was called before, empty: it is new; no items: all keep theirs */
};
MUSTUSE int classifiers_set_classes(struct db_conn *tx, struct uuid id,
                                    const struct json_strs *classes);
/* Classes that are named stay with their examples, those that are not go with theirs; then it learns, where it can.
 * E_INVALID, with words, for a `were` that does not fit. */
MUSTUSE int classifiers_replace_classes(struct req *rq, struct db_conn *tx, struct uuid id,
                                        const struct classifiers_change *change);
