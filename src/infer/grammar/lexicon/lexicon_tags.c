/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses among what each word can be by what stands before it: the cheapest way through the sentence (Viterbi), where a tag costs
 * the more the rarer it is for the word, and two tags beside each other what the table says. The costs are set by hand, in nats. */
#include <math.h>

#include "infer/grammar/lexicon/lexicon_int.h"

#define START        TAG(PUN)
#define NOMINAL      (TAG(NN) | TAG(NNS) | TAG(NNP))
#define VERBS_FINITE (TAG(VBZ) | TAG(VBD))
#define NOUNISH      (NOMINAL | TAGS_ADJ | TAG(CD))

struct pair_cost {
    uint32_t before, here;
    float cost; /* negative: likes to be */
};

static const struct pair_cost pair_costs[] = {
    {TAG(DT) | TAG(POSS), NOMINAL, -1.0F},
    {TAG(DT) | TAG(POSS), TAGS_ADJ, -0.6F},
    {TAG(DT) | TAG(POSS), TAG(CD), -0.3F},
    {TAG(DT) | TAG(POSS), TAG(VB) | TAG(VBZ) | TAG(VBD), 5.0F},
    {TAG(DT) | TAG(POSS), TAG(VBG) | TAG(VBN), 1.5F},
    {TAG(DT) | TAG(POSS), TAG(RB), 1.5F},
    {TAG(DT) | TAG(POSS),
     TAG(IN) | TAG(SUB) | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(TO) | TAG(SUBJ) | TAG(OBJ),
     2.5F},
    {TAG(DT) | TAG(POSS), TAG(PUN) | TAG(CC), 1.5F},
    {TAGS_ADJ, NOMINAL, -0.9F},
    {TAGS_ADJ, TAG(VB) | TAG(VBZ) | TAG(VBD), 2.5F},
    {TAG(NN) | TAG(NNP), NOMINAL, 0.5F},
    {TAG(NN) | TAG(NNP), TAG(NNS), 0.7F},
    {TAG(NNS), NOMINAL, 2.2F},
    {TAG(NN) | TAG(NNP), VERBS_FINITE | TAG(MD) | TAG(BE) | TAG(HAVE), -0.3F},
    {TAG(NN), TAG(VB), 2.6F},
    {TAG(NNP), TAG(VB), 2.6F},
    {TAG(NNS), TAG(VB) | TAG(VBD), -0.3F},
    {TAG(NNS), TAG(VBZ), 1.5F},
    {TAG(NN) | TAG(NNS), TAGS_ADJ, 1.6F},
    {TAG(SUBJ) | TAG(EX), VERBS_FINITE | TAG(MD) | TAG(BE) | TAG(HAVE) | TAG(DO), -1.2F},
    {TAG(SUBJ), TAG(VB), -0.8F},
    {TAG(SUBJ), NOUNISH | TAG(VBG) | TAG(VBN), 3.0F},
    {TAG(SUBJ), TAG(DT) | TAG(POSS) | TAG(IN), 2.0F},
    {TAG(PRP), VERBS_FINITE | TAG(MD) | TAG(BE) | TAG(VB), -0.4F},
    {TAG(PRP) | TAG(OBJ), TAG(NN) | TAG(NNS), 2.5F},
    {TAG(OBJ), TAG(VB) | TAG(IN) | TAG(RB) | TAG(TO), -0.3F},
    {TAG(OBJ), VERBS_FINITE | TAG(BE) | TAG(MD), 2.0F},
    {TAG(MD), TAG(VB), -1.6F},
    {TAG(MD) | TAG(DO), NOUNISH | VERBS_FINITE, 2.0F},
    {TAG(DO), TAG(SUBJ) | TAG(PRP) | TAG(NOT), -0.5F},
    {TAG(DO), TAG(VB), -0.5F},
    {TAG(TO), TAG(VB), -1.3F},
    {TAG(TO), VERBS_FINITE | TAG(VBN), 2.5F},
    {TAG(TO), NOUNISH | TAG(DT) | TAG(POSS) | TAG(PRP), 0.6F},
    {TAG(IN), NOUNISH | TAG(DT) | TAG(POSS) | TAG(PRP) | TAG(OBJ) | TAG(VBG), -0.5F},
    {TAG(IN), VERBS_FINITE | TAG(VB), 3.0F},
    {TAG(IN), TAG(SUBJ) | TAG(MD), 1.5F},
    {TAG(SUB), TAG(SUBJ) | TAG(PRP) | TAG(DT) | TAG(POSS) | TAG(EX), -0.6F},
    {TAG(SUB), VERBS_FINITE, 0.2F},
    {TAG(WH), VERBS_FINITE, -1.0F},
    {TAG(WH), TAG(VB), 2.0F},
    {TAG(BE), TAG(VBG) | TAG(VBN) | TAG(JJ), -0.9F},
    {TAG(BE), TAG(VB) | VERBS_FINITE, 3.0F},
    {TAG(BE), TAG(RB) | TAG(DT) | TAG(IN), -0.2F},
    {TAG(HAVE), TAG(VBN), -1.5F},
    {TAG(HAVE), TAG(VBD) | TAG(VB) | TAG(VBZ), 2.5F},
    {TAG(RB), VERBS_FINITE | TAG(JJ) | TAG(VBN) | TAG(VB), -0.2F},
    {TAG(RB), TAG(NN) | TAG(NNS), 1.2F},
    {TAG(NOT), TAG(VB) | TAG(VBN) | TAG(VBG) | TAG(JJ), -0.5F},
    {TAG(NOT), VERBS_FINITE, 2.0F},
    {TAGS_VERB, TAG(DT) | TAG(POSS) | TAG(OBJ) | TAG(IN) | TAG(RB), -0.4F},
    {TAG(VB) | TAG(VBZ) | TAG(VBD), TAG(VB) | TAG(VBZ) | TAG(VBD), 2.5F},
    {TAG(VB) | TAG(VBZ) | TAG(VBD), TAG(SUBJ), 0.8F},
    {TAG(CD), TAG(NNS), -1.2F},
    {TAG(CD), TAGS_VERB, 1.5F},
    {TAG(EX), NOUNISH, 2.0F},
    {TAG(PUN), TAG(VBN), 0.8F},
    {TAG(PUN), TAG(VBZ), 0.8F},
    {TAG(CC), TAG(OBJ), 0.5F},
    {TAG(UH), TAG(NN) | TAG(VB), 0.3F},
};

