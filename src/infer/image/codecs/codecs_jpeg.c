/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libjpeg directly, for its scaled decoding and a clear word on what is damaged. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

#include "infer/image/codecs/codecs_int.h"
#include "infer/image/codecs/codecs_jpeg_store.h"

#define SCANS_MAX 200 /* a progressive picture has about ten; each costs a pass over all pixels */
/* Of coefficients, packed. A photograph takes about twice its file; a file of the greatest size that holds as many as it can takes more. */
#define STORE_MAX (96 * MIB)

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    bool damaged;
    struct codecs_jpeg_store *store; /* of a file with several scans */
    bool is_full;
};

static void give_up(j_common_ptr jpeg)
{
    struct reader *reader = jpeg->client_data;
    longjmp(reader->failed, 1);
}

/* Extra bytes between markers are common in photographs and harmless; missing ones are not. */
static void note_warning(j_common_ptr jpeg, int level)
{
    struct reader *reader = jpeg->client_data;
    if (level < 0 &&
        (jpeg->err->msg_code == JWRN_JPEG_EOF || jpeg->err->msg_code == JWRN_HIT_MARKER ||
         jpeg->err->msg_code == JWRN_HUFF_BAD_CODE)) {
        reader->damaged = true;
    }
}

static void drop_message(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void count_scans(j_common_ptr jpeg)
{
    if (((j_decompress_ptr)jpeg)->input_scan_number > SCANS_MAX) {
        give_up(jpeg);
    }
}

/* ---- coefficients ---- */

static void note_full(j_common_ptr jpeg)
{
    struct reader *reader = jpeg->client_data;
    reader->is_full = true;
    give_up(jpeg);
}

/* Arrays are always zero in the beginning here. */
static jvirt_barray_ptr request_array(j_common_ptr jpeg, int pool, boolean zero, JDIMENSION blocks,
                                      JDIMENSION rows, JDIMENSION rows_max)
{
    (void)pool;
    (void)zero;
    struct reader *reader = jpeg->client_data;
    if (reader->store == NULL) {
        reader->store = codecs_jpeg_store_new(STORE_MAX);
    }
    jvirt_barray_ptr array = codecs_jpeg_store_add(reader->store, blocks, rows, rows_max);
    if (array == NULL) {
        note_full(jpeg);
    }
    return array;
}

static JBLOCKARRAY access_array(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION first,
                                JDIMENSION count, boolean is_writable)
{
    JBLOCKARRAY rows = codecs_jpeg_store_rows(array, first, count, is_writable != 0);
    if (rows == NULL) {
        note_full(jpeg);
    }
    return rows;
}

/* ---- decoding ---- */

static void reader_init(struct reader *reader)
{
    *reader = (struct reader){0};
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = give_up;
    reader->errors.emit_message = note_warning;
    reader->errors.output_message = drop_message;
    reader->jpeg.client_data = reader;
    reader->progress.progress_monitor = count_scans;
}

static void read_header(struct reader *reader, struct str bytes)
{
    jpeg_create_decompress(&reader->jpeg);
    reader->jpeg.mem->request_virt_barray = request_array;
    reader->jpeg.mem->access_virt_barray = access_array;
    reader->jpeg.progress = &reader->progress;
    jpeg_mem_src(&reader->jpeg, (const unsigned char *)bytes.p, bytes.n);
    (void)jpeg_read_header(&reader->jpeg, TRUE); /* an incomplete one ends in give_up() */
}

static int jpeg_open(struct image_file *file, struct err *err)
{
    (void)err;
    file->orientation = codecs_exif_orientation(file->bytes);
    return E_OK;
}

static int jpeg_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    struct reader reader;
    reader_init(&reader);
    if (setjmp(reader.failed) != 0) {
        jpeg_destroy_decompress(&reader.jpeg);
        return E_UNREADABLE_IMAGE;
    }
    read_header(&reader, file->bytes);
    *out =
        (struct decoder_size){(int32_t)reader.jpeg.image_width, (int32_t)reader.jpeg.image_height};
    file->info.plain_jpeg =
        file->orientation == 1 && reader.jpeg.num_components <= 3 && !reader.jpeg.arith_code;
    jpeg_destroy_decompress(&reader.jpeg);
    return E_OK;
}

