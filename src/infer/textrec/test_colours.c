/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <criterion/criterion.h>

#include "infer/textrec/test_draw.h"

TestSuite(colours, .init = draw_start, .fini = draw_stop);

#define WIDTH  80
#define HEIGHT 40

/* A letter's worth of blocks; one of their pixels, and one of the ground's. */
static const struct plane_area letters[] = {{10, 8, 16, 32}, {16, 18, 30, 23}, {30, 8, 36, 32}};
#define LETTER_X 12
#define LETTER_Y 20
#define GROUND_X 60
#define GROUND_Y 20

static l_uint32 colour_of(const uint8_t rgb[3])
{
    l_uint32 colour;
    composeRGBPixel(rgb[0], rgb[1], rgb[2], &colour);
    return colour;
}

static PIX *draw_letters(const uint8_t letter[3], const uint8_t ground[3])
{
    PIX *pix = pixCreate(WIDTH, HEIGHT, 32);
    pixSetAllArbitrary(pix, colour_of(ground));
    for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
        draw_block(pix, &letters[i], colour_of(letter));
    }
    return pix;
}

static int contrast_of(const struct plane *plane)
{
    return plane_row(plane, GROUND_Y)[GROUND_X] - plane_row(plane, LETTER_Y)[LETTER_X];
}

/* The weights of the eye make one grey of these two. */
Test(colours, show_red_on_blue_of_the_same_grey)
{
    CLEANUP(pixDestroy)
    PIX *pix = draw_letters((const uint8_t[]){255, 0, 0}, (const uint8_t[]){0, 81, 255});
    struct plane grey;
    struct plane colours;
    cr_assert_eq(plane_from_pix(pix, NULL, arena, &grey), E_OK);
    cr_assert_eq(plane_from_colours(pix, NULL, arena, &colours), E_OK);
    cr_expect_leq(abs(contrast_of(&grey)), 1);
    cr_expect_gt(abs(contrast_of(&colours)), 200, "%d", contrast_of(&colours));
}

/* The same to the eye as plane_from_pix() weighs it, even where the sum of the channels says otherwise. */
Test(colours, keep_lighter_what_is_lighter)
{
    static const uint8_t pairs[][2][3] = {
        {{0, 0, 0}, {255, 255, 255}},     {{200, 30, 30}, {255, 255, 255}},
        {{10, 20, 120}, {250, 240, 90}},  {{60, 60, 60}, {100, 100, 100}},
        {{0, 0, 128}, {0, 0, 255}},       {{0, 60, 0}, {120, 200, 110}},
        {{120, 100, 90}, {140, 130, 90}}, {{90, 0, 0}, {200, 120, 120}},
        {{200, 40, 0}, {80, 140, 0}},     {{0, 20, 220}, {0, 120, 20}},
    };
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        for (int way = 0; way < 2; way++) {
            CLEANUP(pixDestroy) PIX *pix = draw_letters(pairs[i][way], pairs[i][1 - way]);
            struct plane plane;
            cr_assert_eq(plane_from_colours(pix, NULL, arena, &plane), E_OK);
            int contrast = way == 0 ? contrast_of(&plane) : -contrast_of(&plane);
            cr_expect_gt(contrast, 200, "pair %zu, way %d: %d", i, way, contrast);
        }
    }
}

/* Specks of black and white must not keep the rest from using the whole range. */
Test(colours, stretch_a_grey_picture)
{
    static const struct plane_area specks[] = {{70, 2, 73, 5}, {70, 30, 73, 33}};
    CLEANUP(pixDestroy) PIX *pix = draw_blank(WIDTH, HEIGHT, 140);
    for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
        draw_block(pix, &letters[i], 100);
    }
    draw_block(pix, &specks[0], 0);
    draw_block(pix, &specks[1], 255);
    struct plane plane;
    cr_assert_eq(plane_from_colours(pix, NULL, arena, &plane), E_OK);
    cr_expect_leq(plane_row(&plane, LETTER_Y)[LETTER_X], 6);
    cr_expect_geq(plane_row(&plane, GROUND_Y)[GROUND_X], 249);
}

