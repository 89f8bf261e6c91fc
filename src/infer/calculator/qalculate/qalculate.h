/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qalculate: libqalculate behind a few lines of C: a text goes in, a number, solutions or another text comes out.
 *
 * Not here: what may be asked. Callers build their texts of known names and numbers alone (infer/calculator/expression), for
 * libqalculate has functions that read files and run programs.
 * Memory: replies are whole in the caller's struct. Threads: one. Files: none is read; the definitions of units and of money
 * that libqalculate has in files are not used.
 * qalculate.cc is C++; the program loads the library late, see src/worker/late.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* libqalculate, of which there is one at a time in a process. */
struct qalculate;

enum qalculate_kind {
    QALCULATE_RATIONAL,  /* `numerator` and `denominator`, exact; `decimal` */
    QALCULATE_REAL,      /* `decimal` */
    QALCULATE_SOLUTIONS, /* what the unknown is, of an equation: in `parts` */
    QALCULATE_ALWAYS,    /* an equation that holds whatever the unknown is */
    QALCULATE_NEVER,     /* an equation that has no solution */
    QALCULATE_COMPLEX,   /* a complex number: in `text` */
    QALCULATE_TEXT,      /* something else: in `text` */
    QALCULATE_FAILED, /* no result: undefined, infinite, not understood; why, perhaps, in `text` */
    QALCULATE_TIMEOUT,
};

#define QALCULATE_DIGITS 4096 /* of a whole number at most; longer ones are told by `decimal` */
#define QALCULATE_PARTS  8

struct qalculate_reply {
    enum qalculate_kind kind;
    bool exact;    /* nothing was rounded */
    bool unknowns; /* it has unknowns or functions that could not be worked out in it */
    char numerator[QALCULATE_DIGITS]; /* empty: too long */
    char denominator[QALCULATE_DIGITS];
    char terminating[QALCULATE_DIGITS]; /* the whole number in decimals where these end, or empty */
    char decimal[64];                   /* "1.234567891E-5", ten digits that count */
    char text[2048];
    size_t parts;
    char part[QALCULATE_PARTS]
             [512]; /* what the unknown is equal to, to be read by libqalculate again */
};

struct qalculate_question {
    const char *expression; /* of libqalculate's language, with known names alone */
    const char *unknown;    /* "x", "y" or "z" of an equation; NULL: nothing is to be solved */
    bool factorize;         /* primes of a whole number, into `text` */
    int milliseconds;
};

/* With the functions that libqalculate has built in: no file is read. NULL: it failed. */
struct qalculate *qalculate_new(void);
void qalculate_free(struct qalculate *qalculate);
void qalculate_ask(struct qalculate *qalculate, const struct qalculate_question *question,
                   struct qalculate_reply *out);

#ifdef __cplusplus
}
#endif
