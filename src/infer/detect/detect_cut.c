/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#include "infer/detect/detect.h"

/* ---- which part of which level ---- */

/* The smallest level where this many pixels of the page are still `side`; never the enlarged picture, which knows nothing
 * more. */
static size_t level_for(const struct detect_pyramid *pyramid, double pixels, int32_t side)
{
    size_t at = pyramid->original;
    while (at + 1 < pyramid->count && pixels * pyramid->levels[at + 1].scale >= side) {
        at++;
    }
    return at;
}

static int32_t bounded(int32_t number, int32_t max)
{
    return number < 0 ? 0 : number > max ? max : number;
}

/* The pixels that a view is resized from, along one side of a level: what a new pixel is made of reaches half of its own
 * size beyond the view. Only a view that leaves the level takes more than that has. */
static int32_t begin_of(double from, double to, int32_t level_side, int32_t side,
                        int32_t *out_count)
{
    const int32_t reach = 1 + (int32_t)ceil(fmax((to - from) / side, 2) / 2);
    int32_t begin = (int32_t)floor(from) - reach;
    int32_t end = (int32_t)ceil(to) + reach;
    if (from >= 0 && to <= level_side) {
        begin = bounded(begin, level_side);
        end = bounded(end, level_side);
    }
    *out_count = end - begin;
    return begin;
}

/* The view in the level, and what of the level is to be there for it. */
static void place_part(const struct detect_pyramid *pyramid, const struct detect_box *box,
                       const struct detect_cutting *cutting, struct detect_part *out)
{
    double width = (box->right - box->left) * (1 + 2 * cutting->margin);
    double height = (box->bottom - box->top) * (1 + 2 * cutting->margin);
    if (cutting->is_square) {
        width = height = fmax(width, height);
    }
    *out = (struct detect_part){.level = level_for(pyramid, fmin(width, height), cutting->side)};
    const struct detect_level *level = &pyramid->levels[out->level];
    const double scale = level->scale;
    const double x = (box->left + box->right) / 2 * scale;
    const double y = (box->top + box->bottom) / 2 * scale;
    /* Rounded in the level, as Pillow does it in the picture, not in the part. */
    const double left = (float)(x - width * scale / 2);
    const double right = (float)(x + width * scale / 2);
    const double top = (float)(y - height * scale / 2);
    const double bottom = (float)(y + height * scale / 2);
    out->x = begin_of(left, right, level->width, cutting->side, &out->image.width);
    out->y = begin_of(top, bottom, level->height, cutting->side, &out->image.height);
    out->view =
        (struct classify_view){left - out->x, top - out->y, right - out->x, bottom - out->y, false};
}

static bool make_room(struct detect_part *part)
{
    part->image.pix = pixCreate(part->image.width, part->image.height, 32);
    return part->image.pix != NULL;
}

/* ---- filling ---- */

/* Parts while their lines come. */
struct cut {
    const struct detect_pyramid *pyramid;
    const struct detect_parts *parts;
    size_t wanted; /* lines that are still to come, counted for each part */
};

/* A line, from place `x` on, which may lie outside of it. */
static void copy_line(const uint32_t *line, int32_t line_length, int32_t x, int32_t length,
                      l_uint32 *to, size_t step)
{
    for (int32_t i = 0; i < length; i++) {
        to[(size_t)i * step] = line[bounded(x + i, line_length - 1)];
    }
}

/* Puts a line of the level where the part has it; the first and the last one also where the level has none. */
static void fill(struct cut *cut, const struct detect_part *part, int32_t place,
                 const uint32_t *line)
{
    const struct image_lines_info info = detect_lines_of(cut->pyramid, part->level);
    const size_t stride = (size_t)pixGetWpl(part->image.pix);
    const int32_t begin = info.are_columns ? part->x : part->y;
    const int32_t count = info.are_columns ? part->image.width : part->image.height;
    const int32_t last = image_lines_count(&info) - 1;
    const int32_t from = place == 0 ? 0 : place - begin;
    const int32_t to = place == last ? count - 1 : place - begin;
    for (int32_t i = from < 0 ? 0 : from; i <= to && i < count; i++) {
        l_uint32 *data = pixGetData(part->image.pix);
        if (info.are_columns) {
            copy_line(line, info.height, part->y, part->image.height, data + i, stride);
        } else {
            copy_line(line, info.width, part->x, part->image.width, data + (size_t)i * stride, 1);
        }
        cut->wanted--;
    }
}

static int take_line(void *context, size_t level, int32_t place, const uint32_t *line,
                     struct err *err)
{
    (void)err;
    struct cut *cut = context;
    for (size_t i = 0; i < cut->parts->count; i++) {
        if (cut->parts->items[i].level == level) {
            fill(cut, &cut->parts->items[i], place, line);
        }
    }
    return cut->wanted > 0;
}

static int fill_all(const struct detect_pyramid *pyramid, const struct detect_parts *parts,
                    struct err *err)
{
    struct cut cut = {pyramid, parts, 0};
    size_t end = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const struct detect_part *part = &parts->items[i];
        const bool are_columns = detect_lines_of(pyramid, part->level).are_columns;
        cut.wanted += (size_t)(are_columns ? part->image.width : part->image.height);
        end = size_max(end, part->level + 1);
    }
    return detect_pyramid_pass(pyramid, end, take_line, &cut, err);
}

int detect_cut(const struct detect_pyramid *pyramid, const struct detect_boxes *boxes,
               const struct detect_cutting *cutting, size_t bytes_max, struct detect_parts *out,
               struct err *err)
{
    size_t bytes = 0;
    *out = (struct detect_parts){must_calloc(boxes->count + 1, sizeof(*out->items)), 0};
    for (size_t i = 0; i < boxes->count; i++) {
        struct detect_part *part = &out->items[i];
        place_part(pyramid, &boxes->items[i], cutting, part);
        bytes += (size_t)part->image.width * (size_t)part->image.height * 4;
        if (i > 0 && bytes > bytes_max) {
            break;
        }
        if (!make_room(part)) {
            return err_set(err, E_PROCESSING_FAILED,
                           "There is not enough memory for this picture.");
        }
        out->count++;
    }
    return out->count > 0 ? fill_all(pyramid, out, err) : E_OK;
}

void detect_parts_done(struct detect_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        pixDestroy(&parts->items[i].image.pix);
    }
    free(parts->items);
    *parts = (struct detect_parts){0};
}
