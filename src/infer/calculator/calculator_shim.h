/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* libqalculate, of which there is one at a time in a process. */
struct calculator_shim;

enum calculator_shim_kind {
    CALCULATOR_SHIM_RATIONAL,  /* `numerator` and `denominator`, exact; `decimal` */
    CALCULATOR_SHIM_REAL,      /* `decimal` */
    CALCULATOR_SHIM_SOLUTIONS, /* what the unknown is, of an equation: in `parts` */
    CALCULATOR_SHIM_ALWAYS,    /* an equation that holds whatever the unknown is */
    CALCULATOR_SHIM_NEVER,     /* an equation that has no solution */
    CALCULATOR_SHIM_COMPLEX,   /* a complex number: in `text` */
    CALCULATOR_SHIM_TEXT,      /* something else: in `text` */
    CALCULATOR_SHIM_FAILED, /* no result: undefined, infinite, not understood; why, perhaps, in `text` */
    CALCULATOR_SHIM_TIMEOUT,
};

#define CALCULATOR_SHIM_DIGITS \
    4096 /* of a whole number at most; longer ones are told by `decimal` */
#define CALCULATOR_SHIM_PARTS 8

struct calculator_shim_reply {
    enum calculator_shim_kind kind;
    bool exact;    /* nothing was rounded */
    bool unknowns; /* it has unknowns or functions that could not be worked out in it */
    char numerator[CALCULATOR_SHIM_DIGITS]; /* empty: too long */
    char denominator[CALCULATOR_SHIM_DIGITS];
    char terminating
        [CALCULATOR_SHIM_DIGITS]; /* the whole number in decimals where these end, or empty */
    char decimal[64];             /* "1.234567891E-5", ten digits that count */
    char text[2048];
    size_t parts;
    char part[CALCULATOR_SHIM_PARTS]
             [512]; /* what the unknown is equal to, to be read by libqalculate again */
};

struct calculator_shim_question {
    const char *expression; /* of libqalculate's language, with known names alone */
    const char *unknown;    /* "x", "y" or "z" of an equation; NULL: nothing is to be solved */
    bool factorize;         /* primes of a whole number, into `text` */
    int milliseconds;
};

/* With the functions that libqalculate has built in: no file is read. NULL: it failed. */
struct calculator_shim *calculator_shim_new(void);
void calculator_shim_free(struct calculator_shim *shim);
void calculator_shim_ask(struct calculator_shim *shim,
                         const struct calculator_shim_question *question,
                         struct calculator_shim_reply *out);

#ifdef __cplusplus
}
#endif
