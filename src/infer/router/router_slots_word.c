/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to look up or to spell, and what is asked about a quiz. */
#include "base/utf8.h"
#include "infer/router/router_slots.h"

/* What stands around a word that is asked about. */
static const char word_stops[] =
    "what does do did the word term expression phrase mean means meaning meanings meant definition "
    "definitions define by of for in a an is are was "
    "tell me us give show find look up dictionary entry please can could would you your i i'm my "
    "know knows want to like need "
    "explain clarify describe say says saying said people they we when if stand stands refer "
    "refers denote signify english exactly "
    "really actually even anyway simple words word's on earth world came across read heard saw "
    "found met stumbled upon book today "
    "yesterday never that this it it's 's how used use using usage sentence sentences example "
    "examples some few one hyphenate "
    "hyphenation syllables syllable many have has sense senses part speech class kind sort noun "
    "verb adjective adverb "
    "real proper belong belongs family families which who where split break divide related from "
    "come comes same form "
    "there synonym synonyms another other others similar better fancier fancy nicer formal simpler "
    "stronger different alternative alternatives alternatively "
    "else instead rather than place thesaurus list suggest good nice informal british replacement "
    "substitute equivalent equivalents "
    "replace with something way ways put express rephrase differently avoid too often much all "
    "time again help opposite "
    "opposites antonym antonyms contrary reverse converse counterpart exact complete direct call "
    "someone not be or and also "
    "then now hi hello hey thanks thank ok so well question quick sorry excuse new lookup def it's "
    ". , ? ! : ; - \" ' ( ) "
    "what's called its idea understand i've i'd i'll don't wonder wondering does mean? supposed am "
    "looking name "
    "cheers yo bro sir dear lol pray hm hmm mate man pls kindly needed exist exists signification "
    "understand otherwise sounding smarter elegant getting replacing might "
    "quite just about language thing things at as posher posh meaning? got any more suitable";

static const char word_anchors[] =
    "of for word term say define is a an to than like as with by instead mean means called explain "
    "use hyphenate "
    "expression about does do said write find spell spelling spelled written : \" '";

static const char spelling_stops[] =
    "how do does you i one we spell spelled spelling spellings spelt written write writing wrote "
    "the word is are it that correct correctly right "
    "wrong properly proper way best to of for with or and two double single letter letters check "
    "my please can could "
    "would me in english british american again what which did have a an not sure unsure i'm never "
    "know always forget remember can't "
    "don't like this 's spellcheck help many has there ok okay misspelled misspelling typo form "
    "need take get should "
    "for? tell if whether hi hello hey so thanks question . , ? ! : ; - \" ' ( ) be am was just "
    "really quite either "
    "does one's it's any mistake words come after follow";

static bool is_stop(const struct router_token *token, const char *stops)
{
    return token->class == ROUTER_PAYLOAD || token->class == ROUTER_SIGN ||
           router_in_list(stops, token->text);
}

bool slots_find_run(const struct router_request *request, const char *stops, const char *anchors,
                    size_t out_range[2])
{
    const struct router_tokens *tokens = &request->tokens;
    bool found = false;
    bool is_anchored = false;
    for (size_t i = 0; i < tokens->count; i++) {
        if (is_stop(&tokens->items[i], stops)) {
            continue;
        }
        size_t end = i + 1;
        while (end < tokens->count && !is_stop(&tokens->items[end], stops)) {
            end++;
        }
        bool anchored = i > 0 && router_in_list(anchors, tokens->items[i - 1].text);
        bool is_longer = request->intent == ROUTER_SPELLING && found &&
                         tokens->items[i].text.n > tokens->items[out_range[0]].text.n;
        if (!found || (anchored && !is_anchored) ||
            (!anchored && !is_anchored && request->intent != ROUTER_SPELLING) || is_longer) {
            out_range[0] = i;
            out_range[1] = end;
            found = true;
            is_anchored = anchored;
        }
        i = end;
    }
    return found;
}

/* Without the marks around a word. */
static struct str bare(struct str word)
{
    while (word.n > 0 && strchr("\"'`.,?!:;()", word.p[0]) != NULL) {
        word = str_sub(word, 1, word.n);
    }
    while (word.n > 0 && strchr("\"'`.,?!:;()", word.p[word.n - 1]) != NULL) {
        word = str_sub(word, 0, word.n - 1);
    }
    return word;
}

