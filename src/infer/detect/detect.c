/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "infer/detect/detect.h"
#include "infer/nn/nn.h"

struct detect {
    const struct model *model;
    struct nn *nn;
    const struct nn_port *input;
    struct detect_output output;
    float values[3][256]; /* of a pixel, for the network */
};

/* ---- loading ---- */

static int find_input(struct detect *detect, struct err *err)
{
    const struct model_input *wanted = &detect->model->input;
    if (nn_input_count(detect->nn) != 1) {
        return err_set(err, E_INVALID, "The detector must have one input.");
    }
    detect->input = nn_input(detect->nn, 0);
    const struct nn_shape *shape = &detect->input->shape;
    if (shape->rank != 4 || shape->dims[0] != 1 || shape->dims[1] != 3 ||
        shape->dims[2] != wanted->height || shape->dims[3] != wanted->width) {
        return err_set(err, E_INVALID,
                       "The detector's input is not 1x3x%dx%d, as its manifest says.",
                       wanted->height, wanted->width);
    }
    return E_OK;
}

/* An output of three dimensions, the first of them 1, by its name or its place. */
static int find_output(struct detect *detect, struct str name, size_t index,
                       const struct nn_port **out, struct err *err)
{
    const struct nn_port *port = NULL;
    if (name.n > 0) {
        port = nn_find_output(detect->nn, name);
    } else if (index < nn_output_count(detect->nn)) {
        port = nn_output(detect->nn, index);
    }
    if (port == NULL) {
        return err_set(err, E_INVALID, "The detector has no output \"%" STRF "\".", STRA(name));
    }
    const struct nn_shape *shape = &port->shape;
    if (shape->rank != 3 || shape->dims[0] != 1 || shape->dims[1] > MODEL_BOXES_MAX ||
        shape->dims[2] > MODEL_BOXES_MAX) {
        return err_set(err, E_INVALID,
                       "The detector's output \"%s\" does not have the shape of boxes.",
                       port->name);
    }
    *out = port;
    return E_OK;
}

static int find_yolo(struct detect *detect, struct err *err)
{
    const struct nn_port *port = NULL;
    const size_t classes = detect->model->detector.class_count;
    int rc = find_output(detect, detect->model->detector.boxes, 0, &port, err);
    if (rc < 0) {
        return rc;
    }
    if (port->shape.dims[1] != 4 + (int64_t)classes) {
        return err_set(err, E_INVALID,
                       "The detector's output has %lld rows; 4 and one for each of %zu classes "
                       "were expected.",
                       (long long)port->shape.dims[1], classes);
    }
    detect->output = (struct detect_output){.format = MODEL_BOXES_YOLO,
                                            .boxes = port->data,
                                            .count = (size_t)port->shape.dims[2],
                                            .class_count = classes};
    return E_OK;
}

static int find_corners(struct detect *detect, struct err *err)
{
    const struct model_detector *wanted = &detect->model->detector;
    const struct nn_port *boxes = NULL;
    const struct nn_port *scores = NULL;
    int rc = find_output(detect, wanted->boxes, 0, &boxes, err);
    if (rc == E_OK) {
        rc = find_output(detect, wanted->scores, 1, &scores, err);
    }
    if (rc < 0) {
        return rc;
    }
    if (boxes->shape.dims[2] != 4 || scores->shape.dims[1] != boxes->shape.dims[1] ||
        scores->shape.dims[2] != (int64_t)wanted->class_count) {
        return err_set(err, E_INVALID,
                       "The detector's outputs are not four corners and %zu scores for each box.",
                       wanted->class_count);
    }
    detect->output = (struct detect_output){.format = MODEL_BOXES_CORNERS,
                                            .boxes = boxes->data,
                                            .scores = scores->data,
                                            .count = (size_t)boxes->shape.dims[1],
                                            .class_count = wanted->class_count};
    return E_OK;
}

static void fill_values(struct detect *detect)
{
    const struct model_input *input = &detect->model->input;
    for (size_t c = 0; c < 3; c++) {
        for (size_t value = 0; value < 256; value++) {
            detect->values[c][value] = ((float)value - input->mean[c]) * input->scale[c];
        }
    }
}

