/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether verbs go with their subjects: pronouns, and subjects behind their verbs; the others are in grammar_subject.c. */
#include "infer/grammar/grammar_agreement.h"

#define TOGETHER "Subject and verb do not agree: \"%s\"."

/* The number that a verb shows; of other words and forms that go with any: unknown. */
enum number agreement_of_verb(const struct token *verb)
{
    if (token_in(verb, "is|was|has|does|isn't|wasn't|hasn't|doesn't|am")) {
        return NUMBER_ONE;
    }
    if (token_in(verb, "are|were|have|do|aren't|weren't|haven't|don't")) {
        return NUMBER_MANY;
    }
    const bool may_other =
        (verb->may & (TAG(VBD) | TAG(MD) | TAG(IN) | TAG(SUB) | TAG(DT) | TAG(CC) | TAG(POSS))) !=
        0;
    if ((verb->may & TAG(VBZ)) != 0 && (verb->tag & TAG(VBZ)) != 0) {
        return NUMBER_ONE;
    }
    return (verb->may & TAG(VB)) != 0 && (verb->tag & TAG(VB)) != 0 && !may_other ? NUMBER_MANY
                                                                                  : NUMBER_UNKNOWN;
}

void agreement_note(struct checker *checker, size_t at, enum number wanted)
{
    struct form form;
    const struct token *verb = token_at(checker, at);
    if (forms_agree(checker->lexicon, verb->low, wanted == NUMBER_MANY, &form)) {
        checker_note(checker, edit_of(checker, at, at, arena_strdup(checker->arena, form.p)),
                     "agreement.verb", TOGETHER);
    }
}

/* Between subject and verb. */
size_t agreement_skip(const struct checker *checker, size_t at)
{
    for (size_t i = 0; i < 2; i++) {
        const struct token *token = token_at(checker, at);
        if (token == NULL || token->kind != TOKEN_WORD ||
            !(token_in(token, "always|never|often|usually|sometimes|also|still|really|only|just|"
                              "already|probably|certainly|now|rarely|seldom|hardly|even|almost|all|"
                              "both|generally|normally|simply|clearly|once"))) {
            break;
        }
        at++;
    }
    return at;
}

/* "... and he": no object of "see" or "let", which would be "him". */
static bool is_nominative_behind_and(const struct checker *checker, size_t subject)
{
    return subject > 0 && token_in(token_at(checker, subject - 1), "and|but") &&
           token_in(token_at(checker, subject), "he|she|they|we|i");
}

/* Whether something before makes the verb a bare one: "does he walk", "let it go", "suggest that he go", "make the dogs run". */
bool agreement_is_bare(const struct checker *checker, size_t subject)
{
    const struct sentence *sentence = checker->sentence;
    const bool may_be_object = !is_nominative_behind_and(checker, subject);
    for (size_t i = subject; i > 0; i--) {
        const struct token *token = &sentence->tokens[i - 1];
        if (token->kind == TOKEN_MARK && !token_in(token, "\"")) {
            return false;
        }
        if ((token->tag & (TAG(DO) | TAG(MD))) != 0 && subject - i < 5) {
            return true;
        }
        const bool takes_object =
            token_in(token, "let|lets|make|makes|made|making|help|helps|helped|see|saw|seen|watch|"
                            "watched|hear|heard|have|had|has|having|feel|felt|notice|noticed|"
                            "letting|watching|seeing|hearing|need|want|wanted|bid");
        const bool takes_clause =
            token_in(token, "suggest|suggests|suggested|insist|insisted|insists|recommend|"
                            "recommended|demand|demanded|demands|require|required|essential|"
                            "important|necessary|vital|propose|proposed|lest|wish|ask|asked|"
                            "request|requested|order|ordered|better|rather|advise|advised|urge|"
                            "urged|crucial|imperative|prefer|preferred|than|as|dare");
        if (((takes_object && may_be_object) || takes_clause) && subject - i < 4) {
            return true;
        }
    }
    return false;
}

/* ---- pronouns ---- */

static enum number number_of_pronoun(const struct token *token)
{
    if (token_in(token, "he|she|it|everyone|everybody|nobody|somebody|someone|anybody|anyone|"
                        "everything|nothing|something|anything")) {
        return NUMBER_ONE;
    }
    return token_in(token, "we|they|you|i") ? NUMBER_MANY : NUMBER_UNKNOWN;
}

static bool joins_before(const struct checker *checker, size_t at)
{
    return at > 0 && (token_in(token_at(checker, at - 1),
                               "and|or|nor|than|but|as|like|except|for|with|of|to|between"));
}

#define CLAUSE_TAKERS                                                                             \
    "think|thinks|thought|know|knows|knew|say|says|said|believe|believes|believed|hope|hopes|"    \
    "hoped|guess|guesses|guessed|see|sees|saw|feel|feels|felt|hear|hears|heard|find|finds|found|" \
    "mean|means|meant|suppose|supposes|supposed|tell|tells|told|show|shows|showed|wish|wishes|"   \
    "wished|notice|notices|noticed|understand|understands|understood|remember|remembers|"         \
    "remembered|want|wants|wanted|is|was|ask|asks|asked|learn|learns|learned|forget|forgets|"     \
    "forgot|doubt|doubts|doubted|imagine|imagines|imagined"

