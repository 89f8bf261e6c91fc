/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the owner of an account is told about its sessions and keys. */
#include "apps/sessions/sessions_int.h"
#include "platform/mail/mail.h"

int sessions_mail_reuse(struct db_conn *conn, struct str to, const struct sessions_row *row,
                        struct arena *arena)
{
    struct str name = row->device.n > 0 ? row->device : STR("an unknown device");
    const char *happened = arena_printf(
        arena,
        "we have signed you out on one device: %" STRF ", last seen at %" STRF
        ". The token that kept it signed in came a second time after it had been replaced, so "
        "somebody may have copied it.",
        STRA(name), STRA(row->address));
    const struct mail_letter letter = {
        .to = to,
        .name = STR_EMPTY,
        .subject = "A sign-in was ended for your safety",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS,
                 STR("You can log in there again. If you do not know that device, change your "
                     "password and end all other sessions in your account's settings.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int sessions_mail_apikey(struct db_conn *conn, struct str to, const struct sessions_apikey_row *row,
                         struct arena *arena)
{
    const char *may = (row->scopes & SESSIONS_SCOPE_WRITE) != 0 ? "read and change" : "read";
    const char *happened =
        arena_printf(arena,
                     "a new API key was made for your account: \"%" STRF
                     "\", which begins with %" STRF ". A program that has it may %s what is yours.",
                     STRA(row->name), STRA(row->prefix), may);
    const struct mail_letter letter = {
        .to = to,
        .name = STR_EMPTY,
        .subject = "A new API key for your account",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS, STR("If that was not you, change your password, end all other "
                                 "sessions and delete the key in your account's settings.")},
            },
    };
    return mail_add_letter(conn, &letter);
}
