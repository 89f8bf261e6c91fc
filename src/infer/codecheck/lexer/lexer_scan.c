/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brackets, texts and comments that are not closed. A parser notices them where it can go on no more, often at the end of all;
 * a person wants to know which bracket it was. */
#include "infer/codecheck/lexer/lexer.h"

#define OPEN_MAX ((size_t)500) /* brackets within brackets */

struct open {
    size_t at;
    size_t indent; /* of its line */
};

struct scan {
    struct code_report *report;
    struct str s;
    struct open stack[OPEN_MAX];
    size_t depth;
    size_t indent;    /* of the line that is being read */
    bool has_suspect; /* a bracket was closed further left than the line it was opened in */
    size_t suspect;
};

static char partner(char open)
{
    return open == '(' ? ')' : open == '[' ? ']' : '}';
}

/* Blanks from a line's start on. */
static size_t indent_at(struct str text, size_t start)
{
    size_t n = start;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t')) {
        n++;
    }
    return n - start;
}

static void missing(struct scan *scan, size_t at)
{
    code_problem_add(scan->report, at, "a closing bracket %c is missing for the %c in line %lld",
                     partner(scan->s.p[at]), scan->s.p[at], (long long)code_line(scan->s, at));
}

static void open_bracket(struct scan *scan, size_t at)
{
    if (scan->depth < OPEN_MAX) {
        scan->stack[scan->depth].at = at;
        scan->stack[scan->depth].indent = scan->indent;
    }
    scan->depth++;
}

/* False where the bracket closes none, which is said. `is_first`: nothing stands before it in its line. */
static bool close_bracket(struct scan *scan, size_t at, bool is_first)
{
    char close = scan->s.p[at];
    if (scan->depth == 0) {
        code_problem_add(scan->report, at, "there is no opening bracket for this %c", close);
        return false;
    }
    scan->depth--;
    if (scan->depth >= OPEN_MAX) {
        return true;
    }
    struct open open = scan->stack[scan->depth];
    if (partner(scan->s.p[open.at]) != close) {
        bool is_further = false;
        for (size_t k = scan->depth; k-- > 0;) {
            is_further = is_further || partner(scan->s.p[scan->stack[k].at]) == close;
        }
        if (is_further) {
            missing(scan, open.at);
        } else {
            code_problem_add(scan->report, at,
                             "%c was expected here, not %c, for the %c in line %lld",
                             partner(scan->s.p[open.at]), close, scan->s.p[open.at],
                             (long long)code_line(scan->s, open.at));
        }
        return false;
    }
    if (close == '}' && is_first && scan->indent < open.indent && !scan->has_suspect) {
        scan->has_suspect = true;
        scan->suspect = open.at;
    }
    return true;
}

static void unclosed(struct scan *scan, struct code_token token)
{
    struct str text = code_token_text(scan->s, token);
    if (token.kind == CODE_TOKEN_COMMENT) {
        code_problem_add(scan->report, token.at, "this comment is never closed: */ is missing");
    } else if (str_starts(text, STR("\"\"\"")) || str_starts(text, STR("'''"))) {
        code_problem_add(scan->report, token.at, "this text is never closed: %.3s is missing",
                         text.p);
    } else if (text.p[0] == '$') {
        code_problem_add(scan->report, token.at, "this text between dollar signs is never closed");
    } else {
        code_problem_add(scan->report, token.at, "this text has no closing quote (%c)", text.p[0]);
    }
}

void code_scan(struct code_report *report, const struct code_style *style)
{
    struct scan scan = {.report = report, .s = report->text};
    struct code_lexer lexer;
    code_lexer_init(&lexer, scan.s, style);
    scan.indent = indent_at(scan.s, 0);
    bool is_first = true;
    for (;;) {
        struct code_token token = code_lex(&lexer);
        if (token.is_unclosed) {
            unclosed(&scan, token);
            return; /* what follows may be inside or outside */
        }
        if (token.kind == CODE_TOKEN_END) {
            break;
        }
        if (token.kind == CODE_TOKEN_OPEN) {
            open_bracket(&scan, token.at);
        }
        if (token.kind == CODE_TOKEN_CLOSE && !close_bracket(&scan, token.at, is_first)) {
            return;
        }
        is_first = token.kind == CODE_TOKEN_LINE;
        if (is_first) {
            scan.indent = indent_at(scan.s, token.end);
        }
    }
    if (scan.depth > 0) {
        bool is_brace = scan.depth <= OPEN_MAX && scan.s.p[scan.stack[scan.depth - 1].at] == '{';
        missing(&scan, scan.has_suspect && is_brace
                           ? scan.suspect
                           : scan.stack[size_min(scan.depth, OPEN_MAX) - 1].at);
    }
}

/* ---- directives of C ---- */

struct directives {
    size_t stack[OPEN_MAX];
    size_t depth;
};

static bool directive(struct code_report *report, struct directives *open, size_t at,
                      struct str name)
{
    if (str_starts(name, STR("if"))) {
        if (open->depth < OPEN_MAX) {
            open->stack[open->depth++] = at;
        }
        return true;
    }
    bool is_end = str_starts(name, STR("endif"));
    if (!is_end && !str_starts(name, STR("el"))) {
        return true;
    }
    if (open->depth == 0) {
        code_problem_add(report, at, "there is no #if for this #%" STRF,
                         STRA(str_sub(name, 0, is_end ? 5 : 4)));
        return false;
    }
    open->depth -= (size_t)is_end;
    return true;
}

void code_scan_directives(struct code_report *report)
{
    struct directives open = {.depth = 0};
    struct code_lexer lexer;
    code_lexer_init(&lexer, report->text, &code_style_c);
    for (;;) {
        struct code_token token = code_lex(&lexer);
        if (token.kind == CODE_TOKEN_END) {
            break;
        }
        struct str text = code_token_text(report->text, token);
        if (token.kind == CODE_TOKEN_COMMENT && str_starts(text, STR("#")) &&
            !directive(report, &open, token.at, str_trim(str_sub(text, 1, text.n)))) {
            return;
        }
    }
    if (open.depth > 0) {
        size_t at = open.stack[open.depth - 1];
        code_problem_add(report, at, "#endif is missing for the #if in line %lld",
                         (long long)code_line(report->text, at));
    }
}
