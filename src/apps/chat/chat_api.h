/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers of chat's routes. */
#pragma once

#include "apps/chat/chat_int.h"

route_handler chat_list_rooms, chat_post_room, chat_get_room, chat_patch_room, chat_delete_room;
route_handler chat_list_messages, chat_post_message, chat_get_message, chat_delete_message;
route_handler chat_message_events, chat_stop, chat_regenerate, chat_edit, chat_go_on;
route_handler chat_list_versions, chat_put_version;

/* The room or the turn that the path names; E_NOT_FOUND for a stranger's. */
MUSTUSE int room_find_of_path(struct req *rq, struct room *out);
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
