/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line or word that fills its picture. The engine reads such crops badly as they come: small, slanting,
 * with the neighbours' letters at the edges. So the crop is enlarged and levelled, and read in a few ways;
 * the reading that the engine is surest of counts. The ways and their order are those that brought the most
 * on crops of the development pack, each added to those before it. */
#include <math.h>

#include "infer/textrec/textrec_int.h"

#define LETTERS_MIN_PX   48   /* height that small crops are enlarged to */
#define SLOPE_STEPS      20   /* tried to each side */
#define SLOPE_STEP       0.02 /* pixels down a pixel right */
#define SLOPE_RELUCTANCE 0.15 /* how much better a steep slope must be */
#define EDGE_MIN         12   /* differences of grey below this are texture */
#define BAND_SHARE       0.25 /* of the densest row's strokes that a row of the line has at least */
#define LINE_ASPECT      5  /* width by height from which on a crop holds a line of several words */
#define LINE_MARGIN_PX   10 /* the engine wants paper around a line */
#define SURE_ENOUGH      0.97 /* no other way is tried */

/* A levelled picture of the crop: where its pixels lie in the crop. */
struct levelled {
    PIX *pix;
    double scale; /* of the crop's pixels to these */
    double slope;
    double top; /* row of the enlarged, levelled crop that the picture begins with */
    double left;
};

static void pix_destroyp(PIX **pix)
{
    pixDestroy(pix);
}

static void lines_freep(void ***lines)
{
    free(*lines);
}

/* How sharply rows of ink begin and end along a slope: strongest where the slope is the writing's. */
static double edge_energy(void **rows, int32_t width, int32_t height, double slope, double *sums)
{
    int32_t room = 3 * height;
    memset(sums, 0, (size_t)room * sizeof(*sums));
    for (int32_t y = 1; y < height - 1; y++) {
        for (int32_t x = width / 20; x < width - width / 20; x++) {
            int difference =
                (int)GET_DATA_BYTE(rows[y + 1], x) - (int)GET_DATA_BYTE(rows[y - 1], x);
            if (abs(difference) < EDGE_MIN) {
                continue;
            }
            double row = y - slope * (x - width / 2.0) + height;
            int32_t whole = (int32_t)floor(row);
            if (whole >= 0 && whole + 1 < room) {
                sums[whole] += difference * (1 - (row - whole));
                sums[whole + 1] += difference * (row - whole);
            }
        }
    }
    double energy = 0;
    for (int32_t i = 0; i < room; i++) {
        energy += sums[i] * sums[i];
    }
    return energy * (1 - SLOPE_RELUCTANCE * fabs(slope));
}

static double find_slope(PIX *pix, struct arena *arena)
{
    CLEANUP(lines_freep) void **rows = pixGetLinePtrs(pix, NULL);
    int32_t height = pixGetHeight(pix);
    double *sums = arena_calloc(arena, 3 * (size_t)height, sizeof(*sums));
    double best = 0;
    double best_energy = -1;
    for (int step = -SLOPE_STEPS; step <= SLOPE_STEPS; step++) {
        double slope = step * SLOPE_STEP;
        double energy = edge_energy(rows, pixGetWidth(pix), height, slope, sums);
        if (energy > best_energy) {
            best_energy = energy;
            best = slope;
        }
    }
    return best;
}

/* Moves each column so that writing along the slope lies level; rows outside continue the edge. */
static PIX *level(PIX *pix, double slope)
{
    PIX *out = pixCreateTemplate(pix);
    if (out == NULL) {
        return NULL;
    }
    CLEANUP(lines_freep) void **from = pixGetLinePtrs(pix, NULL);
    CLEANUP(lines_freep) void **to = pixGetLinePtrs(out, NULL);
    int32_t width = pixGetWidth(pix);
    int32_t height = pixGetHeight(pix);
    for (int32_t x = 0; x < width; x++) {
        double shift = slope * (x - width / 2.0);
        for (int32_t y = 0; y < height; y++) {
            double at = fmin(fmax(y + shift, 0), height - 1);
            int32_t row = (int32_t)fmin(floor(at), height - 2);
            double share = at - row;
            double grey =
                GET_DATA_BYTE(from[row], x) * (1 - share) + GET_DATA_BYTE(from[row + 1], x) * share;
            SET_DATA_BYTE(to[y], x, (int)(grey + 0.5));
        }
    }
    return out;
}

