/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animations, and boxes on pictures. */
#include <leptonica/allheaders.h>

#include <criterion/criterion.h>

#include "infer/image/image.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
    image_init();
}

static void teardown(void)
{
    image_done();
    arena_free(arena);
}

TestSuite(image_clip, .init = setup, .fini = teardown);

/* A screen of 4 by 2 with the colours black, red, green, white. */
#define HEAD      "GIF89a\x04\0\x02\0\x81\0\0\0\0\0\xff\0\0\0\xff\0\xff\xff\xff"
#define HEAD_SIZE 25
/* What becomes of the frame behind it: 4 for "stays", 8 for white, 12 for what was before; 1 more: colour 0 is none. */
#define CONTROL(flags) "!\xf9\x04" flags "\0\0\0\0"
/* Two pixels at x, y: codes of three bits "clear", first, second, "end". */
#define TWO(x, y, codes) "," x "\0" y "\0\x02\0\x01\0\0\x02\x02" codes "\0"
#define RED_RED          "\x4c\x0a"
#define GREEN_BLACK      "\x14\x0a"

static struct str bytes_of(const char *head, size_t head_n, const char *rest, size_t rest_n)
{
    char *bytes = arena_alloc(arena, head_n + rest_n);
    memcpy(bytes, head, head_n);
    memcpy(bytes + head_n, rest, rest_n);
    return (struct str){bytes, head_n + rest_n};
}
#define FILE_OF(rest) bytes_of(HEAD, HEAD_SIZE, rest, sizeof(rest) - 1)

static void expect_row(const struct image *image, const char *wanted)
{
    for (int x = 0; x < 4; x++) {
        l_int32 red;
        l_int32 green;
        l_int32 blue;
        pixGetRGBPixel(image->pix, x, 0, &red, &green, &blue);
        const char got = blue == 255 ? 'w' : red == 255 ? 'r' : green == 255 ? 'g' : 'b';
        cr_expect_eq(got, wanted[x], "pixel %d is %c and not %c", x, got, wanted[x]);
    }
}

static void expect_frames(struct str file, const char *const *rows, int32_t count)
{
    struct err err = {0};
    CLEANUP(image_clip_closep) struct image_clip *clip = NULL;
    const struct image *image = NULL;
    cr_assert_eq(image_clip_open(file, &clip, &err), E_OK, "%s", err.detail);
    cr_assert_eq(image_clip_count(clip), count);
    for (int32_t i = 0; i < count; i++) {
        cr_assert_eq(image_clip_next(clip, &image, &err), 1, "%s", err.detail);
        cr_expect_eq(image->width, 4);
        cr_expect_eq(image->height, 2);
        expect_row(image, rows[i]);
    }
    cr_expect_eq(image_clip_next(clip, &image, &err), 0);
}

Test(image_clip, puts_each_frame_on_the_one_before)
{
    expect_frames(FILE_OF(CONTROL("\x04") TWO("\0", "\0", RED_RED) CONTROL("\x04")
                              TWO("\x02", "\0", RED_RED) ";"),
                  (const char *const[]){"rrww", "rrrr"}, 2);
}

Test(image_clip, does_away_with_frames_as_they_ask)
{
    expect_frames(FILE_OF(CONTROL("\x08") TWO("\0", "\0", RED_RED) CONTROL("\x0c")
                              TWO("\x01", "\0", GREEN_BLACK) CONTROL("\x05")
                                  TWO("\x02", "\0", GREEN_BLACK) ";"),
                  (const char *const[]){"rrww", "wgbw", "wwgw"}, 3);
}

/* Two frames of a WebP of 4 by 2, each of 2 by 2 pixels of one colour: the second as its flags say, at 0, 0. */
static struct str webp_of(l_uint32 first, l_uint32 second, int flags)
{
    static const char start[30] = "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0\x03\0\0\x01\0\0";
    const struct str frame = STR("ANMF");
    char *bytes = arena_alloc(arena, 1024);
    memcpy(bytes, start, sizeof(start));
    size_t n = sizeof(start);
    for (int i = 0; i < 2; i++) {
        PIX *pix = pixCreate(2, 2, 32);
        pixSetSpp(pix, 4);
        pixSetAllArbitrary(pix, i == 0 ? first : second);
        l_uint8 *file;
        size_t size;
        cr_assert_eq(pixWriteMemWebP(&file, &size, pix, 0, /* lossless= */ 1), 0);
        pixDestroy(&pix);
        const size_t head = memcmp(file + 12, "VP8X", 4) == 0 ? 30 : 12;
        const size_t chunks = size - head;
        cr_assert_lt(n + 24 + chunks, 1024);
        memcpy(bytes + n, frame.p, frame.n);
        const l_uint32 length = (l_uint32)(16 + chunks);
        memcpy(bytes + n + 4, &length, 4);
        memset(bytes + n + 8, 0, 16);
        bytes[n + 8 + 6] = 1;
        bytes[n + 8 + 9] = 1;
        bytes[n + 8 + 15] = (char)(i == 0 ? 0 : flags);
        memcpy(bytes + n + 24, file + head, chunks);
        n += 24 + chunks + (chunks & 1);
        lept_free(file);
    }
    const l_uint32 rest = (l_uint32)(n - 8);
    memcpy(bytes + 4, &rest, 4);
    return (struct str){bytes, n};
}

