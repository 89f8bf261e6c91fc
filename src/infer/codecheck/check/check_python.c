/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Python's grammar for tree-sitter forgives or says badly: indentation, and the colon of lines that begin a block. */
#include "infer/codecheck/check/check_int.h"

#define LEVELS_MAX ((size_t)100) /* as many as Python has */

/* A line as Python sees it: it goes on while a bracket is open, and behind a backslash. */
struct line {
    size_t at;           /* its first token */
    size_t end;          /* of its last token */
    size_t first_end;    /* of its first token */
    struct str indent;   /* blanks before it */
    struct str word;     /* the first, or empty */
    struct str second;   /* the word behind it, or empty */
    bool is_text_second; /* a text stands behind the first word */
    bool ends_in_colon;
    bool has_colon;  /* outside of brackets */
    size_t assigned; /* where a lone = stands outside of brackets, or 0 */
};

struct levels {
    struct str stack[LEVELS_MAX];
    size_t count;
    bool opens; /* the last line ends in a colon: the next must be further right */
    size_t opened_at;
};

static const char *const block_words[] = {"if",  "elif",  "else", "for",     "while", "def",
                                          "try", "class", "with", "finally", "except"};

static bool is_block_word(struct str word)
{
    for (size_t k = 0; k < ARRAY_LEN(block_words); k++) {
        if (str_eq(word, str_from(block_words[k]))) {
            return true;
        }
    }
    return false;
}

static size_t width_of(struct str indent)
{
    size_t width = 0;
    for (size_t k = 0; k < indent.n; k++) {
        width = indent.p[k] == '\t' ? (width / 8 + 1) * 8 : width + 1;
    }
    return width;
}

static bool is_lone_assignment(struct str s, size_t at)
{
    char before = at > 0 ? s.p[at - 1] : ' ';
    char after = at + 1 < s.n ? s.p[at + 1] : ' ';
    return s.p[at] == '=' && after != '=' && strchr("=!<>:+-*/%&|^@", before) == NULL;
}

static void note_token(struct line *line, struct str s, struct code_token token, size_t depth)
{
    struct str text = code_token_text(s, token);
    if (line->end == 0) {
        line->at = token.at;
        size_t start = token.at;
        while (start > 0 && (s.p[start - 1] == ' ' || s.p[start - 1] == '\t')) {
            start--;
        }
        line->indent = str_sub(s, start, token.at);
        line->word = token.kind == CODE_TOKEN_WORD ? text : STR_EMPTY;
        line->first_end = token.end;
    } else if (line->first_end == line->end && token.kind == CODE_TOKEN_STRING) {
        line->is_text_second = token.at > line->end;
    } else if (line->second.n == 0 && token.kind == CODE_TOKEN_WORD && line->word.n > 0) {
        line->second = text;
    }
    line->ends_in_colon = str_eq(text, STR(":")) && depth == 0;
    line->has_colon = line->has_colon || line->ends_in_colon;
    if (depth == 0 && token.kind == CODE_TOKEN_MARK && is_lone_assignment(s, token.at) &&
        line->assigned == 0) {
        line->assigned = token.at;
    }
    line->end = token.end;
}

/* The next line that is not empty; false at the end, and where a text is not closed, which code_scan() has said. */
static bool next_line(struct code_lexer *lexer, struct line *out)
{
    struct line line = {.end = 0, .word = STR_EMPTY, .second = STR_EMPTY};
    size_t depth = 0;
    for (;;) {
        struct code_token token = code_lex(lexer);
        if (token.is_unclosed || (token.kind == CODE_TOKEN_END && line.end == 0)) {
            return false;
        }
        bool goes_on = depth > 0 || (token.at > 0 && lexer->text.p[token.at - 1] == '\\');
        bool ends = token.kind == CODE_TOKEN_LINE && line.end > 0 && !goes_on;
        if (ends || token.kind == CODE_TOKEN_END) {
            *out = line;
            return true;
        }
        if (token.kind == CODE_TOKEN_LINE || token.kind == CODE_TOKEN_COMMENT) {
            continue;
        }
        depth -= (size_t)(token.kind == CODE_TOKEN_CLOSE && depth > 0);
        note_token(&line, lexer->text, token, depth);
        depth += (size_t)(token.kind == CODE_TOKEN_OPEN);
    }
}

