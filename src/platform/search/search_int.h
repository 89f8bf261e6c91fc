/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of search share. */
#pragma once

#include "platform/search/search.h"

/* Around what was found; no text in the index has them. */
#define SEARCH_MARK_OPEN  '\x01'
#define SEARCH_MARK_CLOSE '\x02'

#define SEARCH_QUERY_WORDS_MAX 16
#define SEARCH_QUERY_BYTES_MAX (16 * KIB)

/* ---- words in one form (search_text.c) ---- */

/* Goes from a text to what the index has of it, one character after the other. */
struct search_folder {
    bool after_blank; /* the last character written was one */
};
/* Appends what the index has in place of the character: nothing, itself, another, or itself between blanks. */
void search_fold_char(struct search_folder *folder, uint32_t c, struct sb *sb);
/* Appends what the index has of a text. */
void search_fold(struct str text, struct sb *sb);
/* Whether it may be part of a word, for a character as it was folded; else it only stands between words. */
bool search_is_word_char(uint32_t c);

/* ---- what is asked (search_query.c) ---- */

/* Appends the question in the index's own language. False where there is no word in it. */
bool search_read_query(const struct search_query *query, struct sb *sb);
/* The words by which an entry's owner, kind and parent are found. `parent` may be NULL. */
void search_add_scope(struct uuid owner, const char *kind, const struct uuid *parent,
                      struct sb *sb);

/* ---- what is shown (search_snippet.c) ---- */

struct search_text {
    struct str text;   /* as it was put in */
    struct str marked; /* what the index has of it, with marks around what was found */
};
/* The whole text in pieces. */
void search_show_whole(const struct search_text *text, struct arena *arena,
                       struct search_snippet *out);
/* The part of it with the most places that were found, or its beginning. */
void search_show_part(const struct search_text *text, struct arena *arena,
                      struct search_snippet *out);
