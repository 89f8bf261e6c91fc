/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of answers: their rows whole, what was used counted, then told. */
#include "apps/chat/answer/answer_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/metrics/metrics.h"

#define AGAIN_MS 1000

static bool is_passing(int rc)
{
    return rc == E_DB_UNAVAILABLE || rc == E_DISK_FULL || rc == E_IO;
}

/* What the row becomes. Nothing of it changes any more, but it is read under the lock once. */
static void read_end(struct answer *live, struct arena *arena, struct room_message *out,
                     struct room_usage *out_used, int64_t *out_started_ms, bool *out_is_gone)
{
    pthread_mutex_lock(&live->lock);
    *out = (struct room_message){.id = live->message,
                                 .version = live->version,
                                 .status = live->end.status,
                                 .ended_ms = clock_now_ms()};
    answer_overlay_locked(live, arena, out);
    out->finish = str_from(live->end.finish != NULL ? live->end.finish : "");
    if (live->end.status == ROOM_FAILED) {
        out->error_code = str_from(e_code(live->end.rc));
        out->error_text = str_from(arena_strdup(arena, live->end.text));
    }
    *out_used =
        (struct room_usage){live->usage.prompt_tokens - live->usage_before.prompt_tokens,
                            live->usage.completion_tokens - live->usage_before.completion_tokens,
                            live->usage.is_estimate};
    *out_started_ms = live->started_ms;
    *out_is_gone = live->end.is_gone;
    pthread_mutex_unlock(&live->lock);
}

static int write_one(struct db_conn *tx, struct answer *live, struct arena *arena)
{
    struct room_message row;
    struct room_usage used;
    int64_t started_ms;
    bool is_gone;
    read_end(live, arena, &row, &used, &started_ms, &is_gone);
    bool is_there = false;
    int rc = is_gone ? E_OK : answer_store_end(tx, &row, started_ms, &is_there);
    if (rc == E_OK && is_there) {
        const struct provider_usage usage = {used.prompt_tokens, used.completion_tokens,
                                             used.is_estimate};
        rc = provider_count(tx, live->owner, &usage);
    }
    if (rc == E_OK && is_there) {
        rc = room_index_version(tx, live->message, live->version, arena);
    }
    live->is_gone = !is_there;
    return rc;
}

static int write_chain(struct answers *answers, struct answer *first)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(answers->sources.services->db, &tx);
    for (struct answer *live = first; rc == E_OK && live != NULL; live = live->next_ending) {
        rc = write_one(tx, live, arena);
        arena_reset(arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* ---- telling ---- */

static void count_end(struct answer *live)
{
    static const enum metric_counter outcomes[ROOM_STATUS_COUNT] = {
        [ROOM_COMPLETE] = METRIC_CHAT_COMPLETE,
        [ROOM_STOPPED] = METRIC_CHAT_STOPPED,
        [ROOM_FAILED] = METRIC_CHAT_FAILED,
    };
    struct metrics *metrics = live->answers->sources.services->metrics;
    metrics_count(metrics, outcomes[live->end.status]);
    metrics_add(metrics, METRIC_CHAT_PROMPT_TOKENS,
                live->usage.prompt_tokens - live->usage_before.prompt_tokens);
    metrics_add(metrics, METRIC_CHAT_COMPLETION_TOKENS,
                live->usage.completion_tokens - live->usage_before.completion_tokens);
    if (live->end.status == ROOM_FAILED && !live->end.is_gone) {
        log_info("chat.answer_failed", LOG_C("why", e_code(live->end.rc)),
                 LOG_C("message", uuid_format(live->message).s));
    }
}

/* The row as it is now, and as JSON. */
static int read_whole(struct answer *live, struct arena *arena, struct room_message *out,
                      struct str *out_json)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(live->answers->sources.services->db, &conn);
    if (rc == E_OK) {
        rc = room_store_find_version(conn, live->version, arena, out);
    }
    return rc < 0 ? rc : room_message_json(conn, out, arena, out_json);
}

static void tell(struct answer *live)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct room_message message;
    struct str json = STR_EMPTY;
    const bool has = !live->is_gone && read_whole(live, arena, &message, &json) == E_OK;
    pthread_mutex_lock(&live->lock);
    live->phase = ANSWER_TOLD;
    count_end(live);
    answer_events_end(live, has ? &message : NULL, json);
    pthread_mutex_unlock(&live->lock);
    answer_unlist(live);
}

/* ---- writing, then telling ---- */

void answers_end(struct answers *answers, struct answer *first)
{
    int rc = write_chain(answers, first);
    if (rc < 0 && first->next_ending != NULL && !is_passing(rc)) {
        /* One of them cannot be written: it must not keep the others. */
        while (first != NULL) {
            struct answer *next = first->next_ending;
            first->next_ending = NULL;
            answers_end(answers, first);
            first = next;
        }
        return;
    }
    if (rc < 0) {
        log_event(is_passing(rc) ? LOG_WARN : LOG_ERROR, "chat.answer_not_written",
                  LOG_C("why", e_code(rc)));
    }
    while (first != NULL) {
        struct answer *next = first->next_ending;
        if (is_passing(rc)) {
            answer_enqueue(first, ANSWER_LANE_ROWS, AGAIN_MS);
        } else {
            tell(first);
        }
        answer_unref(first);
        first = next;
    }
}
