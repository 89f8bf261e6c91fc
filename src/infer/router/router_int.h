/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the router share. */
#pragma once

#include "infer/ngram/ngram.h"
#include "infer/router/router.h"

/* ---- words ---- */

enum router_class {
    ROUTER_WORD,
    ROUTER_NUMBER,
    ROUTER_SIGN, /* punctuation, an operator */
    ROUTER_UNIT,
    ROUTER_CURRENCY,
    ROUTER_LANGUAGE,
    ROUTER_CODE_LANGUAGE,
    ROUTER_ELEMENT,
    ROUTER_PLANET,
    ROUTER_DAY,         /* a month, a day of the week, a feast, "today" */
    ROUTER_NUMBER_WORD, /* "twelve" */
    ROUTER_PAYLOAD,     /* the text that the request is about */
    ROUTER_CLASS_COUNT,
};

struct router_token {
    struct str text; /* in small letters, without typing mistakes in words that are known */
    struct str code; /* of a language "es", of a number word "12"; else empty */
    size_t start;    /* bytes of the message */
    size_t end;
    enum router_class class;
    bool is_known; /* one of the words of requests */
    bool is_capital;
};

struct router_tokens {
    struct router_token *items;
    size_t count;
};

/* What a name stands for; ROUTER_WORD where it is none. `code` as above. */
enum router_class router_find_name(struct str word, struct str *out_code);
/* The name of a language by its code, "Spanish" for "es"; empty where it has none. */
struct str router_language_name(struct str code);

/* The words that requests are made of (models/router/words.txt). */
struct router_words {
    struct str *items;     /* (count) sorted by their bytes */
    struct str *by_length; /* (count) the same, sorted by their lengths first */
    size_t count;
};
/* A word a line, sorted. The file's bytes must stay. */
void router_read_words(struct str file, struct arena *arena, struct router_words *out);
bool router_knows_word(const struct router_words *words, struct str word);
/* The known word that differs from this one by one letter, or two letters that have changed places; else empty. */
struct str router_near_word(const struct router_words *words, struct str word);

/* The groups of words with one purpose (models/router/concepts.txt), by word. */
struct router_concept {
    struct str word;
    struct str name; /* of the group */
    size_t place;
};
struct router_concepts {
    struct router_concept *items; /* (count) sorted */
    size_t count;
};
/* The file's bytes must stay. */
void router_read_concepts(struct str file, struct arena *arena, struct router_concepts *out);
/* Names of the groups that a word in small letters belongs to are added to (*count), at most so many in all. */
#define ROUTER_CONCEPTS_MAX ((size_t)4)
void router_add_concepts(const struct router_concepts *concepts, struct str word, struct str *out,
                         size_t *count);

/* Tokens of the bytes from `from` to `to` of the message are added. */
#define ROUTER_TOKENS_MAX ((size_t)96)
void router_tokens_init(struct arena *arena, struct router_tokens *out);
void router_add_tokens(const struct router_words *words, struct str message, const size_t range[2],
                       struct arena *arena, struct router_tokens *tokens);

/* ---- shapes and parts ---- */

enum router_shape {
    ROUTER_SHAPE_NONE,
    ROUTER_SHAPE_WORD,
    ROUTER_SHAPE_PHRASE, /* up to five words, without the end of a sentence */
    ROUTER_SHAPE_SENTENCE,
    ROUTER_SHAPE_LONG, /* three sentences or forty words */
    ROUTER_SHAPE_FOREIGN,
    ROUTER_SHAPE_MATH,
    ROUTER_SHAPE_JSON,
    ROUTER_SHAPE_XML,
    ROUTER_SHAPE_SQL,
    ROUTER_SHAPE_CODE,
    ROUTER_SHAPE_REGEX,
    ROUTER_SHAPE_CRON,
    ROUTER_SHAPE_FORMAT, /* "%Y-%m-%d", "dd.MM.yyyy" */
    ROUTER_SHAPE_MODE,   /* "rwxr-x---", "u+x" */
    ROUTER_SHAPE_COUNT,
};
const char *router_shape_name(enum router_shape shape);
enum router_shape router_shape_of(struct str text);
bool router_shape_is_code(enum router_shape shape);
/* Whether the text looks like a language other than English that is written with Latin letters, or like another script. */
bool router_looks_foreign(struct str text);

