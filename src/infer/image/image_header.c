/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and chunks read from the bytes themselves, where the decoders would decode the whole picture to
 * tell them. */
#include <string.h>

#include "infer/image/image_int.h"

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

static int set_size(uint32_t width, uint32_t height, struct image_page_size *out)
{
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct image_page_size){(int32_t)width, (int32_t)height};
    return E_OK;
}

/* The signature (8 bytes), then IHDR's length, name, width and height. */
int image_png_size(struct str bytes, struct image_page_size *out)
{
    if (bytes.n < 24 || memcmp(bytes.p + 12, "IHDR", 4) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    return set_size(big32(bytes, 16), big32(bytes, 20), out);
}

struct str image_png_chunk(struct str bytes, const char *name)
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

/* Chunks are padded to an even length. */
struct str image_webp_chunk(struct str bytes, const char *name)
{
    size_t at = 12;
    while (bytes.n - size_min(at, bytes.n) >= 8) {
        size_t length = little32(bytes, at + 4);
        if (length > bytes.n - at - 8) {
            break;
        }
        if (memcmp(bytes.p + at, name, 4) == 0) {
            return str_sub(bytes, at + 8, at + 8 + length);
        }
        at += 8 + length + (length & 1);
    }
    return STR_EMPTY;
}

/* The three kinds of first chunk: extended, lossy and lossless (RFC 9649, section 2). */
int image_webp_size(struct str bytes, struct image_page_size *out)
{
    struct str extended = image_webp_chunk(bytes, "VP8X");
    if (extended.n >= 10) {
        return set_size(little24(extended, 4) + 1, little24(extended, 7) + 1, out);
    }
    struct str lossy = image_webp_chunk(bytes, "VP8 ");
    if (lossy.n >= 10) {
        return set_size(little16(lossy, 6) & 0x3fff, little16(lossy, 8) & 0x3fff, out);
    }
    struct str lossless = image_webp_chunk(bytes, "VP8L");
    if (lossless.n >= 5) {
        uint32_t sizes = little32(lossless, 1);
        return set_size((sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1, out);
    }
    return E_UNREADABLE_IMAGE;
}

/* BITMAPCOREHEADER has 16-bit sizes; all later headers have 32-bit ones, the height negative where the
 * rows run downwards. */
int image_bmp_size(struct str bytes, struct image_page_size *out)
{
    uint32_t header = little32(bytes, 14);
    if (bytes.n < 26 || (header != 12 && header < 40)) {
        return E_UNREADABLE_IMAGE;
    }
    if (header == 12) {
        return set_size(little16(bytes, 18), little16(bytes, 20), out);
    }
    uint32_t height = little32(bytes, 22);
    return set_size(little32(bytes, 18), height > INT32_MAX ? 0 - height : height, out);
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

int image_gif_first_frame(struct str bytes, struct image_page_size *out, size_t *out_end)
{
    size_t at = 13 + gif_colours_bytes(byte_at(bytes, 10));
    while (at < bytes.n) {
        if (bytes.p[at] == '!') { /* an extension */
            at += 2;
            if (!skip_gif_blocks(bytes, &at)) {
                break;
            }
            continue;
        }
        if (bytes.p[at] != ',' || bytes.n - at < 11) {
            break;
        }
        struct image_page_size size;
        int rc = set_size(little16(bytes, at + 5), little16(bytes, at + 7), &size);
        if (rc < 0) {
            return rc;
        }
        at += 10 + gif_colours_bytes(byte_at(bytes, at + 9)) + 1;
        if (!skip_gif_blocks(bytes, &at)) {
            break;
        }
        *out = size;
        *out_end = at;
        return E_OK;
    }
    return E_UNREADABLE_IMAGE;
}
