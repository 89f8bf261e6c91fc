/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grammar: finds what is spelled or said wrongly in a text, and says why and what would be right.
 * Spelling: hunspell, in every language that has a dictionary here. Grammar: English, by rules of our own over words whose part of
 * speech WordNet's lists and the words around them tell, and by link-grammar, whose parser says which sentences are doubtful, and
 * whether a repair that is doubtful itself makes a sentence whole.
 * Not here: JSON (infer/skills), style, facts.
 *
 * Way of a text: sentences/ cuts it into sentences and words, and spelling/ guesses which language each is in. lexicon/ says what each
 * word of an English sentence is. The checks add findings: those of words in a row are patterns, lines of rules/ that pattern/ reads
 * and matches (grammar_patterns.c takes its matches in); where a pattern does not do, a check is a function: grammar_agreement.c and
 * grammar_subject.c one and many, grammar_tense.c, grammar_order.c questions, grammar_possessive.c, grammar_articles.c,
 * grammar_capitals.c, grammar_doubled.c, grammar_punctuation.c and grammar_commas.c, grammar_misspelled.c what spelling/ does not
 * know. Sure findings count at once; grammar_repair.c tries the others on sentences that grammar_links.c cannot parse. A corrected
 * sentence is checked once more (grammar_settle.c), so that no correction makes a mistake of its own. At last grammar_variety.c looks
 * for British and American spelling in one text. grammar.c leads through all that; grammar_edits.c keeps what was found, by place:
 * findings never overlap; applied, they give the corrected text. grammar_choice.c answers "colour or color".
 * Folders, modules of their own that know nothing of these files: sentences, lexicon above it, pattern and spelling above both.
 *
 * Memory: results live in the arena passed in. Threads: one at a time for each struct grammar. Files are read by grammar_new(), and
 * dictionaries of languages that did not fit into memory when one is wanted (spelling/; a worker may read their folder). */
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
