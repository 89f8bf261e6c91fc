/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message's own form, or the room that it is sent in, settles without the classifier: thanks, greetings in other languages, what a
 * unit is; and a text that stands alone in a room that is there for such texts. */
#include "infer/router/router_slots.h"

#define WORDS_MAX   ((size_t)8)
#define OTHER_CLEAR 0.7   /* from here on something else than what the room is for is meant */
#define ORDER_CLEAR 0.5   /* the same for what no skill does, where it is an order */
#define SCOPE_CLEAR 0.995 /* and where it is none */

static void settle(struct router_request *request, enum router_intent intent, double probability)
{
    request->intent = intent;
    request->probabilities[intent] = probability;
}

/* ---- by form ---- */

/* All words are in the list, and one of them is among the chief ones. */
static bool consists_of(const struct router_request *request, const char *chief, const char *others)
{
    const struct router_tokens *tokens = &request->tokens;
    bool has_chief = false;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct router_token *token = &tokens->items[i];
        bool is_chief = router_in_list(chief, token->text);
        has_chief = has_chief || is_chief;
        if (!is_chief && token->class != ROUTER_SIGN && !router_in_list(others, token->text)) {
            return false;
        }
    }
    return has_chief && tokens->count <= WORDS_MAX;
}

static bool is_thanks(const struct router_request *request)
{
    return consists_of(
        request, "thanks thank thx ty cheers ta merci danke gracias grazie obrigado",
        "you so very much a lot many million ever for your the help that this it "
        "'s is was great perfect good ok okay oh ah lovely nice wonderful cool again "
        "all indeed kindly right well then really helpful useful mate friend");
}

static bool is_greeting(const struct router_request *request)
{
    return consists_of(
        request,
        "hola bonjour bonsoir salut hallo guten grüß ciao buongiorno buonasera olá ola buenos "
        "buenas namaste salaam salam konnichiwa merhaba hej hei ahoj moin servus 你好 您好 سلام "
        "привет здравствуйте こんにちは 안녕하세요",
        "tag morgen abend gott dias días tardes dia bom tout le monde tous amigo amigos zusammen "
        "assisti aleikum alaikum");
}

/* Words behind "what is a" and the like, up to the end: their range. False where something else stands before them. */
static bool find_asked(const struct router_request *request, size_t out[2])
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    size_t to = tokens->count;
    while (from < to &&
           router_in_list("what what's whats 's is are explain tell me please about a an the one "
                          "some facts fact info information data on give can could you know do "
                          "planet element unit si , so hey : exactly",
                          tokens->items[from].text)) {
        from++;
    }
    while (to > from && (router_in_list("? . ! please exactly", tokens->items[to - 1].text))) {
        to--;
    }
    out[0] = from;
    out[1] = to;
    return from > 0 && to > from;
}

/* "what is a newton" asks for no calculation; what the tables of science do not have, the dictionary explains. */
static bool settle_unit(struct router_request *request)
{
    static const char explained[] =
        "second metre meter kilogram ampere kelvin mole candela radian steradian hertz newton "
        "pascal joule watt coulomb volt farad ohm siemens weber tesla henry lumen lux becquerel "
        "gray sievert katal newtons pascals joules watts volts ohms amperes kelvins lumens";
    const struct router_tokens *tokens = &request->tokens;
    size_t asked[2];
    if (!find_asked(request, asked) || asked[1] != asked[0] + 1 || request->parts.payload.n > 0) {
        return false;
    }
    const struct router_token *thing = &tokens->items[asked[0]];
    bool is_thing = thing->class == ROUTER_ELEMENT || thing->class == ROUTER_PLANET;
    bool is_asked = slots_have(request, "about facts fact info information data on");
    bool is_named = slots_have(request, "a an the one is are 's explain what unit");
    if ((is_thing && is_asked) || (is_named && router_in_list(explained, thing->text))) {
        settle(request, ROUTER_SCIENCE, 1);
        return true;
    }
    const struct str before = tokens->items[asked[0] - 1].text;
    bool has_article = router_in_list("a an the", before);
    /* "what is a dog" */
    if (thing->class == ROUTER_WORD && router_in_list("a an", before) && !is_asked &&
        slots_have(request, "what what's whats") && thing->text.n > 1) {
        settle(request, ROUTER_DEFINE, 1);
        return true;
    }
    if (thing->class == ROUTER_UNIT && thing->text.n > 2 && has_article && !is_asked) {
        settle(request, ROUTER_DEFINE, 1);
        return true;
    }
    return false;
}

