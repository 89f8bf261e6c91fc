/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spaces around marks, marks that are missing or stand twice, questions, commas where it is sure. */
#include <ctype.h>

#include "infer/grammar/grammar_int.h"

#define CLOSERS ",|;|:|.|!|?|)|]|..."
#define OPENERS "(|["

static const struct token *token_at(const struct checker *checker, size_t at)
{
    return at < checker->sentence->count ? &checker->sentence->tokens[at] : NULL;
}

static bool is_mark(const struct token *token, const char *list)
{
    return token != NULL && token->kind == TOKEN_MARK && token_in(token, list);
}

static bool is_text(const struct token *token)
{
    return token != NULL && (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER);
}

static void note(struct checker *checker, size_t start, size_t end, const char *correction,
                 const char *rule, const char *reason)
{
    struct edit edit = {.start = start,
                        .end = end,
                        .correction = str_from(correction),
                        .has_correction = true,
                        .category = GRAMMAR_PUNCTUATION};
    checker_note(checker, edit, rule, reason);
}

/* Adds a mark behind the token. */
static void note_behind(struct checker *checker, size_t at, const char *mark, const char *rule,
                        const char *reason)
{
    const struct token *token = token_at(checker, at);
    const struct str word = token_text(checker->text, token);
    note(checker, token->start, token->end,
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
    note(checker, before->end, token->end,
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
    note(checker, before->start, next->end, fixed, "punctuation.space_after",
         "After this mark comes a space.");
}

static void check_brackets(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    if (is_mark(token, OPENERS) && next != NULL && is_text(next) &&
        is_line_space(str_sub(checker->text, token->end, next->start))) {
        const struct str mark = token_text(checker->text, token);
        note(checker, token->start, next->start, arena_printf(checker->arena, "%" STRF, STRA(mark)),
             "punctuation.bracket", "There is no space inside brackets.");
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
    note(checker, token->start, next->end, arena_printf(checker->arena, "%" STRF, STRA(mark)),
         "punctuation.twice", "This mark stands twice.");
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
            note(checker, last->start, last->end, "?", "punctuation.question",
                 "A question ends with a question mark.");
        }
        return;
    }
    const bool is_plain = last->kind == TOKEN_WORD || last->kind == TOKEN_NUMBER;
    if (!is_plain || sentence->has_end || !sentence->ends_paragraph || sentence->is_broken ||
        sentence->count < 4 || !sentence->begins_text || !has_verb(sentence) ||
        !sentence->tokens[0].is_capital) {
        return;
    }
    note_behind(checker, sentence->count - 1, is_question ? "?" : ".", "punctuation.end",
                is_question ? "A question ends with a question mark."
                            : "A sentence ends with a mark.");
}

/* ---- commas ---- */

static bool is_subject(const struct token *token)
{
    return token != NULL && (token->tag & (TAG(SUBJ) | TAG(EX))) != 0 &&
           (token->tag & TAG(MD)) == 0;
}

static bool is_finite(const struct token *token)
{
    return token != NULL &&
           ((token->tag & (TAG(VBZ) | TAG(VBD) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO))) != 0 ||
            (token->tag & TAG(VB)) != 0) &&
           !token_in(token, "be|been|being|having|doing");
}

static void check_opening(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    if (sentence->count < 5) {
        return;
    }
    const struct token *first = token_at(checker, 0);
    const struct token *second = token_at(checker, 1);
    const bool starts =
        (second->tag & (TAG(SUBJ) | TAG(DT) | TAG(POSS) | TAG(PRP) | TAG(NNP) | TAG(EX))) != 0;
    if (token_in(
            first,
            "however|moreover|furthermore|unfortunately|fortunately|nevertheless|consequently|"
            "therefore|luckily|sadly|additionally|surprisingly|nonetheless|meanwhile|otherwise") &&
        starts) {
        note_behind(checker, 0, ",", "punctuation.comma_opening",
                    "After this word at the beginning comes a comma.");
        return;
    }
    const bool yes =
        token_in(first, "yes|no|well|oh|ah") &&
        (is_subject(second) || token_in(second, "the|it|you|my|our|your|this|i'm|it's|he's|she's|"
                                                "we're|they're|i've|i'd|i'll|that's|there's"));
    if (yes) {
        note_behind(checker, 0, ",", "punctuation.comma_opening",
                    "After this word at the beginning comes a comma.");
        return;
    }
    if (token_is(first, "thank") && token_is(second, "you") && sentence->tokens[2].is_capital &&
        sentence->tokens[2].kind == TOKEN_WORD && token_is(token_at(checker, 3), ",")) {
        note_behind(checker, 1, ",", "punctuation.comma_name",
                    "Who is spoken to stands between commas.");
    }
}

