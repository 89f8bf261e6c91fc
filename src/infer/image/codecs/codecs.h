/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codecs: the decoders of JPEG, PNG, WebP, TIFF, GIF, BMP and PDF, a file each, and the writer of PNGs. codecs_header.c reads sizes, frames and chunks from
 * the bytes themselves, codecs_exif.c the orientation, codecs_jpeg_store.c keeps coefficients of JPEGs that come in several scans.
 * Not here: HEIC and AVIF (infer/image/heif); limits, turning pages, and laying frames one over the other (infer/image).
 * Memory: what a decoder keeps is its own; slices lie in the file's bytes. Threads: any, after codecs_tiff_init() and
 * codecs_pdf_init(). Files: none after that, except for the fonts of PDFs that do not carry their own. */
#pragma once

#include "infer/image/decoder/decoder.h"

extern const struct decoder codecs_jpeg;
extern const struct decoder codecs_png;
extern const struct decoder codecs_webp;
extern const struct decoder codecs_tiff;
extern const struct decoder codecs_gif;
extern const struct decoder codecs_bmp;
extern const struct decoder codecs_pdf;

/* Once before all else, and once after. */
void codecs_tiff_init(void);
void codecs_pdf_init(void);
void codecs_pdf_done(void);

/* Writes a picture of 32 bits as a PNG into `bytes`, in which `out` lies then. E_TOO_LARGE where it has more than `bytes_max`;
 * E_PROCESSING_FAILED. */
int codecs_png_write(const struct image *image, char *bytes, size_t bytes_max, struct str *out);

/* ---- animations ---- */

/* A frame of an animated WebP (RFC 9649, section 2.7.1.1). */
struct codecs_webp_frame {
    struct decoder_size size;
    int32_t left; /* on the canvas */
    int32_t top;
    bool is_laid;      /* over what is there; else it takes the place of that */
    bool vanishes;     /* before the next one */
    struct str chunks; /* its pixels */
};
/* The size of the canvas that frames are put on. E_UNREADABLE_IMAGE where it is no animation. */
int codecs_webp_canvas(struct str bytes, struct decoder_size *out);
/* Each call goes on to the next, from CODECS_WEBP_BEGIN. E_UNREADABLE_IMAGE where there is none. */
#define CODECS_WEBP_BEGIN ((size_t)12)
int codecs_webp_next(struct str bytes, size_t *inout_at, struct codecs_webp_frame *out);
/* A frame's pixels; NULL where they cannot be decoded. */
struct Pix *codecs_webp_decode(struct str chunks, struct decoder_size size);

/* A frame of a GIF. */
struct codecs_gif {
    struct decoder_size size;
    int32_t left; /* on the screen */
    int32_t top;
    size_t begin;    /* of its descriptor */
    size_t end;      /* of its last block */
    int transparent; /* index of the transparent colour; negative: none */
    int disposal;    /* what becomes of it before the next one (GIF89a, section 23) */
};
/* Where frames begin; each call goes on to the next. E_UNREADABLE_IMAGE where there is none. */
size_t codecs_gif_begin(struct str bytes);
int codecs_gif_next(struct str bytes, size_t *inout_at, struct codecs_gif *out);
/* The size of the screen that the frames are put on. */
int codecs_gif_screen(struct str bytes, struct decoder_size *out);
