/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML, by the tokens of its standard (https://html.spec.whatwg.org/multipage/parsing.html). Browsers make something of whatever they get:
 * what is told here is what that standard calls a parse error and its author would want to know, tags without their partner,
 * quotes and comments that are never closed, attributes that are there twice. End tags that may be left out are not missed. Of a
 * template ({{ }}, {% %}, <% %>, <? ?>) only the tags themselves are looked at: which of them come out together nobody knows. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/codecheck/check/check_int.h"

#define DEPTH_MAX      ((size_t)1000)
#define ATTRIBUTES_MAX ((size_t)40) /* of one tag that are compared */
#define NAME_MAX_SHOWN ((size_t)40) /* bytes */
#define FILLINGS       4            /* kinds of them */
#define UNCLOSED_MAX   3            /* that are told */

struct open {
    struct str name;
    size_t at;
};

struct html {
    struct code_report *report;
    struct str s;
    struct open *stack; /* (DEPTH_MAX) */
    size_t depth;
    bool is_template; /* what is open and what is closed is not told */
    char *mask; /* NULL: not wanted; else what is in elements called `wanted`, the rest blank */
    size_t mask_bytes; /* written so far */
    size_t masked;     /* bytes of the text that these stand for */
    struct str wanted;
    bool has_wanted;
};

struct tag {
    struct str name;
    size_t at;
    size_t end; /* behind its > */
    bool is_end;
    bool is_closed;  /* "/>" */
    struct str type; /* the attribute */
};

static bool is_one_of(struct str name, const char *list)
{
    struct str rest = str_from(list);
    while (rest.n > 0) {
        if (str_eq_nocase(str_cut(rest, ' ', &rest), name)) {
            return true;
        }
    }
    return false;
}

static const char voids[] = "area base br col embed hr img input link meta param source track wbr";
static const char optional[] = "html head body li dt dd p rb rt rtc rp option optgroup colgroup "
                               "caption thead tbody tfoot tr td th";
/* What is in them is no HTML. */
static const char raws[] = "script style textarea title";

static size_t skip_blanks(struct str s, size_t at)
{
    while (at < s.n && code_is_blank(s.p[at])) {
        at++;
    }
    return at;
}

static struct str shown(struct str name)
{
    return utf8_prefix(name, NAME_MAX_SHOWN);
}

/* ---- tags ---- */

/* Behind the value at `at`; s.n + 1 where that is never closed. */
static size_t skip_value(struct html *html, size_t at, struct str *out)
{
    struct str s = html->s;
    char quote = at < s.n ? s.p[at] : '\0';
    size_t end = at;
    if (quote != '"' && quote != '\'') {
        while (end < s.n && !code_is_blank(s.p[end]) && s.p[end] != '>') {
            end++;
        }
        *out = str_sub(s, at, end);
        return end;
    }
    const char text[] = {quote, '\0'};
    end = code_find(s, at + 1, text);
    *out = str_sub(s, at + 1, end);
    if (end == s.n) {
        code_problem_add(html->report, at, "this value has no closing quote (%c)", quote);
        return s.n + 1;
    }
    char next = end + 1 < s.n ? s.p[end + 1] : '>';
    if (!code_is_blank(next) && next != '>' && next != '/') {
        bool holds_tag = str_find_byte(*out, '>') < out->n || str_find_byte(*out, '<') < out->n;
        if (holds_tag) {
            code_problem_add(html->report, at, "this value has no closing quote (%c)", quote);
            return s.n + 1;
        }
        code_problem_add(html->report, end + 1, "a blank is missing behind this value");
    }
    return end + 1;
}

/* Behind the name of an attribute; s.n + 1 where it cannot be one. */
static size_t skip_name(struct html *html, const struct tag *tag, size_t at, struct str *out)
{
    struct str s = html->s;
    size_t end = at + 1; /* it may begin with "=" */
    while (end < s.n && !code_is_blank(s.p[end]) && strchr("=/>\"'<", s.p[end]) == NULL) {
        end++;
    }
    *out = str_sub(s, at, end);
    bool has_quote =
        strchr("\"'", s.p[at]) != NULL || (end < s.n && (s.p[end] == '"' || s.p[end] == '\''));
    if (has_quote) {
        code_problem_add(html->report, strchr("\"'", s.p[at]) != NULL ? at : end,
                         "this quote does not belong here: one is missing before it, or = is");
        return s.n + 1;
    }
    if (s.p[at] == '<' || (end < s.n && s.p[end] == '<')) {
        struct str name = shown(tag->name);
        code_problem_add(html->report, tag->at, "this tag <%" STRF " is never closed: > is missing",
                         STRA(name));
        return s.n + 1;
    }
    return end;
}

static void compare_names(struct html *html, const struct str *names, size_t count, size_t at)
{
    for (size_t k = 0; k + 1 < count; k++) {
        if (str_eq_nocase(names[k], names[count - 1])) {
            struct str name = shown(names[k]);
            code_problem_add(html->report, at, "the attribute %" STRF " is there twice",
                             STRA(name));
            return;
        }
    }
}

/* Behind the attributes of a tag; s.n + 1 where they cannot be read on. */
static size_t skip_attributes(struct html *html, struct tag *tag, size_t at)
{
    struct str s = html->s;
    struct str names[ATTRIBUTES_MAX];
    size_t count = 0;
    for (;;) {
        at = skip_blanks(s, at);
        tag->is_closed = at + 1 < s.n && s.p[at] == '/' && s.p[at + 1] == '>';
        if (at >= s.n || s.p[at] == '>' || tag->is_closed) {
            return at + (size_t)tag->is_closed;
        }
        if (s.p[at] == '/') {
            at++;
            continue;
        }
        struct str name;
        struct str value = STR_EMPTY;
        size_t start = at;
        at = skip_name(html, tag, at, &name);
        size_t sign = at <= s.n ? skip_blanks(s, at) : at;
        if (sign < s.n && s.p[sign] == '=') {
            at = skip_value(html, skip_blanks(s, sign + 1), &value);
        }
        if (at > s.n) {
            return at;
        }
        if (count < ATTRIBUTES_MAX) {
            names[count++] = name;
            compare_names(html, names, count, start);
        }
        tag->type = str_eq_nocase(name, STR("type")) ? value : tag->type;
    }
}

/* False where nothing behind can be told. */
static bool read_tag(struct html *html, size_t at, struct tag *out)
{
    struct str s = html->s;
    *out = (struct tag){.at = at, .is_end = s.p[at + 1] == '/'};
    size_t start = at + 1 + (size_t)out->is_end;
    size_t end = start;
    while (end < s.n && !code_is_blank(s.p[end]) && strchr("/><", s.p[end]) == NULL) {
        end++;
    }
    out->name = str_sub(s, start, end);
    end = skip_attributes(html, out, end);
    if (end > s.n) {
        return false;
    }
    if (end == s.n) {
        struct str name = shown(out->name);
        code_problem_add(html->report, at, "this tag <%s%" STRF " is never closed: > is missing",
                         out->is_end ? "/" : "", STRA(name));
        return false;
    }
    out->end = end + 1;
    return true;
}

/* ---- elements ---- */

static void begin(struct html *html, const struct tag *tag)
{
    if (tag->is_closed || is_one_of(tag->name, voids) || html->is_template) {
        return;
    }
    if (html->depth == DEPTH_MAX) {
        code_problem_add(html->report, tag->at, "more than %zu elements are within each other here",
                         DEPTH_MAX);
        return;
    }
    html->stack[html->depth++] = (struct open){tag->name, tag->at};
}

static void end(struct html *html, const struct tag *tag)
{
    struct str name = shown(tag->name);
    if (is_one_of(tag->name, voids)) {
        code_problem_add(html->report, tag->at, "%" STRF " has no end tag: it holds nothing",
                         STRA(name));
        return;
    }
    if (html->is_template) {
        return;
    }
    size_t at = html->depth;
    while (at > 0 && !str_eq_nocase(html->stack[at - 1].name, tag->name)) {
        at--;
    }
    if (at == 0) {
        code_problem_add(html->report, tag->at,
                         "there is no <%" STRF "> open for this </%" STRF ">", STRA(name),
                         STRA(name));
        return;
    }
    for (size_t k = html->depth; k > at; k--) {
        const struct open *open = &html->stack[k - 1];
        if (!is_one_of(open->name, optional)) {
            struct str inner = shown(open->name);
            code_problem_add(html->report, tag->at,
                             "<%" STRF "> in line %lld is not closed: </%" STRF
                             "> was expected before this </%" STRF ">",
                             STRA(inner), (long long)code_line(html->s, open->at), STRA(inner),
                             STRA(name));
            break;
        }
    }
    html->depth = at - 1;
}

static void tell_unclosed(struct html *html)
{
    int told = 0;
    for (size_t k = html->depth; k-- > 0 && told < UNCLOSED_MAX && !html->is_template;) {
        const struct open *open = &html->stack[k];
        if (!is_one_of(open->name, optional)) {
            struct str name = shown(open->name);
            code_problem_add(html->report, open->at,
                             "<%" STRF "> is never closed: </%" STRF "> is missing", STRA(name),
                             STRA(name));
            told++;
        }
    }
}

/* ---- scripts and styles ---- */

/* One blank for each character up to `to`, and its line ends, so that places stay what they are. */
static void mask_to(struct html *html, size_t to)
{
    for (; html->masked < to; html->masked++) {
        unsigned char c = (unsigned char)html->s.p[html->masked];
        if (c < 0x80 || c >= 0xc0) {
            html->mask[html->mask_bytes++] = c == '\n' ? '\n' : ' ';
        }
    }
}

static bool is_wanted(const struct html *html, const struct tag *tag)
{
    static const char types[] = "text/javascript module application/javascript text/css";
    return html->mask != NULL && str_eq_nocase(tag->name, html->wanted) &&
           (tag->type.n == 0 || is_one_of(tag->type, types));
}

/* Behind what is in a raw element, whose end tag closes it. */
static size_t skip_raw(struct html *html, const struct tag *tag)
{
    struct str s = html->s;
    size_t at = tag->end;
    for (;;) {
        at = code_find(s, at, "</");
        if (at == s.n || str_eq_nocase(str_sub(s, at + 2, at + 2 + tag->name.n), tag->name)) {
            break;
        }
        at += 2;
    }
    if (is_wanted(html, tag)) {
        mask_to(html, tag->end);
        memcpy(html->mask + html->mask_bytes, s.p + tag->end, at - tag->end);
        html->mask_bytes += at - tag->end;
        html->masked = at;
        html->has_wanted = true;
    }
    return at;
}

/* ---- all ---- */

/* Behind a comment, a document type or what a template has; s.n where it is never closed. */
static size_t skip_other(struct html *html, size_t at)
{
    static const char *const pairs[][2] = {
        {"<!--", "-->"}, {"<%", "%>"}, {"<?", "?>"}, {"<!", ">"}};
    struct str s = html->s;
    struct str rest = str_sub(s, at, s.n);
    for (size_t k = 0; k < ARRAY_LEN(pairs); k++) {
        if (!str_starts(rest, str_from(pairs[k][0]))) {
            continue;
        }
        size_t close = code_find(s, at + strlen(pairs[k][0]), pairs[k][1]);
        if (close == s.n) {
            code_problem_add(html->report, at,
                             k == 0 ? "this comment is never closed: %s is missing"
                                    : "this is never closed: %s is missing",
                             pairs[k][1]);
            return s.n;
        }
        return close + strlen(pairs[k][1]);
    }
    return at + 1; /* a "<" in the text */
}

static size_t read_one(struct html *html, size_t at)
{
    struct str s = html->s;
    char next = at + 1 < s.n ? s.p[at + 1] : '\0';
    char name = next == '/' && at + 2 < s.n ? s.p[at + 2] : next;
    if (isalpha((unsigned char)name) == 0) {
        return skip_other(html, at);
    }
    struct tag tag;
    if (!read_tag(html, at, &tag)) {
        html->depth = 0; /* what is open cannot be told any more */
        return s.n;
    }
    if (tag.is_end) {
        end(html, &tag);
        return tag.end;
    }
    begin(html, &tag);
    return is_one_of(tag.name, raws) && !tag.is_closed ? skip_raw(html, &tag) : tag.end;
}

static void read_all(struct html *html)
{
    size_t count = 0;
    for (size_t at = 0; at < html->s.n;) {
        at += str_find_byte(str_sub(html->s, at, html->s.n), '<');
        at = at < html->s.n ? read_one(html, at) : at;
        if (html->report->is_cut || (++count % 4096 == 0 && !code_goes_on(html->report->task))) {
            html->depth = 0;
            return;
        }
    }
    tell_unclosed(html);
}

/* Behind what fills a template at `at`, or `at`. `*missing`, by pairs: there is no more end of these. */
static size_t skip_filling(struct str s, size_t at, bool missing[FILLINGS])
{
    static const char *const pairs[FILLINGS][2] = {
        {"{{", "}}"}, {"{%", "%}"}, {"<%", "%>"}, {"<?", "?>"}};
    struct str rest = str_sub(s, at, s.n);
    for (size_t k = 0; k < FILLINGS; k++) {
        if (!missing[k] && str_starts(rest, str_from(pairs[k][0])) &&
            !str_starts(rest, STR("<?xml"))) {
            size_t close = code_find(s, at + 2, pairs[k][1]);
            missing[k] = close == s.n;
            return missing[k] ? at : close + 2;
        }
    }
    return at;
}

/* Blanks in the place of what fills a template. Other letters than ASCII's stay, so that places do. */
static struct str without_fillings(struct str s, struct arena *arena)
{
    char *copy = NULL;
    bool missing[FILLINGS] = {false};
    for (size_t at = 0; at < s.n; at++) {
        size_t end = skip_filling(s, at, missing);
        if (end > at && copy == NULL) {
            copy = str_dup(arena, s);
        }
        for (; at < end; at++) {
            bool stays = copy[at] == '\n' || (unsigned char)copy[at] >= 0x80;
            copy[at] = stays ? copy[at] : ' ';
        }
    }
    return copy == NULL ? s : (struct str){copy, s.n};
}

bool code_html_check(struct code_report *report)
{
    struct arena *arena = report->task->arena;
    struct html html = {.report = report, .s = without_fillings(report->text, arena)};
    html.is_template = html.s.p != report->text.p;
    html.stack = arena_calloc(arena, DEPTH_MAX, sizeof(*html.stack));
    if (html.is_template) {
        report->note =
            STR("This is a template: whether its tags close each other is not looked at");
    }
    read_all(&html);
    return html.is_template;
}

struct str code_html_part(const struct code_report *report, struct str name)
{
    struct arena *arena = report->task->arena;
    struct code_report ignored = *report;
    struct html html = {.report = &ignored, .s = report->text, .wanted = name};
    html.stack = arena_calloc(arena, DEPTH_MAX, sizeof(*html.stack));
    html.mask = arena_calloc(arena, report->text.n + 1, 1);
    read_all(&html);
    return html.has_wanted ? (struct str){html.mask, html.mask_bytes} : STR_EMPTY;
}
