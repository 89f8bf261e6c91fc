/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manifest.json of a classifier: {"name", "kind": "classifier", "title", "network", "labels",
 * "input": {"width", "height", "mean": [3], "scale": [3]}, "outputs": {"logits", "embedding"},
 * "looks": {"first": [{"kind": "square" or "whole", "fraction", "at", "mirrored"}], "again": [...]},
 * "thresholds": {"doubtful", "group", "look_again", "similar"}}; of a detector:
 * {"name", "kind": "detector", "title", "network", "labels", "input", "outputs": {"boxes", "scores"}, "format": "corners" or
 * "yolo", "classes": [what the network tells apart], "smaller_input": {"width", "height"}, "overlap", "smallest", "enlarge", "fill",
 * "thresholds": {"detect", "overlap", "answer",
 * "doubtful", "group"}, "classifier": {"network", "size", "margin", "cut": "box" or "square", "input", "outputs": {"logits"}, "temperature",
 * "classes": [labels in the order of its outputs, where these are not all]}}. */
#include <math.h>

#include "base/json.h"
#include "model/model.h"

#define DETECTOR_SIDE_MIN 64 /* pixels of a detector's input */

static const struct model_thresholds usual = {
    .doubtful = 0.5, .group = 0.8, .look_again = 0.7, .similar = 0.75};

static const struct model_looks usual_first = {.items = {{false, false, 1, 0.5}}, .count = 1};
static const struct model_looks usual_again = {
    .items = {{false, false, 1, 0.5},
              {true, false, 1, 0.5},
              {false, true, 1, 0.5},
              {false, false, 1 / 1.3, 0.5},
              {false, false, 1, 0},
              {false, false, 1, 1}},
    .count = 6,
};

static int missing(struct err *err, const char *what)
{
    return err_set(err, E_INVALID, "manifest.json: %s.", what);
}

/* A text of the manifest, copied; E_INVALID where it is longer than people's words are. */
static int read_text(struct json_value root, const char *key, struct arena *arena, struct str *out,
                     struct err *err)
{
    const struct str text = json_text(json_get(root, key));
    if (text.n > MODEL_TEXT_MAX) {
        return err_set(err, E_INVALID, "manifest.json: \"%s\" is too long.", key);
    }
    *out = str_copy(arena, text);
    return E_OK;
}

/* A file beside the manifest: nothing that leads out of the folder. */
static bool is_file_name(struct str name)
{
    return name.n > 0 && name.p[0] != '.' && str_find_byte(name, '/') == name.n &&
           str_find_byte(name, '\0') == name.n;
}

static int read_files(struct json_value root, struct arena *arena, struct model *out,
                      struct err *err)
{
    int rc = read_text(root, "network", arena, &out->network_file, err);
    if (rc == E_OK) {
        rc = read_text(root, "labels", arena, &out->labels_file, err);
    }
    if (rc < 0) {
        return rc;
    }
    if (!is_file_name(out->network_file) || !str_ends(out->network_file, STR(".onnx"))) {
        return missing(err, "\"network\" must name an .onnx file beside it");
    }
    if (!is_file_name(out->labels_file) ||
        !(str_ends(out->labels_file, STR(".csv")) || str_ends(out->labels_file, STR(".txt")))) {
        return missing(err, "\"labels\" must name a .csv or .txt file beside it");
    }
    return E_OK;
}

static bool read_three(struct json_value array, bool may_be_zero, float out[3])
{
    if (json_count(array) != 3) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        const double number = json_number(json_at(array, i), NAN);
        out[i] = (float)number;
        if (!isfinite(out[i]) || (out[i] == 0 && !may_be_zero)) {
            return false;
        }
    }
    return true;
}

static int read_input(struct json_value input, struct model_input *out, struct err *err)
{
    const int64_t width = json_i64(json_get(input, "width"), 0);
    const int64_t height = json_i64(json_get(input, "height"), 0);
    if (width < 8 || width > MODEL_SIDE_MAX || height < 8 || height > MODEL_SIDE_MAX) {
        return err_set(err, E_INVALID,
                       "manifest.json: width and height of \"input\" must be from 8 to %d.",
                       MODEL_SIDE_MAX);
    }
    out->width = (int32_t)width;
    out->height = (int32_t)height;
    if (!read_three(json_get(input, "mean"), true, out->mean) ||
        !read_three(json_get(input, "scale"), false, out->scale)) {
        return missing(err, "\"mean\" and \"scale\" of \"input\" must be three numbers each");
    }
    return E_OK;
}

