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

static void draw_line(const struct detect *detect, PIX *pix, const struct detect_piece *piece,
                      int32_t row)
{
    const struct model_input *input = &detect->model->input;
    const size_t plane = (size_t)input->width * (size_t)input->height;
    float *red = detect->input->data + (size_t)(piece->at_y + row) * (size_t)input->width +
                 (size_t)piece->at_x;
    float *green = red + plane;
    float *blue = green + plane;
    const l_uint32 *line = pixGetData(pix) + (size_t)(piece->y + row) * (size_t)pixGetWpl(pix);
    const bool is_colour = pixGetDepth(pix) == 32;
    for (int32_t x = 0; x < piece->width; x++) {
        const l_uint32 grey = is_colour ? 0 : GET_DATA_BYTE(line, piece->x + x);
        const l_uint32 word =
            is_colour ? line[piece->x + x]
                      : grey << L_RED_SHIFT | grey << L_GREEN_SHIFT | grey << L_BLUE_SHIFT;
        red[x] = detect->values[0][word >> L_RED_SHIFT & 255];
        green[x] = detect->values[1][word >> L_GREEN_SHIFT & 255];
        blue[x] = detect->values[2][word >> L_BLUE_SHIFT & 255];
    }
}

static void draw(const struct detect *detect, const struct detect_pyramid *pyramid,
                 const struct detect_tile *tile)
{
    const size_t plane = detect->input->count / 3;
    for (size_t c = 0; c < 3; c++) {
        const float fill = detect->values[c][detect->model->detector.fill];
        for (size_t i = 0; i < plane; i++) {
            detect->input->data[c * plane + i] = fill;
        }
    }
    for (size_t i = 0; i < tile->count; i++) {
        const struct detect_piece *piece = &tile->pieces[i];
        for (int32_t row = 0; row < piece->height; row++) {
            draw_line(detect, pyramid->levels[piece->level].image.pix, piece, row);
        }
    }
}

static void plan(const struct detect *detect, const struct detect_pyramid *pyramid,
                 struct arena *arena, struct detect_plan *out)
{
    struct detect_size sizes[DETECT_LEVELS_MAX];
    for (size_t i = 0; i < pyramid->count; i++) {
        const struct image *image = &pyramid->levels[i].image;
        sizes[i] = (struct detect_size){image->width, image->height};
    }
    detect_plan_make(sizes, pyramid->count, detect->model, arena, out);
}

static struct detect_size picture_of(const struct detect_pyramid *pyramid)
{
    const struct detect_level *level = &pyramid->levels[pyramid->original];
    return (struct detect_size){(int32_t)(level->image.width / level->scale + 0.5),
                                (int32_t)(level->image.height / level->scale + 0.5)};
}

int detect_find(struct detect *detect, const struct detect_pyramid *pyramid,
                const struct detect_listener *listener, struct arena *arena,
                struct detect_boxes *out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct detect_plan tiles;
    struct detect_candidates candidates;
    plan(detect, pyramid, scratch, &tiles);
    detect_candidates_init(&candidates, scratch);
    for (size_t i = 0; i < tiles.count; i++) {
        if (listener->goes_on != NULL &&
            !listener->goes_on(listener->context, (int)(1000 * i / tiles.count))) {
            return err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
        }
        draw(detect, pyramid, &tiles.tiles[i]);
        if (nn_run(detect->nn) < 0) {
            return err_set(err, E_PROCESSING_FAILED, "The network could not be run.");
        }
        const struct detect_place place = {&tiles.tiles[i], pyramid->levels, picture_of(pyramid)};
        detect_decode(&detect->output, detect->model->detector.detect, &place, &candidates);
    }
    detect_merge(&candidates, detect->model->detector.apart, arena, out);
    return E_OK;
}
