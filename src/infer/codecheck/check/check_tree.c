/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a text with one of tree-sitter's grammars. These go on behind an error and put what they could not use into nodes
 * called ERROR, and what they had to think of into nodes that are "missing". The first few of both are problems. */
#include "base/clock.h"
#include "base/utf8.h"
#include "infer/codecheck/check/check_int.h"

#include <tree_sitter/api.h>

#define SLICE_MICROS UINT64_C(30000) /* after which we look whether the answer is still wanted */
#define PROBLEMS_MAX ((size_t)3)     /* that are told; later ones often follow from them */
#define SHOWN_MAX    ((size_t)30)    /* characters of what was found */
#define ERRORS_MAX   ((size_t)100)   /* that are looked at, for many may be in one line */
#define LINES_MAX    40 /* of one error that are looked at for what is beyond the grammar */
#define NODES_MAX    ((size_t)2000000)

/* The library counts the children of a node in 16 bits, and what it cannot make sense of becomes children of one node: with more of
 * them it frees what it never had (seen with 0.20.7). There are no more children than tokens. */
#define TOKENS_MAX ((size_t)60000)

static void parser_deletep(TSParser **parser)
{
    ts_parser_delete(*parser);
}

static void tree_deletep(TSTree **tree)
{
    if (*tree != NULL) {
        ts_tree_delete(*tree);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* At least as many as any grammar finds: every mark is one, and a line's end two, for it may end a statement and a block. */
static size_t count_tokens(struct str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.n; at++) {
        const char c = text.p[at];
        const char before = at > 0 ? text.p[at - 1] : ' ';
        const bool goes_on =
            code_is_word_byte(c) && code_is_word_byte(before) && is_digit(c) == is_digit(before);
        count += c == '\n' ? 2 : !is_blank(c) && !goes_on;
    }
    return count;
}

static int parse(const struct code_report *report, TSParser *parser, TSTree **out, struct err *err)
{
    int64_t start = clock_mono_ms();
    ts_parser_set_timeout_micros(parser, SLICE_MICROS);
    for (;;) {
        *out = ts_parser_parse_string(parser, NULL, report->text.p, (uint32_t)report->text.n);
        if (*out != NULL) {
            return E_OK;
        }
        if (!code_goes_on(report->task)) {
            return err_set(err, E_CANCELLED, "The check was cancelled.");
        }
        if (clock_mono_ms() - start > CODE_TIME_MS) {
            return err_set(err, E_TOOK_TOO_LONG,
                           "Checking this code took longer than %lld seconds.",
                           (long long)(CODE_TIME_MS / SECOND_MS));
        }
    }
}

/* The word or mark at a place, to be shown; empty at a line's end. */
static struct str shown_at(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.n && code_is_word_byte(text.p[end])) {
        end++;
    }
    if (end > at) {
        return utf8_prefix(str_sub(text, at, end), SHOWN_MAX);
    }
    return at < text.n && !is_blank(text.p[at]) ? utf8_prefix(str_sub(text, at, text.n), 1)
                                                : STR_EMPTY;
}

/* Where the parser lost its way in an ERROR: behind what it still understood of it, which are its children but the last,
 * and at the last, where there are several. */
static size_t lost_at(TSNode error)
{
    uint32_t count = ts_node_child_count(error);
    size_t at = ts_node_start_byte(error);
    for (uint32_t k = 0; k < count && k < 1000; k++) {
        TSNode child = ts_node_child(error, k);
        if (strcmp(ts_node_type(child), "ERROR") == 0) {
            return ts_node_start_byte(child);
        }
        at = ts_node_start_byte(child);
    }
    return at;
}

static bool says_line_already(const struct code_report *report, size_t at)
{
    int64_t line = code_line(report->text, at);
    for (size_t k = 0; k < report->count; k++) {
        if (report->items[k].line == line) {
            return true;
        }
    }
    return false;
}

