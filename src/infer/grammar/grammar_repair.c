/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences that the parser cannot make sense of: proposes what may be wrong, and keeps the one change after which it can. */
#include "base/clock.h"
#include "infer/grammar/grammar_agreement.h"

#define TRIES_MAX  120
#define TOKENS_MAX 32
/* Of the parser's cost; a repaired sentence that costs more is not believed. */
#define COST_MAX 3.2

static void propose(struct checker *checker, size_t at, const char *correction, const char *rule,
                    const char *reason)
{
    struct edit edit = edit_of(checker, at, at, correction);
    edit.rule = rule;
    edit.reason = reason;
    checker_doubt(checker, &edit);
}

/* The noun that an article before `at` would belong to, behind its adjectives; NULL where there is none that is counted. */
static const struct token *counted_noun(const struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    for (size_t i = 0; i < 2 && token != NULL && (token->tag & TAG(JJ)) != 0; i++) {
        token = token_at(checker, ++at);
    }
    const bool is_noun =
        token != NULL && (token->tag & TAG(NN)) != 0 && (token->may & TAG(NNS)) == 0;
    if (!is_noun || lexicon_is_uncountable(token->low) || str_ends(token->low, STR("ism")) ||
        str_ends(token->low, STR("ness"))) {
        return NULL;
    }
    const struct token *next = token_at(checker, at + 1);
    return next != NULL && (next->tag & (TAG(NN) | TAG(NNS))) != 0 ? NULL : token;
}

static void propose_article(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *before = at > 0 ? token - 1 : NULL;
    const struct token *next = token_at(checker, at + 1);
    const bool begins = before == NULL && (token->tag & TAG(NN)) != 0 && next != NULL &&
                        (next->tag & (TAG(BE) | TAG(VBZ) | TAG(VBD) | TAG(HAVE) | TAG(MD))) != 0;
    const bool follows =
        before != NULL && ((before->tag & (TAGS_VERB | TAG(BE) | TAG(HAVE))) != 0 ||
                           token_in(before, "with|into|on|under|behind|near|as"));
    if ((!begins && !follows) ||
        token_in(
            token,
            "little|few|much|more|most|less|enough|such|own|other|only|rise|root|admin|quiet") ||
        counted_noun(checker, at) == NULL || (token->is_capital && at > 0)) {
        return;
    }
    const struct str word = token_text(checker->text, token);
    const char *article = lexicon_sounds_vowel(token->low) ? "an" : "a";
    const char *low = arena_printf(checker->arena, "%" STRF, STRA(at == 0 ? token->low : word));
    propose(checker, at, arena_printf(checker->arena, "%s %s", article, low), "article.missing",
            "Before this noun English has an article: \"%s\".");
    propose(checker, at, arena_printf(checker->arena, "the %s", low), "article.missing",
            "Before this noun English has an article: \"%s\".");
}

/* 1: one, 2: many, 0: nobody knows; -1: the subject has not come yet. */
static int number_at(const struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    if ((token->tag & TAG(NNS)) != 0) {
        const bool is_measure = at > 0 && ((token - 1)->tag & TAG(CD)) != 0; /* "ten pounds is" */
        return (token->may & TAG(NN)) == 0 && !is_measure ? 2 : 0;
    }
    if ((token->tag & TAG(NN)) != 0) {
        const bool is_part = next != NULL && (next->tag & (TAG(NN) | TAG(NNS))) != 0;
        const bool is_sure =
            (token->may & TAG(NNS)) == 0 && !(next != NULL && token_in(next, "and|or"));
        return is_part ? -1 : is_sure;
    }
    if ((token->tag & (TAG(SUBJ) | TAG(PRP) | TAG(NNP) | TAG(VBG) | TAG(OBJ) | TAG(EX))) == 0) {
        return -1;
    }
    if (token_in(token, "we|they|you")) {
        return 2;
    }
    return token_in(token, "he|she|it|everyone|everybody|nobody|somebody|someone");
}

/* 1: the first noun or pronoun of the sentence is one, 2: many, 0: nobody knows. */
static int number_of_first(const struct checker *checker, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        const int number = number_at(checker, i);
        if (number >= 0) {
            return number;
        }
    }
    return 0;
}

/* Whether a verb does not go with the first noun of its sentence, which is its subject where at most a clause with "who" or the like
 * lies between. */
static bool may_disagree(const struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    const bool shows = (token->tag & (TAG(VB) | TAG(VBZ))) != 0 ||
                       token_in(token, "is|are|was|were|has|have|does|do");
    if (at == 0 || !shows || token_in(token_at(checker, 0), "all|what|whatever") ||
        token_in(token - 1, COLLECTIVE) || (token->may & TAG(VBD)) != 0 ||
        ((token - 1)->tag & (TAG(MD) | TAG(TO) | TAG(DO) | TAG(NOT) | TAG(CC))) != 0) {
        return false;
    }
    bool has_verb = false;
    bool has_who = false;
    for (size_t i = 0; i < at; i++) {
        const struct token *before = token_at(checker, i);
        has_verb |= (before->tag & (TAG(VBZ) | TAG(VBD) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO) |
                                    TAG(VB))) != 0;
        has_who |= i > 0 && token_in(before, "who|which|that");
    }
    const bool is_one = (token->tag & TAG(VBZ)) != 0 || token_in(token, "is|was|has|does");
    const int number = number_of_first(checker, at);
    return number != 0 && (number == 1) != is_one && (!has_verb || has_who);
}

