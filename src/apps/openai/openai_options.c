/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All members of a request but its turns and tools: what goes on to the model, what means nothing here, and what would be a promise
 * that nobody keeps. A member that is not listed is refused, as OpenAI does. */
#include <math.h>

#include "apps/openai/openai_int.h"

#define STOPS_MAX      16
#define STOP_BYTES_MAX 1000
#define JSON_BYTES_MAX (256 * KIB) /* of one member that goes on as it is */
#define TOKENS_MAX     10000000

enum rule {
    RULE_ELSEWHERE, /* read by others */
    RULE_DROP,      /* of OpenAI's own house, or about who asks, which is nobody's business */
    RULE_ONE,       /* must be 1: there is one choice */
    RULE_NO,        /* must be false */
    RULE_NEVER,
    RULE_TOKENS,
    RULE_NUMBER, /* from here on they go on */
    RULE_INTEGER,
    RULE_BOOL,
    RULE_TEXT,
    RULE_OBJECT,
    RULE_STOP,
    RULE_FORMAT,
};

static const struct member {
    const char *name;
    enum rule rule;
    double min;
    double max;
} members[] = {
    {"model", RULE_ELSEWHERE, 0, 0},
    {"messages", RULE_ELSEWHERE, 0, 0},
    {"tools", RULE_ELSEWHERE, 0, 0},
    {"tool_choice", RULE_ELSEWHERE, 0, 0},
    {"stream", RULE_ELSEWHERE, 0, 0},
    {"stream_options", RULE_ELSEWHERE, 0, 0},
    {"max_tokens", RULE_TOKENS, 0, 0},
    {"max_completion_tokens", RULE_TOKENS, 0, 0},
    {"n", RULE_ONE, 0, 0},
    {"logprobs", RULE_NO, 0, 0},
    {"temperature", RULE_NUMBER, 0, 2},
    {"top_p", RULE_NUMBER, 0, 1},
    {"frequency_penalty", RULE_NUMBER, -2, 2},
    {"presence_penalty", RULE_NUMBER, -2, 2},
    {"seed", RULE_INTEGER, -9e18, 9e18},
    {"stop", RULE_STOP, 0, 0},
    {"response_format", RULE_FORMAT, 0, 0},
    {"logit_bias", RULE_OBJECT, 0, 0},
    {"parallel_tool_calls", RULE_BOOL, 0, 0},
    {"reasoning_effort", RULE_TEXT, 0, 0},
    {"verbosity", RULE_TEXT, 0, 0},
    /* of llama.cpp, vLLM and Ollama */
    {"top_k", RULE_INTEGER, -1, 1000000},
    {"min_p", RULE_NUMBER, 0, 1},
    {"typical_p", RULE_NUMBER, 0, 1},
    {"repetition_penalty", RULE_NUMBER, 0, 10},
    {"repeat_penalty", RULE_NUMBER, 0, 10},
    {"grammar", RULE_TEXT, 0, 0},
    {"chat_template_kwargs", RULE_OBJECT, 0, 0},
    {"store", RULE_DROP, 0, 0},
    {"metadata", RULE_DROP, 0, 0},
    {"user", RULE_DROP, 0, 0},
    {"safety_identifier", RULE_DROP, 0, 0},
    {"service_tier", RULE_DROP, 0, 0},
    {"prompt_cache_key", RULE_DROP, 0, 0},
    {"prompt_cache_retention", RULE_DROP, 0, 0},
    {"top_logprobs", RULE_NEVER, 0, 0},
    {"functions", RULE_NEVER, 0, 0},
    {"function_call", RULE_NEVER, 0, 0},
    {"audio", RULE_NEVER, 0, 0},
    {"modalities", RULE_NEVER, 0, 0},
    {"prediction", RULE_NEVER, 0, 0},
    {"web_search_options", RULE_NEVER, 0, 0},
};

static const struct member *find_member(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        if (str_eq(str_from(members[i].name), name)) {
            return &members[i];
        }
    }
    return NULL;
}

/* ---- rules ---- */

static int check_number(const struct member *member, struct json_value value, struct err *err)
{
    double number = json_number(value, NAN);
    bool is_whole = member->rule == RULE_INTEGER;
    if (isnan(number) || number < member->min || number > member->max ||
        (is_whole && !json_holds(value, JSON_I64))) {
        return err_field(err, member->name, "must be a %snumber from %g to %g",
                         is_whole ? "whole " : "", member->min, member->max);
    }
    return E_OK;
}

static bool is_stop(struct json_value value)
{
    return json_holds(value, JSON_STR) && json_text(value).n > 0 &&
           json_text(value).n <= STOP_BYTES_MAX;
}

static int check_stop(const struct member *member, struct json_value value, struct err *err)
{
    bool is_good = is_stop(value);
    if (json_holds(value, JSON_STRS)) {
        is_good = json_count(value) <= STOPS_MAX;
        for (size_t i = 0; i < json_count(value); i++) {
            is_good = is_good && is_stop(json_at(value, i));
        }
    }
    return is_good ? E_OK
                   : err_field(err, member->name, "must be a text, or at most %d texts", STOPS_MAX);
}

