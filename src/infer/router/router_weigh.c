/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes an intent likelier than the classifier thinks, or impossible: turns before, pictures, the room, the form of the text. */
#include "infer/router/router_int.h"

static bool says(const struct router_request *request, const char *list)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (router_in_list(list, request->tokens.items[i].text)) {
            return true;
        }
    }
    return false;
}

static bool names_code(const struct router_request *request)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (request->tokens.items[i].class == ROUTER_CODE_LANGUAGE) {
            return true;
        }
    }
    return says(request,
                "code script query snippet program syntax function config file regex cron chmod");
}

/* Whether the text that comes with a request may be what the intent is about: code is no word, a letter no code. */
static bool fits_shape(const struct router_request *request, enum router_intent intent)
{
    enum router_shape shape = request->parts.shape;
    bool is_word = intent >= ROUTER_SPELLING && intent <= ROUTER_QUIZ_PROGRESS;
    bool is_figure =
        (intent >= ROUTER_CALCULATE && intent <= ROUTER_DATE) || intent == ROUTER_SCIENCE;
    bool is_code = intent >= ROUTER_CODE_CHECK && intent <= ROUTER_CODE_EXPLAIN;
    if (request->parts.payload.n == 0) {
        return true;
    }
    if (router_shape_is_code(shape)) {
        bool is_text = intent == ROUTER_GRAMMAR && shape != ROUTER_SHAPE_REGEX &&
                       !says(request, "grammar english spelling text sentence typos punctuation");
        return !is_word && !is_figure && !is_text;
    }
    bool is_prose = shape == ROUTER_SHAPE_SENTENCE || shape == ROUTER_SHAPE_LONG;
    bool is_small_prose = shape == ROUTER_SHAPE_PHRASE &&
                          router_count_words(request->parts.payload) >= 3 &&
                          (intent == ROUTER_CODE_CHECK || intent == ROUTER_CODE_FORMAT);
    return !((is_prose || is_small_prose) && is_code && !names_code(request)) &&
           !(shape == ROUTER_SHAPE_LONG && (is_word || is_figure));
}

/* What cannot be meant here: there is no turn before that it could follow. */
static bool is_possible(const struct router_request *request, enum router_intent intent)
{
    bool follows = intent >= ROUTER_SHORTER && intent <= ROUTER_AGAIN;
    return (!follows || request->last != NULL) && fits_shape(request, intent);
}

/* How much likelier the pictures of the room make an intent. */
static double picture_factor(const struct router_request *request, enum router_intent intent)
{
    const struct router_question *question = request->question;
    bool is_picture = intent >= ROUTER_READ_PICTURE && intent <= ROUTER_PICTURE;
    bool says_read = says(request, "say says read reads text written words transcribe ocr");
    bool asks_say = says(request, "say says") && says(request, "what whats");
    if (question->attached + question->earlier > 0 && says_read && intent == ROUTER_PICTURE) {
        return 0.1; /* it is said what to do with it */
    }
    if (question->attached > 0) {
        return intent == ROUTER_OUT_OF_SCOPE               ? 0.2
               : asks_say && intent == ROUTER_READ_PICTURE ? 2
                                                           : 1;
    }
    bool speaks_of_it = says(request, "picture pictures photo photograph image screenshot scan");
    if (is_picture && speaks_of_it) {
        return 3;
    }
    return is_picture && question->earlier == 0 ? 0.3 : 1;
}

/* How much likelier the room's preset makes an intent, where a text stands alone. */
static double preset_factor(const struct router_request *request, enum router_intent intent)
{
    static const struct {
        struct str preset;
        enum router_intent first;
        enum router_intent last;
    } hints[] = {
        {STR("grammar"), ROUTER_GRAMMAR, ROUTER_SPELLING},
        {STR("summarize"), ROUTER_SUMMARIZE, ROUTER_BULLETS},
        {STR("language"), ROUTER_DEFINE, ROUTER_DEFINE},
        {STR("language"), ROUTER_TRANSLATE, ROUTER_TRANSLATE},
        {STR("coding"), ROUTER_CODE_CHECK, ROUTER_CODE_EXPLAIN},
        {STR("science"), ROUTER_SCIENCE, ROUTER_SCIENCE},
        {STR("science"), ROUTER_CALCULATE, ROUTER_DATE},
    };
    bool has_hint = false;
    for (size_t i = 0; request->parts.payload.n == 0 && i < ARRAY_LEN(hints); i++) {
        bool is_room = str_eq(hints[i].preset, request->question->preset);
        has_hint = has_hint || is_room;
        if (is_room && intent >= hints[i].first && intent <= hints[i].last) {
            return request->parts.shape == ROUTER_SHAPE_LONG ? 12 : 4;
        }
    }
    return has_hint && intent == ROUTER_OUT_OF_SCOPE ? 0.3 : 1;
}

