/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "infer/textrec/lines.h"
#include "infer/textrec/test_draw.h"

TestSuite(lines, .init = draw_start, .fini = draw_stop);

/* Of lines of text, black on white. */
static struct page_lines find_lines(PIX *pix)
{
    struct plane grey;
    struct plane ink;
    struct page_lines lines;
    cr_assert_eq(plane_from_pix(pix, NULL, arena, &grey), E_OK);
    cr_assert_eq(ink_find(&grey, arena, &ink), E_OK);
    cr_assert_eq(lines_find(&ink, arena, &lines), E_OK);
    return lines;
}

/* The rows from the first to behind the last that have a pixel of this grey. */
static void find_rows(PIX *pix, l_uint32 grey, int32_t *out_top, int32_t *out_bottom)
{
    *out_top = pixGetHeight(pix);
    *out_bottom = 0;
    for (int32_t y = 0; y < pixGetHeight(pix); y++) {
        for (int32_t x = 0; x < pixGetWidth(pix); x++) {
            l_uint32 value;
            pixGetPixel(pix, x, y, &value);
            if (value == grey) {
                *out_top = y < *out_top ? y : *out_top;
                *out_bottom = y + 1;
            }
        }
    }
}

/* Parts of given heights, as wide as high. */
static struct parts parts_of(const int32_t *heights, size_t count)
{
    struct part *parts = arena_calloc(arena, count, sizeof(*parts));
    for (size_t i = 0; i < count; i++) {
        int32_t height = heights[i];
        parts[i] = (struct part){0, 0, height, height, height * height / 2};
    }
    return (struct parts){parts, count};
}

Test(lines, know_the_usual_height_of_letters)
{
    static const struct {
        int32_t heights[8]; /* ends with 0 */
        double want;
    } rows[] = {
        {{0}, 0},
        {{20, 0}, 20},
        {{10, 12, 14, 0}, 12},
        {{2, 3, 5, 4, 0}, 0},              /* specks alone */
        {{2, 3, 5, 20, 5, 5, 5, 0}, 20},   /* specks beside a letter */
        {{10, 10, 10, 10, 11, 60, 0}, 60}, /* by height, not by count */
        {{10, 10, 10, 10, 10, 11, 60, 0}, 11},
        {{20, 20, 390, 0}, 20}, /* as high as the page: its frame */
        {{20, 401, 0}, 20},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t count = 0;
        while (rows[i].heights[count] != 0) {
            count++;
        }
        struct parts parts = parts_of(rows[i].heights, count);
        double height = lines_letter_height(&parts, 390);
        cr_expect_float_eq(height, rows[i].want, 0.001, "row %zu: %g", i, height);
    }
}

/* Rules and frames have other shapes than letters. */
Test(lines, know_letters_by_their_shape)
{
    static const struct {
        struct part part;
        bool is_letter;
    } rows[] = {
        {{0, 0, 20, 20, 100}, true},  {{0, 0, 200, 20, 900}, true}, {{0, 0, 201, 20, 900}, false},
        {{0, 0, 2, 20, 40}, true},    {{0, 0, 2, 21, 40}, false},   {{0, 0, 60, 60, 300}, true},
        {{0, 0, 60, 60, 299}, false}, {{0, 0, 6, 6, 20}, true},     {{0, 0, 6, 5, 20}, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct part part = rows[i].part;
        struct parts parts = {&part, 1};
        double want = rows[i].is_letter ? part.y2 : 0;
        cr_expect_float_eq(lines_letter_height(&parts, 390), want, 0.001, "row %zu", i);
    }
}

Test(lines, are_found_on_a_page)
{
    CLEANUP(pixDestroy) PIX *pix = draw_text(draw_page_lines, ARRAY_LEN(draw_page_lines), 720, 240);
    struct page_lines lines = find_lines(pix);
    cr_assert_eq(lines.count, 4, "%zu", lines.count);
    cr_expect_float_eq(lines.slope, 0, 0.0005);
    cr_expect_eq(lines.width, 720);
    cr_expect_eq(lines.page_height, 240);
    for (size_t i = 0; i < lines.count; i++) {
        const struct line *line = &lines.p[i];
        cr_expect_float_eq(line->baseline, DRAW_TOP + DRAW_STEP * (double)i, 3, "line %zu: %g", i,
                           line->baseline);
        cr_expect_float_eq(line->x1, DRAW_LEFT, 4, "line %zu: %g", i, line->x1);
        cr_expect_gt(line->x2, 360, "line %zu: %g", i, line->x2);
        cr_expect_float_eq(line->slope, 0, 0.004, "line %zu: %g", i, line->slope);
        cr_expect_eq(line->row, (int32_t)i + 1);
    }
}

/* Capitals alone fill the band; with letters that descend, it goes below the baseline. */
Test(lines, know_their_baseline_and_capitals)
{
    static const char *const texts[] = {"HEIM HIMMEL LENZ", "Heim Himmel Lenz"};
    int32_t top;
    int32_t bottom;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(pixDestroy) PIX *pix = draw_text(&texts[i], 1, 400, 90);
        find_rows(pix, 0, &top, &bottom);
        struct page_lines lines = find_lines(pix);
        cr_assert_eq(lines.count, 1);
        const struct line *line = &lines.p[0];
        cr_expect_float_eq(line->y1, top, 1.01, "%g, not %d", line->y1, top);
        cr_expect_float_eq(line->y2, bottom, 1.01, "%g, not %d", line->y2, bottom);
        cr_expect_float_eq(line->baseline, bottom, 1.01, "%g, not %d", line->baseline, bottom);
        cr_expect_float_eq(line->rise, bottom - top, 1.51, "%g, not %d", line->rise, bottom - top);
    }
    static const char *const descending[] = {"Happy young Gypsy"};
    CLEANUP(pixDestroy) PIX *pix = draw_text(descending, 1, 400, 90);
    struct page_lines lines = find_lines(pix);
    cr_assert_eq(lines.count, 1);
    cr_expect_float_eq(lines.p[0].y1, top, 1.01);
    cr_expect_geq(lines.p[0].y2, bottom + 3, "%g", lines.p[0].y2);
}

