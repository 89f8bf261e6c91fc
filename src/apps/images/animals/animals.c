/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naming animals: its routes, what an upload may ask for, and what it adds to a record. */
#include "apps/images/animals/animals_int.h"
#include "base/log.h"

/* ---- options ---- */

void animals_parse_options(struct str options, struct animals_options *out)
{
    struct str rest = {0};
    *out = (struct animals_options){.model = str_cut(options, ' ', &rest)};
    out->has_classifier = rest.n > 0 && uuid_parse(rest, &out->classifier) == E_OK;
}

static struct str model_of_options(struct str options)
{
    struct animals_options parsed = {0};
    animals_parse_options(options, &parsed);
    return parsed.model;
}

/* One's own, and one that has learned something: it is better to hear of that now. */
static int check_classifier(struct req *rq, struct str text)
{
    struct uuid id = {0};
    if (uuid_parse(text, &id) < 0) {
        return err_field(&rq->err, "classifier", "is none of one's own");
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct classifier_learned classifier = {0};
    const struct classifier_wanted wanted = {rq->user.id, id, classifiers_space(rq->state)};
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = classifiers_load(conn, &wanted, rq->arena, &classifier, &rq->err);
    }
    return rc == E_NOT_FOUND ? err_field(&rq->err, "classifier", "is none of one's own") : rc;
}

static int read_options(struct req *rq, struct str *out)
{
    struct str model = STR_EMPTY;
    struct str classifier = STR_EMPTY;
    int rc = record_read_text(rq, "classifier", &classifier);
    if (rc == E_OK) {
        rc = record_read_model(rq, &model);
    }
    if (rc < 0 || classifier.n == 0) {
        *out = model;
        return rc;
    }
    if (!str_eq(model, ANIMALS_MODEL)) {
        return err_field(&rq->err, "classifier", "goes together with no other model than animals");
    }
    *out = str_from(arena_printf(rq->arena, "%" STRF " %" STRF, STRA(model), STRA(classifier)));
    return check_classifier(rq, classifier);
}

/* ---- results ---- */

/* What the model itself says. */
static void read_answer(struct json_value root, const struct record *image,
                        struct animals_answer *out)
{
    const struct json_value best = json_at(json_get(json_get(root, "result"), "top"), 0);
    *out = (struct animals_answer){
        .image = image->id,
        .owner = image->owner,
        .space = image->model,
        .label = json_text(json_get(best, "label")),
        .name = json_text(json_get(best, "name")),
        .confidence = image->confidence,
        .result = image->result,
    };
}

/* What the classifier says instead that was asked for. */
static int ask_classifier(struct db_conn *tx, struct uuid id, struct json_value root,
                          struct arena *arena, struct animals_answer *inout, struct err *err)
{
    struct classifier_learned classifier = {0};
    struct classifier_answer own = {0};
    const struct classifier_wanted wanted = {inout->owner, id, inout->space};
    int rc = classifiers_load(tx, &wanted, arena, &classifier, err);
    if (rc == E_NOT_FOUND) {
        return err_set(err, E_CONFLICT, "The classifier that was asked for is gone.");
    }
    if (rc == E_OK) {
        rc = classifiers_classify(&classifier, root, arena, &own, err);
    }
    if (rc < 0) {
        return rc == E_NOT_READY ? E_CONFLICT : rc;
    }
    inout->space =
        str_from(arena_printf(arena, "%" STRF " %s", STRA(inout->space), uuid_format(id).s));
    inout->label = own.label;
    inout->name = own.label;
    inout->confidence = own.confidence;
    inout->result = own.result;
    return E_OK;
}

static int found(const struct record_keeper *keeper, struct db_conn *tx, struct json_value root,
                 struct arena *arena, struct record *inout, struct err *err)
{
    struct animals_options options;
    struct animals_answer answer = {0};
    animals_parse_options(inout->options, &options);
    read_answer(root, inout, &answer);
    if (options.has_classifier) {
        int rc = ask_classifier(tx, options.classifier, root, arena, &answer, err);
        if (rc < 0) {
            return rc;
        }
    }
    float *embedding;
    size_t width;
    if (model_read_floats(json_text(json_get(root, "embedding")), 1, MODEL_EMBEDDING_MAX, arena,
                          &embedding, &width) == E_OK) {
        answer.embedding = (struct str){(const char *)embedding, width * sizeof(*embedding)};
    }
    return animals_settle(keeper, tx, &answer, arena, inout);
}

