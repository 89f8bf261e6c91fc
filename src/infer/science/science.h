/* SPDX-License-Identifier: GPL-3.0-or-later */
/* science: facts from tables: the chemical elements, the bodies of the solar system, constants of nature, units and prefixes of
 * the SI, biological ranks. Each table names its source; a figure that is not sure is left out, and what is not in a table
 * is not answered: the nearest names are told instead.
 *
 * Way of a question: science_query.c takes away the words around it, looks for what it is about (science_names.c) and which
 * of its properties is wanted, and writes rows; whether something is of a kind ("is iron a metal") is science_is.c.
 * Not here: reckoning with constants (infer/calculator, which takes them from here). No state, no files.
 * Memory: results live in the arena passed in. Threads: any. */
#pragma once

#include "base/err.h"

#define SCIENCE_TEXT_MAX 500
#define SCIENCE_ROWS_MAX 40

struct science_row {
    const char *label;
    const char *value;
    const char *unit; /* NULL: none */
};

struct science_facts {
    const char *title;
    const char *subtitle; /* NULL: none */
    struct science_row rows[SCIENCE_ROWS_MAX];
    size_t count;
    const char *source;
    const char *notice; /* what was taken for granted: another spelling; NULL: nothing */
};

/* E_INVALID with a sentence that says what is not known, and which names are near. */
MUSTUSE int science_answer(struct arena *arena, struct str query, struct science_facts *out,
                           struct err *err);

/* Whether a question asks if something is of a kind that the tables tell of: "is iron a metal"; and what that is, which may be in no
 * table. */
bool science_asks_kind(struct arena *arena, struct str question, struct str *out_name);

/* A constant of nature. `value` is decimal with an exponent, "6.62607015e-34". */
struct science_constant {
    const char *symbol;
    const char *name;
    const char *names; /* others, "|" between them */
    const char *value;
    const char *unit;        /* as infer/calculator reads it: "J s", "m^3/kg/s^2"; empty: none */
    const char *uncertainty; /* one standard deviation; NULL: exact by definition */
    const char *source;
};
/* By a name or its symbol, in any case but that of symbols; NULL: none. */
const struct science_constant *science_find_constant(struct str name);
