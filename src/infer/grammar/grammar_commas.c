/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commas, where it is sure: behind what opens a sentence, and between two sentences. */
#include "infer/grammar/grammar_punctuation.h"

static bool is_subject(const struct token *token)
{
    return token != NULL &&
           ((token->tag & (TAG(SUBJ) | TAG(EX))) != 0 ||
            token_in(token, "everybody|everyone|nobody")) &&
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
        punctuation_note_behind(checker, 0, ",", "punctuation.comma_opening",
                                "After this word at the beginning comes a comma.");
        return;
    }
    const bool yes =
        token_in(first, "yes|no|well|oh|ah") &&
        (is_subject(second) || token_in(second, "the|it|you|my|our|your|this|i'm|it's|he's|she's|"
                                                "we're|they're|i've|i'd|i'll|that's|there's"));
    if (yes) {
        punctuation_note_behind(checker, 0, ",", "punctuation.comma_opening",
                                "After this word at the beginning comes a comma.");
        return;
    }
    if (token_is(first, "thank") && token_is(second, "you") && sentence->tokens[2].is_capital &&
        sentence->tokens[2].kind == TOKEN_WORD && token_is(token_at(checker, 3), ",")) {
        punctuation_note_behind(checker, 1, ",", "punctuation.comma_name",
                                "Who is spoken to stands between commas.");
    }
}

/* Behind a long phrase that begins the sentence, "After the long meeting we went home": only before a pronoun with the one verb there is. */
static void check_phrase(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    size_t at = 1;
    const bool is_time = token_in(token_at(checker, 0), "after|before|during|despite|throughout");
    if (!is_time && !token_in(token_at(checker, 0), "in|on|at|because|from|with|under|for|by")) {
        return;
    }
    const uint32_t phrase = TAG(DT) | TAG(POSS) | TAG(CD) | TAG(IN) | TAGS_ADJ | TAGS_NOUN;
    while (at < sentence->count && token_at(checker, at)->kind != TOKEN_MARK &&
           ((token_at(checker, at)->tag & phrase) != 0 ||
            ((token_at(checker, at)->may & TAG(NN)) != 0 &&
             (token_at(checker, at)->tag & TAG(VBG)) != 0))) {
        at++;
    }
    const bool ends_with_number = (token_at(checker, at - 1)->tag & TAG(CD)) != 0;
    const size_t fewest = is_time ? 4 : ends_with_number ? 5 : 6;
    if (at < fewest || at + 3 >= sentence->count ||
        (token_at(checker, at - 1)->tag & (TAGS_NOUN | TAG(CD) | TAG(VBG))) == 0 ||
        !token_in(token_at(checker, at), "i|he|she|we|they") ||
        !is_finite(token_at(checker, at + 1)) || token_at(checker, at + 2)->kind == TOKEN_MARK) {
        return;
    }
    for (size_t i = at + 2; i < sentence->count; i++) {
        const struct token *token = token_at(checker, i);
        if ((token->tag & (TAG(VBZ) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(SUBJ))) != 0) {
            return; /* "In the house that we built they lived" */
        }
    }
    const struct token *last = token_at(checker, at - 1);
    const struct str word = token_text(checker->text, last);
    const struct edit edit = {.start = last->start,
                              .end = last->end,
                              .correction =
                                  str_from(arena_printf(checker->arena, "%" STRF ",", STRA(word))),
                              .has_correction = true,
                              .category = GRAMMAR_STYLE};
    checker_note(checker, edit, "style.comma",
                 "A comma after so long an opening makes the sentence easier to read.");
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
            punctuation_note_behind(checker, i - 1, ",", "punctuation.comma_clause",
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

void check_commas(struct checker *checker)
{
    check_opening(checker);
    check_phrase(checker);
    check_clause(checker);
    check_splice(checker);
}
