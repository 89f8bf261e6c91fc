/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms and messages as JSON. */
#include "apps/chat/room/room_int.h"

static void kv_str_or_null(struct json_out *out, const char *key, struct str text)
{
    if (text.n > 0) {
        json_kv_str(out, key, text);
    } else {
        json_kv_null(out, key);
    }
}

void room_write_tools_off(struct json_out *out, struct str list)
{
    json_key(out, "tools_off");
    json_begin_array(out);
    while (list.n > 0) {
        struct str rest;
        json_put_str(out, str_cut(list, ',', &rest));
        list = rest;
    }
    json_end_array(out);
}

void room_write(struct json_out *out, const struct room *room)
{
    json_begin_object(out);
    json_kv_id(out, "id", room->id);
    json_kv_id(out, "owner", room->owner);
    json_kv_str(out, "name", room->name);
    json_kv_str(out, "preset", room->preset);
    json_kv_str(out, "instructions", room->instructions);
    json_kv_str(out, "model", room->model);
    room_write_tools_off(out, room->tools_off);
    json_kv_time(out, "created", room->created_ms);
    json_kv_time(out, "updated", room->updated_ms);
    json_kv_time(out, "activity", uuid_time_ms(room->activity));
    json_kv_i64(out, "messages", room->messages);
    if (room->last_message.p != NULL) {
        json_kv_str(out, "last_message", room->last_message);
    } else {
        json_kv_null(out, "last_message");
    }
    json_end_object(out);
}

void room_write_problem(struct json_out *out, int rc, struct str detail)
{
    json_begin_object(out);
    json_kv_c(out, "type", "about:blank");
    json_kv_c(out, "title", e_title(rc));
    json_kv_i64(out, "status", e_http_status(rc));
    json_kv_str(out, "detail", detail.n > 0 ? detail : str_from(e_title(rc)));
    json_kv_c(out, "code", e_code(rc));
    json_key(out, "errors");
    json_begin_object(out);
    json_end_object(out);
    json_end_object(out);
}

void room_write_usage(struct json_out *out, const struct room_usage *usage)
{
    json_key(out, "usage");
    json_begin_object(out);
    json_kv_i64(out, "prompt_tokens", usage->prompt_tokens);
    json_kv_i64(out, "completion_tokens", usage->completion_tokens);
    json_kv_bool(out, "estimated", usage->is_estimate);
    json_end_object(out);
}

static void write_tools(struct json_out *out, struct str tools, struct arena *arena)
{
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(tools, arena, &steps, &count);
    json_key(out, "tools");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(out);
        room_step_write_public(&steps[i], out);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_outcome(struct json_out *out, const struct room_message *message)
{
    json_key(out, "error");
    if (message->status == ROOM_FAILED && message->error_code.n > 0) {
        room_write_problem(out, e_from_code(message->error_code), message->error_text);
    } else {
        json_put_null(out);
    }
    kv_str_or_null(out, "finish", message->finish);
    json_key(out, "context");
    json_begin_object(out);
    json_kv_i64(out, "dropped", message->dropped);
    json_end_object(out);
    if (message->ended_ms > 0) {
        json_kv_time(out, "ended", message->ended_ms);
    } else {
        json_kv_null(out, "ended");
    }
    json_kv_bool(out, "can_continue", room_turns_can_go_on(message));
}

int room_write_message(struct db_conn *conn, const struct room_message *message,
                       struct arena *arena, struct json_out *out)
{
    json_begin_object(out);
    json_kv_id(out, "id", message->id);
    json_kv_id(out, "owner", message->owner);
    json_kv_id(out, "category", message->category);
    json_kv_str(out, "message", message->text);
    json_kv_str(out, "answer", message->answer);
    json_kv_str(out, "reasoning", message->reasoning);
    json_kv_time(out, "created", message->created_ms);
    json_kv_c(out, "status", room_status_name(message->status));
    kv_str_or_null(out, "model", message->model);
    room_write_usage(out, &message->usage);
    write_tools(out, message->tools, arena);
    json_key(out, "attachments");
    int rc = room_attach_write(conn, message, arena, out);
    if (rc < 0) {
        return rc;
    }
    json_kv_i64(out, "version", message->number);
    json_kv_i64(out, "versions", message->versions);
    write_outcome(out, message);
    json_end_object(out);
    return E_OK;
}

int room_message_json(struct db_conn *conn, const struct room_message *message, struct arena *arena,
                      struct str *out)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 32 * MIB);
    struct json_out json;
    json_out_init(&json, &sb);
    int rc = room_write_message(conn, message, arena, &json);
    if (rc == E_OK && sb.failed) {
        rc = E_TOO_LARGE;
    }
    if (rc == E_OK) {
        *out = str_copy(arena, sb_str(&sb));
    }
    return rc;
}
