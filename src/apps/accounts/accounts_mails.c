/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function per e-mail: plain text, and the same in simple HTML that any mail program shows. */
#include "apps/accounts/accounts_int.h"
#include "platform/mail/mail.h"

#define MAIL_TEXT_MAX (16 * KIB)

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

static void add_greeting(struct sb *sb, const struct accounts_user *user, bool is_html)
{
    struct str name = user->name.n > 0 ? user->name : user->username;
    sb_add_c(sb, "Hello ");
    if (is_html) {
        add_escaped(sb, name);
    } else {
        sb_add(sb, name);
    }
}

static void write_verification_text(struct sb *sb, const struct accounts_user *user,
                                    struct str link, struct str code)
{
    add_greeting(sb, user, /* is_html= */ false);
    sb_addf(sb,
            ",\n\n"
            "please confirm that this is your e-mail address. Open this link:\n\n"
            "%" STRF "\n\n"
            "or enter this code: %" STRF "\n\n"
            "The code is valid for 10 minutes, the link for 24 hours. If you did not sign up, do\n"
            "nothing: without your confirmation the account cannot be used.\n\n"
            "Assisti\n",
            STRA(link), STRA(code));
}

static void write_verification_html(struct sb *sb, const struct accounts_user *user,
                                    struct str link, struct str code)
{
    sb_add_c(sb, "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:sans-serif;"
                 "line-height:1.5;color:#1c1c1c;max-width:34em\">\n<p>");
    add_greeting(sb, user, /* is_html= */ true);
    sb_add_c(sb, ",</p>\n<p>please confirm that this is your e-mail address:</p>\n<p><a href=\"");
    add_escaped(sb, link);
    sb_addf(
        sb,
        "\">Confirm my address</a></p>\n"
        "<p>or enter this code:</p>\n"
        "<p style=\"font-size:1.6em;letter-spacing:0.2em\"><b>%" STRF "</b></p>\n"
        "<p>The code is valid for 10 minutes, the link for 24 hours. If you did not sign up, do "
        "nothing: without your confirmation the account cannot be used.</p>\n"
        "<p>Assisti</p>\n</body></html>\n",
        STRA(code));
}

int accounts_mail_verification(struct db_conn *conn, const struct accounts_user *user,
                               struct str link, struct str code)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    sb_init(&text, MAIL_TEXT_MAX);
    sb_init(&html, MAIL_TEXT_MAX);
    write_verification_text(&text, user, link, code);
    write_verification_html(&html, user, link, code);
    if (text.failed || html.failed) {
        return E_TOO_LARGE;
    }
    struct mail_message message = {
        .to = user->email,
        .subject = STR("Confirm your e-mail address"),
        .text = sb_str(&text),
        .html = sb_str(&html),
    };
    return mail_add(conn, &message);
}