static bool has_class(const struct router_request *request, enum router_class class)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (request->tokens.items[i].class == class) {
            return true;
        }
    }
    return false;
}

#define FIGURE_TOKENS_MAX ((size_t)12)

/* "when does Ramadan start" asks for a day, "area of a circle with radius 5 cm" for a sum, "atomic number of gold and its melting point" for no word. */
static bool settle_figure(struct router_request *request)
{
    if (request->parts.payload.n > 0 || request->tokens.count == 0 ||
        has_class(request, ROUTER_LANGUAGE)) {
        return false;
    }
    const bool asks_kind = router_in_list("is are isn't aren't", request->tokens.items[0].text);
    if ((has_class(request, ROUTER_ELEMENT) || slots_have(request, "its")) &&
        request->tokens.count <= FIGURE_TOKENS_MAX && !asks_kind &&
        slots_have(request, "atomic melting boiling electronegativity")) {
        settle(request, ROUTER_SCIENCE, 1);
        return true;
    }
    if (slots_have(request, "area volume circumference perimeter hypotenuse surface") &&
        slots_have(request, "circle square rectangle triangle sphere cube cylinder cone box "
                            "cuboid ball legs sides") &&
        (has_class(request, ROUTER_NUMBER) || has_class(request, ROUTER_NUMBER_WORD))) {
        settle(request, ROUTER_CALCULATE, 1);
        return true;
    }
    bool is_lost = request->intent == ROUTER_OUT_OF_SCOPE || request->intent == ROUTER_DEFINE;
    if (is_lost && has_class(request, ROUTER_DAY) &&
        router_in_list("when when's", request->tokens.items[0].text) &&
        slots_have(request, "is does start starts begin begins end ends 's when's")) {
        settle(request, ROUTER_DATE, 1);
        return true;
    }
    return false;
}

#define THING_WORDS_MAX ((size_t)3)
#define THING_SURE      0.5 /* it may not stand in the dictionary */

/* "what is photosynthesis", "what is a black hole": where nothing else can answer, the dictionary may. */
static bool settle_thing(struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t asked[2];
    if (request->intent != ROUTER_OUT_OF_SCOPE || request->parts.payload.n > 0 ||
        !find_asked(request, asked) || asked[1] - asked[0] > THING_WORDS_MAX ||
        !router_in_list("what what's whats", tokens->items[0].text)) {
        return false;
    }
    const struct str before = tokens->items[asked[0] - 1].text;
    const bool has_article = router_in_list("a an", before);
    if (!has_article &&
        (asked[1] > asked[0] + 1 || !router_in_list("is are 's what's whats", before))) {
        return false;
    }
    for (size_t i = asked[0]; i < asked[1]; i++) {
        if (tokens->items[i].class != ROUTER_WORD ||
            router_in_list("this that it these those he she they you i up new wrong next going "
                           "happening my your our for with in on at to from",
                           tokens->items[i].text)) {
            return false;
        }
    }
    settle(request, ROUTER_DEFINE, THING_SURE);
    request->parts.payload = str_sub(request->parts.message, tokens->items[asked[0]].start,
                                     tokens->items[asked[1] - 1].end);
    return true;
}

/* The first token that is no politeness. */
static size_t first_word(const struct router_tokens *tokens)
{
    size_t i = 0;
    while (i < tokens->count &&
           router_in_list("please can could would you kindly hi hello hey , so "
                          "ok and then now tell me know do",
                          tokens->items[i].text)) {
        i++;
    }
    return i;
}

/* "spell elephant", "the planets", "I was born on 4 May 1948, how old am I". */
static bool settle_few_words(struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    const size_t at = first_word(tokens);
    size_t end = tokens->count;
    while (end > at && router_in_list("? . ! please", tokens->items[end - 1].text)) {
        end--;
    }
    if (request->parts.payload.n > 0 || end < at + 2) {
        return false;
    }
    if (end == at + 2 && router_in_list("spell", tokens->items[at].text) &&
        !router_in_list("it this that check these", tokens->items[at + 1].text)) {
        settle(request, ROUTER_SPELLING, 1);
        request->parts.payload = slots_between(request, at + 1, end);
        request->parts.is_quoted = true;
        return true;
    }
    if (router_in_list("planets", tokens->items[end - 1].text) &&
        consists_of(request, "planets",
                    "what which are is the all name names list show of our 's")) {
        settle(request, ROUTER_SCIENCE, 1);
        return true;
    }
    if (slots_have(request, "born") && slots_have(request, "old") && slots_have(request, "how") &&
        (has_class(request, ROUTER_DAY) || has_class(request, ROUTER_NUMBER))) {
        settle(request, ROUTER_DATE, 1);
        return true;
    }
    return false;
}

