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

static size_t count_tiles(const struct detect_level *level, const struct model *model,
                          enum detect_input input)
{
    const struct detect_size size = detect_input_size(model, input);
    return count_along(level->width, size.width, model->detector.overlap) *
           count_along(level->height, size.height, model->detector.overlap);
}

static size_t count_pixels(const struct detect_level *level, const struct model *model,
                           enum detect_input input)
{
    const struct detect_size size = detect_input_size(model, input);
    return count_tiles(level, model, input) * (size_t)size.width * (size_t)size.height;
}

static bool fits_whole(const struct detect_level *level, const struct model *model)
{
    return level->width <= model->input.width && level->height <= model->input.height;
}

/* The input that covers a level with the fewer pixels, within so many parts. */
static enum detect_input input_for(const struct detect_level *level, const struct model *model,
                                   size_t tiles_max)
{
    return detect_input_size(model, DETECT_SMALLER).width > 0 && !fits_whole(level, model) &&
                   count_tiles(level, model, DETECT_SMALLER) <= tiles_max &&
                   count_pixels(level, model, DETECT_SMALLER) <
                       count_pixels(level, model, DETECT_WHOLE)
               ? DETECT_SMALLER
               : DETECT_WHOLE;
}

static int32_t shorter(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void add_large(const struct detect_level *level, size_t index, enum detect_input input,
                      const struct model *model, struct detect_plan *plan)
{
    const struct detect_size size = detect_input_size(model, input);
    const struct detect_size part = {shorter(level->width, size.width),
                                     shorter(level->height, size.height)};
    const size_t across = count_along(level->width, part.width, model->detector.overlap);
    const size_t down = count_along(level->height, part.height, model->detector.overlap);
    for (size_t i = 0; i < across * down; i++) {
        struct detect_tile *tile = &plan->tiles[plan->count++];
        tile->input = input;
        tile->count = 1;
        tile->pieces[0] = (struct detect_piece){
            .level = index,
            .x = begin_of(level->width, part.width, i % across, across),
            .y = begin_of(level->height, part.height, i / across, down),
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

/* Where the smaller input has room for all pieces of a shelf, that is what it is for. */
static void narrow(struct detect_tile *tile, const struct model *model)
{
    const struct detect_size smaller = detect_input_size(model, DETECT_SMALLER);
    bool fits = true;
    for (size_t i = 0; i < tile->count; i++) {
        const struct detect_piece *piece = &tile->pieces[i];
        fits = fits && piece->at_x + piece->width <= smaller.width &&
               piece->at_y + piece->height <= smaller.height;
    }
    tile->input = fits ? DETECT_SMALLER : tile->input;
}

struct detect_size detect_input_size(const struct model *model, enum detect_input input)
{
    const struct model_size *smaller = &model->detector.smaller;
    return input == DETECT_SMALLER ? (struct detect_size){smaller->width, smaller->height}
                                   : (struct detect_size){model->input.width, model->input.height};
}

void detect_plan_make(const struct detect_level *levels, size_t level_count,
                      const struct model *model, struct arena *arena, struct detect_plan *out)
{
    /* The smaller levels of a picture need less than all that the larger one needs. */
    enum detect_input inputs[DETECT_LEVELS_MAX];
    size_t room = 0;
    size_t first = level_count;
    while (first > 0) {
        const struct detect_level *level = &levels[first - 1];
        inputs[first - 1] = input_for(level, model, DETECT_TILES_MAX - room);
        const size_t count = count_tiles(level, model, inputs[first - 1]);
        if (room + count > DETECT_TILES_MAX) {
            break;
        }
        room += count;
        first--;
    }
    *out = (struct detect_plan){arena_calloc(arena, room + 1, sizeof(*out->tiles)), 0};
    struct shelf shelf = {0};
    for (size_t i = first; i < level_count; i++) {
        if (fits_whole(&levels[i], model)) {
            add_small(&levels[i], i, &model->input, &shelf, out);
        } else {
            add_large(&levels[i], i, inputs[i], model, out);
        }
    }
    for (size_t i = 0; i < out->count; i++) {
        narrow(&out->tiles[i], model);
    }
}
