/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the notations share. */
#pragma once

#include "infer/codecheck/explain/explain.h"

/* ---- what an explanation is put together from (explain_parts.c) ---- */

void code_part_add(struct code_explanation *out, const struct code_task *task,
                   struct code_part part, const char *format, ...) PRINTF(4, 5);
/* The part from start to end of a text. */
struct code_part code_part_of(struct str text, size_t start, size_t end);
void code_warn(struct code_explanation *out, struct str sentence);
/* Returns false, for `return code_wrong(...)`. */
bool code_wrong(struct code_explanation *out, const struct code_task *task, size_t at,
                const char *format, ...) PRINTF(4, 5);

/* ---- the notations: each fills *out, or says by code_wrong() what is not well-formed and returns false ---- */

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
