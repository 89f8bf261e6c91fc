/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codecheck: what can be said of a piece of code without running it: which language it is in, whether it is well-formed
 * and what is wrong where, how it looks laid out well, and what a short piece of notation (a regular expression, a line
 * for cron, a chmod mode, a date format) means part by part.
 * Not here: arguments and results of the skill (infer/skills/skill_code.c).
 *
 * Way of a text: code_take() takes the code out of Markdown, code_guess() tells the language by a classifier over hashed
 * tokens (models/code-language), code_check() reads it with a real parser: JSON by code_json.c, YAML by libyaml, XML by
 * expat, SQL by SQLite's own (prepared against an empty database in memory, never stepped), HTML by code_html.c (its scripts and styles as
 * such), CSS by code_css.c, C, Go, Java, JavaScript, TypeScript, Python and shell by tree-sitter's grammars. Parsers say where they stopped; code_scan.c, code_python.c and code_shell.c find what
 * a person would call the reason (a bracket that is not closed, a colon that is missing).
 *
 * Places of problems are lines and columns from 1, columns in characters. Places of parts are bytes of the text.
 * Limits: CODE_TEXT_MAX, depth (a problem in words), time (CODE_TIME_MS, then E_TOOK_TOO_LONG).
 * Memory: all results live in the task's arena; libyaml, expat, SQLite and tree-sitter use the heap while they work.
 * Threads: any; no state but the embedded classifier, which never changes. */
#pragma once

#include "infer/codecheck/explain/explain.h"
#include "infer/codecheck/format/format.h"
#include "infer/codecheck/guess/guess.h"
#include "infer/codecheck/languages/languages.h"
#include "infer/codecheck/report/report.h"

#define CODE_TIME_MS INT64_C(3000)

/* ---- checking ---- */

/* Finds the first few problems; none: it is well-formed. E_UNAVAILABLE-like E_INVALID where the language cannot be
 * checked, E_TOOK_TOO_LONG, E_CANCELLED. */
MUSTUSE int code_check(const struct code_task *task, const struct code_language *language,
                       struct str text, struct code_report *out, struct err *err);
