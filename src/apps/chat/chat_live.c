/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of answers that are being written, and the queues of the threads. */
#include "apps/chat/chat_live.h"
#include "base/clock.h"

struct chat_lives *chat_lives_new(void)
{
    struct chat_lives *lives = must_calloc(1, sizeof(*lives));
    pthread_mutex_init(&lives->lock, NULL);
    clock_condition_init(&lives->run_over);
    for (size_t i = 0; i < CHAT_LANE_COUNT; i++) {
        lives->queues[i].last = &lives->queues[i].first;
        clock_condition_init(&lives->queues[i].woken);
    }
    return lives;
}

void chat_lives_free(struct chat_lives *lives)
{
    if (lives == NULL) {
        return;
    }
    for (size_t i = 0; i < CHAT_LANE_COUNT; i++) {
        pthread_cond_destroy(&lives->queues[i].woken);
    }
    pthread_cond_destroy(&lives->run_over);
    pthread_mutex_destroy(&lives->lock);
    free(lives);
}

/* ---- one of them ---- */

static void free_call(struct chat_call *call)
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

void chat_live_clear_calls(struct chat_live *live)
{
    for (size_t i = 0; i < live->call_count; i++) {
        free_call(&live->calls[i]);
    }
    free(live->calls);
    live->calls = NULL;
    live->call_count = 0;
}

void chat_live_clear_taken(struct chat_live *live)
{
    for (size_t i = 0; i < live->taken_count; i++) {
        free_call(&live->taken[i]);
    }
    free(live->taken);
    live->taken = NULL;
    live->taken_count = 0;
    live->taken_at = 0;
}

static void free_live(struct chat_live *live)
{
    chat_live_clear_calls(live);
    chat_live_clear_taken(live);
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

void chat_live_ref(struct chat_live *live)
{
    atomic_fetch_add(&live->references, 1);
}

void chat_live_unref(struct chat_live *live)
{
    if (atomic_fetch_sub(&live->references, 1) == 1) {
        free_live(live);
    }
}

void chat_live_unrefp(struct chat_live **live)
{
    if (*live != NULL) {
        chat_live_unref(*live);
    }
}

static struct str heap_copy(struct str s)
{
    char *p = must_alloc(s.n + 1);
    memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

char *chat_heap_text(struct str s)
{
    return (char *)heap_copy(s).p;
}

void chat_live_add_step(struct chat_live *live, const struct room_step *step)
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
static void take_written(struct chat_live *live, const struct room_message *message)
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
        chat_live_add_step(live, &steps[i]);
        live->rounds = steps[i].round + 1;
    }
    live->usage = (struct room_usage){message->usage.prompt_tokens,
                                      message->usage.completion_tokens, message->usage.is_estimate};
    live->usage_before = live->usage;
    live->continues = message->answer.n > 0 || message->reasoning.n > 0 || count > 0;
}

static struct chat_live *new_live(struct chat *chat, const struct room_message *message)
{
    struct chat_live *live = must_calloc(1, sizeof(*live));
    live->chat = chat;
    live->version = message->version;
    live->message = message->id;
    live->category = message->category;
    live->owner = message->owner;
    live->number = message->number;
    live->asked_us = clock_mono_us();
    live->references = 1;
    live->is_run_over = true;
    live->model = chat_heap_text(message->model);
    pthread_mutex_init(&live->lock, NULL);
    sb_init(&live->answer, ROOM_ANSWER_MAX);
    sb_init(&live->reasoning, ROOM_ANSWER_MAX);
    sb_init(&live->held, ROOM_ANSWER_MAX);
    take_written(live, message);
    return live;
}

/* ---- the table ---- */

static struct chat_live **bucket_of(struct chat_lives *lives, struct uuid version)
{
    uint32_t random_part; /* of a version 7 id */
    memcpy(&random_part, version.b + 12, sizeof(random_part));
    return &lives->buckets[random_part % CHAT_BUCKETS];
}

static size_t count_of_owner(const struct chat_lives *lives, struct uuid owner)
{
    size_t count = 0;
    for (size_t i = 0; i < CHAT_BUCKETS; i++) {
        for (const struct chat_live *live = lives->buckets[i]; live != NULL; live = live->next) {
            count += uuid_eq(live->owner, owner) ? 1 : 0;
        }
    }
    return count;
}

int chat_live_add(struct chat *chat, const struct room_message *message, struct chat_live **out,
                  struct err *err)
{
    struct chat_lives *lives = chat->lives;
    struct chat_live *live = new_live(chat, message);
    struct chat_live **bucket = bucket_of(lives, live->version);
    int rc = E_OK;
    pthread_mutex_lock(&lives->lock);
    if (lives->is_stopping) {
        rc = E_SHUTTING_DOWN;
    } else if (count_of_owner(lives, live->owner) >= CHAT_LIVE_PER_OWNER) {
        rc = err_set(err, E_LIMIT_REACHED,
                     "%d answers are being written for you, as many as there may be at once. Stop "
                     "one, or wait until one is finished.",
                     CHAT_LIVE_PER_OWNER);
    } else {
        live->next = *bucket;
        *bucket = live;
        live->is_listed = true;
        lives->count++;
        chat_live_ref(live);
    }
    pthread_mutex_unlock(&lives->lock);
    if (rc < 0) {
        chat_live_unref(live);
        return rc;
    }
    metrics_gauge_add(chat->services->metrics, METRIC_CHAT_STREAMING, 1);
    *out = live;
    return E_OK;
}

