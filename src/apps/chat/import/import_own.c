/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room as this program exports it (export_json.c). It was made by it once; what it is now, nobody knows. */
#include <string.h>

#include "apps/chat/import/import_int.h"
#include "apps/chat/prompt/prompt.h"
#include "base/utf8.h"

#define NUMBER_MAX   INT64_C(1000000000000)
#define SENTENCE_MAX 1000

struct reading {
    struct arena *arena;
    struct err *err;
    struct import_clock clock;
    struct import_named *names; /* (count) of all versions of the room */
    struct import_room *out;
    size_t count;
    size_t text_bytes;
};

/* ---- values ---- */

static int read_text(struct reading *reading, struct json_value value, struct str *out)
{
    const struct str text = json_text(value);
    reading->text_bytes += text.n;
    if (text.n > IMPORT_TEXT_MAX) {
        return err_set(reading->err, E_TOO_LARGE, "One of its messages is longer than 1 MiB.");
    }
    if (reading->text_bytes > IMPORT_ROOM_TEXT_MAX) {
        return err_set(reading->err, E_TOO_LARGE, "Its messages are longer than 64 MiB together.");
    }
    *out = str_copy(reading->arena, text);
    return E_OK;
}

static struct str copy_words(struct reading *reading, struct json_value value, size_t chars_max)
{
    return str_copy(reading->arena, utf8_prefix(json_text(value), chars_max));
}

static int64_t count_of(struct json_value value)
{
    const int64_t number = json_i64(value, 0);
    return number < 0 ? 0 : number > NUMBER_MAX ? NUMBER_MAX : number;
}

static enum room_status status_of(struct json_value value)
{
    const struct str name = json_text(value);
    for (enum room_status status = ROOM_COMPLETE; status < ROOM_STATUS_COUNT; status++) {
        if (str_eq(name, str_from(room_status_name(status)))) {
            return status;
        }
    }
    return ROOM_STOPPED; /* what was being written is not any more */
}

static struct str finish_of(struct json_value value)
{
    static const char *const names[] = {"stop", "length", "filter", "cut"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(json_text(value), str_from(names[i]))) {
            return str_from(names[i]);
        }
    }
    return STR_EMPTY;
}

static struct str tools_of(struct reading *reading, struct json_value value)
{
    CLEANUP(sb_done) struct sb given;
    CLEANUP(sb_done) struct sb tools;
    sb_init(&given, ROOM_TOOLS_BYTES_MAX);
    sb_init(&tools, 2 * ROOM_TOOLS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &given);
    json_put_value(&out, value);
    struct room_step *steps = NULL;
    size_t count = 0;
    if (!given.failed) {
        room_steps_read(sb_str(&given), reading->arena, &steps, &count);
    }
    json_out_init(&out, &tools);
    room_steps_write(steps, count, &out);
    return tools.failed ? STR("[]") : str_copy(reading->arena, sb_str(&tools));
}

static void read_attachments(struct reading *reading, struct json_value list,
                             struct room_message *out)
{
    const size_t count = size_min(json_count(list), ROOM_ATTACHMENTS_MAX);
    out->attachments =
        arena_calloc(reading->arena, ROOM_ATTACHMENTS_MAX, sizeof(*out->attachments));
    for (size_t i = 0; i < count; i++) {
        struct json_value item = json_at(list, i);
        struct room_attachment *attachment = &out->attachments[out->attachment_count];
        attachment->app = copy_words(reading, json_get(item, "app"), 20);
        if (uuid_parse(json_text(json_get(item, "id")), &attachment->record) == E_OK) {
            out->attachment_count++;
        }
    }
}

static void read_error(struct reading *reading, struct json_value error, struct room_message *out)
{
    out->error_code = out->error_text = STR_EMPTY;
    if (out->status == ROOM_FAILED) {
        out->error_code = str_from(e_code(e_from_code(json_text(json_get(error, "code")))));
        out->error_text = copy_words(reading, json_get(error, "detail"), SENTENCE_MAX);
    }
}

/* ---- versions ---- */

static int read_version(struct reading *reading, struct json_value value, struct room_message *out)
{
    int rc = read_text(reading, json_get(value, "message"), &out->text);
    if (rc == E_OK) {
        rc = read_text(reading, json_get(value, "answer"), &out->answer);
    }
    if (rc == E_OK) {
        rc = read_text(reading, json_get(value, "reasoning"), &out->reasoning);
    }
    if (rc < 0) {
        return rc;
    }
    const struct json_value usage = json_get(value, "usage");
    out->status = status_of(json_get(value, "status"));
    out->model = copy_words(reading, json_get(value, "model"), ROOM_MODEL_MAX);
    out->finish = finish_of(json_get(value, "finish"));
    out->usage = (struct room_usage){
        count_of(json_get(usage, "prompt_tokens")),
        count_of(json_get(usage, "completion_tokens")),
        json_bool(json_get(usage, "estimated"), true),
    };
    out->dropped = count_of(json_get(value, "dropped"));
    out->asked_ms = import_time(json_get(value, "created"));
    out->asked_ms = out->asked_ms > 0 ? out->asked_ms : out->created_ms;
    out->ended_ms = import_time(json_get(value, "ended"));
    out->tools = tools_of(reading, json_get(value, "tools"));
    out->version = import_id(&reading->clock, out->asked_ms, NULL);
    read_error(reading, json_get(value, "error"), out);
    read_attachments(reading, json_get(value, "attachments"), out);
    return E_OK;
}

