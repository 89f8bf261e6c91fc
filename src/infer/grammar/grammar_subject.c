/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subjects that are nouns, with what hangs on them. */
#include "infer/grammar/grammar_agreement.h"

struct subject {
    enum number number;
    size_t last; /* its last word, with what belongs to it */
    bool has_determiner;
    bool is_names; /* "Tom and Anna", and nothing else */
};

/* Given names after which companies and works are seldom called. */
#define GIVEN_NAMES                                                                               \
    "adam|ahmed|alex|alice|amy|andrea|andrew|anna|anne|annie|barbara|ben|bob|carlos|carol|"       \
    "charles|chris|clara|claire|daniel|david|diana|elena|elizabeth|ella|emily|emma|eric|eva|"     \
    "fatima|frank|george|grace|hannah|helen|henry|ian|jack|jacob|james|jane|jean|jennifer|jim|"   \
    "joe|"                                                                                        \
    "john|jose|joseph|julia|kate|kevin|laura|lena|leo|linda|lisa|lucy|luis|maria|mark|martin|"    \
    "mary|"                                                                                       \
    "max|maya|michael|mike|mohammed|nick|nina|olivia|omar|oscar|pablo|paul|peter|philip|rachel|"  \
    "richard|robert|rosa|ruth|sam|sara|sarah|simon|sofia|sophie|steve|susan|thomas|tim|tina|tom|" \
    "tony|victor|william"

#define GREETING "dear|hi|hello|hey|yes|no|well|sorry|thanks|okay|ok"

static bool begins_clause(const struct checker *checker, size_t at)
{
    if (at == 0) {
        return true;
    }
    const struct token *before = token_at(checker, at - 1);
    if (before->kind == TOKEN_MARK) {
        return token_in(before, "\"|:|;|(|\xE2\x80\x9C") ||
               (token_in(before, ",") && token_in(token_at(checker, 0), GREETING)) ||
               (token_in(before, ",") && at >= 4 &&
                token_in(token_at(checker, 0),
                         "if|when|because|although|while|after|before|since|unless|in|on|at|"
                         "however|unfortunately|today|yesterday|sometimes|fortunately|now|first|"
                         "then|and|but|as|though"));
    }
    return token_in(
               before,
               "that|because|if|when|although|though|while|unless|since|whereas|whether|but") &&
           !(token_in(before, "that") && at >= 2 &&
             ((token_at(checker, at - 2)->tag & TAG(IN)) != 0 ||
              token_in(token_at(checker, at - 2), "all|everything|anything|nothing")));
}

static bool is_plural_head(const struct token *token)
{
    return (token->tag & TAG(NNS)) != 0 && (token->may & TAG(NN)) == 0;
}

static bool is_single_head(const struct token *token)
{
    return (token->tag & TAG(NN)) != 0 && (token->may & TAG(NNS)) == 0 &&
           (token->may & (TAG(VBG) | TAG(XX))) == 0;
}

/* A noun phrase from `at` on, without what hangs on it: its head in *out_head. */
static bool read_phrase(const struct checker *checker, size_t at, size_t *out_head,
                        bool *out_determiner)
{
    const struct token *token = token_at(checker, at);
    *out_determiner = token != NULL && (token->tag & (TAG(DT) | TAG(POSS))) != 0;
    at += *out_determiner;
    size_t head = 0;
    bool has = false;
    for (; (token = token_at(checker, at)) != NULL; at++) {
        if (token->kind == TOKEN_MARK) {
            break;
        }
        if ((token->tag & (TAG(NN) | TAG(NNS))) != 0) {
            head = at;
            has = true;
        } else if (has || (token->tag & (TAGS_ADJ | TAG(CD) | TAG(POSS) | TAG(VBN) | TAG(VBG) |
                                         TAG(NNP))) == 0) {
            break;
        }
    }
    *out_head = head;
    return has;
}

