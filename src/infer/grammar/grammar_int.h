/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of infer/grammar share. */
#pragma once

#include "infer/grammar/grammar.h"
#include "infer/grammar/lexicon/lexicon.h"
#include "infer/grammar/pattern/pattern.h"
#include "infer/grammar/sentences/sentences.h"
#include "infer/grammar/spelling/spelling.h"

/* ---- findings ---- */

struct edit {
    size_t start, end; /* bytes of the text */
    struct str correction;
    bool has_correction;
    struct str alternatives[GRAMMAR_ALTERNATIVES_MAX];
    size_t alternative_count;
    const char *reason; /* with at most one %s, which stands for the correction */
    const char *rule;
    enum grammar_category category;
};

struct edits {
    struct edit *items;
    size_t count, capacity;
};

/* For looking for what was meant by unknown words, of one text. */
#define SUGGEST_MS_MAX 5000

struct checker {
    const struct grammar *grammar;
    const struct lexicon *lexicon;
    struct str text;
    struct arena *arena;
    struct sentence *sentence; /* that is looked at */
    struct edits found;        /* by place; never two that overlap */
    size_t sentence_first;     /* of found: the first of this sentence */
    struct edits doubtful;     /* of this sentence: to be tried */
    bool (*goes_on)(void *context);
    void *context;
    int64_t links_until_ms;
    bool links_late;
    int64_t suggest_ms; /* spent on looking for what was meant */
    int64_t asked_ms;   /* when goes_on() was asked last */
    bool has_ended;     /* it said no */
};

/* Whether to go on; asks now and then only, for asking costs a message. */
bool checker_goes_on(struct checker *checker);

/* Adds it unless there is one at the same place. */
bool checker_add(struct checker *checker, const struct edit *edit);
/* One that counts only if it makes a doubtful sentence whole. */
void checker_doubt(struct checker *checker, const struct edit *edit);
/* From token a to token b (inclusive), with the correction given in lower case: it takes over the first one's capital. */
struct edit edit_of(const struct checker *checker, size_t a, size_t b, const char *correction);
void checker_note(struct checker *checker, struct edit edit, const char *rule, const char *reason);
/* Of corrected text: a text of GRAMMAR_CHARS_MAX with room for corrections. */
#define GRAMMAR_CORRECTED_BYTES_MAX (16 * MIB)
/* The text of the sentence with what was found, and one more. */
struct str checker_render(const struct checker *checker, const struct edit *more);
/* Takes in what was found in the text that checker_render() gave for the sentence: what lies in a correction changes that, or takes it
 * back where the old text comes of it. */
void checker_settle(struct checker *checker, const struct edits *again);

/* ---- rules ---- */

/* What is found by the patterns of rules/. */
void check_patterns(struct checker *checker);
void check_doubled(struct checker *checker);
void check_punctuation(struct checker *checker);
void check_capitals(struct checker *checker);
/* The beginning of the sentence; behind what is wrong with that word otherwise, which brings its capital along. */
void check_first_capital(struct checker *checker);
void check_articles(struct checker *checker);
void check_agreement(struct checker *checker);
/* Verbs that do not go with the words of time beside them. */
void check_tense(struct checker *checker);
/* Questions in the order of statements. */
void check_order(struct checker *checker);
/* Names that something belongs to, without an apostrophe. */
void check_possessive(struct checker *checker);
/* Adds to checker->doubtful what might help. */
void repair_propose(struct checker *checker);
/* Tries what is doubtful. */
void repair_try(struct checker *checker);

/* Words that no dictionary of that language has, or that are mistaken for others. */
void check_spelling(struct checker *checker, const char *language);
/* The whole text, after its sentences: British and American spelling together. `locale`: "en_GB", "en_US", or NULL for what most of
 * the text has. */
void check_variety(struct checker *checker, const struct sentences *sentences, const char *locale);
/* Whether the American word is the British one but for a known difference. */
bool variety_parts(struct checker *checker, struct str british, struct str american);
/* Which of two spellings is right, or of which English each is. */
const char *choice_tell(struct checker *checker, const struct str words[2]);

/* ---- link-grammar ---- */

struct links;
struct links *links_new(void); /* NULL: its dictionary is not installed */
void links_free(struct links *links);
/* The cost of the best parse without gaps, or a negative number where there is none. */
double links_cost(struct links *links, struct str sentence);

struct grammar {
    struct spell *spell;
    struct lexicon *lexicon;
    struct links *links;
    struct patterns *patterns;
};