#define ROUTER_QUOTES_MAX ((size_t)4)
struct router_parts {
    struct str message;
    struct str payload; /* empty: the request stands alone */
    size_t start;       /* of what is cut out for it, quotes and all: bytes of the message */
    size_t end;
    enum router_shape shape; /* of the payload, or of the message where there is none */
    bool is_quoted;          /* by quotation marks */
    struct str quotes[ROUTER_QUOTES_MAX]; /* (quote_count) all quotations */
    size_t quote_count;
};
void router_part(struct str message, struct router_parts *out);
/* A code-like word or group of words in a sentence: a regular expression, a cron line, a format of dates, a mode. */
bool router_find_snippet(struct str text, size_t *out_start, size_t *out_end);

static inline bool router_is_one_of(const char *bytes, char byte)
{
    return byte != '\0' && strchr(bytes, byte) != NULL;
}
/* Words between white space, from *at on; false after the last. */
bool router_next_word(struct str text, size_t *at, struct str *out);
size_t router_count_words(struct str text);
/* Whether a word, in small letters, is one of those in the list, which are parted by spaces. */
bool router_in_list(const char *list, struct str word);

/* Whether a request speaks of checking a text. */
bool router_asks_for_check(struct str head);
/* Whether a text begins as questions and requests do. */
bool router_opens_question(struct str text);
/* Whether what stands before a text leads to it. */
bool router_leads_text(struct str head);
/* The text in "any mistakes in ...", "does ... sound right?". */
bool router_find_checked(struct str s, size_t out[2]);
/* The text before a short question: "He don't like it. Is that right?", "me and him goes, is that right?". */
bool router_find_before_question(struct str s, size_t out[2]);
/* Whether a text holds one of the words by which most requests about texts are made. */
bool router_asks(struct str text);
/* The text behind or before a request, without any mark but a full stop or a capital letter. */
bool router_find_led(struct str s, size_t out[2]);
/* Whether a short request stands behind its text: "frugal - meaning?". */
bool router_asks_behind(struct str head, struct str rest);
/* Whether the words before a text ask for it in another language, which they do not name. */
bool router_wants_translation(struct str head);
/* The bytes of a text before what names a language behind its last sentence: "Where is the station? into Spanish"; else all. */
size_t router_text_before_language(struct str text);
/* Code, and no request with it. */
bool router_is_bare_code(struct str s);

/* ---- what is wanted ---- */

#define ROUTER_INTENTS(X)                               \
    X(SUMMARIZE, "summarize", "summarize")              \
    X(BULLETS, "bullets", "summarize")                  \
    X(GRAMMAR, "grammar", "grammar")                    \
    X(SPELLING, "spelling", "grammar")                  \
    X(DEFINE, "define", "define")                       \
    X(SYNONYMS, "synonyms", "define")                   \
    X(OPPOSITES, "opposites", "define")                 \
    X(QUIZ_START, "quiz_start", "quiz")                 \
    X(QUIZ_STOP, "quiz_stop", "quiz")                   \
    X(QUIZ_PROGRESS, "quiz_progress", "quiz")           \
    X(CALCULATE, "calculate", "calculate")              \
    X(CONVERT, "convert", "calculate")                  \
    X(DATE, "date", "calculate")                        \
    X(TRANSLATE, "translate", "translate")              \
    X(CODE_CHECK, "code_check", "code")                 \
    X(CODE_IDENTIFY, "code_identify", "code")           \
    X(CODE_FORMAT, "code_format", "code")               \
    X(CODE_EXPLAIN, "code_explain", "code")             \
    X(SCIENCE, "science", "science")                    \
    X(READ_PICTURE, "read_picture", "read_picture")     \
    X(NAME_ANIMAL, "name_animal", "name_animal")        \
    X(FIND_SIGNS, "find_road_signs", "find_road_signs") \
    X(PICTURE, "picture", "")                           \
    X(HELLO, "hello", "")                               \
    X(THANKS, "thanks", "")                             \
    X(BYE, "bye", "")                                   \
    X(HELP, "help", "")                                 \
    X(SHORTER, "shorter", "")                           \
    X(LONGER, "longer", "")                             \
    X(OTHER, "other", "")                               \
    X(WHY, "why", "")                                   \
    X(FIX, "fix", "")                                   \
    X(AGAIN, "again", "")                               \
    X(OUT_OF_SCOPE, "out_of_scope", "")

