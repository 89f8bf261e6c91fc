/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "infer/textrec/ink.h"

#define TILE          32
#define PAPER_RANK    0.75 /* of the pixels around: at least a quarter may be ink and shadow */
#define INK_RANK      0.02
#define CONTRAST_MIN  18
#define CONTRAST_PART 0.20 /* of what is usual in this picture */

struct tiles {
    int32_t across;
    int32_t down;
    uint32_t (*counts)[256]; /* (down, across): one histogram a tile */
    uint8_t *paper;
    uint8_t *ink;
    int16_t *threshold; /* below it is ink; 0: none here */
};

static int tiles_new(const struct plane *grey, struct arena *arena, struct tiles *out)
{
    out->across = (grey->width + TILE - 1) / TILE;
    out->down = (grey->height + TILE - 1) / TILE;
    size_t n = (size_t)out->across * (size_t)out->down;
    out->counts = arena_try_alloc(arena, n, sizeof(*out->counts), 512 * MIB);
    if (out->counts == NULL) {
        return E_PROCESSING_FAILED;
    }
    memset(out->counts, 0, n * sizeof(*out->counts));
    out->paper = arena_alloc(arena, n);
    out->ink = arena_alloc(arena, n);
    out->threshold = arena_alloc(arena, n * sizeof(*out->threshold));
    for (int32_t y = 0; y < grey->height; y++) {
        const uint8_t *row = plane_row(grey, y);
        uint32_t(*counts)[256] = out->counts + (size_t)(y / TILE) * (size_t)out->across;
        for (int32_t x = 0; x < grey->width; x++) {
            counts[x / TILE][row[x]]++;
        }
    }
    return E_OK;
}

static uint8_t rank_value(const uint32_t counts[256], uint32_t total, double rank)
{
    uint32_t wanted = (uint32_t)(rank * total);
    uint32_t seen = 0;
    for (int value = 0; value < 255; value++) {
        seen += counts[value];
        if (seen > wanted) {
            return (uint8_t)value;
        }
    }
    return 255;
}

/* Paper and ink of a tile, from it and the eight around it. */
static void tile_measure(const struct tiles *tiles, int32_t column, int32_t row)
{
    uint32_t counts[256] = {0};
    uint32_t total = 0;
    for (int32_t y = row - 1; y <= row + 1; y++) {
        for (int32_t x = column - 1; x <= column + 1; x++) {
            if (x < 0 || y < 0 || x >= tiles->across || y >= tiles->down) {
                continue;
            }
            const uint32_t *from = tiles->counts[(size_t)y * (size_t)tiles->across + (size_t)x];
            for (int value = 0; value < 256; value++) {
                counts[value] += from[value];
                total += from[value];
            }
        }
    }
    size_t at = (size_t)row * (size_t)tiles->across + (size_t)column;
    tiles->paper[at] = rank_value(counts, total, PAPER_RANK);
    tiles->ink[at] = rank_value(counts, total, INK_RANK);
}

/* The least contrast that counts: over the noise of empty tiles, and not far below the usual. */
static int32_t least_contrast(const struct tiles *tiles)
{
    size_t n = (size_t)tiles->across * (size_t)tiles->down;
    uint32_t counts[256] = {0};
    for (size_t i = 0; i < n; i++) {
        counts[tiles->paper[i] - tiles->ink[i]]++;
    }
    double usual = rank_value(counts, (uint32_t)n, 0.85);
    double quiet = rank_value(counts, (uint32_t)n, 0.10);
    double least = fmax(CONTRAST_PART * usual, fmin(1.6 * quiet, 0.5 * usual));
    return (int32_t)fmax(CONTRAST_MIN, least);
}

static void tiles_decide(const struct tiles *tiles)
{
    int32_t least = least_contrast(tiles);
    size_t n = (size_t)tiles->across * (size_t)tiles->down;
    for (size_t i = 0; i < n; i++) {
        int32_t contrast = tiles->paper[i] - tiles->ink[i];
        tiles->threshold[i] = contrast < least ? 0 : (int16_t)(tiles->paper[i] - contrast / 2);
    }
}

/* Thresholds of one row of pixels at the tiles' centres, interpolated between the rows of tiles. */
static void row_thresholds(const struct tiles *tiles, int32_t y, int16_t *out)
{
    double at = (y + 0.5) / TILE - 0.5;
    int32_t upper = at < 0 ? 0 : (int32_t)at;
    int32_t lower = upper + 1 < tiles->down ? upper + 1 : upper;
    double part = at < 0 ? 0 : at - upper;
    for (int32_t x = 0; x < tiles->across; x++) {
        int16_t a = tiles->threshold[(size_t)upper * (size_t)tiles->across + (size_t)x];
        int16_t b = tiles->threshold[(size_t)lower * (size_t)tiles->across + (size_t)x];
        out[x] = a == 0 || b == 0 ? (int16_t)(part < 0.5 ? a : b)
                                  : (int16_t)lround(a * (1 - part) + b * part);
    }
}

/* The threshold of a column, between those of the two tiles whose centres it lies between. */
static int32_t column_threshold(const int16_t *thresholds, int32_t across, int32_t x)
{
    int32_t at = 2 * x - TILE + 1; /* twice the way from the first tile's centre */
    int32_t left = at < 0 ? 0 : at / (2 * TILE);
    int32_t right = left + 1 < across ? left + 1 : left;
    int32_t part = at < 0 ? 0 : at % (2 * TILE);
    int32_t a = thresholds[left];
    int32_t b = thresholds[right];
    if (a == 0 || b == 0) {
        return part < TILE ? a : b;
    }
    return a + (b - a) * part / (2 * TILE);
}

