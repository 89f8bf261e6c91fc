/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff see and do of rooms and messages: how many, how long, how they went. What was said, the names of rooms among it,
 * is their owner's alone, and opened only with a reason. */
#include "apps/chat/chat_admin.h"
#include "apps/chat/answer/answer.h"
#include "apps/chat/chat_int.h"

#define SHOWN_MESSAGES 50 /* of a room that is opened, the latest */

struct memo {
    struct str json;           /* of what was opened */
    struct room_ids streaming; /* of what was deleted */
};

static struct memo *new_memo(struct resource_act *act)
{
    struct memo *memo = arena_calloc(act->rq->arena, 1, sizeof(*memo));
    act->memo = memo;
    return memo;
}

static void forget_streaming(struct resource_act *act)
{
    const struct memo *memo = act->memo;
    answer_forget(answers_of(act->rq->http), &memo->streaming);
}

static void write_json(struct resource_act *act, struct json_out *out)
{
    const struct memo *memo = act->memo;
    json_put_raw(out, memo->json);
}

/* ---- messages ---- */

static int drop_message(struct resource_act *act)
{
    struct memo *memo = new_memo(act);
    struct room_message message = {0};
    int rc = room_store_find_any_message(act->tx, act->id, act->rq->arena, &message);
    return rc < 0 ? rc : room_turns_drop(act->tx, &message, act->rq->arena, &memo->streaming);
}

static int open_message(struct resource_act *act, struct resource_content *out)
{
    struct memo *memo = new_memo(act);
    struct arena *arena = act->rq->arena;
    struct room_message message = {0};
    struct room room = {0};
    int rc = room_store_find_any_message(act->tx, act->id, arena, &message);
    if (rc == E_OK) {
        rc = room_store_find_any(act->tx, message.category, arena, &room);
    }
    if (rc == E_OK) {
        rc = room_message_json(act->tx, &message, arena, &memo->json);
    }
    if (rc == E_OK) {
        *out = (struct resource_content){message.owner, room.name};
    }
    return rc;
}

/* ---- rooms ---- */

static int drop_room(struct resource_act *act)
{
    struct memo *memo = new_memo(act);
    struct room room = {0};
    int rc = room_store_find_any(act->tx, act->id, act->rq->arena, &room);
    return rc < 0 ? rc : room_turns_drop_room(act->tx, act->id, act->rq->arena, &memo->streaming);
}

/* The room, and its latest messages. */
static int write_room(struct resource_act *act, const struct room *room, struct sb *sb)
{
    struct arena *arena = act->rq->arena;
    struct room_messages list = {0};
    int rc = room_store_list_messages(act->tx, room->id, NULL, SHOWN_MESSAGES, arena, &list);
    struct json_out out;
    json_out_init(&out, sb);
    json_begin_object(&out);
    json_key(&out, "category");
    room_write(&out, room);
    json_key(&out, "messages");
    json_begin_array(&out);
    for (size_t i = 0; rc == E_OK && i < list.count; i++) {
        rc = room_write_message(act->tx, &list.items[i], arena, &out);
    }
    json_end_array(&out);
    json_end_object(&out);
    return rc == E_OK && sb->failed ? E_TOO_LARGE : rc;
}

static int open_room(struct resource_act *act, struct resource_content *out)
{
    struct memo *memo = new_memo(act);
    struct room room = {0};
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 32 * MIB);
    int rc = room_store_find_any(act->tx, act->id, act->rq->arena, &room);
    if (rc == E_OK) {
        rc = write_room(act, &room, &sb);
    }
    if (rc == E_OK) {
        memo->json = str_copy(act->rq->arena, sb_str(&sb));
        *out = (struct resource_content){room.owner, room.name};
    }
    return rc;
}

/* ---- descriptors ---- */

static const char *const statuses[] = {"streaming", "complete", "stopped", "failed", NULL};

