/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/codecheck/format/format.h"

/* Appends SQL laid out anew, of which code_scan() found no fault. E_TOO_LARGE, E_CANCELLED. */
MUSTUSE int code_sql_format(const struct code_task *task, struct str text, struct sb *out);
