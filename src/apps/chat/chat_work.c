/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two threads behind answers: "chat" does what needs the database, "chat-tools" what may take seconds. */
#include "apps/chat/chat_live.h"
#include "base/clock.h"
#include "base/log.h"

#define PIECES_EVERY_MS 1000
#define PIECES_FEW_MS \
    200 /* where few answers are written: that costs little, and a kill less of them */
#define PIECES_SOON_MS   100 /* where there are many of an answer */
#define ANSWERS_FEW      32
#define ASK_AGAIN_MS     200
#define ATTACHMENTS_MS   120000 /* until an attachment counts as not readable */
#define RUNS_END_SECONDS 10
#define NEVER_MS         INT64_C(3600000)

/* ---- beginning an answer ---- */

static void count_run(struct chat_lives *lives, int change)
{
    pthread_mutex_lock(&lives->lock);
    lives->runs = change > 0 ? lives->runs + 1 : lives->runs - 1;
    pthread_cond_signal(&lives->run_over);
    pthread_mutex_unlock(&lives->lock);
}

/* Counts the prompt for the case that the answer is stopped, says what was dropped, and lets pieces in. False: it has ended
 * meanwhile. */
static bool set_running(struct chat_live *live, const struct prompt *made)
{
    int64_t tokens = 0;
    for (size_t i = 0; i < made->prompt.turn_count; i++) {
        tokens += provider_estimate_tokens(made->prompt.turns[i].text);
    }
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == CHAT_WAITS;
    if (goes_on) {
        live->phase = CHAT_RUNS;
        live->is_run_over = false;
        live->prompt_estimate = tokens;
        live->run_answer = live->answer.n;
        live->run_reasoning = live->reasoning.n;
        if (made->dropped > live->dropped) {
            live->dropped = made->dropped;
            chat_events_notice(live);
        }
        if (made->prompt.model.n > 0) {
            free(live->model);
            live->model = chat_heap_text(made->prompt.model);
        }
    }
    pthread_mutex_unlock(&live->lock);
    return goes_on;
}

/* Keeps what cancels the run; cancels it at once where the answer was stopped meanwhile. */
static void keep_run(struct chat_live *live, const struct provider_run *run)
{
    pthread_mutex_lock(&live->lock);
    const bool is_stopped = live->phase == CHAT_ENDS || live->phase == CHAT_TOLD;
    live->run = *run;
    live->has_run = !live->is_run_over && !is_stopped;
    const bool must_cancel = !live->is_run_over && is_stopped;
    pthread_mutex_unlock(&live->lock);
    if (must_cancel) {
        provider_cancel(run);
    }
}

static void never_ran(struct chat_live *live, int rc, const char *text)
{
    pthread_mutex_lock(&live->lock);
    live->is_run_over = true;
    pthread_mutex_unlock(&live->lock);
    count_run(live->chat->lives, -1);
    chat_live_unref(live); /* that of the run; the caller has its own */
    chat_live_fail(live, rc, text);
}

static void start_run(struct chat_live *live, const struct prompt *made)
{
    if (!set_running(live, made)) {
        return;
    }
    chat_live_ref(live);
    count_run(live->chat->lives, 1);
    const struct provider_listener listener = chat_live_listener(live);
    struct provider_run run = {0};
    struct err err = {0};
    int rc = providers_start(live->chat->providers, &made->prompt, &listener, &run, &err);
    if (rc < 0) {
        never_ran(live, rc, err_text(&err, rc));
        return;
    }
    keep_run(live, &run);
}

/* What of the answer there is, for its prompt. Steps are added only while it is in another phase. */
static bool refer(struct chat_live *live, struct arena *arena, struct prompt_turnref *out)
{
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == CHAT_WAITS;
    *out = (struct prompt_turnref){
        .owner = live->owner,
        .category = live->category,
        .message = live->message,
        .version = live->version,
        .model = str_from(arena_strdup(arena, live->model)),
        .answer = str_copy(arena, sb_str(&live->answer)),
        .continues = live->continues,
        .steps = live->steps,
        .step_count = live->step_count,
    };
    pthread_mutex_unlock(&live->lock);
    return goes_on;
}

