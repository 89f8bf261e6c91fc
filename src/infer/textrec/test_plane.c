/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "infer/textrec/test_draw.h"

TestSuite(plane, .init = draw_start, .fini = draw_stop);

static struct plane plane_of(int32_t width, int32_t height)
{
    struct plane plane;
    cr_assert_eq(plane_new(arena, width, height, &plane), E_OK);
    return plane;
}

/* Greys without any order, the same in each run: what is sampled beside its place shows. */
static struct plane noise_of(int32_t width, int32_t height)
{
    struct plane plane = plane_of(width, height);
    uint32_t state = 12345;
    for (int32_t i = 0; i < width * height; i++) {
        state = state * 1664525 + 1013904223;
        plane.p[i] = (uint8_t)(state >> 24);
    }
    return plane;
}

static double mean_of(const struct plane *plane, const struct plane_area *area)
{
    double sum = 0;
    for (int32_t y = area->y1; y < area->y2; y++) {
        for (int32_t x = area->x1; x < area->x2; x++) {
            sum += plane_row(plane, y)[x];
        }
    }
    return sum / ((double)(area->x2 - area->x1) * (area->y2 - area->y1));
}

static void expect_bytes(const struct plane *plane, const uint8_t *want, const char *what)
{
    for (int32_t i = 0; i < plane->width * plane->height; i++) {
        cr_expect_eq(plane->p[i], want[i], "%s: byte %d is %d, not %d", what, i, plane->p[i],
                     want[i]);
    }
}

Test(plane, grows_by_interpolation_between_the_centres)
{
    struct plane from = plane_of(2, 2);
    memcpy(from.p, (const uint8_t[]){0, 200, 100, 240}, 4);
    struct plane plane;
    cr_assert_eq(plane_scale(&from, 4, 2, arena, &plane), E_OK);
    expect_bytes(&plane, (const uint8_t[]){0, 50, 150, 200, 100, 135, 205, 240}, "across");
    cr_assert_eq(plane_scale(&from, 2, 4, arena, &plane), E_OK);
    expect_bytes(&plane, (const uint8_t[]){0, 200, 25, 210, 75, 230, 100, 240}, "down");
}

/* Each pixel is the mean of those that it stands for. */
Test(plane, shrinks_to_means)
{
    static const int32_t rows[][2] = {{2, 2}, {4, 4}, {8, 8}, {2, 4}, {1, 4}, {3, 1}, {1, 3}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int32_t across = rows[i][0];
        int32_t down = rows[i][1];
        struct plane from = noise_of(11 * across, 7 * down);
        struct plane plane;
        cr_assert_eq(plane_scale(&from, 11, 7, arena, &plane), E_OK);
        for (int32_t y = 0; y < 7; y++) {
            for (int32_t x = 0; x < 11; x++) {
                const struct plane_area area = {x * across, y * down, (x + 1) * across,
                                                (y + 1) * down};
                double want = mean_of(&from, &area);
                cr_expect_float_eq(plane_row(&plane, y)[x], want, 1.6, "%d x %d: %d, not %.1f",
                                   across, down, plane_row(&plane, y)[x], want);
            }
        }
    }
}

/* No grey is left out for good, even if halving does not meet the size. */
Test(plane, keeps_the_mean_at_odd_factors)
{
    static const int32_t factors[] = {3, 5, 6, 7, 12};
    for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
        struct plane from = noise_of(factors[i] * 40, factors[i] * 30);
        struct plane plane;
        cr_assert_eq(plane_scale(&from, 40, 30, arena, &plane), E_OK);
        double want = mean_of(&from, &(struct plane_area){0, 0, from.width, from.height});
        double mean = mean_of(&plane, &(struct plane_area){0, 0, 40, 30});
        cr_expect_float_eq(mean, want, 1, "by %d: %.2f, not %.2f", factors[i], mean, want);
    }
}

