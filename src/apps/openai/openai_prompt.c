/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request's turns and tools. */
#include "apps/openai/openai_int.h"

#define NAME_MAX_CHARS  64 /* of a tool */
#define MODEL_BYTES_MAX 500

struct reader {
    struct arena *arena;
    struct openai_request *out;
    struct err *err;
    const char *where; /* "messages[3]" */
};

static const char *member_of(const struct reader *reader, const char *name)
{
    return arena_printf(reader->arena, "%s.%s", reader->where, name);
}

static int wrong(const struct reader *reader, const char *name, const char *what)
{
    return err_field(reader->err, member_of(reader, name), "%s", what);
}

/* ---- contents ---- */

/* What the parts of a content add up to. */
struct parts {
    enum provider_role role;
    struct sb text;
    struct provider_image *images;
    size_t image_count;
};

static int read_image(const struct reader *reader, struct json_value part, struct parts *parts)
{
    struct json_value image = json_get(part, "image_url");
    struct str url = json_text(json_holds_object(image) ? json_get(image, "url") : image);
    if (reader->out->image_count >= OPENAI_IMAGES_MAX) {
        return err_field(reader->err, "messages", "must hold at most %d pictures",
                         OPENAI_IMAGES_MAX);
    }
    int rc = openai_read_picture(url, member_of(reader, "content"), reader->arena,
                                 &parts->images[parts->image_count], reader->err);
    if (rc == E_OK) {
        parts->image_count++;
        reader->out->image_count++;
    }
    return rc;
}

static int read_part(const struct reader *reader, struct json_value part, struct parts *parts)
{
    const enum provider_role role = parts->role;
    struct str type = json_text(json_get(part, "type"));
    struct json_value said = json_get(part, "text");
    if (role == PROVIDER_ASSISTANT && str_eq(type, STR("refusal"))) {
        said = json_get(part, "refusal");
    } else if (role == PROVIDER_USER && str_eq(type, STR("image_url"))) {
        return read_image(reader, part, parts);
    } else if (!str_eq(type, STR("text"))) {
        return wrong(reader, "content",
                     role == PROVIDER_USER
                         ? "must be a text, or parts of the type text or image_url"
                         : "must be a text, or parts of the type text");
    }
    if (!json_holds(said, JSON_STR)) {
        return wrong(reader, "content", "has a part without its text");
    }
    if (parts->text.n > 0) {
        sb_add_byte(&parts->text, '\n');
    }
    sb_add(&parts->text, json_text(said));
    return E_OK;
}

static int read_parts(const struct reader *reader, struct json_value content,
                      struct provider_turn *turn)
{
    const size_t count = json_count(content);
    struct parts parts = {.role = turn->role};
    int rc = E_OK;
    parts.images = arena_calloc(reader->arena, count + 1, sizeof(*parts.images));
    sb_init(&parts.text, 2 * OPENAI_BODY_MAX);
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        rc = read_part(reader, json_at(content, i), &parts);
    }
    turn->text = str_copy(reader->arena, sb_str(&parts.text));
    turn->images = parts.images;
    turn->image_count = parts.image_count;
    sb_done(&parts.text);
    return rc;
}

static int read_content(const struct reader *reader, struct json_value message,
                        struct provider_turn *turn)
{
    struct json_value content = json_get(message, "content");
    if (json_holds(content, JSON_STR)) {
        turn->text = json_text(content);
        return E_OK;
    }
    if (json_holds(content, JSON_STRS)) {
        return read_parts(reader, content, turn);
    }
    bool has_others = turn->role == PROVIDER_ASSISTANT &&
                      (turn->call_count > 0 || json_has(json_get(message, "refusal")));
    if (json_has(content) || !has_others) {
        return wrong(reader, "content", "must be a text or an array of parts");
    }
    turn->text = json_text(json_get(message, "refusal"));
    return E_OK;
}

/* ---- tools ---- */

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
            return false;
        }
    }
    return name.n > 0 && name.n <= NAME_MAX_CHARS;
}

static int read_call(const struct reader *reader, struct json_value value,
                     struct provider_call *out)
{
    struct json_value function = json_get(value, "function");
    struct provider_call call = {.id = json_text(json_get(value, "id")),
                                 .name = json_text(json_get(function, "name")),
                                 .arguments = json_text(json_get(function, "arguments"))};
    if (call.id.n == 0 || !is_name(call.name) ||
        !json_holds(json_get(function, "arguments"), JSON_STR)) {
        return wrong(reader, "tool_calls",
                     "must have an id, and a function with its name and its arguments as a text");
    }
    *out = call;
    return E_OK;
}

static int read_calls(const struct reader *reader, struct json_value message,
                      struct provider_turn *turn)
{
    struct json_value calls = json_get(message, "tool_calls");
    const size_t count = json_count(calls);
    if (!json_has(calls)) {
        return E_OK;
    }
    if (turn->role != PROVIDER_ASSISTANT || !json_holds(calls, JSON_STRS) ||
        count > OPENAI_CALLS_MAX) {
        return err_field(reader->err, member_of(reader, "tool_calls"),
                         "must be an array of at most %d, of an assistant", OPENAI_CALLS_MAX);
    }
    struct provider_call *out = arena_calloc(reader->arena, count + 1, sizeof(*out));
    int rc = E_OK;
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        rc = read_call(reader, json_at(calls, i), &out[i]);
    }
    turn->calls = out;
    turn->call_count = count;
    return rc;
}