static void fill_costs(float costs[TAG_BIT_COUNT][TAG_BIT_COUNT])
{
    memset(costs, 0, sizeof(float) * TAG_BIT_COUNT * TAG_BIT_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(pair_costs); i++) {
        for (unsigned a = 0; a < TAG_BIT_COUNT; a++) {
            for (unsigned b = 0; b < TAG_BIT_COUNT; b++) {
                if ((pair_costs[i].before >> a & 1u) != 0 && (pair_costs[i].here >> b & 1u) != 0) {
                    costs[a][b] += pair_costs[i].cost;
                }
            }
        }
    }
}

/* The best way to each tag of one word. */
struct column {
    float cost[TAG_BIT_COUNT];
    uint8_t from[TAG_BIT_COUNT];
};

static void step(const struct column *before, uint32_t may_before, const struct word_tags *word,
                 float costs[TAG_BIT_COUNT][TAG_BIT_COUNT], struct column *out)
{
    float total = 0;
    for (unsigned tag = 0; tag < TAG_BIT_COUNT; tag++) {
        total += word->weights[tag];
    }
    for (unsigned tag = 0; tag < TAG_BIT_COUNT; tag++) {
        if ((word->may >> tag & 1u) == 0) {
            continue;
        }
        const float own = -logf((word->weights[tag] + 0.05F) / (total + 0.05F));
        out->cost[tag] = INFINITY;
        for (unsigned last = 0; last < TAG_BIT_COUNT; last++) {
            if ((may_before >> last & 1u) == 0) {
                continue;
            }
            const float cost = before->cost[last] + costs[last][tag] + own;
            if (cost < out->cost[tag]) {
                out->cost[tag] = cost;
                out->from[tag] = (uint8_t)last;
            }
        }
    }
}

static unsigned cheapest(const struct column *column, uint32_t may)
{
    unsigned best = 0;
    float cost = INFINITY;
    for (unsigned tag = 0; tag < TAG_BIT_COUNT; tag++) {
        if ((may >> tag & 1u) != 0 && column->cost[tag] < cost) {
            cost = column->cost[tag];
            best = tag;
        }
    }
    return best;
}

static bool begins_here(const struct sentence *sentence, size_t i)
{
    return i == 0 || (sentence->tokens[i - 1].kind == TOKEN_MARK &&
                      !word_in(sentence->tokens[i - 1].low, ",|;|-|'|/|&|)"));
}

static void keep_lemmas(const struct lexicon *lexicon, struct token *token, struct arena *arena)
{
    struct lemma lemmas[LEMMAS_MAX];
    token->lemma_count = token->kind == TOKEN_WORD ? forms_lemmas(lexicon, token->low, lemmas) : 0;
    token->lemmas =
        (struct lemma *)arena_memdup(arena, lemmas, token->lemma_count * sizeof(lemmas[0]));
}

void lexicon_tag_sentence(const struct lexicon *lexicon, struct sentence *sentence,
                          struct arena *arena)
{
    float costs[TAG_BIT_COUNT][TAG_BIT_COUNT];
    fill_costs(costs);
    struct column *columns = must_calloc(sentence->count + 1, sizeof(*columns));
    uint32_t may_before = START;
    for (size_t i = 0; i < sentence->count; i++) {
        struct word_tags tags;
        lexicon_tags(lexicon, &sentence->tokens[i], begins_here(sentence, i), &tags);
        sentence->tokens[i].may = tags.may;
        keep_lemmas(lexicon, &sentence->tokens[i], arena);
        step(&columns[i], may_before, &tags, costs, &columns[i + 1]);
        may_before = tags.may;
    }
    unsigned tag = cheapest(&columns[sentence->count], may_before);
    for (size_t i = sentence->count; i > 0; i--) {
        sentence->tokens[i - 1].tag = UINT32_C(1) << tag;
        tag = columns[i].from[tag];
    }
    free(columns);
}