static int check_format(const struct member *member, struct json_value value, struct err *err)
{
    struct str type = json_text(json_get(value, "type"));
    if (str_eq(type, STR("text")) || str_eq(type, STR("json_object"))) {
        return E_OK;
    }
    struct json_value schema = json_get(value, "json_schema");
    if (str_eq(type, STR("json_schema")) && json_holds_object(json_get(schema, "schema"))) {
        return E_OK;
    }
    return err_field(err, member->name,
                     "must be of the type text, json_object, or json_schema with its schema");
}

static int check_kind(const struct member *member, bool is_good, const char *kind, struct err *err)
{
    return is_good ? E_OK : err_field(err, member->name, "must be %s", kind);
}

static int check(const struct member *member, struct json_value value, struct err *err)
{
    switch (member->rule) {
    case RULE_ELSEWHERE:
    case RULE_DROP:
        return E_OK;
    case RULE_ONE:
        return check_kind(member, json_number(value, NAN) == 1, "1: there is one choice here", err);
    case RULE_NO:
        return check_kind(member, json_holds(value, JSON_BOOL) && !json_bool(value, true),
                          "false: there are none here", err);
    case RULE_NEVER:
        return err_field(err, member->name, "is not supported here");
    case RULE_TOKENS:
        return check_kind(member,
                          json_holds(value, JSON_I64) && json_i64(value, 0) >= 1 &&
                              json_i64(value, 0) <= TOKENS_MAX,
                          "a whole number from 1 on", err);
    case RULE_NUMBER:
    case RULE_INTEGER:
        return check_number(member, value, err);
    case RULE_BOOL:
        return check_kind(member, json_holds(value, JSON_BOOL), "true or false", err);
    case RULE_TEXT:
        return check_kind(member, json_holds(value, JSON_STR), "a text", err);
    case RULE_OBJECT:
        return check_kind(member, json_holds_object(value), "an object", err);
    case RULE_STOP:
        return check_stop(member, value, err);
    case RULE_FORMAT:
        return check_format(member, value, err);
    }
    ASSERT(false);
}

/* ---- reading ---- */

struct str openai_json_of(struct json_value value, struct arena *arena)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, JSON_BYTES_MAX);
    json_out_init(&out, &sb);
    json_put_value(&out, value);
    struct str text = sb.failed ? STR_EMPTY : str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return text;
}

static int read_stream(struct json_value root, struct openai_request *out, struct err *err)
{
    struct json_value stream = json_get(root, "stream");
    struct json_value options = json_get(root, "stream_options");
    if (json_has(stream) && !json_holds(stream, JSON_BOOL)) {
        return err_field(err, "stream", "must be true or false");
    }
    out->is_stream = json_bool(stream, false);
    if (!json_has(options)) {
        return E_OK;
    }
    if (!json_holds_object(options)) {
        return err_field(err, "stream_options", "must be an object");
    }
    if (!out->is_stream) {
        return err_field(err, "stream_options", "is for streams only");
    }
    out->wants_usage = json_bool(json_get(options, "include_usage"), false);
    return E_OK;
}

/* A null is what is not there. */
static int read_member(struct str name, struct json_value value, struct json_out *options,
                       struct arena *arena, struct err *err)
{
    const struct member *member = find_member(name);
    if (member == NULL) {
        return err_field(err, str_dup(arena, str_sub(name, 0, 30)), "is not known here");
    }
    if (!json_has(value)) {
        return E_OK;
    }
    int rc = check(member, value, err);
    if (rc < 0 || member->rule < RULE_NUMBER) {
        return rc;
    }
    struct str text = openai_json_of(value, arena);
    if (text.n == 0) {
        return err_field(err, member->name, "is too long");
    }
    json_kv_raw(options, member->name, text);
    return E_OK;
}

int openai_read_options(struct json_value root, struct arena *arena, struct openai_request *out,
                        struct err *err)
{
    struct sb sb;
    struct json_out options;
    sb_init(&sb, 16 * JSON_BYTES_MAX);
    json_out_init(&options, &sb);
    json_begin_object(&options);
    void *iter = NULL;
    struct str name;
    struct json_value value;
    int rc = read_stream(root, out, err);
    while (rc == E_OK && json_each(root, &iter, &name, &value)) {
        rc = read_member(name, value, &options, arena, err);
    }
    json_end_object(&options);
    if (rc == E_OK && sb.n > 2) {
        out->prompt.options = str_copy(arena, sb_str(&sb));
    }
    int64_t most = json_i64(json_get(root, "max_tokens"), 0);
    out->prompt.max_tokens = json_i64(json_get(root, "max_completion_tokens"), most);
    sb_done(&sb);
    return rc;
}
