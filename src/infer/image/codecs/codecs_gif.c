/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for whole pictures, giflib for rows of those that have all 256 colours. */
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>
#include <leptonica/allheaders.h>

#include "infer/image/codecs/codecs_int.h"

static int gif_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    struct codecs_gif gif;
    int rc = codecs_gif_read(file->bytes, &gif);
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
    struct codecs_gif gif;
    int rc = codecs_gif_read(file->bytes, &gif);
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

/* Every eighth row from the first, every eighth from the fifth, every fourth from the third, every second from the second
 * (GIF89a, appendix E). */
#define PASSES 4
static const int32_t first_rows[PASSES] = {0, 4, 2, 1};
static const int32_t row_steps[PASSES] = {8, 8, 4, 2};

/* The file, as far as it has been read. */
struct source {
    struct str bytes;
    size_t at;
    GifFileType *gif;
};

/* The rows of an interlaced picture come in another order. Instead of keeping all of them, the file is read in as many places
 * as it has passes, which costs a second reading. */
struct scan {
    struct source passes[PASSES]; /* only the first, if it is not interlaced */
    bool is_interlaced;
    uint32_t colours[256]; /* as leptonica has pixels */
    uint8_t *line;
    int32_t next; /* row that comes next */
};

static int read_bytes(GifFileType *gif, GifByteType *out, int n)
{
    struct source *source = gif->UserData;
    const struct str part = str_sub(source->bytes, source->at, source->at + (size_t)n);
    memcpy(out, part.p, part.n);
    source->at += part.n;
    return (int)part.n;
}

static void scan_free(struct scan *scan)
{
    for (size_t i = 0; i < PASSES; i++) {
        if (scan->passes[i].gif != NULL) {
            (void)DGifCloseFile(scan->passes[i].gif, NULL); /* nothing is written */
        }
    }
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

/* Opens the file once more, up to its first frame. */
static int open_source(struct source *source, struct str bytes)
{
    int error;
    source->bytes = bytes;
    source->gif = DGifOpen(source, read_bytes, &error);
    return source->gif != NULL && find_frame(source->gif) ? E_OK : E_UNREADABLE_IMAGE;
}

/* Indices without a colour make a damaged picture, which the whole decoder has a word for. */
static bool read_colours(struct scan *scan, int transparent)
{
    const GifFileType *gif = scan->passes[0].gif;
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

/* The last of them stays in `line`. */
static int read_rows(const struct scan *scan, size_t pass, int32_t count)
{
    GifFileType *gif = scan->passes[pass].gif;
    for (int32_t i = 0; i < count; i++) {
        if (DGifGetLine(gif, scan->line, gif->Image.Width) != GIF_OK) {
            return E_UNREADABLE_IMAGE;
        }
    }
    return E_OK;
}

/* Goes to where each pass begins. */
static int open_passes(struct scan *scan)
{
    const struct source *source = &scan->passes[0];
    const int32_t height = source->gif->Image.Height;
    int32_t rows = 0; /* of the passes before */
    int rc = 1;
    for (size_t i = 1; rc >= 0 && i < PASSES; i++) {
        rows += (height - first_rows[i - 1] + row_steps[i - 1] - 1) / row_steps[i - 1];
        if (first_rows[i] < height) {
            rc = open_source(&scan->passes[i], source->bytes);
            rc = rc < 0 ? rc : read_rows(scan, i, rows);
        }
    }
    return rc < 0 ? rc : 1;
}

/* 1 where it comes in rows. */
static int begin_scan(struct scan *scan, struct str bytes, const struct codecs_gif *frame)
{
    int rc = open_source(&scan->passes[0], bytes);
    if (rc < 0) {
        return rc;
    }
    const GifImageDesc *desc = &scan->passes[0].gif->Image;
    if (desc->Width != frame->size.width || desc->Height != frame->size.height ||
        !read_colours(scan, frame->transparent)) {
        return 0;
    }
    scan->line = must_calloc((size_t)desc->Width, 1);
    scan->is_interlaced = desc->Interlace;
    return scan->is_interlaced ? open_passes(scan) : 1;
}

static int gif_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                          struct decoder_rows *out)
{
    (void)wanted;
    struct codecs_gif frame;
    int rc = codecs_gif_read(file->bytes, &frame);
    if (rc < 0) {
        return rc;
    }
    struct scan *scan = must_calloc(1, sizeof(*scan));
    rc = begin_scan(scan, file->bytes, &frame);
    if (rc <= 0) {
        scan_free(scan);
        return rc;
    }
    *out = (struct decoder_rows){
        .state = scan, .width = frame.size.width, .height = frame.size.height, .depth = 32};
    return 1;
}

/* The pass that a row comes in. */
static size_t pass_of(const struct scan *scan, int32_t row)
{
    size_t pass = 0;
    while (scan->is_interlaced && row % row_steps[pass] != first_rows[pass]) {
        pass++;
    }
    return pass;
}

static int gif_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    int rc = read_rows(scan, pass_of(scan, scan->next++), 1);
    for (int32_t x = 0; rc == E_OK && x < rows->width; x++) {
        row[x] = scan->colours[scan->line[x]];
    }
    return rc;
}

static void gif_end_rows(struct decoder_rows *rows)
{
    scan_free(rows->state);
}

const struct decoder codecs_gif = {
    .page_size = gif_page_size,
    .begin_rows = gif_begin_rows,
    .next_row = gif_next_row,
    .end_rows = gif_end_rows,
    .decode = gif_decode,
};
