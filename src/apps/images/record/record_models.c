/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that can be asked for, and the classes that they know. */
#include "apps/images/record/record_int.h"
#include "base/log.h"
#include "http/form/form.h"

/* ---- loading ---- */

static void load(const char *folder, struct str name, struct arena *arena, struct record_model *out)
{
    *out = (struct record_model){.name = name};
    struct err err = {0};
    int rc = model_load(folder, name, arena, &out->model, &err);
    out->is_usable = rc == E_OK;
    if (rc < 0) {
        snprintf(out->reason, sizeof(out->reason), "%s", err_text(&err, rc));
        log_warn("images.model_not_usable", LOG_S("model", name), LOG_C("why", out->reason));
    }
}

struct record_models *record_models_new(const struct config *config, enum model_kind kind,
                                        struct str usual)
{
    struct record_models *models = must_calloc(1, sizeof(*models));
    struct arena *arena = arena_new();
    *models = (struct record_models){.arena = arena, .usual = usual, .kind = kind};
    models->folder = arena_printf(arena, "%s/models", config->data);
    struct model_names names;
    model_list(models->folder, arena, &names);
    models->models = arena_calloc(arena, names.count + 1, sizeof(*models->models));
    for (size_t i = 0; i < names.count; i++) {
        if (model_kind_of(models->folder, names.names[i]) == kind) {
            load(models->folder, names.names[i], arena, &models->models[models->count++]);
        }
    }
    return models;
}

void record_models_free(struct record_models *models)
{
    if (models != NULL) {
        arena_free(models->arena);
        free(models);
    }
}

const struct model *record_find_model(const struct record_models *models, struct str name)
{
    for (size_t i = 0; i < models->count; i++) {
        if (str_eq(models->models[i].name, name)) {
            return models->models[i].is_usable ? &models->models[i].model : NULL;
        }
    }
    return NULL;
}

/* ---- looking for a class by what it is called ---- */

static bool is_called(const struct model_labels *labels, const struct model_class *class,
                      struct str part)
{
    bool is = str_has_nocase(class->name, part);
    for (size_t i = 0; !is && class->names != NULL && i < labels->language_count; i++) {
        is = str_has_nocase(class->names[i], part);
    }
    return is;
}

void record_find_names(const struct record_models *models, struct str part, struct arena *arena,
                       struct record_query *out)
{
    size_t max = 0;
    for (size_t i = 0; models != NULL && part.n > 0 && i < models->count; i++) {
        max += models->models[i].model.labels.count;
    }
    struct str *names = arena_calloc(arena, max + 1, sizeof(*names));
    size_t count = 0;
    for (size_t i = 0; max > 0 && i < models->count; i++) {
        const struct model_labels *labels = &models->models[i].model.labels;
        for (size_t k = 0; k < labels->count; k++) {
            const struct model_class *class = &labels->classes[k];
            if (is_called(labels, class, part)) {
                names[count++] = str_eq(class->label, MODEL_NOTHING) ? class->label : class->name;
            }
        }
    }
    out->names = names;
    out->name_count = count;
}

/* ---- HTTP ---- */

int record_read_text(struct req *rq, const char *name, struct str *out)
{
    const struct form_part *part = req_part(rq, name);
    *out = part != NULL ? str_trim(part->value) : STR_EMPTY;
    return part != NULL && part->fd >= 0 ? err_field(&rq->err, name, "must be a text") : E_OK;
}

int record_read_model(struct req *rq, struct str *out)
{
    const struct record_keeper *keeper = rq->state;
    const struct record_models *models = keeper->models;
    struct str name = STR_EMPTY;
    int rc = record_read_text(rq, "model", &name);
    if (rc < 0) {
        return rc;
    }
    name = name.n > 0 ? name : models->usual;
    if (record_find_model(models, name) != NULL) {
        *out = str_copy(rq->arena, name);
        return E_OK;
    }
    (void)err_set(&rq->err, E_MODEL_MISSING, "The model \"%.*s\" is not installed.",
                  (int)size_min(name.n, MODEL_NAME_MAX), name.p);
    (void)err_field(&rq->err, "model", "is not installed");
    return E_MODEL_MISSING;
}

int record_query_model(struct req *rq, const struct model **out)
{
    const struct record_keeper *keeper = rq->state;
    const struct record_models *models = keeper->models;
    struct str name = req_query(rq, "model");
    name = name.n > 0 ? name : models->usual;
    *out = record_find_model(models, name);
    if (*out != NULL) {
        return E_OK;
    }
    return err_set(&rq->err, E_NOT_FOUND, "The model \"%.*s\" is not installed.",
                   (int)size_min(name.n, MODEL_NAME_MAX), name.p);
}

void record_write_translations(struct json_out *out, const char *key,
                               const struct model_labels *labels, const struct str *texts)
{
    json_key(out, key);
    json_begin_object(out);
    for (size_t i = 0; texts != NULL && i < labels->language_count; i++) {
        if (texts[i].n > 0) {
            json_key_str(out, labels->languages[i]);
            json_put_str(out, texts[i]);
        }
    }
    json_end_object(out);
}

/* Whether the model can answer so: the table of a detector may hold more than its networks were trained for. */
static bool is_told(const struct model *model, struct str label)
{
    const struct model_detector *detector = &model->detector;
    for (size_t i = 0; i < detector->named_count; i++) {
        if (str_eq(detector->named[i], label)) {
            return true;
        }
    }
    for (size_t i = 0; i < detector->class_count; i++) {
        if (str_eq(detector->classes[i], label)) {
            return true;
        }
    }
    return detector->named_count == 0;
}

/* GET /animals/classes, /road-signs/classes?model=NAME */
int record_list_classes(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    const struct model *model = NULL;
    int rc = record_query_model(rq, &model);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "model", model->name);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < model->labels.count; i++) {
        const struct model_class *class = &model->labels.classes[i];
        if (!is_told(model, class->label)) {
            continue;
        }
        json_begin_object(out);
        json_kv_str(out, "label", class->label);
        json_kv_str(out, "name", class->name);
        json_kv_str(out, "group", class->group);
        record_write_translations(out, "names", &model->labels, class->names);
        keeper->app->write_class(rq, model, class);
        json_end_object(out);
    }
    return req_reply_list_end(rq, NULL);
}

static void write_model(struct json_out *out, const struct record_model *model,
                        enum model_kind kind)
{
    json_begin_object(out);
    json_kv_str(out, "name", model->name);
    json_kv_str(out, "title", model->is_usable ? model->model.title : model->name);
    json_kv_c(out, "kind", model_kind_name(kind));
    json_kv_bool(out, "ok", model->is_usable);
    json_kv_c(out, "reason", model->is_usable ? NULL : model->reason);
    json_key(out, "version");
    if (model->is_usable) {
        json_put_str(out, model->model.version);
    } else {
        json_put_null(out);
    }
    json_kv_i64(out, "classes", (int64_t)model->model.labels.count);
    json_end_object(out);
}

/* GET /animals/models, /road-signs/models */
int record_list_models(struct req *rq)
{
    const struct record_keeper *keeper = rq->state;
    const struct record_models *models = keeper->models;
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "default", models->usual);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < models->count; i++) {
        write_model(out, &models->models[i], models->kind);
    }
    return req_reply_list_end(rq, NULL);
}
