/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spaces around marks, marks that are missing or stand twice, questions, speech. */
#include <ctype.h>

#include "infer/grammar/grammar_punctuation.h"

#define CLOSERS ",|;|:|.|!|?|)|]|..."
#define OPENERS "(|["

void punctuation_note(struct checker *checker, size_t start, size_t end, const char *correction,
                      const char *rule, const char *reason)
{
    struct edit edit = {.start = start,
                        .end = end,
                        .correction = str_from(correction),
                        .has_correction = true,
                        .category = GRAMMAR_PUNCTUATION};
    checker_note(checker, edit, rule, reason);
}

void punctuation_note_behind(struct checker *checker, size_t at, const char *mark, const char *rule,
                             const char *reason)
{
    const struct token *token = token_at(checker, at);
    const struct str word = token_text(checker->text, token);
    punctuation_note(checker, token->start, token->end,
                     arena_printf(checker->arena, "%" STRF "%s", STRA(word), mark), rule, reason);
}

/* ---- spaces ---- */

static bool is_line_space(struct str gap)
{
    for (size_t i = 0; i < gap.n; i++) {
        if (gap.p[i] != ' ') {
            return false;
        }
    }
    return gap.n > 0;
}

static void check_space_before(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *before = token - 1;
    const struct token *next = token_at(checker, at + 1);
    const struct str gap = str_sub(checker->text, before->end, token->start);
    const bool touches_next = next != NULL && !next->space_before;
    if (!is_mark(token, CLOSERS) || !is_line_space(gap) ||
        !(is_text(before) || is_mark(before, ")|]|\"|\xE2\x80\x9D")) || is_mark(token, "...") ||
        (is_mark(token, ":|;") && touches_next && next->kind == TOKEN_MARK) ||
        (is_mark(token, ".|:") && touches_next && is_text(next))) {
        return;
    }
    const struct str mark = token_text(checker->text, token);
    const bool joins = touches_next && is_text(next) && is_mark(token, ",|;|!|?");
    punctuation_note(checker, before->end, token->end,
                     arena_printf(checker->arena, "%" STRF "%s", STRA(mark), joins ? " " : ""),
                     "punctuation.space_before", "There is no space before this mark.");
}

static void check_space_after(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *before = token - 1;
    const struct token *next = token_at(checker, at + 1);
    if (!is_mark(token, ",|;|:|!|?|.") || next == NULL || next->space_before ||
        next->kind != TOKEN_WORD || token->space_before || !is_text(before)) {
        return;
    }
    if (is_mark(token, ".") && !(next->is_capital && before->kind == TOKEN_WORD &&
                                 !before->is_upper && before->low.n > 2 && next->low.n > 1)) {
        return;
    }
    if (is_mark(token, ":") &&
        (before->kind != TOKEN_WORD || before->is_upper || before->low.n < 3)) {
        return;
    }
    const struct str mark = token_text(checker->text, token);
    const char *fixed = arena_printf(checker->arena, "%" STRF "%" STRF " %" STRF,
                                     STRA(token_text(checker->text, before)), STRA(mark),
                                     STRA(token_text(checker->text, next)));
    punctuation_note(checker, before->start, next->end, fixed, "punctuation.space_after",
                     "After this mark comes a space.");
}

static void check_brackets(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    if (is_mark(token, OPENERS) && next != NULL && is_text(next) &&
        is_line_space(str_sub(checker->text, token->end, next->start))) {
        const struct str mark = token_text(checker->text, token);
        punctuation_note(checker, token->start, next->start,
                         arena_printf(checker->arena, "%" STRF, STRA(mark)), "punctuation.bracket",
                         "There is no space inside brackets.");
    }
    if (!is_mark(token, "(")) {
        return;
    }
    for (size_t i = at + 1; i < checker->sentence->count; i++) {
        if (is_mark(token_at(checker, i), ")|(")) {
            return;
        }
    }
    if (checker->sentence->is_broken || is_mark(token - (at > 0), ":|;")) {
        return;
    }
    struct edit edit = {.start = token->start, .end = token->end, .category = GRAMMAR_PUNCTUATION};
    checker_note(checker, edit, "punctuation.bracket_open", "This bracket is not closed.");
}

