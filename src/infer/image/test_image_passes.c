/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interlaced pictures are those that are not. */
#include <criterion/criterion.h>
#include <gif_lib.h>
#include <leptonica/allheaders.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "infer/image/image.h"

#define SIDE_MAX 18

static void set_up(void)
{
    image_init();
}

TestSuite(image_passes, .init = set_up, .fini = image_done);

static struct image *decode(struct str bytes, const char *name)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    struct image *image = NULL;
    struct err err = {0};
    cr_assert_eq(image_file_open(bytes, &file, &err), E_OK, "%s: %s", name, err.detail);
    cr_assert_eq(image_decode(file, 0, 0, &image, &err), E_OK, "%s: %s", name, err.detail);
    return image;
}

static void expect_same(struct str plain, struct str interlaced, const char *name)
{
    CLEANUP(image_freep) struct image *expected = decode(plain, name);
    CLEANUP(image_freep) struct image *got = decode(interlaced, name);
    l_int32 same = 0;
    cr_expect_eq(pixGetDepth(got->pix), pixGetDepth(expected->pix), "%s", name);
    cr_assert_eq(pixEqual(got->pix, expected->pix, &same), 0);
    cr_expect(same != 0, "%s", name);
}

/* ---- PNG ---- */

static void append(png_structp png, png_bytep bytes, size_t n)
{
    sb_add(png_get_io_ptr(png), (struct str){(const char *)bytes, n});
}

static void add_palette(png_structp png, png_infop info)
{
    png_color colours[256];
    for (int i = 0; i < 256; i++) {
        colours[i] = (png_color){(png_byte)i, (png_byte)(255 - i), (png_byte)(i * 7)};
    }
    png_set_PLTE(png, info, colours, 256);
}

static void write_png(const uint32_t size[2], const int form[2], int interlace, struct sb *out)
{
    const int samples[] = {[0] = 1, [2] = 3, [3] = 1, [4] = 2, [6] = 4};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_bytep rows[SIDE_MAX];
    uint32_t number = 1;
    for (uint32_t y = 0; y < size[1]; y++) {
        rows[y] = must_calloc(size[0] * (size_t)samples[form[0]], 2);
        for (uint32_t i = 0; i < size[0] * (uint32_t)samples[form[0]] * 2; i++) {
            number = number * 1664525 + 1013904223;
            rows[y][i] = (png_byte)(number >> 24);
        }
    }
    png_set_write_fn(png, out, append, NULL);
    png_set_IHDR(png, info, size[0], size[1], form[1], form[0], interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (form[0] == PNG_COLOR_TYPE_PALETTE) {
        add_palette(png, info);
    }
    png_set_rows(png, info, rows);
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_destroy_write_struct(&png, &info);
    for (uint32_t y = 0; y < size[1]; y++) {
        free(rows[y]);
    }
}

Test(image_passes, of_png)
{
    static const int forms[][2] = {{0, 1},  {0, 8}, {0, 16}, {2, 8},
                                   {2, 16}, {3, 8}, {4, 8},  {6, 8}};
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        for (uint32_t n = 0; n < SIDE_MAX * SIDE_MAX; n++) {
            const uint32_t size[2] = {n % SIDE_MAX + 1, n / SIDE_MAX + 1};
            char name[80];
            struct sb plain;
            struct sb interlaced;
            sb_init(&plain, MIB);
            sb_init(&interlaced, MIB);
            write_png(size, forms[i], PNG_INTERLACE_NONE, &plain);
            write_png(size, forms[i], PNG_INTERLACE_ADAM7, &interlaced);
            (void)snprintf(name, sizeof(name), "form %zu, %u by %u", i, size[0], size[1]);
            expect_same(sb_str(&plain), sb_str(&interlaced), name);
            sb_done(&plain);
            sb_done(&interlaced);
        }
    }
}

/* ---- GIF ---- */

static int add_bytes(GifFileType *gif, const GifByteType *bytes, int n)
{
    sb_add(gif->UserData, (struct str){(const char *)bytes, (size_t)n});
    return n;
}

static void put_line(GifFileType *gif, int y)
{
    GifByteType line[SIDE_MAX];
    for (int x = 0; x < gif->SWidth; x++) {
        line[x] = (GifByteType)(x * 37 + y * 101 + x * y);
    }
    cr_assert_eq(EGifPutLine(gif, line, gif->SWidth), GIF_OK);
}

static void write_gif(int width, int height, bool is_interlaced, struct sb *out)
{
    static const int first[] = {0, 4, 2, 1};
    static const int step[] = {8, 8, 4, 2};
    int error = 0;
    GifFileType *gif = EGifOpen(out, add_bytes, &error);
    ColorMapObject *colours = GifMakeMapObject(256, NULL);
    cr_assert(gif != NULL && colours != NULL);
    for (int i = 0; i < 256; i++) {
        colours->Colors[i] = (GifColorType){(GifByteType)i, (GifByteType)(i * 3), 9};
    }
    cr_assert_eq(EGifPutScreenDesc(gif, width, height, 8, 0, colours), GIF_OK);
    cr_assert_eq(EGifPutImageDesc(gif, 0, 0, width, height, is_interlaced, NULL), GIF_OK);
    for (size_t pass = 0; pass < (is_interlaced ? ARRAY_LEN(first) : 1); pass++) {
        const int by = is_interlaced ? step[pass] : 1;
        for (int y = is_interlaced ? first[pass] : 0; y < height; y += by) {
            put_line(gif, y);
        }
    }
    GifFreeMapObject(colours);
    cr_assert_eq(EGifCloseFile(gif, &error), GIF_OK);
}

Test(image_passes, of_gif)
{
    for (int n = 0; n < SIDE_MAX * SIDE_MAX; n++) {
        const int width = n % SIDE_MAX + 1;
        const int height = n / SIDE_MAX + 1;
        char name[80];
        struct sb plain;
        struct sb interlaced;
        sb_init(&plain, MIB);
        sb_init(&interlaced, MIB);
        write_gif(width, height, false, &plain);
        write_gif(width, height, true, &interlaced);
        (void)snprintf(name, sizeof(name), "%d by %d", width, height);
        expect_same(sb_str(&plain), sb_str(&interlaced), name);
        sb_done(&plain);
        sb_done(&interlaced);
    }
}
