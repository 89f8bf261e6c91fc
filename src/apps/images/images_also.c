/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture, looked at by several applications: each has a record of its own, over the same file. */
#include "apps/images/images_int.h"
#include "base/clock.h"

const struct app *const images_applications[IMAGES_APPLICATIONS] = {&ocr_app, &animals_app,
                                                                    &road_signs_app};

void images_set_ended(struct http *http, images_ended *ended, void *context)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        struct images *images = http_app_state(http, images_applications[i]);
        images->ended = ended;
        images->ended_context = context;
    }
}

bool images_app_exists(struct str app)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        if (str_eq(app, str_from(images_applications[i]->name))) {
            return true;
        }
    }
    return false;
}

const struct images *images_find_state(struct http *http, struct str app)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        if (str_eq(app, str_from(images_applications[i]->name))) {
            return http_app_state(http, images_applications[i]);
        }
    }
    return NULL;
}

/* What a record has that was made without a wish. */
static struct str usual_options(const struct images *images)
{
    return images->models != NULL ? images->app->usual_model
                                  : str_from(images->services->config->ocr_languages);
}

int images_check_usable(const struct images *images, struct str type, struct err *err)
{
    if (!images->app->takes_pdf && str_eq(type, STR("application/pdf"))) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "This is a document, not a picture.");
    }
    if (images->models != NULL &&
        images_find_model(images->models, images->app->usual_model) == NULL) {
        return err_set(err, E_MODEL_MISSING, "The model \"%" STRF "\" is not installed.",
                       STRA(images->app->usual_model));
    }
    return E_OK;
}

/* The file stays as long as a row names it: here, within one transaction, one does before and one after. */
int images_add_over(const struct images *images, struct db_conn *tx,
                    const struct images_record *source, struct uuid *out_id, struct err *err)
{
    const struct images_record image = {
        .id = uuid_new(),
        .owner = source->owner,
        .app = str_from(images->app->name),
        .title = source->title,
        .blob = source->blob,
        .bytes = source->bytes,
        .type = source->type,
        .options = usual_options(images),
        .created_ms = clock_now_ms(),
    };
    const struct images_demand demand = {
        .owner = image.owner, .pictures = 1, .bytes = image.bytes, .jobs = 1};
    int rc = images_check_quota(images, tx, &demand, err);
    if (rc == E_OK) {
        rc = images_store_add(tx, &image);
    }
    if (rc == E_OK) {
        rc = images_queue(tx, images, image.id, image.owner);
    }
    if (rc == E_OK) {
        *out_id = image.id;
    }
    return rc;
}

static int look_also(const struct images *images, struct db_conn *tx, struct uuid source_id,
                     struct uuid *out_id, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct images_record source;
    int rc = images_store_find_any(tx, source_id, arena, &source);
    if (rc < 0) {
        return rc;
    }
    rc = images_store_find_same(tx, images->app->name, source.owner, source.blob, out_id);
    return rc == E_NOT_FOUND ? images_add_over(images, tx, &source, out_id, err) : rc;
}

int images_look_also(struct http *http, const struct images_reading *from, struct str app,
                     struct uuid *out_id, struct err *err)
{
    const struct images *images = images_find_state(http, app);
    int rc = images_check_usable(images, from->type, err);
    if (rc < 0) {
        return rc;
    }
    struct uuid id = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    rc = db_begin(images->services->db, &tx);
    if (rc == E_OK) {
        rc = look_also(images, tx, from->id, &id, err);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        jobs_wake(images->services->jobs);
        *out_id = id;
    }
    return rc;
}
