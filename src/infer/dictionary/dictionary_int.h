/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this folder share. */
#pragma once

#include "infer/dictionary/dictionary.h"

struct dictionary_pool;
struct dictionary_patterns;

#define DICTIONARY_FILES (3 * DICTIONARY_PART_COUNT + 2)

struct dictionary {
    struct dictionary_texts texts;
    struct str mapped[DICTIONARY_FILES];  /* to be unmapped; p is NULL where there is nothing */
    struct dictionary_patterns *patterns; /* NULL: no hyphenation */
    struct dictionary_pool *pool;         /* NULL: nobody has asked for questions yet */
};

/* ---- lines of sorted files (dictionary_lines.c) ---- */

/* The line that begins at `at`, without its end. */
struct str dictionary_line_at(struct str text, size_t at);
/* Where the first line is that does not sort before the key, by bytes; text.n where there is none. */
size_t dictionary_lower_bound(struct str text, struct str key);
/* Cuts off the next word, at blanks; an empty one at the end. */
struct str dictionary_next_field(struct str *rest);

/* A word of an index: index.5 of wndb(5WN). */
struct dictionary_row {
    enum dictionary_part part;
    struct str lemma; /* in lower case, "_" for a blank */
    size_t sense_count;
    size_t tagged_count; /* of them found in the texts that were counted */
    struct str offsets;  /* one word of eight digits for each sense */
};
MUSTUSE bool dictionary_parse_row(enum dictionary_part part, struct str line,
                                  struct dictionary_row *out);
MUSTUSE bool dictionary_find_row(const struct dictionary *d, enum dictionary_part part,
                                 struct str lemma, struct dictionary_row *out);
bool dictionary_has_row(const struct dictionary *d, enum dictionary_part part, struct str lemma);
/* Cuts off the next offset; false at the end. */
MUSTUSE bool dictionary_next_offset(struct str *offsets, size_t *out);

/* How often the word was found as each part of speech. */
struct dictionary_uses {
    int64_t of[DICTIONARY_PART_COUNT];
    int64_t all;
};
struct dictionary_uses dictionary_count_uses(const struct dictionary *d, struct str lemma);

/* ---- meanings (dictionary_synset.c) ---- */

struct dictionary_pointer {
    struct str symbol;
    size_t offset;
    enum dictionary_part part;
    size_t source; /* word of this synset, counted from 1; 0: all of them */
    size_t target; /* word of the other; 0: all */
};

struct dictionary_synset {
    enum dictionary_part part;
    size_t offset;
    bool is_satellite; /* an adjective that is similar to a head */
    int lexfile;       /* lexnames(5WN) */
    struct str *words; /* as in the file, without the mark of adjectives' places */
    size_t word_count;
    const struct dictionary_pointer *pointers;
    size_t pointer_count;
    struct str gloss;
};
/* False where there is no such synset, or a damaged one. */
MUSTUSE bool dictionary_read_synset(const struct dictionary *d, enum dictionary_part part,
                                    size_t offset, struct arena *arena,
                                    struct dictionary_synset *out);
/* Which word of the synset it is, counted from 1, whatever the case; 0: none. */
size_t dictionary_word_number(const struct dictionary_synset *synset, struct str lemma);

/* A gloss is a meaning and then examples in quotation marks. */
struct dictionary_gloss {
    struct str meaning;
    struct dictionary_strs examples;
};
void dictionary_split_gloss(struct str gloss, struct arena *arena, struct dictionary_gloss *out);

/* "ice_cream" as "ice cream". */
struct str dictionary_spaced(struct str word, struct arena *arena);
/* The same with letters of ASCII in lower case. */
struct str dictionary_lower(struct str word, struct arena *arena);

void dictionary_add_str(struct dictionary_strs *list, size_t max, struct str item);
bool dictionary_has_str(const struct dictionary_strs *list, struct str item); /* in any case */

/* ---- what was asked for ---- */

/* Tidied, as the files write it: "Ice  cream!" as "Ice_cream". Empty: no word. */
struct str dictionary_tidy(struct str word, struct arena *arena);
#define DICTIONARY_SPELLINGS_MAX 8
/* Ways to write what was tidied and has lower case, the likeliest first: hyphens, blanks, without "to" or "the". */
size_t dictionary_spellings(struct str tidy, struct arena *arena,
                            struct str out[DICTIONARY_SPELLINGS_MAX]);

/* Whether this part of speech is what such a spelling of what was asked for means: "to ..." is a verb. */
bool dictionary_is_meant(struct str spelling, struct str tidy, enum dictionary_part part);

