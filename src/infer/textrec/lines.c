/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/textrec/lines.h"

#define PART_HEIGHT_MIN 6
#define PARTS_MAX       ((size_t)60000)
#define SLOPE_BIN       (1.0 / 16) /* of the letters' height */

struct link {
    uint32_t from;
    uint32_t to;
    float gap;
};

struct group {
    uint32_t parent;
    double x1;
    double y1;
    double x2;
    double y2;
    double heights; /* sum over its parts */
    int32_t count;
};

struct finder {
    struct arena *arena;
    struct part *text; /* parts that may be letters, straightened */
    size_t text_count;
    struct part *small; /* dots, dashes, specks */
    size_t small_count;
    double height;
    double slope;
    int32_t width;
    int32_t page_height;
};

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static bool may_be_letter(const struct part *part)
{
    int32_t width = part->x2 - part->x1;
    int32_t height = part->y2 - part->y1;
    return height >= PART_HEIGHT_MIN && width <= 10 * height && height <= 10 * width &&
           part->area * 12 >= width * height;
}

double lines_letter_height(const struct parts *parts, int32_t page_height)
{
    enum { HIGHEST = 400 };
    double mass[HIGHEST + 1] = {0};
    double all = 0;
    for (size_t i = 0; i < parts->count; i++) {
        int32_t height = parts->p[i].y2 - parts->p[i].y1;
        if (may_be_letter(&parts->p[i]) && height <= HIGHEST && height < page_height) {
            mass[height] += height;
            all += height;
        }
    }
    double seen = 0;
    for (int height = 0; height <= HIGHEST; height++) {
        seen += mass[height];
        if (all > 0 && seen >= all / 2) {
            return height;
        }
    }
    return 0;
}

/* How well the feet of the letters fall together when the page is turned by this slope. Neighbouring bins count
 * together: what falls between two must not count for less, or a lone letter would tilt its page. */
static double level_score(const struct parts *parts, double height, double slope, double *bins,
                          int32_t bin_count, int32_t width)
{
    memset(bins, 0, (size_t)bin_count * sizeof(*bins));
    double bin = fmax(1, height * SLOPE_BIN);
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->p[i];
        int32_t h = part->y2 - part->y1;
        if (!may_be_letter(part) || h < 0.4 * height || h > 3 * height) {
            continue;
        }
        double at = (part->y2 - slope * ((part->x1 + part->x2) / 2.0 - width / 2.0)) / bin +
                    bin_count / 4.0;
        int32_t k = (int32_t)at;
        if (k >= 0 && k + 1 < bin_count) {
            bins[k] += 1 - (at - k);
            bins[k + 1] += at - k;
        }
    }
    double score = 0;
    for (int32_t k = 0; k + 1 < bin_count; k++) {
        score += bins[k] * (bins[k] + 2 * bins[k + 1]);
    }
    return score;
}

#define SLOPE_MAX    0.36
#define SLOPE_COARSE 0.01
#define SLOPE_FINE   0.001

static double page_slope(const struct parts *parts, double height, const struct plane *ink,
                         struct arena *arena)
{
    int32_t bin_count = (int32_t)(2 * (ink->height + ink->width) / fmax(1, height * SLOPE_BIN)) + 2;
    double *bins = arena_calloc(arena, (size_t)bin_count, sizeof(*bins));
    double best = 0;
    double level = level_score(parts, height, 0, bins, bin_count, ink->width);
    double best_score = level * 1.02;
    int coarse_steps = (int)lround(SLOPE_MAX / SLOPE_COARSE);
    for (int step = -coarse_steps; step <= coarse_steps; step++) {
        double slope = step * SLOPE_COARSE;
        double score = level_score(parts, height, slope, bins, bin_count, ink->width);
        if (score > best_score) {
            best_score = score;
            best = slope;
        }
    }
    double middle = best;
    int fine_steps = (int)lround(SLOPE_COARSE / SLOPE_FINE);
    for (int step = -fine_steps; step <= fine_steps; step++) {
        double slope = middle + step * SLOPE_FINE;
        double score = level_score(parts, height, slope, bins, bin_count, ink->width);
        if (score > best_score) {
            best_score = score;
            best = slope;
        }
    }
    return best;
}

