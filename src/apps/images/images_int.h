/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of images share. */
#pragma once

#include "apps/images/images.h"
#include "apps/resource/resource.h"
#include "model/model.h"
#include "platform/blob/blob.h"
#include "platform/config/config.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

#define IMAGES_TITLE_MAX 100

struct images;
struct images_models;
struct images_query;
struct images_record;

struct images_app {
    const char *name;   /* in the record and the path: "ocr" */
    const char *worker; /* kind of worker */
    bool takes_pdf;
    const char *const *option_fields; /* of the form, beyond title and image; ends with NULL */
    /* Reads them into the text that is kept with the record; E_INVALID names the field. */
    int (*read_options)(struct req *rq, struct str *out);
    struct str usual_model; /* of its own kind, where none is asked for; empty: it has no models */
    enum model_kind model_kind;
    /* Writes the members of a class that no other application's classes have. */
    void (*write_class)(struct req *rq, const struct model *model, const struct model_class *class);
    /* All below may be NULL. The worker's variant for a record's options; else the options themselves. */
    struct str (*variant)(struct str options);
    /* In the transaction that stores a result: may keep what else the worker has found, and change label, confidence
     * and result of the record. E_CONFLICT, with words, where the result is of no use: the record has failed then. */
    int (*found)(const struct images *images, struct db_conn *tx, struct json_value root,
                 struct arena *arena, struct images_record *inout, struct err *err);
    /* In the transaction in which a picture is replaced or removed, before it is. */
    int (*forget)(const struct images *images, struct db_conn *tx, struct uuid id,
                  struct arena *arena);
};

/* The state of one application: rq->state of its handlers. */
struct images {
    const struct images_app *app;
    const struct services *services;
    struct http *http;
    struct images_models *models; /* NULL: it has none */
    images_ended *ended;          /* NULL: nobody asks */
    void *ended_context;
    /* Only of the first application, on the thread of tick(): up to where pictures of before are in the index. */
    struct uuid indexed_to;
    bool is_indexed;
};

/* ---- models (images_models.c) ---- */

struct images_model {
    struct str name; /* of its folder */
    struct model model;
    bool is_usable;
    char reason[320]; /* why not */
};

struct images_models {
    struct arena *arena;
    const char *folder;          /* <data>/models */
    struct str usual;            /* the model where none is asked for */
    enum model_kind kind;        /* of all of them */
    struct images_model *models; /* (count) */
    size_t count;
};

/* Loads what the program and <data>/models have of this kind; says in the log what cannot be used. */
struct images_models *images_models_new(const struct config *config, enum model_kind kind,
                                        struct str usual);
void images_models_free(struct images_models *models);
/* NULL where there is none, or it cannot be used. */
const struct model *images_find_model(const struct images_models *models, struct str name);
/* The form field `model`, or the usual one; E_MODEL_MISSING, with words, where it cannot be used. */
MUSTUSE int images_read_model(struct req *rq, struct str *out);
/* The model of a query's ?model=NAME, or the usual one; E_NOT_FOUND, with words. */
MUSTUSE int images_query_model(struct req *rq, const struct model **out);
/* The names, as labels have them, of all classes that are called so in any language, or something with it in it. `models`
 * may be NULL. */
void images_find_names(const struct images_models *models, struct str part, struct arena *arena,
                       struct images_query *out);
/* A plain text of the form; empty where there is none. */
MUSTUSE int images_read_text(struct req *rq, const char *name, struct str *out);

/* An object {"de": text} of what a table has in other languages; `texts` (language_count) may be NULL. */
void images_write_translations(struct json_out *out, const char *key,
                               const struct model_labels *labels, const struct str *texts);

route_handler images_list_models, images_list_classes;

/* ---- kinds of files (images_type.c) ---- */

/* The media type by the file's first bytes, or NULL for none that is taken. */
const char *images_type_sniff(struct str head, bool takes_pdf);

/* ---- storage (images_store.c) ---- */

enum images_status {
    IMAGES_QUEUED,
    IMAGES_RUNNING,
    IMAGES_DONE,
    IMAGES_FAILED,
    IMAGES_STATUS_COUNT
};
const char *images_status_name(enum images_status status);

