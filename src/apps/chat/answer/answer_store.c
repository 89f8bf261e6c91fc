/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are being written. */
#include "apps/chat/answer/answer_int.h"
#include "base/clock.h"

/* The version may be gone by now. */
static const char add_piece_sql[] =
    "INSERT INTO answer_pieces (version, number, kind, text) SELECT $1, $2, $3, $4"
    " WHERE EXISTS (SELECT 1 FROM message_versions WHERE id = $1)";

static const char pieces_sql[] =
    "SELECT kind, text FROM answer_pieces WHERE version = $1 ORDER BY number";

static const char drop_pieces_sql[] = "DELETE FROM answer_pieces WHERE version = $1";

static const char set_tools_sql[] = "UPDATE message_versions SET tools = $2 WHERE id = $1";

static const char end_sql[] =
    "UPDATE message_versions SET status = $2, model = $3, finish = $4, error_code = $5,"
    " error_text = $6, prompt_tokens = $7, completion_tokens = $8, is_estimate = $9, dropped = $10,"
    " started = $11, ended = $12, tools = $13, reasoning = $14, answer = $15 WHERE id = $1";

static const char streaming_sql[] = "SELECT message, id, reasoning, answer FROM message_versions "
                                    "WHERE status = 'streaming' LIMIT 1";

static const char interrupt_sql[] =
    "UPDATE message_versions SET status = 'failed', error_code = $2, error_text = $3, ended = $4,"
    " reasoning = $5, answer = $6 WHERE id = $1";

int answer_store_add_piece(struct db_conn *tx, const struct answer_piece *piece, bool *out_is_there)
{
    int64_t changed = 0;
    int rc = db_change(tx, add_piece_sql, &changed, db_id(piece->version), db_i64(piece->number),
                       db_c(piece->is_reasoning ? "reasoning" : "answer"), db_str(piece->text));
    *out_is_there = changed > 0;
    return rc;
}

int answer_store_set_tools(struct db_conn *tx, struct uuid version, struct str tools)
{
    return db_exec(tx, set_tools_sql, db_id(version), db_str(tools));
}

static struct db_value text_or_null(struct str text)
{
    return text.n > 0 ? db_str(text) : db_null();
}

int answer_store_end(struct db_conn *tx, const struct room_message *message, int64_t started_ms,
                     bool *out_is_there)
{
    int64_t changed = 0;
    int rc = db_change(tx, end_sql, &changed, db_id(message->version),
                       db_c(room_status_name(message->status)), db_str(message->model),
                       text_or_null(message->finish), text_or_null(message->error_code),
                       text_or_null(message->error_text), db_i64(message->usage.prompt_tokens),
                       db_i64(message->usage.completion_tokens),
                       db_bool(message->usage.is_estimate), db_i64(message->dropped),
                       started_ms > 0 ? db_i64(started_ms) : db_null(), db_i64(message->ended_ms),
                       db_str(message->tools), db_str(message->reasoning), db_str(message->answer));
    *out_is_there = changed > 0;
    return rc < 0 ? rc : db_exec(tx, drop_pieces_sql, db_id(message->version));
}

/* ---- after a server that was killed ---- */

/* One that was being written; `message` gets its ids, answer and reasoning as the row has them. */
static int find_streaming(struct db_conn *tx, struct arena *arena, struct room_message *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(tx, streaming_sql, &rows);
    if (rc == E_OK) {
        *out = (struct room_message){.id = db_col_id(rows, 0),
                                     .version = db_col_id(rows, 1),
                                     .reasoning = db_col_copy(rows, 2, arena),
                                     .answer = db_col_copy(rows, 3, arena)};
    }
    return rc;
}

static int add_pieces(struct db_conn *tx, struct uuid version, struct sb *reasoning,
                      struct sb *answer)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(tx, pieces_sql, &rows, db_id(version));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        bool is_answer = str_eq(db_col_text(rows, 0), STR("answer"));
        sb_add(is_answer ? answer : reasoning, db_col_text(rows, 1));
    }
    return rc;
}

static int interrupt(struct db_conn *tx, const struct room_message *message)
{
    CLEANUP(sb_done) struct sb reasoning;
    CLEANUP(sb_done) struct sb answer;
    sb_init(&reasoning, ROOM_ANSWER_MAX);
    sb_init(&answer, ROOM_ANSWER_MAX);
    sb_add(&reasoning, message->reasoning);
    sb_add(&answer, message->answer);
    int rc = add_pieces(tx, message->version, &reasoning, &answer);
    if (rc == E_OK) {
        rc = db_exec(tx, interrupt_sql, db_id(message->version), db_c(e_code(E_INTERRUPTED)),
                     db_c(e_title(E_INTERRUPTED)), db_i64(clock_now_ms()),
                     db_str(sb_str(&reasoning)), db_str(sb_str(&answer)));
    }
    return rc < 0 ? rc : db_exec(tx, drop_pieces_sql, db_id(message->version));
}

int answer_store_recover(struct db *db, int64_t *out_count)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = db_begin(db, &tx);
    int64_t count = 0;
    while (rc == E_OK) {
        arena_reset(arena);
        struct room_message message;
        rc = find_streaming(tx, arena, &message);
        if (rc == E_NOT_FOUND) {
            *out_count = count;
            return db_commit(&tx);
        }
        if (rc == E_OK) {
            rc = interrupt(tx, &message);
        }
        if (rc == E_OK) {
            rc = room_index_version(tx, message.id, message.version, arena);
        }
        count++;
    }
    return rc;
}
