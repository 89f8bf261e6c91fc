/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a level that lie beside one another are a band, and so are those behind them in the direction in which lines come:
 * as many lines of it are kept as one part has, the newest in the place of the oldest. Levels that share an input are bands
 * with all their lines. */
#include <stdlib.h>

#include "infer/detect/detect.h"

/* Where a piece, or a band, is among the lines of its level. */
struct span {
    int32_t begin; /* along the line */
    int32_t length;
    int32_t first; /* line */
    int32_t count;
};

struct place {
    const struct detect_tile *tile;
    struct span span;
};

struct band {
    size_t level;
    struct span span; /* `first` says nothing */
    uint32_t *
        pixels; /* (span.count, span.length) a line lies at its place modulo the first; NULL: not in this pass */
    struct place *places; /* (place_count) in the order in which their lines come */
    size_t place_count;
    size_t
        next; /* that is to be looked at; those that share an input wait for the end of the pass */
};

struct detect_bands {
    const struct detect_pyramid *pyramid;
    size_t bytes_max;   /* that are kept at once */
    struct band *items; /* (count) */
    size_t count;
    const struct detect_tile **shared; /* (shared_count) of several levels */
    size_t shared_count;
    detect_look *look;
    void *context;
};

/* ---- which bands ---- */

static struct span span_of(const struct detect_pyramid *pyramid, const struct detect_piece *piece)
{
    return detect_lines_of(pyramid, piece->level).are_columns
               ? (struct span){piece->y, piece->height, piece->x, piece->width}
               : (struct span){piece->x, piece->width, piece->y, piece->height};
}

static bool is_shared(const struct detect_pyramid *pyramid, const struct detect_tile *tile)
{
    const struct detect_piece *piece = &tile->pieces[0];
    const struct detect_level *level = &pyramid->levels[piece->level];
    return piece->width == level->width && piece->height == level->height;
}

/* The band that has all pixels of the piece, or NULL. */
static struct band *find_band(const struct detect_bands *bands, size_t level,
                              const struct span *span)
{
    for (size_t i = 0; i < bands->count; i++) {
        struct band *band = &bands->items[i];
        if (band->level == level && band->span.begin <= span->begin &&
            span->begin + span->length <= band->span.begin + band->span.length) {
            return band;
        }
    }
    return NULL;
}

static size_t bytes_of(const struct span *span)
{
    return (size_t)span->count * (size_t)span->length * sizeof(uint32_t);
}

/* The newest band, if it can be made longer by this. */
static struct band *lengthen(struct detect_bands *bands, size_t level, const struct span *span)
{
    struct band *band = bands->count > 0 ? &bands->items[bands->count - 1] : NULL;
    if (band == NULL || band->level != level) {
        return NULL;
    }
    struct span longer = band->span;
    longer.length = span->begin + span->length - longer.begin;
    if (bytes_of(&longer) > bands->bytes_max) {
        return NULL;
    }
    band->span = longer;
    return band;
}

static struct band *add_piece(struct detect_bands *bands, const struct detect_piece *piece)
{
    const struct span span = span_of(bands->pyramid, piece);
    struct band *band = find_band(bands, piece->level, &span);
    if (band == NULL) {
        band = lengthen(bands, piece->level, &span);
    }
    if (band == NULL) {
        band = &bands->items[bands->count++];
        *band = (struct band){.level = piece->level, .span = span};
    }
    return band;
}

static void add_tile(struct detect_bands *bands, const struct detect_plan *plan, size_t index,
                     struct arena *arena)
{
    const struct detect_tile *tile = &plan->tiles[index];
    if (is_shared(bands->pyramid, tile)) {
        bands->shared[bands->shared_count++] = tile;
        for (size_t i = 0; i < tile->count; i++) {
            (void)add_piece(bands, &tile->pieces[i]);
        }
        return;
    }
    struct band *band = add_piece(bands, &tile->pieces[0]);
    if (band->places == NULL) {
        band->places = arena_calloc(arena, plan->count, sizeof(*band->places));
    }
    band->places[band->place_count++] =
        (struct place){tile, span_of(bands->pyramid, &tile->pieces[0])};
}

static int forwards(const void *a, const void *b)
{
    const struct span *x = &((const struct place *)a)->span;
    const struct span *y = &((const struct place *)b)->span;
    return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
                                : (x->begin > y->begin) - (x->begin < y->begin);
}

static int backwards(const void *a, const void *b)
{
    return forwards(b, a);
}

