/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done for a message: one request, or the several that it holds. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/router/router_int.h"

/* ---- acts ---- */

struct router_act *router_add_act(struct router_plan *plan, const char *skill, double confidence)
{
    if (plan->act_count == ROUTER_ACTS_MAX) {
        return NULL;
    }
    struct router_act *act = &plan->acts[plan->act_count++];
    *act = (struct router_act){.skill = skill, .confidence = confidence};
    return act;
}

static void set(struct router_act *act, struct router_argument argument)
{
    if (act != NULL && act->argument_count < ROUTER_ARGUMENTS_MAX) {
        act->arguments[act->argument_count++] = argument;
    }
}

void router_set_text(struct router_act *act, const char *name, struct str text)
{
    set(act, (struct router_argument){.name = name, .text = text.p == NULL ? STR_EMPTY : text});
}

void router_set_number(struct router_act *act, const char *name, int64_t number)
{
    set(act, (struct router_argument){.name = name, .number = number});
}

void router_set_from(struct router_act *act, const char *name, size_t from, const char *member)
{
    set(act, (struct router_argument){.name = name, .member = member, .number = (int64_t)from});
}

const struct router_argument *router_find_argument(const struct router_act *act, const char *name)
{
    for (size_t i = 0; act != NULL && i < act->argument_count; i++) {
        if (strcmp(act->arguments[i].name, name) == 0) {
            return &act->arguments[i];
        }
    }
    return NULL;
}

/* ---- one request ---- */

static bool is_act(enum router_intent intent)
{
    return *router_intent_skill(intent) != '\0';
}

static bool is_about(enum router_intent intent)
{
    return intent >= ROUTER_HELLO && intent <= ROUTER_HELP;
}

static bool follows(enum router_intent intent)
{
    return intent >= ROUTER_SHORTER && intent <= ROUTER_AGAIN;
}

/* "what about ...", "and ...?" */
static bool goes_on(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    if (request->last == NULL || tokens->count < 2) {
        return false;
    }
    size_t i = tokens->count > 2 && router_in_list("ok so well", tokens->items[0].text) ? 1 : 0;
    bool is_about = router_in_list("what how", tokens->items[0].text) &&
                    router_in_list("about of", tokens->items[1].text);
    return is_about || (router_in_list("and now", tokens->items[i].text) && tokens->count <= 6);
}

static bool says(const struct router_request *request, const char *list)
{
    for (size_t i = 0; i < request->tokens.count; i++) {
        if (router_in_list(list, request->tokens.items[i].text)) {
            return true;
        }
    }
    return false;
}

/* How sure it is what is to be done: a sum that may be a conversion is calculated all the same, a word is looked up. */
static double certainty_of(const struct router_request *request)
{
    const char *skill = router_intent_skill(request->intent);
    if (strcmp(skill, "calculate") != 0 && strcmp(skill, "define") != 0) {
        return request->probabilities[request->intent];
    }
    double sum = 0;
    for (size_t i = 0; i < ROUTER_INTENT_COUNT; i++) {
        const bool is_same = strcmp(router_intent_skill((enum router_intent)i), skill) == 0;
        sum += is_same ? request->probabilities[i] : 0;
    }
    return sum;
}

static void plan_one(const struct router_request *request, struct router_plan *plan)
{
    enum router_intent intent = request->intent;
    double sure = request->router->model.sure;
    double certainty = certainty_of(request);
    bool is_sure = certainty >= sure;
    if (intent == ROUTER_OUT_OF_SCOPE && goes_on(request) && router_follow(request, plan)) {
        return;
    }
    bool lacks_picture = intent == ROUTER_PICTURE && request->question->attached == 0 &&
                         request->question->earlier == 0;
    if (lacks_picture && says(request, "picture pictures photo photograph image screenshot")) {
        router_add_act(plan, "read_picture", request->probabilities[intent]); /* says what lacks */
        return;
    }
    if (is_about(intent) || (intent == ROUTER_OUT_OF_SCOPE && is_sure)) {
        router_say_about(request, plan);
        return;
    }
    /* What follows an earlier turn is often half a request of its own. */
    double both = certainty + (request->last != NULL && intent != ROUTER_OTHER
                                   ? request->probabilities[ROUTER_OTHER]
                                   : 0);
    is_sure = is_sure || (is_act(intent) && both >= sure);
    bool done = is_sure && ((is_act(intent) && router_fill(request, plan)) ||
                            (follows(intent) && router_follow(request, plan)));
    /* "in metres?" may look like a request of its own, of which half is missing. */
    bool is_summary = intent == ROUTER_SUMMARIZE || intent == ROUTER_BULLETS;
    if (!done && request->last != NULL && is_sure && is_act(intent) && !is_summary) {
        done = router_follow(request, plan);
    }
    if (!done) {
        plan->act_count = 0;
        router_offer(request, plan);
    }
}

