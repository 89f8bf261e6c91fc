/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and chunks read from the bytes themselves, where the decoders would decode the whole picture to
 * tell them. */
#include <string.h>

#include "infer/image/codecs/codecs_int.h"

static uint32_t byte_at(struct str s, size_t at)
{
    return at < s.n ? (unsigned char)s.p[at] : 0;
}

static uint32_t little16(struct str s, size_t at)
{
    return byte_at(s, at) | byte_at(s, at + 1) << 8;
}

static uint32_t little24(struct str s, size_t at)
{
    return little16(s, at) | byte_at(s, at + 2) << 16;
}

static uint32_t little32(struct str s, size_t at)
{
    return little24(s, at) | byte_at(s, at + 3) << 24;
}

static uint32_t big32(struct str s, size_t at)
{
    return byte_at(s, at) << 24 | byte_at(s, at + 1) << 16 | byte_at(s, at + 2) << 8 |
           byte_at(s, at + 3);
}

static int set_size(uint32_t width, uint32_t height, struct decoder_size *out)
{
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct decoder_size){(int32_t)width, (int32_t)height};
    return E_OK;
}

/* The signature (8 bytes), then IHDR's length, name, width and height. */
int codecs_png_size(struct str bytes, struct decoder_size *out)
{
    if (bytes.n < 24 || memcmp(bytes.p + 12, "IHDR", 4) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    return set_size(big32(bytes, 16), big32(bytes, 20), out);
}

struct str codecs_png_chunk(struct str bytes, const char *name)
{
    size_t at = 8;
    while (bytes.n - size_min(at, bytes.n) >= 12) {
        size_t length = big32(bytes, at);
        if (length > bytes.n - at - 12) {
            break;
        }
        if (memcmp(bytes.p + at + 4, name, 4) == 0) {
            return str_sub(bytes, at + 8, at + 8 + length);
        }
        at += length + 12;
    }
    return STR_EMPTY;
}

/* The next chunk with this name; E_UNREADABLE_IMAGE where there is none. Chunks are padded to an even length. */
static int next_webp_chunk(struct str bytes, const char *name, size_t *inout_at, struct str *out)
{
    size_t at = *inout_at;
    while (bytes.n - size_min(at, bytes.n) >= 8) {
        const size_t length = little32(bytes, at + 4);
        if (length > bytes.n - at - 8) {
            break;
        }
        const size_t begin = at + 8;
        at = begin + length + (length & 1);
        if (memcmp(bytes.p + begin - 8, name, 4) == 0) {
            *out = str_sub(bytes, begin, begin + length);
            *inout_at = at;
            return E_OK;
        }
    }
    return E_UNREADABLE_IMAGE;
}

struct str codecs_webp_chunk(struct str bytes, const char *name)
{
    size_t at = CODECS_WEBP_BEGIN;
    struct str chunk = STR_EMPTY;
    return next_webp_chunk(bytes, name, &at, &chunk) == E_OK ? chunk : STR_EMPTY;
}

/* Frames have a header of 16 bytes: half of the place, size less one, duration and flags. */
int codecs_webp_next(struct str bytes, size_t *inout_at, struct codecs_webp_frame *out)
{
    struct str frame = STR_EMPTY;
    int rc = next_webp_chunk(bytes, "ANMF", inout_at, &frame);
    if (rc < 0 || frame.n <= 16) {
        return E_UNREADABLE_IMAGE;
    }
    const uint32_t flags = byte_at(frame, 15);
    *out = (struct codecs_webp_frame){
        .left = (int32_t)(2 * little24(frame, 0)),
        .top = (int32_t)(2 * little24(frame, 3)),
        .is_laid = (flags & 2) == 0,
        .vanishes = (flags & 1) != 0,
        .chunks = str_sub(frame, 16, frame.n),
    };
    return set_size(little24(frame, 6) + 1, little24(frame, 9) + 1, &out->size);
}

int codecs_webp_canvas(struct str bytes, struct decoder_size *out)
{
    const struct str extended = codecs_webp_chunk(bytes, "VP8X");
    const bool is_first = str_eq(str_sub(bytes, 12, 16), STR("VP8X"));
    if (!is_first || extended.n < 10 || (byte_at(extended, 0) & 2) == 0) {
        return E_UNREADABLE_IMAGE;
    }
    return set_size(little24(extended, 4) + 1, little24(extended, 7) + 1, out);
}

static int webp_first_frame(struct str bytes, struct codecs_webp *out)
{
    size_t at = CODECS_WEBP_BEGIN;
    struct codecs_webp_frame frame = {0};
    int rc = codecs_webp_next(bytes, &at, &frame);
    if (rc == E_OK) {
        *out = (struct codecs_webp){frame.size, frame.chunks};
    }
    return rc;
}

/* The three kinds of first chunk: extended, lossy and lossless (RFC 9649, section 2). Such chunks further
 * behind are not what is decoded. */
int codecs_webp_read(struct str bytes, struct codecs_webp *out)
{
    *out = (struct codecs_webp){.frame = STR_EMPTY};
    struct str name = str_sub(bytes, 12, 16);
    if (str_eq(name, STR("VP8X"))) {
        struct str extended = codecs_webp_chunk(bytes, "VP8X");
        if (extended.n < 10) {
            return E_UNREADABLE_IMAGE;
        }
        bool animated = (byte_at(extended, 0) & 2) != 0;
        return animated
                   ? webp_first_frame(bytes, out)
                   : set_size(little24(extended, 4) + 1, little24(extended, 7) + 1, &out->size);
    }
    struct str lossy = codecs_webp_chunk(bytes, "VP8 ");
    if (str_eq(name, STR("VP8 ")) && lossy.n >= 10) {
        return set_size(little16(lossy, 6) & 0x3fff, little16(lossy, 8) & 0x3fff, &out->size);
    }
    struct str lossless = codecs_webp_chunk(bytes, "VP8L");
    if (str_eq(name, STR("VP8L")) && lossless.n >= 5) {
        uint32_t sizes = little32(lossless, 1);
        return set_size((sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1, &out->size);
    }
    return E_UNREADABLE_IMAGE;
}

/* BITMAPCOREHEADER has 16-bit sizes; all later headers have 32-bit ones, the height negative where the
 * rows run downwards. */
int codecs_bmp_read(struct str bytes, struct codecs_bmp *out)
{
    uint32_t header = little32(bytes, 14);
    if (bytes.n < 26 || (header != 12 && header < 40)) {
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct codecs_bmp){0};
    if (header == 12) {
        return set_size(little16(bytes, 18), little16(bytes, 20), &out->size);
    }
    uint32_t height = little32(bytes, 22);
    uint32_t compression = little32(bytes, 30);
    out->has_masks = compression == 3 && little16(bytes, 28) == 32 &&
                     little32(bytes, 54) == 0xff0000 && little32(bytes, 58) == 0xff00 &&
                     little32(bytes, 62) == 0xff;
    out->is_plain = compression == 0 || out->has_masks;
    out->is_downwards = height > INT32_MAX;
    out->bits = (int32_t)little16(bytes, 28);
    out->pixels = little32(bytes, 10);
    return set_size(little32(bytes, 18), height > INT32_MAX ? 0 - height : height, &out->size);
}

/* Skips a chain of sub-blocks; false where the file ends before it does. */
static bool skip_gif_blocks(struct str bytes, size_t *at)
{
    while (*at < bytes.n) {
        size_t length = byte_at(bytes, *at);
        *at += 1 + length;
        if (length == 0) {
            return true;
        }
    }
    return false;
}

static size_t gif_colours_bytes(uint32_t flags)
{
    return (flags & 0x80) != 0 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* What a graphic control extension at this place says of the frame behind it. */
static void read_gif_control(struct str bytes, size_t at, struct codecs_gif *inout)
{
    if (byte_at(bytes, at + 1) != 0xf9 || byte_at(bytes, at + 2) < 4) {
        return;
    }
    const uint32_t flags = byte_at(bytes, at + 3);
    inout->transparent = (flags & 1) != 0 ? (int)byte_at(bytes, at + 6) : -1;
    inout->disposal = (int)(flags >> 2 & 7);
}

size_t codecs_gif_begin(struct str bytes)
{
    return 13 + gif_colours_bytes(byte_at(bytes, 10));
}

int codecs_gif_next(struct str bytes, size_t *inout_at, struct codecs_gif *out)
{
    struct codecs_gif gif = {.transparent = -1};
    size_t at = *inout_at;
    while (at < bytes.n) {
        if (bytes.p[at] == '!') { /* an extension */
            read_gif_control(bytes, at, &gif);
            at += 2;
            if (!skip_gif_blocks(bytes, &at)) {
                break;
            }
            continue;
        }
        if (bytes.p[at] != ',' || bytes.n - at < 11) {
            break;
        }
        gif.left = (int32_t)little16(bytes, at + 1);
        gif.top = (int32_t)little16(bytes, at + 3);
        int rc = set_size(little16(bytes, at + 5), little16(bytes, at + 7), &gif.size);
        if (rc < 0) {
            return rc;
        }
        gif.begin = at;
        at += 10 + gif_colours_bytes(byte_at(bytes, at + 9)) + 1;
        if (!skip_gif_blocks(bytes, &at)) {
            break;
        }
        gif.end = at;
        *inout_at = at;
        *out = gif;
        return E_OK;
    }
    return E_UNREADABLE_IMAGE;
}

int codecs_gif_read(struct str bytes, struct codecs_gif *out)
{
    size_t at = codecs_gif_begin(bytes);
    return codecs_gif_next(bytes, &at, out);
}

int codecs_gif_screen(struct str bytes, struct decoder_size *out)
{
    return set_size(little16(bytes, 6), little16(bytes, 8), out);
}

/* ---- TIFF ---- */

#define TIFF_ORIENTATION 274
#define TIFF_ENTRIES_MAX 65535

struct tiff {
    struct str bytes;
    bool is_big_endian;
    bool is_long; /* BigTIFF: offsets and counts have 64 bits */
};

static uint64_t tiff_number(const struct tiff *tiff, size_t at, size_t width)
{
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        size_t place = tiff->is_big_endian ? i : width - 1 - i;
        number = number << 8 | byte_at(tiff->bytes, at + place);
    }
    return number;
}

/* An offset as a place within the file; its end where it leads out. */
static size_t tiff_place(const struct tiff *tiff, size_t at)
{
    uint64_t place = tiff_number(tiff, at, tiff->is_long ? 8 : 4);
    return place < tiff->bytes.n ? (size_t)place : tiff->bytes.n;
}

static size_t tiff_entry_count(const struct tiff *tiff, size_t directory)
{
    uint64_t count = tiff_number(tiff, directory, tiff->is_long ? 8 : 2);
    return count < TIFF_ENTRIES_MAX ? (size_t)count : TIFF_ENTRIES_MAX;
}

/* The value of a directory's entry: one byte, or a short or long number (TIFF 6.0, section 2). */
static uint64_t tiff_entry_value(const struct tiff *tiff, size_t entry)
{
    const size_t widths[] = {[1] = 1, [3] = 2, [4] = 4};
    uint64_t type = tiff_number(tiff, entry + 2, 2);
    size_t width = type < ARRAY_LEN(widths) ? widths[type] : 0;
    return tiff_number(tiff, entry + (tiff->is_long ? 12 : 8), width);
}

int codecs_tiff_orientation(struct str bytes, int32_t page)
{
    const struct tiff tiff = {
        .bytes = bytes,
        .is_big_endian = byte_at(bytes, 0) == 'M',
        .is_long = byte_at(bytes, 2) + byte_at(bytes, 3) == 43,
    };
    const size_t head_bytes = tiff.is_long ? 8 : 2;
    const size_t entry_bytes = tiff.is_long ? 20 : 12;
    size_t directory = tiff_place(&tiff, tiff.is_long ? 8 : 4);
    for (int32_t i = 0; i < page; i++) {
        size_t entries = tiff_entry_count(&tiff, directory) * entry_bytes;
        directory = tiff_place(&tiff, directory + head_bytes + entries);
    }
    size_t count = tiff_entry_count(&tiff, directory);
    size_t entry = directory + head_bytes;
    for (size_t i = 0; i < count && entry < bytes.n; i++, entry += entry_bytes) {
        if (tiff_number(&tiff, entry, 2) == TIFF_ORIENTATION) {
            uint64_t value = tiff_entry_value(&tiff, entry);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}
