/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters: plain text, and the same words in simple HTML that any mail program shows. */
#include "base/utf8.h"
#include "platform/mail/mail_int.h"

#define LETTER_MAX (16 * KIB)
#define LINE_CHARS 76

/* Of the web application's buttons. */
#define BUTTON                                                                         \
    "display:inline-block;padding:0.6em 1.2em;border-radius:0.5em;background:#ffc300;" \
    "color:#000814;text-decoration:none;font-weight:bold"

/* ---- plain text ---- */

static bool is_blank(char c)
{
    return (c >= '\0' && c <= ' ') || c == 0x7f;
}

/* The next word, without the blanks and control characters around it; empty where none is left. */
static struct str next_word(struct str *rest)
{
    size_t start = 0;
    while (start < rest->n && is_blank(rest->p[start])) {
        start++;
    }
    size_t end = start;
    while (end < rest->n && !is_blank(rest->p[end])) {
        end++;
    }
    struct str word = str_sub(*rest, start, end);
    *rest = str_sub(*rest, end, rest->n);
    return word;
}

/* Breaks the words into lines that any mail program shows whole, each behind `before`. */
static void add_wrapped(struct sb *sb, struct str words, const char *before)
{
    const size_t indent = str_from(before).n;
    size_t column = 0;
    for (struct str word = next_word(&words); word.n > 0; word = next_word(&words)) {
        const size_t length = utf8_length(word);
        const bool is_first = column == 0;
        if (!is_first && column + 1 + length <= LINE_CHARS) {
            sb_add_c(sb, " ");
            column++;
        } else {
            sb_addf(sb, "%s%s", is_first ? "" : "\n", before);
            column = indent;
        }
        sb_add(sb, word);
        column += length;
    }
    sb_add_c(sb, "\n");
}

static void add_line(struct sb *sb, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        sb_add_byte(sb, is_blank(s.p[i]) ? ' ' : s.p[i]);
    }
}

static void add_text_part(struct sb *sb, const struct mail_part *part, bool has_link)
{
    switch (part->kind) {
    case MAIL_WORDS:
        add_wrapped(sb, part->text, "");
        break;
    case MAIL_QUOTE:
        add_wrapped(sb, part->text, "> ");
        break;
    case MAIL_LINK:
        sb_add_c(sb, "Open this link:\n\n");
        add_line(sb, part->text);
        sb_add_c(sb, "\n");
        break;
    case MAIL_CODE:
        sb_add_c(sb, has_link ? "or enter this code: " : "Enter this code: ");
        add_line(sb, part->text);
        sb_add_c(sb, "\n");
        break;
    }
    sb_add_c(sb, "\n");
}

/* ---- HTML ---- */

static void add_escaped(struct sb *sb, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            sb_add_c(sb, "&amp;");
            break;
        case '<':
            sb_add_c(sb, "&lt;");
            break;
        case '>':
            sb_add_c(sb, "&gt;");
            break;
        case '"':
            sb_add_c(sb, "&quot;");
            break;
        default:
            sb_add_byte(sb, is_blank(s.p[i]) ? ' ' : s.p[i]);
        }
    }
}

static void add_element(struct sb *sb, const char *name, struct str words)
{
    sb_addf(sb, "<%s>", name);
    add_escaped(sb, words);
    sb_addf(sb, "</%s>\n", name);
}

static void add_html_part(struct sb *sb, const struct mail_part *part, bool has_link)
{
    switch (part->kind) {
    case MAIL_WORDS:
        add_element(sb, "p", part->text);
        break;
    case MAIL_QUOTE:
        add_element(sb, "blockquote", part->text);
        break;
    case MAIL_LINK:
        sb_add_c(sb, "<p><a href=\"");
        add_escaped(sb, part->text);
        sb_add_c(sb, "\"><span style=\"" BUTTON "\">");
        add_escaped(sb, str_from(part->label));
        sb_add_c(sb, "</span></a></p>\n");
        break;
    case MAIL_CODE:
        add_element(sb, "p", has_link ? STR("or enter this code:") : STR("Enter this code:"));
        sb_add_c(sb, "<p style=\"font-size:1.6em;letter-spacing:0.2em\"><b>");
        add_escaped(sb, part->text);
        sb_add_c(sb, "</b></p>\n");
        break;
    }
}

/* ---- the whole ---- */

static bool has_words(struct str text)
{
    return text.n > 0 && next_word(&text).n > 0;
}

void mail_write_letter(const struct mail_letter *letter, struct sb *text, struct sb *html)
{
    const char *before_name = letter->name.n > 0 ? " " : "";
    sb_addf(text, "Hello%s", before_name);
    add_line(text, letter->name);
    sb_add_c(text, ",\n\n");
    sb_addf(html,
            "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:sans-serif;"
            "line-height:1.5;color:#1c1c1c;max-width:34em\">\n<p>Hello%s",
            before_name);
    add_escaped(html, letter->name);
    sb_add_c(html, ",</p>\n");
    bool has_link = false;
    for (size_t i = 0; i < ARRAY_LEN(letter->parts); i++) {
        const struct mail_part *part = &letter->parts[i];
        if (has_words(part->text)) {
            add_text_part(text, part, has_link);
            add_html_part(html, part, has_link);
            has_link = has_link || part->kind == MAIL_LINK;
        }
    }
    sb_add_c(text, "Assisti\n");
    sb_add_c(html, "<p>Assisti</p>\n</body></html>\n");
}

int mail_add_letter(struct db_conn *conn, const struct mail_letter *letter)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    sb_init(&text, LETTER_MAX);
    sb_init(&html, LETTER_MAX);
    mail_write_letter(letter, &text, &html);
    if (text.failed || html.failed) {
        return E_TOO_LARGE;
    }
    const struct mail_message message = {
        .to = letter->to,
        .subject = str_from(letter->subject),
        .text = sb_str(&text),
        .html = sb_str(&html),
    };
    return mail_add(conn, &message);
}