static enum number number_of_phrase(const struct checker *checker, size_t first, size_t head)
{
    const struct token *a = token_at(checker, first);
    const struct token *noun = token_at(checker, head);
    if (token_in(noun, COLLECTIVE) || noun->is_quoted) {
        return NUMBER_UNKNOWN;
    }
    if (token_in(a, "each|every|another|a|an|this") || (token_in(a, "that") && first != head)) {
        return is_single_head(noun) ? NUMBER_ONE : NUMBER_UNKNOWN;
    }
    if (token_in(a, "both|few|several|many|all|these|those|half|most|enough|some|any|no") &&
        !is_plural_head(noun)) {
        return NUMBER_UNKNOWN;
    }
    if (is_plural_head(noun)) {
        const bool measure = (token_at(checker, head - (head > 0))->tag & TAG(CD)) != 0;
        return measure ? NUMBER_UNKNOWN : NUMBER_MANY;
    }
    const bool named = (a->tag & (TAG(DT) | TAG(POSS))) != 0;
    return is_single_head(noun) && (named || lexicon_is_uncountable(noun->low)) ? NUMBER_ONE
                                                                                : NUMBER_UNKNOWN;
}

/* Goes on over "of the last experiment", "in this village", "from France". */
static size_t skip_attached(const struct checker *checker, size_t at)
{
    for (size_t i = 0; i < 3; i++) {
        const struct token *token = token_at(checker, at);
        size_t head;
        bool determiner;
        if (token == NULL ||
            !token_in(token, "of|in|on|at|from|with|for|about|near|behind|between|under|next") ||
            (token->tag & (TAG(IN) | TAG(RB))) == 0) {
            break;
        }
        if (read_phrase(checker, at + 1, &head, &determiner)) {
            at = head + 1;
        } else if (token_at(checker, at + 1) != NULL &&
                   (token_at(checker, at + 1)->tag & (TAG(NNP) | TAG(OBJ) | TAG(PRP))) != 0) {
            at += 2;
        } else {
            break;
        }
        const struct token *next = token_at(checker, at);
        if (next != NULL && token_in(next, "and|or")) {
            return SIZE_MAX; /* who knows what belongs together */
        }
    }
    return at;
}

static bool read_subject(const struct checker *checker, size_t at, struct subject *out)
{
    size_t head;
    *out = (struct subject){0};
    if (token_at(checker, at) == NULL ||
        token_in(token_at(checker, at), "what|which|whatever|whose|how|such") ||
        (token_is(token_at(checker, at), "all") && token_at(checker, at + 1) != NULL &&
         token_is(token_at(checker, at + 1), "that")) ||
        !read_phrase(checker, at, &head, &out->has_determiner)) {
        return false;
    }
    out->number = number_of_phrase(checker, at, head);
    const struct token *noun = token_at(checker, head);
    const struct token *first = token_at(checker, at);
    const struct token *next = token_at(checker, head + 1);
    if (token_is(noun, "number") && next != NULL && token_is(next, "of")) {
        out->number = token_is(first, "the") ? NUMBER_ONE : NUMBER_MANY;
    }
    if (token_in(noun, "kind|sort|type|kinds|sorts|types")) {
        out->number = NUMBER_UNKNOWN;
    }
    const size_t after = skip_attached(checker, head + 1);
    out->last = after == SIZE_MAX ? SIZE_MAX : after - 1;
    return after != SIZE_MAX;
}

/* "one of the windows", "each of these rooms", "neither of my sisters" */
static bool read_one_of(const struct checker *checker, size_t at, struct subject *out)
{
    const struct token *token = token_at(checker, at);
    const struct token *of = token_at(checker, at + 1);
    size_t head;
    bool determiner;
    if (of == NULL || !token_is(of, "of") ||
        !token_in(token, "one|each|neither|either|some|many|several|few|both|most|all|none") ||
        !read_phrase(checker, at + 2, &head, &determiner)) {
        return false;
    }
    const bool one = token_in(token, "one|each|neither|either");
    if (!one && !(is_plural_head(token_at(checker, head)) && !token_in(token, "none"))) {
        return false;
    }
    out->number = one ? NUMBER_ONE : NUMBER_MANY;
    out->last = head;
    return true;
}

/* "neither of them" */
static bool read_one_of_them(const struct checker *checker, size_t at, struct subject *out)
{
    const struct token *of = token_at(checker, at + 1);
    const struct token *them = token_at(checker, at + 2);
    if (them == NULL || !token_is(of, "of") || !token_in(them, "them|us|you") ||
        !token_in(token_at(checker, at), "one|each|neither|either")) {
        return false;
    }
    *out = (struct subject){.number = NUMBER_ONE, .last = at + 2};
    return true;
}

