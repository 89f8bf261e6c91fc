/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures, units and days that take the place of others in the calculation before: "and in miles?", "and 20%?", "And Easter?". */
#include "infer/router/router_slots.h"

static bool was_calculation(const struct router_step *step)
{
    return step != NULL && str_eq(step->skill, STR("calculate"));
}

static struct str argument(const struct router_step *step, const char *name)
{
    return json_text(json_get(step->arguments, name));
}

static const char joints[] =
    "and what about how of now then ok also same for try with the do it is in into to as that this "
    "would be much many . , ? ! : "
    "please instead too well 's again so but convert me give show those are result";

bool slots_find_new(const struct router_request *request, size_t out[2])
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    size_t to = tokens->count;
    while (from < to && router_in_list(joints, tokens->items[from].text)) {
        from++;
    }
    while (to > from && router_in_list(joints, tokens->items[to - 1].text)) {
        to--;
    }
    out[0] = from;
    out[1] = to;
    return to > from;
}

static const char *joint_of(struct str expression, size_t *out_at)
{
    static const char *const words[] = {" in ", " to ", " into ", " as "};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        for (size_t k = expression.n; k-- > 0;) {
            if (str_starts(str_sub(expression, k, expression.n), str_from(words[i]))) {
                *out_at = k;
                return words[i];
            }
        }
    }
    return NULL;
}

static bool all_units(const struct router_request *request, const size_t range[2])
{
    for (size_t i = range[0]; i < range[1]; i++) {
        enum router_class class = request->tokens.items[i].class;
        if (class != ROUTER_UNIT && class != ROUTER_CURRENCY &&
            !router_in_list("nautical light per", request->tokens.items[i].text)) {
            return false;
        }
    }
    return range[1] > range[0];
}

bool slots_range_has(const struct router_request *request, const size_t range[2],
                     enum router_class class)
{
    for (size_t i = range[0]; i < range[1]; i++) {
        if (request->tokens.items[i].class == class) {
            return true;
        }
    }
    return false;
}

static const char operators[] =
    "plus minus times divided multiplied add subtract divide multiply + - * / x squared half "
    "double twice increase decrease reduce ^ × ÷ cubed";

static const char *sign_of(const struct router_request *request)
{
    static const char *const signs[][2] = {{"+", "plus add + increase"},
                                           {"-", "minus subtract - decrease reduce"},
                                           {"*", "times multiply multiplied * x × double twice"},
                                           {"/", "divide divided / ÷ half"}};
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        if (slots_have(request, signs[i][1])) {
            return signs[i][0];
        }
    }
    return "^";
}

/* "times 3", "divide that by 4": goes on with the result. */
static struct str on_result(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    struct str number = slots_have(request, "cubed") ? STR("3") : STR("2");
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].class == ROUTER_NUMBER) {
            number = slots_between(request, i, i + 1);
        } else if (tokens->items[i].class == ROUTER_NUMBER_WORD) {
            number = tokens->items[i].code;
        }
    }
    struct str value = json_text(json_get(request->last->result, "result"));
    value = value.n > 0 ? value : argument(request->last, "expression");
    const char *percent = slots_have(request, "percent %") ? "%" : "";
    return str_from(arena_printf(request->arena, "(%" STRF ") %s %" STRF "%s", STRA(value),
                                 sign_of(request), STRA(number), percent));
}

/* From the first figure on, where nothing but figures and units follows: "my wife, she is 65 kilograms". */
static bool find_figures(const struct router_request *request, size_t range[2])
{
    const struct router_token *items = request->tokens.items;
    size_t from = range[0];
    while (from < range[1] && items[from].class != ROUTER_NUMBER &&
           items[from].class != ROUTER_NUMBER_WORD && items[from].class != ROUTER_CURRENCY &&
           items[from].class != ROUTER_UNIT && !router_in_list("half quarter", items[from].text)) {
        from++;
    }
    for (size_t i = from + 1; i + 1 < range[1]; i++) { /* "1 cup of sugar" */
        if (router_in_list("of", items[i].text) && items[i - 1].class == ROUTER_UNIT &&
            items[i + 1].class == ROUTER_WORD) {
            range[1] = i;
        }
    }
    for (size_t i = from; i < range[1]; i++) {
        const bool is_figure =
            items[i].class == ROUTER_NUMBER || items[i].class == ROUTER_NUMBER_WORD ||
            items[i].class == ROUTER_CURRENCY || items[i].class == ROUTER_UNIT ||
            router_in_list("% percent a an of per half quarter and square cubic nautical light "
                           "point / - .",
                           items[i].text);
        if (!is_figure) {
            return false;
        }
    }
    const bool is_led = from > range[0] && router_in_list("is are was weighs weigh has , about at",
                                                          items[from - 1].text);
    if (from > range[0] && !is_led) {
        return false; /* what stands before may be what is asked for: "BMI for 70 kg" */
    }
    range[0] = from;
    return from < range[1];
}

