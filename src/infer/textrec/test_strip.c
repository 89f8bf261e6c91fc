/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "infer/textrec/strip.h"
#include "infer/textrec/test_draw.h"

TestSuite(strip, .init = draw_start, .fini = draw_stop);

struct point {
    double x;
    double y;
};

static struct point map(const struct plane_view *view, double x, double y)
{
    return (struct point){view->origin_x + x * view->right_x + y * view->down_x,
                          view->origin_y + x * view->right_y + y * view->down_y};
}

/* The way back through a view. */
static struct point unmap(const struct plane_view *view, double x, double y)
{
    double area = view->right_x * view->down_y - view->right_y * view->down_x;
    x -= view->origin_x;
    y -= view->origin_y;
    return (struct point){(x * view->down_y - y * view->down_x) / area,
                          (y * view->right_x - x * view->right_y) / area};
}

/* A word in the middle of a picture of 240 x 112, sheared; a stroke above and one below belong to neither its
 * band nor its ink. */
static PIX *draw_word(double slope)
{
    CLEANUP(pixDestroy) PIX *pix = draw_blank(240, 112, 255);
    draw_block(pix, &(struct plane_area){118, 10, 120, 50}, 140);
    draw_block(pix, &(struct plane_area){118, 55, 120, 96}, 140);
    draw_line(pix, "Hamster", 0, 50, 62);
    return draw_sheared(pix, slope);
}

static PIX *draw_enlarged(PIX *pix, double factor)
{
    return pixScaleGrayLI(pix, (l_float32)factor, (l_float32)factor);
}

static bool is_dark(PIX *pix, int32_t x, int32_t y)
{
    l_uint32 value;
    pixGetPixel(pix, x, y, &value);
    return value < 128;
}

/* The share of a picture's ink that lies within the band of a strip, `room` wider on either side. */
static double share_in_band(PIX *pix, const struct strip *strip, double room)
{
    int32_t all = 0;
    int32_t inside = 0;
    for (int32_t y = 0; y < pixGetHeight(pix); y++) {
        for (int32_t x = 0; x < pixGetWidth(pix); x++) {
            if (!is_dark(pix, x, y)) {
                continue;
            }
            struct point in_plane = unmap(&strip->place, x, y);
            struct point level = unmap(&strip->level, in_plane.x, in_plane.y);
            all++;
            inside += level.y > strip->top - room && level.y < strip->bottom + room ? 1 : 0;
        }
    }
    return (double)inside / all;
}

Test(strip, of_a_picture_knows_slope_and_band)
{
    static const double slopes[] = {-0.3, -0.17, -0.05, 0, 0.08, 0.2, 0.3};
    static const double factors[] = {1, 0.75, 2.5};
    for (size_t i = 0; i < ARRAY_LEN(slopes) * ARRAY_LEN(factors); i++) {
        double slope = slopes[i / ARRAY_LEN(factors)];
        double factor = factors[i % ARRAY_LEN(factors)];
        CLEANUP(pixDestroy) PIX *word = draw_word(slope);
        CLEANUP(pixDestroy) PIX *pix = draw_enlarged(word, factor);
        struct strip strip;
        cr_assert_eq(strip_of_picture(pix, arena, &strip), E_OK);
        double measured = strip.level.right_y / strip.level.right_x;
        cr_expect_float_eq(measured, slope, 0.03, "%g, times %g: %g", slope, factor, measured);
        double share = share_in_band(pix, &strip, 1);
        cr_expect_gt(share, 0.92, "%g, times %g: %g", slope, factor, share);
        /* The letters are 22 of 112 high. */
        double band = (strip.bottom - strip.top) / strip.height;
        cr_expect(band > 0.15 && band < 0.35, "%g, times %g: %g", slope, factor, band);
    }
}

/* Too little to measure, but no reason to fail. */
Test(strip, of_a_tiny_picture_is_one_too)
{
    static const int32_t sizes[][2] = {{1, 1}, {1, 60}, {60, 1}, {2, 2}, {400, 3}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CLEANUP(pixDestroy) PIX *pix = draw_blank(sizes[i][0], sizes[i][1], 90);
        struct strip strip;
        cr_assert_eq(strip_of_picture(pix, arena, &strip), E_OK, "row %zu", i);
        cr_expect(strip.top >= 0 && strip.top < strip.bottom && strip.bottom <= strip.height,
                  "row %zu: %g to %g of %g", i, strip.top, strip.bottom, strip.height);
    }
}

