/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parser reads which language. */
#include "infer/codecheck/check/check_int.h"
#include "infer/codecheck/json/json.h"

const struct TSLanguage *tree_sitter_c(void);
const struct TSLanguage *tree_sitter_go(void);
const struct TSLanguage *tree_sitter_java(void);
const struct TSLanguage *tree_sitter_javascript(void);
const struct TSLanguage *tree_sitter_python(void);
const struct TSLanguage *tree_sitter_bash(void);
const struct TSLanguage *tree_sitter_tsx(void);
const struct TSLanguage *tree_sitter_typescript(void);

/* What the grammar found that nothing else could name. */
static void say_something(struct code_report *report, int found)
{
    if (found > 0 && report->count == 0 && report->beyond == 0) {
        code_problem_add(report, 0,
                         "something here is not well-formed, but its place could not be found");
    }
}

/* The grammar decides whether something is wrong, the other look may say what. */
static int grammar_then(struct code_report *report, const struct TSLanguage *language,
                        void (*look)(struct code_report *report), struct err *err)
{
    struct code_report other = *report;
    int found = code_tree_check(&other, language, err);
    if (found <= 0) {
        return found;
    }
    look(report);
    report->beyond = other.beyond;
    if (report->count == 0) {
        *report = other;
    }
    say_something(report, found);
    return E_OK;
}

static void look_c(struct code_report *report)
{
    code_scan_directives(report);
    code_scan(report, &code_style_c);
}

static void look_go(struct code_report *report)
{
    code_scan(report, &code_style_go);
}

static void look_java(struct code_report *report)
{
    code_scan(report, &code_style_java);
}

/* Elements in the code (JSX), in whose texts quotes and brackets mean nothing. */
static bool has_elements(struct str text)
{
    return memmem(text.p, text.n, "</", 2) != NULL || memmem(text.p, text.n, "/>", 2) != NULL;
}

static void look_javascript(struct code_report *report)
{
    if (!has_elements(report->text)) {
        code_scan(report, &code_style_javascript);
    }
}

static size_t skip_blanks(struct str line, size_t at)
{
    while (at < line.n && (line.p[at] == ' ' || line.p[at] == '\t')) {
        at++;
    }
    return at;
}

/* Behind the brackets at a place, as far as they close in the line. */
static size_t skip_brackets(struct str line, size_t at)
{
    size_t depth = 0;
    for (size_t k = at; k < line.n; k++) {
        depth += line.p[k] == '(';
        depth -= line.p[k] == ')' && depth > 0;
        if (depth == 0) {
            return k + (line.p[k] == ')');
        }
    }
    return line.n;
}

/* Whether a word in capitals stands where no name can: it is a macro, which may be anything. */
static bool looks_like_macro(struct str line, size_t start, size_t end)
{
    size_t before = start;
    while (before > 0 && (line.p[before - 1] == ' ' || line.p[before - 1] == '\t')) {
        before--;
    }
    char last = before > 0 ? line.p[before - 1] : '\0';
    size_t after = skip_blanks(line, end);
    bool has_brackets = after < line.n && line.p[after] == '(';
    after = has_brackets ? skip_blanks(line, skip_brackets(line, after)) : after;
    char next = after < line.n ? line.p[after] : '\0';
    bool begins = last == '\0' || last == ')' || last == '"';
    return last == '"' || last == ')' || next == '"' || code_is_word_byte(next) ||
           ((next == '{' || next == '\0') && begins);
}

static bool has_macro(struct str line)
{
    for (size_t k = 0; k < line.n; k++) {
        size_t start = k;
        bool is_capital = true;
        for (; k < line.n && code_is_word_byte(line.p[k]); k++) {
            is_capital = is_capital && !(line.p[k] >= 'a' && line.p[k] <= 'z');
        }
        bool is_name =
            k - start >= 3 && is_capital && !(line.p[start] >= '0' && line.p[start] <= '9');
        if (is_name && looks_like_macro(line, start, k)) {
            return true;
        }
    }
    return false;
}

static int check_c(struct code_report *report, struct err *err)
{
    report->is_beyond = has_macro;
    report->note = STR("Macros are not expanded, and where one stands mistakes may go unseen");
    return grammar_then(report, tree_sitter_c(), look_c, err);
}

/* `for x do`, which the grammar does not know. */
static bool has_short_for(struct str line)
{
    struct str rest = str_trim(line);
    struct str word = str_cut(rest, ' ', &rest);
    struct str name = str_cut(str_trim(rest), ' ', &rest);
    rest = str_trim(rest);
    bool has_do = rest.n == 0 || str_starts(rest, STR("do"));
    return str_eq(word, STR("for")) && name.n > 0 && has_do;
}

