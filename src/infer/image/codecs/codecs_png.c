/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libpng directly: leptonica's own reader prints warnings, and neither that nor libpng's simplified interface gives rows; what
 * leptonica writes is there twice while it is made. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <png.h>

#include "infer/image/codecs/codecs_int.h"

/* zlib's, of 9. A photograph is a fifteenth larger than with the usual 6, and takes two thirds of the time. */
#define WRITING_LEVEL 3

/* Colours as libpng makes rows of them. */
struct reader {
    png_structp png;
    png_infop info;
    struct str rest; /* of the file */
    bool has_alpha;  /* in what comes: colours only, grey is put on white by libpng */
};

/* The rows of an interlaced picture are put together from those of up to four passes. Instead of keeping all of them, the file
 * is read in as many places as it has passes, which costs a second reading. */
struct scan {
    struct reader *passes[PNG_INTERLACE_ADAM7_PASSES]; /* NULL: has no pixels */
    bool is_interlaced;                                /* else there is but one */
    uint32_t *part;                                    /* row of a pass */
    int32_t next;                                      /* row that comes next */
};

static int png_open(struct image_file *file, struct err *err)
{
    (void)err;
    file->orientation = codecs_exif_orientation(codecs_png_chunk(file->bytes, "eXIf"));
    return E_OK;
}

static int png_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    return codecs_png_size(file->bytes, out);
}

static int32_t dots_per_inch(struct str bytes)
{
    struct str chunk = codecs_png_chunk(bytes, "pHYs");
    if (chunk.n < 9 || chunk.p[8] != 1) {
        return 0;
    }
    const unsigned char *p = (const unsigned char *)chunk.p;
    uint32_t per_metre = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    return per_metre > 400000 ? 0 : (int32_t)((per_metre * 254 + 5000) / 10000);
}

static void give_up(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

static void drop_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep out, size_t n)
{
    struct reader *reader = png_get_io_ptr(png);
    if (reader->rest.n < n) {
        png_error(png, "the file ends");
    }
    memcpy(out, reader->rest.p, n);
    reader->rest = str_sub(reader->rest, n, reader->rest.n);
}

static struct reader *reader_new(struct str bytes)
{
    struct reader *reader = must_calloc(1, sizeof(*reader));
    reader->rest = bytes;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, drop_warning);
    reader->info = reader->png != NULL ? png_create_info_struct(reader->png) : NULL;
    if (reader->info == NULL) {
        png_destroy_read_struct(&reader->png, NULL, NULL);
        free(reader);
        return NULL;
    }
    png_set_read_fn(reader->png, reader, read_bytes);
    return reader;
}

static void reader_free(struct reader *reader)
{
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}

/* What says how colours are meant is read; texts and the like, which may be large, are not. */
static void read_header(struct reader *reader)
{
    static const png_byte colours[] = "cHRM\0gAMA\0iCCP\0sRGB"; /* names of five bytes each */
    png_set_benign_errors(reader->png, 1);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_AS_DEFAULT, colours,
                                (int)(sizeof(colours) / 5));
    png_read_info(reader->png, reader->info);
}

/* 8 bits of grey on white, or leptonica's 32 of colour; where the file does not tell of its gamma, as sRGB has it, also of
 * 16 bits. */
