/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of settings share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/settings/settings.h"

enum settings_kind {
    SETTINGS_NUMBER,
    SETTINGS_BOOL,
    SETTINGS_CHOICE,
    SETTINGS_TEXT,
    SETTINGS_SECRET
};

struct settings_row {
    const char *name; /* "group.member", or a member of the whole */
    enum settings_kind kind;
    int64_t min; /* of a number, or characters of a text */
    int64_t max;
    int64_t by_default;
    const char *const *choices;       /* ends with NULL */
    bool (*is_good)(struct str text); /* NULL: every text of that length */
    const char *wanted;               /* what is_good() wants, for people */
};

extern const struct settings_row settings_rows[SETTING_ID_COUNT];

struct settings {
    struct db *db;
    const struct config *config;
    struct crypt_key key;
    _Atomic int64_t numbers[SETTING_ID_COUNT];
    pthread_mutex_t lock;
    char *texts[SETTING_ID_COUNT]; /* guarded by lock; NULL: the default */
};

/* The place of a word among choices; -1 where it is none. */
int64_t settings_find_choice(const char *const *choices, struct str word);

/* ---- settings_store.c ---- */

struct settings_kept {
    struct str name;
    struct str value;
};

MUSTUSE int settings_store_list(struct db_conn *conn, struct arena *arena,
                                struct settings_kept **out, size_t *out_count);
MUSTUSE int settings_store_set(struct db_conn *conn, const char *name, struct str value);
MUSTUSE int settings_store_drop(struct db_conn *conn, const char *name);
