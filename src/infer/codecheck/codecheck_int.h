/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of codecheck share. */
#pragma once

#include "infer/codecheck/codecheck.h"

/* ---- parts ---- */

void code_part_add(struct code_explanation *out, const struct code_task *task,
                   struct code_part part, const char *format, ...) PRINTF(4, 5);
/* The part from start to end of a text. */
struct code_part code_part_of(struct str text, size_t start, size_t end);
void code_warn(struct code_explanation *out, struct str sentence);

/* ---- tokens: enough of a language to know texts, comments and brackets ---- */

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
extern const struct code_style code_style_css;
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
bool code_is_word_byte(char c);
bool code_is_blank(char c);
bool code_has_at(struct str text, size_t at, const char *part);
/* Where the part stands first from `at` on, or the end. */
size_t code_find(struct str text, size_t at, const char *part);

/* ---- the checks; each adds its problems to the report ---- */

/* `out` may be NULL, else the text is written laid out anew, which is worth nothing where there are problems. */
void code_json_walk(struct code_report *report, struct sb *out);
int code_yaml_check(struct code_report *report);
int code_xml_check(struct code_report *report);
int code_sql_check(struct code_report *report, struct err *err);
int code_css_check(struct code_report *report, struct err *err);
/* Returns whether it is a template, in which not all can be told. */
bool code_html_check(struct code_report *report);
/* What is in the elements of this name ("script", "style"), with a blank for every other character: places are as in the whole text.
 * Empty where there are none, or none in JavaScript or CSS. */
struct str code_html_part(const struct code_report *report, struct str name);
int code_sql_format(const struct code_task *task, struct str text, struct sb *out);

/* Unclosed texts and comments, brackets without their partner. */
void code_scan(struct code_report *report, const struct code_style *style);
/* #if without #endif and the like. */
void code_scan_directives(struct code_report *report);
/* Indentation, and lines that need a colon. */
void code_python_check(struct code_report *report);
/* if without fi, do without done, and quotes. */
void code_shell_check(struct code_report *report);

struct TSLanguage;
/* What tree-sitter makes of it. A problem that is on a line at which there is one already is left out. */
int code_tree_check(struct code_report *report, const struct TSLanguage *language, struct err *err);

/* ---- explanations: each fills *out, or says by code_wrong() what is not well-formed and returns false ---- */

/* Returns false, for `return code_wrong(...)`. */
bool code_wrong(struct code_explanation *out, const struct code_task *task, size_t at,
                const char *format, ...) PRINTF(4, 5);

bool code_regex_explain(const struct code_task *task, struct str text,
                        struct code_explanation *out);
bool code_cron_explain(const struct code_task *task, struct str text, int64_t now_ms,
                       struct code_explanation *out);
bool code_chmod_explain(const struct code_task *task, struct str text,
                        struct code_explanation *out);
bool code_date_explain(const struct code_task *task, struct str text, struct code_explanation *out);

/* Whether a short text looks like it, well-formed or not. */
bool code_cron_is(const struct code_task *task, struct str text);
bool code_chmod_is(struct str text);
bool code_date_is(struct str text);
bool code_regex_is(struct str text);
