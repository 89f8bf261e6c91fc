/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers on the wire: chat.completion.chunk frames, and the chat.completion object. */
#include "apps/openai/openai_int.h"

const char *openai_finish_name(enum provider_finish finish)
{
    static const char *const names[] = {
        [PROVIDER_STOP] = "stop",        [PROVIDER_LENGTH] = "length",
        [PROVIDER_CALLS] = "tool_calls", [PROVIDER_FILTER] = "content_filter",
        [PROVIDER_CUT] = "length", /* the nearest that there is: there would have been more */
    };
    _Static_assert(ARRAY_LEN(names) == PROVIDER_FINISH_COUNT, "each has a name");
    return names[finish];
}

static void write_usage(struct json_out *out, const struct provider_usage *usage)
{
    json_begin_object(out);
    json_kv_i64(out, "prompt_tokens", usage->prompt_tokens);
    json_kv_i64(out, "completion_tokens", usage->completion_tokens);
    json_kv_i64(out, "total_tokens", usage->prompt_tokens + usage->completion_tokens);
    json_end_object(out);
}

static void write_head(struct json_out *out, const struct openai_answer *answer, const char *object)
{
    json_begin_object(out);
    json_kv_str(out, "id", answer->id);
    json_kv_c(out, "object", object);
    json_kv_i64(out, "created", answer->created_s);
    json_kv_str(out, "model", answer->model);
    json_key(out, "choices");
    json_begin_array(out);
}

/* ---- frames ---- */

/* Begins a frame up to its delta. */
static void begin_frame(const struct openai_answer *answer, struct sb *sb, struct json_out *out)
{
    sb_add(sb, STR("data: "));
    json_out_init(out, sb);
    write_head(out, answer, "chat.completion.chunk");
    json_begin_object(out);
    json_kv_i64(out, "index", 0);
    json_key(out, "delta");
    json_begin_object(out);
}

static void end_frame(const struct openai_answer *answer, const char *finish, struct json_out *out)
{
    json_end_object(out);
    json_kv_null(out, "logprobs");
    json_kv_c(out, "finish_reason", finish);
    json_end_object(out);
    json_end_array(out);
    if (answer->wants_usage) {
        json_kv_null(out, "usage");
    }
    json_end_object(out);
    sb_add(out->sb, STR("\n\n"));
}

void openai_frame_role(const struct openai_answer *answer, struct sb *out)
{
    struct json_out json;
    begin_frame(answer, out, &json);
    json_kv_c(&json, "role", "assistant");
    json_kv_c(&json, "content", "");
    end_frame(answer, NULL, &json);
}

void openai_frame_text(const struct openai_answer *answer, enum provider_delta kind,
                       struct str text, struct sb *out)
{
    struct json_out json;
    begin_frame(answer, out, &json);
    json_kv_str(&json, kind == PROVIDER_TEXT ? "content" : "reasoning_content", text);
    end_frame(answer, NULL, &json);
}

static void write_call_members(struct json_out *out, const struct provider_call *call)
{
    json_kv_str(out, "id", call->id);
    json_kv_c(out, "type", "function");
    json_key(out, "function");
    json_begin_object(out);
    json_kv_str(out, "name", call->name);
    json_kv_str(out, "arguments", call->arguments);
    json_end_object(out);
}

void openai_write_call(struct json_out *out, const struct provider_call *call)
{
    json_begin_object(out);
    write_call_members(out, call);
    json_end_object(out);
}

void openai_frame_call(const struct openai_answer *answer, size_t index,
                       const struct provider_call *call, struct sb *out)
{
    struct json_out json;
    begin_frame(answer, out, &json);
    json_key(&json, "tool_calls");
    json_begin_array(&json);
    json_begin_object(&json);
    json_kv_i64(&json, "index", (int64_t)index);
    write_call_members(&json, call);
    json_end_object(&json);
    json_end_array(&json);
    end_frame(answer, NULL, &json);
}

static void frame_error(const struct openai_answer *answer, struct sb *out)
{
    struct json_out json;
    sb_add(out, STR("data: "));
    json_out_init(&json, out);
    openai_write_error(&json, answer->rc, answer->err);
    sb_add(out, STR("\n\n"));
}

static void frame_usage(const struct openai_answer *answer, struct sb *out)
{
    struct json_out json;
    sb_add(out, STR("data: "));
    json_out_init(&json, out);
    write_head(&json, answer, "chat.completion.chunk");
    json_end_array(&json);
    json_key(&json, "usage");
    write_usage(&json, &answer->usage);
    json_end_object(&json);
    sb_add(out, STR("\n\n"));
}

void openai_frame_end(const struct openai_answer *answer, struct sb *out)
{
    if (answer->rc < 0) {
        frame_error(answer, out);
        return;
    }
    struct json_out json;
    begin_frame(answer, out, &json);
    end_frame(answer, openai_finish_name(answer->finish), &json);
    if (answer->wants_usage) {
        frame_usage(answer, out);
    }
    sb_add(out, STR("data: [DONE]\n\n"));
}

/* ---- whole ---- */

static void write_message(const struct openai_answer *answer, struct json_out *out)
{
    json_begin_object(out);
    json_kv_c(out, "role", "assistant");
    if (answer->text.n > 0 || answer->call_count == 0) {
        json_kv_str(out, "content", sb_str(&answer->text));
    } else {
        json_kv_null(out, "content");
    }
    json_kv_null(out, "refusal");
    if (answer->reasoning.n > 0) {
        json_kv_str(out, "reasoning_content", sb_str(&answer->reasoning));
    }
    if (answer->call_count > 0) {
        json_key(out, "tool_calls");
        json_begin_array(out);
        json_put_raw(out, sb_str(&answer->calls));
        json_end_array(out);
    }
    json_end_object(out);
}

void openai_write_whole(const struct openai_answer *answer, struct json_out *out)
{
    write_head(out, answer, "chat.completion");
    json_begin_object(out);
    json_kv_i64(out, "index", 0);
    json_key(out, "message");
    write_message(answer, out);
    json_kv_null(out, "logprobs");
    json_kv_c(out, "finish_reason", openai_finish_name(answer->finish));
    json_end_object(out);
    json_end_array(out);
    json_key(out, "usage");
    write_usage(out, &answer->usage);
    json_end_object(out);
}
