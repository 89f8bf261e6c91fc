/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in a text, by place and without overlaps. */
#include <ctype.h>

#include "base/clock.h"
#include "infer/grammar/grammar_int.h"

#define ASK_EVERY_MS 20

bool checker_goes_on(struct checker *checker)
{
    const int64_t now_ms = clock_mono_ms();
    if (!checker->has_ended && now_ms - checker->asked_ms >= ASK_EVERY_MS) {
        checker->asked_ms = now_ms;
        checker->has_ended = !checker->goes_on(checker->context);
    }
    return !checker->has_ended;
}

/* ---- edits ---- */

static void push(struct checker *checker, struct edits *edits, const struct edit *edit)
{
    if (edits->count == edits->capacity) {
        const size_t capacity = edits->capacity == 0 ? 32 : 2 * edits->capacity;
        struct edit *items = arena_alloc(checker->arena, capacity * sizeof(*items));
        if (edits->count > 0) {
            memcpy(items, edits->items, edits->count * sizeof(*items));
        }
        edits->items = items;
        edits->capacity = capacity;
    }
    edits->items[edits->count++] = *edit;
}

/* A word that goes takes the space before it along, or the one behind. */
static void widen_deletion(const struct checker *checker, struct edit *edit)
{
    if (!edit->has_correction || edit->correction.n > 0) {
        return;
    }
    const struct str text = checker->text;
    if (edit->start > 0 && text.p[edit->start - 1] == ' ') {
        edit->start--;
    } else if (edit->start == 0 && edit->end < text.n && text.p[edit->end] == ' ') {
        edit->end++;
    }
}

bool checker_add(struct checker *checker, const struct edit *edit)
{
    struct edit own = *edit;
    if (own.start >= own.end || checker->found.count >= GRAMMAR_FINDINGS_MAX) {
        return false;
    }
    widen_deletion(checker, &own);
    size_t at = checker->found.count;
    for (size_t i = checker->sentence_first; i < checker->found.count; i++) {
        const struct edit *other = &checker->found.items[i];
        if (own.start < other->end && other->start < own.end) {
            return false;
        }
        if (other->start >= own.end && i < at) {
            at = i;
        }
    }
    push(checker, &checker->found, &own);
    struct edit *items = checker->found.items;
    memmove(items + at + 1, items + at, (checker->found.count - 1 - at) * sizeof(*items));
    items[at] = own;
    return true;
}

void checker_doubt(struct checker *checker, const struct edit *edit)
{
    push(checker, &checker->doubtful, edit);
}

struct edit edit_of(const struct checker *checker, size_t a, size_t b, const char *correction)
{
    const struct token *first = &checker->sentence->tokens[a];
    struct edit edit = {.start = first->start,
                        .end = checker->sentence->tokens[b].end,
                        .has_correction = true,
                        .category = GRAMMAR_GRAMMAR};
    char *copy = arena_strdup(checker->arena, correction);
    const bool begins = a == 0 || first->is_upper;
    if (first->is_capital && begins && !token_in(first, "i|i'm|i've|i'd|i'll")) {
        copy[0] = (char)toupper((unsigned char)copy[0]);
    } else if (first->is_capital && a == 0) {
        copy[0] = (char)toupper((unsigned char)copy[0]);
    }
    edit.correction = str_from(copy);
    return edit;
}

void checker_note(struct checker *checker, struct edit edit, const char *rule, const char *reason)
{
    edit.rule = rule;
    edit.reason = reason;
    (void)checker_add(checker, &edit);
}

struct str checker_render(const struct checker *checker, const struct edit *more)
{
    const struct sentence *sentence = checker->sentence;
    struct sb sb;
    sb_init(&sb, GRAMMAR_CORRECTED_BYTES_MAX);
    size_t at = sentence->start;
    bool used = more == NULL;
    for (size_t i = checker->sentence_first; i <= checker->found.count; i++) {
        const struct edit *edit = i < checker->found.count ? &checker->found.items[i] : NULL;
        if (!used && (edit == NULL || more->start < edit->start)) {
            sb_add(&sb, str_sub(checker->text, at, more->start));
            sb_add(&sb, more->correction);
            at = more->end;
            used = true;
        }
        if (edit != NULL && edit->has_correction) {
            sb_add(&sb, str_sub(checker->text, at, edit->start));
            sb_add(&sb, edit->correction);
            at = edit->end;
        }
    }
    sb_add(&sb, str_sub(checker->text, at, size_max(at, sentence->end)));
    const struct str copy = str_copy(checker->arena, sb_str(&sb));
    sb_done(&sb);
    return copy;
}
