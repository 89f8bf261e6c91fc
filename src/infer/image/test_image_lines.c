/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that comes line by line is the one that is decoded as a whole. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "infer/image/image_int.h"
#include "infer/image/test_turn.h"

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

TestSuite(image_lines, .init = set_up, .fini = tear_down);

/* No pixel like its neighbours. */
static PIX *draw_noise(l_int32 width, l_int32 height, l_int32 depth)
{
    PIX *pix = pixCreate(width, height, depth);
    uint32_t number = 1;
    for (l_int32 y = 0; y < height; y++) {
        for (l_int32 x = 0; x < width; x++) {
            number = number * 1664525 + 1013904223;
            pixSetPixel(pix, x, y, depth == 32 ? number & 0xffffff00 : number >> (32 - depth));
        }
    }
    return pix;
}

/* The picture as a file of leptonica's format; the picture is freed. */
static struct str write_as(PIX *pix, l_int32 format)
{
    l_uint8 *bytes = NULL;
    size_t n = 0;
    cr_assert_eq(pixWriteMem(&bytes, &n, pix, format), 0);
    pixDestroy(&pix);
    struct str kept = {arena_memdup(arena, bytes, n), n};
    free(bytes);
    return kept;
}

static struct image_file *open_file(struct str bytes)
{
    struct image_file *file = NULL;
    struct err err = {0};
    cr_assert_eq(image_file_open(bytes, &file, &err), E_OK, "%s", err.detail);
    return file;
}

static struct image_lines *open_lines(struct image_file *file, int64_t whole_pixels,
                                      int32_t shrunk_px)
{
    const struct image_lines_options options = {.whole_pixels = whole_pixels,
                                                .shrunk_px = shrunk_px};
    struct image_lines *lines = NULL;
    struct err err = {0};
    cr_assert_eq(image_lines_open(file, 0, &options, &lines, &err), E_OK, "%s", err.detail);
    return lines;
}

static struct str read_corpus(const char *name)
{
    struct str bytes = STR_EMPTY;
    const char *path = arena_printf(arena, "%s/image/%s", TEST_FIXTURES, name);
    cr_assert_eq(file_read_path(path, arena, MIB, &bytes), E_OK, "%s", path);
    return bytes;
}

static void expect_same(const char *name, const struct image *image, const struct image *whole)
{
    PIX *colour = pixConvertTo32(whole->pix);
    cr_assert_eq(pixGetWidth(image->pix), pixGetWidth(colour), "%s", name);
    cr_assert_eq(pixGetHeight(image->pix), pixGetHeight(colour), "%s", name);
    cr_expect_eq(image->width, whole->width, "%s", name);
    cr_expect_eq(image->height, whole->height, "%s", name);
    for (l_int32 y = 0; y < pixGetHeight(colour); y++) {
        const l_uint32 *a = pixGetData(image->pix) + (size_t)y * (size_t)pixGetWpl(image->pix);
        const l_uint32 *b = pixGetData(colour) + (size_t)y * (size_t)pixGetWpl(colour);
        for (l_int32 x = 0; x < pixGetWidth(colour); x++) {
            cr_assert_eq(a[x] >> 8, b[x] >> 8, "%s: %08x is not %08x at %d, %d", name, a[x], b[x],
                         x, y);
        }
    }
    pixDestroy(&colour);
}

/* Also where it has been read half before. */
static void check_file(const char *name, struct str bytes)
{
    CLEANUP(image_file_closep) struct image_file *file = open_file(bytes);
    CLEANUP(image_freep) struct image *whole = NULL;
    cr_assert_eq(image_decode(file, 0, 0, &whole, NULL), E_OK, "%s", name);
    for (int64_t whole_pixels = 0; whole_pixels < 100000000; whole_pixels += 50000000) {
        CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, whole_pixels, 0);
        CLEANUP(image_freep) struct image *image = NULL;
        CLEANUP(image_freep) struct image *again = NULL;
        const uint32_t *line = NULL;
        cr_assert_eq(image_lines_next(lines, &line, NULL), 1, "%s", name);
        cr_assert_eq(image_lines_gather(lines, &image, NULL), E_OK, "%s", name);
        expect_same(name, image, whole);
        cr_expect_eq(image_lines_next(lines, &line, NULL), 0, "%s", name);
        cr_assert_eq(image_lines_gather(lines, &again, NULL), E_OK, "%s", name);
        expect_same(name, again, whole);
    }
}

