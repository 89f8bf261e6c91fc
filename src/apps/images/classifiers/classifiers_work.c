/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to examples and to learning: see classifiers.h for the way of an example. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "apps/accounts/accounts.h"
#include "apps/images/classifiers/classifiers_int.h"
#include "base/file.h"
#include "platform/pool/pool.h"

#define CLASSES_JSON_MAX (32 * KIB)
/* Fifty classes of two hundred examples, as wide as embeddings may be. */
#define EMBEDDINGS_MAX (256 * MIB)

struct str classifiers_space(const struct record_keeper *keeper)
{
    const struct model *model = record_find_model(keeper->models, CLASSIFIERS_MODEL);
    return model != NULL ? model->version : STR_EMPTY;
}

bool classifiers_is_stale(const struct record_keeper *keeper, const struct classifier *classifier)
{
    return classifier->has_weights && !str_eq(classifier->space, classifiers_space(keeper));
}

/* ---- orders ---- */

int classifiers_order(const struct record_keeper *keeper, struct str blob, struct str params,
                      struct arena *arena, struct job_order *out)
{
    int fd = -1;
    int rc = record_open_blob(keeper, blob, &fd);
    if (rc == E_OK) {
        *out = (struct job_order){
            .variant = str_dup(arena, CLASSIFIERS_MODEL), .fd = fd, .params = params};
    }
    return rc;
}

/* ---- when learning begins ---- */

static bool takes_part(const struct classifier_class *class)
{
    return class->ready >= CLASSIFIER_EXAMPLES_LEAST;
}

static bool is_due(const struct classifier *classifier, const struct classifier_classes *classes,
                   bool is_wanted)
{
    size_t enough = 0;
    int64_t waiting = 0;
    for (size_t i = 0; i < classes->count; i++) {
        enough += takes_part(&classes->items[i]);
        waiting += classes->items[i].waiting;
    }
    const bool is_new = is_wanted || classifier->revision != classifier->fitted;
    return !classifier->is_fitting && is_new && waiting == 0 && enough >= 2;
}

static struct str list_classes(const struct classifier_classes *classes, struct arena *arena)
{
    struct sb json;
    struct json_out out;
    sb_init(&json, CLASSES_JSON_MAX);
    json_out_init(&out, &json);
    json_begin_array(&out);
    for (size_t i = 0; i < classes->count; i++) {
        if (takes_part(&classes->items[i])) {
            json_put_str(&out, classes->items[i].name);
        }
    }
    json_end_array(&out);
    ASSERT(!json.failed); /* fifty names of limited length */
    const struct str list = str_copy(arena, sb_str(&json));
    sb_done(&json);
    return list;
}

int classifiers_start(const struct record_keeper *keeper, struct db_conn *tx, struct uuid id,
                      bool is_wanted, struct arena *arena, bool *out_started)
{
    struct classifier classifier = {0};
    struct classifier_classes classes = {0};
    *out_started = false;
    int rc = classifiers_store_find_any(tx, id, arena, &classifier);
    if (rc == E_OK) {
        rc = classifiers_store_list_classes(tx, id, classifiers_space(keeper), arena, &classes);
    }
    if (rc < 0 || !is_due(&classifier, &classes, is_wanted)) {
        return rc;
    }
    rc = classifiers_store_set_fitting(tx, id, list_classes(&classes, arena));
    if (rc == E_OK) {
        rc = job_add(tx, CLASSIFIERS_FIT_JOB, id, classifier.owner);
    }
    *out_started = rc == E_OK;
    return rc;
}

/* Something has changed: counts that, and starts where it is due. */
static int note_change(const struct record_keeper *keeper, struct db_conn *tx,
                       struct uuid classifier, bool has_changed, struct arena *arena)
{
    bool started;
    int rc = has_changed ? classifiers_store_touch(tx, classifier) : E_OK;
    return rc < 0 ? rc : classifiers_start(keeper, tx, classifier, false, arena, &started);
}

/* ---- examples ---- */

static int find_example(const struct record_keeper *keeper, struct uuid id, struct arena *arena,
                        struct example *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(keeper->services->db, &conn);
    return rc < 0 ? rc : examples_store_find(conn, id, arena, out);
}

int classifiers_prepare_example(void *state, const struct job *job, struct arena *arena,
                                struct job_order *out)
{
    const struct record_keeper *keeper = state;
    struct example example = {0};
    int rc = find_example(keeper, job->subject, arena, &example);
    return rc < 0 ? rc
                  : classifiers_order(keeper, example.blob, STR("{\"pictures\":true}"), arena, out);
}

/* The embedding out of a worker's result, as bytes; E_INVALID where there is none. */
static int read_embedding(const struct pool_result *result, struct arena *arena, struct str *out)
{
    float *embedding;
    size_t width;
    int rc = model_read_floats(json_text(json_get(result->root, "embedding")), 1,
                               MODEL_EMBEDDING_MAX, arena, &embedding, &width);
    if (rc == E_OK) {
        *out = (struct str){(const char *)embedding, width * sizeof(*embedding)};
    }
    return rc;
}

