/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are being written: each of them, their table, and the queues of the threads. */
#include "apps/chat/answer/answer_int.h"
#include "base/clock.h"
#include "platform/metrics/metrics.h"

/* ---- one of them ---- */

static void free_call(struct answer_call *call)
{
    free(call->id);
    free(call->name);
    free(call->arguments);
}

static void free_step(struct room_step *step)
{
    free((char *)step->id.p);
    free((char *)step->name.p);
    free((char *)step->input.p);
    free((char *)step->output.p);
}

void answer_clear_calls(struct answer *live)
{
    for (size_t i = 0; i < live->call_count; i++) {
        free_call(&live->calls[i]);
    }
    free(live->calls);
    live->calls = NULL;
    live->call_count = 0;
}

void answer_clear_taken(struct answer *live)
{
    for (size_t i = 0; i < live->taken_count; i++) {
        free_call(&live->taken[i]);
    }
    free(live->taken);
    live->taken = NULL;
    live->taken_count = 0;
    live->taken_at = 0;
}

static void free_live(struct answer *live)
{
    answer_clear_calls(live);
    answer_clear_taken(live);
    if (live->outcome != NULL) {
        sb_done(&live->outcome->output);
        free(live->outcome);
    }
    for (size_t i = 0; i < live->step_count; i++) {
        free_step(&live->steps[i]);
    }
    free(live->steps);
    free(live->model);
    sb_done(&live->answer);
    sb_done(&live->reasoning);
    sb_done(&live->held);
    pthread_mutex_destroy(&live->lock);
    free(live);
}

struct uuid answer_version(const struct answer *live)
{
    return live->version;
}

void answer_ref(struct answer *live)
{
    atomic_fetch_add(&live->references, 1);
}

void answer_unref(struct answer *live)
{
    if (atomic_fetch_sub(&live->references, 1) == 1) {
        free_live(live);
    }
}

void answer_unrefp(struct answer **live)
{
    if (*live != NULL) {
        answer_unref(*live);
    }
}

static struct str heap_copy(struct str s)
{
    char *p = must_alloc(s.n + 1);
    memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

char *answer_heap_text(struct str s)
{
    return (char *)heap_copy(s).p;
}

void answer_add_step(struct answer *live, const struct room_step *step)
{
    struct room_step *moved = realloc(live->steps, (live->step_count + 1) * sizeof(*live->steps));
    ASSERT(moved != NULL);
    live->steps = moved;
    live->steps[live->step_count++] = (struct room_step){
        .round = step->round,
        .at = step->at,
        .id = heap_copy(step->id),
        .name = heap_copy(step->name),
        .input = heap_copy(step->input),
        .output = heap_copy(step->output),
        .has_failed = step->has_failed,
    };
    live->step_bytes += step->input.n + step->output.n;
}

/* What was written of it before it goes on. */
static void take_written(struct answer *live, const struct room_message *message)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    sb_add(&live->answer, message->answer);
    sb_add(&live->reasoning, message->reasoning);
    live->holds = live->answer.n > 0;
    live->written_answer = live->answer.n;
    live->written_reasoning = live->reasoning.n;
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(message->tools, arena, &steps, &count);
    for (size_t i = 0; i < count; i++) {
        answer_add_step(live, &steps[i]);
        live->rounds = steps[i].round + 1;
    }
    live->usage = (struct room_usage){message->usage.prompt_tokens,
                                      message->usage.completion_tokens, message->usage.is_estimate};
    live->usage_before = live->usage;
    live->continues = message->answer.n > 0 || message->reasoning.n > 0 || count > 0;
}