void chat_live_unlist(struct chat_live *live)
{
    struct chat_lives *lives = live->chat->lives;
    pthread_mutex_lock(&lives->lock);
    const bool was_listed = live->is_listed;
    if (was_listed) {
        struct chat_live **at = bucket_of(lives, live->version);
        while (*at != live) {
            at = &(*at)->next;
        }
        *at = live->next;
        live->is_listed = false;
        lives->count--;
    }
    pthread_mutex_unlock(&lives->lock);
    if (was_listed) {
        metrics_gauge_add(live->chat->services->metrics, METRIC_CHAT_STREAMING, -1);
        chat_live_unref(live);
    }
}

struct chat_live *chat_live_find(struct chat *chat, struct uuid version)
{
    struct chat_lives *lives = chat->lives;
    pthread_mutex_lock(&lives->lock);
    struct chat_live *live = *bucket_of(lives, version);
    while (live != NULL && !uuid_eq(live->version, version)) {
        live = live->next;
    }
    if (live != NULL) {
        chat_live_ref(live);
    }
    pthread_mutex_unlock(&lives->lock);
    return live;
}

struct chat_live *chat_lives_all(struct chat_lives *lives)
{
    struct chat_live *all = NULL;
    pthread_mutex_lock(&lives->lock);
    for (size_t i = 0; i < CHAT_BUCKETS; i++) {
        for (struct chat_live *live = lives->buckets[i]; live != NULL; live = live->next) {
            chat_live_ref(live);
            live->next_of_all = all;
            all = live;
        }
    }
    pthread_mutex_unlock(&lives->lock);
    return all;
}

size_t chat_lives_count(struct chat *chat)
{
    pthread_mutex_lock(&chat->lives->lock);
    size_t count = chat->lives->count;
    pthread_mutex_unlock(&chat->lives->lock);
    return count;
}

bool chat_is_stopping(struct chat *chat)
{
    pthread_mutex_lock(&chat->lives->lock);
    bool is = chat->lives->is_stopping;
    pthread_mutex_unlock(&chat->lives->lock);
    return is;
}

/* ---- the queues ---- */

void chat_live_queue(struct chat_live *live, enum chat_lane lane, int64_t delay_ms)
{
    struct chat_lives *lives = live->chat->lives;
    struct chat_queue *queue = &lives->queues[lane];
    pthread_mutex_lock(&lives->lock);
    live->due_ms = delay_ms > 0 ? clock_mono_ms() + delay_ms : 0;
    if (!live->is_queued[lane]) {
        live->is_queued[lane] = true;
        live->next_queued[lane] = NULL;
        *queue->last = live;
        queue->last = &live->next_queued[lane];
        chat_live_ref(live);
    }
    pthread_cond_signal(&queue->woken);
    pthread_mutex_unlock(&lives->lock);
}

void chat_live_go(struct chat_live *live)
{
    pthread_mutex_lock(&live->lock);
    const bool begins = live->phase == CHAT_ADDED;
    if (begins) {
        live->phase = CHAT_WAITS;
    }
    pthread_mutex_unlock(&live->lock);
    if (begins) {
        chat_live_queue(live, CHAT_LANE_ROWS, 0);
    }
}

void chat_live_abandon(struct chat_live *live)
{
    if (live == NULL) {
        return;
    }
    pthread_mutex_lock(&live->lock);
    const bool is_new = live->phase == CHAT_ADDED;
    if (is_new) {
        live->phase = CHAT_TOLD;
    }
    pthread_mutex_unlock(&live->lock);
    if (is_new) {
        chat_live_unlist(live);
    }
}

/* ---- ended by people ---- */

static bool end_now(struct chat_live *live, const struct chat_end *end)
{
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase != CHAT_ENDS && live->phase != CHAT_TOLD;
    if (goes_on) {
        chat_live_end_locked(live, end);
    }
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        chat_live_after_end(live);
    }
    return goes_on;
}

bool chat_live_stop(struct chat_live *live)
{
    return end_now(live, &(struct chat_end){.status = ROOM_STOPPED});
}

void chat_live_fail(struct chat_live *live, int rc, const char *text)
{
    struct chat_end end = {.status = ROOM_FAILED, .rc = rc};
    (void)snprintf(end.text, sizeof(end.text), "%s", text);
    (void)end_now(live, &end);
}

void chat_live_forget_one(struct chat_live *live)
{
    (void)end_now(live,
                  &(struct chat_end){.status = ROOM_FAILED, .rc = E_NOT_FOUND, .is_gone = true});
}

void chat_live_forget(struct chat *chat, const struct room_ids *versions)
{
    for (size_t i = 0; i < versions->count; i++) {
        CLEANUP(chat_live_unrefp) struct chat_live *live = chat_live_find(chat, versions->items[i]);
        if (live != NULL) {
            chat_live_forget_one(live);
        }
    }
}

/* ---- for who reads the row ---- */

static struct str copy_steps(const struct chat_live *live, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 2 * ROOM_TOOLS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &sb);
    room_steps_write(live->steps, live->step_count, &out);
    return str_copy(arena, sb_str(&sb));
}

void chat_live_overlay_locked(struct chat_live *live, struct arena *arena,
                              struct room_message *inout)
{
    inout->model = str_from(arena_strdup(arena, live->model));
    inout->answer = str_copy(arena, sb_str(&live->answer));
    inout->reasoning = str_copy(arena, sb_str(&live->reasoning));
    inout->tools = copy_steps(live, arena);
    inout->dropped = live->dropped;
    inout->usage = live->usage;
}

void chat_live_overlay(struct chat_live *live, struct arena *arena, struct room_message *inout)
{
    pthread_mutex_lock(&live->lock);
    chat_live_overlay_locked(live, arena, inout);
    pthread_mutex_unlock(&live->lock);
}
