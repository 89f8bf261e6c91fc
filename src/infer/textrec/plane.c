/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <leptonica/allheaders.h>

#include "infer/textrec/plane.h"

#define PLANE_BYTES_MAX (256 * MIB)

int plane_new(struct arena *arena, int32_t width, int32_t height, struct plane *out)
{
    if (width <= 0 || height <= 0) {
        return E_PROCESSING_FAILED;
    }
    uint8_t *p = arena_try_alloc(arena, (size_t)width, (size_t)height, PLANE_BYTES_MAX);
    if (p == NULL) {
        return E_PROCESSING_FAILED;
    }
    *out = (struct plane){p, width, height};
    return E_OK;
}

/* The weights of ITU-R BT.601, in 1/256. */
static uint8_t grey_of(l_uint32 word)
{
    return (uint8_t)((77 * (word >> 24) + 150 * (word >> 16 & 255) + 29 * (word >> 8 & 255)) >> 8);
}

static struct plane_area area_of(PIX *pix, const struct plane_area *area)
{
    struct plane_area whole = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};
    return area != NULL ? *area : whole;
}

int plane_from_pix(struct Pix *pix, const struct plane_area *area, struct arena *arena,
                   struct plane *out)
{
    ASSERT(pixGetDepth(pix) == 8 || pixGetDepth(pix) == 32);
    const struct plane_area part = area_of(pix, area);
    int rc = plane_new(arena, part.x2 - part.x1, part.y2 - part.y1, out);
    if (rc < 0) {
        return rc;
    }
    const bool grey = pixGetDepth(pix) == 8;
    const l_uint32 *words = pixGetData(pix) + (ptrdiff_t)part.y1 * pixGetWpl(pix);
    for (int32_t y = 0; y < out->height; y++, words += pixGetWpl(pix)) {
        uint8_t *to = plane_row(out, y);
        for (int32_t x = 0; x < out->width; x++) {
            to[x] = grey ? (uint8_t)GET_DATA_BYTE(words, part.x1 + x) : grey_of(words[part.x1 + x]);
        }
    }
    return E_OK;
}

/* Halves both sides by averaging four pixels. */
static int halve(const struct plane *from, struct arena *arena, struct plane *out)
{
    int rc = plane_new(arena, from->width / 2, from->height / 2, out);
    if (rc < 0) {
        return rc;
    }
    for (int32_t y = 0; y < out->height; y++) {
        const uint8_t *above = plane_row(from, 2 * y);
        const uint8_t *below = plane_row(from, 2 * y + 1);
        uint8_t *to = plane_row(out, y);
        for (int32_t x = 0; x < out->width; x++, above += 2, below += 2) {
            to[x] = (uint8_t)((above[0] + above[1] + below[0] + below[1] + 2) >> 2);
        }
    }
    return E_OK;
}

/* Places in the source, in 2^-32 of a pixel: added up along a row they stay exact enough. */
#define PLACE_ONE ((int64_t)1 << 32)

static int64_t place(double pixels)
{
    return (int64_t)llround(pixels * (double)PLACE_ONE);
}

