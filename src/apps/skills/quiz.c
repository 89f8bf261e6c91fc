/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of the skill "quiz", on the thread "skills". */
#include <inttypes.h>

#include "apps/skills/quiz.h"
#include "apps/skills/skills_int.h"
#include "base/clock.h"

#define WORKER        "quiz_work"
#define PICK_MAX      250
#define PICK_SPARE    8 /* times as many words as are wanted: some have been asked already */
#define ARGUMENTS_MAX (64 * KIB)
#define ANSWER_MAX    500

/* What a step leaves for the next. */
struct memo {
    struct quiz quiz;
    struct quiz_cards words; /* of the quiz */
    struct quiz_feedback feedback;
    struct quiz_card card; /* that was answered; word empty: none */
    int64_t number;        /* of the question that was answered; 0: the quiz begins */
    bool is_late;          /* what was answered does not wait */
};

static void fail(struct skills_task *task, int rc)
{
    skills_end(task, rc, e_title(rc), STR_EMPTY);
}

static struct str argument(const struct skills_task *task, const char *name)
{
    return json_text(json_get(task->arguments, name));
}

/* ---- the end of a turn ---- */

static int count_due(struct skills_task *task, int64_t *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(task->skills->services->db, &conn);
    return rc < 0 ? rc : quiz_store_count_due(conn, task->owner, clock_now_ms(), out);
}

static void tell(struct skills_task *task, const struct memo *memo, bool is_stopped)
{
    struct quiz_told told = {
        .quiz = &memo->quiz,
        .feedback = memo->feedback,
        .is_stopped = is_stopped,
        .is_late = memo->is_late,
    };
    int rc = count_due(task, &told.due);
    if (rc < 0) {
        fail(task, rc);
        return;
    }
    skills_end(task, E_OK, NULL, quiz_result_write(&told, task->arena));
}

static int keep(struct skills_task *task, const struct memo *memo)
{
    const int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(task->skills->services->db, &tx);
    if (rc == E_OK && memo->card.word.n > 0) {
        rc = quiz_store_put_card(tx, task->owner, &memo->card, now_ms);
    }
    if (rc == E_OK) {
        rc = memo->number == 0
                 ? quiz_store_put(tx, task->owner, &memo->quiz, now_ms)
                 : quiz_store_go_on(tx, task->owner, memo->number, &memo->quiz, now_ms);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

static void keep_and_tell(struct skills_task *task, struct memo *memo, bool is_stopped)
{
    memo->quiz.words = quiz_words_write(&memo->words, task->arena);
    int rc = keep(task, memo);
    if (rc == E_CONFLICT) {
        skills_end(task, rc, "This question has been answered already.", STR_EMPTY);
    } else if (rc < 0) {
        fail(task, rc);
    } else {
        tell(task, memo, is_stopped);
    }
}

static void stop(struct skills_task *task, struct memo *memo, bool is_stopped)
{
    memo->quiz.is_running = false;
    memo->quiz.question = STR("{}");
    keep_and_tell(task, memo, is_stopped);
}

/* ---- asking ---- */

/* `question` NULL: there is nothing to judge. The word is that of the question `number` + 1, where there is one. */
static struct str write_turn(const struct memo *memo, const struct str *question, struct str answer,
                             struct arena *arena)
{
    struct sb sb;
    struct json_out out;
    const size_t next = (size_t)memo->quiz.number;
    sb_init(&sb, ARGUMENTS_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "do", "turn");
    if (question != NULL) {
        json_kv_raw(&out, "question", *question);
        json_kv_str(&out, "answer", answer);
    }
    if (next < memo->words.count) {
        json_kv_str(&out, "word", memo->words.items[next].word);
        json_kv_str(&out, "part_of_speech", memo->words.items[next].part);
        json_kv_str(&out, "form", memo->quiz.form);
        json_kv_i64(&out, "seed", memo->quiz.seed + memo->quiz.number);
    }
    json_end_object(&out);
    const struct str json = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return json;
}

/* A word that the dictionary has no more is left out. */
static void drop_word(struct quiz_cards *words, size_t at)
{
    words->count--;
    memmove(&words->items[at], &words->items[at + 1],
            (words->count - at) * sizeof(words->items[0]));
}

static struct str write_value(struct json_value value, struct arena *arena)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, ARGUMENTS_MAX);
    json_out_init(&out, &sb);
    json_put_value(&out, value);
    const struct str json = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return json;
}