/* The version that the turn stands behind; it has been read before, or the turn is none that hangs together. */
static int find_parent(struct reading *reading, struct json_value turn, struct room_message *out,
                       const struct room_message **out_before)
{
    *out_before = NULL;
    const struct str parent = json_text(json_get(turn, "parent"));
    if (parent.n == 0) {
        return E_OK;
    }
    const size_t at = import_find(reading->names, reading->count, parent);
    if (at >= reading->out->count) {
        return err_set(reading->err, E_INVALID,
                       "One of its messages follows a version that is not before it.");
    }
    *out_before = &reading->out->versions[at].message;
    out->has_parent = true;
    out->parent = (*out_before)->version;
    return E_OK;
}

static int read_turn(struct reading *reading, struct json_value turn)
{
    struct import_room *out = reading->out;
    const struct json_value versions = json_get(turn, "versions");
    const size_t count = json_count(versions);
    const struct str chosen = json_text(json_get(turn, "shown_version"));
    struct room_message message = {.created_ms = import_time(json_get(turn, "created"))};
    const struct room_message *before = NULL;
    message.created_ms = message.created_ms > 0 ? message.created_ms : out->room.created_ms;
    int rc = find_parent(reading, turn, &message, &before);
    if (rc == E_OK && (count == 0 || count > IMPORT_SIBLINGS_MAX)) {
        rc = err_set(reading->err, E_INVALID, "One of its messages has no version, or too many.");
    }
    message.id =
        import_id(&reading->clock, message.created_ms, before != NULL ? &before->id : NULL);
    bool has_chosen = false;
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        struct import_version *version = &out->versions[out->count];
        version->message = message;
        version->message.number = (int64_t)i + 1;
        rc = read_version(reading, json_at(versions, i), &version->message);
        version->is_chosen =
            !has_chosen &&
            (str_eq(json_text(json_get(json_at(versions, i), "id")), chosen) || i + 1 == count);
        has_chosen = has_chosen || version->is_chosen;
        out->count++;
    }
    return rc;
}

/* ---- rooms ---- */

/* With commas between them; what cannot be in such a list is left out. */
static struct str read_tools_off(struct json_value names, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM_TOOLS_OFF_MAX);
    for (size_t i = 0; i < json_count(names); i++) {
        const struct str name = json_text(json_at(names, i));
        const bool is_name = name.n > 0 && memchr(name.p, ',', name.n) == NULL;
        if (is_name && sb.n + 1 + name.n <= ROOM_TOOLS_OFF_MAX) {
            prompt_tools_add(&sb, name);
        }
    }
    return str_copy(arena, sb_str(&sb));
}

static void read_room(struct json_value value, struct arena *arena, struct room *out)
{
    const struct str preset = json_text(json_get(value, "preset"));
    const struct str instructions =
        utf8_prefix(json_text(json_get(value, "instructions")), ROOM_INSTRUCTIONS_MAX);
    const struct str model = utf8_prefix(json_text(json_get(value, "model")), ROOM_MODEL_MAX);
    if (prompt_preset_exists(preset)) {
        out->preset = str_copy(arena, preset);
    }
    out->instructions = str_copy(arena, instructions);
    out->model = str_copy(arena, model);
    out->tools_off = read_tools_off(json_get(value, "tools_off"), arena);
    out->created_ms = import_time(json_get(value, "created"));
    out->updated_ms = import_time(json_get(value, "updated"));
}

/* Counts the versions of a room and keeps what the file calls them. */
static int name_versions(struct reading *reading, struct json_value turns, size_t turn_count)
{
    size_t count = 0;
    for (size_t i = 0; i < turn_count; i++) {
        count += json_count(json_get(json_at(turns, i), "versions"));
    }
    if (turn_count > IMPORT_NODES_MAX || count > IMPORT_VERSIONS_MAX) {
        return err_set(reading->err, E_TOO_LARGE, "It has more than %zu messages.",
                       IMPORT_VERSIONS_MAX);
    }
    reading->names = arena_calloc(reading->arena, count + 1, sizeof(*reading->names));
    for (size_t i = 0; i < turn_count; i++) {
        const struct json_value versions = json_get(json_at(turns, i), "versions");
        for (size_t k = 0; k < json_count(versions); k++, reading->count++) {
            reading->names[reading->count] = (struct import_named){
                json_text(json_get(json_at(versions, k), "id")), reading->count};
        }
    }
    import_sort(reading->names, reading->count);
    reading->out->versions =
        arena_calloc(reading->arena, count + 1, sizeof(*reading->out->versions));
    return E_OK;
}

/* At most one turn can be the first, and at most one can follow a version. */
static int check_links(struct reading *reading)
{
    const struct import_room *out = reading->out;
    struct import_named *parents = arena_calloc(reading->arena, out->count + 1, sizeof(*parents));
    size_t count = 0;
    for (size_t i = 0; i < out->count; i++) {
        const struct room_message *message = &out->versions[i].message;
        if (message->number == 1) {
            const char *id = message->has_parent
                                 ? arena_strdup(reading->arena, uuid_format(message->parent).s)
                                 : "";
            parents[count++] = (struct import_named){str_from(id), i};
        }
    }
    import_sort(parents, count);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(parents[i].id, parents[i - 1].id)) {
            return err_set(reading->err, E_INVALID, "Two of its messages follow the same one.");
        }
    }
    return E_OK;
}

int import_own(struct json_value value, struct arena *arena, struct import_room *out,
               struct err *err)
{
    const struct json_value turns = json_get(value, "messages");
    const size_t count = json_count(turns);
    struct reading reading = {.arena = arena, .err = err, .out = out};
    read_room(value, arena, &out->room);
    int rc = name_versions(&reading, turns, count);
    import_clock_init(&reading.clock, count);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        rc = read_turn(&reading, json_at(turns, i));
    }
    return rc < 0 ? rc : check_links(&reading);
}
