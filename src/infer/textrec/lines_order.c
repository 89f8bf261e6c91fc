/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading order: rows from top to bottom, and columns of text one after the other. Columns are told from
 * the cells of a table by their width and by how full of letters they are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/textrec/lines.h"

#define DEPTH_MAX       12
#define COLUMN_ROWS_MIN ((size_t)7)
#define COLUMN_WIDTH    12.0 /* letters' heights: narrower columns are a table's */
#define COLUMN_FILL     0.7  /* of a column's rows is text, not gaps */
#define GUTTER          1.0  /* letters' heights */

struct order {
    struct line *lines; /* sorted by their middles */
    double height;
    int32_t next_column;
    struct line **scratch;
};

/* Rows [from, to) of lines left and right of x, none across it. */
struct gutter {
    double x;
    size_t from;
    size_t to;
    size_t rows; /* of the side that has fewer */
};

static double middle_of(const struct line *line)
{
    return (line->y1 + line->y2) / 2;
}

static int compare_middles(const void *a, const void *b)
{
    double p = middle_of(a);
    double q = middle_of(b);
    return (p > q) - (p < q);
}

static int compare_places(const void *a, const void *b)
{
    const struct line *x = a;
    const struct line *y = b;
    if (x->column != y->column) {
        return x->column - y->column;
    }
    if (x->row != y->row) {
        return x->row - y->row;
    }
    return (x->x1 > y->x1) - (x->x1 < y->x1);
}

/* Whether two lines stand side by side: their bands overlap by half. */
static bool same_row(const struct line *a, const struct line *b)
{
    double overlap = fmin(a->y2, b->y2) - fmax(a->y1, b->y1);
    return overlap >= 0.5 * fmin(a->y2 - a->y1, b->y2 - b->y1);
}

/* What one side of a gutter looks like. */
struct side {
    size_t rows;
    double text; /* sum of the lines' widths */
    double span; /* sum of the rows' widths, gaps and all */
};

static void measure_side(struct line *const *lines, size_t count, bool left, double x,
                         struct side *out)
{
    *out = (struct side){0};
    const struct line *row = NULL;
    double x1 = 0;
    double x2 = 0;
    for (size_t i = 0; i < count; i++) {
        const struct line *line = lines[i];
        if ((line->x2 <= x) != left) {
            continue;
        }
        out->text += line->x2 - line->x1;
        if (row != NULL && same_row(row, line)) {
            x1 = fmin(x1, line->x1);
            x2 = fmax(x2, line->x2);
            continue;
        }
        out->span += x2 - x1;
        out->rows++;
        row = line;
        x1 = line->x1;
        x2 = line->x2;
    }
    out->span += x2 - x1;
}

/* Rows of a table stand side by side as well, but its cells are narrow. */
static bool is_column(const struct side *side, double height)
{
    return side->rows >= COLUMN_ROWS_MIN && side->text >= COLUMN_FILL * side->span &&
           side->span >= COLUMN_WIDTH * height * (double)side->rows;
}

static void consider(const struct order *order, struct line *const *lines, struct gutter gutter,
                     struct gutter *best)
{
    struct side left;
    struct side right;
    measure_side(lines + gutter.from, gutter.to - gutter.from, true, gutter.x, &left);
    measure_side(lines + gutter.from, gutter.to - gutter.from, false, gutter.x, &right);
    if (!is_column(&left, order->height) || !is_column(&right, order->height)) {
        return;
    }
    gutter.rows = left.rows < right.rows ? left.rows : right.rows;
    if (gutter.rows > best->rows) {
        *best = gutter;
    }
}

/* The longest run of rows that a gutter at x parts into two columns. */
static void try_gutter(const struct order *order, struct line *const *lines, size_t count, double x,
                       struct gutter *best)
{
    double half = GUTTER * order->height / 2;
    size_t start = 0;
    for (size_t i = 0; i <= count; i++) {
        bool crosses = i < count && lines[i]->x1 < x + half && lines[i]->x2 > x - half;
        if (i < count && !crosses) {
            continue;
        }
        if (i - start >= 2 * COLUMN_ROWS_MIN) {
            consider(order, lines, (struct gutter){x, start, i, 0}, best);
        }
        start = i + 1;
    }
}

