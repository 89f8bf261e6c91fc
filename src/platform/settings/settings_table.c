/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform/mail/mail.h"
#include "platform/settings/settings_int.h"

static const char *const registrations[] = {"open", "closed", "invitation", NULL};
_Static_assert(ARRAY_LEN(registrations) == REGISTRATION_COUNT + 1, "one word each");

static const char *const securities[] = {"starttls", "tls", "none", NULL};
_Static_assert(ARRAY_LEN(securities) == SMTP_SECURITY_COUNT + 1, "one word each");

/* It becomes part of a URL and of messages: nothing in it may end the one or begin the other. */
static bool is_printable(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || c == 0x7f) {
            return false;
        }
    }
    return true;
}

/* A name or an address, also of IPv6 in brackets. */
static bool is_host(struct str text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\0' || strchr(allowed, text.p[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_sender(struct str text)
{
    return is_printable(text) && mail_is_sender(text);
}

/* Numbers whose default stands in the configuration have it set by settings.c. */
const struct settings_row settings_rows[SETTING_ID_COUNT] = {
    [SETTING_REGISTRATION] = {"registration", SETTINGS_CHOICE, 0, 0, REGISTRATION_OPEN,
                              registrations, NULL, NULL},
    [SETTING_STAFF_MUST_HAVE_FACTOR] = {"staff_must_have_factor", SETTINGS_BOOL, 0, 1, 0, NULL,
                                        NULL, NULL},
    [SETTING_AUTH_PER_MINUTE] = {"limits.auth_per_minute", SETTINGS_NUMBER, 1, 1000000, 60, NULL,
                                 NULL, NULL},
    [SETTING_WRITES_PER_MINUTE] = {"limits.writes_per_minute", SETTINGS_NUMBER, 1, 1000000, 600,
                                   NULL, NULL, NULL},
    [SETTING_MAX_UPLOAD_MIB] = {"limits.max_upload_mib", SETTINGS_NUMBER, 1, 1024, 20, NULL, NULL,
                                NULL},
    [SETTING_PICTURES_PER_USER] = {"quotas.pictures_per_user", SETTINGS_NUMBER, 0, 1000000000, 0,
                                   NULL, NULL, NULL},
    [SETTING_STORAGE_MIB_PER_USER] = {"quotas.storage_mib_per_user", SETTINGS_NUMBER, 0, 1000000000,
                                      0, NULL, NULL, NULL},
    [SETTING_JOBS_WAITING_PER_USER] = {"quotas.jobs_waiting_per_user", SETTINGS_NUMBER, 0, 1000000,
                                       0, NULL, NULL, NULL},
    [SETTING_MESSAGES_PER_DAY] = {"quotas.messages_per_day", SETTINGS_NUMBER, 0, 1000000000, 0,
                                  NULL, NULL, NULL},
    [SETTING_TOKENS_PER_DAY] = {"quotas.tokens_per_day", SETTINGS_NUMBER, 0, INT64_C(1000000000000),
                                0, NULL, NULL, NULL},
    [SETTING_CHAT_DEFAULT_MODEL] = {"chat.default_model", SETTINGS_TEXT, 0, 200, 0, NULL,
                                    is_printable, "must not have control characters"},
    [SETTING_CHAT_FIRST_TOKEN_SECONDS] = {"chat.first_token_seconds", SETTINGS_NUMBER, 1, 3600, 300,
                                          NULL, NULL, NULL},
    [SETTING_CHAT_IDLE_SECONDS] = {"chat.idle_seconds", SETTINGS_NUMBER, 1, 3600, 60, NULL, NULL,
                                   NULL},
    [SETTING_SMTP_HOST] = {"smtp.host", SETTINGS_TEXT, 0, 253, 0, NULL, is_host,
                           "must be the name or address of a server"},
    [SETTING_SMTP_PORT] = {"smtp.port", SETTINGS_NUMBER, 0, 65535, 0, NULL, NULL, NULL},
    [SETTING_SMTP_SECURITY] = {"smtp.security", SETTINGS_CHOICE, 0, 0, SMTP_STARTTLS, securities,
                               NULL, NULL},
    [SETTING_SMTP_USER] = {"smtp.user", SETTINGS_TEXT, 0, 320, 0, NULL, is_printable,
                           "must not have control characters"},
    [SETTING_SMTP_PASSWORD] = {"smtp.password", SETTINGS_SECRET, 0, 500, 0, NULL, is_printable,
                               "must not have control characters"},
    [SETTING_SMTP_FROM] = {"smtp.from", SETTINGS_TEXT, 3, 300, 0, NULL, is_sender,
                           "must be like \"Assisti <assisti@example.org>\" or only the address"},
};

int64_t settings_find_choice(const char *const *choices, struct str word)
{
    for (int64_t i = 0; choices[i] != NULL; i++) {
        if (str_eq(word, str_from(choices[i]))) {
            return i;
        }
    }
    return -1;
}
