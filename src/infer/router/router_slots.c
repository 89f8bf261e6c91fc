/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments out of the words of a request; and the text that it is about, wherever that is. */
#include "infer/router/router_slots.h"

/* ---- tokens ---- */

bool slots_have(const struct router_request *request, const char *list)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (router_in_list(list, request->tokens.items[i].text)) {
            return true;
        }
    }
    return false;
}

struct str slots_between(const struct router_request *request, size_t from, size_t to)
{
    if (from >= to) {
        return STR_EMPTY;
    }
    const struct router_token *items = request->tokens.items;
    return str_trim(str_sub(request->parts.message, items[from].start, items[to - 1].end));
}

bool slots_number(const struct router_token *token, int64_t *out)
{
    struct str digits = token->class == ROUTER_NUMBER        ? token->text
                        : token->class == ROUTER_NUMBER_WORD ? token->code
                                                             : STR_EMPTY;
    return digits.n > 0 && str_to_i64(digits, 0, 1000000, out) == E_OK;
}

bool slots_count(const struct router_request *request, const char *units, int64_t max, int64_t *out)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        for (size_t k = i + 1; k < tokens->count && k <= i + 3; k++) {
            if (router_in_list(units, tokens->items[k].text) &&
                slots_number(&tokens->items[i], out) && *out >= 1) {
                *out = *out > max ? max : *out;
                return true;
            }
        }
    }
    return false;
}

/* ---- the text ---- */

bool slots_mean_picture(const struct router_request *request)
{
    const struct router_question *question = request->question;
    if (question->attached > 0) {
        return true;
    }
    return question->earlier > 0 &&
           slots_have(request, "picture image photo photograph screenshot scan page sign poster "
                               "label receipt pictures");
}

/* Goes on with an act of the same message: with what comes of it, or with the text that it is about. */
static void go_on(const struct router_request *request, const struct router_plan *plan,
                  size_t before, const char *name, struct router_act *act)
{
    const struct router_act *last = &plan->acts[before];
    const struct router_argument *text = router_find_argument(last, "text");
    bool follows = request->intent == ROUTER_TRANSLATE || text == NULL || text->member != NULL ||
                   strcmp(last->skill, "translate") == 0 ||
                   strcmp(last->skill, "read_picture") == 0;
    if (follows) {
        const struct router_argument *word = router_find_argument(last, "word");
        if (word != NULL && word->member == NULL) {
            router_set_text(act, name, word->text);
            return;
        }
        router_set_from(act, name, before, slots_member_of(str_from(last->skill)));
    } else {
        router_set_text(act, name, text->text);
    }
}

struct router_act *slots_add_with_text(const struct router_request *request,
                                       struct router_plan *plan, struct str inline_text)
{
    const char *skill = router_intent_skill(request->intent);
    const char *name = strcmp(skill, "define") == 0 ? "word" : "text";
    double confidence = request->probabilities[request->intent];
    struct str text = inline_text.n > 0 ? inline_text : request->parts.payload;
    size_t before = plan->act_count;
    if (text.n == 0 && before == 0 && slots_mean_picture(request)) {
        router_add_act(plan, "read_picture", confidence);
        before = 1;
    }
    struct str earlier = text.n == 0 && before == 0 ? slots_earlier_text(request) : STR_EMPTY;
    if (text.n == 0 && before == 0 && earlier.n == 0) {
        return NULL;
    }
    struct router_act *act = router_add_act(plan, skill, confidence);
    if (text.n == 0 && before > 0 && act != NULL) {
        go_on(request, plan, before - 1, name, act);
    } else {
        router_set_text(act, name, text.n > 0 ? text : earlier);
    }
    return act;
}

/* The whole message, where it is nothing but the text. */
struct str slots_whole(const struct router_request *request)
{
    const struct router_parts *parts = &request->parts;
    bool is_text = parts->payload.n == 0 &&
                   (parts->shape == ROUTER_SHAPE_LONG || router_shape_is_code(parts->shape));
    return is_text ? parts->message : STR_EMPTY;
}

/* ---- summaries and corrections ---- */

void slots_set_form(const struct router_request *request, struct router_act *act)
{
    int64_t count;
    if (slots_count(request,
                    "sentence sentences bullet bullets point points line lines takeaways keypoints",
                    30, &count)) {
        router_set_number(act, "sentences", count);
    } else if (slots_have(request, "brief briefly short shorter quick concise nutshell tl;dr gist "
                                   "paragraph condense boil")) {
        router_set_text(act, "length", STR("short"));
    } else if (slots_have(request,
                          "long longer detailed thorough extensive detail details fuller")) {
        router_set_text(act, "length", STR("long"));
    }
    bool is_list = request->intent == ROUTER_BULLETS ||
                   slots_have(request, "bullet bullets bulleted takeaways keypoints");
    if (is_list) {
        router_set_text(act, "form", STR("bullets"));
    }
}

