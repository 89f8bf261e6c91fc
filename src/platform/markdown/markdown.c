/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "base/clock.h"
#include "platform/markdown/markdown.h"

/* Of text that is parsed at once: in the square of it lies the worst. */
#define PART_MAX    (16 * KIB)
#define FENCE_LEAST 3

/* The library keeps what its extensions know in variables of its own, also while it parses. */
static pthread_mutex_t parser_lock = PTHREAD_MUTEX_INITIALIZER;

/* Not "autolink": that of Debian's version reads outside of its text (CVE-2023-22485). */
static const char *const extensions[] = {"table", "strikethrough", "tasklist"};

void markdown_escape(struct str text, struct sb *out)
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char byte = text.p[i];
        const char *as = byte == '&'   ? "&amp;"
                         : byte == '<' ? "&lt;"
                         : byte == '>' ? "&gt;"
                         : byte == '"' ? "&quot;"
                                       : NULL;
        if (as != NULL) {
            sb_add(out, str_sub(text, from, i));
            sb_add_c(out, as);
            from = i + 1;
        }
    }
    sb_add(out, str_sub(text, from, text.n));
}

static void add_plain(struct str text, struct sb *out)
{
    sb_add_c(out, "<pre>");
    markdown_escape(text, out);
    sb_add_c(out, "</pre>\n");
}

/* ---- what nodes may be ---- */

static bool is_harmless(const char *url)
{
    static const char *const starts[] = {"https://", "http://", "mailto:"};
    const struct str s = str_from(url);
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        const struct str start = str_from(starts[i]);
        if (str_eq_nocase(str_sub(s, 0, start.n), start)) {
            return true;
        }
    }
    return false;
}

/* Puts another node with the same content in a node's place. */
static void change_node(cmark_node *node, cmark_node *other)
{
    cmark_node *child;
    while ((child = cmark_node_first_child(node)) != NULL) {
        cmark_node_append_child(other, child); /* which takes it from where it was */
    }
    if (cmark_node_replace(node, other)) {
        cmark_node_free(node);
    } else {
        cmark_node_free(other);
    }
}

static void change_literal(cmark_node *node, cmark_node_type type)
{
    cmark_node *other = cmark_node_new(type);
    cmark_node_set_literal(other, cmark_node_get_literal(node));
    change_node(node, other);
}

static void change_link(cmark_node *node, cmark_node_type type)
{
    const char *url = cmark_node_get_url(node);
    const bool is_link = type == CMARK_NODE_LINK;
    if (is_link && is_harmless(url)) {
        return;
    }
    cmark_node *other = cmark_node_new(is_harmless(url) ? CMARK_NODE_LINK : CMARK_NODE_EMPH);
    if (is_harmless(url)) {
        cmark_node_set_url(other, url);
    }
    change_node(node, other);
}

/* A node may be changed when the walk leaves it. */
static void make_harmless(cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        const cmark_node_type type = cmark_node_get_type(node);
        const bool is_leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
        if (event != CMARK_EVENT_EXIT && !is_leaf) {
            continue;
        }
        if (type == CMARK_NODE_HTML_BLOCK) {
            change_literal(node, CMARK_NODE_CODE_BLOCK);
        } else if (type == CMARK_NODE_HTML_INLINE) {
            change_literal(node, CMARK_NODE_TEXT);
        } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
            change_link(node, type);
        }
    }
    cmark_iter_free(iter);
}

/* ---- parsing ---- */

static void render(struct str part, struct sb *out)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
        ASSERT(extension != NULL);
        cmark_parser_attach_syntax_extension(parser, extension);
    }
    cmark_parser_feed(parser, part.p, part.n);
    cmark_node *root = cmark_parser_finish(parser);
    make_harmless(root);
    char *html =
        cmark_render_html(root, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser));
    sb_add_c(out, html);
    cmark_get_default_mem_allocator()->free(html);
    cmark_node_free(root);
    cmark_parser_free(parser);
}

/* How many signs of a fence of code the line begins with. */
static size_t fence_of(struct str line, char *out_sign)
{
    size_t at = 0;
    while (at < line.n && at < 3 && line.p[at] == ' ') {
        at++;
    }
    const char sign = at < line.n ? line.p[at] : '\0';
    size_t count = 0;
    while (at + count < line.n && line.p[at + count] == sign) {
        count++;
    }
    *out_sign = sign;
    return (sign == '`' || sign == '~') && count >= FENCE_LEAST ? count : 0;
}

/* How much of the text to take at once: as many blocks as fit, cut at an empty line outside of code, and where there is none
 * at any line; 0 where the first line alone is too long. */
static size_t part_of(struct str text)
{
    size_t best = 0;
    size_t line_end = 0;
    size_t fence = 0;
    char fence_sign = '\0';
    for (size_t at = 0; at < text.n && at < PART_MAX; at = line_end) {
        const struct str rest = str_sub(text, at, text.n);
        const struct str line = str_sub(rest, 0, str_find_byte(rest, '\n'));
        char sign;
        const size_t count = fence_of(line, &sign);
        if (fence == 0 && count > 0) {
            fence = count;
            fence_sign = sign;
        } else if (fence > 0 && count >= fence && sign == fence_sign) {
            fence = 0;
        }
        if (at + line.n >= PART_MAX) {
            return best > 0 ? best : at;
        }
        line_end = at + size_min(line.n + 1, rest.n);
        if (fence == 0 && str_trim(line).n == 0) {
            best = line_end;
        }
    }
    return line_end >= text.n || best == 0 ? line_end : best;
}

void markdown_to_html(struct str text, int64_t *inout_left_us, struct sb *out)
{
    while (text.n > 0 && !out->failed) {
        const size_t part = part_of(text);
        if (part == 0 || (inout_left_us != NULL && *inout_left_us <= 0)) {
            add_plain(text, out);
            return;
        }
        pthread_mutex_lock(&parser_lock);
        const int64_t start_us = clock_mono_us();
        render(str_sub(text, 0, part), out);
        if (inout_left_us != NULL) {
            *inout_left_us -= clock_mono_us() - start_us;
        }
        pthread_mutex_unlock(&parser_lock);
        text = str_sub(text, part, text.n);
    }
}
