/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record: a picture that somebody has had looked at, and what was found on it, as all image applications keep it. An application
 * (images/ocr, images/animals, images/road_signs) says by a struct record_app what it does otherwise, and names record_routes
 * and the functions of jobs below in its tables.
 *
 * Way of a picture: record_api.c record_post -> blob -> record_store.c row and job in one transaction ->
 * platform/jobs -> record_work.c record_prepare, a worker, record_finish (label and result stored) ->
 * the browser is told by an event and asks for the record.
 *
 * Not here: what only one application has; what others may read of pictures, and what goes along with its owner (images).
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state that changes but what says so. Functions
 * that take a `tx` are a part of the caller's transaction.
 * Files: record_routes.c table; record_api.c, record_files.c, record_upload.c HTTP; record_work.c what happens to jobs;
 * record_type.c kinds of files; record_models.c the networks that can be asked for and their classes; record_quota.c how much
 * one account may have; record_admin.c what staff see; record_store.c SQL; record_search_store.c what can be searched. */
#pragma once

#include "http/http.h"
#include "model/model.h"
#include "platform/blob/blob.h"
#include "platform/config/config.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

#define RECORD_TITLE_MAX 100

struct record;
struct record_keeper;
struct resource;

/* What an application says of itself; constant, and outlives the server. */
struct record_app {
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
    int (*found)(const struct record_keeper *keeper, struct db_conn *tx, struct json_value root,
                 struct arena *arena, struct record *inout, struct err *err);
    /* In the transaction in which a picture is replaced or removed, before it is. */
    int (*forget)(const struct record_keeper *keeper, struct db_conn *tx, struct uuid id,
                  struct arena *arena);
};

/* Is called for every record whose work has ended, or that is gone; on any thread, and must not block. */
typedef void record_ended(void *context, struct uuid record);

/* Keeps the records of one application: rq->state of its handlers. */
struct record_keeper {
    const struct record_app *app;
    const struct services *services;
    struct http *http;
    struct record_models *models; /* NULL: it has none */
    record_ended *ended;          /* NULL: nobody asks */
    void *ended_context;
    /* Only of the first application, on the thread of tick(): up to where pictures of before are in the index. */
    struct uuid indexed_to;
    bool is_indexed;
};

/* ---- models (record_models.c) ---- */

/* One that is installed. */
struct record_model {
    struct str name; /* of its folder */
    struct model model;
    bool is_usable;
    char reason[320]; /* why not */
};

/* Those of the kind that an application has. */
struct record_models {
    struct arena *arena;
    const char *folder;          /* <data>/models */
    struct str usual;            /* the model where none is asked for */
    enum model_kind kind;        /* of all of them */
    struct record_model *models; /* (count) */
    size_t count;
};

/* NULL where there is none, or it cannot be used. */
const struct model *record_find_model(const struct record_models *models, struct str name);
/* The form field `model`, or the usual one; E_MODEL_MISSING, with words, where it cannot be used. */
MUSTUSE int record_read_model(struct req *rq, struct str *out);
/* The model of a query's ?model=NAME, or the usual one; E_NOT_FOUND, with words. */
MUSTUSE int record_query_model(struct req *rq, const struct model **out);
/* A plain text of the form; empty where there is none. */
MUSTUSE int record_read_text(struct req *rq, const char *name, struct str *out);

/* An object {"de": text} of what a table has in other languages; `texts` (language_count) may be NULL. */
void record_write_translations(struct json_out *out, const char *key,
                               const struct model_labels *labels, const struct str *texts);

/* For the routes of applications that have models: which there are, and the classes of one. */
route_handler record_list_models, record_list_classes;

/* ---- kinds of files (record_type.c) ---- */

/* The media type by the file's first bytes, or NULL for none that is taken. */
const char *record_type_sniff(struct str head, bool takes_pdf);

/* ---- storage (record_store.c) ---- */

/* How far the work on a picture is. */
enum record_status {
    RECORD_QUEUED,
    RECORD_RUNNING,
    RECORD_DONE,
    RECORD_FAILED,
    RECORD_STATUS_COUNT
};
/* "queued", "running", "done", "failed". */
const char *record_status_name(enum record_status status);

/* A row; its texts belong to the arena that was given for it. */
struct record {
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
    enum record_status status;
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

/* A new row, queued; it has no job yet. */
MUSTUSE int record_store_add(struct db_conn *tx, const struct record *image);
/* The owner's newest record of an application over the same file, that has not failed and stays.
 * E_NOT_FOUND. */
MUSTUSE int record_store_find_same(struct db_conn *conn, const char *app, struct uuid owner,
                                   struct str blob, struct uuid *out_id);
/* One's own picture, with everything. E_NOT_FOUND for a stranger's. */
MUSTUSE int record_store_find(struct db_conn *conn, const char *app, struct uuid owner,
                              struct uuid id, struct arena *arena, struct record *out);
/* The same whoever owns it, for the worker's side. */
MUSTUSE int record_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                                  struct record *out);
/* Which records a list is to have. */
struct record_query {
    const char *app;
    struct uuid owner;
    const struct req_page *page;
    /* The names in labels of the classes that the text which is looked for means in other languages. */
    const struct str *names;
    size_t name_count;
};
struct record_list {
    /* Newest first, with what a list shows: no `result`, no app, options and blobs. */
    struct record *items;
    size_t count;
    bool has_more;
};
/* Fewer than the page asks for where their texts are long: all of them together are one reply. */
MUSTUSE int record_store_list(struct db_conn *conn, const struct record_query *query,
                              struct arena *arena, struct record_list *out);