static struct answer *new_live(struct answers *answers, const struct room_message *message)
{
    struct answer *live = must_calloc(1, sizeof(*live));
    live->answers = answers;
    live->version = message->version;
    live->message = message->id;
    live->category = message->category;
    live->owner = message->owner;
    live->number = message->number;
    live->asked_us = clock_mono_us();
    live->references = 1;
    live->is_run_over = true;
    live->model = answer_heap_text(message->model);
    pthread_mutex_init(&live->lock, NULL);
    sb_init(&live->answer, ROOM_ANSWER_MAX);
    sb_init(&live->reasoning, ROOM_ANSWER_MAX);
    sb_init(&live->held, ROOM_ANSWER_MAX);
    take_written(live, message);
    return live;
}

/* ---- the table ---- */

static struct answer **bucket_of(struct answers *answers, struct uuid version)
{
    uint32_t random_part; /* of a version 7 id */
    memcpy(&random_part, version.b + 12, sizeof(random_part));
    return &answers->buckets[random_part % ANSWER_BUCKETS];
}

static size_t count_of_owner(const struct answers *answers, struct uuid owner)
{
    size_t count = 0;
    for (size_t i = 0; i < ANSWER_BUCKETS; i++) {
        for (const struct answer *live = answers->buckets[i]; live != NULL; live = live->next) {
            count += uuid_eq(live->owner, owner) ? 1 : 0;
        }
    }
    return count;
}

int answer_add(struct answers *answers, const struct room_message *message, struct answer **out,
               struct err *err)
{
    struct answer *live = new_live(answers, message);
    struct answer **bucket = bucket_of(answers, live->version);
    int rc = E_OK;
    pthread_mutex_lock(&answers->lock);
    if (answers->is_stopping) {
        rc = E_SHUTTING_DOWN;
    } else if (count_of_owner(answers, live->owner) >= ANSWER_PER_OWNER_MAX) {
        rc = err_set(err, E_LIMIT_REACHED,
                     "%d answers are being written for you, as many as there may be at once. Stop "
                     "one, or wait until one is finished.",
                     ANSWER_PER_OWNER_MAX);
    } else {
        live->next = *bucket;
        *bucket = live;
        live->is_listed = true;
        answers->count++;
        answer_ref(live);
    }
    pthread_mutex_unlock(&answers->lock);
    if (rc < 0) {
        answer_unref(live);
        return rc;
    }
    metrics_gauge_add(answers->sources.services->metrics, METRIC_CHAT_STREAMING, 1);
    *out = live;
    return E_OK;
}

void answer_unlist(struct answer *live)
{
    struct answers *answers = live->answers;
    pthread_mutex_lock(&answers->lock);
    const bool was_listed = live->is_listed;
    if (was_listed) {
        struct answer **at = bucket_of(answers, live->version);
        while (*at != live) {
            at = &(*at)->next;
        }
        *at = live->next;
        live->is_listed = false;
        answers->count--;
    }
    pthread_mutex_unlock(&answers->lock);
    if (was_listed) {
        metrics_gauge_add(live->answers->sources.services->metrics, METRIC_CHAT_STREAMING, -1);
        answer_unref(live);
    }
}

struct answer *answer_find(struct answers *answers, struct uuid version)
{
    pthread_mutex_lock(&answers->lock);
    struct answer *live = *bucket_of(answers, version);
    while (live != NULL && !uuid_eq(live->version, version)) {
        live = live->next;
    }
    if (live != NULL) {
        answer_ref(live);
    }
    pthread_mutex_unlock(&answers->lock);
    return live;
}

struct answer *answers_all(struct answers *answers)
{
    struct answer *all = NULL;
    pthread_mutex_lock(&answers->lock);
    for (size_t i = 0; i < ANSWER_BUCKETS; i++) {
        for (struct answer *live = answers->buckets[i]; live != NULL; live = live->next) {
            answer_ref(live);
            live->next_of_all = all;
            all = live;
        }
    }
    pthread_mutex_unlock(&answers->lock);
    return all;
}

size_t answers_count(struct answers *answers)
{
    pthread_mutex_lock(&answers->lock);
    size_t count = answers->count;
    pthread_mutex_unlock(&answers->lock);
    return count;
}

