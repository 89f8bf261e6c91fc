/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to somebody.
 *
 * "Johns bicycle": given names with an "s" that can only be meant as "'s". Names that end in one themselves (James, Chris, Charles) and
 * family names (Peters, Adams, Williams) are not among them unless what follows belongs to people.
 *
 * "my sister bicycle": a person and a thing that people have. Words for persons that often go with another noun ("a student card", "a
 * baby brother", "my doctor friend") are not among them, nor things of which one can ("a sister company", "my mother tongue"); and not
 * where the person may get the thing ("gave my sister money") or do it ("did my sister phone?"). */
#include "infer/grammar/grammar_agreement.h"

#define NAMES                                                                                    \
    "john|peter|paul|mark|david|michael|robert|martin|daniel|thomas|andrew|simon|george|henry|"  \
    "jack|tom|tim|jim|bob|bill|ben|sam|max|alex|adam|anna|anne|ann|maria|mary|marie|sarah|sara|" \
    "laura|julia|linda|lisa|susan|karen|emma|emily|kate|jane|helen|elena|olga|ivan|ali|ahmed|"   \
    "mohammed|fatima|omar|hassan|leila|yuki|ken|chen|wei|ming|raj|priya|anita|pedro|juan|jose|"  \
    "carlos|miguel|luis|sofia|lucia|marco|luca|giulia|pierre|jean|hans|klaus|petra|eva|"         \
    "monika|jan|piotr|katarzyna|mehmet|ayse|fatma|mustafa|reza|maryam|sergei|natasha|dmitri|"    \
    "grandma|grandpa|mum|mom|dad|mummy|daddy|auntie"
/* What belongs to people and is no verb behind a plural. */
#define THINGS                                                                                   \
    "bicycle|bike|car|house|home|flat|apartment|room|kitchen|garden|phone|computer|laptop|book|" \
    "bag|coat|jacket|hat|shoes|mother|father|mum|mom|dad|parents|brother|sister|son|daughter|"   \
    "wife|husband|girlfriend|boyfriend|friend|friends|uncle|aunt|cousin|boss|teacher|dog|cat|"   \
    "horse|birthday|wedding|party|job|office|shop|restaurant|idea|opinion|name|address|email|"   \
    "letter|voice|hair|eyes|hand|hands|face|grandmother|grandfather|children|kids|baby"

#define PERSONS                                                                           \
    KIN "|friend|teacher|boss|neighbour|neighbor|girlfriend|boyfriend|roommate|flatmate|" \
        "classmate|colleague"
#define KIN                                                                                 \
    "sister|brother|mother|father|mum|mom|dad|son|daughter|wife|husband|uncle|aunt|cousin|" \
    "grandmother|grandfather|grandma|grandpa|nephew|niece"
/* What nobody does: none of these is a verb, or stands for where somebody is ("drove my sister home"). */
#define HELD                                                                              \
    "bicycle|car|apartment|bedroom|kitchen|computer|laptop|bag|jacket|umbrella|birthday|" \
    "wedding|job|office|restaurant|idea|opinion|desk|guitar|hair|cat|wallet|passport|"    \
    "girlfriend|boyfriend|wife|husband"
#define RELATIVES "mother|father|sister|brother|son|daughter|friend"
/* The same as a verb: "my sister phones". */
#define DONE \
    "bike|book|house|room|garden|phone|coat|hat|dress|name|address|email|voice|dog|horse|shop"
/* Who does one of these to a person gives something. */
#define GIVING                                                                            \
    "give|buy|send|tell|show|offer|lend|make|bring|teach|write|sell|get|find|cook|read|"  \
    "pass|hand|leave|owe|pay|promise|call|name|consider|elect|appoint|build|fetch|order|" \
    "rent|wish|deny|cost|do|save|grant|award|serve|throw|take|choose|pick|draw|paint|cut"

/* What may stand behind a noun that is a subject or an object. */
static bool ends_phrase(const struct token *token)
{
    return token == NULL || token->kind == TOKEN_MARK ||
           token_in(token, "yesterday|today|tomorrow|last|every|next|when|because|again|tonight") ||
           (token->tag & (TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(MD) | TAG(VBZ) | TAG(VBD) | TAG(IN) |
                          TAG(CC) | TAG(RB) | TAG(TO) | TAG(SUB))) != 0;
}

static void check_name(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *before = at > 0 ? token - 1 : NULL;
    size_t thing = at + 1;
    if (token->kind != TOKEN_WORD || !token->is_capital || token->is_upper || token->is_quoted ||
        !str_ends(token->low, STR("s")) || token->low.n < 4 ||
        !word_in(str_sub(token->low, 0, token->low.n - 1), NAMES) ||
        (before != NULL && (before->tag & (TAG(DT) | TAG(NNP) | TAG(POSS))) != 0)) {
        return;
    }
    while (token_at(checker, thing) != NULL &&
           token_in(token_at(checker, thing),
                    "new|old|big|little|younger|older|youngest|oldest|red|blue")) {
        thing++;
    }
    if (token_at(checker, thing) == NULL || !token_in(token_at(checker, thing), THINGS) ||
        token_at(checker, thing)->is_capital || !ends_phrase(token_at(checker, thing + 1))) {
        return;
    }
    const struct str word = token_text(checker->text, token);
    struct edit edit = edit_of(checker, at, at, "");
    edit.correction =
        str_from(arena_printf(checker->arena, "%" STRF "'s", STRA(str_sub(word, 0, word.n - 1))));
    edit.category = GRAMMAR_PUNCTUATION;
    checker_note(checker, edit, "punctuation.possessive",
                 "What belongs to somebody is told with an apostrophe: \"%s\".");
}

static bool is_form_of(const struct token *token, const char *list)
{
    for (size_t i = 0; i < token->lemma_count; i++) {
        if (token->lemmas[i].class == LEXICON_VERB &&
            word_in(str_from(token->lemmas[i].word.p), list)) {
            return true;
        }
    }
    return token_in(token, list);
}

/* Whether the person behind the possessive at `at` may be given the thing, or do it. */
static bool gets_or_does(const struct checker *checker, size_t at, const struct token *thing)
{
    const struct token *before = at > 0 ? token_at(checker, at - 1) : NULL;
    if (before != NULL && is_form_of(before, GIVING)) {
        return true;
    }
    bool is_done = token_in(thing, DONE);
    bool joins = before != NULL && token_in(before, "and|or|that|if|,");
    return is_done && (joins || agreement_is_bare(checker, at));
}

static bool can_have(const struct token *person, const struct token *thing)
{
    if (token_in(thing, RELATIVES)) {
        bool is_kin = token_in(person, KIN);
        bool makes_a_word = token_in(person, "cousin|mum|mom|dad");
        return is_kin && !makes_a_word;
    }
    return (token_in(thing, HELD) && !token_in(person, "girlfriend|boyfriend")) ||
           (token_in(thing, DONE) && !(token_in(person, "dad") && token_is(thing, "hat")) &&
            !(token_in(person, "mother") && token_is(thing, "house")));
}

/* "my (older) sister bicycle" */
static void check_person(struct checker *checker, size_t at)
{
    size_t person = at + 1;
    if ((token_at(checker, at)->tag & TAG(POSS)) == 0) {
        return;
    }
    while (token_at(checker, person) != NULL &&
           token_in(token_at(checker, person),
                    "old|older|oldest|young|younger|youngest|little|big|best|good|new|dear|late")) {
        person++;
    }
    const struct token *thing = token_at(checker, person + 1);
    const struct token *behind = token_at(checker, person + 2);
    if (behind != NULL && token_in(behind, "number|party|cake|present|keys|key|door|window")) {
        behind = token_at(checker, person + 3);
    }
    if (thing == NULL || !token_in(token_at(checker, person), PERSONS) ||
        thing->kind != TOKEN_WORD || thing->is_capital || thing->is_quoted ||
        !can_have(token_at(checker, person), thing) || !ends_phrase(behind) ||
        (behind != NULL && token_in(behind, "and|or|,|'s")) || gets_or_does(checker, at, thing)) {
        return;
    }
    const struct token *token = token_at(checker, person);
    struct edit edit = edit_of(checker, person, person,
                               arena_printf(checker->arena, "%" STRF "'s", STRA(token->low)));
    edit.category = GRAMMAR_PUNCTUATION;
    checker_note(checker, edit, "punctuation.possessive",
                 "What belongs to somebody is told with \"'s\": \"%s\".");
}

void check_possessive(struct checker *checker)
{
    for (size_t at = 0; at + 1 < checker->sentence->count; at++) {
        check_name(checker, at);
        check_person(checker, at);
    }
}
