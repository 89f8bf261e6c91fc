/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"

#define TIME_MAX INT64_C(253402300799999) /* the end of the year 9999 */

static const char avatar_select_sql[] =
    "SELECT blob, updated FROM avatars WHERE owner = $1 AND blob IS NOT NULL";

static const char avatar_insert_sql[] =
    "INSERT INTO avatars (blob, updated, owner) VALUES ($1, $2, $3)";

static const struct portable_column avatar_columns[] = {
    {"blob", PORTABLE_JPEG, false, 0},
    {"updated", PORTABLE_I64, false, TIME_MAX},
    {0},
};

/* For people to read: sessions and keys stay where they are good. */
static const char sessions_select_sql[] =
    "SELECT device, address, created, last_used FROM sessions WHERE owner = $1 ORDER BY id";

static const struct portable_column sessions_columns[] = {
    {"device", PORTABLE_TEXT, false, 0},
    {"address", PORTABLE_TEXT, false, 0},
    {"created", PORTABLE_I64, false, 0},
    {"last_used", PORTABLE_I64, false, 0},
    {0},
};

static const char keys_select_sql[] =
    "SELECT name, prefix, scopes, created, last_used, expires FROM api_keys WHERE owner = $1"
    " ORDER BY id";

static const struct portable_column keys_columns[] = {
    {"name", PORTABLE_TEXT, false, 0},
    {"prefix", PORTABLE_TEXT, false, 0},
    {"scopes", PORTABLE_I64, false, 0},
    {"created", PORTABLE_I64, false, 0},
    {"last_used", PORTABLE_I64, true, 0},
    {"expires", PORTABLE_I64, true, 0},
    {0},
};

const struct portable_table people_portable[] = {
    {"avatar", avatar_select_sql, avatar_insert_sql, avatar_columns, 1, NULL, NULL},
    {"sessions", sessions_select_sql, NULL, sessions_columns, 0, NULL, NULL},
    {"api-keys", keys_select_sql, NULL, keys_columns, 0, NULL, NULL},
    {0},
};
