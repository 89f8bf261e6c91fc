/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions, conversions, dates and questions to the tables of science: what is left without the words that only ask. The calculator
 * and the tables read the rest themselves. */
#include "infer/router/router_slots.h"

static const char lead_words[] = "please can could would will you me tell give show calculate "
                                 "compute evaluate work out figure find do determine solve reckon "
                                 "calc what 's is are whats much how be the result value of so and "
                                 "now hey hi hello ok well i want to know need just "
                                 "quickly let's let us for math calculation calculator sum does "
                                 "let question quick say equation this maths express change turn "
                                 "convert conversion transform put write "
                                 ": , . ! - \" '";
static const char tail_words[] = "? ! . , please thanks thank you for me equals equal = is what "
                                 "makes make come comes to pls now exactly give gives \" ' "
                                 "on average? total? cost?";

/* Words that the list of leading words holds and that an expression may begin with. */
static bool begins_value(const struct router_tokens *tokens, size_t i)
{
    bool has_next = i + 1 < tokens->count;
    if (router_in_list("what is",
                       tokens->items[i].text)) { /* "what percent of 60 is 15", "is 97 prime" */
        bool asks_share =
            has_next && router_in_list("percent percentage fraction", tokens->items[i + 1].text);
        bool asks_kind = has_next && tokens->items[i + 1].class == ROUTER_NUMBER && i == 0 &&
                         str_eq(tokens->items[i].text, STR("is"));
        return asks_share || asks_kind;
    }
    if (router_in_list("sum", tokens->items[i].text)) {
        return has_next && router_in_list("of", tokens->items[i + 1].text);
    }
    if (router_in_list("- .", tokens->items[i].text)) {
        return has_next && tokens->items[i + 1].class == ROUTER_NUMBER &&
               tokens->items[i].end == tokens->items[i + 1].start;
    }
    return false;
}

/* The first and last token of what is asked. */
static void trim_range(const struct router_request *request, const char *lead, size_t out[2])
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    size_t to = tokens->count;
    while (from < to && router_in_list(lead, tokens->items[from].text) &&
           !begins_value(tokens, from)) {
        from++;
    }
    while (to > from && router_in_list(tail_words, tokens->items[to - 1].text)) {
        to--;
    }
    out[0] = from;
    out[1] = to;
}

static bool is_value(const struct router_token *token)
{
    return token->class == ROUTER_NUMBER ||
           (token->class == ROUTER_NUMBER_WORD && !str_eq(token->text, STR("one")));
}

static bool has_value(const struct router_request *request)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (is_value(&request->tokens.items[i])) {
            return true;
        }
    }
    return request->parts.shape == ROUTER_SHAPE_MATH;
}

static size_t numbers_of(const struct router_request *request, size_t out[], size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < request->tokens.count && count < max; i++) {
        if (is_value(&request->tokens.items[i])) {
            out[count++] = i;
        }
    }
    return count;
}

static struct str number_text(const struct router_request *request, size_t i)
{
    const struct router_token *token = &request->tokens.items[i];
    return token->class == ROUTER_NUMBER_WORD ? token->code : slots_between(request, i, i + 1);
}

/* ---- sums in words ---- */

/* "split 96 euros between 4 people", "3 shirts at 19.99 each", "how many times does 8 go into 72"; empty where it is none of these. */
static struct str worded(const struct router_request *request)
{
    size_t at[3];
    if (request->intent != ROUTER_CALCULATE || numbers_of(request, at, ARRAY_LEN(at)) != 2) {
        return STR_EMPTY;
    }
    struct str a = number_text(request, at[0]);
    struct str b = number_text(request, at[1]);
    const char *form = NULL;
    bool is_second_share = at[1] + 1 < request->tokens.count &&
                           router_in_list("percent %", request->tokens.items[at[1] + 1].text);
    if (slots_have(request, "split share shared divide divided each everyone") &&
        slots_have(request, "between among people friends persons ways by")) {
        form = "%" STRF " / %" STRF;
    } else if (slots_have(request, "each apiece costs cost pay at") &&
               slots_have(request, "pay cost costs each buy apiece") &&
               !slots_have(request, "percent % tip discount off")) {
        form = "%" STRF " * %" STRF;
    } else if (slots_have(request, "into") && slots_have(request, "go goes fit fits")) {
        struct str swap = a;
        a = b;
        b = swap;
        form = "%" STRF " / %" STRF;
    } else if (slots_have(request, "tip discount vat tax") && slots_have(request, "on of") &&
               slots_have(request, "percent %") &&
               !slots_have(request, "with including plus minus without total")) {
        form = "%" STRF "%% of %" STRF;
        struct str share = is_second_share ? b : a;
        b = is_second_share ? a : b;
        a = share;
    }
    if (form == NULL) {
        return STR_EMPTY;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return str_from(arena_printf(request->arena, form, STRA(a), STRA(b)));
#pragma GCC diagnostic pop
}

/* ---- conversions ---- */

static bool is_unit_part(const struct router_token *token)
{
    return token->class == ROUTER_UNIT || token->class == ROUTER_CURRENCY ||
           router_in_list("nautical light ° f c per square cubic fluid us uk troy", token->text);
}

static size_t unit_end(const struct router_tokens *tokens, size_t i)
{
    while (i < tokens->count && is_unit_part(&tokens->items[i])) {
        i++;
    }
    return i;
}

/* A number or "a" with a unit. */
static bool find_quantity(const struct router_tokens *tokens, size_t out[2])
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        bool counts = tokens->items[i].class == ROUTER_NUMBER ||
                      tokens->items[i].class == ROUTER_NUMBER_WORD ||
                      router_in_list("a an half", tokens->items[i].text) ||
                      str_eq(tokens->items[i].text, STR("$")) ||
                      str_eq(tokens->items[i].text, STR("€")) ||
                      str_eq(tokens->items[i].text, STR("£"));
        if (tokens->items[i].class == ROUTER_CURRENCY &&
            tokens->items[i + 1].class == ROUTER_NUMBER) {
            out[0] = i;
            out[1] = i + 2;
            return true;
        }
        size_t next = i + 1 < tokens->count && router_in_list("a an", tokens->items[i + 1].text)
                          ? i + 2
                          : i + 1;
        size_t end = unit_end(tokens, next);
        bool goes_on = end > next && end < tokens->count &&
                       tokens->items[end].class == ROUTER_NUMBER; /* "5 foot 11" */
        end = goes_on ? size_max(end + 1, unit_end(tokens, end + 1)) : end;
        if (counts && end > next) {
            out[0] = i;
            out[1] = end;
            return true;
        }
    }
    return false;
}

