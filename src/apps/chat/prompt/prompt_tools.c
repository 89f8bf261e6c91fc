/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model may look up for the person that it talks to: their own rooms and pictures, and the time. A tool only reads, and only
 * what is that person's. Its output is JSON; what stands in it is material, never instructions. */
#include "apps/chat/prompt/prompt_int.h"
#include "apps/images/images.h"
#include "apps/skills/skills.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "platform/search/search.h"

#define HITS_MAX         10
#define PICTURES_EACH    20
#define LABEL_CHARS      300
#define ROOM_NAME_CHARS  100
#define READ_TOKENS_MAX  8000
#define DESCRIPTION_MAX  (1 * MIB)
#define TITLE_OF_DELETED STR("deleted room")

static const char *const picture_apps[] = {"ocr", "animals", "road-signs"};

/* ---- one call ---- */

struct use {
    struct prompt_tool_call *call;
    struct db_conn *conn;
    struct json_out *out;
    struct err *err;
};

/* ---- search_history ---- */

struct history_arguments {
    struct str query;
    struct str kind;
};

static const struct json_field history_fields[] = {
    {"query", JSON_STR, offsetof(struct history_arguments, query), /* must= */ true, 1, 200},
    {"kind", JSON_STR, offsetof(struct history_arguments, kind), false, 0, 20},
    {0},
};

static void write_snippet(struct json_out *out, const char *key,
                          const struct search_snippet *snippet, struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, SEARCH_TEXT_MAX + SEARCH_TITLE_MAX);
    for (size_t i = 0; i < snippet->count; i++) {
        sb_add(&sb, snippet->pieces[i].text);
    }
    json_kv_str(out, key, str_copy(arena, sb_str(&sb)));
    sb_done(&sb);
}

static int write_hit(const struct use *use, const struct search_hit *hit)
{
    struct arena *arena = use->call->arena;
    json_begin_object(use->out);
    json_kv_str(use->out, "kind", hit->kind);
    json_kv_time(use->out, "time", uuid_time_ms(hit->id));
    if (hit->has_parent) {
        struct room room = {.name = TITLE_OF_DELETED};
        int rc = room_store_find(use->conn, use->call->owner, hit->parent, arena, &room);
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        json_kv_str(use->out, "room", utf8_prefix(room.name, ROOM_NAME_CHARS));
    } else {
        json_kv_id(use->out, "id", hit->id);
        write_snippet(use->out, "title", &hit->title, arena);
    }
    write_snippet(use->out, "text", &hit->text, arena);
    json_end_object(use->out);
    return E_OK;
}

static int search_history(const struct use *use)
{
    struct history_arguments arguments = {.query = STR_EMPTY, .kind = STR_EMPTY};
    struct arena *arena = use->call->arena;
    int rc = json_read(use->call->arguments, history_fields, &arguments, arena, use->err);
    if (rc < 0) {
        return rc;
    }
    const struct search_query query = {
        .owner = use->call->owner,
        .q = arguments.query,
        .kind = arguments.kind.n > 0 ? str_dup(arena, arguments.kind) : NULL,
        .limit = HITS_MAX,
    };
    struct search_hits hits;
    rc = search_find(use->conn, &query, arena, &hits);
    if (rc < 0) {
        return rc;
    }
    json_begin_object(use->out);
    json_key(use->out, "results");
    json_begin_array(use->out);
    for (size_t i = 0; i < hits.count && rc == E_OK; i++) {
        rc = write_hit(use, &hits.items[i]);
    }
    json_end_array(use->out);
    json_kv_bool(use->out, "more", hits.has_more);
    json_end_object(use->out);
    return rc;
}

/* ---- list_pictures ---- */

struct list_arguments {
    struct str kind;
};

static const struct json_field list_fields[] = {
    {"kind", JSON_STR, offsetof(struct list_arguments, kind), /* must= */ false, 0, 20},
    {0},
};

