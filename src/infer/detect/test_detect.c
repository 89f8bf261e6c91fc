/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <math.h>

#include <criterion/criterion.h>

#include "infer/detect/detect.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(detect, .init = setup, .fini = teardown);

static struct model model_of(int32_t width, int32_t height)
{
    return (struct model){
        .kind = MODEL_DETECTOR,
        .input = {.width = width, .height = height},
        .detector = {.overlap = 48, .smallest = 128, .enlarge = 200, .detect = 0.3, .apart = 0.5},
    };
}

static struct image image_of(int width, int height, int depth)
{
    PIX *pix = pixCreate(width, height, depth);
    cr_assert_not_null(pix);
    return (struct image){.pix = pix, .width = width, .height = height};
}

/* ---- levels ---- */

static void make_pyramid(const struct image *image, const struct model *model,
                         struct image_lines **out_lines, struct detect_pyramid *out)
{
    *out_lines = image_lines_of(image);
    cr_assert_eq(detect_pyramid_make(*out_lines, model, out, NULL), E_OK);
}

Test(detect, halves_a_picture_until_it_is_small)
{
    const struct {
        int width, height, depth;
        size_t count, original;
        int last_width, last_height;
    } rows[] = {
        {1360, 800, 32, 4, 0, 170, 100}, {255, 255, 8, 1, 0, 255, 255}, {256, 10, 32, 2, 0, 128, 5},
        {1025, 3, 32, 4, 0, 128, 1},     {150, 90, 32, 2, 1, 150, 90},  {1, 1, 8, 2, 1, 1, 1},
        {199, 30, 8, 2, 1, 199, 30},     {200, 30, 8, 1, 0, 200, 30},
    };
    const struct model model = model_of(704, 448);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image image = image_of(rows[i].width, rows[i].height, rows[i].depth);
        struct detect_pyramid pyramid;
        CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
        make_pyramid(&image, &model, &lines, &pyramid);
        cr_expect_eq(pyramid.count, rows[i].count, "row %zu: %zu", i, pyramid.count);
        cr_expect_eq(pyramid.original, rows[i].original, "row %zu", i);
        cr_expect_eq(pyramid.levels[pyramid.original].scale, 1, "row %zu", i);
        const struct detect_level *last = &pyramid.levels[pyramid.count - 1];
        cr_expect_eq(last->width, rows[i].last_width, "row %zu", i);
        cr_expect_eq(last->height, rows[i].last_height, "row %zu", i);
        cr_expect_eq(last->scale, ldexp(1, -(int)(pyramid.count - 1 - pyramid.original)));
        detect_pyramid_done(&pyramid);
        pixDestroy(&image.pix);
    }
}

static int take_half(void *context, size_t level, int32_t place, const uint32_t *line,
                     struct err *err)
{
    (void)err;
    uint32_t *pixel = context;
    if (level == 1 && place == 1) {
        *pixel = line[100];
        return 0;
    }
    cr_assert(level == 0 || place == 0, "nothing comes after that was enough");
    return 1;
}

Test(detect, a_half_is_the_mean_of_four)
{
    struct image image = image_of(512, 8, 32);
    for (l_int32 x = 0; x < 512; x++) {
        for (l_int32 y = 0; y < 8; y++) {
            pixSetRGBPixel(image.pix, x, y, 255, x % 2 == 0 ? 10 : 11, y % 2 == 0 ? 0 : 200);
        }
    }
    const struct model model = model_of(704, 448);
    struct detect_pyramid pyramid;
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    make_pyramid(&image, &model, &lines, &pyramid);
    uint32_t pixel = 0;
    cr_assert_eq(detect_pyramid_pass(&pyramid, 2, take_half, &pixel, NULL), E_OK);
    cr_expect_eq(pixel >> L_RED_SHIFT & 255, 255);
    cr_expect_eq(pixel >> L_GREEN_SHIFT & 255, 11, "rounded");
    cr_expect_eq(pixel >> L_BLUE_SHIFT & 255, 100);
    detect_pyramid_done(&pyramid);
    pixDestroy(&image.pix);
}

/* ---- parts ---- */

