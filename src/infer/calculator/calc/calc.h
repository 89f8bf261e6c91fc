/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calc: one question on its way through the calculator: its tokens, what is said of it, and what libqalculate is asked for it.
 *
 * Way of a question: calc_tokens.c cuts the text into numbers, words and signs, calc_numbers.c reads numbers, in digits or in
 * words. The forms, which are in the modules beside this one, look whether the tokens are of their shape (calc_match(),
 * calc_find()), and say CALC_NOT_MINE or answer. calc_ask.c asks libqalculate and writes its numbers as people do; refusals
 * and lines of the answer are told through it as well.
 * Not here: what any word means. Names reach libqalculate only from tables of infer/calculator/expression and units.
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/qalculate/qalculate.h"
#include "infer/calculator/question/question.h"

#define CALC_TOKENS_MAX 300
#define CALC_STEP_MS    1000 /* for each thing that libqalculate is asked */

struct times_zones;
struct units_rates;

enum calc_token_kind { CALC_END, CALC_NUMBER, CALC_WORD, CALC_SIGN };

/* A number, word or sign of the question. */
struct calc_token {
    enum calc_token_kind kind;
    bool spaced;       /* white space stands before it */
    char sign;         /* of CALC_SIGN */
    const char *raw;   /* as written */
    const char *lower; /* of CALC_WORD */
    const char
        *value; /* of CALC_NUMBER, for libqalculate; NULL: it can be read as no single number */
    const char
        *other; /* "1,234" as the decimal number that it may be meant as; NULL: there is no doubt */
    bool comma; /* "3,5": a decimal comma, or two numbers of a list */
};

struct calculator;

/* The question, what was read of it, and where its answer goes. */
struct calc {
    struct qalculate *qalculate;
    struct qalculate_reply *reply; /* of the last thing asked: too large for stacks */
    const struct units_rates *rates;
    const struct times_zones *zones;
    const struct calculator_question *question;
    struct arena *arena;
    struct calc_token *tokens; /* ends with CALC_END */
    size_t count;
    bool wants_fraction; /* "simplify 18/24", "0.375 as a fraction" */
    struct calculation *out;
    struct err *err;
};

/* Which tokens: from `from` up to `to`. */
struct calc_range {
    size_t from;
    size_t to;
};

/* What a form says: E_OK (answered), an error, or that it is not about this. */
#define CALC_NOT_MINE 1

/* ---- calc_tokens.c, calc_numbers.c ---- */
/* Cuts the text into calc->tokens. E_INVALID names a character that means nothing here. */
MUSTUSE int calc_read_tokens(struct calc *calc, struct str text);
/* Reads "1,234.5" and the like into token->value, other and comma. */
void calc_read_number(struct arena *arena, struct str raw, struct calc_token *token);
/* Makes one number of "twenty-one", "two hundred and five", "2.5 million". */
void calc_join_number_words(struct calc *calc);

/* The token, CALC_END behind the last. */
const struct calc_token *calc_at(const struct calc *calc, size_t index);
/* A whole number of `least` to `most` digits, written without anything between them: "07" of a date. */
bool calc_read_digits(const struct calc_token *token, size_t least, size_t most, int64_t *out);
/* In small letters. */
bool calc_is_word(const struct calc *calc, size_t index, const char *word);
/* One of several words and signs, "a|b|c". */
bool calc_is_any(const struct calc *calc, size_t index, const char *words);
bool calc_is_sign(const struct calc *calc, size_t index, char sign);
/* How many tokens from `index` on are these words and signs, in this order, or 0 where they are not: "square root of",
 * alternatives by "|": "percent|% of". */
size_t calc_match(const struct calc *calc, size_t index, const char *phrase);
/* The first place in the range where the phrase stands, outside of parentheses, or range.to. */
size_t calc_find(const struct calc *calc, struct calc_range range, const char *phrase);
/* The last one likewise. */
size_t calc_find_last(const struct calc *calc, struct calc_range range, const char *phrase);
/* The words of a range as they were written. */
const char *calc_text(const struct calc *calc, struct calc_range range);

/* ---- calc_ask.c: asking libqalculate, and what it says as text ---- */
/* Works the expression out into calc->reply. Errors are told in words. */
MUSTUSE int calc_ask(struct calc *calc, const char *code);
/* The same of an equation or inequality in the unknown, "x", "y" or "z". */
MUSTUSE int calc_ask_solutions(struct calc *calc, const char *code, const char *unknown);
/* A number as people write it. */
struct calc_number {
    const char *text;     /* "0.625", "7/12" or "1.414213562" */
    const char *fraction; /* "5/8", or NULL */
    const char *rounded;  /* "0.5833333333" of what has no end, or NULL */
    bool exact;
};
/* The number of the last reply. `fraction`: whether one is wanted where decimals have no end. */
struct calc_number calc_number_of_reply(struct calc *calc, bool fraction);
/* Asks and expects a number without unit; its text. */
MUSTUSE int calc_ask_number(struct calc *calc, const char *code, struct calc_number *out);
/* The same, as a whole number within bounds. */
MUSTUSE int calc_ask_integer(struct calc *calc, const char *code, int64_t min, int64_t max,
                             int64_t *out);
/* Asks and writes the result with its unit into calc->out; `fraction` as above. */
MUSTUSE int calc_answer_number(struct calc *calc, const char *code, const char *unit,
                               bool fraction);
/* The primes of a whole number, into calc->reply->text. */
MUSTUSE int calc_ask_factors(struct calc *calc, const char *code);

/* ---- what is said ---- */
/* The same question with another answer and other refusals, NULL: its own. For what is only tried. */
struct calc calc_aside(const struct calc *calc, struct calculation *out, struct err *err);
/* "3 days", "1 day" */
const char *calc_plural(struct calc *calc, int64_t count, const char *unit);
/* a/b, rounded down: of days before 1970 as well. */
int64_t calc_floor_div(int64_t a, int64_t b);
/* Adds a step, alternative or notice that is not yet there. */
void calc_add_line(struct calculator_lines *lines, const char *line);
/* E_INVALID, with why. */
int calc_refuse(struct calc *calc, const char *format, ...) PRINTF(2, 3);
#ifdef __clang_analyzer__ /* it does not look into calc_ask.c, and has to know which code comes back */
#define calc_refuse(calc, ...) ((calc_refuse)((calc), __VA_ARGS__), E_INVALID)
#endif
