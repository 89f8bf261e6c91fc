/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/record/record_int.h"
#include "base/clock.h"

#define WAIT_SECONDS_MAX 60

static int find_one(struct req *rq, struct uuid id, struct record *out)
{
    const struct record_keeper *keeper = rq->state;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc
                  : record_store_find(conn, keeper->app->name, rq->user.id, id, rq->arena, out);
}

int record_find(struct req *rq, struct record *out)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    return rc < 0 ? rc : find_one(rq, id, out);
}

static void write_file_facts(struct json_out *out, const struct record *image)
{
    json_key(out, "image");
    json_begin_object(out);
    if (image->width > 0) {
        json_kv_i64(out, "width", image->width);
        json_kv_i64(out, "height", image->height);
    } else {
        json_kv_null(out, "width");
        json_kv_null(out, "height");
    }
    json_kv_i64(out, "bytes", image->bytes);
    json_kv_str(out, "type", image->type);
    json_end_object(out);
}

void record_write_error(struct json_out *out, struct str code, struct str detail)
{
    json_key(out, "error");
    if (code.n == 0) {
        json_put_null(out);
        return;
    }
    int rc = e_from_code(code);
    json_begin_object(out);
    json_kv_c(out, "type", "about:blank");
    json_kv_c(out, "title", e_title(rc));
    json_kv_i64(out, "status", e_http_status(rc));
    json_kv_str(out, "detail", detail);
    json_kv_c(out, "code", e_code(rc));
    json_end_object(out);
}

void record_write(struct json_out *out, const struct record *image)
{
    json_begin_object(out);
    json_kv_id(out, "id", image->id);
    json_kv_id(out, "owner", image->owner);
    json_kv_str(out, "title", image->title);
    write_file_facts(out, image);
    json_key(out, "label");
    if (image->has_label) {
        json_put_str(out, image->label);
    } else {
        json_put_null(out);
    }
    json_kv_time(out, "created", image->created_ms);
    json_kv_time(out, "updated", image->updated_ms);
    json_kv_c(out, "status", record_status_name(image->status));
    json_key(out, "confidence");
    if (image->confidence >= 0) {
        json_put_double(out, image->confidence, 4);
    } else {
        json_put_null(out);
    }
    json_kv_raw(out, "result", image->result.n > 0 ? image->result : STR("null"));
    json_key(out, "model");
    if (image->model.n > 0) {
        json_put_str(out, image->model);
    } else {
        json_put_null(out);
    }
    json_key(out, "elapsed_ms");
    if (image->elapsed_ms >= 0) {
        json_put_i64(out, image->elapsed_ms);
    } else {
        json_put_null(out);
    }
    record_write_error(out, image->status == RECORD_FAILED ? image->error_code : STR_EMPTY,
                       image->error_detail);
    json_end_object(out);
}

int record_reply(struct req *rq, struct uuid id, int status)
{
    struct record image;
    int rc = find_one(rq, id, &image);
    if (rc < 0) {
        return rc;
    }
    bool ended = image.status == RECORD_DONE || image.status == RECORD_FAILED;
    record_write(req_out(rq), &image);
    return req_reply(rq, status == 202 && ended ? 201 : status);
}

int record_list(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    struct req_page page;
    int rc = req_page(rq, &page);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc < 0) {
        return rc;
    }
    struct record_query query = {keeper->app->name, rq->user.id, &page};
    record_find_names(keeper->models, page.q, rq->arena, &query);
    struct record_list list;
    rc = record_store_list(conn, &query, rq->arena, &list);
    if (rc < 0) {
        return rc;
    }

    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        record_write(out, &list.items[i]);
    }
    return req_reply_list_end(rq, list.has_more ? &list.items[list.count - 1].id : NULL);
}

/* ---- uploads ---- */

/* ?wait=: seconds that the client is ready to wait for the result. */
static int read_wait(struct req *rq, int64_t *out_ms)
{
    int64_t seconds;
    int rc = req_query_i64(rq, "wait", 0, WAIT_SECONDS_MAX, /* otherwise= */ 0, &seconds);
    if (rc == E_OK) {
        *out_ms = seconds * 1000;
    }
    return rc;
}

