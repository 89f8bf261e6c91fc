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
    return image_webp_size(file->bytes, out);
}

static int webp_decode(struct image_file *file, int32_t page, struct image_wish wish,
                       struct image *out)
{
    (void)page;
    (void)wish;
    out->pix = pixReadMemWebP(bytes_of(file), file->bytes.n);
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
    *out = (struct image_page_size){width, height};
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

static int tiff_decode(struct image_file *file, int32_t page, struct image_wish wish,
                       struct image *out)
{
    (void)wish;
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
};

static int gif_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    size_t end;
    return image_gif_first_frame(file->bytes, out, &end);
}

/* leptonica decodes every frame before it gives the first one, so it is shown the first one alone. */
static int gif_decode(struct image_file *file, int32_t page, struct image_wish wish,
                      struct image *out)
{
    (void)page;
    (void)wish;
    struct image_page_size size;
    size_t end;
    int rc = image_gif_first_frame(file->bytes, &size, &end);
    if (rc < 0) {
        return rc;
    }
    char *alone = try_alloc(end + 1, 1, file->bytes.n + 1);
    if (alone == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    memcpy(alone, file->bytes.p, end);
    alone[end] = ';';
    out->pix = pixReadMemGif((const l_uint8 *)alone, end + 1);
    free(alone);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

const struct image_codec image_codec_gif = {
    .page_size = gif_page_size,
    .decode = gif_decode,
};

static int bmp_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    return image_bmp_size(file->bytes, out);
}

static int bmp_decode(struct image_file *file, int32_t page, struct image_wish wish,
                      struct image *out)
{
    (void)page;
    (void)wish;
    out->pix = pixReadMemBmp(bytes_of(file), file->bytes.n);
    return out->pix != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

const struct image_codec image_codec_bmp = {
    .page_size = bmp_page_size,
    .decode = bmp_decode,
};
