/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for whole pictures, libwebp for rows. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <webp/decode.h>

#include "infer/image/codecs/codecs_int.h"

static const l_uint8 *bytes_of(const struct image_file *file)
{
    return (const l_uint8 *)file->bytes.p;
}

static int webp_open(struct image_file *file, struct err *err)
{
    (void)err;
    struct str exif = codecs_webp_chunk(file->bytes, "EXIF");
    file->orientation = codecs_exif_orientation(exif);
    return E_OK;
}

static int webp_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    struct codecs_webp webp;
    int rc = codecs_webp_read(file->bytes, &webp);
    if (rc == E_OK) {
        *out = webp.size;
    }
    return rc;
}

static void add_little(struct sb *sb, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        sb_add_byte(sb, (char)(number >> (8 * i) & 0xff));
    }
}

/* A frame of an animation as a file of its own; leptonica takes no animations. */
PIX *codecs_webp_decode(struct str chunks, struct decoder_size size)
{
    const uint32_t head_bytes =
        22; /* the mark and the extended header, which is needed for alpha */
    const uint32_t has_alpha = 0x10;
    struct sb sb;
    sb_init(&sb, chunks.n + head_bytes + 8 + 1);
    sb_add(&sb, STR("RIFF"));
    add_little(&sb, (uint32_t)chunks.n + head_bytes, 4);
    sb_add(&sb, STR("WEBPVP8X"));
    add_little(&sb, 10, 4);
    add_little(&sb, has_alpha, 4);
    add_little(&sb, (uint32_t)size.width - 1, 3);
    add_little(&sb, (uint32_t)size.height - 1, 3);
    sb_add(&sb, chunks);
    PIX *pix = sb.failed ? NULL : pixReadMemWebP((const l_uint8 *)sb.p, sb.n);
    sb_done(&sb);
    return pix;
}

static int webp_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct codecs_webp webp;
    int rc = codecs_webp_read(file->bytes, &webp);
    if (rc < 0) {
        return rc;
    }
    out->pix = webp.frame.n > 0 ? codecs_webp_decode(webp.frame, webp.size)
                                : pixReadMemWebP(bytes_of(file), file->bytes.n);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

/* ---- rows ---- */

/* libwebp gives a part of a picture, but begins at the top for each, so a picture comes in as few bands as memory allows. Of
 * the lossy kind it keeps no more than that part; of the lossless one, and of alpha, all that it has decoded, beside which bands are small. */
#define BAND_PIXELS       ((int32_t)8 * 1000 * 1000)
#define SMALL_BAND_PIXELS ((int32_t)2500 * 1000)
#define LOSSLESS          2 /* as libwebp calls it in its features */
/* Colours are stored at half the size and smoothed over two rows: rows beside a cut are decoded, and not used. */
#define MARGIN 2

struct bands {
    struct str bytes;
    struct decoder_size size;
    bool has_alpha;
    uint32_t *pixels; /* (band + 2 * MARGIN) rows */
    int32_t band;     /* rows that are used of each */
    int32_t first;    /* row that `pixels` begin with; negative: nothing is there yet */
    int32_t at;       /* row that comes next */
};

static int decode_band(struct bands *bands, int32_t first, int32_t count)
{
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0) {
        return E_UNREADABLE_IMAGE;
    }
    const size_t stride = (size_t)bands->size.width * sizeof(*bands->pixels);
    config.options.use_cropping = 1;
    config.options.crop_top = first;
    config.options.crop_width = bands->size.width;
    config.options.crop_height = count;
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = (uint8_t *)bands->pixels;
    config.output.u.RGBA.stride = (int)stride;
    config.output.u.RGBA.size = stride * (size_t)count;
    if (WebPDecode((const uint8_t *)bands->bytes.p, bands->bytes.n, &config) != VP8_STATUS_OK) {
        return E_UNREADABLE_IMAGE;
    }
    decoder_swap_bytes(bands->pixels, (size_t)bands->size.width * (size_t)count);
    bands->first = first;
    return E_OK;
}

