/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "base/utf8.h"
#include "infer/codecheck/check/check.h"

#include <criterion/criterion.h>

struct row {
    const char *language;
    const char *text;
    int64_t line; /* 0: nothing is wrong */
    int64_t column;
    const char *reason; /* what it has in it */
};

static const struct row rows[] = {
    /* JSON */
    {"json", "{\"a\": [1, 2.5e-3, true, null, \"\\u00e9\"]}", 0, 0, ""},
    {"json", "\"text\"", 0, 0, ""},
    {"json", "{\"a\": 1,}", 1, 8, "comma too much"},
    {"json", "[1 2]", 1, 3, "comma is missing"},
    {"json", "{'a': 1}", 1, 2, "double quotes"},
    {"json", "{a: 1}", 1, 2, "name a must stand in double quotes"},
    {"json", "{\"a\" 1}", 1, 6, "colon : is missing"},
    {"json", "{\n  \"a\": [1, 2\n", 2, 8, "closing bracket ] is missing for the [ in line 2"},
    {"json", "{\"a\": 1]", 1, 8, "} or a comma"},
    {"json", "{\"a\": \"x}", 1, 7, "no closing quote"},
    {"json", "{\"a\": True}", 1, 7, "written true"},
    {"json", "[01]", 1, 2, "does not begin with 0"},
    {"json", "[1.]", 1, 2, "digit after its point"},
    {"json", "// x\n{}", 1, 1, "no comments"},
    {"json", "{} x", 1, 4, "nothing may follow"},
    {"json", "{\"é\": \"\\q\"}", 1, 8, "\\q is no escape"},
    {"json", "[\"a\tb\"]", 1, 4, "tab"},
    {"json", "{\"a\": }", 1, 7, "value was expected"},
    {"json", "", 1, 1, "value is missing"},
    /* YAML */
    {"yaml", "a: 1\nb:\n  - x\n  - {c: d}\n", 0, 0, ""},
    {"yaml", "a: b: c\n", 1, 5, "colon with a blank"},
    {"yaml", "a:\n\tb: 1\n", 2, 1, "not with tabs"},
    {"yaml", "a: [1, 2\n", 1, 4, "closing bracket ] is missing"},
    {"yaml", "a: \"x\n", 1, 4, "never closed"},
    {"yaml", "a: 1\n  b: 2\n", 2, 4, "colon"},
    {"yaml", "a: *x\n", 0, 0, ""},
    {"yaml", "a: @x\n", 1, 4, "cannot begin a value"},
    /* XML */
    {"xml", "<?xml version=\"1.0\"?><a><b x=\"1\"/></a>", 0, 0, ""},
    {"xml", "<a>\n  <b>\n</a>", 3, 1, "<b> in line 2 is not closed"},
    {"xml", "<a></c>", 1, 4, "</a> was expected"},
    {"xml", "<a>", 1, 1, "<a> in line 1 is never closed"},
    {"xml", "<a x=1/>", 1, 6, "quotes"},
    {"xml", "<a>&nbsp;</a>", 1, 4, "entity"},
    {"xml", "<a/><b/>", 1, 5, "nothing may follow"},
    {"xml", "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>", 0, 0, ""},
    /* SQL */
    {"sql", "SELECT a, b FROM t WHERE c = 'x' ORDER BY a;\nDELETE FROM t;", 0, 0, ""},
    {"sql", "CREATE TRIGGER x AFTER INSERT ON nowhere BEGIN DELETE FROM y; END; SELECT 1;", 0, 0,
     ""},
    {"sql", "SELECT FROM t", 1, 8, "“FROM” was not expected"},
    {"sql", "SELECT a\nFROM t\nWHERE", 3, 6, "before it is complete"},
    {"sql", "SELECT (a FROM t", 1, 8, "closing bracket ) is missing"},
    {"sql", "SELECT 'a FROM t", 1, 8, "closing quote"},
    {"sql", "SELECT a::int FROM t WHERE b > now() - INTERVAL '7 days'", 0, 0, ""},
    {"sql", "SELCT 1", 1, 1, "“SELCT”"},
    {"sql", "PRAGMA journal_mode = wal; ATTACH 'x' AS y;", 0, 0, ""},
    /* C */
    {"c", "#include <stdio.h>\nint main(void)\n{\n    printf(\"x\\n\");\n    return 0;\n}\n", 0, 0,
     ""},
    {"c", "int main(void)\n{\n    int x = 1\n    return x;\n}\n", 3, 14, "; is missing"},
    {"c", "int f(void)\n{\n    if (1) {\n        g();\n}\nint h;\n", 3, 12,
     "} is missing for the { in line 3"},
    {"c", "int f(void)\n{\n    return (1 + 2;\n}\n", 3, 12, ") is missing for the ( in line 3"},
    {"c", "char *s = \"abc;\n", 1, 11, "no closing quote"},
    {"c", "MUSTUSE static int f(void);\nCLEANUP(x) char *a;\nlog(\"a\" PRId64 \"b\");\n", 0, 0, ""},
    {"c", "#if X\nint a;\n", 1, 1, "#endif is missing"},
    {"c", "int a; /* b\n", 1, 8, "comment is never closed"},
    {"c", "int f(void) { return 1; } }\n", 1, 27, "no opening bracket"},
    /* JavaScript */
    {"javascript", "const f = async (a) => { await `x${a}`; };\nexport default f;\n", 0, 0, ""},
    {"javascript", "const r = /[/]\\/(/.test('(');\n", 0, 0, ""},
    {"javascript", "function f( {\n  return 1;\n}\n", 1, 11, ") is missing"},
    {"javascript", "let = 5 +;\n", 1, 9, "missing behind this “+”"},
    {"javascript", "let x = 'abc;\n", 1, 9, "no closing quote"},
    {"javascript", "let x = `abc;\n", 1, 9, "no closing quote"},
    /* Python */
    {"python", "def f(a, *, b=1):\n    if a:\n        return b\n    return {\n  'x': 1,\n}\n", 0, 0,
     ""},
    {"python", "x = \"\"\"a\n  b(\n\"\"\"\nmatch x:\n    case 1: pass\n", 0, 0, ""},
    {"python", "for i in range(3)\n    print(i)\n", 1, 18, "colon : is missing"},
    {"python", "if x = 3:\n    pass\n", 1, 6, "=="},
    {"python", "if x:\nprint(1)\n", 2, 1, "indented block is missing"},
    {"python", "x = 1\n  y = 2\n", 2, 3, "indented further"},
    {"python", "if x:\n        a()\n    b()\n", 3, 5, "matches no line"},
    {"python", "if x:\n    a()\n\tb()\n", 3, 2, "tabs"},
    {"python", "print('abc)\n", 1, 7, "closing quote"},
    {"python", "print(f(1)\n", 1, 6, ") is missing"},
    {"python", "x = = 3\n", 1, 5, "“=” was not expected"},
    {"python", "if a:\n    pass\nelse if b:\n    pass\n", 3, 1, "elif"},
    {"python", "print \"x\"\n", 1, 1, "brackets"},
    {"python", "def f():\n", 1, 1, "indented block is missing"},
    /* TypeScript */
    {"typescript", "let x: number = 5;\nfunction f<T>(a: T): T { return a }\n", 0, 0, ""},
    {"typescript", "const a = <string>b;\nenum E { A }\n", 0, 0, ""},
    {"typescript", "const e = <div className='x'>Don't {a}</div>;\n", 0, 0, ""},
    {"typescript", "type R = import(\"a\").B<\"c\", import(\"d\").E>;\n", 0, 0, ""},
    {"typescript", "let x: number = ;\n", 1, 15, "missing behind this “=”"},
    {"typescript", "interface A { b: string;\n", 1, 13, "} is missing for the { in line 1"},
    {"typescript", "function f(a: number b: string) {}\n", 1, 25, "not expected"},
    {"typescript", "import { a } from 'b;\n", 1, 19, "no closing quote"},
    {"javascript", "const e = <p>Don't {a}</p>;\n", 0, 0, ""},
    /* Java */
    {"java", "public class A {\n  static void f(String[] a) { g(\"x\"); }\n}\n", 0, 0, ""},
    {"java", "record P(int x) {}\n", 0, 0, ""},
    {"java", "class A {\n  int x = 1\n  int y;\n}\n", 2, 12, "a ; is missing"},
    {"java", "class A { void f() { g(; } }\n", 1, 23, ") is missing for the ("},
    {"java", "class A { String s = \"abc; }\n", 1, 22, "no closing quote"},
    /* Go */
    {"go", "package main\n\nfunc f[T any](a T) T { return a }", 0, 0, ""},
    {"go", "type X struct { a int `json:\"a\"` }", 0, 0, ""},
    {"go", "package main\nfunc f() {\n\tx := 1 +\n}\n", 3, 9, "missing behind this “+”"},
    {"go", "package main\nfunc f( {\n}\n", 2, 7, ") is missing for the ("},
    /* CSS */
    {"css", "@import 'x.css';\n:root { --a: #fff; }\na::before { content: '\\201C' }\n", 0, 0, ""},
    {"css", "@media (400px <= width <= 700px) { a { b: c } }\n@layer x;\n", 0, 0, ""},
    {"css", "x { &:hover{a:b} --y: {a:b}; *zoom:1; filter: progid:X(a=1); }", 0, 0, ""},
    {"css", "a { background: url(data:image/png;base64,iVBOR=) }", 0, 0, ""},
    {"css", "a { b: c,\n    d; e: f;; }", 0, 0, ""},
    {"css", "", 0, 0, ""},
    {"css", "a { color red; }", 1, 10, "colon : is missing behind “color”"},
    {"css", "a { é: ü; color red; }", 1, 16, "colon : is missing"},
    {"css", "a {\n  color: red\n  background: blue;\n}", 2, 13, "semicolon ; is missing"},
    {"css", "a { color: red\n  b { c: d }\n}", 1, 15, "semicolon ; is missing"},
    {"css", "a { color: ; }", 1, 10, "a value is missing"},
    {"css", "a { color: red;\n", 1, 3, "} is missing for the { in line 1"},
    {"css", "a { color: red; } }", 1, 19, "no opening bracket"},
    {"css", "color: red;", 1, 1, "stands in no rule"},
    {"css", "a { b: c }\nd", 2, 1, "block in braces { } is missing behind “d”"},
    {"css", "a,, b { c: d }", 1, 2, "selector is missing beside this comma"},
    {"css", "{ c: d }", 1, 1, "selector is missing before"},
    {"css", "// hi\na { b: c }", 1, 1, "no comments behind //"},
    {"css", "a { content: \"x; }", 1, 14, "no closing quote"},
    {"css", "/* x", 1, 1, "comment is never closed"},
    /* HTML */
    {"html",
     "<!DOCTYPE html><title>x</title><meta charset=utf-8><ul><li>a<li>b</ul>"
     "<p>1 < 2<br><img src=a.png><table><tr><td>1<td>2</table>",
     0, 0, ""},
    {"html", "<svg><path d='M0'/></svg><DIV><P>x</div><textarea><b></textarea>", 0, 0, ""},
    {"html", "<script>if (a < b) { x('</div>') }</script><style>a { b: c }</style>", 0, 0, ""},
    {"html", "<script type=\"application/json\">{a</script>", 0, 0, ""},
    {"html", "{% if x %}<b class=\"{% url \"a\" %}\">{% endif %}x</b>", 0, 0, ""},
    {"html", "<?php if ($a > 1) echo '<b>'; ?><b>x</b>", 0, 0, ""},
    {"html", "<div>\n  <span>x\n</div>", 3, 1, "<span> in line 2 is not closed: </span>"},
    {"html", "<h1>Title</h2>", 1, 10, "no <h2> open"},
    {"html", "<div><p>x</p>", 1, 1, "<div> is never closed"},
    {"html", "<a href=\"x>y</a>", 1, 9, "no closing quote"},
    {"html", "<a href=\"x>y</a>\n<a href=\"z\">w</a>", 1, 9, "no closing quote"},
    {"html", "<a href=\"x\"id=\"y\">z</a>", 1, 12, "blank is missing"},
    {"html", "<a b=\"c\" \"d\">e</a>", 1, 10, "quote does not belong here"},
    {"html", "<a href=x href=y>z</a>", 1, 11, "href is there twice"},
    {"html", "<div <p>x</p></div>", 1, 1, "> is missing"},
    {"html", "<br></br>", 1, 5, "br has no end tag"},
    {"html", "<!-- x", 1, 1, "comment is never closed: -->"},
    {"html", "<script>let a = 1;", 1, 1, "<script> is never closed"},
    {"html", "<p>é é <script>let x = 5 +;</script>", 1, 26, "missing behind this “+”"},
    {"html", "<style>\na { color red }</style>", 2, 10, "colon : is missing"},
    /* shell */
    {"shell",
     "#!/bin/sh\nfor i in 1 2; do\n  echo \"$i\" | grep -q x && exit\ndone\ncase $1 in a) b;; *) "
     "c;; esac\n",
     0, 0, ""},
    {"shell", "if [ -f x ]; then\n  echo y\n", 1, 1, "fi is missing for the “if” in line 1"},
    {"shell", "for i in 1 2\n  echo $i\ndone\n", 1, 1, "do is missing"},
    {"shell", "echo \"abc\n", 1, 6, "closing quote"},
    {"shell", "if true; then\n  while x; do y\nfi\n", 2, 3, "done is missing"},
    {"json", "{\"a\": \x01}", 1, 7, "control character"},
};

