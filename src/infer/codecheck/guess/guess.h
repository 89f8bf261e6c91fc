/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess: which language a text is in: by what only one language begins with, by being JSON, else by a classifier over hashed
 * tokens (models/code-language, built into the program).
 * Not here: how it was trained (training/code_language cuts texts the same way, and must), and what a classifier of this kind
 * is (infer/ngram).
 * Memory: the task's arena. Threads: any; no state but the classifier, which never changes. Files: none. */
#pragma once

#include "infer/codecheck/languages/languages.h"
#include "infer/codecheck/report/report.h"

struct code_guess {
    const struct code_language *language; /* NULL: not sure, or no code */
    const struct code_language *nearest;  /* the likeliest, sure or not; NULL: prose */
    double confidence;                    /* of the likeliest, 0 to 1 */
    bool is_text;                         /* it reads like plain sentences */
};
void code_guess(const struct code_task *task, struct str text, struct code_guess *out);
