/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoders read from headers (codecs_header.c, codecs_exif.c). */
#pragma once

#include "infer/image/codecs/codecs.h"

/* Sizes and blocks read straight from headers. E_UNREADABLE_IMAGE. */
int codecs_png_size(struct str bytes, struct decoder_size *out);

struct codecs_webp {
    struct decoder_size size;
    struct str frame; /* the chunks of an animation's first frame; empty where it is none */
};
int codecs_webp_read(struct str bytes, struct codecs_webp *out);

struct codecs_bmp {
    struct decoder_size size;
    bool is_plain;     /* pixels as they stand, which is all that can be decoded */
    bool has_masks;    /* plain, but said so by masks for the usual places of the colours */
    bool is_downwards; /* the first row is the one at the top */
    int32_t bits;      /* of a pixel; 0: of a header that is not read here */
    size_t pixels;     /* where they begin */
};
int codecs_bmp_read(struct str bytes, struct codecs_bmp *out);

/* The first frame of a GIF: `end` bytes hold it. */
int codecs_gif_read(struct str bytes, struct codecs_gif *out);

/* The orientation 1 to 8 of a page of a TIFF; 1 where it says nothing. */
int codecs_tiff_orientation(struct str bytes, int32_t page);

/* The body of the first chunk with this four-letter name, empty where there is none. */
struct str codecs_png_chunk(struct str bytes, const char *name);
struct str codecs_webp_chunk(struct str bytes, const char *name);

/* EXIF's orientation 1 to 8 from a JPEG, or from a raw EXIF block; 1 where it says nothing. */
int codecs_exif_orientation(struct str bytes);