/* The rows with many upright strokes: from the densest one up and down. */
static void find_band(PIX *pix, struct arena *arena, int32_t *out_top, int32_t *out_bottom)
{
    CLEANUP(lines_freep) void **rows = pixGetLinePtrs(pix, NULL);
    int32_t width = pixGetWidth(pix);
    int32_t height = pixGetHeight(pix);
    double *strokes = arena_calloc(arena, (size_t)height, sizeof(*strokes));
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 1; x < width - 1; x++) {
            int difference =
                abs((int)GET_DATA_BYTE(rows[y], x + 1) - (int)GET_DATA_BYTE(rows[y], x - 1));
            strokes[y] += difference > EDGE_MIN ? difference : 0;
        }
    }
    int32_t densest = height / 2;
    for (int32_t y = height / 4; y < height - height / 4; y++) {
        densest = strokes[y] > strokes[densest] ? y : densest;
    }
    int32_t top = densest;
    int32_t bottom = densest;
    while (top > 0 && strokes[top - 1] > BAND_SHARE * strokes[densest]) {
        top--;
    }
    while (bottom < height - 1 && strokes[bottom + 1] > BAND_SHARE * strokes[densest]) {
        bottom++;
    }
    *out_top = top;
    *out_bottom = bottom + 1;
}

/* Only the rows of the line, with a margin (a share of their height) above and below. */
static int cut_band(const struct levelled *from, double margin, struct arena *arena,
                    struct levelled *out)
{
    int32_t top;
    int32_t bottom;
    find_band(from->pix, arena, &top, &bottom);
    int32_t extra = (int32_t)lround((bottom - top) * margin);
    int32_t first = top - extra > 0 ? top - extra : 0;
    int32_t last =
        bottom + extra < pixGetHeight(from->pix) ? bottom + extra : pixGetHeight(from->pix);
    BOX *box = boxCreate(0, first, pixGetWidth(from->pix), last - first);
    CLEANUP(pix_destroyp) PIX *cut = pixClipRectangle(from->pix, box, NULL);
    boxDestroy(&box);
    if (cut == NULL) {
        return E_PROCESSING_FAILED;
    }
    double zoom = (double)LETTERS_MIN_PX / (last - first);
    PIX *scaled = pixScale(cut, (float)zoom, (float)zoom);
    if (scaled == NULL) {
        return E_PROCESSING_FAILED;
    }
    *out = (struct levelled){scaled, from->scale * zoom, from->slope, (from->top + first) * zoom,
                             from->left * zoom};
    return E_OK;
}

/* Back to the crop's own pixels: unscaled, and along the slope again. */
static void place_boxes(struct page_words *reading, const struct levelled *levelled)
{
    double width = pixGetWidth(levelled->pix);
    for (size_t i = 0; i < reading->count; i++) {
        struct textrec_word *word = &reading->words[i];
        double middle = (word->x1 + word->x2) / 2.0;
        double shift = levelled->top + levelled->slope * (middle - width / 2);
        word->x1 = (int32_t)floor(fmax(0, word->x1 + levelled->left) / levelled->scale);
        word->x2 = (int32_t)ceil(fmax(1, word->x2 + levelled->left) / levelled->scale);
        word->y1 = (int32_t)floor(fmax(0, word->y1 + shift) / levelled->scale);
        word->y2 = (int32_t)ceil(fmax(1, word->y2 + shift) / levelled->scale);
    }
}

