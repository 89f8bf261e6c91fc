/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "infer/textrec/ink.h"
#include "infer/textrec/test_draw.h"

TestSuite(ink, .init = draw_start, .fini = draw_stop);

/* No multiple of the tiles in which contrast is measured. */
#define WIDTH  397
#define HEIGHT 203
#define PITCH  40 /* of blocks, px */
#define BLOCK  10

static bool in_block(int32_t x, int32_t y)
{
    return x % PITCH < BLOCK && y % PITCH < BLOCK;
}

/* Paper that goes from one grey at the left, or at the top, to another at the other side, with blocks darker
 * by `contrast`. */
static struct plane draw_blocks(int32_t first, int32_t last, bool down, int32_t contrast)
{
    struct plane plane;
    cr_assert_eq(plane_new(arena, WIDTH, HEIGHT, &plane), E_OK);
    for (int32_t y = 0; y < HEIGHT; y++) {
        for (int32_t x = 0; x < WIDTH; x++) {
            int32_t paper = first + (last - first) * (down ? y : x) / (down ? HEIGHT : WIDTH);
            plane_row(&plane, y)[x] = (uint8_t)(paper - (in_block(x, y) ? contrast : 0));
        }
    }
    return plane;
}

Test(ink, is_what_is_darker_than_its_surroundings)
{
    static const struct {
        int32_t first;
        int32_t last;
        bool down;
        int32_t contrast;
        bool is_ink;
    } rows[] = {
        {255, 255, false, 255, true}, {255, 255, false, 0, false}, {0, 0, false, 0, false},
        {200, 200, false, 50, true},  {60, 60, false, 30, true},   {200, 200, false, 18, true},
        {200, 200, false, 17, false}, {250, 130, false, 80, true}, {130, 250, false, 80, true},
        {250, 50, false, 40, true},   {50, 250, false, 40, true},  {180, 80, true, 40, true},
        {80, 180, true, 40, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct plane grey =
            draw_blocks(rows[i].first, rows[i].last, rows[i].down, rows[i].contrast);
        struct plane ink;
        cr_assert_eq(ink_find(&grey, arena, &ink), E_OK);
        cr_assert_eq(ink.width, WIDTH);
        cr_assert_eq(ink.height, HEIGHT);
        int32_t wrong = 0;
        for (int32_t y = 0; y < HEIGHT; y++) {
            for (int32_t x = 0; x < WIDTH; x++) {
                wrong += plane_row(&ink, y)[x] != (rows[i].is_ink && in_block(x, y)) ? 1 : 0;
            }
        }
        cr_expect_eq(wrong, 0, "row %zu: %d pixels", i, wrong);
    }
}

/* Shadows in the paper are not ink where the ink elsewhere is far darker. */
Test(ink, is_not_what_is_faint_beside_the_usual)
{
    struct plane grey = draw_blocks(240, 240, false, 200);
    for (int32_t y = 0; y < HEIGHT; y++) {
        for (int32_t x = 300; x < WIDTH; x++) {
            plane_row(&grey, y)[x] = in_block(x, y) ? 210 : 240;
        }
    }
    struct plane ink;
    cr_assert_eq(ink_find(&grey, arena, &ink), E_OK);
    cr_expect_eq(plane_row(&ink, 45)[45], 1);
    cr_expect_eq(plane_row(&ink, 45)[365], 0);
}

Test(ink, may_be_on_one_pixel)
{
    struct plane grey;
    struct plane ink;
    struct parts parts;
    cr_assert_eq(plane_new(arena, 1, 1, &grey), E_OK);
    grey.p[0] = 0;
    cr_assert_eq(ink_find(&grey, arena, &ink), E_OK);
    cr_expect_eq(ink.p[0], 0);
    cr_assert_eq(ink_parts(&ink, arena, &parts), E_OK);
    cr_expect_eq(parts.count, 0);
}

Test(ink, has_parts_that_hang_together)
{
    static const struct {
        const char *name;
        const char *rows[6];
        size_t count;
        struct part parts[3];
    } rows[] = {
        {"nothing", {".....", "....."}, 0, {{0}}},
        {"one pixel", {".....", "..#.."}, 1, {{2, 1, 3, 2, 1}}},
        {"everything", {"#####", "#####"}, 1, {{0, 0, 5, 2, 10}}},
        {"a corner to the right", {".##..", "...#."}, 1, {{1, 0, 4, 2, 3}}},
        {"a corner to the left", {"..##.", ".#..."}, 1, {{1, 0, 4, 2, 3}}},
        {"side by side", {"##.##", "##.#."}, 2, {{0, 0, 2, 2, 4}, {3, 0, 5, 2, 3}}},
        {"one above the other", {"#####", ".....", "..#.."}, 2, {{0, 0, 5, 1, 5}, {2, 2, 3, 3, 1}}},
        {"joined at the foot", {"#...#", "#...#", "#####"}, 1, {{0, 0, 5, 3, 9}}},
        {"joined late, from the right",
         {"..#.#", "#.#.#", "#.#.#", "#..#.", ".##.."},
         1,
         {{0, 0, 5, 5, 12}}},
        {"a dot in a ring",
         {"#####", "#...#", "#.#.#", "#...#", "#####"},
         2,
         {{0, 0, 5, 5, 16}, {2, 2, 3, 3, 1}}},
        {"three in a row", {"#.#.#"}, 3, {{0, 0, 1, 1, 1}, {2, 0, 3, 1, 1}, {4, 0, 5, 1, 1}}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct plane ink = {.width = 5};
        while (ink.height < 6 && rows[i].rows[ink.height] != NULL) {
            ink.height++;
        }
        cr_assert_eq(plane_new(arena, 5, ink.height, &ink), E_OK);
        for (int32_t k = 0; k < 5 * ink.height; k++) {
            ink.p[k] = rows[i].rows[k / 5][k % 5] == '#' ? 1 : 0;
        }
        struct parts parts;
        cr_assert_eq(ink_parts(&ink, arena, &parts), E_OK);
        cr_assert_eq(parts.count, rows[i].count, "%s: %zu parts", rows[i].name, parts.count);
        for (size_t k = 0; k < parts.count; k++) {
            const struct part *got = &parts.p[k];
            cr_expect_eq(memcmp(got, &rows[i].parts[k], sizeof(*got)), 0,
                         "%s, part %zu: %d, %d to %d, %d, area %d", rows[i].name, k, got->x1,
                         got->y1, got->x2, got->y2, got->area);
        }
    }
}

/* Every other pixel of a picture of noise may be a part of its own: there is an end to the memory. */
Test(ink, refuses_absurdly_many_parts)
{
    struct plane ink;
    struct parts parts;
    cr_assert_eq(plane_new(arena, 4096, 4200, &ink), E_OK);
    memset(ink.p, 0, (size_t)4096 * 4200);
    for (size_t i = 0; i < (size_t)4096 * 4200; i += 2) {
        ink.p[i] = 1;
    }
    cr_expect_eq(ink_parts(&ink, arena, &parts), E_PROCESSING_FAILED);
}
