/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codecheck: what can be said of a piece of code without running it: which language it is in, whether it is well-formed
 * and what is wrong where, how it looks laid out well, and what a short piece of notation (a regular expression, a line
 * for cron, a chmod mode, a date format) means part by part.
 *
 * Way of a text: code_take() takes the code out of Markdown, code_guess() tells its language; then code_check(), code_format() or
 * code_explain() say what there is to say. This header hands on those of the folders for whoever asks. The folders, each of
 * which includes those before it alone:
 *   report/      for whom a text is looked at, and what is wrong where
 *   languages/   the languages by name, code in Markdown
 *   lexer/       tokens of several languages, brackets and texts that are never closed
 *   json/        JSON, read and laid out in one walk
 *   explain/     what regular expressions, lines for cron, modes of files and formats of dates mean
 *   check/       whether code is well-formed, by a parser for each language
 *   format/      JSON and SQL laid out anew
 *   guess/       which language a text is in
 * All names that they hand on begin with code_. grammars/ has what tree-sitter reads by, from npm.
 *
 * Not here: arguments and results of the skill (infer/skills/skill_code.c).
 * Places of problems are lines and columns from 1, columns in characters. Places of parts are bytes of the text.
 * Limits: CODE_TEXT_MAX, depth (a problem in words), time (CODE_TIME_MS, then E_TOOK_TOO_LONG).
 * Memory: all results live in the task's arena; libyaml, expat, SQLite and tree-sitter use the heap while they work.
 * Threads: any; no state but the embedded classifier, which never changes. Files: none. */
#pragma once

#include "infer/codecheck/check/check.h"
#include "infer/codecheck/explain/explain.h"
#include "infer/codecheck/format/format.h"
#include "infer/codecheck/guess/guess.h"
#include "infer/codecheck/languages/languages.h"
#include "infer/codecheck/report/report.h"
