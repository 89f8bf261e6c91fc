/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shapes: questions of a fixed shape, "20 % off 49.90", "area of a circle with radius 3 cm": words with up to four places, A to D,
 * where expressions stand. shapes_money.c and shapes_words.c are tables of them, with what is reckoned for each; shapes.c fits
 * them to a question and answers the first that fits. A new question of this kind is a row.
 * shapes_bmi.c has the one whose two quantities come in any order.
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* Answers by the first row that fits, with or without words that say nothing. */
MUSTUSE int shapes_form(struct calc *calc, struct calc_range range);
/* "bmi of 70 kg and 1.75 m" */
MUSTUSE int shapes_form_bmi(struct calc *calc, struct calc_range range);
