/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL laid out anew, token by token: a clause a line, lists of several things a line each, what is in brackets on one line
 * but for queries and the columns of a table. No token is changed but for the case of SQL's own words. */
#include "infer/codecheck/format/format_int.h"
#include "infer/codecheck/lexer/lexer.h"

#define BRACKETS_MAX   ((size_t)200)
#define LOOK_AHEAD_MAX ((size_t)400) /* tokens; a longer list is one of several things */

enum place { PLACE_INLINE, PLACE_QUERY, PLACE_COLUMNS };

struct layout {
    const struct code_task *task;
    struct str s;
    struct code_token *tokens;
    size_t count;
    struct sb *out;
    enum place brackets[BRACKETS_MAX];
    bool lists[BRACKETS_MAX]; /* the clause at this level is a list of several things */
    size_t depth;             /* of brackets; those beyond the maximum are inline */
    size_t indent;
    size_t next_indent;    /* of the next line */
    bool is_line_new;      /* the next token begins a line */
    bool is_statement_new; /* and a statement, which an empty line parts from the one before */
    bool wants_columns;    /* CREATE TABLE: the next bracket holds columns */
};

/* What begins a line, and, with a plus, is followed by a list of things. */
static const char *const clauses[] = {
    "+select", "from",      "where",  "+group", "having",  "+order",    "limit",  "offset", "union",
    "except",  "intersect", "insert", "values", "update",  "+set",      "delete", "join",   "left",
    "right",   "inner",     "full",   "cross",  "natural", "returning", "with",   "window",
};
static const char *const keywords[] = {
    "add",       "all",        "alter",     "and",        "as",          "asc",       "begin",
    "between",   "by",         "case",      "cast",       "check",       "collate",   "column",
    "commit",    "constraint", "create",    "cross",      "default",     "delete",    "desc",
    "distinct",  "drop",       "else",      "end",        "escape",      "except",    "exists",
    "explain",   "foreign",    "from",      "full",       "group",       "having",    "if",
    "ilike",     "in",         "index",     "inner",      "insert",      "intersect", "into",
    "is",        "join",       "left",      "like",       "limit",       "natural",   "not",
    "null",      "offset",     "on",        "or",         "order",       "outer",     "over",
    "partition", "primary",    "recursive", "references", "returning",   "right",     "rollback",
    "select",    "set",        "table",     "then",       "transaction", "trigger",   "union",
    "unique",    "update",     "using",     "values",     "view",        "when",      "where",
    "window",    "with",
};

static struct str text_of(const struct layout *layout, size_t k)
{
    return k < layout->count ? code_token_text(layout->s, layout->tokens[k]) : STR_EMPTY;
}

static bool is_word(const struct layout *layout, size_t k, const char *word)
{
    return k < layout->count && layout->tokens[k].kind == CODE_TOKEN_WORD &&
           str_eq_nocase(text_of(layout, k), str_from(word));
}

static bool is_after_dot(const struct layout *layout, size_t k)
{
    return (k > 0 && str_eq(text_of(layout, k - 1), STR("."))) ||
           str_eq(text_of(layout, k + 1), STR("."));
}

/* The row of `clauses`, or NULL. */
static const char *clause_of(const struct layout *layout, size_t k)
{
    if (is_after_dot(layout, k)) {
        return NULL;
    }
    for (size_t row = 0; row < ARRAY_LEN(clauses); row++) {
        if (is_word(layout, k, clauses[row] + (clauses[row][0] == '+'))) {
            return clauses[row];
        }
    }
    return NULL;
}

static bool is_keyword(const struct layout *layout, size_t k)
{
    if (is_after_dot(layout, k)) {
        return false;
    }
    for (size_t row = 0; row < ARRAY_LEN(keywords); row++) {
        if (is_word(layout, k, keywords[row])) {
            return true;
        }
    }
    return is_word(layout, k, "key") && k > 0 &&
           (is_word(layout, k - 1, "primary") || is_word(layout, k - 1, "foreign"));
}

/* LEFT and RIGHT are functions, too; DELETE and UPDATE come behind ON, SET behind them; FROM behind DELETE. */
static bool begins_line(const struct layout *layout, size_t k)
{
    if (clause_of(layout, k) == NULL) {
        return false;
    }
    bool joins = is_word(layout, k, "left") || is_word(layout, k, "right");
    if (joins && str_eq(text_of(layout, k + 1), STR("("))) {
        return false;
    }
    static const char *const firsts[] = {"left",  "right",   "inner", "full",
                                         "cross", "natural", "outer"};
    static const char *const others[] = {"on", "delete", "update", "default", "not"};
    for (size_t row = 0; k > 0 && row < ARRAY_LEN(firsts); row++) {
        if (is_word(layout, k - 1, firsts[row])) {
            return false;
        }
    }
    for (size_t row = 0; k > 0 && row < ARRAY_LEN(others); row++) {
        if (is_word(layout, k - 1, others[row])) {
            return false;
        }
    }
    return true;
}

