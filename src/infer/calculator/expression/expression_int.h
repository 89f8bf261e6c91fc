/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/expression/expression.h"

#define EXPRESSION_DIGITS_MAX 4000 /* of a result */

/* ---- expression.c, expression_quantity.c ---- */
/* Where the reading of an expression stands. */
struct parser {
    struct calc *calc;
    struct expression_reading *reading;
    size_t at;
    size_t to;
    int depth;
};

/* The token so many further on, the end behind the range. */
const struct calc_token *expression_token_at(const struct parser *p, size_t more);
/* That the token here is not understood. */
int expression_refuse_token(const struct parser *p);
/* A number with its unit or currency. */
MUSTUSE int expression_parse_number(struct parser *p, struct expression *out);
/* The same behind a currency: "$49.90". */
MUSTUSE int expression_parse_money(struct parser *p, const char *currency, struct expression *out);
/* A unit that may follow: "(3 + 4) km". */
MUSTUSE int expression_take_unit(struct parser *p, struct expression *out);
/* The decimal logarithm of a number's code, "1.5", "(2.5*1000000)" or "(1.5*10^23)". */
double expression_size_of(const char *code);

/* ---- expression_pieces.c ---- */
/* Each makes *left the whole, or tells in words why that makes no sense. */
MUSTUSE int expression_add(struct calc *calc, struct expression *left, char sign,
                           const struct expression *right, struct expression_reading *reading);
MUSTUSE int expression_multiply(struct calc *calc, struct expression *left, char sign,
                                const struct expression *right, struct expression_reading *reading);
MUSTUSE int expression_raise(struct calc *calc, struct expression *left,
                             const struct expression *right, struct expression_reading *reading);
MUSTUSE int expression_apply(struct calc *calc, const struct expression_function *function,
                             struct expression *piece, struct expression_reading *reading);
MUSTUSE int expression_apply_two(struct calc *calc, const struct expression_function *function,
                                 struct expression *first, const struct expression *second,
                                 struct expression_reading *reading);

/* ---- expression_words.c ---- */
/* The logarithm that may be the decimal or the natural one. */
#define EXPRESSION_LOG_NAMES "logarithm of|log of|log"

/* A constant from the tables of infer/science or a number such as pi. */
bool expression_find_constant(struct calc *calc, size_t index, size_t *out_tokens,
                              struct expression *out);