/* Every pixel of every level is in a piece, and no piece leaves its level or its input. */
static void check_plan(const struct detect_plan *plan, const struct detect_level *levels,
                       size_t count, const struct model *model)
{
    for (size_t level = 0; level < count; level++) {
        const size_t pixels = (size_t)levels[level].width * (size_t)levels[level].height;
        char *seen = arena_calloc(arena, pixels, 1);
        for (size_t i = 0; i < plan->count; i++) {
            for (size_t k = 0; k < plan->tiles[i].count; k++) {
                const struct detect_piece *piece = &plan->tiles[i].pieces[k];
                if (piece->level != level) {
                    continue;
                }
                cr_assert(piece->x >= 0 && piece->x + piece->width <= levels[level].width);
                cr_assert(piece->y >= 0 && piece->y + piece->height <= levels[level].height);
                const struct detect_size input = detect_input_size(model, plan->tiles[i].input);
                cr_assert(piece->at_x + piece->width <= input.width);
                cr_assert(piece->at_y + piece->height <= input.height);
                for (int32_t y = piece->y; y < piece->y + piece->height; y++) {
                    memset(seen + (size_t)y * (size_t)levels[level].width + piece->x, 1,
                           (size_t)piece->width);
                }
            }
        }
        cr_expect_null(memchr(seen, 0, pixels), "level %zu has a hole", level);
    }
}

Test(detect, parts_cover_every_level)
{
    const struct {
        struct detect_level levels[4];
        size_t count, tiles;
    } rows[] = {
        {{{1360, 800, 1}, {680, 400, 0.5}, {340, 200, 0.25}, {170, 100, 0.125}}, 4, 6},
        {{{704, 448, 1}}, 1, 1},
        {{{705, 448, 1}}, 1, 2},
        {{{2000, 30, 1}, {1000, 15, 0.5}, {500, 7, 0.25}, {250, 3, 0.125}}, 4, 6},
        {{{300, 200, 1}, {150, 100, 0.5}}, 2, 1},
    };
    const struct model model = model_of(704, 448);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct detect_plan plan;
        detect_plan_make(rows[i].levels, rows[i].count, &model, arena, &plan);
        cr_expect_eq(plan.count, rows[i].tiles, "row %zu: %zu parts", i, plan.count);
        check_plan(&plan, rows[i].levels, rows[i].count, &model);
    }
}

Test(detect, a_smaller_input_takes_what_it_covers_with_less)
{
    const struct {
        struct detect_level levels[4];
        size_t count, whole, smaller; /* how many parts there are of each input */
    } rows[] = {
        /* What is left of the halves. */
        {{{1360, 800, 1}, {680, 400, 0.5}, {340, 200, 0.25}, {170, 100, 0.125}}, 4, 5, 1},
        {{{544, 240, 1}, {272, 120, 0.5}}, 2, 1, 0},
        {{{272, 120, 1}, {136, 60, 0.5}}, 2, 0, 1},
        /* A level that it covers with fewer pixels, and one that it does not. */
        {{{2000, 30, 1}}, 1, 0, 4},
        {{{1360, 816, 1}}, 1, 4, 0},
        {{{705, 432, 1}}, 1, 0, 4},
        {{{544, 241, 1}}, 1, 1, 0},
    };
    struct model model = model_of(704, 432);
    model.detector.smaller = (struct model_size){544, 240};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct detect_plan plan;
        size_t smaller = 0;
        detect_plan_make(rows[i].levels, rows[i].count, &model, arena, &plan);
        check_plan(&plan, rows[i].levels, rows[i].count, &model);
        for (size_t k = 0; k < plan.count; k++) {
            smaller += plan.tiles[k].input == DETECT_SMALLER;
        }
        cr_expect_eq(smaller, rows[i].smaller, "row %zu: %zu smaller", i, smaller);
        cr_expect_eq(plan.count - smaller, rows[i].whole, "row %zu: %zu parts", i, plan.count);
    }
}

Test(detect, a_smaller_input_leaves_no_level_out)
{
    /* 458 parts of the one, 605 of the other. */
    const struct detect_level levels[] = {{300000, 160, 1}};
    struct model model = model_of(704, 432);
    struct detect_plan plan;
    model.detector.smaller = (struct model_size){544, 240};
    detect_plan_make(levels, 1, &model, arena, &plan);
    cr_expect_eq(plan.count, 458);
    cr_expect_eq(plan.tiles[0].input, DETECT_WHOLE);
}

