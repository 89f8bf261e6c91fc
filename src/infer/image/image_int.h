/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the decoders. Each kind of file has a row of functions; image.c picks the row. */
#pragma once

#include "infer/image/image.h"

struct image_page_size {
    int32_t width;
    int32_t height;
};

struct image_file {
    const struct image_codec *codec;
    struct str bytes;
    struct image_info info;
    int orientation; /* EXIF's, 1 to 8 */
    void *state;     /* the decoder's own, made by open and freed by close */
};

/* Which page, and how small it may come: its longer side at least `enough_px` long; 0: as it is. */
struct image_wanted {
    int32_t page;
    int32_t enough_px;
};

/* A page while its rows come one by one. */
struct image_rows {
    void *state; /* the decoder's own */
    int32_t width;
    int32_t height;
    int32_t depth; /* bits: 8 of grey, or 32 of colour without alpha, as leptonica has them */
    int32_t dpi;
};

/* What a decoder may keep of a page whose lines are read one by one: so that a worker, of which libraries and networks are up to 73
 * MiB, stays below 150. */
#define IMAGE_KEPT_MAX ((int64_t)(76 * MIB))

struct image_codec {
    /* Sets info.page_count, the orientation, and the state. NULL: one page, nothing to keep. */
    int (*open)(struct image_file *file, struct err *err);
    void (*close)(struct image_file *file);
    /* The size of one page as stored, before the orientation; upright where `upright` is set. */
    int (*page_size)(struct image_file *file, int32_t page, struct image_page_size *out);
    /* Begins to decode the page as stored, row by row. 1: end_rows() must follow; 0: decode() has to do it. NULL: always
     * decode(). E_UNREADABLE_IMAGE; E_PROCESSING_FAILED where it would take more memory than there may be. */
    int (*begin_rows)(struct image_file *file, const struct image_wanted *wanted,
                      struct image_rows *out);
    /* The next row, of which there must be one; of grey, with room for whole words. Fails as begin_rows(). */
    int (*next_row)(struct image_rows *rows, uint32_t *row);
    void (*end_rows)(struct image_rows *rows);
    /* How many bytes it keeps of the page while rows come. NULL: no more than some rows. */
    int64_t (*kept)(struct image_file *file, int32_t page);
    /* The page as stored; any depth, colour map and alpha are put right by the caller. NULL where rows always come. */
    int (*decode)(struct image_file *file, int32_t page, int32_t enough_px, struct image *out);
    bool upright;       /* decode() has turned the page already */
    bool rows_are_slow; /* slower than the whole page: for pages that are too large for that */
    bool partial; /* knows not every variety of its kind, and does not say which it does not know */
};

extern const struct image_codec image_codec_jpeg;
extern const struct image_codec image_codec_png;
extern const struct image_codec image_codec_webp;
extern const struct image_codec image_codec_tiff;
extern const struct image_codec image_codec_gif;
extern const struct image_codec image_codec_bmp;
extern const struct image_codec image_codec_heif;
extern const struct image_codec image_codec_pdf;

/* Sizes and blocks read straight from headers. E_UNREADABLE_IMAGE. */
int image_png_size(struct str bytes, struct image_page_size *out);

struct image_webp {
    struct image_page_size size;
    struct str frame; /* the chunks of an animation's first frame; empty where it is none */
};
int image_webp_read(struct str bytes, struct image_webp *out);

/* A frame of an animated WebP (RFC 9649, section 2.7.1.1). */
struct image_webp_frame {
    struct image_page_size size;
    int32_t left; /* on the canvas */
    int32_t top;
    bool is_laid;      /* over what is there; else it takes the place of that */
    bool vanishes;     /* before the next one */
    struct str chunks; /* its pixels */
};
/* The size of the canvas that frames are put on. E_UNREADABLE_IMAGE where it is no animation. */
int image_webp_canvas(struct str bytes, struct image_page_size *out);
/* Each call goes on to the next, from IMAGE_WEBP_BEGIN. E_UNREADABLE_IMAGE where there is none. */
#define IMAGE_WEBP_BEGIN ((size_t)12)
int image_webp_next(struct str bytes, size_t *inout_at, struct image_webp_frame *out);
/* A frame's pixels; NULL where they cannot be decoded. */
struct Pix *image_webp_decode(struct str chunks, struct image_page_size size);

