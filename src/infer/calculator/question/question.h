/* SPDX-License-Identifier: GPL-3.0-or-later */
/* question: what the calculator is asked and what it answers. Types alone, which calculator.h hands on to those who ask; they
 * are apart from it so that the modules below the calculator can know them as well.
 * Memory: all texts of an answer live in the question's arena, or for ever. */
#pragma once

#include "base/err.h"

#define CALCULATOR_TEXT_MAX  1000 /* bytes of a question */
#define CALCULATOR_LINES_MAX 12

struct calculator_question {
    struct arena *arena;
    struct str text;                /* UTF-8 */
    int64_t now_ms;                 /* what "today" means, in UTC */
    bool (*goes_on)(void *context); /* false: E_CANCELLED. NULL: always */
    void *context;
};

struct calculator_lines {
    const char *lines[CALCULATOR_LINES_MAX];
    size_t count;
};

struct calculation {
    const char *expression; /* as it was understood */
    const char *result;
    bool exact;
    struct calculator_lines steps; /* how it was worked out, where that can be shown */
    struct calculator_lines
        alternatives; /* the same in another form, or what else may have been meant */
    struct calculator_lines notices; /* what was taken for granted */
};
