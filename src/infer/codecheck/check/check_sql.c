/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL, read by SQLite's own parser: each statement is prepared against an empty database in memory and never run. That a
 * table is not there is no mistake of the statement; only what the parser itself says counts. */
#include "infer/codecheck/check/check_int.h"

#include <sqlite3.h>

#define STATEMENTS_MAX 2000

static void db_closep(sqlite3 **db)
{
    (void)sqlite3_close_v2(*db);
}

/* Some pragmas work while they are prepared, and ATTACH opens files: neither is for us to do. */
static int refuse(void *context, int action, const char *a, const char *b, const char *c,
                  const char *d)
{
    (void)context;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return action == SQLITE_PRAGMA || action == SQLITE_ATTACH || action == SQLITE_DETACH
               ? SQLITE_DENY
               : SQLITE_OK;
}

static int open_empty(sqlite3 **out, struct err *err)
{
    if (sqlite3_open_v2(":memory:", out,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        return err_set(err, E_PROCESSING_FAILED, "SQLite's parser could not be started");
    }
    (void)sqlite3_limit(*out, SQLITE_LIMIT_EXPR_DEPTH, 200);
    (void)sqlite3_limit(*out, SQLITE_LIMIT_COMPOUND_SELECT, 50);
    (void)sqlite3_limit(*out, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_set_authorizer(*out, refuse, NULL);
    return E_OK;
}

static bool is_mistake(struct str said)
{
    return str_ends(said, STR(": syntax error")) || str_eq(said, STR("incomplete input")) ||
           str_starts(said, STR("unrecognized token")) ||
           str_ends(said, STR("parser stack overflow")) ||
           str_starts(said, STR("Expression tree is too large")) ||
           str_starts(said, STR("too many terms in compound SELECT"));
}

/* The statement that ends a part of a longer one: what stands there without its end. */
static size_t last_word(struct str text, size_t from, size_t to)
{
    while (to > from && (unsigned char)text.p[to - 1] <= ' ') {
        to--;
    }
    return to;
}

static void explain(struct code_report *report, sqlite3 *db, size_t start, struct str said)
{
    struct str text = report->text;
    int offset = sqlite3_error_offset(db);
    size_t at = offset < 0 ? last_word(text, start, text.n) : start + (size_t)offset;
    if (str_eq(said, STR("incomplete input"))) {
        code_problem_add(report, last_word(text, start, text.n),
                         "the statement ends before it is complete");
        return;
    }
    if (str_ends(said, STR(": syntax error"))) {
        struct str near = str_sub(said, 0, said.n - STR(": syntax error").n);
        near = str_starts(near, STR("near \"")) ? str_sub(near, 6, near.n - 1) : near;
        near.n = size_min(near.n, 40);
        code_problem_add(report, at, "“%" STRF "” was not expected here", STRA(near));
        return;
    }
    if (str_starts(said, STR("unrecognized token"))) {
        code_problem_add(report, at,
                         "this is nothing that SQL knows, or a text that has no closing quote");
        return;
    }
    code_problem_add(report, at, "this is nested deeper or longer than can be read");
}

/* Behind the end of the statement at `start`: its semicolon, that behind END in a trigger, or the end of all. */
static size_t statement_end(struct str text, size_t start)
{
    struct code_lexer lexer;
    code_lexer_init(&lexer, text, &code_style_sql);
    lexer.at = start;
    bool is_trigger = false;
    struct str before = STR_EMPTY;
    for (size_t words = 0;;) {
        struct code_token token = code_lex(&lexer);
        struct str word = code_token_text(text, token);
        if (token.kind == CODE_TOKEN_END) {
            return text.n;
        }
        if (str_eq(word, STR(";")) && (!is_trigger || str_eq_nocase(before, STR("end")))) {
            return token.end;
        }
        if (token.kind == CODE_TOKEN_WORD) {
            is_trigger = is_trigger || (words < 3 && str_eq_nocase(word, STR("trigger")));
            words++;
        }
        if (token.kind != CODE_TOKEN_LINE && token.kind != CODE_TOKEN_COMMENT) {
            before = word;
        }
    }
}

/* Whether a statement has words that other databases know and SQLite does not: what it says of it means nothing then. */
static bool is_of_another(struct str text, size_t start, size_t end)
{
    static const char *const words[] = {
        "interval",  "ilike",   "auto_increment", "engine", "serial",  "top",     "grant",
        "revoke",    "returns", "declare",        "exec",   "execute", "merge",   "truncate",
        "procedure", "lateral", "unsigned",       "modify", "extract", "similar",
    };
    struct code_lexer lexer;
    code_lexer_init(&lexer, str_sub(text, 0, end), &code_style_sql);
    lexer.at = start;
    struct code_token before = {.end = 0};
    for (;;) {
        struct code_token token = code_lex(&lexer);
        if (token.kind == CODE_TOKEN_END) {
            return false;
        }
        struct str word = code_token_text(text, token);
        bool is_cast = str_eq(word, STR(":")) && before.end == token.at &&
                       str_eq(code_token_text(text, before), STR(":"));
        for (size_t k = 0; k < ARRAY_LEN(words) && token.kind == CODE_TOKEN_WORD; k++) {
            if (str_eq_nocase(word, str_from(words[k]))) {
                return true;
            }
        }
        if (is_cast) {
            return true;
        }
        before = token;
    }
}

int code_sql_check(struct code_report *report, struct err *err)
{
    code_scan(report, &code_style_sql);
    if (report->count > 0) {
        return E_OK;
    }
    CLEANUP(db_closep) sqlite3 *db = NULL;
    int rc = open_empty(&db, err);
    char *text = str_dup(report->task->arena, report->text);
    size_t at = 0;
    for (size_t k = 0; rc == E_OK && at < report->text.n && k < STATEMENTS_MAX; k++) {
        sqlite3_stmt *statement = NULL;
        const char *tail = NULL;
        int status =
            sqlite3_prepare_v2(db, text + at, /* as far as it goes */ -1, &statement, &tail);
        (void)sqlite3_finalize(statement);
        struct str said = status == SQLITE_OK ? STR_EMPTY : str_from(sqlite3_errmsg(db));
        bool is_wrong = is_mistake(said);
        if (is_wrong && is_of_another(report->text, at, statement_end(report->text, at))) {
            report->beyond++;
            is_wrong = false;
        }
        if (is_wrong) {
            explain(report, db, at, said);
            break; /* what follows may belong to it */
        }
        size_t next = tail != NULL ? (size_t)(tail - text) : at;
        at = status == SQLITE_OK && next > at ? next : statement_end(report->text, at);
        rc = code_goes_on(report->task) ? E_OK : E_CANCELLED;
    }
    report->note =
        STR("It was read as SQLite does; what only other databases know was not checked");
    return rc;
}