static struct part straighten(const struct part *part, const struct finder *finder)
{
    double middle_x = (part->x1 + part->x2) / 2.0 - finder->width / 2.0;
    double middle_y = (part->y1 + part->y2) / 2.0 - finder->page_height / 2.0;
    int32_t down = (int32_t)lround(finder->slope * middle_x);
    int32_t right = (int32_t)lround(finder->slope * middle_y);
    return (struct part){part->x1 + right, part->y1 - down, part->x2 + right, part->y2 - down,
                         part->area};
}

static void sort_out(struct finder *finder, const struct parts *parts)
{
    finder->text = arena_calloc(finder->arena, parts->count + 1, sizeof(struct part));
    finder->small = arena_calloc(finder->arena, parts->count + 1, sizeof(struct part));
    double usual = finder->height;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->p[i];
        int32_t width = part->x2 - part->x1;
        int32_t height = part->y2 - part->y1;
        bool tiny = height < 0.45 * usual && width < 2.5 * usual;
        if (tiny && (height > 1 || width > 1)) {
            finder->small[finder->small_count++] = straighten(part, finder);
        } else if (may_be_letter(part) && height >= 0.45 * usual && height <= 8 * usual &&
                   height < finder->page_height) {
            finder->text[finder->text_count++] = straighten(part, finder);
        }
    }
}

static int compare_left(const void *a, const void *b)
{
    const struct part *x = a;
    const struct part *y = b;
    return x->x1 != y->x1 ? (x->x1 > y->x1) - (x->x1 < y->x1) : (x->y1 > y->y1) - (x->y1 < y->y1);
}

/* How far right of `a` the part `b` continues its line; negative where it does not. */
static float link_gap(const struct part *a, const struct part *b)
{
    int32_t height_a = a->y2 - a->y1;
    int32_t height_b = b->y2 - b->y1;
    int32_t higher = height_a > height_b ? height_a : height_b;
    int32_t lower = height_a > height_b ? height_b : height_a;
    int32_t top = a->y1 > b->y1 ? a->y1 : b->y1;
    int32_t bottom = a->y2 < b->y2 ? a->y2 : b->y2;
    int32_t gap = b->x1 - a->x2;
    if (2 * (bottom - top) < lower || 2 * higher > 5 * lower || gap > higher) {
        return -1;
    }
    return gap < 0 ? 0 : (float)gap;
}

/* Links each part to the nearest one that continues it to the right. Parts are sorted by x1. */
static size_t make_links(const struct finder *finder, struct link *out)
{
    size_t count = 0;
    for (size_t i = 0; i < finder->text_count; i++) {
        const struct part *a = &finder->text[i];
        int32_t reach = a->x2 + 6 * (a->y2 - a->y1);
        int linked = 0;
        for (size_t k = i + 1; k < finder->text_count && finder->text[k].x1 <= reach && linked < 2;
             k++) {
            float gap = link_gap(a, &finder->text[k]);
            if (gap >= 0) {
                out[count++] = (struct link){(uint32_t)i, (uint32_t)k, gap};
                linked++;
            }
        }
    }
    return count;
}

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;
    if (x->gap != y->gap) {
        return (x->gap > y->gap) - (x->gap < y->gap);
    }
    return (x->from > y->from) - (x->from < y->from);
}

static uint32_t group_root(struct group *groups, uint32_t i)
{
    while (groups[i].parent != i) {
        groups[i].parent = groups[groups[i].parent].parent;
        i = groups[i].parent;
    }
    return i;
}

/* Two lines that touch must not become one: a line is not much higher than its letters. */
static bool fits_one_line(const struct group *a, const struct group *b)
{
    double height = fmax(a->y2, b->y2) - fmin(a->y1, b->y1);
    return height <= 2.1 * (a->heights + b->heights) / (a->count + b->count);
}

