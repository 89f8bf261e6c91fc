/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of time and the tense beside them: "Yesterday she go", "I have seen him last week", "Tomorrow I went", "I live here since 2010".
 * A sentence is looked at clause by clause, "..., and I live here"; in a clause with a second verb who knows which the time belongs to. */
#include <ctype.h>

#include "infer/grammar/grammar_agreement.h"

#define WORDS_MAX ((size_t)16)
#define FINITE    (TAG(VB) | TAG(VBZ) | TAG(VBD) | TAG(BE) | TAG(HAVE) | TAG(DO) | TAG(MD))
#define UNITS                                                                             \
    "night|week|month|year|summer|winter|spring|autumn|weekend|monday|tuesday|wednesday|" \
    "thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"  \
    "september|october|november|december|christmas|easter"
#define LENGTHS "minute|minutes|hour|hours|day|days|week|weeks|month|months|year|years"
/* Verbs of which the object may be a time: "I remember last summer". */
#define OF_TIMES                                                                                 \
    "remember|recall|forget|miss|regret|mean|think|know|compare|call|describe|love|like|prefer|" \
    "hate|say|wish|hope|see to"

enum time { TIME_NONE, TIME_PAST, TIME_FUTURE, TIME_SINCE, TIME_YEAR };

/* A sentence of one clause. */
struct clause {
    size_t last; /* without the closing mark */
    enum time time;
    size_t begin, end; /* what is not the time */
    size_t subject, verb;
};

static bool is_year(const struct token *token)
{
    return token->kind == TOKEN_NUMBER && token->low.n == 4 &&
           word_in(str_sub(token->low, 0, 2), "17|18|19|20");
}

static bool is_count(const struct token *token)
{
    return (token->tag & TAG(CD)) != 0 || token_in(token, "a|an|few|several|many|some");
}

/* "since 2010", "since Monday", "since last year" at `at`: behind it, or 0. */
static size_t end_of_since(const struct checker *checker, size_t at)
{
    const struct token *next = token_at(checker, at + 1);
    const struct token *after = token_at(checker, at + 2);
    if (next == NULL || !token_is(token_at(checker, at), "since")) {
        return 0;
    }
    if (is_year(next) || token_in(next, "childhood|yesterday|birth|" UNITS)) {
        return at + 2;
    }
    const struct token *ago = token_at(checker, at + 3);
    if (after != NULL && is_count(next) && token_in(after, LENGTHS)) {
        return at + (ago != NULL && token_is(ago, "ago") ? 4 : 3);
    }
    return after != NULL && token_in(next, "last|this") && token_in(after, UNITS "|morning")
               ? at + 3
               : 0;
}

/* The time that begins at `at`, and in *out_end what is behind it. */
static enum time read_time(const struct checker *checker, size_t at, size_t *out_end)
{
    const struct token *token = token_at(checker, at);
    const struct token *next = token_at(checker, at + 1);
    const struct token *after = token_at(checker, at + 2);
    *out_end = at + 1;
    if (token == NULL || token->kind == TOKEN_MARK) {
        return TIME_NONE;
    }
    if (token_in(token, "yesterday|tomorrow")) {
        return token_is(token, "yesterday") ? TIME_PAST : TIME_FUTURE;
    }
    *out_end = at + 2;
    if (next != NULL && token_in(token, "last|next") && token_in(next, UNITS)) {
        return token_is(token, "last") ? TIME_PAST : TIME_FUTURE;
    }
    if (next != NULL && token_is(token, "in") && is_year(next) &&
        strncmp(next->low.p, "202", 3) != 0) {
        return TIME_YEAR;
    }
    *out_end = at + 3;
    if (after != NULL && is_count(token) && token_in(next, LENGTHS) && token_is(after, "ago")) {
        return TIME_PAST;
    }
    *out_end = end_of_since(checker, at);
    return *out_end > 0 ? TIME_SINCE : TIME_NONE;
}

/* The time at the end of the sentence, or before the place that ends it. */
static enum time read_last_time(const struct checker *checker, struct clause *clause)
{
    for (size_t at = clause->last - 1; at > clause->begin + 1; at--) {
        const struct token *before = token_at(checker, at - 1);
        size_t end;
        const enum time time = read_time(checker, at, &end);
        const bool belongs =
            (before->tag & (TAG(IN) | TAG(SUB) | TAG(CC) | TAG(DT) | TAG(POSS))) != 0 ||
            token_in(before, "of|from|than|as|like|since|until|before|after|not");
        const struct token *behind = token_at(checker, end);
        if (time != TIME_NONE && (end == clause->last || token_in(behind, "at|in|on"))) {
            if (token_is(before, "since")) {
                continue;
            }
            clause->end = end == clause->last ? at : clause->last;
            return belongs ? TIME_NONE : time;
        }
    }
    return TIME_NONE;
}