#define WORD_BYTES ((size_t)80)

/* A quotation or what stands behind a colon, where it is no more than a few words. */
static struct str given_word(const struct router_request *request, const char *stops)
{
    const struct router_parts *parts = &request->parts;
    if (parts->payload.n == 0 || parts->payload.n > WORD_BYTES ||
        router_count_words(parts->payload) > 4) {
        return STR_EMPTY;
    }
    /* "loquacious: meaning?" */
    size_t range[2];
    size_t at = 0;
    struct str first;
    bool is_asking = router_next_word(parts->payload, &at, &first) && !parts->is_quoted &&
                     router_in_list(stops, bare(first)) &&
                     slots_find_run(request, stops, "", range);
    return is_asking ? slots_between(request, range[0], range[1]) : bare(parts->payload);
}

/* A word of the list itself: "what does mean mean". */
static struct str last_word(const struct router_request *request, const char *anchors)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = tokens->count; i-- > 1;) {
        bool is_word =
            tokens->items[i].class != ROUTER_SIGN && tokens->items[i].class != ROUTER_PAYLOAD;
        bool asks_meaning = router_in_list("mean means", tokens->items[i].text) &&
                            slots_have(request, "it that this");
        if (is_word && !asks_meaning && router_in_list(anchors, tokens->items[i - 1].text) &&
            !router_in_list("it this that the a an in me word english please i you",
                            tokens->items[i].text)) {
            return slots_between(request, i, i + 1);
        }
    }
    return STR_EMPTY;
}

/* "another word for it, something politer" */
static bool names_earlier(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    for (size_t i = 1; i < tokens->count; i++) {
        const bool is_end = i + 1 == tokens->count || tokens->items[i + 1].class == ROUTER_SIGN;
        if (is_end && router_in_list("it that this", tokens->items[i].text) &&
            router_in_list("for of", tokens->items[i - 1].text)) {
            return true;
        }
    }
    return false;
}

static struct str find_word(const struct router_request *request, size_t range[2])
{
    bool spells = request->intent == ROUTER_SPELLING;
    const char *stops = spells ? spelling_stops : word_stops;
    struct str given = given_word(request, stops);
    range[0] = range[1] = 0;
    if (given.n > 0) {
        return given;
    }
    if (!spells && request->last != NULL && names_earlier(request)) {
        return STR_EMPTY;
    }
    if (slots_find_run(request, stops, word_anchors, range)) {
        return slots_between(request, range[0], range[1]);
    }
    bool is_about_earlier = (request->last != NULL && slots_have(request, "it that this")) ||
                            request->tokens.count <= 2;
    return is_about_earlier
               ? STR_EMPTY
               : last_word(request,
                           "of for word define mean means than like say is to with spell does");
}

/* "define arid and humid": the second word. */
static struct str second_word(const struct router_request *request, const size_t range[2])
{
    const struct router_tokens *tokens = &request->tokens;
    const struct router_parts *parts = &request->parts;
    if (parts->quote_count >= 2) {
        return parts->payload.p == parts->quotes[0].p ? parts->quotes[1] : parts->quotes[0];
    }
    size_t i = range[1];
    bool is_pair =
        range[1] > range[0] &&
        i + 2 == tokens->count -
                     (tokens->count > 0 && str_eq(tokens->items[tokens->count - 1].text, STR("?"))
                          ? 1
                          : 0) &&
        str_eq(tokens->items[i].text, STR("and")) && !is_stop(&tokens->items[i + 1], word_stops);
    return is_pair ? slots_between(request, i + 1, i + 2) : STR_EMPTY;
}

/* "who is Einstein and what ..." is no word; a phrase of more words than a dictionary has is none either. */
#define PHRASE_WORDS ((size_t)5)

void slots_set_about(const struct router_request *request, struct router_act *act)
{
    const bool is_sure = request->probabilities[request->intent] >= request->router->model.sure;
    if ((is_sure && request->intent == ROUTER_OPPOSITES) ||
        slots_have(request, "antonym antonyms opposite opposites")) {
        router_set_text(act, "about", STR("opposites"));
    } else if ((is_sure && request->intent == ROUTER_SYNONYMS) ||
               slots_have(request, "synonym synonyms")) {
        router_set_text(act, "about", STR("synonyms"));
    }
}

