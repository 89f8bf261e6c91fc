/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are hardly a request: one word, a piece of code, "shorter" with nothing before it, the same over and over. */
#include <ctype.h>

#include "infer/router/router_slots.h"

/* ---- the same over and over ---- */

#define SAME_BYTES ((size_t)(64 * KIB))
#define SAME_WORDS ((size_t)12) /* in all: "no no no" is said so */
#define SAME_TIMES ((size_t)4)

/* How many words at the beginning of `words`, again and again, make all of them. By the prefix function of Knuth, Morris and Pratt. */
static size_t period_of(const struct str *words, size_t n, struct arena *arena)
{
    size_t *borders = arena_calloc(arena, n, sizeof(*borders));
    for (size_t i = 1; i < n; i++) {
        size_t k = borders[i - 1];
        while (k > 0 && !str_eq(words[i], words[k])) {
            k = borders[k - 1];
        }
        borders[i] = k + str_eq(words[i], words[k]);
    }
    return n - borders[n - 1];
}

struct str router_once(struct str message, struct arena *arena, size_t *out_times)
{
    *out_times = 1;
    size_t n = message.n <= SAME_BYTES ? router_count_words(message) : 0;
    if (n < SAME_WORDS) {
        return message;
    }
    struct str *words = arena_calloc(arena, n, sizeof(*words));
    size_t at = 0;
    for (size_t i = 0; i < n && router_next_word(message, &at, &words[i]); i++) {
    }
    size_t period = period_of(words, n, arena);
    if (n % period != 0 || n / period < SAME_TIMES) {
        return message;
    }
    *out_times = n / period;
    const char *end = words[period - 1].p + words[period - 1].n;
    return str_sub(message, 0, (size_t)(end - message.p));
}

/* ---- one word ---- */

/* The one token of a message, but for a mark behind it; NULL where there are more. */
static const struct router_token *only_token(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    bool has_mark = tokens->count == 2 && router_in_list("? . !", tokens->items[1].text);
    return request->parts.payload.n == 0 && (tokens->count == 1 || has_mark) ? &tokens->items[0]
                                                                             : NULL;
}

/* Whether a word asks for something by itself: "shorter", "score". */
static bool asks(const struct router_request *request, struct str word)
{
    static const char topics[] = "person feel relation ill body law money shop device software "
                                 "play travel place food news history nature garden house vehicle "
                                 "school job faith animal matter kingdom time size road measure "
                                 "commerce breed code grammar picture writing say move world";
    struct str found[ROUTER_CONCEPTS_MAX];
    size_t count = 0;
    router_add_concepts(&request->router->concepts, word, found, &count);
    for (size_t i = 0; i < count; i++) {
        if (!router_in_list(topics, found[i])) {
            return true;
        }
    }
    return false;
}

static bool is_after(const struct router_request *request, const char *skills)
{
    return request->last != NULL && router_in_list(skills, request->last->skill);
}

static bool is_letters(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (!isalpha((unsigned char)word.p[i])) {
            return false;
        }
    }
    return word.n >= 3;
}

#define WORD_CLEAR 0.6 /* from here on a single word asks for something else */

/* Whether a single word asks a skill for something; a summary it cannot ask for. */
static bool is_clear(const struct router_request *request)
{
    return *router_intent_skill(request->intent) != '\0' && request->intent > ROUTER_BULLETS &&
           request->probabilities[request->intent] >= WORD_CLEAR;
}

/* The one token behind "and" or "what about"; NULL where there are more. */
static const struct router_token *next_token(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    size_t to = tokens->count;
    while (from < to && router_in_list("and or also now then what how about of ok so",
                                       tokens->items[from].text)) {
        from++;
    }
    while (to > from && router_in_list("? . !", tokens->items[to - 1].text)) {
        to--;
    }
    return request->parts.payload.n == 0 && to == from + 1 ? &tokens->items[from] : NULL;
}

/* What cannot be done with the meaning of a word, where there is no text. */
static bool lacks_text(const struct router_request *request)
{
    const enum router_intent intent = request->intent;
    return (intent == ROUTER_SHORTER || intent == ROUTER_LONGER || intent == ROUTER_FIX) &&
           slots_text_to_summarize(request).n == 0;
}

/* "bradycardia?", "and tiny?" after the meaning of a word: nothing else is as likely. */
static bool is_next_word(const struct router_request *request)
{
    const bool is_sure = request->probabilities[request->intent] >= WORD_CLEAR;
    const bool may_be = request->intent == ROUTER_OUT_OF_SCOPE || lacks_text(request) ||
                        (!is_sure && *router_intent_skill(request->intent) != '\0') ||
                        (!is_sure && request->intent == ROUTER_OTHER);
    return is_after(request, "define") && may_be;
}

