/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: an error with words, or a picture of a size that was announced, and the same one line by line. */
#include <leptonica/allheaders.h>

#include "infer/image/image.h"

/* Fuzzed pictures stay small, so that a run tries many. */
#define PIXELS_MAX ((int64_t)1000 * 1000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);
const char *__lsan_default_suppressions(void);

/* fontconfig's tables are reached by tagged pointers only; dav1d forgets 40 bytes of a broken file. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libdav1d\n";
}

static bool is_same(const struct image *a, const struct image *b)
{
    PIX *colour = pixConvertTo32(b->pix);
    bool same =
        pixGetWidth(a->pix) == pixGetWidth(colour) && pixGetHeight(a->pix) == pixGetHeight(colour);
    for (l_int32 y = 0; same && y < pixGetHeight(colour); y++) {
        const l_uint32 *x = pixGetData(a->pix) + (size_t)y * (size_t)pixGetWpl(a->pix);
        const l_uint32 *z = pixGetData(colour) + (size_t)y * (size_t)pixGetWpl(colour);
        for (l_int32 i = 0; i < pixGetWidth(colour); i++) {
            same = same && x[i] >> 8 == z[i] >> 8;
        }
    }
    pixDestroy(&colour);
    return same;
}

/* Reads some lines, then all of them; `whole` is NULL where the page cannot be decoded. */
static void read_lines(struct image_file *file, int32_t page, const struct image *whole)
{
    struct err err = {0};
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    CLEANUP(image_freep) struct image *image = NULL;
    CLEANUP(image_freep) struct image *small = NULL;
    const struct image_lines_options options = {.shrunk_px = 20};
    const uint32_t *line = NULL;
    int rc = image_lines_open(file, page, &options, &lines, &err);
    for (int i = 0; rc >= 0 && i < 5; i++) {
        rc = image_lines_next(lines, &line, &err);
    }
    if (rc >= 0) {
        rc = image_lines_gather(lines, &image, &err);
    }
    if (rc >= 0) {
        rc = image_lines_take(lines, &small, &err);
    }
    ASSERT((rc == E_OK) == (whole != NULL));
    ASSERT(rc == E_OK || err.detail[0] != '\0');
    ASSERT(rc < 0 || is_same(image, whole));
    ASSERT(rc < 0 || (pixGetWidth(small->pix) <= 20 && pixGetHeight(small->pix) <= 20));
}

static void decode_page(struct image_file *file, int32_t page)
{
    struct err err = {0};
    CLEANUP(image_freep) struct image *image = NULL;
    int rc = image_decode(file, page, 0, &image, &err);
    read_lines(file, page, image);
    if (rc < 0) {
        ASSERT(err.detail[0] != '\0');
        return;
    }
    l_int32 depth = pixGetDepth(image->pix);
    ASSERT(depth == 8 || depth == 32);
    ASSERT(pixGetColormap(image->pix) == NULL);
    ASSERT((int64_t)image->width * image->height <= IMAGE_PIXELS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static bool ready;
    if (!ready) {
        image_init();
        ready = true;
    }
    struct err err = {0};
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    int rc = image_file_open((struct str){(const char *)data, bytes}, &file, &err);
    if (rc < 0) {
        ASSERT(err.detail[0] != '\0');
        return 0;
    }
    struct image_info info = image_file_info(file);
    ASSERT(info.width > 0 && info.height > 0 && info.page_count > 0);
    if ((int64_t)info.width * info.height <= PIXELS_MAX) {
        for (int32_t page = 0; page < info.page_count && page < 3; page++) {
            decode_page(file, page);
        }
    }
    return 0;
}