static bool choose_output(struct reader *reader)
{
    png_structp png = reader->png;
    const int colour = png_get_color_type(png, reader->info) & PNG_COLOR_MASK_COLOR;
    const bool has_alpha = (png_get_color_type(png, reader->info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                           png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_alpha_mode_fixed(png, PNG_ALPHA_PNG, PNG_DEFAULT_sRGB);
    if (colour == 0 && has_alpha) {
        const png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};
        png_set_background_fixed(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 0);
    }
    if (colour != 0 && has_alpha) {
        png_set_swap_alpha(png);
    } else if (colour != 0) {
        png_set_add_alpha(png, 255, PNG_FILLER_BEFORE);
    }
    if (colour != 0) {
        png_set_bgr(png);
    }
    reader->has_alpha = colour != 0 && has_alpha;
    return colour != 0;
}

/* As the file's header says; false where libpng makes rows of another length than that. */
static bool describe(const struct reader *reader, bool is_colour, struct decoder_rows *out)
{
    out->width = (int32_t)png_get_image_width(reader->png, reader->info);
    out->height = (int32_t)png_get_image_height(reader->png, reader->info);
    out->depth = is_colour ? 32 : 8;
    return png_get_rowbytes(reader->png, reader->info) ==
           (size_t)out->width * (size_t)(out->depth / 8);
}

/* Reads the header. */
static int begin(struct reader *reader, struct decoder_rows *out)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    read_header(reader);
    const bool is_colour = choose_output(reader);
    png_read_update_info(reader->png, reader->info);
    return describe(reader, is_colour, out) ? E_OK : E_UNREADABLE_IMAGE;
}

static struct reader *open_reader(struct str bytes, struct decoder_rows *out)
{
    struct reader *reader = reader_new(bytes);
    if (reader != NULL && begin(reader, out) < 0) {
        reader_free(reader);
        return NULL;
    }
    return reader;
}

/* The last of them stays in `row`. */
static int read_rows(struct reader *reader, int32_t count, uint32_t *row)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    for (int32_t i = 0; i < count; i++) {
        png_read_row(reader->png, (png_bytep)row, NULL);
    }
    return E_OK;
}

static void scan_free(struct scan *scan)
{
    for (size_t i = 0; i < ARRAY_LEN(scan->passes); i++) {
        if (scan->passes[i] != NULL) {
            reader_free(scan->passes[i]);
        }
    }
    free(scan->part);
    free(scan);
}

/* How many rows a pass has; libpng leaves out those without a pixel. */
static int32_t pass_rows(const struct decoder_rows *rows, int pass)
{
    const int32_t width = (int32_t)PNG_PASS_COLS((uint32_t)rows->width, pass);
    return width > 0 ? (int32_t)PNG_PASS_ROWS((uint32_t)rows->height, pass) : 0;
}

/* Goes to where each pass begins; the first is there. */
static int open_passes(struct scan *scan, struct str bytes, const struct decoder_rows *rows)
{
    int32_t before = pass_rows(rows, 0);
    int rc = E_OK;
    for (int i = 1; rc == E_OK && i < PNG_INTERLACE_ADAM7_PASSES; i++) {
        struct decoder_rows same;
        const int32_t count = pass_rows(rows, i);
        if (count > 0) {
            scan->passes[i] = open_reader(bytes, &same);
            rc = scan->passes[i] != NULL ? read_rows(scan->passes[i], before, scan->part)
                                         : E_UNREADABLE_IMAGE;
        }
        before += count;
    }
    return rc;
}