/* The centre of what is dark around the darkest pixel. */
static struct point find_dot(const struct plane *plane)
{
    int32_t darkest = 0;
    for (int32_t i = 0; i < plane->width * plane->height; i++) {
        darkest = plane->p[i] < plane->p[darkest] ? i : darkest;
    }
    double weights = 0;
    struct point sum = {0};
    int32_t reach = plane->height / 6;
    for (int32_t y = 0; y < plane->height; y++) {
        for (int32_t x = 0; x < plane->width; x++) {
            if (abs(x - darkest % plane->width) <= reach &&
                abs(y - darkest / plane->width) <= reach) {
                double weight = 255 - plane_row(plane, y)[x];
                sum.x += x * weight;
                sum.y += y * weight;
                weights += weight;
            }
        }
    }
    return (struct point){sum.x / weights, sum.y / weights};
}

#define BESIDE \
    0.9 /* of the letters' height: enough to have the dots of expect_way_back() in view */

static const struct strip_look looks[] = {
    {STRIP_WHOLE, 0, 1, 36, false, false},
    {BESIDE, BESIDE, 1, 48, false, false},
    {BESIDE, BESIDE, 1.25, 36, false, false},
    {BESIDE, BESIDE, 0.8, 36, false, false},
    {BESIDE, BESIDE, 1, 200, false, false},
    {STRIP_WHOLE, 0, 1, 36, false, true}, /* only pictures are seen as they lie */
    {STRIP_WHOLE, 0, 1, 64, false, true},
};
#define LINE_LOOKS (ARRAY_LEN(looks) - 2)

/* A dot of the picture, seen in each look, must be told to lie where it was drawn. */
static void expect_way_back(const struct strip *strip, struct point dot, size_t look_count)
{
    for (size_t i = 0; i < look_count; i++) {
        struct plane plane;
        struct plane_view view;
        cr_assert_eq(strip_view(strip, &looks[i], arena, &plane, &view), E_OK);
        cr_expect_eq(plane.height, looks[i].height_px);
        bool lies_level = looks[i].as_it_lies || strip->level.right_y == 0;
        cr_expect_eq(view.right_y == 0, lies_level, "look %zu", i);
        struct point seen = find_dot(&plane);
        struct point back = map(&view, seen.x, seen.y);
        cr_expect(hypot(back.x - dot.x, back.y - dot.y) < 1.5,
                  "slope %.2f, look %zu: %.1f, %.1f, not %.1f, %.1f", strip->level.right_y, i,
                  back.x, back.y, dot.x, dot.y);
    }
}

/* The picture with its letters grey, and beside them a black dot: the middle of the dot is *out. */
static PIX *draw_dot(PIX *from, double part_x, struct point *out)
{
    PIX *pix = pixCopy(NULL, from);
    for (int32_t y = 0; y < pixGetHeight(pix); y++) {
        for (int32_t x = 0; x < pixGetWidth(pix); x++) {
            l_uint32 value;
            pixGetPixel(pix, x, y, &value);
            pixSetPixel(pix, x, y, 150 + value * 105 / 255);
        }
    }
    int32_t side = pixGetHeight(pix) / 12;
    int32_t x = (int32_t)(part_x * pixGetWidth(pix));
    int32_t y = pixGetHeight(pix) / 2;
    draw_block(pix, &(struct plane_area){x, y, x + side, y + side}, 0);
    *out = (struct point){x + (side - 1) / 2.0, y + (side - 1) / 2.0};
    return pix;
}

Test(strip, views_of_a_picture_lead_back_to_its_pixels)
{
    static const double slopes[] = {-0.12, 0, 0.12};
    static const double factors[] = {0.75, 1, 3};
    static const double places[] = {0.06, 0.88};
    for (size_t i = 0; i < 18; i++) {
        CLEANUP(pixDestroy) PIX *word = draw_word(slopes[i / 6]);
        CLEANUP(pixDestroy) PIX *pix = draw_enlarged(word, factors[i / 2 % 3]);
        struct point dot;
        CLEANUP(pixDestroy) PIX *dotted = draw_dot(pix, places[i % 2], &dot);
        struct strip strip;
        cr_assert_eq(strip_of_picture(dotted, arena, &strip), E_OK);
        expect_way_back(&strip, dot, ARRAY_LEN(looks));
    }
}

