/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prompt as the body of POST /chat/completions. */
#include "apps/endpoints/endpoints_int.h"

#include <stdlib.h>

#include "base/base64.h"

#define BODY_MAX     (64 * MIB)
#define TURN_TOKENS  4   /* what a turn costs besides its text */
#define IMAGE_TOKENS 800 /* about, of a picture of usual size */

static void write_image(struct json_out *out, const struct provider_image *image)
{
    json_begin_object(out);
    json_kv_c(out, "type", "image_url");
    json_key(out, "image_url");
    json_begin_object(out);
    json_key(out, "url");
    sb_addf(out->sb, "\"data:%" STRF ";base64,", STRA(image->media_type));
    base64_add(out->sb, image->bytes);
    sb_add_byte(out->sb, '"');
    out->needs_comma = true;
    json_end_object(out);
    json_end_object(out);
}

static void write_parts(struct json_out *out, const struct provider_turn *turn)
{
    json_key(out, "content");
    json_begin_array(out);
    if (turn->text.n > 0) {
        json_begin_object(out);
        json_kv_c(out, "type", "text");
        json_kv_str(out, "text", turn->text);
        json_end_object(out);
    }
    for (size_t i = 0; i < turn->image_count; i++) {
        write_image(out, &turn->images[i]);
    }
    json_end_array(out);
}

