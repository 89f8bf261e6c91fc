/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grey plane in which the colours of a picture differ most: principal component analysis of its pixels
 * (Pearson 1901), the first axis found by power iteration. */
#include <math.h>

#include <leptonica/allheaders.h>

#include "infer/textrec/plane.h"

#define ITERATIONS   32
#define BINS         1024
#define TAIL         0.005 /* share of the pixels that may be cut off at either end */
#define CONTRAST_MIN 16    /* of 255: colours that differ by less are one colour and its noise */

struct colours {
    const l_uint32 *words; /* of the area's first row */
    int32_t row_words;
    int32_t x1;
    int32_t width;
    int32_t height;
    bool grey;
};

/* The pixel's red, green and blue; grey pictures have all of it in the first. */
static void colour_at(const struct colours *colours, int32_t x, int32_t y, double out[3])
{
    const l_uint32 *row = colours->words + (ptrdiff_t)y * colours->row_words;
    if (colours->grey) {
        out[0] = GET_DATA_BYTE(row, colours->x1 + x);
        out[1] = 0;
        out[2] = 0;
        return;
    }
    l_uint32 word = row[colours->x1 + x];
    out[0] = word >> 24;
    out[1] = word >> 16 & 255;
    out[2] = word >> 8 & 255;
}

static void measure(const struct colours *colours, double covariance[3][3])
{
    double sums[3] = {0};
    double products[3][3] = {{0}};
    for (int32_t y = 0; y < colours->height; y++) {
        for (int32_t x = 0; x < colours->width; x++) {
            double c[3];
            colour_at(colours, x, y, c);
            for (int i = 0; i < 3; i++) {
                sums[i] += c[i];
                for (int k = 0; k < 3; k++) {
                    products[i][k] += c[i] * c[k];
                }
            }
        }
    }
    double n = (double)colours->width * colours->height;
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            covariance[i][k] = products[i][k] / n - sums[i] / n * (sums[k] / n);
        }
    }
}

/* The direction of length 1 in which the colours vary most; lighter colours lie upwards. */
static void find_axis(double covariance[3][3], double axis[3])
{
    /* Not the grey diagonal, to which the axis sought may lie square. */
    axis[0] = 0.5;
    axis[1] = 0.7;
    axis[2] = 0.4;
    for (int round = 0; round < ITERATIONS; round++) {
        double next[3] = {0};
        double length = 0;
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                next[i] += covariance[i][k] * axis[k];
            }
            length += next[i] * next[i];
        }
        length = sqrt(length);
        for (int i = 0; i < 3 && length > 0; i++) {
            axis[i] = next[i] / length;
        }
    }
    /* As plane_from_pix() weighs them, or ink that is dark there were light here. */
    if (77 * axis[0] + 150 * axis[1] + 29 * axis[2] < 0) {
        for (int i = 0; i < 3; i++) {
            axis[i] = -axis[i];
        }
    }
}

static double along(const double axis[3], const double colour[3])
{
    return axis[0] * colour[0] + axis[1] * colour[1] + axis[2] * colour[2];
}

/* The bins between which all pixels lie but `tail` at either end. */
static void find_ends(const uint32_t counts[BINS], double tail, int *out_low, int *out_high)
{
    int low = 0;
    int high = BINS - 1;
    for (double seen = counts[low]; seen <= tail && low < BINS - 1;) {
        seen += counts[++low];
    }
    for (double seen = counts[high]; seen <= tail && high > low;) {
        seen += counts[--high];
    }
    *out_low = low;
    *out_high = high;
}

/* Where on the axis black and white shall lie: all pixels but the tails are between them. Where that leaves
 * one colour only, the tails are the writing and stay. */
static void find_range(const struct colours *colours, const double axis[3], double *out_black,
                       double *out_white)
{
    uint32_t counts[BINS] = {0};
    const double reach = 255 * sqrt(3);
    for (int32_t y = 0; y < colours->height; y++) {
        for (int32_t x = 0; x < colours->width; x++) {
            double c[3];
            colour_at(colours, x, y, c);
            counts[(int)((along(axis, c) / reach + 1) / 2 * (BINS - 1))]++;
        }
    }
    const double bin = 2 * reach / (BINS - 1);
    int low;
    int high;
    find_ends(counts, TAIL * colours->width * colours->height, &low, &high);
    if ((high - low) * bin < CONTRAST_MIN) {
        find_ends(counts, 0, &low, &high);
    }
    double missing = fmax(0, CONTRAST_MIN - (high - low) * bin);
    *out_black = low * bin - reach - missing / 2;
    *out_white = high * bin - reach + missing / 2;
}

int plane_from_colours(struct Pix *pix, const struct plane_area *area, struct arena *arena,
                       struct plane *out)
{
    ASSERT(pixGetDepth(pix) == 8 || pixGetDepth(pix) == 32);
    struct plane_area part = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};
    part = area != NULL ? *area : part;
    int rc = plane_new(arena, part.x2 - part.x1, part.y2 - part.y1, out);
    if (rc < 0) {
        return rc;
    }
    const struct colours colours = {pixGetData(pix) + (ptrdiff_t)part.y1 * pixGetWpl(pix),
                                    pixGetWpl(pix),
                                    part.x1,
                                    out->width,
                                    out->height,
                                    pixGetDepth(pix) == 8};
    double covariance[3][3];
    double axis[3];
    double black;
    double white;
    measure(&colours, covariance);
    find_axis(covariance, axis);
    find_range(&colours, axis, &black, &white);
    for (int32_t y = 0; y < out->height; y++) {
        uint8_t *to = plane_row(out, y);
        for (int32_t x = 0; x < out->width; x++) {
            double c[3];
            colour_at(&colours, x, y, c);
            double value = 255 * (along(axis, c) - black) / (white - black);
            to[x] = (uint8_t)fmin(255, fmax(0, value + 0.5));
        }
    }
    return E_OK;
}
