/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of codecheck share. */
#pragma once

#include "infer/codecheck/codecheck.h"
#include "infer/codecheck/json/json.h"
#include "infer/codecheck/lexer/lexer.h"

/* ---- parts ---- */

void code_part_add(struct code_explanation *out, const struct code_task *task,
                   struct code_part part, const char *format, ...) PRINTF(4, 5);
/* The part from start to end of a text. */
struct code_part code_part_of(struct str text, size_t start, size_t end);
void code_warn(struct code_explanation *out, struct str sentence);

/* ---- the checks; each adds its problems to the report ---- */

int code_yaml_check(struct code_report *report);
int code_xml_check(struct code_report *report);
int code_sql_check(struct code_report *report, struct err *err);
int code_css_check(struct code_report *report, struct err *err);
/* Returns whether it is a template, in which not all can be told. */
bool code_html_check(struct code_report *report);
/* What is in the elements of this name ("script", "style"), with a blank for every other character: places are as in the whole text.
 * Empty where there are none, or none in JavaScript or CSS. */
struct str code_html_part(const struct code_report *report, struct str name);
int code_sql_format(const struct code_task *task, struct str text, struct sb *out);

/* Indentation, and lines that need a colon. */
void code_python_check(struct code_report *report);
/* if without fi, do without done, and quotes. */
void code_shell_check(struct code_report *report);

struct TSLanguage;
/* What tree-sitter makes of it. A problem that is on a line at which there is one already is left out. */
int code_tree_check(struct code_report *report, const struct TSLanguage *language, struct err *err);

/* ---- explanations: each fills *out, or says by code_wrong() what is not well-formed and returns false ---- */

/* Returns false, for `return code_wrong(...)`. */
bool code_wrong(struct code_explanation *out, const struct code_task *task, size_t at,
                const char *format, ...) PRINTF(4, 5);

bool code_regex_explain(const struct code_task *task, struct str text,
                        struct code_explanation *out);
bool code_cron_explain(const struct code_task *task, struct str text, int64_t now_ms,
                       struct code_explanation *out);
bool code_chmod_explain(const struct code_task *task, struct str text,
                        struct code_explanation *out);
bool code_date_explain(const struct code_task *task, struct str text, struct code_explanation *out);

/* Whether a short text looks like it, well-formed or not. */
bool code_cron_is(const struct code_task *task, struct str text);
bool code_chmod_is(struct str text);
bool code_date_is(struct str text);
bool code_regex_is(struct str text);
