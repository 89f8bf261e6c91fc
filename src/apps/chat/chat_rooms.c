/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /categories: rooms. */
#include "apps/chat/answer/answer.h"
#include "apps/chat/chat_int.h"
#include "apps/chat/prompt/prompt.h"
#include "base/clock.h"

static const char no_name[] = "New chat";

static int reply_room(struct req *rq, struct uuid id, int status)
{
    struct room room = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = room_store_find(conn, rq->user.id, id, rq->arena, &room);
    }
    if (rc < 0) {
        return rc;
    }
    room_write(req_out(rq), &room);
    return req_reply(rq, status);
}

struct fields {
    struct str name;
    struct str preset;
    struct str instructions;
    struct str model;
    struct json_strs tools_off;
};

static const struct json_field room_fields[] = {
    {"name", JSON_STR, offsetof(struct fields, name), /* must= */ false, 0, ROOM_NAME_MAX},
    {"preset", JSON_STR, offsetof(struct fields, preset), false, 0, 40},
    {"instructions", JSON_STR, offsetof(struct fields, instructions), false, 0,
     ROOM_INSTRUCTIONS_MAX},
    {"model", JSON_STR, offsetof(struct fields, model), false, 0, ROOM_MODEL_MAX},
    {"tools_off", JSON_STRS, offsetof(struct fields, tools_off), false, 1, 40},
    {0},
};

static void read_tools(struct req *rq, const struct json_strs *names, struct room *inout)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM_TOOLS_OFF_MAX);
    for (size_t i = 0; i < names->count; i++) {
        if (!prompt_tools_exists(names->items[i])) {
            (void)err_field(&rq->err, "tools_off", "names a tool that there is not");
            return;
        }
        prompt_tools_add(&sb, names->items[i]);
    }
    inout->tools_off = str_copy(rq->arena, sb_str(&sb));
}

/* Takes over what was sent, and names what is wrong with it. */
static int read_fields(struct req *rq, bool is_new, struct room *inout)
{
    struct fields fields = {0};
    int rc = req_json(rq, room_fields, &fields);
    if (rc < 0) {
        return rc;
    }
    if (fields.name.p != NULL) {
        inout->name = str_trim(fields.name);
        inout->is_named = inout->name.n > 0;
    }
    if (fields.preset.p != NULL) {
        inout->preset = fields.preset;
    }
    if (fields.instructions.p != NULL) {
        inout->instructions = fields.instructions;
    }
    if (fields.model.p != NULL) {
        inout->model = str_trim(fields.model);
    }
    if (fields.tools_off.items != NULL) {
        read_tools(rq, &fields.tools_off, inout);
        rc = rq->err.rc;
    }
    if (!is_new && inout->name.n == 0) {
        rc = err_field(&rq->err, "name", "must not be empty");
    }
    if (!prompt_preset_exists(inout->preset)) {
        rc = err_field(&rq->err, "preset", "is none that there is; GET /presets lists them");
    }
    if (inout->name.n == 0) {
        inout->name = str_from(no_name);
    }
    return rc;
}

int chat_list_rooms(struct req *rq)
{
    struct req_page page;
    int rc = req_page(rq, &page);
    struct str order = req_query(rq, "order");
    if (rc == E_OK && order.n > 0 && !str_eq(order, STR("activity"))) {
        rc = err_field(&rq->err, "order", "must be activity, or left out");
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc < 0) {
        return rc;
    }
    const struct room_query query = {rq->user.id, &page, order.n > 0};
    struct room_list list;
    rc = room_store_list(conn, &query, rq->arena, &list);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        room_write(out, &list.items[i]);
    }
    if (!list.has_more) {
        return req_reply_list_end(rq, NULL);
    }
    const struct room *last = &list.items[list.count - 1];
    return req_reply_list_end(rq, query.by_activity ? &last->activity : &last->id);
}

static int add_room(struct req *rq, const struct room *room)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int64_t count = 0;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_count(tx, room->owner, &count);
    }
    if (rc == E_OK && count >= ROOM_COUNT_MAX) {
        rc = err_set(&rq->err, E_LIMIT_REACHED,
                     "You have %d chats, as many as there may be. Please delete some.",
                     ROOM_COUNT_MAX);
    }
    if (rc == E_OK) {
        rc = room_store_add(tx, room);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_post_room(struct req *rq)
{
    const int64_t now_ms = clock_now_ms();
    struct room room = {
        .id = uuid_new(),
        .owner = rq->user.id,
        .preset = STR("general"),
        .name = STR_EMPTY,
        .instructions = STR_EMPTY,
        .model = STR_EMPTY,
        .tools_off = STR_EMPTY,
        .created_ms = now_ms,
        .updated_ms = now_ms,
    };
    room.activity = room.id;
    int rc = read_fields(rq, /* is_new= */ true, &room);
    if (rc == E_OK) {
        rc = add_room(rq, &room);
    }
    return rc < 0 ? rc : reply_room(rq, room.id, 201);
}

int chat_get_room(struct req *rq)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    return rc < 0 ? rc : reply_room(rq, id, 200);
}

static int change_room(struct req *rq, const struct room *room)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_change(tx, room);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_patch_room(struct req *rq)
{
    struct room room = {0};
    int rc = room_find_of_path(rq, &room);
    if (rc == E_OK) {
        rc = read_fields(rq, /* is_new= */ false, &room);
    }
    if (rc == E_OK) {
        rc = change_room(rq, &room);
    }
    return rc < 0 ? rc : reply_room(rq, room.id, 200);
}

static int drop_room(struct req *rq, struct uuid id, struct room_ids *out)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_turns_drop_room(tx, id, rq->arena, out);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_delete_room(struct req *rq)
{
    struct room room = {0};
    struct room_ids streaming = {0};
    int rc = room_find_of_path(rq, &room);
    if (rc == E_OK) {
        rc = drop_room(rq, room.id, &streaming);
    }
    if (rc < 0) {
        return rc;
    }
    answer_forget(answers_of(rq->http), &streaming);
    return req_reply(rq, 204);
}
