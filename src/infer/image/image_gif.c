/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for whole pictures, giflib for rows of those that have all 256 colours. */
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>
#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

static int gif_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    struct image_gif gif;
    int rc = image_gif_read(file->bytes, &gif);
    if (rc == E_OK) {
        *out = gif.size;
    }
    return rc;
}

/* leptonica knows nothing of a GIF's transparency, and the colour that lies there is often black. */
static int whiten(PIX *pix, int index)
{
    PIXCMAP *colours = pixGetColormap(pix);
    if (colours == NULL || index < 0 || index >= pixcmapGetCount(colours)) {
        return E_OK;
    }
    return pixcmapResetColor(colours, index, 255, 255, 255) == 0 ? E_OK : E_UNREADABLE_IMAGE;
}

/* leptonica decodes every frame before it gives the first one, so it is shown the first one alone. */
static int gif_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct image_gif gif;
    int rc = image_gif_read(file->bytes, &gif);
    if (rc < 0) {
        return rc;
    }
    char *alone = try_alloc(gif.end + 1, 1, file->bytes.n + 1);
    if (alone == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    memcpy(alone, file->bytes.p, gif.end);
    alone[gif.end] = ';';
    out->pix = pixReadMemGif((const l_uint8 *)alone, gif.end + 1);
    free(alone);
    return out->pix != NULL ? whiten(out->pix, gif.transparent) : E_UNREADABLE_IMAGE;
}

/* ---- rows ---- */

struct scan {
    struct str bytes;
    size_t at; /* of what giflib has read */
    GifFileType *gif;
    uint32_t colours[256]; /* as leptonica has pixels */
    uint8_t *line;
    uint8_t *
        all; /* (height, width) of an interlaced picture, whose rows come in another order; else NULL */
    int32_t next; /* row of it that comes next */
};

static int read_bytes(GifFileType *gif, GifByteType *out, int n)
{
    struct scan *scan = gif->UserData;
    const struct str part = str_sub(scan->bytes, scan->at, scan->at + (size_t)n);
    memcpy(out, part.p, part.n);
    scan->at += part.n;
    return (int)part.n;
}

static void scan_free(struct scan *scan)
{
    if (scan->gif != NULL) {
        (void)DGifCloseFile(scan->gif, NULL); /* nothing is written */
    }
    free(scan->all);
    free(scan->line);
    free(scan);
}

/* Goes on to the first frame; false where the file ends before it. */
static bool find_frame(GifFileType *gif)
{
    GifRecordType kind = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif, &kind) == GIF_OK && kind == EXTENSION_RECORD_TYPE) {
        int code;
        GifByteType *block = NULL;
        int rc = DGifGetExtension(gif, &code, &block);
        while (rc == GIF_OK && block != NULL) {
            rc = DGifGetExtensionNext(gif, &block);
        }
        if (rc != GIF_OK) {
            return false;
        }
    }
    return kind == IMAGE_DESC_RECORD_TYPE && DGifGetImageDesc(gif) == GIF_OK;
}

/* Indices without a colour make a damaged picture, which the whole decoder has a word for. */
static bool read_colours(struct scan *scan, int transparent)
{
    const GifFileType *gif = scan->gif;
    const ColorMapObject *map = gif->Image.ColorMap != NULL ? gif->Image.ColorMap : gif->SColorMap;
    if (map == NULL || map->ColorCount > (int)ARRAY_LEN(scan->colours)) {
        return false;
    }
    for (int i = 0; i < map->ColorCount; i++) {
        const GifColorType *colour = &map->Colors[i];
        scan->colours[i] = (uint32_t)colour->Red << 24 | (uint32_t)colour->Green << 16 |
                           (uint32_t)colour->Blue << 8;
    }
    if (transparent >= 0 && transparent < map->ColorCount) {
        scan->colours[transparent] = 0xffffff00;
    }
    return map->ColorCount == (int)ARRAY_LEN(scan->colours);
}

/* Every eighth row from the first, every eighth from the fifth, every fourth from the third, every second from the second
 * (GIF89a, appendix E). */
static int read_interlaced(struct scan *scan)
{
    static const int32_t first[] = {0, 4, 2, 1};
    static const int32_t step[] = {8, 8, 4, 2};
    const GifImageDesc *desc = &scan->gif->Image;
    const size_t width = (size_t)desc->Width;
    scan->all = try_alloc((size_t)desc->Height, width, (size_t)IMAGE_PIXELS_MAX);
    if (scan->all == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    for (size_t pass = 0; pass < ARRAY_LEN(first); pass++) {
        for (int32_t y = first[pass]; y < desc->Height; y += step[pass]) {
            if (DGifGetLine(scan->gif, scan->all + (size_t)y * width, desc->Width) != GIF_OK) {
                return E_UNREADABLE_IMAGE;
            }
        }
    }
    return 1;
}

/* 1 where it comes in rows. */
static int begin_scan(struct scan *scan, const struct image_gif *frame)
{
    int error;
    scan->gif = DGifOpen(scan, read_bytes, &error);
    if (scan->gif == NULL || !find_frame(scan->gif)) {
        return E_UNREADABLE_IMAGE;
    }
    const GifImageDesc *desc = &scan->gif->Image;
    if (desc->Width != frame->size.width || desc->Height != frame->size.height ||
        !read_colours(scan, frame->transparent)) {
        return 0;
    }
    scan->line = must_calloc((size_t)desc->Width, 1);
    return desc->Interlace ? read_interlaced(scan) : 1;
}

static int gif_begin_rows(struct image_file *file, const struct image_wanted *wanted,
                          struct image_rows *out)
{
    (void)wanted;
    struct image_gif frame;
    int rc = image_gif_read(file->bytes, &frame);
    if (rc < 0) {
        return rc;
    }
    struct scan *scan = must_calloc(1, sizeof(*scan));
    scan->bytes = file->bytes;
    rc = begin_scan(scan, &frame);
    if (rc <= 0) {
        scan_free(scan);
        return rc;
    }
    *out = (struct image_rows){
        .state = scan, .width = frame.size.width, .height = frame.size.height, .depth = 32};
    return 1;
}

static int gif_next_row(struct image_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    const uint8_t *line = scan->line;
    if (scan->all != NULL) {
        line = scan->all + (size_t)scan->next++ * (size_t)rows->width;
    } else if (DGifGetLine(scan->gif, scan->line, rows->width) != GIF_OK) {
        return E_UNREADABLE_IMAGE;
    }
    for (int32_t x = 0; x < rows->width; x++) {
        row[x] = scan->colours[line[x]];
    }
    return E_OK;
}

static void gif_end_rows(struct image_rows *rows)
{
    scan_free(rows->state);
}

const struct image_codec image_codec_gif = {
    .page_size = gif_page_size,
    .begin_rows = gif_begin_rows,
    .next_row = gif_next_row,
    .end_rows = gif_end_rows,
    .decode = gif_decode,
};