/* One way to read a crop; lists of them end with PSM_COUNT. */
struct way {
    TessPageSegMode mode;
    double band_margin; /* negative: the whole crop */
};

static const struct way word_ways[] = {
    {PSM_SINGLE_WORD, -1},  {PSM_SINGLE_WORD, 0.35}, {PSM_SINGLE_LINE, -1},
    {PSM_SINGLE_WORD, 0.2}, {PSM_COUNT, 0}, /* the end */
};

static const struct way line_ways[] = {
    {PSM_SINGLE_LINE, -1}, {PSM_SINGLE_LINE, 0.35}, {PSM_COUNT, 0}, /* the end */
};

static int read_one_way(struct textrec *engine, const struct levelled *whole, const struct way *way,
                        const struct textrec_watch *watch, struct arena *arena,
                        struct page_words *out)
{
    struct levelled band = {.pix = NULL};
    const struct levelled *shown = whole;
    if (way->band_margin >= 0) {
        int rc = cut_band(whole, way->band_margin, arena, &band);
        if (rc < 0) {
            return rc;
        }
        shown = &band;
    }
    int rc = engine_read(engine, shown->pix, way->mode, watch, arena, out);
    if (rc == E_OK) {
        place_boxes(out, shown);
    }
    pixDestroy(&band.pix);
    return rc;
}

static int read_best_way(struct textrec *engine, const struct levelled *whole,
                         const struct way *ways, const struct textrec_watch *watch,
                         struct arena *arena, struct page_words *out)
{
    struct page_words best = {0};
    for (size_t i = 0; ways[i].mode != PSM_COUNT && best.certainty < SURE_ENOUGH; i++) {
        struct page_words reading = {0};
        int rc = read_one_way(engine, whole, &ways[i], watch, arena, &reading);
        if (rc < 0) {
            return rc;
        }
        if (i == 0 || reading.certainty > best.certainty) {
            best = reading;
        }
    }
    *out = best;
    return E_OK;
}

/* A word: levelled, since words photographed in the street seldom lie level. */
static int read_word(struct textrec *engine, PIX *large, double scale,
                     const struct textrec_watch *watch, struct arena *arena, struct page_words *out)
{
    double slope = find_slope(large, arena);
    CLEANUP(pix_destroyp) PIX *straight = level(large, slope);
    if (straight == NULL) {
        return E_PROCESSING_FAILED;
    }
    struct levelled whole = {straight, scale, slope, 0, 0};
    return read_best_way(engine, &whole, word_ways, watch, arena, out);
}

/* A line of a page: level enough, and wants a margin. */
static int read_line(struct textrec *engine, PIX *large, double scale,
                     const struct textrec_watch *watch, struct arena *arena, struct page_words *out)
{
    CLEANUP(pix_destroyp)
    PIX *framed = pixAddContinuedBorder(large, LINE_MARGIN_PX, LINE_MARGIN_PX, LINE_MARGIN_PX,
                                        LINE_MARGIN_PX);
    if (framed == NULL) {
        return E_PROCESSING_FAILED;
    }
    struct levelled whole = {framed, scale, 0, -LINE_MARGIN_PX, -LINE_MARGIN_PX};
    return read_best_way(engine, &whole, line_ways, watch, arena, out);
}

int crop_read(struct textrec *engine, PIX *grey, const struct textrec_watch *watch,
              struct arena *arena, struct page_words *out)
{
    double scale = fmax(1, (double)LETTERS_MIN_PX / pixGetHeight(grey));
    CLEANUP(pix_destroyp) PIX *large = pixScaleGrayLI(grey, (float)scale, (float)scale);
    if (large == NULL || pixGetHeight(large) < 3 || pixGetWidth(large) < 3) {
        return E_PROCESSING_FAILED;
    }
    bool is_line = pixGetWidth(grey) >= LINE_ASPECT * pixGetHeight(grey);
    return is_line ? read_line(engine, large, scale, watch, arena, out)
                   : read_word(engine, large, scale, watch, arena, out);
}
