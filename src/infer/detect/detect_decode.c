/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "infer/detect/detect.h"

#define SIDE_MIN  2.0 /* pixels of the input; a box below that is none */
#define BORDER_PX 2.0 /* as near to a border a box counts as cut by it */

/* ---- candidates ---- */

void detect_candidates_init(struct detect_candidates *candidates, struct arena *arena)
{
    candidates->count = 0;
    candidates->items = arena_alloc(arena, 2 * DETECT_CANDIDATES_MAX * sizeof(*candidates->items));
}

static int best_first(const void *a, const void *b)
{
    const struct detect_box *x = a;
    const struct detect_box *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

void detect_candidates_add(struct detect_candidates *candidates, const struct detect_box *box)
{
    if (candidates->count == 2 * DETECT_CANDIDATES_MAX) {
        qsort(candidates->items, candidates->count, sizeof(*candidates->items), best_first);
        candidates->count = DETECT_CANDIDATES_MAX;
    }
    candidates->items[candidates->count++] = *box;
}

/* ---- numbers ---- */

static double score_of(const struct detect_output *output, size_t box, size_t class)
{
    return output->format == MODEL_BOXES_YOLO
               ? (double)output->boxes[(4 + class) * output->count + box]
               : (double)output->scores[box * output->class_count + class];
}

/* The corners as they are written; false where they are none. */
static bool read_box(const struct detect_output *output, size_t index, struct detect_box *out)
{
    if (output->format == MODEL_BOXES_YOLO) {
        const double x = (double)output->boxes[index];
        const double y = (double)output->boxes[output->count + index];
        const double width = (double)output->boxes[2 * output->count + index];
        const double height = (double)output->boxes[3 * output->count + index];
        out->left = x - width / 2;
        out->top = y - height / 2;
        out->right = x + width / 2;
        out->bottom = y + height / 2;
    } else {
        const float *corners = output->boxes + 4 * index;
        out->left = (double)corners[0];
        out->top = (double)corners[1];
        out->right = (double)corners[2];
        out->bottom = (double)corners[3];
    }
    return isfinite(out->left) && isfinite(out->top) && isfinite(out->right) &&
           isfinite(out->bottom);
}

/* ---- places ---- */

/* The piece that the middle of a box lies in, or NULL. */
static const struct detect_piece *piece_of(const struct detect_tile *tile,
                                           const struct detect_box *box)
{
    const double x = (box->left + box->right) / 2;
    const double y = (box->top + box->bottom) / 2;
    for (size_t i = 0; i < tile->count; i++) {
        const struct detect_piece *piece = &tile->pieces[i];
        if (x >= piece->at_x && x < piece->at_x + piece->width && y >= piece->at_y &&
            y < piece->at_y + piece->height) {
            return piece;
        }
    }
    return NULL;
}

static double bounded(double number, double max)
{
    return fmin(fmax(number, 0), max);
}

/* From the input to the page; false where nothing is left of it within its piece. */
static bool put_in_place(const struct detect_place *place, struct detect_box *inout)
{
    const struct detect_piece *piece = piece_of(place->tile, inout);
    if (piece == NULL) {
        return false;
    }
    const struct detect_level *level = &place->levels[piece->level];
    const double left = bounded(inout->left - piece->at_x, piece->width);
    const double top = bounded(inout->top - piece->at_y, piece->height);
    const double right = bounded(inout->right - piece->at_x, piece->width);
    const double bottom = bounded(inout->bottom - piece->at_y, piece->height);
    if (!(right - left >= SIDE_MIN && bottom - top >= SIDE_MIN)) {
        return false;
    }
    inout->is_cut =
        (left < BORDER_PX && piece->x > 0) || (top < BORDER_PX && piece->y > 0) ||
        (right > piece->width - BORDER_PX && piece->x + piece->width < level->width) ||
        (bottom > piece->height - BORDER_PX && piece->y + piece->height < level->height);
    inout->level = piece->level;
    inout->left = bounded((piece->x + left) / level->scale, place->page.width);
    inout->top = bounded((piece->y + top) / level->scale, place->page.height);
    inout->right = bounded((piece->x + right) / level->scale, place->page.width);
    inout->bottom = bounded((piece->y + bottom) / level->scale, place->page.height);
    return inout->right > inout->left && inout->bottom > inout->top;
}

void detect_decode(const struct detect_output *output, double detect,
                   const struct detect_place *place, struct detect_candidates *out)
{
    for (size_t i = 0; i < output->count; i++) {
        struct detect_box box = {0};
        bool is_read = false;
        bool is_good = true;
        for (size_t class = 0; is_good && class < output->class_count; class ++) {
            const double score = score_of(output, i, class);
            if (!(score >= detect && score > 0)) { /* also where it is no number */
                continue;
            }
            is_good = is_read || (read_box(output, i, &box) && put_in_place(place, &box));
            is_read = true;
            if (is_good) {
                box.score = fmin(score, 1);
                box.class = class;
                detect_candidates_add(out, &box);
            }
        }
    }
}