static void number_rows(struct order *order, struct line **lines, size_t count)
{
    int32_t column = order->next_column++;
    int32_t row = 0;
    const struct line *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (first == NULL || !same_row(first, lines[i])) {
            first = lines[i];
            row++;
        }
        lines[i]->row = row;
        lines[i]->column = column;
    }
}

/* Moves the lines left of x before those right of it, keeping their order; returns how many are left. */
static size_t part_at(struct order *order, struct line **lines, size_t count, double x)
{
    size_t left = 0;
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i]->x2 <= x) {
            lines[left++] = lines[i];
        } else {
            order->scratch[right++] = lines[i];
        }
    }
    for (size_t i = 0; i < right; i++) {
        lines[left + i] = order->scratch[i];
    }
    return left;
}

/* Columns within columns are few: the depth is bounded. NOLINTNEXTLINE(misc-no-recursion): bounded */
static void put_in_order(struct order *order, struct line **lines, size_t count, int depth)
{
    struct gutter best = {0};
    if (count >= 2 * COLUMN_ROWS_MIN && depth < DEPTH_MAX) {
        double last = -1;
        for (size_t i = 0; i < count; i++) {
            double x = lines[i]->x2 + GUTTER * order->height * 0.51;
            if (fabs(x - last) >= order->height / 4) {
                try_gutter(order, lines, count, x, &best);
                last = x;
            }
        }
    }
    if (best.rows == 0) {
        number_rows(order, lines, count);
        return;
    }
    put_in_order(order, lines, best.from, depth + 1);
    size_t inside = best.to - best.from;
    size_t left = part_at(order, lines + best.from, inside, best.x);
    put_in_order(order, lines + best.from, left, depth + 1);
    put_in_order(order, lines + best.from + left, inside - left, depth + 1);
    put_in_order(order, lines + best.to, count - best.to, depth + 1);
}

/* Words of one line that punctuation or a wide space has parted. */
static bool continues(const struct line *left, const struct line *right)
{
    double height_a = left->y2 - left->y1;
    double height_b = right->y2 - right->y1;
    double lower = fmin(height_a, height_b);
    double higher = fmax(height_a, height_b);
    double gap = right->x1 - left->x2;
    return left->column == right->column && left->row == right->row && higher <= 1.8 * lower &&
           gap <= 1.6 * higher && gap >= -0.3 * lower;
}

/* One piece of two; the longer one knows best where the baseline is. */
static void join(struct line *left, const struct line *right)
{
    struct line joined = left->part_count >= right->part_count ? *left : *right;
    double middle = (joined.x1 + joined.x2) / 2;
    joined.x1 = left->x1;
    joined.x2 = fmax(left->x2, right->x2);
    joined.y1 = fmin(left->y1, right->y1);
    joined.y2 = fmax(left->y2, right->y2);
    joined.baseline += joined.slope * ((joined.x1 + joined.x2) / 2 - middle);
    joined.rise = fmax(left->rise, right->rise);
    joined.part_count = left->part_count + right->part_count;
    *left = joined;
}

static void join_rows(struct page_lines *lines)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (kept > 0 && continues(&lines->p[kept - 1], &lines->p[i])) {
            join(&lines->p[kept - 1], &lines->p[i]);
        } else {
            lines->p[kept++] = lines->p[i];
        }
    }
    lines->count = kept;
}

void lines_order(struct page_lines *lines, double height, struct arena *arena)
{
    qsort(lines->p, lines->count, sizeof(*lines->p), compare_middles);
    struct order order = {.lines = lines->p, .height = height};
    order.scratch = arena_calloc(arena, lines->count + 1, sizeof(struct line *));
    struct line **all = arena_calloc(arena, lines->count + 1, sizeof(struct line *));
    for (size_t i = 0; i < lines->count; i++) {
        all[i] = &lines->p[i];
    }
    if (lines->count > 0) {
        put_in_order(&order, all, lines->count, 0);
    }
    qsort(lines->p, lines->count, sizeof(*lines->p), compare_places);
    join_rows(lines);
}
