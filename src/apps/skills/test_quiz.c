/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When words are asked again, what is kept of that, and what is told. */
#include <criterion/criterion.h>

#include "apps/skills/quiz.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/schema/schema.h"

static struct arena *arena;
static struct db *db;
static struct uuid ada;
static struct uuid bob;

static const char user_sql[] =
    "INSERT INTO users (id, email, username, username_key, name, password, is_active, is_verified,"
    " is_staff, date_joined) VALUES ($1, $2, $2, $2, '', '', 1, 1, 0, 1)";
static const char drop_user_sql[] = "DELETE FROM users WHERE id = $1";
static const char count_words_sql[] = "SELECT COUNT(*) FROM quiz_words";
static const char count_quizzes_sql[] = "SELECT COUNT(*) FROM quizzes";

static struct uuid add_user(const char *name)
{
    const struct uuid id = uuid_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, user_sql, db_id(id), db_c(name)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    return id;
}

static void setup(void)
{
    struct err err = {0};
    arena = arena_new();
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", test_folder_make()), &db, &err), E_OK);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    ada = add_user("ada");
    bob = add_user("bob");
}

static void teardown(void)
{
    db_close(db);
    test_folder_drop();
    arena_free(arena);
}

TestSuite(quiz, .init = setup, .fini = teardown);

/* ---- when again ---- */

Test(quiz, asks_again_as_sm_2_says)
{
    static const struct {
        enum quiz_grade grade;
        int64_t days;
        int64_t ease;
        int64_t repetitions;
    } rows[] = {
        {QUIZ_RECALLED, 1, 2600, 1}, {QUIZ_RECALLED, 6, 2700, 2}, {QUIZ_CHOSEN, 16, 2700, 3},
        {QUIZ_SLIPPED, 43, 2560, 4}, {QUIZ_MISSED, 0, 2560, 0},   {QUIZ_BLANK, 0, 2560, 0},
        {QUIZ_CHOSEN, 1, 2560, 1},   {QUIZ_CHOSEN, 6, 2560, 2},   {QUIZ_CHOSEN, 15, 2560, 3},
    };
    struct quiz_card card = quiz_card_new(STR("abate"), STR("verb"));
    const int64_t now_ms = INT64_C(1700000000000);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        quiz_card_answer(&card, rows[i].grade, rows[i].grade >= QUIZ_CHOSEN, now_ms);
        cr_expect_eq(card.interval_days, rows[i].days, "row %zu: %ld", i, (long)card.interval_days);
        cr_expect_eq(card.ease, rows[i].ease, "row %zu: %ld", i, (long)card.ease);
        cr_expect_eq(card.repetitions, rows[i].repetitions, "row %zu", i);
        cr_expect_eq(card.due_ms, now_ms + rows[i].days * DAY_MS, "row %zu", i);
    }
    cr_expect_eq(card.asked, ARRAY_LEN(rows));
    cr_expect_eq(card.correct, 6);
}

Test(quiz, keeps_ease_and_interval_within_bounds)
{
    struct quiz_card card = quiz_card_new(STR("abate"), STR("verb"));
    for (int i = 0; i < 100; i++) {
        quiz_card_answer(&card, QUIZ_SLIPPED, false, 0);
    }
    cr_expect_eq(card.ease, QUIZ_EASE_MIN);
    for (int i = 0; i < 100; i++) {
        quiz_card_answer(&card, QUIZ_RECALLED, true, 0);
    }
    cr_expect_eq(card.ease, QUIZ_EASE_MAX);
    cr_expect_eq(card.interval_days, QUIZ_DAYS_MAX);
}

/* ---- what is kept ---- */