static void take_asked(struct skills_task *task);

/* Goes on to the next question, with what the worker made. */
static void go_on(struct skills_task *task, struct memo *memo, struct json_value answer)
{
    const struct json_value question = json_get(answer, "question");
    const size_t next = (size_t)memo->quiz.number;
    if (json_has(question)) {
        memo->quiz.question = write_value(question, task->arena);
        memo->quiz.number++;
        memo->quiz.is_running = true;
        keep_and_tell(task, memo, false);
        return;
    }
    if (next < memo->words.count) {
        drop_word(&memo->words, next);
    }
    if (next < memo->words.count) {
        skills_ask_worker(task, WORKER, write_turn(memo, NULL, STR_EMPTY, task->arena), take_asked);
        return;
    }
    if (memo->number == 0) {
        skills_end(task, E_NOT_FOUND, "There are no words to ask for.", STR_EMPTY);
        return;
    }
    stop(task, memo, false);
}

/* The worker's answer as a document; ends the task where there is none. */
static struct json_doc *take_answer(struct skills_task *task)
{
    struct json_doc *doc = NULL;
    if (task->answer_rc < 0) {
        skills_end(task, task->answer_rc, str_dup(task->arena, task->answer_sentence), STR_EMPTY);
        return NULL;
    }
    if (json_doc_parse(task->answer, &doc, NULL) < 0) {
        fail(task, E_PROCESSING_FAILED);
        return NULL;
    }
    return doc;
}

static void take_asked(struct skills_task *task)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = take_answer(task);
    if (doc != NULL) {
        go_on(task, task->memo, json_doc_root(doc));
    }
}

/* ---- start ---- */

static size_t wanted_of(const struct memo *memo)
{
    return (size_t)memo->quiz.wanted;
}

static void ask_first(struct skills_task *task, struct memo *memo)
{
    if (memo->words.count == 0) {
        skills_end(task, E_NOT_FOUND, "There are no words to ask for.", STR_EMPTY);
        return;
    }
    skills_ask_worker(task, WORKER, write_turn(memo, NULL, STR_EMPTY, task->arena), take_asked);
}

/* Who knows all words of a level is asked what is due next. */
static int add_late(struct skills_task *task, struct db_conn *conn, struct memo *memo)
{
    struct quiz_cards late = {0};
    const size_t wanted = wanted_of(memo);
    int rc = memo->words.count < wanted
                 ? quiz_store_list_due(conn, task->owner, INT64_MAX, wanted, task->arena, &late)
                 : E_OK;
    if (rc < 0 || memo->words.count == wanted) {
        return rc;
    }
    for (size_t i = 0; i < late.count && memo->words.count < wanted; i++) {
        if (!quiz_words_have(&memo->words, &late.items[i])) {
            memo->words.items[memo->words.count++] = late.items[i];
        }
    }
    return E_OK;
}

static int add_words(struct skills_task *task, struct memo *memo, struct json_value picked)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(task->skills->services->db, &conn);
    if (rc == E_OK) {
        rc = quiz_words_add_new(conn, task->owner, picked, wanted_of(memo), &memo->words);
    }
    if (rc == E_OK) {
        rc = add_late(task, conn, memo);
    }
    /* they point into the worker's answer, which goes */
    for (size_t i = 0; rc == E_OK && i < memo->words.count; i++) {
        memo->words.items[i].word = str_copy(task->arena, memo->words.items[i].word);
        memo->words.items[i].part = str_copy(task->arena, memo->words.items[i].part);
    }
    return rc;
}

static void take_picked(struct skills_task *task)
{
    struct memo *memo = task->memo;
    CLEANUP(json_doc_freep) struct json_doc *doc = take_answer(task);
    if (doc == NULL) {
        return;
    }
    int rc = add_words(task, memo, json_get(json_doc_root(doc), "words"));
    if (rc < 0) {
        fail(task, rc);
        return;
    }
    ask_first(task, memo);
}