/* Red on blue of the same grey. */
static PIX *draw_red_word(void)
{
    CLEANUP(pixDestroy) PIX *word = draw_word(0);
    PIX *pix = pixCreate(pixGetWidth(word), pixGetHeight(word), 32);
    for (int32_t y = 0; y < pixGetHeight(pix); y++) {
        for (int32_t x = 0; x < pixGetWidth(pix); x++) {
            bool dark = is_dark(word, x, y);
            pixSetRGBPixel(pix, x, y, dark ? 255 : 0, dark ? 0 : 81, dark ? 0 : 255);
        }
    }
    return pix;
}

Test(strip, views_show_grey_or_colours)
{
    CLEANUP(pixDestroy) PIX *pix = draw_red_word();
    struct strip strip;
    cr_assert_eq(strip_of_picture(pix, arena, &strip), E_OK);
    for (int colours = 0; colours < 2; colours++) {
        struct strip_look look = {STRIP_WHOLE, 0, 1, 48, colours == 1, false};
        struct plane plane;
        struct plane_view view;
        cr_assert_eq(strip_view(&strip, &look, arena, &plane, &view), E_OK);
        int darkest = 255;
        int lightest = 0;
        for (int32_t i = 0; i < plane.width * plane.height; i++) {
            darkest = plane.p[i] < darkest ? plane.p[i] : darkest;
            lightest = plane.p[i] > lightest ? plane.p[i] : lightest;
        }
        cr_expect(colours == 1 ? lightest - darkest > 200 : lightest - darkest <= 2, "%d to %d",
                  darkest, lightest);
    }
}

/* Lines of a page, each of a grey of its own, so that it is known what belongs to which. */
#define LINES  4
#define PAGE_X 900
#define PAGE_Y 480
static const char *const line_texts[LINES] = {
    "The bold hunter waited at the river",
    "until the moon rose",
    "and the whole hillside was white:",
    "then home he went with the cold",
};

static uint8_t grey_of_line(size_t line)
{
    return (uint8_t)(10 * line);
}

static PIX *draw_lines(double slope)
{
    CLEANUP(pixDestroy) PIX *pix = draw_blank(PAGE_X, PAGE_Y, 255);
    for (size_t i = 0; i < LINES; i++) {
        draw_line(pix, line_texts[i], grey_of_line(i), 150 + 40 * (int32_t)i,
                  170 + DRAW_STEP * (int32_t)i);
    }
    return draw_sheared(pix, slope);
}

static struct page_lines find_lines(PIX *pix, double scale)
{
    struct plane grey;
    struct plane sized;
    struct plane ink;
    struct page_lines lines;
    cr_assert_eq(plane_from_pix(pix, NULL, arena, &grey), E_OK);
    cr_assert_eq(
        plane_scale(&grey, (int32_t)(scale * PAGE_X), (int32_t)(scale * PAGE_Y), arena, &sized),
        E_OK);
    cr_assert_eq(ink_find(&sized, arena, &ink), E_OK);
    cr_assert_eq(lines_find(&ink, arena, &lines), E_OK);
    cr_assert_eq(lines.count, LINES, "slope %g, scale %g: %zu", lines.slope, scale, lines.count);
    return lines;
}

/* All of the line's own ink is in view, between the letters' top and their bottom if nothing descends; of
 * the other lines' there is none in that band. */
static void expect_line_in_view(PIX *pix, size_t line, const struct strip *strip)
{
    static const struct strip_look look = {0.4, 0.4, 1, 36, false, false};
    struct plane plane;
    struct plane_view view;
    cr_assert_eq(strip_view(strip, &look, arena, &plane, &view), E_OK);
    int32_t outside = 0;
    int32_t strangers = 0;
    double top = plane.height;
    double bottom = 0;
    for (int32_t y = 0; y < PAGE_Y; y++) {
        for (int32_t x = 0; x < PAGE_X; x++) {
            l_uint32 grey;
            pixGetPixel(pix, x, y, &grey);
            struct point at = unmap(&view, x, y);
            bool in_view =
                at.x > -0.5 && at.x < plane.width - 0.5 && at.y > -0.5 && at.y < plane.height - 0.5;
            if (grey == grey_of_line(line)) {
                outside += in_view ? 0 : 1;
                top = fmin(top, at.y);
                bottom = fmax(bottom, at.y);
            } else if (grey < 128 && in_view) {
                strangers++;
            }
        }
    }
    /* 36 px for 1.8 heights of the letters: 0.4 above them is 8. */
    cr_expect_eq(outside, 0, "line %zu: %d px out of view", line, outside);
    cr_expect_eq(strangers, 0, "line %zu: %d px of other lines", line, strangers);
    cr_expect_float_eq(top, 8, 4, "line %zu begins at %g of 36", line, top);
    cr_expect_float_eq(bottom, 28, 4, "line %zu ends at %g of 36", line, bottom);
}