static int png_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                          struct decoder_rows *out)
{
    (void)wanted;
    struct reader *first = open_reader(file->bytes, out);
    if (first == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    struct scan *scan = must_calloc(1, sizeof(*scan));
    scan->passes[0] = first;
    scan->is_interlaced = png_get_interlace_type(first->png, first->info) != PNG_INTERLACE_NONE;
    out->state = scan;
    out->dpi = dots_per_inch(file->bytes);
    if (scan->is_interlaced) {
        scan->part = must_calloc(decoder_row_words(out->width, out->depth), sizeof(*scan->part));
        int rc = open_passes(scan, file->bytes, out);
        if (rc < 0) {
            scan_free(scan);
            return rc;
        }
    }
    return 1;
}

/* Puts the pixels of a pass where they belong. */
static void spread(const struct decoder_rows *rows, int pass, const uint32_t *part, uint32_t *row)
{
    const int32_t count = (int32_t)PNG_PASS_COLS((uint32_t)rows->width, pass);
    for (int32_t i = 0; i < count; i++) {
        const int32_t x = PNG_COL_FROM_PASS_COL(i, pass);
        if (rows->depth == 32) {
            row[x] = part[i];
        } else {
            ((uint8_t *)row)[x] = ((const uint8_t *)part)[i];
        }
    }
}

static int read_interlaced(const struct scan *scan, const struct decoder_rows *rows, uint32_t *row)
{
    int rc = E_OK;
    for (int i = 0; rc == E_OK && i < PNG_INTERLACE_ADAM7_PASSES; i++) {
        if (scan->passes[i] != NULL && PNG_ROW_IN_INTERLACE_PASS((uint32_t)scan->next, i)) {
            rc = read_rows(scan->passes[i], 1, scan->part);
            spread(rows, i, scan->part, row);
        }
    }
    return rc;
}

static int png_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct scan *scan = rows->state;
    const int rc =
        scan->is_interlaced ? read_interlaced(scan, rows, row) : read_rows(scan->passes[0], 1, row);
    scan->next++;
    if (scan->passes[0]->has_alpha) {
        decoder_whiten(row, (size_t)rows->width);
    } else if (rows->depth == 8) {
        decoder_swap_bytes(row, decoder_row_words(rows->width, rows->depth));
    }
    return rc;
}

static void png_end_rows(struct decoder_rows *rows)
{
    scan_free(rows->state);
}

const struct decoder codecs_png = {
    .open = png_open,
    .page_size = png_page_size,
    .begin_rows = png_begin_rows,
    .next_row = png_next_row,
    .end_rows = png_end_rows,
};

/* ---- writing ---- */

struct writer {
    png_structp png;
    png_infop info;
    char *bytes;
    size_t n;
    size_t bytes_max;
    bool is_full;
};

static void writer_donep(struct writer *writer)
{
    png_destroy_write_struct(&writer->png, &writer->info);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t n)
{
    struct writer *writer = png_get_io_ptr(png);
    if (n > writer->bytes_max - writer->n) {
        writer->is_full = true;
        png_error(png, "there is no more room");
    }
    memcpy(writer->bytes + writer->n, bytes, n);
    writer->n += n;
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

/* Colours as leptonica has them: words of red, green, blue and alpha, of which the last byte comes first in memory. */
static void write_pixels(const struct writer *writer, PIX *pix)
{
    const png_uint_32 height = (png_uint_32)pixGetHeight(pix);
    png_set_IHDR(writer->png, writer->info, (png_uint_32)pixGetWidth(pix), height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(writer->png, WRITING_LEVEL);
    png_write_info(writer->png, writer->info);
    png_set_filler(writer->png, 0, PNG_FILLER_BEFORE);
    png_set_bgr(writer->png);
    for (png_uint_32 y = 0; y < height; y++) {
        const l_uint32 *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        png_write_row(writer->png, (png_const_bytep)row);
    }
    png_write_end(writer->png, writer->info);
}

static int write_png(struct writer *writer, PIX *pix)
{
    if (setjmp(png_jmpbuf(writer->png)) != 0) {
        return writer->is_full ? E_TOO_LARGE : E_PROCESSING_FAILED;
    }
    write_pixels(writer, pix);
    return E_OK;
}

int codecs_png_write(const struct image *image, char *bytes, size_t bytes_max, struct str *out)
{
    ASSERT(pixGetDepth(image->pix) == 32);
    CLEANUP(writer_donep) struct writer writer = {.bytes_max = bytes_max};
    writer.bytes = bytes;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, drop_warning);
    writer.info = writer.png != NULL ? png_create_info_struct(writer.png) : NULL;
    if (writer.info == NULL) {
        return E_PROCESSING_FAILED;
    }
    png_set_write_fn(writer.png, &writer, write_bytes, flush_nothing);
    int rc = write_png(&writer, image->pix);
    *out = (struct str){bytes, writer.n};
    return rc;
}