/* A noun phrase or pronoun from `at` on, with all of the subject: behind it, or 0. */
static size_t read_subject(const struct checker *checker, size_t at)
{
    const struct token *token = token_at(checker, at);
    if (token == NULL || token->kind != TOKEN_WORD) {
        return 0;
    }
    if ((token->tag & (TAG(SUBJ) | TAG(NNP))) != 0 ||
        token_in(token, "it|you|everybody|everyone|nobody")) {
        return at + 1;
    }
    if ((token->tag & (TAG(DT) | TAG(POSS))) == 0 || token_in(token, "that|this|all|what|which")) {
        return 0;
    }
    for (at++; (token = token_at(checker, at)) != NULL && (token->tag & TAGS_ADJ) != 0; at++) {
    }
    return token != NULL && (token->tag & (TAG(NN) | TAG(NNS))) != 0 ? at + 1 : 0;
}

/* Whether the clause has no other verb than at `verb`, and no word that begins another clause. */
static bool is_alone(const struct checker *checker, const struct clause *clause)
{
    for (size_t i = clause->begin; i < clause->end; i++) {
        const struct token *token = token_at(checker, i);
        if (token->kind == TOKEN_MARK || token->kind == TOKEN_OTHER || token->is_quoted ||
            (token->tag & (TAG(SUB) | TAG(CC) | TAG(WH))) != 0 ||
            token_in(token, "that|if|when|not") ||
            (i > clause->subject && i < clause->verb && (token->tag & TAG(RB)) == 0) ||
            (i > clause->verb && (token->tag & FINITE) != 0 &&
             (token_at(checker, i - 1)->tag & (TAG(TO) | TAG(DO))) == 0 && i != clause->verb + 1)) {
            return false;
        }
    }
    return true;
}

/* Behind the clause that begins at `at`: where "and I", "because she" or the like begins another one, or the sentence ends. */
static size_t end_of_clause(const struct checker *checker, size_t at)
{
    const size_t count = checker->sentence->count;
    for (size_t i = at + 2; i + 1 < count; i++) {
        const struct token *next = token_at(checker, i + 1);
        if (token_in(token_at(checker, i), "and|but|because|so") &&
            ((next->tag & TAG(SUBJ)) != 0 || token_in(next, "it|you"))) {
            return i;
        }
    }
    return count;
}

/* The clause between two tokens. */
static bool read_clause(const struct checker *checker, size_t first, size_t last,
                        struct clause *out)
{
    size_t end = 0;
    while (last > first && token_at(checker, last - 1)->kind == TOKEN_MARK) {
        if (token_in(token_at(checker, last - 1), "?|:|\"")) {
            return false;
        }
        last--;
    }
    *out = (struct clause){.begin = first, .end = last, .last = last};
    if (last < first + 3 || last > first + WORDS_MAX) {
        return false;
    }
    out->time = read_time(checker, first, &end);
    const bool begins = out->time != TIME_NONE;
    if (begins) {
        out->begin =
            end + (token_at(checker, end) != NULL && token_is(token_at(checker, end), ","));
    } else {
        out->time = read_last_time(checker, out);
    }
    const size_t behind = out->time == TIME_NONE ? 0 : read_subject(checker, out->begin);
    if (behind == 0) {
        return false;
    }
    out->subject = behind - 1;
    out->verb = agreement_skip(checker, behind);
    for (size_t i = out->verb + 2; begins && i < out->end; i++) {
        if (token_in(token_at(checker, i), "and|but|because|when|where")) {
            out->end = i; /* what follows has a verb of its own */
        }
    }
    return out->verb < out->end && is_alone(checker, out);
}

/* ---- what is wrong ---- */

static bool is_many(const struct checker *checker, const struct clause *clause)
{
    const struct token *subject = token_at(checker, clause->subject);
    return token_in(subject, "we|they|you") || (subject->tag & TAG(NNS)) != 0;
}

/* "go", "goes", "don't", "is" as told of the past; NULL: they are right, or not told so. */
static const char *past_of(struct checker *checker, const struct clause *clause,
                           const struct token *verb)
{
    struct form form;
    if (token_in(verb, "is|are|am")) {
        return is_many(checker, clause) ? "were" : "was";
    }
    if (token_in(verb, "don't|doesn't")) {
        return "didn't";
    }
    if (token_in(verb, "do|does|have|has")) {
        return token_in(verb, "do|does") ? "did" : "had";
    }
    const bool is_present = (verb->tag & (TAG(VB) | TAG(VBZ))) != 0 && (verb->may & TAG(VBD)) == 0;
    return is_present && !token_in(verb, OF_TIMES) &&
                   forms_turn(checker->lexicon, verb->low, TAG(VBD), &form)
               ? arena_strdup(checker->arena, form.p)
               : NULL;
}

