/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function per e-mail: plain text, and the same in simple HTML that any mail program shows. */
#include "apps/factors/factors_int.h"
#include "platform/mail/mail.h"

#define MAIL_TEXT_MAX (16 * KIB)

struct letter {
    const struct accounts_user *user;
    const char *subject;
    const char *happened;
    const char *code; /* NULL: none */
    const char *otherwise;
};

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
        default:
            sb_add_byte(sb, s.p[i]);
        }
    }
}

static struct str name_of(const struct accounts_user *user)
{
    return user->name.n > 0 ? user->name : user->username;
}

static void write_text(struct sb *sb, const struct letter *letter)
{
    sb_addf(sb, "Hello %" STRF ",\n\n%s\n\n", STRA(name_of(letter->user)), letter->happened);
    if (letter->code != NULL) {
        sb_addf(sb, "Enter this code: %s\n\n", letter->code);
    }
    sb_addf(sb, "%s\n\nAssisti\n", letter->otherwise);
}

static void write_html(struct sb *sb, const struct letter *letter)
{
    sb_add_c(sb, "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:sans-serif;"
                 "line-height:1.5;color:#1c1c1c;max-width:34em\">\n<p>Hello ");
    add_escaped(sb, name_of(letter->user));
    sb_addf(sb, ",</p>\n<p>%s</p>\n", letter->happened);
    if (letter->code != NULL) {
        sb_addf(sb,
                "<p>Enter this code:</p>\n"
                "<p style=\"font-size:1.6em;letter-spacing:0.2em\"><b>%s</b></p>\n",
                letter->code);
    }
    sb_addf(sb, "<p>%s</p>\n<p>Assisti</p>\n</body></html>\n", letter->otherwise);
}

static int add(struct db_conn *conn, const struct letter *letter)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    sb_init(&text, MAIL_TEXT_MAX);
    sb_init(&html, MAIL_TEXT_MAX);
    write_text(&text, letter);
    write_html(&html, letter);
    if (text.failed || html.failed) {
        return E_TOO_LARGE;
    }
    struct mail_message message = {
        .to = letter->user->email,
        .subject = str_from(letter->subject),
        .text = sb_str(&text),
        .html = sb_str(&html),
    };
    return mail_add(conn, &message);
}

int factors_mail_code(struct db_conn *conn, const struct accounts_user *user, const char *code,
                      bool is_log_in)
{
    const struct letter letter = {
        .user = user,
        .subject = is_log_in ? "Your code to log in" : "Your code to confirm",
        .happened = is_log_in
                        ? "somebody gave your password to log in; the code is the second step."
                        : "please confirm that it is you who changes your account.",
        .code = code,
        .otherwise = "It is valid for 10 minutes. Nobody from Assisti will ever ask you for it. If "
                     "it was not you, "
                     "change your password.",
    };
    return add(conn, &letter);
}

int factors_mail_change(struct db_conn *conn, const struct accounts_user *user, const char *subject,
                        const char *happened)
{
    const struct letter letter = {
        .user = user,
        .subject = subject,
        .happened = happened,
        .otherwise = "If it was not you, change your password and look at the sessions in your "
                     "settings.",
    };
    return add(conn, &letter);
}
