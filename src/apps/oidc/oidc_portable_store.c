/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/oidc/oidc_int.h"

/* For people to read: an archive that could link accounts could link those of others. */
static const char links_select_sql[] =
    "SELECT issuer, subject, email, created, last_used FROM oidc_links WHERE owner = $1 ORDER BY "
    "id";

static const struct portable_column links_columns[] = {
    {"issuer", PORTABLE_TEXT, false, 0},   {"subject", PORTABLE_TEXT, false, 0},
    {"email", PORTABLE_TEXT, false, 0},    {"created", PORTABLE_I64, false, 0},
    {"last_used", PORTABLE_I64, false, 0}, {0},
};

const struct portable_table oidc_portable[] = {
    {"linked-accounts", links_select_sql, NULL, links_columns, 0, NULL, NULL},
    {0},
};
