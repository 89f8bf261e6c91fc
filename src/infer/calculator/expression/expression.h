/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expression: reads what is to be reckoned, "15 % of (3 ft 4 in)", into a text for libqalculate.
 *
 * expression.c reads sums, products and powers by recursive descent; expression_quantity.c numbers with their units and
 * currencies; expression_words.c has the names of functions and constants; expression_pieces.c joins two parts and refuses
 * what makes no sense, such as metres and euros added. expression_answer.c answers a question that is nothing but an
 * expression, with the other ways in which it can be read.
 * In such a text every name is one of our tables or a unit: those that would read files or run something cannot get there,
 * and a word that is not known is told, never guessed.
 * Not here: where the figures of constants come from (infer/science).
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/units/units.h"

/* An expression or a part of one. */
struct expression {
    const char *code;  /* for libqalculate, in SI units */
    const char *shown; /* for people */
    struct units_dimension dimension;
    const char *currency; /* of all its amounts, or NULL */
    bool percent;         /* "15 %": code is the hundredth part */
    bool whole;           /* made of whole numbers alone, so that a fraction is what is wanted */
    bool plain;           /* one number and nothing else */
    bool temperature;     /* counted from a zero of its own */
    /* Decimal logarithm of how large it can be at most; what would not end is refused by it. */
    double size;
};

/* How one is to be read, and what was met on the way. */
struct expression_reading {
    const char *unknown; /* a variable that may stand in it, or NULL */
    const char *instead; /* what to put in its place, or NULL */
    bool tight;          /* 1/2x as 1/(2x) */
    bool degrees;        /* sin 30 as sin(30 degrees) */
    bool natural;        /* log as the natural one */
    bool decimal;        /* 1,234 as 1.234 */
    bool other_unit;     /* pint as the imperial one */
    bool implicit;       /* a number behind a number is multiplied: where unknowns were replaced */
    bool met_unknown, met_loose, met_radians, met_log, met_divided, met_operator,
        met_percent_of_left, met_comma, met_other_unit;
    struct unit unit; /* the first one */
    bool met_unit;
};

/* Reads the range wholly. E_INVALID says what is not understood. */
MUSTUSE int expression_read(struct calc *calc, struct calc_range range,
                            struct expression_reading *reading, struct expression *out);
/* A unit or a currency, so that it is no plain number. */
bool expression_has_unit(const struct expression *expression);
/* Asks and writes the result with its unit into calc->out. */
MUSTUSE int expression_answer(struct calc *calc, const struct expression *expression);
/* The form of what is nothing else: it takes or refuses everything. */
MUSTUSE int expression_form(struct calc *calc, struct calc_range range);

/* A function that expressions may name. */
struct expression_function {
    const char *names; /* "|" between them */
    const char *code;  /* of libqalculate, with %s, or with two of them */
    unsigned arguments;
    bool angle;
};
/* The one whose name begins at `index`, and how many tokens that are; NULL: none. */
const struct expression_function *expression_find_function(const struct calc *calc, size_t index,
                                                           size_t *out_tokens);