static int read_probability(struct json_value from, const char *key, double *inout, struct err *err)
{
    const double number = json_number(json_get(from, key), *inout);
    if (!(number >= 0 && number <= 1)) {
        return err_set(err, E_INVALID, "manifest.json: the threshold \"%s\" must be from 0 to 1.",
                       key);
    }
    *inout = number;
    return E_OK;
}

static int read_look(struct json_value from, struct model_look *out, struct err *err)
{
    *out = (struct model_look){
        .is_whole = str_eq(json_text(json_get(from, "kind")), STR("whole")),
        .is_mirrored = json_bool(json_get(from, "mirrored"), false),
        .fraction = json_number(json_get(from, "fraction"), 1),
        .at = json_number(json_get(from, "at"), 0.5),
    };
    if (!(out->fraction >= 0.1 && out->fraction <= 1 && out->at >= 0 && out->at <= 1)) {
        return missing(err, "a look needs a \"fraction\" from 0.1 to 1 and an \"at\" from 0 to 1");
    }
    return E_OK;
}

static int read_looks(struct json_value list, const struct model_looks *otherwise,
                      struct model_looks *out, struct err *err)
{
    const size_t count = json_count(list);
    if (count > MODEL_LOOKS_MAX) {
        return err_set(err, E_INVALID, "manifest.json: there may be %d looks at most.",
                       MODEL_LOOKS_MAX);
    }
    if (count == 0) {
        *out = *otherwise;
        return E_OK;
    }
    int rc = E_OK;
    for (out->count = 0; rc == E_OK && out->count < count; out->count++) {
        rc = read_look(json_at(list, out->count), &out->items[out->count], err);
    }
    return rc;
}

static int read_thresholds(struct json_value from, struct model_thresholds *out, struct err *err)
{
    *out = usual;
    int rc = read_probability(from, "doubtful", &out->doubtful, err);
    if (rc == E_OK) {
        rc = read_probability(from, "group", &out->group, err);
    }
    if (rc == E_OK) {
        rc = read_probability(from, "look_again", &out->look_again, err);
    }
    return rc < 0 ? rc : read_probability(from, "similar", &out->similar, err);
}

/* What both kinds have. */
static int read_common(struct json_value root, struct arena *arena, struct model *out,
                       struct err *err)
{
    out->temperature = 1;
    int rc = read_text(root, "name", arena, &out->name, err);
    if (rc == E_OK) {
        rc = read_text(root, "title", arena, &out->title, err);
    }
    if (rc == E_OK) {
        rc = read_files(root, arena, out, err);
    }
    if (rc == E_OK) {
        rc = read_input(json_get(root, "input"), &out->input, err);
    }
    return rc < 0 ? rc : read_thresholds(json_get(root, "thresholds"), &out->thresholds, err);
}

static int read_classifier(struct json_value root, struct arena *arena, struct model *out,
                           struct err *err)
{
    const struct json_value outputs = json_get(root, "outputs");
    int rc = read_text(outputs, "logits", arena, &out->logits, err);
    if (rc == E_OK) {
        rc = read_text(outputs, "embedding", arena, &out->embedding, err);
    }
    const struct json_value looks = json_get(root, "looks");
    if (rc == E_OK) {
        rc = read_looks(json_get(looks, "first"), &usual_first, &out->first, err);
    }
    return rc < 0 ? rc : read_looks(json_get(looks, "again"), &usual_again, &out->again, err);
}

/* ---- detectors ---- */

static int read_number(struct json_value from, const char *key, const int32_t bounds[2],
                       int32_t *inout, struct err *err)
{
    const int64_t number = json_i64(json_get(from, key), *inout);
    if (number < bounds[0] || number > bounds[1]) {
        return err_set(err, E_INVALID, "manifest.json: \"%s\" must be from %d to %d.", key,
                       bounds[0], bounds[1]);
    }
    *inout = (int32_t)number;
    return E_OK;
}

