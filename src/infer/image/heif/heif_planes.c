/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels from planes of light and colours (ITU-T H.273, sections 8.2 and 8.3). */
#include <leptonica/allheaders.h>

#include "base/pages.h"
#include "infer/image/heif/heif_int.h"

#define CHUNK 256 /* pixels that are turned at a time */

enum matrix { MATRIX_IDENTITY = 0, MATRIX_YCGCO = 8, MATRIX_OF_PRIMARIES = 12 };

/* What red and blue weigh in the light. */
struct weights {
    float red;
    float blue;
};

void heif_planes_free(struct heif_planes *planes)
{
    if (planes->release != NULL) {
        planes->release(planes->owner);
        planes->release = NULL;
    }
}

/* What lies above goes again and again, so that only rows that came since need be there; that costs nothing for a page that is
 * gone. Cropped rows above the first stay. */
void heif_planes_pass(const struct heif_planes *planes, int32_t row)
{
    for (size_t i = 0; i < (planes->is_grey ? 1 : HEIF_PLANES); i++) {
        const ptrdiff_t rows = row >> (i > 0 ? planes->down : 0);
        pages_release(planes->planes[i], (size_t)(rows * planes->strides[i]));
    }
}

/* ---- the matrix ---- */

/* H.273, table 4. What it does not tell, or tells as unknown, is taken for that of JPEG (BT.601), which most of these files are. */
static struct weights weights_of(const struct heif_colours *colours)
{
    static const struct weights table[] = {
        [1] = {0.2126F, 0.0722F},  [4] = {0.30F, 0.11F},   [5] = {0.299F, 0.114F},
        [6] = {0.299F, 0.114F},    [7] = {0.212F, 0.087F}, [9] = {0.2627F, 0.0593F},
        [10] = {0.2627F, 0.0593F},
    };
    static const struct weights of_primaries[] = {
        [1] = {0.2126F, 0.0722F}, [9] = {0.2627F, 0.0593F}, [12] = {0.2290F, 0.0793F}};
    const struct weights usual = table[6];
    struct weights weights = {0};
    if (colours->matrix == MATRIX_OF_PRIMARIES) {
        if (colours->primaries < ARRAY_LEN(of_primaries)) {
            weights = of_primaries[colours->primaries];
        }
    } else if (colours->matrix < ARRAY_LEN(table)) {
        weights = table[colours->matrix];
    }
    return weights.red > 0 ? weights : usual;
}

static struct heif_matrix matrix_of(const struct heif_colours *colours)
{
    switch (colours->matrix) {
    case MATRIX_IDENTITY: /* green, blue, red */
        return (struct heif_matrix){.factors = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}};
    case MATRIX_YCGCO:
        return (struct heif_matrix){.factors = {{1, -1, 1}, {1, 1, 0}, {1, -1, -1}}};
    default: {
        const struct weights weights = weights_of(colours);
        const float red = 2 * (1 - weights.red);
        const float blue = 2 * (1 - weights.blue);
        const float green = 1 - weights.red - weights.blue;
        return (struct heif_matrix){
            .factors = {
                {1, 0, red},
                {1, -weights.blue * blue / green, -weights.red * red / green},
                {1, blue, 0},
            }};
    }
    }
}

void heif_planes_colour(struct heif_planes *planes, const struct heif_colours *colours)
{
    const struct heif_matrix grey = {.factors = {{1}, {1}, {1}}};
    struct heif_matrix matrix = planes->is_grey ? grey : matrix_of(colours);
    const bool has_differences = colours->matrix != MATRIX_IDENTITY;
    const int more = planes->bits - 8;
    const float highest = (float)((1 << planes->bits) - 1);
    const float light = colours->is_full_range ? 1 : highest / (float)(219 << more);
    const float colour =
        colours->is_full_range ? 1 : highest / (float)((has_differences ? 224 : 219) << more);
    for (size_t i = 0; i < HEIF_PLANES; i++) {
        matrix.factors[i][0] *= light;
        matrix.factors[i][1] *= colour;
        matrix.factors[i][2] *= colour;
    }
    const float low = colours->is_full_range ? 0 : (float)(16 << more);
    const float middle = (float)(128 << more);
    matrix.offsets[0] = low;
    matrix.offsets[1] = has_differences ? middle : low;
    matrix.offsets[2] = matrix.offsets[1];
    planes->matrix = matrix;
}

/* ---- pixels ---- */

static void read_samples(const struct heif_planes *planes, size_t index,
                         const struct heif_place *at, int32_t count, uint16_t *out)
{
    const unsigned across = index > 0 ? planes->across : 0;
    const unsigned down = index > 0 ? planes->down : 0;
    const uint8_t *row =
        planes->planes[index] + (ptrdiff_t)(at->y >> down) * planes->strides[index];
    if (planes->bits == 8) {
        for (int32_t x = 0; x < count; x++) {
            out[x] = row[(at->x + x) >> across];
        }
        return;
    }
    const uint16_t *wide = (const uint16_t *)(const void *)row;
    for (int32_t x = 0; x < count; x++) {
        out[x] = wide[(at->x + x) >> across];
    }
}

static inline uint32_t clamp(float value, float highest)
{
    const float low = value > 0 ? value : 0;
    return (uint32_t)(int32_t)((low < highest ? low : highest) + 0.5F);
}

static void turn_samples(const struct heif_planes *planes,
                         const uint16_t samples[HEIF_PLANES][CHUNK], int32_t count, uint32_t *out)
{
    const struct heif_matrix *m = &planes->matrix;
    const float highest = (float)((1 << planes->bits) - 1);
    const int more = planes->bits - 8;
    for (int32_t x = 0; x < count; x++) {
        const float a = (float)samples[0][x] - m->offsets[0];
        const float b = (float)samples[1][x] - m->offsets[1];
        const float c = (float)samples[2][x] - m->offsets[2];
        const float *r = m->factors[0];
        const float *g = m->factors[1];
        const float *u = m->factors[2];
        out[x] = clamp(r[0] * a + r[1] * b + r[2] * c, highest) >> more << L_RED_SHIFT |
                 clamp(g[0] * a + g[1] * b + g[2] * c, highest) >> more << L_GREEN_SHIFT |
                 clamp(u[0] * a + u[1] * b + u[2] * c, highest) >> more << L_BLUE_SHIFT | 255;
    }
}

void heif_planes_read(const struct heif_planes *planes, const struct heif_place *at, int32_t count,
                      uint32_t *out)
{
    uint16_t samples[HEIF_PLANES][CHUNK] = {0};
    for (int32_t done = 0; done < count; done += CHUNK) {
        const struct heif_place from = {at->x + done, at->y};
        const int32_t n = count - done < CHUNK ? count - done : CHUNK;
        for (size_t i = 0; i < (planes->is_grey ? 1 : HEIF_PLANES); i++) {
            read_samples(planes, i, &from, n, samples[i]);
        }
        turn_samples(planes, samples, n, out + done);
    }
}

void heif_planes_read_alpha(const struct heif_planes *planes, const struct heif_place *at,
                            int32_t count, uint32_t *inout)
{
    uint16_t samples[CHUNK];
    for (int32_t done = 0; done < count; done += CHUNK) {
        const struct heif_place from = {at->x + done, at->y};
        const int32_t n = count - done < CHUNK ? count - done : CHUNK;
        read_samples(planes, 0, &from, n, samples);
        for (int32_t x = 0; x < n; x++) {
            const uint32_t alpha = samples[x] >> (planes->bits - 8) & 255;
            inout[done + x] = (inout[done + x] & ~255u) | alpha;
        }
    }
}