static int store_example(const struct record_keeper *keeper, struct db_conn *tx,
                         const struct job *job, const struct pool_outcome *outcome,
                         struct str thumbnail, struct arena *arena)
{
    struct str embedding = STR_EMPTY;
    int rc = outcome->rc;
    const char *sentence = outcome->sentence;
    if (rc == E_OK && read_embedding(outcome->result, arena, &embedding) < 0) {
        rc = E_PROCESSING_FAILED;
        sentence = "The model makes nothing of pictures that could be learned from.";
    }
    return rc == E_OK ? examples_store_set_done(tx, job->subject, thumbnail,
                                                classifiers_space(keeper), embedding)
                      : examples_store_set_failed(tx, job->subject, rc, sentence);
}

static int end_example(const struct record_keeper *keeper, const struct job *job,
                       const struct pool_outcome *outcome, struct str thumbnail,
                       struct arena *arena)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    struct example example = {0};
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = job_end(tx, job, outcome->rc);
    }
    if (rc == E_OK) {
        rc = examples_store_find(tx, job->subject, arena, &example);
    }
    if (rc == E_OK) {
        rc = store_example(keeper, tx, job, outcome, thumbnail, arena);
    }
    if (rc == E_OK) {
        rc = note_change(keeper, tx, example.classifier, outcome->rc == E_OK, arena);
    }
    if (rc == E_OK) {
        rc = classifiers_renew_next(keeper, tx, job->subject, arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int classifiers_finish_example(void *state, const struct job *job,
                               const struct pool_outcome *outcome)
{
    const struct record_keeper *keeper = state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(blob_unpinp) struct blob_pin *pin = NULL;
    struct str thumbnail = STR_EMPTY;
    int rc = E_OK;
    if (outcome->rc == E_OK && outcome->result->thumbnail.n > 0) {
        rc = blob_add(keeper->services->blobs, outcome->result->thumbnail, &pin);
    }
    if (rc == E_OK && pin != NULL) {
        const struct blob_name name = blob_pin_name(pin);
        thumbnail = str_copy(arena, str_from(name.s));
    }
    if (rc == E_OK) {
        rc = end_example(keeper, job, outcome, thumbnail, arena);
    }
    if (rc < 0) {
        record_drop_kept(keeper, &pin);
    }
    return rc;
}

/* ---- learning ---- */

/* What a fit is given. */
struct lesson {
    struct sb classes;    /* 32 bits for each example */
    struct sb embeddings; /* floats */
    size_t class_count;
    size_t count;
    size_t width;
};

static void lesson_done(struct lesson *lesson)
{
    sb_done(&lesson->classes);
    sb_done(&lesson->embeddings);
}

static int add_class(struct db_conn *conn, const struct classifier *classifier, struct str class,
                     struct str space, struct lesson *lesson)
{
    const struct examples_query query = {classifier->id, class, space, lesson->width};
    size_t count = 0;
    int rc = examples_store_embeddings(conn, &query, &lesson->embeddings, &count);
    const uint32_t number = (uint32_t)lesson->class_count++;
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        sb_add(&lesson->classes, (struct str){(const char *)&number, sizeof(number)});
    }
    lesson->count += count;
    /* Some may have been deleted since this began. */
    return rc == E_OK && count < CLASSIFIER_EXAMPLES_LEAST ? E_CONFLICT : rc;
}

static int gather(struct db_conn *conn, const struct classifier *classifier, struct str space,
                  struct lesson *lesson)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(classifier->fitting_classes, &doc, NULL);
    if (rc == E_OK) {
        rc = examples_store_width(conn, classifier->id, space, &lesson->width);
    }
    if (rc < 0) {
        return rc;
    }
    const struct json_value classes = json_doc_root(doc);
    for (size_t i = 0; rc == E_OK && i < json_count(classes); i++) {
        rc = add_class(conn, classifier, json_text(json_at(classes, i)), space, lesson);
    }
    if (rc == E_OK && (lesson->embeddings.failed || lesson->classes.failed)) {
        rc = E_TOO_LARGE;
    }
    return rc;
}

/* A file in memory that can only be read. */
static int write_lesson(const struct lesson *lesson, int *out_fd)
{
    CLEANUP(fd_closep) int fd = memfd_create("examples", MFD_CLOEXEC);
    if (fd < 0) {
        return E_IO;
    }
    int rc = file_write_all(fd, lesson->classes.p, lesson->classes.n);
    if (rc == E_OK) {
        rc = file_write_all(fd, lesson->embeddings.p, lesson->embeddings.n);
    }
    if (rc < 0) {
        return rc;
    }
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    *out_fd = open(path, O_RDONLY | O_CLOEXEC);
    return *out_fd < 0 ? E_IO : E_OK;
}

static int prepare_lesson(const struct record_keeper *keeper, struct uuid id, struct arena *arena,
                          struct lesson *lesson)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct classifier classifier = {0};
    int rc = db_read(keeper->services->db, &conn);
    if (rc == E_OK) {
        rc = classifiers_store_find_any(conn, id, arena, &classifier);
    }
    if (rc == E_OK && !classifier.is_fitting) {
        rc = E_NOT_FOUND;
    }
    return rc < 0 ? rc : gather(conn, &classifier, classifiers_space(keeper), lesson);
}