/* Within the input: it has less to look at, and shares the input's memory. */
static int read_smaller(struct json_value root, const struct model_input *input,
                        struct model_size *out, struct err *err)
{
    const struct json_value smaller = json_get(root, "smaller_input");
    if (!json_has(smaller)) {
        return E_OK;
    }
    const int64_t width = json_i64(json_get(smaller, "width"), 0);
    const int64_t height = json_i64(json_get(smaller, "height"), 0);
    if (width < DETECTOR_SIDE_MIN || width > input->width || height < DETECTOR_SIDE_MIN ||
        height > input->height || (width == input->width && height == input->height)) {
        return err_set(
            err, E_INVALID,
            "manifest.json: width and height of \"smaller_input\" must be from %d to those "
            "of \"input\", and not both the same.",
            DETECTOR_SIDE_MIN);
    }
    *out = (struct model_size){(int32_t)width, (int32_t)height};
    return E_OK;
}

/* Of the size, if there is one, and what else there is. */
static int32_t shorter_side(const struct model_size *size, int32_t otherwise)
{
    const int32_t side = size->width < size->height ? size->width : size->height;
    return side > 0 && side < otherwise ? side : otherwise;
}

static int read_sizes(struct json_value root, const struct model_input *input,
                      struct model_detector *out, struct err *err)
{
    const int32_t shorter = input->width < input->height ? input->width : input->height;
    const int32_t longer = input->width < input->height ? input->height : input->width;
    if (shorter < DETECTOR_SIDE_MIN) {
        return err_set(err, E_INVALID,
                       "manifest.json: a detector needs an \"input\" of %d by %d or more.",
                       DETECTOR_SIDE_MIN, DETECTOR_SIDE_MIN);
    }
    out->smallest = longer < 128 ? longer : 128;
    out->enlarge = 200;
    out->fill = 114; /* what Ultralytics' networks are trained with */
    int rc = read_smaller(root, input, &out->smaller, err);
    const int32_t shortest = shorter_side(&out->smaller, shorter);
    out->overlap = shortest / 8;
    if (rc == E_OK) {
        rc = read_number(root, "overlap", (int32_t[]){0, shortest / 2}, &out->overlap, err);
    }
    if (rc == E_OK) {
        rc = read_number(root, "smallest", (int32_t[]){16, longer}, &out->smallest, err);
    }
    if (rc == E_OK) {
        rc = read_number(root, "enlarge", (int32_t[]){0, 1024}, &out->enlarge, err);
    }
    return rc < 0 ? rc : read_number(root, "fill", (int32_t[]){0, 255}, &out->fill, err);
}

static int read_names(struct json_value list, struct arena *arena, struct str **out,
                      size_t *out_count, struct err *err)
{
    const size_t count = json_count(list);
    if (count == 0 || count > MODEL_CLASSES_MAX) {
        return missing(err, "\"classes\" must be a list of what the network tells apart");
    }
    struct str *names = arena_calloc(arena, count, sizeof(*names));
    for (size_t i = 0; i < count; i++) {
        const struct str name = json_text(json_at(list, i));
        if (name.n == 0 || name.n > MODEL_LABEL_MAX) {
            return missing(err, "\"classes\" must be a list of short names");
        }
        names[i] = str_copy(arena, name);
    }
    *out = names;
    *out_count = count;
    return E_OK;
}

/* "input" as a classifier's own manifest has it, or its fields beside "size". */
static int read_naming_input(struct json_value from, struct model *out, struct err *err)
{
    const struct json_value input =
        json_has(json_get(from, "input")) ? json_get(from, "input") : from;
    const int64_t size = json_i64(json_get(from, "size"), 0);
    const int64_t width = json_i64(json_get(input, "width"), size);
    const int64_t height = json_i64(json_get(input, "height"), size);
    if (width < 8 || width > MODEL_SIDE_MAX || width != height) {
        return err_set(err, E_INVALID,
                       "manifest.json: \"size\" of \"classifier\" must be from 8 to %d.",
                       MODEL_SIDE_MAX);
    }
    out->input.width = (int32_t)width;
    out->input.height = (int32_t)height;
    if (!read_three(json_get(input, "mean"), true, out->input.mean) ||
        !read_three(json_get(input, "scale"), false, out->input.scale)) {
        return missing(err, "\"mean\" and \"scale\" of \"classifier\" must be three numbers each");
    }
    return E_OK;
}

