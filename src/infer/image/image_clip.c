/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animated GIFs (GIF89a) and WebPs (RFC 9649), frame by frame. Each frame is shown to leptonica as a file of its own, and
 * put on the screen where it belongs. */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "infer/image/codecs/codecs.h"
#include "infer/image/image_int.h"

#define WHITE       0xffffff00u
#define GIF_COLOURS 256

enum disposal { STAYS, TO_WHITE, TO_BEFORE };

struct frame {
    struct decoder_size size;
    int32_t left;
    int32_t top;
    enum disposal disposal; /* what becomes of it before the next one */
    bool is_laid;           /* over what is there, where it is transparent; else over white */
    struct codecs_gif gif;
    struct str chunks; /* of a WebP */
};

struct image_clip {
    struct str bytes;
    bool is_webp;
    size_t at;
    int32_t count;
    struct image screen;
    PIX *before;       /* the screen before the last frame, where that is to vanish */
    struct frame last; /* size 0: none yet */
};

/* ---- kinds of animations ---- */

static int next_of_webp(struct str bytes, size_t *inout_at, struct frame *out)
{
    struct codecs_webp_frame webp;
    int rc = codecs_webp_next(bytes, inout_at, &webp);
    if (rc == E_OK) {
        *out = (struct frame){
            .size = webp.size,
            .left = webp.left,
            .top = webp.top,
            .disposal = webp.vanishes ? TO_WHITE : STAYS,
            .is_laid = webp.is_laid,
            .chunks = webp.chunks,
        };
    }
    return rc;
}

static int next_of_gif(struct str bytes, size_t *inout_at, struct frame *out)
{
    static const enum disposal disposals[] = {STAYS, STAYS, TO_WHITE, TO_BEFORE};
    struct codecs_gif gif;
    int rc = codecs_gif_next(bytes, inout_at, &gif);
    if (rc == E_OK) {
        const size_t disposal = (size_t)gif.disposal;
        *out = (struct frame){
            .size = gif.size,
            .left = gif.left,
            .top = gif.top,
            .disposal = disposal < ARRAY_LEN(disposals) ? disposals[disposal] : STAYS,
            .is_laid = true,
            .gif = gif,
        };
    }
    return rc;
}

static int next_frame(const struct image_clip *clip, size_t *inout_at, struct frame *out)
{
    return clip->is_webp ? next_of_webp(clip->bytes, inout_at, out)
                         : next_of_gif(clip->bytes, inout_at, out);
}

static int damaged(const struct image_clip *clip, struct err *err)
{
    return err_set(err, E_UNREADABLE_IMAGE, "The %s is damaged or incomplete.",
                   clip->is_webp ? "WebP" : "GIF");
}

/* ---- opening ---- */

/* For each pixel of a GIF there are four bytes on the screen, as many of what was there before, and one of the frame; of a WebP
 * four on the screen, in the frame, and in libwebp, and up to one in the smaller picture that is kept of the first frame. */
static int64_t pixels_max(const struct image_clip *clip)
{
    return DECODER_KEPT_MAX / (clip->is_webp ? 13 : 9);
}