int ink_find(const struct plane *grey, struct arena *arena, struct plane *out)
{
    struct tiles tiles;
    int rc = tiles_new(grey, arena, &tiles);
    if (rc < 0) {
        return rc;
    }
    for (int32_t row = 0; row < tiles.down; row++) {
        for (int32_t column = 0; column < tiles.across; column++) {
            tile_measure(&tiles, column, row);
        }
    }
    tiles_decide(&tiles);
    rc = plane_new(arena, grey->width, grey->height, out);
    if (rc < 0) {
        return rc;
    }
    int16_t *thresholds = arena_calloc(arena, (size_t)tiles.across + 2, sizeof(*thresholds));
    for (int32_t y = 0; y < grey->height; y++) {
        row_thresholds(&tiles, y, thresholds);
        const uint8_t *from = plane_row(grey, y);
        uint8_t *to = plane_row(out, y);
        for (int32_t x = 0; x < grey->width; x++) {
            to[x] = from[x] < column_threshold(thresholds, tiles.across, x) ? 1 : 0;
        }
    }
    return E_OK;
}

#define RUNS_MAX ((size_t)8 << 20)

struct run {
    int32_t x1;
    int32_t x2; /* exclusive */
    uint32_t label;
};

/* Union-find over labels; a part's box grows at its root. */
struct labels {
    uint32_t *parent;
    struct part *parts;
    size_t count;
    size_t capacity;
};

static uint32_t root_of(struct labels *labels, uint32_t label)
{
    while (labels->parent[label] != label) {
        labels->parent[label] = labels->parent[labels->parent[label]];
        label = labels->parent[label];
    }
    return label;
}

static uint32_t join(struct labels *labels, uint32_t a, uint32_t b)
{
    a = root_of(labels, a);
    b = root_of(labels, b);
    if (a == b) {
        return a;
    }
    uint32_t to = a < b ? a : b;
    uint32_t from = a < b ? b : a;
    struct part *kept = &labels->parts[to];
    const struct part *gone = &labels->parts[from];
    kept->x1 = gone->x1 < kept->x1 ? gone->x1 : kept->x1;
    kept->y1 = gone->y1 < kept->y1 ? gone->y1 : kept->y1;
    kept->x2 = gone->x2 > kept->x2 ? gone->x2 : kept->x2;
    kept->y2 = gone->y2 > kept->y2 ? gone->y2 : kept->y2;
    kept->area += gone->area;
    labels->parent[from] = to;
    return to;
}

static size_t row_runs(const uint8_t *row, int32_t width, struct run *out)
{
    size_t count = 0;
    for (int32_t x = 0; x < width; x++) {
        if (row[x] == 0) {
            continue;
        }
        int32_t start = x;
        while (x < width && row[x] != 0) {
            x++;
        }
        out[count++] = (struct run){start, x, 0};
    }
    return count;
}

static bool label_row(struct labels *labels, const struct run *above, size_t above_count,
                      struct run *runs, size_t count, int32_t y)
{
    size_t first = 0;
    for (size_t i = 0; i < count; i++) {
        struct run *run = &runs[i];
        while (first < above_count && above[first].x2 < run->x1) {
            first++;
        }
        if (labels->count == labels->capacity) {
            return false;
        }
        uint32_t label = (uint32_t)labels->count++;
        labels->parent[label] = label;
        labels->parts[label] = (struct part){run->x1, y, run->x2, y + 1, run->x2 - run->x1};
        for (size_t k = first; k < above_count && above[k].x1 <= run->x2; k++) {
            label = join(labels, label, above[k].label);
        }
        run->label = label;
    }
    return true;
}

int ink_parts(const struct plane *ink, struct arena *arena, struct parts *out)
{
    size_t most = (size_t)ink->width / 2 + 1;
    struct run *above = arena_calloc(arena, most, sizeof(*above));
    struct run *runs = arena_calloc(arena, most, sizeof(*runs));
    size_t runs_in_all = 0;
    for (int32_t y = 0; y < ink->height; y++) {
        runs_in_all += row_runs(plane_row(ink, y), ink->width, runs);
    }
    struct labels labels = {.capacity = runs_in_all};
    labels.parent = arena_try_alloc(arena, runs_in_all + 1, sizeof(*labels.parent), RUNS_MAX * 4);
    labels.parts = arena_try_alloc(arena, runs_in_all + 1, sizeof(*labels.parts), RUNS_MAX * 20);
    if (labels.parent == NULL || labels.parts == NULL) {
        return E_PROCESSING_FAILED;
    }
    size_t above_count = 0;
    for (int32_t y = 0; y < ink->height; y++) {
        size_t count = row_runs(plane_row(ink, y), ink->width, runs);
        bool labelled = label_row(&labels, above, above_count, runs, count, y);
        ASSERT(labelled);
        struct run *swapped = above;
        above = runs;
        runs = swapped;
        above_count = count;
    }
    size_t count = 0;
    for (size_t i = 0; i < labels.count; i++) {
        if (labels.parent[i] == i) {
            labels.parts[count++] = labels.parts[i];
        }
    }
    *out = (struct parts){labels.parts, count};
    return E_OK;
}