/* What lies around an area must neither set its axis nor its range. */
Test(colours, count_the_area_alone)
{
    static const struct plane_area area = {8, 6, 50, HEIGHT};
    static const struct plane_area around[] = {
        {0, 0, 8, HEIGHT}, {0, 0, WIDTH, 6}, {50, 0, WIDTH, HEIGHT}};
    CLEANUP(pixDestroy)
    PIX *pix = draw_letters((const uint8_t[]){100, 90, 90}, (const uint8_t[]){140, 130, 130});
    for (size_t i = 0; i < ARRAY_LEN(around); i++) {
        draw_block(pix, &around[i], colour_of((const uint8_t[]){255, 255, 0}));
    }
    struct plane plane;
    cr_assert_eq(plane_from_colours(pix, &area, arena, &plane), E_OK);
    cr_assert_eq(plane.width, 42);
    cr_assert_eq(plane.height, HEIGHT - 6);
    for (int32_t y = 0; y < plane.height; y++) {
        for (int32_t x = 0; x < plane.width; x++) {
            l_uint32 value;
            pixGetPixel(pix, x + area.x1, y + area.y1, &value);
            bool is_letter = value >> 24 == 100;
            uint8_t got = plane_row(&plane, y)[x];
            cr_expect(is_letter ? got <= 6 : got >= 249, "%d at %d, %d", got, x, y);
        }
    }
}

/* Green that flickers everywhere is not what parts red letters from a blue ground. */
Test(colours, follow_the_greatest_difference)
{
    CLEANUP(pixDestroy)
    PIX *pix = draw_letters((const uint8_t[]){150, 0, 60}, (const uint8_t[]){60, 0, 150});
    for (int32_t y = 0; y < HEIGHT; y++) {
        for (int32_t x = 0; x < WIDTH; x++) {
            l_int32 red;
            l_int32 blue;
            pixGetRGBPixel(pix, x, y, &red, NULL, &blue);
            pixSetRGBPixel(pix, x, y, red, 100 + 10 * ((x + y) % 4), blue);
        }
    }
    struct plane plane;
    cr_assert_eq(plane_from_colours(pix, NULL, arena, &plane), E_OK);
    for (int32_t i = 0; i < 4; i++) {
        int contrast = plane_row(&plane, GROUND_Y)[GROUND_X + i] -
                       plane_row(&plane, LETTER_Y)[LETTER_X - 2 + i];
        cr_expect_gt(abs(contrast), 200, "%d", contrast);
    }
}

/* A full stop on its own covers less of a picture than what may be cut off as noise. */
Test(colours, show_a_letter_that_covers_next_to_nothing)
{
    static const struct plane_area dot = {12, 20, 15, 23};
    for (int ground = 200; ground <= 255; ground++) {
        CLEANUP(pixDestroy) PIX *pix = draw_blank(WIDTH, HEIGHT, (uint8_t)ground);
        draw_block(pix, &dot, 40);
        struct plane plane;
        cr_assert_eq(plane_from_colours(pix, NULL, arena, &plane), E_OK);
        cr_expect_gt(contrast_of(&plane), 200, "on %d: %d", ground, contrast_of(&plane));
    }
}

/* Nothing must come of nothing: neither a division by zero nor noise of full contrast. */
Test(colours, leave_a_picture_of_one_colour_plain)
{
    for (int value = 0; value < 256; value++) {
        for (int noise = 0; noise < 2; noise++) {
            uint8_t other = (uint8_t)(value < 255 ? value + noise : value - noise);
            CLEANUP(pixDestroy)
            PIX *pix = draw_letters((const uint8_t[]){other, other, 7},
                                    (const uint8_t[]){(uint8_t)value, (uint8_t)value, 7});
            CLEANUP(pixDestroy) PIX *grey = draw_blank(WIDTH, HEIGHT, (uint8_t)value);
            draw_block(grey, &letters[0], other);
            struct plane plane;
            cr_assert_eq(plane_from_colours(pix, NULL, arena, &plane), E_OK);
            cr_expect_leq(abs(contrast_of(&plane)), noise * 40, "%d", value);
            cr_assert_eq(plane_from_colours(grey, NULL, arena, &plane), E_OK);
            cr_expect_leq(abs(contrast_of(&plane)), noise * 40, "grey %d", value);
        }
    }
}