static int open_screen(struct image_clip *clip, struct err *err)
{
    struct decoder_size size;
    int rc = clip->is_webp ? codecs_webp_canvas(clip->bytes, &size)
                           : codecs_gif_screen(clip->bytes, &size);
    if (rc < 0) {
        return damaged(clip, err);
    }
    if ((int64_t)size.width * size.height > pixels_max(clip)) {
        return err_set(err, E_TOO_MANY_PIXELS,
                       "The animation has %d by %d pixels; at most %d megapixels are accepted.",
                       (int)size.width, (int)size.height, (int)(pixels_max(clip) / 1000000));
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
    struct frame frame;
    size_t at = clip->at;
    while (clip->count <= IMAGE_FRAMES_MAX && next_frame(clip, &at, &frame) == E_OK) {
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
    enum image_kind kind;
    struct decoder_size canvas;
    int rc = image_sniff(bytes, &kind);
    const bool is_webp = rc == E_OK && kind == IMAGE_KIND_WEBP;
    if (rc < 0 || (is_webp ? codecs_webp_canvas(bytes, &canvas) < 0 : kind != IMAGE_KIND_GIF)) {
        return err_set(err, E_NOT_FOUND, "This is no animation.");
    }
    CLEANUP(image_clip_closep) struct image_clip *clip = must_calloc(1, sizeof(*clip));
    clip->bytes = bytes;
    clip->is_webp = is_webp;
    clip->at = is_webp ? CODECS_WEBP_BEGIN : codecs_gif_begin(bytes);
    rc = count_frames(clip, err);
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
static PIX *decode_gif(struct str bytes, const struct codecs_gif *frame)
{
    const size_t head = codecs_gif_begin(bytes);
    const size_t n = head + frame->end - frame->begin + 1;
    char *alone = try_alloc(n, 1, n);
    if (alone == NULL) {
        return NULL;
    }
    memcpy(alone, bytes.p, head);
    memcpy(alone + head, bytes.p + frame->begin, frame->end - frame->begin);
    memcpy(alone + 6, bytes.p + frame->begin + 5, 4); /* its size is that of the screen, */
    memset(alone + head + 1, 0, 4);                   /* where it begins at 0, 0 */
    alone[n - 1] = ';';
    PIX *indexed = pixReadMemGif((const l_uint8 *)alone, n);
    free(alone);
    return indexed;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The colour over the one below, as much as its alpha says. */
static l_uint32 lay(l_uint32 colour, l_uint32 below)
{
    const l_uint32 alpha = colour >> L_ALPHA_SHIFT & 0xff;
    l_uint32 mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const l_uint32 over = colour >> shift & 0xff;
        const l_uint32 under = below >> shift & 0xff;
        mixed |= ((over * alpha + under * (255 - alpha) + 127) / 255) << shift;
    }
    return mixed & ~(0xffu << L_ALPHA_SHIFT);
}

/* The colours that pixels of a GIF are numbers of, opaque but for the transparent one and for what has no colour. */
static void list_colours(PIX *indexed, int transparent, l_uint32 out[GIF_COLOURS])
{
    PIXCMAP *map = pixGetColormap(indexed);
    for (int i = 0; i < pixcmapGetCount(map); i++) {
        l_int32 red = 0;
        l_int32 green = 0;
        l_int32 blue = 0;
        if (i != transparent && pixcmapGetColor(map, i, &red, &green, &blue) == 0) {
            (void)composeRGBAPixel(red, green, blue, 255, &out[i]);
        }
    }
}

static void read_indexed(PIX *indexed, int32_t y, int32_t width,
                         const l_uint32 colours[GIF_COLOURS], l_uint32 *out)
{
    for (int32_t x = 0; x < width; x++) {
        l_uint32 index = 0;
        (void)pixGetPixel(indexed, x, y, &index);
        out[x] = colours[index % GIF_COLOURS];
    }
}

static void read_coloured(PIX *pix, int32_t y, int32_t width, l_uint32 *out)
{
    const l_uint32 opaque = pixGetSpp(pix) == 4 ? 0 : 0xffu << L_ALPHA_SHIFT;
    const l_uint32 *from = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int32_t x = 0; x < width; x++) {
        out[x] = from[x] | opaque;
    }
}

static void put(const struct image_clip *clip, const struct frame *frame, PIX *pix)
{
    PIX *screen = clip->screen.pix;
    l_uint32 colours[GIF_COLOURS] = {0};
    if (!clip->is_webp) {
        list_colours(pix, frame->gif.transparent, colours);
    }
    const int32_t width = smaller(pixGetWidth(pix), pixGetWidth(screen) - frame->left);
    const int32_t height = smaller(pixGetHeight(pix), pixGetHeight(screen) - frame->top);
    l_uint32 *row = must_calloc((size_t)pixGetWidth(pix), sizeof(*row));
    for (int32_t y = 0; width > 0 && y < height; y++) {
        if (clip->is_webp) {
            read_coloured(pix, y, width, row);
        } else {
            read_indexed(pix, y, width, colours, row);
        }
        l_uint32 *line =
            pixGetData(screen) + (size_t)(frame->top + y) * (size_t)pixGetWpl(screen) + frame->left;
        for (int32_t x = 0; x < width; x++) {
            line[x] = lay(row[x], frame->is_laid ? line[x] : WHITE);
        }
    }
    free(row);
}

/* Does away with the last frame, as it asks for. */
static void dispose(struct image_clip *clip)
{
    const struct frame *last = &clip->last;
    PIX *screen = clip->screen.pix;
    if (last->disposal == TO_BEFORE && clip->before != NULL) {
        pixDestroy(&clip->screen.pix);
        clip->screen.pix = clip->before;
        clip->before = NULL;
    } else if (last->disposal == TO_WHITE && last->size.width > 0) {
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
    struct frame frame;
    if (next_frame(clip, &clip->at, &frame) != E_OK) {
        return 0;
    }
    dispose(clip);
    clip->last = frame;
    if ((int64_t)frame.size.width * frame.size.height > pixels_max(clip)) {
        return err_set(err, E_TOO_MANY_PIXELS, "A frame of the animation is too large.");
    }
    if (frame.disposal == TO_BEFORE) {
        clip->before = pixCopy(NULL, clip->screen.pix);
    }
    PIX *pix = clip->is_webp ? codecs_webp_decode(frame.chunks, frame.size)
                             : decode_gif(clip->bytes, &frame.gif);
    if (pix == NULL || (pixGetDepth(pix) != 32 && pixGetColormap(pix) == NULL)) {
        pixDestroy(&pix);
        return damaged(clip, err);
    }
    put(clip, &frame, pix);
    pixDestroy(&pix);
    *out = &clip->screen;
    return 1;
}