static const struct resource_field message_fields[] = {
    /* name, kind, column, flags, choices, max */
    {"category", RESOURCE_ID, "messages.category", 0, NULL, 0},
    {"owner", RESOURCE_ID, "messages.owner", 0, NULL, 0},
    {"owner_email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"status", RESOURCE_CHOICE, "message_versions.status", RESOURCE_SORTS, statuses, 0},
    {"model", RESOURCE_TEXT, "message_versions.model", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"versions", RESOURCE_NUMBER, "message_versions.number", RESOURCE_SORTS, NULL, 0},
    {"prompt_tokens", RESOURCE_NUMBER, "message_versions.prompt_tokens", RESOURCE_SORTS, NULL, 0},
    {"completion_tokens", RESOURCE_NUMBER, "message_versions.completion_tokens", RESOURCE_SORTS,
     NULL, 0},
    {"error", RESOURCE_TEXT, "message_versions.error_code", RESOURCE_SORTS, NULL, 0},
    {"created", RESOURCE_TIME, "messages.created", RESOURCE_SORTS, NULL, 0},
    {"ended", RESOURCE_TIME, "message_versions.ended", RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter message_filters[] = {
    /* name, kind, column, test, choices */
    {"status", RESOURCE_CHOICE, "message_versions.status", "=", statuses},
    {"owner", RESOURCE_ID, "messages.owner", "=", NULL},
    {"category", RESOURCE_ID, "messages.category", "=", NULL},
    {"model", RESOURCE_TEXT, "message_versions.model", "=", NULL},
    {"error", RESOURCE_TEXT, "message_versions.error_code", "=", NULL},
    {"created_from", RESOURCE_TIME, "messages.created", ">=", NULL},
    {"created_before", RESOURCE_TIME, "messages.created", "<", NULL},
    {0},
};

static const struct resource_action message_actions[] = {
    /* name, is_dangerous, run, after */
    {"delete", true, drop_message, forget_streaming},
    {0},
};

static const struct resource messages = {
    .name = "messages",
    .tables = "messages LEFT JOIN message_versions ON message_versions.id = messages.shown_version"
              " LEFT JOIN users ON users.id = messages.owner",
    .id = "messages.id",
    .fields = message_fields,
    .filters = message_filters,
    .actions = message_actions,
    .open = open_message,
    .write_content = write_json,
};

static const struct resource_field room_fields[] = {
    /* name, kind, column, flags, choices, max */
    {"owner", RESOURCE_ID, "categories.owner", 0, NULL, 0},
    {"owner_email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"preset", RESOURCE_TEXT, "categories.preset", RESOURCE_SORTS, NULL, 0},
    {"model", RESOURCE_TEXT, "categories.model", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"messages", RESOURCE_NUMBER,
     "(SELECT COUNT(*) FROM messages WHERE messages.category = categories.id)", RESOURCE_SORTS,
     NULL, 0},
    {"created", RESOURCE_TIME, "categories.created", RESOURCE_SORTS, NULL, 0},
    {"updated", RESOURCE_TIME, "categories.updated", RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter room_filters[] = {
    /* name, kind, column, test, choices */
    {"owner", RESOURCE_ID, "categories.owner", "=", NULL},
    {"preset", RESOURCE_TEXT, "categories.preset", "=", NULL},
    {"model", RESOURCE_TEXT, "categories.model", "=", NULL},
    {"created_from", RESOURCE_TIME, "categories.created", ">=", NULL},
    {"created_before", RESOURCE_TIME, "categories.created", "<", NULL},
    {0},
};

static const struct resource_action room_actions[] = {
    /* name, is_dangerous, run, after */
    {"delete", true, drop_room, forget_streaming},
    {0},
};

static const struct resource categories = {
    .name = "categories",
    .tables = "categories LEFT JOIN users ON users.id = categories.owner",
    .id = "categories.id",
    .fields = room_fields,
    .filters = room_filters,
    .actions = room_actions,
    .open = open_room,
    .write_content = write_json,
};

static const struct resource_field user_fields[] = {
    /* name, kind, column, flags, choices, max */
    {"messages", RESOURCE_NUMBER, "(SELECT COUNT(*) FROM messages WHERE messages.owner = users.id)",
     RESOURCE_SORTS, NULL, 0},
    {0},
};

/* How much each user has said. */
static const struct resource users = {.extends = "users", .fields = user_fields};

const struct resource *const chat_resources[] = {&categories, &messages, &users, NULL};