static int read_tool(const struct reader *reader, struct json_value value,
                     struct provider_tool *out)
{
    struct json_value function = json_get(value, "function");
    struct json_value schema = json_get(function, "parameters");
    struct json_value description = json_get(function, "description");
    struct str name = json_text(json_get(function, "name"));
    if (!str_eq(json_text(json_get(value, "type")), STR("function"))) {
        return wrong(reader, "type", "must be function");
    }
    if (!is_name(name)) {
        return wrong(reader, "function.name", "must have 1 to 64 letters, digits, _ or -");
    }
    if (json_has(description) && !json_holds(description, JSON_STR)) {
        return wrong(reader, "function.description", "must be a text");
    }
    if (json_has(schema) && !json_holds_object(schema)) {
        return wrong(reader, "function.parameters", "must be a JSON Schema, which is an object");
    }
    *out = (struct provider_tool){
        .name = name,
        .description = json_text(description),
        .schema = json_has(schema) ? openai_json_of(schema, reader->arena)
                                   : STR("{\"type\":\"object\",\"properties\":{}}"),
    };
    return out->schema.n > 0 ? E_OK : wrong(reader, "function.parameters", "is too long");
}

static int read_tools(struct reader *reader, struct json_value root)
{
    struct json_value tools = json_get(root, "tools");
    const size_t count = json_count(tools);
    if (!json_has(tools)) {
        return E_OK;
    }
    if (!json_holds(tools, JSON_STRS) || count > OPENAI_TOOLS_MAX) {
        return err_field(reader->err, "tools", "must be an array of at most %d", OPENAI_TOOLS_MAX);
    }
    struct provider_tool *out = arena_calloc(reader->arena, count + 1, sizeof(*out));
    int rc = E_OK;
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        reader->where = arena_printf(reader->arena, "tools[%zu]", i);
        rc = read_tool(reader, json_at(tools, i), &out[i]);
    }
    reader->out->prompt.tools = out;
    reader->out->prompt.tool_count = count;
    return rc;
}

static int read_choice(struct reader *reader, struct json_value root)
{
    struct json_value choice = json_get(root, "tool_choice");
    struct provider_prompt *prompt = &reader->out->prompt;
    struct str word = json_text(choice);
    if (!json_has(choice)) {
        return E_OK;
    }
    bool is_word =
        str_eq(word, STR("none")) || str_eq(word, STR("auto")) || str_eq(word, STR("required"));
    struct str name = json_text(json_get(json_get(choice, "function"), "name"));
    bool is_tool = false;
    for (size_t i = 0; i < prompt->tool_count; i++) {
        is_tool = is_tool || str_eq(prompt->tools[i].name, name);
    }
    if (!is_word && !is_tool) {
        return err_field(reader->err, "tool_choice",
                         "must be none, auto, required, or a function of the tools");
    }
    prompt->tool_choice = openai_json_of(choice, reader->arena);
    return E_OK;
}

/* ---- turns ---- */

static int read_role(const struct reader *reader, struct json_value message,
                     enum provider_role *out)
{
    static const struct {
        struct str name;
        enum provider_role role;
    } roles[] = {
        {{"system", 6}, PROVIDER_SYSTEM}, {{"developer", 9}, PROVIDER_SYSTEM},
        {{"user", 4}, PROVIDER_USER},     {{"assistant", 9}, PROVIDER_ASSISTANT},
        {{"tool", 4}, PROVIDER_TOOL},
    };
    struct str name = json_text(json_get(message, "role"));
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if (str_eq(roles[i].name, name)) {
            *out = roles[i].role;
            return E_OK;
        }
    }
    return wrong(reader, "role", "must be system, developer, user, assistant or tool");
}

static int read_turn(const struct reader *reader, struct json_value message,
                     struct provider_turn *turn)
{
    int rc = read_role(reader, message, &turn->role);
    if (rc == E_OK) {
        rc = read_calls(reader, message, turn);
    }
    if (rc == E_OK) {
        rc = read_content(reader, message, turn);
    }
    if (rc == E_OK && turn->role == PROVIDER_TOOL) {
        turn->call_id = json_text(json_get(message, "tool_call_id"));
        rc = turn->call_id.n > 0 ? E_OK : wrong(reader, "tool_call_id", "is required");
    }
    return rc;
}

static int read_turns(struct reader *reader, struct json_value root)
{
    struct json_value messages = json_get(root, "messages");
    const size_t count = json_count(messages);
    if (!json_holds(messages, JSON_STRS) || count == 0 || count > OPENAI_TURNS_MAX) {
        return err_field(reader->err, "messages", "must be an array of 1 to %d", OPENAI_TURNS_MAX);
    }
    struct provider_turn *turns = arena_calloc(reader->arena, count, sizeof(*turns));
    int rc = E_OK;
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        reader->where = arena_printf(reader->arena, "messages[%zu]", i);
        rc = read_turn(reader, json_at(messages, i), &turns[i]);
    }
    reader->out->prompt.turns = turns;
    reader->out->prompt.turn_count = count;
    return rc;
}

int openai_read_request(struct json_value root, struct arena *arena, struct openai_request *out,
                        struct err *err)
{
    *out = (struct openai_request){.prompt.model = json_text(json_get(root, "model"))};
    struct reader reader = {.arena = arena, .out = out, .err = err, .where = ""};
    if (out->prompt.model.n == 0 || out->prompt.model.n > MODEL_BYTES_MAX) {
        return err_field(err, "model", "must name a model of GET /v1/models");
    }
    int rc = read_turns(&reader, root);
    if (rc == E_OK) {
        rc = read_tools(&reader, root);
    }
    if (rc == E_OK) {
        rc = read_choice(&reader, root);
    }
    return rc == E_OK ? openai_read_options(root, arena, out, err) : rc;
}
