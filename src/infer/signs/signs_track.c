/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs of a clip, followed from frame to frame. */
#include <math.h>

#include "infer/signs/signs.h"

#define TRACKS_MAX ((size_t)500)
#define VOTES_MAX  8 /* names that one sign was taken for */
#define GAP_MAX    5 /* steps that a sign may be out of sight */
#define SAME_PLACE \
    0.4 /* share of the union from which on it is the same sign, whatever it was called */
#define SAME_NAME 0.1 /* where it was called the same */
#define NEAR_SIDES \
    1.5 /* of the longer side, that its middle moves at most from one frame to the next */
#define SIZES_MAX 2.0 /* by which it grows at most */

struct vote {
    struct signs_guess guess;
    struct str group;
    double sum; /* of confidences */
};

struct track {
    struct signs_track shown;
    struct detect_box last; /* where it was seen last */
    double best;            /* confidence of shown's box */
    struct vote votes[VOTES_MAX];
    size_t vote_count;
    bool is_taken; /* by a sign of the frame that is being added */
};

struct signs_tracks {
    struct track items[TRACKS_MAX];
    size_t count;
    int64_t frames; /* that were added */
};

struct signs_tracks *signs_tracks_new(struct arena *arena)
{
    return arena_calloc(arena, 1, sizeof(struct signs_tracks));
}

/* ---- which is which ---- */

static struct detect_box box_of(const struct signs_sign *sign)
{
    return (struct detect_box){
        .left = sign->left, .top = sign->top, .right = sign->right, .bottom = sign->bottom};
}

static double longer_side(const struct detect_box *box)
{
    return fmax(fmax(box->right - box->left, box->bottom - box->top), 1);
}

static bool was_called(const struct track *track, struct str label)
{
    for (size_t i = 0; i < track->vote_count; i++) {
        if (str_eq(track->votes[i].guess.label, label)) {
            return true;
        }
    }
    return false;
}

/* How well a sign goes on a track, `steps` frames after it was seen last; 0: not at all. */
static double fit(const struct track *track, const struct signs_sign *sign, double steps)
{
    const struct detect_box box = box_of(sign);
    const double share = detect_share_of_union(&track->last, &box);
    const bool is_called_so = was_called(track, sign->best.label);
    if (share >= SAME_PLACE || (is_called_so && share >= SAME_NAME)) {
        return 1 + share + is_called_so;
    }
    const double sizes = longer_side(&box) / longer_side(&track->last);
    if (!is_called_so || sizes > SIZES_MAX || sizes < 1 / SIZES_MAX) {
        return 0;
    }
    const double side = fmax(longer_side(&box), longer_side(&track->last));
    const double way = hypot((box.left + box.right - track->last.left - track->last.right) / 2,
                             (box.top + box.bottom - track->last.top - track->last.bottom) / 2);
    const double reach = NEAR_SIDES * side * steps;
    return way < reach ? 1 - way / reach : 0;
}

static struct track *find_track(struct signs_tracks *tracks, const struct signs_sign *sign,
                                int64_t frame, int64_t step)
{
    struct track *best = NULL;
    double most = 0;
    for (size_t i = 0; i < tracks->count; i++) {
        struct track *track = &tracks->items[i];
        const int64_t steps = (frame - track->shown.last_frame) / step;
        if (track->is_taken || steps > GAP_MAX) {
            continue;
        }
        const double fits = fit(track, sign, (double)steps);
        if (fits > most) {
            most = fits;
            best = track;
        }
    }
    return best;
}

/* ---- adding ---- */

static void vote(struct track *track, const struct signs_sign *sign)
{
    size_t at = 0;
    while (at < track->vote_count && !str_eq(track->votes[at].guess.label, sign->best.label)) {
        at++;
    }
    if (at == VOTES_MAX) {
        return;
    }
    struct vote *to = &track->votes[at];
    if (at == track->vote_count) {
        track->vote_count++;
        *to = (struct vote){.guess = sign->best, .group = sign->group};
    }
    to->sum += sign->best.confidence;
    to->guess.confidence = fmax(to->guess.confidence, sign->best.confidence);
}

static void go_on(struct track *track, const struct signs_sign *sign, int64_t frame)
{
    track->is_taken = true;
    track->last = box_of(sign);
    track->shown.last_frame = frame;
    track->shown.frames++;
    if (sign->best.confidence > track->best) {
        track->best = sign->best.confidence;
        track->shown.left = sign->left;
        track->shown.top = sign->top;
        track->shown.right = sign->right;
        track->shown.bottom = sign->bottom;
    }
    vote(track, sign);
}

void signs_tracks_add(struct signs_tracks *tracks, const struct signs_found *found, int64_t frame,
                      int64_t step)
{
    tracks->frames++;
    for (size_t i = 0; i < tracks->count; i++) {
        tracks->items[i].is_taken = false;
    }
    for (size_t i = 0; i < found->count; i++) {
        const struct signs_sign *sign = &found->items[i];
        struct track *track = find_track(tracks, sign, frame, step);
        if (track == NULL && tracks->count < TRACKS_MAX) {
            track = &tracks->items[tracks->count++];
            *track = (struct track){.shown = {.first_frame = frame}, .best = -1};
        }
        if (track != NULL) {
            go_on(track, sign, frame);
        }
    }
}

/* ---- what passed ---- */

static void decide(const struct track *track, struct signs_track *out)
{
    const struct vote *most = &track->votes[0];
    for (size_t i = 1; i < track->vote_count; i++) {
        most = track->votes[i].sum > most->sum ? &track->votes[i] : most;
    }
    *out = track->shown;
    out->best = most->guess;
    out->group = most->group;
}

void signs_tracks_end(const struct signs_tracks *tracks, struct arena *arena,
                      struct signs_passed *out)
{
    const int64_t least = tracks->frames >= 3 ? 2 : 1;
    *out = (struct signs_passed){arena_calloc(arena, tracks->count + 1, sizeof(*out->items)), 0};
    for (size_t i = 0; i < tracks->count; i++) {
        if (tracks->items[i].shown.frames >= least) {
            decide(&tracks->items[i], &out->items[out->count++]);
        }
    }
}