/* "She likes the song and": whether the noun before a joint is the object of a clause that is whole, and no subject. What stands between the
 * verb and the noun must not begin another clause. */
static bool ends_with_object(const struct checker *checker, size_t noun)
{
    for (size_t i = noun; i-- > 1;) {
        const struct token *token = token_at(checker, i);
        if ((token->tag & (TAG(VBZ) | TAG(VBD))) != 0) {
            return !token_in(token, CLAUSE_TAKERS) &&
                   (token_at(checker, i - 1)->tag & (TAG(SUBJ) | TAGS_NOUN)) != 0;
        }
        if (token->kind == TOKEN_MARK || (token->tag & (TAG(SUB) | TAG(CC) | TAGS_VERB)) != 0 ||
            token_in(token,
                     "that|which|who|whom|whose|what|when|where|why|how|while|whether|because|if|"
                     "before|after|since|until|till|as|than|though|although|unless|so|once|where|"
                     "wherever|whenever|whatever|for")) {
            return false;
        }
    }
    return false;
}

/* "..., and he goes": a clause of its own, no second part of one subject. */
static bool begins_own_clause(const struct checker *checker, size_t at)
{
    bool has_finite = false;
    if (at < 3 || !token_in(token_at(checker, at - 1), "and|but")) {
        return false;
    }
    for (size_t i = 1; i + 1 < at; i++) {
        has_finite |= (token_at(checker, i)->tag &
                       (TAG(VBZ) | TAG(VBD) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO))) != 0;
    }
    const struct token *before = token_at(checker, at - 2);
    const bool may_be_joined = (before->tag & (TAG(NNP) | TAG(SUBJ) | TAG(OBJ) | TAG(PRP) |
                                               TAG(NN) | TAG(IN) | TAG(TO) | TAG(SUB))) != 0;
    /* what is "he" is no object, so that nothing but a subject could be joined to it */
    const bool is_nominative = token_in(token_at(checker, at), "he|she");
    const bool has_object =
        is_nominative && (token_in(before, "me|him|us|them|it") ||
                          ((before->tag & (TAGS_NOUN)) != 0 && ends_with_object(checker, at - 2)));
    return has_finite && (!may_be_joined || has_object) && !agreement_is_bare(checker, at);
}

static void check_i(struct checker *checker, size_t at, size_t verb)
{
    const struct token *token = token_at(checker, verb);
    if (token_in(token, "is|are")) {
        checker_note(checker, edit_of(checker, verb, verb, "am"), "agreement.verb", TOGETHER);
    } else if (token_in(token, "were") &&
               !(at > 0 &&
                 token_in(token_at(checker, at - 1), "if|wish|though|as|than|that|were"))) {
        checker_note(checker, edit_of(checker, verb, verb, "was"), "agreement.verb", TOGETHER);
    } else if (token_in(token, "has|does|hasn't|doesn't|isn't") ||
               (agreement_of_verb(token) == NUMBER_ONE && !token_in(token, "was|am|wasn't") &&
                (token->may & TAGS_NOUN) == 0)) {
        agreement_note(checker, verb, NUMBER_MANY);
    }
}

/* "it need not be so" */
static bool is_modal_need(const struct checker *checker, size_t verb)
{
    const struct token *next = token_at(checker, verb + 1);
    return next != NULL && token_in(token_at(checker, verb), "need|dare") &&
           token_in(next, "not|only|never|hardly");
}

/* "My friend and I goes": whatever is joined, no verb of "I" has this form. */
static void check_joined_i(struct checker *checker, size_t at)
{
    if (!token_is(token_at(checker, at), "i") || !token_is(token_at(checker, at - 1), "and")) {
        return;
    }
    for (size_t i = 0; i + 1 < at; i++) {
        const struct token *before = token_at(checker, i);
        if (before->kind == TOKEN_MARK ||
            (before->tag & (TAG(IN) | TAG(TO) | TAG(SUB) | TAG(DO) | TAG(MD))) != 0) {
            return; /* "between my friend and I is ..." */
        }
    }
    const size_t verb_at = agreement_skip(checker, at + 1);
    const struct token *verb = token_at(checker, verb_at);
    if (verb != NULL && verb->kind == TOKEN_WORD && verb->space_before &&
        agreement_of_verb(verb) == NUMBER_ONE && !token_in(verb, "was|am|wasn't")) {
        agreement_note(checker, verb_at, NUMBER_MANY);
    }
}

