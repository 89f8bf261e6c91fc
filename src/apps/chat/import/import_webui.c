/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chat as Open WebUI exports it: {"title", "created_at", "chat": {"title", "history": {"currentId", "messages": {id: {"parentId",
 * "role", "content", "model", "timestamp"}}}}}. Older ones have but a list "messages" in "chat". What a model thought stands at the
 * beginning of its answer, in <details type="reasoning">. */
#include "apps/chat/import/import_int.h"
#include "base/utf8.h"

#define PARTS_MAX ((size_t)1000)

static bool find_text(struct str text, struct str part, size_t *out)
{
    for (size_t at = 0; at + part.n <= text.n; at++) {
        at += str_find_byte(str_sub(text, at, text.n), part.p[0]);
        if (str_starts(str_sub(text, at, text.n), part)) {
            *out = at;
            return true;
        }
    }
    return false;
}

/* Its lines are quoted. */
static struct str without_quotes(struct str text, struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, IMPORT_TEXT_MAX);
    struct str rest = str_trim(text);
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        const size_t from = str_starts(line, STR("> ")) ? 2 : str_eq(line, STR(">")) ? 1 : 0;
        sb_add(&sb, str_sub(line, from, line.n));
        sb_add_c(&sb, rest.n > 0 ? "\n" : "");
    }
    struct str plain = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return plain;
}

static void part_reasoning(struct arena *arena, struct import_node *inout)
{
    static const struct str start = STR("<details type=\"reasoning\"");
    static const struct str end = STR("</details>");
    static const struct str summary_end = STR("</summary>");
    const struct str text = str_trim(inout->text);
    size_t close = 0;
    if (!str_starts(text, start) || !find_text(text, end, &close)) {
        return;
    }
    struct str thought = str_sub(text, 0, close);
    size_t from = 0;
    thought = find_text(thought, summary_end, &from)
                  ? str_sub(thought, from + summary_end.n, thought.n)
                  : str_sub(thought, str_find_byte(thought, '>') + 1, thought.n);
    inout->reasoning = without_quotes(thought, arena);
    inout->text = str_trim(str_sub(text, close + end.n, text.n));
}

/* A text, or a list of parts as OpenAI's API has them. */
static int read_content(struct json_value content, struct arena *arena, struct str *out,
                        struct err *err)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, IMPORT_TEXT_MAX);
    sb_add(&text, json_text(content));
    const size_t count = size_min(json_count(content), PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct str part = json_text(json_get(json_at(content, i), "text"));
        sb_add_c(&text, text.n > 0 && part.n > 0 ? "\n\n" : "");
        sb_add(&text, part);
    }
    if (text.failed) {
        return err_set(err, E_TOO_LARGE, "One of its messages is longer than 1 MiB.");
    }
    *out = str_copy(arena, sb_str(&text));
    return E_OK;
}

static int read_node(struct json_value message, struct arena *arena, struct import_node *inout,
                     struct err *err)
{
    const struct str role = json_text(json_get(message, "role"));
    inout->text = inout->reasoning = STR_EMPTY;
    inout->model = utf8_prefix(json_text(json_get(message, "model")), ROOM_MODEL_MAX);
    inout->created_ms = import_seconds(json_get(message, "timestamp"));
    if (str_eq(role, STR("user"))) {
        inout->kind = IMPORT_NODE_ASKED;
    } else if (str_eq(role, STR("assistant"))) {
        inout->kind = IMPORT_NODE_ANSWERED;
    } else {
        return E_OK;
    }
    int rc = read_content(json_get(message, "content"), arena, &inout->text, err);
    if (rc == E_OK && inout->kind == IMPORT_NODE_ANSWERED) {
        part_reasoning(arena, inout);
    }
    return rc;
}

static int read_tree(struct json_value history, struct arena *arena, struct import_tree *out,
                     struct err *err)
{
    struct json_value messages = json_get(history, "messages");
    struct json_value message;
    struct str id;
    size_t room = 0;
    for (void *iter = NULL; json_each(messages, &iter, &id, &message);) {
        room++;
    }
    *out = (struct import_tree){.nodes = arena_calloc(arena, room + 1, sizeof(*out->nodes)),
                                .current = json_text(json_get(history, "currentId"))};
    int rc = E_OK;
    for (void *iter = NULL; rc == E_OK && json_each(messages, &iter, &id, &message);) {
        struct import_node *node = &out->nodes[out->count++];
        *node = (struct import_node){.id = id, .parent = json_text(json_get(message, "parentId"))};
        rc = read_node(message, arena, node, err);
    }
    return rc;
}

/* Each follows the one before. */
static int read_list(struct json_value messages, struct arena *arena, struct import_tree *out,
                     struct err *err)
{
    const size_t room = size_min(json_count(messages), IMPORT_NODES_MAX + 1);
    *out = (struct import_tree){.nodes = arena_calloc(arena, room + 1, sizeof(*out->nodes))};
    int rc = E_OK;
    while (rc == E_OK && out->count < room) {
        struct import_node *node = &out->nodes[out->count];
        *node = (struct import_node){
            .id = str_from(arena_printf(arena, "%zu", out->count)),
            .parent = out->count > 0 ? out->nodes[out->count - 1].id : STR_EMPTY,
        };
        rc = read_node(json_at(messages, out->count++), arena, node, err);
    }
    return rc;
}

int import_webui(struct json_value value, struct arena *arena, struct import_room *out,
                 struct err *err)
{
    struct json_value chat = json_get(value, "chat");
    struct json_value history = json_get(chat, "history");
    struct import_tree tree = {0};
    int rc = json_holds_object(json_get(history, "messages"))
                 ? read_tree(history, arena, &tree, err)
                 : read_list(json_get(chat, "messages"), arena, &tree, err);
    out->room.created_ms = import_seconds(json_get(value, "created_at"));
    out->room.updated_ms = import_seconds(json_get(value, "updated_at"));
    return rc < 0 ? rc : import_take_tree(&tree, arena, out, err);
}