int detect_new(const struct model *model, struct str network, const char *weights_path,
               struct detect **out, struct err *err)
{
    struct detect *detect = must_calloc(1, sizeof(*detect));
    detect->model = model;
    fill_values(detect);
    /* One thread: several pictures at once are several workers' work. */
    const struct nn_options options = {.threads = 1,
                                       .batch = 1,
                                       .width = model->input.width,
                                       .height = model->input.height,
                                       .weights_path = weights_path};
    int rc = nn_load(network, &options, &detect->nn, err);
    if (rc == E_OK) {
        rc = find_input(detect, err);
    }
    if (rc == E_OK) {
        rc = model->detector.format == MODEL_BOXES_YOLO ? find_yolo(detect, err)
                                                        : find_corners(detect, err);
    }
    if (rc == E_OK) {
        memset(detect->input->data, 0, detect->input->count * sizeof(float));
        rc = nn_run(detect->nn);
    }
    if (rc < 0) {
        detect_free(detect);
        return rc;
    }
    *out = detect;
    return E_OK;
}

void detect_free(struct detect *detect)
{
    if (detect != NULL) {
        nn_unload(detect->nn);
        free(detect);
    }
}

/* ---- looking ---- */

/* One picture's work. */
struct search {
    const struct detect *detect;
    const struct detect_pyramid *pyramid;
    const struct detect_listener *listener;
    size_t looks; /* parts that have been looked at */
    size_t tiles; /* of them all */
    struct detect_candidates candidates;
};

/* A line of a piece, which stands in the input as it does in the picture. */
static inline void draw_pixels(const struct detect *detect, size_t at, size_t step,
                               const uint32_t *line, int32_t length)
{
    const size_t plane = detect->input->count / 3;
    float *red = detect->input->data + at;
    float *green = red + plane;
    float *blue = green + plane;
    for (size_t i = 0; i < (size_t)length; i++) {
        red[i * step] = detect->values[0][line[i] >> L_RED_SHIFT & 255];
        green[i * step] = detect->values[1][line[i] >> L_GREEN_SHIFT & 255];
        blue[i * step] = detect->values[2][line[i] >> L_BLUE_SHIFT & 255];
    }
}

static void draw_piece(const struct search *search, const struct detect_bands *bands,
                       const struct detect_piece *piece)
{
    const struct detect *detect = search->detect;
    const size_t width = (size_t)detect->model->input.width;
    const size_t at = (size_t)piece->at_y * width + (size_t)piece->at_x;
    const bool are_columns = detect_lines_of(search->pyramid, piece->level).are_columns;
    const int32_t count = are_columns ? piece->width : piece->height;
    for (int32_t i = 0; i < count; i++) {
        const uint32_t *line = detect_bands_line(bands, piece, i);
        if (are_columns) {
            draw_pixels(detect, at + (size_t)i, width, line, piece->height);
        } else {
            draw_pixels(detect, at + (size_t)i * width, 1, line, piece->width);
        }
    }
}

static void draw(const struct search *search, const struct detect_bands *bands,
                 const struct detect_tile *tile)
{
    const struct detect *detect = search->detect;
    const size_t plane = detect->input->count / 3;
    for (size_t c = 0; c < 3; c++) {
        const float fill = detect->values[c][detect->model->detector.fill];
        for (size_t i = 0; i < plane; i++) {
            detect->input->data[c * plane + i] = fill;
        }
    }
    for (size_t i = 0; i < tile->count; i++) {
        draw_piece(search, bands, &tile->pieces[i]);
    }
}

static int look_at(void *context, const struct detect_bands *bands, const struct detect_tile *tile,
                   struct err *err)
{
    struct search *search = context;
    const struct detect *detect = search->detect;
    const struct detect_listener *listener = search->listener;
    if (listener->goes_on != NULL &&
        !listener->goes_on(listener->context, (int)(1000 * search->looks / search->tiles))) {
        return err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
    }
    draw(search, bands, tile);
    if (nn_run(detect->nn) < 0) {
        return err_set(err, E_PROCESSING_FAILED, "The network could not be run.");
    }
    const struct detect_place place = {tile, search->pyramid->levels, search->pyramid->page};
    detect_decode(&detect->output, detect->model->detector.detect, &place, &search->candidates);
    search->looks++;
    return E_OK;
}

int detect_find(struct detect *detect, const struct detect_pyramid *pyramid,
                const struct detect_listener *listener, struct arena *arena,
                struct detect_boxes *out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct detect_plan plan;
    detect_plan_make(pyramid->levels, pyramid->count, detect->model, scratch, &plan);
    struct search search = {
        .detect = detect, .pyramid = pyramid, .listener = listener, .tiles = plan.count};
    detect_candidates_init(&search.candidates, scratch);
    int rc = detect_bands_look(pyramid, &plan, DETECT_BANDS_BYTES, look_at, &search, err);
    if (rc == E_OK) {
        detect_merge(&search.candidates, detect->model->detector.apart, arena, out);
    }
    return rc;
}
