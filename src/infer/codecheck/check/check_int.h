/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks; each adds its problems to the report. */
#pragma once

#include "infer/codecheck/check/check.h"
#include "infer/codecheck/lexer/lexer.h"

int code_yaml_check(struct code_report *report);
int code_xml_check(struct code_report *report);
int code_sql_check(struct code_report *report, struct err *err);
int code_css_check(struct code_report *report, struct err *err);
/* Returns whether it is a template, in which not all can be told. */
bool code_html_check(struct code_report *report);
/* What is in the elements of this name ("script", "style"), with a blank for every other character: places are as in the whole text.
 * Empty where there are none, or none in JavaScript or CSS. */
struct str code_html_part(const struct code_report *report, struct str name);

/* Indentation, and lines that need a colon. */
void code_python_check(struct code_report *report);
/* if without fi, do without done, and quotes. */
void code_shell_check(struct code_report *report);

struct TSLanguage;
/* What tree-sitter makes of it. A problem that is on a line at which there is one already is left out. */
int code_tree_check(struct code_report *report, const struct TSLanguage *language, struct err *err);
