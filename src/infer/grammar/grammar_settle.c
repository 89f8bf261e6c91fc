/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a second look at the corrected sentence found, taken into what the first look did. */
#include "infer/grammar/grammar_int.h"

/* Where the corrections of a sentence stand in its corrected text. */
struct places {
    const struct checker *checker;
    size_t first, count;   /* of checker->found */
    size_t *starts, *ends; /* (count) bytes of the corrected text */
};

static const struct edit *edit_at(const struct places *places, size_t i)
{
    return &places->checker->found.items[places->first + i];
}

static void find_places(const struct checker *checker, struct places *out)
{
    *out = (struct places){.checker = checker,
                           .first = checker->sentence_first,
                           .count = checker->found.count - checker->sentence_first};
    out->starts = arena_alloc(checker->arena, (out->count + 1) * sizeof(*out->starts));
    out->ends = arena_alloc(checker->arena, (out->count + 1) * sizeof(*out->ends));
    size_t at = checker->sentence->start;
    size_t made = 0;
    for (size_t i = 0; i < out->count; i++) {
        const struct edit *edit = edit_at(out, i);
        made += edit->start - at;
        out->starts[i] = made;
        made += edit->has_correction ? edit->correction.n : edit->end - edit->start;
        out->ends[i] = made;
        at = edit->end;
    }
}

/* Of a place that is in no correction. */
static size_t to_original(const struct places *places, size_t at)
{
    size_t original = places->checker->sentence->start + at;
    for (size_t i = 0; i < places->count && places->ends[i] <= at; i++) {
        original = edit_at(places, i)->end + at - places->ends[i];
    }
    return original;
}

/* How many corrections a place touches, and the last of them. */
static size_t count_touched(const struct places *places, const struct edit *again,
                            size_t *out_which)
{
    size_t touched = 0;
    for (size_t i = 0; i < places->count; i++) {
        if (again->start < places->ends[i] && places->starts[i] < again->end) {
            touched++;
            *out_which = i;
        } else if (places->starts[i] == places->ends[i] && again->start < places->starts[i] &&
                   places->starts[i] < again->end) {
            return 2; /* over words that go: leave it */
        }
    }
    return touched;
}

/* A correction and what the second look makes of it, as one. */
static struct edit join(const struct places *places, size_t which, const struct edit *again,
                        struct str corrected)
{
    struct edit joined = *edit_at(places, which);
    const size_t start = size_min(again->start, places->starts[which]);
    const size_t end = size_max(again->end, places->ends[which]);
    joined.start -= places->starts[which] - start;
    joined.end += end - places->ends[which];
    joined.correction =
        str_from(arena_printf(places->checker->arena, "%" STRF "%" STRF "%" STRF,
                              STRA(str_sub(corrected, start, again->start)),
                              STRA(again->correction), STRA(str_sub(corrected, again->end, end))));
    joined.alternative_count = 0;
    if (again->start <= places->starts[which] && places->ends[which] <= again->end) {
        joined.rule = again->rule; /* nothing of the first one is left */
        joined.reason = again->reason;
        joined.category = again->category;
    }
    return joined;
}

static void drop(struct checker *checker, size_t at)
{
    checker->found.count--;
    memmove(checker->found.items + at, checker->found.items + at + 1,
            (checker->found.count - at) * sizeof(*checker->found.items));
}

void checker_settle(struct checker *checker, const struct edits *again)
{
    struct places places;
    find_places(checker, &places);
    const struct str corrected = checker_render(checker, NULL);
    struct edits fresh = {0};
    struct edit *joined = arena_calloc(checker->arena, places.count + 1, sizeof(*joined));
    fresh.items = arena_calloc(checker->arena, again->count + 1, sizeof(*fresh.items));
    for (size_t i = 0; i < again->count; i++) {
        const struct edit *edit = &again->items[i];
        size_t which = 0;
        const size_t touched = count_touched(&places, edit, &which);
        if (touched == 0) {
            struct edit moved = *edit;
            moved.start = to_original(&places, edit->start);
            moved.end = moved.start + (edit->end - edit->start);
            fresh.items[fresh.count++] = moved;
        } else if (touched == 1 && edit->has_correction &&
                   edit_at(&places, which)->has_correction && joined[which].end == 0) {
            joined[which] = join(&places, which, edit, corrected);
        }
    }
    for (size_t i = places.count; i-- > 0;) {
        if (joined[i].end == 0) {
            continue;
        }
        drop(checker, places.first + i);
        if (!str_eq(joined[i].correction, str_sub(checker->text, joined[i].start, joined[i].end))) {
            (void)checker_add(checker, &joined[i]);
        }
    }
    for (size_t i = 0; i < fresh.count; i++) {
        (void)checker_add(checker, &fresh.items[i]);
    }
}