static void check_pronoun(struct checker *checker, size_t at)
{
    const struct token *subject = token_at(checker, at);
    const enum number number = number_of_pronoun(subject);
    if (number == NUMBER_UNKNOWN || subject->is_quoted) {
        return;
    }
    if (joins_before(checker, at) && !begins_own_clause(checker, at)) {
        check_joined_i(checker, at);
        return;
    }
    const size_t verb_at = agreement_skip(checker, at + 1);
    const struct token *verb = token_at(checker, verb_at);
    if (verb == NULL || verb->kind != TOKEN_WORD || verb->space_before == false) {
        return;
    }
    if (token_is(subject, "i")) {
        if (!agreement_is_bare(checker, at)) {
            check_i(checker, at, verb_at);
        }
        return;
    }
    if (at == 1 && token_in(token_at(checker, 0), "where|when|why|how|what|who")) {
        return; /* a question without "do" */
    }
    const enum number shown = agreement_of_verb(verb);
    if (shown == NUMBER_UNKNOWN || shown == number || agreement_is_bare(checker, at) ||
        is_modal_need(checker, verb_at)) {
        return;
    }
    const struct token *before = at > 0 ? token_at(checker, at - 1) : NULL;
    const bool is_object = before != NULL &&
                           (before->tag & (TAGS_VERB | TAG(IN) | TAG(TO) | TAG(BE))) != 0 &&
                           (subject->tag & TAG(SUBJ)) == 0;
    const bool is_unreal =
        token_is(verb, "were") && before != NULL &&
        token_in(before, "if|wish|though|as|that|than|whether|was|unless|suppose|were|lest");
    const bool is_inverted =
        before != NULL && (before->tag & (TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(MD))) != 0;
    if (is_object || is_unreal || is_inverted ||
        (number == NUMBER_MANY && (verb->may & TAGS_NOUN) != 0 && (verb->tag & TAG(VBZ)) == 0)) {
        return;
    }
    agreement_note(checker, verb_at, number);
}

/* Of "the old birds" from `at` on, where it is all of the subject. */
static enum number number_of_inverted(const struct checker *checker, size_t at)
{
    const struct token *next = token_at(checker, at);
    if ((next->tag & (TAG(DT) | TAG(POSS))) == 0 ||
        token_in(next, "this|that|all|both|some|any|no|what|which|half|most|a|an")) {
        return number_of_pronoun(next);
    }
    size_t noun = at + 1;
    while (token_at(checker, noun) != NULL &&
           (token_at(checker, noun)->tag & (TAGS_ADJ | TAG(CD))) != 0) {
        noun++;
    }
    const struct token *head = token_at(checker, noun);
    const struct token *after = token_at(checker, noun + 1);
    const bool goes_on = after != NULL && ((after->tag & (TAGS_NOUN | TAG(CC) | TAG(POSS))) != 0 ||
                                           token_in(after, ",|'"));
    if (head == NULL || goes_on || token_in(head, COLLECTIVE)) {
        return NUMBER_UNKNOWN;
    }
    if ((head->tag & TAG(NNS)) != 0 && (head->may & TAG(NN)) == 0) {
        return NUMBER_MANY;
    }
    return (head->tag & TAG(NN)) != 0 && (head->may & TAG(NNS)) == 0 ? NUMBER_ONE : NUMBER_UNKNOWN;
}

static bool may_be_inverted(const struct checker *checker, size_t at)
{
    const struct token *second = token_at(checker, at + 2);
    const bool begins =
        at == 0 || token_in(token_at(checker, at - 1),
                            "what|where|when|why|how|who|which|,|\"|and|but|so|then");
    return begins && token_at(checker, at + 1) != NULL &&
           !(second != NULL && token_in(second, "and|or")) &&
           token_in(token_at(checker, at),
                    "is|are|was|were|has|have|does|do|isn't|aren't|wasn't|weren't|don't|doesn't|"
                    "hasn't|haven't");
}

/* "Do she", "Is they", "Does the birds" */
static void check_inverted(struct checker *checker, size_t at)
{
    const struct token *verb = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    if (!may_be_inverted(checker, at)) {
        return;
    }
    enum number number = number_of_inverted(checker, at + 1);
    const bool is_wish =
        token_in(verb, "were") ||
        (token_in(verb, "do|have") && at == 0 && (next->tag & (TAG(SUBJ))) == 0 &&
         !token_in(next, "anybody|anyone|everybody|everyone|nobody|somebody|someone"));
    if (token_is(next, "i") && token_in(verb, "is|are")) {
        checker_note(checker, edit_of(checker, at, at, "am"), "agreement.verb", TOGETHER);
        return;
    }
    if (token_is(next, "i") && !token_in(verb, "do|have|does|has|don't|haven't|doesn't")) {
        number = NUMBER_UNKNOWN;
    }
    if (number != NUMBER_UNKNOWN && agreement_of_verb(verb) != number &&
        !(is_wish && number == NUMBER_ONE)) {
        agreement_note(checker, at, number);
    }
}

void check_agreement(struct checker *checker)
{
    for (size_t at = 0; at < checker->sentence->count; at++) {
        const struct token *token = token_at(checker, at);
        if (token->kind != TOKEN_WORD) {
            continue;
        }
        if (token_is(token, "there")) {
            agreement_check_there(checker, at);
        }
        check_pronoun(checker, at);
        check_inverted(checker, at);
        agreement_check_noun(checker, at);
    }
}
