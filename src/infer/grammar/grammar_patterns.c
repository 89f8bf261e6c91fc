/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the patterns of rules/ find becomes findings. */
#include "infer/grammar/grammar_int.h"

_Static_assert(PATTERN_CORRECTIONS_MAX <= 1 + GRAMMAR_ALTERNATIVES_MAX,
               "a correction and its alternatives");

static void take(void *context, const struct pattern_match *match)
{
    struct checker *checker = context;
    struct edit edit = {0};
    for (size_t i = 0; i < match->count; i++) {
        const struct edit made = edit_of(checker, match->first, match->last,
                                         str_dup(checker->arena, match->corrections[i]));
        if (i == 0) {
            edit = made;
        } else {
            edit.alternatives[edit.alternative_count++] = made.correction;
        }
    }
    if (str_eq(edit.correction, str_sub(checker->text, edit.start, edit.end))) {
        return;
    }
    edit.category = str_starts(str_from(match->rule), STR("punctuation.")) ? GRAMMAR_PUNCTUATION
                                                                           : GRAMMAR_GRAMMAR;
    edit.rule = match->rule;
    edit.reason = match->reason;
    if (match->trust == SURE) {
        (void)checker_add(checker, &edit);
    } else {
        checker_doubt(checker, &edit);
    }
}

void check_patterns(struct checker *checker)
{
    const struct pattern_place place = {.lexicon = checker->lexicon,
                                        .text = checker->text,
                                        .sentence = checker->sentence,
                                        .arena = checker->arena};
    patterns_match(checker->grammar->patterns, &place, take, checker);
}
