/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of record share. */
#pragma once

#include "apps/images/record/record.h"

/* ---- models (record_models.c) ---- */

/* Loads what the program and <data>/models have of this kind; says in the log what cannot be used. */
struct record_models *record_models_new(const struct config *config, enum model_kind kind,
                                        struct str usual);
void record_models_free(struct record_models *models);
/* The names, as labels have them, of all classes that are called so in any language, or something with it in it. `models`
 * may be NULL. */
void record_find_names(const struct record_models *models, struct str part, struct arena *arena,
                       struct record_query *out);

/* ---- storage (record_store.c) ---- */

MUSTUSE int record_store_set_title(struct db_conn *tx, struct uuid id, struct str title);
/* Replaces the upload: blob, bytes, type and options. */
MUSTUSE int record_store_set_upload(struct db_conn *tx, const struct record *image);
/* Back to queued, without what was found before. */
MUSTUSE int record_store_set_queued(struct db_conn *tx, struct uuid id);
MUSTUSE int record_store_set_running(struct db_conn *tx, struct uuid id);
MUSTUSE int record_store_set_failed(struct db_conn *tx, struct uuid id, int rc, const char *detail,
                                    int64_t elapsed_ms);
MUSTUSE int record_store_drop(struct db_conn *tx, struct uuid id);

MUSTUSE int record_store_add_page(struct db_conn *tx, struct uuid id, int64_t page,
                                  struct str blob);
struct record_usage {
    int64_t pictures;
    int64_t bytes; /* of uploads, examples of classifiers among them */
};
MUSTUSE int record_store_usage(struct db_conn *conn, struct uuid owner, struct record_usage *out);
/* The names of all blobs that belong to a picture, or to all of an owner's. */
MUSTUSE int record_store_blobs(struct db_conn *conn, struct uuid id, struct arena *arena,
                               struct str **out, size_t *out_count);
MUSTUSE int record_store_blobs_of_owner(struct db_conn *conn, struct uuid owner,
                                        struct arena *arena, struct str **out, size_t *out_count);
/* The ids of an owner's pictures of this application that are worked on or wait for it. */
MUSTUSE int record_store_unended(struct db_conn *conn, const char *app, struct uuid owner,
                                 struct arena *arena, struct str **out, size_t *out_count);
/* 1 or 0, negative on failure. */
int record_store_names_blob(struct db_conn *conn, struct str blob);

/* ---- the search index (record_search_store.c) ---- */

/* Puts some of the pictures in that are not yet, in the order of their ids, behind this one. */
MUSTUSE int record_index_missing(struct db *db, struct uuid *inout_after, bool *out_all);

/* ---- the life of a record (record_work.c) ---- */

/* Tells who listens that the work on a picture has ended, or the picture is gone: the record is null then.
 * Their streams end. */
void record_publish_end(const struct record_keeper *keeper, struct uuid id, struct arena *arena);

/* ---- HTTP (record_api.c, record_files.c, record_upload.c) ---- */

MUSTUSE int record_read_title(struct req *rq, struct str *out);

route_handler record_list, record_post, record_get, record_patch, record_delete, record_predict;
route_handler record_image, record_thumbnail, record_preview, record_events;
void record_write(struct json_out *out, const struct record *image);
