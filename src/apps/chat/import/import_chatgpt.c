/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation as ChatGPT's export has it: {"title", "create_time", "current_node", "mapping": {id: {"parent", "message":
 * {"author": {"role"}, "create_time", "recipient", "content": {"content_type", "parts"...}, "metadata"}}}}. Seen in exports of 2023
 * to 2025; there is no description of it. What it says to its own tools, and these to it, is left out. */
#include "apps/chat/import/import_int.h"
#include "base/utf8.h"

#define PARTS_MAX ((size_t)1000)

static void put_part(struct sb *sb, struct str text)
{
    if (text.n > 0) {
        sb_add_c(sb, sb->n > 0 ? "\n\n" : "");
        sb_add(sb, text);
    }
}

/* A part is a text, or a picture, sound or the like with a kind. */
static void put_parts(struct json_value parts, struct sb *sb)
{
    const size_t count = size_min(json_count(parts), PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct json_value part = json_at(parts, i);
        const struct str kind = json_text(json_get(part, "content_type"));
        if (json_holds(part, JSON_STR)) {
            put_part(sb, json_text(part));
        } else if (str_eq(kind, STR("audio_transcription"))) {
            put_part(sb, json_text(json_get(part, "text")));
        } else if (str_eq(kind, STR("image_asset_pointer"))) {
            put_part(sb, STR("*(a picture)*"));
        }
    }
}

static void put_thoughts(struct json_value thoughts, struct sb *sb)
{
    const size_t count = size_min(json_count(thoughts), PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        put_part(sb, json_text(json_get(json_at(thoughts, i), "content")));
    }
}

static void put_code(struct str code, struct sb *sb)
{
    if (code.n > 0) {
        sb_add_c(sb, "```\n");
        sb_add(sb, code);
        sb_add_c(sb, "\n```");
    }
}

static int read_content(struct json_value content, struct arena *arena, struct import_node *out,
                        struct err *err)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, IMPORT_TEXT_MAX);
    const struct str kind = json_text(json_get(content, "content_type"));
    const bool is_thought = str_eq(kind, STR("thoughts"));
    if (is_thought) {
        put_thoughts(json_get(content, "thoughts"), &text);
    } else if (str_eq(kind, STR("text")) || str_eq(kind, STR("multimodal_text"))) {
        put_parts(json_get(content, "parts"), &text);
    } else if (str_eq(kind, STR("code"))) {
        put_code(json_text(json_get(content, "text")), &text);
    }
    if (text.failed) {
        return err_set(err, E_TOO_LARGE, "One of its messages is longer than 1 MiB.");
    }
    *(is_thought ? &out->reasoning : &out->text) = str_copy(arena, sb_str(&text));
    return E_OK;
}

static enum import_node_kind kind_of(struct json_value message)
{
    const struct str role = json_text(json_get(json_get(message, "author"), "role"));
    const struct str to = json_text(json_get(message, "recipient"));
    struct json_value hidden =
        json_get(json_get(message, "metadata"), "is_visually_hidden_from_conversation");
    if (json_bool(hidden, false) || (to.n > 0 && !str_eq(to, STR("all")))) {
        return IMPORT_NODE_OTHER;
    }
    if (str_eq(role, STR("user"))) {
        return IMPORT_NODE_ASKED;
    }
    return str_eq(role, STR("assistant")) ? IMPORT_NODE_ANSWERED : IMPORT_NODE_OTHER;
}

static int read_node(struct str id, struct json_value value, struct arena *arena,
                     struct import_node *out, struct err *err)
{
    struct json_value message = json_get(value, "message");
    *out = (struct import_node){
        .id = id,
        .parent = json_text(json_get(value, "parent")),
        .kind = kind_of(message),
        .text = STR_EMPTY,
        .reasoning = STR_EMPTY,
        .model = utf8_prefix(json_text(json_get(json_get(message, "metadata"), "model_slug")),
                             ROOM_MODEL_MAX),
        .created_ms = import_seconds(json_get(message, "create_time")),
    };
    return out->kind == IMPORT_NODE_OTHER
               ? E_OK
               : read_content(json_get(message, "content"), arena, out, err);
}

int import_chatgpt(struct json_value value, struct arena *arena, struct import_room *out,
                   struct err *err)
{
    struct json_value mapping = json_get(value, "mapping");
    struct json_value node;
    struct str id;
    size_t room = 0;
    for (void *iter = NULL; json_each(mapping, &iter, &id, &node);) {
        room++;
    }
    struct import_tree tree = {.nodes = arena_calloc(arena, room + 1, sizeof(*tree.nodes)),
                               .current = json_text(json_get(value, "current_node"))};
    int rc = E_OK;
    for (void *iter = NULL; rc == E_OK && json_each(mapping, &iter, &id, &node);) {
        rc = read_node(id, node, arena, &tree.nodes[tree.count++], err);
    }
    out->room.created_ms = import_seconds(json_get(value, "create_time"));
    out->room.updated_ms = import_seconds(json_get(value, "update_time"));
    return rc < 0 ? rc : import_take_tree(&tree, arena, out, err);
}
