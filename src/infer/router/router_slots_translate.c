/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be translated, from and into which language; and which code is meant. */
#include "infer/router/router_slots.h"

#define TARGETS_MAX ((size_t)3)

struct languages {
    struct str to[TARGETS_MAX];
    size_t to_count;
    struct str from;
    size_t first; /* token of the first language */
    size_t last;
};

static void add_target(struct languages *out, struct str code)
{
    for (size_t i = 0; i < out->to_count; i++) {
        if (str_eq(out->to[i], code)) {
            return;
        }
    }
    if (out->to_count < TARGETS_MAX) {
        out->to[out->to_count++] = code;
    }
}

/* Which side of a translation the language at i is. */
static void sort_language(const struct router_tokens *tokens, size_t i, struct languages *out)
{
    struct str code = tokens->items[i].code;
    struct str before = i > 0 ? tokens->items[i - 1].text : STR_EMPTY;
    struct str after = i + 1 < tokens->count ? tokens->items[i + 1].text : STR_EMPTY;
    bool comes_from = router_in_list("from", before) ||
                      (router_in_list("to into - >", after) && i + 2 < tokens->count &&
                       tokens->items[i + 2].class == ROUTER_LANGUAGE);
    bool names_text = router_in_list("is in written", before) &&
                      router_in_list("text letter message email , . and", after) &&
                      out->to_count == 0 &&
                      router_in_list("text letter message email sentence",
                                     i >= 3 ? tokens->items[i - 3].text : STR_EMPTY);
    if (comes_from || names_text) {
        out->from = code;
    } else {
        add_target(out, code);
    }
}

static void find_languages(const struct router_request *request, struct languages *out)
{
    const struct router_tokens *tokens = &request->tokens;
    *out = (struct languages){.first = tokens->count};
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].class == ROUTER_LANGUAGE) {
            sort_language(tokens, i, out);
            out->first = size_min(out->first, i);
            out->last = i;
        }
    }
}

/* Where the text begins: behind the word that asks for it. */
static size_t text_begin(const struct router_tokens *tokens)
{
    size_t begin = 0;
    bool names_word = false; /* "the French word for ..." */
    for (size_t i = 0; i < size_min(tokens->count, 12); i++) {
        struct str word = tokens->items[i].text;
        bool asks = router_in_list("say translate put turn render express write call type need "
                                   "translation translating rewrite give",
                                   word);
        bool is_for = router_in_list("for of", word) && i > 0 &&
                      (names_word || tokens->items[i - 1].class == ROUTER_LANGUAGE);
        bool is_what = router_in_list("is 's does are", word) && i > 0 &&
                       router_in_list("what how", tokens->items[i - 1].text);
        names_word =
            names_word ||
            router_in_list("word translation expression term name phrase equivalent", word);
        if (is_for) {
            return i + 1;
        }
        if (router_in_list("translation translating", word) && i + 1 < tokens->count &&
            router_in_list("of for", tokens->items[i + 1].text)) {
            return i + 2;
        }
        if (asks || is_what) {
            begin = i + 1;
        }
        if (asks && !router_in_list("give need write", word) &&
            !(i + 1 < tokens->count && router_in_list("for", tokens->items[i + 1].text))) {
            bool names = i + 1 < tokens->count &&
                         (router_in_list("the me", tokens->items[i + 1].text) &&
                          i + 2 < tokens->count && tokens->items[i + 2].class == ROUTER_LANGUAGE);
            if (!names) {
                return i + 1;
            }
        }
    }
    return begin;
}

static const char text_tail[] = "? ! . , please thanks pls mean means said called written be";
static const char text_lead[] = "please me : , the a sentence phrase following";

static bool is_language_part(const struct router_token *token)
{
    return token->class == ROUTER_LANGUAGE || router_in_list("and ,", token->text);
}

static size_t cut_tail(const struct router_tokens *tokens, size_t from, size_t to)
{
    while (to > from + 1 && router_in_list(text_tail, tokens->items[to - 1].text)) {
        to--;
    }
    return to;
}

/* Without "into French and German", "from English to Dutch" or a language at the end. A question before them keeps its mark. */
static size_t cut_languages(const struct router_tokens *tokens, size_t from, size_t to)
{
    const size_t end = to;
    while (to > from + 1 && tokens->items[to - 1].class == ROUTER_LANGUAGE) {
        size_t k = to - 1;
        while (k > from && is_language_part(&tokens->items[k - 1])) {
            k--;
        }
        bool joins = k > from && router_in_list("in into to from", tokens->items[k - 1].text);
        to = joins ? k - 1 : k;
    }
    const size_t with_mark = to;
    while (to > from && router_in_list("? ! . , mean means from in", tokens->items[to - 1].text)) {
        to--;
    }
    bool has_mark = to > from && to + 1 == with_mark && with_mark < end &&
                    router_in_list("? !", tokens->items[to].text);
    return has_mark ? with_mark : to;
}

