/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calculator: answers what people ask in figures: arithmetic, percentages and money in words, units, currencies, equations and
 * inequalities, derivatives and integrals, dates, feasts, times here and elsewhere, bases, ratios, lists of numbers.
 *
 * Way of a question: calc_tokens.c reads numbers, words and signs; each form (the table in calculator.c) looks
 * whether the tokens are of its shape ("20 % off 49.90", "days between ... and ...") and works them out. What is an
 * expression becomes one of libqalculate's language, in which every name is one of our tables or a unit: names that
 * would read files or run something cannot get there, and an unknown word is told, never guessed to be a unit or unknown.
 *
 * Not here: where the figures of constants come from (infer/science). No network: exchange rates are those that the
 * installed package brought, told with their date; euro rates of former currencies are fixed by law. Time zones are those of
 * the system's tz database; where that is missing, only UTC is known, which is told.
 * Time: CALC_STEP_MS at most for each of a few calls of libqalculate. Memory: results live in the question's arena.
 * Threads: one calculator in a process, used by one thread. Files: read by calculator_new() alone. */
#pragma once

#include "infer/calculator/question/question.h"

struct calculator;

/* Reads the installed exchange rates and time zones. Where libqalculate cannot read its files, E_INTERNAL. */
MUSTUSE int calculator_new(struct calculator **out, struct err *err);
void calculator_free(struct calculator *calculator);

/* E_INVALID with a sentence that says what was not understood, or why there is no result; E_CANCELLED. */
MUSTUSE int calculator_answer(struct calculator *calculator,
                              const struct calculator_question *question, struct calculation *out,
                              struct err *err);
