/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of an answer from its provider, on the provider's threads. */
#include "apps/chat/answer/answer_int.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "platform/metrics/metrics.h"

static bool is_ended(const struct answer *live)
{
    return live->phase == ANSWER_ENDS || live->phase == ANSWER_TOLD;
}

static void note_first(struct answer *live)
{
    if (live->started_ms == 0) {
        live->started_ms = clock_now_ms();
        metrics_observe_us(live->answers->sources.services->metrics, METRIC_CHAT_FIRST_SECONDS,
                           clock_mono_us() - live->asked_us);
    }
}

/* What fits of the text, whole characters of it. */
static struct str fitting(struct answer *live, const struct sb *to, struct str text)
{
    const struct str part = utf8_cut(text, ROOM_ANSWER_MAX - to->n);
    live->is_full = live->is_full || part.n < text.n;
    return part;
}

static void add_piece(struct answer *live, enum provider_delta kind, struct str text)
{
    struct sb *to = kind == PROVIDER_TEXT ? &live->answer : &live->reasoning;
    struct str part = fitting(live, to, text);
    sb_add(to, part);
    if (part.n > 0) {
        answer_events_text(live, kind, part);
    }
}

/* Models that go on with an answer like to begin with its last words: these do not come twice. */
static void release_held(struct answer *live)
{
    if (live->holds) {
        live->holds = false;
        const struct str held = sb_str(&live->held);
        const size_t overlap = answer_overlap(sb_str(&live->answer), held);
        if (held.n > overlap) {
            add_piece(live, PROVIDER_TEXT, str_sub(held, overlap, held.n));
        }
        sb_done(&live->held);
    }
}

static void take_piece(struct answer *live, enum provider_delta kind, struct str text)
{
    if (!live->holds || kind != PROVIDER_TEXT) {
        add_piece(live, kind, text);
        return;
    }
    sb_add(&live->held, text);
    if (live->held.failed) { /* more in one piece than an answer may have */
        live->is_full = true;
    }
    if (live->held.n >= ANSWER_OVERLAP_MAX) {
        release_held(live);
    }
}

/* Wakes the thread that writes, once until it has. */
static void ask_for_writing(struct answers *answers)
{
    if (!atomic_exchange(&answers->has_much, true)) {
        pthread_mutex_lock(&answers->lock);
        pthread_cond_signal(&answers->queues[ANSWER_LANE_ROWS].woken);
        pthread_mutex_unlock(&answers->lock);
    }
}

static int on_delta(void *context, enum provider_delta kind, struct str text)
{
    struct answer *live = context;
    pthread_mutex_lock(&live->lock);
    int rc = is_ended(live) ? E_CANCELLED : E_OK;
    if (rc == E_OK) {
        note_first(live);
        take_piece(live, kind, text);
        rc = live->is_full ? E_LIMIT_REACHED : E_OK;
    }
    const size_t unwritten =
        live->answer.n + live->reasoning.n - live->written_answer - live->written_reasoning;
    pthread_mutex_unlock(&live->lock);
    if (rc == E_OK && unwritten > ANSWER_UNWRITTEN) {
        ask_for_writing(live->answers);
    }
    return rc;
}

/* Of what is not UTF-8 nothing is kept: it goes into JSON. */
static struct str checked(struct str text)
{
    return utf8_valid(text) ? text : STR_EMPTY;
}

static int on_call(void *context, const struct provider_call *call)
{
    struct answer *live = context;
    pthread_mutex_lock(&live->lock);
    int rc = is_ended(live) ? E_CANCELLED : E_OK;
    if (rc == E_OK && live->call_count < ROOM_CALLS_MAX &&
        call->arguments.n <= PROMPT_TOOL_OUTPUT_MAX) {
        note_first(live);
        if (live->calls == NULL) {
            live->calls = must_calloc(ROOM_CALLS_MAX, sizeof(*live->calls));
        }
        live->calls[live->call_count++] = (struct answer_call){
            answer_heap_text(checked(call->id)),
            answer_heap_text(checked(call->name)),
            answer_heap_text(checked(call->arguments)),
        };
    }
    pthread_mutex_unlock(&live->lock);
    return rc;
}

static int on_step(void *context, const struct provider_step *made)
{
    struct answer *live = context;
    pthread_mutex_lock(&live->lock);
    int rc = is_ended(live) ? E_CANCELLED : E_OK;
    if (rc == E_OK &&
        live->step_bytes + made->arguments.n + made->result.n > ROOM_TOOLS_BYTES_MAX) {
        rc = E_LIMIT_REACHED;
        live->is_full = true;
    }
    if (rc == E_OK) {
        note_first(live);
        release_held(live);
        char id[24];
        const int n = snprintf(id, sizeof(id), "step-%zu", live->step_count + 1);
        const struct room_step step = {
            .round = live->rounds,
            .at = live->answer.n,
            .id = {id, (size_t)n},
            .name = made->name,
            .input = made->arguments,
            .output = made->result,
            .has_failed = made->has_failed,
        };
        answer_add_step(live, &step);
        answer_events_tool(live, &step);
    }
    pthread_mutex_unlock(&live->lock);
    return rc;
}

