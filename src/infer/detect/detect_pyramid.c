/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>

#include "infer/detect/detect.h"

/* Each new pixel is the mean of four, per channel; a last odd line or column is left out. */
static void halve_colour(PIX *from, PIX *to)
{
    const int32_t width = pixGetWidth(to);
    const int32_t step = pixGetWidth(from) > 1;
    const size_t next = pixGetHeight(from) > 1 ? (size_t)pixGetWpl(from) : 0;
    for (int32_t y = 0; y < pixGetHeight(to); y++) {
        const l_uint32 *a = pixGetData(from) + 2 * (size_t)y * (size_t)pixGetWpl(from);
        const l_uint32 *b = a + next;
        l_uint32 *line = pixGetData(to) + (size_t)y * (size_t)pixGetWpl(to);
        for (int32_t x = 0; x < width; x++, a += 2, b += 2) {
            /* Two channels at once, with eight bits between them for what carries over. */
            const l_uint32 mask = 0x00ff00ff;
            const l_uint32 two = 0x00020002;
            const l_uint32 even =
                (a[0] & mask) + (a[step] & mask) + (b[0] & mask) + (b[step] & mask) + two;
            const l_uint32 odd = (a[0] >> 8 & mask) + (a[step] >> 8 & mask) + (b[0] >> 8 & mask) +
                                 (b[step] >> 8 & mask) + two;
            line[x] = (even >> 2 & mask) | (odd >> 2 & mask) << 8;
        }
    }
}

static void halve_grey(PIX *from, PIX *to)
{
    const size_t step = pixGetWidth(from) > 1;
    const size_t next = pixGetHeight(from) > 1 ? (size_t)pixGetWpl(from) : 0;
    for (int32_t y = 0; y < pixGetHeight(to); y++) {
        const l_uint32 *a = pixGetData(from) + 2 * (size_t)y * (size_t)pixGetWpl(from);
        const l_uint32 *b = a + next;
        l_uint32 *line = pixGetData(to) + (size_t)y * (size_t)pixGetWpl(to);
        for (int32_t x = 0; x < pixGetWidth(to); x++) {
            const size_t at = 2 * (size_t)x;
            const int sum = GET_DATA_BYTE(a, at) + GET_DATA_BYTE(a, at + step) +
                            GET_DATA_BYTE(b, at) + GET_DATA_BYTE(b, at + step);
            SET_DATA_BYTE(line, x, (sum + 2) >> 2);
        }
    }
}

static PIX *halve(PIX *from)
{
    const int32_t width = pixGetWidth(from) > 1 ? pixGetWidth(from) / 2 : 1;
    const int32_t height = pixGetHeight(from) > 1 ? pixGetHeight(from) / 2 : 1;
    PIX *to = pixCreate(width, height, pixGetDepth(from));
    if (to != NULL && pixGetDepth(from) == 32) {
        halve_colour(from, to);
    } else if (to != NULL) {
        halve_grey(from, to);
    }
    return to;
}

/* Takes the pix over. */
static bool add(struct detect_pyramid *pyramid, PIX *pix, double scale)
{
    if (pix == NULL) {
        return false;
    }
    pyramid->levels[pyramid->count++] = (struct detect_level){
        .image = {.pix = pix, .width = pixGetWidth(pix), .height = pixGetHeight(pix)},
        .scale = scale,
    };
    return true;
}

static int32_t longer_side(PIX *pix)
{
    const int32_t width = pixGetWidth(pix);
    const int32_t height = pixGetHeight(pix);
    return width > height ? width : height;
}

int detect_pyramid_make(const struct image *picture, const struct model *model,
                        struct detect_pyramid *out, struct err *err)
{
    *out = (struct detect_pyramid){0};
    const double scale = (double)pixGetWidth(picture->pix) / picture->width;
    bool good = true;
    if (longer_side(picture->pix) < model->detector.enlarge) {
        good = add(out, pixScaleLI(picture->pix, 2, 2), 2 * scale);
    }
    out->original = out->count;
    good = good && add(out, pixClone(picture->pix), scale);
    while (good &&
           longer_side(out->levels[out->count - 1].image.pix) / 2 >= model->detector.smallest) {
        const struct detect_level *last = &out->levels[out->count - 1];
        good = add(out, halve(last->image.pix), last->scale / 2);
    }
    if (!good) {
        detect_pyramid_done(out);
        return err_set(err, E_PROCESSING_FAILED,
                       "There is not enough memory for a picture of this size.");
    }
    return E_OK;
}

void detect_pyramid_done(struct detect_pyramid *pyramid)
{
    for (size_t i = 0; i < pyramid->count; i++) {
        pixDestroy(&pyramid->levels[i].image.pix);
    }
    pyramid->count = 0;
}
