/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check: whether code is well-formed, and what is wrong where.
 *
 * Way of a text: check.c knows who reads which language, each with a real parser: JSON by infer/codecheck/json, YAML by libyaml, XML
 * by expat, SQL by SQLite's own (prepared against an empty database in memory, never stepped), HTML by check_html.c (its scripts and
 * styles as such), CSS by check_css.c, C, Go, Java, JavaScript, TypeScript, Python and shell by tree-sitter's grammars
 * (check_tree.c). Parsers say where they stopped; infer/codecheck/lexer, check_python.c and check_shell.c find what a person would
 * call the reason (a bracket that is not closed, a colon that is missing).
 * Not here: whether it does what it should: nothing is run, and names and types are not looked up.
 * Memory: problems live in the task's arena; libyaml, expat, SQLite and tree-sitter use the heap while they work.
 * Threads: any; no state. Files: none. */
#pragma once

#include "infer/codecheck/languages/languages.h"
#include "infer/codecheck/report/report.h"

#define CODE_TIME_MS INT64_C(3000) /* for one reading by a grammar */

/* Finds the first few problems; none: it is well-formed. E_INVALID where the language cannot be checked, E_TOO_LARGE,
 * E_TOOK_TOO_LONG, E_CANCELLED. */
MUSTUSE int code_check(const struct code_task *task, const struct code_language *language,
                       struct str text, struct code_report *out, struct err *err);