/* How much likelier the form of what comes with a request makes an intent: a cron line is hardly there to be summarised. */
static double shape_factor(const struct router_request *request, enum router_intent intent)
{
    enum router_shape shape = request->parts.shape;
    bool is_other = intent == ROUTER_OUT_OF_SCOPE || intent == ROUTER_SUMMARIZE ||
                    intent == ROUTER_BULLETS || intent == ROUTER_READ_PICTURE;
    if (request->parts.payload.n == 0 || !router_shape_is_code(shape)) {
        return 1;
    }
    if (shape >= ROUTER_SHAPE_REGEX) {
        return intent == ROUTER_CODE_EXPLAIN          ? 3
               : is_other || intent == ROUTER_GRAMMAR ? 0.05
               : intent == ROUTER_CODE_IDENTIFY       ? 0.3
                                                      : 1;
    }
    return is_other ? 0.1 : 1;
}

/* More of what no skill does is trained than people ask for: it is a great deal, and each phrase of it should be seen. */
#define OUTSIDE_FACTOR 0.7

static double scope_factor(enum router_intent intent)
{
    return intent == ROUTER_OUT_OF_SCOPE ? OUTSIDE_FACTOR : 1;
}

/* "and the next one: ...": more of the same. */
static double same_factor(const struct router_request *request, enum router_intent intent)
{
    bool is_more = intent == ROUTER_OTHER && request->last != NULL &&
                   request->parts.payload.n > 0 && request->tokens.count <= 9;
    return is_more && says(request, "next another also too same second third further ditto "
                                    "likewise one")
               ? 3
               : 1;
}

#define NAMED_TOKENS ((size_t)14)

/* "good night in Greek", "the bill please => Polish": it ends in a language, and what stands before that asks for nothing else. */
static bool ends_in_language(const struct router_tokens *tokens)
{
    size_t n = tokens->count;
    while (n > 0 && router_in_list("? ! . ) please thanks", tokens->items[n - 1].text)) {
        n--;
    }
    return n >= 3 && n <= NAMED_TOKENS && tokens->items[n - 1].class == ROUTER_LANGUAGE &&
           router_in_list("in into to - > = : ( , but", tokens->items[n - 2].text) &&
           !router_in_list("write tell give sing play find watch read speak talk learn show who "
                           "where why is are does did should name",
                           tokens->items[0].text);
}

static double language_factor(const struct router_request *request, enum router_intent intent)
{
    return intent == ROUTER_TRANSLATE && ends_in_language(&request->tokens) ? 4 : 1;
}

void router_weigh(struct router_request *request)
{
    double sum = 0;
    for (size_t i = 0; i < ROUTER_INTENT_COUNT; i++) {
        enum router_intent intent = (enum router_intent)i;
        request->probabilities[i] *=
            is_possible(request, intent)
                ? picture_factor(request, intent) * preset_factor(request, intent) *
                      shape_factor(request, intent) * same_factor(request, intent) *
                      language_factor(request, intent) * scope_factor(intent)
                : 0;
        sum += request->probabilities[i];
    }
    request->intent = ROUTER_OUT_OF_SCOPE;
    for (size_t i = 0; i < ROUTER_INTENT_COUNT; i++) {
        request->probabilities[i] /= sum > 0 ? sum : 1;
        if (request->probabilities[i] > request->probabilities[request->intent]) {
            request->intent = (enum router_intent)i;
        }
    }
}
