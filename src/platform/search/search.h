/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search: finds words in all that somebody wrote, was answered, or has on pictures.
 *
 * Applications put a text in, within the transaction that writes it, and take it out within the one that drops it; rows of
 * an account that is deleted go with it. Whoever asks finds the newest first, each with a part of the text and the places
 * in it that were found.
 *
 * Words are what people mean: no difference between capital and small letters, with and without accents, the Arabic and the
 * Persian forms of a letter, full and half width. Chinese, Japanese, Korean, Thai and the like are found by any part, since
 * they write no blanks between words.
 *
 * Not here: what an entry's id stands for; whoever put it in knows.
 * Memory: results live in the arena passed in. Threads: any; no state.
 * Files: search_text.c how words are brought to one form, search_query.c what is asked, search_snippet.c which part is
 * shown, search_store.c and search_clean_store.c SQL. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct db_conn;

/* Of a text, what comes later is not found. */
#define SEARCH_TEXT_MAX  (512 * KIB)
#define SEARCH_TITLE_MAX (4 * KIB)
/* Characters of a part that is shown, about. */
#define SEARCH_SNIPPET_CHARS 240

struct search_entry {
    struct uuid id;   /* UUID version 7: its time says what is newer */
    const char *kind; /* "message", "ocr", ...: small letters and dashes */
    struct uuid owner;
    bool has_parent;
    struct uuid parent; /* what it lies in: of a message the room */
    struct str title;   /* is searched as well; may be empty */
    struct str text;
};

/* Puts the entry in, in place of what was there under its id. Title and text must be well-formed UTF-8. */
MUSTUSE int search_put(struct db_conn *tx, const struct search_entry *entry);
/* Takes it out, where it is in. */
MUSTUSE int search_drop(struct db_conn *tx, struct uuid id);
/* Takes out all that lies in the parent. */
MUSTUSE int search_drop_parent(struct db_conn *tx, struct uuid parent);

struct search_query {
    struct uuid owner;
    /* What somebody typed, any well-formed UTF-8: all of its words must be there, the last one may be the beginning of a
     * longer word, and what stands in double quotes must stand together. Without a word nothing is found. */
    struct str q;
    const char *kind; /* NULL: all */
    bool has_parent;
    struct uuid parent; /* only what lies in it */
    bool has_cursor;
    struct uuid cursor; /* only what is older than this id */
    size_t limit;
};

/* A part of a text, cut where something was found. The pieces together are what is to be shown. */
struct search_piece {
    struct str text;
    bool is_hit;
};
struct search_snippet {
    struct search_piece *pieces;
    size_t count;
};

struct search_hit {
    struct uuid id;
    struct str kind;
    bool has_parent;
    struct uuid parent;
    struct search_snippet title; /* whole; no piece where there is no title */
    struct search_snippet text;
};
struct search_hits {
    struct search_hit *items; /* the newest first */
    size_t count;
    bool has_more;
};

/* Finds by words. `conn` may be a reader or a transaction. */
MUSTUSE int search_find(struct db_conn *conn, const struct search_query *query, struct arena *arena,
                        struct search_hits *out);

struct db;
/* Of an account that was deleted, removes from the index's files what its words have left there. Works for about `budget_ms`, in
 * short transactions, and goes on with the next call; *out_all says that nothing is left to be done. */
MUSTUSE int search_clean(struct db *db, int64_t budget_ms, bool *out_all);

struct json_out;
/* Writes a snippet as an array of {"text","hit"}. */
void search_write_snippet(struct json_out *out, const struct search_snippet *snippet);
