/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>
#include <criterion/criterion.h>
#include <leptonica/allheaders.h>

#include "base/file.h"
#include "infer/image/image.h"
#include "infer/image/test_turn.h"

#define WIDTH  90
#define HEIGHT 60

static struct arena *arena;

static void set_up(void)
{
    image_init();
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
    image_done();
}

/* A picture whose top left corner is dark red, all else light. */
static PIX *draw_corner(l_int32 depth)
{
    PIX *pix = pixCreate(WIDTH, HEIGHT, depth);
    pixSetAllArbitrary(pix, depth == 32 ? 0xf0f0f000 : (1u << depth) - 1);
    BOX *corner = boxCreate(0, 0, 30, 20);
    pixSetInRectArbitrary(pix, corner, depth == 32 ? 0x90101000 : 0);
    boxDestroy(&corner);
    return pix;
}

static struct str keep(l_uint8 *bytes, size_t n)
{
    struct str kept = {arena_memdup(arena, bytes, n), n};
    free(bytes);
    return kept;
}

static PIX *draw_inverted(l_int32 depth)
{
    PIX *pix = draw_corner(depth);
    return pixInvert(pix, pix);
}

/* What `made` was made from is freed. */
static PIX *instead_of(PIX *pix, PIX *made)
{
    pixDestroy(&pix);
    return made;
}

static PIX *draw_palette(void)
{
    PIX *pix = draw_corner(32);
    return instead_of(pix, pixConvertRGBToColormap(pix, 0));
}

/* The picture as a file of leptonica's format; the picture is freed. */
static struct str write_as(PIX *pix, l_int32 format)
{
    l_uint8 *bytes = NULL;
    size_t n = 0;
    cr_assert_eq(pixWriteMem(&bytes, &n, pix, format), 0);
    pixDestroy(&pix);
    return keep(bytes, n);
}

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned n)
{
    sb_add(closure, (struct str){(const char *)bytes, n});
    return CAIRO_STATUS_SUCCESS;
}

static struct str write_pdf(int pages)
{
    struct sb sb;
    sb_init(&sb, MIB);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, &sb, 36, 24);
    cairo_t *cairo = cairo_create(surface);
    for (int i = 0; i < pages; i++) {
        cairo_set_source_rgb(cairo, 0.5, 0, 0);
        cairo_rectangle(cairo, 0, 0, 12, 8);
        cairo_fill(cairo);
        cairo_show_page(cairo);
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    struct str bytes = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return bytes;
}

/* Decodes the first page, or gives the error that opening or decoding ends with. */
static int decode(struct str bytes, int32_t enough_px, struct image **out, struct err *err)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    int rc = image_file_open(bytes, &file, err);
    return rc < 0 ? rc : image_decode(file, 0, enough_px, out, err);
}

static int luminance(const struct image *image, l_int32 x, l_int32 y)
{
    l_uint32 value = 0;
    cr_assert_eq(pixGetPixel(image->pix, x, y, &value), 0);
    if (pixGetDepth(image->pix) == 8) {
        return (int)value;
    }
    return (int)((value >> 24) + (value >> 16 & 255) + (value >> 8 & 255)) / 3;
}

static void expect_corner(const char *name, const struct image *image, int corner)
{
    l_int32 right = pixGetWidth(image->pix) - 3;
    l_int32 bottom = pixGetHeight(image->pix) - 3;
    const l_int32 xs[] = {3, right, right, 3};
    const l_int32 ys[] = {3, 3, bottom, bottom};
    for (int i = 0; i < 4; i++) {
        bool dark = luminance(image, xs[i], ys[i]) < 128;
        cr_expect_eq(dark, i == corner, "%s: corner %d", name, i);
    }
}