static void check_twice(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    const struct token *after = token_at(checker, at + 2);
    if (!is_mark(token, ",|;|:|.") || next == NULL || !str_eq(token->low, next->low) ||
        (is_mark(token, ".") && is_mark(after, ".")) || (at > 0 && is_mark(token - 1, "."))) {
        return;
    }
    const struct str mark = token_text(checker->text, token);
    punctuation_note(checker, token->start, next->end,
                     arena_printf(checker->arena, "%" STRF, STRA(mark)), "punctuation.twice",
                     "This mark stands twice.");
}

/* ---- ends ---- */

static bool has_verb(const struct sentence *sentence)
{
    bool has_subject = false;
    for (size_t i = 0; i < sentence->count; i++) {
        const uint32_t tag = sentence->tokens[i].tag;
        const bool is_verb =
            (tag & (TAG(VB) | TAG(VBZ) | TAG(VBD) | TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(MD))) != 0;
        if (has_subject && is_verb) {
            return true;
        }
        has_subject |=
            (tag & (TAG(SUBJ) | TAG(PRP) | TAG(NN) | TAG(NNS) | TAG(NNP) | TAG(EX) | TAG(WH))) != 0;
    }
    return false;
}

#define ASK_SUBJECT (TAG(SUBJ) | TAG(PRP))
#define ASK_THING   (ASK_SUBJECT | TAG(DT) | TAG(POSS) | TAG(NNP) | TAG(EX))

static bool has_tag(const struct sentence *sentence, size_t at, uint32_t tags)
{
    return at < sentence->count && (sentence->tokens[at].tag & tags) != 0;
}

/* "Where did the", "How many people are", "Which train is he" */
static bool asks_with_word(const struct sentence *sentence, size_t first)
{
    const struct token *a = &sentence->tokens[first];
    const uint32_t auxiliary = TAG(BE) | TAG(DO) | TAG(MD) | TAG(HAVE);
    const bool how =
        token_is(a, "how") && token_in(a + 1, "old|many|much|long|far|often|big|tall|high|well|"
                                              "soon|fast|deep|wide|expensive|late|heavy|large");
    if (how && token_in(a + 1, "many|much") && has_tag(sentence, first + 2, TAGS_NOUN)) {
        return has_tag(sentence, first + 3, auxiliary);
    }
    if (token_in(a + 1, "matters|counts|remains|follows|happens|comes")) {
        return false;
    }
    if (token_in(a, "what|which|whose") && has_tag(sentence, first + 1, TAGS_NOUN)) {
        return has_tag(sentence, first + 2, auxiliary) && has_tag(sentence, first + 3, ASK_THING);
    }
    const size_t at = first + 1 + how;
    return has_tag(sentence, at, auxiliary) &&
           !token_in(&sentence->tokens[at], "been|being|having") &&
           has_tag(sentence, at + 1, ASK_THING) && !token_is(&sentence->tokens[at + 1], "there");
}

/* "Are you", "Where did the", "What is": a question by its order. */
static bool asks(const struct sentence *sentence, size_t first)
{
    if (first + 3 >= sentence->count) {
        return false;
    }
    const struct token *a = &sentence->tokens[first];
    const struct token *b = a + 1;
    if (token_in(a, "is|are|was|were|am|does|did|can|could|will|would|isn't|aren't|don't|doesn't|"
                    "didn't|can't|couldn't|won't|wouldn't|"
                    "wasn't|weren't|hasn't|haven't|shall|has")) {
        return ((b->tag & ASK_THING) != 0 && !token_in(a, "don't|were")) ||
               token_in(b, "you|they|we|he|she|i");
    }
    if (token_in(a, "have|do|must")) {
        return token_in(b, "you|they|we|i|he|she|your|their");
    }
    return token_in(a, "where|when|why|how|who|what|which|whose") &&
           asks_with_word(sentence, first);
}

