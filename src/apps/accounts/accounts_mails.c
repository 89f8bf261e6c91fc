/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-mails to people: plain text, and the same words in simple HTML that any mail program shows. */
#include "apps/accounts/accounts_int.h"
#include "platform/mail/mail.h"

#define LETTER_MAX (16 * KIB)
#define LINE_CHARS 76

/* Breaks the words into lines that any mail program shows whole. */
static void add_wrapped(struct sb *sb, const char *words)
{
    struct str rest = str_from(words);
    size_t column = 0;
    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        if (column > 0 && column + 1 + word.n > LINE_CHARS) {
            sb_add_c(sb, "\n");
            column = 0;
        } else if (column > 0) {
            sb_add_c(sb, " ");
            column++;
        }
        sb_add(sb, word);
        column += word.n;
    }
    sb_add_c(sb, "\n\n");
}

static struct str name_of(const struct accounts_user *user)
{
    return user->name.n > 0 ? user->name : user->username;
}

static void write_text(struct sb *sb, const struct accounts_letter *letter)
{
    sb_addf(sb, "Hello %" STRF ",\n\n", STRA(name_of(letter->user)));
    add_wrapped(sb, letter->happened);
    if (letter->link.n > 0) {
        sb_addf(sb, "Open this link:\n\n%" STRF "\n\n", STRA(letter->link));
    }
    if (letter->code.n > 0) {
        sb_addf(sb, "or enter this code: %" STRF "\n\n", STRA(letter->code));
    }
    add_wrapped(sb, letter->otherwise);
    sb_add_c(sb, "Assisti\n");
}

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
            sb_add_byte(sb, s.p[i]);
        }
    }
}

static void add_paragraph(struct sb *sb, const char *words)
{
    sb_add_c(sb, "<p>");
    add_escaped(sb, str_from(words));
    sb_add_c(sb, "</p>\n");
}

static void write_html(struct sb *sb, const struct accounts_letter *letter)
{
    sb_add_c(sb, "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:sans-serif;"
                 "line-height:1.5;color:#1c1c1c;max-width:34em\">\n<p>Hello ");
    add_escaped(sb, name_of(letter->user));
    sb_add_c(sb, ",</p>\n");
    add_paragraph(sb, letter->happened);
    if (letter->link.n > 0) {
        sb_add_c(sb, "<p><a href=\"");
        add_escaped(sb, letter->link);
        sb_addf(sb, "\">%s</a></p>\n", letter->link_words);
    }
    if (letter->code.n > 0) {
        sb_addf(sb,
                "<p>or enter this code:</p>\n"
                "<p style=\"font-size:1.6em;letter-spacing:0.2em\"><b>%" STRF "</b></p>\n",
                STRA(letter->code));
    }
    add_paragraph(sb, letter->otherwise);
    sb_add_c(sb, "<p>Assisti</p>\n</body></html>\n");
}

int accounts_mail_letter(struct db_conn *conn, const struct accounts_letter *letter)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    sb_init(&text, LETTER_MAX);
    sb_init(&html, LETTER_MAX);
    write_text(&text, letter);
    write_html(&html, letter);
    if (text.failed || html.failed) {
        return E_TOO_LARGE;
    }
    struct mail_message message = {
        .to = letter->to,
        .subject = str_from(letter->subject),
        .text = sb_str(&text),
        .html = sb_str(&html),
    };
    return mail_add(conn, &message);
}

int accounts_mail_verification(struct db_conn *conn, const struct accounts_user *user,
                               struct str link, struct str code)
{
    const struct accounts_letter letter = {
        .to = user->email,
        .user = user,
        .subject = "Confirm your e-mail address",
        .happened = "please confirm that this is your e-mail address.",
        .link = link,
        .link_words = "Confirm my address",
        .code = code,
        .otherwise =
            "The code is valid for 10 minutes, the link for 24 hours. If you did not sign up, do "
            "nothing: without your confirmation the account cannot be used.",
    };
    return accounts_mail_letter(conn, &letter);
}