bool router_fill_word(const struct router_request *request, struct router_plan *plan)
{
    size_t range[2];
    bool spells = request->intent == ROUTER_SPELLING;
    struct str word = bare(find_word(request, range));
    bool is_language = range[1] == range[0] + 1 && range[0] > 0 &&
                       request->tokens.items[range[0]].class == ROUTER_LANGUAGE &&
                       router_in_list("in into to", request->tokens.items[range[0] - 1].text);
    if (is_language && request->last != NULL) {
        return false; /* "in Spanish?" */
    }
    if (router_count_words(word) > PHRASE_WORDS || word.n > 2 * WORD_BYTES) {
        word = STR_EMPTY;
        if (!spells) {
            return false;
        }
    }
    struct router_act *act = slots_add_with_text(request, plan, word);
    if (act == NULL) {
        return false;
    }
    if (!spells) {
        slots_set_about(request, act);
    }
    struct str second = spells ? STR_EMPTY : bare(second_word(request, range));
    if (second.n > 0) {
        router_set_text(router_add_act(plan, "define", act->confidence), "word", second);
    }
    return true;
}

/* ---- the quiz ---- */

static void set_level(const struct router_request *request, struct router_act *act)
{
    if (slots_have(request, "hard harder difficult tricky advanced challenging tough")) {
        router_set_text(act, "level", STR("hard"));
    } else if (slots_have(request, "easy easier simple basic beginner beginners")) {
        router_set_text(act, "level", STR("easy"));
    } else if (slots_have(request, "medium intermediate normal middle")) {
        router_set_text(act, "level", STR("medium"));
    }
    if (slots_have(request, "gap gaps fill cloze blank blanks filling")) {
        router_set_text(act, "form", STR("gap"));
    } else if (slots_have(request, "spelling spell bee spellings")) {
        router_set_text(act, "form", STR("spell"));
    } else if (slots_have(request, "meaning meanings mean")) {
        router_set_text(act, "form", STR("meaning"));
    } else if (slots_have(request, "mixed mix")) {
        router_set_text(act, "form", STR("mixed"));
    }
}

bool router_fill_quiz(const struct router_request *request, struct router_plan *plan)
{
    struct router_act *act = router_add_act(plan, "quiz", request->probabilities[request->intent]);
    if (act == NULL) {
        return false;
    }
    if (request->intent != ROUTER_QUIZ_START) {
        router_set_text(act, "action",
                        request->intent == ROUTER_QUIZ_STOP ? STR("stop") : STR("progress"));
        return true;
    }
    router_set_text(act, "action", STR("start"));
    int64_t count;
    if (slots_count(request,
                    "words word questions question spellings vocabulary terms meanings gaps vocab",
                    50, &count)) {
        router_set_number(act, "count", count);
    }
    for (size_t i = 0; router_find_argument(act, "count") == NULL && i < request->tokens.count;
         i++) {
        bool is_count = !str_eq(request->tokens.items[i].text, STR("one")) &&
                        slots_number(&request->tokens.items[i], &count);
        if (is_count && count >= 1 && count <= 50) {
            router_set_number(act, "count", count);
        }
    }
    set_level(request, act);
    return true;
}

/* What an answer is said with: "I think it's ...", "(c)". */
static struct str answer_of(const struct router_request *request)
{
    static const char lead[] = "i think it it's its 's is the answer maybe perhaps probably must "
                               "be might could guess would say "
                               "number option word my final i'd i'm sure that that's choose take "
                               "letter well hmm um er so ok ( \" ' ";
    static const char ordinals[][2][8] = {{"first", "1"},  {"second", "2"}, {"third", "3"},
                                          {"fourth", "4"}, {"fifth", "5"},  {"last", "4"}};
    const struct router_tokens *tokens = &request->tokens;
    size_t from = 0;
    while (from < tokens->count && router_in_list(lead, tokens->items[from].text)) {
        from++;
    }
    struct str s = request->parts.message;
    struct str answer =
        bare(from < tokens->count ? str_trim(str_sub(s, tokens->items[from].start, s.n)) : s);
    for (size_t i = 0; i < ARRAY_LEN(ordinals) && from < tokens->count && tokens->count <= from + 2;
         i++) {
        if (str_eq(tokens->items[from].text, str_from(ordinals[i][0]))) {
            return str_from(ordinals[i][1]);
        }
    }
    return answer.n > 0 ? answer : s;
}

