/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "infer/detect/detect.h"
#include "infer/nn/nn.h"

/* The network at one size. */
struct sized_network {
    struct nn *nn; /* NULL: there is no such size */
    const struct nn_port *input;
    struct detect_output output;
};

struct detect {
    const struct model *model;
    struct sized_network inputs[DETECT_INPUT_COUNT];
};

/* ---- loading ---- */

static int find_input(const struct detect_size *size, struct sized_network *sized, struct err *err)
{
    if (nn_input_count(sized->nn) != 1) {
        return err_set(err, E_INVALID, "The detector must have one input.");
    }
    sized->input = nn_input(sized->nn, 0);
    const struct nn_shape *shape = &sized->input->shape;
    if (shape->rank != 4 || shape->dims[0] != 1 || shape->dims[1] != 3 ||
        shape->dims[2] != size->height || shape->dims[3] != size->width) {
        return err_set(err, E_INVALID,
                       "The detector's input is not 1x3x%dx%d, as its manifest says.", size->height,
                       size->width);
    }
    return E_OK;
}

/* An output of three dimensions, the first of them 1, by its name or its place. */
static int find_output(const struct nn *nn, struct str name, size_t index,
                       const struct nn_port **out, struct err *err)
{
    const struct nn_port *port = NULL;
    if (name.n > 0) {
        port = nn_find_output(nn, name);
    } else if (index < nn_output_count(nn)) {
        port = nn_output(nn, index);
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

static int find_yolo(const struct model_detector *wanted, struct sized_network *sized,
                     struct err *err)
{
    const struct nn_port *port = NULL;
    int rc = find_output(sized->nn, wanted->boxes, 0, &port, err);
    if (rc < 0) {
        return rc;
    }
    if (port->shape.dims[1] != 4 + (int64_t)wanted->class_count) {
        return err_set(err, E_INVALID,
                       "The detector's output has %lld rows; 4 and one for each of %zu classes "
                       "were expected.",
                       (long long)port->shape.dims[1], wanted->class_count);
    }
    sized->output = (struct detect_output){.format = MODEL_BOXES_YOLO,
                                           .boxes = port->data,
                                           .count = (size_t)port->shape.dims[2],
                                           .class_count = wanted->class_count};
    return E_OK;
}

static int find_corners(const struct model_detector *wanted, struct sized_network *sized,
                        struct err *err)
{
    const struct nn_port *boxes = NULL;
    const struct nn_port *scores = NULL;
    int rc = find_output(sized->nn, wanted->boxes, 0, &boxes, err);
    if (rc == E_OK) {
        rc = find_output(sized->nn, wanted->scores, 1, &scores, err);
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
    sized->output = (struct detect_output){.format = MODEL_BOXES_CORNERS,
                                           .boxes = boxes->data,
                                           .scores = scores->data,
                                           .count = (size_t)boxes->shape.dims[1],
                                           .class_count = wanted->class_count};
    return E_OK;
}

/* The network at one of its sizes, which it runs at once, since its first run is slower. */
static int load(struct detect *detect, enum detect_input input, struct str network,
                const char *weights_path, struct err *err)
{
    struct sized_network *sized = &detect->inputs[input];
    const struct model_detector *wanted = &detect->model->detector;
    const struct detect_size size = detect_input_size(detect->model, input);
    /* One thread: several pictures at once are several workers' work. */
    const struct nn_options options = {.threads = 1,
                                       .batch = 1,
                                       .width = size.width,
                                       .height = size.height,
                                       .beside = detect->inputs[DETECT_WHOLE].nn,
                                       .weights_path = weights_path};
    int rc = nn_load(network, &options, &sized->nn, err);
    if (rc == E_OK) {
        rc = find_input(&size, sized, err);
    }
    if (rc == E_OK) {
        rc = wanted->format == MODEL_BOXES_YOLO ? find_yolo(wanted, sized, err)
                                                : find_corners(wanted, sized, err);
    }
    if (rc == E_OK) {
        memset(sized->input->data, 0, sized->input->count * sizeof(float));
        rc = nn_run(sized->nn);
    }
    return rc;
}

int detect_new(const struct model *model, struct str network, const char *weights_path,
               struct detect **out, struct err *err)
{
    struct detect *detect = must_calloc(1, sizeof(*detect));
    detect->model = model;
    int rc = load(detect, DETECT_WHOLE, network, weights_path, err);
    if (rc == E_OK && detect_input_size(model, DETECT_SMALLER).width > 0) {
        rc = load(detect, DETECT_SMALLER, network, /* weights_path= */ NULL, err);
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
        /* The smaller one lies in the memory of the other. */
        for (size_t i = DETECT_INPUT_COUNT; i > 0; i--) {
            nn_unload(detect->inputs[i - 1].nn);
        }
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

/* Numbers of one channel, as the network wants them. */
static float value_of(const struct model_input *input, size_t channel, uint32_t pixel)
{
    return ((float)pixel - input->mean[channel]) * input->scale[channel];
}

/* A line of a piece, which stands in the input as it does in the picture. */
static inline void draw_pixels(const struct model_input *input, size_t plane, size_t step,
                               const uint32_t *line, int32_t length, float *to)
{
    for (size_t i = 0; i < (size_t)length; i++) {
        to[i * step] = value_of(input, 0, line[i] >> L_RED_SHIFT & 255);
        to[plane + i * step] = value_of(input, 1, line[i] >> L_GREEN_SHIFT & 255);
        to[2 * plane + i * step] = value_of(input, 2, line[i] >> L_BLUE_SHIFT & 255);
    }
}

static void draw_piece(const struct search *search, const struct detect_bands *bands,
                       const struct detect_piece *piece, const struct nn_port *input)
{
    const struct model_input *values = &search->detect->model->input;
    const size_t width = (size_t)input->shape.dims[3];
    const size_t plane = input->count / 3;
    float *to = input->data + (size_t)piece->at_y * width + (size_t)piece->at_x;
    const bool are_columns = detect_lines_of(search->pyramid, piece->level).are_columns;
    const int32_t count = are_columns ? piece->width : piece->height;
    for (int32_t i = 0; i < count; i++) {
        const uint32_t *line = detect_bands_line(bands, piece, i);
        if (are_columns) {
            draw_pixels(values, plane, width, line, piece->height, to + i);
        } else {
            draw_pixels(values, plane, 1, line, piece->width, to + (size_t)i * width);
        }
    }
}

static void fill(const struct model *model, const struct nn_port *input)
{
    const size_t plane = input->count / 3;
    for (size_t c = 0; c < 3; c++) {
        const float value = value_of(&model->input, c, (uint32_t)model->detector.fill);
        for (size_t i = 0; i < plane; i++) {
            input->data[c * plane + i] = value;
        }
    }
}

static void draw(const struct search *search, const struct detect_bands *bands,
                 const struct detect_tile *tile)
{
    const struct nn_port *input = search->detect->inputs[tile->input].input;
    const struct detect_piece *first = &tile->pieces[0];
    if (first->height != input->shape.dims[2] || first->width != input->shape.dims[3]) {
        fill(search->detect->model, input);
    }
    for (size_t i = 0; i < tile->count; i++) {
        draw_piece(search, bands, &tile->pieces[i], input);
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
    if (nn_run(detect->inputs[tile->input].nn) < 0) {
        return err_set(err, E_PROCESSING_FAILED, "The network could not be run.");
    }
    const struct detect_place place = {tile, search->pyramid->levels, search->pyramid->page};
    detect_decode(&detect->inputs[tile->input].output, detect->model->detector.detect, &place,
                  &search->candidates);
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