/* Words that only point at a text. */
static bool points(const struct router_token *token)
{
    return token->class == ROUTER_LANGUAGE || token->class == ROUTER_PAYLOAD ||
           router_in_list(text_lead, token->text) ||
           router_in_list(
               "this that it these them those my our text summary result in into to from "
               "corrected version letter "
               "email message everything what is written says",
               token->text);
}

/* What stands between the words that ask and the language: "say X in French". */
static struct str inline_text(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t from = text_begin(tokens);
    size_t to = tokens->count;
    bool is_for_me = to > from + 1 && str_eq(tokens->items[to - 1].text, STR("me")) &&
                     str_eq(tokens->items[to - 2].text, STR("for"));
    to = cut_tail(tokens, from, is_for_me ? to - 2 : to);
    size_t cut = cut_languages(tokens, from, to);
    bool keeps_mark = cut < to && cut > from && router_in_list("? !", tokens->items[cut - 1].text);
    to = keeps_mark ? cut : cut_tail(tokens, from, cut);
    for (size_t i = from; i < to; i++) {
        if (!points(&tokens->items[i])) {
            return slots_between(request, from, to);
        }
    }
    return STR_EMPTY;
}

#define LEADING_TOKENS ((size_t)14)

/* What stands before the words that ask: "the red car how to say in Turkish", "tree I want to say that in Chinese". */
static struct str leading_text(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    size_t to = 0;
    while (to < tokens->count && tokens->items[to].class != ROUTER_LANGUAGE &&
           !router_in_list("how what translate translated translation say want need in into to "
                           "but for can could would please",
                           tokens->items[to].text)) {
        to++;
    }
    bool is_i = to > 0 && str_eq(tokens->items[to - 1].text, STR("i"));
    to = cut_tail(tokens, 0, is_i ? to - 1 : to);
    if (to > LEADING_TOKENS || to >= tokens->count) {
        return STR_EMPTY;
    }
    for (size_t i = 0; i < to; i++) {
        if (!points(&tokens->items[i])) {
            return slots_between(request, 0, to);
        }
    }
    return STR_EMPTY;
}

static void set_languages(struct router_act *act, const struct languages *languages, size_t which)
{
    if (act == NULL) {
        return;
    }
    router_set_text(act, "to", languages->to[which]);
    if (languages->from.n > 0) {
        router_set_text(act, "from", languages->from);
    }
}

#define FOREIGN_WORDS ((size_t)12)

/* The longest run of words that looks foreign, where the message does not as a whole: "medicine box reads Jag heter Anna, what's that". */
static struct str foreign_part(struct str s)
{
    struct str words[ROUTER_TOKENS_MAX];
    size_t count = 0;
    size_t at = 0;
    while (count < ARRAY_LEN(words) && router_next_word(s, &at, &words[count])) {
        count++;
    }
    for (size_t n = size_min(count, FOREIGN_WORDS); n >= 2 && !router_looks_foreign(s); n--) {
        for (size_t i = 0; i + n <= count; i++) {
            size_t from = (size_t)(words[i].p - s.p);
            size_t to = (size_t)(words[i + n - 1].p - s.p) + words[i + n - 1].n;
            struct str part = str_sub(s, from, to);
            bool begins = router_looks_foreign(words[i]);
            bool ends = router_looks_foreign(words[i + n - 1]) || i + n == count ||
                        router_is_one_of(",.?!", part.p[part.n - 1]);
            if (begins && ends && router_looks_foreign(part)) {
                while (part.n > 0 && router_is_one_of(",-", part.p[part.n - 1])) {
                    part.n--;
                }
                return part;
            }
        }
    }
    return STR_EMPTY;
}

/* The text, and whether it decides what it is to be translated into. */
static struct str find_text(const struct router_request *request, const struct languages *languages)
{
    if (request->parts.payload.n > 0 || slots_mean_picture(request)) {
        return STR_EMPTY; /* slots_add_with_text() takes it */
    }
    struct str text = inline_text(request);
    text = text.n > 0 ? text : foreign_part(request->parts.message);
    text = text.n > 0 ? text : leading_text(request);
    bool is_all = text.n == 0 && request->tokens.count > 0 &&
                  router_looks_foreign(request->parts.message) &&
                  languages->first == request->tokens.count;
    return is_all ? request->parts.message : text;
}

struct str router_text_to_translate(const struct router_request *request)
{
    struct languages languages;
    find_languages(request, &languages);
    struct str payload = request->parts.payload;
    return payload.n > 0 ? payload : find_text(request, &languages);
}

