/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json: JSON as people write it: what is wrong with it, and the same laid out anew, in one walk. Whoever checks, formats or
 * guesses asks it.
 * Not here: JSON that the program itself reads and writes (base/json.h).
 * Memory: problems live in the task's arena; how deep values lie is bounded. Threads: any; no state. Files: none. */
#pragma once

#include "infer/codecheck/report/report.h"

/* Adds the problems of report->text to the report. `out` may be NULL, else the text is written laid out anew, which is worth
 * nothing where there are problems. Stops early where nobody waits any more (code_goes_on()). */
void code_json_walk(struct code_report *report, struct sb *out);
