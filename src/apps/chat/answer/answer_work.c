/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two threads behind answers: "chat" does what needs the database, "chat-tools" what may take seconds. */
#include "apps/chat/answer/answer_int.h"
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

/* Counts the prompt for the case that the answer is stopped, says what was dropped, and lets pieces in. False: it has ended
 * meanwhile. */
static bool set_running(struct answer *live, const struct prompt *made)
{
    int64_t tokens = 0;
    for (size_t i = 0; i < made->prompt.turn_count; i++) {
        tokens += provider_estimate_tokens(made->prompt.turns[i].text);
    }
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == ANSWER_WAITS;
    if (goes_on) {
        live->phase = ANSWER_RUNS;
        live->is_run_over = false;
        live->prompt_estimate = tokens;
        live->run_answer = live->answer.n;
        live->run_reasoning = live->reasoning.n;
        if (made->dropped > live->dropped) {
            live->dropped = made->dropped;
            answer_events_notice(live);
        }
        if (made->prompt.model.n > 0) {
            free(live->model);
            live->model = answer_heap_text(made->prompt.model);
        }
    }
    pthread_mutex_unlock(&live->lock);
    return goes_on;
}

/* Keeps what cancels the run; cancels it at once where the answer was stopped meanwhile. */
static void keep_run(struct answer *live, const struct provider_run *run)
{
    pthread_mutex_lock(&live->lock);
    const bool is_stopped = live->phase == ANSWER_ENDS || live->phase == ANSWER_TOLD;
    live->run = *run;
    live->has_run = !live->is_run_over && !is_stopped;
    const bool must_cancel = !live->is_run_over && is_stopped;
    pthread_mutex_unlock(&live->lock);
    if (must_cancel) {
        provider_cancel(run);
    }
}

static void never_ran(struct answer *live, int rc, const char *text)
{
    pthread_mutex_lock(&live->lock);
    live->is_run_over = true;
    pthread_mutex_unlock(&live->lock);
    answers_count_run(live->answers, -1);
    answer_unref(live); /* that of the run; the caller has its own */
    answer_fail(live, rc, text);
}

static void start_run(struct answer *live, const struct prompt *made)
{
    if (!set_running(live, made)) {
        return;
    }
    answer_ref(live);
    answers_count_run(live->answers, 1);
    const struct provider_listener listener = answer_listener(live);
    struct provider_run run = {0};
    struct err err = {0};
    int rc =
        providers_start(live->answers->sources.providers, &made->prompt, &listener, &run, &err);
    if (rc < 0) {
        never_ran(live, rc, err_text(&err, rc));
        return;
    }
    keep_run(live, &run);
}

/* What of the answer there is, for its prompt. Steps are added only while it is in another phase. */
static bool refer(struct answer *live, struct arena *arena, struct prompt_turnref *out)
{
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == ANSWER_WAITS;
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

static int build(struct answer *live, struct arena *arena, struct prompt *out, struct err *err)
{
    struct answers *answers = live->answers;
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
    int rc = db_read(answers->sources.services->db, &conn);
    return rc < 0 ? rc : prompt_build(&answers->sources, conn, &which, arena, out, err);
}

static void begin(struct answer *live)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct prompt made = {0};
    struct err err = {0};
    int rc = build(live, arena, &made, &err);
    if (rc == E_OK && made.waits) {
        answer_enqueue(live, ANSWER_LANE_ROWS, ASK_AGAIN_MS);
    } else if (rc == E_OK) {
        start_run(live, &made);
    } else if (rc == E_NOT_FOUND) {
        answer_forget_one(live);
    } else if (rc != E_CANCELLED) {
        answer_fail(live, rc, err_text(&err, rc));
    }
}

/* ---- the threads ---- */

static enum answer_phase phase_of(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    enum answer_phase phase = live->phase;
    pthread_mutex_unlock(&live->lock);
    return phase;
}

