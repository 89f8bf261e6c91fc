/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read from headers without a decoder, of bytes that need not even begin as the kind: it stays
 * within the bytes. Without decoding, a run tries many more files than fuzz_image. */
#include "infer/image/codecs/codecs_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_slice(struct str part, struct str whole)
{
    ASSERT(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void check_size(int rc, const struct decoder_size *size)
{
    ASSERT(rc == E_UNREADABLE_IMAGE || (rc == E_OK && size->width > 0 && size->height > 0));
}

static void check_orientation(int orientation)
{
    ASSERT(orientation >= 1 && orientation <= 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const struct str file = {(const char *)data, bytes};
    struct decoder_size png = {0};
    check_size(codecs_png_size(file, &png), &png);
    check_slice(codecs_png_chunk(file, "eXIf"), file);
    check_slice(codecs_png_chunk(file, "pHYs"), file);
    struct codecs_webp webp = {0};
    check_size(codecs_webp_read(file, &webp), &webp.size);
    check_slice(webp.frame, file);
    check_slice(codecs_webp_chunk(file, "EXIF"), file);
    struct codecs_bmp bmp = {0};
    check_size(codecs_bmp_read(file, &bmp), &bmp.size);
    struct codecs_gif gif = {0};
    int rc = codecs_gif_read(file, &gif);
    check_size(rc, &gif.size);
    ASSERT(rc < 0 || (gif.end <= bytes && gif.transparent < 256));
    size_t at = codecs_gif_begin(file);
    for (size_t before = at; codecs_gif_next(file, &at, &gif) == E_OK; before = at) {
        ASSERT(gif.begin >= before && gif.begin < gif.end && gif.end == at && at <= bytes);
    }
    check_orientation(codecs_tiff_orientation(file, 0));
    check_orientation(codecs_tiff_orientation(file, 3));
    check_orientation(codecs_exif_orientation(file));
    return 0;
}