#define ROUTER_ENUM(id, name, skill) ROUTER_##id,
enum router_intent { ROUTER_INTENTS(ROUTER_ENUM) ROUTER_INTENT_COUNT };
#undef ROUTER_ENUM
const char *router_intent_name(enum router_intent intent);
const char *router_intent_skill(enum router_intent intent); /* "": none of its own */

struct router {
    struct arena *arena;
    struct router_words words;
    struct router_concepts concepts;
    struct ngram_model model;
    enum router_intent intents[NGRAM_LABELS_MAX]; /* of the model's labels */
};

/* What the program has for it, or a folder. Without a model it makes features only. The bytes must stay. */
struct router_data {
    struct str words;
    struct str concepts;
    struct str model;
};
MUSTUSE int router_open(const struct router_data *data, struct router **out, struct err *err);

/* One request: a message, or a part of one. */
struct router_request {
    const struct router *router;
    const struct router_question *question;
    struct arena *arena;
    struct router_parts parts;
    struct router_tokens tokens; /* of the request, with one token for the payload */
    double probabilities[ROUTER_INTENT_COUNT];
    enum router_intent intent;      /* the likeliest */
    const struct router_step *last; /* of earlier turns; NULL: there is none */
};
/* Parts, tokens and probabilities of a text in the room of a question. */
void router_understand(const struct router *router, const struct router_question *question,
                       struct str text, struct arena *arena, struct router_request *out);
/* Probabilities by what is possible in the room and with the text, and the likeliest intent. */
void router_weigh(struct router_request *request);
void router_add_features(const struct router_request *request, struct router_features *out);
#define ROUTER_FEATURES_MAX ((size_t)4096)

/* "translate ... to German", "how would I write ... in Italian" */
bool router_orders_translation(const struct router_request *request);
/* What the form of a message settles, or the room for a text that stands alone there; false where neither does. */
bool router_settle_form(struct router_request *request);
bool router_settle_room(struct router_request *request);
/* A question of which of two spellings is right, or whether something is of a kind that the tables of science tell of. */
bool router_settle_either(struct router_request *request);
/* The latter as a question for these tables, with the name of what was spoken of before for "it"; empty: it is none. */
struct str router_kind_question(const struct router_request *request);
/* The message with the name of what an earlier question to the tables was about for "it"; empty: it has no "it", or there is none. */
struct str router_science_named(const struct router_request *request);
struct router_plan;
/* What the question to the tables that was planned before, in the same message, is about; empty: there is none. */
struct str router_science_planned(const struct router_request *request,
                                  const struct router_plan *plan);
/* What an earlier question to the tables was about. */
struct str router_science_name(const struct router_request *request);
/* Letters that are no words. */
bool router_is_senseless(const struct router_request *request);

/* ---- the plan ---- */

#define ROUTER_ARGUMENTS_MAX ((size_t)6)
#define ROUTER_ACTS_MAX      ((size_t)8)
#define ROUTER_CHOICES_MAX   ((size_t)4)

