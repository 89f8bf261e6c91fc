/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259), by a parser of our own: it knows what people write by mistake, says so, and reads on. What it cannot
 * read on from is its last problem. */
#include "infer/codecheck/json/json.h"
#include "base/utf8.h"
#include "infer/codecheck/lexer/lexer.h"

#define DEPTH_MAX 200
#define SHOWN_MAX 24 /* characters of what was found */

struct walk {
    struct code_report *report;
    struct str s;
    size_t at;
    struct sb *out; /* NULL: only checked */
    unsigned depth;
    unsigned steps;
    bool is_over; /* there is no reading on */
    bool has_comment;
};

static bool value(struct walk *w);

/* Ends the walk. */
static bool over(struct walk *w)
{
    w->is_over = true;
    return false;
}

static char peek(const struct walk *w)
{
    return w->at < w->s.n ? w->s.p[w->at] : '\0';
}

static bool at_end(const struct walk *w)
{
    return w->at >= w->s.n;
}

/* The word or character at the place, to be shown. */
static struct str found(const struct walk *w)
{
    size_t end = w->at;
    while (end < w->s.n && code_is_word_byte(w->s.p[end])) {
        end++;
    }
    struct str rest = str_sub(w->s, w->at, end > w->at ? end : w->s.n);
    return utf8_prefix(rest, end > w->at ? SHOWN_MAX : 1);
}

static void skip_comment(struct walk *w)
{
    if (!w->has_comment) {
        code_problem_add(w->report, w->at, "JSON has no comments");
        w->has_comment = true;
    }
    struct str rest = str_sub(w->s, w->at, w->s.n);
    if (str_starts(rest, STR("/*"))) {
        while (!at_end(w) && !str_starts(str_sub(w->s, w->at, w->s.n), STR("*/"))) {
            w->at++;
        }
        w->at = size_min(w->at + 2, w->s.n);
        return;
    }
    w->at += str_find_byte(rest, '\n');
}

static void skip_space(struct walk *w)
{
    while (!at_end(w)) {
        char c = peek(w);
        struct str rest = str_sub(w->s, w->at, w->s.n);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            w->at++;
        } else if (c == '#' || str_starts(rest, STR("//")) || str_starts(rest, STR("/*"))) {
            skip_comment(w);
        } else {
            return;
        }
    }
}

static void put(struct walk *w, struct str s)
{
    if (w->out != NULL) {
        sb_add(w->out, s);
    }
}

static void put_line(struct walk *w)
{
    put(w, STR("\n"));
    for (unsigned k = 0; k < w->depth; k++) {
        put(w, STR("  "));
    }
}

/* Behind the backslash; false where it is no escape. */
static bool escape(struct walk *w)
{
    char c = peek(w);
    if (c != 'u') {
        w->at += !at_end(w);
        return c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
    }
    for (size_t k = 1; k <= 4; k++) {
        char digit = w->at + k < w->s.n ? w->s.p[w->at + k] : '\0';
        bool is_hex =
            (digit >= '0' && digit <= '9') || ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f');
        if (!is_hex) {
            w->at++;
            return false;
        }
    }
    w->at += 5;
    return true;
}

/* A text in double quotes, or, which is a problem, in single ones. */
static bool string(struct walk *w)
{
    size_t start = w->at;
    char quote = peek(w);
    if (quote == '\'') {
        code_problem_add(w->report, start,
                         "texts stand in double quotes (\") in JSON, not in single ones");
    }
    for (w->at++; !at_end(w);) {
        char c = w->s.p[w->at];
        if (c == quote) {
            w->at++;
            put(w, str_sub(w->s, start, w->at));
            return true;
        }
        if (c == '\n') {
            break;
        }
        w->at++;
        if (c == '\\') {
            size_t at = w->at;
            if (!escape(w)) {
                code_problem_add(w->report, at - 1, "\\%" STRF " is no escape that JSON knows",
                                 STRA(utf8_prefix(str_sub(w->s, at, w->s.n), 1)));
            }
        } else if ((unsigned char)c < ' ') {
            code_problem_add(
                w->report, w->at - 1, "a %s within a text must be written as %s in JSON",
                c == '\t' ? "tab" : "control character", c == '\t' ? "\\t" : "\\u00..");
        }
    }
    code_problem_add(w->report, start, "this text has no closing quote (%c) in its line", quote);
    return over(w);
}