static void pick(struct skills_task *task, const struct memo *memo)
{
    const int64_t lacking = (int64_t)(wanted_of(memo) - memo->words.count);
    const int64_t count = PICK_SPARE * lacking < PICK_MAX ? PICK_SPARE * lacking : PICK_MAX;
    const struct str arguments = str_from(
        arena_printf(task->arena,
                     "{\"do\":\"pick\",\"level\":\"%" STRF "\",\"form\":\"%" STRF
                     "\",\"seed\":%" PRId64 ",\"count\":%" PRId64 "}",
                     STRA(memo->quiz.level), STRA(memo->quiz.form), memo->quiz.seed, count));
    skills_ask_worker(task, WORKER, arguments, take_picked);
}

/* What is not said is as in the last quiz. */
static int begin(struct skills_task *task, struct memo *memo)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct quiz last = {.level = STR("medium"), .form = STR("mixed"), .wanted = QUIZ_COUNT_DEFAULT};
    int rc = db_read(task->skills->services->db, &conn);
    if (rc == E_OK) {
        rc = quiz_store_find(conn, task->owner, task->arena, &last);
        rc = rc == E_NOT_FOUND ? E_OK : rc;
    }
    if (rc < 0) {
        return rc;
    }
    const struct str level = argument(task, "level");
    const struct str form = argument(task, "form");
    memo->quiz = (struct quiz){
        .level = level.n > 0 ? level : last.level,
        .form = form.n > 0 ? form : last.form,
        .wanted = json_i64(json_get(task->arguments, "count"), last.wanted),
        .seed = (int64_t)random_below(UINT32_MAX),
        .started_ms = clock_now_ms(),
    };
    return quiz_store_list_due(conn, task->owner, clock_now_ms(), wanted_of(memo), task->arena,
                               &memo->words);
}

static void start(struct skills_task *task)
{
    struct memo *memo = arena_calloc(task->arena, 1, sizeof(*memo));
    task->memo = memo;
    int rc = begin(task, memo);
    if (rc < 0) {
        fail(task, rc);
    } else if (memo->words.count < wanted_of(memo)) {
        pick(task, memo);
    } else {
        ask_first(task, memo);
    }
}

/* ---- answer ---- */

static enum quiz_grade grade_of(const struct quiz_feedback *feedback, bool has_choices)
{
    if (feedback->is_correct) {
        return has_choices ? QUIZ_CHOSEN : QUIZ_RECALLED;
    }
    return feedback->is_almost ? QUIZ_SLIPPED : feedback->is_unknown ? QUIZ_BLANK : QUIZ_MISSED;
}

/* The word that was asked about, as the person knows it now. */
static int grade(struct skills_task *task, struct memo *memo)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(memo->feedback.question, &doc, NULL);
    if (rc == E_OK) {
        rc = db_read(task->skills->services->db, &conn);
    }
    if (rc < 0) {
        return rc;
    }
    const struct json_value question = json_doc_root(doc);
    const struct str word = str_copy(task->arena, json_text(json_get(question, "word")));
    const struct str part = str_copy(task->arena, json_text(json_get(question, "part_of_speech")));
    struct quiz_card card = quiz_card_new(word, part);
    rc = quiz_store_find_card(conn, task->owner, word, part, &card);
    if (rc < 0 && rc != E_NOT_FOUND) {
        return rc;
    }
    const bool has_choices = json_count(json_get(question, "choices")) > 0;
    quiz_card_answer(&card, grade_of(&memo->feedback, has_choices), memo->feedback.is_correct,
                     clock_now_ms());
    memo->card = card;
    return E_OK;
}

static void read_verdict(struct json_value answer, struct arena *arena, struct quiz_feedback *out)
{
    const struct str verdict = json_text(json_get(answer, "verdict"));
    out->is_there = true;
    out->is_correct = str_eq(verdict, STR("right"));
    out->is_almost = str_eq(verdict, STR("almost"));
    out->is_unknown = str_eq(verdict, STR("unknown"));
    out->is_counted = !str_eq(verdict, STR("unclear"));
    out->given = str_copy(arena, json_text(json_get(answer, "given")));
}