Test(detect, neighbours_overlap)
{
    const struct detect_level levels[] = {{3000, 2000, 1}};
    const struct model model = model_of(704, 448);
    struct detect_plan plan;
    detect_plan_make(levels, 1, &model, arena, &plan);
    cr_assert_eq(plan.count, 25);
    for (size_t i = 1; i < 5; i++) {
        const struct detect_piece *a = &plan.tiles[i - 1].pieces[0];
        const struct detect_piece *b = &plan.tiles[i].pieces[0];
        cr_expect_geq(a->x + a->width - b->x, 48);
    }
}

Test(detect, levels_that_need_too_many_parts_are_left_out)
{
    const struct detect_level levels[] = {{50000000, 1, 1}, {500000, 1, 0.01}, {600, 1, 1e-5}};
    const struct model model = model_of(704, 448);
    struct detect_plan plan;
    detect_plan_make(levels, 3, &model, arena, &plan);
    cr_expect_eq(plan.count, 1);
    cr_expect_eq(plan.tiles[0].pieces[0].level, 2);
}

/* ---- boxes ---- */

/* One part of a picture of 200 by 100 at half its size: the right half of that, 60 pixels wide from 40 on, lies at 10, 20. */
static const struct detect_level half = {.width = 100, .height = 50, .scale = 0.5};
static const struct detect_tile part = {
    .pieces = {{.level = 0, .x = 40, .width = 60, .height = 50, .at_x = 10, .at_y = 20}},
    .count = 1};
static const struct detect_place place = {&part, &half, {200, 100}};

static void decode(const struct detect_output *output, struct detect_candidates *out)
{
    detect_candidates_init(out, arena);
    detect_decode(output, 0.3, &place, out);
}

Test(detect, puts_corners_where_they_belong)
{
    const float boxes[] = {20, 30, 30, 50, 5, 30, 30, 50, 40, 40, 75, 75};
    const float scores[] = {0.2F, 0.9F, 0.5F, 0.1F, 2, 0.3F};
    const struct detect_output output = {MODEL_BOXES_CORNERS, boxes, scores, 3, 2};
    struct detect_candidates found;
    decode(&output, &found);
    cr_assert_eq(found.count, 4);
    const struct detect_box *box = &found.items[0];
    cr_expect_eq(box->class, 1);
    cr_expect_float_eq(box->score, 0.9, 1e-6);
    cr_expect_eq(box->left, 100);
    cr_expect_eq(box->top, 20);
    cr_expect_eq(box->right, 120);
    cr_expect_eq(box->bottom, 60);
    cr_expect(!box->is_cut);
    cr_expect_eq(found.items[1].left, 80, "held within its part");
    cr_expect(found.items[1].is_cut, "at the border where the picture goes on");
    cr_expect_eq(found.items[2].right, 200);
    cr_expect_eq(found.items[2].bottom, 100);
    cr_expect(!found.items[2].is_cut, "at the border of the picture");
    cr_expect_eq(found.items[2].score, 1, "no score is more than sure");
}

Test(detect, reads_what_ultralytics_exports)
{
    /* Two boxes, one class: rows of x, y, width, height, score. */
    const float numbers[] = {25, 30, 40, 45, 10, 20, 20, 10, 0.8F, 0.2F};
    const struct detect_output output = {MODEL_BOXES_YOLO, numbers, NULL, 2, 1};
    struct detect_candidates found;
    decode(&output, &found);
    cr_assert_eq(found.count, 1);
    cr_expect_eq(found.items[0].left, 100);
    cr_expect_eq(found.items[0].top, 20);
    cr_expect_eq(found.items[0].right, 120);
    cr_expect_eq(found.items[0].bottom, 60);
}

Test(detect, passes_over_what_is_no_box)
{
    const float boxes[] = {
        NAN, 30, 30, 50,       /* no number */
        20,  30, 20, 50,       /* no width */
        30,  50, 20, 30,       /* the wrong way round */
        80,  30, 90, 50,       /* outside of all parts */
        20,  30, 30, INFINITY, /* without end */
        20,  30, 30, 50,       /* one, but of what score? */
    };
    const float scores[] = {1, 1, 1, 1, 1, NAN};
    const struct detect_output output = {MODEL_BOXES_CORNERS, boxes, scores, 6, 1};
    struct detect_candidates found;
    decode(&output, &found);
    cr_expect_eq(found.count, 0);
}

