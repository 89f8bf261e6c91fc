/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered where a message is not clear, and what is said to what no skill does. */
#include "base/utf8.h"
#include "infer/router/router_slots.h"

#define CHOICE_SHARE 0.06 /* of the probability, for what is offered */
#define LABEL_CHARS  ((size_t)60)

void router_add_choice(struct router_plan *plan, struct str label, struct str say)
{
    for (size_t i = 0; i < plan->choice_count; i++) {
        if (str_eq(plan->choices[i].label, label)) {
            return;
        }
    }
    if (plan->choice_count < ROUTER_CHOICES_MAX) {
        plan->choices[plan->choice_count++] = (struct router_choice){label, say};
    }
}

/* What each intent is called on a button, and the sentence that asks for it: with the text behind the colon, or for one of the room. */
static const struct {
    enum router_intent intent;
    const char *label;
    const char *ask;
} offers[] = {
    {ROUTER_SUMMARIZE, "Summarise it", "Summarise this text"},
    {ROUTER_BULLETS, "Key points", "Give me the key points of this text"},
    {ROUTER_GRAMMAR, "Check grammar and spelling", "Check the grammar of this text"},
    {ROUTER_SPELLING, "Check the spelling", "Check the spelling of this word"},
    {ROUTER_DEFINE, "Look it up in the dictionary", "Define the word"},
    {ROUTER_SYNONYMS, "Find synonyms", "Synonyms for"},
    {ROUTER_OPPOSITES, "Find the opposite", "Opposite of"},
    {ROUTER_QUIZ_START, "Start a vocabulary quiz", "Quiz me on 10 words"},
    {ROUTER_QUIZ_PROGRESS, "Show my quiz progress", "Show my quiz progress"},
    {ROUTER_CALCULATE, "Calculate it", "Calculate"},
    {ROUTER_CONVERT, "Convert units", "Convert"},
    {ROUTER_DATE, "Work with dates", "What date is it today?"},
    {ROUTER_TRANSLATE, "Translate it", "Translate into English"},
    {ROUTER_CODE_CHECK, "Check the code", "Check this code"},
    {ROUTER_CODE_IDENTIFY, "Which language is it?", "Which programming language is this"},
    {ROUTER_CODE_FORMAT, "Format it", "Format this code"},
    {ROUTER_CODE_EXPLAIN, "Explain it", "Explain this"},
    {ROUTER_SCIENCE, "Look it up in the tables of science", "Science facts about"},
    {ROUTER_READ_PICTURE, "Read the text", "Read the text on the picture"},
    {ROUTER_NAME_ANIMAL, "Name the animal", "Which animal is on the picture?"},
    {ROUTER_FIND_SIGNS, "Find road signs", "Find the road signs on the picture"},
};

static bool is_whole_sentence(enum router_intent intent)
{
    return (intent >= ROUTER_QUIZ_START && intent <= ROUTER_QUIZ_PROGRESS) ||
           intent == ROUTER_DATE || intent >= ROUTER_READ_PICTURE;
}

static void offer(const struct router_request *request, enum router_intent intent,
                  struct router_plan *plan)
{
    for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
        if (offers[i].intent != intent) {
            continue;
        }
        const struct router_parts *parts = &request->parts;
        struct str text = parts->payload.n > 0 ? parts->payload : parts->message;
        bool alone = is_whole_sentence(intent) || text.n == 0;
        const char *say =
            alone ? offers[i].ask
                  : arena_printf(request->arena, "%s: %" STRF, offers[i].ask, STRA(text));
        router_add_choice(plan, str_from(offers[i].label), str_from(say));
    }
}

static void offer_pictures(const struct router_request *request, struct router_plan *plan)
{
    offer(request, ROUTER_READ_PICTURE, plan);
    offer(request, ROUTER_NAME_ANIMAL, plan);
    offer(request, ROUTER_FIND_SIGNS, plan);
    plan->text = STR("What should I look for on the picture?");
}

/* "translate this: ...": into which language? */
static void offer_languages(const struct router_request *request, struct router_plan *plan)
{
    static const char *const names[] = {"Spanish", "French", "German", "English"};
    struct str text = router_text_to_translate(request);
    if (text.n == 0) {
        plan->text = STR("Which text, and into which language? As in \"translate good morning into "
                         "Spanish\".");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *say =
            arena_printf(request->arena, "Translate into %s: %" STRF, names[i], STRA(text));
        router_add_choice(plan, str_from(names[i]), str_from(say));
    }
    plan->text = STR("Into which language?");
}

/* "summarise that", "in bullets", in a room where there are only words and figures. */
static bool lacks_long_text(const struct router_request *request, bool is_clear)
{
    bool is_summary = request->intent == ROUTER_SUMMARIZE || request->intent == ROUTER_BULLETS;
    bool is_form =
        request->intent == ROUTER_OTHER && slots_have(request, "bullet bullets bulleted");
    return request->last != NULL && request->parts.payload.n == 0 &&
           ((is_summary && is_clear) || is_form);
}

