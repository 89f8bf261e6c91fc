/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "base/utf8.h"
#include "platform/mail/mail_int.h"

static struct sb text;
static struct sb html;

static void open_buffers(void)
{
    sb_init(&text, 64 * KIB);
    sb_init(&html, 64 * KIB);
}

static void close_buffers(void)
{
    sb_done(&text);
    sb_done(&html);
}

TestSuite(mail_letter, .init = open_buffers, .fini = close_buffers);

Test(mail_letter, has_the_same_words_twice)
{
    const struct mail_letter letter = {
        .name = STR("Ada"),
        .parts =
            {
                {MAIL_WORDS, STR("please confirm that this is your e-mail address.")},
                {MAIL_LINK, STR("https://assisti.example/verify#token=a&b"), "Confirm my address"},
                {MAIL_CODE, STR("123456")},
                {MAIL_WORDS, STR("If it was not you, do nothing.")},
            },
    };
    mail_write_letter(&letter, &text, &html);
    cr_expect_str_eq(text.p, "Hello Ada,\n\n"
                             "please confirm that this is your e-mail address.\n\n"
                             "Open this link:\n\nhttps://assisti.example/verify#token=a&b\n\n"
                             "or enter this code: 123456\n\n"
                             "If it was not you, do nothing.\n\n"
                             "Assisti\n");
    static const char *const has[] = {
        "<p>Hello Ada,</p>",
        "<p>please confirm that this is your e-mail address.</p>",
        "<a href=\"https://assisti.example/verify#token=a&amp;b\"><span style=\"",
        "\">Confirm my address</span></a>",
        "<p>or enter this code:</p>",
        "<b>123456</b>",
        "<p>If it was not you, do nothing.</p>\n<p>Assisti</p>\n</body></html>\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(has); i++) {
        cr_expect_not_null(strstr(html.p, has[i]), "%s\n%s", has[i], html.p);
    }
}

Test(mail_letter, a_code_may_come_alone_and_nobody_need_have_a_name)
{
    const struct mail_letter letter = {.name = STR_EMPTY, .parts = {{MAIL_CODE, STR("123456")}}};
    mail_write_letter(&letter, &text, &html);
    cr_expect_str_eq(text.p, "Hello,\n\nEnter this code: 123456\n\nAssisti\n");
    cr_expect_not_null(strstr(html.p, "<p>Hello,</p>\n<p>Enter this code:</p>"), "%s", html.p);
}

Test(mail_letter, what_comes_from_outside_stays_words)
{
    const struct mail_letter letter = {
        .name = STR("<b>Eve</b>"),
        .parts =
            {
                {MAIL_WORDS, STR("a \"<script>\"\n\nAssisti\0\x1b[0m & more")},
                {MAIL_QUOTE, STR("first\n\nIf it was you, open https://evil.example")},
                {MAIL_LINK, STR("https://a.example/\"onclick=x"), "<i>"},
            },
    };
    mail_write_letter(&letter, &text, &html);
    cr_expect_str_eq(text.p, "Hello <b>Eve</b>,\n\n"
                             "a \"<script>\" Assisti [0m & more\n\n"
                             "> first If it was you, open https://evil.example\n\n"
                             "Open this link:\n\nhttps://a.example/\"onclick=x\n\n"
                             "Assisti\n");
    static const char *const has[] = {
        "<p>Hello &lt;b&gt;Eve&lt;/b&gt;,</p>",
        "<p>a &quot;&lt;script&gt;&quot;  Assisti  [0m &amp; more</p>",
        "<blockquote>first  If it was you, open https://evil.example</blockquote>",
        "<a href=\"https://a.example/&quot;onclick=x\"><span",
        ">&lt;i&gt;</span>",
    };
    for (size_t i = 0; i < ARRAY_LEN(has); i++) {
        cr_expect_not_null(strstr(html.p, has[i]), "%s\n%s", has[i], html.p);
    }
}

Test(mail_letter, lines_are_short_in_any_script)
{
    const struct mail_letter letter = {
        .name = STR_EMPTY,
        .parts =
            {
                {MAIL_WORDS,
                 STR("Слово за словом, пока строка не станет длиннее, чем её покажет любая "
                     "программа для писем, и тогда она переносится.")},
                {MAIL_QUOTE,
                 STR("one two three four five six seven eight nine ten eleven twelve thirteen "
                     "fourteen fifteen")},
            },
    };
    mail_write_letter(&letter, &text, &html);
    struct str rest = sb_str(&text);
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        cr_expect_leq(utf8_length(line), 76, "%" STRF, STRA(line));
    }
    cr_expect_not_null(strstr(text.p, "длиннее, чем её покажет любая\nпрограмма"), "%s", text.p);
    cr_expect_not_null(strstr(text.p, "\n> fourteen fifteen\n"), "%s", text.p);
}

Test(mail_letter, as_many_parts_as_there_is_room_for)
{
    struct mail_letter letter = {.name = STR_EMPTY};
    for (size_t i = 0; i < MAIL_PARTS_MAX; i++) {
        letter.parts[i] = (struct mail_part){MAIL_WORDS, STR("again")};
    }
    mail_write_letter(&letter, &text, &html);
    size_t found = 0;
    for (const char *at = text.p; (at = strstr(at, "again\n\n")) != NULL; at++) {
        found++;
    }
    cr_expect_eq(found, MAIL_PARTS_MAX);
}