static int build(struct chat_live *live, struct arena *arena, struct prompt *out, struct err *err)
{
    struct chat *chat = live->chat;
    struct prompt_turnref which;
    if (!refer(live, arena, &which)) {
        return E_CANCELLED;
    }
    const int64_t now_ms = clock_mono_ms();
    if (live->waiting_since_ms == 0) {
        live->waiting_since_ms = now_ms;
    }
    which.may_wait = now_ms - live->waiting_since_ms < ATTACHMENTS_MS;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(chat->services->db, &conn);
    const struct prompt_sources sources = {chat->services, chat->providers, chat->skills};
    return rc < 0 ? rc : prompt_build(&sources, conn, &which, arena, out, err);
}

static void begin(struct chat_live *live)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct prompt made = {0};
    struct err err = {0};
    int rc = build(live, arena, &made, &err);
    if (rc == E_OK && made.waits) {
        chat_live_queue(live, CHAT_LANE_ROWS, ASK_AGAIN_MS);
    } else if (rc == E_OK) {
        start_run(live, &made);
    } else if (rc == E_NOT_FOUND) {
        chat_live_forget_one(live);
    } else if (rc != E_CANCELLED) {
        chat_live_fail(live, rc, err_text(&err, rc));
    }
}

/* ---- the threads ---- */

static enum chat_phase phase_of(struct chat_live *live)
{
    pthread_mutex_lock(&live->lock);
    enum chat_phase phase = live->phase;
    pthread_mutex_unlock(&live->lock);
    return phase;
}

/* Takes the first of the queue that is due, with its reference; says how long there is none. */
static struct chat_live *take_locked(struct chat_queue *queue, enum chat_lane lane,
                                     int64_t *out_wait_ms)
{
    const int64_t now_ms = clock_mono_ms();
    *out_wait_ms = NEVER_MS;
    for (struct chat_live **at = &queue->first; *at != NULL; at = &(*at)->next_queued[lane]) {
        struct chat_live *live = *at;
        if (live->due_ms > now_ms) {
            *out_wait_ms =
                live->due_ms - now_ms < *out_wait_ms ? live->due_ms - now_ms : *out_wait_ms;
            continue;
        }
        *at = live->next_queued[lane];
        if (*at == NULL) {
            queue->last = at;
        }
        live->is_queued[lane] = false;
        return live;
    }
    return NULL;
}

static void wait_locked(struct chat_lives *lives, struct chat_queue *queue, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_cond_timedwait(&queue->woken, &lives->lock, &until);
}

/* The next that is due, or NULL after `wait_ms` at most. */
static struct chat_live *take(struct chat_lives *lives, enum chat_lane lane, int64_t wait_ms,
                              bool *out_is_stopping)
{
    struct chat_queue *queue = &lives->queues[lane];
    int64_t due_in_ms;
    pthread_mutex_lock(&lives->lock);
    struct chat_live *live = take_locked(queue, lane, &due_in_ms);
    if (live == NULL && !lives->is_stopping && wait_ms > 0) {
        wait_locked(lives, queue, wait_ms < due_in_ms ? wait_ms : due_in_ms);
        live = take_locked(queue, lane, &due_in_ms);
    }
    *out_is_stopping = lives->is_stopping;
    pthread_mutex_unlock(&lives->lock);
    return live;
}

/* Begins what waits and gathers what has ended, so that many ends share a transaction. */
static void work_on(struct chat_live *live, struct chat_live **ending)
{
    const enum chat_phase phase = phase_of(live);
    if (phase == CHAT_ENDS) {
        live->next_ending = *ending;
        *ending = live;
        return;
    }
    if (phase == CHAT_WAITS) {
        begin(live);
    }
    chat_live_unref(live);
}

/* How long until pieces are to be written. */
static int64_t pieces_in_ms(struct chat *chat, int64_t written_ms)
{
    const size_t count = chat_lives_count(chat);
    if (count == 0) {
        return NEVER_MS;
    }
    const int64_t usual_ms = count <= ANSWERS_FEW ? PIECES_FEW_MS : PIECES_EVERY_MS;
    const int64_t every_ms = atomic_load(&chat->lives->has_much) ? PIECES_SOON_MS : usual_ms;
    return written_ms + every_ms - clock_mono_ms();
}

