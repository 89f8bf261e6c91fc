/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a record between its upload and its result. */
#include "apps/accounts/accounts.h"
#include "apps/images/record/record_int.h"
#include "base/file.h"
#include "base/log.h"
#include "platform/pool/pool.h"

static int names_blob(void *context, struct str name)
{
    const struct services *services = context;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(services->db, &conn);
    return rc < 0 ? rc : record_store_names_blob(conn, name);
}

/* ---- when an account is deleted ---- */

struct owned {
    struct str *blobs;
    size_t count;
    struct str *unended; /* ids of records */
    size_t unended_count;
    struct arena *arena;
};

static int before_owner_goes(void *state, struct db_conn *conn, struct uuid user,
                             struct arena *arena, void **out_memo)
{
    const struct record_keeper *keeper = state;
    struct owned *owned = arena_calloc(arena, 1, sizeof(*owned));
    owned->arena = arena;
    int rc = record_store_blobs_of_owner(conn, user, arena, &owned->blobs, &owned->count);
    if (rc == E_OK) {
        rc = record_store_unended(conn, keeper->app->name, user, arena, &owned->unended,
                                  &owned->unended_count);
    }
    if (rc == E_OK) {
        *out_memo = owned;
    }
    return rc;
}

static void after_owner_went(void *state, struct uuid user, void *memo)
{
    (void)user;
    const struct record_keeper *keeper = state;
    const struct owned *owned = memo;
    record_drop_blobs(keeper, owned->blobs, owned->count);
    for (size_t i = 0; i < owned->unended_count; i++) {
        struct uuid id;
        if (uuid_parse(owned->unended[i], &id) == E_OK) {
            jobs_cancel(keeper->services->jobs, id);
            record_publish_end(keeper, id, owned->arena);
        }
    }
}

/* ---- the state of an application ---- */

int record_new(const struct record_app *app, const struct services *services, struct http *http,
               void **out_state)
{
    struct record_keeper *keeper = must_calloc(1, sizeof(*keeper));
    *keeper = (struct record_keeper){.app = app, .services = services, .http = http};
    if (app->usual_model.n > 0) {
        keeper->models = record_models_new(services->config, app->model_kind, app->usual_model);
    }
    blobs_add_user(services->blobs, names_blob, (void *)services);
    const struct accounts_hook hook = {keeper, before_owner_goes, after_owner_went};
    accounts_add_hook(http_app_state(http, &accounts_app), &hook);
    *out_state = keeper;
    return E_OK;
}

void record_free(void *state)
{
    struct record_keeper *keeper = state;
    if (keeper != NULL) {
        record_models_free(keeper->models);
        free(keeper);
    }
}

int record_queue(struct db_conn *tx, const struct record_keeper *keeper, struct uuid id,
                 struct uuid owner)
{
    int rc = job_drop(tx, id);
    if (rc == E_OK) {
        rc = record_store_set_queued(tx, id);
    }
    return rc < 0 ? rc : job_add(tx, keeper->app->worker, id, owner);
}

void record_drop_blobs(const struct record_keeper *keeper, const struct str *blobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int rc = blob_drop_unused(keeper->services->blobs, blobs[i]);
        if (rc < 0) {
            log_warn("images.blob_not_dropped", LOG_S("blob", blobs[i]), LOG_C("why", e_code(rc)));
        }
    }
}

static void publish_status(const struct record_keeper *keeper, struct uuid id,
                           enum record_status status)
{
    char json[96];
    int n = snprintf(json, sizeof(json), "{\"id\":\"%s\",\"status\":\"%s\"}", uuid_format(id).s,
                     record_status_name(status));
    http_publish(keeper->http, id, "status", (struct str){json, (size_t)n}, /* last= */ false);
}