static void group_take(struct group *to, const struct group *from)
{
    to->x1 = fmin(to->x1, from->x1);
    to->y1 = fmin(to->y1, from->y1);
    to->x2 = fmax(to->x2, from->x2);
    to->y2 = fmax(to->y2, from->y2);
    to->heights += from->heights;
    to->count += from->count;
}

static struct group *group_parts(struct finder *finder)
{
    size_t n = finder->text_count;
    struct group *groups = arena_calloc(finder->arena, n + 1, sizeof(*groups));
    for (size_t i = 0; i < n; i++) {
        const struct part *part = &finder->text[i];
        groups[i] = (struct group){(uint32_t)i,         part->x1, part->y1, part->x2, part->y2,
                                   part->y2 - part->y1, 1};
    }
    struct link *links = arena_calloc(finder->arena, 2 * n + 1, sizeof(*links));
    size_t link_count = make_links(finder, links);
    qsort(links, link_count, sizeof(*links), compare_links);
    for (size_t i = 0; i < link_count; i++) {
        uint32_t a = group_root(groups, links[i].from);
        uint32_t b = group_root(groups, links[i].to);
        if (a != b && fits_one_line(&groups[a], &groups[b])) {
            group_take(&groups[a], &groups[b]);
            groups[b].parent = a;
        }
    }
    return groups;
}

/* Pieces that belong together: halves of broken letters, strokes of Chinese ones, commas. */
static bool nests(const struct group *outer, const struct group *inner)
{
    double height = outer->y2 - outer->y1;
    double top = fmax(outer->y1, inner->y1);
    double bottom = fmin(outer->y2, inner->y2);
    double inner_height = inner->y2 - inner->y1;
    double gap = fmax(inner->x1 - outer->x2, outer->x1 - inner->x2);
    /* A comma hangs from the line more than it stands in it. */
    double share = inner_height <= 0.7 * height ? 0.3 : 0.6;
    return inner_height <= 1.1 * height && bottom - top >= share * inner_height &&
           gap <= 0.5 * height;
}

static void merge_nested(struct group *groups, size_t count)
{
    bool changed = true;
    for (int round = 0; changed && round < 4; round++) {
        changed = false;
        for (uint32_t a = 0; a < count; a++) {
            for (uint32_t b = 0; b < count && groups[a].parent == a; b++) {
                if (a != b && groups[b].parent == b && nests(&groups[a], &groups[b]) &&
                    fits_one_line(&groups[a], &groups[b])) {
                    group_take(&groups[a], &groups[b]);
                    groups[b].parent = a;
                    changed = true;
                }
            }
        }
    }
}

/* Dots and dashes belong to the line whose band they stand in or touch. */
static void take_small_parts(const struct finder *finder, struct group *groups,
                             const uint32_t *roots, size_t root_count)
{
    for (size_t i = 0; i < finder->small_count; i++) {
        const struct part *part = &finder->small[i];
        double y = (part->y1 + part->y2) / 2.0;
        struct group *best = NULL;
        double best_gap = 0;
        for (size_t k = 0; k < root_count; k++) {
            struct group *group = &groups[roots[k]];
            double height = group->y2 - group->y1;
            double gap = fmax(0, fmax(part->x1 - group->x2, group->x1 - part->x2));
            if (y < group->y1 - 0.35 * height || y > group->y2 + 0.25 * height ||
                gap > 0.6 * height || (best != NULL && gap >= best_gap)) {
                continue;
            }
            best = group;
            best_gap = gap;
        }
        if (best != NULL) {
            best->x1 = fmin(best->x1, part->x1);
            best->x2 = fmax(best->x2, part->x2);
        }
    }
}

static double rank_of(float *values, size_t count, double rank)
{
    qsort(values, count, sizeof(*values), compare_floats);
    return values[(size_t)(rank * (double)(count - 1) + 0.5)];
}

