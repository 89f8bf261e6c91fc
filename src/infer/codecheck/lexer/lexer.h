/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lexer: enough of several languages to know what is a text, a comment or a bracket, and which of these is never closed.
 * Not here: whether the tokens make sense together (infer/codecheck/check).
 * Memory: tokens are places in the text; problems live in the task's arena. Threads: any; no state. Files: none. */
#pragma once

#include "infer/codecheck/report/report.h"

/* ---- tokens (lexer.c) ---- */

enum code_token_kind {
    CODE_TOKEN_END,
    CODE_TOKEN_WORD,    /* letters, digits, _ and whatever is not ASCII */
    CODE_TOKEN_NUMBER,  /* as far as it goes: 0x1f, 1.5e-3 */
    CODE_TOKEN_STRING,  /* with its quotes */
    CODE_TOKEN_COMMENT, /* without the line's end */
    CODE_TOKEN_OPEN,    /* ( [ { */
    CODE_TOKEN_CLOSE,   /* ) ] } */
    CODE_TOKEN_LINE,    /* the end of a line */
    CODE_TOKEN_MARK,    /* any other single character */
};

struct code_style {
    const char *line_comments[3];
    bool has_block_comments; /* between slash and asterisk */
    const char *quotes;      /* each begins a text that ends at its line's end at the latest */
    const char *long_quotes; /* those that go over lines */
    bool has_escapes;        /* \ takes the next character with it */
    bool has_doubled;        /* a quote written twice is one in the text */
    bool has_triple;         /* three quotes begin a text that goes over lines */
    bool has_regex;          /* between slashes, where no value ends before */
    bool has_directives;     /* a line that begins with # is one token (of C) */
    bool has_dollar_quotes;  /* $$ ... $$ */
    bool has_identifiers;    /* [in brackets] and `in backticks` are words (of SQL): no texts */
};
extern const struct code_style code_style_c;
extern const struct code_style code_style_go;
extern const struct code_style code_style_java;
extern const struct code_style code_style_javascript;
extern const struct code_style code_style_python;
extern const struct code_style code_style_sql;
extern const struct code_style code_style_shell;

struct code_token {
    enum code_token_kind kind;
    size_t at;
    size_t end;
    bool is_unclosed; /* a text or comment that the end of the line or of all ended */
};

struct code_lexer {
    struct str text;
    const struct code_style *style;
    size_t at;
    enum code_token_kind before; /* the last token that is no comment and no line's end */
    size_t before_at;
    bool at_line_start;
};
void code_lexer_init(struct code_lexer *lexer, struct str text, const struct code_style *style);
/* The next token, without the blanks before it; its kind is CODE_TOKEN_END at the end. */
struct code_token code_lex(struct code_lexer *lexer);
static inline struct str code_token_text(struct str text, struct code_token token)
{
    return (struct str){text.p + token.at, token.end - token.at};
}

/* ---- characters ---- */

bool code_is_word_byte(char c);
bool code_is_blank(char c);
bool code_has_at(struct str text, size_t at, const char *part);
/* Where the part stands first from `at` on, or the end. */
size_t code_find(struct str text, size_t at, const char *part);

/* ---- what is not closed (lexer_scan.c) ---- */

/* Unclosed texts and comments, brackets without their partner. */
void code_scan(struct code_report *report, const struct code_style *style);
/* #if without #endif and the like. */
void code_scan_directives(struct code_report *report);