/* The band that the next row is in. */
static int next_band(struct bands *bands)
{
    int32_t first = bands->at > MARGIN ? bands->at - MARGIN : 0;
    first -= first % 2; /* libwebp cuts at even rows */
    const int32_t end = bands->at + bands->band + MARGIN;
    const int32_t count = (end < bands->size.height ? end : bands->size.height) - first;
    return decode_band(bands, first, count);
}

/* One still picture whose header says what the file said. */
static bool comes_in_bands(struct image_file *file, WebPBitstreamFeatures *out_features)
{
    struct codecs_webp webp;
    return codecs_webp_read(file->bytes, &webp) == E_OK && webp.frame.n == 0 &&
           WebPGetFeatures((const uint8_t *)file->bytes.p, file->bytes.n, out_features) ==
               VP8_STATUS_OK &&
           out_features->has_animation == 0 && out_features->width == webp.size.width &&
           out_features->height == webp.size.height;
}

static int32_t band_pixels(const WebPBitstreamFeatures *features)
{
    return features->format == LOSSLESS || features->has_alpha != 0 ? SMALL_BAND_PIXELS
                                                                    : BAND_PIXELS;
}

static int webp_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                           struct decoder_rows *out)
{
    (void)wanted;
    WebPBitstreamFeatures features;
    if (!comes_in_bands(file, &features)) {
        return 0;
    }
    struct bands *bands = must_calloc(1, sizeof(*bands));
    *bands = (struct bands){
        .bytes = file->bytes,
        .size = {features.width, features.height},
        .has_alpha = features.has_alpha != 0,
        .band = band_pixels(&features) / features.width,
        .first = -1,
    };
    const int32_t rows = bands->band < features.height ? bands->band : features.height;
    bands->pixels = try_alloc((size_t)rows + 3 * (size_t)MARGIN,
                              (size_t)features.width * sizeof(uint32_t), 64 * MIB);
    if (bands->pixels == NULL) {
        free(bands);
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct decoder_rows){
        .state = bands, .width = features.width, .height = features.height, .depth = 32};
    return 1;
}

/* All pixels are there, of the lossless kind and of alpha, which is coded so as well, and five eighths of a byte of each for what callers
 * make of the lines meanwhile. */
static int64_t webp_kept(struct image_file *file, int32_t page)
{
    (void)page;
    const int64_t bytes = sizeof(uint32_t); /* of a pixel */
    const int64_t pixels = (int64_t)file->info.width * file->info.height;
    WebPBitstreamFeatures features;
    if (!comes_in_bands(file, &features)) {
        return 2 * bytes * pixels; /* as it is decoded, and on white */
    }
    const int64_t band = bytes * band_pixels(&features);
    if (features.format == LOSSLESS) {
        return band + bytes * pixels + 5 * pixels / 8;
    }
    return features.has_alpha != 0 ? band + (bytes + 1) * pixels + 5 * pixels / 8 : band;
}

static int webp_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct bands *bands = rows->state;
    if (bands->at % bands->band == 0) {
        int rc = next_band(bands);
        if (rc < 0) {
            return rc;
        }
    }
    const size_t width = (size_t)bands->size.width;
    memcpy(row, bands->pixels + (size_t)(bands->at - bands->first) * width, width * sizeof(*row));
    if (bands->has_alpha) {
        decoder_whiten(row, width);
    }
    bands->at++;
    return E_OK;
}

static void webp_end_rows(struct decoder_rows *rows)
{
    struct bands *bands = rows->state;
    free(bands->pixels);
    free(bands);
}

const struct decoder codecs_webp = {
    .open = webp_open,
    .page_size = webp_page_size,
    .kept = webp_kept,
    .begin_rows = webp_begin_rows,
    .next_row = webp_next_row,
    .end_rows = webp_end_rows,
    .decode = webp_decode,
    .rows_are_slow = true,
};