/* The slope of a piece, from the middles of its parts by least squares. */
static double own_slope(const struct part *const *parts, size_t count, double width, double height)
{
    if (count < 6 || width < 8 * height) {
        return 0;
    }
    double sum_x = 0;
    double sum_y = 0;
    double sum_xx = 0;
    double sum_xy = 0;
    for (size_t i = 0; i < count; i++) {
        double x = (parts[i]->x1 + parts[i]->x2) / 2.0;
        double y = parts[i]->y2;
        sum_x += x;
        sum_y += y;
        sum_xx += x * x;
        sum_xy += x * y;
    }
    double n = (double)count;
    double spread = sum_xx - sum_x * sum_x / n;
    return spread > 0 ? (sum_xy - sum_x * sum_y / n) / spread : 0;
}

static struct line make_line(struct finder *finder, const struct group *group,
                             const struct part *const *parts, size_t count)
{
    float *tops = arena_calloc(finder->arena, count, sizeof(*tops));
    float *bottoms = arena_calloc(finder->arena, count, sizeof(*bottoms));
    double height = group->y2 - group->y1;
    double slope = own_slope(parts, count, group->x2 - group->x1, height);
    double middle = (group->x1 + group->x2) / 2;
    for (size_t i = 0; i < count; i++) {
        double down = slope * ((parts[i]->x1 + parts[i]->x2) / 2.0 - middle);
        tops[i] = (float)(parts[i]->y1 - down);
        bottoms[i] = (float)(parts[i]->y2 - down);
    }
    struct line line = {
        .x1 = group->x1,
        .x2 = group->x2,
        .y1 = rank_of(tops, count, 0),
        .y2 = rank_of(bottoms, count, 1),
        .slope = slope,
        .part_height = group->heights / group->count,
        .part_count = group->count,
    };
    line.baseline = rank_of(bottoms, count, count < 3 ? 1 : 0.5);
    line.rise = line.baseline - rank_of(tops, count, count < 3 ? 0 : 0.12);
    return line;
}

/* One line for each group; the parts of each are gathered by counting sort over the roots. */
static void make_lines(struct finder *finder, struct group *groups, struct page_lines *out)
{
    size_t n = finder->text_count;
    uint32_t *starts = arena_calloc(finder->arena, n + 1, sizeof(*starts));
    const struct part **sorted = arena_calloc(finder->arena, n + 1, sizeof(const struct part *));
    uint32_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (groups[i].parent == i) {
            starts[i] = at;
            at += (uint32_t)groups[i].count;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        sorted[starts[group_root(groups, i)]++] = &finder->text[i];
    }
    out->p = arena_calloc(finder->arena, n + 1, sizeof(*out->p));
    for (size_t i = 0; i < n; i++) {
        if (groups[i].parent == i) {
            size_t count = (size_t)groups[i].count;
            out->p[out->count++] = make_line(finder, &groups[i], sorted + starts[i] - count, count);
        }
    }
}

int lines_find(const struct plane *ink, struct arena *arena, struct page_lines *out)
{
    *out = (struct page_lines){.width = ink->width, .page_height = ink->height};
    struct parts parts;
    int rc = ink_parts(ink, arena, &parts);
    if (rc < 0) {
        return rc;
    }
    struct finder finder = {.arena = arena, .width = ink->width, .page_height = ink->height};
    finder.height = lines_letter_height(&parts, ink->height);
    if (finder.height < PART_HEIGHT_MIN || parts.count > PARTS_MAX) {
        return E_OK;
    }
    finder.slope = page_slope(&parts, finder.height, ink, arena);
    sort_out(&finder, &parts);
    qsort(finder.text, finder.text_count, sizeof(*finder.text), compare_left);
    struct group *groups = group_parts(&finder);
    uint32_t *roots = arena_calloc(arena, finder.text_count + 1, sizeof(*roots));
    merge_nested(groups, finder.text_count);
    size_t root_count = 0;
    for (uint32_t i = 0; i < finder.text_count; i++) {
        if (groups[i].parent == i) {
            roots[root_count++] = i;
        }
    }
    take_small_parts(&finder, groups, roots, root_count);
    make_lines(&finder, groups, out);
    lines_order(out, finder.height, arena);
    out->slope = finder.slope;
    out->height = finder.height;
    return E_OK;
}