static int mark_running(const struct record_keeper *keeper, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = record_store_set_running(tx, id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int record_find_any(const struct record_keeper *keeper, struct uuid id, struct arena *arena,
                    struct record *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(keeper->services->db, &conn);
    return rc < 0 ? rc : record_store_find_any(conn, id, arena, out);
}

int record_open_blob(const struct record_keeper *keeper, struct str blob, int *out_fd)
{
    int rc = blob_open(keeper->services->blobs, blob, out_fd);
    return rc == E_NOT_FOUND ? E_IO : rc;
}

static struct str variant_of(const struct record_keeper *keeper, struct str options)
{
    return keeper->app->variant != NULL ? keeper->app->variant(options) : options;
}

int record_prepare(void *state, const struct job *job, struct arena *arena, struct job_order *out)
{
    const struct record_keeper *keeper = state;
    struct record image;
    int rc = record_find_any(keeper, job->subject, arena, &image);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(fd_closep) int fd = -1;
    rc = record_open_blob(keeper, image.blob, &fd);
    if (rc == E_OK) {
        rc = mark_running(keeper, image.id);
    }
    if (rc < 0) {
        return rc;
    }
    publish_status(keeper, image.id, RECORD_RUNNING);
    *out = (struct job_order){.variant = str_dup(arena, variant_of(keeper, image.options)),
                              .fd = steal_fd(&fd),
                              .params = STR("{}")};
    return E_OK;
}

void record_progress(void *state, const struct job *job, const struct ipc_progress *progress)
{
    const struct record_keeper *keeper = state;
    char json[160];
    int n = snprintf(
        json, sizeof(json), "{\"stage\":\"%s\",\"page\":%u,\"pages\":%u,\"permille\":%u}",
        ipc_stage_name(progress->stage), progress->page, progress->pages, progress->permille);
    http_publish(keeper->http, job->subject, "progress", (struct str){json, (size_t)n},
                 /* last= */ false);
}

/* ---- the outcome ---- */

/* Files made of a picture, pinned until their names are committed. */
struct kept {
    struct blob_pin *thumbnail;
    struct blob_pin *previews[IPC_PARTS_MAX];
    size_t preview_count;
    bool is_unwanted; /* no row names them after all */
};

static void kept_done(struct kept *kept)
{
    blob_unpinp(&kept->thumbnail);
    for (size_t i = 0; i < kept->preview_count; i++) {
        blob_unpinp(&kept->previews[i]);
    }
}

static int keep_files(const struct record_keeper *keeper, const struct pool_result *result,
                      struct kept *kept)
{
    int rc = E_OK;
    if (result->thumbnail.n > 0) {
        rc = blob_add(keeper->services->blobs, result->thumbnail, &kept->thumbnail);
    }
    for (size_t i = 0; i < result->preview_count && rc == E_OK; i++) {
        rc = blob_add(keeper->services->blobs, result->previews[i].jpeg, &kept->previews[i]);
        kept->preview_count += rc == E_OK ? 1 : 0;
    }
    return rc;
}

static int store_pages(struct db_conn *tx, struct uuid id, const struct pool_result *result,
                       const struct kept *kept)
{
    for (size_t i = 0; i < kept->preview_count; i++) {
        struct blob_name name = blob_pin_name(kept->previews[i]);
        int rc = record_store_add_page(tx, id, result->previews[i].page, str_from(name.s));
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

void record_read_result(const struct pool_result *result, struct arena *arena, struct record *out)
{
    struct sb json;
    sb_init(&json, IPC_RESULT_MAX);
    struct json_out writer;
    json_out_init(&writer, &json);
    json_put_value(&writer, json_get(result->root, "result"));
    out->result = str_copy(arena, sb_str(&json));
    sb_done(&json);

    struct json_value facts = json_get(result->root, "image");
    out->width = json_i64(json_get(facts, "width"), 0);
    out->height = json_i64(json_get(facts, "height"), 0);
    out->label = json_text(json_get(result->root, "label"));
    out->model = json_text(json_get(result->root, "model"));
    double confidence = json_number(json_get(result->root, "confidence"), 0);
    out->confidence = confidence >= 0 && confidence <= 1 ? confidence : 0;
}

/* What the application makes of a result; E_CONFLICT where that is nothing. */
static int ask_app(const struct record_keeper *keeper, struct db_conn *tx, struct json_value root,
                   struct arena *arena, struct record *inout, struct err *err)
{
    if (keeper->app->found == NULL) {
        return E_OK;
    }
    struct record stored;
    int rc = record_store_find_any(tx, inout->id, arena, &stored);
    if (rc < 0) {
        return rc;
    }
    inout->owner = stored.owner;
    inout->options = stored.options;
    return keeper->app->found(keeper, tx, root, arena, inout, err);
}

static int store_done(const struct record_keeper *keeper, struct db_conn *tx, const struct job *job,
                      const struct pool_outcome *outcome, struct kept *kept, struct arena *arena)
{
    struct record image = {.id = job->subject, .elapsed_ms = outcome->elapsed_ms};
    record_read_result(outcome->result, arena, &image);
    struct err err = {0};
    int rc = ask_app(keeper, tx, outcome->result->root, arena, &image, &err);
    if (rc == E_CONFLICT) {
        kept->is_unwanted = true;
        /* What was asked for is not there any more. */
        return record_store_set_failed(tx, job->subject, E_MODEL_MISSING, err_text(&err, rc),
                                       outcome->elapsed_ms);
    }
    if (rc < 0) {
        return rc;
    }
    if (kept->thumbnail != NULL) {
        struct blob_name name = blob_pin_name(kept->thumbnail);
        image.thumbnail = str_copy(arena, str_from(name.s));
    }
    rc = record_store_set_done(tx, &image);
    return rc < 0 ? rc : store_pages(tx, job->subject, outcome->result, kept);
}

static int store_outcome(const struct record_keeper *keeper, const struct job *job,
                         const struct pool_outcome *outcome, struct kept *kept, struct arena *arena)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = job_end(tx, job, outcome->rc);
    }
    if (rc < 0) {
        return rc;
    }
    if (outcome->rc == E_OK) {
        rc = store_done(keeper, tx, job, outcome, kept, arena);
    } else {
        rc = record_store_set_failed(tx, job->subject, outcome->rc, outcome->sentence,
                                     outcome->elapsed_ms);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Files that were kept for a record that is gone, or could not be stored. */
static void drop_kept(const struct record_keeper *keeper, struct kept *kept)
{
    struct blob_name names[IPC_PARTS_MAX + 1];
    size_t count = 0;
    if (kept->thumbnail != NULL) {
        names[count++] = blob_pin_name(kept->thumbnail);
    }
    for (size_t i = 0; i < kept->preview_count; i++) {
        names[count++] = blob_pin_name(kept->previews[i]);
    }
    kept_done(kept);
    for (size_t i = 0; i < count; i++) {
        record_drop_blobs(keeper, &(struct str){names[i].s, BLOB_NAME_LENGTH}, 1);
    }
}

void record_publish_end(const struct record_keeper *keeper, struct uuid id, struct arena *arena)
{
    struct record image;
    struct sb json;
    sb_init(&json, 72 * MIB);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_key(&out, "record");
    if (record_find_any(keeper, id, arena, &image) == E_OK) {
        record_write(&out, &image);
    } else {
        json_put_null(&out);
    }
    json_end_object(&out);
    http_publish(keeper->http, id, "done", sb_str(&json), /* last= */ true);
    sb_done(&json);
    if (keeper->ended != NULL) {
        keeper->ended(keeper->ended_context, id);
    }
}

int record_finish(void *state, const struct job *job, const struct pool_outcome *outcome)
{
    const struct record_keeper *keeper = state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct kept *kept = arena_calloc(arena, 1, sizeof(*kept));
    int rc = outcome->rc == E_OK ? keep_files(keeper, outcome->result, kept) : E_OK;
    if (rc == E_OK) {
        rc = store_outcome(keeper, job, outcome, kept, arena);
    }
    if (rc < 0 || kept->is_unwanted) {
        drop_kept(keeper, kept);
    }
    if (rc < 0) {
        return rc;
    }
    kept_done(kept);
    record_publish_end(keeper, job->subject, arena);
    return E_OK;
}