/* Something is clear, but what it is about is missing. */
static bool ask_for_text(const struct router_request *request, struct router_plan *plan)
{
    bool is_clear = request->probabilities[request->intent] >= request->router->model.sure &&
                    *router_intent_skill(request->intent) != '\0';
    if (lacks_long_text(request, is_clear)) {
        plan->text = STR("There is no text here yet that is long enough to be summarised. Please "
                         "send it along, behind a colon or on a line of its own.");
        return true;
    }
    if (!is_clear) {
        return false;
    }
    if (request->intent == ROUTER_TRANSLATE && request->parts.message.n > 0) {
        offer_languages(request, plan);
        return true;
    }
    if (request->parts.payload.n > 0) {
        return false;
    }
    bool is_word = request->intent >= ROUTER_SPELLING && request->intent <= ROUTER_OPPOSITES;
    if (request->intent >= ROUTER_CALCULATE && request->intent <= ROUTER_DATE) {
        plan->text = STR("What is to be calculated? As in \"15 % of 80\", \"3 miles in km\" or "
                         "\"days until 25 December\".");
        return true;
    }
    plan->text =
        is_word ? STR("Which word? Please write it behind a colon, as in \"define: serendipity\".")
                : STR("Which text? Please send it along, behind a colon or on a line of its own.");
    return true;
}

void router_offer_help(struct router_plan *plan)
{
    plan->is_unsure = true;
    plan->about = "unclear";
    plan->text = STR("I am not sure what you mean. Ask \"what can you do?\" to see what I "
                     "understand.");
}

void router_offer(const struct router_request *request, struct router_plan *plan)
{
    plan->is_unsure = true;
    plan->about = "unclear";
    bool is_picture = request->question->attached > 0 ||
                      (request->question->earlier > 0 && request->intent == ROUTER_PICTURE);
    if (is_picture && (request->intent == ROUTER_PICTURE || request->tokens.count == 0 ||
                       request->intent == ROUTER_OUT_OF_SCOPE)) {
        offer_pictures(request, plan);
        return;
    }
    if (ask_for_text(request, plan)) {
        return;
    }
    double probabilities[ROUTER_INTENT_COUNT];
    memcpy(probabilities, request->probabilities, sizeof(probabilities));
    for (size_t k = 0; k < ROUTER_CHOICES_MAX; k++) {
        size_t best = 0;
        for (size_t i = 1; i < ROUTER_INTENT_COUNT; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        if (probabilities[best] >= CHOICE_SHARE && request->parts.message.n > 0) {
            offer(request, (enum router_intent)best, plan);
        }
        probabilities[best] = 0;
    }
    if (plan->choice_count == 0) {
        router_offer_help(plan);
        return;
    }
    plan->text = STR("I am not sure what you mean. Is it one of these?");
}

/* ---- what no skill does ---- */

#define SKILLS_SENTENCE                                                                       \
    "I can summarise texts, check grammar and spelling, look up words, their synonyms and "   \
    "opposites, quiz you on vocabulary, calculate, "                                          \
    "convert units, work with dates, translate, look at code (check, format, explain), tell " \
    "facts about elements, planets and constants, "                                           \
    "and read text, name animals or find road signs on pictures."

static const struct {
    enum router_intent intent;
    const char *about;
    const char *text;
} answers[] = {
    {ROUTER_HELLO, "hello", "Hello! " SKILLS_SENTENCE " What would you like to do?"},
    {ROUTER_THANKS, "thanks", "You are welcome. Is there anything else?"},
    {ROUTER_BYE, "bye", "Goodbye!"},
    {ROUTER_HELP, "help",
     "I am Assisti. No language model is behind this answer: I have skills that compute or look "
     "things up, without the network. " SKILLS_SENTENCE},
    {ROUTER_OUT_OF_SCOPE, "out_of_scope",
     "That needs a language model, or knowledge that I do not have: without a model I cannot chat, "
     "give advice, write texts, or know about the world. " SKILLS_SENTENCE},
};

static void offer_examples(struct router_plan *plan)
{
    router_add_choice(plan, STR("Look up a word"), STR("what does serendipity mean?"));
    router_add_choice(plan, STR("Convert units"), STR("what is 3 miles in km?"));
    router_add_choice(plan, STR("Check a sentence"), STR("check: I has a apple"));
    router_add_choice(plan, STR("Start a vocabulary quiz"), STR("quiz me on 10 words"));
}

void router_say_about(const struct router_request *request, struct router_plan *plan)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (answers[i].intent == request->intent) {
            plan->about = answers[i].about;
            plan->text = str_from(answers[i].text);
        }
    }
    if (request->intent == ROUTER_HELLO || request->intent == ROUTER_HELP ||
        request->intent == ROUTER_OUT_OF_SCOPE) {
        offer_examples(plan);
    }
}
