/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that follows a story: "my sister and I had an argument about it, anyway what is 15% of 80". As a whole such a message looks
 * like none, since most of its words ask for nothing. */
#include "infer/router/router_int.h"

#define TAILS_MAX    ((size_t)6) /* that are looked at */
#define STORY_TOKENS ((size_t)8) /* that such a message has at least */
#define LONG_TOKENS  ((size_t)12)
#define TAIL_TOKENS  ((size_t)3)
#define TAIL_CLEAR   0.8 /* how likely its last part must be a request */

static bool is_link(const struct router_token *token)
{
    return router_in_list(", . ; : - ! ? anyway so but and now okay ok um uh", token->text);
}

static bool is_figure(enum router_intent intent)
{
    return intent >= ROUTER_CALCULATE && intent <= ROUTER_DATE;
}

static bool is_sure(const struct router_request *whole)
{
    return whole->intent != ROUTER_OUT_OF_SCOPE &&
           whole->probabilities[whole->intent] >= whole->router->model.sure;
}

/* A message that is no request as a whole, or asks for a figure with many words. */
static bool is_story(const struct router_request *whole)
{
    size_t least = !is_sure(whole)            ? STORY_TOKENS
                   : is_figure(whole->intent) ? LONG_TOKENS
                                              : SIZE_MAX;
    return whole->tokens.count >= least;
}

/* What is reckoned with must not stand before it. */
static bool has_number_before(const struct router_tokens *tokens, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        if (tokens->items[i].class == ROUTER_NUMBER || tokens->items[i].class == ROUTER_UNIT ||
            (tokens->items[i].class == ROUTER_NUMBER_WORD &&
             !str_eq(tokens->items[i].text, STR("one")))) {
            return true;
        }
    }
    return false;
}

/* The clause, up to the end, that is a request of a skill most clearly; false where none is. */
static bool find_tail(const struct router_request *whole, struct router_request *out)
{
    const struct router_tokens *tokens = &whole->tokens;
    struct str s = whole->parts.message;
    double best = TAIL_CLEAR;
    bool found = false;
    size_t tried = 0;
    for (size_t i = tokens->count - TAIL_TOKENS; i >= 2 && tried < TAILS_MAX; i--) {
        if (!is_link(&tokens->items[i - 1]) || is_link(&tokens->items[i])) {
            continue;
        }
        struct router_request tail;
        router_understand(whole->router, whole->question,
                          str_trim(str_sub(s, tokens->items[i].start, s.n)), whole->arena, &tail);
        tried++;
        bool is_half = is_figure(tail.intent) ? has_number_before(tokens, i) : is_sure(whole);
        double sure = tail.probabilities[tail.intent];
        if (*router_intent_skill(tail.intent) != '\0' && sure >= best && !is_half) {
            *out = tail;
            best = sure;
            found = true;
        }
    }
    return found;
}

bool router_plan_tail(const struct router_request *whole, struct router_plan *plan)
{
    struct router_request tail;
    bool done = is_story(whole) && find_tail(whole, &tail) && router_fill(&tail, plan) &&
                plan->act_count > 0;
    plan->act_count = done ? plan->act_count : 0;
    return done;
}
