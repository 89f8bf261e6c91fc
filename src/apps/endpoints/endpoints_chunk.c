/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_chunk.h"

#include "apps/endpoints/endpoints_scan.h"

#define TEXT_MAX   (8 * MIB) /* a whole answer comes in one chunk, too */
#define WORDS_MAX  (4 * KIB)
#define FINISH_MAX 64

void endpoints_chunk_init(struct endpoints_chunk *chunk)
{
    *chunk = (struct endpoints_chunk){0};
    sb_init(&chunk->text, TEXT_MAX);
    sb_init(&chunk->reasoning, TEXT_MAX);
    sb_init(&chunk->error, WORDS_MAX);
}

void endpoints_chunk_done(struct endpoints_chunk *chunk)
{
    sb_done(&chunk->text);
    sb_done(&chunk->reasoning);
    sb_done(&chunk->error);
    arena_free(chunk->arena);
}

static bool is(struct str key, const char *name)
{
    return str_eq(key, str_from(name));
}

/* ---- calls ---- */

static struct str read_kept(struct endpoints_scan *scan, struct arena *arena)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, TEXT_MAX);
    return endpoints_scan_text(scan, &text) ? str_copy(arena, sb_str(&text)) : STR_EMPTY;
}

/* Arguments are a text that holds JSON; some servers send the JSON itself. */
static struct str read_arguments(struct endpoints_scan *scan, struct arena *arena)
{
    if (endpoints_scan_peek(scan) != '{') {
        return read_kept(scan, arena);
    }
    const char *from = scan->at;
    endpoints_scan_skip(scan);
    return str_copy(arena, (struct str){from, (size_t)(scan->at - from)});
}

static void read_function(struct endpoints_scan *scan, struct arena *arena,
                          struct endpoints_call_piece *out)
{
    struct str key;
    for (bool more = endpoints_scan_object(scan); more && endpoints_scan_member(scan, &key);) {
        if (is(key, "name")) {
            out->name = read_kept(scan, arena);
        } else if (is(key, "arguments")) {
            out->arguments = read_arguments(scan, arena);
        } else {
            endpoints_scan_skip(scan);
        }
    }
}

static void read_call(struct endpoints_scan *scan, struct arena *arena,
                      struct endpoints_call_piece *out)
{
    struct str key;
    for (bool more = endpoints_scan_object(scan); more && endpoints_scan_member(scan, &key);) {
        if (is(key, "index")) {
            (void)endpoints_scan_i64(scan, &out->index); /* without one it keeps its place */
        } else if (is(key, "id")) {
            out->id = read_kept(scan, arena);
        } else if (is(key, "function")) {
            read_function(scan, arena, out);
        } else {
            endpoints_scan_skip(scan);
        }
    }
}

static int read_calls(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    if (!endpoints_scan_array(scan)) {
        return E_OK;
    }
    while (endpoints_scan_item(scan)) {
        if (out->arena == NULL) {
            out->arena = arena_new();
            out->calls = arena_calloc(out->arena, ENDPOINTS_CHUNK_CALLS_MAX, sizeof(*out->calls));
        }
        if (out->call_count == ENDPOINTS_CHUNK_CALLS_MAX) {
            return E_TOO_LARGE;
        }
        struct endpoints_call_piece *call = &out->calls[out->call_count];
        call->index = (int64_t)out->call_count++;
        read_call(scan, out->arena, call);
    }
    return E_OK;
}

/* ---- what is said ---- */

/* The members of one part, whose "text" goes to `out`. */
static void read_thought(struct endpoints_scan *scan, struct sb *out)
{
    struct str key;
    for (bool more = endpoints_scan_object(scan); more && endpoints_scan_member(scan, &key);) {
        if (is(key, "text")) {
            (void)endpoints_scan_text(scan, out);
        } else {
            endpoints_scan_skip(scan);
        }
    }
}

/* One part of a content that is an array: {"type":"text","text":...}, or {"type":"thinking","thinking":[parts]}. */
static void read_part(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    struct str key;
    for (bool more = endpoints_scan_object(scan); more && endpoints_scan_member(scan, &key);) {
        if (is(key, "text")) {
            (void)endpoints_scan_text(scan, &out->text);
        } else if (is(key, "thinking")) {
            for (bool has = endpoints_scan_array(scan); has && endpoints_scan_item(scan);) {
                read_thought(scan, &out->reasoning);
            }
        } else {
            endpoints_scan_skip(scan);
        }
    }
}

static void read_content(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    if (endpoints_scan_peek(scan) != '[') {
        (void)endpoints_scan_text(scan, &out->text);
        return;
    }
    for (bool more = endpoints_scan_array(scan); more && endpoints_scan_item(scan);) {
        read_part(scan, out);
    }
}

/* Where a server sends its reasoning under both of the names that there are, it counts once. */
static void read_reasoning(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    if (out->reasoning.n > 0) {
        endpoints_scan_skip(scan);
    } else {
        (void)endpoints_scan_text(scan, &out->reasoning);
    }
}