static void write_calls(struct json_out *out, const struct provider_turn *turn)
{
    json_key(out, "tool_calls");
    json_begin_array(out);
    for (size_t i = 0; i < turn->call_count; i++) {
        const struct provider_call *call = &turn->calls[i];
        json_begin_object(out);
        json_kv_str(out, "id", call->id);
        json_kv_c(out, "type", "function");
        json_key(out, "function");
        json_begin_object(out);
        json_kv_str(out, "name", call->name);
        json_kv_str(out, "arguments", call->arguments);
        json_end_object(out);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_turn(struct json_out *out, const struct provider_turn *turn, bool sees)
{
    static const char *const roles[] = {"system", "user", "assistant", "tool"};
    _Static_assert(ARRAY_LEN(roles) == PROVIDER_ROLE_COUNT, "one word each");
    json_begin_object(out);
    json_kv_c(out, "role", roles[turn->role]);
    if (turn->role == PROVIDER_USER && turn->image_count > 0 && sees) {
        write_parts(out, turn);
    } else if (turn->role == PROVIDER_ASSISTANT && turn->call_count > 0 && turn->text.n == 0) {
        json_kv_null(out, "content");
    } else {
        json_kv_str(out, "content", turn->text);
    }
    if (turn->role == PROVIDER_ASSISTANT && turn->call_count > 0) {
        write_calls(out, turn);
    }
    if (turn->role == PROVIDER_TOOL) {
        json_kv_str(out, "tool_call_id", turn->call_id);
    }
    json_end_object(out);
}

/* What is ours to say stands elsewhere. */
static void write_options(struct json_out *out, struct str options)
{
    static const char *const own[] = {"model",          "messages",    "stream",
                                      "stream_options", "tools",       "n",
                                      "max_tokens",     "tool_choice", "max_completion_tokens"};
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    void *iter = NULL;
    struct str key;
    struct json_value value;
    if (options.n == 0 || json_doc_parse(options, &doc, NULL) < 0) {
        return;
    }
    while (json_each(json_doc_root(doc), &iter, &key, &value)) {
        bool is_own = false;
        for (size_t i = 0; i < ARRAY_LEN(own); i++) {
            is_own = is_own || str_eq(key, str_from(own[i]));
        }
        if (!is_own) {
            json_key_str(out, key);
            json_put_value(out, value);
        }
    }
}

static void write_tool(struct json_out *out, const struct provider_tool *tool)
{
    json_begin_object(out);
    json_kv_c(out, "type", "function");
    json_key(out, "function");
    json_begin_object(out);
    json_kv_str(out, "name", tool->name);
    json_kv_str(out, "description", tool->description);
    if (tool->schema.n > 0) {
        json_kv_raw(out, "parameters", tool->schema);
    }
    json_end_object(out);
    json_end_object(out);
}

/* Begins with a comma. */
static void write_tools(struct sb *sb, const struct provider_prompt *prompt)
{
    struct json_out out;
    json_out_init(&out, sb);
    out.needs_comma = true;
    json_key(&out, "tools");
    json_begin_array(&out);
    for (size_t i = 0; i < prompt->tool_count; i++) {
        write_tool(&out, &prompt->tools[i]);
    }
    json_end_array(&out);
    if (prompt->tool_choice.n > 0) {
        json_kv_raw(&out, "tool_choice", prompt->tool_choice);
    }
}

int endpoints_request_make(const struct provider_model *model, const struct provider_prompt *prompt,
                           struct endpoints_request *out, struct err *err)
{
    CLEANUP(sb_done) struct sb body;
    CLEANUP(sb_done) struct sb tools;
    struct json_out json;
    sb_init(&body, BODY_MAX);
    sb_init(&tools, BODY_MAX);
    json_out_init(&json, &body);
    json_begin_object(&json);
    json_kv_str(&json, "model", model->name);
    json_key(&json, "messages");
    json_begin_array(&json);
    for (size_t i = 0; i < prompt->turn_count; i++) {
        write_turn(&json, &prompt->turns[i], model->sees);
    }
    json_end_array(&json);
    write_options(&json, prompt->options);
    json_kv_bool(&json, "stream", true);
    if (prompt->tool_count > 0 && model->uses_tools) {
        write_tools(&tools, prompt);
    }
    if (body.failed || tools.failed) {
        return err_set(err, E_TOO_LARGE, "The prompt is larger than %zu MiB.",
                       (size_t)(BODY_MAX / MIB));
    }
    *out = (struct endpoints_request){
        .body_bytes = body.n, .tools_bytes = tools.n, .max_tokens = prompt->max_tokens};
    out->body = sb_steal(&body);
    out->tools = sb_steal(&tools);
    return E_OK;
}

void endpoints_request_done(struct endpoints_request *request)
{
    free(request->body);
    free(request->tools);
    *request = (struct endpoints_request){0};
}

void endpoints_request_write(const struct endpoints_request *request, unsigned quirks,
                             struct sb *out)
{
    sb_add(out, (struct str){request->body, request->body_bytes});
    if ((quirks & ENDPOINTS_NO_TOOLS) == 0) {
        sb_add(out, (struct str){request->tools, request->tools_bytes});
    }
    if (request->max_tokens > 0) {
        sb_addf(out, ",\"%s\":%lld",
                (quirks & ENDPOINTS_COMPLETION_TOKENS) != 0 ? "max_completion_tokens"
                                                            : "max_tokens",
                (long long)request->max_tokens);
    }
    if ((quirks & ENDPOINTS_NO_STREAM_OPTIONS) == 0) {
        sb_add_c(out, ",\"stream_options\":{\"include_usage\":true}");
    }
    sb_add_byte(out, '}');
}

int64_t endpoints_estimate_prompt(const struct provider_prompt *prompt)
{
    int64_t tokens = 0;
    for (size_t i = 0; i < prompt->turn_count; i++) {
        const struct provider_turn *turn = &prompt->turns[i];
        tokens += TURN_TOKENS + provider_estimate_tokens(turn->text);
        tokens += (int64_t)turn->image_count * IMAGE_TOKENS;
        for (size_t k = 0; k < turn->call_count; k++) {
            tokens += TURN_TOKENS + provider_estimate_tokens(turn->calls[k].arguments);
        }
    }
    for (size_t i = 0; i < prompt->tool_count; i++) {
        tokens += TURN_TOKENS + provider_estimate_tokens(prompt->tools[i].description) +
                  provider_estimate_tokens(prompt->tools[i].schema);
    }
    return tokens;
}

bool endpoints_authorize(const struct endpoint *endpoint, struct arena *arena,
                         struct fetch_header *out)
{
    if (endpoint->row.api_key.n == 0) {
        return false;
    }
    *out = (struct fetch_header){
        "Authorization",
        str_from(arena_printf(arena, "Bearer %" STRF, STRA(endpoint->row.api_key))),
    };
    return true;
}