/* "bridge" after an answer that has no word in it asks what it means; after one that has, where nothing else can. */
static bool settle_word(struct router_request *request)
{
    const bool is_next = is_next_word(request);
    const struct router_token *token = is_next ? next_token(request) : only_token(request);
    bool is_new = is_after(request, "science calculate summarize code read_picture name_animal "
                                    "find_road_signs quiz");
    bool is_lost = is_after(request, "grammar") && request->intent == ROUTER_OUT_OF_SCOPE;
    if (token == NULL || token->class != ROUTER_WORD || !(is_new || is_lost || is_next) ||
        is_clear(request) || router_in_list("back again more", token->text)) {
        return false;
    }
    struct str written = str_sub(request->parts.message, token->start, token->end);
    if (!is_letters(written) || (asks(request, token->text) && !(is_next && lacks_text(request)))) {
        return false;
    }
    request->intent = ROUTER_DEFINE;
    request->probabilities[ROUTER_DEFINE] = 1;
    request->parts.payload = written;
    return true;
}

/* "mercury": a planet and an element are called so. */
static bool offer_both(const struct router_request *request, struct router_plan *plan)
{
    const struct router_token *token = only_token(request);
    if (token == NULL || !str_eq(token->text, STR("mercury")) ||
        str_eq(request->question->preset, STR("language"))) {
        return false;
    }
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = STR("A planet and a chemical element are called Mercury. Which one?");
    router_add_choice(plan, STR("The planet"), STR("Facts about the planet Mercury"));
    router_add_choice(plan, STR("The element"), STR("Facts about the element mercury"));
    router_add_choice(plan, STR("The word"), STR("Define the word: mercury"));
    return true;
}

/* A word alone, in a room where nothing was said: what can be done with one. */
static bool offer_for_word(const struct router_request *request, struct router_plan *plan)
{
    static const char said[] = "yes no ok okay yeah yep nope maybe sure hm hmm what why how who "
                               "where when which please stop hey";
    const struct router_token *token = only_token(request);
    const enum router_intent intent = request->intent;
    const bool is_talk = intent >= ROUTER_HELLO && intent <= ROUTER_HELP;
    const bool is_room =
        request->question->preset.n > 0 && !str_eq(request->question->preset, STR("general"));
    if (token == NULL || token->class != ROUTER_WORD || request->last != NULL || is_talk ||
        is_clear(request) || is_room || router_in_list(said, token->text)) {
        return false;
    }
    const struct str word = str_sub(request->parts.message, token->start, token->end);
    if (!is_letters(word) || asks(request, token->text)) {
        return false;
    }
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = str_from(arena_printf(plan->arena, "What about “%" STRF "”?", STRA(word)));
    router_add_choice(plan, STR("Look it up in the dictionary"),
                      str_from(arena_printf(plan->arena, "Define the word: %" STRF, STRA(word))));
    router_add_choice(plan, STR("Find synonyms"),
                      str_from(arena_printf(plan->arena, "Synonyms of %" STRF, STRA(word))));
    router_add_choice(
        plan, STR("Check its spelling"),
        str_from(arena_printf(plan->arena, "Check the spelling: %" STRF, STRA(word))));
    return true;
}

/* The same of a number that goes on with nothing. */
static bool offer_for_number(const struct router_request *request, struct router_plan *plan)
{
    static const struct {
        const char *label;
        const char *before; /* the number */
        const char *behind;
        bool is_of_whole; /* numbers only */
    } offered[] = {
        {"Square it", "", " squared", false},
        {"Take its square root", "square root of ", "", false},
        {"Find its prime factors", "prime factors of ", "", true},
        {"Write it in binary", "", " in binary", true},
    };
    const struct router_token *token = only_token(request);
    if (token == NULL || token->class != ROUTER_NUMBER || request->question->attached > 0) {
        return false;
    }
    const struct str number = str_sub(request->parts.message, token->start, token->end);
    int64_t whole;
    const bool is_whole = str_to_i64(number, 2, INT32_MAX, &whole) == E_OK;
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = str_from(arena_printf(plan->arena,
                                       "What about %" STRF
                                       "? A whole question helps, such as \"15 %% of %" STRF
                                       "\" or \"%" STRF " miles in km\".",
                                       STRA(number), STRA(number), STRA(number)));
    for (size_t i = 0; i < ARRAY_LEN(offered); i++) {
        if (is_whole || !offered[i].is_of_whole) {
            router_add_choice(plan, str_from(offered[i].label),
                              str_from(arena_printf(plan->arena, "%s%" STRF "%s", offered[i].before,
                                                    STRA(number), offered[i].behind)));
        }
    }
    return true;
}

/* "list", of which nothing is said: lists that there are. */
static bool offer_lists(const struct router_request *request, struct router_plan *plan)
{
    static const char others[] = "please pls show me the a an your all give what lists list are "
                                 "there is do you have ? . !";
    bool has_list = false;
    for (size_t i = 0; i < request->tokens.count; i++) {
        struct str word = request->tokens.items[i].text;
        has_list = has_list || router_in_list("list lists", word);
        if (!router_in_list(others, word)) {
            return false;
        }
    }
    if (!has_list || slots_text_to_summarize(request).n > 0 || request->parts.payload.n > 0 ||
        request->question->attached + request->question->earlier > 0) {
        return false;
    }
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = STR("A list of what? I can make key points of a text, and there are lists in the "
                     "tables of science.");
    router_add_choice(plan, STR("What I can do"), STR("What can you do?"));
    router_add_choice(plan, STR("The planets"), STR("Planets in order"));
    router_add_choice(plan, STR("The noble gases"), STR("List the noble gases"));
    router_add_choice(plan, STR("The units of the SI"), STR("SI base units"));
    return true;
}