/* "what time is it in Oslo", "time now in New York": a clock, and a word that is no unit behind "in". */
static bool asks_clock_elsewhere(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    bool asks_clock = false;
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        asks_clock = asks_clock || (router_in_list("time", tokens->items[i].text) &&
                                    router_in_list("is it now in", tokens->items[i + 1].text));
        if (asks_clock && router_in_list("in", tokens->items[i].text) &&
            tokens->items[i + 1].class == ROUTER_WORD) {
            return true;
        }
    }
    return false;
}

#define ASKED_WORDS ((size_t)3)

/* "what does the word X mean": whatever X is. */
static bool asks_meaning(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = first_word(tokens);
    size_t to = tokens->count;
    while (to > 0 && router_in_list("? . ! please exactly actually", tokens->items[to - 1].text)) {
        to--;
    }
    if (from + 3 >= to || !router_in_list("what", tokens->items[from].text) ||
        !router_in_list("does do", tokens->items[from + 1].text) ||
        !router_in_list("mean means", tokens->items[to - 1].text)) {
        return false;
    }
    from += 2;
    if (from + 2 < to - 1 && router_in_list("the", tokens->items[from].text) &&
        router_in_list("word term expression", tokens->items[from + 1].text)) {
        from += 2;
    }
    for (size_t i = from; i < to - 1; i++) {
        if (tokens->items[i].class == ROUTER_NUMBER || tokens->items[i].class == ROUTER_PAYLOAD ||
            router_in_list("it this that he she they you i my your chmod regex cron these those",
                           tokens->items[i].text)) {
            return false;
        }
    }
    return to - 1 - from <= ASKED_WORDS && !router_looks_foreign(request->parts.message);
}

/* "Catalan for we are closed", "Ukrainian version of you are welcome". */
static bool names_version(const struct router_tokens *tokens, size_t at)
{
    bool is_language = at + 2 < tokens->count && tokens->items[at].class == ROUTER_LANGUAGE;
    return is_language && (router_in_list("for", tokens->items[at + 1].text) ||
                           (router_in_list("version translation", tokens->items[at + 1].text) &&
                            router_in_list("of for", tokens->items[at + 2].text)));
}

bool router_orders_translation(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t at = first_word(tokens);
    bool orders = at < tokens->count && router_in_list("translate", tokens->items[at].text);
    bool asks_how = at < tokens->count && router_in_list("how", tokens->items[at].text) &&
                    slots_have(request, "say write put express call");
    bool says = at < tokens->count && router_in_list("say", tokens->items[at].text);
    for (size_t i = at + 1; (orders || asks_how || says) && i < tokens->count; i++) {
        bool is_last = i + 1 == tokens->count ||
                       (i + 2 == tokens->count && tokens->items[i + 1].class == ROUTER_SIGN);
        if (tokens->items[i].class == ROUTER_LANGUAGE && (orders || is_last) &&
            router_in_list("to into in", tokens->items[i - 1].text)) {
            return true;
        }
    }
    return names_version(tokens, at);
}

/* "(8-3)*(2+7) = ?" */
static bool is_sum(const struct router_request *request)
{
    struct str s = request->parts.message;
    while (s.n > 0 && router_is_one_of("?= ", s.p[s.n - 1])) {
        s.n--;
    }
    return request->parts.payload.n == 0 && request->question->attached == 0 &&
           router_shape_of(s) == ROUTER_SHAPE_MATH;
}

bool router_settle_form(struct router_request *request)
{
    if (is_thanks(request)) {
        settle(request, ROUTER_THANKS, 1);
    } else if (is_greeting(request)) {
        settle(request, ROUTER_HELLO, 1);
    } else if (is_sum(request)) {
        settle(request, ROUTER_CALCULATE, 1);
    } else if (asks_clock_elsewhere(request) && request->parts.payload.n == 0) {
        settle(request, ROUTER_DATE, 1);
    } else if (asks_meaning(request) && request->parts.payload.n == 0) {
        settle(request, ROUTER_DEFINE, 1);
    } else {
        return router_settle_either(request) || settle_unit(request) || settle_figure(request) ||
               settle_few_words(request) || settle_thing(request);
    }
    return true;
}

/* ---- by the room ---- */

