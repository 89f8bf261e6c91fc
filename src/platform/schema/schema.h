/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema: the migrations of sql/, which the build embeds, as db_migrate() takes them. */
#pragma once

#include "base/err.h"

struct db;

/* Brings the database to this program's schema; see db_migrate(). */
MUSTUSE int schema_apply(struct db *db, struct err *err);
/* Whether it has this program's schema already; see db_check_migrated(). */
MUSTUSE int schema_check(struct db *db, struct err *err);
