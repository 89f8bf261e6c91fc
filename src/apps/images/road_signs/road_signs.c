/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding road signs: its routes, what an upload may ask for, and the classes that it knows. */
#include "apps/images/road_signs/road_signs.h"
#include "platform/crypt/crypt.h"

#define CLASSES_PATH "/api/v1/road-signs/classes"

/* ---- classes ---- */

/* Where to get the drawing of a class; null where it has none. */
static void write_drawing(struct req *rq, const struct model *model,
                          const struct model_class *class)
{
    const struct record_keeper *keeper = rq->state;
    const struct record_models *models = keeper->models;
    struct json_out *out = req_out(rq);
    struct str drawing;
    if (model_read_drawing(models->folder, model->name, class, rq->arena, &drawing) < 0) {
        json_kv_null(out, "drawing");
        return;
    }
    const bool is_usual = str_eq(model->name, models->usual);
    json_kv_c(out, "drawing",
              arena_printf(rq->arena, CLASSES_PATH "/%" STRF "/drawing.svg%s%" STRF,
                           STRA(class->label),
                           is_usual ? "" : "?model=", STRA(is_usual ? STR_EMPTY : model->name)));
}

static void write_class(struct req *rq, const struct model *model, const struct model_class *class)
{
    struct json_out *out = req_out(rq);
    json_kv_str(out, "category", class->category);
    json_kv_str(out, "shape", class->shape);
    json_kv_str(out, "meaning", class->meaning);
    record_write_translations(out, "meanings", &model->labels, class->meanings);
    write_drawing(rq, model, class);
}

/* GET /road-signs/classes/:label/drawing.svg?model=NAME, without a login, so that pages may show it as it is. The policy
 * of all replies lets no script in it run. */
static int get_drawing(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    const struct record_models *models = keeper->models;
    const struct model *model = NULL;
    struct str svg;
    int rc = record_query_model(rq, &model);
    if (rc < 0) {
        return rc;
    }
    const struct model_class *class = model_find_class(model, req_param(rq, "label"));
    rc = class == NULL ? E_NOT_FOUND
                       : model_read_drawing(models->folder, model->name, class, rq->arena, &svg);
    if (rc < 0) {
        return err_set(&rq->err, E_NOT_FOUND, "There is no drawing of this sign.");
    }
    const struct crypt_digest digest = crypt_hash(NULL, svg);
    char etag[33];
    for (size_t i = 0; i < 16; i++) {
        snprintf(etag + 2 * i, 3, "%02x", digest.b[i]);
    }
    req_set_header(rq, "Cache-Control", STR("public, max-age=3600"));
    return req_reply_tagged(rq, "image/svg+xml", etag, svg);
}

/* ---- the application ---- */

static const char *const road_signs_fields[] = {"model", NULL};

static const struct record_app road_signs = {
    .name = "road-signs",
    .worker = "road-signs",
    .option_fields = road_signs_fields,
    .read_options = record_read_model,
    .usual_model = STR("road-signs"),
    .model_kind = MODEL_DETECTOR,
    .write_class = write_class,
};

const struct route road_signs_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", "/api/v1/road-signs/classes", record_list_classes, AUTH_USER, 0, ROUTE_BLOCKS,
     "the signs that a model knows"},
    {"GET", "/api/v1/road-signs/classes/:label/drawing.svg", get_drawing, AUTH_NONE, 0,
     ROUTE_BLOCKS, "what a sign looks like"},
    {"GET", "/api/v1/road-signs/models", record_list_models, AUTH_USER, 0, 0,
     "models that can be asked for"},
    {0},
};

const struct job_type road_signs_jobs[] = {
    {"road-signs", "road-signs", record_prepare, record_progress, record_finish, record_retry},
    {0},
};

int road_signs_init(const struct services *services, struct http *http, void **out_state,
                    struct err *err)
{
    (void)err;
    return record_new(&road_signs, services, http, out_state);
}
