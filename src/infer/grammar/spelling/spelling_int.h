/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <hunspell/hunspell.h>

#include "infer/grammar/spelling/spelling.h"

#define DICTIONARIES_MAX    ((size_t)256)
#define DICTIONARY_NAME_MAX ((size_t)15)
#define DICTIONARY_WORD_MAX ((size_t)100) /* bytes */

/* What is written alike as far as this matters: no dictionary knows words of another script, whatever it says. */
enum script {
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_INDIC,
    SCRIPT_KOREAN,
    SCRIPT_OTHER,
};

struct dictionary {
    char locale[DICTIONARY_NAME_MAX + 1]; /* "en_GB" */
    char language[8];                     /* "en" */
    size_t bytes;                         /* of its files */
    Hunhandle *handle;                    /* NULL: not in memory */
    uint64_t used;                        /* when last */
    bool is_broken;                       /* could not be read; not tried again */
    enum script script;
    bool is_utf8;
    uint32_t points[256]; /* of each byte, where it is not UTF-8; 0: of none */
};

struct spell {
    const char *folder;
    struct dictionary items[DICTIONARIES_MAX];
    size_t count;
    size_t bytes, bytes_max; /* in memory, and how much may be */
    uint64_t clock;
};

/* ---- spelling_dictionaries.c ---- */
/* Of the first letter of a word. */
enum script script_of(struct str word);

/* ---- spelling.c ---- */
/* Of the languages in memory the one that knows most of some words; NULL: none knows enough. */
const char *spell_guess(struct spell *spell, const struct token *tokens, size_t count,
                        struct str text);

/* ---- spelling_screen.c ---- */
/* The languages of which nothing is in memory whose lists have most of some words, of the first one's script; best first, `language` NULL
 * behind the last. */
#define SPELL_SCREENED_MAX 4
struct screened {
    const char *language;
    size_t found;
};
void spell_screen(struct spell *spell, const struct str *words, size_t count,
                  struct screened out[SPELL_SCREENED_MAX]);
