/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_answer.h"

#include <stdlib.h>

#include "base/utf8.h"

#define CALLS_MAX       64
#define CALL_BYTES_MAX  MIB /* of all calls of an answer */
#define SCRATCH_MAX     (24 * MIB)
#define REPLACEMENT     "\xef\xbf\xbd" /* U+FFFD */
#define THINK_BLANK_MAX 12

static const struct str think_begin = {"<think>", 7};
static const struct str think_end = {"</think>", 8};

struct endpoints_call {
    int64_t index;
    struct sb id;
    struct sb name;
    struct sb arguments;
};

void endpoints_answer_init(struct endpoints_answer *answer,
                           const struct provider_listener *listener)
{
    *answer = (struct endpoints_answer){.listener = *listener};
    endpoints_sse_init(&answer->sse);
}

void endpoints_answer_done(struct endpoints_answer *answer)
{
    endpoints_sse_done(&answer->sse);
    for (size_t i = 0; i < answer->call_count; i++) {
        sb_done(&answer->calls[i].id);
        sb_done(&answer->calls[i].name);
        sb_done(&answer->calls[i].arguments);
    }
    free(answer->calls);
    answer->calls = NULL;
    answer->call_count = 0;
}

/* ---- texts ---- */

static int give(struct endpoints_answer *answer, enum provider_delta kind, struct str text)
{
    if (text.n == 0) {
        return E_OK;
    }
    answer->has_begun = true;
    answer->said_tokens += provider_estimate_tokens(text);
    return answer->listener.delta(answer->listener.context, kind, text);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static size_t count_blanks(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_blank(s.p[n])) {
        n++;
    }
    return n;
}

/* What was held back turned out to be no tag. */
static int give_held(struct endpoints_answer *answer, enum provider_delta kind)
{
    const struct str held = {answer->held, answer->held_count};
    answer->held_count = 0;
    return give(answer, kind, held);
}

/* Blanks and the beginning of the tag are held; the first byte that fits neither decides. */
static int pass_start(struct endpoints_answer *answer, struct str *text)
{
    size_t at = 0;
    for (; at < text->n && answer->think == ENDPOINTS_THINK_START; at++) {
        const struct str held = {answer->held, answer->held_count};
        const size_t blanks = count_blanks(held);
        const size_t matched = held.n - blanks;
        const char c = text->p[at];
        if (c != think_begin.p[matched] &&
            (matched > 0 || !is_blank(c) || blanks >= THINK_BLANK_MAX)) {
            answer->think = ENDPOINTS_THINK_NONE;
            break;
        }
        answer->held[answer->held_count++] = c;
        if (matched + 1 == think_begin.n && c == '>') {
            answer->think = ENDPOINTS_THINK_IN;
            answer->held_count = 0;
            answer->has_begun = true;
        }
    }
    *text = str_sub(*text, at, text->n);
    return answer->think == ENDPOINTS_THINK_NONE ? give_held(answer, PROVIDER_TEXT) : E_OK;
}

/* The end tag may be torn; but for its first byte nothing in it is '<', so that no search has to go back. */
static int pass_thought(struct endpoints_answer *answer, struct str *text)
{
    int rc = E_OK;
    while (rc == E_OK && text->n > 0 && answer->think == ENDPOINTS_THINK_IN) {
        if (answer->held_count == 0) {
            const size_t bracket = str_find_byte(*text, '<');
            rc = give(answer, PROVIDER_REASONING, str_sub(*text, 0, bracket));
            *text = str_sub(*text, bracket, text->n);
        }
        while (text->n > 0 && text->p[0] == think_end.p[answer->held_count]) {
            answer->held[answer->held_count++] = text->p[0];
            *text = str_sub(*text, 1, text->n);
            if (answer->held_count == think_end.n) {
                answer->held_count = 0;
                answer->think = ENDPOINTS_THINK_BEHIND;
                return rc;
            }
        }
        if (rc == E_OK && text->n > 0 && answer->held_count > 0) {
            rc = give_held(answer, PROVIDER_REASONING);
        }
    }
    return rc;
}

static int take_text(struct endpoints_answer *answer, struct str text)
{
    int rc = E_OK;
    if (answer->think == ENDPOINTS_THINK_START) {
        rc = pass_start(answer, &text);
    }
    if (rc == E_OK && answer->think == ENDPOINTS_THINK_IN) {
        rc = pass_thought(answer, &text);
    }
    if (rc == E_OK && answer->think == ENDPOINTS_THINK_BEHIND) {
        text = str_sub(text, count_blanks(text), text.n);
        answer->think = text.n > 0 ? ENDPOINTS_THINK_NONE : ENDPOINTS_THINK_BEHIND;
    }
    return rc == E_OK && answer->think == ENDPOINTS_THINK_NONE ? give(answer, PROVIDER_TEXT, text)
                                                               : rc;
}

