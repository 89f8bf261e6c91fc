/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calculator: answers what people ask in figures: arithmetic, percentages and money in words, units, currencies, equations and
 * inequalities, derivatives and integrals, dates, feasts, times here and elsewhere, bases, ratios, lists of numbers.
 *
 * Way of a question: calc/ cuts it into numbers, words and signs; calculator.c takes away the words around it and asks the forms in
 * the order of its table, each of which looks whether the tokens are of its shape ("20 % off 49.90", "days between ... and ...")
 * and works them out. The folders, each of which includes those before it alone:
 *   question/     the types of questions and answers
 *   qalculate/    libqalculate behind a few lines of C
 *   calc/         one question on its way: its tokens, what is said of it, asking libqalculate
 *   calendar/     days: dates, feasts, weekdays, what lies between two
 *   times/        times of the day, time zones
 *   units/        units of measure, currencies
 *   expression/   what is to be reckoned, as a text for libqalculate
 *   calculus/     derivatives, integrals, limits
 *   equations/    equations, systems of them, inequalities
 *   conversion/   amounts in other units, fuel
 *   numbers/      bases, what divides, ratios, lists
 *   shapes/       tables of questions in words with places for numbers: percentages, money, areas
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