Test(image, reads_every_kind, .init = set_up, .fini = tear_down)
{
    const struct {
        const char *name;
        enum image_kind kind;
        struct str bytes;
    } rows[] = {
        {"jpeg", IMAGE_KIND_JPEG, write_as(draw_corner(32), IFF_JFIF_JPEG)},
        {"grey jpeg", IMAGE_KIND_JPEG, write_as(draw_corner(8), IFF_JFIF_JPEG)},
        {"png", IMAGE_KIND_PNG, write_as(draw_corner(32), IFF_PNG)},
        {"grey png", IMAGE_KIND_PNG, write_as(draw_corner(8), IFF_PNG)},
        {"16-bit png", IMAGE_KIND_PNG, write_as(draw_corner(16), IFF_PNG)},
        {"4-bit png", IMAGE_KIND_PNG, write_as(draw_corner(4), IFF_PNG)},
        {"palette png", IMAGE_KIND_PNG, write_as(draw_palette(), IFF_PNG)},
        {"1-bit png", IMAGE_KIND_PNG, write_as(draw_inverted(1), IFF_PNG)},
        {"webp", IMAGE_KIND_WEBP, write_as(draw_corner(32), IFF_WEBP)},
        {"tiff", IMAGE_KIND_TIFF, write_as(draw_corner(32), IFF_TIFF_LZW)},
        {"16-bit tiff", IMAGE_KIND_TIFF, write_as(draw_corner(16), IFF_TIFF)},
        {"fax tiff", IMAGE_KIND_TIFF, write_as(draw_inverted(1), IFF_TIFF_G4)},
        {"gif", IMAGE_KIND_GIF, write_as(draw_corner(8), IFF_GIF)},
        {"bmp", IMAGE_KIND_BMP, write_as(draw_corner(32), IFF_BMP)},
        {"pdf", IMAGE_KIND_PDF, write_pdf(1)},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(image_file_closep) struct image_file *file = NULL;
        struct err err = {0};
        cr_assert_eq(image_file_open(rows[i].bytes, &file, &err), E_OK, "%s", rows[i].name);
        struct image_info info = image_file_info(file);
        cr_expect_eq(info.kind, rows[i].kind, "%s", rows[i].name);
        cr_expect_eq(info.page_count, 1, "%s", rows[i].name);
        CLEANUP(image_freep) struct image *image = NULL;
        cr_assert_eq(image_decode(file, 0, 0, &image, &err), E_OK, "%s: %s", rows[i].name,
                     err.detail);
        cr_expect_eq(pixGetWidth(image->pix), info.width, "%s", rows[i].name);
        cr_expect_eq(pixGetHeight(image->pix), info.height, "%s", rows[i].name);
        cr_expect_eq(info.width * HEIGHT, info.height * WIDTH, "%s", rows[i].name);
        expect_corner(rows[i].name, image, 0);
    }
}

static struct str read_corpus(const char *name)
{
    struct str bytes = STR_EMPTY;
    const char *path = arena_printf(arena, "%s/image/%s", TEST_FIXTURES, name);
    cr_assert_eq(file_read_path(path, arena, MIB, &bytes), E_OK, "%s", path);
    return bytes;
}