struct images_record {
    struct uuid id;
    struct uuid owner;
    struct str app;
    struct str title;
    struct str blob;
    int64_t bytes;
    struct str type;
    struct str options;
    int64_t width; /* 0: not known yet */
    int64_t height;
    enum images_status status;
    bool has_label;
    struct str label;
    double confidence; /* negative: none */
    struct str result; /* JSON, or empty */
    struct str model;
    int64_t elapsed_ms; /* negative: none */
    struct str error_code;
    struct str error_detail;
    struct str thumbnail;
    int64_t created_ms;
    int64_t updated_ms;
};

MUSTUSE int images_store_add(struct db_conn *tx, const struct images_record *image);
/* The owner's newest record of an application over the same file, that has not failed and stays.
 * E_NOT_FOUND. */
MUSTUSE int images_store_find_same(struct db_conn *conn, const char *app, struct uuid owner,
                                   struct str blob, struct uuid *out_id);
/* One's own picture, with everything. E_NOT_FOUND for a stranger's. */
MUSTUSE int images_store_find(struct db_conn *conn, const char *app, struct uuid owner,
                              struct uuid id, struct arena *arena, struct images_record *out);
/* The same whoever owns it, for the worker's side. */
MUSTUSE int images_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                                  struct images_record *out);
struct images_query {
    const char *app;
    struct uuid owner;
    const struct req_page *page;
    /* The names in labels of the classes that the text which is looked for means in other languages. */
    const struct str *names;
    size_t name_count;
};
struct images_list {
    /* Newest first, with what a list shows: no `result`, no app, options and blobs. */
    struct images_record *images;
    size_t count;
    bool has_more;
};
/* Fewer than the page asks for where their texts are long: all of them together are one reply. */
MUSTUSE int images_store_list(struct db_conn *conn, const struct images_query *query,
                              struct arena *arena, struct images_list *out);
MUSTUSE int images_store_set_title(struct db_conn *tx, struct uuid id, struct str title);
/* Replaces the upload: blob, bytes, type and options. */
MUSTUSE int images_store_set_upload(struct db_conn *tx, const struct images_record *image);
/* Back to queued, without what was found before. */
MUSTUSE int images_store_set_queued(struct db_conn *tx, struct uuid id);
MUSTUSE int images_store_set_running(struct db_conn *tx, struct uuid id);
/* Label, confidence, result, model, time, size and thumbnail. */
MUSTUSE int images_store_set_done(struct db_conn *tx, const struct images_record *image);
MUSTUSE int images_store_set_failed(struct db_conn *tx, struct uuid id, int rc, const char *detail,
                                    int64_t elapsed_ms);
MUSTUSE int images_store_drop(struct db_conn *tx, struct uuid id);

MUSTUSE int images_store_add_page(struct db_conn *tx, struct uuid id, int64_t page,
                                  struct str blob);
/* E_NOT_FOUND where the page has no picture of its own. */
MUSTUSE int images_store_find_page(struct db_conn *conn, struct uuid id, int64_t page,
                                   struct arena *arena, struct str *out_blob);
struct images_usage {
    int64_t pictures;
    int64_t bytes; /* of uploads, examples of classifiers among them */
};
MUSTUSE int images_store_usage(struct db_conn *conn, struct uuid owner, struct images_usage *out);
/* The names of all blobs that belong to a picture, or to all of an owner's. */
MUSTUSE int images_store_blobs(struct db_conn *conn, struct uuid id, struct arena *arena,
                               struct str **out, size_t *out_count);
MUSTUSE int images_store_blobs_of_owner(struct db_conn *conn, struct uuid owner,
                                        struct arena *arena, struct str **out, size_t *out_count);
/* The ids of an owner's pictures of this application that are worked on or wait for it. */
MUSTUSE int images_store_unended(struct db_conn *conn, const char *app, struct uuid owner,
                                 struct arena *arena, struct str **out, size_t *out_count);
/* 1 or 0, negative on failure. */
int images_store_names_blob(struct db_conn *conn, struct str blob);

/* ---- the search index (images_search_store.c) ---- */

/* Puts a picture's title and label into it as they are now. Everything above that changes one of them does so. */
MUSTUSE int images_index(struct db_conn *tx, struct uuid id);
/* Puts some of the pictures in that are not yet, in the order of their ids, behind this one. */
MUSTUSE int images_index_missing(struct db *db, struct uuid *inout_after, bool *out_all);
/* struct app.tick: some of them each time, until all are in. */
void images_tick(void *state);

/* ---- the life of a record (images_work.c) ---- */

MUSTUSE int images_new(const struct images_app *app, const struct services *services,
                       struct http *http, void **out_state);
