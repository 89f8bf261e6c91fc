/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "infer/detect/detect.h"

/* Of two levels' boxes the smaller one's share from which on they are of one thing: a level at the wrong size often sees
 * only the middle of a sign. */
#define SAME_ACROSS_LEVELS 0.7
/* The share of a cut box that another one must have for it to give way. */
#define SAME_AS_CUT 0.5

static double area(const struct detect_box *box)
{
    return (box->right - box->left) * (box->bottom - box->top);
}

static double common(const struct detect_box *a, const struct detect_box *b)
{
    const double width = fmin(a->right, b->right) - fmax(a->left, b->left);
    const double height = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);
    return width > 0 && height > 0 ? width * height : 0;
}

double detect_share_of_union(const struct detect_box *a, const struct detect_box *b)
{
    const double both = common(a, b);
    const double all = area(a) + area(b) - both;
    return all > 0 ? both / all : 0;
}

double detect_share_of_smaller(const struct detect_box *a, const struct detect_box *b)
{
    const double smaller = fmin(area(a), area(b));
    return smaller > 0 ? common(a, b) / smaller : 0;
}

/* Whole boxes before those that are cut; of each, the best first. The rest is for one order on every machine. */
static int by_worth(const void *a, const void *b)
{
    const struct detect_box *x = a;
    const struct detect_box *y = b;
    if (x->is_cut != y->is_cut) {
        return x->is_cut - y->is_cut;
    }
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    if (x->left != y->left) {
        return x->left < y->left ? -1 : 1;
    }
    return (x->top > y->top) - (x->top < y->top);
}

static int best_first(const void *a, const void *b)
{
    const struct detect_box *x = a;
    const struct detect_box *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->left > y->left) - (x->left < y->left);
}

static bool is_same(const struct detect_box *kept, const struct detect_box *box, double apart)
{
    if (kept->class != box->class) {
        return false;
    }
    if (detect_share_of_union(kept, box) > apart) {
        return true;
    }
    const double share = detect_share_of_smaller(kept, box);
    return (box->is_cut && share > SAME_AS_CUT) ||
           (kept->level != box->level && share > SAME_ACROSS_LEVELS);
}

void detect_merge(struct detect_candidates *candidates, double apart, struct arena *arena,
                  struct detect_boxes *out)
{
    if (candidates->count > DETECT_CANDIDATES_MAX) {
        qsort(candidates->items, candidates->count, sizeof(*candidates->items), best_first);
        candidates->count = DETECT_CANDIDATES_MAX;
    }
    qsort(candidates->items, candidates->count, sizeof(*candidates->items), by_worth);
    const size_t room = size_min(candidates->count, DETECT_BOXES_MAX);
    *out = (struct detect_boxes){arena_calloc(arena, room + 1, sizeof(*out->items)), 0};
    for (size_t i = 0; i < candidates->count && out->count < DETECT_BOXES_MAX; i++) {
        const struct detect_box *box = &candidates->items[i];
        bool is_new = true;
        for (size_t k = 0; is_new && k < out->count; k++) {
            is_new = !is_same(&out->items[k], box, apart);
        }
        if (is_new) {
            out->items[out->count++] = *box;
        }
    }
    qsort(out->items, out->count, sizeof(*out->items), best_first);
}
