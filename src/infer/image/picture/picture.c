/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "infer/image/picture/picture.h"

#define SNIFF_SPAN ((size_t)1024) /* a PDF may have this much before its mark */

struct kind_row {
    const char *mime;
    const char *name;
};

#define KIND_ROW(kind, mime, name) [IMAGE_KIND_##kind] = {mime, name},
static const struct kind_row kind_rows[IMAGE_KIND_COUNT] = {IMAGE_KIND_TABLE(KIND_ROW)};
#undef KIND_ROW

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