static void note_past(struct checker *checker, const struct clause *clause)
{
    const struct token *verb = token_at(checker, clause->verb);
    const struct token *next = token_at(checker, clause->verb + 1);
    struct form form;
    const bool has = token_in(verb, "have|has") && next != NULL && (next->may & TAG(VBN)) != 0 &&
                     clause->verb + 1 < clause->end;
    if (has) {
        const struct token *after = token_at(checker, clause->verb + 2);
        const bool is_been = token_is(next, "been");
        const bool is_plain =
            !is_been || (after != NULL && (after->tag & (TAG(VBG) | TAG(VBN))) == 0);
        if (is_plain && forms_turn(checker->lexicon, next->low, TAG(VBD), &form)) {
            const char *past =
                is_been && is_many(checker, clause) ? "were" : arena_strdup(checker->arena, form.p);
            checker_note(checker, edit_of(checker, clause->verb, clause->verb + 1, past),
                         "tense.past", "With a time that is over stands the simple past: \"%s\".");
        }
        return;
    }
    const bool goes_on =
        next != NULL && clause->verb + 1 < clause->end && (next->tag & TAG(VBG)) != 0;
    const char *past = clause->time == TIME_YEAR ? NULL : past_of(checker, clause, verb);
    if (past != NULL && !(goes_on && clause->begin == 0)) {
        checker_note(checker, edit_of(checker, clause->verb, clause->verb, past), "tense.past",
                     "The time says that this is over; the verb stands in the past: \"%s\".");
    }
}

static void note_future(struct checker *checker, const struct clause *clause)
{
    const struct token *verb = token_at(checker, clause->verb);
    struct form form;
    if ((verb->tag & (TAG(VBD) | TAG(VBN))) == 0 ||
        (verb->may & (TAG(VB) | TAG(BE) | TAG(HAVE) | TAG(MD))) != 0 ||
        !forms_turn(checker->lexicon, verb->low, TAG(VB), &form)) {
        return;
    }
    checker_note(checker,
                 edit_of(checker, clause->verb, clause->verb,
                         arena_printf(checker->arena, "will %s", form.p)),
                 "tense.future", "The time is still to come; \"will\" tells that: \"%s\".");
}

static void note_since(struct checker *checker, const struct clause *clause)
{
    const struct token *subject = token_at(checker, clause->subject);
    const struct token *verb = token_at(checker, clause->verb);
    const struct token *next = token_at(checker, clause->verb + 1);
    if (subject == NULL || verb == NULL) {
        return;
    }
    const bool one = !is_many(checker, clause) && !token_in(subject, "i");
    const bool goes_on =
        next != NULL && clause->verb + 1 < clause->end && (next->tag & TAG(VBG)) != 0;
    const char *have = one ? "has" : "have";
    struct form form;
    if (token_in(verb, "is|are|am")) {
        if (!goes_on && token_in(subject, "it|this|that")) {
            return; /* "it is a long time since Monday" */
        }
        checker_note(checker,
                     edit_of(checker, clause->verb, clause->verb,
                             arena_printf(checker->arena, "%s been", have)),
                     "tense.since", "What began then and goes on is told with \"have\": \"%s\".");
        return;
    }
    const bool is_present = (verb->tag & (TAG(VB) | TAG(VBZ))) != 0 && (verb->may & TAG(VBD)) == 0;
    if (is_present && forms_turn(checker->lexicon, verb->low, TAG(VBN), &form)) {
        checker_note(checker,
                     edit_of(checker, clause->verb, clause->verb,
                             arena_printf(checker->arena, "%s %s", have, form.p)),
                     "tense.since", "What began then and goes on is told with \"have\": \"%s\".");
    }
}

/* "When I was a child, I live in a village." */
static void check_when(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    size_t comma = 0;
    if (sentence->count < 8 || !token_is(token_at(checker, 0), "when") ||
        (token_at(checker, 1)->tag & TAG(SUBJ)) == 0 ||
        !token_in(token_at(checker, 2), "was|were")) {
        return;
    }
    while (comma < sentence->count && !token_is(token_at(checker, comma), ",")) {
        comma++;
    }
    struct clause clause = {.begin = comma + 1, .end = sentence->count - 1, .subject = comma + 1};
    const struct token *subject = token_at(checker, clause.subject);
    if (comma + 4 > sentence->count || (subject->tag & TAG(SUBJ)) == 0) {
        return;
    }
    clause.verb = agreement_skip(checker, clause.subject + 1);
    const struct token *verb = token_at(checker, clause.verb);
    if (verb != NULL && clause.verb < clause.end && is_alone(checker, &clause) &&
        (verb->tag & (TAG(VB) | TAG(VBZ))) != 0 &&
        !token_in(verb, "guess|suppose|believe|" OF_TIMES)) {
        note_past(checker, &clause);
    }
}

static void check_clause(struct checker *checker, const struct clause *clause)
{
    switch (clause->time) {
    case TIME_PAST:
    case TIME_YEAR:
        note_past(checker, clause);
        break;
    case TIME_FUTURE:
        note_future(checker, clause);
        break;
    case TIME_SINCE:
        note_since(checker, clause);
        break;
    case TIME_NONE:
        break;
    }
}

void check_tense(struct checker *checker)
{
    check_when(checker);
    for (size_t at = 0; at < checker->sentence->count;) {
        const size_t end = end_of_clause(checker, at);
        struct clause clause;
        if (read_clause(checker, at, end, &clause)) {
            check_clause(checker, &clause);
        }
        at = end + 1;
    }
}
