/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are told about their second steps. */
#include "apps/factors/factors_int.h"
#include "platform/audit/audit.h"
#include "platform/mail/mail.h"

int factors_mail_code(struct db_conn *conn, const struct accounts_user *user, const char *code,
                      bool is_log_in)
{
    const char *happened =
        is_log_in ? "somebody gave your password to log in; the code is the second step."
                  : "please confirm that it is you who changes your account.";
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = is_log_in ? "Your code to log in" : "Your code to confirm",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_CODE, str_from(code)},
                {MAIL_WORDS, STR("It is valid for 10 minutes. Nobody from Assisti will ever ask "
                                 "you for it. If it was not you, change your password.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int factors_mail_change(struct db_conn *conn, const struct accounts_user *user, const char *subject,
                        const char *happened)
{
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = subject,
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS, STR("If it was not you, change your password and look at the sessions "
                                 "in your settings.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int factors_note_change(struct db_conn *conn, const struct accounts_user *user,
                        const struct factors_change *change)
{
    char detail[64];
    int n = snprintf(detail, sizeof(detail), "{\"kind\":\"%s\"}", change->kind);
    int rc = audit_add_own(conn, user->id, change->action, (struct str){detail, (size_t)n});
    return rc < 0 ? rc : factors_mail_change(conn, user, change->subject, change->happened);
}
