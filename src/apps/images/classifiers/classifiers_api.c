/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classifiers of somebody's own: made, named, changed, taught and removed. */
#include "apps/images/classifiers/classifiers_int.h"
#include "base/clock.h"
#include "base/utf8.h"

/* ---- writing ---- */

static const char *status_of(const struct classifier *classifier)
{
    if (classifier->is_fitting) {
        return "training";
    }
    if (classifier->error.n > 0 && classifier->revision == classifier->fitted) {
        return "failed";
    }
    return classifier->has_weights ? "ready" : "collecting";
}

static void write_classes(struct json_out *out, const struct classifier_classes *classes)
{
    json_key(out, "classes");
    json_begin_array(out);
    for (size_t i = 0; i < classes->count; i++) {
        const struct classifier_class *class = &classes->items[i];
        json_begin_object(out);
        json_kv_str(out, "name", class->name);
        json_kv_i64(out, "examples", class->examples);
        json_kv_i64(out, "ready", class->ready);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_classifier(struct req *rq, const struct classifier *classifier,
                             const struct classifier_classes *classes)
{
    struct json_out *out = req_out(rq);
    const bool is_stale = classifiers_is_stale(rq->state, classifier);
    const bool has_failed = classifier->error.n > 0 && !classifier->is_fitting;
    json_begin_object(out);
    json_kv_id(out, "id", classifier->id);
    json_kv_id(out, "owner", classifier->owner);
    json_kv_str(out, "name", classifier->name);
    json_kv_c(out, "status", status_of(classifier));
    json_key(out, "accuracy");
    if (classifier->accuracy >= 0) {
        json_put_double(out, classifier->accuracy, 4);
    } else {
        json_put_null(out);
    }
    json_kv_bool(out, "usable", classifier->has_weights && !is_stale);
    json_kv_bool(out, "stale", is_stale);
    write_classes(out, classes);
    json_kv_time(out, "created", classifier->created_ms);
    json_kv_time(out, "updated", classifier->updated_ms);
    record_write_error(out, has_failed ? str_from(e_code(E_PROCESSING_FAILED)) : STR_EMPTY,
                       classifier->error);
    json_end_object(out);
}

int classifiers_find(struct req *rq, struct classifier *out)
{
    struct uuid id = {0};
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc : classifiers_store_find(conn, rq->user.id, id, rq->arena, out);
}

int classifiers_reply(struct req *rq, struct uuid id, int status)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct classifier classifier = {0};
    struct classifier_classes classes = {0};
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = classifiers_store_find(conn, rq->user.id, id, rq->arena, &classifier);
    }
    if (rc == E_OK) {
        rc = classifiers_store_list_classes(conn, id, classifiers_space(rq->state), rq->arena,
                                            &classes);
    }
    if (rc < 0) {
        return rc;
    }
    write_classifier(rq, &classifier, &classes);
    return req_reply(rq, status);
}

/* GET /animals/classifiers/{id} */
int classifiers_get(struct req *rq)
{
    struct uuid id = {0};
    int rc = req_id(rq, "id", &id);
    return rc < 0 ? rc : classifiers_reply(rq, id, 200);
}

static int write_all(struct req *rq, struct db_conn *conn, const struct classifier_list *list)
{
    (void)req_list_begin(rq);
    for (size_t i = 0; i < list->count; i++) {
        struct classifier_classes classes = {0};
        int rc = classifiers_store_list_classes(conn, list->items[i].id,
                                                classifiers_space(rq->state), rq->arena, &classes);
        if (rc < 0) {
            return rc;
        }
        write_classifier(rq, &list->items[i], &classes);
    }
    return E_OK;
}

/* GET /animals/classifiers */
int classifiers_list(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct req_page page = {0};
    struct classifier_list list = {0};
    int rc = req_page(rq, &page);
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = classifiers_store_list(conn, rq->user.id, &page, rq->arena, &list);
    }
    if (rc < 0) {
        return rc;
    }
    rc = write_all(rq, conn, &list);
    return rc < 0 ? rc
                  : req_reply_list_end(rq, list.has_more ? &list.items[list.count - 1].id : NULL);
}

/* ---- reading ---- */

struct post {
    struct str name;
    struct classifiers_change change;
};

