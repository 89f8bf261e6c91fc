/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enough of several languages to know what is text and what is comment. */
#include "infer/codecheck/lexer/lexer.h"

#define TEMPLATE_DEPTH_MAX 20             /* of `${` in backticks */
#define REGEX_MAX          ((size_t)1000) /* bytes; so that many slashes in a long line take no time */
#define IDENTIFIER_MAX     ((size_t)200)

const struct code_style code_style_c = {
    .line_comments = {"//"},
    .has_block_comments = true,
    .quotes = "\"'",
    .long_quotes = "",
    .has_escapes = true,
    .has_directives = true,
};
const struct code_style code_style_javascript = {
    .line_comments = {"//", "#!"},
    .has_block_comments = true,
    .quotes = "\"'",
    .long_quotes = "`",
    .has_escapes = true,
    .has_regex = true,
};
const struct code_style code_style_java = {
    .line_comments = {"//"},
    .has_block_comments = true,
    .quotes = "\"'",
    .long_quotes = "",
    .has_escapes = true,
    .has_triple = true,
};
const struct code_style code_style_go = {
    .line_comments = {"//"},
    .has_block_comments = true,
    .quotes = "\"'",
    .long_quotes = "`",
    .has_escapes = true,
};
const struct code_style code_style_python = {
    .line_comments = {"#"},
    .quotes = "\"'",
    .long_quotes = "",
    .has_escapes = true,
    .has_triple = true,
};
const struct code_style code_style_sql = {
    .line_comments = {"--"},
    .has_block_comments = true,
    .quotes = "",
    .long_quotes = "'\"",
    .has_doubled = true,
    .has_dollar_quotes = true,
    .has_identifiers = true,
};
const struct code_style code_style_shell = {
    .line_comments = {"#"},
    .quotes = "",
    .long_quotes = "",
};

bool code_is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void code_lexer_init(struct code_lexer *lexer, struct str text, const struct code_style *style)
{
    *lexer = (struct code_lexer){.text = text, .style = style, .at_line_start = true};
}

bool code_has_at(struct str text, size_t at, const char *part)
{
    return str_starts(str_sub(text, size_min(at, text.n), text.n), str_from(part));
}

size_t code_find(struct str text, size_t at, const char *part)
{
    const char *found = at < text.n ? memmem(text.p + at, text.n - at, part, strlen(part)) : NULL;
    return found == NULL ? text.n : (size_t)(found - text.p);
}

bool code_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t line_end(struct str text, size_t at)
{
    return at + str_find_byte(str_sub(text, at, text.n), '\n');
}

/* Behind the text that ends with `end`, or the end of all. */
static size_t find_end(struct str text, size_t at, const char *end, bool has_escapes)
{
    size_t n = strlen(end);
    while (at < text.n) {
        if (code_has_at(text, at, end)) {
            return at + n;
        }
        at += has_escapes && text.p[at] == '\\' ? 2 : 1;
    }
    return text.n + 1;
}

static void set_end(struct code_token *token, size_t end, struct str text)
{
    token->is_unclosed = end > text.n;
    token->end = size_min(end, text.n);
}

/* A template goes on behind `${`, and what is between the braces may have templates itself. */
static size_t template_end(struct str text, size_t at, int depth)
{
    size_t braces = 0;
    while (at < text.n) {
        char c = text.p[at];
        if (braces == 0 && c == '`') {
            return at + 1;
        }
        if (braces > 0 && c == '`' && depth < TEMPLATE_DEPTH_MAX) {
            at = template_end(text, at + 1, depth + 1);
            continue;
        }
        if (c == '$' && code_has_at(text, at, "${")) {
            braces++;
            at += 2;
            continue;
        }
        if (braces > 0) {
            braces += (size_t)(c == '{');
            braces -= (size_t)(c == '}');
        }
        at += c == '\\' ? 2 : 1;
    }
    return text.n + 1;
}

