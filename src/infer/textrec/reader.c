/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the picture of one line. The engine reads such pictures badly as they come: small, slanting, with the
 * neighbours' letters at the edges, red on blue. Which treatment helps differs from picture to picture, so
 * several are tried, until two readings are the same or all are done; the most believable counts. */
#include <math.h>

#include "infer/textrec/textrec_int.h"

#define INPUT_PX 36 /* height that the engine's networks take: a raw line comes to them as it is */
#define LINE_PX  48 /* height for the engine to find the line in by itself */
#define FRAME_PX 10 /* paper continued around that, where a way wants it */

struct way {
    struct strip_look look; /* above, below, stretch, height, colours, as it lies */
    TessPageSegMode mode;
    bool framed;
};

struct ways {
    const struct way *p;
    size_t count;
    double sure;         /* certainty from which on no other way is tried */
    double hopeless;     /* and under which none is after the first three */
    bool tries_negative; /* light letters on dark, too */
};

#define NEVER_SURE     2
#define NEVER_HOPELESS 0
#define FAIR_TRIALS    3

/* For pictures that one line or word fills. Each is the one that brought most after those before it, on word
 * and line crops. One reading alone is never trusted: the engine is as sure of some nonsense. */
static const struct way crop_way_list[] = {
    {{STRIP_WHOLE, 0, 1, INPUT_PX, true, false}, PSM_RAW_LINE, false},
    {{0.35, 0.35, 1, LINE_PX, true, false}, PSM_SINGLE_LINE, false},
    {{0.35, 0.35, 1, LINE_PX, false, false}, PSM_SINGLE_LINE, true},
    {{0.20, 0.20, 1.25, INPUT_PX, false, false}, PSM_RAW_LINE, false},
    {{STRIP_WHOLE, 0, 1, 64, false, true}, PSM_SINGLE_LINE, false},
    {{0.35, 0.35, 0.8, INPUT_PX, true, false}, PSM_RAW_LINE, false},
    {{0.20, 0.20, 1, LINE_PX, true, false}, PSM_SINGLE_LINE, true},
};
static const struct ways crop_ways = {crop_way_list, ARRAY_LEN(crop_way_list), NEVER_SURE,
                                      NEVER_HOPELESS, true};

/* For lines found on a page: dark, and with known capitals and baseline. Some are logos, folds and stains:
 * what three ways read as differently as badly is seldom text. */
static const struct way line_way_list[] = {
    {{0.45, 0.55, 1, INPUT_PX, false, false}, PSM_RAW_LINE, false},
    {{0.35, 0.50, 1, LINE_PX, true, false}, PSM_SINGLE_LINE, true},
    {{0.30, 0.50, 1, INPUT_PX, true, false}, PSM_RAW_LINE, false},
    {{0.45, 0.55, 1.2, INPUT_PX, false, false}, PSM_RAW_LINE, false},
    {{0.35, 0.50, 1, LINE_PX, false, false}, PSM_SINGLE_LINE, false},
    {{0.45, 0.55, 0.85, INPUT_PX, true, false}, PSM_RAW_LINE, false},
};
static const struct ways line_ways = {line_way_list, ARRAY_LEN(line_way_list), 0.97, 0.94, false};

/* The same for letters without ascenders. */
static const struct way wide_line_way_list[] = {
    {{0.15, 0.30, 1, INPUT_PX, false, false}, PSM_RAW_LINE, false},
    {{0.05, 0.12, 1, INPUT_PX, false, false}, PSM_RAW_LINE, false},
};
static const struct ways wide_line_ways = {wide_line_way_list, ARRAY_LEN(wide_line_way_list), 0.97,
                                           NEVER_HOPELESS, false};

#define WAYS_MAX ARRAY_LEN(crop_way_list)

static void map_word(struct textrec_word *word, const struct plane_view *view)
{
    double x1 = view->origin_x + word->x1 * view->right_x + word->y1 * view->down_x;
    double y1 = view->origin_y + word->x1 * view->right_y + word->y1 * view->down_y;
    double x2 = view->origin_x + word->x2 * view->right_x + word->y2 * view->down_x;
    double y2 = view->origin_y + word->x2 * view->right_y + word->y2 * view->down_y;
    word->x1 = (int32_t)lround(fmin(x1, x2));
    word->y1 = (int32_t)lround(fmin(y1, y2));
    word->x2 = (int32_t)lround(fmax(x1, x2));
    word->y2 = (int32_t)lround(fmax(y1, y2));
}

