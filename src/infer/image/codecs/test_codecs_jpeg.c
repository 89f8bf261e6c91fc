/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coefficients that are kept packed make the picture that libjpeg makes of those it keeps itself. */
#include <criterion/criterion.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "infer/image/codecs/codecs_jpeg_store.h"
#include "infer/image/image.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(codecs_jpeg, .init = set_up, .fini = tear_down);

struct form {
    int width;
    int height;
    J_COLOR_SPACE space;
    int parts; /* samples of a pixel */
    int across;
    int down; /* of the first part, of one of the others */
    int quality;
    int restart; /* blocks between restart markers; 0: there are none */
    bool is_progressive;
};

static const struct form forms[] = {
    {91, 61, JCS_RGB, 3, 1, 1, 90, 0, true},       {91, 61, JCS_RGB, 3, 2, 1, 90, 0, true},
    {91, 61, JCS_RGB, 3, 2, 2, 90, 0, true},       {91, 61, JCS_RGB, 3, 1, 2, 90, 0, true},
    {91, 61, JCS_RGB, 3, 4, 1, 50, 0, true},       {300, 5, JCS_RGB, 3, 2, 4, 100, 0, true},
    {91, 61, JCS_GRAYSCALE, 1, 1, 1, 90, 0, true}, {91, 61, JCS_GRAYSCALE, 1, 2, 2, 100, 3, true},
    {91, 61, JCS_CMYK, 4, 1, 1, 90, 0, true},      {91, 61, JCS_CMYK, 4, 2, 2, 100, 7, true},
    {1, 1, JCS_RGB, 3, 2, 2, 90, 0, true},         {5, 300, JCS_RGB, 3, 2, 2, 30, 1, true},
    {8, 8, JCS_RGB, 3, 1, 1, 100, 0, true},        {17, 17, JCS_RGB, 3, 2, 2, 100, 2, true},
    {401, 301, JCS_RGB, 3, 2, 2, 75, 0, true},     {401, 301, JCS_RGB, 3, 2, 2, 100, 50, true},
    {91, 61, JCS_RGB, 3, 2, 2, 90, 0, false},
};

/* Noise on a slope: coefficients that are large, small, and zero. */
static void draw_row(const struct form *form, int y, uint32_t *seed, JSAMPLE *row)
{
    for (int i = 0; i < form->width * form->parts; i++) {
        *seed = *seed * 1664525 + 1013904223;
        const bool is_rough = (i / 40 + y / 16) % 3 == 0;
        row[i] = (JSAMPLE)(is_rough ? *seed >> 24 : (uint32_t)(i + 2 * y) & 255);
    }
}

static struct str write_jpeg(const struct form *form)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    uint32_t seed = 1;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &n);
    jpeg.image_width = (JDIMENSION)form->width;
    jpeg.image_height = (JDIMENSION)form->height;
    jpeg.input_components = form->parts;
    jpeg.in_color_space = form->space;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, form->quality, TRUE);
    jpeg.comp_info[0].h_samp_factor = form->across;
    jpeg.comp_info[0].v_samp_factor = form->down;
    jpeg.restart_interval = (unsigned)form->restart;
    if (form->is_progressive) {
        jpeg_simple_progression(&jpeg);
    } else {
        jpeg.optimize_coding = TRUE;
    }
    jpeg_start_compress(&jpeg, TRUE);
    JSAMPROW row = must_calloc((size_t)form->width, (size_t)form->parts);
    for (int y = 0; y < form->height; y++) {
        draw_row(form, y, &seed, row);
        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(row);
    const struct str kept = {arena_memdup(arena, bytes, n), n};
    free(bytes);
    return kept;
}

/* ---- reading, in both ways ---- */

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    struct codecs_jpeg_store *store; /* NULL: libjpeg keeps the coefficients */
    bool was_full;
    struct sb rows;
};

static void give_up(j_common_ptr jpeg)
{
    struct reader *reader = jpeg->client_data;
    longjmp(reader->failed, 1);
}

