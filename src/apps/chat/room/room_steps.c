/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tools were asked for one answer, as JSON and back. */
#include "apps/chat/room/room_int.h"

static void put_json_or_text(struct json_out *out, const char *key, struct str text)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    json_key(out, key);
    if (json_count_values(text) <= 10000 && json_doc_parse(text, &doc, NULL) == E_OK) {
        json_put_value(out, json_doc_root(doc)); /* written anew: on one line */
    } else {
        json_put_str(out, text);
    }
}

void room_step_write_public(const struct room_step *step, struct json_out *out)
{
    json_kv_str(out, "name", step->name);
    put_json_or_text(out, "input", step->input);
    put_json_or_text(out, "output", step->output);
    json_kv_bool(out, "failed", step->has_failed);
}

void room_steps_write(const struct room_step *steps, size_t count, struct json_out *out)
{
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(out);
        json_kv_str(out, "id", steps[i].id);
        json_kv_i64(out, "round", steps[i].round);
        json_kv_i64(out, "at", (int64_t)steps[i].at);
        room_step_write_public(&steps[i], out);
        json_end_object(out);
    }
    json_end_array(out);
}

/* A text as it is, any other value as JSON. */
static struct str read_json_or_text(struct json_value value, struct arena *arena)
{
    if (json_holds(value, JSON_STR)) {
        return str_copy(arena, json_text(value));
    }
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM_TOOLS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &sb);
    json_put_value(&out, value);
    return str_copy(arena, sb_str(&sb));
}

void room_steps_read(struct str tools, struct arena *arena, struct room_step **out,
                     size_t *out_count)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    *out = NULL;
    *out_count = 0;
    if (tools.n <= STR("[]").n || json_doc_parse(tools, &doc, NULL) < 0) {
        return;
    }
    const struct json_value root = json_doc_root(doc);
    const size_t count = size_min(json_count(root), (size_t)ROOM_ROUNDS_MAX * ROOM_CALLS_MAX);
    struct room_step *steps = arena_calloc(arena, count + 1, sizeof(*steps));
    for (size_t i = 0; i < count; i++) {
        const struct json_value item = json_at(root, i);
        const int64_t at = json_i64(json_get(item, "at"), 0);
        steps[i] = (struct room_step){
            .round = json_i64(json_get(item, "round"), 0),
            .at = at > 0 ? (size_t)at : 0,
            .id = str_copy(arena, json_text(json_get(item, "id"))),
            .name = str_copy(arena, json_text(json_get(item, "name"))),
            .input = read_json_or_text(json_get(item, "input"), arena),
            .output = read_json_or_text(json_get(item, "output"), arena),
            .has_failed = json_bool(json_get(item, "failed"), false),
        };
    }
    *out = steps;
    *out_count = count;
}