/* Done: label, confidence, result, model, time, size and thumbnail. */
MUSTUSE int record_store_set_done(struct db_conn *tx, const struct record *image);
/* E_NOT_FOUND where the page has no picture of its own. */
MUSTUSE int record_store_find_page(struct db_conn *conn, struct uuid id, int64_t page,
                                   struct arena *arena, struct str *out_blob);

/* ---- the search index (record_search_store.c) ---- */

/* Puts a picture's title and label into it as they are now. Everything above that changes one of them does so. */
MUSTUSE int record_index(struct db_conn *tx, struct uuid id);
/* struct app.tick: some of them each time, until all are in. */
void record_tick(void *state);

/* ---- the life of a record (record_work.c) ---- */

/* For struct app.init: the state of an application, with its models, which watches over accounts and blobs from now on. Needs
 * the state of accounts. record_free() is struct app.done, and takes NULL. */
MUSTUSE int record_new(const struct record_app *app, const struct services *services,
                       struct http *http, void **out_state);
void record_free(void *state);
/* For the row of its own kind in struct app.jobs: */
int record_prepare(void *state, const struct job *job, struct arena *arena, struct job_order *out);
void record_progress(void *state, const struct job *job, const struct ipc_progress *progress);
int record_finish(void *state, const struct job *job, const struct pool_outcome *outcome);
int record_retry(void *state, struct db_conn *tx, const struct job *job);
/* The facts of a result that have columns of their own; the worker's numbers are taken within bounds. */
void record_read_result(const struct pool_result *result, struct arena *arena, struct record *out);
/* Whoever owns it, on a connection of its own. */
MUSTUSE int record_find_any(const struct record_keeper *keeper, struct uuid id, struct arena *arena,
                            struct record *out);
/* The file of a row. E_IO where it is not there: the disk has lost it, not the client. */
MUSTUSE int record_open_blob(const struct record_keeper *keeper, struct str blob, int *out_fd);
/* Queues a picture anew, in the caller's transaction. */
MUSTUSE int record_queue(struct db_conn *tx, const struct record_keeper *keeper, struct uuid id,
                         struct uuid owner);
/* Removes files that no row needs any more; a failure is logged and left to the next sweep. */
void record_drop_blobs(const struct record_keeper *keeper, const struct str *blobs, size_t count);

/* ---- administration (record_admin.c) ---- */

/* For struct app.resources; each ends with NULL. */
extern const struct resource *const record_ocr_resources[],
    *const record_animals_resources[], *const record_road_signs_resources[];

/* ---- quotas (record_quota.c) ---- */

/* What is to be added to what an owner has. */
struct record_demand {
    struct uuid owner;
    int64_t pictures;
    int64_t bytes;
    int64_t jobs;
};

/* Within the transaction that adds it. E_QUOTA says which bound is reached. */
MUSTUSE int record_check_quota(const struct record_keeper *keeper, struct db_conn *tx,
                               const struct record_demand *demand, struct err *err);

/* ---- HTTP (record_routes.c, record_api.c, record_files.c, record_upload.c) ---- */

/* Removes a record with all that was found, as its owner does. */
MUSTUSE int record_remove(const struct record_keeper *keeper, struct uuid id, struct arena *arena);

/* Checks the picture of the form ("image") and keeps its bytes, pinned; fills blob, bytes, type and, where it is empty, the
 * title. */
MUSTUSE int record_keep_upload(struct req *rq, struct record *image, struct blob_pin **out_pin);
/* Lets go of what was kept for a row that did not come to be; accepts a pin that is NULL. */
void record_drop_kept(const struct record_keeper *keeper, struct blob_pin **pin);

/* What all applications have, for struct app.shared. */
extern const struct route record_routes[];

/* One's own picture that the path names, with everything. E_NOT_FOUND. */
MUSTUSE int record_find(struct req *rq, struct record *out);
/* The member "error": a problem document, or null where the code is empty. */
void record_write_error(struct json_out *out, struct str code, struct str detail);
/* Answers with the record as it is now; a status of 202 becomes 201 where its work has ended. */
MUSTUSE int record_reply(struct req *rq, struct uuid id, int status);
/* Streams a blob with its name as ETag. */
MUSTUSE int record_reply_blob(struct req *rq, struct str blob, const char *type);