struct image_bmp {
    struct image_page_size size;
    bool is_plain;     /* pixels as they stand, which is all that can be decoded */
    bool has_masks;    /* plain, but said so by masks for the usual places of the colours */
    bool is_downwards; /* the first row is the one at the top */
    int32_t bits;      /* of a pixel; 0: of a header that is not read here */
    size_t pixels;     /* where they begin */
};
int image_bmp_read(struct str bytes, struct image_bmp *out);

/* A frame of a GIF. */
struct image_gif {
    struct image_page_size size;
    int32_t left; /* on the screen */
    int32_t top;
    size_t begin;    /* of its descriptor */
    size_t end;      /* of its last block */
    int transparent; /* index of the transparent colour; negative: none */
    int disposal;    /* what becomes of it before the next one (GIF89a, section 23) */
};
/* The first one: `end` bytes hold it. */
int image_gif_read(struct str bytes, struct image_gif *out);
/* Where frames begin; each call goes on to the next. E_UNREADABLE_IMAGE where there is none. */
size_t image_gif_begin(struct str bytes);
int image_gif_next(struct str bytes, size_t *inout_at, struct image_gif *out);
/* The size of the screen that the frames are put on. */
int image_gif_screen(struct str bytes, struct image_page_size *out);

/* The orientation 1 to 8 of a page of a TIFF; 1 where it says nothing. */
int image_tiff_orientation(struct str bytes, int32_t page);

/* The body of the first chunk with this four-letter name, empty where there is none. */
struct str image_png_chunk(struct str bytes, const char *name);
struct str image_webp_chunk(struct str bytes, const char *name);

/* EXIF's orientation 1 to 8 from a JPEG, or from a raw EXIF block; 1 where it says nothing. */
int image_exif_orientation(struct str bytes);

/* The page as stored, as plain as struct image has it, not turned. Fails as begin_rows(). */
int image_decode_stored(struct image_file *file, int32_t page, int32_t enough_px,
                        struct image *out);
/* How many words of 32 bits a row has. */
static inline size_t image_row_words(int32_t width, int32_t depth)
{
    return depth == 32 ? (size_t)width : ((size_t)width + 3) / 4;
}
/* Bytes of grey in the order of the file become words as leptonica has them, and back. */
static inline void image_swap_bytes(uint32_t *row, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        row[i] = __builtin_bswap32(row[i]);
    }
}
/* Puts pixels with alpha on white. */
void image_whiten(uint32_t *pixels, size_t count);
/* The size of a page upright, refused with words where it is more than may be decoded. */
int image_check_page(struct image_file *file, int32_t page, struct image_page_size *out,
                     struct err *err);
/* E_UNREADABLE_IMAGE with words; E_PROCESSING_FAILED with others where that is why. */
int image_refuse(const struct image_file *file, int why, struct err *err);

/* A smaller picture that is made while lines pass (image_shrink.c). */
struct image_shrink;
/* For a picture of at most `side_px` on the longer side. NULL where there is no memory. */
struct image_shrink *image_shrink_new(const struct image_lines_info *info, int32_t side_px);
void image_shrink_free(struct image_shrink *shrink);
/* Lines in their order; those that were there before are passed over. */
void image_shrink_add(struct image_shrink *shrink, int32_t index, const uint32_t *line);
/* Whether all lines were there. */
bool image_shrink_is_done(const struct image_shrink *shrink);
/* The upright picture, once that is so; the caller's to free. */
struct image *image_shrink_take(struct image_shrink *shrink);
/* Puts a line where it belongs on the upright picture. */
void image_put_line(const struct image_lines_info *info, int32_t index, const uint32_t *line,
                    struct Pix *upright);

void image_tiff_init(void);
void image_heif_init(void);
void image_heif_done(void);
void image_pdf_init(void);
void image_pdf_done(void);
