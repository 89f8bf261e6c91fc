/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read from headers without a decoder, of bytes that need not even begin as the kind: it stays
 * within the bytes. Without decoding, a run tries many more files than fuzz_image. */
#include "infer/image/image_heif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_slice(struct str part, struct str whole)
{
    ASSERT(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void check_size(int rc, const struct image_page_size *size)
{
    ASSERT(rc == E_UNREADABLE_IMAGE || (rc == E_OK && size->width > 0 && size->height > 0));
}

static void check_orientation(int orientation)
{
    ASSERT(orientation >= 1 && orientation <= 8);
}

/* What is to be decoded, and how much of it is shown. */
static void check_grid(const struct heif_grid *grid)
{
    const int64_t width = (int64_t)grid->columns * grid->tile.width;
    const int64_t height = (int64_t)grid->rows * grid->tile.height;
    ASSERT(grid->size.width > 0 && grid->size.width <= width);
    ASSERT(grid->size.height > 0 && grid->size.height <= height);
    ASSERT((int64_t)grid->size.width * grid->size.height > IMAGE_PIXELS_MAX ||
           width * height <= 2 * IMAGE_PIXELS_MAX);
    for (int32_t i = 0; i < grid->columns * grid->rows; i++) {
        ASSERT(grid->tiles[i] != NULL);
    }
}

static void check_heif(struct str file)
{
    struct arena *arena = arena_new();
    struct heif_picture picture;
    const int rc = heif_picture_read(file, arena, &picture);
    ASSERT(rc == E_OK || rc == E_UNREADABLE_IMAGE || rc == E_UNSUPPORTED_IMAGE);
    if (rc == E_OK) {
        const struct image_page_size *size = &picture.colour.size;
        check_grid(&picture.colour);
        check_orientation(picture.orientation);
        ASSERT(picture.left >= 0 && picture.shown.width > 0);
        ASSERT(picture.left <= size->width - picture.shown.width);
        ASSERT(picture.top >= 0 && picture.shown.height > 0);
        ASSERT(picture.top <= size->height - picture.shown.height);
        if (picture.alpha.columns > 0) {
            check_grid(&picture.alpha);
            ASSERT(picture.alpha.size.width == size->width);
            ASSERT(picture.alpha.size.height == size->height);
        }
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const struct str file = {(const char *)data, bytes};
    struct image_page_size png = {0};
    check_size(image_png_size(file, &png), &png);
    check_slice(image_png_chunk(file, "eXIf"), file);
    check_slice(image_png_chunk(file, "pHYs"), file);
    struct image_webp webp = {0};
    check_size(image_webp_read(file, &webp), &webp.size);
    check_slice(webp.frame, file);
    check_slice(image_webp_chunk(file, "EXIF"), file);
    struct image_bmp bmp = {0};
    check_size(image_bmp_read(file, &bmp), &bmp.size);
    struct image_gif gif = {0};
    int rc = image_gif_read(file, &gif);
    check_size(rc, &gif.size);
    ASSERT(rc < 0 || (gif.end <= bytes && gif.transparent < 256));
    size_t at = image_gif_begin(file);
    for (size_t before = at; image_gif_next(file, &at, &gif) == E_OK; before = at) {
        ASSERT(gif.begin >= before && gif.begin < gif.end && gif.end == at && at <= bytes);
    }
    check_heif(file);
    check_orientation(image_tiff_orientation(file, 0));
    check_orientation(image_tiff_orientation(file, 3));
    check_orientation(image_exif_orientation(file));
    return 0;
}
