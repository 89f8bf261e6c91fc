/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "infer/image/codecs/codecs.h"
#include "infer/image/heif/heif.h"
#include "infer/image/image_int.h"

static const struct decoder *const decoders[IMAGE_KIND_COUNT] = {
    [IMAGE_KIND_JPEG] = &codecs_jpeg,  [IMAGE_KIND_PNG] = &codecs_png,
    [IMAGE_KIND_WEBP] = &codecs_webp,  [IMAGE_KIND_TIFF] = &codecs_tiff,
    [IMAGE_KIND_GIF] = &codecs_gif,    [IMAGE_KIND_BMP] = &codecs_bmp,
    [IMAGE_KIND_HEIC] = &heif_decoder, [IMAGE_KIND_AVIF] = &heif_decoder,
    [IMAGE_KIND_PDF] = &codecs_pdf,
};

static void drop_message(const char *message)
{
    (void)message; /* what went wrong is told by return values */
}

void image_init(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    leptSetStderrHandler(drop_message);
    codecs_tiff_init();
    heif_init();
    codecs_pdf_init();
}

void image_done(void)
{
    codecs_pdf_done();
    heif_done();
}

static bool swaps_sides(const struct image_file *file)
{
    return !file->decoder->upright && file->orientation >= 5;
}

int image_check_page(struct image_file *file, int32_t page, struct decoder_size *out,
                     struct err *err)
{
    struct decoder_size size;
    int rc = file->decoder->page_size(file, page, &size);
    if (rc < 0 || size.width <= 0 || size.height <= 0) {
        return decoder_refuse(file, E_UNREADABLE_IMAGE, err);
    }
    if ((int64_t)size.width * size.height > IMAGE_PIXELS_MAX) {
        return err_set(err, E_TOO_MANY_PIXELS,
                       "The picture has %d by %d pixels; at most %d megapixels are accepted.",
                       (int)size.width, (int)size.height, (int)(IMAGE_PIXELS_MAX / 1000000));
    }
    *out = swaps_sides(file) ? (struct decoder_size){size.height, size.width} : size;
    return E_OK;
}

static int open_pages(struct image_file *file, struct err *err)
{
    if (file->decoder->open != NULL) {
        int rc = file->decoder->open(file, err);
        if (rc < 0) {
            return rc;
        }
    }
    if (file->info.page_count > IMAGE_PAGES_MAX) {
        return err_set(err, E_TOO_LARGE,
                       "The file has more than %d pages, which is the most that is accepted.",
                       IMAGE_PAGES_MAX);
    }
    struct decoder_size size = {0};
    int rc = image_check_page(file, 0, &size, err);
    if (rc < 0) {
        return rc;
    }
    file->info.width = size.width;
    file->info.height = size.height;
    return E_OK;
}

int image_file_open(struct str bytes, struct image_file **out, struct err *err)
{
    enum image_kind kind;
    if (image_sniff(bytes, &kind) < 0) {
        return err_set(err, E_UNSUPPORTED_IMAGE,
                       "The file is not a picture of a kind that can be read here.");
    }
    CLEANUP(image_file_closep) struct image_file *file = must_calloc(1, sizeof(*file));
    file->decoder = decoders[kind];
    file->bytes = bytes;
    file->info.kind = kind;
    file->info.page_count = 1;
    file->orientation = 1;
    int rc = open_pages(file, err);
    if (rc < 0) {
        return rc;
    }
    *out = file;
    file = NULL;
    return E_OK;
}

void image_file_close(struct image_file *file)
{
    if (file == NULL) {
        return;
    }
    if (file->decoder->close != NULL) {
        file->decoder->close(file);
    }
    free(file);
}

void image_file_closep(struct image_file **file)
{
    image_file_close(*file);
    *file = NULL;
}

void image_file_set_mapped(struct image_file *file)
{
    file->is_mapped = true;
}

struct image_info image_file_info(const struct image_file *file)
{
    return file->info;
}

/* Replaces the picture by `made`; false where making it failed. */
static bool take(struct image *image, PIX *made)
{
    pixDestroy(&image->pix);
    image->pix = made;
    return made != NULL;
}