Test(strip, of_a_line_holds_its_letters)
{
    static const double slopes[] = {-0.2, -0.06, 0, 0.02, 0.11, 0.2};
    static const double scales[] = {1, 2, 0.75};
    for (size_t i = 0; i < ARRAY_LEN(slopes) * ARRAY_LEN(scales); i++) {
        double scale = scales[i % ARRAY_LEN(scales)];
        CLEANUP(pixDestroy) PIX *pix = draw_lines(slopes[i / ARRAY_LEN(scales)]);
        struct page_lines lines = find_lines(pix, scale);
        for (size_t k = 0; k < LINES; k++) {
            struct strip strip;
            cr_assert_eq(strip_of_line(pix, &lines, &lines.p[k], scale, arena, &strip), E_OK);
            expect_line_in_view(pix, k, &strip);
        }
    }
}

Test(strip, of_a_line_leads_back_to_the_pixels_of_the_page)
{
    CLEANUP(pixDestroy) PIX *pix = draw_lines(0.11);
    struct page_lines lines = find_lines(pix, 1);
    struct strip strip;
    cr_assert_eq(strip_of_line(pix, &lines, &lines.p[1], 1, arena, &strip), E_OK);
    /* Drawn into the strip's own plane, to see nothing but the dot: amid the letters' height. */
    static const double parts[] = {0.2, 0.5, 0.8};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct point at = map(&strip.level, parts[i] * strip.width, strip.height / 2);
        int32_t x = (int32_t)at.x;
        int32_t y = (int32_t)at.y;
        for (int32_t k = 0; k < strip.grey.width * strip.grey.height; k++) {
            strip.grey.p[k] = 255;
        }
        for (int32_t k = 0; k < 25; k++) {
            plane_row(&strip.grey, y - 2 + k / 5)[x - 2 + k % 5] = 0;
        }
        expect_way_back(&strip, map(&strip.place, x, y), LINE_LOOKS);
    }
}

/* On a level page, a line that slopes on its own: its baseline is that of its middle. */
Test(strip, of_a_line_turns_around_its_middle)
{
    static const double slopes[] = {-0.1, 0.1};
    CLEANUP(pixDestroy) PIX *pix = draw_blank(400, 200, 255);
    const struct page_lines page = {.width = 400, .page_height = 200};
    for (size_t i = 0; i < ARRAY_LEN(slopes); i++) {
        const struct line line = {
            .x1 = 100, .x2 = 300, .baseline = 120, .rise = 20, .slope = slopes[i]};
        struct strip strip;
        cr_assert_eq(strip_of_line(pix, &page, &line, 1, arena, &strip), E_OK);
        for (int32_t at = 0; at <= 2; at++) {
            struct point in_plane = map(&strip.level, strip.width * at / 2, strip.bottom);
            struct point foot = map(&strip.place, in_plane.x, in_plane.y);
            double want = 120 + slopes[i] * (foot.x - 200);
            cr_expect_float_eq(foot.y, want, 0.5, "slope %g: %g, not %g", slopes[i], foot.y, want);
        }
    }
}

/* Who calls gets what there is of it, or an error. */
Test(strip, of_a_line_at_or_over_the_edge)
{
    static const struct {
        double x1;
        double y2;
        int rc;
    } rows[] = {
        {-20, 40, E_OK},
        {10, 5, E_OK},
        {180, 98, E_OK},
        {400, 40, E_PROCESSING_FAILED},
        {-400, 40, E_PROCESSING_FAILED},
        {40, 400, E_PROCESSING_FAILED},
        {40, -200, E_PROCESSING_FAILED},
    };
    CLEANUP(pixDestroy) PIX *pix = draw_blank(200, 100, 255);
    struct page_lines page = {.width = 200, .page_height = 100};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct line line = {.x1 = rows[i].x1,
                            .x2 = rows[i].x1 + 100,
                            .y1 = rows[i].y2 - 20,
                            .y2 = rows[i].y2,
                            .baseline = rows[i].y2,
                            .rise = 20};
        struct strip strip;
        int rc = strip_of_line(pix, &page, &line, 1, arena, &strip);
        cr_expect_eq(rc, rows[i].rc, "row %zu: %d", i, rc);
        struct plane plane;
        struct plane_view view;
        if (rc == E_OK) {
            cr_expect_eq(strip_view(&strip, &looks[0], arena, &plane, &view), E_OK, "row %zu", i);
        }
    }
}
