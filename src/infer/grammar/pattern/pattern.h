/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pattern: mistakes that a row of words tells, as lines of infer/grammar/rules, and where sentences have them.
 *
 * A line of a file in rules/: name, trust ("sure", "cures"), pattern, correction and reason, parted by tabs; a reason that begins with
 * "@" is one of those that the file names first, and %WORDS in a pattern a list that it does. The pattern has one element for each word:
 *   depend|rely   one of these words          =depend        any form of the word
 *   NN|VB         has one of these tags here  ~VB            could have one of these tags
 *   !X            not X                       X&Y  X/Y       both, one of them ("|" binds before "&", "&" before "/")
 *   X?            may be left out             ^  $           begin and end of the sentence
 *   *             any word                    ,              that mark
 * Between [ and ] is what the correction replaces; $1 is its first word, $1:VBD another form of that
 * (PL and SG: what agrees with a plural or singular), $1>do the same form of another verb; "|" parts alternatives.
 *
 * pattern_read.c reads the rules, which are built into the program, and tells which of them a sentence can match at all; pattern.c
 * matches them and makes the corrections.
 * Not here: what becomes of a match (infer/grammar), and what no row of words tells.
 * Memory: struct patterns is the caller's to free and is never written again; matches live in the arena passed in. Threads: any.
 * Files: none. */
#pragma once

#include "infer/grammar/lexicon/lexicon.h"

enum pattern_trust {
    SURE,  /* counts at once */
    CURES, /* counts where the sentence cannot be parsed and can be with the correction */
};

struct patterns;
/* Ends the process where a rule is not well formed. */
struct patterns *patterns_new(void);
size_t patterns_count(const struct patterns *patterns);
void patterns_free(struct patterns *patterns);

#define PATTERN_CORRECTIONS_MAX 6

struct pattern_match {
    const char *rule;
    const char *reason; /* a sentence for people, in which "%s" may stand for the correction */
    enum pattern_trust trust;
    size_t first, last; /* tokens of the sentence, inclusive: what a correction stands for */
    /* the best first, each in lower case but for names; empty: nothing comes in their place */
    struct str corrections[PATTERN_CORRECTIONS_MAX]; /* (count) */
    size_t count;                                    /* of them, one at least */
};

/* A sentence of a text, with its tags (lexicon_tag_sentence()). */
struct pattern_place {
    const struct lexicon *lexicon;
    struct str text;
    const struct sentence *sentence;
    struct arena *arena;
};

/* Calls `take` for each match of each pattern, in the order of rules, then of places. */
void patterns_match(const struct patterns *patterns, const struct pattern_place *place,
                    void (*take)(void *context, const struct pattern_match *match), void *context);
