/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network of somebody's own may write any numbers: never a crash, and what is left are boxes within the picture. */
#include "infer/detect/detect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct detect_boxes *boxes, const struct detect_size *picture)
{
    ASSERT(boxes->count <= DETECT_BOXES_MAX);
    for (size_t i = 0; i < boxes->count; i++) {
        const struct detect_box *box = &boxes->items[i];
        ASSERT(box->left >= 0 && box->left < box->right && box->right <= picture->width);
        ASSERT(box->top >= 0 && box->top < box->bottom && box->bottom <= picture->height);
        ASSERT(box->score > 0 && box->score <= 1);
    }
}

/* The first bytes say the size of a picture and the form of the numbers behind them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 8) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct detect_size picture = {1 + data[0] + (data[1] << 8), 1 + data[2] + (data[3] << 8)};
    const struct model model = {
        .input = {.width = 64 + data[4], .height = 64 + data[5]},
        .detector = {.smaller = {.width = data[6] >= 128 ? 64 : 0, .height = 64},
                     .overlap = 1 + data[6] % 32,
                     .smallest = 64}};
    const struct detect_level levels[2] = {{picture.width, picture.height, 1},
                                           {picture.width / 2 + 1, picture.height / 2 + 1, 0.5}};
    struct detect_plan plan;
    detect_plan_make(levels, 2, &model, arena, &plan);
    ASSERT(plan.count <= DETECT_TILES_MAX);

    const size_t classes = 1 + (data[7] >> 1) % 4;
    const size_t numbers = (n - 8) / sizeof(float);
    float *values = arena_alloc(arena, n);
    memcpy(values, data + 8, n - 8);
    struct detect_output output = {.format =
                                       (data[7] & 1) != 0 ? MODEL_BOXES_YOLO : MODEL_BOXES_CORNERS,
                                   .boxes = values,
                                   .count = numbers / (4 + classes),
                                   .class_count = classes};
    output.scores = values + 4 * output.count;
    struct detect_candidates found;
    struct detect_boxes boxes;
    detect_candidates_init(&found, arena);
    for (size_t i = 0; i < plan.count && i < 4; i++) {
        const struct detect_place place = {&plan.tiles[i], levels, picture};
        detect_decode(&output, 0.1, &place, &found);
    }
    detect_merge(&found, 0.5, arena, &boxes);
    check(&boxes, &picture);
    return 0;
}
