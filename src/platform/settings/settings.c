/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "platform/config/config.h"
#include "platform/mail/mail.h"
#include "platform/settings/settings_int.h"

static const struct str purpose = {"settings smtp.password", 22};

static int64_t default_number(const struct config *config, enum setting_id id)
{
    switch (id) {
    case SETTING_AUTH_PER_MINUTE:
        return config->auth_per_minute;
    case SETTING_WRITES_PER_MINUTE:
        return config->writes_per_minute;
    case SETTING_MAX_UPLOAD_MIB:
        return config->max_upload_mib;
    case SETTING_REGISTRATION:
    case SETTING_STAFF_MUST_HAVE_FACTOR:
    case SETTING_PICTURES_PER_USER:
    case SETTING_STORAGE_MIB_PER_USER:
    case SETTING_JOBS_WAITING_PER_USER:
    case SETTING_MESSAGES_PER_DAY:
    case SETTING_TOKENS_PER_DAY:
    case SETTING_CHAT_DEFAULT_MODEL:
    case SETTING_CHAT_FIRST_TOKEN_SECONDS:
    case SETTING_CHAT_IDLE_SECONDS:
    case SETTING_SMTP_HOST:
    case SETTING_SMTP_PORT:
    case SETTING_SMTP_SECURITY:
    case SETTING_SMTP_USER:
    case SETTING_SMTP_PASSWORD:
    case SETTING_SMTP_FROM:
    case SETTING_ID_COUNT:
        break;
    }
    return settings_rows[id].by_default;
}

/* ---- what is kept, as values ---- */

/* A number as it is kept, or the default where it is not one that may be there. */
static int64_t read_number(const struct settings *settings, enum setting_id id, struct str text)
{
    const struct settings_row *row = &settings_rows[id];
    int64_t number = -1;
    if (row->kind == SETTINGS_CHOICE) {
        number = settings_find_choice(row->choices, text);
        return number >= 0 ? number : default_number(settings->config, id);
    }
    return str_to_i64(text, row->min, row->max, &number) == E_OK
               ? number
               : default_number(settings->config, id);
}

/* What was sealed, in the heap; NULL where the key is another one now. */
static char *unseal(const struct settings *settings, struct str text)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str sealed;
    if (base64url_read(text, arena, 4 * KIB, &sealed) < 0 || sealed.n < CRYPT_SEAL_BYTES) {
        return NULL;
    }
    const size_t bytes = sealed.n - CRYPT_SEAL_BYTES;
    char *plain = must_calloc(bytes + 1, 1);
    if (crypt_open(&settings->key, purpose, sealed, (uint8_t *)plain) < 0) {
        free(plain);
        return NULL;
    }
    return plain;
}

static char *read_text(const struct settings *settings, enum setting_id id, struct str text)
{
    if (settings_rows[id].kind != SETTINGS_SECRET) {
        return strndup(text.p, text.n);
    }
    char *plain = unseal(settings, text);
    if (plain == NULL) {
        log_warn("settings.not_unsealed", LOG_C("setting", settings_rows[id].name),
                 LOG_C("why", "it was sealed with another key; set it again"));
    }
    return plain;
}

static bool is_text(enum setting_id id)
{
    return settings_rows[id].kind == SETTINGS_TEXT || settings_rows[id].kind == SETTINGS_SECRET;
}

static void free_text(char *text)
{
    if (text != NULL) {
        secret_wipe(text, strlen(text));
        free(text);
    }
}

static const struct settings_kept *find_kept(const struct settings_kept *kept, size_t count,
                                             const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(kept[i].name, str_from(name))) {
            return &kept[i];
        }
    }
    return NULL;
}

static void take_over(struct settings *settings, const struct settings_kept *kept, size_t count)
{
    for (size_t i = 0; i < SETTING_ID_COUNT; i++) {
        const enum setting_id id = (enum setting_id)i;
        const struct settings_kept *row = find_kept(kept, count, settings_rows[i].name);
        if (is_text(id)) {
            free_text(settings->texts[i]);
            settings->texts[i] = row != NULL ? read_text(settings, id, row->value) : NULL;
            continue;
        }
        atomic_store(&settings->numbers[i], row != NULL ? read_number(settings, id, row->value)
                                                        : default_number(settings->config, id));
    }
}

int settings_reload(struct settings *settings)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct settings_kept *kept = NULL;
    size_t count = 0;
    pthread_mutex_lock(&settings->lock); /* who reads last takes over last */
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(settings->db, &conn);
    if (rc == E_OK) {
        rc = settings_store_list(conn, arena, &kept, &count);
    }
    if (rc == E_OK) {
        take_over(settings, kept, count);
    }
    pthread_mutex_unlock(&settings->lock);
    return rc;
}

/* ---- life ---- */