bool router_fill_translate(const struct router_request *request, struct router_plan *plan)
{
    struct languages languages;
    find_languages(request, &languages);
    struct str text = find_text(request, &languages);
    const struct router_step *before = slots_last_of(request, "translate");
    if (languages.to_count == 0 && languages.from.n == 0 && before != NULL &&
        !router_looks_foreign(text)) {
        add_target(&languages, json_text(json_get(before->arguments, "to")));
    }
    if (languages.to_count == 0 || languages.to[0].n == 0) {
        languages.to_count = 0;
        /* What is foreign goes into English. */
        bool is_clear = slots_mean_picture(request) || languages.from.n > 0 ||
                        router_looks_foreign(text.n > 0 ? text : request->parts.payload) ||
                        slots_have(request, "mean means");
        if (!is_clear) {
            return false;
        }
        add_target(&languages, STR("en"));
    }
    struct router_act *act = slots_add_with_text(request, plan, text);
    if (act == NULL) {
        return false;
    }
    const bool is_word = text.n == 0 && request->parts.payload.n == 0 && request->last != NULL &&
                         str_eq(request->last->skill, STR("define"));
    if (is_word && languages.from.n == 0 && !str_eq(languages.to[0], STR("en"))) {
        languages.from = STR("en"); /* one word does not tell its language */
    }
    set_languages(act, &languages, 0);
    const struct router_argument source = *router_find_argument(act, "text");
    for (size_t i = 1; i < languages.to_count; i++) {
        struct router_act *more = router_add_act(plan, "translate", act->confidence);
        if (more != NULL && source.member != NULL) {
            router_set_from(more, "text", (size_t)source.number, source.member);
        } else if (more != NULL) {
            router_set_text(more, "text", source.text);
        }
        set_languages(more, &languages, i);
    }
    return true;
}

/* ---- code ---- */

static const struct {
    const char *name;
    const char *words;
} code_names[] = {
    {"json", "json"},
    {"yaml", "yaml yml"},
    {"html", "html htm"},
    {"css", "css"},
    {"xml", "xml"},
    {"typescript", "typescript ts tsx"},
    {"java", "java"},
    {"go", "golang"},
    {"python", "python py"},
    {"javascript", "javascript js"},
    {"sql", "sql sqlite postgresql mysql postgres"},
    {"shell", "bash shell sh zsh"},
};

static const char *action_of(enum router_intent intent)
{
    return intent == ROUTER_CODE_CHECK      ? "check"
           : intent == ROUTER_CODE_IDENTIFY ? "identify"
           : intent == ROUTER_CODE_FORMAT   ? "format"
                                            : "explain";
}

/* The notation that is explained: what it is called, else what it looks like. NULL: neither tells. */
static const char *notation_of(const struct router_request *request)
{
    static const struct {
        const char *name;
        const char *words;
        enum router_shape shape;
    } notations[] = {
        {"chmod", "chmod permissions permission mode", ROUTER_SHAPE_MODE},
        {"cron", "cron crontab", ROUTER_SHAPE_CRON},
        {"regex", "regex regexp", ROUTER_SHAPE_REGEX},
        {"date", "strftime", ROUTER_SHAPE_FORMAT},
    };
    for (size_t i = 0; i < ARRAY_LEN(notations); i++) {
        if (slots_have(request, notations[i].words)) {
            return notations[i].name;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(notations); i++) {
        if (request->parts.shape == notations[i].shape) {
            return notations[i].name;
        }
    }
    return NULL;
}

static const char *language_of(const struct router_request *request)
{
    for (size_t i = 0; request->intent != ROUTER_CODE_IDENTIFY && i < ARRAY_LEN(code_names); i++) {
        if (slots_have(request, code_names[i].words)) {
            return code_names[i].name;
        }
    }
    return NULL;
}

static void set_code_language(const struct router_request *request, struct router_act *act)
{
    const char *name =
        request->intent == ROUTER_CODE_EXPLAIN ? notation_of(request) : language_of(request);
    if (name != NULL) {
        router_set_text(act, "language", str_from(name));
    }
}

/* "chmod 755": the number is the code. */
static struct str small_code(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    bool is_mode =
        slots_have(request, "chmod permissions permission mode folder file rights access");
    for (size_t i = 0; is_mode && i < tokens->count; i++) {
        size_t n = tokens->items[i].text.n;
        if (tokens->items[i].class == ROUTER_NUMBER && (n == 3 || n == 4)) {
            return slots_between(request, i, i + 1);
        }
    }
    return STR_EMPTY;
}

bool router_fill_code(const struct router_request *request, struct router_plan *plan)
{
    struct str text = request->parts.payload.n > 0 ? STR_EMPTY : slots_whole(request);
    text = text.n > 0 || request->parts.payload.n > 0 ? text : small_code(request);
    size_t start;
    size_t end;
    if (request->intent == ROUTER_CODE_EXPLAIN && request->parts.payload.n > 0 &&
        router_count_words(request->parts.payload) > 5 &&
        router_find_snippet(request->parts.payload, &start, &end)) {
        text = str_sub(request->parts.payload, start, end);
    }
    struct router_act *act = slots_add_with_text(request, plan, text);
    if (act == NULL) {
        return false;
    }
    router_set_text(act, "action", str_from(action_of(request->intent)));
    set_code_language(request, act);
    return true;
}
