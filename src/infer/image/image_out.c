/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEGs by leptonica; PNGs by libpng itself, since leptonica's are there twice while they are made. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <png.h>

#include "infer/image/image_int.h"

/* zlib's, of 9. A photograph is a fifteenth larger than with the usual 6, and takes two thirds of the time. */
#define PNG_LEVEL 3

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

/* ---- PNGs ---- */

struct writer {
    png_structp png;
    png_infop info;
    char *bytes;
    size_t n;
    size_t bytes_max;
    bool is_full;
};

static void writer_donep(struct writer *writer)
{
    png_destroy_write_struct(&writer->png, &writer->info);
}

static void give_up(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

static void drop_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t n)
{
    struct writer *writer = png_get_io_ptr(png);
    if (n > writer->bytes_max - writer->n) {
        writer->is_full = true;
        png_error(png, "there is no more room");
    }
    memcpy(writer->bytes + writer->n, bytes, n);
    writer->n += n;
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

/* Colours as leptonica has them: words of red, green, blue and alpha, of which the last byte comes first in memory. */
static void write_pixels(const struct writer *writer, PIX *pix)
{
    const png_uint_32 height = (png_uint_32)pixGetHeight(pix);
    png_set_IHDR(writer->png, writer->info, (png_uint_32)pixGetWidth(pix), height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(writer->png, PNG_LEVEL);
    png_write_info(writer->png, writer->info);
    png_set_filler(writer->png, 0, PNG_FILLER_BEFORE);
    png_set_bgr(writer->png);
    for (png_uint_32 y = 0; y < height; y++) {
        const l_uint32 *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        png_write_row(writer->png, (png_const_bytep)row);
    }
    png_write_end(writer->png, writer->info);
}

static int write_png(struct writer *writer, PIX *pix)
{
    if (setjmp(png_jmpbuf(writer->png)) != 0) {
        return writer->is_full ? E_TOO_LARGE : E_PROCESSING_FAILED;
    }
    write_pixels(writer, pix);
    return E_OK;
}

int image_write_png(const struct image *image, char *bytes, size_t bytes_max, struct str *out)
{
    ASSERT(pixGetDepth(image->pix) == 32);
    CLEANUP(writer_donep) struct writer writer = {.bytes_max = bytes_max};
    writer.bytes = bytes;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, drop_warning);
    writer.info = writer.png != NULL ? png_create_info_struct(writer.png) : NULL;
    if (writer.info == NULL) {
        return E_PROCESSING_FAILED;
    }
    png_set_write_fn(writer.png, &writer, write_bytes, flush_nothing);
    int rc = write_png(&writer, image->pix);
    *out = (struct str){bytes, writer.n};
    return rc;
}
