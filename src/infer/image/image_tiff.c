/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for every variety, libtiff for rows of the plain ones. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <tiffio.h>

#include "infer/image/image_int.h"

#define DPI_MAX 10000

static const l_uint8 *bytes_of(const struct image_file *file)
{
    return (const l_uint8 *)file->bytes.p;
}

/* What went wrong is told by return values. */
void image_tiff_init(void)
{
    (void)TIFFSetErrorHandler(NULL);
    (void)TIFFSetWarningHandler(NULL);
}

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

/* ---- rows ---- */

/* A file in memory, as libtiff reads it. */
struct memory {
    struct str bytes;
    size_t at;
};

static tmsize_t read_memory(thandle_t handle, void *out, tmsize_t n)
{
    struct memory *memory = handle;
    const struct str part = str_sub(memory->bytes, memory->at, memory->at + (size_t)n);
    memcpy(out, part.p, part.n);
    memory->at += part.n;
    return (tmsize_t)part.n;
}

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t n)
{
    (void)handle;
    (void)bytes;
    (void)n;
    return 0;
}

static toff_t seek_memory(thandle_t handle, toff_t offset, int whence)
{
    struct memory *memory = handle;
    const size_t from = whence == SEEK_CUR ? memory->at : whence == SEEK_END ? memory->bytes.n : 0;
    const size_t to = from + (size_t)offset; /* may wrap, as negative offsets are meant to */
    memory->at = to <= memory->bytes.n ? to : memory->bytes.n;
    return memory->at;
}

static int close_memory(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_of_memory(thandle_t handle)
{
    const struct memory *memory = handle;
    return memory->bytes.n;
}

struct scan {
    struct memory memory;
    TIFF *tiff;
    int32_t samples; /* bytes of a pixel: 1 of grey, 3 of colour */
    uint8_t *line;
    int32_t at;
};

static uint16_t field(TIFF *tiff, uint32_t tag)
{
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : 0;
}

/* The plain varieties, which are those that large pictures come in: grey or RGB of eight bits, in strips, as they are to be
 * looked at. */
static bool is_plain(TIFF *tiff)
{
    const uint16_t samples = field(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const uint16_t meaning = field(tiff, TIFFTAG_PHOTOMETRIC);
    const uint16_t compression = field(tiff, TIFFTAG_COMPRESSION);
    return TIFFIsTiled(tiff) == 0 && field(tiff, TIFFTAG_BITSPERSAMPLE) == 8 &&
           field(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_CONTIG &&
           field(tiff, TIFFTAG_ORIENTATION) <= ORIENTATION_TOPLEFT &&
           field(tiff, TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_UINT &&
           ((samples == 1 && meaning == PHOTOMETRIC_MINISBLACK) ||
            (samples == 3 && meaning == PHOTOMETRIC_RGB)) &&
           (compression == COMPRESSION_NONE || compression == COMPRESSION_LZW ||
            compression == COMPRESSION_ADOBE_DEFLATE || compression == COMPRESSION_DEFLATE ||
            compression == COMPRESSION_PACKBITS);
}

static void scan_free(struct scan *scan)
{
    if (scan->tiff != NULL) {
        TIFFClose(scan->tiff);
    }
    free(scan->line);
    free(scan);
}

/* 1 where it comes in rows. */
static int begin_scan(struct scan *scan, int32_t page, const struct image_page_size *size)
{
    scan->tiff = TIFFClientOpen("page", "rm", &scan->memory, read_memory, write_nothing,
                                seek_memory, close_memory, size_of_memory, NULL, NULL);
    if (scan->tiff == NULL || TIFFSetDirectory(scan->tiff, (tdir_t)page) == 0 ||
        !is_plain(scan->tiff)) {
        return 0;
    }
    scan->samples = field(scan->tiff, TIFFTAG_SAMPLESPERPIXEL);
    const size_t bytes = (size_t)size->width * (size_t)scan->samples;
    if ((size_t)TIFFScanlineSize(scan->tiff) != bytes) {
        return 0;
    }
    scan->line = must_calloc(bytes, 1);
    return 1;
}

static int tiff_begin_rows(struct image_file *file, const struct image_wanted *wanted,
                           struct image_rows *out)
{
    struct image_page_size size;
    int rc = tiff_page_size(file, wanted->page, &size);
    if (rc < 0) {
        return rc;
    }
    struct scan *scan = must_calloc(1, sizeof(*scan));
    scan->memory.bytes = file->bytes;
    rc = begin_scan(scan, wanted->page, &size);
    if (rc <= 0) {
        scan_free(scan);
        return rc;
    }
    float dpi = 0;
    const bool has_dpi = TIFFGetField(scan->tiff, TIFFTAG_XRESOLUTION, &dpi) == 1 &&
                         field(scan->tiff, TIFFTAG_RESOLUTIONUNIT) == RESUNIT_INCH;
    *out = (struct image_rows){
        .state = scan,
        .width = size.width,
        .height = size.height,
        .depth = scan->samples == 1 ? 8 : 32,
        .dpi = has_dpi && dpi > 0 && dpi < DPI_MAX ? (int32_t)(dpi + 0.5F) : 0,
    };
    return 1;
}

static int tiff_next_row(struct image_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    if (TIFFReadScanline(scan->tiff, scan->line, (uint32_t)scan->at, 0) != 1) {
        return E_UNREADABLE_IMAGE;
    }
    scan->at++;
    const size_t width = (size_t)rows->width;
    if (scan->samples == 1) {
        memcpy(row, scan->line, width);
        image_swap_bytes(row, image_row_words(rows->width, 8));
        return E_OK;
    }
    for (size_t x = 0; x < width; x++) {
        const uint8_t *p = scan->line + 3 * x;
        row[x] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8;
    }
    return E_OK;
}

static void tiff_end_rows(struct image_rows *rows)
{
    scan_free(rows->state);
}

const struct image_codec image_codec_tiff = {
    .open = tiff_open,
    .page_size = tiff_page_size,
    .begin_rows = tiff_begin_rows,
    .next_row = tiff_next_row,
    .end_rows = tiff_end_rows,
    .decode = tiff_decode,
    .upright = true,
    .partial = true,
};