struct router_argument {
    const char *name;
    const char *member; /* not NULL: that of the result of act `number` */
    struct str text;    /* p NULL: the number counts */
    int64_t number;
};

struct router_act {
    const char *skill;
    double confidence;
    struct router_argument arguments[ROUTER_ARGUMENTS_MAX];
    size_t argument_count;
};

struct router_choice {
    struct str label;
    struct str say;
};

struct router_plan {
    struct arena *arena;
    struct router_act acts[ROUTER_ACTS_MAX];
    size_t act_count;
    struct router_choice choices[ROUTER_CHOICES_MAX];
    size_t choice_count;
    const char *about; /* NULL where there are acts */
    struct str text;   /* with acts: what is said behind their answers, or nothing */
    bool is_unsure;
    size_t looks; /* how many parts of the message have been looked at as requests of their own */
};

void router_make_plan(const struct router *router, const struct router_question *question,
                      struct arena *arena, struct router_plan *out);
/* Adds an act; NULL where there are too many. */
struct router_act *router_add_act(struct router_plan *plan, const char *skill, double confidence);
void router_set_text(struct router_act *act, const char *name, struct str text);
void router_set_number(struct router_act *act, const char *name, int64_t number);
void router_set_from(struct router_act *act, const char *name, size_t from, const char *member);
const struct router_argument *router_find_argument(const struct router_act *act, const char *name);

/* Adds the acts of one request with the arguments that its words give; false where something that they need is missing. */
bool router_fill(const struct router_request *request, struct router_plan *plan);
bool router_fill_text(const struct router_request *request, struct router_plan *plan);
bool router_fill_word(const struct router_request *request, struct router_plan *plan);
bool router_fill_number(const struct router_request *request, struct router_plan *plan);
bool router_fill_translate(const struct router_request *request, struct router_plan *plan);
/* The text that somebody wants translated; empty where there is none in the message. */
struct str router_text_to_translate(const struct router_request *request);
bool router_fill_code(const struct router_request *request, struct router_plan *plan);
bool router_fill_quiz(const struct router_request *request, struct router_plan *plan);
bool router_fill_science(const struct router_request *request, struct router_plan *plan);
/* What follows an earlier turn. */
bool router_follow(const struct router_request *request, struct router_plan *plan);
/* The calculation before with another figure, unit or day, or gone on with its result. */
bool router_follow_number(const struct router_request *request, struct router_plan *plan);
/* A figure and nothing else, after a calculation in which it can take the place of one; false where the message is something else. */
bool router_follow_figure(const struct router_request *request, struct router_plan *plan);
/* "and of oxygen?" after an answer about another element; false where the message is something else. */
bool router_follow_thing(const struct router_request *request, struct router_plan *plan);
/* "and back" after a translation; false where the message is something else. */
bool router_follow_back(const struct router_request *request, struct router_plan *plan);
/* The answer to a question of a running quiz, or what ends it; false where the message is something else. */
bool router_answer_quiz(const struct router_request *request, struct router_plan *plan);

/* The request at the end of a message that is mostly a story; false where there is none. */
bool router_plan_tail(const struct router_request *whole, struct router_plan *plan);

/* What is hardly a request: one word, bare code, "shorter" with nothing before it. False where the message is something else. */
bool router_plan_alone(struct router_request *request, struct router_plan *plan);
/* What a message says again and again, and how often; the message itself, once, where it does not. */
struct str router_once(struct str message, struct arena *arena, size_t *out_times);

/* Choices, and what is said with them. */
void router_add_choice(struct router_plan *plan, struct str label, struct str say);
void router_offer(const struct router_request *request, struct router_plan *plan);
void router_offer_help(struct router_plan *plan); /* nothing can be made of it */
void router_say_about(const struct router_request *request, struct router_plan *plan);

void router_write(const struct router_plan *plan, struct json_out *out);