/* Behind ", who live in Poland," at `at`; the same where no such clause is there. */
static size_t skip_clause(const struct checker *checker, size_t at)
{
    const struct token *mark = token_at(checker, at);
    const struct token *who = token_at(checker, at + 1);
    if (who == NULL || !token_is(mark, ",") || !token_in(who, "who|which|whose")) {
        return at;
    }
    for (size_t i = at + 2; i < at + 12 && token_at(checker, i) != NULL; i++) {
        const struct token *token = token_at(checker, i);
        if (token->kind == TOKEN_MARK) {
            const struct token *next = token_at(checker, i + 1);
            const bool goes_on =
                next != NULL && (next->tag & (TAG(BE) | TAG(HAVE) | TAG(VBZ) | TAG(VB))) != 0;
            return token_is(token, ",") && goes_on ? i + 1 : at;
        }
    }
    return at;
}

/* The verb at `at` may be something else: "the school library opening hours", "the cat likes". A word that may be a noun is a verb
 * only where an object or the like follows. */
static bool is_no_verb(const struct checker *checker, size_t at, enum number number)
{
    static const char linking[] = "look|looks|sound|sounds|smell|smells|taste|tastes|feel|feels";
    const struct token *verb = token_at(checker, at);
    const struct token *after = token_at(checker, at + 1);
    const bool may_noun =
        (verb->tag & (TAG(BE) | TAG(HAVE) | TAG(DO))) == 0 && (verb->may & TAGS_NOUN) != 0;
    if (after == NULL) {
        return false;
    }
    const bool is_mark = after->kind == TOKEN_MARK;
    const bool follows = is_mark || (after->tag & (TAG(DT) | TAG(POSS) | TAG(OBJ) | TAG(TO) |
                                                   TAG(IN) | TAG(RB) | TAG(PRP) | TAG(SUB))) != 0;
    const bool finite_later =
        (after->tag & (TAG(BE) | TAG(MD) | TAG(VBD) | TAG(VBZ) | TAG(HAVE))) != 0;
    const bool links = token_in(verb, linking) &&
                       ((after->tag & (TAGS_ADJ | TAG(VBN))) != 0 || token_is(after, "like"));
    return finite_later || (may_noun && !follows && !links && number == NUMBER_ONE) ||
           (may_noun && is_mark && agreement_of_verb(verb) == NUMBER_MANY);
}

/* "my father and my uncle": goes on over the second part. False where it is not sure what belongs together. */
static bool join_second(const struct checker *checker, size_t at, struct subject *subject)
{
    const struct token *joint = token_at(checker, subject->last + 1);
    if (joint == NULL || !token_is(joint, "and") || !subject->has_determiner ||
        token_in(token_at(checker, at), "each|every|no")) {
        return true;
    }
    struct subject second;
    if (!read_subject(checker, subject->last + 2, &second) || !second.has_determiner) {
        return false;
    }
    subject->number = NUMBER_MANY;
    subject->last = second.last;
    return true;
}

static bool is_given_name(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->is_capital && token_in(token, GIVEN_NAMES);
}

/* "she and her mother", "Tom and Anna" */
static bool read_joined(const struct checker *checker, size_t at, struct subject *out)
{
    static const char pronouns[] = "he|she|we|you|they|i";
    const struct token *first = token_at(checker, at);
    const struct token *joint = token_at(checker, at + 1);
    const struct token *second = token_at(checker, at + 2);
    if (second == NULL || !token_is(joint, "and") ||
        (!token_in(first, pronouns) && !is_given_name(first))) {
        return false;
    }
    struct subject part = {.last = at + 2, .has_determiner = true};
    const bool is_word = token_in(second, pronouns) || is_given_name(second);
    if (!is_word && (!read_subject(checker, at + 2, &part) || !part.has_determiner)) {
        return false;
    }
    const struct token *after = token_at(checker, part.last + 1);
    if (after == NULL || after->is_capital || token_in(after, "and|or|,|'|&|-")) {
        return false;
    }
    *out = (struct subject){.number = NUMBER_MANY,
                            .last = part.last,
                            .is_names = is_given_name(first) && is_given_name(second)};
    return true;
}

