/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what is on pictures, with the model that is its variant, and learns classes of somebody's own.
 *
 * {"task": "predict", "pictures": yes or no}, the default, looks at the first page of a picture:
 *   {"label": what people call it, "confidence": 0 to 1, "model": the model's version,
 *    "image": {"width", "height", "type"},
 *    "result": {"top": [{"label", "name", "confidence"}], "group": one of these or null, "doubtful", "looks"},
 *    "embedding": base64 of 32-bit floats, or null}
 * and as parts of their own a thumbnail, and a preview where no browser shows the file.
 *
 * {"task": "fit", "classes", "count", "width"} gets, in place of a picture, the class of each example (32 bits) and
 * behind these their embeddings (floats):
 *   {"accuracy", "folds": [accuracies], "weights": base64 of (classes, width + 1) floats} */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "infer/classify/classify.h"
#include "worker/late.h"
#include "worker/worker_picture.h"

#define JSON_MAX     (4 * MIB)
#define EXAMPLES_MAX 10000

struct animals {
    struct arena *arena; /* of the model */
    struct model model;
    struct classify *classify;
};

struct params {
    struct str task; /* "predict", "fit" */
    bool pictures;
    int64_t classes;
    int64_t count;
    int64_t width;
};

static const struct json_field param_fields[] = {
    {"task", JSON_STR, offsetof(struct params, task), /* must= */ false, 1, 20},
    {"pictures", JSON_BOOL, offsetof(struct params, pictures), false, 0, 0},
    {"classes", JSON_I64, offsetof(struct params, classes), false, 2, CLASSIFY_FIT_CLASSES_MAX},
    {"count", JSON_I64, offsetof(struct params, count), false, 4, EXAMPLES_MAX},
    {"width", JSON_I64, offsetof(struct params, width), false, 1, MODEL_EMBEDDING_MAX},
    {0},
};

/* ---- loading ---- */

static int load_model(struct animals *animals, const char *name, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct worker_network network = {0};
    int rc = worker_load_model(name, animals->arena, &animals->model, err);
    if (rc == E_OK) {
        rc = worker_read_network(&animals->model, scratch, &network, err);
    }
    if (rc == E_OK) {
        rc = classify_new(&animals->model, network.file, network.weights, &animals->classify, err);
    }
    model_release_network(network.file);
    return rc;
}

static int animals_init(const char *variant, void **out_state, struct err *err)
{
    struct animals *animals = must_calloc(1, sizeof(*animals));
    animals->arena = arena_new();
    int rc = worker_init_pictures(LATE_NETWORKS, err);
    if (rc == E_OK) {
        rc = load_model(animals, variant, err);
    }
    if (rc < 0) {
        arena_free(animals->arena);
        free(animals);
        return E_PROCESSING_FAILED; /* whatever it is, it is no fault of a picture; the words say more */
    }
    *out_state = animals;
    return E_OK;
}

static bool tell(struct worker_task *task, enum ipc_stage stage, uint32_t permille)
{
    const struct ipc_progress progress = {stage, 1, 1, permille};
    return worker_tell(task, &progress);
}

/* ---- the result ---- */

static void write_ranking(struct json_out *out, const struct classify_ranking *ranking, int looks,
                          struct arena *arena)
{
    json_begin_object(out);
    json_key(out, "top");
    json_begin_array(out);
    for (size_t i = 0; i < ranking->count; i++) {
        const struct classify_guess *guess = &ranking->top[i];
        model_write_guess(out, guess->class->label, guess->class->name, guess->probability);
    }
    json_end_array(out);
    json_key(out, "group");
    if (ranking->group.n > 0) {
        model_write_guess(out, ranking->group, model_group_name(ranking->group, arena),
                          ranking->group_probability);
    } else {
        json_put_null(out);
    }
    json_kv_bool(out, "doubtful", ranking->is_doubtful);
    json_kv_i64(out, "looks", looks);
    json_end_object(out);
}

static void write_embedding(struct json_out *out, const struct classify_answer *answer)
{
    json_key(out, "embedding");
    if (answer->embedding == NULL) {
        json_put_null(out);
        return;
    }
    struct sb text;
    sb_init(&text, 2 * MODEL_EMBEDDING_MAX * sizeof(float));
    model_write_floats(&text, answer->embedding, answer->embedding_width);
    json_put_str(out, sb_str(&text));
    sb_done(&text);
}

static void write_answer(struct json_out *out, const struct animals *animals,
                         const struct classify_answer *answer, const struct image_info *info,
                         struct arena *arena)
{
    struct classify_ranking ranking = {0};
    classify_rank(&animals->model, answer->probabilities, &ranking);
    const struct model_class *best = ranking.top[0].class;
    json_begin_object(out);
    json_kv_str(out, "label", str_eq(best->label, MODEL_NOTHING) ? best->label : best->name);
    json_key(out, "confidence");
    json_put_double(out, ranking.top[0].probability, 4);
    json_kv_str(out, "model", animals->model.version);
    worker_write_image(out, info);
    json_key(out, "result");
    write_ranking(out, &ranking, answer->looks, arena);
    write_embedding(out, answer);
    json_end_object(out);
}