/* Runs when the result is there, or the time is over. */
static int reply_after_wait(struct req *rq)
{
    const struct uuid *id = rq->data;
    return record_reply(rq, *id, 202);
}

/* Starts the work on a committed record, and answers now or when it is done. */
static int start_and_reply(struct req *rq, struct uuid id, int64_t wait_ms)
{
    jobs_wake(rq->services->jobs);
    if (wait_ms == 0) {
        return record_reply(rq, id, 202);
    }
    rq->data = arena_memdup(rq->arena, &id, sizeof(id));
    return req_wait(rq, wait_ms, reply_after_wait);
}

static int add_record(struct req *rq, const struct record *image)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc < 0) {
        return rc;
    }
    const struct record_demand demand = {
        .owner = image->owner, .pictures = 1, .bytes = image->bytes, .jobs = 1};
    rc = record_check_quota(rq->state, tx, &demand, &rq->err);
    if (rc == E_OK) {
        rc = record_store_add(tx, image);
    }
    if (rc == E_OK) {
        rc = record_queue(tx, rq->state, image->id, image->owner);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /{app}: keeps the picture, queues the work, answers 202, or 201 where the client waits for it. */
int record_post(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    struct record image = {.id = uuid_new(),
                           .owner = rq->user.id,
                           .app = str_from(keeper->app->name),
                           .created_ms = clock_now_ms()};
    int64_t wait_ms = 0;
    int rc = read_wait(rq, &wait_ms);
    if (rc == E_OK) {
        rc = record_read_title(rq, &image.title);
    }
    if (rc == E_OK) {
        rc = keeper->app->read_options(rq, &image.options);
    }
    if (rc < 0) {
        return rc;
    }

    struct blob_pin *pin = NULL;
    rc = record_keep_upload(rq, &image, &pin);
    if (rc == E_OK) {
        req_watch(rq, image.id);
        rc = add_record(rq, &image);
    }
    if (rc < 0) {
        record_drop_kept(keeper, &pin);
        return rc;
    }
    blob_unpinp(&pin);
    return start_and_reply(rq, image.id, wait_ms);
}

int record_get(struct req *rq)
{
    struct record image;
    int rc = record_find(rq, &image);
    if (rc < 0) {
        return rc;
    }
    record_write(req_out(rq), &image);
    return req_reply(rq, 200);
}

struct patch {
    struct str title;
};

static const struct json_field patch_fields[] = {
    {"title", JSON_STR, offsetof(struct patch, title), /* must= */ true, 0, RECORD_TITLE_MAX},
    {0},
};

static int set_title(struct req *rq, struct uuid id, struct str title)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = record_store_set_title(tx, id, str_trim(title));
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Names of files that are not needed once a transaction is committed. They are asked for within it: what a
 * worker has found up to then is among them. */
struct outdated {
    struct str *blobs;
    size_t count;
};

/* Lets the application forget what it keeps of a picture that is replaced or removed. */
static int forget(const struct record_keeper *keeper, struct db_conn *tx, struct uuid id,
                  struct arena *arena)
{
    return keeper->app->forget != NULL ? keeper->app->forget(keeper, tx, id, arena) : E_OK;
}

/* Queues the picture anew, after replacing the upload where `upload` is not NULL. */
static int queue_anew(struct req *rq, const struct record *image, const struct record *upload,
                      struct outdated *out)
{
    const struct uuid id = image->id;
    const bool is_waiting = image->status == RECORD_QUEUED || image->status == RECORD_RUNNING;
    const struct record_demand demand = {.owner = image->owner,
                                         .bytes = upload != NULL ? upload->bytes - image->bytes : 0,
                                         .jobs = is_waiting ? 0 : 1};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = record_check_quota(rq->state, tx, &demand, &rq->err);
    }
    if (rc == E_OK) {
        rc = record_store_blobs(tx, id, rq->arena, &out->blobs, &out->count);
    }
    if (rc == E_OK && upload != NULL) {
        rc = forget(rq->state, tx, id, rq->arena);
    }
    if (rc == E_OK && upload != NULL) {
        rc = record_store_set_upload(tx, upload);
    }
    if (rc == E_OK && upload != NULL && upload->title.n > 0) {
        rc = record_store_set_title(tx, id, upload->title);
    }
    if (rc == E_OK) {
        rc = record_queue(tx, rq->state, id, rq->user.id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Replaces what is there by a new upload, or by nothing new, and has it looked at. */
static int predict_anew(struct req *rq, const struct record *image, const struct record *upload,
                        int64_t wait_ms)
{
    const struct record_keeper *keeper = rq->state;
    struct outdated outdated = {0};
    req_watch(rq, image->id);
    int rc = queue_anew(rq, image, upload, &outdated);
    if (rc < 0) {
        return rc;
    }
    jobs_cancel(rq->services->jobs, image->id);
    record_drop_blobs(keeper, outdated.blobs, outdated.count);
    return start_and_reply(rq, image->id, wait_ms);
}

static bool asks_for_options(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    for (const char *const *field = keeper->app->option_fields; *field != NULL; field++) {
        if (req_part(rq, *field) != NULL) {
            return true;
        }
    }
    return false;
}

static int patch_with_form(struct req *rq, const struct record *image)
{
    const struct record_keeper *keeper = rq->state;
    struct record upload = *image;
    upload.title = STR_EMPTY;
    int64_t wait_ms = 0;
    int rc = read_wait(rq, &wait_ms);
    if (rc == E_OK) {
        rc = record_read_title(rq, &upload.title);
    }
    if (rc == E_OK && asks_for_options(rq)) {
        rc = keeper->app->read_options(rq, &upload.options);
    }
    if (rc < 0) {
        return rc;
    }
    if (req_part(rq, "image") == NULL) {
        if (req_part(rq, "title") == NULL) {
            return err_field(&rq->err, "title", "or image is required");
        }
        rc = set_title(rq, image->id, upload.title);
        return rc < 0 ? rc : record_reply(rq, image->id, 200);
    }

    struct str title = upload.title;
    struct blob_pin *pin = NULL;
    rc = record_keep_upload(rq, &upload, &pin);
    upload.title = title; /* a new picture does not rename the record by itself */
    if (rc == E_OK) {
        rc = predict_anew(rq, image, &upload, wait_ms);
    }
    if (rc < 0) {
        record_drop_kept(keeper, &pin);
        return rc;
    }
    blob_unpinp(&pin);
    return E_OK;
}

/* PATCH /{app}/{id}: a new title, as JSON or form, or a new picture, as form. */
int record_patch(struct req *rq)
{
    struct record image;
    int rc = record_find(rq, &image);
    if (rc < 0) {
        return rc;
    }
    if (req_is_form(rq)) {
        return patch_with_form(rq, &image);
    }
    struct patch patch = {0};
    rc = req_json(rq, patch_fields, &patch);
    if (rc == E_OK) {
        rc = set_title(rq, image.id, patch.title);
    }
    return rc < 0 ? rc : record_reply(rq, image.id, 200);
}

/* POST /{app}/{id}/predict: the same picture once more. */
int record_predict(struct req *rq)
{
    struct record image = {0};
    int64_t wait_ms = 0;
    int rc = read_wait(rq, &wait_ms);
    if (rc == E_OK) {
        rc = record_find(rq, &image);
    }
    return rc < 0 ? rc : predict_anew(rq, &image, NULL, wait_ms);
}

static int drop_record(const struct record_keeper *keeper, struct uuid id, struct arena *arena,
                       struct outdated *out)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = record_store_blobs(tx, id, arena, &out->blobs, &out->count);
    }
    if (rc == E_OK) {
        rc = forget(keeper, tx, id, arena);
    }
    if (rc == E_OK) {
        rc = job_forget(tx, id);
    }
    if (rc == E_OK) {
        rc = record_store_drop(tx, id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int record_remove(const struct record_keeper *keeper, struct uuid id, struct arena *arena)
{
    struct outdated outdated = {0};
    int rc = drop_record(keeper, id, arena, &outdated);
    if (rc < 0) {
        return rc;
    }
    jobs_cancel(keeper->services->jobs, id);
    record_drop_blobs(keeper, outdated.blobs, outdated.count);
    record_publish_end(keeper, id, arena);
    return E_OK;
}

int record_delete(struct req *rq)
{
    struct record image;
    int rc = record_find(rq, &image);
    if (rc == E_OK) {
        rc = record_remove(rq->state, image.id, rq->arena);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}
