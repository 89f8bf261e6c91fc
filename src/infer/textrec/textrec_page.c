/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page by the engine's own layout: how large it should be, and which way up it is. */
#include <math.h>

#include "infer/textrec/textrec_int.h"

#define SMALL_PX    1000 /* pages narrower than this are enlarged twofold: small print gains most */
#define POOR        0.3 /* share of believable words below which the page may lie on its side or head */
#define BELIEVABLE  0.8  /* confidence of a word of some length that was read the right way up */
#define MUCH_BETTER 0.10 /* how much more believable another way up must be */
#define SAMPLE_PX   700  /* side of the piece that other ways up are tried on */

/* How much of what was read stands in words that are long enough and sure enough to be no accident. */
static double believable_share(const struct page_words *reading)
{
    size_t believable = 0;
    size_t all = 0;
    for (size_t i = 0; i < reading->count; i++) {
        size_t bytes = reading->words[i].text.n;
        all += bytes;
        believable += bytes >= 3 && reading->words[i].confidence >= BELIEVABLE ? bytes : 0;
    }
    return all > 0 ? (double)believable / (double)all : 0;
}

/* How believably the middle of the page reads when it is turned so. */
static double try_turned(struct textrec *engine, PIX *pix, int quarter_turns,
                         const struct textrec_watch *watch, struct arena *arena)
{
    int32_t width = (int32_t)fmin(SAMPLE_PX, pixGetWidth(pix));
    int32_t height = (int32_t)fmin(SAMPLE_PX, pixGetHeight(pix));
    BOX *box =
        boxCreate((pixGetWidth(pix) - width) / 2, (pixGetHeight(pix) - height) / 2, width, height);
    PIX *piece = pixClipRectangle(pix, box, NULL);
    boxDestroy(&box);
    PIX *turned = piece != NULL ? pixRotateOrth(piece, quarter_turns) : NULL;
    pixDestroy(&piece);
    struct page_words reading = {0};
    double share = 0;
    /* A piece that cannot be read so is no reason to turn the page that way. */
    if (turned != NULL && engine_read(engine, turned, PSM_AUTO, watch, arena, &reading) == E_OK) {
        share = believable_share(&reading);
    }
    pixDestroy(&turned);
    return share;
}

static int find_quarter_turns(struct textrec *engine, PIX *pix, const struct textrec_watch *watch,
                              struct arena *arena)
{
    double best = try_turned(engine, pix, 0, watch, arena) + MUCH_BETTER;
    int best_turns = 0;
    for (int turns = 1; turns <= 3; turns++) {
        double share = try_turned(engine, pix, turns, watch, arena);
        if (share > best) {
            best = share;
            best_turns = turns;
        }
    }
    return best_turns;
}

/* Replaces *pix by what `make` gave, where it gave something. */
static void replace(PIX **pix, PIX *made)
{
    if (made != NULL) {
        pixDestroy(pix);
        *pix = made;
    }
}

int page_read(struct textrec *engine, PIX **grey, const struct textrec_watch *watch,
              struct arena *arena, struct page_words *out, int32_t *out_rotation)
{
    if (pixGetWidth(*grey) < SMALL_PX && pixGetHeight(*grey) < SMALL_PX) {
        replace(grey, pixScaleGray2xLI(*grey));
    }
    int rc = engine_read(engine, *grey, PSM_AUTO, watch, arena, out);
    if (rc < 0 || out->count == 0 || believable_share(out) >= POOR) {
        return rc;
    }
    int turns = find_quarter_turns(engine, *grey, watch, arena);
    if (turns == 0) {
        return E_OK;
    }
    PIX *turned = pixRotateOrth(*grey, turns);
    struct page_words reading = {0};
    rc = turned != NULL ? engine_read(engine, turned, PSM_AUTO, watch, arena, &reading) : E_OK;
    if (rc < 0 || believable_share(&reading) < believable_share(out) + MUCH_BETTER) {
        pixDestroy(&turned);
        return rc;
    }
    replace(grey, turned);
    *out = reading;
    *out_rotation = 90 * turns;
    return E_OK;
}