Test(image_lines, are_the_picture)
{
    const struct {
        l_int32 width, height, depth, format;
    } rows[] = {
        {91, 61, 32, IFF_JFIF_JPEG}, {91, 61, 8, IFF_JFIF_JPEG}, {1, 1, 32, IFF_JFIF_JPEG},
        {1, 33, 8, IFF_JFIF_JPEG},   {33, 1, 32, IFF_JFIF_JPEG}, {91, 61, 32, IFF_PNG},
        {91, 61, 16, IFF_PNG},       {91, 61, 8, IFF_PNG},       {91, 61, 2, IFF_PNG},
        {91, 61, 1, IFF_PNG},        {1, 1, 8, IFF_PNG},         {3, 50, 32, IFF_PNG},
        {91, 61, 32, IFF_WEBP},      {91, 61, 8, IFF_TIFF_LZW},  {91, 61, 8, IFF_GIF},
        {91, 61, 32, IFF_BMP},       {91, 61, 8, IFF_BMP},       {91, 61, 1, IFF_BMP},
        {91, 61, 32, IFF_TIFF},      {91, 61, 32, IFF_TIFF_ZIP}, {91, 61, 32, IFF_TIFF_JPEG},
        {91, 61, 1, IFF_TIFF_G4},    {91, 61, 16, IFF_TIFF},     {1, 1, 32, IFF_TIFF_PACKBITS},
        {7, 3, 32, IFF_WEBP},        {1, 1, 8, IFF_GIF},         {3, 3, 32, IFF_BMP},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        PIX *pix = draw_noise(rows[i].width, rows[i].height, rows[i].depth);
        check_file(arena_printf(arena, "row %zu", i), write_as(pix, rows[i].format));
    }
}

/* More than is decoded at once: where bands meet nothing shows. */
Test(image_lines, of_a_large_webp_come_in_bands)
{
    PIX *pix = draw_noise(31, 31, 32);
    PIX *large = pixScale(pix, 2050.0F / 31, 4000.0F / 31);
    cr_assert(large != NULL);
    l_uint8 *bytes = NULL;
    size_t n = 0;
    for (int is_lossless = 0; is_lossless < 2; is_lossless++) {
        cr_assert_eq(pixWriteMemWebP(&bytes, &n, large, 50, is_lossless), 0);
        check_file(is_lossless ? "lossless" : "lossy",
                   (struct str){arena_memdup(arena, bytes, n), n});
        free(bytes);
    }
    pixDestroy(&large);
    pixDestroy(&pix);
}

Test(image_lines, of_interlaced_gifs_stand_in_order)
{
    check_file("interlaced.gif", read_corpus("interlaced.gif"));
}

/* Which varieties come in rows is ours to say, what is in them leptonica's. */
Test(image_lines, of_tiffs_are_what_leptonica_reads)
{
    const char *const names[] = {"alpha.tif", "cmyk.tif", "colour_jpeg.tif", "JPEG of leptonica"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const bool is_file = i + 1 < ARRAY_LEN(names);
        const struct str bytes =
            is_file ? read_corpus(names[i]) : write_as(draw_noise(91, 61, 32), IFF_TIFF_JPEG);
        struct image whole = {.pix = pixReadMemTiff((const l_uint8 *)bytes.p, bytes.n, 0)};
        cr_assert(whole.pix != NULL, "%s", names[i]);
        whole.width = pixGetWidth(whole.pix);
        whole.height = pixGetHeight(whole.pix);
        if (pixGetSpp(whole.pix) == 4) {
            decoder_whiten(pixGetData(whole.pix), (size_t)whole.width * (size_t)whole.height);
        }
        CLEANUP(image_file_closep) struct image_file *file = open_file(bytes);
        CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, 0, 0);
        CLEANUP(image_freep) struct image *image = NULL;
        cr_assert_eq(image_lines_gather(lines, &image, NULL), E_OK, "%s", names[i]);
        expect_same(names[i], image, &whole);
        pixDestroy(&whole.pix);
    }
}