/* "Easter", "3 May" */
static bool is_day(const struct router_request *request, const size_t range[2])
{
    bool has_day = false;
    for (size_t i = range[0]; i < range[1]; i++) {
        const struct router_token *token = &request->tokens.items[i];
        has_day = has_day || token->class == ROUTER_DAY;
        if (token->class != ROUTER_DAY && token->class != ROUTER_NUMBER) {
            return false;
        }
    }
    return has_day;
}

/* Where "days until" ends in an expression. */
static bool find_day(struct str expression, size_t *out)
{
    static const char *const words[] = {" until ", " till ", " to ", " since "};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const struct str joint = str_from(words[i]);
        for (size_t k = 0; k + joint.n < expression.n; k++) {
            if (str_starts(str_sub(expression, k, expression.n), joint)) {
                *out = k + joint.n - 1;
                return true;
            }
        }
    }
    return false;
}

/* "20%" */
static bool is_percent(const struct router_request *request, const size_t range[2])
{
    const struct router_token *items = &request->tokens.items[range[0]];
    return range[1] == range[0] + 2 && items[0].class == ROUTER_NUMBER &&
           router_in_list("% percent", items[1].text);
}

/* "6 people" after "split 120 euros between 5 people", "7 cm" after "... with radius 5 cm": where the number before that word stands in the expression. */
static bool find_counted(const struct router_request *request, const size_t range[2],
                         struct str expression, size_t out[2])
{
    const struct router_token *items = &request->tokens.items[range[0]];
    if (range[1] != range[0] + 2 || items[0].class != ROUTER_NUMBER ||
        (items[1].class != ROUTER_WORD && items[1].class != ROUTER_UNIT &&
         items[1].class != ROUTER_CURRENCY)) {
        return false;
    }
    const struct str word = slots_between(request, range[0] + 1, range[1]);
    for (size_t i = 2; i + word.n <= expression.n; i++) {
        size_t from = i - 1;
        if (!str_eq_nocase(str_sub(expression, i, i + word.n), word) || expression.p[from] != ' ') {
            continue;
        }
        while (from > 0 && expression.p[from - 1] >= '0' && expression.p[from - 1] <= '9') {
            from--;
        }
        out[0] = from;
        out[1] = i - 1;
        return out[1] > out[0];
    }
    return false;
}

/* "and 20%?" after "15% off 80": where the number before "%" stands. */
static bool find_percentage(struct str expression, size_t out[2])
{
    size_t to = str_find_byte(expression, '%');
    while (to > 0 && to < expression.n && expression.p[to - 1] == ' ') {
        to--;
    }
    size_t from = to;
    while (from > 0 && to < expression.n && strchr("0123456789.", expression.p[from - 1]) != NULL) {
        from--;
    }
    out[0] = from;
    out[1] = to;
    return to > from;
}

/* The expression with the token in the place of one of its numbers. */
static struct str with_number(const struct router_request *request, struct str expression,
                              const size_t place[2], size_t token)
{
    return str_from(arena_printf(request->arena, "%" STRF "%" STRF "%" STRF,
                                 STRA(str_sub(expression, 0, place[0])),
                                 STRA(slots_between(request, token, token + 1)),
                                 STRA(str_sub(expression, place[1], expression.n))));
}