static void make_bands(const struct detect_plan *plan, struct arena *arena,
                       struct detect_bands *bands)
{
    const size_t pieces = plan->count * DETECT_PIECES_MAX;
    bands->items = arena_calloc(arena, pieces + 1, sizeof(*bands->items));
    bands->shared = arena_calloc(arena, plan->count + 1, sizeof(const struct detect_tile *));
    for (size_t i = 0; i < plan->count; i++) {
        add_tile(bands, plan, i, arena);
    }
    for (size_t i = 0; i < bands->count; i++) {
        const struct band *band = &bands->items[i];
        if (band->place_count > 0) {
            const bool are_backwards = detect_lines_of(bands->pyramid, band->level).are_backwards;
            qsort(band->places, band->place_count, sizeof(*band->places),
                  are_backwards ? backwards : forwards);
        }
    }
}

/* ---- lines ---- */

static uint32_t *line_of(const struct band *band, int32_t place)
{
    return band->pixels + (size_t)(place % band->span.count) * (size_t)band->span.length;
}

const uint32_t *detect_bands_line(const struct detect_bands *bands,
                                  const struct detect_piece *piece, int32_t place)
{
    const struct span span = span_of(bands->pyramid, piece);
    const struct band *band = find_band(bands, piece->level, &span);
    ASSERT(band != NULL && band->pixels != NULL);
    return line_of(band, span.first + place) + (span.begin - band->span.begin);
}

/* Looks at all parts whose last line this is. */
static int look_at_ready(const struct detect_bands *bands, struct band *band, int32_t line,
                         struct err *err)
{
    const bool are_backwards = detect_lines_of(bands->pyramid, band->level).are_backwards;
    int rc = E_OK;
    while (rc == E_OK && band->next < band->place_count) {
        const struct place *place = &band->places[band->next];
        const int32_t end = place->span.first + (are_backwards ? 0 : place->span.count - 1);
        if (end != line) {
            break;
        }
        rc = bands->look(bands->context, bands, place->tile, err);
        band->next++;
    }
    return rc;
}

static int take_line(void *context, size_t level, int32_t place, const uint32_t *line,
                     struct err *err)
{
    const struct detect_bands *bands = context;
    int rc = E_OK;
    for (size_t i = 0; rc >= 0 && i < bands->count; i++) {
        struct band *band = &bands->items[i];
        if (band->level == level && band->pixels != NULL) {
            memcpy(line_of(band, place), line + band->span.begin,
                   (size_t)band->span.length * sizeof(*line));
            rc = look_at_ready(bands, band, place, err);
        }
    }
    return rc < 0 ? rc : 1;
}

/* ---- passes ---- */

/* Makes room for bands from the first one on, one at least; returns where the next pass begins, or 0 where there is no
 * memory. Those of levels that share an input come last, are small, and have to be there together. */
static size_t begin_pass(struct detect_bands *bands, size_t first)
{
    size_t bytes = 0;
    size_t i = first;
    for (; i < bands->count; i++) {
        struct band *band = &bands->items[i];
        bytes += bytes_of(&band->span);
        if (i > first && bytes > bands->bytes_max && band->place_count > 0) {
            break;
        }
        band->pixels = try_alloc(1, bytes_of(&band->span), SIZE_MAX);
        if (band->pixels == NULL) {
            return 0;
        }
    }
    return i;
}

static void end_pass(struct detect_bands *bands)
{
    for (size_t i = 0; i < bands->count; i++) {
        free(bands->items[i].pixels);
        bands->items[i].pixels = NULL;
    }
}

static int look_at_shared(const struct detect_bands *bands, struct err *err)
{
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < bands->shared_count; i++) {
        rc = bands->look(bands->context, bands, bands->shared[i], err);
    }
    return rc;
}

static int look_at_all(struct detect_bands *bands, struct err *err)
{
    int rc = E_OK;
    for (size_t first = 0; rc == E_OK && first < bands->count;) {
        first = begin_pass(bands, first);
        if (first == 0) {
            return err_set(err, E_PROCESSING_FAILED,
                           "There is not enough memory for a picture of this size.");
        }
        rc = detect_pyramid_pass(bands->pyramid, bands->pyramid->count, take_line, bands, err);
        if (rc == E_OK && first == bands->count) {
            rc = look_at_shared(bands, err);
        }
        end_pass(bands);
    }
    return rc;
}

int detect_bands_look(const struct detect_pyramid *pyramid, const struct detect_plan *plan,
                      size_t bytes_max, detect_look *look, void *context, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct detect_bands bands = {
        .pyramid = pyramid, .bytes_max = bytes_max, .look = look, .context = context};
    make_bands(plan, scratch, &bands);
    int rc = look_at_all(&bands, err);
    end_pass(&bands);
    return rc;
}