/* ---- several requests ---- */

#define SPLIT_CLEAR 0.76
#define SPLITS_MAX  ((size_t)8)

static const char openers[] = "what how which who is are does do did can could would will when "
                              "where why any define explain translate "
                              "summarize summarise check correct fix read find tell give show list "
                              "convert calculate quiz test format spell "
                              "identify name say start make look extract turn put please use whats "
                              "what's shorten bullet key detect "
                              "proofread validate hyphenate sum type copy transcribe in into key "
                              "synonym synonyms opposite antonym meaning definition atomic "
                              "melting boiling symbol half";

struct split {
    size_t end;   /* of the first request */
    size_t next;  /* beginning of the second */
    bool is_weak; /* parted by a comma alone */
};

/* Behind "and", "then", "also" and the like. */
static size_t skip_joints(struct str s, size_t i)
{
    size_t at = i;
    struct str word;
    for (;;) {
        size_t before = at;
        if (!router_next_word(s, &at, &word)) {
            return before;
        }
        struct str bare =
            word.n > 1 && word.p[word.n - 1] == ',' ? str_sub(word, 0, word.n - 1) : word;
        if (!router_in_list("and then also And Then Also plus afterwards after that, &", bare)) {
            return (size_t)(word.p - s.p);
        }
    }
}

static bool opens_request(struct str s, size_t i)
{
    size_t at = i;
    struct str word;
    if (!router_next_word(s, &at, &word)) {
        return false;
    }
    if (router_in_list("a an the", word) && /* "a synonym of cold", but "two and a half" */
        (!router_next_word(s, &at, &word) || router_in_list("half", word))) {
        return false;
    }
    char small[16];
    size_t n = 0;
    while (n < word.n && n < sizeof(small) &&
           (isalpha((unsigned char)word.p[n]) || word.p[n] == '\'')) {
        small[n] = (char)tolower((unsigned char)word.p[n]);
        n++;
    }
    return router_in_list(openers, (struct str){small, n}) ||
           router_shape_of(str_sub(s, i, s.n)) == ROUTER_SHAPE_MATH;
}

/* "days between A and B", "the sum of A and B": the "and" belongs to them. */
static bool joins_values(struct str before)
{
    size_t at = 0;
    size_t count = 0;
    bool joins = false;
    struct str word;
    while (router_next_word(before, &at, &word) && count++ < 24) {
        joins = router_in_list("and", word)
                    ? false
                    : joins || router_in_list("between sum product difference "
                                              "average mean ratio gcd lcm "
                                              "add multiply median",
                                              word);
    }
    return joins;
}

/* Whether something may end at i: "...? And", ", then", " and ". */
static bool ends_request(struct str s, size_t i)
{
    bool is_mark =
        router_is_one_of("?.!;,", s.p[i]) && i + 1 < s.n && isspace((unsigned char)s.p[i + 1]);
    bool is_and = isspace((unsigned char)s.p[i]) && str_starts(str_sub(s, i + 1, s.n), STR("and "));
    bool is_then =
        isspace((unsigned char)s.p[i]) && str_starts(str_sub(s, i + 1, s.n), STR("then "));
    return is_mark || (is_and && !joins_values(str_sub(s, 0, i))) || is_then;
}