Test(image_lines, are_those_of_the_corpus)
{
    const char *const names[] = {
        "alpha.heic",
        "alpha.png",
        "alpha.tif",
        "alpha.webp",
        "animated.webp",
        "cmyk.jpg",
        "cmyk.tif",
        "colour.png",
        "colour_jpeg.tif",
        "deep.heic",
        "fax.tif",
        "grid.avif",
        "grid.heic",
        "grid_alpha.heic",
        "grid_turned.heic",
        "interlaced.png",
        "lossy.webp",
        "masks.bmp",
        "one_bit.png",
        "palette.png",
        "progressive.jpg",
        "progressive_422.jpg",
        "progressive_444.jpg",
        "progressive_cmyk.jpg",
        "progressive_grey.jpg",
        "small.avif",
        "small.heic",
        "transparent.gif",
        "turned.jpg",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        check_file(names[i], read_corpus(names[i]));
    }
}

/* The size is in the header, and what it would take is told by that: nothing is decoded. */
Test(image_lines, are_not_read_where_all_pixels_would_be_kept)
{
    const unsigned side = 4200; /* 17.6 megapixels */
    const uint32_t sizes = (side - 1) | (side - 1) << 14;
    char bytes[] = "RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f....\0\0\0\0\0\0\0\0";
    memcpy(bytes + 21, &sizes, sizeof(sizes));
    const struct image_lines_options options = {.whole_pixels = IMAGE_WHOLE_PIXELS};
    CLEANUP(image_file_closep)
    struct image_file *file = open_file((struct str){bytes, sizeof(bytes) - 1});
    struct image_lines *lines = NULL;
    struct image *image = NULL;
    struct err err = {0};
    cr_expect_eq(image_lines_open(file, 0, &options, &lines, &err), E_TOO_MANY_PIXELS);
    cr_expect(strstr(err.detail, "4200 by 4200 pixels") != NULL, "%s", err.detail);
    cr_expect_eq(image_decode_small(file, 0, 500, &image, &err), E_TOO_MANY_PIXELS);
    cr_expect_eq(image_decode(file, 0, 0, &image, &err), E_UNREADABLE_IMAGE, "it is read");
}

/* How many of these pages are in this process's memory (Documentation/admin-guide/mm/pagemap.rst: the highest bit of each entry). */
static size_t pages_present(const char *mapped, size_t n)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    size_t count = 0;
    cr_assert(fd >= 0);
    for (size_t at = 0; at < n; at += page) {
        uint64_t entry = 0;
        const off_t place = (off_t)(((uintptr_t)mapped + at) / page * sizeof(entry));
        cr_assert_eq(pread(fd, &entry, sizeof(entry), place), (ssize_t)sizeof(entry));
        count += entry >> 63;
    }
    close(fd);
    return count;
}

Test(image_lines, give_back_what_was_read_of_a_mapped_file)
{
    const l_int32 formats[] = {IFF_BMP, IFF_TIFF, IFF_PNG};
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        const struct str bytes = write_as(draw_noise(1500, 1200, 32), formats[i]);
        const int fd = memfd_create("picture", MFD_CLOEXEC);
        cr_assert(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
        char *mapped = mmap(NULL, bytes.n, PROT_READ, MAP_PRIVATE, fd, 0);
        cr_assert(mapped != MAP_FAILED);
        struct image_file *files[] = {open_file(bytes), open_file((struct str){mapped, bytes.n})};
        image_file_set_mapped(files[1]);
        struct image_lines *lines[] = {open_lines(files[0], 0, 0), open_lines(files[1], 0, 0)};
        size_t present_max = 0;
        for (int32_t y = 0; y < 1200; y++) {
            const uint32_t *rows[2] = {NULL, NULL};
            cr_assert_eq(image_lines_next(lines[0], &rows[0], NULL), 1);
            cr_assert_eq(image_lines_next(lines[1], &rows[1], NULL), 1);
            cr_assert_eq(memcmp(rows[0], rows[1], 1500 * sizeof(*rows[0])), 0, "line %d", (int)y);
            present_max = size_max(present_max, y % 100 == 99 ? pages_present(mapped, bytes.n) : 0);
        }
        cr_expect_leq(present_max, bytes.n / 4096 / 8, "%zu: %zu pages", i, present_max);
        for (size_t k = 0; k < 2; k++) {
            image_lines_close(lines[k]);
            image_file_close(files[k]);
        }
        munmap(mapped, bytes.n);
        close(fd);
    }
}