static void take_judged(struct skills_task *task)
{
    struct memo *memo = task->memo;
    CLEANUP(json_doc_freep) struct json_doc *doc = take_answer(task);
    if (doc == NULL) {
        return;
    }
    const struct json_value answer = json_doc_root(doc);
    if (str_eq(json_text(json_get(answer, "verdict")), STR("stop"))) {
        stop(task, memo, true);
        return;
    }
    read_verdict(answer, task->arena, &memo->feedback);
    if (!memo->feedback.is_counted) {
        tell(task, memo, false); /* the question waits on */
        return;
    }
    int rc = grade(task, memo);
    if (rc < 0) {
        fail(task, rc);
        return;
    }
    memo->quiz.answered++;
    memo->quiz.correct += memo->feedback.is_correct ? 1 : 0;
    memo->quiz.last = quiz_again_write(memo->number, &memo->feedback, task->arena);
    go_on(task, memo, answer);
}

/* Where the question that is answered has been answered before, or does not wait: tells so, and ends the task. */
static bool answers_again(struct skills_task *task, struct memo *memo)
{
    const struct str name = argument(task, "question");
    if (name.n == 0 || !str_eq(argument(task, "action"), STR("answer"))) {
        return false;
    }
    const bool is_again = quiz_again_find(&memo->quiz, name, task->arena, &memo->feedback);
    const struct str waiting = quiz_again_name(&memo->quiz, memo->quiz.number, task->arena);
    memo->is_late = !is_again && memo->quiz.is_running && !str_eq(name, waiting);
    if (!is_again && !memo->is_late) {
        return false;
    }
    tell(task, memo, false); /* the memo goes with the task */
    return true;
}

static int read_quiz(struct skills_task *task, struct memo *memo)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(task->skills->services->db, &conn);
    return rc < 0 ? rc : quiz_store_find(conn, task->owner, task->arena, &memo->quiz);
}

/* The quiz that goes on; false where the task has ended: none does, or the answer has come before. */
static bool find_running(struct skills_task *task)
{
    struct memo *memo = arena_calloc(task->arena, 1, sizeof(*memo));
    int64_t due = 0;
    task->memo = memo;
    int rc = read_quiz(task, memo);
    if (rc == E_OK && answers_again(task, memo)) {
        return false;
    }
    if (rc == E_OK && memo->quiz.is_running &&
        quiz_words_read(memo->quiz.words, task->arena, &memo->words)) {
        memo->number = memo->quiz.number;
        return true;
    }
    if (rc == E_OK || rc == E_NOT_FOUND) {
        rc = count_due(task, &due);
    }
    if (rc < 0) {
        fail(task, rc);
    } else {
        skills_end(task, E_OK, NULL, quiz_result_write_nothing(due, task->arena));
    }
    return false;
}

static void answer(struct skills_task *task)
{
    if (!find_running(task)) {
        return;
    }
    struct memo *memo = task->memo;
    memo->feedback.question = memo->quiz.question;
    skills_ask_worker(task, WORKER,
                      write_turn(memo, &memo->quiz.question, argument(task, "answer"), task->arena),
                      take_judged);
}

/* ---- the rest ---- */

static void show_progress(struct skills_task *task)
{
    struct quiz_progress progress;
    struct quiz quiz = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(task->skills->services->db, &conn);
    if (rc == E_OK) {
        rc = quiz_store_read_progress(conn, task->owner, clock_now_ms(), task->arena, &progress);
    }
    if (rc == E_OK) {
        rc = quiz_store_find(conn, task->owner, task->arena, &quiz);
        rc = rc == E_NOT_FOUND ? E_OK : rc;
    }
    db_releasep(&conn);
    if (rc < 0) {
        fail(task, rc);
        return;
    }
    const struct quiz *running = quiz.is_running ? &quiz : NULL;
    skills_end(task, E_OK, NULL, quiz_result_write_progress(&progress, running, task->arena));
}

void skills_quiz(struct skills_task *task)
{
    const struct str action = argument(task, "action");
    if (str_eq(action, STR("start"))) {
        start(task);
    } else if (str_eq(action, STR("answer"))) {
        answer(task);
    } else if (str_eq(action, STR("stop"))) {
        if (find_running(task)) {
            stop(task, task->memo, true);
        }
    } else {
        show_progress(task);
    }
}
