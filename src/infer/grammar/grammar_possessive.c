/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Johns bicycle": given names with an "s" that can only be meant as "'s". Names that end in one themselves (James, Chris, Charles) and
 * family names (Peters, Adams, Williams) are not among them unless what follows belongs to people. */
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

/* What may stand behind a noun that is a subject or an object. */
static bool ends_phrase(const struct token *token)
{
    return token == NULL || token->kind == TOKEN_MARK ||
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

void check_possessive(struct checker *checker)
{
    for (size_t at = 0; at + 1 < checker->sentence->count; at++) {
        check_name(checker, at);
    }
}