static int write_pictures_of(const struct use *use, const char *app)
{
    struct images_readings readings;
    int rc = images_read_latest(use->conn, use->call->owner, str_from(app), PICTURES_EACH,
                                use->call->arena, &readings);
    for (size_t i = 0; rc == E_OK && i < readings.count; i++) {
        const struct images_reading *reading = &readings.items[i];
        json_begin_object(use->out);
        json_kv_str(use->out, "kind", reading->app);
        json_kv_id(use->out, "id", reading->id);
        json_kv_time(use->out, "time", uuid_time_ms(reading->id));
        json_kv_str(use->out, "title", reading->title);
        json_kv_c(use->out, "status", reading->status);
        json_kv_str(use->out, "found", utf8_prefix(reading->label, LABEL_CHARS));
        json_end_object(use->out);
    }
    return rc;
}

static int list_pictures(const struct use *use)
{
    struct list_arguments arguments = {.kind = STR_EMPTY};
    int rc = json_read(use->call->arguments, list_fields, &arguments, use->call->arena, use->err);
    if (rc < 0) {
        return rc;
    }
    bool is_known = arguments.kind.n == 0;
    json_begin_object(use->out);
    json_key(use->out, "pictures");
    json_begin_array(use->out);
    for (size_t i = 0; rc == E_OK && i < ARRAY_LEN(picture_apps); i++) {
        const bool is_wanted = str_eq(arguments.kind, str_from(picture_apps[i]));
        is_known = is_known || is_wanted;
        if (is_wanted || arguments.kind.n == 0) {
            rc = write_pictures_of(use, picture_apps[i]);
        }
    }
    json_end_array(use->out);
    json_end_object(use->out);
    return rc == E_OK && !is_known
               ? err_field(use->err, "kind", "must be ocr, animals or road-signs")
               : rc;
}

/* ---- get_picture ---- */

struct read_arguments {
    struct str kind;
    struct str id;
};

static const struct json_field read_fields[] = {
    {"kind", JSON_STR, offsetof(struct read_arguments, kind), /* must= */ true, 1, 20},
    {"id", JSON_STR, offsetof(struct read_arguments, id), true, 36, 36},
    {0},
};

static int get_picture(const struct use *use)
{
    struct read_arguments arguments = {.kind = STR_EMPTY, .id = STR_EMPTY};
    struct arena *arena = use->call->arena;
    struct uuid id;
    struct images_reading reading;
    int rc = json_read(use->call->arguments, read_fields, &arguments, arena, use->err);
    if (rc < 0) {
        return rc;
    }
    rc = uuid_parse(arguments.id, &id) == E_OK
             ? images_read(use->conn, use->call->owner, arguments.kind, id, arena, &reading)
             : E_NOT_FOUND;
    if (rc == E_NOT_FOUND) {
        return err_set(use->err, rc, "There is no such picture.");
    }
    if (rc < 0) {
        return rc;
    }
    struct sb sb;
    sb_init(&sb, DESCRIPTION_MAX);
    prompt_describe_one(&reading, READ_TOKENS_MAX, arena, &sb);
    json_begin_object(use->out);
    json_kv_str(use->out, "picture", sb_str(&sb));
    json_end_object(use->out);
    sb_done(&sb);
    return E_OK;
}

/* ---- current_time ---- */

static int current_time(const struct use *use)
{
    json_begin_object(use->out);
    json_kv_time(use->out, "utc", clock_now_ms());
    json_end_object(use->out);
    return E_OK;
}

/* ---- all of them ---- */

static const struct provider_tool tools[] = {
    {STR("search_history"),
     STR("Finds words in the person's own earlier conversations with you and in texts, animals and "
         "road signs of their pictures. Use it only when they refer to something from another "
         "conversation or a picture that is not in this one, never for general knowledge. All "
         "words have to occur; use few."),
     STR("{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\",\"description\":"
         "\"one to four words\"},"
         "\"kind\":{\"type\":\"string\",\"enum\":[\"message\",\"ocr\",\"animals\",\"road-signs\"],"
         "\"description\":\"only "
         "conversations, or only one kind of "
         "picture\"}},\"required\":[\"query\"],\"additionalProperties\":false}")},
    {STR("list_pictures"),
     STR("Lists the person's latest pictures with what was found on each: its text, animal or road "
         "signs."),
     STR("{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"ocr\","
         "\"animals\",\"road-signs\"]}},"
         "\"additionalProperties\":false}")},
    {STR("get_picture"),
     STR("Gives all that was found on one picture of the person, by the kind and id that "
         "list_pictures and "
         "search_history give."),
     STR("{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"ocr\","
         "\"animals\",\"road-signs\"]},"
         "\"id\":{\"type\":\"string\"}},\"required\":[\"kind\",\"id\"],\"additionalProperties\":"
         "false}")},
    {STR("current_time"), STR("Tells the date and time now, in UTC."),
     STR("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}")},
};