Test(lines, know_the_slope_of_the_page)
{
    static const double slopes[] = {-0.3, -0.1, -0.024, 0.003, 0.057, 0.2, 0.3};
    for (size_t i = 0; i < ARRAY_LEN(slopes); i++) {
        CLEANUP(pixDestroy) PIX *text = draw_blank(900, 500, 255);
        for (int32_t k = 0; k < 4; k++) {
            draw_line(text, draw_page_lines[k], 0, 120, 180 + DRAW_STEP * k);
        }
        CLEANUP(pixDestroy) PIX *pix = draw_sheared(text, slopes[i]);
        struct page_lines lines = find_lines(pix);
        cr_expect_float_eq(lines.slope, slopes[i], 0.0025, "%g: %g", slopes[i], lines.slope);
        cr_assert_eq(lines.count, 4, "%g: %zu", slopes[i], lines.count);
        for (size_t k = 0; k < lines.count; k++) {
            double slope = lines.slope + lines.p[k].slope;
            cr_expect_float_eq(slope, slopes[i], 0.005, "%g, line %zu: %g", slopes[i], k, slope);
            cr_expect_eq(lines.p[k].row, (int32_t)k + 1);
        }
    }
}

/* Descenders reach down to the letters of the line below. */
Test(lines, that_nearly_touch_stay_apart)
{
    for (int32_t step = 28; step <= 34; step += 3) {
        CLEANUP(pixDestroy) PIX *pix = draw_blank(900, 240, 255);
        for (int32_t i = 0; i < 4; i++) {
            draw_line(pix, "Gypsy jumpers: happy young boys", 0, DRAW_LEFT, 60 + step * i);
        }
        struct page_lines lines = find_lines(pix);
        cr_assert_eq(lines.count, 4, "step %d: %zu", step, lines.count);
        for (size_t i = 0; i < 4; i++) {
            cr_expect_float_eq(lines.p[i].baseline, 60 + step * (double)i, 3, "step %d, line %zu",
                               step, i);
        }
    }
}

Test(lines, are_none_on_a_page_without_text)
{
    static const struct plane_area frame[] = {
        {0, 0, 300, 3}, {0, 197, 300, 200}, {0, 0, 3, 200}, {297, 0, 300, 200}};
    CLEANUP(pixDestroy) PIX *pix = draw_blank(300, 200, 255);
    cr_expect_eq(find_lines(pix).count, 0);
    for (size_t i = 0; i < ARRAY_LEN(frame); i++) {
        draw_block(pix, &frame[i], 0);
    }
    cr_expect_eq(find_lines(pix).count, 0);
}

