/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <math.h>

#include "infer/detect/detect.h"

#define AROUND_PX 2 /* that resizing looks at beyond the view */

/* The smallest level where this many pixels of the picture are still `side`; never the enlarged picture, which knows
 * nothing more. */
static const struct detect_level *level_for(const struct detect_pyramid *pyramid, double pixels,
                                            int32_t side)
{
    size_t at = pyramid->original;
    while (at + 1 < pyramid->count && pixels * pyramid->levels[at + 1].scale >= side) {
        at++;
    }
    return &pyramid->levels[at];
}

static int32_t bounded(int32_t number, int32_t max)
{
    return number < 0 ? 0 : number > max ? max : number;
}

static l_uint32 pixel_at(PIX *pix, int32_t x, int32_t y)
{
    const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    return pixGetDepth(pix) == 32 ? line[x] : GET_DATA_BYTE(line, x);
}

/* A copy of the view, with the edge of the picture repeated outside of it. */
static PIX *copy_around(PIX *from, const struct classify_view *view, int32_t x, int32_t y)
{
    const int32_t width = (int32_t)ceil(view->right) + AROUND_PX - x;
    const int32_t height = (int32_t)ceil(view->bottom) + AROUND_PX - y;
    PIX *to = pixCreate(width, height, pixGetDepth(from));
    if (to == NULL) {
        return NULL;
    }
    for (int32_t row = 0; row < height; row++) {
        l_uint32 *line = pixGetData(to) + (size_t)row * (size_t)pixGetWpl(to);
        const int32_t from_y = bounded(y + row, pixGetHeight(from) - 1);
        for (int32_t column = 0; column < width; column++) {
            const int32_t from_x = bounded(x + column, pixGetWidth(from) - 1);
            const l_uint32 value = pixel_at(from, from_x, from_y);
            if (pixGetDepth(from) == 32) {
                line[column] = value;
            } else {
                SET_DATA_BYTE(line, column, value);
            }
        }
    }
    return to;
}

int detect_cut(const struct detect_pyramid *pyramid, const struct detect_box *box,
               const struct detect_cutting *cutting, struct detect_part *out, struct err *err)
{
    double width = (box->right - box->left) * (1 + 2 * cutting->margin);
    double height = (box->bottom - box->top) * (1 + 2 * cutting->margin);
    if (cutting->is_square) {
        width = height = fmax(width, height);
    }
    const struct detect_level *level = level_for(pyramid, fmin(width, height), cutting->side);
    const double x = (box->left + box->right) / 2 * level->scale;
    const double y = (box->top + box->bottom) / 2 * level->scale;
    const double across = width * level->scale / 2;
    const double down = height * level->scale / 2;
    struct classify_view view = {x - across, y - down, x + across, y + down, false};
    const bool is_inside = view.left >= 0 && view.top >= 0 && view.right <= level->image.width &&
                           view.bottom <= level->image.height;
    if (is_inside) {
        *out = (struct detect_part){level->image, view, false};
        return E_OK;
    }
    const int32_t from_x = (int32_t)floor(view.left) - AROUND_PX;
    const int32_t from_y = (int32_t)floor(view.top) - AROUND_PX;
    PIX *pix = copy_around(level->image.pix, &view, from_x, from_y);
    if (pix == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "There is not enough memory for this picture.");
    }
    view.left -= from_x;
    view.right -= from_x;
    view.top -= from_y;
    view.bottom -= from_y;
    *out = (struct detect_part){
        .image = {.pix = pix, .width = pixGetWidth(pix), .height = pixGetHeight(pix)},
        .view = view,
        .is_owned = true,
    };
    return E_OK;
}

void detect_part_done(struct detect_part *part)
{
    if (part->is_owned) {
        pixDestroy(&part->image.pix);
        part->is_owned = false;
    }
}