static const struct json_field post_fields[] = {
    {"name", JSON_STR, offsetof(struct post, name), true, 1, CLASSIFIER_NAME_MAX},
    {"classes", JSON_STRS, offsetof(struct post, change.classes), true, 1, CLASSIFIER_NAME_MAX},
    {0},
};
static const struct json_field patch_fields[] = {
    {"name", JSON_STR, offsetof(struct post, name), false, 1, CLASSIFIER_NAME_MAX},
    {"classes", JSON_STRS, offsetof(struct post, change.classes), false, 1, CLASSIFIER_NAME_MAX},
    {"were", JSON_STRS, offsetof(struct post, change.were), false, 0, CLASSIFIER_NAME_MAX},
    {0},
};

/* One line of text that shows something. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f) {
            return false;
        }
    }
    return name.n > 0;
}

static bool is_listed(const struct json_strs *classes, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(classes->items[i], name)) {
            return true;
        }
    }
    return false;
}

/* Trims all names; E_INVALID names what is wrong. */
static int check_names(struct req *rq, struct post *post)
{
    post->name = str_trim(post->name);
    if (post->name.p != NULL && !is_name(post->name)) {
        return err_field(&rq->err, "name", "must be one line of text");
    }
    struct json_strs *classes = &post->change.classes;
    if (post->change.were.items != NULL && post->change.were.count != classes->count) {
        return err_field(&rq->err, "were", "must be as many as classes");
    }
    if (classes->items == NULL) {
        return E_OK;
    }
    if (classes->count < 2 || classes->count > CLASSIFIER_CLASSES_MAX) {
        return err_field(&rq->err, "classes", "must be from 2 to %d", CLASSIFIER_CLASSES_MAX);
    }
    for (size_t i = 0; i < classes->count; i++) {
        struct str *name = &classes->items[i];
        *name = str_trim(*name);
        if (!is_name(*name)) {
            return err_field(&rq->err, "classes", "must be lines of text");
        }
        if (is_listed(classes, i, *name)) {
            return err_field(&rq->err, "classes", "must differ from each other");
        }
    }
    return E_OK;
}

static int taken(struct req *rq, int rc)
{
    if (rc == E_CONFLICT) {
        (void)err_set(&rq->err, rc, "There is a classifier of this name already.");
        (void)err_field(&rq->err, "name", "is taken by another classifier");
    }
    return rc;
}

/* ---- making ---- */

