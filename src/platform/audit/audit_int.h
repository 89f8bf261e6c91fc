/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/audit/audit.h"
#include "platform/db/db.h"

MUSTUSE int audit_store_add(struct db_conn *tx, const struct audit_row *row);
