/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What earlier turns of the room leave to go on with. */
#include "infer/router/router_slots.h"

const struct router_step *slots_last_of(const struct router_request *request, const char *skill)
{
    const struct router_question *question = request->question;
    for (size_t i = question->turn_count; i-- > 0;) {
        for (size_t k = question->turns[i].step_count; k-- > 0;) {
            if (str_eq(question->turns[i].steps[k].skill, str_from(skill))) {
                return &question->turns[i].steps[k];
            }
        }
    }
    return NULL;
}

/* The member of a skill's result that goes on to another. */
const char *slots_member_of(struct str skill)
{
    static const char *const members[][2] = {{"read_picture", "read"},     {"grammar", "corrected"},
                                             {"translate", "translation"}, {"code", "formatted"},
                                             {"define", "word"},           {"calculate", "result"},
                                             {"summarize", "summary"}};
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        if (str_eq(skill, str_from(members[i][0]))) {
            return members[i][1];
        }
    }
    return "text";
}

struct str slots_result(const struct router_step *step)
{
    struct str text = json_text(json_get(step->result, slots_member_of(step->skill)));
    return text.n > 0 ? text : json_text(json_get(step->result, "text"));
}

/* ---- summaries ---- */

/* A word, a figure or a short sentence is as short as it can be. */
#define SUMMARY_WORDS_MIN ((size_t)12)
#define SUMMARY_BYTES_MIN \
    ((size_t)90) /* beyond ASCII, of scripts that do not part words: thirty signs */

static bool is_long(struct str text)
{
    size_t beyond = 0;
    for (size_t i = 0; i < text.n; i++) {
        beyond += (unsigned char)text.p[i] >= 0x80;
    }
    return router_count_words(text) >= SUMMARY_WORDS_MIN || beyond >= SUMMARY_BYTES_MIN;
}

/* What a step was given, or made of that; empty where neither can be summarised. */
static struct str long_text_of(const struct router_request *request, const struct router_step *step)
{
    struct str given = json_text(json_get(step->arguments, "text"));
    if (str_eq(step->skill, STR("summarize"))) {
        return given; /* somebody wanted that */
    }
    if (str_eq(step->skill, STR("read_picture"))) {
        return slots_result(step);
    }
    bool makes_text = str_eq(step->skill, STR("grammar")) || str_eq(step->skill, STR("translate"));
    struct str made = makes_text ? slots_result(step) : STR_EMPTY;
    bool wants_made = slots_have(request, "result translation corrected correction");
    bool is_made = made.n > 0 && (wants_made || !is_long(given));
    struct str text = is_made ? made : given;
    return is_long(text) ? text : STR_EMPTY;
}

/* What somebody only said: the text in it, or all of it where it is nothing but a text. */
static struct str long_text_said(struct str said)
{
    struct router_parts parts;
    router_part(said, &parts);
    bool is_text = parts.shape == ROUTER_SHAPE_LONG || router_looks_foreign(said);
    struct str text = parts.payload.n > 0 ? parts.payload : is_text ? said : STR_EMPTY;
    return is_long(text) ? text : STR_EMPTY;
}

struct str slots_text_to_summarize(const struct router_request *request)
{
    const struct router_question *question = request->question;
    for (size_t i = question->turn_count; i-- > 0;) {
        const struct router_turn *turn = &question->turns[i];
        for (size_t k = turn->step_count; k-- > 0;) {
            struct str text = long_text_of(request, &turn->steps[k]);
            if (text.n > 0) {
                return text;
            }
        }
        struct str said = turn->step_count == 0 ? long_text_said(turn->said) : STR_EMPTY;
        if (said.n > 0) {
            return said;
        }
    }
    return STR_EMPTY;
}

/* ---- other texts ---- */

static bool has_digit(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9') {
            return true;
        }
    }
    return false;
}

/* What an earlier step was about, or what came of it, whichever the intent goes on with. */
struct str slots_earlier_text(const struct router_request *request)
{
    const struct router_step *last = request->last;
    if (request->intent == ROUTER_SUMMARIZE || request->intent == ROUTER_BULLETS) {
        return slots_text_to_summarize(request);
    }
    if (last == NULL) {
        return STR_EMPTY;
    }
    struct str given = json_text(json_get(last->arguments, "text"));
    struct str word = json_text(json_get(last->arguments, "word"));
    if (word.n > 0) {
        return word;
    }
    bool goes_on = request->intent == ROUTER_TRANSLATE ||
                   str_eq(last->skill, STR("read_picture")) ||
                   slots_have(request, "summary result translation corrected correction");
    struct str text = goes_on || given.n == 0 ? slots_result(last) : given;
    bool wants_word = request->intent >= ROUTER_SPELLING && request->intent <= ROUTER_OPPOSITES;
    return wants_word && has_digit(text) ? STR_EMPTY : text; /* a figure is no word */
}

/* ---- things of the tables of science ---- */

bool slots_find_thing(const struct router_request *request, struct str query, size_t out[2])
{
    struct router_tokens tokens;
    router_tokens_init(request->arena, &tokens);
    const size_t all[2] = {0, query.n};
    router_add_tokens(&request->router->words, query, all, request->arena, &tokens);
    bool found = false;
    bool compares = false; /* "is Jupiter bigger than Earth" is about the first */
    for (size_t i = 0; i < tokens.count; i++) {
        bool is_thing =
            (tokens.items[i].class == ROUTER_ELEMENT || tokens.items[i].class == ROUTER_PLANET) &&
            !router_in_list("planet planets asteroid comet", tokens.items[i].text);
        compares = compares || router_in_list("than", tokens.items[i].text);
        if (is_thing && !(found && compares)) {
            out[0] = tokens.items[i].start;
            out[1] = tokens.items[i].end;
            found = true;
        }
    }
    return found;
}