/* "When the bell rang the children ran": the clause that begins ends before a second subject with its verb. */
static void check_clause(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    if (sentence->count < 7 ||
        !token_in(token_at(checker, 0), "when|if|because|although|though|while|unless|after|before|"
                                        "since|until|as|whenever|once")) {
        return;
    }
    const bool may_be_preposition =
        token_in(token_at(checker, 0), "after|before|since|until|as|once");
    size_t verb = 0;
    bool has_subject = false;
    for (size_t i = 1; i + 2 < sentence->count; i++) {
        const struct token *token = token_at(checker, i);
        if (token->kind == TOKEN_MARK ||
            (token->tag & (TAG(CC) | TAG(SUB) | TAG(WH) | TAG(TO))) != 0 ||
            token_in(token, "that|than|like")) {
            return;
        }
        has_subject |=
            verb == 0 &&
            (token->tag & (TAG(SUBJ) | TAG(PRP) | TAG(NN) | TAG(NNS) | TAG(NNP) | TAG(EX))) != 0;
        if (verb == 0 && has_subject && is_finite(token)) {
            verb = i;
            continue;
        }
        if (verb == 0 || i == verb) {
            continue;
        }
        const bool says =
            (sentence->tokens[i - 1].tag & (TAG(VB) | TAG(VBD) | TAG(VBZ))) != 0 &&
            !token_in(&sentence->tokens[i - 1],
                      "rains|rained|came|comes|arrived|rang|left|went|goes|started|stopped|ended|"
                      "died|happened|opened|closed|began|finished|fell|broke");
        const bool pronoun = is_subject(token) && !says && is_finite(token_at(checker, i + 1)) &&
                             !token_in(&sentence->tokens[i - 1], "and|or|but");
        const bool noun =
            (token->tag & (TAG(DT) | TAG(POSS))) != 0 && !token_in(token, "that|this") && !says &&
            (sentence->tokens[i + 1].tag & TAGS_NOUN) != 0 && token_at(checker, i + 2) != NULL &&
            (sentence->tokens[i + 2].tag & (TAG(MD) | TAG(BE) | TAG(VBD) | TAG(VBZ) | TAG(HAVE))) !=
                0 &&
            (sentence->tokens[i - 1].tag & (TAG(IN) | TAG(DT) | TAG(POSS))) == 0;
        if ((pronoun || noun) && !(may_be_preposition && verb == 0)) {
            note_behind(checker, i - 1, ",", "punctuation.comma_clause",
                        "A clause that begins the sentence ends with a comma.");
            return;
        }
    }
}

/* "It is late, I am going home." */
static void check_splice(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    size_t comma = 0;
    size_t commas = 0;
    for (size_t i = 0; i + 1 < sentence->count; i++) {
        const struct token *token = token_at(checker, i);
        if (token->kind == TOKEN_MARK) {
            if (!token_is(token, ",")) {
                return;
            }
            comma = i;
            commas++;
        }
    }
    if (commas != 1 || comma < 3 || comma + 3 >= sentence->count ||
        !is_mark(token_at(checker, sentence->count - 1), ".")) {
        return;
    }
    const struct token *first = token_at(checker, 0);
    const struct token *subject = token_at(checker, comma + 1);
    const struct token *verb = token_at(checker, comma + 2);
    const bool begins = (first->tag & (TAG(SUBJ) | TAG(PRP) | TAG(EX))) != 0 ||
                        token_in(first, "the|my|your|his|her|our|their|this|i");
    size_t finite = 0;
    for (size_t i = 1; i < comma && begins; i++) {
        const struct token *token = token_at(checker, i);
        if ((token->tag & (TAG(WH) | TAG(SUB) | TAG(CC))) != 0 ||
            token_in(token, "that|if|as|when|so|neither|nor")) {
            return;
        }
        finite += is_finite(token);
    }
    const bool second =
        token_in(subject, "i|he|she|we|they|it|you|there") && is_finite(verb) &&
        !token_in(verb, "think|thought|believe|suppose|guess|hope|know|knew|mean|say|said|says|"
                        "fear|told|feel|felt|asked|wrote|replied|see|admit|added") &&
        !token_in(subject, "there");
    const bool is_parallel =
        str_eq(first->low, subject->low) && str_eq(token_at(checker, 1)->low, verb->low);
    if (!begins || finite == 0 || !second || is_parallel || sentence->count - comma < 5) {
        return;
    }
    const struct token *mark = token_at(checker, comma);
    struct edit edit = {.start = mark->start,
                        .end = mark->end,
                        .correction = STR(";"),
                        .has_correction = true,
                        .category = GRAMMAR_PUNCTUATION};
    edit.alternatives[0] = STR(", so");
    edit.alternatives[1] = STR(", and");
    edit.alternative_count = 2;
    checker_note(checker, edit, "punctuation.comma_splice",
                 "These are two sentences: a comma alone does not join them.");
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
            note_behind(checker, at - 1, ",", "punctuation.speech",
                        "Before what is said comes a comma.");
        }
        return;
    }
    const bool closes =
        !token->space_before && next != NULL && next->space_before && is_text(before);
    if (closes && token_in(next, "said|asked|replied|shouted|answered|whispered|cried") &&
        checker->sentence->tokens[0].kind == TOKEN_MARK) {
        note_behind(checker, at - 1, ",", "punctuation.speech",
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
        check_opening(checker);
        check_clause(checker);
        check_splice(checker);
        check_end(checker);
    }
}
