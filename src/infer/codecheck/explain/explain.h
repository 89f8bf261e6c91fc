/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain: what a short piece of notation means part by part: a regular expression, a line for cron, a mode of a file for chmod,
 * a format of dates; and which of these a short text is in.
 *
 * Way of a text: explain.c takes the quotes off and asks the file of the notation, which cuts the text into parts and says what
 * each means (explain_parts.c), or what is not well-formed.
 * Not here: whole programs (infer/codecheck/check).
 * Memory: the task's arena. Threads: any; no state. Files: none. */
#pragma once

#include "infer/codecheck/report/report.h"

#define CODE_PARTS_MAX    ((size_t)300)
#define CODE_NOTATION_MAX ((size_t)2000) /* bytes of what is explained */

enum code_notation {
    CODE_NOTATION_NONE,
    CODE_NOTATION_REGEX,
    CODE_NOTATION_CRON,
    CODE_NOTATION_CHMOD,
    CODE_NOTATION_DATE,
    CODE_NOTATION_COUNT
};
/* "regex", "cron", "chmod", "date"; and what people call it: "regular expression". */
const char *code_notation_id(enum code_notation notation);
const char *code_notation_name(enum code_notation notation);
/* By id or another common name ("regexp", "crontab"); NONE where it is none. */
enum code_notation code_notation_find(struct str name);
/* Which notation a short text is in by its own looks, or NONE. */
enum code_notation code_notation_of(const struct code_task *task, struct str text);

struct code_part {
    struct str part;
    struct str meaning; /* without its full stop */
    size_t start;       /* bytes of the text, end exclusive */
    size_t end;
};

struct code_explanation {
    struct code_part parts[CODE_PARTS_MAX];
    size_t count;
    bool is_cut;
    struct str summary;     /* the whole in a sentence */
    struct str warnings[8]; /* sentences */
    size_t warning_count;
    struct str wrong; /* why the text is not well-formed, or empty */
    size_t wrong_at;  /* byte of the text */
};

/* Fills *out: the parts, or what is wrong. `now_ms` is what the next times of a line for cron are counted from. E_TOO_LARGE where
 * the text is longer than CODE_NOTATION_MAX. */
MUSTUSE int code_explain(const struct code_task *task, enum code_notation notation, struct str text,
                         int64_t now_ms, struct code_explanation *out, struct err *err);
