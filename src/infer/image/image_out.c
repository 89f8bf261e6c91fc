/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

int image_turn(struct image *image, int32_t degrees, struct err *err)
{
    ASSERT(degrees % 90 == 0 && degrees >= 0 && degrees < 360);
    if (degrees == 0) {
        return E_OK;
    }
    PIX *turned = pixRotateOrth(image->pix, degrees / 90);
    if (turned == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "The picture could not be turned.");
    }
    pixDestroy(&image->pix);
    image->pix = turned;
    if (degrees != 180) {
        const int32_t width = image->width;
        image->width = image->height;
        image->height = width;
    }
    return E_OK;
}

int image_thumbnail(const struct image *image, int32_t side_px, struct image **out, struct err *err)
{
    ASSERT(side_px > 0);
    l_int32 width;
    l_int32 height;
    pixGetDimensions(image->pix, &width, &height, NULL);
    l_int32 longer = width > height ? width : height;
    CLEANUP(image_freep) struct image *small = must_calloc(1, sizeof(*small));
    if (longer <= side_px) {
        small->pix = pixCopy(NULL, image->pix);
    } else {
        l_int32 to_width = (l_int32)size_max((size_t)width * (size_t)side_px / (size_t)longer, 1);
        l_int32 to_height = (l_int32)size_max((size_t)height * (size_t)side_px / (size_t)longer, 1);
        small->pix = pixScaleToSize(image->pix, to_width, to_height);
    }
    if (small->pix == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "The preview of the picture could not be made.");
    }
    small->width = pixGetWidth(small->pix);
    small->height = pixGetHeight(small->pix);
    *out = small;
    small = NULL;
    return E_OK;
}

int image_encode_jpeg(const struct image *image, int quality, struct arena *arena, struct str *out,
                      struct err *err)
{
    l_uint8 *bytes = NULL;
    size_t n = 0;
    if (pixWriteMemJpeg(&bytes, &n, image->pix, quality, 0) != 0) {
        return err_set(err, E_PROCESSING_FAILED, "The picture could not be written as a JPEG.");
    }
    *out = (struct str){arena_memdup(arena, bytes, n), n};
    free(bytes);
    return E_OK;
}
