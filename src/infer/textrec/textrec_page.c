/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page by the engine's own layout: how large it should be, and which way up it is. */
#include <math.h>

#include "infer/textrec/textrec_int.h"

#define SMALL_PX    1000 /* pages with both sides under this are enlarged twofold */
#define POOR        0.3 /* share of believable words below which the page may lie on its side or head */
#define BELIEVABLE  0.8  /* confidence of a word of some length that was read the right way up */
#define MUCH_BETTER 0.10 /* how much more believable another way up must be */
#define SAMPLE_PX   700  /* side of the piece that other ways up are tried on */

/* How much of what was read stands in words that are long enough and sure enough to be no accident. */
static double believable_share(const struct reading *reading)
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
static double try_turned(struct textrec *engine, const struct plane *grey, int quarter_turns,
                         const struct textrec_watch *watch, struct arena *arena)
{
    int32_t width = (int32_t)fmin(SAMPLE_PX, grey->width);
    int32_t height = (int32_t)fmin(SAMPLE_PX, grey->height);
    const struct plane_view middle = {.origin_x = (grey->width - width) / 2.0,
                                      .origin_y = (grey->height - height) / 2.0,
                                      .right_x = 1,
                                      .down_y = 1};
    struct plane piece;
    struct plane turned;
    struct reading reading = {0};
    double share = 0;
    /* A piece that cannot be read so is no reason to turn the page that way. */
    if (plane_view(grey, &middle, width, height, arena, &piece) == E_OK &&
        plane_turn(&piece, quarter_turns, arena, &turned) == E_OK &&
        engine_read(engine, &turned, PSM_AUTO, watch, arena, &reading) == E_OK) {
        share = believable_share(&reading);
    }
    return share;
}

static int find_quarter_turns(struct textrec *engine, const struct plane *grey,
                              const struct textrec_watch *watch, struct arena *arena)
{
    double best = try_turned(engine, grey, 0, watch, arena) + MUCH_BETTER;
    int best_turns = 0;
    for (int turns = 1; turns <= 3; turns++) {
        double share = try_turned(engine, grey, turns, watch, arena);
        if (share > best) {
            best = share;
            best_turns = turns;
        }
    }
    return best_turns;
}

int page_read(struct textrec *engine, struct plane *grey, const struct textrec_watch *watch,
              struct arena *arena, struct reading *out)
{
    engine_try_negative(engine, true);
    int rc = E_OK;
    if (grey->width < SMALL_PX && grey->height < SMALL_PX) {
        rc = plane_scale(grey, 2 * grey->width, 2 * grey->height, arena, grey);
    }
    rc = rc < 0 ? rc : engine_read(engine, grey, PSM_AUTO, watch, arena, out);
    if (rc < 0 || out->count == 0 || believable_share(out) >= POOR) {
        return rc;
    }
    int turns = find_quarter_turns(engine, grey, watch, arena);
    if (turns == 0) {
        return E_OK;
    }
    struct plane turned;
    struct reading reading;
    rc = plane_turn(grey, turns, arena, &turned);
    rc = rc < 0 ? rc : engine_read(engine, &turned, PSM_AUTO, watch, arena, &reading);
    if (rc < 0 || believable_share(&reading) < believable_share(out) + MUCH_BETTER) {
        return rc;
    }
    *grey = turned;
    *out = reading;
    out->turns = turns;
    return E_OK;
}
