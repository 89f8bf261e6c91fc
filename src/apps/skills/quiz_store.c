/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/skills/quiz.h"

static const char find_sql[] =
    "SELECT is_running, level, form, wanted, words, number, answered, correct, seed, question,"
    " started, last FROM quizzes WHERE owner = $1";

static const char put_sql[] =
    "INSERT INTO quizzes (owner, is_running, level, form, wanted, words, number, answered, correct,"
    " seed, question, started, updated, last)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    " ON CONFLICT (owner) DO UPDATE SET is_running = excluded.is_running, level = excluded.level,"
    " form = excluded.form, wanted = excluded.wanted, words = excluded.words,"
    " number = excluded.number, answered = excluded.answered, correct = excluded.correct,"
    " seed = excluded.seed, question = excluded.question, started = excluded.started,"
    " updated = excluded.updated, last = excluded.last";

static const char go_on_sql[] =
    "UPDATE quizzes SET is_running = $1, words = $2, number = $3, answered = $4, correct = $5,"
    " question = $6, updated = $7, last = $11"
    " WHERE owner = $8 AND number = $9 AND started = $10 AND is_running = 1";

#define CARD_COLUMNS "word, part_of_speech, repetitions, ease, interval_days, due, asked, correct"

static const char find_card_sql[] =
    "SELECT " CARD_COLUMNS
    " FROM quiz_words WHERE owner = $1 AND word = $2 AND part_of_speech = $3";

static const char put_card_sql[] =
    "INSERT INTO quiz_words (owner, word, part_of_speech, repetitions, ease, interval_days, due,"
    " asked, correct, created, answered) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)"
    " ON CONFLICT (owner, word, part_of_speech) DO UPDATE SET repetitions = excluded.repetitions,"
    " ease = excluded.ease, interval_days = excluded.interval_days, due = excluded.due,"
    " asked = excluded.asked, correct = excluded.correct, answered = excluded.answered";

static const char list_due_sql[] =
    "SELECT " CARD_COLUMNS " FROM quiz_words WHERE owner = $1 AND due <= $2"
    " ORDER BY due, word, part_of_speech LIMIT $3";

static const char count_due_sql[] =
    "SELECT COUNT(*) FROM quiz_words WHERE owner = $1 AND due <= $2";

static const char progress_sql[] =
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN interval_days >= $2 THEN 1 ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN due <= $3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(asked), 0),"
    " COALESCE(SUM(correct), 0), COALESCE(MIN(CASE WHEN due > $3 THEN due ELSE NULL END), 0)"
    " FROM quiz_words WHERE owner = $1";

static const char list_hardest_sql[] =
    "SELECT " CARD_COLUMNS " FROM quiz_words WHERE owner = $1 AND asked > correct"
    " ORDER BY asked - correct DESC, ease, word, part_of_speech LIMIT $2";

int quiz_store_find(struct db_conn *conn, struct uuid owner, struct arena *arena, struct quiz *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(owner));
    if (rc < 0) {
        return rc;
    }
    *out = (struct quiz){
        .is_running = db_col_bool(rows, 0),
        .level = db_col_copy(rows, 1, arena),
        .form = db_col_copy(rows, 2, arena),
        .wanted = db_col_i64(rows, 3),
        .words = db_col_copy(rows, 4, arena),
        .number = db_col_i64(rows, 5),
        .answered = db_col_i64(rows, 6),
        .correct = db_col_i64(rows, 7),
        .seed = db_col_i64(rows, 8),
        .question = db_col_copy(rows, 9, arena),
        .started_ms = db_col_i64(rows, 10),
        .last = db_col_copy(rows, 11, arena),
    };
    return E_OK;
}

static struct db_value last_of(const struct quiz *quiz)
{
    return db_str(quiz->last.n > 0 ? quiz->last : STR("{}"));
}

int quiz_store_put(struct db_conn *tx, struct uuid owner, const struct quiz *quiz, int64_t now_ms)
{
    return db_exec(tx, put_sql, db_id(owner), db_bool(quiz->is_running), db_str(quiz->level),
                   db_str(quiz->form), db_i64(quiz->wanted), db_str(quiz->words),
                   db_i64(quiz->number), db_i64(quiz->answered), db_i64(quiz->correct),
                   db_i64(quiz->seed), db_str(quiz->question), db_i64(quiz->started_ms),
                   db_i64(now_ms), last_of(quiz));
}