/* A headline has no article or pronoun before its verb, and its verb stands in the present: it ends without a mark. */
static bool is_headline(const struct sentence *sentence)
{
    const uint32_t told = TAG(VBD) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO);
    for (size_t i = 0; i < sentence->count; i++) {
        const struct token *token = &sentence->tokens[i];
        const bool is_part = (token->tag & TAG(VBD)) != 0 && i > 0 &&
                             (sentence->tokens[i - 1].tag & (TAGS_NOUN | TAG(PRP) | TAG(RB))) == 0;
        if (((token->tag & (TAG(SUBJ) | told)) != 0 && !is_part) ||
            (i == 0 && (token->tag & (TAG(DT) | TAG(POSS) | TAG(PRP) | TAG(EX))) != 0)) {
            return false;
        }
    }
    return true;
}

static void check_end(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    const struct token *last = token_at(checker, sentence->count - 1);
    size_t first = 0;
    while (first + 1 < sentence->count &&
           is_mark(token_at(checker, first), "\"|\xE2\x80\x9C|'|(")) {
        first++;
    }
    const bool is_question = asks(sentence, first);
    if (is_mark(last, ".") && is_question && first == 0) {
        const bool touches = !last->space_before;
        if (touches) {
            punctuation_note(checker, last->start, last->end, "?", "punctuation.question",
                             "A question ends with a question mark.");
        }
        return;
    }
    const bool is_plain = last->kind == TOKEN_WORD || last->kind == TOKEN_NUMBER;
    if (!is_plain || sentence->has_end || !sentence->ends_paragraph || sentence->is_broken ||
        sentence->count < 4 || !sentence->begins_text || !has_verb(sentence) ||
        !sentence->tokens[0].is_capital || is_headline(sentence)) {
        return;
    }
    punctuation_note_behind(
        checker, sentence->count - 1, is_question ? "?" : ".", "punctuation.end",
        is_question ? "A question ends with a question mark." : "A sentence ends with a mark.");
}

/* ---- speech ---- */

static void check_speech(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    if (!is_mark(token, "\"|\xE2\x80\x9C|\xE2\x80\x9D") || at == 0) {
        return;
    }
    const struct token *before = token - 1;
    const bool opens =
        token->space_before && next != NULL && !next->space_before && next->is_capital;
    if (opens && at >= 2 &&
        token_in(before, "said|asked|replied|shouted|answered|whispered|cried|added") &&
        (token_at(checker, at - 2)->tag & (TAG(SUBJ) | TAG(NNP))) != 0) {
        size_t words = 0;
        for (size_t i = at + 1;
             i < checker->sentence->count && !is_mark(token_at(checker, i), "\"|\xE2\x80\x9D");
             i++) {
            words += is_text(token_at(checker, i));
        }
        if (words >= 2) {
            punctuation_note_behind(checker, at - 1, ",", "punctuation.speech",
                                    "Before what is said comes a comma.");
        }
        return;
    }
    const bool closes =
        !token->space_before && next != NULL && next->space_before && is_text(before);
    if (closes && token_in(next, "said|asked|replied|shouted|answered|whispered|cried") &&
        checker->sentence->tokens[0].kind == TOKEN_MARK) {
        punctuation_note_behind(checker, at - 1, ",", "punctuation.speech",
                                "After what is said comes a comma, before the closing quotes.");
    }
}

void check_punctuation(struct checker *checker)
{
    for (size_t at = 0; at < checker->sentence->count; at++) {
        if (at > 0) {
            check_space_before(checker, at);
            check_space_after(checker, at);
        }
        check_brackets(checker, at);
        check_twice(checker, at);
        if (checker->sentence->is_english) {
            check_speech(checker, at);
        }
    }
    if (checker->sentence->is_english) {
        check_commas(checker);
        check_end(checker);
    }
}