static void *run_rows(void *context)
{
    struct chat *chat = context;
    int64_t written_ms = clock_mono_ms();
    bool is_stopping = false;
    while (!is_stopping) {
        struct chat_live *ending = NULL;
        int64_t wait_ms = pieces_in_ms(chat, written_ms);
        struct chat_live *live = take(chat->lives, CHAT_LANE_ROWS, wait_ms, &is_stopping);
        for (size_t taken = 0; live != NULL; taken++) {
            work_on(live, &ending);
            live = taken < 64 ? take(chat->lives, CHAT_LANE_ROWS, 0, &is_stopping) : NULL;
        }
        if (ending != NULL) {
            chat_work_end(chat, ending);
        }
        if (pieces_in_ms(chat, written_ms) <= 0) {
            written_ms = clock_mono_ms();
            atomic_store(&chat->lives->has_much, false);
            chat_work_write_pieces(chat);
        }
    }
    return NULL;
}

static void *run_tools(void *context)
{
    struct chat *chat = context;
    bool is_stopping = false;
    while (!is_stopping) {
        struct chat_live *live = take(chat->lives, CHAT_LANE_TOOLS, NEVER_MS, &is_stopping);
        if (live != NULL && !is_stopping) {
            chat_work_tools(live);
        }
        if (live != NULL) {
            chat_live_unref(live);
        }
    }
    return NULL;
}

int chat_work_start(struct chat *chat, struct err *err)
{
    static void *(*const runs[])(void *) = {run_rows, run_tools};
    for (size_t i = 0; i < CHAT_LANE_COUNT; i++) {
        struct chat_queue *queue = &chat->lives->queues[i];
        queue->is_started = pthread_create(&queue->thread, NULL, runs[i], chat) == 0;
        if (!queue->is_started) {
            return err_set(err, E_INTERNAL, "A thread for answers cannot be started.");
        }
        pthread_setname_np(queue->thread, i == CHAT_LANE_ROWS ? "chat" : "chat-tools");
    }
    return E_OK;
}

/* ---- stopping ---- */

static void join_threads(struct chat_lives *lives)
{
    pthread_mutex_lock(&lives->lock);
    lives->is_stopping = true;
    for (size_t i = 0; i < CHAT_LANE_COUNT; i++) {
        pthread_cond_signal(&lives->queues[i].woken);
    }
    pthread_mutex_unlock(&lives->lock);
    for (size_t i = 0; i < CHAT_LANE_COUNT; i++) {
        if (lives->queues[i].is_started) {
            pthread_join(lives->queues[i].thread, NULL);
            lives->queues[i].is_started = false;
        }
    }
}

/* Everything that is still being written is marked, with what there is of it. */
static void interrupt_all(struct chat *chat)
{
    struct chat_live *ending = NULL;
    struct chat_live *live = chat_lives_all(chat->lives);
    while (live != NULL) {
        struct chat_live *next = live->next_of_all;
        chat_live_fail(live, E_INTERRUPTED, e_title(E_INTERRUPTED));
        live->next_ending = ending;
        ending = live;
        live = next;
    }
    if (ending != NULL) {
        chat_work_end(chat, ending);
    }
}

static void empty_queues(struct chat_lives *lives)
{
    for (int lane = 0; lane < CHAT_LANE_COUNT; lane++) {
        pthread_mutex_lock(&lives->lock);
        struct chat_live *live = lives->queues[lane].first;
        lives->queues[lane].first = NULL;
        lives->queues[lane].last = &lives->queues[lane].first;
        pthread_mutex_unlock(&lives->lock);
        while (live != NULL) {
            struct chat_live *next = live->next_queued[lane];
            chat_live_unref(live);
            live = next;
        }
    }
}

/* What could not be written: the next start finds the row streaming, and its pieces. */
static void unlist_all(struct chat *chat)
{
    struct chat_live *live = chat_lives_all(chat->lives);
    while (live != NULL) {
        struct chat_live *next = live->next_of_all;
        chat_live_unlist(live);
        chat_live_unref(live);
        live = next;
    }
}

static void wait_for_runs(struct chat_lives *lives)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RUNS_END_SECONDS;
    int waited = 0;
    pthread_mutex_lock(&lives->lock);
    while (lives->runs > 0 && waited == 0) {
        waited = pthread_cond_timedwait(&lives->run_over, &lives->lock, &until);
    }
    const size_t runs = lives->runs;
    pthread_mutex_unlock(&lives->lock);
    if (runs > 0) {
        log_error("chat.runs_left", LOG_N("count", runs));
    }
}

void chat_work_stop(struct chat *chat)
{
    join_threads(chat->lives);
    chat_work_write_pieces(chat);
    interrupt_all(chat);
    empty_queues(chat->lives);
    unlist_all(chat);
    wait_for_runs(chat->lives);
}