/* A letter or two tell nothing about the slope of a page, wherever they stand. */
Test(lines, may_be_one_letter_or_word)
{
    static const char *const words[] = {"H", "HI", "HIM", "MILLE"};
    for (size_t i = 0; i < 4 * ARRAY_LEN(words); i++) {
        size_t letters = strlen(words[i / 4]);
        CLEANUP(pixDestroy) PIX *pix = draw_blank(420, 400, 255);
        draw_line(pix, words[i / 4], 0, i % 2 == 0 ? 20 : 270, i % 4 < 2 ? 41 : 370);
        int32_t top;
        int32_t bottom;
        find_rows(pix, 0, &top, &bottom);
        struct page_lines lines = find_lines(pix);
        cr_assert_eq(lines.count, 1, "row %zu: %zu", i, lines.count);
        const struct line *line = &lines.p[0];
        cr_expect_eq((size_t)line->part_count, letters, "row %zu: %d", i, line->part_count);
        cr_expect_float_eq(lines.slope + line->slope, 0, 0.0001, "row %zu: %g", i, lines.slope);
        cr_expect_float_eq(line->y1, top, 1.01, "row %zu: %g, not %d", i, line->y1, top);
        cr_expect_float_eq(line->baseline, bottom, 1.01, "row %zu: %g, not %d", i, line->baseline,
                           bottom);
    }
}

#define ROWS 8

/* Draws `left` and `right` side by side in each of the rows below a heading over both. */
static struct page_lines find_two_columns(const char *left, const char *right)
{
    CLEANUP(pixDestroy) PIX *pix = draw_blank(900, 480, 255);
    draw_line(pix, "A heading that goes on over both of the columns below", 0, DRAW_LEFT, 40);
    for (int32_t i = 0; i < ROWS; i++) {
        draw_line(pix, left, 0, DRAW_LEFT, 100 + DRAW_STEP * i);
        draw_line(pix, right, 0, 480, 100 + DRAW_STEP * i);
    }
    return find_lines(pix);
}

Test(lines, of_columns_come_one_column_after_the_other)
{
    struct page_lines lines =
        find_two_columns("the left column of this page", "its right column stands here");
    cr_assert_eq(lines.count, 1 + 2 * ROWS, "%zu", lines.count);
    for (size_t i = 1; i < lines.count; i++) {
        const struct line *line = &lines.p[i];
        size_t row = (i - 1) % ROWS;
        cr_expect_eq(line->x1 > 400, i > ROWS, "line %zu begins at %g", i, line->x1);
        cr_expect_float_eq(line->baseline, 100 + DRAW_STEP * (double)row, 3, "line %zu", i);
        cr_expect_eq(line->column == lines.p[i - 1].column, row != 0, "line %zu", i);
    }
}

/* Narrow cells are read along the rows. */
Test(lines, of_a_table_come_row_by_row)
{
    struct page_lines lines = find_two_columns("Bread", "Milk");
    cr_assert_eq(lines.count, 1 + 2 * ROWS, "%zu", lines.count);
    for (size_t i = 1; i < lines.count; i++) {
        const struct line *line = &lines.p[i];
        cr_expect_eq(line->x1 > 400, i % 2 == 0, "line %zu begins at %g", i, line->x1);
        int32_t baseline = 100 + DRAW_STEP * (((int32_t)i - 1) / 2);
        cr_expect_float_eq(line->baseline, baseline, 3, "line %zu", i);
        cr_expect_eq(line->column, lines.p[0].column, "line %zu", i);
        cr_expect_eq(line->row == lines.p[i - 1].row, i % 2 == 0, "line %zu", i);
    }
}

/* Pieces as lines_order() gets them: those of a row with a narrow gap become one line. */
Test(lines, of_one_row_are_joined_over_narrow_gaps)
{
    static const struct {
        double gap; /* px between pieces 20 high */
        double height;
        size_t want;
    } rows[] = {{31, 20, 1}, {33, 20, 2}, {-5, 20, 1}, {-7, 20, 2}, {10, 11, 2}, {10, 12, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double x = 100 + rows[i].gap;
        struct line pieces[] = {
            {.x1 = x, .y1 = 50, .x2 = x + 40, .y2 = 50 + rows[i].height, .part_count = 2},
            {.x1 = 0, .y1 = 50, .x2 = 100, .y2 = 70, .baseline = 68, .rise = 18, .part_count = 6},
        };
        struct page_lines lines = {.p = pieces, .count = 2, .width = 900, .page_height = 100};
        lines_order(&lines, 15, arena);
        cr_expect_eq(lines.count, rows[i].want, "row %zu: %zu", i, lines.count);
        cr_expect_float_eq(pieces[0].x1, 0, 0.001, "row %zu", i);
        cr_expect_float_eq(pieces[0].x2, lines.count == 1 ? x + 40 : 100, 0.001, "row %zu", i);
        cr_expect_eq(pieces[0].part_count, lines.count == 1 ? 8 : 6, "row %zu", i);
        cr_expect_float_eq(pieces[0].baseline, 68, 0.001, "row %zu", i);
    }
}
