/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the explanation of lines for cron share. */
#pragma once

#include "infer/codecheck/explain/explain_int.h"

enum cron_unit {
    CRON_SECOND,
    CRON_MINUTE,
    CRON_HOUR,
    CRON_DAY,
    CRON_MONTH,
    CRON_WEEKDAY,
    CRON_YEAR,
    CRON_UNIT_COUNT
};

struct cron_field {
    uint64_t bits;   /* of the values that it takes; not of years */
    bool is_any;     /* * or ? */
    bool is_special; /* L, W and # of Quartz: not computed */
    struct str words;
    size_t start; /* in the text */
    size_t end;
};

struct cron_line {
    struct cron_field
        fields[CRON_UNIT_COUNT]; /* those that are not there are 0 of seconds, any of years */
    bool has_seconds;
    bool has_year;
    bool is_quartz; /* counts weekdays from 1, which is Sunday */
    size_t command; /* where it begins, or the text's end */
};

/* False where it is no such line; what is wrong goes to *out where that is not NULL. */
bool cron_read(const struct code_task *task, struct str text, struct cron_line *line,
               struct code_explanation *out);
const char *cron_weekday(unsigned day);
/* The whole in a sentence. */
struct str cron_summary(const struct code_task *task, const struct cron_line *line);
/* Up to three times after `now_ms`, in UTC, or the empty text where none is near. */
struct str cron_next(const struct code_task *task, const struct cron_line *line, int64_t now_ms);
