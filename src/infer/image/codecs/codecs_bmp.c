/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for every variety, rows of the large ones as they stand in the file. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "infer/image/codecs/codecs_int.h"

static const l_uint8 *bytes_of(const struct image_file *file)
{
    return (const l_uint8 *)file->bytes.p;
}

static int bmp_open(struct image_file *file, struct err *err)
{
    struct codecs_bmp bmp;
    if (codecs_bmp_read(file->bytes, &bmp) == E_OK && !bmp.is_plain) {
        return err_set(err, E_UNSUPPORTED_IMAGE,
                       "BMP files that are compressed, or made for OS/2, cannot be read here.");
    }
    return E_OK; /* the size tells of what is damaged */
}

static int bmp_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    struct codecs_bmp bmp;
    int rc = codecs_bmp_read(file->bytes, &bmp);
    if (rc == E_OK) {
        *out = bmp.size;
    }
    return rc;
}

/* leptonica takes masks for compression, so it is shown the same pixels under a header without them. */
static PIX *bmp_decode_masked(struct str bytes)
{
    const size_t compression_at = 30;
    char *plain = try_alloc(bytes.n, 1, bytes.n);
    if (plain == NULL) {
        return NULL;
    }
    memcpy(plain, bytes.p, bytes.n);
    memset(plain + compression_at, 0, 4);
    PIX *pix = pixReadMemBmp((const l_uint8 *)plain, bytes.n);
    free(plain);
    return pix;
}

static int bmp_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct codecs_bmp bmp;
    int rc = codecs_bmp_read(file->bytes, &bmp);
    if (rc < 0) {
        return rc;
    }
    out->pix = bmp.has_masks ? bmp_decode_masked(file->bytes)
                             : pixReadMemBmp(bytes_of(file), file->bytes.n);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

/* ---- rows ---- */

/* Where the pixels of 24 or 32 bits lie, which is what large pictures come in. */
struct raster {
    struct str bytes;
    size_t pixels;
    size_t stride;
    size_t pixel_bytes;
    struct decoder_size size;
    int32_t at;
};

static bool find_raster(struct str bytes, struct raster *out)
{
    struct codecs_bmp bmp;
    if (codecs_bmp_read(bytes, &bmp) < 0 || !bmp.is_plain || (bmp.bits != 24 && bmp.bits != 32)) {
        return false;
    }
    const size_t pixel_bytes = (size_t)bmp.bits / 8;
    const size_t stride = ((size_t)bmp.size.width * pixel_bytes + 3) / 4 * 4;
    const size_t total = stride * (size_t)bmp.size.height; /* both have at most 31 bits */
    if (bmp.is_downwards || bmp.pixels > bytes.n || total > bytes.n - bmp.pixels) {
        return false;
    }
    *out = (struct raster){bytes, bmp.pixels, stride, pixel_bytes, bmp.size, 0};
    return true;
}

static int bmp_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                          struct decoder_rows *out)
{
    (void)wanted;
    struct raster raster;
    if (!find_raster(file->bytes, &raster)) {
        return 0;
    }
    *out = (struct decoder_rows){
        .state = must_calloc(1, sizeof(raster)),
        .width = raster.size.width,
        .height = raster.size.height,
        .depth = 32,
    };
    memcpy(out->state, &raster, sizeof(raster));
    return 1;
}

/* Rows stand upside down in the file. */
static int bmp_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct raster *raster = rows->state;
    const size_t index = (size_t)(raster->size.height - 1 - raster->at++);
    const uint8_t *p = (const uint8_t *)raster->bytes.p + raster->pixels + index * raster->stride;
    for (int32_t x = 0; x < rows->width; x++, p += raster->pixel_bytes) {
        row[x] = (uint32_t)p[2] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 8;
    }
    return E_OK;
}

static void bmp_end_rows(struct decoder_rows *rows)
{
    free(rows->state);
}

const struct decoder codecs_bmp = {
    .open = bmp_open,
    .page_size = bmp_page_size,
    .begin_rows = bmp_begin_rows,
    .next_row = bmp_next_row,
    .end_rows = bmp_end_rows,
    .decode = bmp_decode,
};