/* What does them, in the same order. */
static int (*const runs[])(const struct use *use) = {search_history, list_pictures, get_picture,
                                                     current_time};
_Static_assert(ARRAY_LEN(runs) == ARRAY_LEN(tools), "one each");

bool prompt_tools_has(struct str list, struct str name)
{
    while (list.n > 0) {
        struct str rest;
        if (str_eq(str_cut(list, ',', &rest), name)) {
            return true;
        }
        list = rest;
    }
    return false;
}

void prompt_tools_add(struct sb *list, struct str name)
{
    if (!prompt_tools_has(sb_str(list), name)) {
        sb_add_c(list, list->n > 0 ? "," : "");
        sb_add(list, name);
    }
}

struct str prompt_tools_known(struct str list, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM_TOOLS_OFF_MAX);
    while (list.n > 0) {
        const struct str name = str_cut(list, ',', &list);
        if (prompt_tools_exists(name)) {
            prompt_tools_add(&sb, name);
        }
    }
    return str_copy(arena, sb_str(&sb));
}

bool prompt_tools_is_skill(const struct skills *skills, struct str name)
{
    return skills != NULL && skill_set_find(skills_set(skills), name) != NULL;
}

bool prompt_tools_exists(struct str name)
{
    bool is_there = skill_exists(name);
    for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
        is_there = is_there || str_eq(tools[i].name, name);
    }
    return is_there;
}

static struct str schema_of(const struct skill_manifest *manifest, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, DESCRIPTION_MAX);
    json_out_init(&out, &sb);
    json_put_value(&out, manifest->parameters);
    return str_copy(arena, sb_str(&sb));
}

void prompt_tools_offer(const struct skills *skills, struct str off, struct arena *arena,
                        struct prompt_offer *out)
{
    const struct skill_set *set = skills != NULL ? skills_set(skills) : NULL;
    const size_t skill_count = set != NULL ? skill_set_count(set) : 0;
    struct prompt_offer offer = {
        .items = arena_calloc(arena, ARRAY_LEN(tools) + skill_count, sizeof(*offer.items))};
    for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
        if (!prompt_tools_has(off, tools[i].name)) {
            offer.items[offer.count++] = tools[i];
        }
    }
    offer.base_count = offer.count;
    for (size_t i = 0; i < skill_count; i++) {
        const struct skill_manifest *manifest = skill_set_at(set, i);
        if (!prompt_tools_has(off, manifest->name)) {
            offer.items[offer.count++] = (struct provider_tool){
                manifest->name, manifest->description, schema_of(manifest, arena)};
        }
    }
    *out = offer;
}

static int run(struct prompt_tool_call *call, size_t at, struct sb *sb, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(call->services->db, &conn);
    if (rc < 0) {
        return rc;
    }
    struct json_out out;
    json_out_init(&out, sb);
    const struct use use = {.call = call, .conn = conn, .out = &out, .err = err};
    return runs[at](&use);
}

int prompt_tools_run(struct prompt_tool_call *call, struct err *err)
{
    size_t at = 0;
    while (at < ARRAY_LEN(runs) && !str_eq(tools[at].name, call->name)) {
        at++;
    }
    if (at == ARRAY_LEN(runs)) {
        return err_set(err, E_NOT_FOUND, "There is no tool of this name.");
    }
    if (str_trim(call->arguments).n == 0) {
        call->arguments = STR("{}"); /* what some models write for a tool that takes nothing */
    }
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, PROMPT_TOOL_OUTPUT_MAX);
    int rc = run(call, at, &sb, err);
    if (rc == E_OK && sb.failed) {
        rc = err_set(err, E_TOO_LARGE, "That is more than can be given at once.");
    }
    if (rc == E_OK) {
        call->output = str_copy(call->arena, sb_str(&sb));
    } else if (err->field_count > 0 && err->detail[0] == '\0') {
        /* A model that is told which argument is wrong calls again with a better one. */
        rc = err_set(err, rc, "\"%s\" %s.", err->fields[0].name, err->fields[0].text);
    }
    return rc;
}
