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
                                 "convert conversion transform put write i'd i'll 'd 'll pay for "
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

/* What belongs to a quantity and stands before it: "half of 3/4", "5 and a", "-". */
static size_t quantity_begin(const struct router_tokens *tokens, size_t from)
{
    static const char parts[] = "half quarter quarters third thirds tenth tenths fifth fifths "
                                "eighth eighths of and a an point double twice thrice times x "
                                "/ - + * × ÷ ^ ( ) − . minus plus";
    size_t begin = from;
    while (begin > 0 && (is_value(&tokens->items[begin - 1]) ||
                         router_in_list(parts, tokens->items[begin - 1].text))) {
        begin--;
    }
    while (begin < from && (router_in_list("of and a an . ) / *", tokens->items[begin].text))) {
        begin++;
    }
    bool is_dash = begin < from && router_in_list("-", tokens->items[begin].text) &&
                   tokens->items[begin].end < tokens->items[begin + 1].start;
    return is_dash ? begin + 1 : begin;
}

/* Whether a number stands outside of what has been taken: what is to be computed is never cut. */
static bool leaves_value(const struct router_tokens *tokens, const size_t taken[2])
{
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_outside = i < taken[0] || i >= taken[1];
        bool counts = is_value(&tokens->items[i]) ||
                      router_in_list("half quarter third double twice", tokens->items[i].text);
        if (is_outside && counts) {
            return true;
        }
    }
    return false;
}

/* The quantity as the calculator reads it: "3/4 cup" is no 3 / (4 cup), and "5 and a half" is 5 1/2. */
static struct str quantity_text(const struct router_request *request, const size_t range[2])
{
    const struct router_token *items = request->tokens.items;
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, KIB);
    for (size_t i = range[0]; i < range[1]; i++) {
        bool is_gap = i > range[0] && items[i].start > items[i - 1].end;
        bool has_share = i > range[0] && i + 3 < range[1] && is_value(&items[i - 1]) &&
                         router_in_list("and", items[i].text) &&
                         router_in_list("a an one", items[i + 1].text) &&
                         router_in_list("half quarter third", items[i + 2].text);
        bool is_fraction = i + 3 < range[1] && items[i].class == ROUTER_NUMBER &&
                           str_eq(items[i + 1].text, STR("/")) &&
                           items[i + 2].class == ROUTER_NUMBER &&
                           (i == range[0] || items[i - 1].class != ROUTER_NUMBER);
        sb_add_c(&sb, is_gap ? " " : "");
        if (has_share) {
            struct str share = items[i + 2].text;
            sb_add_c(&sb, share.p[0] == 'h' ? "1/2" : share.p[0] == 'q' ? "1/4" : "1/3");
            i += 2;
        } else if (is_fraction) {
            sb_addf(&sb, "(%" STRF "/%" STRF ")", STRA(items[i].text), STRA(items[i + 2].text));
            i += 2;
        } else {
            bool is_counted = items[i].class == ROUTER_NUMBER_WORD && i + 1 < range[1] &&
                              router_in_list("and", items[i + 1].text);
            sb_add(&sb, is_counted ? items[i].code : slots_between(request, i, i + 1));
        }
    }
    return str_from(str_dup(request->arena, sb_str(&sb)));
}

/* "how many ounces are in a pound" as "a pound in ounces". Empty where that is not what is asked. */
static struct str turned(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t quantity[2];
    if (!find_quantity(tokens, quantity)) {
        return STR_EMPTY;
    }
    quantity[0] = quantity_begin(tokens, quantity[0]);
    if (leaves_value(tokens, quantity)) {
        return STR_EMPTY;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_inside = i >= quantity[0] && i < quantity[1];
        size_t end = unit_end(tokens, i);
        if (is_inside || end == i) {
            continue;
        }
        return str_from(arena_printf(request->arena, "%" STRF " in %" STRF,
                                     STRA(quantity_text(request, quantity)),
                                     STRA(slots_between(request, i, end))));
    }
    return STR_EMPTY;
}

/* ---- dates ---- */

/* From token `from` on there is a date and nothing else. */
static bool is_date(const struct router_tokens *tokens, size_t from, size_t to)
{
    bool has_day = false;
    for (size_t i = from; i < to; i++) {
        enum router_class class = tokens->items[i].class;
        bool names_day = class == ROUTER_NUMBER || class == ROUTER_DAY;
        if (!names_day &&
            !router_in_list("- . / , of the st nd rd th may", tokens->items[i].text)) {
            return false;
        }
        has_day = has_day || names_day;
    }
    return has_day;
}

static size_t find_token(const struct router_tokens *tokens, size_t from, const char *list)
{
    size_t i = from;
    while (i < tokens->count && !router_in_list(list, tokens->items[i].text)) {
        i++;
    }
    return i;
}

/* The first number or day from `from` on. */
static size_t find_figure(const struct router_tokens *tokens, size_t from)
{
    size_t i = from;
    while (i < tokens->count && tokens->items[i].class != ROUTER_NUMBER &&
           tokens->items[i].class != ROUTER_DAY) {
        i++;
    }
    return i;
}

