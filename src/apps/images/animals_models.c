/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that can be asked for, and the classes that they know. */
#include "apps/images/animals_int.h"
#include "base/log.h"

/* ---- loading ---- */

static void load(const char *folder, struct str name, struct arena *arena,
                 struct animals_model *out)
{
    *out = (struct animals_model){.name = name};
    struct err err = {0};
    int rc = model_load(folder, name, arena, &out->model, &err);
    out->is_usable = rc == E_OK;
    if (rc < 0) {
        snprintf(out->reason, sizeof(out->reason), "%s", err_text(&err, rc));
        log_warn("animals.model_not_usable", LOG_S("model", name), LOG_C("why", out->reason));
    }
}

struct animals *animals_new(const struct config *config)
{
    struct animals *animals = must_calloc(1, sizeof(*animals));
    animals->arena = arena_new();
    const char *folder = arena_printf(animals->arena, "%s/models", config->data);
    struct model_names names;
    model_list(folder, animals->arena, &names);
    animals->models = arena_calloc(animals->arena, names.count, sizeof(*animals->models));
    animals->model_count = names.count;
    for (size_t i = 0; i < names.count; i++) {
        load(folder, names.names[i], animals->arena, &animals->models[i]);
    }
    return animals;
}

void animals_free(struct animals *animals)
{
    if (animals != NULL) {
        arena_free(animals->arena);
        free(animals);
    }
}

const struct model *animals_find_model(const struct animals *animals, struct str name)
{
    for (size_t i = 0; i < animals->model_count; i++) {
        if (str_eq(animals->models[i].name, name)) {
            return animals->models[i].is_usable ? &animals->models[i].model : NULL;
        }
    }
    return NULL;
}

/* ---- HTTP ---- */

static void write_model(struct json_out *out, const struct animals_model *model)
{
    json_begin_object(out);
    json_kv_str(out, "name", model->name);
    json_kv_str(out, "title", model->is_usable ? model->model.title : model->name);
    json_kv_c(out, "kind", "classifier");
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

/* GET /animals/models */
int animals_models(struct req *rq)
{
    const struct images *images = rq->state;
    const struct animals *animals = images->own;
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "default", ANIMALS_MODEL);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < animals->model_count; i++) {
        write_model(out, &animals->models[i]);
    }
    return req_reply_list_end(rq, NULL);
}

static void write_class(struct json_out *out, const struct model_labels *labels,
                        const struct model_class *class)
{
    json_begin_object(out);
    json_kv_str(out, "label", class->label);
    json_kv_str(out, "name", class->name);
    json_kv_str(out, "plural", class->plural);
    json_kv_str(out, "group", class->group);
    json_kv_str(out, "taxon", class->taxon);
    json_key(out, "names");
    json_begin_object(out);
    for (size_t i = 0; i < labels->language_count; i++) {
        if (class->names != NULL && class->names[i].n > 0) {
            json_key_str(out, labels->languages[i]);
            json_put_str(out, class->names[i]);
        }
    }
    json_end_object(out);
    json_end_object(out);
}

/* GET /animals/classes?model=NAME */
int animals_classes(struct req *rq)
{
    const struct images *images = rq->state;
    struct str name = req_query(rq, "model");
    if (name.n == 0) {
        name = ANIMALS_MODEL;
    }
    const struct model *model = animals_find_model(images->own, name);
    if (model == NULL) {
        return err_set(&rq->err, E_NOT_FOUND, "The model \"%.*s\" is not installed.",
                       (int)size_min(name.n, MODEL_NAME_MAX), name.p);
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "model", name);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < model->labels.count; i++) {
        write_class(out, &model->labels, &model->labels.classes[i]);
    }
    return req_reply_list_end(rq, NULL);
}
