/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "platform/mail/mail_int.h"

static struct sb formatted;

static const char *format(struct mail_message message)
{
    struct mail_from from;
    cr_assert_eq(mail_from_parse(STR("Assisti Büro <no-reply@example.org>"), &from), E_OK);
    struct mail_kept kept = {.message = message, .created_ms = 1795348800123};
    cr_assert_eq(uuid_parse(STR("0192e4c0-0000-7000-8000-000000000001"), &kept.id), E_OK);
    sb_init(&formatted, 1 * MIB);
    mail_format(&formatted, &from, &kept);
    cr_assert_not(formatted.failed);
    return formatted.p;
}

static void free_formatted(void)
{
    sb_done(&formatted);
}

TestSuite(mail_message, .fini = free_formatted);

Test(mail_message, is_whole)
{
    const char *expected = "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n"
                           "Message-ID: <0192e4c0-0000-7000-8000-000000000001@example.org>\r\n"
                           "From: =?UTF-8?B?QXNzaXN0aSBCw7xybw==?= <no-reply@example.org>\r\n"
                           "To: <ada@example.com>\r\n"
                           "Subject: Your code\r\n"
                           "Auto-Submitted: auto-generated\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/alternative; "
                           "boundary=\"=_0192e4c0-0000-7000-8000-000000000001\"\r\n"
                           "\r\n"
                           "--=_0192e4c0-0000-7000-8000-000000000001\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n"
                           "\r\n"
                           "Hello Ad=C3=A9,\r\n"
                           "a =3D b=20\r\n"
                           ".\r\n"
                           "\r\n"
                           "--=_0192e4c0-0000-7000-8000-000000000001\r\n"
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n"
                           "\r\n"
                           "<p>Hello</p>\r\n"
                           "--=_0192e4c0-0000-7000-8000-000000000001--\r\n";
    cr_expect_str_eq(format((struct mail_message){.to = STR("ada@example.com"),
                                                  .subject = STR("Your code"),
                                                  .text = STR("Hello Adé,\r\na = b \n.\n"),
                                                  .html = STR("<p>Hello</p>")}),
                     expected);
}

Test(mail_message, a_subject_cannot_end_its_header)
{
    const char *text = format((struct mail_message){.to = STR("ada@example.com"),
                                                    .subject = STR("x\r\nBcc: eve@example.com"),
                                                    .text = STR("t"),
                                                    .html = STR("h")});
    cr_expect_null(strstr(text, "Bcc:"), "%s", text);
    cr_expect_not_null(strstr(text, "Subject: =?UTF-8?B?"));
}

/* Every line but the longest headers' own stays below what RFC 5322 and RFC 2045 allow. */
Test(mail_message, lines_are_short)
{
    struct sb text;
    sb_init(&text, 3000);
    while (text.n < 3000) {
        sb_add_c(&text, text.n % 2 == 0 ? "字" : "abc");
    }
    struct str body = sb_str(&text);
    const char *line = format((struct mail_message){.to = STR("ada@example.com"),
                                                    .subject = str_sub(body, 0, 300),
                                                    .text = body,
                                                    .html = body});
    while (*line != '\0') {
        const char *end = strstr(line, "\r\n");
        cr_assert_not_null(end);
        cr_expect_leq(end - line, 90, "%.*s", (int)(end - line), line);
        line = end + 2;
    }
    sb_done(&text);
}

Test(mail_message, reads_senders)
{
    static const struct {
        const char *text, *name, *address;
    } rows[] = {
        {"a@example.org", "", "a@example.org"},
        {" <a@example.org> ", "", "a@example.org"},
        {"Assisti <a@localhost>", "Assisti", "a@localhost"},
        {"\"Assisti, here\" <a@example.org>", "Assisti, here", "a@example.org"},
        {"", "", NULL},
        {"Assisti", "", NULL},
        {"Assisti <>", "", NULL},
        {"Assisti <a@b> c", "", NULL},
        {"a@b@c", "", NULL},
        {"a b@example.org", "", NULL},
        {"a@example.org\r\nBcc: b@example.org", "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mail_from from;
        int rc = mail_from_parse(str_from(rows[i].text), &from);
        if (rows[i].address == NULL) {
            cr_expect_eq(rc, E_INVALID, "%s", rows[i].text);
            continue;
        }
        cr_assert_eq(rc, E_OK, "%s", rows[i].text);
        cr_expect(str_eq(from.name, str_from(rows[i].name)), "%s", rows[i].text);
        cr_expect(str_eq(from.address, str_from(rows[i].address)), "%s", rows[i].text);
    }
}
