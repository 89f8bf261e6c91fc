/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: for whom a text is looked at, how much of one is, and what is found wrong in it: sentences, each with its place.
 * Not here: what is wrong (infer/codecheck/check), and what parts of a notation mean (infer/codecheck/explain).
 * Memory: the task's arena. Threads: any; no state. Files: none. */
#pragma once

#include "base/err.h"

#include <stdarg.h>

#define CODE_TEXT_MAX     ((size_t)200000) /* characters */
#define CODE_BYTES_MAX    (4 * CODE_TEXT_MAX)
#define CODE_PROBLEMS_MAX ((size_t)5)

/* For whom something is done: what the results live in, and whether they are still wanted. */
struct code_task {
    struct arena *arena;
    bool (*goes_on)(void *context); /* false: stop with E_CANCELLED; may be NULL */
    void *context;
};
bool code_goes_on(const struct code_task *task);

struct code_problem {
    int64_t line;
    int64_t column;
    struct str reason; /* a sentence without its full stop, for people */
};

struct code_report {
    const struct code_task *task;
    struct str text;
    struct code_problem items[CODE_PROBLEMS_MAX];
    size_t count;
    bool is_cut;     /* there are more */
    struct str note; /* what the check does not see, or empty */
    /* Of what a grammar finds: whether a line may be more than the grammar can know, so that nothing is said of it. */
    bool (*is_beyond)(struct str line);
    size_t beyond; /* how often that was so */
};

/* An empty report. E_TOO_LARGE where the text is longer than CODE_TEXT_MAX. */
MUSTUSE int code_report_begin(const struct code_task *task, struct str text,
                              struct code_report *out, struct err *err);
/* Adds the first control character that no code has as a problem; whether there is one. */
bool code_report_find_control(struct code_report *report);
/* Adds a problem at a byte of the text; the fifth is the last that is kept. */
void code_problem_add(struct code_report *report, size_t at, const char *format, ...) PRINTF(3, 4);

/* Line and column, from 1, of a byte of the text. */
void code_place(struct str text, size_t at, int64_t *out_line, int64_t *out_column);
int64_t code_line(struct str text, size_t at);
/* The line that the byte is in, without its end. */
struct str code_line_text(struct str text, size_t at);
/* The text after U+FEFF at its beginning, the mark of byte order that readers may ignore (RFC 8259, section 8.1). */
struct str code_without_bom(struct str text);
/* A sentence, cut at whole characters where somebody's text made it long. */
struct str code_sentence(struct arena *arena, const char *format, va_list arguments) PRINTF(2, 0);
