/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers to one request of a run, on the thread of fetch: is it an answer, and if not, is it asked again? */
#include "apps/endpoints/endpoints_run.h"
#include "base/clock.h"
#include "base/random.h"

#define TRIES_MAX       4
#define TRIES_LOST_MAX  2 /* where no connection came about */
#define BACKOFF_MS      500
#define RETRY_AFTER_MAX 30 /* seconds; a server that wants more is not waited for */

/* ---- the head ---- */

static bool is_stream_type(struct str type)
{
    return str_has_nocase(type, STR("text/event-stream"));
}

static int take_head(void *context, const struct fetch_head *head)
{
    struct endpoints_run *run = context;
    int64_t seconds = -1;
    if (str_to_i64(fetch_find_header(head, "Retry-After"), 0, INT32_MAX, &seconds) < 0) {
        seconds = -1; /* a date, or none */
    }
    run->status = head->status;
    run->retry_after_s = seconds;
    run->kind = ENDPOINTS_BODY_UNSEEN;
    if (head->status != 200) {
        run->kind = ENDPOINTS_BODY_REFUSAL;
    } else if (is_stream_type(fetch_find_header(head, "Content-Type"))) {
        run->kind = ENDPOINTS_BODY_STREAM;
    }
    return E_OK;
}

/* ---- pieces ---- */

/* Servers that do not stream answer with a document, and those that say a wrong type stream nevertheless; a page is of somebody
 * else. */
static int look_at(struct endpoints_run *run, struct str bytes)
{
    const struct str seen = str_trim(bytes);
    if (seen.n == 0) {
        return E_OK;
    }
    if (seen.p[0] == '<') {
        return endpoints_tell(
            run->endpoint, E_MODEL_FAILED,
            "answered with a web page instead of an answer. The base URL may be wrong", STR_EMPTY,
            &run->err);
    }
    run->kind = seen.p[0] == '{' ? ENDPOINTS_BODY_WHOLE : ENDPOINTS_BODY_STREAM;
    return E_OK;
}

/* The request is not needed any more: it will not be made again. */
static void note_begin(struct endpoints_run *run)
{
    if (run->answer.has_begun && !atomic_load(&run->has_begun)) {
        atomic_store(&run->has_begun, true);
        endpoints_request_done(&run->request);
    }
}

static int take_stream(struct endpoints_run *run, struct str bytes)
{
    int rc = endpoints_answer_feed(&run->answer, bytes, &run->err);
    note_begin(run);
    if (rc < 0) {
        run->broken = rc;
        return rc;
    }
    if (run->answer.is_over) {
        struct provider_end end = {0};
        rc = endpoints_answer_end(&run->answer, run->prompt_tokens, &end, &run->err);
        endpoints_run_tell(run, rc, &run->err, end.finish);
        run->broken = rc < 0 ? rc : run->broken;
    }
    return rc;
}

static int take_piece(void *context, struct str bytes)
{
    struct endpoints_run *run = context;
    atomic_store(&run->active_ms, clock_mono_ms());
    if (run->answer.is_over) {
        return E_OK; /* [DONE] has been; the connection may be used again */
    }
    if (run->kind == ENDPOINTS_BODY_UNSEEN) {
        run->broken = look_at(run, bytes);
    }
    if (run->broken < 0) {
        return run->broken;
    }
    if (run->kind == ENDPOINTS_BODY_STREAM) {
        return take_stream(run, bytes);
    }
    sb_add(&run->whole, bytes);
    if (run->whole.failed && run->kind == ENDPOINTS_BODY_WHOLE) {
        run->broken = endpoints_tell(run->endpoint, E_MODEL_FAILED, "sent more than can be read",
                                     STR_EMPTY, &run->err);
        return run->broken;
    }
    return run->whole.failed ? E_TOO_LARGE : E_OK; /* of a refusal, so much is enough */
}

/* ---- the end ---- */

/* How a request ended: with an answer, or why there is none. */
struct outcome {
    int rc;
    bool may_retry;
    bool is_at_once;
    bool is_lost; /* no connection came about */
    enum provider_finish finish;
};

/* An error within a stream is in its own words; they get a name before them. */
static void name_server(struct endpoints_run *run, int rc)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    if (rc != E_MODEL_FAILED || str_starts(str_from(run->err.detail), run->endpoint->row.name)) {
        return;
    }
    const struct str words = endpoints_clean_words(run->endpoint, str_from(run->err.detail), arena);
    (void)endpoints_tell(run->endpoint, rc, "failed", words, &run->err);
}

static void judge_answer(struct endpoints_run *run, struct outcome *out)
{
    struct provider_end end = {0};
    int rc = E_OK;
    if (run->kind == ENDPOINTS_BODY_WHOLE) {
        rc = endpoints_answer_whole(&run->answer, sb_str(&run->whole), &run->err);
    }
    if (rc == E_OK) {
        rc = endpoints_answer_end(&run->answer, run->prompt_tokens, &end, &run->err);
    }
    out->rc = rc;
    out->finish = end.finish;
    out->may_retry = rc == E_MODEL_FAILED && run->kind != ENDPOINTS_BODY_WHOLE;
}

static void judge_refusal(struct endpoints_run *run, struct outcome *out)
{
    const struct endpoints_reply reply = {
        .status = run->status,
        .body = sb_str(&run->whole),
        .retry_after_s = run->retry_after_s,
    };
    struct endpoints_refusal refusal;
    endpoints_judge(run->endpoint, &reply, run->quirks, run->request.tools_bytes > 0, &refusal,
                    &run->err);
    out->rc = refusal.rc;
    out->may_retry = refusal.verdict != ENDPOINTS_FINAL;
    out->is_at_once = refusal.verdict == ENDPOINTS_AT_ONCE;
    if (out->is_at_once) {
        run->quirks |= refusal.quirk;
        endpoints_learn(run->endpoints, run->endpoint, str_from(run->model), refusal.quirk);
    }
}