/* A text that ends in its line: the line's end ends it, too. */
static void short_string(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    char quote = text.p[token->at];
    size_t at = token->at + 1;
    while (at < text.n && text.p[at] != '\n') {
        if (text.p[at] == quote) {
            token->end = at + 1;
            return;
        }
        at += lexer->style->has_escapes && text.p[at] == '\\' ? 2 : 1;
    }
    token->end = size_min(at, text.n);
    token->is_unclosed = true;
}

static void long_string(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    char quote[2] = {text.p[token->at], '\0'};
    size_t end = quote[0] == '`' ? template_end(text, token->at + 1, 0)
                                 : find_end(text, token->at + 1, quote, lexer->style->has_escapes);
    while (lexer->style->has_doubled && end < text.n && text.p[end] == quote[0]) {
        end = find_end(text, end + 1, quote, lexer->style->has_escapes);
    }
    set_end(token, end, text);
}

/* $$ ... $$ and $name$ ... $name$; false where it is none. */
static bool dollar_string(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    size_t at = token->at + 1;
    while (at < text.n && code_is_word_byte(text.p[at])) {
        at++;
    }
    if (at >= text.n || text.p[at] != '$' || is_digit(text.p[token->at + 1])) {
        return false;
    }
    struct str tag = str_sub(text, token->at, at + 1);
    for (at++; at < text.n; at++) {
        if (str_starts(str_sub(text, at, text.n), tag)) {
            set_end(token, at + tag.n, text);
            return true;
        }
    }
    set_end(token, text.n + 1, text);
    return true;
}

/* A slash divides where a value ends before it, else it begins a regular expression. */
static bool begins_regex(const struct code_lexer *lexer)
{
    static const char *const words[] = {"return", "typeof", "case", "in", "of", "delete", "void"};
    if (lexer->before == CODE_TOKEN_WORD) {
        struct str word = str_sub(lexer->text, lexer->before_at, lexer->at);
        size_t n = 0;
        while (n < word.n && code_is_word_byte(word.p[n])) {
            n++;
        }
        word.n = n;
        for (size_t k = 0; k < ARRAY_LEN(words); k++) {
            if (str_eq(word, str_from(words[k]))) {
                return true;
            }
        }
        return false;
    }
    return lexer->before != CODE_TOKEN_NUMBER && lexer->before != CODE_TOKEN_STRING &&
           lexer->before != CODE_TOKEN_CLOSE;
}

static bool regex(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    bool in_class = false;
    text.n = size_min(text.n, token->at + REGEX_MAX);
    for (size_t at = token->at + 1; at < text.n && text.p[at] != '\n'; at++) {
        char c = text.p[at];
        if (c == '\\') {
            at++;
        } else if (c == '[' || c == ']') {
            in_class = c == '[';
        } else if (c == '/' && !in_class) {
            token->end = at + 1;
            return true;
        }
    }
    return false; /* a slash after all */
}

static bool comment(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    for (size_t k = 0; k < ARRAY_LEN(lexer->style->line_comments); k++) {
        const char *start = lexer->style->line_comments[k];
        if (start != NULL && code_has_at(text, token->at, start)) {
            token->kind = CODE_TOKEN_COMMENT;
            token->end = line_end(text, token->at);
            return true;
        }
    }
    if (lexer->style->has_block_comments && code_has_at(text, token->at, "/*")) {
        token->kind = CODE_TOKEN_COMMENT;
        set_end(token, find_end(text, token->at + 2, "*/", false), text);
        return true;
    }
    if (lexer->style->has_directives && lexer->at_line_start && text.p[token->at] == '#') {
        size_t end = line_end(text, token->at);
        while (end < text.n && end > 0 && text.p[end - 1] == '\\') {
            end = line_end(text, end + 1);
        }
        token->kind = CODE_TOKEN_COMMENT;
        token->end = end;
        return true;
    }
    return false;
}