static unsigned scale_denominator(const struct reader *reader, int32_t enough_px)
{
    int32_t longer = (int32_t)size_max(reader->jpeg.image_width, reader->jpeg.image_height);
    unsigned denominator = 1;
    while (enough_px > 0 && denominator < 8 && longer / (int32_t)(denominator * 2) >= enough_px) {
        denominator *= 2;
    }
    return denominator;
}

static void choose_output(struct reader *reader, int32_t enough_px)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    jpeg->scale_num = 1;
    jpeg->scale_denom = scale_denominator(reader, enough_px);
    switch (jpeg->jpeg_color_space) {
    case JCS_CMYK:
    case JCS_YCCK:
        jpeg->out_color_space = JCS_CMYK;
        break;
    case JCS_GRAYSCALE:
        jpeg->out_color_space = JCS_GRAYSCALE;
        break;
    default:
        /* The byte order of leptonica's 32-bit pixels on a little-endian machine. */
        jpeg->out_color_space = JCS_EXT_XBGR;
    }
}

/* Adobe writes its inks inverted, and so does everyone who writes CMYK in JPEG at all. */
static void cmyk_to_pixels(uint32_t *row, JDIMENSION width)
{
    for (JDIMENSION x = 0; x < width; x++) {
        const uint8_t *ink = (const uint8_t *)&row[x];
        unsigned black = ink[3];
        row[x] = (ink[0] * black / 255) << 24 | (ink[1] * black / 255) << 16 |
                 (ink[2] * black / 255) << 8;
    }
}

static int32_t dots_per_inch(const struct jpeg_decompress_struct *jpeg)
{
    if (!jpeg->saw_JFIF_marker || jpeg->density_unit == 0) {
        return 0;
    }
    int32_t density = jpeg->X_density;
    return jpeg->density_unit == 2 ? (density * 254 + 50) / 100 : density;
}

/* Of giving up. */
static int reason(const struct reader *reader)
{
    return reader->is_full ? E_PROCESSING_FAILED : E_UNREADABLE_IMAGE;
}

static void reader_free(struct reader *reader)
{
    jpeg_destroy_decompress(&reader->jpeg);
    codecs_jpeg_store_free(reader->store);
    free(reader);
}

static int jpeg_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                           struct decoder_rows *out)
{
    struct reader *reader = must_calloc(1, sizeof(*reader));
    reader_init(reader);
    if (setjmp(reader->failed) != 0) {
        const int rc = reason(reader);
        reader_free(reader);
        return rc;
    }
    read_header(reader, file->bytes);
    choose_output(reader, wanted->enough_px);
    (void)jpeg_start_decompress(&reader->jpeg);
    *out = (struct decoder_rows){
        .state = reader,
        .width = (int32_t)reader->jpeg.output_width,
        .height = (int32_t)reader->jpeg.output_height,
        .depth = reader->jpeg.out_color_space == JCS_GRAYSCALE ? 8 : 32,
        .dpi = dots_per_inch(&reader->jpeg) / (int32_t)reader->jpeg.scale_denom,
    };
    return 1;
}

static int jpeg_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct reader *reader = rows->state;
    if (setjmp(reader->failed) != 0) {
        return reason(reader);
    }
    JSAMPROW to[1] = {(JSAMPROW)row};
    (void)jpeg_read_scanlines(&reader->jpeg, to, 1); /* a memory source never suspends */
    if (reader->jpeg.out_color_space == JCS_CMYK) {
        cmyk_to_pixels(row, reader->jpeg.output_width);
    } else if (rows->depth == 8) {
        decoder_swap_bytes(row, decoder_row_words(rows->width, rows->depth));
    }
    return reader->damaged ? E_UNREADABLE_IMAGE : E_OK;
}

static void jpeg_end_rows(struct decoder_rows *rows)
{
    reader_free(rows->state);
}

const struct decoder codecs_jpeg = {
    .open = jpeg_open,
    .page_size = jpeg_page_size,
    .begin_rows = jpeg_begin_rows,
    .next_row = jpeg_next_row,
    .end_rows = jpeg_end_rows,
};
