/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSS, by CSS Syntax Module Level 3 (https://www.w3.org/TR/css-syntax-3/): rules with a selector and a block, rules that begin with "@",
 * declarations, each within the other. Whether properties and values are known is not looked at. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/codecheck/check/check_int.h"

#define SHOWN_MAX ((size_t)40) /* characters of what is shown */

static const struct code_style style = {
    .has_block_comments = true,
    .quotes = "\"'",
    .long_quotes = "",
    .has_escapes = true,
};

struct css {
    struct code_report *report;
    struct str s;
    size_t depth; /* of blocks */
};

static bool is_name_byte(char c)
{
    return code_is_word_byte(c) || c == '-';
}

/* Behind blanks, comments and what used to hide styles from old browsers. */
static size_t skip_blanks(struct str s, size_t at)
{
    for (;;) {
        while (at < s.n && code_is_blank(s.p[at])) {
            at++;
        }
        if (code_has_at(s, at, "/*")) {
            at = size_min(code_find(s, at + 2, "*/") + 2, s.n);
        } else if (code_has_at(s, at, "<!--")) {
            at += 4;
        } else if (code_has_at(s, at, "-->")) {
            at += 3;
        } else {
            return at;
        }
    }
}

static size_t skip_string(struct str s, size_t at)
{
    char quote = s.p[at++];
    while (at < s.n && s.p[at] != quote) {
        at += s.p[at] == '\\' ? 2 : 1;
    }
    return size_min(at + 1, s.n);
}

/* Behind one piece of a rule: a text, a comment, what is in brackets (but braces), or a byte. */
static size_t skip_piece(struct str s, size_t at)
{
    size_t depth = 0;
    do {
        char c = s.p[at];
        if (c == '"' || c == '\'') {
            at = skip_string(s, at);
        } else if (code_has_at(s, at, "/*")) {
            at = size_min(code_find(s, at + 2, "*/") + 2, s.n);
        } else if (depth > 0 && (c == '{' || c == '}')) {
            return at; /* the bracket is not closed: code_scan() has told */
        } else {
            depth += c == '(' || c == '[';
            depth -= (c == ')' || c == ']') && depth > 0;
            at += c == '\\' ? 2 : 1;
        }
        at = size_min(at, s.n);
    } while (depth > 0 && at < s.n);
    return at;
}

/* Where a rule or declaration that begins at `at` has one of these marks, or the end. */
static size_t find_mark(struct str s, size_t at, const char *marks)
{
    while (at < s.n && strchr(marks, s.p[at]) == NULL) {
        at = skip_piece(s, at);
    }
    return at;
}

/* Behind a block in braces, whatever is in it. */
static size_t skip_block(struct str s, size_t at)
{
    size_t depth = 0;
    do {
        depth += s.p[at] == '{';
        depth -= s.p[at] == '}' && depth > 0;
        at = s.p[at] == '{' || s.p[at] == '}' ? at + 1 : skip_piece(s, at);
    } while (depth > 0 && at < s.n);
    return at;
}

static size_t trimmed_end(struct str s, size_t start, size_t end)
{
    while (end > start && code_is_blank(s.p[end - 1])) {
        end--;
    }
    return end;
}

static struct str shown(struct str s, size_t start, size_t end)
{
    struct str line = str_sub(s, start, trimmed_end(s, start, end));
    line.n = str_find_byte(line, '\n');
    return utf8_prefix(str_trim(line), SHOWN_MAX);
}

/* ---- declarations ---- */

static size_t name_end(struct str s, size_t at, size_t end)
{
    at += at < end && (s.p[at] == '*' || s.p[at] == '_'); /* for old browsers */
    while (at < end && is_name_byte(s.p[at])) {
        at++;
    }
    return at;
}

/* In a value, a colon behind a name: the next declaration, before which a semicolon is missing. Returns where its name begins, or `end`. */
static size_t find_next_name(struct str s, size_t at, size_t end)
{
    while (at < end) {
        size_t start = at;
        size_t stop = name_end(s, at, end);
        if (stop == start) {
            at = skip_piece(s, at);
            continue;
        }
        size_t colon = skip_blanks(s, stop);
        bool is_old = str_eq_nocase(str_sub(s, start, stop), STR("progid"));
        if (colon < end && s.p[colon] == ':' && !is_old) {
            return start;
        }
        at = is_old ? colon + 1 : stop;
    }
    return end;
}

static void check_value(struct css *css, struct str name, size_t colon, size_t end)
{
    struct str s = css->s;
    size_t start = skip_blanks(s, colon + 1);
    if (start >= end) {
        struct str word = utf8_prefix(name, SHOWN_MAX);
        code_problem_add(css->report, colon, "a value is missing behind “%" STRF ":”", STRA(word));
        return;
    }
    size_t next = find_next_name(s, start, end);
    if (next < end) {
        size_t before = trimmed_end(s, start, next);
        struct str word = shown(s, next, name_end(s, next, end));
        code_problem_add(css->report, before, "a semicolon ; is missing before “%" STRF "”",
                         STRA(word));
    }
}

/* What stands between two semicolons of a block. */
static void check_declaration(struct css *css, size_t start, size_t end)
{
    struct str s = css->s;
    end = trimmed_end(s, start, end);
    size_t stop = name_end(s, start, end);
    size_t colon = skip_blanks(s, stop);
    struct str name = str_sub(s, start, stop);
    struct str word = shown(s, start, end);
    if (code_has_at(s, start, "//")) {
        code_problem_add(css->report, start,
                         "CSS has no comments behind //: they stand between /* and */");
    } else if (name.n == 0) {
        code_problem_add(css->report, start, "“%" STRF "” was not expected here", STRA(word));
    } else if (colon >= end || s.p[colon] != ':') {
        word = utf8_prefix(name, SHOWN_MAX);
        code_problem_add(css->report, stop, "a colon : is missing behind “%" STRF "”", STRA(word));
    } else if (!str_starts(name, STR("--"))) {
        check_value(css, name, colon, end);
    }
}

/* ---- rules ---- */

static void check_selector(struct css *css, size_t start, size_t end)
{
    struct str s = css->s;
    size_t stop = trimmed_end(s, start, end);
    if (stop == start) {
        code_problem_add(css->report, end, "a selector is missing before this {");
        return;
    }
    if (code_has_at(s, start, "//")) {
        code_problem_add(css->report, start,
                         "CSS has no comments behind //: they stand between /* and */");
        return;
    }
    for (size_t at = start; at < stop; at = skip_piece(s, at)) {
        size_t next = s.p[at] == ',' ? skip_blanks(s, at + 1) : stop;
        bool is_empty = s.p[at] == ',' && (next >= stop || s.p[next] == ',' || at == start);
        if (is_empty) {
            code_problem_add(css->report, at, "a selector is missing beside this comma");
            return;
        }
    }
}

/* "color: red" and a rule in the line below, without a semicolon between: the selector begins as a declaration does. */
static bool begins_declaration(const struct css *css, size_t start, size_t end)
{
    struct str s = css->s;
    size_t stop = name_end(s, start, end);
    size_t colon = skip_blanks(s, stop);
    bool has_blank = colon + 1 < end && code_is_blank(s.p[colon + 1]);
    struct str rest = str_sub(s, colon, end);
    return css->depth > 0 && stop > start && colon < end && s.p[colon] == ':' && has_blank &&
           str_find_byte(str_trim(rest), '\n') < str_trim(rest).n;
}

/* The rule or declaration at `at`, up to the block that it begins. */
static size_t read_one(struct css *css, size_t at)
{
    struct str s = css->s;
    bool is_at = s.p[at] == '@';
    bool is_custom = code_has_at(s, at, "--");
    size_t end = find_mark(s, at, "{};");
    if (is_custom && end < s.n &&
        s.p[end] == '{') { /* its value may be anything that is balanced */
        end = find_mark(s, skip_block(s, end), "};");
    }
    char mark = end < s.n ? s.p[end] : '\0';
    if (mark == '{') {
        if (!is_at && begins_declaration(css, at, end)) {
            struct str rest = str_sub(s, at, end);
            code_problem_add(css->report, trimmed_end(s, at, at + str_find_byte(rest, '\n')),
                             "a semicolon ; is missing at the end of this declaration");
        } else if (!is_at) {
            check_selector(css, at, end);
        }
        css->depth++;
        return end + 1;
    }
    if (!is_at && css->depth > 0) {
        check_declaration(css, at, end);
    } else if (!is_at) {
        struct str word = shown(s, at, end);
        code_problem_add(css->report, at,
                         mark == ';' ? "“%" STRF
                                       "” stands in no rule: declarations stand between { "
                                       "and } behind a selector"
                                     : "a block in braces { } is missing behind “%" STRF "”",
                         STRA(word));
    }
    return mark == ';' ? end + 1 : end;
}

/* A line that only the languages have that become CSS. */
static bool is_of_others(struct str line)
{
    static const char *const words[] = {"@mixin",   "@include",  "@extend", "@each", "@use ",
                                        "@forward", "@function", "@return", "@if ",  "@else"};
    line = str_trim(line);
    for (size_t k = 0; k < ARRAY_LEN(words); k++) {
        if (str_starts(line, str_from(words[k]))) {
            return true;
        }
    }
    size_t n = 1;
    while (n < line.n && is_name_byte(line.p[n])) {
        n++;
    }
    bool is_variable = n > 1 && n + 1 < line.n && line.p[n] == ':' && code_is_blank(line.p[n + 1]);
    return line.n > 0 && is_variable && (line.p[0] == '$' || line.p[0] == '@');
}

static bool is_other_language(struct str text)
{
    for (size_t at = 0; at < text.n;) {
        struct str line = str_sub(text, at, text.n);
        line.n = str_find_byte(line, '\n');
        if (is_of_others(line) || code_find(line, 0, "#{") < line.n) {
            return true;
        }
        at += line.n + 1;
    }
    return false;
}

int code_css_check(struct code_report *report, struct err *err)
{
    struct css css = {.report = report, .s = report->text};
    if (is_other_language(report->text)) {
        return err_set(err, E_INVALID,
                       "This looks like SCSS or Less, which can be recognised, but not checked; "
                       "CSS can.");
    }
    code_scan(report, &style);
    size_t count = 0;
    for (size_t at = skip_blanks(css.s, 0); at < css.s.n && report->count == 0;
         at = skip_blanks(css.s, at)) {
        if (css.s.p[at] == '}' || css.s.p[at] == ';') {
            css.depth -= css.s.p[at] == '}' && css.depth > 0;
            at++;
        } else {
            at = read_one(&css, at);
        }
        if (++count % 4096 == 0 && !code_goes_on(report->task)) {
            break;
        }
    }
    return E_OK;
}