/* The network that names what is in a box. It looks at each box once. */
static int read_naming(struct json_value from, struct arena *arena, struct model *detector,
                       struct err *err)
{
    struct model *out = arena_calloc(arena, 1, sizeof(*out));
    *out = (struct model){.kind = MODEL_CLASSIFIER,
                          .thresholds = detector->thresholds,
                          .first = {.items = {{.is_whole = true, .fraction = 1}}, .count = 1}};
    out->again = out->first;
    out->thresholds.look_again = 0;
    out->temperature = json_number(json_get(from, "temperature"), 1);
    if (!(out->temperature >= 0.01 && out->temperature <= 100)) {
        return missing(err, "\"temperature\" of \"classifier\" must be from 0.01 to 100");
    }
    detector->detector.margin = 0.15;
    detector->detector.is_square = str_eq(json_text(json_get(from, "cut")), STR("square"));
    int rc = read_probability(from, "margin", &detector->detector.margin, err);
    if (rc == E_OK) {
        rc = read_text(from, "network", arena, &out->network_file, err);
    }
    if (rc == E_OK) {
        rc = read_text(json_get(from, "outputs"), "logits", arena, &out->logits, err);
    }
    if (rc == E_OK &&
        (!is_file_name(out->network_file) || !str_ends(out->network_file, STR(".onnx")))) {
        rc = missing(err, "\"network\" of \"classifier\" must name an .onnx file beside it");
    }
    if (rc == E_OK) {
        rc = read_naming_input(from, out, err);
    }
    if (rc == E_OK && json_has(json_get(from, "classes"))) {
        rc = read_names(json_get(from, "classes"), arena, &detector->detector.named,
                        &detector->detector.named_count, err);
    }
    detector->detector.naming = out;
    return rc;
}

static int read_detector(struct json_value root, struct arena *arena, struct model *out,
                         struct err *err)
{
    struct model_detector *detector = &out->detector;
    const struct json_value thresholds = json_get(root, "thresholds");
    const struct json_value outputs = json_get(root, "outputs");
    const struct str format = json_text(json_get(root, "format"));
    if (!str_eq(format, STR("corners")) && !str_eq(format, STR("yolo"))) {
        return missing(err, "\"format\" must be \"corners\" or \"yolo\"");
    }
    detector->format = str_eq(format, STR("yolo")) ? MODEL_BOXES_YOLO : MODEL_BOXES_CORNERS;
    detector->detect = 0.3;
    detector->apart = 0.5;
    int rc = read_text(outputs, "boxes", arena, &detector->boxes, err);
    if (rc == E_OK) {
        rc = read_text(outputs, "scores", arena, &detector->scores, err);
    }
    if (rc == E_OK) {
        rc = read_probability(thresholds, "detect", &detector->detect, err);
    }
    if (rc == E_OK) {
        rc = read_probability(thresholds, "overlap", &detector->apart, err);
    }
    if (rc == E_OK) {
        detector->answer = detector->detect;
        rc = read_probability(thresholds, "answer", &detector->answer, err);
    }
    if (rc == E_OK) {
        rc = read_sizes(root, &out->input, detector, err);
    }
    if (rc < 0 || !json_has(json_get(root, "classifier"))) {
        return rc; /* the labels say what it tells apart */
    }
    rc = read_names(json_get(root, "classes"), arena, &detector->classes, &detector->class_count,
                    err);
    return rc < 0 ? rc : read_naming(json_get(root, "classifier"), arena, out, err);
}

static int read_root(struct json_value root, struct arena *arena, struct model *out,
                     struct err *err)
{
    const struct str kind = json_text(json_get(root, "kind"));
    while (out->kind < MODEL_KIND_COUNT && !str_eq(kind, str_from(model_kind_name(out->kind)))) {
        out->kind++;
    }
    if (out->kind == MODEL_KIND_COUNT) {
        return missing(err, "\"kind\" must be \"classifier\" or \"detector\"");
    }
    int rc = read_common(root, arena, out, err);
    if (rc < 0) {
        return rc;
    }
    return out->kind == MODEL_DETECTOR ? read_detector(root, arena, out, err)
                                       : read_classifier(root, arena, out, err);
}

int model_read_manifest(struct str text, struct arena *arena, struct model *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct err why = {0};
    int rc = json_doc_parse(text, &doc, &why);
    if (rc < 0) {
        return err_set(err, E_INVALID, "manifest.json: %.250s", err_text(&why, rc));
    }
    struct model model = {0};
    rc = read_root(json_doc_root(doc), arena, &model, err);
    if (rc == E_OK) {
        *out = model;
    }
    return rc;
}
