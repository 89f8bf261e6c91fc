/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a picture smaller while its lines pass: each new pixel is the mean of what it covers. In whole numbers: of `from`
 * pixels `to` become, so that an old one has `to` units and a new one covers `from` of them. */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

#define CHANNELS 3

struct image_shrink {
    struct image_lines_info from;
    struct image_lines_info to;
    PIX *pix;         /* upright */
    int32_t next;     /* old line that is to come */
    int32_t at;       /* new line that is being made */
    uint64_t *narrow; /* (length of new lines, CHANNELS) sums along the old line */
    uint64_t *sums;   /* likewise, of all lines so far */
    uint32_t *line;   /* a new one */
};

static int32_t scaled(int32_t side, int32_t to, int32_t from)
{
    return (int32_t)size_max((size_t)side * (size_t)to / (size_t)from, 1);
}

struct image_shrink *image_shrink_new(const struct image_lines_info *info, int32_t side_px)
{
    const int32_t longer = info->width > info->height ? info->width : info->height;
    struct image_shrink *shrink = must_calloc(1, sizeof(*shrink));
    shrink->from = *info;
    shrink->to = *info;
    if (longer > side_px) {
        shrink->to.width = scaled(info->width, side_px, longer);
        shrink->to.height = scaled(info->height, side_px, longer);
    }
    const size_t length = (size_t)image_lines_length(&shrink->to);
    shrink->narrow = must_calloc(length * CHANNELS, sizeof(*shrink->narrow));
    shrink->sums = must_calloc(length * CHANNELS, sizeof(*shrink->sums));
    shrink->line = must_calloc(length, sizeof(*shrink->line));
    shrink->pix = pixCreate(shrink->to.width, shrink->to.height, 32);
    if (shrink->pix == NULL) {
        image_shrink_free(shrink);
        return NULL;
    }
    return shrink;
}

void image_shrink_free(struct image_shrink *shrink)
{
    if (shrink != NULL) {
        pixDestroy(&shrink->pix);
        free(shrink->narrow);
        free(shrink->sums);
        free(shrink->line);
        free(shrink);
    }
}

static void add_pixel(uint64_t *sums, uint32_t pixel, uint64_t units)
{
    sums[0] += units * (pixel >> L_RED_SHIFT & 255);
    sums[1] += units * (pixel >> L_GREEN_SHIFT & 255);
    sums[2] += units * (pixel >> L_BLUE_SHIFT & 255);
}

static void narrow_line(const struct image_shrink *shrink, const uint32_t *line)
{
    const uint32_t from = (uint32_t)image_lines_length(&shrink->from);
    const uint32_t to = (uint32_t)image_lines_length(&shrink->to);
    memset(shrink->narrow, 0, (size_t)to * CHANNELS * sizeof(*shrink->narrow));
    uint64_t *sums = shrink->narrow;
    uint32_t open = from; /* units that the new pixel still wants */
    for (uint32_t x = 0; x < from; x++) {
        const uint32_t units = open < to ? open : to;
        add_pixel(sums, line[x], units);
        open -= units;
        if (open == 0 && x + 1 < from) {
            sums += CHANNELS;
            add_pixel(sums, line[x], to - units);
            open = from - (to - units);
        }
    }
}

static void add_narrow(const struct image_shrink *shrink, uint64_t units)
{
    const size_t count = (size_t)image_lines_length(&shrink->to) * CHANNELS;
    for (size_t i = 0; i < count; i++) {
        shrink->sums[i] += units * shrink->narrow[i];
    }
}

static void end_line(struct image_shrink *shrink)
{
    const int32_t length = image_lines_length(&shrink->to);
    const uint64_t all =
        (uint64_t)image_lines_length(&shrink->from) * (uint64_t)image_lines_count(&shrink->from);
    uint64_t *sums = shrink->sums;
    for (int32_t x = 0; x < length; x++, sums += CHANNELS) {
        shrink->line[x] = (uint32_t)((sums[0] + all / 2) / all) << L_RED_SHIFT |
                          (uint32_t)((sums[1] + all / 2) / all) << L_GREEN_SHIFT |
                          (uint32_t)((sums[2] + all / 2) / all) << L_BLUE_SHIFT;
        sums[0] = sums[1] = sums[2] = 0;
    }
    image_put_line(&shrink->to, shrink->at, shrink->line, shrink->pix);
    shrink->at++;
}

void image_shrink_add(struct image_shrink *shrink, int32_t index, const uint32_t *line)
{
    if (index != shrink->next) {
        return;
    }
    const uint64_t from = (uint64_t)image_lines_count(&shrink->from);
    const uint64_t to = (uint64_t)image_lines_count(&shrink->to);
    const uint64_t open = ((uint64_t)shrink->at + 1) * from - (uint64_t)index * to;
    const uint64_t units = open < to ? open : to;
    narrow_line(shrink, line);
    add_narrow(shrink, units);
    if (units == open) {
        end_line(shrink);
        add_narrow(shrink, to - units);
    }
    shrink->next++;
}

bool image_shrink_is_done(const struct image_shrink *shrink)
{
    return shrink->next == image_lines_count(&shrink->from);
}

struct image *image_shrink_take(struct image_shrink *shrink)
{
    ASSERT(image_shrink_is_done(shrink));
    struct image *image = must_calloc(1, sizeof(*image));
    *image = (struct image){
        .pix = shrink->pix, .width = shrink->from.page_width, .height = shrink->from.page_height};
    shrink->pix = NULL;
    return image;
}