int classifiers_prepare_fit(void *state, const struct job *job, struct arena *arena,
                            struct job_order *out)
{
    CLEANUP(lesson_done) struct lesson lesson = {0};
    sb_init(&lesson.classes, EMBEDDINGS_MAX);
    sb_init(&lesson.embeddings, EMBEDDINGS_MAX);
    int fd = -1;
    int rc = prepare_lesson(state, job->subject, arena, &lesson);
    if (rc == E_OK) {
        rc = write_lesson(&lesson, &fd);
    }
    if (rc < 0) {
        return rc;
    }
    const char *params =
        arena_printf(arena, "{\"task\":\"fit\",\"classes\":%zu,\"count\":%zu,\"width\":%zu}",
                     lesson.class_count, lesson.count, lesson.width);
    *out = (struct job_order){
        .variant = str_dup(arena, CLASSIFIERS_MODEL), .fd = fd, .params = str_from(params)};
    return E_OK;
}

static size_t count_of(struct str list)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    return json_doc_parse(list, &doc, NULL) == E_OK ? json_count(json_doc_root(doc)) : 0;
}

static int store_fitted(const struct record_keeper *keeper, struct db_conn *tx,
                        const struct classifier *classifier, struct json_value root,
                        struct arena *arena)
{
    const size_t classes = count_of(classifier->fitting_classes);
    const double accuracy = json_number(json_get(root, "accuracy"), -1);
    float *weights;
    size_t count;
    int rc = model_read_floats(json_text(json_get(root, "weights")), 2 * classes,
                               classes * (MODEL_EMBEDDING_MAX + 1), arena, &weights, &count);
    if (rc < 0 || classes < 2 || count % classes != 0 || !(accuracy >= 0 && accuracy <= 1)) {
        return classifiers_store_set_failed(tx, classifier->id, "What was learned cannot be used.");
    }
    return classifiers_store_set_fitted(
        tx, classifier->id, accuracy, classifiers_space(keeper),
        (struct str){(const char *)weights, count * sizeof(*weights)});
}

int classifiers_end_fit(const struct record_keeper *keeper, struct db_conn *tx,
                        const struct job *job, const struct pool_outcome *outcome,
                        struct arena *arena)
{
    struct classifier classifier = {0};
    bool started;
    int rc = job_end(tx, job, outcome->rc);
    if (rc == E_OK) {
        rc = classifiers_store_find_any(tx, job->subject, arena, &classifier);
    }
    if (rc == E_OK) {
        rc = outcome->rc == E_OK
                 ? store_fitted(keeper, tx, &classifier, outcome->result->root, arena)
                 : classifiers_store_set_failed(tx, job->subject, outcome->sentence);
    }
    return rc < 0 ? rc : classifiers_start(keeper, tx, job->subject, false, arena, &started);
}

/* ---- accounts and blobs ---- */

static int names_blob(void *context, struct str name)
{
    const struct record_keeper *keeper = context;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(keeper->services->db, &conn);
    return rc < 0 ? rc : examples_store_names_blob(conn, name);
}

struct owned {
    struct texts blobs;
    struct texts examples;
    struct texts fitting;
};

static int before_owner_goes(void *state, struct db_conn *conn, struct uuid user,
                             struct arena *arena, void **out_memo)
{
    (void)state;
    struct owned *owned = arena_calloc(arena, 1, sizeof(*owned));
    int rc =
        examples_store_texts(conn, EXAMPLES_BLOBS_OF_OWNER, user, STR_EMPTY, arena, &owned->blobs);
    if (rc == E_OK) {
        rc = examples_store_texts(conn, EXAMPLES_IDS_OF_OWNER, user, STR_EMPTY, arena,
                                  &owned->examples);
    }
    if (rc == E_OK) {
        rc = examples_store_texts(conn, EXAMPLES_FITTING_OF_OWNER, user, STR_EMPTY, arena,
                                  &owned->fitting);
    }
    *out_memo = owned;
    return rc;
}

void classifiers_cancel(const struct record_keeper *keeper, const struct texts *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        struct uuid id = {0};
        if (uuid_parse(ids->items[i], &id) == E_OK) {
            jobs_cancel(keeper->services->jobs, id);
        }
    }
}

static void after_owner_went(void *state, struct uuid user, void *memo)
{
    (void)user;
    const struct record_keeper *keeper = state;
    const struct owned *owned = memo;
    classifiers_cancel(keeper, &owned->examples);
    classifiers_cancel(keeper, &owned->fitting);
    record_drop_blobs(keeper, owned->blobs.items, owned->blobs.count);
}

void classifiers_attach(const struct record_keeper *keeper)
{
    blobs_add_user(keeper->services->blobs, names_blob, (void *)keeper);
    const struct accounts_hook hook = {(void *)keeper, before_owner_goes, after_owner_went};
    accounts_add_hook(http_app_state(keeper->http, &accounts_app), &hook);
}
