/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/export/export_int.h"

#define FORM_VERSION 1

static void kv_time_or_null(struct json_out *out, const char *key, int64_t ms)
{
    if (ms > 0) {
        json_kv_time(out, key, ms);
    } else {
        json_kv_null(out, key);
    }
}

/* The array of turns stays open. */
void export_json_begin(const struct room *room, int64_t made_ms, struct sb *out)
{
    struct json_out json;
    json_out_init(&json, out);
    json_begin_object(&json);
    json_key(&json, "assisti");
    json_begin_object(&json);
    json_kv_c(&json, "kind", "chat");
    json_kv_i64(&json, "version", FORM_VERSION);
    json_end_object(&json);
    json_kv_time(&json, "exported", made_ms);
    json_key(&json, "rooms");
    json_begin_array(&json);
    json_begin_object(&json);
    json_kv_str(&json, "name", room->name);
    json_kv_str(&json, "preset", room->preset);
    json_kv_str(&json, "instructions", room->instructions);
    json_kv_str(&json, "model", room->model);
    room_write_tools_off(&json, room->tools_off);
    json_kv_time(&json, "created", room->created_ms);
    json_kv_time(&json, "updated", room->updated_ms);
    json_key(&json, "messages");
    json_begin_array(&json);
}

static void write_error(struct json_out *out, const struct room_message *message)
{
    json_key(out, "error");
    if (message->error_code.n == 0) {
        json_put_null(out);
        return;
    }
    json_begin_object(out);
    json_kv_str(out, "code", message->error_code);
    json_kv_str(out, "detail", message->error_text);
    json_end_object(out);
}

static void write_attachments(struct json_out *out, const struct room_message *message)
{
    json_key(out, "attachments");
    json_begin_array(out);
    for (size_t i = 0; i < message->attachment_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "app", message->attachments[i].app);
        json_kv_id(out, "id", message->attachments[i].record);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_version(struct json_out *out, const struct room_message *message)
{
    json_begin_object(out);
    json_kv_id(out, "id", message->version);
    json_kv_str(out, "message", message->text);
    json_kv_str(out, "answer", message->answer);
    json_kv_str(out, "reasoning", message->reasoning);
    json_kv_c(out, "status", room_status_name(message->status));
    json_kv_str(out, "model", message->model);
    json_kv_str(out, "finish", message->finish);
    write_error(out, message);
    room_write_usage(out, &message->usage);
    json_kv_i64(out, "dropped", message->dropped);
    json_kv_raw(out, "tools", message->tools.n > 0 ? message->tools : STR("[]"));
    write_attachments(out, message);
    json_kv_time(out, "created", message->asked_ms);
    kv_time_or_null(out, "ended", message->ended_ms);
    json_end_object(out);
}

void export_json_turn(const struct room_message *versions, size_t count, struct uuid shown,
                      bool is_first, struct sb *out)
{
    struct json_out json;
    sb_add_c(out, is_first ? "\n" : ",\n");
    json_out_init(&json, out);
    json_begin_object(&json);
    json_kv_id(&json, "id", versions[0].id);
    if (versions[0].has_parent) {
        json_kv_id(&json, "parent", versions[0].parent);
    } else {
        json_kv_null(&json, "parent");
    }
    json_kv_time(&json, "created", versions[0].created_ms);
    json_kv_id(&json, "shown_version", shown);
    json_key(&json, "versions");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        write_version(&json, &versions[i]);
    }
    json_end_array(&json);
    json_end_object(&json);
}

void export_json_end(struct sb *out)
{
    sb_add_c(out, "\n]}]}\n");
}
