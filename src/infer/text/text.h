/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text: what every engine that works on somebody's text needs first: characters with their positions, sentences and
 * the parts of a text that are none, words, and a guess of the language.
 * Not here: what any of it means, spelling (infer/grammar), and dictionaries.
 *
 * Way of a text: text_read() decodes it once; text_split() finds blocks (paragraphs, headings, items of lists, quoted
 * mail, rows of tables) and the sentences in them; text_next_word() goes through the words of a range.
 * All positions count code points of the text as given, the end is exclusive: what a browser or a program can count,
 * too. Properties of characters are ICU's (libicuuc, Unicode 15); its break iterators are not used: they know no
 * abbreviations, and their dictionaries for writing without spaces would have to be loaded before the sandbox.
 *
 * Memory: everything lies in the arena passed in, or points into the text. Threads: any, no state.
 * Files: text.c characters, text_blocks.c and text_sentences.c the splitter, text_words.c words, text_guess.c languages,
 * text_words_*.c their word lists, text_spellings.c spellings of one word. */
#pragma once

#include "base/err.h"

struct text {
    struct str bytes;        /* well-formed UTF-8 */
    const uint32_t *points;  /* (count) */
    const uint32_t *offsets; /* (count + 1) where each code point begins in `bytes` */
    size_t count;
    bool cut; /* there was more; `bytes` is what is left */
};

/* Decodes the first `points_max` code points. E_INVALID where it is not well-formed UTF-8. */
MUSTUSE int text_read(struct str bytes, size_t points_max, struct arena *arena, struct text *out);
/* The part of the text from code point `start` up to `end`. */
struct str text_slice(const struct text *text, size_t start, size_t end);
/* The same for people to read: runs of white space and control characters are one space each, none at the ends. */
struct str text_clean(const struct text *text, size_t start, size_t end, struct arena *arena);

/* ---- characters ---- */

bool text_is_letter(uint32_t point); /* with the marks that belong to letters */
bool text_is_digit(uint32_t point);
bool text_is_space(uint32_t point); /* white space and control characters, line breaks too */
bool text_is_upper(uint32_t point);
bool text_is_lower(uint32_t point);
uint32_t text_lower(uint32_t point);
/* Of writing that puts no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan. */
bool text_is_unspaced(uint32_t point);

/* ---- languages ---- */

struct text_list {
    const char *const *items; /* sorted by bytes, lower case */
    size_t count;
};

enum text_language_flag {
    TEXT_ORDINAL_DOTS = 1u << 0, /* "3." is "third" */
    TEXT_UNSPACED = 1u << 1,
};

struct text_language {
    char code[4]; /* ISO 639-1 */
    const char *name;
    struct text_list stop_words;  /* that say nothing of what a text is about */
    struct text_list known_words; /* frequent ones besides, for short texts */
    struct text_list
        abbreviations; /* without their last full stop; a sentence does not end there */
    struct text_list end_abbreviations; /* likewise, but one may */
    const uint32_t *letters;            /* that its neighbours lack, ended by 0; or NULL */
    unsigned flags;
};

/* By its code, of which the part before "-" or "_" counts; NULL where it is not known here. */
const struct text_language *text_language_find(struct str code);
/* The language that most of the text is in, NULL where nothing says so. *out_confidence is 0 to 1. */
const struct text_language *text_guess(const struct text *text, double *out_confidence);
/* `lower` as text_word_lower() gives it; false for no language. */
bool text_is_stop_word(const struct text_language *language, struct str lower);

/* ---- words ---- */

enum text_word_kind {
    TEXT_WORD,   /* letters, with apostrophes in it */
    TEXT_NUMBER, /* begins with a digit, has no letters */
    TEXT_PAIR,   /* two neighbours (or one alone) of writing without spaces; pairs overlap */
};

struct text_word {
    size_t start, end;
    enum text_word_kind kind;
};

/* Finds the next word from *at on that begins before `end`, and moves *at behind it (behind the first half of a pair
 * that has a next one). False where there is none. */
bool text_next_word(const struct text *text, size_t *at, size_t end, struct text_word *out);
#define TEXT_WORD_MAX   ((size_t)200) /* code points; a longer run of letters is several words */
#define TEXT_FOLD_BYTES (4 * TEXT_WORD_MAX)

/* In lower case, with straight apostrophes, without what does not show; in `out`. */
struct str text_word_fold(const struct text *text, const struct text_word *word,
                          char out[TEXT_FOLD_BYTES]);
/* The same, in the arena. */
struct str text_word_lower(const struct text *text, const struct text_word *word,
                           struct arena *arena);

/* Whether two words are written almost the same. */
bool text_are_spellings(struct str a, struct str b);
/* Whether a text is two of these with "or" between ("colour or color"), as in a question which is right. Points into the text. */
bool text_read_spellings(struct str text, struct str out[2]);

/* ---- sentences ---- */

#define TEXT_SENTENCE_MAX 2000 /* code points; what goes on longer is cut at a space */

enum text_part {
    TEXT_SENTENCE,
    TEXT_HEADING,
    TEXT_ITEM,   /* of a list; without its bullet or number */
    TEXT_QUOTED, /* mail quoted with ">" */
    TEXT_ROW,    /* of a table, or a line of code */
};

struct text_sentence {
    size_t start, end; /* without white space at the ends */
    enum text_part part;
    uint32_t
        paragraph; /* 0 first; parts of one list and rows of one table are paragraphs of their own */
};

struct text_sentences {
    struct text_sentence *items;
    size_t count;
};

/* Everything that is not white space is in one sentence or another, but for bullets, marks of quoting and of headings. */
void text_split(const struct text *text, const struct text_language *language, struct arena *arena,
                struct text_sentences *out);