/* ---- the end ---- */

static void add_usage(struct answer *live, const struct provider_usage *usage)
{
    live->usage.prompt_tokens += usage->prompt_tokens;
    live->usage.completion_tokens += usage->completion_tokens;
    live->usage.is_estimate = live->usage.is_estimate || usage->is_estimate;
}

/* What was read and written of a run that did not say it. */
static void estimate_usage(struct answer *live)
{
    const struct provider_usage usage = {
        .prompt_tokens = live->prompt_estimate,
        .completion_tokens = provider_estimate_tokens(
                                 str_sub(sb_str(&live->answer), live->run_answer, live->answer.n)) +
                             provider_estimate_tokens(str_sub(
                                 sb_str(&live->reasoning), live->run_reasoning, live->reasoning.n)),
        .is_estimate = true,
    };
    add_usage(live, &usage);
}

void answer_end_locked(struct answer *live, const struct answer_end *end)
{
    release_held(live);
    if (!live->is_run_over) {
        estimate_usage(live);
    }
    live->end = *end;
    live->phase = ANSWER_ENDS;
    answer_clear_calls(live);
}

void answer_after_end(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const struct provider_run run = live->run;
    const bool is_running = live->has_run;
    live->has_run = false;
    pthread_mutex_unlock(&live->lock);
    if (is_running) {
        provider_cancel(&run);
    }
    answer_cancel_skill(live);
    answer_enqueue(live, ANSWER_LANE_ROWS, 0);
}

static const char *const finish_names[] = {
    [PROVIDER_STOP] = "stop",     [PROVIDER_LENGTH] = "length", [PROVIDER_CALLS] = "stop",
    [PROVIDER_FILTER] = "filter", [PROVIDER_CUT] = "cut",
};
_Static_assert(ARRAY_LEN(finish_names) == PROVIDER_FINISH_COUNT, "one name per finish");

static struct answer_end failed(int rc, const char *text)
{
    struct answer_end end = {.status = ROOM_FAILED, .rc = rc};
    (void)snprintf(end.text, sizeof(end.text), "%s", text);
    return end;
}

/* What an answer has come to that needs no tools. */
static struct answer_end judge(const struct answer *live, const struct provider_end *end)
{
    if (live->is_full) {
        return (struct answer_end){.status = ROOM_COMPLETE, .finish = "length"};
    }
    if (end->rc < 0) {
        return failed(end->rc, err_text(end->err, end->rc));
    }
    if (end->finish == PROVIDER_CALLS && live->call_count > 0) {
        return failed(E_MODEL_FAILED, "The model asked for tools again and again.");
    }
    if (live->answer.n == 0 && end->finish == PROVIDER_FILTER) {
        return failed(E_MODEL_FAILED, "The model's server would not answer this.");
    }
    if (live->answer.n == 0 && end->finish == PROVIDER_LENGTH) {
        return failed(E_MODEL_FAILED,
                      "The model used up all that it may write before it came to an answer.");
    }
    if (live->answer.n == 0) {
        return failed(E_MODEL_FAILED, end->finish == PROVIDER_CUT
                                          ? "The model's server ended the connection before the "
                                            "answer began."
                                          : "The model gave an empty answer.");
    }
    return (struct answer_end){.status = ROOM_COMPLETE, .finish = finish_names[end->finish]};
}

static void on_done(void *context, const struct provider_end *end)
{
    struct answer *live = context;
    struct answers *answers = live->answers;
    pthread_mutex_lock(&live->lock);
    const bool was_ended = is_ended(live);
    if (!was_ended) {
        release_held(live);
    }
    live->is_run_over = true;
    live->has_run = false;
    const bool needs_tools = !was_ended && end->rc == E_OK && end->finish == PROVIDER_CALLS &&
                             live->call_count > 0 && live->rounds < ROOM_ROUNDS_MAX &&
                             !live->is_full && live->step_bytes < ROOM_TOOLS_BYTES_MAX;
    if (!was_ended) {
        add_usage(live, &end->usage);
    }
    if (needs_tools) {
        live->phase = ANSWER_CALLS;
    } else if (!was_ended) {
        const struct answer_end judged = judge(live, end);
        answer_end_locked(live, &judged);
    }
    pthread_mutex_unlock(&live->lock);
    if (needs_tools) {
        answer_enqueue(live, ANSWER_LANE_TOOLS, 0);
    } else if (!was_ended) {
        answer_enqueue(live, ANSWER_LANE_ROWS, 0);
    }
    answers_count_run(answers, -1);
    answer_unref(live);
}

struct provider_listener answer_listener(struct answer *live)
{
    return (struct provider_listener){live, on_delta, on_call, on_done, on_step};
}