/* Paper around a line: its edges continued. */
static int frame(struct plane *plane, struct plane_view *view, struct arena *arena)
{
    const struct plane inner = *plane;
    const struct plane_view wider = {
        .origin_x = -FRAME_PX, .origin_y = -FRAME_PX, .right_x = 1, .down_y = 1};
    view->origin_x -= FRAME_PX * (view->right_x + view->down_x);
    view->origin_y -= FRAME_PX * (view->right_y + view->down_y);
    return plane_view(&inner, &wider, inner.width + 2 * FRAME_PX, inner.height + 2 * FRAME_PX,
                      arena, plane);
}

static int read_way(struct textrec *engine, const struct strip *strip, const struct way *way,
                    struct arena *arena, struct reading *out)
{
    struct plane plane;
    struct plane_view view;
    int rc = strip_view(strip, &way->look, arena, &plane, &view);
    if (rc == E_OK && way->framed) {
        rc = frame(&plane, &view, arena);
    }
    rc = rc < 0 ? rc : engine_read(engine, &plane, way->mode, NULL, arena, out);
    for (size_t i = 0; rc == E_OK && i < out->count; i++) {
        map_word(&out->words[i], &view);
    }
    return rc;
}

static bool same_text(const struct reading *a, const struct reading *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = str_eq(a->words[i].text, b->words[i].text);
    }
    return same;
}

/* Whether another reading is the same as the best. */
static bool is_confirmed(const struct reading *readings, size_t count, size_t best)
{
    for (size_t i = 0; i < count; i++) {
        if (i != best && readings[i].count > 0 && same_text(&readings[i], &readings[best])) {
            return true;
        }
    }
    return false;
}

static int read_best(struct textrec *engine, const struct strip *strip, const struct ways *ways,
                     struct arena *arena, struct reading *out)
{
    struct reading readings[WAYS_MAX];
    size_t best = 0;
    bool settled = false;
    ASSERT(ways->count <= WAYS_MAX);
    engine_try_negative(engine, ways->tries_negative);
    for (size_t i = 0; i < ways->count && !settled; i++) {
        int rc = read_way(engine, strip, &ways->p[i], arena, &readings[i]);
        if (rc < 0) {
            return rc;
        }
        best = readings[i].score > readings[best].score ? i : best;
        const double certainty = readings[best].certainty;
        settled = certainty >= ways->sure || is_confirmed(readings, i + 1, best) ||
                  (i + 1 >= FAIR_TRIALS && certainty < ways->hopeless);
    }
    *out = readings[best];
    return E_OK;
}

int reader_read_crop(struct textrec *engine, const struct strip *strip, struct arena *arena,
                     struct reading *out)
{
    return read_best(engine, strip, &crop_ways, arena, out);
}

static const struct ways *ways_of_lines(const struct textrec *engine)
{
    return engine->wide ? &wide_line_ways : &line_ways;
}

int reader_read_line(struct textrec *engine, const struct strip *strip, struct arena *arena,
                     struct reading *out)
{
    return read_best(engine, strip, ways_of_lines(engine), arena, out);
}

int reader_glance(struct textrec *engine, const struct strip *strip, struct arena *arena,
                  struct reading *out)
{
    struct ways ways = *ways_of_lines(engine);
    ways.count = 1;
    return read_best(engine, strip, &ways, arena, out);
}

bool reader_is_sure(const struct textrec *engine, const struct reading *reading)
{
    return reading->certainty >= ways_of_lines(engine)->sure;
}

bool reading_is_text(const struct reading *reading)
{
    double trust = 0;
    size_t bytes = 0;
    for (size_t i = 0; i < reading->count; i++) {
        trust += reading->words[i].confidence / (double)reading->count;
        bytes += reading->words[i].text.n;
    }
    return trust >= 0.30 || (bytes >= 8 && reading->certainty >= 0.9);
}
