/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture, looked at by several applications: each has a record of its own, over the same file. */
#include "apps/images/images_int.h"
#include "base/clock.h"

/* What a record has that was made without a wish. */
static struct str usual_options(const struct record_keeper *keeper)
{
    return keeper->models != NULL ? keeper->app->usual_model
                                  : str_from(keeper->services->config->ocr_languages);
}

int images_check_usable(const struct record_keeper *keeper, struct str type, struct err *err)
{
    if (!keeper->app->takes_pdf && str_eq(type, STR("application/pdf"))) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "This is a document, not a picture.");
    }
    if (keeper->models != NULL &&
        record_find_model(keeper->models, keeper->app->usual_model) == NULL) {
        return err_set(err, E_MODEL_MISSING, "The model \"%" STRF "\" is not installed.",
                       STRA(keeper->app->usual_model));
    }
    return E_OK;
}

/* The file stays as long as a row names it: here, within one transaction, one does before and one after. */
int images_add_over(const struct record_keeper *keeper, struct db_conn *tx,
                    const struct record *source, struct uuid *out_id, struct err *err)
{
    const struct record image = {
        .id = uuid_new(),
        .owner = source->owner,
        .app = str_from(keeper->app->name),
        .title = source->title,
        .blob = source->blob,
        .bytes = source->bytes,
        .type = source->type,
        .options = usual_options(keeper),
        .created_ms = clock_now_ms(),
    };
    const struct record_demand demand = {
        .owner = image.owner, .pictures = 1, .bytes = image.bytes, .jobs = 1};
    int rc = record_check_quota(keeper, tx, &demand, err);
    if (rc == E_OK) {
        rc = record_store_add(tx, &image);
    }
    if (rc == E_OK) {
        rc = record_queue(tx, keeper, image.id, image.owner);
    }
    if (rc == E_OK) {
        *out_id = image.id;
    }
    return rc;
}

static int look_also(const struct record_keeper *keeper, struct db_conn *tx, struct uuid source_id,
                     struct uuid *out_id, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct record source;
    int rc = record_store_find_any(tx, source_id, arena, &source);
    if (rc < 0) {
        return rc;
    }
    rc = record_store_find_same(tx, keeper->app->name, source.owner, source.blob, out_id);
    return rc == E_NOT_FOUND ? images_add_over(keeper, tx, &source, out_id, err) : rc;
}

int images_look_also(struct http *http, const struct images_reading *from, struct str app,
                     struct uuid *out_id, struct err *err)
{
    const struct record_keeper *keeper = images_find_state(http, app);
    int rc = images_check_usable(keeper, from->type, err);
    if (rc < 0) {
        return rc;
    }
    struct uuid id = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = look_also(keeper, tx, from->id, &id, err);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        jobs_wake(keeper->services->jobs);
        *out_id = id;
    }
    return rc;
}