/* Whether one of the lines of a node, or that before it, is beyond what the grammar can know. */
static bool is_beyond(struct code_report *report, TSNode node, size_t at)
{
    if (report->is_beyond == NULL) {
        return false;
    }
    size_t end = size_min(size_max(ts_node_end_byte(node), at + 1), report->text.n);
    size_t start = ts_node_start_byte(node);
    struct str line = code_line_text(report->text, size_min(start, at));
    if (line.p > report->text.p) {
        line = code_line_text(report->text, (size_t)(line.p - report->text.p) - 1);
    }
    for (int k = 0; k < LINES_MAX && line.p < report->text.p + end; k++) {
        if (report->is_beyond(line)) {
            report->beyond++;
            return true;
        }
        size_t next = (size_t)(line.p - report->text.p) + line.n + 1;
        if (next >= report->text.n) {
            break;
        }
        line = code_line_text(report->text, next);
    }
    return false;
}

static void missing(struct code_report *report, TSNode node)
{
    const char *type = ts_node_type(node);
    size_t at = ts_node_start_byte(node);
    /* A missing token stands behind the blanks that follow what is there. */
    while (at > 0 && is_blank(report->text.p[at - 1])) {
        at--;
    }
    if (says_line_already(report, at) || is_beyond(report, node, at)) {
        return;
    }
    if (ts_node_is_named(node)) {
        bool is_name = strcmp(type, "identifier") == 0;
        code_problem_add(report, at, "%s is missing here",
                         is_name ? "a name or value" : "a part of the statement");
        return;
    }
    code_problem_add(report, at, "a %s is missing here", type);
}

static void unexpected(struct code_report *report, TSNode node)
{
    size_t at = lost_at(node);
    while (at < report->text.n && is_blank(report->text.p[at])) {
        at++;
    }
    if (says_line_already(report, at) || is_beyond(report, node, at)) {
        return;
    }
    struct str shown = shown_at(report->text, at);
    if (shown.n == 0) {
        code_problem_add(report, report->text.n, "the code ends before the statement is complete");
        return;
    }
    size_t next = at + shown.n;
    while (next < report->text.n && (report->text.p[next] == ' ' || report->text.p[next] == '\t')) {
        next++;
    }
    bool is_operator = shown.n == 1 && strchr("+-*/%&|=<>?.,", shown.p[0]) != NULL;
    bool is_end = next == report->text.n || strchr(";)]}\n\r", report->text.p[next]) != NULL;
    code_problem_add(report, at,
                     is_operator && is_end ? "something is missing behind this “%" STRF "”"
                                           : "“%" STRF "” was not expected here",
                     STRA(shown));
}

/* Goes through the nodes that have an error in them; true where there is a next one. `descends` is false behind an ERROR. */
static bool step(TSTreeCursor *cursor, bool descends)
{
    if (descends && ts_tree_cursor_goto_first_child(cursor)) {
        return true;
    }
    while (!ts_tree_cursor_goto_next_sibling(cursor)) {
        if (!ts_tree_cursor_goto_parent(cursor)) {
            return false;
        }
    }
    return true;
}

static void walk(struct code_report *report, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    bool descends = true;
    size_t nodes = 0;
    size_t errors = 0;
    size_t last = report->count + PROBLEMS_MAX;
    do {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        bool is_error = strcmp(ts_node_type(node), "ERROR") == 0;
        if (ts_node_is_missing(node)) {
            missing(report, node);
        } else if (is_error) {
            unexpected(report, node);
        }
        errors += is_error || ts_node_is_missing(node);
        descends = !is_error && ts_node_has_error(node);
        if (nodes % 4096 == 4095 && !code_goes_on(report->task)) {
            break;
        }
    } while (report->count < last && errors < ERRORS_MAX && ++nodes < NODES_MAX &&
             step(&cursor, descends));
    ts_tree_cursor_delete(&cursor);
}

int code_tree_check(struct code_report *report, const struct TSLanguage *language, struct err *err)
{
    if (count_tokens(report->text) > TOKENS_MAX) {
        return err_set(err, E_TOO_LARGE, "Code of at most %zu words and marks can be checked.",
                       TOKENS_MAX);
    }
    CLEANUP(parser_deletep) TSParser *parser = ts_parser_new();
    if (!ts_parser_set_language(parser, language)) {
        return err_set(err, E_INTERNAL, "The grammar is for another tree-sitter.");
    }
    CLEANUP(tree_deletep) TSTree *tree = NULL;
    int rc = parse(report, parser, &tree, err);
    if (rc < 0) {
        return rc;
    }
    TSNode root = ts_tree_root_node(tree);
    if (ts_node_has_error(root)) {
        walk(report, root);
        return 1;
    }
    return 0;
}
