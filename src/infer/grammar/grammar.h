/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grammar: finds what is spelled or said wrongly in a text, and says why and what would be right.
 * Spelling: hunspell, in every language that has a dictionary here. Grammar: English, by rules of our own over words whose part of
 * speech WordNet's lists and the words around them tell, and by link-grammar, whose parser says which sentences are doubtful, and
 * whether a repair that is doubtful itself makes a sentence whole.
 * Not here: JSON (infer/skills), style, facts.
 * Way of a text: sentences/ cuts it into sentences and words; grammar_language.c guesses the language
 * of each part by what dictionaries know (grammar_screen.c: those not in memory), grammar_spell.c looks words up;
 * lexicon/ says what each English word is; rules add findings: sure ones at once
 * (rules/ holds patterns, which pattern/ finds; the other files are functions where a pattern does not do); grammar_repair.c tries the others
 * on sentences that grammar_links.c cannot parse. A corrected sentence is checked once more (grammar_settle.c), so that no correction
 * makes a mistake of its own. Findings never overlap; applied, they give the corrected text.
 * Memory: results live in the arena passed in. Threads: one at a time for each struct grammar. Files are read by grammar_new(), and
 * dictionaries of languages that did not fit into memory when one is wanted (grammar_dictionaries.c; a worker may read their folder). */
#pragma once

#include "base/err.h"

/* Of the text; what is beyond is not looked at, and a notice says so. */
#define GRAMMAR_CHARS_MAX        ((size_t)200000)
#define GRAMMAR_FINDINGS_MAX     ((size_t)2000)
#define GRAMMAR_ALTERNATIVES_MAX 5

struct grammar;

/* Loads what is installed: dictionaries, WordNet's lists, link-grammar's dictionary. What is missing is no error: checks
 * say then what would help. */
MUSTUSE int grammar_new(struct grammar **out, struct err *err);
void grammar_free(struct grammar *grammar);

enum grammar_category {
    GRAMMAR_SPELLING,
    GRAMMAR_GRAMMAR,
    GRAMMAR_PUNCTUATION,
    GRAMMAR_STYLE,
    GRAMMAR_CATEGORY_COUNT,
};
const char *grammar_category_name(enum grammar_category category);

struct grammar_finding {
    size_t start, end; /* code points of the text, the end exclusive; start < end */
    struct str found;
    bool has_correction;
    struct str correction; /* what comes in its place; empty: nothing */
    struct str alternatives[GRAMMAR_ALTERNATIVES_MAX];
    size_t alternative_count;
    struct str reason; /* a sentence for people */
    const char *rule;
    enum grammar_category category;
};

struct grammar_request {
    struct str text;                /* well-formed UTF-8, any content */
    struct str language;            /* "en", "de", "en-GB", ...; empty: guessed */
    bool (*goes_on)(void *context); /* asked often; false ends the check */
    void *context;
};

#define GRAMMAR_NOTICES_MAX 6

struct grammar_result {
    struct grammar_finding *findings; /* by place */
    size_t count;
    struct str corrected;
    struct str language; /* of most of the text; empty: unknown */
    struct str
        choice; /* of "colour or color", a text that asks which is right: the answer, which is also the first notice */
    struct str notices[GRAMMAR_NOTICES_MAX];
    size_t notice_count;
};

/* E_CANCELLED where goes_on() said so; E_NOT_INSTALLED, naming a package, where the language asked for has no dictionary. */
MUSTUSE int grammar_check(struct grammar *grammar, const struct grammar_request *request,
                          struct arena *arena, struct grammar_result *out, struct err *err);
