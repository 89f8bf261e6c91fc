/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_pieces.h"

/* Where the reading of an expression stands. */
struct parser {
    struct calc *calc;
    struct calc_reading *reading;
    size_t at;
    size_t to;
    int depth;
};

/* The token so many further on, the end behind the range. */
const struct calc_token *calc_token_at(const struct parser *p, size_t more);
int calc_not_understood(const struct parser *p);
/* A number with its unit or currency. */
MUSTUSE int calc_parse_number(struct parser *p, struct calc_piece *out);
/* The same behind a currency: "$49.90". */
MUSTUSE int calc_parse_money(struct parser *p, const char *currency, struct calc_piece *out);
/* A unit that may follow: "(3 + 4) km". */
MUSTUSE int calc_take_unit(struct parser *p, struct calc_piece *out);
/* The decimal logarithm of a number's code, "1.5", "(2.5*1000000)" or "(1.5*10^23)". */
double calc_size_of(const char *code);