static size_t find_splits(const struct router_parts *parts, struct split out[SPLITS_MAX])
{
    struct str s = parts->message;
    size_t count = 0;
    for (size_t i = 3; i + 4 < s.n && i < 400 && count < SPLITS_MAX; i++) {
        bool is_inside = parts->payload.n > 0 && i >= parts->start && i < parts->end;
        if (is_inside || !ends_request(s, i)) {
            continue;
        }
        bool is_mark = router_is_one_of("?.!", s.p[i]);
        size_t next = skip_joints(s, i + 1);
        if (next < s.n && opens_request(s, next)) {
            size_t behind = i + 1;
            while (behind < s.n && isspace((unsigned char)s.p[behind])) {
                behind++;
            }
            bool is_weak = !is_mark && s.p[i] == ',' && behind == next;
            out[count++] = (struct split){is_mark ? i + 1 : i, next, is_weak};
        }
    }
    return count;
}

/* "correct this, then translate it: ...": the text stands behind both requests; the second goes on with what comes of the first. */
static void share_payload(struct router_request *a, struct router_request *b)
{
    if (a->parts.payload.n > 0 || b->parts.payload.n == 0) {
        return;
    }
    a->parts.payload = b->parts.payload;
    a->parts.shape = b->parts.shape;
    if (b->intent == ROUTER_TRANSLATE && a->intent != ROUTER_TRANSLATE) {
        b->parts.payload = STR_EMPTY;
    }
}

static bool is_sound(const struct router_request *request)
{
    return is_act(request->intent) &&
           request->probabilities[request->intent] >= request->router->model.sure;
}

/* "I weigh 11 stone, what's that in kilos?" is one. */
static bool differ(const struct router_request *a, const struct router_request *b)
{
    bool is_same_skill =
        strcmp(router_intent_skill(a->intent), router_intent_skill(b->intent)) == 0;
    bool points_back = b->parts.payload.n == 0 && says(b, "that it this one each");
    if (a->intent == ROUTER_QUIZ_START && b->intent == ROUTER_QUIZ_START) {
        return false; /* "I want to learn, quiz me on 3 words" */
    }
    return !(is_same_skill && points_back &&
             strcmp(router_intent_skill(a->intent), "calculate") == 0) &&
           (a->intent != b->intent || (a->parts.payload.n == 0) == (b->parts.payload.n == 0));
}

static bool is_same(const struct router_act *a, const struct router_act *b)
{
    const bool are_words = strcmp(a->skill, "define") == 0 && strcmp(b->skill, "define") == 0 &&
                           a->argument_count > 0 && b->argument_count > 0 &&
                           a->arguments[0].text.n > 0;
    if (are_words) { /* all of a word is told at once, whatever it begins with */
        return str_eq(a->arguments[0].text, b->arguments[0].text);
    }
    bool is_equal = strcmp(a->skill, b->skill) == 0 && a->argument_count == b->argument_count;
    for (size_t i = 0; is_equal && i < a->argument_count; i++) {
        is_equal = str_eq(a->arguments[i].text, b->arguments[i].text) &&
                   a->arguments[i].number == b->arguments[i].number;
    }
    return is_equal;
}

#define REQUESTS_MAX ((size_t)5) /* that are done for one message */
#define LOOKS_MAX    ((size_t)48)

static bool plan_several(const struct router_request *whole, size_t left, struct router_plan *plan);

/* "got 5 minutes, test me" is one. */
static bool opens_both(const struct router_request *a, struct str s)
{
    bool opens = a->parts.payload.n > 0 || opens_request(s, 0) ||
                 says(a, "please can could hi hello hey i need want bullet points summary");
    return opens || a->probabilities[a->intent] >= SPLIT_CLEAR;
}

/* "never heard of X, explain": what is no code is not explained as such. */
static bool goes_on_with_code(const struct router_request *b, const struct router_act *before)
{
    bool is_code = strcmp(router_intent_skill(b->intent), "code") == 0;
    return !is_code || b->parts.payload.n > 0 || router_shape_is_code(b->parts.shape) ||
           strcmp(before->skill, "code") == 0 || strcmp(before->skill, "read_picture") == 0;
}