static int add(struct req *rq, const struct classifier *classifier, const struct json_strs *classes)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int64_t count = 0;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = classifiers_store_count(tx, rq->user.id, &count);
    }
    if (rc == E_OK && count >= CLASSIFIERS_MAX) {
        rc = err_set(&rq->err, E_LIMIT_REACHED,
                     "There are %d classifiers, which is as many as one person may have.",
                     CLASSIFIERS_MAX);
    }
    if (rc == E_OK) {
        rc = taken(rq, classifiers_store_add(tx, classifier));
    }
    if (rc == E_OK) {
        rc = classifiers_set_classes(tx, classifier->id, classes);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /animals/classifiers */
int classifiers_post(struct req *rq)
{
    struct post post = {0};
    int rc = req_json(rq, post_fields, &post);
    if (rc == E_OK) {
        rc = check_names(rq, &post);
    }
    if (rc < 0) {
        return rc;
    }
    const struct classifier classifier = {
        .id = uuid_new(), .owner = rq->user.id, .name = post.name, .created_ms = clock_now_ms()};
    rc = add(rq, &classifier, &post.change.classes);
    return rc < 0 ? rc : classifiers_reply(rq, classifier.id, 201);
}

/* ---- changing ---- */

static int change(struct req *rq, struct uuid id, const struct post *post, struct texts *out_blobs)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = examples_store_texts(tx, EXAMPLES_BLOBS, id, STR_EMPTY, rq->arena, out_blobs);
    }
    if (rc == E_OK && post->name.p != NULL) {
        rc = taken(rq, classifiers_store_set_name(tx, id, post->name));
    }
    if (rc == E_OK && post->change.classes.items != NULL) {
        rc = classifiers_replace_classes(rq, tx, id, &post->change);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* PATCH /animals/classifiers/{id} */
int classifiers_patch(struct req *rq)
{
    struct classifier classifier = {0};
    struct post post = {0};
    struct texts blobs = {0};
    int rc = classifiers_find(rq, &classifier);
    if (rc == E_OK) {
        rc = req_json(rq, patch_fields, &post);
    }
    if (rc == E_OK && post.name.p == NULL && post.change.classes.items == NULL) {
        rc = err_field(&rq->err, "name", "or classes is required");
    }
    if (rc == E_OK) {
        rc = check_names(rq, &post);
    }
    if (rc == E_OK) {
        rc = change(rq, classifier.id, &post, &blobs);
    }
    if (rc < 0) {
        return rc;
    }
    if (post.change.classes.items != NULL) {
        record_drop_blobs(rq->state, blobs.items, blobs.count); /* those that are in use stay */
        jobs_wake(rq->services->jobs);
    }
    return classifiers_reply(rq, classifier.id, 200);
}

/* ---- removing ---- */

struct removed {
    struct texts blobs;
    struct texts examples;
};

static int drop(struct req *rq, struct uuid id, struct removed *out)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = examples_store_texts(tx, EXAMPLES_BLOBS, id, STR_EMPTY, rq->arena, &out->blobs);
    }
    if (rc == E_OK) {
        rc = examples_store_texts(tx, EXAMPLES_IDS, id, STR_EMPTY, rq->arena, &out->examples);
    }
    for (size_t i = 0; rc == E_OK && i < out->examples.count; i++) {
        struct uuid example = {0};
        rc = uuid_parse(out->examples.items[i], &example);
        if (rc == E_OK) {
            rc = job_forget(tx, example);
        }
    }
    if (rc == E_OK) {
        rc = job_forget(tx, id);
    }
    if (rc == E_OK) {
        rc = classifiers_store_drop(tx, id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* DELETE /animals/classifiers/{id} */
int classifiers_delete(struct req *rq)
{
    struct classifier classifier = {0};
    struct removed removed = {0};
    int rc = classifiers_find(rq, &classifier);
    if (rc == E_OK) {
        rc = drop(rq, classifier.id, &removed);
    }
    if (rc < 0) {
        return rc;
    }
    jobs_cancel(rq->services->jobs, classifier.id);
    classifiers_cancel(rq->state, &removed.examples);
    record_drop_blobs(rq->state, removed.blobs.items, removed.blobs.count);
    return req_reply(rq, 204);
}

/* ---- learning, when somebody asks for it ---- */

/* Examples whose embeddings are of another version of the model are looked at once more. */
static int renew(struct req *rq, struct db_conn *tx, struct uuid id, size_t *out_count)
{
    struct texts outdated = {0};
    int rc = examples_store_texts(tx, EXAMPLES_OUTDATED, id, classifiers_space(rq->state),
                                  rq->arena, &outdated);
    for (size_t i = 0; rc == E_OK && i < outdated.count; i++) {
        struct uuid example = {0};
        rc = uuid_parse(outdated.items[i], &example);
        if (rc == E_OK) {
            rc = examples_store_set_queued(tx, example);
        }
        if (rc == E_OK) {
            rc = job_add(tx, CLASSIFIERS_EXAMPLE_JOB, example, rq->user.id);
        }
    }
    *out_count = rc == E_OK ? outdated.count : 0;
    return rc;
}

static int train(struct req *rq, const struct classifier *classifier)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    size_t renewed = 0;
    bool started = false;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = renew(rq, tx, classifier->id, &renewed);
    }
    if (rc == E_OK) {
        rc = classifiers_start(rq->state, tx, classifier->id, /* is_wanted= */ true, rq->arena,
                               &started);
    }
    if (rc == E_OK && !started && renewed == 0 && !classifier->is_fitting) {
        rc = err_set(&rq->err, E_CONFLICT,
                     "At least two classes need %d pictures each that have been looked at.",
                     CLASSIFIER_EXAMPLES_LEAST);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /animals/classifiers/{id}/train */
int classifiers_train(struct req *rq)
{
    struct classifier classifier = {0};
    int rc = classifiers_find(rq, &classifier);
    if (rc == E_OK) {
        rc = train(rq, &classifier);
    }
    if (rc < 0) {
        return rc;
    }
    jobs_wake(rq->services->jobs);
    return classifiers_reply(rq, classifier.id, 202);
}