Test(image, reads_the_corpus, .init = set_up, .fini = tear_down)
{
    const struct {
        const char *name;
        enum image_kind kind;
        int32_t pages;
        int corner;
    } rows[] = {
        {"alpha.webp", IMAGE_KIND_WEBP, 1, /* half transparent= */ -1},
        {"animated.webp", IMAGE_KIND_WEBP, 1, 0},
        {"cmyk.jpg", IMAGE_KIND_JPEG, 1, 0},
        {"fax.tif", IMAGE_KIND_TIFF, 1, 0},
        {"frames.gif", IMAGE_KIND_GIF, 1, 0},
        {"grid.avif", IMAGE_KIND_AVIF, 1, 0},
        {"grid.heic", IMAGE_KIND_HEIC, 1, 0},
        {"lossy.webp", IMAGE_KIND_WEBP, 1, 0},
        {"masks.bmp", IMAGE_KIND_BMP, 1, 0},
        {"one_bit.bmp", IMAGE_KIND_BMP, 1, 0},
        {"page.pdf", IMAGE_KIND_PDF, 1, 0},
        {"pages.tif", IMAGE_KIND_TIFF, 3, 0},
        {"palette.png", IMAGE_KIND_PNG, 1, 0},
        {"progressive.jpg", IMAGE_KIND_JPEG, 1, 0},
        {"small.avif", IMAGE_KIND_AVIF, 1, 0},
        {"small.heic", IMAGE_KIND_HEIC, 1, 0},
        {"transparent.gif", IMAGE_KIND_GIF, 1, 0},
        {"turned.jpg", IMAGE_KIND_JPEG, 1, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name = rows[i].name;
        struct str bytes = read_corpus(name);
        CLEANUP(image_file_closep) struct image_file *file = NULL;
        cr_assert_eq(image_file_open(bytes, &file, NULL), E_OK, "%s", name);
        cr_expect_eq(image_file_info(file).kind, rows[i].kind, "%s", name);
        cr_expect_eq(image_file_info(file).page_count, rows[i].pages, "%s", name);
        for (int32_t page = 0; page < rows[i].pages; page++) {
            CLEANUP(image_freep) struct image *image = NULL;
            struct err err = {0};
            cr_assert_eq(image_decode(file, page, 0, &image, &err), E_OK, "%s: %s", name,
                         err.detail);
            expect_corner(name, image, rows[i].corner);
        }
    }
}

Test(image, turns_photographs_upright, .init = set_up, .fini = tear_down)
{
    struct str jpeg = write_as(draw_corner(32), IFF_JFIF_JPEG);
    const int corners[9] = {0, 0, 1, 2, 3, 0, 1, 2, 3};
    for (int orientation = 0; orientation <= 9; orientation++) {
        CLEANUP(image_freep) struct image *image = NULL;
        struct err err = {0};
        cr_assert_eq(decode(test_turn_jpeg(jpeg, orientation, arena), 0, &image, &err), E_OK,
                     "%d: %s", orientation, err.detail);
        bool known = orientation >= 1 && orientation <= 8;
        cr_expect_eq(image->width, known && orientation >= 5 ? HEIGHT : WIDTH);
        char name[32];
        snprintf(name, sizeof(name), "orientation %d", orientation);
        expect_corner(name, image, known ? corners[orientation] : 0);
    }
}

static void add_number(struct sb *sb, uint32_t number, int bytes, bool big_endian)
{
    for (int i = 0; i < bytes; i++) {
        int place = big_endian ? bytes - 1 - i : i;
        sb_add_byte(sb, (char)(number >> (8 * place) & 0xff));
    }
}

/* The corner picture in grey as a TIFF of two pages, the first upright, the second of this orientation. */
static struct str write_tiff(uint32_t orientation, bool big_endian)
{
    const uint32_t pixels_at = 8;
    const uint32_t first_at = pixels_at + WIDTH * HEIGHT;
    const uint32_t directory_bytes = 2 + 9 * 12 + 4;
    struct sb sb;
    sb_init(&sb, MIB);
    sb_add(&sb, big_endian ? STR("MM") : STR("II"));
    add_number(&sb, 42, 2, big_endian);
    add_number(&sb, first_at, 4, big_endian);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        sb_add_byte(&sb, i % WIDTH < 30 && i / WIDTH < 20 ? 0 : (char)0xf0);
    }
    for (uint32_t page = 0; page < 2; page++) {
        const uint32_t entries[][3] = {
            {256, 4, WIDTH}, {257, 4, HEIGHT}, {258, 3, 8},
            {259, 3, 1},     {262, 3, 1},      {273, 4, pixels_at},
            {274, 3, 1},     {278, 4, HEIGHT}, {279, 4, WIDTH * HEIGHT},
        };
        add_number(&sb, ARRAY_LEN(entries), 2, big_endian);
        for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
            const int value_bytes = entries[i][1] == 3 ? 2 : 4;
            const bool turned = entries[i][0] == 274 && page == 1;
            add_number(&sb, entries[i][0], 2, big_endian);
            add_number(&sb, entries[i][1], 2, big_endian);
            add_number(&sb, 1, 4, big_endian);
            add_number(&sb, turned ? orientation : entries[i][2], value_bytes, big_endian);
            add_number(&sb, 0, 4 - value_bytes, big_endian);
        }
        add_number(&sb, page == 0 ? first_at + directory_bytes : 0, 4, big_endian);
    }
    struct str bytes = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return bytes;
}

