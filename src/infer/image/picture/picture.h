/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture: the words that all of infer/image has in common, and whoever includes its header: kinds of files and how their
 * first bytes tell them, what a header says, how much may be decoded, and a decoded page.
 * Not here: decoding (infer/image) and decoders (infer/image/decoder).
 * Memory: an image is the caller's to free. Threads: any; no state. Files: none. */
#pragma once

#include "base/err.h"

/* kind, MIME type, what people call it */
#define IMAGE_KIND_TABLE(X)       \
    X(JPEG, "image/jpeg", "JPEG") \
    X(PNG, "image/png", "PNG")    \
    X(WEBP, "image/webp", "WebP") \
    X(TIFF, "image/tiff", "TIFF") \
    X(GIF, "image/gif", "GIF")    \
    X(BMP, "image/bmp", "BMP")    \
    X(HEIC, "image/heic", "HEIC") \
    X(AVIF, "image/avif", "AVIF") \
    X(PDF, "application/pdf", "PDF")

#define IMAGE_KIND_ENUM(kind, mime, name) IMAGE_KIND_##kind,
enum image_kind { IMAGE_KIND_TABLE(IMAGE_KIND_ENUM) IMAGE_KIND_COUNT };
#undef IMAGE_KIND_ENUM

#define IMAGE_PIXELS_MAX ((int64_t)50 * 1000 * 1000)
#define IMAGE_PAGES_MAX  50

struct Pix; /* leptonica's */

/* What the header says. The size is that of the first page, upright. */
struct image_info {
    enum image_kind kind;
    int32_t width;
    int32_t height;
    int32_t page_count;
    bool
        plain_jpeg; /* upright as stored, grey or three colours: browsers and PDFs take it as it is */
};

/* One upright page. `pix` has 8 bits of grey or 32 of colour without alpha and no colour map. It may be
 * smaller than the page: `width` and `height` are the page's own. */
struct image {
    struct Pix *pix;
    int32_t width;
    int32_t height;
    int32_t dpi; /* 0: the file does not say */
};
void image_free(struct image *image);
void image_freep(struct image **image);

/* The MIME type and the everyday name of a kind. */
const char *image_kind_mime(enum image_kind kind);
const char *image_kind_name(enum image_kind kind);
/* The kind that the first bytes tell; E_UNSUPPORTED_IMAGE where they tell none. 16 bytes are enough. */
MUSTUSE int image_sniff(struct str bytes, enum image_kind *out);