static void drop_message(j_common_ptr jpeg, int level)
{
    (void)jpeg;
    (void)level;
}

static jvirt_barray_ptr request(j_common_ptr jpeg, int pool, boolean zero, JDIMENSION blocks,
                                JDIMENSION rows, JDIMENSION rows_max)
{
    const struct reader *reader = jpeg->client_data;
    cr_assert_eq(pool, JPOOL_IMAGE);
    cr_assert(zero != 0);
    return codecs_jpeg_store_add(reader->store, blocks, rows, rows_max);
}

static JBLOCKARRAY access_rows(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION first,
                               JDIMENSION count, boolean is_writable)
{
    struct reader *reader = jpeg->client_data;
    JBLOCKARRAY rows = codecs_jpeg_store_rows(array, first, count, is_writable != 0);
    if (rows == NULL) {
        reader->was_full = true;
        give_up(jpeg);
    }
    return rows;
}

/* What comes, one row behind the other, up to where libjpeg gives up. */
static struct str read_jpeg(struct reader *reader, struct str bytes, unsigned denominator)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    sb_init(&reader->rows, 4 * MIB);
    jpeg->err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = give_up;
    reader->errors.emit_message = drop_message;
    jpeg->client_data = reader;
    jpeg_create_decompress(jpeg);
    if (reader->store != NULL) {
        jpeg->mem->request_virt_barray = request;
        jpeg->mem->access_virt_barray = access_rows;
    }
    if (setjmp(reader->failed) == 0) {
        jpeg_mem_src(jpeg, (const unsigned char *)bytes.p, bytes.n);
        (void)jpeg_read_header(jpeg, TRUE);
        jpeg->scale_denom = denominator;
        (void)jpeg_start_decompress(jpeg);
        const size_t length = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
        JSAMPROW row = (JSAMPROW)arena_alloc(arena, length);
        while (jpeg->output_scanline < jpeg->output_height) {
            (void)jpeg_read_scanlines(jpeg, &row, 1);
            sb_add(&reader->rows, (struct str){(const char *)row, length});
        }
    }
    jpeg_destroy_decompress(jpeg);
    const struct str rows = str_copy(arena, sb_str(&reader->rows));
    sb_done(&reader->rows);
    return rows;
}

static void check(struct str bytes, unsigned denominator, const char *name)
{
    struct reader plain = {0};
    struct reader packed = {.store = codecs_jpeg_store_new(64 * MIB)};
    const struct str expected = read_jpeg(&plain, bytes, denominator);
    const struct str got = read_jpeg(&packed, bytes, denominator);
    codecs_jpeg_store_free(packed.store);
    cr_expect(!packed.was_full, "%s", name);
    cr_expect_eq(got.n, expected.n, "%s: %zu, not %zu", name, got.n, expected.n);
    cr_expect(str_eq(got, expected), "%s", name);
}

Test(codecs_jpeg, coefficients_come_as_they_were)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        const struct str bytes = write_jpeg(&forms[i]);
        for (unsigned denominator = 1; denominator <= 8; denominator *= 2) {
            check(bytes, denominator, arena_printf(arena, "form %zu of 1/%u", i, denominator));
        }
    }
}

/* libjpeg smoothes what it knows by halves, for which it looks at rows above and below. */
Test(codecs_jpeg, coefficients_that_are_cut_short_come_as_they_were)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        const struct str bytes = write_jpeg(&forms[i]);
        for (size_t part = 1; part < 16; part++) {
            const size_t n = bytes.n * part / 16;
            check(str_sub(bytes, 0, n), 1, arena_printf(arena, "form %zu, %zu bytes", i, n));
        }
    }
}

/* Near the top and the bottom there are fewer rows to look at. */
Test(codecs_jpeg, coefficients_of_low_pictures_come_as_they_were)
{
    for (int down = 1; down <= 4; down *= 2) {
        for (int height = 1; height < 8 * 7 * down; height += 3 * down + 2) {
            const struct form form = {50, height, JCS_RGB, 3, 1, down, 90, 0, true};
            const struct str bytes = write_jpeg(&form);
            for (size_t part = 3; part <= 8; part++) {
                check(str_sub(bytes, 0, bytes.n * part / 8), 1,
                      arena_printf(arena, "height %d of %d, %zu/8", height, down, part));
            }
        }
    }
}