/* "how old is someone born on DATE", "how many days until DATE from DATE", as the calculator puts it; else empty. */
static struct str dated(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t range[2];
    trim_range(request, "", range);
    size_t born = find_token(tokens, 0, "born");
    if (born + 1 < range[1] && slots_have(request, "old age")) {
        size_t at = born + 1 + router_in_list("on in", tokens->items[born + 1].text);
        size_t end = at;
        while (end < range[1] && is_date(tokens, at, end + 1)) {
            end++;
        }
        while (end > at && router_in_list(". ,", tokens->items[end - 1].text)) {
            end--;
        }
        return end > at && find_figure(tokens, end) == tokens->count && find_figure(tokens, 0) >= at
                   ? str_from(arena_printf(request->arena, "years since %" STRF,
                                           STRA(slots_between(request, at, end))))
                   : STR_EMPTY;
    }
    size_t unit = find_token(tokens, 0, "days weeks months years");
    size_t until = find_token(tokens, unit, "until till to");
    size_t from = find_token(tokens, until, "from");
    if (from + 1 >= range[1] || !is_date(tokens, until + 1, from) ||
        !is_date(tokens, from + 1, range[1])) {
        return STR_EMPTY;
    }
    return str_from(arena_printf(request->arena, "%" STRF " from %" STRF " to %" STRF,
                                 STRA(tokens->items[unit].text),
                                 STRA(slots_between(request, from + 1, range[1])),
                                 STRA(slots_between(request, until + 1, from))));
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

#define VAGUE 0.7 /* "a good day for walking" has neither a number nor a date */

static bool is_vague(const struct router_request *request)
{
    bool has_figure = has_value(request) || request->probabilities[request->intent] >= VAGUE ||
                      slots_have(request, "time date today now") || /* "what time is it" */
                      (request->intent == ROUTER_DATE && slots_have(request, "year festival"));
    for (size_t i = 0; i < request->tokens.count && !has_figure; i++) {
        enum router_class class = request->tokens.items[i].class;
        has_figure = class == ROUTER_DAY || class == ROUTER_NUMBER_WORD || class == ROUTER_CURRENCY;
    }
    return !has_figure && slots_have(request, "what how when which who what's why");
}

bool router_fill_number(const struct router_request *request, struct router_plan *plan)
{
    struct str expression = request->intent == ROUTER_CONVERT ? turned(request) : worded(request);
    if (expression.n == 0 && request->tokens.count > 0 &&
        router_in_list("how", request->tokens.items[0].text)) {
        expression = turned(request);
    }
    expression = expression.n > 0 ? expression : dated(request);
    expression = expression.n > 0 ? expression : plain_expression(request);
    bool needs_value =
        request->intent == ROUTER_CALCULATE && plan->act_count == 0 && request->last != NULL;
    bool lacks_half = request->intent == ROUTER_CONVERT && request->last != NULL &&
                      str_eq(request->last->skill, STR("calculate")) && turned(request).n == 0;
    if (expression.n == 0 || expression.n > EXPRESSION_BYTES || lacks_half ||
        (needs_value && !has_value(request)) || is_vague(request)) {
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

/* "its melting point" without "its". */
static struct str without_pronoun(const struct router_request *request, const size_t range[2])
{
    size_t from = range[0];
    while (from < range[1] && router_in_list("its their it they is are the of was",
                                             request->tokens.items[from].text)) {
        from++;
    }
    return slots_between(request, from, range[1]);
}

bool router_fill_science(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    struct str of_kind = router_kind_question(request);
    if (of_kind.n > 0 && of_kind.n <= EXPRESSION_BYTES) {
        router_set_text(router_add_act(plan, "science", request->probabilities[request->intent]),
                        "query", of_kind);
        return true;
    }
    struct str named = router_science_named(request);
    if (named.n > 0 && named.n <= EXPRESSION_BYTES) { /* "how far is it from the sun" */
        router_set_text(router_add_act(plan, "science", request->probabilities[request->intent]),
                        "query", named);
        return true;
    }
    trim_range(request,
               "please can could would you tell me give us show about i want to know need do some "
               "what 's so hey hi hello ok the facts fact : , what is are look up",
               range);
    struct str query = request->parts.payload.n > 0 && range[1] - range[0] <= 1
                           ? request->parts.payload
                           : slots_between(request, range[0], range[1]);
    size_t things[2];
    size_t thing_count = find_things(request, things);
    struct str same = thing_count == 0 && slots_have(request, "it its it's their they")
                          ? router_science_planned(request, plan)
                          : STR_EMPTY;
    if (same.n > 0) { /* "is iron a metal and what is its melting point" */
        router_set_text(router_add_act(plan, "science", request->probabilities[request->intent]),
                        "query",
                        str_from(arena_printf(request->arena, "%" STRF " of %" STRF,
                                              STRA(without_pronoun(request, range)), STRA(same))));
        return true;
    }
    bool lacks_thing =
        request->last != NULL && thing_count == 0 && slots_have(request, "it its it's");
    if (query.n == 0 || query.n > EXPRESSION_BYTES || lacks_thing) {
        return false;
    }
    double confidence = request->probabilities[request->intent];
    bool is_pair = thing_count == 2 && slots_have(request, "and") &&
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
