/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"

/* For people to read: it is the staff of this server that has looked. */
static const char accesses_select_sql[] =
    "SELECT staff_name, resource, target, title, reason, created FROM content_accesses"
    " WHERE owner = $1 ORDER BY id";

static const struct portable_column accesses_columns[] = {
    {"staff_name", PORTABLE_TEXT, false, 0},
    {"resource", PORTABLE_TEXT, false, 0},
    {"target", PORTABLE_TEXT, false, 0},
    {"title", PORTABLE_TEXT, false, 0},
    {"reason", PORTABLE_TEXT, false, 0},
    {"created", PORTABLE_I64, false, 0},
    {0},
};

const struct portable_table admin_portable[] = {
    {"looks-by-staff", accesses_select_sql, NULL, accesses_columns, 0, NULL, NULL},
    {0},
};
