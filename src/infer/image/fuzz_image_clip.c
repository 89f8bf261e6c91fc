/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animations: never a crash, and each frame has the size of the screen. */
#include <leptonica/allheaders.h>

#include "infer/image/image.h"

#define PIXELS_MAX 1000000
#define FRAMES     20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    setMsgSeverity(L_SEVERITY_NONE); /* which is all that these need of image_init() */
    /* Large screens take their time and show nothing new. */
    const bool is_webp = bytes >= 30 && data[0] == 'R';
    const uint8_t *size = is_webp ? data + 24 : data + 6;
    if (bytes < 10 || (is_webp && (size[2] | size[5]) != 0) ||
        (int64_t)(size[0] | size[1] << 8) * (size[is_webp ? 3 : 2] | size[is_webp ? 4 : 3] << 8) >
            PIXELS_MAX) {
        return 0;
    }
    struct err err = {0};
    CLEANUP(image_clip_closep) struct image_clip *clip = NULL;
    if (image_clip_open((struct str){(const char *)data, bytes}, &clip, &err) < 0) {
        ASSERT(err.detail[0] != '\0');
        return 0;
    }
    const int32_t count = image_clip_count(clip);
    ASSERT(count > 1 && count <= IMAGE_FRAMES_MAX);
    const struct image *image = NULL;
    for (int i = 0; i < FRAMES && image_clip_next(clip, &image, &err) == 1; i++) {
        ASSERT(pixGetDepth(image->pix) == 32);
        ASSERT(pixGetWidth(image->pix) == image->width);
        ASSERT(pixGetHeight(image->pix) == image->height);
    }
    return 0;
}