/* The earlier expression with another unit, quantity or number. */
static struct str changed_expression(const struct router_request *request, const size_t range[2])
{
    struct str before = argument(request->last, "expression");
    struct str fresh = slots_between(request, range[0], range[1]);
    size_t at = 0;
    size_t number[2];
    if (find_counted(request, range, before, number)) {
        return with_number(request, before, number, range[0]);
    }
    const char *joint = joint_of(before, &at);
    if (joint != NULL && all_units(request, range)) {
        return str_from(arena_printf(request->arena, "%" STRF "%s%" STRF,
                                     STRA(str_sub(before, 0, at)), joint, STRA(fresh)));
    }
    bool has_target = slots_have(request, "in to into");
    size_t figures[2] = {range[0], range[1]};
    bool are_figures = find_figures(request, figures);
    if (joint != NULL && slots_range_has(request, range, ROUTER_UNIT) && are_figures &&
        (!has_target || all_units(request, range))) {
        fresh = slots_between(request, figures[0], figures[1]);
        return str_from(arena_printf(request->arena, "%" STRF "%" STRF, STRA(fresh),
                                     STRA(str_sub(before, at, before.n))));
    }
    if (is_percent(request, range) && find_percentage(before, number)) {
        return with_number(request, before, number, range[0]);
    }
    size_t day;
    if (is_day(request, range) && find_day(before, &day)) { /* "and Easter?" */
        return str_from(arena_printf(request->arena, "%" STRF " %" STRF,
                                     STRA(str_sub(before, 0, day)), STRA(fresh)));
    }
    const char *of = before.n > 0 ? memmem(before.p, before.n, " of ", 4) : NULL;
    bool is_number =
        range[1] == range[0] + 1 && request->tokens.items[range[0]].class == ROUTER_NUMBER;
    if (of != NULL && is_number) {
        return str_from(arena_printf(request->arena, "%" STRF " of %" STRF, (int)(of - before.p),
                                     before.p, STRA(fresh)));
    }
    if (joint != NULL && is_number) { /* the same units with another number */
        size_t unit = 0;
        while (unit < at && strchr("0123456789., ", before.p[unit]) != NULL) {
            unit++;
        }
        return str_from(arena_printf(request->arena, "%" STRF " %" STRF, STRA(fresh),
                                     STRA(str_sub(before, unit, before.n))));
    }
    bool is_bare_unit = all_units(request, range);
    return is_bare_unit ? str_from(arena_printf(request->arena, "%" STRF " in %" STRF, STRA(before),
                                                STRA(fresh)))
                        : fresh;
}

/* Something that can be calculated with. */
static bool has_figure(const struct router_request *request, const size_t range[2])
{
    return slots_range_has(request, range, ROUTER_NUMBER) ||
           slots_range_has(request, range, ROUTER_UNIT) ||
           slots_range_has(request, range, ROUTER_NUMBER_WORD) ||
           slots_range_has(request, range, ROUTER_CURRENCY) ||
           slots_range_has(request, range, ROUTER_DAY) ||
           router_in_list("square cube root", request->tokens.items[range[0]].text);
}

/* "30 mpg in l/100 km": an amount in a unit at the beginning, and the unit that it is wanted in. */
static bool is_conversion(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    return tokens->count >= 4 && tokens->items[0].class == ROUTER_NUMBER &&
           tokens->items[1].class == ROUTER_UNIT &&
           router_in_list("in to into as", tokens->items[2].text);
}

/* "half a mile" is an amount, and not half of the result. */
static bool is_part_of_unit(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        const size_t unit = i + 1 + router_in_list("a an", tokens->items[i + 1].text);
        if (router_in_list("half", tokens->items[i].text) && unit < tokens->count &&
            tokens->items[unit].class == ROUTER_UNIT) {
            return true;
        }
    }
    return false;
}

bool router_follow_number(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    struct str expression = STR_EMPTY;
    if (is_conversion(request)) {
        expression = request->parts.message;
    } else if (slots_have(request, operators) && request->parts.shape != ROUTER_SHAPE_MATH &&
               !is_part_of_unit(request)) {
        expression = on_result(request);
    } else if (slots_find_new(request, range) && has_figure(request, range)) {
        expression = changed_expression(request, range);
    }
    if (expression.n == 0 || expression.n > 1000) {
        return false;
    }
    router_set_text(router_add_act(plan, "calculate", request->probabilities[request->intent]),
                    "expression", expression);
    return true;
}

