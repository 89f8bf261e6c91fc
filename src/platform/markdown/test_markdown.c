/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "platform/markdown/markdown.h"

static struct str html_of(struct str text, int64_t left_us, struct sb *sb)
{
    sb_init(sb, 64 * MIB);
    markdown_to_html(text, &left_us, sb);
    return sb_str(sb);
}

Test(markdown, becomes_harmless_html)
{
    static const struct row {
        const char *markdown;
        const char *html;
    } rows[] = {
        {"", ""},
        {"# A *b*", "<h1>A <em>b</em></h1>\n"},
        {"~~gone~~ `x<y`", "<p><del>gone</del> <code>x&lt;y</code></p>\n"},
        {"```c\nint x = 1 < 2;\n```",
         "<pre><code class=\"language-c\">int x = 1 &lt; 2;\n</code></pre>\n"},
        {"|a|b|\n|-|:-:|\n|1|2|",
         "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n</thead>\n<tbody>"
         "\n<tr>\n<td>1</td>\n<td align=\"center\">2</td>\n</tr>\n</tbody>\n</table>\n"},
        {"[a](https://example.org \"t\")",
         "<p><a href=\"https://example.org\" title=\"t\">a</a></p>\n"},
        {"[a](javascript:alert(1))", "<p><em>a</em></p>\n"},
        {"[a](JaVaScRiPt:alert(1)) <vbscript:x>", "<p><em>a</em> <em>vbscript:x</em></p>\n"},
        {"[a](/relative) [b](data:text/html,x)", "<p><em>a</em> <em>b</em></p>\n"},
        {"![cat](https://example.org/cat.png)",
         "<p><a href=\"https://example.org/cat.png\">cat</a></p>\n"},
        {"![cat](data:image/png;base64,AA)", "<p><em>cat</em></p>\n"},
        {"a <b onclick=x>c</b>", "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n"},
        {"<script>alert(1)</script>",
         "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;\n</code></pre>\n"},
        {"[x]: javascript:y\n\n[x]", "<p><em>x</em></p>\n"},
        {"- [x] done", "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> "
                       "done</li>\n</ul>\n"},
        {"&lt;script&gt; &quot;", "<p>&lt;script&gt; &quot;</p>\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(sb_done) struct sb sb;
        struct str html = html_of(str_from(rows[i].markdown), INT64_MAX, &sb);
        cr_expect(str_eq(html, str_from(rows[i].html)), "%s became %" STRF, rows[i].markdown,
                  STRA(html));
    }
}

Test(markdown, shows_text_as_it_is_without_time)
{
    CLEANUP(sb_done) struct sb sb;
    struct str html = html_of(STR("# A <b>\n"), 0, &sb);
    cr_expect(str_eq(html, STR("<pre># A &lt;b&gt;\n</pre>\n")), "%" STRF, STRA(html));
}

Test(markdown, keeps_code_together_in_long_texts)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb sb;
    sb_init(&text, MIB);
    for (int i = 0; i < 900; i++) {
        sb_add_c(&text, "Some words of text.\n\n```\ncode\n\nmore code\n```\n\n");
    }
    struct str html = html_of(sb_str(&text), INT64_MAX, &sb);
    size_t found = 0;
    const struct str block = STR("<pre><code>code\n\nmore code\n</code></pre>");
    for (size_t at = 0; at + block.n <= html.n; at++) {
        found += str_starts(str_sub(html, at, html.n), block) ? 1 : 0;
    }
    cr_expect_eq(found, 900, "%zu", found);
}

/* Each of these takes the parser the square of its length. */
Test(markdown, ends_in_time)
{
    static const char *const hard[] = {"[",      "<",   "*a_ ", "![[]()", "`", "> ",
                                       "[a](<b", "\\[", "_",    "|",      "~a"};
    for (size_t i = 0; i < ARRAY_LEN(hard); i++) {
        CLEANUP(sb_done) struct sb text;
        CLEANUP(sb_done) struct sb sb;
        sb_init(&text, MIB);
        while (text.n < 400 * KIB) {
            for (int j = 0; j < 1000; j++) {
                sb_add_c(&text, hard[i]);
            }
            sb_add_c(&text, "\n\n");
        }
        const int64_t start_ms = clock_mono_ms();
        struct str html = html_of(sb_str(&text), 1000000, &sb);
        const int64_t took_ms = clock_mono_ms() - start_ms;
        cr_expect(html.n > 0 && took_ms < 10000, "%s: %lld ms", hard[i], (long long)took_ms);
    }
}
