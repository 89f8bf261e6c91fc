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

int image_make_square(struct image *image, struct err *err)
{
    l_int32 width;
    l_int32 height;
    pixGetDimensions(image->pix, &width, &height, NULL);
    l_int32 side = width < height ? width : height;
    BOX *box = boxCreate((width - side) / 2, (height - side) / 2, side, side);
    PIX *square = box != NULL ? pixClipRectangle(image->pix, box, NULL) : NULL;
    boxDestroy(&box);
    if (square == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "The picture could not be cut.");
    }
    pixDestroy(&image->pix);
    image->pix = square;
    image->width = image->width < image->height ? image->width : image->height;
    image->height = image->width;
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
    small->width = image->width;
    small->height = image->height;
    *out = small;
    small = NULL;
    return E_OK;
}

struct encoded {
    l_uint8 *bytes;
    size_t n;
};

static void encoded_freep(struct encoded *encoded)
{
    free(encoded->bytes);
}

static int encode(const struct image *image, int quality, struct encoded *out, struct err *err)
{
    if (pixWriteMemJpeg(&out->bytes, &out->n, image->pix, quality, 0) != 0) {
        return err_set(err, E_PROCESSING_FAILED, "The picture could not be written as a JPEG.");
    }
    return E_OK;
}

int image_encode_jpeg(const struct image *image, int quality, struct arena *arena, struct str *out,
                      struct err *err)
{
    CLEANUP(encoded_freep) struct encoded jpeg = {0};
    int rc = encode(image, quality, &jpeg, err);
    if (rc == E_OK) {
        *out = (struct str){arena_memdup(arena, jpeg.bytes, jpeg.n), jpeg.n};
    }
    return rc;
}

int image_make_preview(const struct image *image, const struct image_preview *preview,
                       struct arena *arena, struct str *out, struct err *err)
{
    for (int32_t side_px = preview->side_px; side_px > 0; side_px = side_px * 3 / 4) {
        CLEANUP(image_freep) struct image *small = NULL;
        CLEANUP(encoded_freep) struct encoded jpeg = {0};
        int rc = image_thumbnail(image, side_px, &small, err);
        if (rc == E_OK) {
            rc = encode(small, preview->quality, &jpeg, err);
        }
        if (rc < 0) {
            return rc;
        }
        if (jpeg.n <= preview->bytes_max) {
            *out = (struct str){arena_memdup(arena, jpeg.bytes, jpeg.n), jpeg.n};
            return E_OK;
        }
    }
    return err_set(err, E_PROCESSING_FAILED, "The preview of the picture could not be made.");
}