void agreement_check_noun(struct checker *checker, size_t at)
{
    struct subject subject = {0};
    if (!begins_clause(checker, at) ||
        (!read_joined(checker, at, &subject) && !read_one_of_them(checker, at, &subject) &&
         !read_one_of(checker, at, &subject) && !read_subject(checker, at, &subject)) ||
        agreement_is_bare(checker, at) || !join_second(checker, at, &subject)) {
        return;
    }
    const size_t next = agreement_skip(checker, skip_clause(checker, subject.last + 1));
    const struct token *verb = token_at(checker, next);
    if (subject.number == NUMBER_UNKNOWN || verb == NULL || verb->kind != TOKEN_WORD ||
        verb->is_quoted ||
        (subject.is_names && token_in(verb, "is|was|has"))) { /* "Peter and Paul is a church" */
        return;
    }
    const enum number shown = agreement_of_verb(verb);
    const bool is_unreal = token_in(verb, "were") && at > 0 &&
                           token_in(token_at(checker, at - 1), "if|though|wish|as");
    if (shown != NUMBER_UNKNOWN && shown != subject.number && !token_is(verb, "am") && !is_unreal &&
        !is_no_verb(checker, next, subject.number)) {
        agreement_note(checker, next, subject.number);
    }
}

/* Of what follows "there is": only where it is sure. */
static enum number number_behind_there(const struct checker *checker, size_t at)
{
    const struct token *first = token_at(checker, at);
    const struct token *second = token_at(checker, at + 1);
    size_t head;
    bool determiner;
    if (token_in(first, "so|too") && second != NULL && token_is(second, "many")) {
        return NUMBER_MANY;
    }
    const size_t of = token_in(first, "lots|plenty") ? at + 1 : at + 2;
    const bool is_lot =
        of == at + 1 || (token_is(first, "a") && second != NULL && token_is(second, "lot"));
    if (is_lot && token_at(checker, of) != NULL && token_is(token_at(checker, of), "of") &&
        read_phrase(checker, of + 1, &head, &determiner)) {
        return is_plural_head(token_at(checker, head)) ? NUMBER_MANY : NUMBER_UNKNOWN;
    }
    const bool is_sure =
        token_in(first, "many|several|two|three|four|five|six|seven|eight|nine|ten|some|few|"
                        "these|those|so|too|a|an|no|one|the|my") ||
        (first->tag & (TAGS_ADJ | TAG(NNS) | TAG(CD))) != 0;
    if (!is_sure || token_in(first, "lots|hundreds|thousands") ||
        !read_phrase(checker, at, &head, &determiner) ||
        token_in(token_at(checker, head), COLLECTIVE "|number")) {
        return NUMBER_UNKNOWN;
    }
    const struct token *noun = token_at(checker, head);
    const struct token *after = token_at(checker, head + 1);
    if (is_plural_head(noun)) {
        return token_in(first, "a|an") ? NUMBER_UNKNOWN : NUMBER_MANY;
    }
    const bool goes_on = after != NULL && token_in(after, "and|,");
    return is_single_head(noun) && token_in(first, "a|an|one") && !goes_on ? NUMBER_ONE
                                                                           : NUMBER_UNKNOWN;
}

/* "There is many", "there was three" */
void agreement_check_there(struct checker *checker, size_t at)
{
    const struct token *verb = token_at(checker, at + 1);
    if (verb == NULL || !token_in(verb, "is|are|was|were|isn't|aren't|wasn't|weren't|has|have") ||
        (at > 0 && token_in(token_at(checker, at - 1),
                            "over|in|up|down|out|from|right|who|people|man|woman"))) {
        return;
    }
    const bool has_been = token_in(verb, "has|have");
    const struct token *been = token_at(checker, at + 2);
    if (has_been && !(been != NULL && token_is(been, "been"))) {
        return;
    }
    const size_t next = agreement_skip(checker, at + 2 + has_been);
    if (token_at(checker, next) == NULL) {
        return;
    }
    const enum number number = number_behind_there(checker, next);
    if (number != NUMBER_UNKNOWN && agreement_of_verb(verb) != number) {
        agreement_note(checker, at + 1, number);
    }
}