/* Whatever depth, colour map and alpha the page came with: 8-bit grey or 32-bit colour after this. */
static bool make_plain(struct image *image)
{
    if (pixGetColormap(image->pix) != NULL &&
        !take(image, pixRemoveColormap(image->pix, REMOVE_CMAP_BASED_ON_SRC))) {
        return false;
    }
    int depth = pixGetDepth(image->pix);
    if (depth == 32 && pixGetSpp(image->pix) == 4) {
        decoder_whiten(pixGetData(image->pix),
                       (size_t)pixGetWpl(image->pix) * (size_t)pixGetHeight(image->pix));
        pixSetSpp(image->pix, 3);
    }
    if (depth == 24) {
        return take(image, pixConvert24To32(image->pix));
    }
    return depth == 8 || depth == 32 || take(image, pixConvertTo8(image->pix, 0));
}

/* Turns the page as EXIF's orientation says: quarter turns clockwise, then a mirror. */
static bool make_upright(struct image *image, int orientation)
{
    static const struct {
        int quarter_turns;
        bool mirrored;
    } turns[9] = {
        [2] = {0, true},  [3] = {2, false}, [4] = {2, true},  [5] = {1, true},
        [6] = {1, false}, [7] = {3, true},  [8] = {3, false},
    };
    int quarter_turns = turns[orientation].quarter_turns;
    if (quarter_turns != 0 && !take(image, pixRotateOrth(image->pix, quarter_turns))) {
        return false;
    }
    return !turns[orientation].mirrored || take(image, pixFlipLR(NULL, image->pix));
}

/* The limit on pixels is kept by the size in the header, so what is decoded must not be larger. */
static bool is_as_announced(const struct image *image, const struct decoder_size *size)
{
    return pixGetWidth(image->pix) <= size->width && pixGetHeight(image->pix) <= size->height;
}

/* 1 and 0 as begin_rows(). */
static int decode_rows(struct image_file *file, const struct decoder_wanted *wanted,
                       struct image *out)
{
    const struct decoder *decoder = file->decoder;
    struct decoder_rows rows = {0};
    int rc = decoder->begin_rows(file, wanted, &rows);
    if (rc <= 0) {
        return rc;
    }
    out->pix = pixCreate(rows.width, rows.height, rows.depth);
    out->dpi = rows.dpi;
    for (int32_t y = 0; rc > 0 && out->pix != NULL && y < rows.height; y++) {
        l_uint32 *row = pixGetData(out->pix) + (size_t)y * (size_t)pixGetWpl(out->pix);
        rc = decoder->next_row(&rows, row);
        rc = rc < 0 ? rc : 1;
    }
    decoder->end_rows(&rows);
    return rc;
}

int image_decode_stored(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    const struct decoder *decoder = file->decoder;
    const struct decoder_wanted wanted = {page, enough_px};
    const bool has_rows = decoder->begin_rows != NULL && !decoder->rows_are_slow;
    int rc = has_rows ? decode_rows(file, &wanted, out) : 0;
    if (rc == 0) {
        rc = decoder->decode(file, page, enough_px, out);
    }
    if (rc < 0) {
        return rc;
    }
    return out->pix == NULL || !make_plain(out) ? E_UNREADABLE_IMAGE : E_OK;
}

int image_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image **out,
                 struct err *err)
{
    ASSERT(page >= 0 && page < file->info.page_count);
    struct decoder_size size = {0};
    int rc = image_check_page(file, page, &size, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(image_freep) struct image *image = must_calloc(1, sizeof(*image));
    rc = image_decode_stored(file, page, enough_px, image);
    if (rc < 0 || (!file->decoder->upright && !make_upright(image, file->orientation)) ||
        !is_as_announced(image, &size)) {
        return decoder_refuse(file, rc, err);
    }
    pixSetResolution(image->pix, 0, 0);
    image->width = size.width;
    image->height = size.height;
    *out = image;
    image = NULL;
    return E_OK;
}
