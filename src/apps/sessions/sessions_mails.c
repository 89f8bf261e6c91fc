/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the owner of an account is told about its sessions and keys. What came from outside is escaped. */
#include "apps/sessions/sessions_int.h"
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
        default:
            sb_add_byte(sb, s.p[i]);
        }
    }
}

/* Sends paragraphs, of which the texts are ours and may hold what came from outside. */
static int add_mail(struct db_conn *conn, struct str to, const char *subject,
                    const struct str *paragraphs, size_t count)
{
    CLEANUP(sb_done) struct sb text;
    CLEANUP(sb_done) struct sb html;
    sb_init(&text, MAIL_TEXT_MAX);
    sb_init(&html, MAIL_TEXT_MAX);
    sb_add_c(&html, "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:sans-serif;"
                    "line-height:1.5;color:#1c1c1c;max-width:34em\">\n");
    for (size_t i = 0; i < count; i++) {
        sb_add(&text, paragraphs[i]);
        sb_add_c(&text, "\n\n");
        sb_add_c(&html, "<p>");
        add_escaped(&html, paragraphs[i]);
        sb_add_c(&html, "</p>\n");
    }
    sb_add_c(&text, "Assisti\n");
    sb_add_c(&html, "<p>Assisti</p>\n</body></html>\n");
    if (text.failed || html.failed) {
        return E_TOO_LARGE;
    }
    struct mail_message message = {
        .to = to,
        .subject = str_from(subject),
        .text = sb_str(&text),
        .html = sb_str(&html),
    };
    return mail_add(conn, &message);
}

int sessions_mail_reuse(struct db_conn *conn, struct str to, const struct sessions_row *row,
                        struct arena *arena)
{
    struct str name = row->device.n > 0 ? row->device : STR("an unknown device");
    const struct str paragraphs[] = {
        STR("Hello,"),
        str_from(arena_printf(
            arena,
            "we have signed you out on one device: %" STRF ", last seen at %" STRF
            ". The token that kept it signed in came a second time after it had been replaced, so "
            "somebody may have copied it.",
            STRA(name), STRA(row->address))),
        STR("You can log in there again. If you do not know that device, change your password and "
            "end all other sessions in your account's settings."),
    };
    return add_mail(conn, to, "A sign-in was ended for your safety", paragraphs,
                    ARRAY_LEN(paragraphs));
}

int sessions_mail_apikey(struct db_conn *conn, struct str to, const struct sessions_apikey_row *row,
                         struct arena *arena)
{
    const char *may = (row->scopes & SESSIONS_SCOPE_WRITE) != 0 ? "read and change" : "read";
    const struct str paragraphs[] = {
        STR("Hello,"),
        str_from(arena_printf(arena,
                              "a new API key was made for your account: \"%" STRF
                              "\", which begins with %" STRF
                              ". A program that has it may %s what is yours.",
                              STRA(row->name), STRA(row->prefix), may)),
        STR("If that was not you, change your password, end all other sessions and delete the key "
            "in your account's settings."),
    };
    return add_mail(conn, to, "A new API key for your account", paragraphs, ARRAY_LEN(paragraphs));
}