static const struct room {
    struct str preset;
    enum router_intent first; /* what the room is for */
    enum router_intent last;
    const char *asks; /* words by which somebody asks for that */
} rooms[] = {
    {STR("grammar"), ROUTER_GRAMMAR, ROUTER_SPELLING,
     "check correct fix proofread mistake mistakes error errors right wrong grammar spelling spell "
     "typo typos review edit improve tidy sentence english commas punctuation polish correctly"},
    {STR("summarize"), ROUTER_SUMMARIZE, ROUTER_BULLETS,
     "summarize summary shorten short shorter gist point points bullet bullets key main sum brief "
     "briefly tl;dr condense overview nutshell sentence sentences recap essence takeaways it this"},
    {STR("coding"), ROUTER_CODE_CHECK, ROUTER_CODE_EXPLAIN,
     "check correct valid explain format which what language fix error errors wrong right code "
     "this "
     "it pretty indent tidy"},
};

static bool is_of_room(const struct room *room, enum router_intent intent)
{
    return intent >= room->first && intent <= room->last;
}

/* Whether the text alone, without its request, is what the room is for. */
static bool suits_room(const struct room *room, enum router_shape shape)
{
    switch (room->first) {
    case ROUTER_GRAMMAR:
        return shape == ROUTER_SHAPE_SENTENCE || shape == ROUTER_SHAPE_LONG ||
               shape == ROUTER_SHAPE_PHRASE;
    case ROUTER_SUMMARIZE:
        return shape == ROUTER_SHAPE_LONG;
    default:
        return router_shape_is_code(shape);
    }
}

/* A question or order to calculate: "I have 3 apple and you has 5" is none. */
static bool asks_figure(const struct router_request *request)
{
    return request->tokens.count > 0 &&
           (request->tokens.items[0].class == ROUTER_NUMBER ||
            router_in_list("what what's whats how convert calculate when which work solve tell "
                           "compute count hey hi please can could so",
                           request->tokens.items[0].text));
}

/* Something else than what the room is for is clearly asked. */
static bool is_clear_other(const struct room *room, const struct router_request *request)
{
    enum router_intent intent = request->intent;
    double probability = request->probabilities[intent];
    bool is_figure =
        (intent >= ROUTER_CALCULATE && intent <= ROUTER_DATE) || intent == ROUTER_SCIENCE;
    if (is_of_room(room, intent) || (is_figure && !asks_figure(request))) {
        return false;
    }
    bool is_order =
        request->tokens.count > 0 &&
        router_in_list("write tell give make book set play call send draw show find recommend "
                       "suggest remind order compose invent",
                       request->tokens.items[0].text);
    double scope = is_order ? ORDER_CLEAR : SCOPE_CLEAR;
    return probability >= (intent == ROUTER_OUT_OF_SCOPE ? scope : OTHER_CLEAR);
}

/* That the text is what the room is for: as unlikely as whatever else is likeliest. */
static double certainty(const struct room *room, const struct router_request *request)
{
    double other = 0;
    for (size_t i = 0; i < ROUTER_INTENT_COUNT; i++) {
        bool is_other = !is_of_room(room, (enum router_intent)i);
        other = is_other && request->probabilities[i] > other ? request->probabilities[i] : other;
    }
    double sure = request->router->model.sure;
    return 1 - other > sure ? 1 - other : sure;
}

bool router_settle_room(struct router_request *request)
{
    struct router_parts *parts = &request->parts;
    const struct router_question *question = request->question;
    const struct room *room = NULL;
    for (size_t i = 0; i < ARRAY_LEN(rooms); i++) {
        room = str_eq(rooms[i].preset, question->preset) ? &rooms[i] : room;
    }
    enum router_shape shape = router_shape_of(parts->message);
    if (room == NULL || question->attached > 0 || !suits_room(room, shape) ||
        is_clear_other(room, request)) {
        return false;
    }
    bool is_follow_up = request->last != NULL && request->tokens.count <= WORDS_MAX;
    bool is_asked = slots_have(request, room->asks) && (parts->payload.n > 0 || is_follow_up);
    if (is_asked && is_of_room(room, request->intent)) {
        return false;
    }
    bool is_short = shape == ROUTER_SHAPE_PHRASE;
    if (is_short && (request->last != NULL || !is_of_room(room, request->intent))) {
        return false;
    }
    bool is_kept = is_of_room(room, request->intent) && request->intent != ROUTER_SPELLING;
    settle(request, is_kept ? request->intent : room->first, certainty(room, request));
    parts->payload = parts->message;
    parts->start = 0;
    parts->end = parts->message.n;
    parts->shape = shape;
    parts->is_quoted = false;
    return true;
}