static size_t digits(struct walk *w)
{
    size_t start = w->at;
    while (peek(w) >= '0' && peek(w) <= '9') {
        w->at++;
    }
    return w->at - start;
}

/* The first thing that is wrong with a number, or NULL; the place is behind it. */
static const char *number_problem(struct walk *w)
{
    const char *problem = NULL;
    if (peek(w) == '+') {
        w->at++;
        problem = "a number does not begin with + in JSON";
    }
    w->at += peek(w) == '-';
    char first = peek(w);
    size_t whole = digits(w);
    if (whole == 0) {
        problem = "a number needs a digit before its point in JSON";
    } else if (first == '0' && whole > 1) {
        problem = "a number does not begin with 0 in JSON";
    }
    if (peek(w) == '.') {
        w->at++;
        if (digits(w) == 0) {
            problem = "a number needs a digit after its point in JSON";
        }
    }
    if (peek(w) == 'e' || peek(w) == 'E') {
        w->at++;
        w->at += peek(w) == '+' || peek(w) == '-';
        if (digits(w) == 0) {
            problem = "the exponent of this number has no digits";
        }
    }
    return problem;
}

static bool number(struct walk *w)
{
    size_t start = w->at;
    const char *problem = number_problem(w);
    if (code_is_word_byte(peek(w)) || peek(w) == '.') {
        while (code_is_word_byte(peek(w)) || peek(w) == '.') {
            w->at++;
        }
        problem = "this is no number that JSON knows";
    }
    if (problem != NULL) {
        code_problem_add(w->report, start, "%s", problem);
    }
    put(w, str_sub(w->s, start, w->at));
    return w->at > start || over(w);
}

/* What other languages call true, false and null. */
static const char *meant(struct str word)
{
    static const struct {
        const char *word;
        const char *json;
    } rows[] = {{"True", "true"},   {"TRUE", "true"}, {"False", "false"},
                {"FALSE", "false"}, {"None", "null"}, {"NULL", "null"},
                {"Null", "null"},   {"nil", "null"},  {"undefined", "null"}};
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        if (str_eq(word, str_from(rows[k].word))) {
            return rows[k].json;
        }
    }
    return NULL;
}

static bool word(struct walk *w)
{
    size_t start = w->at;
    while (code_is_word_byte(peek(w))) {
        w->at++;
    }
    struct str text = str_sub(w->s, start, w->at);
    put(w, text);
    if (str_eq(text, STR("true")) || str_eq(text, STR("false")) || str_eq(text, STR("null"))) {
        return true;
    }
    const char *json = meant(text);
    struct str shown = utf8_prefix(text, SHOWN_MAX);
    if (json != NULL) {
        code_problem_add(w->report, start, "%" STRF " is written %s in JSON", STRA(shown), json);
    } else if (str_eq(text, STR("NaN")) || str_eq(text, STR("Infinity"))) {
        code_problem_add(w->report, start, "JSON has no number %" STRF, STRA(shown));
    } else {
        code_problem_add(w->report, start, "%" STRF " is no value; texts stand in double quotes",
                         STRA(shown));
    }
    return true;
}

static bool key(struct walk *w)
{
    char c = peek(w);
    if (c == '"' || c == '\'') {
        return string(w);
    }
    if (!code_is_word_byte(c) && c != '$') {
        code_problem_add(w->report, w->at, "a name in double quotes was expected here, not %" STRF,
                         STRA(found(w)));
        return over(w);
    }
    code_problem_add(w->report, w->at, "the name %" STRF " must stand in double quotes",
                     STRA(found(w)));
    while (code_is_word_byte(peek(w)) || peek(w) == '$' || peek(w) == '-') {
        w->at++;
    }
    return true;
}