/* Whether one of the two begins with the other: else one has tabs where the other has spaces. */
static bool are_alike(struct str a, struct str b)
{
    return str_starts(a, b) || str_starts(b, a);
}

/* True where nothing more can be said of indentation. */
static bool check_indent(struct code_report *report, struct levels *levels, const struct line *line)
{
    struct str top = levels->stack[levels->count - 1];
    if (!are_alike(top, line->indent)) {
        code_problem_add(report, line->at,
                         "this line is indented with %s, but the line above it with %s; Python "
                         "needs the same for both",
                         memchr(line->indent.p, '\t', line->indent.n) ? "tabs" : "spaces",
                         memchr(top.p, '\t', top.n) ? "tabs" : "spaces");
        return true;
    }
    if (line->indent.n > top.n) {
        if (!levels->opens) {
            code_problem_add(report, line->at,
                             "this line is indented further than the line above it, for no reason");
            return true;
        }
        if (levels->count == LEVELS_MAX) {
            code_problem_add(report, line->at, "this is indented more than %zu times", LEVELS_MAX);
            return true;
        }
        levels->stack[levels->count++] = line->indent;
        return false;
    }
    if (levels->opens) {
        code_problem_add(
            report, line->at,
            "an indented block is missing after the line %lld, which ends with a colon",
            (long long)code_line(report->text, levels->opened_at));
        return true;
    }
    while (levels->count > 1 && levels->stack[levels->count - 1].n > line->indent.n) {
        levels->count--;
    }
    if (!str_eq(levels->stack[levels->count - 1], line->indent)) {
        code_problem_add(report, line->at,
                         "this line is indented by %zu, which matches no line above it",
                         width_of(line->indent));
        return true;
    }
    return false;
}

static void check_words(struct code_report *report, const struct line *line)
{
    struct str word = str_eq(line->word, STR("async")) ? line->second : line->word;
    if (str_eq(word, STR("else")) && str_eq(line->second, STR("if"))) {
        code_problem_add(report, line->at, "Python writes “else if” as elif");
        return;
    }
    if (str_eq(word, STR("print")) && line->is_text_second) {
        code_problem_add(report, line->at,
                         "print needs brackets around what it prints in Python 3: print(...)");
        return;
    }
    if (!is_block_word(word)) {
        return;
    }
    if (!line->has_colon) {
        code_problem_add(report, line->end,
                         "a colon : is missing at the end of this line, which begins with “%" STRF
                         "”",
                         STRA(word));
    }
    bool is_condition =
        str_eq(word, STR("if")) || str_eq(word, STR("elif")) || str_eq(word, STR("while"));
    if (is_condition && line->assigned > 0 && line->ends_in_colon) {
        code_problem_add(report, line->assigned,
                         "a comparison is written with two equals signs: ==");
    }
}

void code_python_check(struct code_report *report)
{
    struct code_lexer lexer;
    code_lexer_init(&lexer, report->text, &code_style_python);
    struct levels levels = {.stack = {STR_EMPTY}, .count = 1};
    struct line line;
    bool is_first = true;
    bool is_over = false;
    while (next_line(&lexer, &line)) {
        if (is_first) {
            levels.stack[0] = line.indent; /* a piece out of the middle is as good */
            is_first = false;
        }
        is_over = is_over || check_indent(report, &levels, &line);
        size_t before = report->count;
        check_words(report, &line);
        /* Whoever forgot the colon meant a block. */
        levels.opens = line.ends_in_colon || report->count > before;
        levels.opened_at = line.at;
    }
    if (levels.opens && !is_over && report->count == 0) {
        code_problem_add(report, levels.opened_at,
                         "an indented block is missing after this line, which ends with a colon");
    }
}