static int take_texts(struct endpoints_answer *answer, const struct endpoints_chunk *chunk)
{
    CLEANUP(sb_done) struct sb scratch;
    sb_init(&scratch, SCRATCH_MAX);
    int rc = E_OK;
    if (chunk->reasoning.n > 0) {
        rc = give(answer, PROVIDER_REASONING,
                  endpoints_text_join(&answer->reasoning, sb_str(&chunk->reasoning), &scratch));
    }
    if (rc == E_OK && chunk->text.n > 0) {
        rc = take_text(answer, endpoints_text_join(&answer->text, sb_str(&chunk->text), &scratch));
    }
    return rc;
}

/* ---- calls ---- */

static int too_many_calls(struct err *err)
{
    return err_set(err, E_MODEL_FAILED, "The model asked for more tools than it may.");
}

static struct endpoints_call *find_call(struct endpoints_answer *answer, int64_t index)
{
    for (size_t i = 0; i < answer->call_count; i++) {
        if (answer->calls[i].index == index) {
            return &answer->calls[i];
        }
    }
    if (answer->call_count == CALLS_MAX) {
        return NULL;
    }
    if (answer->calls == NULL) {
        answer->calls = must_calloc(CALLS_MAX, sizeof(*answer->calls));
    }
    struct endpoints_call *call = &answer->calls[answer->call_count++];
    call->index = index;
    sb_init(&call->id, CALL_BYTES_MAX);
    sb_init(&call->name, CALL_BYTES_MAX);
    sb_init(&call->arguments, CALL_BYTES_MAX);
    return call;
}

/* Some servers repeat id and name with every piece; arguments are torn. One that begins anew under the same index, with
 * another id, is another call: servers that send whole calls give all of them the same. */
static int take_call(struct endpoints_answer *answer, const struct endpoints_call_piece *piece,
                     struct err *err)
{
    struct endpoints_call *call = find_call(answer, piece->index);
    if (call != NULL && piece->id.n > 0 && call->id.n > 0 &&
        !str_eq(sb_str(&call->id), piece->id)) {
        call->index = -1 - (int64_t)answer->call_count; /* which no piece has from now on */
        call = find_call(answer, piece->index);
    }
    answer->call_bytes += piece->id.n + piece->name.n + piece->arguments.n;
    if (call == NULL || answer->call_bytes > CALL_BYTES_MAX) {
        return too_many_calls(err);
    }
    answer->has_begun = true;
    if (call->id.n == 0) {
        sb_add(&call->id, piece->id);
    }
    if (call->name.n == 0) {
        sb_add(&call->name, piece->name);
    }
    sb_add(&call->arguments, piece->arguments);
    answer->said_tokens += provider_estimate_tokens(piece->arguments);
    return E_OK;
}

static struct str cleaned(const struct sb *bytes, struct sb *scratch)
{
    struct endpoints_text text = {0};
    return endpoints_text_join(&text, sb_str(bytes), scratch);
}

/* A model that leaves ids out gets ones: what comes back has to name its call. */
static int give_call(struct endpoints_answer *answer, const struct endpoints_call *call, size_t at)
{
    CLEANUP(sb_done) struct sb id;
    CLEANUP(sb_done) struct sb name;
    CLEANUP(sb_done) struct sb arguments;
    sb_init(&id, SCRATCH_MAX);
    sb_init(&name, SCRATCH_MAX);
    sb_init(&arguments, SCRATCH_MAX);
    char made[32];
    snprintf(made, sizeof(made), "call_%zu", at + 1);
    const struct provider_call given = {
        .id = call->id.n > 0 ? cleaned(&call->id, &id) : str_from(made),
        .name = cleaned(&call->name, &name),
        .arguments = call->arguments.n > 0 ? cleaned(&call->arguments, &arguments) : STR("{}"),
    };
    return answer->listener.call(answer->listener.context, &given);
}

static int give_calls(struct endpoints_answer *answer, struct err *err)
{
    int rc = E_OK;
    for (size_t i = 0; i < answer->call_count && rc == E_OK; i++) {
        if (answer->calls[i].name.n == 0) {
            return err_set(err, E_MODEL_FAILED, "The model asked for a tool without a name.");
        }
        rc = give_call(answer, &answer->calls[i], i);
    }
    return rc;
}

/* ---- chunks ---- */

static int fail_by_words(struct endpoints_answer *answer, const struct endpoints_chunk *chunk,
                         struct err *err)
{
    CLEANUP(sb_done) struct sb scratch;
    sb_init(&scratch, SCRATCH_MAX);
    const struct str words = utf8_prefix(cleaned(&chunk->error, &scratch), ENDPOINTS_WORDS_MAX);
    answer->error_status = chunk->error_status;
    return err_set(err, E_MODEL_FAILED, "%" STRF, STRA(words.n > 0 ? words : STR("no reason")));
}