/* A "delta", or the "message" of a whole answer. */
static int read_delta(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    int rc = E_OK;
    struct str key;
    bool more = endpoints_scan_object(scan);
    while (more && rc == E_OK && endpoints_scan_member(scan, &key)) {
        if (is(key, "content")) {
            read_content(scan, out);
        } else if (is(key, "refusal")) {
            (void)endpoints_scan_text(scan, &out->text);
        } else if (is(key, "reasoning_content") || is(key, "reasoning")) {
            read_reasoning(scan, out);
        } else if (is(key, "tool_calls")) {
            rc = read_calls(scan, out);
        } else {
            endpoints_scan_skip(scan);
        }
    }
    return rc;
}

static void read_finish(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    static const struct {
        const char *word;
        enum provider_finish finish;
    } words[] = {
        {"length", PROVIDER_LENGTH},         {"max_tokens", PROVIDER_LENGTH},
        {"tool_calls", PROVIDER_CALLS},      {"function_call", PROVIDER_CALLS},
        {"content_filter", PROVIDER_FILTER}, {"safety", PROVIDER_FILTER},
    };
    CLEANUP(sb_done) struct sb word;
    sb_init(&word, FINISH_MAX);
    if (!endpoints_scan_text(scan, &word) || word.n == 0) {
        return;
    }
    out->is_finished = true;
    out->finish = PROVIDER_STOP;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (is(sb_str(&word), words[i].word)) {
            out->finish = words[i].finish;
        }
    }
}

static int read_choice(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    int rc = E_OK;
    struct str key;
    bool more = endpoints_scan_object(scan);
    while (more && rc == E_OK && endpoints_scan_member(scan, &key)) {
        if (is(key, "delta") || is(key, "message")) {
            rc = read_delta(scan, out);
        } else if (is(key, "finish_reason")) {
            read_finish(scan, out);
        } else {
            endpoints_scan_skip(scan);
        }
    }
    return rc;
}

static int read_choices(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    int rc = E_OK;
    bool more = endpoints_scan_array(scan);
    for (int i = 0; more && rc == E_OK && endpoints_scan_item(scan); i++) {
        if (i == 0) {
            rc = read_choice(scan, out);
        } else {
            endpoints_scan_skip(scan);
        }
    }
    return rc;
}

/* ---- what it cost, and what went wrong ---- */

static void read_usage(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    int64_t prompt = -1;
    int64_t completion = -1;
    struct str key;
    for (bool more = endpoints_scan_object(scan); more && endpoints_scan_member(scan, &key);) {
        if (is(key, "prompt_tokens")) {
            (void)endpoints_scan_i64(scan, &prompt); /* -1: not told */
        } else if (is(key, "completion_tokens")) {
            (void)endpoints_scan_i64(scan, &completion);
        } else {
            endpoints_scan_skip(scan);
        }
    }
    const int64_t most = (int64_t)1 << 40; /* so that sums of them are numbers still */
    if (prompt >= 0 && prompt <= most && completion >= 0 && completion <= most) {
        out->has_usage = true;
        out->usage = (struct provider_usage){prompt, completion, false};
    }
}

/* {"message":..., "code":429} or a text; an empty or absent one is no error. */
static void read_error(struct endpoints_scan *scan, struct endpoints_chunk *out)
{
    if (endpoints_scan_peek(scan) == '"') {
        out->has_error = endpoints_scan_text(scan, &out->error) && out->error.n > 0;
        return;
    }
    if (!endpoints_scan_object(scan)) {
        return;
    }
    struct str key;
    out->has_error = true;
    while (endpoints_scan_member(scan, &key)) {
        if (is(key, "message")) {
            (void)endpoints_scan_text(scan, &out->error);
        } else if (is(key, "code") || is(key, "status")) {
            (void)endpoints_scan_i64(scan, &out->error_status); /* often a word */
        } else {
            endpoints_scan_skip(scan);
        }
    }
}

int endpoints_chunk_read(struct str json, struct endpoints_chunk *out)
{
    struct endpoints_scan scan;
    struct str key;
    int rc = E_OK;
    endpoints_scan_init(&scan, json);
    bool more = endpoints_scan_object(&scan);
    while (more && rc == E_OK && endpoints_scan_member(&scan, &key)) {
        if (is(key, "choices")) {
            rc = read_choices(&scan, out);
        } else if (is(key, "usage")) {
            read_usage(&scan, out);
        } else if (is(key, "error")) {
            read_error(&scan, out);
        } else {
            endpoints_scan_skip(&scan);
        }
    }
    if (rc == E_OK && (!more || !endpoints_scan_is_whole(&scan))) {
        return E_MALFORMED_JSON;
    }
    if (rc == E_OK && (out->text.failed || out->reasoning.failed)) {
        return E_TOO_LARGE;
    }
    return rc;
}