/* No answer came, or it broke off. */
static void judge_loss(struct endpoints_run *run, int rc, const struct err *err,
                       struct outcome *out)
{
    const bool has_begun = run->answer.has_begun;
    if (rc != E_PROVIDER) {
        out->rc = rc;
        run->err = *err;
        return;
    }
    if (has_begun) {
        judge_answer(run, out);
        out->may_retry = false;
        return;
    }
    out->is_lost = run->status == 0;
    out->may_retry = true;
    out->rc = endpoints_tell(run->endpoint, out->is_lost ? E_MODEL_DOWN : E_MODEL_FAILED,
                             out->is_lost ? "cannot be asked" : "broke off",
                             str_from(err_text(err, rc)), &run->err);
}

static int stop_of(struct endpoints_run *run)
{
    pthread_mutex_lock(&run->endpoints->lock);
    const int stop = run->stop;
    pthread_mutex_unlock(&run->endpoints->lock);
    return stop;
}

static void judge_stop(struct endpoints_run *run, int stop, struct outcome *out)
{
    out->rc = stop;
    if (stop == E_MODEL_TIMEOUT) {
        const bool has_begun = run->answer.has_begun;
        char what[100];
        snprintf(what, sizeof(what),
                 has_begun ? "has said nothing for %lld seconds"
                           : "has not begun to answer within %lld seconds",
                 (long long)(has_begun ? run->idle_ms : run->first_ms) / 1000);
        (void)endpoints_tell(run->endpoint, stop, what, STR_EMPTY, &run->err);
    } else {
        (void)err_set(&run->err, stop, "%s", e_title(stop));
    }
}

static void judge(struct endpoints_run *run, int rc, const struct err *err, struct outcome *out)
{
    const int stop = stop_of(run);
    *out = (struct outcome){0};
    if (run->broken < 0) {
        out->rc = run->broken;
        name_server(run, run->broken);
        out->may_retry = run->answer.error_status == 429 || run->answer.error_status >= 500;
    } else if (stop < 0 && rc < 0) {
        judge_stop(run, stop, out);
    } else if (run->kind == ENDPOINTS_BODY_REFUSAL && run->status != 0) {
        judge_refusal(run, out); /* cut or whole */
    } else if (rc < 0) {
        judge_loss(run, rc, err, out);
    } else {
        judge_answer(run, out);
        name_server(run, out->rc);
    }
}

/* ---- again ---- */

/* Half a second, doubled each time, and up to a quarter more, so that many who wait do not come at once. */
static int64_t pause_ms(const struct endpoints_run *run)
{
    if (run->retry_after_s >= 0) {
        return run->retry_after_s * 1000;
    }
    const int64_t pause = (int64_t)BACKOFF_MS << (run->tries - 1);
    return pause + random_below((uint32_t)(pause / 4) + 1);
}

static bool will_retry(const struct endpoints_run *run, const struct outcome *outcome)
{
    const int most = outcome->is_lost ? TRIES_LOST_MAX : TRIES_MAX;
    return outcome->may_retry && !run->answer.has_begun &&
           (outcome->is_at_once || (run->tries < most && run->retry_after_s <= RETRY_AFTER_MAX));
}

static void wait_for_again(struct endpoints_run *run, const struct outcome *outcome)
{
    const struct provider_listener listener = run->answer.listener;
    const int64_t pause = outcome->is_at_once ? 0 : pause_ms(run);
    endpoints_answer_done(&run->answer);
    endpoints_answer_init(&run->answer, &listener);
    sb_clear(&run->whole);
    run->broken = E_OK;
    run->status = 0;
    run->retry_after_s = -1;
    run->kind = ENDPOINTS_BODY_UNSEEN;
    err_clear(&run->err);
    pthread_mutex_lock(&run->endpoints->lock);
    run->stage = ENDPOINTS_WAITING;
    run->is_asked = false;
    run->again_ms = clock_mono_ms() + pause;
    run->tries += outcome->is_at_once ? 0 : 1;
    pthread_cond_signal(&run->endpoints->watch);
    pthread_mutex_unlock(&run->endpoints->lock);
}

static void leave(struct endpoints_run *run)
{
    pthread_mutex_lock(&run->endpoints->lock);
    run->is_asked = false;
    endpoints_run_unlink(run);
    pthread_mutex_unlock(&run->endpoints->lock);
    endpoints_run_unref(run);
}

static void take_end(void *context, int rc, const struct err *err)
{
    struct endpoints_run *run = context;
    struct outcome outcome;
    if (run->answer.is_over && run->kind == ENDPOINTS_BODY_STREAM) {
        leave(run); /* it was told at [DONE] */
        return;
    }
    judge(run, rc, err, &outcome);
    note_begin(run);
    if (outcome.rc < 0 && will_retry(run, &outcome)) {
        const int stop = stop_of(run);
        if (stop == E_OK) {
            wait_for_again(run, &outcome);
            return;
        }
        judge_stop(run, stop, &outcome);
    }
    endpoints_run_tell(run, outcome.rc, &run->err, outcome.finish);
    leave(run);
}

struct fetch_sink endpoints_run_sink(struct endpoints_run *run)
{
    return (struct fetch_sink){
        .context = run, .head = take_head, .piece = take_piece, .done = take_end};
}