static int64_t clamp(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* The grey at a point between four pixels; a point outside has that of the edge. */
static int32_t grey_at(const struct plane *from, int64_t x, int64_t y)
{
    x = clamp(x, (from->width - 1) * PLACE_ONE);
    y = clamp(y, (from->height - 1) * PLACE_ONE);
    const int32_t left = (int32_t)(x >> 32);
    const int32_t top = (int32_t)(y >> 32);
    const int32_t step = left < from->width - 1 ? 1 : 0;
    const uint8_t *upper = plane_row(from, top) + left;
    const uint8_t *lower = top < from->height - 1 ? upper + from->width : upper;
    const int32_t part_x = (int32_t)(x >> 24 & 255);
    const int32_t part_y = (int32_t)(y >> 24 & 255);
    const int32_t a = upper[0] * (256 - part_x) + upper[step] * part_x;
    const int32_t b = lower[0] * (256 - part_x) + lower[step] * part_x;
    return (a * (256 - part_y) + b * part_y + 32768) >> 16;
}

#define SAMPLES_MAX 4 /* along each side of a pixel of the target */

/* A grid of points inside a pixel of the target, as steps in the source from its middle. */
struct samples {
    int count;
    int64_t x[SAMPLES_MAX * SAMPLES_MAX];
    int64_t y[SAMPLES_MAX * SAMPLES_MAX];
};

static int samples_for(double step_x, double step_y)
{
    double step = sqrt(step_x * step_x + step_y * step_y);
    return (int)fmin(SAMPLES_MAX, fmax(1, ceil(step - 0.2)));
}

static void samples_init(struct samples *samples, const struct plane_view *view)
{
    const int across = samples_for(view->right_x, view->right_y);
    const int down = samples_for(view->down_x, view->down_y);
    samples->count = across * down;
    for (int i = 0; i < samples->count; i++) {
        const int column = i % across;
        const int row = i / across;
        const double u = (column + 0.5) / across - 0.5;
        const double v = (row + 0.5) / down - 0.5;
        samples->x[i] = place(u * view->right_x + v * view->down_x);
        samples->y[i] = place(u * view->right_y + v * view->down_y);
    }
}

int plane_view(const struct plane *from, const struct plane_view *view, int32_t width,
               int32_t height, struct arena *arena, struct plane *out)
{
    int rc = plane_new(arena, width, height, out);
    if (rc < 0) {
        return rc;
    }
    struct samples samples;
    samples_init(&samples, view);
    const int64_t right_x = place(view->right_x);
    const int64_t right_y = place(view->right_y);
    for (int32_t y = 0; y < height; y++) {
        uint8_t *to = plane_row(out, y);
        int64_t at_x = place(view->origin_x + y * view->down_x);
        int64_t at_y = place(view->origin_y + y * view->down_y);
        for (int32_t x = 0; x < width; x++, at_x += right_x, at_y += right_y) {
            int32_t sum = 0;
            for (int i = 0; i < samples.count; i++) {
                sum += grey_at(from, at_x + samples.x[i], at_y + samples.y[i]);
            }
            to[x] = (uint8_t)(sum / samples.count);
        }
    }
    return E_OK;
}

int plane_scale(const struct plane *from, int32_t width, int32_t height, struct arena *arena,
                struct plane *out)
{
    struct plane source = *from;
    while (source.width / 2 >= width && source.height / 2 >= height) {
        struct plane half;
        int rc = halve(&source, arena, &half);
        if (rc < 0) {
            return rc;
        }
        source = half;
    }
    if (source.width == width && source.height == height) {
        *out = source;
        return E_OK;
    }
    double scale_x = (double)source.width / width;
    double scale_y = (double)source.height / height;
    struct plane_view view = {
        .origin_x = scale_x / 2 - 0.5,
        .origin_y = scale_y / 2 - 0.5,
        .right_x = scale_x,
        .down_y = scale_y,
    };
    return plane_view(&source, &view, width, height, arena, out);
}

int plane_turn(const struct plane *from, int quarter_turns, struct arena *arena, struct plane *out)
{
    bool lies = (quarter_turns & 1) != 0;
    int rc =
        plane_new(arena, lies ? from->height : from->width, lies ? from->width : from->height, out);
    if (rc < 0) {
        return rc;
    }
    for (int32_t y = 0; y < from->height; y++) {
        const uint8_t *row = plane_row(from, y);
        for (int32_t x = 0; x < from->width; x++) {
            switch (quarter_turns & 3) {
            case 1:
                plane_row(out, x)[from->height - 1 - y] = row[x];
                break;
            case 2:
                plane_row(out, from->height - 1 - y)[from->width - 1 - x] = row[x];
                break;
            case 3:
                plane_row(out, from->width - 1 - x)[y] = row[x];
                break;
            default:
                plane_row(out, y)[x] = row[x];
            }
        }
    }
    return E_OK;
}

void plane_invert(struct plane *plane)
{
    size_t bytes = (size_t)plane->width * (size_t)plane->height;
    for (size_t i = 0; i < bytes; i++) {
        plane->p[i] = (uint8_t)(255 - plane->p[i]);
    }
}