void images_free(void *state);
int images_prepare(void *state, const struct job *job, struct arena *arena, struct job_order *out);
void images_progress(void *state, const struct job *job, const struct ipc_progress *progress);
int images_finish(void *state, const struct job *job, const struct pool_outcome *outcome);
/* The facts of a result that have columns of their own; the worker's numbers are taken within bounds. */
void images_read_result(const struct pool_result *result, struct arena *arena,
                        struct images_record *out);
/* Whoever owns it, on a connection of its own. */
MUSTUSE int images_find_any(const struct images *images, struct uuid id, struct arena *arena,
                            struct images_record *out);
/* The file of a row. E_IO where it is not there: the disk has lost it, not the client. */
MUSTUSE int images_open_blob(const struct images *images, struct str blob, int *out_fd);
/* Queues a picture anew, in the caller's transaction. */
MUSTUSE int images_queue(struct db_conn *tx, const struct images *images, struct uuid id,
                         struct uuid owner);
/* Tells who listens that the work on a picture has ended, or the picture is gone: the record is null then.
 * Their streams end. */
void images_publish_end(const struct images *images, struct uuid id, struct arena *arena);
/* Removes files that no row needs any more; a failure is logged and left to the next sweep. */
void images_drop_blobs(const struct images *images, const struct str *blobs, size_t count);

/* The job_type.retry of pictures. */
int images_retry(void *state, struct db_conn *tx, const struct job *job);

/* ---- administration (images_admin.c) ---- */

extern const struct resource *const images_ocr_resources[],
    *const images_animals_resources[], *const images_road_signs_resources[];

/* ---- quotas (images_quota.c) ---- */

/* What is to be added to what an owner has. */
struct images_demand {
    struct uuid owner;
    int64_t pictures;
    int64_t bytes;
    int64_t jobs;
};

/* Within the transaction that adds it. E_QUOTA says which bound is reached. */
MUSTUSE int images_check_quota(const struct images *images, struct db_conn *tx,
                               const struct images_demand *demand, struct err *err);

/* ---- HTTP (images_routes.c, images_api.c, images_files.c, images_upload.c) ---- */

/* Removes a record with all that was found, as its owner does. */
MUSTUSE int images_remove(const struct images *images, struct uuid id, struct arena *arena);

#define IMAGES_APPLICATIONS ((size_t)3)
extern const struct app *const images_applications[IMAGES_APPLICATIONS];
/* The state of the application of this name; NULL where there is none. */
const struct images *images_find_state(struct http *http, struct str app);
/* Whether the application takes files of this type, and has what looks at them. */
MUSTUSE int images_check_usable(const struct images *images, struct str type, struct err *err);
/* Adds a record with a job, over a file that stays meanwhile: with owner, title, blob, bytes and type of `source`. */
MUSTUSE int images_add_over(const struct images *images, struct db_conn *tx,
                            const struct images_record *source, struct uuid *out_id,
                            struct err *err);

MUSTUSE int images_passing_store_add(struct db_conn *tx, struct uuid record, int64_t now_ms);
/* The oldest that came before, at most `limit`. */
MUSTUSE int images_passing_store_list(struct db_conn *conn, int64_t before_ms, size_t limit,
                                      struct arena *arena, struct images_passing *out,
                                      size_t *out_count);

MUSTUSE int images_read_title(struct req *rq, struct str *out);
/* Checks the picture of the form and keeps its bytes, pinned; fills blob, bytes, type and, where it is empty, the
 * title. */
MUSTUSE int images_keep_upload(struct req *rq, struct images_record *image,
                               struct blob_pin **out_pin);
/* Lets go of what was kept for a row that did not come to be; accepts a pin that is NULL. */
void images_drop_kept(const struct images *images, struct blob_pin **pin);

/* What all applications have, for struct app.shared. */
extern const struct route images_routes[];
route_handler images_list, images_post, images_get, images_patch, images_delete, images_predict;
route_handler images_image, images_thumbnail, images_preview, images_events;

/* The picture that the path names, with everything. */
MUSTUSE int images_find(struct req *rq, struct images_record *out);
void images_write(struct json_out *out, const struct images_record *image);
/* The member "error": a problem document, or null where the code is empty. */
void images_write_error(struct json_out *out, struct str code, struct str detail);
/* Answers with the record as it is now; a status of 202 becomes 201 where its work has ended. */
MUSTUSE int images_reply_record(struct req *rq, struct uuid id, int status);
/* Streams a blob with its name as ETag. */
MUSTUSE int images_reply_blob(struct req *rq, struct str blob, const char *type);
