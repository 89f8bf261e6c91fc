/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sentences: cuts a text into sentences, and these into words, numbers and marks.
 *
 * Each keeps its place in the text, in bytes. Abbreviations, numbers, addresses, code between backticks and line breaks within a
 * sentence are told from ends of sentences. A run without spaces between its words is one token (TOKEN_OTHER).
 * Not here: what a word can be (infer/grammar/lexicon), which language it is of (infer/grammar/spelling), and the sentences that
 * summaries are made of (infer/text).
 * Memory: results live in the arena passed in. Threads: any, no state of its own. Files: none. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

struct lemma;

enum token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_MARK,
    TOKEN_OTHER /* address, code, script without spaces */
};

struct token {
    size_t start, end; /* bytes of the text */
    struct str low;    /* in lower case, with straight apostrophes */
    enum token_kind kind;
    bool space_before;
    bool is_capital; /* first letter */
    bool is_upper;   /* all letters, of two at least */
    bool is_quoted;  /* alone or with few others in quotes, stars or backticks */
    /* nothing at first: infer/grammar/lexicon fills in what is below */
    uint32_t may;               /* parts of speech that it can be */
    uint32_t tag;               /* one bit: what it is here */
    const struct lemma *lemmas; /* (lemma_count) what it can be a form of */
    size_t lemma_count;
};

struct sentence {
    struct token *tokens;
    size_t count;
    size_t start, end; /* bytes */
    bool has_end;      /* . ! ? or the like */
    bool ends_paragraph;
    bool is_broken; /* a line break inside, without punctuation before it: verse, headings */
    /* false at first: who checks the sentence fills in what is below */
    bool is_english; /* to be looked at by rules */
    bool
        begins_text; /* with a capital, as is due; not after a semicolon, in a list of words, ... */
};

struct sentences {
    struct sentence *items;
    size_t count;
};

/* Cuts the text, well-formed UTF-8, up: all of it, however long; the caller bounds it. */
void sentences_split(struct str text, struct arena *arena, struct sentences *out);
/* How many of its tokens are words. */
size_t sentence_words(const struct sentence *sentence);
/* As it stands in the text that was split. */
struct str token_text(struct str text, const struct token *token);
bool token_is(const struct token *token, const char *low);
/* Whether it is one of a list "a|b|c". */
bool token_in(const struct token *token, const char *list);
bool word_in(struct str word, const char *list);
bool word_among(struct str word, struct str list);
