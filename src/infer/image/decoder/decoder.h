/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decoder: what a decoder is, and what decoders share. Each kind of file has a struct decoder, a row of functions; infer/image
 * picks the row, asks for a page, and turns what comes.
 * Not here: the decoders themselves (infer/image/codecs, infer/image/heif), limits and pages (infer/image).
 * Memory: what a decoder keeps of a file, or of a page while its rows come, is its own. Threads: any; no state. Files: none. */
#pragma once

#include "infer/image/picture/picture.h"

/* Pixels of a page. */
struct decoder_size {
    int32_t width;
    int32_t height;
};

struct image_file {
    const struct decoder *decoder;
    struct str bytes;
    bool is_mapped; /* the bytes are a mapping, whose pages may be given back */
    struct image_info info;
    int orientation; /* EXIF's, 1 to 8 */
    void *state;     /* the decoder's own, made by open and freed by close */
};

/* Which page, and how small it may come: its longer side at least `enough_px` long; 0: as it is. */
struct decoder_wanted {
    int32_t page;
    int32_t enough_px;
};

/* A page while its rows come one by one. */
struct decoder_rows {
    void *state; /* the decoder's own */
    int32_t width;
    int32_t height;
    int32_t depth; /* bits: 8 of grey, or 32 of colour without alpha, as leptonica has them */
    int32_t dpi;
};

/* What a decoder may keep of a page whose lines are read one by one: so that a worker, of which libraries and networks are up to 73
 * MiB, stays below 150. */
#define DECODER_KEPT_MAX ((int64_t)(76 * MIB))

struct decoder {
    /* Sets info.page_count, the orientation, and the state. NULL: one page, nothing to keep. */
    int (*open)(struct image_file *file, struct err *err);
    void (*close)(struct image_file *file);
    /* The size of one page as stored, before the orientation; upright where `upright` is set. */
    int (*page_size)(struct image_file *file, int32_t page, struct decoder_size *out);
    /* Begins to decode the page as stored, row by row. 1: end_rows() must follow; 0: decode() has to do it. NULL: always
     * decode(). E_UNREADABLE_IMAGE; E_PROCESSING_FAILED where it would take more memory than there may be. */
    int (*begin_rows)(struct image_file *file, const struct decoder_wanted *wanted,
                      struct decoder_rows *out);
    /* The next row, of which there must be one; of grey, with room for whole words. Fails as begin_rows(). */
    int (*next_row)(struct decoder_rows *rows, uint32_t *row);
    void (*end_rows)(struct decoder_rows *rows);
    /* How many bytes it keeps of the page while rows come. NULL: no more than some rows. */
    int64_t (*kept)(struct image_file *file, int32_t page);
    /* The page as stored; any depth, colour map and alpha are put right by the caller. NULL where rows always come. */
    int (*decode)(struct image_file *file, int32_t page, int32_t enough_px, struct image *out);
    bool upright;       /* decode() has turned the page already */
    bool rows_are_slow; /* slower than the whole page: for pages that are too large for that */
    bool partial; /* knows not every variety of its kind, and does not say which it does not know */
};

/* How many words of 32 bits a row has. */
static inline size_t decoder_row_words(int32_t width, int32_t depth)
{
    return depth == 32 ? (size_t)width : ((size_t)width + 3) / 4;
}
/* Bytes of grey in the order of the file become words as leptonica has them, and back. */
static inline void decoder_swap_bytes(uint32_t *row, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        row[i] = __builtin_bswap32(row[i]);
    }
}
/* Puts pixels with alpha on white. */
void decoder_whiten(uint32_t *pixels, size_t count);
/* E_UNREADABLE_IMAGE with words; E_PROCESSING_FAILED with others where that is why. */
int decoder_refuse(const struct image_file *file, int why, struct err *err);