/* "bullet points of this in German": what comes of it is translated as well. */
static void translate_too(const struct router_request *request, struct router_plan *plan)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = 1; i < tokens->count; i++) {
        bool goes_into = tokens->items[i].class == ROUTER_LANGUAGE && tokens->items[i].code.n > 0 &&
                         router_in_list("in into to", tokens->items[i - 1].text);
        if (goes_into && plan->act_count > 0) {
            size_t before = plan->act_count - 1;
            struct router_act *act =
                router_add_act(plan, "translate", request->probabilities[request->intent]);
            router_set_from(act, "text", before,
                            slots_member_of(str_from(plan->acts[before].skill)));
            router_set_text(act, "to", tokens->items[i].code);
            return;
        }
    }
}

/* "is it right to say less people came": what stands behind the words that ask. */
static struct str asked_sentence(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = tokens->count; i-- > 0;) {
        if (router_in_list("say write saying writing check correct sentence be between",
                           tokens->items[i].text) &&
            i + 2 < tokens->count && i < 12) {
            size_t end = tokens->count;
            while (end > i + 1 &&
                   (router_in_list("? please thanks correct right", tokens->items[end - 1].text))) {
                end--;
            }
            bool is_pronoun =
                router_in_list("this that it the my for following", tokens->items[i + 1].text) &&
                end <= i + 4;
            size_t from =
                router_in_list("please : , of -", tokens->items[i + 1].text) ? i + 2 : i + 1;
            return is_pronoun ? STR_EMPTY : slots_between(request, from, end);
        }
    }
    return STR_EMPTY;
}

bool router_fill_text(const struct router_request *request, struct router_plan *plan)
{
    struct str text = slots_whole(request);
    const struct router_parts *parts = &request->parts;
    bool is_bare =
        parts->payload.n == 0 && request->question->attached == 0 && plan->act_count == 0;
    if (request->intent == ROUTER_GRAMMAR && text.n == 0 && is_bare) {
        text = asked_sentence(request);
        bool is_room =
            str_eq(request->question->preset, STR("grammar")) && parts->shape != ROUTER_SHAPE_NONE;
        bool asks = slots_have(request, "it this that correct check mistakes errors grammar fix");
        text = text.n == 0 && is_room && !(asks && request->last != NULL) ? parts->message : text;
    }
    size_t led[2];
    if (text.n == 0 && is_bare && request->last == NULL && router_find_led(parts->message, led)) {
        text = str_trim(str_sub(parts->message, led[0], led[1]));
    }
    struct router_act *act = slots_add_with_text(request, plan, text);
    if (act == NULL) {
        return false;
    }
    if (request->intent != ROUTER_GRAMMAR) {
        slots_set_form(request, act);
        translate_too(request, plan);
    }
    return true;
}

static bool fill_picture(const struct router_request *request, struct router_plan *plan)
{
    router_add_act(plan, router_intent_skill(request->intent),
                   request->probabilities[request->intent]);
    if (request->intent == ROUTER_READ_PICTURE) {
        translate_too(request, plan);
    }
    return true;
}

bool router_fill(const struct router_request *request, struct router_plan *plan)
{
    switch (request->intent) {
    case ROUTER_SUMMARIZE:
    case ROUTER_BULLETS:
    case ROUTER_GRAMMAR:
        return router_fill_text(request, plan);
    case ROUTER_SPELLING:
    case ROUTER_DEFINE:
    case ROUTER_SYNONYMS:
    case ROUTER_OPPOSITES:
        return router_fill_word(request, plan);
    case ROUTER_QUIZ_START:
    case ROUTER_QUIZ_STOP:
    case ROUTER_QUIZ_PROGRESS:
        return router_fill_quiz(request, plan);
    case ROUTER_CALCULATE:
    case ROUTER_CONVERT:
    case ROUTER_DATE:
        return router_fill_number(request, plan);
    case ROUTER_TRANSLATE:
        return router_fill_translate(request, plan);
    case ROUTER_CODE_CHECK:
    case ROUTER_CODE_IDENTIFY:
    case ROUTER_CODE_FORMAT:
    case ROUTER_CODE_EXPLAIN:
        return router_fill_code(request, plan);
    case ROUTER_SCIENCE:
        return router_fill_science(request, plan);
    case ROUTER_READ_PICTURE:
    case ROUTER_NAME_ANIMAL:
    case ROUTER_FIND_SIGNS:
        return fill_picture(request, plan);
    default:
        return false;
    }
}
