/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the boxes of a HEIC or AVIF say, of bytes that need not even begin as one: a picture of theirs is one that can be decoded, and
 * what is shown lies on it. Without decoding, a run tries many more files than fuzz_image. */
#include "infer/image/heif/heif_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const struct str file = {(const char *)data, bytes};
    struct arena *arena = arena_new();
    struct heif_picture picture;
    const int rc = heif_picture_read(file, arena, &picture);
    ASSERT(rc == E_OK || rc == E_UNREADABLE_IMAGE || rc == E_UNSUPPORTED_IMAGE);
    if (rc == E_OK) {
        const struct decoder_size *size = &picture.colour.size;
        check_grid(&picture.colour);
        ASSERT(picture.orientation >= 1 && picture.orientation <= 8);
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
    return 0;
}
