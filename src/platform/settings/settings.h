/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings: what staff may set while the server runs. One table (settings_table.c) gives each its name, kind and bounds;
 * a value in the database stands over the one of the configuration (platform/config), which is the default.
 *
 * Reading is cheap and takes no query: numbers are atomic, texts are copied under a lock. A change is checked
 * (settings_parse), written in the caller's transaction (settings_store), and read back after its commit
 * (settings_reload). The password of the mail server is sealed with DATA/keys/settings.key, so that a copy of the database
 * does not hold it.
 *
 * Memory: texts are copied into the arena passed in. Threads: any.
 * Files: settings.c values, settings_json.c JSON in and out, settings_table.c, settings_store.c SQL. */
#pragma once

#include "base/json.h"

struct config;
struct db;
struct db_conn;
struct mail_server;
struct settings;

enum setting_id {
    SETTING_REGISTRATION,           /* enum settings_registration */
    SETTING_STAFF_MUST_HAVE_FACTOR, /* 0 or 1 */
    SETTING_AUTH_PER_MINUTE,
    SETTING_WRITES_PER_MINUTE,
    SETTING_MAX_UPLOAD_MIB,
    SETTING_PICTURES_PER_USER, /* these five: 0 is without limit */
    SETTING_STORAGE_MIB_PER_USER,
    SETTING_JOBS_WAITING_PER_USER,
    SETTING_MESSAGES_PER_DAY,
    SETTING_TOKENS_PER_DAY,
    SETTING_CHAT_DEFAULT_MODEL,       /* id of a model; empty: whichever comes first */
    SETTING_CHAT_FIRST_TOKEN_SECONDS, /* how long a model may take to begin */
    SETTING_CHAT_IDLE_SECONDS,        /* and between two pieces */
    SETTING_SMTP_HOST,                /* empty: the configuration's smtp_url, if any */
    SETTING_SMTP_PORT,                /* 0: the usual one */
    SETTING_SMTP_SECURITY,            /* enum settings_security */
    SETTING_SMTP_USER,
    SETTING_SMTP_PASSWORD,
    SETTING_SMTP_FROM,
    SETTING_ID_COUNT,
};

enum settings_registration {
    REGISTRATION_OPEN,
    REGISTRATION_CLOSED,
    REGISTRATION_INVITATION,
    REGISTRATION_COUNT,
};

enum settings_security {
    SMTP_STARTTLS, /* a server that cannot is refused */
    SMTP_TLS,
    SMTP_PLAIN,
    SMTP_SECURITY_COUNT,
};

/* Reads the key file, making it where it is missing, and what the database has. */
MUSTUSE int settings_open(struct db *db, const struct config *config, struct settings **out,
                          struct err *err);
void settings_close(struct settings *settings);
/* Takes over what was committed since. */
MUSTUSE int settings_reload(struct settings *settings);

/* A number, yes or no, or the place of a choice. Where `settings` is NULL, as in tests of other parts, the default. */
int64_t settings_number(const struct settings *settings, enum setting_id id);
/* A text, a secret one too. */
struct str settings_text(struct settings *settings, enum setting_id id, struct arena *arena);
/* "open", "closed" or "invitation". */
const char *settings_registration_name(const struct settings *settings);

/* ---- changes ---- */

struct settings_change {
    enum setting_id id;
    bool is_reset;    /* back to the default */
    struct str value; /* as it is stored, a secret not sealed yet */
};

struct settings_changes {
    struct settings_change items[SETTING_ID_COUNT];
    size_t count;
};

/* Reads {"registration":"closed","limits":{"auth_per_minute":30},...}; null sets a member back. E_INVALID names every member
 * that is wrong or unknown, as "limits.auth_per_minute". Texts are copied into the arena. */
MUSTUSE int settings_parse(struct json_value root, struct arena *arena,
                           struct settings_changes *out, struct err *err);
/* Within the caller's transaction. */
MUSTUSE int settings_store(struct settings *settings, struct db_conn *conn,
                           const struct settings_changes *changes);
/* The mail server as it is set, or as it will be with these changes (NULL: none). Texts live in the arena. */
void settings_mail_server(struct settings *settings, const struct settings_changes *changes,
                          struct arena *arena, struct mail_server *out);
/* Which members change, and to what, for the audit log: {"registration":"closed"}; secrets show as null. */
void settings_write_changes(const struct settings_changes *changes, struct json_out *out);
/* All of them in groups, without secrets: smtp.password_set and smtp.url_set tell what is there. */
void settings_write(struct settings *settings, struct json_out *out);