/* "yes", "no": to what was no question. */
static bool say_all_right(const struct router_request *request, struct router_plan *plan)
{
    const struct router_tokens *tokens = &request->tokens;
    bool has_mark = tokens->count == 2 && tokens->items[1].class == ROUTER_SIGN;
    if ((tokens->count != 1 && !has_mark) || request->parts.payload.n > 0 ||
        request->question->attached > 0 ||
        !router_in_list("yes no yep yeah nope nah maybe sure fine alright",
                        tokens->items[0].text)) {
        return false;
    }
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = STR("All right. What should I do? Ask \"what can you do?\" to see what I "
                     "understand.");
    return true;
}

/* "?", "-": marks and nothing else. */
static bool offer_for_marks(const struct router_request *request, struct router_plan *plan)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (request->tokens.items[i].class != ROUTER_SIGN) {
            return false;
        }
    }
    if (request->tokens.count == 0 || request->last != NULL || request->question->attached > 0) {
        return false;
    }
    router_offer_help(plan);
    return true;
}

/* "shorter", where nothing was said that could be: a word is as short as it can be. */
static bool ask_than_what(const struct router_request *request, struct router_plan *plan)
{
    static const char chief[] = "shorter longer briefer";
    static const char others[] =
        "please make it this that a bit much even now still way lot little can you be ? ! .";
    const struct router_tokens *tokens = &request->tokens;
    bool has_chief = false;
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_chief = router_in_list(chief, tokens->items[i].text);
        has_chief = has_chief || is_chief;
        if (!is_chief && !router_in_list(others, tokens->items[i].text)) {
            return false;
        }
    }
    if (!has_chief || slots_text_to_summarize(request).n > 0 || request->parts.payload.n > 0 ||
        request->question->attached + request->question->earlier > 0) {
        return false;
    }
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = STR("There is nothing yet to make shorter or longer. Please send the text along, "
                     "behind a colon or on a line of its own.");
    return true;
}

/* ---- code ---- */

/* Code and nothing else: which language it is, and whether it is sound. Rooms that are for something have their own way with it. */
static bool plan_code(const struct router_request *request, struct router_plan *plan)
{
    struct str code = request->parts.message;
    struct str preset = request->question->preset;
    if ((preset.n > 0 && !str_eq(preset, STR("general"))) || request->parts.payload.n > 0 ||
        request->question->attached > 0 || !router_is_bare_code(code)) {
        return false;
    }
    static const char *const actions[] = {"identify", "check"};
    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        struct router_act *act = router_add_act(plan, "code", 1);
        router_set_text(act, "text", code);
        router_set_text(act, "action", str_from(actions[i]));
    }
    return true;
}

/* ---- sound ---- */

/* The speed of sound is no constant: in dry air it goes with the temperature, by 331.3 m/s × sqrt(1 + t / 273.15 °C). */
static bool plan_sound(const struct router_request *request, struct router_plan *plan)
{
    static const char others[] =
        "what 's is the of in air at how fast please value dry tell me ? . "
        "speed sound velocity degrees degree celsius c °c ° travel does "
        "and which temperature room";
    const struct router_tokens *tokens = &request->tokens;
    struct str degrees = STR("20");
    for (size_t i = 0; i < tokens->count; i++) {
        const struct router_token *token = &tokens->items[i];
        if (token->class == ROUTER_NUMBER) {
            bool is_below = i > 0 && str_eq(tokens->items[i - 1].text, STR("-"));
            degrees = slots_between(request, is_below ? i - 1 : i, i + 1);
        } else if (!router_in_list(others, token->text) &&
                   !(str_eq(token->text, STR("-")) && i + 1 < tokens->count)) {
            return false;
        }
    }
    if (!slots_have(request, "sound") || !slots_have(request, "speed velocity fast")) {
        return false;
    }
    struct router_act *act = router_add_act(plan, "calculate", 1);
    router_set_text(
        act, "expression",
        str_from(arena_printf(request->arena, "331.3 m/s * sqrt(1 + (%" STRF ")/273.15)",
                              STRA(degrees))));
    plan->text = str_from(arena_printf(
        request->arena, "This is the speed of sound in dry air at %" STRF " °C.", STRA(degrees)));
    return true;
}

bool router_plan_alone(struct router_request *request, struct router_plan *plan)
{
    if (offer_both(request, plan) || ask_than_what(request, plan) || plan_code(request, plan) ||
        plan_sound(request, plan) || offer_for_marks(request, plan) ||
        say_all_right(request, plan) || router_follow_figure(request, plan) ||
        offer_for_number(request, plan) || offer_lists(request, plan) ||
        offer_for_word(request, plan)) {
        return true;
    }
    return settle_word(request) && router_fill(request, plan);
}