static void check(struct arena *arena, const struct row *row, struct code_report *report)
{
    struct code_task task = {arena, NULL, NULL};
    const struct code_language *language = code_language_find(str_from(row->language));
    cr_assert_not_null(language);
    int rc = code_check(&task, language, str_from(row->text), report, NULL);
    cr_expect_eq(rc, E_OK, "%s: %s: %d", row->language, row->text, rc);
}

static bool has(struct str text, const char *part)
{
    char *copy = strndup(text.p, text.n);
    bool is_there = strstr(copy, part) != NULL;
    free(copy);
    return is_there;
}

Test(code_check, says_where_and_why)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct code_report report;
        check(arena, &rows[k], &report);
        if (rows[k].line == 0) {
            cr_expect_eq(report.count, 0, "%s: %s: %" STRF, rows[k].language, rows[k].text,
                         STRA(report.items[0].reason));
            continue;
        }
        cr_expect_gt(report.count, 0, "%s: %s", rows[k].language, rows[k].text);
        if (report.count == 0) {
            continue;
        }
        struct code_problem problem = report.items[0];
        cr_expect(problem.line == rows[k].line && problem.column == rows[k].column &&
                      has(problem.reason, rows[k].reason),
                  "%s: %s: line %lld, column %lld: %" STRF, rows[k].language, rows[k].text,
                  (long long)problem.line, (long long)problem.column, STRA(problem.reason));
    }
}

