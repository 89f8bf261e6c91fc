/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libpng's simplified interface: it is quiet, takes all depths, interlacing and gamma, and leptonica's
 * own reader prints warnings. */
#include <leptonica/allheaders.h>
#include <png.h>

#include "infer/image/image_int.h"

static int png_open(struct image_file *file, struct err *err)
{
    (void)err;
    file->orientation = image_exif_orientation(image_png_chunk(file->bytes, "eXIf"));
    return E_OK;
}

static int png_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    return image_png_size(file->bytes, out);
}

static int32_t dots_per_inch(struct str bytes)
{
    struct str chunk = image_png_chunk(bytes, "pHYs");
    if (chunk.n < 9 || chunk.p[8] != 1) {
        return 0;
    }
    const unsigned char *p = (const unsigned char *)chunk.p;
    uint32_t per_metre = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    return per_metre > 400000 ? 0 : (int32_t)((per_metre * 254 + 5000) / 10000);
}

static int read_pixels(png_image *png, struct image *out)
{
    bool grey = (png->format & PNG_FORMAT_FLAG_COLOR) == 0;
    bool alpha = (png->format & PNG_FORMAT_FLAG_ALPHA) != 0;
    png->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;                /* 16 bits do not mean linear light */
    png->format = grey ? PNG_FORMAT_GRAY : PNG_FORMAT_ABGR; /* leptonica's 32-bit pixels */
    out->pix = pixCreate((l_int32)png->width, (l_int32)png->height, grey ? 8 : 32);
    if (out->pix == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    const png_color white = {255, 255, 255};
    if (png_image_finish_read(png, &white, pixGetData(out->pix), 4 * pixGetWpl(out->pix), NULL) ==
        0) {
        return E_UNREADABLE_IMAGE;
    }
    if (grey) {
        pixEndianByteSwap(out->pix);
    } else {
        pixSetSpp(out->pix, alpha ? 4 : 3);
    }
    return E_OK;
}

static int png_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&png, file->bytes.p, file->bytes.n) == 0) {
        return E_UNREADABLE_IMAGE;
    }
    int rc = read_pixels(&png, out);
    png_image_free(&png);
    out->dpi = dots_per_inch(file->bytes);
    return rc;
}

const struct image_codec image_codec_png = {
    .open = png_open,
    .page_size = png_page_size,
    .decode = png_decode,
};
