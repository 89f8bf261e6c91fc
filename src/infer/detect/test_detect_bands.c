/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a picture that comes line by line is what is shown of it upright and as a whole: the same parts with the
 * same pixels, however the file has turned it, and however little of it is kept. */
#include <leptonica/allheaders.h>
#include <math.h>

#include <criterion/criterion.h>

#include "infer/detect/detect.h"
#include "infer/image/test_turn.h"

static struct arena *arena;
static const struct model model = {
    .kind = MODEL_DETECTOR,
    .input = {.width = 96, .height = 64},
    .detector = {.overlap = 16, .smallest = 40, .enlarge = 30, .detect = 0.3, .apart = 0.5},
};

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

TestSuite(detect_bands, .init = set_up, .fini = tear_down);

static struct str noise_jpeg(l_int32 width, l_int32 height)
{
    PIX *pix = pixCreate(width, height, 32);
    uint32_t number = 1;
    for (l_int32 y = 0; y < height; y++) {
        for (l_int32 x = 0; x < width; x++) {
            number = number * 1664525 + 1013904223;
            pixSetPixel(pix, x, y, number & 0xffffff00);
        }
    }
    l_uint8 *bytes = NULL;
    size_t n = 0;
    cr_assert_eq(pixWriteMemJpeg(&bytes, &n, pix, 90, 0), 0);
    pixDestroy(&pix);
    struct str kept = {arena_memdup(arena, bytes, n), n};
    free(bytes);
    return kept;
}

/* A picture in one of the ways in which it can come. */
struct seen {
    struct image_lines *lines;
    struct detect_pyramid pyramid;
    struct detect_plan plan;
    uint32_t *pixels; /* (plan.count, 64, 96) of the parts, upright */
    size_t looks;
};

static int look(void *context, const struct detect_bands *bands, const struct detect_tile *tile,
                struct err *err)
{
    (void)err;
    struct seen *seen = context;
    const size_t width = (size_t)model.input.width;
    uint32_t *to = seen->pixels + (size_t)(tile - seen->plan.tiles) * width * 64;
    for (size_t i = 0; i < tile->count; i++) {
        const struct detect_piece *piece = &tile->pieces[i];
        const bool are_columns = detect_lines_of(&seen->pyramid, piece->level).are_columns;
        for (int32_t y = 0; y < piece->height; y++) {
            for (int32_t x = 0; x < piece->width; x++) {
                const uint32_t *line = detect_bands_line(bands, piece, are_columns ? x : y);
                to[(size_t)(piece->at_y + y) * width + (size_t)(piece->at_x + x)] =
                    line[are_columns ? y : x] >> 8;
            }
        }
    }
    seen->looks++;
    return E_OK;
}

static void see(struct image_file *file, int64_t whole_pixels, size_t bytes_max, struct seen *out)
{
    const struct image_lines_options options = {.whole_pixels = whole_pixels};
    *out = (struct seen){0};
    cr_assert_eq(image_lines_open(file, 0, &options, &out->lines, NULL), E_OK);
    cr_assert_eq(detect_pyramid_make(out->lines, &model, &out->pyramid, NULL), E_OK);
    detect_plan_make(out->pyramid.levels, out->pyramid.count, &model, arena, &out->plan);
    out->pixels = arena_calloc(arena, out->plan.count * 64 * 96, sizeof(*out->pixels));
    cr_assert_eq(detect_bands_look(&out->pyramid, &out->plan, bytes_max, look, out, NULL), E_OK);
}

static void seen_done(struct seen *seen)
{
    detect_pyramid_done(&seen->pyramid);
    image_lines_close(seen->lines);
}

static const struct {
    int width, height;
} sizes[] = {{401, 301}, {300, 402}, {97, 64}, {96, 65}, {95, 63},
             {29, 17},   {1, 1},     {1, 200}, {333, 2}, {40, 41}};