static bool string(struct code_lexer *lexer, struct code_token *token)
{
    const struct code_style *style = lexer->style;
    struct str text = lexer->text;
    char c = text.p[token->at];
    if (c == '\0') {
        return false;
    }
    token->kind = CODE_TOKEN_STRING;
    if (style->has_triple &&
        (code_has_at(text, token->at, "\"\"\"") || code_has_at(text, token->at, "'''"))) {
        char quotes[4] = {c, c, c, '\0'};
        set_end(token, find_end(text, token->at + 3, quotes, true), text);
        return true;
    }
    if (strchr(style->quotes, c) != NULL) {
        short_string(lexer, token);
        return true;
    }
    if (strchr(style->long_quotes, c) != NULL) {
        long_string(lexer, token);
        return true;
    }
    if (style->has_dollar_quotes && c == '$') {
        return dollar_string(lexer, token);
    }
    return style->has_regex && c == '/' && begins_regex(lexer) && regex(lexer, token);
}

/* [a name] and `a name` of SQL. */
static bool identifier(const struct code_lexer *lexer, struct code_token *token)
{
    char c = lexer->text.p[token->at];
    if (!lexer->style->has_identifiers || (c != '`' && c != '[')) {
        return false;
    }
    char end = c == '[' ? ']' : '`';
    struct str rest = str_sub(lexer->text, token->at + 1, token->at + 1 + IDENTIFIER_MAX);
    size_t n = str_find_byte(rest, end);
    if (n == rest.n || str_find_byte(str_sub(rest, 0, n), '\n') < n) {
        return false;
    }
    token->kind = CODE_TOKEN_WORD;
    token->end = token->at + n + 2;
    return true;
}

static size_t word_end(struct str text, size_t at, bool is_number)
{
    while (at < text.n) {
        char c = text.p[at];
        bool is_exponent = is_number && (c == '+' || c == '-') && at > 0 &&
                           (text.p[at - 1] == 'e' || text.p[at - 1] == 'E') && at + 1 < text.n &&
                           is_digit(text.p[at + 1]);
        if (!code_is_word_byte(c) && !(is_number && c == '.') && !is_exponent) {
            break;
        }
        at++;
    }
    return at;
}

static void plain(struct code_lexer *lexer, struct code_token *token)
{
    struct str text = lexer->text;
    char c = text.p[token->at];
    if (code_is_word_byte(c)) {
        token->kind = is_digit(c) ? CODE_TOKEN_NUMBER : CODE_TOKEN_WORD;
        token->end = word_end(text, token->at, is_digit(c));
        return;
    }
    token->end = token->at + 1;
    token->kind = CODE_TOKEN_MARK;
    if (c == '\n') {
        token->kind = CODE_TOKEN_LINE;
    } else if (c == '(' || c == '[' || c == '{') {
        token->kind = CODE_TOKEN_OPEN;
    } else if (c == ')' || c == ']' || c == '}') {
        token->kind = CODE_TOKEN_CLOSE;
    }
}

struct code_token code_lex(struct code_lexer *lexer)
{
    struct str text = lexer->text;
    while (lexer->at < text.n && text.p[lexer->at] != '\n' &&
           ((unsigned char)text.p[lexer->at] <= ' ' || text.p[lexer->at] == 0x7f)) {
        lexer->at++;
    }
    struct code_token token = {.kind = CODE_TOKEN_END, .at = lexer->at, .end = lexer->at};
    if (lexer->at >= text.n) {
        return token;
    }
    if (!comment(lexer, &token) && !string(lexer, &token) && !identifier(lexer, &token)) {
        token.is_unclosed = false;
        plain(lexer, &token);
    }
    lexer->at = token.end;
    lexer->at_line_start = token.kind == CODE_TOKEN_LINE;
    if (token.kind != CODE_TOKEN_COMMENT && token.kind != CODE_TOKEN_LINE) {
        lexer->before = token.kind;
        lexer->before_at = token.at;
    }
    return token;
}
