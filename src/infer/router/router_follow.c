/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only makes sense after an earlier turn: "shorter", "and in miles?", "what about silver?", "why?". The earlier step is done once
 * more with one argument changed. */
#include "infer/router/router_slots.h"

static bool was(const struct router_step *step, const char *skill)
{
    return step != NULL && str_eq(step->skill, str_from(skill));
}

static struct str argument(const struct router_step *step, const char *name)
{
    return json_text(json_get(step->arguments, name));
}

/* The same act as the step, with its texts; but for one argument. */
static struct router_act *repeat(const struct router_request *request,
                                 const struct router_step *step, struct router_plan *plan,
                                 const char *without)
{
    static const struct {
        const char *skill;
        const char *members; /* that are kept */
    } kept[] = {
        {"summarize", "text form length sentences language"},
        {"grammar", "text language"},
        {"define", "word language"},
        {"calculate", "expression"},
        {"science", "query"},
        {"translate", "text to from"},
        {"code", "text action language"},
        {"read_picture", "picture"},
        {"name_animal", "picture"},
        {"find_road_signs", "picture"},
    };
    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        if (!was(step, kept[i].skill)) {
            continue;
        }
        struct router_act *act =
            router_add_act(plan, kept[i].skill, request->probabilities[request->intent]);
        struct str members = str_from(kept[i].members);
        while (members.n > 0) {
            struct str member = str_cut(members, ' ', &members);
            const char *name = str_dup(request->arena, member);
            struct json_value value = json_get(step->arguments, name);
            bool is_left_out = router_in_list(without, member);
            if (!is_left_out && json_holds(value, JSON_STR)) {
                router_set_text(act, name, json_text(value));
            } else if (!is_left_out && json_holds(value, JSON_I64)) {
                router_set_number(act, name, json_i64(value, 0));
            }
        }
        return act;
    }
    return NULL;
}

/* ---- summaries ---- */

static bool follow_length(const struct router_request *request, struct router_plan *plan)
{
    const struct router_step *step = slots_last_of(request, "summarize");
    struct str text = slots_text_to_summarize(request);
    struct router_act *act = NULL;
    if (step != NULL) {
        act = repeat(request, step, plan, "length sentences");
    } else if (text.n > 0) {
        act = router_add_act(plan, "summarize", request->probabilities[request->intent]);
        router_set_text(act, "text", text);
    }
    if (act == NULL) {
        return false;
    }
    int64_t count;
    if (slots_count(request, "sentence sentences bullet bullets point points line lines", 30,
                    &count)) {
        router_set_number(act, "sentences", count);
    } else {
        router_set_text(act, "length",
                        request->intent == ROUTER_SHORTER ? STR("short") : STR("long"));
    }
    return true;
}

static bool follow_form(const struct router_request *request, struct router_plan *plan)
{
    const struct router_step *step = slots_last_of(request, "summarize");
    bool is_list = slots_have(request, "bullets bullet bulleted list points");
    bool is_text = slots_have(request, "paragraph running prose");
    struct str text = slots_text_to_summarize(request);
    if ((!is_list && !is_text) || (step == NULL && text.n == 0)) {
        return false;
    }
    struct router_act *act =
        step != NULL ? repeat(request, step, plan, "form")
                     : router_add_act(plan, "summarize", request->probabilities[request->intent]);
    if (step == NULL) {
        router_set_text(act, "text", text);
    }
    router_set_text(act, "form", is_list ? STR("bullets") : STR("paragraph"));
    return true;
}

/* ---- words, languages, things ---- */