/* A ramp stays the same ramp, whatever the factors: nothing moves aside and nothing gets lighter. */
Test(plane, keeps_a_ramp_at_every_size)
{
    static const int32_t sizes[][2] = {{64, 48}, {63, 47}, {33, 25}, {32, 24}, {25, 40},
                                       {13, 9},  {8, 6},   {7, 48},  {90, 50}, {128, 96}};
    struct plane from = plane_of(64, 48);
    for (int32_t y = 0; y < 48; y++) {
        for (int32_t x = 0; x < 64; x++) {
            plane_row(&from, y)[x] = (uint8_t)(20 + 2 * x + y);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        int32_t width = sizes[i][0];
        int32_t height = sizes[i][1];
        struct plane plane;
        cr_assert_eq(plane_scale(&from, width, height, arena, &plane), E_OK);
        cr_assert_eq(plane.width, width);
        cr_assert_eq(plane.height, height);
        /* Where it grows, the outermost pixels lie beyond the centres of the source's. */
        for (int32_t y = 1; y < height - 1; y++) {
            for (int32_t x = 1; x < width - 1; x++) {
                double want =
                    20 + 2 * ((x + 0.5) * 64 / width - 0.5) + (y + 0.5) * 48 / height - 0.5;
                cr_expect_float_eq(plane_row(&plane, y)[x], want, 1.1, "%d x %d at %d, %d", width,
                                   height, x, y);
            }
        }
    }
}

/* Views whose pixels fall on pixels of the source; outside, those at the edge go on. */
Test(plane, views_show_the_pixels_under_them)
{
    static const struct {
        const char *name;
        struct plane_view view;
    } rows[] = {
        {"identity", {0, 0, 1, 0, 0, 1}},
        {"shifted", {3, 2, 1, 0, 0, 1}},
        {"over the upper left edge", {-4, -3, 1, 0, 0, 1}},
        {"far outside", {-100, 200, 1, 0, 0, 1}},
        {"mirrored", {8, 0, -1, 0, 0, 1}},
        {"turned by a quarter", {0, 6, 0, -1, 1, 0}},
    };
    struct plane from = noise_of(9, 7);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct plane_view *view = &rows[i].view;
        struct plane plane;
        cr_assert_eq(plane_view(&from, view, 12, 10, arena, &plane), E_OK);
        for (int32_t y = 0; y < 10; y++) {
            for (int32_t x = 0; x < 12; x++) {
                double at_x = view->origin_x + x * view->right_x + y * view->down_x;
                double at_y = view->origin_y + x * view->right_y + y * view->down_y;
                int32_t from_x = (int32_t)fmax(0, fmin(8, at_x));
                int32_t from_y = (int32_t)fmax(0, fmin(6, at_y));
                cr_expect_eq(plane_row(&plane, y)[x], plane_row(&from, from_y)[from_x],
                             "%s at %d, %d", rows[i].name, x, y);
            }
        }
    }
}

Test(plane, views_interpolate_between_pixels)
{
    struct plane from = plane_of(2, 2);
    memcpy(from.p, (const uint8_t[]){0, 100, 40, 200}, 4);
    static const struct {
        double x;
        double y;
        uint8_t want;
    } rows[] = {{0.5, 0, 50}, {0, 0.5, 20}, {0.5, 0.5, 85}, {0.25, 0, 25}, {1, 0.75, 175}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct plane_view view = {
            .origin_x = rows[i].x, .origin_y = rows[i].y, .right_x = 1, .down_y = 1};
        struct plane plane;
        cr_assert_eq(plane_view(&from, &view, 1, 1, arena, &plane), E_OK);
        cr_expect_eq(plane.p[0], rows[i].want, "row %zu: %d", i, plane.p[0]);
    }
}

/* Along the target's axes, which need not be the source's. */
Test(plane, views_average_where_they_shrink)
{
    struct plane from = noise_of(24, 24);
    static const struct plane_view views[] = {
        {1, 1, 3, 0, 0, 3},
        {1, 22, 0, -3, 3, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        struct plane plane;
        cr_assert_eq(plane_view(&from, &views[i], 8, 8, arena, &plane), E_OK);
        for (int32_t y = 0; y < 8; y++) {
            for (int32_t x = 0; x < 8; x++) {
                int32_t from_x = i == 0 ? 3 * x : 3 * y;
                int32_t from_y = i == 0 ? 3 * y : 21 - 3 * x;
                const struct plane_area area = {from_x, from_y, from_x + 3, from_y + 3};
                cr_expect_float_eq(plane_row(&plane, y)[x], mean_of(&from, &area), 1.6,
                                   "view %zu at %d, %d", i, x, y);
            }
        }
    }
}

Test(plane, turns_clockwise)
{
    static const struct {
        int turns;
        int32_t width;
        uint8_t want[6];
    } rows[] = {
        {0, 3, {1, 2, 3, 4, 5, 6}}, {1, 2, {4, 1, 5, 2, 6, 3}},  {2, 3, {6, 5, 4, 3, 2, 1}},
        {3, 2, {3, 6, 2, 5, 1, 4}}, {-1, 2, {3, 6, 2, 5, 1, 4}}, {4, 3, {1, 2, 3, 4, 5, 6}},
    };
    struct plane from = plane_of(3, 2);
    memcpy(from.p, rows[0].want, 6);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct plane plane;
        cr_assert_eq(plane_turn(&from, rows[i].turns, arena, &plane), E_OK);
        cr_expect_eq(plane.width, rows[i].width, "row %zu", i);
        cr_expect_eq(plane.height, 6 / rows[i].width, "row %zu", i);
        expect_bytes(&plane, rows[i].want, arena_printf(arena, "%d turns", rows[i].turns));
    }
}