static int forget(const struct record_keeper *keeper, struct db_conn *tx, struct uuid id,
                  struct arena *arena)
{
    int rc = animals_uncorrect(keeper, tx, id, arena);
    return rc < 0 && rc != E_NOT_FOUND ? rc : animals_store_drop_answer(tx, id);
}

/* ---- classes ---- */

static void write_class(struct req *rq, const struct model *model, const struct model_class *class)
{
    (void)model;
    struct json_out *out = req_out(rq);
    json_kv_str(out, "plural", class->plural);
    json_kv_str(out, "taxon", class->taxon);
}

/* ---- the application ---- */

static const char *const animals_fields[] = {"model", "classifier", NULL};

static const struct record_app animals = {
    .name = "animals",
    .worker = "animals",
    .option_fields = animals_fields,
    .read_options = read_options,
    .usual_model = ANIMALS_MODEL,
    .model_kind = MODEL_CLASSIFIER,
    .write_class = write_class,
    .variant = model_of_options,
    .found = found,
    .forget = forget,
};

const struct route animals_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", "/api/v1/animals/classes", record_list_classes, AUTH_USER, 0, 0,
     "the classes that a model knows"},
    {"GET", "/api/v1/animals/models", record_list_models, AUTH_USER, 0, 0,
     "models that can be asked for"},
    {"GET", "/api/v1/animals/corrections", animals_corrections, AUTH_USER, 0, 0,
     "what one has corrected, newest first"},
    {"GET", "/api/v1/animals/corrections/export", animals_export, AUTH_USER, 0, 0,
     "all of that as a file"},
    {"GET", "/api/v1/animals/classifiers", classifiers_list, AUTH_USER, 0, ROUTE_BLOCKS,
     "one's own classifiers, newest first"},
    {"POST", "/api/v1/animals/classifiers", classifiers_post, AUTH_USER, BODY_JSON, 0,
     "a new classifier"},
    {"GET", "/api/v1/animals/classifiers/:id", classifiers_get, AUTH_USER, 0, 0,
     "one classifier and how far it is"},
    {"PATCH", "/api/v1/animals/classifiers/:id", classifiers_patch, AUTH_USER, BODY_JSON, 0,
     "another name, or other classes"},
    {"DELETE", "/api/v1/animals/classifiers/:id", classifiers_delete, AUTH_USER, 0, 0,
     "remove it with its examples"},
    {"POST", "/api/v1/animals/classifiers/:id/train", classifiers_train, AUTH_USER, 0, 0,
     "have it learn, also where nothing has changed"},
    {"GET", "/api/v1/animals/classifiers/:id/examples", classifiers_list_examples, AUTH_USER, 0, 0,
     "its examples, newest first"},
    {"POST", "/api/v1/animals/classifiers/:id/examples", classifiers_post_example, AUTH_USER,
     BODY_UPLOAD, ROUTE_FORM, "a picture that shows what a class looks like"},
    {"GET", "/api/v1/animals/classifiers/:id/examples/:example/thumbnail",
     classifiers_example_thumbnail, AUTH_USER, 0, 0, "a small JPEG of an example"},
    {"DELETE", "/api/v1/animals/classifiers/:id/examples/:example", classifiers_delete_example,
     AUTH_USER, 0, 0, "remove an example"},
    {"PUT", "/api/v1/animals/:id/correction", animals_put_correction, AUTH_USER, BODY_JSON, 0,
     "say what it is"},
    {"DELETE", "/api/v1/animals/:id/correction", animals_delete_correction, AUTH_USER, 0, 0,
     "take that back"},
    {0},
};

const struct job_type animals_jobs[] = {
    {"animals", "animals", record_prepare, record_progress, record_finish, record_retry},
    {CLASSIFIERS_EXAMPLE_JOB, "animals", classifiers_prepare_example, NULL,
     classifiers_finish_example},
    {CLASSIFIERS_FIT_JOB, "animals", classifiers_prepare_fit, NULL, animals_finish_fit},
    {ANIMALS_RENEW_JOB, "animals", animals_prepare_renewal, NULL, animals_finish_renewal},
    {0},
};

int animals_init(const struct services *services, struct http *http, void **out_state,
                 struct err *err)
{
    (void)err;
    int rc = record_new(&animals, services, http, out_state);
    if (rc < 0) {
        return rc;
    }
    classifiers_attach(*out_state);
    rc = animals_renew(*out_state);
    if (rc < 0) { /* the next start tries again */
        log_warn("animals.not_renewed", LOG_C("why", e_code(rc)));
    }
    return E_OK;
}
