/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are being written: between the provider that writes and the request that reads. */
#include <stdlib.h>

#include "apps/openai/openai_int.h"
#include "base/clock.h"

#define ID_RANDOM_BYTES 12
#define FRAME_MAX       (8 * OPENAI_ANSWER_MAX) /* a control character is six in JSON */

/* ---- who is there ---- */

static size_t count_of(const struct openai *openai, struct uuid owner)
{
    size_t count = 0;
    for (const struct openai_answer *at = openai->live; at != NULL; at = at->next) {
        count += uuid_eq(at->owner, owner) ? 1 : 0;
    }
    return count;
}

static int enlist(struct openai *openai, struct openai_answer *answer, struct err *err)
{
    pthread_mutex_lock(&openai->lock);
    int rc = E_OK;
    if (count_of(openai, answer->owner) >= OPENAI_LIVE_PER_OWNER) {
        rc = err_set(err, E_THROTTLED,
                     "%d answers are being written for this account; please wait for one of them.",
                     OPENAI_LIVE_PER_OWNER);
    } else {
        answer->next = openai->live;
        if (answer->next != NULL) {
            answer->next->prev = answer;
        }
        openai->live = answer;
    }
    pthread_mutex_unlock(&openai->lock);
    return rc;
}

static void delist(struct openai_answer *answer)
{
    struct openai *openai = answer->openai;
    pthread_mutex_lock(&openai->lock);
    if (answer->prev != NULL) {
        answer->prev->next = answer->next;
    } else if (openai->live == answer) {
        openai->live = answer->next;
    }
    if (answer->next != NULL) {
        answer->next->prev = answer->prev;
    }
    pthread_cond_broadcast(&openai->changed);
    pthread_mutex_unlock(&openai->lock);
}

static void free_answer(struct openai_answer *answer)
{
    sb_done(&answer->names);
    sb_done(&answer->text);
    sb_done(&answer->reasoning);
    sb_done(&answer->calls);
    sb_done(&answer->frame);
    free(answer->err);
    pthread_mutex_destroy(&answer->lock);
    free(answer);
}

/* The last owner takes it off the list and frees it. */
static void let_go(struct openai_answer *answer)
{
    pthread_mutex_lock(&answer->lock);
    bool is_last = --answer->owners == 0;
    pthread_mutex_unlock(&answer->lock);
    if (is_last) {
        delist(answer);
        free_answer(answer);
    }
}

int openai_answer_new(struct openai *openai, struct uuid owner,
                      const struct openai_request *request, struct str model,
                      struct openai_answer **out, struct err *err)
{
    struct openai_answer *answer = must_calloc(1, sizeof(*answer));
    *answer = (struct openai_answer){
        .openai = openai,
        .owner = owner,
        .begun = uuid_new(),
        .stream = uuid_new(),
        .is_stream = request->is_stream,
        .wants_usage = request->wants_usage,
        .created_s = clock_now_ms() / 1000,
        .waited_from_ms = clock_mono_ms(),
        .owners = 2,
    };
    pthread_mutex_init(&answer->lock, NULL);
    sb_init(&answer->text, FRAME_MAX);
    sb_init(&answer->reasoning, OPENAI_ANSWER_MAX);
    sb_init(&answer->calls, FRAME_MAX);
    sb_init(&answer->frame, FRAME_MAX);
    uint8_t number[ID_RANDOM_BYTES];
    random_bytes(number, sizeof(number));
    sb_init(&answer->names, 4 * KIB);
    sb_add_c(&answer->names, "chatcmpl-");
    for (size_t i = 0; i < sizeof(number); i++) {
        sb_addf(&answer->names, "%02x", number[i]);
    }
    size_t id_n = answer->names.n;
    sb_add(&answer->names, model);
    answer->id = str_sub(sb_str(&answer->names), 0, id_n);
    answer->model = str_sub(sb_str(&answer->names), id_n, SIZE_MAX);
    int rc = enlist(openai, answer, err);
    if (rc < 0) {
        free_answer(answer);
        return rc;
    }
    *out = answer;
    return E_OK;
}

/* ---- what comes (on the provider's thread) ---- */

/* Counts bytes in; false where the answer is as long as one may be. */
static bool has_room(struct openai_answer *answer, size_t bytes)
{
    answer->bytes += bytes;
    answer->is_full = answer->is_full || answer->bytes > OPENAI_ANSWER_MAX;
    return !answer->is_full;
}

