/* SPDX-License-Identifier: GPL-3.0-or-later */
/* languages: the languages that are known by name, what can be done with each, and code in Markdown.
 * Not here: which language a text is in that does not say so (infer/codecheck/guess).
 * Memory: names are for ever; what is taken from a text is a part of it. Threads: any; no state. Files: none. */
#pragma once

#include "base/str.h"

struct code_language {
    const char *id;      /* "csharp" */
    const char *name;    /* "C#" */
    const char *aliases; /* further names, each between spaces: " c# cs " */
    bool can_check;
    bool can_format;
};
/* By id or alias, whatever the case; NULL where there is none. */
const struct code_language *code_language_find(struct str name);
/* The languages, in the order of their names. */
extern const struct code_language code_languages[];
extern const size_t code_language_count;

/* The code in a text: what the first fenced block of Markdown holds where there is one, else the text itself. */
struct code_taken {
    struct str code;                      /* a part of the text */
    const struct code_language *language; /* that the fence names, or NULL */
    size_t blocks;                        /* fenced blocks in the text */
};
void code_take(struct str text, struct code_taken *out);