int quiz_store_go_on(struct db_conn *tx, struct uuid owner, int64_t number, const struct quiz *quiz,
                     int64_t now_ms)
{
    int64_t changed = 0;
    int rc = db_change(tx, go_on_sql, &changed, db_bool(quiz->is_running), db_str(quiz->words),
                       db_i64(quiz->number), db_i64(quiz->answered), db_i64(quiz->correct),
                       db_str(quiz->question), db_i64(now_ms), db_id(owner), db_i64(number),
                       db_i64(quiz->started_ms), last_of(quiz));
    return rc == E_OK && changed == 0 ? E_CONFLICT : rc;
}

static void read_card(const struct db_rows *rows, struct arena *arena, struct quiz_card *out)
{
    *out = (struct quiz_card){
        .word = arena != NULL ? db_col_copy(rows, 0, arena) : STR_EMPTY,
        .part = arena != NULL ? db_col_copy(rows, 1, arena) : STR_EMPTY,
        .repetitions = db_col_i64(rows, 2),
        .ease = db_col_i64(rows, 3),
        .interval_days = db_col_i64(rows, 4),
        .due_ms = db_col_i64(rows, 5),
        .asked = db_col_i64(rows, 6),
        .correct = db_col_i64(rows, 7),
    };
}

int quiz_store_find_card(struct db_conn *conn, struct uuid owner, struct str word, struct str part,
                         struct quiz_card *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_card_sql, &rows, db_id(owner), db_str(word), db_str(part));
    if (rc == E_OK) {
        read_card(rows, NULL, out);
        out->word = word;
        out->part = part;
    }
    return rc;
}

int quiz_store_put_card(struct db_conn *tx, struct uuid owner, const struct quiz_card *card,
                        int64_t now_ms)
{
    return db_exec(tx, put_card_sql, db_id(owner), db_str(card->word), db_str(card->part),
                   db_i64(card->repetitions), db_i64(card->ease), db_i64(card->interval_days),
                   db_i64(card->due_ms), db_i64(card->asked), db_i64(card->correct),
                   db_i64(now_ms));
}

static int read_cards(struct db_rows *rows, size_t count, struct arena *arena,
                      struct quiz_cards *out)
{
    struct quiz_cards cards = {.items = arena_calloc(arena, count, sizeof(*cards.items))};
    int rc = E_OK;
    while (cards.count < count && (rc = db_next(rows)) == 1) {
        read_card(rows, arena, &cards.items[cards.count++]);
    }
    *out = cards;
    return rc < 0 ? rc : E_OK;
}

int quiz_store_list_due(struct db_conn *conn, struct uuid owner, int64_t before_ms, size_t count,
                        struct arena *arena, struct quiz_cards *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_due_sql, &rows, db_id(owner), db_i64(before_ms),
                      db_i64((int64_t)count));
    return rc < 0 ? rc : read_cards(rows, count, arena, out);
}

int quiz_store_count_due(struct db_conn *conn, struct uuid owner, int64_t now_ms, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_due_sql, &rows, db_id(owner), db_i64(now_ms));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

static int read_hardest(struct db_conn *conn, struct uuid owner, struct arena *arena,
                        struct quiz_cards *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_hardest_sql, &rows, db_id(owner), db_i64(QUIZ_HARDEST));
    return rc < 0 ? rc : read_cards(rows, QUIZ_HARDEST, arena, out);
}

int quiz_store_read_progress(struct db_conn *conn, struct uuid owner, int64_t now_ms,
                             struct arena *arena, struct quiz_progress *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc =
        db_find(conn, progress_sql, &rows, db_id(owner), db_i64(QUIZ_DAYS_KNOWN), db_i64(now_ms));
    if (rc < 0) {
        return rc;
    }
    *out = (struct quiz_progress){
        .words = db_col_i64(rows, 0),
        .known = db_col_i64(rows, 1),
        .due = db_col_i64(rows, 2),
        .asked = db_col_i64(rows, 3),
        .correct = db_col_i64(rows, 4),
        .next_due_ms = db_col_i64(rows, 5),
    };
    return read_hardest(conn, owner, arena, &out->hardest);
}