Test(image_lines, make_small_pictures_of_large_ones)
{
    const struct {
        l_int32 width, height, format, side_px, shown_width, shown_height;
    } rows[] = {
        {2500, 2000, IFF_PNG, 500, 500, 400},       {2000, 2500, IFF_TIFF_LZW, 500, 400, 500},
        {2500, 2000, IFF_JFIF_JPEG, 500, 313, 250}, {2500, 2000, IFF_PNG, 4000, 2500, 2000},
        {2500, 1600, IFF_PNG, 500, 2500, 1600}, /* what may be there as a whole */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        PIX *pix = draw_noise(rows[i].width, rows[i].height, 32);
        CLEANUP(image_file_closep)
        struct image_file *file = open_file(write_as(pix, rows[i].format));
        CLEANUP(image_freep) struct image *image = NULL;
        cr_assert_eq(image_decode_small(file, 0, rows[i].side_px, &image, NULL), E_OK, "%zu", i);
        cr_expect_eq(pixGetWidth(image->pix), rows[i].shown_width, "%zu: %d", i,
                     pixGetWidth(image->pix));
        cr_expect_eq(pixGetHeight(image->pix), rows[i].shown_height, "%zu: %d", i,
                     pixGetHeight(image->pix));
        cr_expect_eq(image->width, rows[i].width, "%zu", i);
        cr_expect_eq(image->height, rows[i].height, "%zu", i);
    }
}

Test(image_lines, of_photographs_stand_as_the_file_has_them)
{
    const struct {
        int width, height;
    } sizes[] = {{91, 61}, {60, 90}, {1, 1}, {1, 9}, {9, 1}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        const struct str jpeg =
            write_as(draw_noise(sizes[i].width, sizes[i].height, 32), IFF_JFIF_JPEG);
        for (int orientation = 1; orientation <= 8; orientation++) {
            const struct str turned = test_turn_jpeg(jpeg, orientation, arena);
            check_file(arena_printf(arena, "orientation %d, size %zu", orientation, i), turned);
            CLEANUP(image_file_closep) struct image_file *file = open_file(turned);
            CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, 0, 0);
            const struct image_lines_info info = image_lines_info(lines);
            cr_expect_eq(info.are_columns, orientation >= 5);
            cr_expect_eq(image_lines_count(&info), sizes[i].height);
            cr_expect_eq(image_lines_length(&info), sizes[i].width);
        }
    }
}

Test(image_lines, tell_what_is_cut_short)
{
    const l_int32 formats[] = {IFF_JFIF_JPEG, IFF_PNG, IFF_WEBP, IFF_BMP, IFF_GIF, IFF_TIFF_LZW};
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        struct str bytes = write_as(draw_noise(91, 61, 32), formats[i]);
        for (size_t n = 16; n < bytes.n * 3 / 4; n += 1 + n / 3) {
            const struct image_lines_options options = {.shrunk_px = 30};
            CLEANUP(image_file_closep) struct image_file *file = NULL;
            CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
            struct image *image = NULL;
            struct err err = {0};
            int rc = image_file_open(str_sub(bytes, 0, n), &file, &err);
            if (rc == E_OK) {
                rc = image_lines_open(file, 0, &options, &lines, &err);
            }
            if (rc == E_OK) {
                rc = image_lines_take(lines, &image, &err);
            }
            cr_expect_eq(rc, E_UNREADABLE_IMAGE, "row %zu, %zu bytes: %s", i, n, e_code(rc));
            cr_expect_neq(err.detail[0], '\0', "row %zu", i);
            image_free(image);
        }
    }
}

