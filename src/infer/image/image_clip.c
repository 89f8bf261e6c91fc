/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animated GIFs, frame by frame (GIF89a). Each frame is shown to leptonica as a file of its own, and put on the screen
 * where it belongs. */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

#define WHITE             0xffffff00u
#define DISPOSE_TO_WHITE  2
#define DISPOSE_TO_BEFORE 3

struct image_clip {
    struct str bytes;
    size_t at;
    int32_t count;
    struct image screen;
    PIX *before;           /* the screen before the last frame, where that is to vanish */
    struct image_gif last; /* size 0: none yet */
};

static bool is_gif(struct str bytes)
{
    enum image_kind kind;
    return image_sniff(bytes, &kind) == E_OK && kind == IMAGE_KIND_GIF;
}

static int open_screen(struct image_clip *clip, struct err *err)
{
    struct image_page_size size;
    if (image_gif_screen(clip->bytes, &size) < 0) {
        return err_set(err, E_UNREADABLE_IMAGE, "The GIF is damaged or incomplete.");
    }
    if ((int64_t)size.width * size.height > IMAGE_PIXELS_MAX) {
        return err_set(err, E_TOO_MANY_PIXELS,
                       "The picture has %d by %d pixels; at most %d megapixels are accepted.",
                       (int)size.width, (int)size.height, (int)(IMAGE_PIXELS_MAX / 1000000));
    }
    clip->screen = (struct image){
        .pix = pixCreate(size.width, size.height, 32), .width = size.width, .height = size.height};
    if (clip->screen.pix == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "There is not enough memory for the picture.");
    }
    return pixSetAllArbitrary(clip->screen.pix, WHITE) == 0 ? E_OK : E_PROCESSING_FAILED;
}

static int count_frames(struct image_clip *clip, struct err *err)
{
    struct image_gif frame;
    size_t at = image_gif_begin(clip->bytes);
    while (clip->count <= IMAGE_FRAMES_MAX && image_gif_next(clip->bytes, &at, &frame) == E_OK) {
        clip->count++;
    }
    if (clip->count > IMAGE_FRAMES_MAX) {
        return err_set(err, E_TOO_LARGE, "The animation has more than %d frames.",
                       IMAGE_FRAMES_MAX);
    }
    return clip->count > 1 ? E_OK : err_set(err, E_NOT_FOUND, "This is no animation.");
}

int image_clip_open(struct str bytes, struct image_clip **out, struct err *err)
{
    if (!is_gif(bytes)) {
        return err_set(err, E_NOT_FOUND, "This is no animation.");
    }
    CLEANUP(image_clip_closep) struct image_clip *clip = must_calloc(1, sizeof(*clip));
    clip->bytes = bytes;
    clip->at = image_gif_begin(bytes);
    int rc = count_frames(clip, err);
    if (rc == E_OK) {
        rc = open_screen(clip, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = clip;
    clip = NULL;
    return E_OK;
}

void image_clip_close(struct image_clip *clip)
{
    if (clip != NULL) {
        pixDestroy(&clip->screen.pix);
        pixDestroy(&clip->before);
        free(clip);
    }
}

void image_clip_closep(struct image_clip **clip)
{
    image_clip_close(*clip);
    *clip = NULL;
}

int32_t image_clip_count(const struct image_clip *clip)
{
    return clip->count;
}

/* ---- frames ---- */

/* The frame alone: the head and common colours of the file, with the frame as the whole screen. */
static PIX *decode(const struct image_clip *clip, const struct image_gif *frame)
{
    const size_t head = image_gif_begin(clip->bytes);
    const size_t n = head + frame->end - frame->begin + 1;
    char *alone = try_alloc(n, 1, n);
    if (alone == NULL) {
        return NULL;
    }
    memcpy(alone, clip->bytes.p, head);
    memcpy(alone + head, clip->bytes.p + frame->begin, frame->end - frame->begin);
    memcpy(alone + 6, clip->bytes.p + frame->begin + 5, 4); /* its size is that of the screen, */
    memset(alone + head + 1, 0, 4);                         /* where it begins at 0, 0 */
    alone[n - 1] = ';';
    PIX *pix = pixReadMemGif((const l_uint8 *)alone, n);
    free(alone);
    return pix;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void put(const struct image_clip *clip, const struct image_gif *frame, PIX *pix)
{
    PIX *screen = clip->screen.pix;
    PIXCMAP *colours = pixGetColormap(pix);
    const int32_t width = smaller(pixGetWidth(pix), pixGetWidth(screen) - frame->left);
    const int32_t height = smaller(pixGetHeight(pix), pixGetHeight(screen) - frame->top);
    for (int32_t y = 0; width > 0 && y < height; y++) {
        l_uint32 *line =
            pixGetData(screen) + (size_t)(frame->top + y) * (size_t)pixGetWpl(screen) + frame->left;
        for (int32_t x = 0; x < width; x++) {
            l_uint32 index = 0;
            l_int32 red = 0;
            l_int32 green = 0;
            l_int32 blue = 0;
            if (pixGetPixel(pix, x, y, &index) != 0 || (int)index == frame->transparent ||
                pixcmapGetColor(colours, (l_int32)index, &red, &green, &blue) != 0) {
                continue;
            }
            line[x] = (l_uint32)red << L_RED_SHIFT | (l_uint32)green << L_GREEN_SHIFT |
                      (l_uint32)blue << L_BLUE_SHIFT;
        }
    }
}

/* Does away with the last frame, as it asks for. */
static void dispose(struct image_clip *clip)
{
    const struct image_gif *last = &clip->last;
    PIX *screen = clip->screen.pix;
    if (last->disposal == DISPOSE_TO_BEFORE && clip->before != NULL) {
        pixDestroy(&clip->screen.pix);
        clip->screen.pix = clip->before;
        clip->before = NULL;
    } else if (last->disposal == DISPOSE_TO_WHITE && last->size.width > 0) {
        const int32_t right = smaller(last->left + last->size.width, pixGetWidth(screen));
        const int32_t bottom = smaller(last->top + last->size.height, pixGetHeight(screen));
        for (int32_t y = last->top; y < bottom; y++) {
            l_uint32 *line = pixGetData(screen) + (size_t)y * (size_t)pixGetWpl(screen);
            for (int32_t x = last->left; x < right; x++) {
                line[x] = WHITE;
            }
        }
    }
    pixDestroy(&clip->before);
}

int image_clip_next(struct image_clip *clip, const struct image **out, struct err *err)
{
    struct image_gif frame;
    if (image_gif_next(clip->bytes, &clip->at, &frame) < 0) {
        return 0;
    }
    dispose(clip);
    clip->last = frame;
    if ((int64_t)frame.size.width * frame.size.height > IMAGE_PIXELS_MAX) {
        return err_set(err, E_TOO_MANY_PIXELS, "A frame of the animation is too large.");
    }
    if (frame.disposal == DISPOSE_TO_BEFORE) {
        clip->before = pixCopy(NULL, clip->screen.pix);
    }
    PIX *pix = decode(clip, &frame);
    if (pix == NULL || pixGetColormap(pix) == NULL) {
        pixDestroy(&pix);
        return err_set(err, E_UNREADABLE_IMAGE, "The GIF is damaged or incomplete.");
    }
    put(clip, &frame, pix);
    pixDestroy(&pix);
    *out = &clip->screen;
    return 1;
}