static int read_chunk(struct endpoints_answer *answer, struct endpoints_chunk *chunk,
                      struct str json, struct err *err)
{
    int rc = endpoints_chunk_read(json, chunk);
    if (rc < 0) {
        return err_set(err, E_MODEL_FAILED, "What the model's server sent could not be read%s.",
                       rc == E_TOO_LARGE ? ": it is too large" : ": it is no JSON");
    }
    if (chunk->has_error) {
        return fail_by_words(answer, chunk, err);
    }
    rc = take_texts(answer, chunk);
    for (size_t i = 0; i < chunk->call_count && rc == E_OK; i++) {
        rc = take_call(answer, &chunk->calls[i], err);
    }
    if (chunk->is_finished) {
        answer->is_finished = true;
        answer->finish = chunk->finish;
    }
    if (chunk->has_usage) {
        answer->has_usage = true;
        answer->usage = chunk->usage;
    }
    return rc;
}

static int take_chunk(struct endpoints_answer *answer, struct str json, struct err *err)
{
    struct endpoints_chunk chunk;
    endpoints_chunk_init(&chunk);
    int rc = read_chunk(answer, &chunk, json, err);
    endpoints_chunk_done(&chunk);
    return rc;
}

struct taking {
    struct endpoints_answer *answer;
    struct err *err;
};

static int take_event(void *context, struct str data)
{
    struct taking *taking = context;
    const struct str trimmed = str_trim(data);
    if (taking->answer->is_over || trimmed.n == 0) {
        return E_OK;
    }
    if (str_eq(trimmed, STR("[DONE]"))) {
        taking->answer->is_over = true;
        return E_OK;
    }
    return take_chunk(taking->answer, trimmed, taking->err);
}

int endpoints_answer_feed(struct endpoints_answer *answer, struct str bytes, struct err *err)
{
    struct taking taking = {answer, err};
    int rc = endpoints_sse_feed(&answer->sse, bytes, take_event, &taking);
    return rc == E_TOO_LARGE ? err_set(err, E_MODEL_FAILED,
                                       "What the model's server sent could not be read: a piece "
                                       "of the answer is larger than %zu MiB.",
                                       (size_t)(ENDPOINTS_EVENT_MAX / MIB))
                             : rc;
}

int endpoints_answer_whole(struct endpoints_answer *answer, struct str json, struct err *err)
{
    int rc = take_chunk(answer, json, err);
    if (rc == E_OK && !answer->has_begun && !answer->is_finished) {
        return err_set(err, E_MODEL_FAILED, "What the model's server sent is no answer.");
    }
    answer->is_over = rc == E_OK;
    return rc;
}

/* ---- the end ---- */

struct provider_usage endpoints_answer_usage(const struct endpoints_answer *answer,
                                             int64_t prompt_tokens)
{
    const struct provider_usage estimate = {prompt_tokens, answer->said_tokens, true};
    return answer->has_usage ? answer->usage : estimate;
}

/* What the pieces ended within. */
static int give_rest(struct endpoints_answer *answer)
{
    int rc = E_OK;
    if (endpoints_text_end(&answer->reasoning)) {
        rc = give(answer, PROVIDER_REASONING, STR(REPLACEMENT));
    }
    if (rc == E_OK) {
        rc = give_held(answer,
                       answer->think == ENDPOINTS_THINK_IN ? PROVIDER_REASONING : PROVIDER_TEXT);
    }
    if (rc == E_OK && endpoints_text_end(&answer->text)) {
        rc = give(answer, PROVIDER_TEXT, STR(REPLACEMENT));
    }
    return rc;
}

int endpoints_answer_end(struct endpoints_answer *answer, int64_t prompt_tokens,
                         struct provider_end *out, struct err *err)
{
    struct taking taking = {answer, err};
    int rc = E_OK;
    if (!answer->is_over) { /* an event that was cut is no event */
        rc = endpoints_sse_end(&answer->sse, take_event, &taking);
        if (rc < 0 && !answer->is_finished && answer->has_begun) {
            err_clear(err);
            rc = E_OK;
        }
    }
    const bool is_whole = answer->is_over || answer->is_finished;
    if (rc == E_OK) {
        rc = give_rest(answer);
    }
    if (rc == E_OK && !is_whole && !answer->has_begun) {
        return err_set(err, E_MODEL_FAILED, "The model's server ended before it had answered.");
    }
    if (rc == E_OK && is_whole) { /* arguments that were cut are of no use */
        rc = give_calls(answer, err);
    }
    if (rc < 0) {
        return rc;
    }
    out->finish = is_whole ? answer->finish : PROVIDER_CUT;
    if (is_whole && answer->call_count > 0) {
        out->finish = PROVIDER_CALLS; /* some servers say "stop" */
    } else if (out->finish == PROVIDER_CALLS) {
        out->finish = PROVIDER_STOP;
    }
    out->usage = endpoints_answer_usage(answer, prompt_tokens);
    return E_OK;
}
