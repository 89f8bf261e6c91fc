/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quiz: the skill "quiz", which practises words with people and remembers for each when it should be asked again.
 * Not here: which words and questions there are and whether an answer is right (infer/dictionary, asked as the worker's
 * "quiz_work").
 * Way of an answer: quiz.c finds the quiz that goes on, has a worker judge the answer and ask for the next word,
 * and keeps what came of both in one transaction before anybody is told; so a quiz outlives the server.
 * An answer that comes again (the server ended before it could tell, a person has the room answer anew) names the question that it
 * is for, and is told as it was; it is not taken for one to the next question (quiz_again.c).
 * Intervals are those of SM-2 (P. A. Wozniak, "Optimization of learning", 1990; quiz_schedule.c).
 * Memory: in the arena of the task. Files: quiz.c steps, quiz_words.c which words, quiz_schedule.c when again, quiz_again.c answers
 * that come again, quiz_result.c what people are told, quiz_store.c SQL, quiz_portable_store.c what goes along to another Assisti. */
#pragma once

#include "base/json.h"
#include "platform/db/db.h"
#include "platform/portable/portable.h"

#define QUIZ_COUNT_MAX     50
#define QUIZ_COUNT_DEFAULT 10
#define QUIZ_WORDS_MAX \
    INT64_C(50000) /* of one person; the dictionary has a third of that to ask for */
#define QUIZ_WORD_MAX 100
#define QUIZ_HARDEST  5

/* ---- quiz_schedule.c ---- */

/* How well a word was known, 0 to 5 as SM-2 has it. Choosing among four is easier than to recall. */
enum quiz_grade {
    QUIZ_BLANK = 0,    /* "I don't know" */
    QUIZ_MISSED = 1,   /* wrong */
    QUIZ_SLIPPED = 3,  /* recalled, with a slip in spelling */
    QUIZ_CHOSEN = 4,   /* chosen rightly */
    QUIZ_RECALLED = 5, /* recalled rightly */
};

#define QUIZ_EASE_FIRST 2500 /* thousandths */
#define QUIZ_EASE_MIN   1300
#define QUIZ_EASE_MAX   5000
#define QUIZ_DAYS_MAX   3650
#define QUIZ_DAYS_KNOWN 6 /* a word counts as known after two right answers on two days */

struct quiz_card {
    struct str word;
    struct str part;
    int64_t repetitions;
    int64_t ease;
    int64_t interval_days;
    int64_t due_ms;
    int64_t asked;
    int64_t correct;
};
struct quiz_card quiz_card_new(struct str word, struct str part);
void quiz_card_answer(struct quiz_card *card, enum quiz_grade grade, bool is_correct,
                      int64_t now_ms);

/* ---- quiz_store.c ---- */

struct quiz {
    bool is_running;
    struct str level;
    struct str form;
    int64_t wanted;
    struct str words; /* JSON: [{"word", "part_of_speech"}, ...] */
    int64_t number;
    int64_t answered;
    int64_t correct;
    int64_t seed;
    struct str question; /* JSON, as the worker's; "{}" where none waits */
    struct str last;     /* JSON: the answer before (quiz_again.c); "{}" where there is none */
    int64_t started_ms;
};

struct quiz_cards {
    struct quiz_card *items;
    size_t count;
};

struct quiz_progress {
    int64_t words;
    int64_t known;
    int64_t due;
    int64_t asked;
    int64_t correct;
    int64_t next_due_ms; /* of what is not due yet; 0: nothing */
    struct quiz_cards hardest;
};

/* The last quiz of a person; E_NOT_FOUND where they had none. */
MUSTUSE int quiz_store_find(struct db_conn *conn, struct uuid owner, struct arena *arena,
                            struct quiz *out);
/* In the place of the last. */
MUSTUSE int quiz_store_put(struct db_conn *tx, struct uuid owner, const struct quiz *quiz,
                           int64_t now_ms);
/* The same after an answer; E_CONFLICT where the question of this number does not wait any more. */
MUSTUSE int quiz_store_go_on(struct db_conn *tx, struct uuid owner, int64_t number,
                             const struct quiz *quiz, int64_t now_ms);

MUSTUSE int quiz_store_find_card(struct db_conn *conn, struct uuid owner, struct str word,
                                 struct str part, struct quiz_card *out);
MUSTUSE int quiz_store_put_card(struct db_conn *tx, struct uuid owner, const struct quiz_card *card,
                                int64_t now_ms);
/* Those that should be asked first; `before_ms` INT64_MAX: whether due or not. */
MUSTUSE int quiz_store_list_due(struct db_conn *conn, struct uuid owner, int64_t before_ms,
                                size_t count, struct arena *arena, struct quiz_cards *out);
MUSTUSE int quiz_store_count_due(struct db_conn *conn, struct uuid owner, int64_t now_ms,
                                 int64_t *out);
MUSTUSE int quiz_store_read_progress(struct db_conn *conn, struct uuid owner, int64_t now_ms,
                                     struct arena *arena, struct quiz_progress *out);

/* ---- quiz_words.c ---- */

/* Whether the list has the word. */
bool quiz_words_have(const struct quiz_cards *cards, const struct quiz_card *card);
/* The list as JSON and back; false where it is no such list. */
struct str quiz_words_write(const struct quiz_cards *cards, struct arena *arena);
MUSTUSE bool quiz_words_read(struct str json, struct arena *arena, struct quiz_cards *out);
/* Adds words of the worker's answer that the person has never been asked, up to `wanted` in all. */
MUSTUSE int quiz_words_add_new(struct db_conn *conn, struct uuid owner, struct json_value words,
                               size_t wanted, struct quiz_cards *cards);

/* ---- quiz_result.c ---- */

struct quiz_feedback {
    bool is_there;
    bool is_counted; /* false: nothing was chosen; the same question waits */
    bool is_correct;
    bool is_almost;
    bool is_unknown;
    struct str given;
    struct str question; /* JSON: that was answered */
};

/* ---- quiz_again.c ---- */

/* Names question `number` of a quiz, for one that answers it. */
struct str quiz_again_name(const struct quiz *quiz, int64_t number, struct arena *arena);
/* How question `number` was answered, as JSON for quiz.last. */
struct str quiz_again_write(int64_t number, const struct quiz_feedback *feedback,
                            struct arena *arena);
/* Whether it is the last answer that was given to the question of this name, and how it was. */
bool quiz_again_find(const struct quiz *quiz, struct str name, struct arena *arena,
                     struct quiz_feedback *out);

struct quiz_told {
    const struct quiz *quiz; /* as it is now */
    struct quiz_feedback feedback;
    bool is_stopped; /* before its end */
    bool is_late;    /* what was answered does not wait */
    int64_t due;
};
/* The result of the skill, but of "progress". */
struct str quiz_result_write(const struct quiz_told *told, struct arena *arena);
/* With the question that waits, where a quiz goes on; `quiz` NULL: none does. */
struct str quiz_result_write_progress(const struct quiz_progress *progress, const struct quiz *quiz,
                                      struct arena *arena);
/* Of "answer" and "stop" where no quiz goes on. */
struct str quiz_result_write_nothing(int64_t due, struct arena *arena);

extern const struct portable_table quiz_portable[];
