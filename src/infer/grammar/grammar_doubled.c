/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that stand twice. */
#include "infer/grammar/grammar_int.h"

#define RUN_MAX 3

/* What may stand twice on purpose: "had had", "that that", "very very", "no no". */
static bool may_repeat(const struct token *token)
{
    return token->kind != TOKEN_WORD ||
           token_in(token, "had|that|very|no|ha|bye|so|really|far|many|much|well|now|there|hear|"
                           "knock|blah|tut|her|is|do|yes|oh|ah|la|"
                           "hey|ho|long|more|never|please|go|run|come|big|boo|choo|chop|hush|ding|"
                           "tick|night|old|old|dear|haha|hi|hello|okay|"
                           "wait|stop|help|quick|look|round|over|again|click|poor|ever|same|right|"
                           "first|quite|too");
}

static bool same_run(const struct sentence *sentence, size_t a, size_t b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct token *x = &sentence->tokens[a + i];
        const struct token *y = &sentence->tokens[b + i];
        if (x->kind != TOKEN_WORD || !str_eq(x->low, y->low) || !y->space_before || x->is_quoted) {
            return false;
        }
    }
    return true;
}

/* "more and more and more", "step by step by step" are no mistakes; nor are names. */
static bool is_meant(const struct sentence *sentence, size_t at, size_t n)
{
    const struct token *token = &sentence->tokens[at];
    if (n == 1) {
        const struct token *next = token + 1;
        const bool is_name = token->is_capital && next->is_capital && at > 0;
        const bool is_plain =
            token_is(token, "is") && at > 0 && token_in(token - 1, "he|she|there|this|here");
        return is_name || (may_repeat(token) && !is_plain);
    }
    for (size_t i = 0; i < n; i++) {
        if (token_in(&sentence->tokens[at + i], "and|or|by|after|to") && n == 2 && i == 1) {
            return true;
        }
        if (token_in(&sentence->tokens[at + i], "and|or|by")) {
            return true;
        }
    }
    return false;
}

void check_doubled(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    for (size_t at = 0; at < sentence->count; at++) {
        for (size_t n = 1; n <= RUN_MAX && at + 2 * n <= sentence->count; n++) {
            if (!same_run(sentence, at, at + n, n) || is_meant(sentence, at, n)) {
                continue;
            }
            size_t last = at + 2 * n - 1;
            while (n == 1 && last + 1 < sentence->count && same_run(sentence, at, last + 1, 1)) {
                last++;
            }
            struct edit edit = edit_of(checker, at, last, "");
            edit.correction = str_sub(checker->text, sentence->tokens[at].start,
                                      sentence->tokens[at + n - 1].end);
            checker_note(checker, edit, "doubled.word",
                         n == 1 ? "This word stands twice." : "These words stand twice.");
            at = last;
            break;
        }
    }
}
