/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

#define SNIFF_SPAN ((size_t)1024) /* a PDF may have this much before its mark */

struct kind_row {
    const char *mime;
    const char *name;
};

#define KIND_ROW(kind, mime, name) [IMAGE_KIND_##kind] = {mime, name},
static const struct kind_row kind_rows[IMAGE_KIND_COUNT] = {IMAGE_KIND_TABLE(KIND_ROW)};
#undef KIND_ROW

static const struct image_codec *const codecs[IMAGE_KIND_COUNT] = {
    [IMAGE_KIND_JPEG] = &image_codec_jpeg, [IMAGE_KIND_PNG] = &image_codec_png,
    [IMAGE_KIND_WEBP] = &image_codec_webp, [IMAGE_KIND_TIFF] = &image_codec_tiff,
    [IMAGE_KIND_GIF] = &image_codec_gif,   [IMAGE_KIND_BMP] = &image_codec_bmp,
    [IMAGE_KIND_HEIC] = &image_codec_heif, [IMAGE_KIND_AVIF] = &image_codec_heif,
    [IMAGE_KIND_PDF] = &image_codec_pdf,
};

struct magic {
    enum image_kind kind;
    size_t at;
    struct str mark;
};

static const struct magic magics[] = {
    {IMAGE_KIND_JPEG, 0, {"\xff\xd8\xff", 3}}, {IMAGE_KIND_PNG, 0, {"\x89PNG\r\n\x1a\n", 8}},
    {IMAGE_KIND_WEBP, 8, {"WEBP", 4}},         {IMAGE_KIND_TIFF, 0, {"II*\0", 4}},
    {IMAGE_KIND_TIFF, 0, {"MM\0*", 4}},        {IMAGE_KIND_TIFF, 0, {"II+\0", 4}},
    {IMAGE_KIND_TIFF, 0, {"MM\0+", 4}},        {IMAGE_KIND_GIF, 0, {"GIF87a", 6}},
    {IMAGE_KIND_GIF, 0, {"GIF89a", 6}},        {IMAGE_KIND_BMP, 0, {"BM", 2}},
    {IMAGE_KIND_AVIF, 4, {"ftypavif", 8}},     {IMAGE_KIND_AVIF, 4, {"ftypavis", 8}},
    {IMAGE_KIND_HEIC, 4, {"ftypheic", 8}},     {IMAGE_KIND_HEIC, 4, {"ftypheix", 8}},
    {IMAGE_KIND_HEIC, 4, {"ftyphevc", 8}},     {IMAGE_KIND_HEIC, 4, {"ftypmif1", 8}},
    {IMAGE_KIND_HEIC, 4, {"ftypmsf1", 8}},
};

static void drop_message(const char *message)
{
    (void)message; /* what went wrong is told by return values */
}

void image_init(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    leptSetStderrHandler(drop_message);
    image_tiff_init();
    image_heif_init();
    image_pdf_init();
}

void image_done(void)
{
    image_pdf_done();
    image_heif_done();
}

const char *image_kind_mime(enum image_kind kind)
{
    return kind_rows[kind].mime;
}

const char *image_kind_name(enum image_kind kind)
{
    return kind_rows[kind].name;
}

int image_sniff(struct str bytes, enum image_kind *out)
{
    for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
        const struct magic *magic = &magics[i];
        if (str_starts(str_sub(bytes, magic->at, bytes.n), magic->mark)) {
            *out = magic->kind;
            return E_OK;
        }
    }
    struct str head = str_sub(bytes, 0, SNIFF_SPAN);
    if (head.n > 0 && memmem(head.p, head.n, "%PDF-", 5) != NULL) {
        *out = IMAGE_KIND_PDF;
        return E_OK;
    }
    return E_UNSUPPORTED_IMAGE;
}

static bool swaps_sides(const struct image_file *file)
{
    return !file->codec->upright && file->orientation >= 5;
}

int image_refuse(const struct image_file *file, int why, struct err *err)
{
    if (why == E_PROCESSING_FAILED) {
        return err_set(err, why, "There is not enough memory for a picture of this size.");
    }
    return err_set(err, E_UNREADABLE_IMAGE,
                   file->codec->partial
                       ? "The %s is damaged, incomplete, or of a variety that cannot be read here."
                       : "The %s is damaged or incomplete.",
                   image_kind_name(file->info.kind));
}

