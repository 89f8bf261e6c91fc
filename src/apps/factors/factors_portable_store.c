/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"

/* For people to read: a passkey is good at the site that it was made for. */
static const char passkeys_select_sql[] =
    "SELECT name, site, created, last_used FROM passkeys WHERE owner = $1 ORDER BY id";

static const struct portable_column passkeys_columns[] = {
    {"name", PORTABLE_TEXT, false, 0},
    {"site", PORTABLE_TEXT, false, 0},
    {"created", PORTABLE_I64, false, 0},
    {"last_used", PORTABLE_I64, true, 0},
    {0},
};

const struct portable_table factors_portable[] = {
    {"passkeys", passkeys_select_sql, NULL, passkeys_columns, 0, NULL, NULL},
    {0},
};