#define DICTIONARY_BASES_MAX 6
/* The base forms in the index that the word may be of, itself first. */
size_t dictionary_find_bases(const struct dictionary *d, enum dictionary_part part, struct str word,
                             struct arena *arena, struct str out[DICTIONARY_BASES_MAX]);

/* Opposites of the word of this number, and words derived from it. */
void dictionary_add_opposites(const struct dictionary *d, const struct dictionary_synset *synset,
                              size_t number, struct arena *arena, struct dictionary_strs *out);
struct dictionary_family {
    struct dictionary_relative items[DICTIONARY_FAMILY_MAX];
    size_t count;
};
void dictionary_add_family(const struct dictionary *d, const struct dictionary_synset *synset,
                           size_t number, struct arena *arena, struct dictionary_family *out);
/* The adverb that is made of an adjective. */
void dictionary_add_adverb(const struct dictionary *d, struct str lemma, struct arena *arena,
                           struct dictionary_family *out);

/* Words that are spelt much like it, the likeliest first. */
MUSTUSE int dictionary_find_near(const struct dictionary *d, struct str tidy,
                                 const struct dictionary_watch *watch, struct arena *arena,
                                 struct dictionary_strs *out);
/* Letters added, left out, changed or swapped with their neighbour; `most` + 1 where there are more than `most`. */
int dictionary_distance(struct str a, struct str b, int most);

struct dictionary_patterns *dictionary_patterns_new(struct str text);
void dictionary_patterns_free(struct dictionary_patterns *patterns);

/* ---- questions ---- */

uint64_t dictionary_random(uint64_t *state);
size_t dictionary_random_below(uint64_t *state, size_t limit);

/* A word that may be asked about; of those that were never counted it is not known yet. */
struct dictionary_pool_word {
    uint32_t line; /* where its line begins in the index of its part */
    uint8_t part;
};
struct dictionary_pool_words {
    struct dictionary_pool_word *items;
    size_t count;
    size_t capacity;
};
struct dictionary_pool {
    struct dictionary_pool_words of[DICTIONARY_LEVEL_COUNT][DICTIONARY_PART_COUNT];
};
/* The words of all levels, read at the first call. E_CANCELLED. */
MUSTUSE int dictionary_get_pool(struct dictionary *d, const struct dictionary_watch *watch,
                                const struct dictionary_pool **out);
void dictionary_pool_free(struct dictionary_pool *pool);
/* The row of such a word. */
MUSTUSE bool dictionary_pool_row(const struct dictionary *d, struct dictionary_pool_word word,
                                 struct dictionary_row *out);
enum dictionary_level dictionary_level_of(const struct dictionary_row *row, int64_t uses);

/* Whether nothing about it offends: not for a dictionary, but for questions that nobody has asked for. */
bool dictionary_is_decent(const struct dictionary *d, const struct dictionary_synset *synset);

/* The meaning of a word that a question is about. */
struct dictionary_target {
    struct str lemma;
    enum dictionary_part part;
    enum dictionary_level level;
    struct dictionary_synset synset;
    struct dictionary_gloss gloss;
};
/* The first of the most used meanings that is short, fit for everybody, and does not tell the word; where `gap` is not NULL, one that
 * has an example with it, too. */
struct dictionary_gap {
    struct str example;
    size_t from; /* where the word stands in it, in whatever form */
    size_t to;
};
MUSTUSE bool dictionary_find_target(const struct dictionary *d, const struct dictionary_row *row,
                                    struct arena *arena, struct dictionary_target *out,
                                    struct dictionary_gap *gap);
/* Where the word stands in an example, once. */
MUSTUSE bool dictionary_find_gap(const struct dictionary *d, const struct dictionary_target *target,
                                 struct arena *arena, struct dictionary_gap *out);
/* Cuts off the next word of a sentence; an empty one at the end. */
struct str dictionary_next_word(struct str *rest);
/* Whether a text has the word in it, or one that begins alike, or a part of it. */
bool dictionary_tells(struct str text, struct str lemma);

/* Other words of the same part of speech and level, none near in meaning to the target or to another of them. E_NOT_FOUND where
 * there are not enough. */
MUSTUSE int dictionary_find_others(struct dictionary *d, const struct dictionary_target *target,
                                   uint64_t *random, const struct dictionary_watch *watch,
                                   struct arena *arena,
                                   struct dictionary_target out[DICTIONARY_CHOICES - 1]);
