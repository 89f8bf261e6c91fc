/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of which one of two is true, or whether something is so: "is it colour or color", "is iron a metal". Their words say little of
 * what is asked; the tables of science and the form of the words do. */
#include <ctype.h>

#include "infer/router/router_slots.h"
#include "infer/science/science.h"
#include "infer/text/text.h"

/* ---- of which kind something is ---- */

/* The message with a name for the first of these words: "is it a liquid" after an answer about iron. */
static struct str with_name(const struct router_request *request, const char *words,
                            struct str name)
{
    const struct router_tokens *tokens = &request->tokens;
    struct str s = request->parts.message;
    for (size_t i = 0; i < tokens->count; i++) {
        if (router_in_list(words, tokens->items[i].text)) {
            return str_from(arena_printf(request->arena, "%" STRF "%" STRF "%" STRF,
                                         STRA(str_sub(s, 0, tokens->items[i].start)), STRA(name),
                                         STRA(str_sub(s, tokens->items[i].end, s.n))));
        }
    }
    return STR_EMPTY;
}

struct str router_science_name(const struct router_request *request)
{
    struct str query = json_text(json_get(request->last->arguments, "query"));
    struct str name;
    size_t thing[2];
    return science_asks_kind(request->arena, query, &name) ? name
           : slots_find_thing(request, query, thing)
               ? str_sub(query, thing[0], thing[1])
               : json_text(json_get(request->last->result, "title"));
}

struct str router_science_named(const struct router_request *request)
{
    if (request->last == NULL || request->parts.payload.n > 0 ||
        !str_eq(request->last->skill, STR("science"))) {
        return STR_EMPTY;
    }
    return with_name(request, "it they", router_science_name(request));
}

struct str router_science_planned(const struct router_request *request,
                                  const struct router_plan *plan)
{
    const struct router_act *last = plan->act_count > 0 ? &plan->acts[plan->act_count - 1] : NULL;
    const struct router_argument *query = last != NULL && strcmp(last->skill, "science") == 0
                                              ? router_find_argument(last, "query")
                                              : NULL;
    struct str name;
    size_t thing[2];
    if (query == NULL) {
        return STR_EMPTY;
    }
    return science_asks_kind(request->arena, query->text, &name) ? name
           : slots_find_thing(request, query->text, thing)
               ? str_sub(query->text, thing[0], thing[1])
               : STR_EMPTY;
}

struct str router_kind_question(const struct router_request *request)
{
    struct str message = request->parts.message;
    struct str name;
    if (request->parts.payload.n > 0 || request->tokens.count < 2) {
        return STR_EMPTY;
    }
    if (science_asks_kind(request->arena, message, &name)) {
        return message;
    }
    if (request->last == NULL || !str_eq(request->last->skill, STR("science"))) {
        return STR_EMPTY;
    }
    struct str named = with_name(request, "it that they", router_science_name(request));
    return named.n > 0 && science_asks_kind(request->arena, named, &name) ? named : STR_EMPTY;
}

/* ---- which spelling is right ---- */

/* Words of a question which spelling is right, but for the two. */
static const char around_spellings[] =
    "is it it's its spelled spelt spelling spell written write writing wrote say said which one of "
    "these two the what what's right correct proper better properly correctly way should would do "
    "does did you we i how one to use word please hey hi hello so tell me know for in british "
    "american english uk us usa england america thanks be best and over here there my a an - :";

#define QUESTION_WORDS ((size_t)16)

static bool is_around(struct str word)
{
    char small[24];
    size_t n = 0;
    for (size_t i = 0; i < word.n && n < sizeof(small); i++) {
        if (!router_is_one_of("\"`.,?!;()", word.p[i]) && (word.p[i] != ':' || word.n == 1)) {
            small[n++] = (char)tolower((unsigned char)word.p[i]);
        }
    }
    return n == 0 || router_in_list(around_spellings, (struct str){small, n});
}

/* The two of "is it spelled colour or color?"; false where the message is something else. */
static bool find_spellings(struct str message, struct str pair[2])
{
    struct str words[QUESTION_WORDS];
    size_t count = 0;
    size_t at = 0;
    while (count < QUESTION_WORDS && router_next_word(message, &at, &words[count])) {
        count++;
    }
    size_t strange = 0; /* words before the two */
    for (size_t i = 0; i + 2 < count && strange == 0 && count < QUESTION_WORDS; i++) {
        struct str last = words[i + 2];
        struct str three = {words[i].p, (size_t)(last.p + last.n - words[i].p)};
        if (!text_read_spellings(three, pair)) {
            strange += !is_around(words[i]);
            continue;
        }
        for (size_t k = i + 3; k < count; k++) {
            strange += !is_around(words[k]);
        }
        return strange == 0;
    }
    return false;
}

/* ---- words that are easily mixed up ---- */

/* "what is the difference between affect and effect": both are looked up. */
static bool settle_difference(struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t end = tokens->count;
    while (end > 0 && tokens->items[end - 1].class == ROUTER_SIGN) {
        end--;
    }
    if (end < 5 || request->parts.payload.n > 0 || !slots_have(request, "difference") ||
        !router_in_list("between", tokens->items[end - 4].text) ||
        !router_in_list("and", tokens->items[end - 2].text)) {
        return false;
    }
    struct router_parts *parts = &request->parts;
    parts->quotes[0] = slots_between(request, end - 3, end - 2);
    parts->quotes[1] = slots_between(request, end - 1, end);
    if (!text_are_spellings(parts->quotes[0], parts->quotes[1])) {
        return false;
    }
    parts->quote_count = 2;
    parts->payload = parts->quotes[0];
    parts->is_quoted = true;
    request->intent = ROUTER_DEFINE;
    request->probabilities[ROUTER_DEFINE] = 1;
    return true;
}

bool router_settle_either(struct router_request *request)
{
    struct str pair[2];
    if (find_spellings(request->parts.message, pair)) {
        request->intent = ROUTER_SPELLING;
        request->probabilities[ROUTER_SPELLING] = 1;
        request->parts.payload = str_from(
            arena_printf(request->arena, "%" STRF " or %" STRF, STRA(pair[0]), STRA(pair[1])));
        request->parts.is_quoted = true; /* no word of it asks */
        return true;
    }
    if (settle_difference(request)) {
        return true;
    }
    if (router_kind_question(request).n > 0) {
        request->intent = ROUTER_SCIENCE;
        request->probabilities[ROUTER_SCIENCE] = 1;
        return true;
    }
    return false;
}
