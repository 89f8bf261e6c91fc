/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format: JSON and SQL laid out anew, their tokens as they were but for the case of SQL's own words: JSON while it is read
 * (infer/codecheck/json), SQL token by token (format_sql.c).
 * Not here: whether SQL is well-formed (infer/codecheck/check); only open texts and brackets stop the work.
 * Memory: problems and tokens live in the task's arena, the text in the caller's builder. Threads: any; no state. Files: none. */
#pragma once

#include "infer/codecheck/languages/languages.h"
#include "infer/codecheck/report/report.h"

#define CODE_FORMAT_GROWTH ((size_t)8) /* times the text that a formatted one may be long */

/* Appends the text laid out anew: JSON indented by two spaces, its numbers, texts and order as they were; SQL with a
 * clause a line, texts and comments as they were. JSON that is not well-formed and SQL with an open text or bracket are not
 * formatted: the problems are in the report. E_INVALID for other languages, E_TOO_LARGE, E_CANCELLED. */
MUSTUSE int code_format(const struct code_task *task, const struct code_language *language,
                        struct str text, struct code_report *out_report, struct sb *out,
                        struct err *err);