Test(image, turns_pages_of_tiffs_upright, .init = set_up, .fini = tear_down)
{
    const int corners[9] = {0, 0, 1, 2, 3, 0, 1, 2, 3};
    for (uint32_t orientation = 1; orientation <= 8; orientation++) {
        for (int big_endian = 0; big_endian < 2; big_endian++) {
            CLEANUP(image_file_closep) struct image_file *file = NULL;
            struct str bytes = write_tiff(orientation, big_endian != 0);
            cr_assert_eq(image_file_open(bytes, &file, NULL), E_OK);
            cr_assert_eq(image_file_info(file).page_count, 2);
            cr_expect_eq(image_file_info(file).width, WIDTH);
            CLEANUP(image_freep) struct image *image = NULL;
            cr_assert_eq(image_decode(file, 1, 0, &image, NULL), E_OK);
            cr_expect_eq(image->width, orientation >= 5 ? HEIGHT : WIDTH, "%u", orientation);
            cr_expect_eq(image->width, pixGetWidth(image->pix), "%u", orientation);
            char name[32];
            snprintf(name, sizeof(name), "orientation %u", orientation);
            expect_corner(name, image, corners[orientation]);
        }
    }
}

/* A chunk that says another size behind the one that is decoded must not get past the limit. */
Test(image, believes_only_the_size_that_is_decoded, .init = set_up, .fini = tear_down)
{
    struct str webp = write_as(draw_corner(32), IFF_WEBP);
    struct sb sb;
    sb_init(&sb, MIB);
    sb_add(&sb, webp);
    sb_add(&sb, (struct str){"VP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0", 18});
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    cr_assert_eq(image_file_open(sb_str(&sb), &file, NULL), E_OK);
    cr_expect_eq(image_file_info(file).width, WIDTH);
    sb_done(&sb);
}

Test(image, says_which_varieties_it_does_not_know, .init = set_up, .fini = tear_down)
{
    struct image_file *file = NULL;
    struct err err = {0};
    cr_expect_eq(image_file_open(read_corpus("packed.bmp"), &file, &err), E_UNSUPPORTED_IMAGE);
    cr_expect(strstr(err.detail, "compressed") != NULL, "%s", err.detail);
}

Test(image, puts_transparency_on_white, .init = set_up, .fini = tear_down)
{
    PIX *pix = pixCreate(WIDTH, HEIGHT, 32); /* black and wholly transparent */
    pixSetSpp(pix, 4);
    struct str png = write_as(pix, IFF_PNG);
    CLEANUP(image_freep) struct image *image = NULL;
    cr_assert_eq(decode(png, 0, &image, NULL), E_OK);
    cr_expect_eq(luminance(image, 5, 5), 255);
}

Test(image, decodes_large_photographs_smaller, .init = set_up, .fini = tear_down)
{
    PIX *small = draw_corner(32);
    struct str jpeg = write_as(instead_of(small, pixScale(small, 10, 10)), IFF_JFIF_JPEG);
    CLEANUP(image_freep) struct image *image = NULL;
    cr_assert_eq(decode(jpeg, /* enough_px= */ 200, &image, NULL), E_OK);
    cr_expect_eq(pixGetWidth(image->pix), 225);
    cr_expect_eq(image->width, 900);
    expect_corner("smaller", image, 0);
}

Test(image, counts_pages, .init = set_up, .fini = tear_down)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    cr_assert_eq(image_file_open(write_pdf(3), &file, NULL), E_OK);
    cr_expect_eq(image_file_info(file).page_count, 3);
    for (int32_t page = 0; page < 3; page++) {
        CLEANUP(image_freep) struct image *image = NULL;
        cr_assert_eq(image_decode(file, page, 0, &image, NULL), E_OK);
        expect_corner("page", image, 0);
    }
    struct err err = {0};
    struct image_file *refused = NULL;
    cr_expect_eq(image_file_open(write_pdf(IMAGE_PAGES_MAX + 1), &refused, &err), E_TOO_LARGE);
    cr_expect_neq(err.detail[0], '\0');
}

