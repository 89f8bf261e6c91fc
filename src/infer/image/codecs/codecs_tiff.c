/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leptonica for every variety, libtiff for rows of the plain ones. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <tiffio.h>

#include "infer/image/codecs/codecs_int.h"

#define DPI_MAX      10000
#define STRIP_PIXELS ((uint32_t)2 * 1000 * 1000)

static const l_uint8 *bytes_of(const struct image_file *file)
{
    return (const l_uint8 *)file->bytes.p;
}

/* What went wrong is told by return values. */
void codecs_tiff_init(void)
{
    (void)TIFFSetErrorHandler(NULL);
    (void)TIFFSetWarningHandler(NULL);
}

static int tiff_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    l_int32 width;
    l_int32 height;
    if (readHeaderMemTiff(bytes_of(file), file->bytes.n, page, &width, &height, NULL, NULL, NULL,
                          NULL, NULL) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    /* The decoder turns the page, but the header tells of it as it is stored. */
    bool turned = codecs_tiff_orientation(file->bytes, page) >= 5;
    *out = turned ? (struct decoder_size){height, width} : (struct decoder_size){width, height};
    return E_OK;
}

/* Counts up to one page more than is accepted: a chain of directories can be made very long. */
static int tiff_open(struct image_file *file, struct err *err)
{
    (void)err;
    struct decoder_size size;
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

/* How rows come. */
enum scanning {
    SCAN_WHOLE, /* not at all */
    SCAN_LINES, /* one by one */
    SCAN_STRIPS, /* a strip of the file at a time, as libtiff makes red, green, blue and alpha of it */
};

struct scan {
    struct memory memory;
    TIFF *tiff;
    enum scanning scanning;
    int32_t samples; /* bytes of a pixel: 1 of grey, 3 of colour, or 4 */
    uint8_t *line;   /* of lines */
    uint32_t *strip; /* of strips (strip_rows, width), upside down */
    int32_t strip_rows;
    int32_t at;
};

static uint16_t field(TIFF *tiff, uint32_t tag)
{
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : 0;
}

static bool has_lines(TIFF *tiff)
{
    const uint16_t samples = field(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const uint16_t meaning = field(tiff, TIFFTAG_PHOTOMETRIC);
    const uint16_t compression = field(tiff, TIFFTAG_COMPRESSION);
    if (compression == COMPRESSION_JPEG) {
        return samples == 3 && (meaning == PHOTOMETRIC_YCBCR || meaning == PHOTOMETRIC_RGB);
    }
    return ((samples == 1 && meaning == PHOTOMETRIC_MINISBLACK) ||
            (samples == 3 && meaning == PHOTOMETRIC_RGB)) &&
           (compression == COMPRESSION_NONE || compression == COMPRESSION_LZW ||
            compression == COMPRESSION_ADOBE_DEFLATE || compression == COMPRESSION_DEFLATE ||
            compression == COMPRESSION_PACKBITS);
}

/* The varieties that large pictures come in: grey, colours with or without alpha, or inks, of eight bits, in strips, as they are to be
 * looked at. */
static enum scanning scanning_of(TIFF *tiff, int32_t width)
{
    const uint16_t meaning = field(tiff, TIFFTAG_PHOTOMETRIC);
    uint32_t strip_rows = 0;
    if (TIFFIsTiled(tiff) != 0 || field(tiff, TIFFTAG_BITSPERSAMPLE) != 8 ||
        field(tiff, TIFFTAG_PLANARCONFIG) != PLANARCONFIG_CONTIG ||
        field(tiff, TIFFTAG_ORIENTATION) > ORIENTATION_TOPLEFT ||
        field(tiff, TIFFTAG_SAMPLEFORMAT) != SAMPLEFORMAT_UINT) {
        return SCAN_WHOLE;
    }
    if (has_lines(tiff)) {
        return SCAN_LINES;
    }
    const bool has_strips = TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &strip_rows) == 1 &&
                            strip_rows > 0 && strip_rows <= STRIP_PIXELS / (uint32_t)width;
    return has_strips && field(tiff, TIFFTAG_SAMPLESPERPIXEL) == 4 &&
                   (meaning == PHOTOMETRIC_RGB || meaning == PHOTOMETRIC_SEPARATED)
               ? SCAN_STRIPS
               : SCAN_WHOLE;
}

static void scan_free(struct scan *scan)
{
    if (scan->tiff != NULL) {
        TIFFClose(scan->tiff);
    }
    free(scan->line);
    free(scan->strip);
    free(scan);
}

static struct scan *open_scan(const struct image_file *file, int32_t page,
                              const struct decoder_size *size)
{
    struct scan *scan = must_calloc(1, sizeof(*scan));
    scan->memory.bytes = file->bytes;
    scan->tiff = TIFFClientOpen("page", "rm", &scan->memory, read_memory, write_nothing,
                                seek_memory, close_memory, size_of_memory, NULL, NULL);
    if (scan->tiff != NULL && TIFFSetDirectory(scan->tiff, (tdir_t)page) != 0) {
        scan->scanning = scanning_of(scan->tiff, size->width);
        scan->samples = field(scan->tiff, TIFFTAG_SAMPLESPERPIXEL);
    }
    return scan;
}

/* False where it does not come in rows. */
static bool begin_scan(struct scan *scan, const struct decoder_size *size)
{
    const size_t width = (size_t)size->width;
    if (scan->scanning == SCAN_STRIPS) {
        uint32_t rows = 0;
        (void)TIFFGetFieldDefaulted(scan->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
        scan->strip_rows = (int32_t)rows;
        scan->strip = must_calloc(rows * width, sizeof(*scan->strip));
    } else if (scan->scanning == SCAN_LINES) {
        (void)TIFFSetField(scan->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        const size_t bytes = width * (size_t)scan->samples;
        if ((size_t)TIFFScanlineSize(scan->tiff) != bytes) {
            return false;
        }
        scan->line = must_calloc(bytes, 1);
    }
    return scan->scanning != SCAN_WHOLE;
}

/* Of colours that are decoded as a whole libtiff has the pixels, and leptonica makes a picture of them. */
static int64_t tiff_kept(struct image_file *file, int32_t page)
{
    struct decoder_size size;
    if (tiff_page_size(file, page, &size) < 0) {
        return 0; /* which will be told when it is decoded */
    }
    struct scan *scan = open_scan(file, page, &size);
    const bool is_colour = scan->scanning == SCAN_WHOLE && scan->samples > 1;
    scan_free(scan);
    return is_colour ? (int64_t)size.width * size.height * 2 * (int64_t)sizeof(l_uint32) : 0;
}

static int tiff_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                           struct decoder_rows *out)
{
    struct decoder_size size;
    int rc = tiff_page_size(file, wanted->page, &size);
    if (rc < 0) {
        return rc;
    }
    struct scan *scan = open_scan(file, wanted->page, &size);
    if (!begin_scan(scan, &size)) {
        scan_free(scan);
        return 0;
    }
    float dpi = 0;
    const bool has_dpi = TIFFGetField(scan->tiff, TIFFTAG_XRESOLUTION, &dpi) == 1 &&
                         field(scan->tiff, TIFFTAG_RESOLUTIONUNIT) == RESUNIT_INCH;
    *out = (struct decoder_rows){
        .state = scan,
        .width = size.width,
        .height = size.height,
        .depth = scan->samples == 1 ? 8 : 32,
        .dpi = has_dpi && dpi > 0 && dpi < DPI_MAX ? (int32_t)(dpi + 0.5F) : 0,
    };
    return 1;
}

/* Strips are upside down. */
static int next_of_strip(struct decoder_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    const int32_t in_strip = scan->at % scan->strip_rows;
    const int32_t rest = rows->height - (scan->at - in_strip);
    const int32_t count = rest < scan->strip_rows ? rest : scan->strip_rows;
    if (in_strip == 0 && TIFFReadRGBAStripExt(scan->tiff, (uint32_t)scan->at, scan->strip,
                                              /* stop_on_error= */ 1) != 1) {
        return E_UNREADABLE_IMAGE;
    }
    const size_t width = (size_t)rows->width;
    const uint32_t *from = scan->strip + (size_t)(count - 1 - in_strip) * width;
    for (size_t x = 0; x < width; x++) {
        const uint32_t pixel = from[x];
        row[x] = TIFFGetR(pixel) << L_RED_SHIFT | TIFFGetG(pixel) << L_GREEN_SHIFT |
                 TIFFGetB(pixel) << L_BLUE_SHIFT | TIFFGetA(pixel);
    }
    decoder_whiten(row, width);
    scan->at++;
    return E_OK;
}

static int tiff_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    if (scan->scanning == SCAN_STRIPS) {
        return next_of_strip(rows, row);
    }
    if (TIFFReadScanline(scan->tiff, scan->line, (uint32_t)scan->at, 0) != 1) {
        return E_UNREADABLE_IMAGE;
    }
    scan->at++;
    const size_t width = (size_t)rows->width;
    if (scan->samples == 1) {
        memcpy(row, scan->line, width);
        decoder_swap_bytes(row, decoder_row_words(rows->width, 8));
        return E_OK;
    }
    for (size_t x = 0; x < width; x++) {
        const uint8_t *p = scan->line + 3 * x;
        row[x] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8;
    }
    return E_OK;
}

static void tiff_end_rows(struct decoder_rows *rows)
{
    scan_free(rows->state);
}

const struct decoder codecs_tiff = {
    .open = tiff_open,
    .page_size = tiff_page_size,
    .kept = tiff_kept,
    .begin_rows = tiff_begin_rows,
    .next_row = tiff_next_row,
    .end_rows = tiff_end_rows,
    .decode = tiff_decode,
    .upright = true,
    .partial = true,
};