static int check_javascript(struct code_report *report, struct err *err)
{
    return grammar_then(report, tree_sitter_javascript(), look_javascript, err);
}

/* Types of modules and of all that is global, which the grammars know in part. */
static bool has_module_type(struct str line)
{
    static const char *const parts[] = {"import(", "typeof globalThis", "global {"};
    for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
        if (memmem(line.p, line.n, parts[k], strlen(parts[k])) != NULL) {
            return true;
        }
    }
    return false;
}

/* There are two grammars: "<T>x" is a cast in one and begins an element in the other. */
static int check_typescript(struct code_report *report, struct err *err)
{
    report->is_beyond = has_module_type;
    if (has_elements(report->text)) {
        struct code_report other = *report;
        int found = code_tree_check(&other, tree_sitter_tsx(), err);
        if (found <= 0) {
            return found;
        }
    }
    return grammar_then(report, tree_sitter_typescript(), look_javascript, err);
}

/* The grammar wants a line's end behind the last one, too. */
static int check_go(struct code_report *report, struct err *err)
{
    struct code_report whole = *report;
    whole.text = str_from(arena_printf(report->task->arena, "%" STRF "\n", STRA(report->text)));
    int rc = grammar_then(&whole, tree_sitter_go(), look_go, err);
    whole.text = report->text;
    *report = whole;
    return rc;
}

static int check_java(struct code_report *report, struct err *err)
{
    return grammar_then(report, tree_sitter_java(), look_java, err);
}

/* A part of the text with a check of its own; problems keep their places. */
static int check_part(struct code_report *report, const char *name,
                      int (*check)(struct code_report *report, struct err *err), struct err *err)
{
    struct code_report part = *report;
    part.text = code_html_part(report, str_from(name));
    if (part.text.n == 0) {
        return E_OK;
    }
    int rc = check(&part, err);
    part.text = report->text;
    *report = part;
    return rc;
}

static int check_html(struct code_report *report, struct err *err)
{
    bool is_template = code_html_check(report);
    if (report->count > 0 || is_template) {
        return E_OK;
    }
    int rc = check_part(report, "style", code_css_check, err);
    return rc < 0 || report->count > 0 ? rc : check_part(report, "script", check_javascript, err);
}

/* The grammar forgives wrong indentation and what only Python 2 takes, so that its yes is not enough. */
static int check_python(struct code_report *report, struct err *err)
{
    code_scan(report, &code_style_python);
    if (report->count == 0) {
        code_python_check(report);
    }
    if (report->count > 0) {
        return E_OK;
    }
    int found = code_tree_check(report, tree_sitter_python(), err);
    say_something(report, found);
    return found < 0 ? found : E_OK;
}

static int check_shell(struct code_report *report, struct err *err)
{
    report->is_beyond = has_short_for;
    return grammar_then(report, tree_sitter_bash(), code_shell_check, err);
}

static int check_json(struct code_report *report, struct err *err)
{
    (void)err;
    code_json_walk(report, NULL);
    return E_OK;
}

static int check_yaml(struct code_report *report, struct err *err)
{
    (void)err;
    return code_yaml_check(report);
}

static int check_xml(struct code_report *report, struct err *err)
{
    (void)err;
    return code_xml_check(report);
}

static const struct {
    const char *id;
    int (*check)(struct code_report *report, struct err *err);
} checks[] = {
    {"c", check_c},
    {"javascript", check_javascript},
    {"css", code_css_check},
    {"html", check_html},
    {"typescript", check_typescript},
    {"go", check_go},
    {"java", check_java},
    {"python", check_python},
    {"shell", check_shell},
    {"json", check_json},
    {"yaml", check_yaml},
    {"xml", check_xml},
    {"sql", code_sql_check},
};

int code_check(const struct code_task *task, const struct code_language *language, struct str text,
               struct code_report *out, struct err *err)
{
    int rc = code_report_begin(task, text, out, err);
    if (rc < 0) {
        return rc;
    }
    if (code_report_find_control(out)) {
        return E_OK;
    }
    for (size_t k = 0; k < ARRAY_LEN(checks); k++) {
        if (strcmp(checks[k].id, language->id) == 0) {
            rc = checks[k].check(out, err);
            if (rc == E_OK && !code_goes_on(task)) {
                rc = E_CANCELLED;
            }
            return rc == E_CANCELLED ? err_set(err, rc, "The check was cancelled.") : rc;
        }
    }
    return err_set(err, E_INVALID, "%s can be recognised, but not checked.", language->name);
}