static int cancelled(struct err *err)
{
    return err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
}

static int predict(const struct animals *animals, struct worker_task *task, bool pictures,
                   struct err *err)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    CLEANUP(image_freep) struct image *image = NULL;
    int rc = worker_open_picture(task->picture, &file, err);
    if (rc == E_OK && !tell(task, IPC_STAGE_DECODE, 0)) {
        rc = cancelled(err);
    }
    if (rc == E_OK) {
        const struct model_input *input = &animals->model.input;
        const struct worker_look look = {
            .side_px = input->width > input->height ? input->width : input->height,
            .shown_px = pictures ? worker_pictures_px(image_file_info(file).kind) : 0,
        };
        rc = worker_decode_first(file, &look, &image, err);
    }
    struct classify_answer answer = {0};
    if (rc == E_OK) {
        rc = classify_look(animals->classify, image, task->arena, &answer, err);
    }
    if (rc < 0) {
        return rc;
    }
    const struct image_info info = image_file_info(file);
    struct sb json;
    struct json_out out;
    sb_init(&json, JSON_MAX);
    json_out_init(&out, &json);
    write_answer(&out, animals, &answer, &info, task->arena);
    rc = worker_add_json(task, &json, err);
    return rc == E_OK && pictures ? worker_add_pictures(task, image, info.kind, err) : rc;
}

/* ---- classes of somebody's own ---- */

static bool fit_goes_on(void *context, int permille)
{
    return tell(context, IPC_STAGE_READ, (uint32_t)permille);
}

static bool are_usable(const struct classify_examples *examples)
{
    size_t counts[CLASSIFY_FIT_CLASSES_MAX] = {0};
    for (size_t i = 0; i < examples->count; i++) {
        if (examples->classes[i] >= examples->class_count) {
            return false;
        }
        counts[examples->classes[i]]++;
    }
    for (size_t k = 0; k < examples->class_count; k++) {
        if (counts[k] < 2) {
            return false;
        }
    }
    for (size_t i = 0; i < examples->count * examples->width; i++) {
        if (!isfinite(examples->embeddings[i])) {
            return false;
        }
    }
    return true;
}

static int read_examples(const struct worker_task *task, const struct params *params,
                         struct classify_examples *out, struct err *err)
{
    const size_t count = (size_t)params->count;
    const size_t width = (size_t)params->width;
    const bool has_size = params->count > 0 && params->width > 0 && params->classes > 0 &&
                          task->picture.n == count * (1 + width) * sizeof(float);
    if (has_size) {
        const uint32_t *classes = (const uint32_t *)(const void *)task->picture.p;
        *out = (struct classify_examples){(const float *)(const void *)(classes + count), classes,
                                          count, width, (size_t)params->classes};
    }
    return has_size && are_usable(out)
               ? E_OK
               : err_set(err, E_INVALID, "The examples are not what their sizes say.");
}

static void write_fitted(struct json_out *out, const struct classify_fitted *fitted, size_t n)
{
    struct sb weights;
    sb_init(&weights, JSON_MAX);
    model_write_floats(&weights, fitted->weights, n);
    json_begin_object(out);
    json_key(out, "accuracy");
    json_put_double(out, fitted->accuracy, 4);
    json_key(out, "folds");
    json_begin_array(out);
    for (size_t i = 0; i < fitted->fold_count; i++) {
        json_put_double(out, fitted->fold_accuracy[i], 4);
    }
    json_end_array(out);
    json_kv_str(out, "weights", sb_str(&weights));
    json_end_object(out);
    sb_done(&weights);
}

static int fit(struct worker_task *task, const struct params *params, struct err *err)
{
    struct classify_examples examples = {0};
    struct classify_fitted fitted = {0};
    int rc = read_examples(task, params, &examples, err);
    if (rc == E_OK) {
        rc = classify_fit(&examples, fit_goes_on, task, task->arena, &fitted);
    }
    if (rc < 0) {
        return rc == E_CANCELLED ? cancelled(err) : rc;
    }
    struct sb json;
    struct json_out out;
    sb_init(&json, JSON_MAX);
    json_out_init(&out, &json);
    write_fitted(&out, &fitted, examples.class_count * (examples.width + 1));
    return worker_add_json(task, &json, err);
}

static int animals_run(void *state, struct worker_task *task, struct err *err)
{
    struct params params = {.task = STR("predict"), .pictures = true};
    int rc = json_read(task->params, param_fields, &params, task->arena, err);
    if (rc < 0) {
        return rc;
    }
    if (str_eq(params.task, STR("fit"))) {
        return fit(task, &params, err);
    }
    if (!str_eq(params.task, STR("predict"))) {
        return err_set(err, E_INVALID, "There is no such task.");
    }
    return predict(state, task, params.pictures, err);
}

/* None, but asking for one is no breach: decoders look for the number of cores, and bear not to find it. */
static const char *const animals_folders[] = {NULL};

const struct worker_role worker_animals = {
    .type = &worker_types[WORKER_ANIMALS],
    .rights = {.folders = animals_folders},
    .init = animals_init,
    .run = animals_run,
};
