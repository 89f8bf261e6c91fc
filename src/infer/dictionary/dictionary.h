/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dictionary: what English words mean, and questions for who wants to learn them; from the database of WordNet 3.0
 * (wndb(5WN)) and the hyphenation patterns of TeX, as Debian has both.
 * Not here: arguments and results as JSON (infer/skills), what somebody has learned (apps/skills).
 * Way of a word: dictionary_look() spells it as the database does (dictionary_ask.c), finds its base forms by the rules of
 * Morphy (dictionary_morph.c), reads their lines and meanings (dictionary_lines.c, dictionary_synset.c), and makes an entry
 * of them (dictionary_look.c, dictionary_kin.c); of what it does not find it tells near spellings (dictionary_near.c).
 * Way of a question: dictionary_pick_words() chooses from the words of a level (dictionary_pool.c) those that are
 * fit for everybody (dictionary_decent.c), dictionary_make_question() asks for one (dictionary_question.c, dictionary_gap.c,
 * dictionary_choices.c), dictionary_judge() looks at the answer (dictionary_judge.c).
 * The files are mapped, and found things by binary search: nothing is read twice and nothing opened after dictionary_open().
 * No byte of them is believed: a line that is not as it should be is as if it were not there.
 * Memory: results live in the arena passed in or point into the files. Threads: one at a time. */
#pragma once

#include "base/err.h"

struct dictionary;

enum dictionary_part {
    DICTIONARY_NOUN,
    DICTIONARY_VERB,
    DICTIONARY_ADJECTIVE,
    DICTIONARY_ADVERB,
    DICTIONARY_PART_COUNT
};
/* "noun", "verb", "adjective", "adverb". */
const char *dictionary_part_name(enum dictionary_part part);
MUSTUSE bool dictionary_part_find(struct str name, enum dictionary_part *out);

/* The contents of the files; an empty one is one that is missing. */
struct dictionary_texts {
    struct str index[DICTIONARY_PART_COUNT];      /* index.noun, ... */
    struct str data[DICTIONARY_PART_COUNT];       /* data.noun, ... */
    struct str exceptions[DICTIONARY_PART_COUNT]; /* noun.exc, ... */
    struct str counts;                            /* cntlist.rev */
    struct str hyphens;                           /* hyph_en_US.dic */
};

/* Maps the files of a folder and reads the patterns; `folder` and `hyphens_path` NULL are where Debian puts them. E_NOT_FOUND,
 * with words, where there is no database; patterns that are missing only cost the hyphenation. */
MUSTUSE int dictionary_open(const char *folder, const char *hyphens_path, struct dictionary **out,
                            struct err *err);
/* The same from contents, which must stay. */
struct dictionary *dictionary_new(const struct dictionary_texts *texts);
void dictionary_free(struct dictionary *dictionary);
void dictionary_freep(struct dictionary **dictionary);

/* ---- what a word means ---- */

#define DICTIONARY_WORD_MAX        100 /* bytes of what is asked for */
#define DICTIONARY_GROUP_MAX       12  /* meanings told of one word as one part of speech */
#define DICTIONARY_FAMILY_MAX      30
#define DICTIONARY_SUGGESTIONS_MAX 6

struct dictionary_strs {
    struct str *items;
    size_t count;
};

struct dictionary_sense {
    enum dictionary_part part;
    struct str word; /* as it is written: the base form of what was asked for */
    struct str meaning;
    struct dictionary_strs examples;
    struct dictionary_strs synonyms;
    struct dictionary_strs opposites;
    int64_t uses; /* how often it was found in this meaning in the texts that WordNet counted */
};

struct dictionary_relative {
    struct str word;
    enum dictionary_part part;
};

struct dictionary_entry {
    struct str asked; /* tidied */
    struct str word;  /* of the first sense; what was asked for where there is none */
    struct str
        hyphenation; /* "dic·tion·ary"; the word where it is not divided or there are no patterns */
    const struct dictionary_sense
        *senses;        /* grouped by word and part of speech, in each the most used first */
    size_t sense_count; /* 0: not found */
    size_t left_out;    /* meanings beyond DICTIONARY_GROUP_MAX, which are rarer */
    const struct dictionary_relative *family;
    size_t family_count;
    struct dictionary_strs
        suggestions; /* words that are spelt much the same, or parts of what was asked for */
};

/* Called now and then while something takes long; false ends the work with E_CANCELLED. */
struct dictionary_watch {
    bool (*goes_on)(void *context); /* may be NULL */
    void *context;
};

/* What is not found is an entry without senses. E_INVALID, with words, where the text is no word at all. */
MUSTUSE int dictionary_look(const struct dictionary *dictionary, struct str word,
                            const struct dictionary_watch *watch, struct arena *arena,
                            struct dictionary_entry *out, struct err *err);