/* Sends the frame, or keeps it for the first who listens, and clears it. */
static void hand_on(struct openai_answer *answer, bool last)
{
    if (answer->is_heard) {
        http_publish_text(answer->openai->http, answer->stream, sb_str(&answer->frame), last);
    } else {
        sb_add(&answer->text, sb_str(&answer->frame));
    }
    sb_clear(&answer->frame);
}

static void wake_request(const struct openai_answer *answer)
{
    http_publish_text(answer->openai->http, answer->begun, STR_EMPTY, /* last= */ true);
}

static void note_begin(struct openai_answer *answer)
{
    if (!answer->has_begun && answer->is_stream) {
        wake_request(answer);
    }
    answer->has_begun = true;
}

static int take_delta(void *context, enum provider_delta kind, struct str text)
{
    struct openai_answer *answer = context;
    pthread_mutex_lock(&answer->lock);
    bool is_taken = has_room(answer, text.n);
    if (is_taken && answer->is_stream) {
        openai_frame_text(answer, kind, text, &answer->frame);
        hand_on(answer, /* last= */ false);
    } else if (is_taken) {
        sb_add(kind == PROVIDER_TEXT ? &answer->text : &answer->reasoning, text);
    }
    note_begin(answer);
    pthread_mutex_unlock(&answer->lock);
    return is_taken ? E_OK : E_CANCELLED;
}

static int take_call(void *context, const struct provider_call *call)
{
    struct openai_answer *answer = context;
    pthread_mutex_lock(&answer->lock);
    bool is_taken = has_room(answer, call->id.n + call->name.n + call->arguments.n);
    if (is_taken && answer->is_stream) {
        openai_frame_call(answer, answer->call_count, call, &answer->frame);
        hand_on(answer, /* last= */ false);
    } else if (is_taken) {
        struct json_out json;
        json_out_init(&json, &answer->calls);
        json.needs_comma = answer->call_count > 0;
        openai_write_call(&json, call);
    }
    answer->call_count += is_taken ? 1 : 0;
    note_begin(answer);
    pthread_mutex_unlock(&answer->lock);
    return is_taken ? E_OK : E_CANCELLED;
}

static void note_end(struct openai_answer *answer, const struct provider_end *end)
{
    answer->rc = end->rc;
    answer->finish = end->finish;
    answer->usage = end->usage;
    if (answer->is_full) {
        answer->rc = E_OK;
        answer->finish = PROVIDER_LENGTH;
    } else if (end->rc == E_OK && end->finish == PROVIDER_CUT) {
        answer->rc = E_MODEL_FAILED;
        answer->err = must_calloc(1, sizeof(*answer->err));
        (void)err_set(answer->err, E_MODEL_FAILED,
                      "The model's server broke off in the middle of the answer.");
    } else if (end->rc < 0 && end->err != NULL) {
        answer->err = must_calloc(1, sizeof(*answer->err));
        *answer->err = *end->err;
    }
}

static void take_end(void *context, const struct provider_end *end)
{
    struct openai_answer *answer = context;
    struct openai *openai = answer->openai;
    bool is_used = end->rc == E_OK || end->usage.completion_tokens > 0;
    if (is_used) {
        openai_use_add(openai, answer->owner, &end->usage);
    }
    pthread_mutex_lock(&answer->lock);
    note_end(answer, end);
    answer->has_ended = true;
    if (answer->is_stream) {
        openai_frame_end(answer, &answer->frame);
        hand_on(answer, /* last= */ true);
    }
    wake_request(answer);
    pthread_mutex_unlock(&answer->lock);
    let_go(answer);
}

/* ---- beginning and ending ---- */

int openai_answer_start(struct openai_answer *answer, const struct provider_prompt *prompt,
                        struct err *err)
{
    const struct provider_listener listener = {
        .context = answer, .delta = take_delta, .call = take_call, .done = take_end};
    int rc = providers_start(answer->openai->providers, prompt, &listener, &answer->run, err);
    if (rc < 0) {
        delist(answer);
        free_answer(answer);
    }
    return rc;
}

void openai_answer_leave(void *context)
{
    struct openai_answer *answer = context;
    pthread_mutex_lock(&answer->lock);
    bool has_ended = answer->has_ended;
    pthread_mutex_unlock(&answer->lock);
    if (!has_ended) {
        provider_cancel(&answer->run);
    }
    let_go(answer);
}

/* Requests have ended by now, so that each answer is the provider's alone and was cancelled. */
void openai_answers_stop(struct openai *openai)
{
    pthread_mutex_lock(&openai->lock);
    while (openai->live != NULL) {
        pthread_cond_wait(&openai->changed, &openai->lock);
    }
    pthread_mutex_unlock(&openai->lock);
}
