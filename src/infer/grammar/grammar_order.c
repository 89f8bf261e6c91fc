/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions in the order of statements: "Why you are crying?", "Where you went?". */
#include "infer/grammar/grammar_agreement.h"

#define WORDS_MAX ((size_t)14)
#define FINITE    (TAG(VBZ) | TAG(VBD) | TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(MD))

/* Puts a verb before its subject: the words of the correction. */
static void note(struct checker *checker, size_t last, const char *correction, const char *rule)
{
    checker_note(checker, edit_of(checker, 1, last, correction), rule,
                 strcmp(rule, "verb.do") == 0
                     ? "A question needs \"do\" or another auxiliary: \"%s\"."
                     : "In a question the verb stands before its subject: \"%s\".");
}

/* One verb alone, so that the question is no clause of something longer: "What you say is true?" */
static bool is_one_clause(const struct sentence *sentence)
{
    for (size_t i = 3; i + 1 < sentence->count; i++) {
        const struct token *token = &sentence->tokens[i];
        if (token->kind != TOKEN_WORD ||
            (token->tag & (FINITE | TAG(SUB) | TAG(CC) | TAG(WH))) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_auxiliary(const struct token *verb, const struct token *next)
{
    return token_in(verb, "is|are|was|were|am|can|will|should|could|would|must") ||
           (token_in(verb, "have|has|had") && (next->tag & TAG(VBN)) != 0) ||
           (token_in(verb, "do|does|did") && (next->tag & TAG(VB)) != 0);
}

/* "Where she live", "Where she lives", "Where she lived": with a form of "do" before it. */
static void check_plain(struct checker *checker, const struct token *verb, const char *subject)
{
    struct form form;
    if (token_is(token_at(checker, 0), "who") ||
        (verb->may & (TAG(BE) | TAG(MD) | TAG(IN) | TAG(SUB))) != 0 ||
        (verb->tag & (TAGS_VERB | TAG(HAVE) | TAG(DO))) == 0 ||
        !forms_turn(checker->lexicon, verb->low, TAG(VB), &form)) {
        return;
    }
    const bool is_past = (verb->may & TAG(VBD)) != 0 || token_in(verb, "had|did");
    const bool is_one = token_in(token_at(checker, 1), "he|she|it");
    if (is_past && (verb->may & TAG(VB)) != 0) {
        return; /* "put": who knows when */
    }
    note(checker, 2,
         arena_printf(checker->arena, "%s %s %s",
                      is_past  ? "did"
                      : is_one ? "does"
                               : "do",
                      subject, form.p),
         "verb.do");
}

void check_order(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    if (sentence->count < 4 || sentence->count > WORDS_MAX ||
        !token_is(token_at(checker, sentence->count - 1), "?") ||
        !token_in(token_at(checker, 0), "why|where|when|how|what|who") ||
        !is_one_clause(sentence)) {
        return;
    }
    const struct token *subject = token_at(checker, 1);
    const struct token *verb = token_at(checker, 2);
    if (((subject->tag & TAG(SUBJ)) == 0 && !token_in(subject, "you|it")) ||
        verb->kind != TOKEN_WORD) {
        return;
    }
    const char *word = token_is(subject, "i") ? "I" : str_dup(checker->arena, subject->low);
    if (is_auxiliary(verb, token_at(checker, 3))) {
        note(checker, 2, arena_printf(checker->arena, "%" STRF " %s", STRA(verb->low), word),
             "order.question");
    } else {
        check_plain(checker, verb, word);
    }
}
