/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat share: the state, handlers and what these have in common. */
#pragma once

#include "apps/chat/chat.h"
#include "apps/chat/room/room.h"
#include "platform/search/search.h"

#define CHAT_BODY_MAX (512 * KIB)

struct chat {
    const struct services *services;
    struct http *http;
    /* On the thread of tick() alone: up to where turns are in the search index (chat_search.c). */
    struct uuid indexed_to;
    bool is_indexed;
};

route_handler chat_list_rooms, chat_post_room, chat_get_room, chat_patch_room, chat_delete_room;
route_handler chat_list_messages, chat_post_message, chat_get_message, chat_delete_message;
route_handler chat_message_events, chat_stop, chat_regenerate, chat_edit, chat_go_on;
route_handler chat_list_versions, chat_put_version;
route_handler chat_search, chat_search_messages;

/* ---- messages (chat_messages.c) ---- */

/* One's own turn that the path names by :id. E_NOT_FOUND for a stranger's. */
MUSTUSE int chat_find_message(struct req *rq, struct room_message *out);
/* Answers with the turn as its shown version is now, what is being written along. */
MUSTUSE int chat_reply_message(struct req *rq, struct uuid id, int status);

/* The statuses of a reply with a message. */
struct chat_replying {
    int whole;
    int streaming;      /* it is being written still */
    bool tells_failure; /* a failed answer is a problem document, with the message in it */
};
static inline struct chat_replying chat_replying(int status)
{
    return (struct chat_replying){.whole = status, .streaming = status};
}
/* Answers with the version as it is now, what is in memory along. */
MUSTUSE int chat_reply_version(struct req *rq, struct uuid version, struct chat_replying how);

/* ---- searching (chat_search.c) ---- */

/* Answers with the messages of one's own room that have the words of ?q=. */
MUSTUSE int chat_search_room(struct req *rq, struct uuid category);
/* For the application's tick: puts in what is not yet, some at a time, such as what an interrupted import has left. */
void chat_index_some(struct chat *chat);
/* When the application is made: what an account that is deleted has left in the index goes. */
void chat_search_init(struct chat *chat);
/* For the tick: the rest of that. */
void chat_clean_index(struct chat *chat);

/* ---- storage (chat_search_store.c) ---- */

/* Ids of the turns that an account's rooms show, newest first, as a search would find them. */
MUSTUSE int chat_store_list_latest(struct db_conn *conn, const struct search_query *query,
                                   struct arena *arena, struct search_hits *out);
/* The name of a turn's room, and whether that shows it. */
MUSTUSE int chat_store_find_place(struct db_conn *conn, struct uuid message, struct arena *arena,
                                  struct str *out_name, bool *out_is_shown);