void answers_count_run(struct answers *answers, int change)
{
    pthread_mutex_lock(&answers->lock);
    answers->runs = change > 0 ? answers->runs + 1 : answers->runs - 1;
    pthread_cond_signal(&answers->run_over);
    pthread_mutex_unlock(&answers->lock);
}

bool answers_are_stopping(struct answers *answers)
{
    pthread_mutex_lock(&answers->lock);
    bool is = answers->is_stopping;
    pthread_mutex_unlock(&answers->lock);
    return is;
}

/* ---- the queues ---- */

void answer_enqueue(struct answer *live, enum answer_lane lane, int64_t delay_ms)
{
    struct answers *answers = live->answers;
    struct answer_queue *queue = &answers->queues[lane];
    pthread_mutex_lock(&answers->lock);
    live->due_ms = delay_ms > 0 ? clock_mono_ms() + delay_ms : 0;
    if (!live->is_queued[lane]) {
        live->is_queued[lane] = true;
        live->next_queued[lane] = NULL;
        *queue->last = live;
        queue->last = &live->next_queued[lane];
        answer_ref(live);
    }
    pthread_cond_signal(&queue->woken);
    pthread_mutex_unlock(&answers->lock);
}

void answer_go(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const bool begins = live->phase == ANSWER_ADDED;
    if (begins) {
        live->phase = ANSWER_WAITS;
    }
    pthread_mutex_unlock(&live->lock);
    if (begins) {
        answer_enqueue(live, ANSWER_LANE_ROWS, 0);
    }
}

void answer_abandon(struct answer *live)
{
    if (live == NULL) {
        return;
    }
    pthread_mutex_lock(&live->lock);
    const bool is_new = live->phase == ANSWER_ADDED;
    if (is_new) {
        live->phase = ANSWER_TOLD;
    }
    pthread_mutex_unlock(&live->lock);
    if (is_new) {
        answer_unlist(live);
    }
}

/* ---- ended by people ---- */

static bool end_now(struct answer *live, const struct answer_end *end)
{
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase != ANSWER_ENDS && live->phase != ANSWER_TOLD;
    if (goes_on) {
        answer_end_locked(live, end);
    }
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        answer_after_end(live);
    }
    return goes_on;
}

bool answer_stop(struct answer *live)
{
    return end_now(live, &(struct answer_end){.status = ROOM_STOPPED});
}

void answer_fail(struct answer *live, int rc, const char *text)
{
    struct answer_end end = {.status = ROOM_FAILED, .rc = rc};
    (void)snprintf(end.text, sizeof(end.text), "%s", text);
    (void)end_now(live, &end);
}

void answer_forget_one(struct answer *live)
{
    (void)end_now(live,
                  &(struct answer_end){.status = ROOM_FAILED, .rc = E_NOT_FOUND, .is_gone = true});
}

void answer_forget(struct answers *answers, const struct room_ids *versions)
{
    for (size_t i = 0; i < versions->count; i++) {
        CLEANUP(answer_unrefp) struct answer *live = answer_find(answers, versions->items[i]);
        if (live != NULL) {
            answer_forget_one(live);
        }
    }
}

/* ---- for who reads the row ---- */

static struct str copy_steps(const struct answer *live, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 2 * ROOM_TOOLS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &sb);
    room_steps_write(live->steps, live->step_count, &out);
    return str_copy(arena, sb_str(&sb));
}

void answer_overlay_locked(struct answer *live, struct arena *arena, struct room_message *inout)
{
    inout->model = str_from(arena_strdup(arena, live->model));
    inout->answer = str_copy(arena, sb_str(&live->answer));
    inout->reasoning = str_copy(arena, sb_str(&live->reasoning));
    inout->tools = copy_steps(live, arena);
    inout->dropped = live->dropped;
    inout->usage = live->usage;
}

void answer_overlay(struct answer *live, struct arena *arena, struct room_message *inout)
{
    pthread_mutex_lock(&live->lock);
    answer_overlay_locked(live, arena, inout);
    pthread_mutex_unlock(&live->lock);
}