/* A name, a colon and a value. */
static bool member(struct walk *w)
{
    if (!key(w)) {
        return false;
    }
    skip_space(w);
    if (peek(w) == ':') {
        w->at++;
    } else {
        code_problem_add(w->report, w->at, "a colon : is missing after the name");
        if (peek(w) != '=') {
            return over(w);
        }
        w->at++;
    }
    put(w, STR(": "));
    skip_space(w);
    return value(w);
}

/* Behind a value in an object or list: true where another follows. */
static bool another(struct walk *w, size_t start, char close)
{
    size_t value_end = w->at;
    skip_space(w);
    char c = peek(w);
    if (c == close) {
        return false;
    }
    if (at_end(w)) {
        code_problem_add(w->report, start,
                         "a closing bracket %c is missing for the %c in line %lld", close,
                         w->s.p[start], (long long)code_line(w->s, start));
        return over(w);
    }
    if (c == ']' || c == '}' || c == ':' || c == ';') {
        code_problem_add(w->report, w->at, "%c or a comma was expected here, not %c", close, c);
        return over(w);
    }
    if (c != ',') {
        code_problem_add(w->report, value_end, "a comma is missing here");
        return true;
    }
    size_t comma = w->at++;
    skip_space(w);
    if (peek(w) == close) {
        code_problem_add(w->report, comma, "there is a comma too much before the %c", close);
        return false;
    }
    if (peek(w) == ',') {
        code_problem_add(w->report, w->at, "a value is missing between two commas");
        return over(w);
    }
    return true;
}

/* An object or a list. */
static bool many(struct walk *w)
{
    size_t start = w->at++;
    bool is_object = w->s.p[start] == '{';
    char close = is_object ? '}' : ']';
    if (++w->depth > DEPTH_MAX) {
        code_problem_add(w->report, start, "this is nested deeper than %d levels", DEPTH_MAX);
        return over(w);
    }
    put(w, str_sub(w->s, start, w->at));
    skip_space(w);
    bool is_empty = peek(w) == close;
    bool goes_on = !is_empty;
    while (goes_on && !w->is_over) {
        put_line(w);
        if (at_end(w)) {
            (void)another(w, start, close);
            break;
        }
        if (!(is_object ? member(w) : value(w))) {
            break;
        }
        goes_on = another(w, start, close);
        if (goes_on) {
            put(w, STR(","));
        }
    }
    w->depth--;
    if (w->is_over) {
        return false;
    }
    if (!is_empty) {
        put_line(w);
    }
    put(w, str_sub(STR("}]"), !is_object, (size_t)!is_object + 1));
    w->at++;
    return true;
}

static bool value(struct walk *w)
{
    if (w->report->count == CODE_PROBLEMS_MAX) {
        w->report->is_cut = true;
        return over(w);
    }
    if (++w->steps % 4096 == 0 && !code_goes_on(w->report->task)) {
        return over(w);
    }
    char c = peek(w);
    if (c == '{' || c == '[') {
        return many(w);
    }
    if (c == '"' || c == '\'') {
        return string(w);
    }
    if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.') {
        return number(w);
    }
    if (code_is_word_byte(c)) {
        return word(w);
    }
    if (at_end(w)) {
        code_problem_add(w->report, w->at, "a value is missing at the end");
    } else {
        code_problem_add(w->report, w->at, "a value was expected here, not %" STRF, STRA(found(w)));
    }
    return over(w);
}

void code_json_walk(struct code_report *report, struct sb *out)
{
    struct walk w = {.report = report, .s = report->text, .out = out};
    w.at = w.s.n - code_without_bom(w.s).n; /* positions count from the text's own beginning */
    skip_space(&w);
    if (!value(&w)) {
        return;
    }
    skip_space(&w);
    if (!at_end(&w)) {
        code_problem_add(report, w.at,
                         "nothing may follow the end of the value, but %" STRF " does",
                         STRA(found(&w)));
    }
    put(&w, STR("\n"));
}