static void propose_forms(struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    struct form form;
    if (may_disagree(checker, at)) {
        for (int plural = 0; plural <= 1; plural++) {
            if (forms_agree(checker->lexicon, token->low, plural == 1, &form)) {
                propose(checker, at, arena_strdup(checker->arena, form.p), "agreement.verb",
                        "Subject and verb do not agree: \"%s\".");
            }
        }
    }
    const struct token *next = token_at(checker, at + 1);
    if ((token->tag & TAG(NNS)) != 0 && next != NULL &&
        (next->tag & (TAG(NN) | TAG(NNS) | TAGS_ADJ)) != 0 &&
        forms_turn(checker->lexicon, token->low, TAG(NN), &form)) {
        propose(checker, at, arena_printf(checker->arena, "%s's", form.p), "punctuation.possessive",
                "What belongs to one is told with an apostrophe: \"%s\".");
    }
    if ((token->tag & TAG(NNP)) != 0 && str_ends(token->low, STR("s")) && next != NULL &&
        (next->tag & TAG(NN)) != 0) {
        const struct str word = token_text(checker->text, token);
        propose(checker, at,
                arena_printf(checker->arena, "%" STRF "'s", STRA(str_sub(word, 0, word.n - 1))),
                "punctuation.possessive",
                "What belongs to somebody is told with an apostrophe: \"%s\".");
    }
}

void repair_propose(struct checker *checker)
{
    for (size_t at = 0; at < checker->sentence->count; at++) {
        const struct token *token = token_at(checker, at);
        if (token->kind != TOKEN_WORD || token->is_quoted) {
            continue;
        }
        propose_forms(checker, at);
        propose_article(checker, at);
    }
}

/* How little one has to believe to make a change: in the parser's units of cost. */
static double prior(const struct edit *edit)
{
    static const struct {
        const char *rule;
        double cost;
    } rows[] = {
        {"agreement.", 0},         {"article.missing", 0.1}, {"verb.participle", 0},
        {"verb.do_base", 0},       {"verb.base", 0},         {"verb.progress", 0.2},
        {"verb.passive", 0.2},     {"verb.to_base", 0},      {"verb.to", 0.3},
        {"verb.form", 0.6},        {"verb.auxiliary", 0.5},  {"verb.", 0.3},
        {"number.", 0.3},          {"confusion.", 0.2},      {"preposition.needless", 1.2},
        {"article.needless", 1.2}, {"preposition.", 0.5},    {"pronoun.", 0.2},
        {"adverb.", 0.3},          {"punctuation.", 0.6},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strncmp(edit->rule, rows[i].rule, strlen(rows[i].rule)) == 0) {
            return rows[i].cost;
        }
    }
    return 0.5;
}

static bool goes_on(struct checker *checker)
{
    checker->links_late |= clock_mono_ms() > checker->links_until_ms;
    return !checker->links_late && checker_goes_on(checker);
}

static bool is_free(const struct checker *checker, const struct edit *edit)
{
    for (size_t i = checker->sentence_first; i < checker->found.count; i++) {
        const struct edit *other = &checker->found.items[i];
        if (edit->start <= other->end + 1 && other->start <= edit->end + 1) {
            return false;
        }
    }
    return true;
}

/* The doubtful change with the cheapest parse, or NULL. */
static struct edit *find_best(struct checker *checker)
{
    struct edit *best = NULL;
    double best_cost = COST_MAX;
    size_t tries = 0;
    for (size_t i = 0; i < checker->doubtful.count && tries < TRIES_MAX && goes_on(checker); i++) {
        struct edit *edit = &checker->doubtful.items[i];
        const double own = prior(edit);
        const bool is_misplaced = strcmp(edit->rule, "verb.question") == 0 &&
                                  !token_is(token_at(checker, checker->sentence->count - 1), "?");
        if (own >= best_cost || is_misplaced || !is_free(checker, edit)) {
            continue;
        }
        for (size_t a = 0; a <= edit->alternative_count; a++) {
            struct edit other = *edit;
            if (a > 0) {
                other.correction = edit->alternatives[a - 1];
                other.alternatives[a - 1] = edit->correction;
            }
            tries++;
            const double parse =
                links_cost(checker->grammar->links, checker_render(checker, &other));
            if (parse >= 0 && parse + own + 0.01 * (double)a < best_cost) {
                best_cost = parse + own + 0.01 * (double)a;
                *edit = other;
                best = edit;
            }
        }
    }
    return best;
}

void repair_try(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    if (checker->grammar->links == NULL || sentence->count > TOKENS_MAX || sentence->count < 4 ||
        sentence->is_broken || !goes_on(checker)) {
        return;
    }
    for (size_t i = 0; i < sentence->count; i++) {
        if (sentence->tokens[i].kind == TOKEN_OTHER ||
            token_in(&sentence->tokens[i], "\"|\xE2\x80\x9C|(|:|;|*|\xE2\x80\x94")) {
            return; /* the parser knows little of them */
        }
    }
    if (links_cost(checker->grammar->links, checker_render(checker, NULL)) >= 0) {
        return;
    }
    struct edit *best = find_best(checker);
    if (best != NULL) {
        (void)checker_add(checker, best);
    }
}