static bool follow_science(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    size_t thing[2];
    if (!slots_find_new(request, range)) {
        return false;
    }
    struct str before = argument(request->last, "query");
    struct str fresh = slots_between(request, range[0], range[1]);
    bool is_thing = slots_range_has(request, range, ROUTER_ELEMENT) ||
                    slots_range_has(request, range, ROUTER_PLANET);
    bool has_thing = slots_find_thing(request, before, thing);
    struct str name = router_science_name(request);
    struct str query = fresh;
    if (is_thing && has_thing && range[1] - range[0] <= 2) {
        query = str_from(arena_printf(request->arena, "%" STRF "%" STRF "%" STRF,
                                      STRA(str_sub(before, 0, thing[0])), STRA(fresh),
                                      STRA(str_sub(before, thing[1], before.n))));
    } else if (!is_thing && name.n > 0) {
        while (range[1] > range[0] && router_in_list("its the it was is of did has have does",
                                                     request->tokens.items[range[0]].text)) {
            range[0]++;
        }
        fresh = slots_between(request, range[0], range[1]);
        query =
            str_from(arena_printf(request->arena, "%" STRF " of %" STRF, STRA(fresh), STRA(name)));
        struct str named = router_science_named(request);
        if (named.n > 0) {
            query = named;
        } else if (slots_have(request, "when how")) { /* a whole question */
            query = str_from(arena_printf(request->arena, "%" STRF " %" STRF,
                                          STRA(request->parts.message), STRA(name)));
        }
    }
    router_set_text(router_add_act(plan, "science", request->probabilities[request->intent]),
                    "query", query);
    return true;
}

/* "density?" after "melting point of gold" */
static bool names_property(const struct router_request *request)
{
    static const char properties[] =
        "density mass weight symbol radius diameter gravity moons melting boiling point "
        "electronegativity atomic number configuration period group category temperature";
    const struct router_tokens *tokens = &request->tokens;
    size_t count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (router_in_list(properties, tokens->items[i].text)) {
            count++;
        } else if (!router_in_list("and the its ? .", tokens->items[i].text)) {
            return false;
        }
    }
    return count > 0;
}

/* "and of oxygen?": the question before, of something else; "density?": another one of the same. */
bool router_follow_thing(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    if (was(request->last, "science") && names_property(request) &&
        router_science_name(request).n > 0) {
        return follow_science(request, plan);
    }
    return was(request->last, "science") && request->parts.payload.n == 0 &&
           router_in_list("and what how or",
                          request->tokens.count > 0 ? request->tokens.items[0].text : STR_EMPTY) &&
           slots_find_new(request, range) && range[1] == range[0] + 1 &&
           (slots_range_has(request, range, ROUTER_ELEMENT) ||
            slots_range_has(request, range, ROUTER_PLANET)) &&
           follow_science(request, plan);
}

static struct str language_in(const struct router_request *request)
{
    for (size_t i = request->tokens.count; i-- > 0;) {
        if (request->tokens.items[i].class == ROUTER_LANGUAGE) {
            return request->tokens.items[i].code;
        }
    }
    return STR_EMPTY;
}

/* "in French": the earlier text, or what came of it. */
static bool follow_language(const struct router_request *request, struct router_plan *plan)
{
    struct str to = language_in(request);
    if (to.n == 0) {
        return false;
    }
    const struct router_step *last = request->last;
    struct str came_from = json_text(json_get(last->result, "from"));
    bool again = was(last, "translate") && !slots_have(request, "back") && !str_eq(came_from, to);
    struct str text = again || was(last, "define")
                          ? argument(last, was(last, "define") ? "word" : "text")
                          : slots_result(last);
    if (text.n == 0) {
        return false;
    }
    struct router_act *act =
        router_add_act(plan, "translate", request->probabilities[request->intent]);
    router_set_text(act, "text", text);
    router_set_text(act, "to", to);
    if (was(last, "define") && !str_eq(to, STR("en"))) { /* one word does not tell its language */
        router_set_text(act, "from", STR("en"));
    }
    return true;
}