Test(image_clip, lays_frames_of_a_webp_as_they_ask)
{
    const l_uint32 red = 0xff0000ffu;
    const l_uint32 nothing = 0;
    expect_frames(webp_of(red, 0x00ff00ffu, 0), (const char *const[]){"rrww", "ggww"}, 2);
    expect_frames(webp_of(red, nothing, 0), (const char *const[]){"rrww", "rrww"}, 2);
    expect_frames(webp_of(red, nothing, 2), (const char *const[]){"rrww", "wwww"}, 2);
}

Test(image_clip, refuses_what_is_no_animation)
{
    const struct {
        struct str file;
        int rc;
    } rows[] = {
        {STR("GIF89a"), E_NOT_FOUND},
        {STR("\xff\xd8\xff"), E_NOT_FOUND},
        {FILE_OF(TWO("\0", "\0", RED_RED) ";"), E_NOT_FOUND},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image_clip *clip = NULL;
        cr_expect_eq(image_clip_open(rows[i].file, &clip, NULL), rows[i].rc, "row %zu", i);
    }
}

Test(image_clip, tells_of_a_damaged_frame)
{
    struct err err = {0};
    CLEANUP(image_clip_closep) struct image_clip *clip = NULL;
    const struct image *image = NULL;
    const struct str file =
        FILE_OF(TWO("\0", "\0", RED_RED) TWO("\0", "\0", "\xff\xff") TWO("\0", "\0", RED_RED) ";");
    cr_assert_eq(image_clip_open(file, &clip, &err), E_OK);
    cr_expect_eq(image_clip_next(clip, &image, &err), 1);
    cr_expect_eq(image_clip_next(clip, &image, &err), E_UNREADABLE_IMAGE);
    cr_expect_str_eq(err.detail, "The GIF is damaged or incomplete.");
}

/* ---- boxes ---- */

Test(image_clip, draws_boxes_with_words)
{
    PIX *pix = pixCreate(400, 300, 8);
    struct image image = {.pix = pix, .width = 800, .height = 600};
    const struct image_mark marks[] = {
        {200, 200, 400, 400, STR("Stop 0.9")},
        {-50, -50, 10000, 10, STR("\xe5\x81\x9c beyond all borders")},
    };
    const struct image_marks all = {marks, ARRAY_LEN(marks)};
    struct str png = STR_EMPTY;
    struct err err = {0};
    cr_assert_eq(image_draw_marks(&image, &all, 1 * MIB, arena, &png, &err), E_OK, "%s",
                 err.detail);
    PIX *drawn = pixReadMemPng((const l_uint8 *)png.p, png.n);
    cr_assert_not_null(drawn);
    cr_expect_eq(pixGetWidth(drawn), 400);
    l_int32 red;
    l_int32 green;
    l_int32 blue;
    pixGetRGBPixel(drawn, 99, 150, &red, &green, &blue);
    cr_expect_eq(red, 0xd8, "its left side");
    pixGetRGBPixel(drawn, 150, 150, &red, &green, &blue);
    cr_expect_eq(red + green + blue, 0, "nothing within");
    pixDestroy(&drawn);
    pixDestroy(&image.pix);
}

Test(image_clip, makes_a_drawing_smaller_until_it_fits)
{
    struct image image = {.pix = pixCreate(400, 300, 32), .width = 400, .height = 300};
    uint64_t noise = 1; /* which does not compress */
    for (int32_t i = 0; i < 400 * 300; i++) {
        noise = noise * 6364136223846793005u + 1442695040888963407u;
        pixSetPixel(image.pix, i % 400, i / 400, (l_uint32)(noise >> 32));
    }
    const struct image_marks none = {0};
    struct str png = STR_EMPTY;
    struct err err = {0};
    cr_assert_eq(image_draw_marks(&image, &none, 100000, arena, &png, &err), E_OK, "%s",
                 err.detail);
    cr_expect_leq(png.n, 100000);
    PIX *drawn = pixReadMemPng((const l_uint8 *)png.p, png.n);
    cr_assert_not_null(drawn);
    cr_expect_eq(pixGetWidth(drawn), 168, "three quarters of three quarters and once more");
    cr_expect_eq(pixGetHeight(drawn), 125);
    pixDestroy(&drawn);
    cr_expect_eq(image_draw_marks(&image, &none, 10, arena, &png, &err), E_PROCESSING_FAILED);
    pixDestroy(&image.pix);
}