/* How a word is spelled in the other English. */
struct dictionary_variant {
    struct str word;
    bool is_american; /* it is; else it is British */
    bool is_both;     /* the British have it as well ("organize") */
    bool is_partly;   /* in some of the meanings only ("tire", and "tyre" of wheels) */
};
/* False: there is no other spelling. */
MUSTUSE bool dictionary_find_variant(const struct dictionary_entry *entry, struct arena *arena,
                                     struct dictionary_variant *out);
/* Of an entry without senses: looks the word up as the other English spells it. The entry stays as it was where there is no such word. */
MUSTUSE int dictionary_look_variant(const struct dictionary *dictionary,
                                    const struct dictionary_watch *watch, struct arena *arena,
                                    struct dictionary_entry *entry, struct err *err);

/* Where the word may be divided at the end of a line, shown by middle dots; words of a phrase one by one. */
struct str dictionary_hyphenate(const struct dictionary *dictionary, struct str word,
                                struct arena *arena);

/* ---- questions ---- */

/* By how often a word was found in the texts that WordNet counted (cntlist(5WN): 230,000 words of English prose, each with its
 * meaning), in any meaning as this part of speech: easy 10 times or more, and 25 where it has one meaning only, as frequent words
 * have several and a rare one may fill a single text; medium 2 times or more; hard once, or never where it has several
 * meanings and an example with it. */
enum dictionary_level {
    DICTIONARY_EASY,
    DICTIONARY_MEDIUM,
    DICTIONARY_HARD,
    DICTIONARY_LEVEL_COUNT
};
MUSTUSE bool dictionary_level_find(struct str name, enum dictionary_level *out);

enum dictionary_form {
    DICTIONARY_MEANING, /* choose the meaning */
    DICTIONARY_GAP,     /* choose the word that an example lacks */
    DICTIONARY_SPELL,   /* write the word by its meaning, first letter and length */
    DICTIONARY_MIXED,   /* any of these; never of a question */
    DICTIONARY_FORM_COUNT
};
const char *dictionary_form_name(enum dictionary_form form);
MUSTUSE bool dictionary_form_find(struct str name, enum dictionary_form *out);

#define DICTIONARY_PICK_MAX 250

struct dictionary_pick {
    enum dictionary_level level;
    uint64_t seed;
    size_t count;  /* at most DICTIONARY_PICK_MAX count */
    bool with_gap; /* only such as there is a question DICTIONARY_GAP about */
};
struct dictionary_words {
    struct dictionary_relative *items;
    size_t count;
};
/* Words of a level in an order that the seed decides, each only as the part of speech that it is most used as. May be fewer than
 * were asked for. */
MUSTUSE int dictionary_pick_words(struct dictionary *dictionary, const struct dictionary_pick *pick,
                                  const struct dictionary_watch *watch, struct arena *arena,
                                  struct dictionary_words *out);

#define DICTIONARY_CHOICES 4

struct dictionary_question {
    enum dictionary_form form;
    enum dictionary_part part;
    struct str word; /* that is asked about, in its base form */
    /* The answer: of DICTIONARY_MEANING the meaning, else the word in its base form. */
    struct str expected;
    struct str meaning;
    struct str prompt;
    struct str hint;                        /* empty: none */
    struct str choices[DICTIONARY_CHOICES]; /* (choice_count) */
    size_t choice_count;                    /* 0: to be written */
    struct dictionary_strs also;            /* other answers that are right */
};

struct dictionary_ask {
    struct dictionary_relative word;
    enum dictionary_form form;
    uint64_t seed;
};
/* The same question whenever the same is asked for. Where the word has no question of this form, one of another form.
 * E_NOT_FOUND: none at all, or there is no such word. */
MUSTUSE int dictionary_make_question(struct dictionary *dictionary,
                                     const struct dictionary_ask *ask,
                                     const struct dictionary_watch *watch, struct arena *arena,
                                     struct dictionary_question *out);

enum dictionary_verdict {
    DICTIONARY_WRONG,
    DICTIONARY_RIGHT,
    DICTIONARY_ALMOST,  /* a slip in spelling */
    DICTIONARY_UNKNOWN, /* "I don't know" */
    DICTIONARY_STOP,    /* wants no more questions */
    DICTIONARY_UNCLEAR, /* chose nothing that there is to choose */
};

/* Looks at an answer as people give it: a choice by its number or letter, the answer itself, "I don't know", "stop"; case, spaces
 * and marks do not matter. Sets *out_given to what was chosen. */
enum dictionary_verdict dictionary_judge(const struct dictionary_question *question,
                                         struct str answer, struct arena *arena,
                                         struct str *out_given);
