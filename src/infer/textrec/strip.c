/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "infer/textrec/strip.h"

#define MEASURED_PX      64   /* height in which a picture is measured: steps below suit it */
#define SLOPE_STEPS      20   /* tried to each side */
#define SLOPE_STEP       0.02 /* pixels down a pixel right */
#define SLOPE_RELUCTANCE 0.15 /* how much better a steep slope must be */
#define EDGE_MIN         12   /* differences of grey below this are texture */
#define BAND_SHARE       0.25 /* of the densest row's strokes that a row of the line has at least */
#define SIDE             0.2 /* of the letters' height: margin left and right of a line on a page */
#define CUT_MARGIN       1.0 /* of the letters' height: what is cut around a line on a page */
#define VIEW_WIDTH_MAX   16000

/* How sharply rows of ink begin and end along a slope: strongest where the slope is the writing's. */
static double edge_energy(const struct plane *plane, double slope, double *sums)
{
    int32_t height = plane->height;
    int32_t width = plane->width;
    int32_t room = 3 * height;
    memset(sums, 0, (size_t)room * sizeof(*sums));
    for (int32_t y = 1; y < height - 1; y++) {
        const uint8_t *above = plane_row(plane, y - 1);
        const uint8_t *below = plane_row(plane, y + 1);
        for (int32_t x = width / 20; x < width - width / 20; x++) {
            int difference = (int)below[x] - (int)above[x];
            if (abs(difference) < EDGE_MIN) {
                continue;
            }
            double row = y - slope * (x - width / 2.0) + height;
            int32_t whole = (int32_t)floor(row);
            if (whole >= 0 && whole + 1 < room) {
                sums[whole] += difference * (1 - (row - whole));
                sums[whole + 1] += difference * (row - whole);
            }
        }
    }
    double energy = 0;
    for (int32_t i = 0; i < room; i++) {
        energy += sums[i] * sums[i];
    }
    return energy * (1 - SLOPE_RELUCTANCE * fabs(slope));
}

static double find_slope(const struct plane *plane, struct arena *arena)
{
    double *sums = arena_calloc(arena, 3 * (size_t)plane->height, sizeof(*sums));
    double best = 0;
    double best_energy = -1;
    for (int step = -SLOPE_STEPS; step <= SLOPE_STEPS; step++) {
        double energy = edge_energy(plane, step * SLOPE_STEP, sums);
        if (energy > best_energy) {
            best_energy = energy;
            best = step * SLOPE_STEP;
        }
    }
    return best;
}

/* The rows with many upright strokes: from the densest one up and down. */
static void find_band(const struct plane *plane, struct arena *arena, struct strip *out)
{
    int32_t height = plane->height;
    double *strokes = arena_calloc(arena, (size_t)height, sizeof(*strokes));
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = plane_row(plane, y);
        for (int32_t x = 1; x < plane->width - 1; x++) {
            int difference = abs((int)row[x + 1] - (int)row[x - 1]);
            strokes[y] += difference > EDGE_MIN ? difference : 0;
        }
    }
    int32_t densest = height / 2;
    for (int32_t y = height / 4; y < height - height / 4; y++) {
        densest = strokes[y] > strokes[densest] ? y : densest;
    }
    int32_t top = densest;
    int32_t bottom = densest;
    while (top > 0 && strokes[top - 1] > BAND_SHARE * strokes[densest]) {
        top--;
    }
    while (bottom < height - 1 && strokes[bottom + 1] > BAND_SHARE * strokes[densest]) {
        bottom++;
    }
    out->top = top;
    out->bottom = bottom + 1;
}

/* Moves each column so that writing along the slope lies level. */
static struct plane_view view_of_slope(double slope, double width)
{
    return (struct plane_view){
        .origin_y = -slope * width / 2, .right_x = 1, .right_y = slope, .down_y = 1};
}

/* Both planes of a part of the picture, `height` pixels high. */
static int cut(PIX *pix, const struct plane_area *area, int32_t height, struct arena *arena,
               struct strip *out)
{
    double scale = (double)height / (area->y2 - area->y1);
    int32_t width = (int32_t)fmax(3, lround((area->x2 - area->x1) * scale));
    struct plane grey;
    struct plane colours;
    int rc = plane_from_pix(pix, area, arena, &grey);
    rc = rc < 0 ? rc : plane_from_colours(pix, area, arena, &colours);
    rc = rc < 0 ? rc : plane_scale(&grey, width, height, arena, &out->grey);
    rc = rc < 0 ? rc : plane_scale(&colours, width, height, arena, &out->colours);
    const double right = (double)(area->x2 - area->x1) / width;
    const double down = 1 / scale;
    out->place = (struct plane_view){.origin_x = area->x1 + right / 2 - 0.5,
                                     .origin_y = area->y1 + down / 2 - 0.5,
                                     .right_x = right,
                                     .down_y = down};
    return rc;
}