/* ---- the store alone ---- */

static void fill(JBLOCKROW row, JDIMENSION blocks, uint32_t seed)
{
    static const JCOEF edges[] = {0, 1, -1, 127, 128, -127, -128, -129, 32767, -32768};
    for (size_t i = 0; i < (size_t)blocks * DCTSIZE2; i++) {
        seed = seed * 1664525 + 1013904223;
        row[i / DCTSIZE2][i % DCTSIZE2] = edges[(seed >> 16) % ARRAY_LEN(edges)];
    }
}

Test(codecs_jpeg, any_coefficients_can_be_kept)
{
    const JDIMENSION blocks = 37;
    const JDIMENSION rows = 50;
    struct codecs_jpeg_store *store = codecs_jpeg_store_new(4 * MIB);
    jvirt_barray_ptr array = codecs_jpeg_store_add(store, blocks, rows, 5);
    JBLOCKROW expected = must_calloc(blocks, sizeof(JBLOCK));
    cr_assert(array != NULL);
    for (uint32_t pass = 0; pass < 3; pass++) {
        for (JDIMENSION y = 0; y < rows; y += 2) {
            JBLOCKARRAY two = codecs_jpeg_store_rows(array, y, 2, true);
            cr_assert(two != NULL);
            fill(two[0], blocks, pass + y);
            fill(two[1], blocks, pass + y + 1);
        }
        for (JDIMENSION y = 0; y + 5 <= rows; y += 3) {
            JBLOCKARRAY five = codecs_jpeg_store_rows(array, y, 5, false);
            cr_assert(five != NULL);
            for (JDIMENSION i = 0; i < 5; i++) {
                fill(expected, blocks, pass + y + i);
                cr_expect_eq(memcmp(five[i], expected, blocks * sizeof(JBLOCK)), 0, "row %u",
                             y + i);
            }
        }
    }
    cr_expect(codecs_jpeg_store_rows(array, rows - 1, 2, false) == NULL);
    cr_expect(codecs_jpeg_store_rows(array, rows, 1, false) == NULL);
    cr_expect(codecs_jpeg_store_rows(array, 0, 6, false) == NULL);
    free(expected);
    codecs_jpeg_store_free(store);
}

/* Rows that grow take no more than they need in the end. */
Test(codecs_jpeg, rows_take_what_they_need)
{
    const JDIMENSION blocks = 100;
    const JDIMENSION rows = 300;
    struct codecs_jpeg_store *store = codecs_jpeg_store_new(8 * MIB);
    jvirt_barray_ptr array = codecs_jpeg_store_add(store, blocks, rows, 1);
    for (int step = 1; step <= 20; step++) {
        for (JDIMENSION y = 0; y < rows; y++) {
            JBLOCKROW row = codecs_jpeg_store_rows(array, y, 1, true)[0];
            for (JDIMENSION i = 0; i < blocks; i++) {
                row[i][step] = 5;
            }
        }
    }
    const size_t packed = (size_t)blocks * rows * (1 + 3 + 20);
    const size_t bytes = codecs_jpeg_store_bytes(store);
    cr_expect(bytes >= packed && bytes < packed + packed / 4 + MIB, "%zu bytes of %zu", bytes,
              packed);
    codecs_jpeg_store_free(store);
}

Test(codecs_jpeg, a_full_store_says_so)
{
    const struct str bytes = write_jpeg(&forms[15]);
    struct reader reader = {.store = codecs_jpeg_store_new(100)};
    const struct str rows = read_jpeg(&reader, bytes, 1);
    cr_expect(reader.was_full);
    cr_expect_eq(rows.n, 0);
    cr_expect_eq(codecs_jpeg_store_bytes(reader.store), 0);
    codecs_jpeg_store_free(reader.store);
}