int image_check_page(struct image_file *file, int32_t page, struct image_page_size *out,
                     struct err *err)
{
    struct image_page_size size;
    int rc = file->codec->page_size(file, page, &size);
    if (rc < 0 || size.width <= 0 || size.height <= 0) {
        return image_refuse(file, E_UNREADABLE_IMAGE, err);
    }
    if ((int64_t)size.width * size.height > IMAGE_PIXELS_MAX) {
        return err_set(err, E_TOO_MANY_PIXELS,
                       "The picture has %d by %d pixels; at most %d megapixels are accepted.",
                       (int)size.width, (int)size.height, (int)(IMAGE_PIXELS_MAX / 1000000));
    }
    *out = swaps_sides(file) ? (struct image_page_size){size.height, size.width} : size;
    return E_OK;
}

static int open_pages(struct image_file *file, struct err *err)
{
    if (file->codec->open != NULL) {
        int rc = file->codec->open(file, err);
        if (rc < 0) {
            return rc;
        }
    }
    if (file->info.page_count > IMAGE_PAGES_MAX) {
        return err_set(err, E_TOO_LARGE,
                       "The file has more than %d pages, which is the most that is accepted.",
                       IMAGE_PAGES_MAX);
    }
    struct image_page_size size;
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
    file->codec = codecs[kind];
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
    if (file->codec->close != NULL) {
        file->codec->close(file);
    }
    free(file);
}

void image_file_closep(struct image_file **file)
{
    image_file_close(*file);
    *file = NULL;
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

void image_whiten(uint32_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t alpha = pixels[i] & 255;
        if (alpha == 255) {
            continue;
        }
        const float share = (float)alpha / 255.0F;
        const double white = (1.0 - (double)share) * 255;
        uint32_t pixel = 0;
        for (int shift = 8; shift < 32; shift += 8) {
            const float value = (float)(pixels[i] >> shift & 255);
            pixel |= (uint32_t)(white + (double)(share * value)) << shift;
        }
        pixels[i] = pixel;
    }
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
        image_whiten(pixGetData(image->pix),
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
static bool is_as_announced(const struct image *image, const struct image_page_size *size)
{
    return pixGetWidth(image->pix) <= size->width && pixGetHeight(image->pix) <= size->height;
}

/* 1 and 0 as begin_rows(). */
static int decode_rows(struct image_file *file, const struct image_wanted *wanted,
                       struct image *out)
{
    const struct image_codec *codec = file->codec;
    struct image_rows rows = {0};
    int rc = codec->begin_rows(file, wanted, &rows);
    if (rc <= 0) {
        return rc;
    }
    out->pix = pixCreate(rows.width, rows.height, rows.depth);
    out->dpi = rows.dpi;
    for (int32_t y = 0; rc > 0 && out->pix != NULL && y < rows.height; y++) {
        l_uint32 *row = pixGetData(out->pix) + (size_t)y * (size_t)pixGetWpl(out->pix);
        rc = codec->next_row(&rows, row);
        rc = rc < 0 ? rc : 1;
    }
    codec->end_rows(&rows);
    return rc;
}

int image_decode_stored(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    const struct image_codec *codec = file->codec;
    const struct image_wanted wanted = {page, enough_px};
    const bool has_rows = codec->begin_rows != NULL && !codec->rows_are_slow;
    int rc = has_rows ? decode_rows(file, &wanted, out) : 0;
    if (rc == 0) {
        rc = codec->decode(file, page, enough_px, out);
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
    struct image_page_size size;
    int rc = image_check_page(file, page, &size, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(image_freep) struct image *image = must_calloc(1, sizeof(*image));
    rc = image_decode_stored(file, page, enough_px, image);
    if (rc < 0 || (!file->codec->upright && !make_upright(image, file->orientation)) ||
        !is_as_announced(image, &size)) {
        return image_refuse(file, rc, err);
    }
    pixSetResolution(image->pix, 0, 0);
    image->width = size.width;
    image->height = size.height;
    *out = image;
    image = NULL;
    return E_OK;
}

void image_free(struct image *image)
{
    if (image != NULL) {
        pixDestroy(&image->pix);
        free(image);
    }
}

void image_freep(struct image **image)
{
    image_free(*image);
    *image = NULL;
}