/* The acts of what stands behind a request: several, or one. At most `left` requests are done, what is beyond is told. */
static bool plan_behind(struct router_request *b, size_t left, struct router_plan *plan)
{
    size_t first = plan->act_count;
    if (plan_several(b, left, plan)) {
        return true;
    }
    bool done = is_sound(b) && goes_on_with_code(b, &plan->acts[first - 1]) &&
                router_fill(b, plan) && plan->act_count > first &&
                !is_same(&plan->acts[first - 1], &plan->acts[first]);
    plan->act_count = done ? plan->act_count : first;
    return done;
}

#define TOLD_MAX ((size_t)80) /* bytes of a request that is not done */

/* What no skill does is told where the other request is done: silence would look like an answer to both. */
static bool tell_left_out(const struct router_request *b, struct router_plan *plan)
{
    if (b->intent != ROUTER_OUT_OF_SCOPE || b->probabilities[b->intent] < SPLIT_CLEAR ||
        plan->text.n > 0) {
        return false;
    }
    plan->text = str_from(arena_printf(
        plan->arena, "“%" STRF "” is something that I cannot do without a language model.",
        STRA(utf8_cut(b->parts.message, TOLD_MAX))));
    return true;
}

/* Plans both sides of a split; false, and no acts, where one of them is no request. */
static bool plan_split(const struct router_request *whole, struct split split, size_t left,
                       struct router_plan *plan)
{
    struct router_request a;
    struct router_request b;
    struct str s = whole->parts.message;
    size_t before = plan->act_count;
    plan->looks += 2;
    router_understand(whole->router, whole->question, str_trim(str_sub(s, 0, split.end)),
                      whole->arena, &a);
    router_understand(whole->router, whole->question, str_trim(str_sub(s, split.next, s.n)),
                      whole->arena, &b);
    router_settle_form(&a);
    router_settle_form(&b);
    bool is_clear = a.probabilities[a.intent] >= SPLIT_CLEAR && a.parts.payload.n == 0 &&
                    b.parts.payload.n == 0;
    if (!is_sound(&a) || !opens_both(&a, s) || (split.is_weak && !is_clear)) {
        return false;
    }
    bool are_two = differ(&a, &b);
    share_payload(&a, &b);
    bool done = router_fill(&a, plan) && plan->act_count > before;
    if (done && left == 1) {
        plan->text = STR("I do at most five things for one message; please ask for the rest in "
                         "another.");
        return true;
    }
    done = done && ((are_two && plan_behind(&b, left - 1, plan)) || tell_left_out(&b, plan));
    plan->act_count = done ? plan->act_count : before;
    return done;
}

static bool plan_several(const struct router_request *whole, size_t left, struct router_plan *plan)
{
    struct split splits[SPLITS_MAX];
    size_t count = find_splits(&whole->parts, splits);
    for (size_t i = 0; i < count && plan->looks < LOOKS_MAX; i++) {
        if (plan_split(whole, splits[i], left, plan)) {
            return true;
        }
    }
    return false;
}

void router_make_plan(const struct router *router, const struct router_question *question,
                      struct arena *arena, struct router_plan *out)
{
    *out = (struct router_plan){.arena = arena};
    struct router_request request;
    size_t times;
    struct str message = router_once(str_trim(question->message), arena, &times);
    router_understand(router, question, message, arena, &request);
    if (router_answer_quiz(&request, out) || router_follow_back(&request, out) ||
        router_follow_thing(&request, out) || router_plan_alone(&request, out)) {
        return;
    }
    if (request.tokens.count == 0 && question->attached > 0) {
        router_offer(&request, out);
        return;
    }
    bool is_settled = router_settle_form(&request) || router_settle_room(&request);
    if (!is_settled && router_is_senseless(&request)) {
        router_offer_help(out);
        return;
    }
    if (is_settled ||
        (!plan_several(&request, REQUESTS_MAX, out) && !router_plan_tail(&request, out))) {
        plan_one(&request, out);
    }
    if (times > 1 && out->act_count > 0) {
        out->text = str_from(arena_printf(
            arena, "You have written the same %zu times; it is answered once.", times));
    }
}