Test(detect_bands, show_what_the_whole_picture_shows)
{
    const size_t rooms[] = {0, 60000, SIZE_MAX};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        const struct str jpeg = noise_jpeg(sizes[i].width, sizes[i].height);
        for (int orientation = 1; orientation <= 8; orientation++) {
            const struct str turned = test_turn_jpeg(jpeg, orientation, arena);
            CLEANUP(image_file_closep) struct image_file *file = NULL;
            cr_assert_eq(image_file_open(turned, &file, NULL), E_OK);
            struct seen whole;
            see(file, IMAGE_PIXELS_MAX, SIZE_MAX, &whole);
            for (size_t k = 0; k < ARRAY_LEN(rooms); k++) {
                struct seen seen;
                see(file, 0, rooms[k], &seen);
                cr_expect_eq(seen.looks, seen.plan.count);
                cr_assert_eq(seen.plan.count, whole.plan.count);
                cr_expect_arr_eq(seen.pixels, whole.pixels, seen.plan.count * 64 * 96 * 4,
                                 "%d x %d, orientation %d, room %zu", sizes[i].width,
                                 sizes[i].height, orientation, k);
                seen_done(&seen);
            }
            seen_done(&whole);
        }
    }
}

/* Boxes within, at and over the edges, of sizes that go to all levels. */
static void add_boxes(const struct detect_size *page, struct detect_boxes *out)
{
    out->items = arena_calloc(arena, 60, sizeof(*out->items));
    uint32_t number = 7;
    for (out->count = 0; out->count < 60; out->count++) {
        double ends[4];
        for (size_t i = 0; i < 4; i++) {
            number = number * 1664525 + 1013904223;
            ends[i] = (double)(number >> 8) / (1 << 24) * (i % 2 == 0 ? page->width : page->height);
        }
        out->items[out->count] = (struct detect_box){
            .left = fmin(ends[0], ends[2]),
            .top = fmin(ends[1], ends[3]),
            .right = fmax(ends[0], ends[2]),
            .bottom = fmax(ends[1], ends[3]),
        };
    }
}

static void expect_same_parts(const struct detect_parts *a, const struct detect_parts *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        l_int32 same = 0;
        const struct classify_view *x = &a->items[i].view;
        const struct classify_view *y = &b->items[i].view;
        cr_assert(x->left == y->left && x->right == y->right, "part %zu", i);
        cr_assert(x->top == y->top && x->bottom == y->bottom, "part %zu", i);
        cr_assert_eq(pixEqual(a->items[i].image.pix, b->items[i].image.pix, &same), 0);
        cr_assert_eq(same, 1, "part %zu", i);
    }
}

Test(detect_bands, cut_what_the_whole_picture_has)
{
    const struct detect_cutting cutting = {0.1, false, 24};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        const struct str jpeg = noise_jpeg(sizes[i].width, sizes[i].height);
        for (int orientation = 1; orientation <= 8; orientation++) {
            const struct str turned = test_turn_jpeg(jpeg, orientation, arena);
            CLEANUP(image_file_closep) struct image_file *file = NULL;
            cr_assert_eq(image_file_open(turned, &file, NULL), E_OK);
            struct seen whole;
            struct seen seen;
            struct detect_boxes boxes;
            struct detect_parts parts[2];
            see(file, IMAGE_PIXELS_MAX, SIZE_MAX, &whole);
            see(file, 0, SIZE_MAX, &seen);
            add_boxes(&whole.pyramid.page, &boxes);
            cr_assert_eq(detect_cut(&whole.pyramid, &boxes, &cutting, SIZE_MAX, &parts[0], NULL),
                         E_OK);
            cr_assert_eq(detect_cut(&seen.pyramid, &boxes, &cutting, SIZE_MAX, &parts[1], NULL),
                         E_OK);
            cr_assert_eq(parts[0].count, boxes.count);
            cr_assert_eq(parts[1].count, boxes.count);
            expect_same_parts(&parts[0], &parts[1]);
            detect_parts_done(&parts[0]);
            detect_parts_done(&parts[1]);
            seen_done(&whole);
            seen_done(&seen);
        }
    }
}

static int refuse(void *context, const struct detect_bands *bands, const struct detect_tile *tile,
                  struct err *err)
{
    (void)bands;
    (void)tile;
    size_t *left = context;
    return (*left)-- > 0 ? E_OK : err_set(err, E_CANCELLED, "No more.");
}

Test(detect_bands, end_where_a_look_says_so)
{
    const struct str jpeg = noise_jpeg(401, 301);
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    cr_assert_eq(image_file_open(jpeg, &file, NULL), E_OK);
    struct seen seen;
    see(file, 0, SIZE_MAX, &seen);
    for (size_t looks = 0; looks < seen.plan.count; looks += 7) {
        size_t left = looks;
        struct err err = {0};
        cr_expect_eq(detect_bands_look(&seen.pyramid, &seen.plan, 60000, refuse, &left, &err),
                     E_CANCELLED);
    }
    seen_done(&seen);
}
