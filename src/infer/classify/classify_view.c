/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <math.h>

#include "infer/classify/classify.h"

/* ---- which part ---- */

struct classify_view classify_view_of(const struct image *image, const struct model_look *look,
                                      const struct model_input *input)
{
    const double width = pixGetWidth(image->pix);
    const double height = pixGetHeight(image->pix);
    if (look->is_whole) {
        return (struct classify_view){0, 0, width, height, look->is_mirrored};
    }
    const double across = width / input->width;
    const double down = height / input->height;
    const double scale = fmin(across, down) * look->fraction;
    const double w = scale * input->width;
    const double h = scale * input->height;
    /* Along the shorter side the part is in the middle, whatever the look says. */
    const double left = (width - w) * (across > down ? look->at : 0.5);
    const double top = (height - h) * (down > across ? look->at : 0.5);
    return (struct classify_view){left, top, left + w, top + h, look->is_mirrored};
}

/* ---- resizing ---- */

/* The same arithmetic as Pillow's, with which the networks are trained: across, then down, in numbers of 22 binary
 * places, and whole values after each. Without these, probabilities of small pictures differ by some percent from those
 * that the thresholds were found by. */
#define PLACES 22
#define HALF   (1 << (PLACES - 1))

/* For each new pixel of a line, the old ones that it is made of. */
struct kernel {
    int32_t *first; /* (count) */
    int32_t *taken; /* (count) */
    int32_t
        *weights; /* (count, taps) they add up to one; none is negative, so that no sum overflows */
    int32_t taps;
};

static double triangle(double x)
{
    x = fabs(x);
    return x < 1 ? 1 - x : 0;
}

/* Places are floats, as they are in Pillow. */
static void make_kernel(float from, float to, int32_t old_count, int32_t count, struct arena *arena,
                        struct kernel *out)
{
    const double scale = (double)(to - from) / count;
    const double reach = fmax(scale, 1);
    out->taps = (int32_t)ceil(reach) * 2 + 1;
    out->first = arena_calloc(arena, (size_t)count, sizeof(*out->first));
    out->taken = arena_calloc(arena, (size_t)count, sizeof(*out->taken));
    out->weights = arena_calloc(arena, (size_t)count * (size_t)out->taps, sizeof(*out->weights));
    for (int32_t i = 0; i < count; i++) {
        const double centre = from + (i + 0.5) * scale;
        const int32_t first = (int32_t)fmax(centre - reach + 0.5, 0);
        const int32_t end = (int32_t)fmin(centre + reach + 0.5, old_count);
        int32_t *weights = out->weights + (size_t)i * (size_t)out->taps;
        double sum = 0;
        for (int32_t x = first; x < end; x++) {
            sum += triangle((x - centre + 0.5) / reach);
        }
        for (int32_t x = first; x < end && sum > 0; x++) {
            const double weight = triangle((x - centre + 0.5) / reach) / sum;
            weights[x - first] = (int32_t)(0.5 + weight * (1 << PLACES));
        }
        out->first[i] = first;
        out->taken[i] = end > first ? end - first : 0;
    }
}

/* A sum of pixels times weights as a pixel. */
static int32_t to_pixel(int32_t sum)
{
    const int32_t value = (sum + HALF) >> PLACES;
    return value > 255 ? 255 : value;
}

/* A line of the picture as three lines of numbers. */
static void read_line(PIX *pix, int32_t y, int32_t *out /* (3, width) */)
{
    const int32_t width = pixGetWidth(pix);
    const l_uint32 *words = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    int32_t *red = out;
    int32_t *green = out + width;
    int32_t *blue = out + 2 * (size_t)width;
    if (pixGetDepth(pix) == 32) {
        for (int32_t x = 0; x < width; x++) {
            red[x] = (int32_t)(words[x] >> L_RED_SHIFT & 255);
            green[x] = (int32_t)(words[x] >> L_GREEN_SHIFT & 255);
            blue[x] = (int32_t)(words[x] >> L_BLUE_SHIFT & 255);
        }
        return;
    }
    for (int32_t x = 0; x < width; x++) {
        red[x] = green[x] = blue[x] = GET_DATA_BYTE(words, x);
    }
}