int strip_of_picture(struct Pix *pix, struct arena *arena, struct strip *out)
{
    const struct plane_area all = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};
    *out = (struct strip){0};
    int rc = cut(pix, &all, MEASURED_PX, arena, out);
    if (rc < 0) {
        return rc;
    }
    out->width = out->grey.width;
    out->height = out->grey.height;
    out->level = view_of_slope(find_slope(&out->grey, arena), out->width);
    struct plane level;
    rc = plane_view(&out->colours, &out->level, out->colours.width, out->colours.height, arena,
                    &level);
    if (rc == E_OK) {
        find_band(&level, arena, out);
    }
    return rc;
}

/* The point of the page, turned by its slope, that lies at x, y of its lines. */
static void unturn(const struct page_lines *page, double x, double y, double *out_x, double *out_y)
{
    *out_x = x - page->slope * (y - page->page_height / 2.0);
    *out_y = y + page->slope * (x - page->width / 2.0);
}

int strip_of_line(struct Pix *pix, const struct page_lines *page, const struct line *line,
                  double scale, struct arena *arena, struct strip *out)
{
    *out = (struct strip){0};
    double rise = fmax(1, line->rise);
    double slope = page->slope + line->slope;
    double left = line->x1 - SIDE * rise;
    double right = line->x2 + SIDE * rise;
    double top = line->baseline - rise;
    /* The line's own slope turns around its middle, where its baseline was measured. */
    double lift = line->slope * (right - left) / 2;
    double x;
    double y;
    unturn(page, left, top - lift, &x, &y);
    double fall = slope * (right - left);
    double reach = (1 + CUT_MARGIN) * rise;
    struct plane_area area = {
        (int32_t)fmax(0, floor((x - rise) / scale)),
        (int32_t)fmax(0, floor((y + fmin(0, fall) - reach) / scale)),
        (int32_t)fmin(pixGetWidth(pix), ceil((x + right - left + rise) / scale)),
        (int32_t)fmin(pixGetHeight(pix), ceil((y + fmax(0, fall) + rise + reach) / scale)),
    };
    if (area.x2 - area.x1 < 3 || area.y2 - area.y1 < 3) {
        return E_PROCESSING_FAILED;
    }
    int rc = cut(pix, &area, area.y2 - area.y1, arena, out);
    out->width = (right - left) / scale;
    out->height = 3 * rise / scale;
    out->top = rise / scale;
    out->bottom = 2 * rise / scale;
    /* A levelled row above the letters lies as far above them on the slope. */
    out->level = (struct plane_view){
        .origin_x = x / scale - area.x1 + slope * out->top,
        .origin_y = y / scale - area.y1 - out->top,
        .right_x = 1,
        .right_y = slope,
        .down_x = -slope,
        .down_y = 1,
    };
    return rc;
}

/* The view of a view. */
static struct plane_view compose(const struct plane_view *outer, const struct plane_view *inner)
{
    return (struct plane_view){
        .origin_x =
            outer->origin_x + inner->origin_x * outer->right_x + inner->origin_y * outer->down_x,
        .origin_y =
            outer->origin_y + inner->origin_x * outer->right_y + inner->origin_y * outer->down_y,
        .right_x = inner->right_x * outer->right_x + inner->right_y * outer->down_x,
        .right_y = inner->right_x * outer->right_y + inner->right_y * outer->down_y,
        .down_x = inner->down_x * outer->right_x + inner->down_y * outer->down_x,
        .down_y = inner->down_x * outer->right_y + inner->down_y * outer->down_y,
    };
}

int strip_view(const struct strip *strip, const struct strip_look *look, struct arena *arena,
               struct plane *out, struct plane_view *out_view)
{
    double top = 0;
    double bottom = strip->height;
    if (look->above >= 0) {
        double letters = strip->bottom - strip->top;
        top = fmax(0, strip->top - look->above * letters);
        bottom = fmin(strip->height, strip->bottom + look->below * letters);
    }
    double down = (bottom - top) / look->height_px;
    double along = down / look->stretch;
    int32_t width = (int32_t)fmin(VIEW_WIDTH_MAX, fmax(4, lround(strip->width / along)));
    const struct plane_view part = {.origin_x = along / 2 - 0.5,
                                    .origin_y = top + down / 2 - 0.5,
                                    .right_x = along,
                                    .down_y = down};
    const struct plane_view flat = {.right_x = 1, .down_y = 1};
    const struct plane_view view = compose(look->as_it_lies ? &flat : &strip->level, &part);
    *out_view = compose(&strip->place, &view);
    return plane_view(look->colours ? &strip->colours : &strip->grey, &view, width, look->height_px,
                      arena, out);
}