/* "and back": what came of a translation, into the language that it came from. */
bool router_follow_back(const struct router_request *request, struct router_plan *plan)
{
    static const char others[] = "and now translate it that this them please pls again to the into "
                                 "in original language put turn go can you could ok then , . ! ? "
                                 "text result translation from source first";
    const struct router_tokens *tokens = &request->tokens;
    bool says_back = false;
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_back = router_in_list("back backwards reverse", tokens->items[i].text);
        says_back = says_back || is_back;
        if (!is_back && !router_in_list(others, tokens->items[i].text)) {
            return false;
        }
    }
    const struct router_step *step = slots_have(request, "translate translation")
                                         ? slots_last_of(request, "translate")
                                         : request->last;
    if (!says_back || !was(step, "translate")) {
        return false;
    }
    struct str text = json_text(json_get(step->result, "translation"));
    struct str from = json_text(json_get(step->result, "to"));
    struct str to = json_text(json_get(step->result, "from"));
    if (text.n == 0 || from.n == 0 || to.n == 0) {
        return false;
    }
    struct router_act *act = router_add_act(plan, "translate", 1);
    router_set_text(act, "text", text);
    router_set_text(act, "to", to);
    router_set_text(act, "from", from);
    return true;
}

/* What is new goes into the place of the word or text. */
static bool follow_text(const struct router_request *request, struct router_plan *plan,
                        const char *name)
{
    size_t range[2];
    struct str text = request->parts.payload;
    if (text.n == 0 && slots_find_new(request, range)) {
        text = slots_between(request, range[0], range[1]);
    }
    if (text.n == 0) {
        return false;
    }
    struct router_act *act =
        repeat(request, request->last, plan, arena_printf(request->arena, "%s from", name));
    router_set_text(act, name, text);
    return act != NULL;
}

static bool follow_other(const struct router_request *request, struct router_plan *plan)
{
    const struct router_step *last = request->last;
    if (follow_form(request, plan)) {
        return true;
    }
    if (slots_have(request, "bullet bullets bulleted")) {
        return false; /* of nothing */
    }
    bool names_language =
        request->tokens.count > 0 && router_in_list("in into to", request->tokens.items[0].text);
    bool is_word =
        was(last, "define") && !names_language && router_count_words(request->parts.message) <= 2;
    if (was(last, "calculate")) {
        return router_follow_number(request, plan);
    }
    if (!is_word && request->parts.payload.n == 0 && language_in(request).n > 0) {
        return follow_language(request, plan);
    }
    if (was(last, "science")) {
        return follow_science(request, plan);
    }
    bool asks_same = slots_have(request, "antonym antonyms opposite opposites synonym synonyms "
                                         "meaning example examples pronunciation family");
    if (was(last, "define") && asks_same) {
        struct router_act *act = repeat(request, last, plan, "");
        slots_set_about(request, act);
        return true;
    }
    if (was(last, "define")) {
        return follow_text(request, plan, "word");
    }
    bool has_text = was(last, "grammar") || was(last, "translate") || was(last, "code") ||
                    was(last, "summarize");
    return has_text && follow_text(request, plan, "text");
}

static bool follow_again(const struct router_request *request, struct router_plan *plan)
{
    if (!was(request->last, "quiz")) {
        return repeat(request, request->last, plan, "") != NULL;
    }
    struct router_request again = *request;
    again.intent = ROUTER_QUIZ_START;
    again.probabilities[ROUTER_QUIZ_START] = request->probabilities[request->intent];
    return router_fill_quiz(&again, plan);
}

static bool follow_fix(const struct router_request *request, struct router_plan *plan)
{
    struct router_act *act =
        repeat(request, request->last, plan, was(request->last, "code") ? "action" : "");
    if (act != NULL && was(request->last, "code")) {
        router_set_text(act, "action", STR("format"));
    }
    return act != NULL && (was(request->last, "code") || was(request->last, "grammar"));
}

bool router_follow(const struct router_request *request, struct router_plan *plan)
{
    size_t before = plan->act_count;
    bool done = false;
    if (request->last == NULL) {
        return false;
    }
    switch (request->intent) {
    case ROUTER_SHORTER:
    case ROUTER_LONGER:
        done = language_in(request).n > 0 ? follow_language(request, plan)
                                          : follow_length(request, plan);
        break;
    case ROUTER_WHY:
        done = repeat(request, request->last, plan, "") != NULL;
        break;
    case ROUTER_FIX:
        done = follow_fix(request, plan);
        break;
    case ROUTER_AGAIN:
        done = follow_again(request, plan);
        break;
    default:
        done = follow_other(request, plan);
    }
    plan->act_count = done ? plan->act_count : before;
    return done;
}