int settings_open(struct db *db, const struct config *config, struct settings **out,
                  struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct settings *settings = must_calloc(1, sizeof(*settings));
    settings->db = db;
    settings->config = config;
    pthread_mutex_init(&settings->lock, NULL);
    int rc = crypt_key_file(arena_printf(arena, "%s/keys", config->data), "settings.key",
                            &settings->key, err);
    if (rc == E_OK) {
        rc = settings_reload(settings);
        if (rc < 0) {
            (void)err_set(err, rc, "The settings in the database cannot be read.");
        }
    }
    if (rc < 0) {
        settings_close(settings);
        return rc;
    }
    *out = settings;
    return E_OK;
}

void settings_close(struct settings *settings)
{
    if (settings == NULL) {
        return;
    }
    for (size_t i = 0; i < SETTING_ID_COUNT; i++) {
        free_text(settings->texts[i]);
    }
    pthread_mutex_destroy(&settings->lock);
    secret_wipe(&settings->key, sizeof(settings->key));
    free(settings);
}

/* ---- reading ---- */

int64_t settings_number(const struct settings *settings, enum setting_id id)
{
    ASSERT(!is_text(id));
    return settings != NULL ? atomic_load(&settings->numbers[id]) : settings_rows[id].by_default;
}

struct str settings_text(struct settings *settings, enum setting_id id, struct arena *arena)
{
    ASSERT(is_text(id));
    pthread_mutex_lock(&settings->lock);
    const char *text = settings->texts[id];
    if (text == NULL && id == SETTING_SMTP_FROM) {
        text = settings->config->mail_from;
    }
    struct str copy = str_copy(arena, str_from(text));
    pthread_mutex_unlock(&settings->lock);
    return copy;
}

const char *settings_registration_name(const struct settings *settings)
{
    return settings_rows[SETTING_REGISTRATION]
        .choices[settings_number(settings, SETTING_REGISTRATION)];
}

/* ---- changing ---- */

static int store_secret(const struct settings *settings, struct db_conn *conn, const char *name,
                        struct str plain)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const size_t bytes = plain.n + CRYPT_SEAL_BYTES;
    uint8_t *sealed = arena_alloc(arena, bytes);
    char *text = arena_alloc(arena, BASE64URL_LENGTH(bytes) + 1);
    crypt_seal(&settings->key, purpose, plain, sealed);
    base64url_encode(sealed, bytes, text);
    return settings_store_set(conn, name, str_from(text));
}

int settings_store(struct settings *settings, struct db_conn *conn,
                   const struct settings_changes *changes)
{
    int rc = E_OK;
    for (size_t i = 0; i < changes->count && rc == E_OK; i++) {
        const struct settings_change *change = &changes->items[i];
        const struct settings_row *row = &settings_rows[change->id];
        if (change->is_reset) {
            rc = settings_store_drop(conn, row->name);
        } else if (row->kind == SETTINGS_SECRET) {
            rc = store_secret(settings, conn, row->name, change->value);
        } else {
            rc = settings_store_set(conn, row->name, change->value);
        }
    }
    return rc;
}

/* ---- the mail server ---- */

static const struct settings_change *find_change(const struct settings_changes *changes,
                                                 enum setting_id id)
{
    for (size_t i = 0; changes != NULL && i < changes->count; i++) {
        if (changes->items[i].id == id) {
            return &changes->items[i];
        }
    }
    return NULL;
}

static const char *future_text(struct settings *settings, const struct settings_changes *changes,
                               enum setting_id id, struct arena *arena)
{
    const struct settings_change *change = find_change(changes, id);
    if (change == NULL) {
        return str_dup(arena, settings_text(settings, id, arena));
    }
    const bool is_sender = id == SETTING_SMTP_FROM;
    if (change->is_reset) {
        return is_sender ? settings->config->mail_from : "";
    }
    return str_dup(arena, change->value);
}

static int64_t future_number(const struct settings *settings,
                             const struct settings_changes *changes, enum setting_id id)
{
    const struct settings_change *change = find_change(changes, id);
    if (change == NULL) {
        return settings_number(settings, id);
    }
    return change->is_reset ? settings_rows[id].by_default
                            : read_number(settings, id, change->value);
}

void settings_mail_server(struct settings *settings, const struct settings_changes *changes,
                          struct arena *arena, struct mail_server *out)
{
    static const enum mail_security securities[] = {
        [SMTP_STARTTLS] = MAIL_STARTTLS, [SMTP_TLS] = MAIL_TLS, [SMTP_PLAIN] = MAIL_PLAIN};
    *out = (struct mail_server){
        .host = future_text(settings, changes, SETTING_SMTP_HOST, arena),
        .port = future_number(settings, changes, SETTING_SMTP_PORT),
        .security = securities[future_number(settings, changes, SETTING_SMTP_SECURITY)],
        .user = future_text(settings, changes, SETTING_SMTP_USER, arena),
        .password = future_text(settings, changes, SETTING_SMTP_PASSWORD, arena),
        .from = future_text(settings, changes, SETTING_SMTP_FROM, arena),
    };
}