Test(image, refuses_what_is_cut_short, .init = set_up, .fini = tear_down)
{
    const struct {
        const char *name;
        struct str bytes;
    } rows[] = {
        {"jpeg", write_as(draw_corner(32), IFF_JFIF_JPEG)},
        {"png", write_as(draw_corner(32), IFF_PNG)},
        {"webp", write_as(draw_corner(32), IFF_WEBP)},
        {"tiff", write_as(draw_corner(32), IFF_TIFF_LZW)},
        {"gif", write_as(draw_corner(8), IFF_GIF)},
        {"bmp", write_as(draw_corner(32), IFF_BMP)},
        {"pdf", write_pdf(1)},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str whole = rows[i].bytes;
        for (size_t n = 16; n < whole.n * 3 / 4; n += 1 + n / 3) {
            struct image *image = NULL;
            struct err err = {0};
            int rc = decode(str_sub(whole, 0, n), 0, &image, &err);
            cr_expect_eq(rc, E_UNREADABLE_IMAGE, "%s of %zu bytes: %s", rows[i].name, n,
                         e_code(rc));
            cr_expect_neq(err.detail[0], '\0', "%s", rows[i].name);
            image_free(image);
        }
    }
}

Test(image, refuses_too_many_pixels_before_decoding, .init = set_up, .fini = tear_down)
{
    /* Headers that promise 8000 by 8000, with nothing behind them. */
    const struct str rows[] = {
        {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x1f\x40\0\0\x1f\x40\x08\x02\0\0\0", 29},
        {"GIF89a\x40\x1f\x40\x1f\0\0\0,\0\0\0\0\x40\x1f\x40\x1f\0\x08\x01\0\0;", 28},
        {"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\x1f\0\0\xc0\xe0\xff\xff\x01\0\x18\0\0\0\0\0",
         34},
        {"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x1f\0\x3f\x1f\0", 30},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image_file *file = NULL;
        struct err err = {0};
        cr_expect_eq(image_file_open(rows[i], &file, &err), E_TOO_MANY_PIXELS, "row %zu", i);
        cr_expect(strstr(err.detail, "8000") != NULL, "row %zu: %s", i, err.detail);
    }
}

Test(image, refuses_what_is_no_picture, .init = set_up, .fini = tear_down)
{
    const struct str rows[] = {STR_EMPTY, STR("hello"), STR("<svg xmlns='x'/>"), {"\0\0\0\0", 4}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image_file *file = NULL;
        cr_expect_eq(image_file_open(rows[i], &file, NULL), E_UNSUPPORTED_IMAGE, "row %zu", i);
    }
}

Test(image, makes_previews, .init = set_up, .fini = tear_down)
{
    CLEANUP(image_freep) struct image *image = NULL;
    struct str png = write_as(draw_corner(32), IFF_PNG);
    cr_assert_eq(decode(png, 0, &image, NULL), E_OK);
    CLEANUP(image_freep) struct image *small = NULL;
    cr_assert_eq(image_thumbnail(image, 45, &small, NULL), E_OK);
    cr_expect_eq(pixGetWidth(small->pix), 45);
    cr_expect_eq(pixGetHeight(small->pix), 30);
    cr_expect_eq(small->width, WIDTH, "the page is as large as before");
    CLEANUP(image_freep) struct image *same = NULL;
    cr_assert_eq(image_thumbnail(image, 400, &same, NULL), E_OK);
    cr_expect_eq(pixGetWidth(same->pix), WIDTH);

    PIX *noise = pixAddGaussianNoise(image->pix, 100);
    pixDestroy(&image->pix);
    image->pix = noise;
    const struct image_preview preview = {.side_px = 90, .quality = 80, .bytes_max = 3000};
    struct str fits;
    cr_assert_eq(image_make_preview(image, &preview, arena, &fits, NULL), E_OK);
    cr_expect_leq(fits.n, preview.bytes_max);
    CLEANUP(image_freep) struct image *shown = NULL;
    cr_assert_eq(decode(fits, 0, &shown, NULL), E_OK);
    cr_expect(shown->width < 90 && shown->width > 30, "%d", (int)shown->width);

    struct str jpeg;
    cr_assert_eq(image_encode_jpeg(small, 80, arena, &jpeg, NULL), E_OK);
    CLEANUP(image_freep) struct image *again = NULL;
    cr_assert_eq(decode(jpeg, 0, &again, NULL), E_OK);
    cr_expect_eq(again->width, 45);
    cr_expect_lt(luminance(again, 3, 3), 128);
}
