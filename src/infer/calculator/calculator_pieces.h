/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_int.h"

/* The logarithm that may be the decimal or the natural one. */
#define CALC_LOG_NAMES "logarithm of|log of|log"

/* Each makes *left the whole, or tells in words why that makes no sense. */
MUSTUSE int calc_add(struct calc *calc, struct calc_piece *left, char sign,
                     const struct calc_piece *right, struct calc_reading *reading);
MUSTUSE int calc_multiply(struct calc *calc, struct calc_piece *left, char sign,
                          const struct calc_piece *right, struct calc_reading *reading);
MUSTUSE int calc_raise(struct calc *calc, struct calc_piece *left, const struct calc_piece *right,
                       struct calc_reading *reading);
MUSTUSE int calc_apply(struct calc *calc, const struct calc_function *function,
                       struct calc_piece *piece, struct calc_reading *reading);
MUSTUSE int calc_apply_two(struct calc *calc, const struct calc_function *function,
                           struct calc_piece *first, const struct calc_piece *second,
                           struct calc_reading *reading);