static void narrow_line(const int32_t *line, const struct kernel *kernel, int32_t count,
                        int32_t *out)
{
    for (int32_t i = 0; i < count; i++) {
        const int32_t *from = line + kernel->first[i];
        const int32_t *weights = kernel->weights + (size_t)i * (size_t)kernel->taps;
        int32_t sum = 0;
        for (int32_t k = 0; k < kernel->taken[i]; k++) {
            sum += from[k] * weights[k];
        }
        out[i] = to_pixel(sum);
    }
}

/* Where planes stand while lines are added to them. */
struct drawing {
    const struct model_input *input;
    const struct kernel *down;
    int32_t *sums;   /* (3, height, width) */
    int32_t begin_y; /* new lines before this are done */
};

/* Adds an old line, made narrow, to the new lines that it is a part of. */
static void add_line(struct drawing *drawing, int32_t y, const int32_t *narrow /* (3, width) */)
{
    const struct kernel *down = drawing->down;
    const size_t width = (size_t)drawing->input->width;
    const size_t plane = width * (size_t)drawing->input->height;
    for (int32_t i = drawing->begin_y; i < drawing->input->height && down->first[i] <= y; i++) {
        const int32_t tap = y - down->first[i];
        if (tap >= down->taken[i]) {
            drawing->begin_y = i + 1;
            continue;
        }
        const int32_t weight = down->weights[(size_t)i * (size_t)down->taps + (size_t)tap];
        for (size_t c = 0; c < 3; c++) {
            int32_t *to = drawing->sums + c * plane + (size_t)i * width;
            const int32_t *from = narrow + c * width;
            for (size_t x = 0; x < width; x++) {
                to[x] += from[x] * weight;
            }
        }
    }
}

static void mirror(const struct model_input *input, float *planes)
{
    const size_t width = (size_t)input->width;
    for (size_t row = 0; row < 3 * (size_t)input->height; row++) {
        float *line = planes + row * width;
        for (size_t x = 0; x < width / 2; x++) {
            const float other = line[x];
            line[x] = line[width - 1 - x];
            line[width - 1 - x] = other;
        }
    }
}

static void normalise(const struct model_input *input, const int32_t *sums, float *out)
{
    const size_t plane = (size_t)input->width * (size_t)input->height;
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < plane; i++) {
            const float value = (float)to_pixel(sums[c * plane + i]);
            out[c * plane + i] = (value - input->mean[c]) * input->scale[c];
        }
    }
}

void classify_draw(const struct image *image, const struct classify_view *view,
                   const struct model_input *input, struct arena *arena, float *out)
{
    const int32_t old_width = pixGetWidth(image->pix);
    const int32_t old_height = pixGetHeight(image->pix);
    const size_t plane = (size_t)input->width * (size_t)input->height;
    struct kernel across;
    struct kernel down;
    make_kernel((float)view->left, (float)view->right, old_width, input->width, arena, &across);
    make_kernel((float)view->top, (float)view->bottom, old_height, input->height, arena, &down);
    int32_t *line = arena_calloc(arena, 3 * (size_t)old_width, sizeof(*line));
    int32_t *narrow = arena_calloc(arena, 3 * (size_t)input->width, sizeof(*narrow));
    struct drawing drawing = {.input = input, .down = &down};
    drawing.sums = arena_calloc(arena, 3 * plane, sizeof(*drawing.sums));

    const int32_t last = input->height - 1;
    for (int32_t y = down.first[0]; y < down.first[last] + down.taken[last]; y++) {
        read_line(image->pix, y, line);
        for (size_t c = 0; c < 3; c++) {
            narrow_line(line + c * (size_t)old_width, &across, input->width,
                        narrow + c * (size_t)input->width);
        }
        add_line(&drawing, y, narrow);
    }
    normalise(input, drawing.sums, out);
    if (view->is_mirrored) {
        mirror(input, out);
    }
}
