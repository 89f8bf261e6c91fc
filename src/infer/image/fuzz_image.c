/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: an error with words, or a picture of a size that was announced. */
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

static void decode_page(struct image_file *file, int32_t page)
{
    struct err err = {0};
    CLEANUP(image_freep) struct image *image = NULL;
    int rc = image_decode(file, page, 0, &image, &err);
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
