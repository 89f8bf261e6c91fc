/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of quizzes goes with its owner to another Assisti: the words, with when they are due; the quiz that goes on stays. */
#include "apps/skills/quiz.h"

#define TIME_MAX   INT64_C(253402300799999) /* the end of the year 9999 */
#define NUMBER_MAX INT64_C(1000000000)

enum words_column { WORDS_WORD, WORDS_PART, WORDS_EASE = 3, WORDS_ASKED = 6, WORDS_CORRECT };

static const char words_select_sql[] =
    "SELECT word, part_of_speech, repetitions, ease, interval_days, due, asked, correct, created,"
    " answered FROM quiz_words WHERE owner = $1 ORDER BY word, part_of_speech";

/* Of a word that they have here already, they keep what is here. */
static const char words_insert_sql[] =
    "INSERT INTO quiz_words (word, part_of_speech, repetitions, ease, interval_days, due, asked,"
    " correct, created, answered, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (owner, word, part_of_speech) DO NOTHING";

static const struct portable_column words_columns[] = {
    [WORDS_WORD] = {"word", PORTABLE_TEXT, false, QUIZ_WORD_MAX},
    [WORDS_PART] = {"part_of_speech", PORTABLE_TEXT, false, 20},
    {"repetitions", PORTABLE_I64, false, NUMBER_MAX},
    [WORDS_EASE] = {"ease", PORTABLE_I64, false, QUIZ_EASE_MAX},
    {"interval_days", PORTABLE_I64, false, QUIZ_DAYS_MAX},
    {"due", PORTABLE_I64, false, TIME_MAX},
    [WORDS_ASKED] = {"asked", PORTABLE_I64, false, NUMBER_MAX},
    [WORDS_CORRECT] = {"correct", PORTABLE_I64, false, NUMBER_MAX},
    {"created", PORTABLE_I64, false, TIME_MAX},
    {"answered", PORTABLE_I64, false, TIME_MAX},
    {0},
};

static int check_word(struct portable_import *import, struct db_value *values, struct err *err)
{
    static const char *const parts[] = {"noun", "verb", "adjective", "adverb"};
    bool is_part = false;
    (void)import;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        is_part = is_part || str_eq(values[WORDS_PART].text, str_from(parts[i]));
    }
    if (!is_part || values[WORDS_WORD].text.n == 0) {
        return err_set(err, E_INVALID,
                       "\"word\" or \"part_of_speech\" is none that can be asked for");
    }
    if (values[WORDS_EASE].number < QUIZ_EASE_MIN) {
        return err_set(err, E_INVALID, "\"ease\" is too small");
    }
    return values[WORDS_CORRECT].number <= values[WORDS_ASKED].number
               ? E_OK
               : err_set(err, E_INVALID, "\"correct\" is more than \"asked\"");
}

const struct portable_table quiz_portable[] = {
    {"quiz-words", words_select_sql, words_insert_sql, words_columns, QUIZ_WORDS_MAX, check_word,
     NULL},
    {0},
};