/* Takes the first of the queue that is due, with its reference; says how long there is none. */
static struct answer *take_locked(struct answer_queue *queue, enum answer_lane lane,
                                  int64_t *out_wait_ms)
{
    const int64_t now_ms = clock_mono_ms();
    *out_wait_ms = NEVER_MS;
    for (struct answer **at = &queue->first; *at != NULL; at = &(*at)->next_queued[lane]) {
        struct answer *live = *at;
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

static void wait_locked(struct answers *answers, struct answer_queue *queue, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_cond_timedwait(&queue->woken, &answers->lock, &until);
}

/* The next that is due, or NULL after `wait_ms` at most. */
static struct answer *take(struct answers *answers, enum answer_lane lane, int64_t wait_ms,
                           bool *out_is_stopping)
{
    struct answer_queue *queue = &answers->queues[lane];
    int64_t due_in_ms;
    pthread_mutex_lock(&answers->lock);
    struct answer *live = take_locked(queue, lane, &due_in_ms);
    if (live == NULL && !answers->is_stopping && wait_ms > 0) {
        wait_locked(answers, queue, wait_ms < due_in_ms ? wait_ms : due_in_ms);
        live = take_locked(queue, lane, &due_in_ms);
    }
    *out_is_stopping = answers->is_stopping;
    pthread_mutex_unlock(&answers->lock);
    return live;
}

/* Begins what waits and gathers what has ended, so that many ends share a transaction. */
static void work_on(struct answer *live, struct answer **ending)
{
    const enum answer_phase phase = phase_of(live);
    if (phase == ANSWER_ENDS) {
        live->next_ending = *ending;
        *ending = live;
        return;
    }
    if (phase == ANSWER_WAITS) {
        begin(live);
    }
    answer_unref(live);
}

/* How long until pieces are to be written. */
static int64_t pieces_in_ms(struct answers *answers, int64_t written_ms)
{
    const size_t count = answers_count(answers);
    if (count == 0) {
        return NEVER_MS;
    }
    const int64_t usual_ms = count <= ANSWERS_FEW ? PIECES_FEW_MS : PIECES_EVERY_MS;
    const int64_t every_ms = atomic_load(&answers->has_much) ? PIECES_SOON_MS : usual_ms;
    return written_ms + every_ms - clock_mono_ms();
}

static void *run_rows(void *context)
{
    struct answers *answers = context;
    int64_t written_ms = clock_mono_ms();
    bool is_stopping = false;
    while (!is_stopping) {
        struct answer *ending = NULL;
        int64_t wait_ms = pieces_in_ms(answers, written_ms);
        struct answer *live = take(answers, ANSWER_LANE_ROWS, wait_ms, &is_stopping);
        for (size_t taken = 0; live != NULL; taken++) {
            work_on(live, &ending);
            live = taken < 64 ? take(answers, ANSWER_LANE_ROWS, 0, &is_stopping) : NULL;
        }
        if (ending != NULL) {
            answers_end(answers, ending);
        }
        if (pieces_in_ms(answers, written_ms) <= 0) {
            written_ms = clock_mono_ms();
            atomic_store(&answers->has_much, false);
            answers_write_pieces(answers);
        }
    }
    return NULL;
}

static void *run_tools(void *context)
{
    struct answers *answers = context;
    bool is_stopping = false;
    while (!is_stopping) {
        struct answer *live = take(answers, ANSWER_LANE_TOOLS, NEVER_MS, &is_stopping);
        if (live != NULL && !is_stopping) {
            answer_do_tools(live);
        }
        if (live != NULL) {
            answer_unref(live);
        }
    }
    return NULL;
}

int answers_start(struct answers *answers, struct err *err)
{
    static void *(*const runs[])(void *) = {run_rows, run_tools};
    for (size_t i = 0; i < ANSWER_LANE_COUNT; i++) {
        struct answer_queue *queue = &answers->queues[i];
        queue->is_started = pthread_create(&queue->thread, NULL, runs[i], answers) == 0;
        if (!queue->is_started) {
            return err_set(err, E_INTERNAL, "A thread for answers cannot be started.");
        }
        pthread_setname_np(queue->thread, i == ANSWER_LANE_ROWS ? "chat" : "chat-tools");
    }
    return E_OK;
}

/* ---- stopping ---- */

static void join_threads(struct answers *answers)
{
    pthread_mutex_lock(&answers->lock);
    answers->is_stopping = true;
    for (size_t i = 0; i < ANSWER_LANE_COUNT; i++) {
        pthread_cond_signal(&answers->queues[i].woken);
    }
    pthread_mutex_unlock(&answers->lock);
    for (size_t i = 0; i < ANSWER_LANE_COUNT; i++) {
        if (answers->queues[i].is_started) {
            pthread_join(answers->queues[i].thread, NULL);
            answers->queues[i].is_started = false;
        }
    }
}

/* Everything that is still being written is marked, with what there is of it. */
static void interrupt_all(struct answers *answers)
{
    struct answer *ending = NULL;
    struct answer *live = answers_all(answers);
    while (live != NULL) {
        struct answer *next = live->next_of_all;
        answer_fail(live, E_INTERRUPTED, e_title(E_INTERRUPTED));
        live->next_ending = ending;
        ending = live;
        live = next;
    }
    if (ending != NULL) {
        answers_end(answers, ending);
    }
}

static void empty_queues(struct answers *answers)
{
    for (int lane = 0; lane < ANSWER_LANE_COUNT; lane++) {
        pthread_mutex_lock(&answers->lock);
        struct answer *live = answers->queues[lane].first;
        answers->queues[lane].first = NULL;
        answers->queues[lane].last = &answers->queues[lane].first;
        pthread_mutex_unlock(&answers->lock);
        while (live != NULL) {
            struct answer *next = live->next_queued[lane];
            answer_unref(live);
            live = next;
        }
    }
}

/* What could not be written: the next start finds the row streaming, and its pieces. */
static void unlist_all(struct answers *answers)
{
    struct answer *live = answers_all(answers);
    while (live != NULL) {
        struct answer *next = live->next_of_all;
        answer_unlist(live);
        answer_unref(live);
        live = next;
    }
}

static void wait_for_runs(struct answers *answers)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RUNS_END_SECONDS;
    int waited = 0;
    pthread_mutex_lock(&answers->lock);
    while (answers->runs > 0 && waited == 0) {
        waited = pthread_cond_timedwait(&answers->run_over, &answers->lock, &until);
    }
    const size_t runs = answers->runs;
    pthread_mutex_unlock(&answers->lock);
    if (runs > 0) {
        log_error("chat.runs_left", LOG_N("count", runs));
    }
}

void answers_stop(struct answers *answers)
{
    join_threads(answers);
    answers_write_pieces(answers);
    interrupt_all(answers);
    empty_queues(answers);
    unlist_all(answers);
    wait_for_runs(answers);
}
