/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform/markdown/test_html.h"

static bool is_one_of(struct str name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (str_eq(name, str_from(*names))) {
            return true;
        }
    }
    return false;
}

static struct str take_name(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && strchr(" =>/\"\n", rest->p[n]) == NULL) {
        n++;
    }
    struct str name = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return name;
}

static bool is_harmless(struct str url)
{
    return str_eq_nocase(str_sub(url, 0, 8), STR("https://")) ||
           str_eq_nocase(str_sub(url, 0, 7), STR("http://")) ||
           str_eq_nocase(str_sub(url, 0, 7), STR("mailto:"));
}

/* What stands in a tag behind its name; returns what stands behind the tag. */
static struct str check_attributes(struct str rest)
{
    static const char *const known[] = {"href",    "title",    "class", "align",    "start", "type",
                                        "checked", "disabled", "dir",   "datetime", NULL};
    for (;;) {
        while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '/')) {
            rest = str_sub(rest, 1, rest.n);
        }
        ASSERT(rest.n > 0);
        if (rest.p[0] == '>') {
            return str_sub(rest, 1, rest.n);
        }
        struct str name = take_name(&rest);
        ASSERT(is_one_of(name, known) && str_starts(rest, STR("=\"")));
        rest = str_sub(rest, 2, rest.n);
        struct str value = str_sub(rest, 0, str_find_byte(rest, '"'));
        ASSERT(!str_eq(name, STR("href")) || is_harmless(value));
        rest = str_sub(rest, value.n + 1, rest.n);
    }
}

void test_html_check(struct str html)
{
    static const char *const known[] = {
        "p",     "h1",    "h2",    "h3",      "h4",      "h5", "h6",         "em",    "strong",
        "del",   "a",     "ul",    "ol",      "li",      "hr", "br",         "pre",   "code",
        "table", "thead", "tbody", "tr",      "th",      "td", "blockquote", "input", "section",
        "div",   "time",  "bdi",   "details", "summary", NULL};
    for (;;) {
        size_t at = str_find_byte(html, '<');
        if (at == html.n) {
            return;
        }
        html = str_sub(html, at + 1, html.n);
        if (str_starts(html, STR("/"))) {
            html = str_sub(html, 1, html.n);
        }
        ASSERT(is_one_of(take_name(&html), known));
        html = check_attributes(html);
    }
}
