/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of all answers since the last time goes to the disk in one transaction: a server that is killed loses a second,
 * or a fifth of one where few answers are written. */
#include "apps/chat/answer/answer_int.h"
#include "base/log.h"

static bool has_news(const struct answer *live)
{
    return (live->phase == ANSWER_RUNS || live->phase == ANSWER_CALLS ||
            live->phase == ANSWER_WAITS) &&
           (live->answer.n > live->written_answer || live->reasoning.n > live->written_reasoning);
}

/* Copies what is new; the transaction is the database's time, not the provider's. */
static void copy_news(struct answer *live, struct arena *arena, struct str *out_answer,
                      struct str *out_reasoning)
{
    pthread_mutex_lock(&live->lock);
    live->writing_answer = live->written_answer;
    live->writing_reasoning = live->written_reasoning;
    live->writing_pieces = live->pieces;
    *out_answer = *out_reasoning = STR_EMPTY;
    if (has_news(live)) {
        *out_answer =
            str_copy(arena, str_sub(sb_str(&live->answer), live->written_answer, live->answer.n));
        *out_reasoning = str_copy(
            arena, str_sub(sb_str(&live->reasoning), live->written_reasoning, live->reasoning.n));
        live->writing_answer = live->answer.n;
        live->writing_reasoning = live->reasoning.n;
    }
    pthread_mutex_unlock(&live->lock);
}

static int add_piece(struct db_conn *tx, struct answer *live, bool is_reasoning, struct str text,
                     bool *inout_is_there)
{
    if (text.n == 0) {
        return E_OK;
    }
    const struct answer_piece piece = {live->version, live->writing_pieces++, is_reasoning, text};
    bool is_there = false;
    int rc = answer_store_add_piece(tx, &piece, &is_there);
    *inout_is_there = *inout_is_there && is_there;
    return rc;
}

static int write_one(struct db_conn *tx, struct answer *live, struct arena *arena)
{
    struct str answer;
    struct str reasoning;
    copy_news(live, arena, &answer, &reasoning);
    live->is_gone = false;
    bool is_there = true;
    int rc = add_piece(tx, live, /* is_reasoning= */ true, reasoning, &is_there);
    if (rc == E_OK) {
        rc = add_piece(tx, live, /* is_reasoning= */ false, answer, &is_there);
    }
    live->is_gone = !is_there;
    return rc;
}

static int write_all(struct answers *answers, struct answer *all)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(answers->sources.services->db, &tx);
    for (struct answer *live = all; rc == E_OK && live != NULL; live = live->next_of_all) {
        rc = write_one(tx, live, arena);
        arena_reset(arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

static void take_over(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    live->written_answer = live->writing_answer;
    live->written_reasoning = live->writing_reasoning;
    live->pieces = live->writing_pieces;
    pthread_mutex_unlock(&live->lock);
    if (live->is_gone) {
        answer_forget_one(live); /* deleted with its account, say */
    }
}

static bool any_news(struct answer *all)
{
    bool has = false;
    for (struct answer *live = all; live != NULL && !has; live = live->next_of_all) {
        pthread_mutex_lock(&live->lock);
        has = has_news(live);
        pthread_mutex_unlock(&live->lock);
    }
    return has;
}

void answers_write_pieces(struct answers *answers)
{
    struct answer *all = answers_all(answers);
    const bool has = any_news(all);
    int rc = has ? write_all(answers, all) : E_OK;
    if (rc < 0) {
        log_warn("chat.pieces_not_written",
                 LOG_C("why", e_code(rc))); /* the next time takes them along */
    }
    while (all != NULL) {
        struct answer *next = all->next_of_all;
        if (has && rc == E_OK) {
            take_over(all);
        }
        answer_unref(all);
        all = next;
    }
}
