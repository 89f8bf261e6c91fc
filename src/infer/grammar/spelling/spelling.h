/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spelling: whether a word is right in a language, what was meant where it is not, and which language a text is in.
 *
 * spelling_dictionaries.c knows which dictionaries of hunspell are installed and has those in use in memory; spelling.c looks words
 * up and ranks what comes near. spelling_language.c takes a text for the language whose dictionaries know most of its words;
 * spelling_screen.c reads the lists of dictionaries that are not in memory for that.
 * Not here: which words of a sentence are to be looked up, names among them, and what is said of them (infer/grammar).
 * Memory: struct spell is the caller's to free, and bounds what dictionaries take; names of languages live as long as it does; the
 * rest lives in the arena passed in. Threads: one at a time for each struct spell, for looking up has dictionaries come and go.
 * Files: spell_new() looks through the folder, and dictionaries are read from it whenever one is wanted; a worker may read it. */
#pragma once

#include "infer/grammar/lexicon/lexicon.h"

/* ---- dictionaries ---- */

struct spell;
/* All dictionaries of a folder (a constant), of which at most so many bytes are in memory at once: others are read when they are
 * wanted, and the longest unused leave. English stays. */
struct spell *spell_new(const char *folder, size_t bytes_max);
void spell_free(struct spell *spell);
/* Whether there are dictionaries of a language ("en", "de"). */
bool spell_has(const struct spell *spell, const char *language);
/* Has all of them in memory. False: there are none, or they cannot be read. */
bool spell_use(struct spell *spell, const char *language);
/* Whether the word is right in that language, as it stands. */
bool spell_knows(struct spell *spell, const char *language, struct str word);
/* The same of one dictionary, "en_GB", if it is in memory. */
bool spell_knows_as(struct spell *spell, const char *locale, struct str word);
#define SPELL_SUGGESTIONS_MAX 5
/* The words nearest to one that is not right, the likeliest first; how many. Of two as near the more frequent one in English. */
size_t spell_suggest(struct spell *spell, const struct lexicon *lexicon, const char *language,
                     struct str word, struct arena *arena, struct str out[SPELL_SUGGESTIONS_MAX]);
/* The package with a dictionary of this language, NULL where none is known. */
const char *spell_package(const char *language, struct arena *arena);

/* ---- languages ---- */

/* What most of a text is written in, by the share of words that dictionaries know. */
struct language_guess {
    const char *language; /* NULL: unknown */
    size_t known, words;  /* of those that were looked at */
};
struct language_text {
    struct spell *spell;
    struct str text;
    const struct sentences *sentences; /* of the text */
    struct arena *arena;
    bool (*goes_on)(void *context); /* asked before what takes long; false ends the search */
    void *context;
};
void language_guess(const struct language_text *text, struct language_guess *out);
/* The language of a sentence in a text of a language (`main`): the same unless few of its words are of it. NULL, of both: unknown. */
const char *language_of_sentence(struct spell *spell, struct str text,
                                 const struct sentence *sentence, const char *main);