Test(detect, keeps_the_best_of_very_many)
{
    struct detect_candidates found;
    struct detect_boxes boxes;
    detect_candidates_init(&found, arena);
    for (size_t i = 0; i < 100000; i++) {
        const double at = (double)(i % 1000) * 10;
        const struct detect_box box = {at, 0, at + 8, 8, (double)((i * 7919) % 100000) / 1e5,
                                       0,  0, false};
        detect_candidates_add(&found, &box);
    }
    detect_merge(&found, 0.5, arena, &boxes);
    cr_assert_eq(boxes.count, DETECT_BOXES_MAX);
    cr_expect_eq(boxes.items[0].score, 0.99999);
    for (size_t i = 1; i < boxes.count; i++) {
        cr_expect_leq(boxes.items[i].score, boxes.items[i - 1].score);
    }
}

Test(detect, leaves_one_box_for_each_thing)
{
    const struct {
        const char *name;
        struct detect_box boxes[3];
        size_t count, left;
        double first; /* `left` of the best */
    } rows[] = {
        {"the same twice", {{0, 0, 20, 20, 0.6, 0, 0, 0}, {2, 1, 22, 21, 0.9, 0, 0, 0}}, 2, 1, 2},
        {"two on a pole", {{0, 0, 20, 20, 0.6, 0, 0, 0}, {0, 19, 20, 39, 0.9, 0, 0, 0}}, 2, 2, 0},
        {"two kinds", {{0, 0, 20, 20, 0.6, 0, 0, 0}, {0, 0, 20, 20, 0.9, 1, 0, 0}}, 2, 2, 0},
        {"its middle, in another level",
         {{0, 0, 40, 40, 0.6, 0, 1, 0}, {10, 10, 30, 30, 0.5, 0, 0, 0}},
         2,
         1,
         0},
        {"a small one on a large one, in one level",
         {{0, 0, 40, 40, 0.6, 0, 0, 0}, {10, 10, 30, 30, 0.5, 0, 0, 0}},
         2,
         2,
         0},
        {"cut, and whole elsewhere",
         {{0, 0, 12, 20, 0.9, 0, 0, 1}, {0, 0, 20, 20, 0.4, 0, 0, 0}},
         2,
         1,
         0},
        {"cut, and whole nowhere", {{5, 0, 12, 20, 0.9, 0, 0, 1}}, 1, 1, 5},
        {"two halves", {{0, 0, 12, 20, 0.9, 0, 0, 1}, {8, 0, 20, 20, 0.8, 0, 0, 1}}, 2, 2, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct detect_candidates found;
        struct detect_boxes boxes;
        detect_candidates_init(&found, arena);
        for (size_t k = 0; k < rows[i].count; k++) {
            detect_candidates_add(&found, &rows[i].boxes[k]);
        }
        detect_merge(&found, 0.5, arena, &boxes);
        cr_expect_eq(boxes.count, rows[i].left, "%s: %zu", rows[i].name, boxes.count);
        cr_expect_eq(boxes.items[0].left, rows[i].first, "%s", rows[i].name);
    }
}

Test(detect, measures_what_boxes_share)
{
    const struct detect_box a = {.right = 10, .bottom = 10};
    const struct detect_box b = {.left = 5, .right = 15, .bottom = 10};
    const struct detect_box c = {.left = 10, .right = 20, .bottom = 10};
    const struct detect_box none = {0};
    cr_expect_float_eq(detect_share_of_union(&a, &b), 1.0 / 3, 1e-9);
    cr_expect_float_eq(detect_share_of_smaller(&a, &b), 0.5, 1e-9);
    cr_expect_eq(detect_share_of_union(&a, &c), 0);
    cr_expect_eq(detect_share_of_union(&none, &none), 0);
    cr_expect_eq(detect_share_of_smaller(&a, &none), 0);
}

/* ---- what is in a box ---- */

/* The value of each pixel is its column. */
static struct image columns(int width, int height)
{
    struct image image = image_of(width, height, 8);
    for (l_int32 y = 0; y < height; y++) {
        for (l_int32 x = 0; x < width; x++) {
            pixSetPixel(image.pix, x, y, (l_uint32)x % 256);
        }
    }
    return image;
}

Test(detect, cuts_out_of_the_level_that_suits)
{
    const struct {
        struct detect_box box;
        size_t level;
        double left, right; /* in the level */
        bool is_squashed;
    } rows[] = {
        {{.left = 400, .top = 400, .right = 440, .bottom = 500}, 0, 394, 446, true},
        {{.left = 400, .top = 400, .right = 600, .bottom = 500}, 1, 185, 315, true},
        {{.left = 400, .top = 400, .right = 440, .bottom = 420}, 0, 394, 446},
        {{.left = 400, .top = 400, .right = 500, .bottom = 500}, 1, 192.5, 257.5},
        {{.left = 300, .top = 300, .right = 700, .bottom = 700}, 3, 30, 95},
        {{.left = 0, .top = 0, .right = 40, .bottom = 40}, 0, -6, 46},
    };
    const struct model model = model_of(704, 448);
    struct image image = columns(1024, 1024);
    struct detect_pyramid pyramid;
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    make_pyramid(&image, &model, &lines, &pyramid);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct detect_cutting cutting = {0.15, !rows[i].is_squashed, 64};
        struct detect_box box = rows[i].box;
        const struct detect_boxes boxes = {&box, 1};
        struct detect_parts parts;
        cr_assert_eq(detect_cut(&pyramid, &boxes, &cutting, MIB, &parts, NULL), E_OK);
        cr_assert_eq(parts.count, 1);
        const struct detect_part *cut = &parts.items[0];
        const struct classify_view *view = &cut->view;
        cr_expect_eq(cut->level, rows[i].level, "row %zu: %zu", i, cut->level);
        cr_expect_float_eq(view->left + cut->x, rows[i].left, 1e-9, "row %zu", i);
        cr_expect_float_eq(view->right + cut->x, rows[i].right, 1e-9, "row %zu", i);
        cr_expect(view->left >= 2 && view->right + 2 <= cut->image.width, "row %zu", i);
        const double ratio =
            (rows[i].box.right - rows[i].box.left) / (rows[i].box.bottom - rows[i].box.top);
        cr_expect_float_eq((view->right - view->left) / (view->bottom - view->top),
                           rows[i].is_squashed ? ratio : 1, 1e-9, "row %zu", i);
        detect_parts_done(&parts);
    }
    detect_pyramid_done(&pyramid);
    pixDestroy(&image.pix);
}

