/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers: questions about numbers themselves, each file a form: numbers_bases.c writes whole ones in other bases and in Roman
 * numerals, numbers_primes.c tells what divides them, numbers_ratios.c has ratios and fractions in lowest terms, numbers_lists.c
 * means, sums and the like of many; numbers_series.c sums those that follow each other.
 * Not here: how numbers are read (infer/calculator/calc) and reckoned with (infer/calculator/expression).
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* "255 in hex", "MMXXVI in arabic" */
MUSTUSE int numbers_form_bases(struct calc *calc, struct calc_range range);
/* "is 97 prime", "prime factors of 360", "divisors of 12" */
MUSTUSE int numbers_form_primes(struct calc *calc, struct calc_range range);
/* "ratio of 18 to 24", "split 100 in the ratio 2:3" */
MUSTUSE int numbers_form_ratios(struct calc *calc, struct calc_range range);
/* "mean of 3, 5, 9", "gcd of 12 and 18" */
MUSTUSE int numbers_form_lists(struct calc *calc, struct calc_range range);
