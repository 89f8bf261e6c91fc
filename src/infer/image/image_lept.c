/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds that leptonica decodes from memory: WebP, TIFF, GIF, BMP. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "infer/image/image_int.h"

static const l_uint8 *bytes_of(const struct image_file *file)
{
    return (const l_uint8 *)file->bytes.p;
}

static int webp_open(struct image_file *file, struct err *err)
{
    (void)err;
    struct str exif = image_webp_chunk(file->bytes, "EXIF");
    file->orientation = image_exif_orientation(exif);
    return E_OK;
}

static int webp_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    struct image_webp webp;
    int rc = image_webp_read(file->bytes, &webp);
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
PIX *image_webp_decode(struct str chunks, struct image_page_size size)
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
    struct image_webp webp;
    int rc = image_webp_read(file->bytes, &webp);
    if (rc < 0) {
        return rc;
    }
    out->pix = webp.frame.n > 0 ? image_webp_decode(webp.frame, webp.size)
                                : pixReadMemWebP(bytes_of(file), file->bytes.n);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

const struct image_codec image_codec_webp = {
    .open = webp_open,
    .page_size = webp_page_size,
    .decode = webp_decode,
};

static int tiff_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    l_int32 width;
    l_int32 height;
    if (readHeaderMemTiff(bytes_of(file), file->bytes.n, page, &width, &height, NULL, NULL, NULL,
                          NULL, NULL) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    /* The decoder turns the page, but the header tells of it as it is stored. */
    bool turned = image_tiff_orientation(file->bytes, page) >= 5;
    *out =
        turned ? (struct image_page_size){height, width} : (struct image_page_size){width, height};
    return E_OK;
}

/* Counts up to one page more than is accepted: a chain of directories can be made very long. */
static int tiff_open(struct image_file *file, struct err *err)
{
    (void)err;
    struct image_page_size size;
    int32_t count = 1;
    while (count <= IMAGE_PAGES_MAX && tiff_page_size(file, count, &size) == E_OK) {
        count++;
    }
    file->info.page_count = count;
    return E_OK;
}

static int tiff_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)enough_px;
    out->pix = pixReadMemTiff(bytes_of(file), file->bytes.n, page);
    if (out->pix == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    out->dpi = pixGetXRes(out->pix);
    return E_OK;
}

const struct image_codec image_codec_tiff = {
    .open = tiff_open,
    .page_size = tiff_page_size,
    .decode = tiff_decode,
    .upright = true,
    .partial = true,
};

static int gif_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    struct image_gif gif;
    int rc = image_gif_read(file->bytes, &gif);
    if (rc == E_OK) {
        *out = gif.size;
    }
    return rc;
}

/* leptonica knows nothing of a GIF's transparency, and the colour that lies there is often black. */
static int whiten(PIX *pix, int index)
{
    PIXCMAP *colours = pixGetColormap(pix);
    if (colours == NULL || index < 0 || index >= pixcmapGetCount(colours)) {
        return E_OK;
    }
    return pixcmapResetColor(colours, index, 255, 255, 255) == 0 ? E_OK : E_UNREADABLE_IMAGE;
}

/* leptonica decodes every frame before it gives the first one, so it is shown the first one alone. */
static int gif_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct image_gif gif;
    int rc = image_gif_read(file->bytes, &gif);
    if (rc < 0) {
        return rc;
    }
    char *alone = try_alloc(gif.end + 1, 1, file->bytes.n + 1);
    if (alone == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    memcpy(alone, file->bytes.p, gif.end);
    alone[gif.end] = ';';
    out->pix = pixReadMemGif((const l_uint8 *)alone, gif.end + 1);
    free(alone);
    return out->pix != NULL ? whiten(out->pix, gif.transparent) : E_UNREADABLE_IMAGE;
}

const struct image_codec image_codec_gif = {
    .page_size = gif_page_size,
    .decode = gif_decode,
};

static int bmp_open(struct image_file *file, struct err *err)
{
    struct image_bmp bmp;
    if (image_bmp_read(file->bytes, &bmp) == E_OK && !bmp.is_plain) {
        return err_set(err, E_UNSUPPORTED_IMAGE,
                       "BMP files that are compressed, or made for OS/2, cannot be read here.");
    }
    return E_OK; /* the size tells of what is damaged */
}

static int bmp_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    struct image_bmp bmp;
    int rc = image_bmp_read(file->bytes, &bmp);
    if (rc == E_OK) {
        *out = bmp.size;
    }
    return rc;
}

/* leptonica takes masks for compression, so it is shown the same pixels under a header without them. */
static PIX *bmp_decode_masked(struct str bytes)
{
    const size_t compression_at = 30;
    char *plain = try_alloc(bytes.n, 1, bytes.n);
    if (plain == NULL) {
        return NULL;
    }
    memcpy(plain, bytes.p, bytes.n);
    memset(plain + compression_at, 0, 4);
    PIX *pix = pixReadMemBmp((const l_uint8 *)plain, bytes.n);
    free(plain);
    return pix;
}

static int bmp_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct image_bmp bmp;
    int rc = image_bmp_read(file->bytes, &bmp);
    if (rc < 0) {
        return rc;
    }
    out->pix = bmp.has_masks ? bmp_decode_masked(file->bytes)
                             : pixReadMemBmp(bytes_of(file), file->bytes.n);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

const struct image_codec image_codec_bmp = {
    .open = bmp_open,
    .page_size = bmp_page_size,
    .decode = bmp_decode,
};