static void put_card(struct uuid owner, const char *word, int64_t due_ms, int64_t wrong)
{
    struct quiz_card card = quiz_card_new(str_from(word), STR("noun"));
    card.due_ms = due_ms;
    card.asked = 10;
    card.correct = 10 - wrong;
    card.interval_days = wrong == 0 ? QUIZ_DAYS_KNOWN : 1;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(quiz_store_put_card(tx, owner, &card, 5), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

Test(quiz, lists_what_is_due_first)
{
    struct quiz_cards cards;
    put_card(ada, "late", 300, 0);
    put_card(ada, "early", 100, 0);
    put_card(ada, "later", 2000, 0);
    put_card(bob, "others", 1, 0);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(quiz_store_list_due(conn, ada, 1000, 10, arena, &cards), E_OK);
    cr_assert_eq(cards.count, 2);
    cr_expect(str_eq(cards.items[0].word, STR("early")));
    cr_expect(str_eq(cards.items[1].word, STR("late")));
    cr_assert_eq(quiz_store_list_due(conn, ada, INT64_MAX, 10, arena, &cards), E_OK);
    cr_expect_eq(cards.count, 3);
    cr_assert_eq(quiz_store_list_due(conn, ada, INT64_MAX, 1, arena, &cards), E_OK);
    cr_expect_eq(cards.count, 1);
    int64_t due = 0;
    cr_assert_eq(quiz_store_count_due(conn, ada, 1000, &due), E_OK);
    cr_expect_eq(due, 2);
    struct quiz_card card;
    cr_expect_eq(quiz_store_find_card(conn, bob, STR("late"), STR("noun"), &card), E_NOT_FOUND);
    cr_assert_eq(quiz_store_find_card(conn, ada, STR("late"), STR("noun"), &card), E_OK);
    cr_expect_eq(card.due_ms, 300);
}

Test(quiz, tells_how_far_somebody_is)
{
    struct quiz_progress progress;
    put_card(ada, "known", 3000, 0);
    put_card(ada, "hard", 100, 4);
    put_card(ada, "harder", 2000, 7);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(quiz_store_read_progress(conn, ada, 1000, arena, &progress), E_OK);
    cr_expect_eq(progress.words, 3);
    cr_expect_eq(progress.known, 1);
    cr_expect_eq(progress.due, 1);
    cr_expect_eq(progress.asked, 30);
    cr_expect_eq(progress.correct, 19);
    cr_expect_eq(progress.next_due_ms, 2000);
    cr_assert_eq(progress.hardest.count, 2);
    cr_expect(str_eq(progress.hardest.items[0].word, STR("harder")));
    const struct str json = quiz_result_write_progress(&progress, NULL, arena);
    cr_expect(str_has_nocase(
        json, STR("3 words practised, 1 known. 19 of 30 answers were right (63 %)")));
    cr_assert_eq(quiz_store_read_progress(conn, bob, 1000, arena, &progress), E_OK);
    cr_expect_eq(progress.words, 0);
    cr_expect(str_has_nocase(quiz_result_write_progress(&progress, NULL, arena),
                             STR("No word has been practised yet")));
}

static struct quiz some_quiz(void)
{
    return (struct quiz){
        .is_running = true,
        .level = STR("easy"),
        .form = STR("mixed"),
        .wanted = 2,
        .words = STR("[{\"word\":\"dog\",\"part_of_speech\":\"noun\"},"
                     "{\"word\":\"run\",\"part_of_speech\":\"verb\"}]"),
        .number = 1,
        .seed = 7,
        .question =
            STR("{\"form\":\"gap\",\"part_of_speech\":\"noun\",\"word\":\"dog\","
                "\"expected\":\"dog\",\"meaning\":\"an animal\",\"prompt\":\"a ____ barks\","
                "\"hint\":\"It means: an animal.\",\"choices\":[\"cat\",\"dog\"],\"also\":[]}"),
        .started_ms = 100,
    };
}

Test(quiz, goes_on_once_for_each_question)
{
    struct quiz quiz = some_quiz();
    struct quiz kept;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_expect_eq(quiz_store_find(tx, ada, arena, &kept), E_NOT_FOUND);
    cr_expect_eq(quiz_store_go_on(tx, ada, 1, &quiz, 200), E_CONFLICT);
    cr_assert_eq(quiz_store_put(tx, ada, &quiz, 100), E_OK);
    quiz.number = 2;
    quiz.answered = 1;
    quiz.correct = 1;
    cr_assert_eq(quiz_store_go_on(tx, ada, 1, &quiz, 200), E_OK);
    cr_expect_eq(quiz_store_go_on(tx, ada, 1, &quiz, 200), E_CONFLICT, "answered already");
    cr_assert_eq(quiz_store_find(tx, ada, arena, &kept), E_OK);
    cr_expect(kept.is_running);
    cr_expect_eq(kept.number, 2);
    cr_expect_eq(kept.correct, 1);
    cr_expect(str_eq(kept.question, quiz.question));
    /* another one that was begun meanwhile is not touched by an answer to the first */
    quiz.started_ms = 999;
    cr_expect_eq(quiz_store_go_on(tx, ada, 2, &quiz, 200), E_CONFLICT);
    quiz.started_ms = 100;
    quiz.is_running = false;
    cr_assert_eq(quiz_store_go_on(tx, ada, 2, &quiz, 300), E_OK);
    cr_expect_eq(quiz_store_go_on(tx, ada, 2, &quiz, 300), E_CONFLICT, "it has ended");
}

static int64_t count(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(db_query(conn, sql, &rows), E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

Test(quiz, goes_with_its_owner)
{
    const struct quiz quiz = some_quiz();
    put_card(ada, "dog", 1, 0);
    put_card(bob, "dog", 1, 0);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(quiz_store_put(tx, ada, &quiz, 100), E_OK);
    cr_assert_eq(db_exec(tx, drop_user_sql, db_id(ada)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(count(count_words_sql), 1);
    cr_expect_eq(count(count_quizzes_sql), 0);
}

/* ---- words ---- */

Test(quiz, reads_and_writes_its_words)
{
    static const char *const refused[] = {
        "",    "{", "[{}]", "[{\"word\":\"\",\"part_of_speech\":\"noun\"}]", "[{\"word\":\"a\"}]",
        "[1]",
    };
    struct quiz_cards cards;
    const struct str words = some_quiz().words;
    cr_assert(quiz_words_read(words, arena, &cards));
    cr_expect_eq(cards.count, 2);
    cr_expect(str_eq(quiz_words_write(&cards, arena), words));
    cr_expect(quiz_words_have(&cards, &cards.items[1]));
    const struct quiz_card other = quiz_card_new(STR("run"), STR("noun"));
    cr_expect_not(quiz_words_have(&cards, &other));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        cr_expect_not(quiz_words_read(str_from(refused[i]), arena, &cards), "%s", refused[i]);
    }
}

Test(quiz, adds_words_that_are_new)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct quiz_card items[3];
    struct quiz_cards cards = {items, 0};
    put_card(ada, "dog", 1, 0);
    cr_assert_eq(json_doc_parse(STR("[{\"word\":\"dog\",\"part_of_speech\":\"noun\"},"
                                    "{\"word\":\"cat\",\"part_of_speech\":\"noun\"},"
                                    "{\"word\":\"cat\",\"part_of_speech\":\"noun\"},"
                                    "{\"word\":\"dog\",\"part_of_speech\":\"verb\"},"
                                    "{\"word\":\"owl\",\"part_of_speech\":\"noun\"},"
                                    "{\"word\":\"elk\",\"part_of_speech\":\"noun\"}]"),
                                &doc, NULL),
                 E_OK);
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(quiz_words_add_new(conn, ada, json_doc_root(doc), 3, &cards), E_OK);
    cr_assert_eq(cards.count, 3);
    cr_expect(str_eq(items[0].word, STR("cat")));
    cr_expect(str_eq(items[1].part, STR("verb")));
    cr_expect(str_eq(items[2].word, STR("owl")));
}

/* ---- what is told ---- */

static struct str told_text(const struct quiz_told *told, struct json_doc **doc)
{
    cr_assert_eq(json_doc_parse(quiz_result_write(told, arena), doc, NULL), E_OK);
    return json_text(json_get(json_doc_root(*doc), "text"));
}

Test(quiz, does_not_tell_the_answer)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    const struct quiz quiz = some_quiz();
    const struct quiz_told told = {.quiz = &quiz};
    const struct str text = told_text(&told, &doc);
    cr_expect(
        str_eq(text,
               STR("**Question 1 of 2**\n\na ____ barks It means: an animal.\n\n1. cat\n2. dog")),
        "%" STRF, STRA(text));
    const struct json_value root = json_doc_root(doc);
    const struct json_value question = json_get(root, "question");
    cr_expect(str_eq(json_text(json_get(root, "kind")), STR("quiz")));
    cr_expect_eq(json_count(json_get(question, "choices")), 2);
    cr_expect_not(json_has(json_get(question, "expected")));
    cr_expect_not(json_has(json_get(question, "also")));
    cr_expect_not(json_has(json_get(question, "word")));
    cr_expect_not(json_bool(json_get(root, "finished"), true));
    cr_expect_not(json_has(json_get(root, "feedback")));
}

Test(quiz, tells_how_an_answer_was)
{
    static const struct {
        bool is_counted, is_correct, is_almost, is_unknown;
        const char *said;
    } rows[] = {
        {true, true, false, false, "Right! “dog” (noun): an animal.\n\n**Question"},
        {true, false, true, false, "Almost: it is written “dog”.\n\n**Question"},
        {true, false, false, true, "The answer is “dog”. “dog” (noun): an animal.\n\n**Question"},
        {true, false, false, false,
         "No, the right answer is “dog”. “dog” (noun): an animal.\n\n**Q"},
        {false, false, false, false, "Please choose one of the answers, by its number"},
    };
    const struct quiz quiz = some_quiz();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
        const struct quiz_told told = {.quiz = &quiz,
                                       .feedback = {.is_there = true,
                                                    .is_counted = rows[i].is_counted,
                                                    .is_correct = rows[i].is_correct,
                                                    .is_almost = rows[i].is_almost,
                                                    .is_unknown = rows[i].is_unknown,
                                                    .given = STR("2"),
                                                    .question = quiz.question}};
        const struct str text = told_text(&told, &doc);
        cr_expect(str_starts(text, str_from(rows[i].said)), "%" STRF, STRA(text));
        const struct json_value feedback = json_get(json_doc_root(doc), "feedback");
        cr_expect_eq(json_bool(json_get(feedback, "correct"), false), rows[i].is_correct);
        cr_expect_eq(json_has(json_get(feedback, "expected")), rows[i].is_counted,
                     "only who has answered is told");
    }
}

Test(quiz, tells_progress_without_losing_the_question)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    const struct quiz quiz = some_quiz();
    const struct quiz_progress progress = {.words = 1, .asked = 4, .correct = 3};
    const struct str json = quiz_result_write_progress(&progress, &quiz, arena);
    cr_assert_eq(json_doc_parse(json, &doc, NULL), E_OK);
    const struct json_value root = json_doc_root(doc);
    cr_expect_not(json_bool(json_get(root, "finished"), true));
    cr_expect_eq(json_count(json_get(json_get(root, "question"), "choices")), 2);
    cr_expect(str_has_nocase(json_text(json_get(root, "text")), STR("(75 %).")));
    cr_expect(str_has_nocase(json_text(json_get(root, "text")), STR("**Question 1 of 2**")));
}

Test(quiz, tells_the_score_at_the_end)
{
    struct quiz quiz = some_quiz();
    quiz.is_running = false;
    quiz.question = STR("{}");
    quiz.answered = 2;
    quiz.correct = 1;
    for (int is_stopped = 0; is_stopped < 2; is_stopped++) {
        CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
        const struct quiz_told told = {.quiz = &quiz, .is_stopped = is_stopped != 0, .due = 3};
        const struct str text = told_text(&told, &doc);
        cr_expect(str_has_nocase(text, STR("1 of 2 right. 3 words should be asked again.")),
                  "%" STRF, STRA(text));
        cr_expect(json_bool(json_get(json_doc_root(doc), "finished"), false));
        cr_expect_not(json_has(json_get(json_doc_root(doc), "question")));
    }
    cr_expect(str_has_nocase(quiz_result_write_nothing(0, arena), STR("No quiz is going on.")));
}

Test(quiz, knows_an_answer_that_comes_again)
{
    struct quiz quiz = some_quiz();
    struct quiz kept;
    struct quiz_feedback again;
    const struct quiz_feedback given = {.is_there = true,
                                        .is_counted = true,
                                        .is_almost = true,
                                        .given = STR("d\"og"),
                                        .question = quiz.question};
    const struct str first = quiz_again_name(&quiz, 1, arena);
    quiz.last = STR("{}");
    cr_expect_not(quiz_again_find(&quiz, first, arena, &again), "nothing was answered yet");
    quiz.last = quiz_again_write(1, &given, arena);
    quiz.number = 2;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(quiz_store_put(tx, ada, &quiz, 100), E_OK);
    cr_assert_eq(quiz_store_find(tx, ada, arena, &kept), E_OK);
    cr_assert(quiz_again_find(&kept, first, arena, &again));
    cr_expect(again.is_there && again.is_counted && again.is_almost);
    cr_expect(!again.is_correct && !again.is_unknown);
    cr_expect(str_eq(again.given, given.given));
    cr_expect(str_eq(again.question, quiz.question), "%" STRF, STRA(again.question));
    cr_expect_not(quiz_again_find(&kept, quiz_again_name(&kept, 2, arena), arena, &again));
    kept.started_ms++;
    cr_expect_not(quiz_again_find(&kept, first, arena, &again), "it is another quiz");
    kept.last = STR("no JSON");
    cr_expect_not(quiz_again_find(&kept, first, arena, &again));
}
