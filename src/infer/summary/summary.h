/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary: the sentences of a text that say most of it, and the phrases it is about. Nothing is written anew: every
 * sentence is one of the text, with its position there.
 * Not here: what a sentence is (infer/text), and how a summary is shown (infer/skills).
 *
 * Sentences are ranked by how much they have in common with others that rank high (Erkan and Radev, "LexRank", JAIR 22,
 * 2004, in its continuous form), then by where they stand; the best are taken one by one, each marked down by what it
 * has in common with those taken already (Carbonell and Goldstein, "The use of MMR", SIGIR 1998). The graph is
 * never built: a step over it is two products with the sparse matrix of sentences and terms, so time and memory grow with
 * the length of the text alone.
 * Works on words where a language writes spaces and on pairs of characters where it does not; stop words are left out
 * where the language is known, and otherwise count little because they are everywhere.
 *
 * Memory: the result lies in the arena. Threads: any, no state.
 * Files: summary.c the whole, summary_terms.c the matrix, summary_rank.c ranking and choice, summary_phrases.c phrases. */
#pragma once

#include "infer/text/text.h"

#define SUMMARY_POINTS_MAX    1000000 /* code points; of a longer text the first part is done */
#define SUMMARY_SENTENCES_MAX 30
#define SUMMARY_PHRASES_MAX   8

enum summary_length { SUMMARY_MEDIUM, SUMMARY_SHORT, SUMMARY_LONG };

struct summary_options {
    const struct text_language *language; /* NULL: guessed */
    enum summary_length length;
    size_t sentences;               /* exactly so many, where the text has them; 0: by `length` */
    bool (*goes_on)(void *context); /* false: stop; NULL: always goes on */
    void *context;
};

struct summary_sentence {
    struct str text;   /* with single spaces, without control characters */
    size_t start, end; /* code points in the text as given */
    uint32_t paragraph;
};

struct summary {
    struct summary_sentence *sentences; /* in the order of the text */
    size_t count;
    struct str key_phrases[SUMMARY_PHRASES_MAX]; /* best first */
    size_t phrase_count;
    const struct text_language *language; /* NULL where it is not known */
    size_t words_before, words_after;     /* characters where there are no spaces */
    size_t sentences_before;
    bool cut; /* the text was longer than SUMMARY_POINTS_MAX */
};

/* E_INVALID where there is no word in the text, E_CANCELLED where goes_on() says so. */
MUSTUSE int summary_make(struct str text, const struct summary_options *options,
                         struct arena *arena, struct summary *out, struct err *err);