/* "and in Tokyo?" after "what time is it in New York". */
static bool follow_clock(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    size_t at;
    struct str before = argument(request->last, "expression");
    if (!str_has_nocase(before, STR("time")) || !slots_find_new(request, range) ||
        range[1] > range[0] + 3 || range[0] == 0) {
        return false;
    }
    for (size_t i = range[0]; i < range[1]; i++) {
        if (request->tokens.items[i].class != ROUTER_WORD) {
            return false;
        }
    }
    const char *joint = joint_of(before, &at);
    if (joint == NULL || strcmp(joint, " in ") != 0) {
        return false;
    }
    struct str place = slots_between(request, range[0], range[1]);
    router_set_text(router_add_act(plan, "calculate", request->probabilities[request->intent]),
                    "expression",
                    str_from(arena_printf(request->arena, "%" STRF " in %" STRF,
                                          STRA(str_sub(before, 0, at)), STRA(place))));
    return true;
}

/* What is rounded to: "one decimal" of "round it to one decimal, please"; empty: not told. */
static struct str precision_of(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    size_t to = tokens->count;
    while (from < to && !router_in_list("to nearest", tokens->items[from].text)) {
        from++;
    }
    while (to > from && router_in_list("please . , ! ?", tokens->items[to - 1].text)) {
        to--;
    }
    from += from < to && router_in_list("to", tokens->items[from].text);
    return from < to ? slots_between(request, from, to) : STR_EMPTY;
}

/* "round that up", "round to two decimals", "to the nearest ten": the result. */
static bool follow_round(const struct router_request *request, struct router_plan *plan)
{
    static const char words[] = "and now then can could you please round it that this the "
                                "result answer up down off to nearest decimal "
                                "decimals places place digits significant figures whole number "
                                "integer half quarter ten hundred thousand million "
                                "tenth hundredth cent dollar euro pound a an , . ? !";
    const struct router_tokens *tokens = &request->tokens;
    const struct str result = json_text(json_get(request->last->result, "result"));
    const char *degrees = memmem(result.p, result.n, " °", strlen(" °"));
    const struct str value =
        str_sub(result, 0, degrees != NULL ? (size_t)(degrees - result.p) : result.n);
    if (value.n == 0 || strchr("0123456789-", value.p[0]) == NULL ||
        !slots_have(request, "round nearest")) {
        return false;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        const enum router_class class = tokens->items[i].class;
        if (!router_in_list(words, tokens->items[i].text) && class != ROUTER_NUMBER &&
            class != ROUTER_NUMBER_WORD) {
            return false;
        }
    }
    const char *way = slots_have(request, "up")     ? "up"
                      : slots_have(request, "down") ? "down"
                                                    : NULL;
    const struct str precision = precision_of(request);
    const char *expression =
        way != NULL ? arena_printf(request->arena, "round %s %" STRF, way, STRA(value))
                    : arena_printf(request->arena, "round %" STRF " to %" STRF, STRA(value),
                                   STRA(precision.n > 0 ? precision : STR("a whole number")));
    router_set_text(router_add_act(plan, "calculate", request->probabilities[request->intent]),
                    "expression", str_from(expression));
    return true;
}

/* "7", "and 20%?" after a calculation that has such a figure in it: nothing else is said. */
bool router_follow_figure(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    if (!was_calculation(request->last)) {
        return false;
    }
    if (follow_round(request, plan)) {
        return true;
    }
    if (request->parts.payload.n > 0 || !slots_find_new(request, range)) {
        return false;
    }
    if (follow_clock(request, plan)) {
        return true;
    }
    struct str before = argument(request->last, "expression");
    size_t at;
    bool has_place = joint_of(before, &at) != NULL ||
                     (before.n > 0 && memmem(before.p, before.n, " of ", 4) != NULL);
    bool is_number =
        range[1] == range[0] + 1 && request->tokens.items[range[0]].class == ROUTER_NUMBER;
    bool changes_percent = is_percent(request, range) && str_find_byte(before, '%') < before.n;
    bool changes_day = is_day(request, range) && find_day(before, &at);
    return ((is_number && has_place) || changes_percent || changes_day) &&
           router_follow_number(request, plan);
}
