/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/detect/detect.h"

#define GAP_PX 16 /* between levels that share an input, so that no box reaches over */

/* ---- large levels ---- */

/* How many parts of this length cover a side. */
static size_t count_along(int32_t side, int32_t part, int32_t overlap)
{
    if (side <= part) {
        return 1;
    }
    const int32_t step = part - overlap;
    return (size_t)((side - overlap + step - 1) / step);
}

/* Where a part begins: they lie evenly. */
static int32_t begin_of(int32_t side, int32_t part, size_t index, size_t count)
{
    return count == 1 ? 0
                      : (int32_t)((int64_t)(side - part) * (int64_t)index / (int64_t)(count - 1));
}

static size_t count_tiles(const struct detect_level *size, const struct model *model)
{
    const int32_t overlap = model->detector.overlap;
    return count_along(size->width, model->input.width, overlap) *
           count_along(size->height, model->input.height, overlap);
}

static int32_t shorter(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void add_large(const struct detect_level *size, size_t level, const struct model *model,
                      struct detect_plan *plan)
{
    const struct detect_size part = {shorter(size->width, model->input.width),
                                     shorter(size->height, model->input.height)};
    const size_t across = count_along(size->width, part.width, model->detector.overlap);
    const size_t down = count_along(size->height, part.height, model->detector.overlap);
    for (size_t i = 0; i < across * down; i++) {
        struct detect_tile *tile = &plan->tiles[plan->count++];
        tile->count = 1;
        tile->pieces[0] = (struct detect_piece){
            .level = level,
            .x = begin_of(size->width, part.width, i % across, across),
            .y = begin_of(size->height, part.height, i / across, down),
            .width = part.width,
            .height = part.height,
        };
    }
}

/* ---- small levels ---- */

/* The input that small levels are laid into, line by line. */
struct shelf {
    struct detect_tile *tile; /* NULL: none is open */
    int32_t x, y;             /* where the next one goes */
    int32_t height;           /* of the line */
};

static bool fits(const struct shelf *shelf, const struct detect_level *size,
                 const struct model_input *input)
{
    return shelf->tile != NULL && shelf->tile->count < DETECT_PIECES_MAX &&
           shelf->x + size->width <= input->width && shelf->y + size->height <= input->height;
}

static void add_small(const struct detect_level *size, size_t level,
                      const struct model_input *input, struct shelf *shelf,
                      struct detect_plan *plan)
{
    if (!fits(shelf, size, input)) {
        shelf->x = 0;
        shelf->y += shelf->height + GAP_PX;
        shelf->height = 0;
    }
    if (!fits(shelf, size, input)) {
        *shelf = (struct shelf){.tile = &plan->tiles[plan->count++]};
        shelf->tile->count = 0;
    }
    shelf->tile->pieces[shelf->tile->count++] = (struct detect_piece){
        .level = level,
        .width = size->width,
        .height = size->height,
        .at_x = shelf->x,
        .at_y = shelf->y,
    };
    shelf->x += size->width + GAP_PX;
    shelf->height = size->height > shelf->height ? size->height : shelf->height;
}

void detect_plan_make(const struct detect_level *levels, size_t level_count,
                      const struct model *model, struct arena *arena, struct detect_plan *out)
{
    const struct model_input *input = &model->input;
    /* The smaller levels of a picture need less than all that the larger one needs. */
    size_t room = 0;
    size_t first = level_count;
    while (first > 0 && room + count_tiles(&levels[first - 1], model) <= DETECT_TILES_MAX) {
        room += count_tiles(&levels[--first], model);
    }
    *out = (struct detect_plan){arena_calloc(arena, room + 1, sizeof(*out->tiles)), 0};
    struct shelf shelf = {0};
    for (size_t i = first; i < level_count; i++) {
        if (levels[i].width <= input->width && levels[i].height <= input->height) {
            add_small(&levels[i], i, input, &shelf, out);
        } else {
            add_large(&levels[i], i, model, out);
        }
    }
}