Test(code_check, leaves_what_becomes_css)
{
    static const char *const texts[] = {"$x: 1px;\na { b: $x }", "a {\n  @include c;\n}",
                                        "@x: 1px;\na { b: @x }", "a-#{$b} { c: d }"};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
        struct code_report report;
        struct err err = {0};
        int rc =
            code_check(&task, code_language_find(STR("scss")), str_from(texts[k]), &report, &err);
        cr_expect_eq(rc, E_INVALID, "%s", texts[k]);
        cr_expect_not_null(strstr(err.detail, "SCSS"));
    }
}

Test(code_check, reads_on_behind_small_mistakes_of_json)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct row row = {"json", "{'a': 1, b: True,\n \"c\": [1,],\n \"d\": 01, 'e': 'f', 'g': 2}", 1,
                      1, ""};
    struct code_report report;
    check(arena, &row, &report);
    cr_expect_eq(report.count, CODE_PROBLEMS_MAX);
    cr_expect(report.is_cut);
}

Test(code_check, has_limits)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    static const char *const languages[] = {"json",       "yaml",   "xml",   "sql", "c",
                                            "javascript", "python", "shell", "css", "html",
                                            "typescript", "java",   "go"};
    static const char *const pieces[] = {
        "[",  "(",  "{",  "<a>", "\"",   "`${", "if ",   "case ",   "$(",    "/",
        "a.", "- ", "{{", "<!",  "a:b ", "<%",  "--a:{", "</a></a", "<a a ", "</script"};
    for (size_t k = 0; k < ARRAY_LEN(languages); k++) {
        for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
            CLEANUP(sb_done) struct sb text;
            sb_init(&text, MIB);
            while (text.n < 1000) {
                sb_add_c(&text, pieces[i]);
            }
            struct code_report report;
            struct err err = {0};
            int rc = code_check(&task, code_language_find(str_from(languages[k])), sb_str(&text),
                                &report, &err);
            cr_expect(rc == E_OK || rc == E_TOOK_TOO_LONG, "%s of %s: %d", languages[k], pieces[i],
                      rc);
        }
    }
    static const struct {
        const char *language, *piece;
        size_t count;
        int rc;
    } heaps[] = {{"c", "(", 60001, E_TOO_LARGE},
                 {"c", "(", 40000, E_OK},
                 {"javascript", "a?", 60000, E_TOO_LARGE},
                 {"javascript", "`${", 60000, E_TOO_LARGE},
                 {"shell", "a\n", 60000, E_TOO_LARGE},
                 {"yaml", "[", 100000, E_OK},
                 {"yaml", "{", 100000, E_OK},
                 {"yaml", "- ", 60000, E_OK}};
    for (size_t k = 0; k < ARRAY_LEN(heaps); k++) {
        CLEANUP(sb_done) struct sb text;
        sb_init(&text, MIB);
        for (size_t i = 0; i < heaps[k].count; i++) {
            sb_add_c(&text, heaps[k].piece);
        }
        struct code_report report;
        const clock_t start = clock();
        int rc = code_check(&task, code_language_find(str_from(heaps[k].language)), sb_str(&text),
                            &report, NULL);
        cr_expect(rc == heaps[k].rc || (rc == E_TOOK_TOO_LONG && heaps[k].rc == E_OK),
                  "%s of %s: %d", heaps[k].language, heaps[k].piece, rc);
        cr_expect_lt(clock() - start, 10 * CLOCKS_PER_SEC, "%s of %s", heaps[k].language,
                     heaps[k].piece);
    }
    char *long_text = arena_alloc(arena, CODE_TEXT_MAX + 1);
    memset(long_text, ' ', CODE_TEXT_MAX + 1);
    struct code_report report;
    cr_expect_eq(code_check(&task, code_language_find(STR("json")),
                            (struct str){long_text, CODE_TEXT_MAX + 1}, &report, NULL),
                 E_TOO_LARGE);
}

static bool goes_on_never(void *context)
{
    (void)context;
    return false;
}

Test(code_check, stops_when_nobody_waits)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, goes_on_never, NULL};
    struct code_report report;
    cr_expect_eq(
        code_check(&task, code_language_find(STR("python")), STR("x = 1\n"), &report, NULL),
        E_CANCELLED);
}