/* "how many ounces are in a pound" as "a pound in ounces". Empty where that is not what is asked. */
static struct str turned(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t quantity[2];
    if (!find_quantity(tokens, quantity)) {
        return STR_EMPTY;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_inside = i >= quantity[0] && i < quantity[1];
        size_t end = unit_end(tokens, i);
        if (is_inside || end == i) {
            continue;
        }
        struct str value = slots_between(request, quantity[0], quantity[1]);
        struct str unit = slots_between(request, i, end);
        bool is_plain = i == quantity[1] + 1 &&
                        router_in_list("in to into as", tokens->items[quantity[1]].text);
        const char *joint = is_plain ? "" : " in ";
        struct str between = is_plain ? slots_between(request, quantity[0], end) : STR_EMPTY;
        return is_plain ? between
                        : str_from(arena_printf(request->arena, "%" STRF "%s%" STRF, STRA(value),
                                                joint, STRA(unit)));
    }
    return STR_EMPTY;
}

/* ---- the fill functions ---- */

#define EXPRESSION_BYTES ((size_t)1000)

static struct str plain_expression(const struct router_request *request)
{
    const struct router_parts *parts = &request->parts;
    size_t range[2];
    bool has_own =
        parts->payload.n > 0 && (parts->shape == ROUTER_SHAPE_MATH || !has_value(request));
    if (has_own) {
        return parts->payload;
    }
    if (parts->shape == ROUTER_SHAPE_MATH && parts->payload.n == 0) {
        trim_range(request, "what 's is : calculate please", range);
        return slots_between(request, range[0], range[1]);
    }
    trim_range(request,
               request->intent == ROUTER_DATE
                   ? "please can could you tell me so hey hi hello ok : , ! i want to know need"
                   : lead_words,
               range);
    return slots_between(request, range[0], range[1]);
}

bool router_fill_number(const struct router_request *request, struct router_plan *plan)
{
    struct str expression = request->intent == ROUTER_CONVERT ? turned(request) : worded(request);
    expression = expression.n > 0 ? expression : plain_expression(request);
    bool needs_value =
        request->intent == ROUTER_CALCULATE && plan->act_count == 0 && request->last != NULL;
    bool lacks_half = request->intent == ROUTER_CONVERT && request->last != NULL &&
                      str_eq(request->last->skill, STR("calculate")) && turned(request).n == 0;
    if (expression.n == 0 || expression.n > EXPRESSION_BYTES || lacks_half ||
        (needs_value && !has_value(request))) {
        return false;
    }
    struct router_act *act =
        router_add_act(plan, "calculate", request->probabilities[request->intent]);
    router_set_text(act, "expression", expression);
    return true;
}

/* Two elements or planets after one property: "atomic number of gold and of silver". */
static size_t find_things(const struct router_request *request, size_t out[2])
{
    size_t count = 0;
    for (size_t i = 0; i < request->tokens.count; i++) {
        enum router_class class = request->tokens.items[i].class;
        bool is_thing = class == ROUTER_ELEMENT ||
                        (class == ROUTER_PLANET && !router_in_list("sun planet planets earth",
                                                                   request->tokens.items[i].text));
        if (is_thing && count < 2) {
            out[count++] = i;
        }
    }
    return count;
}

bool router_fill_science(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    trim_range(request,
               "please can could would you tell me give us show about i want to know need do some "
               "what 's so hey hi hello ok the facts fact : , what is are look up",
               range);
    struct str query = request->parts.payload.n > 0 && range[1] - range[0] <= 1
                           ? request->parts.payload
                           : slots_between(request, range[0], range[1]);
    bool lacks_thing = request->last != NULL && slots_have(request, "it its it's");
    if (query.n == 0 || query.n > EXPRESSION_BYTES || lacks_thing) {
        return false;
    }
    size_t things[2];
    double confidence = request->probabilities[request->intent];
    bool is_pair = find_things(request, things) == 2 && slots_have(request, "and") &&
                   !slots_have(request, "between compare than or");
    struct str first = is_pair ? slots_between(request, range[0], things[0] + 1) : query;
    router_set_text(router_add_act(plan, "science", confidence), "query", first);
    if (is_pair) {
        struct str head = slots_between(request, range[0], things[0]);
        struct str thing = slots_between(request, things[1], things[1] + 1);
        struct str second =
            str_from(arena_printf(request->arena, "%" STRF " %" STRF, STRA(head), STRA(thing)));
        router_set_text(router_add_act(plan, "science", confidence), "query", str_trim(second));
    }
    return true;
}
