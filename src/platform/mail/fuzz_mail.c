/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sender, recipient, subject and text, one a line: whatever they are, the message has the headers that it
 * is to have, no line is too long, and none of its bytes needs more than 7 bits. The text as any part of a letter
 * adds no element and no attribute to its HTML, and no paragraph to its plain text. */
#include "base/utf8.h"
#include "platform/mail/mail_int.h"

#define LINE_MAX_BYTES 998 /* RFC 5322, section 2.1.1 */
#define MESSAGE_MAX    (4 * MIB)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The next line without its CRLF. */
static struct str take_line(struct str *rest)
{
    struct str line = str_cut(*rest, '\n', rest);
    ASSERT(line.n > 0 && line.p[line.n - 1] == '\r' && line.n <= LINE_MAX_BYTES);
    line.n--;
    for (size_t i = 0; i < line.n; i++) {
        ASSERT(line.p[i] > 0 && line.p[i] != '\r');
    }
    return line;
}

static void check_headers(struct str *rest)
{
    static const char *const names[] = {
        "Date: ",    "Message-ID: ",     "From: ",         "To: ",
        "Subject: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ",
    };
    size_t next = 0;
    for (struct str line = take_line(rest); line.n > 0; line = take_line(rest)) {
        if (line.p[0] != ' ') { /* else it goes on with the header before */
            ASSERT(next < ARRAY_LEN(names) && str_starts(line, str_from(names[next])));
            next++;
        }
    }
    ASSERT(next == ARRAY_LEN(names));
}

static size_t count_byte(const struct sb *sb, char byte)
{
    size_t found = 0;
    for (size_t i = 0; i < sb->n; i++) {
        found += sb->p[i] == byte ? 1 : 0;
    }
    return found;
}

static size_t count_paragraphs(const struct sb *sb)
{
    size_t found = 0;
    for (size_t i = 1; i < sb->n; i++) {
        found += sb->p[i] == '\n' && sb->p[i - 1] == '\n' ? 1 : 0;
    }
    return found;
}

static void write_letter(struct str words, struct sb *text, struct sb *html)
{
    const struct mail_letter letter = {
        .name = words,
        .parts =
            {
                {MAIL_WORDS, words},
                {MAIL_QUOTE, words},
                {MAIL_LINK, words, "Open"},
                {MAIL_CODE, words},
            },
    };
    sb_init(text, MESSAGE_MAX);
    sb_init(html, MESSAGE_MAX);
    mail_write_letter(&letter, text, html);
    ASSERT(!text->failed && !html->failed);
}

static bool has_words(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((uint8_t)s.p[i] > ' ' && s.p[i] != 0x7f) {
            return true;
        }
    }
    return false;
}

/* Against a letter of which all words are one. */
static void check_letter(struct str words)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    CLEANUP(sb_done) struct sb plain_text;
    CLEANUP(sb_done) struct sb plain_html;
    write_letter(words, &text, &html);
    write_letter(STR("x"), &plain_text, &plain_html);
    ASSERT(count_byte(&html, '<') == count_byte(&plain_html, '<'));
    ASSERT(count_byte(&html, '>') == count_byte(&plain_html, '>'));
    ASSERT(count_byte(&html, '"') == count_byte(&plain_html, '"'));
    ASSERT(count_byte(&html, '\n') == count_byte(&plain_html, '\n'));
    ASSERT(count_byte(&html, '\0') == 0 && count_byte(&text, '\0') == 0);
    ASSERT(count_paragraphs(&text) == count_paragraphs(&plain_text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    struct mail_kept kept = {.created_ms = 1};
    struct mail_from from;
    if (utf8_valid(text) && has_words(text)) {
        check_letter(text);
    }
    struct str sender = str_cut(text, '\n', &text);
    kept.message.to = str_cut(text, '\n', &text);
    /* A subject may hold the end of a line, which stands for 0x01 here. */
    kept.message.subject = str_cut(text, '\1', &text);
    kept.message.text = text;
    kept.message.html = text;
    if (!utf8_valid(sender) || !utf8_valid(kept.message.subject) || !utf8_valid(text) ||
        mail_from_parse(sender, &from) < 0 || !mail_is_address(kept.message.to)) {
        return 0;
    }
    struct sb sb;
    sb_init(&sb, MESSAGE_MAX);
    mail_format(&sb, &from, &kept);
    struct str rest = sb_str(&sb);
    check_headers(&rest);
    while (rest.n > 0) {
        (void)take_line(&rest);
    }
    sb_done(&sb);
    return 0;
}