Test(plane, inverts_every_pixel)
{
    struct plane plane = plane_of(3, 2);
    memcpy(plane.p, (const uint8_t[]){0, 255, 1, 100, 127, 128}, 6);
    plane_invert(&plane);
    expect_bytes(&plane, (const uint8_t[]){255, 0, 254, 155, 128, 127}, "inverted");
}

/* An odd width: leptonica's rows end on words, a plane's do not. */
Test(plane, takes_the_grey_of_a_picture_or_an_area)
{
    static const struct plane_area areas[] = {{0, 0, 7, 5}, {2, 1, 6, 4}, {6, 4, 7, 5}};
    CLEANUP(pixDestroy) PIX *grey = pixCreate(7, 5, 8);
    CLEANUP(pixDestroy) PIX *colour = pixCreate(7, 5, 32);
    for (int32_t y = 0; y < 5; y++) {
        for (int32_t x = 0; x < 7; x++) {
            uint8_t value = (uint8_t)(30 * y + 7 * x);
            pixSetPixel(grey, x, y, value);
            pixSetRGBPixel(colour, x, y, value, value, value);
        }
    }
    for (size_t i = 0; i < 2 * ARRAY_LEN(areas); i++) {
        const struct plane_area *area = &areas[i / 2];
        struct plane plane;
        cr_assert_eq(plane_from_pix(i % 2 == 0 ? grey : colour, i < 2 ? NULL : area, arena, &plane),
                     E_OK);
        cr_assert_eq(plane.width, area->x2 - area->x1);
        cr_assert_eq(plane.height, area->y2 - area->y1);
        for (int32_t y = area->y1; y < area->y2; y++) {
            for (int32_t x = area->x1; x < area->x2; x++) {
                cr_expect_eq(plane_row(&plane, y - area->y1)[x - area->x1], 30 * y + 7 * x,
                             "picture %zu at %d, %d", i, x, y);
            }
        }
    }
}

Test(plane, weighs_colours_as_the_eye_does)
{
    static const uint8_t rows[][4] = {{255, 0, 0, 76},      {0, 255, 0, 149}, {0, 0, 255, 28},
                                      {255, 255, 255, 255}, {0, 0, 0, 0},     {100, 50, 200, 82}};
    CLEANUP(pixDestroy) PIX *pix = pixCreate((l_int32)ARRAY_LEN(rows), 1, 32);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        pixSetRGBPixel(pix, (l_int32)i, 0, rows[i][0], rows[i][1], rows[i][2]);
    }
    struct plane plane;
    cr_assert_eq(plane_from_pix(pix, NULL, arena, &plane), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(plane.p[i], rows[i][3], "row %zu: %d", i, plane.p[i]);
    }
}

Test(plane, refuses_absurd_sizes)
{
    static const int32_t sizes[][2] = {{0, 5},
                                       {5, 0},
                                       {-1, 5},
                                       {5, -1},
                                       {65536, 65536},
                                       {16385, 16384},
                                       {INT32_MAX, INT32_MAX},
                                       {INT32_MIN, INT32_MIN}};
    const struct plane_view view = {.right_x = 1, .down_y = 1};
    CLEANUP(pixDestroy) PIX *pix = draw_blank(8, 8, 255);
    struct plane from = noise_of(8, 8);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        int32_t width = sizes[i][0];
        int32_t height = sizes[i][1];
        struct plane plane;
        cr_expect_eq(plane_new(arena, width, height, &plane), E_PROCESSING_FAILED, "row %zu", i);
        cr_expect_eq(plane_scale(&from, width, height, arena, &plane), E_PROCESSING_FAILED,
                     "row %zu", i);
        cr_expect_eq(plane_view(&from, &view, width, height, arena, &plane), E_PROCESSING_FAILED,
                     "row %zu", i);
    }
    const struct plane_area empty = {5, 2, 5, 7};
    struct plane plane;
    cr_expect_eq(plane_from_pix(pix, &empty, arena, &plane), E_PROCESSING_FAILED);
    cr_expect_eq(plane_from_colours(pix, &empty, arena, &plane), E_PROCESSING_FAILED);
    cr_expect_eq(plane_new(arena, 1, 1, &plane), E_OK);
}
