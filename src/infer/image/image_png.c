/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libpng directly: leptonica's own reader prints warnings, and neither that nor libpng's simplified interface gives rows. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <png.h>

#include "infer/image/image_int.h"

struct reader {
    png_structp png;
    png_infop info;
    struct str rest; /* of the file */
    bool has_alpha;  /* in what comes: colours only, grey is put on white by libpng */
};

static int png_open(struct image_file *file, struct err *err)
{
    (void)err;
    file->orientation = image_exif_orientation(image_png_chunk(file->bytes, "eXIf"));
    return E_OK;
}

static int png_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    return image_png_size(file->bytes, out);
}

static int32_t dots_per_inch(struct str bytes)
{
    struct str chunk = image_png_chunk(bytes, "pHYs");
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
static bool describe(const struct reader *reader, bool is_colour, struct image_rows *out)
{
    out->width = (int32_t)png_get_image_width(reader->png, reader->info);
    out->height = (int32_t)png_get_image_height(reader->png, reader->info);
    out->depth = is_colour ? 32 : 8;
    return png_get_rowbytes(reader->png, reader->info) ==
           (size_t)out->width * (size_t)(out->depth / 8);
}

/* Reads the header; 0 where rows come several times. */
static int begin(struct reader *reader, struct image_rows *out)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    read_header(reader);
    const bool is_colour = choose_output(reader);
    const int passes = png_set_interlace_handling(reader->png);
    png_read_update_info(reader->png, reader->info);
    if (!describe(reader, is_colour, out)) {
        return E_UNREADABLE_IMAGE;
    }
    return passes == 1;
}

static void finish_row(const struct reader *reader, const struct image_rows *rows, uint32_t *row)
{
    if (reader->has_alpha) {
        image_whiten(row, (size_t)rows->width);
    } else if (rows->depth == 8) {
        image_swap_bytes(row, image_row_words(rows->width, rows->depth));
    }
}

static int png_begin_rows(struct image_file *file, const struct image_wanted *wanted,
                          struct image_rows *out)
{
    (void)wanted;
    struct reader *reader = reader_new(file->bytes);
    int rc = reader != NULL ? begin(reader, out) : E_UNREADABLE_IMAGE;
    if (rc <= 0 && reader != NULL) {
        reader_free(reader);
    }
    out->state = reader;
    out->dpi = dots_per_inch(file->bytes);
    return rc;
}

static int png_next_row(struct image_rows *rows, uint32_t *row)
{
    struct reader *reader = rows->state;
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    png_read_row(reader->png, (png_bytep)row, NULL);
    finish_row(reader, rows, row);
    return E_OK;
}

static void png_end_rows(struct image_rows *rows)
{
    reader_free(rows->state);
}

/* All passes of an interlaced picture. */
static int read_passes(struct reader *reader, png_bytep *rows)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return E_UNREADABLE_IMAGE;
    }
    png_read_image(reader->png, rows);
    return E_OK;
}

static int read_interlaced(struct reader *reader, const struct image_rows *shape, struct image *out)
{
    out->pix = pixCreate(shape->width, shape->height, shape->depth);
    if (out->pix == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    const size_t height = (size_t)shape->height;
    png_bytep *rows = must_calloc(height, sizeof(*rows));
    for (size_t y = 0; y < height; y++) {
        rows[y] = (png_bytep)(pixGetData(out->pix) + y * (size_t)pixGetWpl(out->pix));
    }
    const int rc = read_passes(reader, rows);
    for (size_t y = 0; rc == E_OK && y < height; y++) {
        finish_row(reader, shape, (uint32_t *)(void *)rows[y]);
    }
    free(rows);
    return rc;
}

static int png_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    struct image_rows shape;
    struct reader *reader = reader_new(file->bytes);
    int rc = reader != NULL ? begin(reader, &shape) : E_UNREADABLE_IMAGE;
    if (rc >= 0) {
        rc = read_interlaced(reader, &shape, out);
    }
    if (reader != NULL) {
        reader_free(reader);
    }
    out->dpi = dots_per_inch(file->bytes);
    return rc;
}

const struct image_codec image_codec_png = {
    .open = png_open,
    .page_size = png_page_size,
    .begin_rows = png_begin_rows,
    .next_row = png_next_row,
    .end_rows = png_end_rows,
    .decode = png_decode,
};