static uint32_t red_at(const struct image *image, l_int32 x, l_int32 y)
{
    l_uint32 value = 0;
    cr_assert_eq(pixGetPixel(image->pix, x, y, &value), 0);
    return value >> 24;
}

/* Five columns of 10, 20, 30, 40, 50 become two: 10, 20 and half of 30; half of 30, 40 and 50. */
Test(image_lines, make_a_smaller_picture_in_passing)
{
    PIX *pix = pixCreate(5, 3, 32);
    for (l_int32 y = 0; y < 3; y++) {
        for (l_int32 x = 0; x < 5; x++) {
            pixSetRGBPixel(pix, x, y, 10 * (x + 1), 0, y == 1 ? 255 : 0);
        }
    }
    CLEANUP(image_file_closep) struct image_file *file = open_file(write_as(pix, IFF_PNG));
    for (int read = 0; read < 8; read++) {
        CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, 0, 2);
        const uint32_t *line = NULL;
        for (int i = 0; i < read; i++) {
            if (image_lines_next(lines, &line, NULL) == 0) {
                cr_assert_eq(image_lines_rewind(lines, NULL), E_OK);
            }
        }
        CLEANUP(image_freep) struct image *small = NULL;
        cr_assert_eq(image_lines_take(lines, &small, NULL), E_OK);
        cr_assert_eq(pixGetWidth(small->pix), 2);
        cr_assert_eq(pixGetHeight(small->pix), 1);
        cr_expect_eq(small->width, 5);
        l_uint32 value = 0;
        pixGetPixel(small->pix, 0, 0, &value);
        cr_expect_eq(value, 18u << 24 | 85u << 8, "%08x", value);
        cr_expect_eq(red_at(small, 1, 0), 42);
    }
}

/* A line of a BMP may be as long as a picture is large. */
Test(image_lines, make_a_smaller_picture_of_one_long_line)
{
    const uint32_t width = 17000000;
    const uint32_t head[] = {0, 0, 54, 40, width, 1, 24u << 16 | 1, 0, 3 * width};
    const size_t n = 54 + (size_t)3 * width;
    char *bytes = arena_calloc(arena, n, 1);
    bytes[0] = 'B';
    bytes[1] = 'M';
    memcpy(bytes + 2, head, sizeof(head));
    memset(bytes + 54, 0xff, n - 54);
    CLEANUP(image_file_closep) struct image_file *file = open_file((struct str){bytes, n});
    CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, 0, 100);
    CLEANUP(image_freep) struct image *small = NULL;
    cr_assert_eq(image_lines_take(lines, &small, NULL), E_OK);
    cr_expect_eq(red_at(small, 50, 0), 255);
}

Test(image_lines, make_an_upright_smaller_picture)
{
    const int corners[9] = {0, 0, 1, 2, 3, 0, 1, 2, 3};
    PIX *pix = pixCreate(90, 60, 32); /* black but for the corner at the top left */
    BOX *corner = boxCreate(0, 0, 45, 30);
    pixSetInRectArbitrary(pix, corner, 0xff000000);
    boxDestroy(&corner);
    const struct str jpeg = write_as(pix, IFF_JFIF_JPEG);
    for (int orientation = 1; orientation <= 8; orientation++) {
        CLEANUP(image_file_closep)
        struct image_file *file = open_file(test_turn_jpeg(jpeg, orientation, arena));
        CLEANUP(image_lines_closep) struct image_lines *lines = open_lines(file, 0, 20);
        CLEANUP(image_freep) struct image *small = NULL;
        cr_assert_eq(image_lines_take(lines, &small, NULL), E_OK);
        const l_int32 right = pixGetWidth(small->pix) - 2;
        const l_int32 bottom = pixGetHeight(small->pix) - 2;
        cr_assert_eq(right, orientation >= 5 ? 11 : 18);
        const l_int32 xs[] = {1, right, right, 1};
        const l_int32 ys[] = {1, 1, bottom, bottom};
        for (int i = 0; i < 4; i++) {
            cr_expect_eq(red_at(small, xs[i], ys[i]) > 128, i == corners[orientation],
                         "orientation %d, corner %d", orientation, i);
        }
    }
}