Test(detect, repeats_the_edge_outside)
{
    const struct model model = model_of(704, 448);
    struct image image = columns(300, 300);
    struct detect_pyramid pyramid;
    struct detect_parts parts;
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    const struct detect_cutting cutting = {0.5, true, 64};
    struct detect_box box = {.left = 260, .top = 0, .right = 300, .bottom = 40};
    const struct detect_boxes boxes = {&box, 1};
    make_pyramid(&image, &model, &lines, &pyramid);
    cr_assert_eq(detect_cut(&pyramid, &boxes, &cutting, MIB, &parts, NULL), E_OK);
    const struct detect_part *cut = &parts.items[0];
    l_uint32 value;
    pixGetPixel(cut->image.pix, cut->image.width - 1, 0, &value);
    cr_expect_eq(value >> L_RED_SHIFT & 255, 299 % 256);
    pixGetPixel(cut->image.pix, (int)cut->view.left, 0, &value);
    cr_expect_eq(value >> L_RED_SHIFT & 255, 240);
    detect_parts_done(&parts);
    detect_pyramid_done(&pyramid);
    pixDestroy(&image.pix);
}

Test(detect, cuts_as_many_as_there_is_room_for)
{
    const struct model model = model_of(704, 448);
    struct image image = columns(300, 300);
    struct detect_pyramid pyramid;
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    const struct detect_cutting cutting = {0, true, 64};
    struct detect_box boxes[3];
    for (size_t i = 0; i < ARRAY_LEN(boxes); i++) {
        boxes[i] = (struct detect_box){.left = 100, .top = 100, .right = 196, .bottom = 196};
    }
    const struct detect_boxes all = {boxes, ARRAY_LEN(boxes)};
    const size_t counts[] = {1, 1, 2, 3};
    make_pyramid(&image, &model, &lines, &pyramid);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        struct detect_parts parts;
        cr_assert_eq(detect_cut(&pyramid, &all, &cutting, i * 100 * 100 * 4, &parts, NULL), E_OK);
        cr_expect_eq(parts.count, counts[i], "row %zu: %zu", i, parts.count);
        detect_parts_done(&parts);
    }
    detect_pyramid_done(&pyramid);
    pixDestroy(&image.pix);
}