#define ANSWER_WORDS ((size_t)6)
#define STOP_SURE    0.6 /* from here on somebody wants to stop, or to know the score */
#define ELSE_SURE    0.8 /* from here on it is another request */

/* "in French": what is asked, in another language. */
static bool translate_question(const struct router_request *request, struct router_plan *plan)
{
    const struct router_tokens *tokens = &request->tokens;
    bool has_mark = tokens->count == 3 && router_in_list("? . ! please", tokens->items[2].text);
    if (request->parts.payload.n > 0 || (tokens->count != 2 && !has_mark) ||
        !router_in_list("in into to", tokens->items[0].text) ||
        tokens->items[1].class != ROUTER_LANGUAGE || tokens->items[1].code.n == 0) {
        return false;
    }
    struct json_value asked = json_get(request->last->result, "question");
    struct str prompt = json_text(json_get(asked, "prompt"));
    struct router_act *act = prompt.n > 0 ? router_add_act(plan, "translate", 1) : NULL;
    if (act != NULL) {
        router_set_text(act, "text", prompt);
        router_set_text(act, "to", tokens->items[1].code);
    }
    return act != NULL;
}

/* One of the choices, word for word, whatever else it may look like. */
static bool is_a_choice(const struct router_request *request)
{
    struct json_value choices = json_get(json_get(request->last->result, "question"), "choices");
    struct str said = bare(str_trim(request->parts.message));
    for (size_t i = 0; i < json_count(choices); i++) {
        if (str_eq_nocase(said, bare(str_trim(json_text(json_at(choices, i)))))) {
            return true;
        }
    }
    return false;
}

static void add_answer(struct router_plan *plan, struct str answer)
{
    struct router_act *act = router_add_act(plan, "quiz", 1);
    router_set_text(act, "action", STR("answer"));
    router_set_text(act, "answer", utf8_prefix(answer, 500));
}

bool router_answer_quiz(const struct router_request *request, struct router_plan *plan)
{
    const struct router_step *last = request->last;
    bool runs = last != NULL && str_eq(last->skill, STR("quiz")) &&
                json_has(json_get(last->result, "question")) &&
                !json_bool(json_get(last->result, "finished"), false);
    if (!runs || request->parts.message.n == 0) {
        return false;
    }
    if (is_a_choice(request)) {
        add_answer(plan, request->parts.message);
        return true;
    }
    if (translate_question(request, plan)) {
        return true;
    }
    double certainty = request->probabilities[request->intent];
    bool is_choice = request->parts.message.n <= 3;
    bool speaks_of_it =
        request->intent == ROUTER_QUIZ_STOP
            ? slots_have(request, "stop end quit exit finish finished cancel enough done tired no "
                                  "pause break give over leave abort close bored go")
            : slots_have(request,
                         "score progress many far doing result results stats statistics well");
    /* An answer of several words that looks like that is rare. */
    speaks_of_it =
        speaks_of_it || (certainty >= STOP_SURE && router_count_words(request->parts.message) >= 3);
    bool ends = !is_choice && speaks_of_it &&
                (request->intent == ROUTER_QUIZ_STOP || request->intent == ROUTER_QUIZ_PROGRESS) &&
                certainty >= request->router->model.sure && !slots_have(request, "skip know idea");
    if (ends) {
        return router_fill_quiz(request, plan);
    }
    bool is_long =
        router_count_words(request->parts.message) > ANSWER_WORDS || request->parts.payload.n > 0;
    bool is_skill =
        *router_intent_skill(request->intent) != '\0' && request->intent != ROUTER_QUIZ_START;
    bool is_other = certainty >= ELSE_SURE &&
                    ((is_skill && router_count_words(request->parts.message) >= 3) ||
                     request->intent == ROUTER_HELP) &&
                    !slots_have(request, "skip know idea");
    if (is_other || (is_long && is_skill)) {
        return false;
    }
    add_answer(plan, answer_of(request));
    return true;
}
