/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that show what the classes of a classifier look like. */
#include "apps/images/classifiers/classifiers_int.h"
#include "base/clock.h"
#include "http/form/form.h"

/* ---- writing ---- */

static void write_example(struct json_out *out, const struct example *example)
{
    json_begin_object(out);
    json_kv_id(out, "id", example->id);
    json_kv_id(out, "classifier", example->classifier);
    json_kv_str(out, "class", example->class);
    json_key(out, "image");
    json_begin_object(out);
    json_kv_i64(out, "bytes", example->bytes);
    json_kv_str(out, "type", example->type);
    json_end_object(out);
    json_kv_c(out, "status", example_status_name(example->status));
    json_kv_time(out, "created", example->created_ms);
    record_write_error(out, example->status == EXAMPLE_FAILED ? example->error_code : STR_EMPTY,
                       example->error_detail);
    json_end_object(out);
}

/* GET /animals/classifiers/{id}/examples?class=NAME */
int classifiers_list_examples(struct req *rq)
{
    struct classifier classifier = {0};
    struct req_page page = {0};
    struct example_list list = {0};
    int rc = req_page(rq, &page);
    if (rc == E_OK) {
        rc = classifiers_find(rq, &classifier);
    }
    if (rc == E_OK) {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = examples_store_list(conn, classifier.id, req_query(rq, "class"), &page, rq->arena,
                                     &list);
        }
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        write_example(out, &list.items[i]);
    }
    return req_reply_list_end(rq, list.has_more ? &list.items[list.count - 1].id : NULL);
}

/* ---- adding ---- */

static int read_class(struct req *rq, struct str *out)
{
    const struct form_part *part = req_part(rq, "class");
    if (part == NULL) {
        return err_field(&rq->err, "class", "is required");
    }
    if (part->fd >= 0) {
        return err_field(&rq->err, "class", "must be a text");
    }
    *out = str_trim(part->value);
    return E_OK;
}

static int check_class(struct req *rq, struct db_conn *tx, const struct example *example)
{
    struct classifier_classes classes = {0};
    int rc =
        classifiers_store_list_classes(tx, example->classifier, STR_EMPTY, rq->arena, &classes);
    if (rc < 0) {
        return rc;
    }
    for (size_t i = 0; i < classes.count; i++) {
        if (!str_eq(classes.items[i].name, example->class)) {
            continue;
        }
        return classes.items[i].examples < CLASSIFIER_EXAMPLES_MAX
                   ? E_OK
                   : err_set(&rq->err, E_LIMIT_REACHED,
                             "This class has %d pictures, which is as many as it may have.",
                             CLASSIFIER_EXAMPLES_MAX);
    }
    return err_field(&rq->err, "class", "is none of this classifier's classes");
}

static int add(struct req *rq, const struct example *example)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = check_class(rq, tx, example);
    }
    if (rc == E_OK) {
        const struct record_demand demand = {
            .owner = rq->user.id, .bytes = example->bytes, .jobs = 1};
        rc = record_check_quota(rq->state, tx, &demand, &rq->err);
    }
    if (rc == E_OK) {
        rc = examples_store_add(tx, example);
    }
    if (rc == E_OK) {
        rc = job_add(tx, CLASSIFIERS_EXAMPLE_JOB, example->id, rq->user.id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Keeps the picture and the row that names it. */
static int keep(struct req *rq, struct example *example)
{
    struct record upload = {.title = STR("example")};
    struct blob_pin *pin = NULL;
    int rc = record_keep_upload(rq, &upload, &pin);
    if (rc == E_OK) {
        example->blob = upload.blob;
        example->bytes = upload.bytes;
        example->type = upload.type;
        rc = add(rq, example);
    }
    if (rc < 0) {
        record_drop_kept(rq->state, &pin);
        return rc;
    }
    blob_unpinp(&pin);
    return E_OK;
}

/* POST /animals/classifiers/{id}/examples */
int classifiers_post_example(struct req *rq)
{
    struct classifier classifier = {0};
    struct example example = {.id = uuid_new(), .created_ms = clock_now_ms()};
    int rc = classifiers_find(rq, &classifier);
    if (rc == E_OK) {
        rc = read_class(rq, &example.class);
    }
    if (rc == E_OK && classifiers_space(rq->state).n == 0) {
        rc = err_set(&rq->err, E_MODEL_MISSING, "The model that learns is not installed.");
    }
    if (rc == E_OK) {
        example.classifier = classifier.id;
        rc = keep(rq, &example);
    }
    if (rc < 0) {
        return rc;
    }
    jobs_wake(rq->services->jobs);
    write_example(req_out(rq), &example);
    return req_reply(rq, 202);
}

/* ---- one ---- */

static int find_example(struct req *rq, struct example *out)
{
    struct classifier classifier = {0};
    struct uuid id = {0};
    int rc = classifiers_find(rq, &classifier);
    if (rc == E_OK) {
        rc = req_id(rq, "example", &id);
    }
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = examples_store_find(conn, id, rq->arena, out);
    }
    return rc == E_OK && !uuid_eq(out->classifier, classifier.id) ? E_NOT_FOUND : rc;
}

/* GET /animals/classifiers/{id}/examples/{example}/thumbnail */
int classifiers_example_thumbnail(struct req *rq)
{
    struct example example = {0};
    int rc = find_example(rq, &example);
    if (rc < 0) {
        return rc;
    }
    if (example.thumbnail.n == 0) {
        return err_set(&rq->err, E_NOT_FOUND, "There is no thumbnail of this picture%s.",
                       example.status == EXAMPLE_FAILED ? "" : " yet");
    }
    return record_reply_blob(rq, example.thumbnail, "image/jpeg");
}

static int drop(struct req *rq, const struct example *example)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    bool started;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = job_forget(tx, example->id);
    }
    if (rc == E_OK) {
        rc = examples_store_drop(tx, example->id);
    }
    if (rc == E_OK) {
        rc = classifiers_store_touch(tx, example->classifier);
    }
    if (rc == E_OK) {
        rc = classifiers_start(rq->state, tx, example->classifier, false, rq->arena, &started);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* DELETE /animals/classifiers/{id}/examples/{example} */
int classifiers_delete_example(struct req *rq)
{
    struct example example = {0};
    int rc = find_example(rq, &example);
    if (rc == E_OK) {
        rc = drop(rq, &example);
    }
    if (rc < 0) {
        return rc;
    }
    jobs_cancel(rq->services->jobs, example.id);
    record_drop_blobs(rq->state, (const struct str[]){example.blob, example.thumbnail},
                      example.thumbnail.n > 0 ? 2 : 1);
    jobs_wake(rq->services->jobs);
    return req_reply(rq, 204);
}