static enum place place_of(const struct layout *layout)
{
    return layout->depth == 0 ? PLACE_QUERY
                              : layout->brackets[size_min(layout->depth, BRACKETS_MAX - 1)];
}

static size_t level_of(const struct layout *layout)
{
    return size_min(layout->depth, BRACKETS_MAX - 1);
}

/* The next token begins a line. */
static void line_break(struct layout *layout, size_t further)
{
    layout->is_line_new = true;
    layout->next_indent = layout->indent + further;
}

static void begin_line(struct layout *layout)
{
    if (layout->out->n > 0) {
        sb_add_c(layout->out, layout->is_statement_new ? "\n\n" : "\n");
    }
    for (size_t k = 0; k < layout->next_indent; k++) {
        sb_add_c(layout->out, "  ");
    }
    layout->is_line_new = false;
    layout->is_statement_new = false;
}

/* Whether a comma comes at this level before the next clause. */
static bool has_several(const struct layout *layout, size_t k)
{
    size_t depth = 0;
    for (size_t i = k + 1; i < layout->count; i++) {
        struct code_token token = layout->tokens[i];
        if (i - k > LOOK_AHEAD_MAX) {
            return true;
        }
        if (token.kind == CODE_TOKEN_CLOSE && depth == 0) {
            return false;
        }
        depth += (size_t)(token.kind == CODE_TOKEN_OPEN);
        depth -= (size_t)(token.kind == CODE_TOKEN_CLOSE);
        struct str text = text_of(layout, i);
        if (depth == 0 && (str_eq(text, STR(";")) || begins_line(layout, i))) {
            return false;
        }
        if (depth == 0 && str_eq(text, STR(","))) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(struct str text, const char *characters)
{
    return text.n == 1 && text.p[0] != '\0' && strchr(characters, text.p[0]) != NULL;
}

/* A plus or minus that touches a number. */
static bool is_sign(const struct layout *layout, size_t k)
{
    return is_one_of(text_of(layout, k), "+-") && k + 1 < layout->count &&
           layout->tokens[k + 1].kind == CODE_TOKEN_NUMBER &&
           layout->tokens[k + 1].at == layout->tokens[k].end;
}

/* Whether a blank stands between a token and the one before it. */
static bool needs_blank(const struct layout *layout, size_t k)
{
    struct code_token before = layout->tokens[k - 1];
    struct code_token token = layout->tokens[k];
    struct str a = text_of(layout, k - 1);
    struct str b = text_of(layout, k);
    bool touches = before.end == token.at;
    if (is_one_of(b, ",;)]") || is_one_of(a, "([")) {
        return false;
    }
    if (str_eq(a, STR(","))) {
        return true;
    }
    bool joins = code_is_word_byte(layout->s.p[before.end - 1]) || is_one_of(a, ".:@#$?!)]");
    if (is_one_of(a, ".:@#$?!") || (is_one_of(b, ".:@#$?!") && joins) ||
        token.kind == CODE_TOKEN_OPEN) {
        return !touches;
    }
    if (is_one_of(a, "<>=*/%") && is_sign(layout, k)) {
        return true; /* a sign: an operator has no number in it */
    }
    bool is_operator = is_one_of(a, "+-*/%<>=!|&^~");
    if (is_operator && is_one_of(b, "+-*/%<>=!|&^~")) {
        return !touches;
    }
    if (is_one_of(a, "+-~") && k >= 2) {
        struct code_token two = layout->tokens[k - 2];
        bool signs =
            two.kind == CODE_TOKEN_OPEN || two.kind == CODE_TOKEN_MARK || is_keyword(layout, k - 2);
        return !(signs && touches);
    }
    return !(touches && before.kind == CODE_TOKEN_WORD && token.kind == CODE_TOKEN_STRING);
}

static void write_token(struct layout *layout, size_t k)
{
    struct str text = text_of(layout, k);
    if (layout->is_line_new) {
        begin_line(layout);
    } else if (k > 0 && needs_blank(layout, k)) {
        sb_add_byte(layout->out, ' ');
    }
    bool is_upper = is_keyword(layout, k);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        sb_add_byte(layout->out, is_upper && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

static void open_bracket(struct layout *layout, size_t k)
{
    write_token(layout, k);
    enum place place = PLACE_INLINE;
    bool is_outer = place_of(layout) != PLACE_INLINE && layout->depth < BRACKETS_MAX - 1;
    if (is_outer && (is_word(layout, k + 1, "select") || is_word(layout, k + 1, "with"))) {
        place = PLACE_QUERY;
    } else if (is_outer && layout->wants_columns) {
        place = PLACE_COLUMNS;
    }
    layout->wants_columns = false;
    layout->depth++;
    if (layout->depth < BRACKETS_MAX) {
        layout->brackets[layout->depth] = place;
        layout->lists[layout->depth] = place == PLACE_COLUMNS;
    }
    if (place != PLACE_INLINE) {
        layout->indent++;
        line_break(layout, 0);
    }
}

static void close_bracket(struct layout *layout, size_t k)
{
    bool is_block =
        layout->depth > 0 && layout->depth < BRACKETS_MAX && place_of(layout) != PLACE_INLINE;
    layout->depth -= (size_t)(layout->depth > 0);
    if (is_block) {
        layout->indent--;
        line_break(layout, 0);
    }
    write_token(layout, k);
}

static void comment(struct layout *layout, size_t k)
{
    struct str gap =
        str_sub(layout->s, k == 0 ? 0 : layout->tokens[k - 1].end, layout->tokens[k].at);
    if (k == 0 || str_find_byte(gap, '\n') < gap.n) {
        line_break(layout, layout->is_line_new
                               ? layout->next_indent - size_min(layout->indent, layout->next_indent)
                               : 0);
    }
    bool is_whole_line = str_starts(text_of(layout, k), STR("--"));
    write_token(layout, k);
    if (is_whole_line) {
        line_break(layout, 0);
    }
}

static void end_statement(struct layout *layout, size_t k)
{
    write_token(layout, k);
    layout->depth = 0;
    layout->indent = 0;
    layout->lists[0] = false;
    layout->wants_columns = false;
    line_break(layout, 0);
    layout->is_statement_new = true;
}

static void clause(struct layout *layout, size_t k)
{
    line_break(layout, 0);
    write_token(layout, k);
    bool is_list = clause_of(layout, k)[0] == '+' && has_several(layout, k);
    bool breaks_after = is_word(layout, k, "select") || is_word(layout, k, "set");
    layout->lists[level_of(layout)] = is_list && breaks_after;
    if (is_list && breaks_after && !is_word(layout, k + 1, "distinct")) {
        line_break(layout, 1);
    }
}

static void plain(struct layout *layout, size_t k)
{
    bool is_block = place_of(layout) != PLACE_INLINE;
    if (is_block && begins_line(layout, k)) {
        clause(layout, k);
        return;
    }
    bool is_condition = is_word(layout, k, "and") || is_word(layout, k, "or");
    bool is_between = false;
    for (size_t back = 1; is_condition && back <= 3 && back <= k; back++) {
        is_between = is_between || is_word(layout, k - back, "between");
    }
    if (is_block && is_condition && !is_between) {
        line_break(layout, 1);
    }
    write_token(layout, k);
    bool is_list = layout->lists[level_of(layout)] && is_block;
    if (is_list && str_eq(text_of(layout, k), STR(","))) {
        line_break(layout, place_of(layout) == PLACE_COLUMNS ? 0 : 1);
    }
    layout->wants_columns =
        layout->wants_columns || (is_word(layout, k, "table") && layout->depth == 0);
}

static void layout_token(struct layout *layout, size_t k)
{
    switch (layout->tokens[k].kind) {
    case CODE_TOKEN_COMMENT:
        comment(layout, k);
        break;
    case CODE_TOKEN_OPEN:
        open_bracket(layout, k);
        break;
    case CODE_TOKEN_CLOSE:
        close_bracket(layout, k);
        break;
    case CODE_TOKEN_END:
    case CODE_TOKEN_WORD:
    case CODE_TOKEN_NUMBER:
    case CODE_TOKEN_STRING:
    case CODE_TOKEN_LINE:
    case CODE_TOKEN_MARK:
        if (str_eq(text_of(layout, k), STR(";"))) {
            end_statement(layout, k);
        } else {
            plain(layout, k);
        }
        break;
    }
}

/* All tokens but ends of lines. */
static void read_tokens(struct layout *layout)
{
    struct code_lexer lexer;
    for (int pass = 0; pass < 2; pass++) {
        code_lexer_init(&lexer, layout->s, &code_style_sql);
        size_t count = 0;
        for (struct code_token token = code_lex(&lexer); token.kind != CODE_TOKEN_END;
             token = code_lex(&lexer)) {
            if (token.kind == CODE_TOKEN_LINE) {
                continue;
            }
            if (pass == 1) {
                layout->tokens[count] = token;
            }
            count++;
        }
        if (pass == 0) {
            layout->tokens = arena_calloc(layout->task->arena, count + 1, sizeof(*layout->tokens));
        }
        layout->count = count;
    }
}

int code_sql_format(const struct code_task *task, struct str text, struct sb *out)
{
    struct layout *layout = arena_calloc(task->arena, 1, sizeof(*layout));
    layout->task = task;
    layout->s = code_without_bom(text);
    layout->out = out;
    layout->is_line_new = true;
    read_tokens(layout);
    for (size_t k = 0; k < layout->count; k++) {
        layout_token(layout, k);
        if (k % 1024 == 1023 && !code_goes_on(task)) {
            return E_CANCELLED;
        }
    }
    sb_add_byte(out, '\n');
    return out->failed ? E_TOO_LARGE : E_OK;
}
