/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of room share. */
#pragma once

#include "apps/chat/room/room.h"

#define ROOM_INDEX_BATCH \
    200 /* in one transaction: fewer cost the index more, more keep others from writing */

/* ---- storage (room_store.c, room_messages_store.c) ---- */

/* With all that was said in it. */
MUSTUSE int room_store_drop(struct db_conn *tx, struct uuid id);
/* Something was said in it just now. */
MUSTUSE int room_store_touch(struct db_conn *tx, struct uuid category);
/* Unless it has a name of its own. */
MUSTUSE int room_store_name(struct db_conn *tx, struct uuid category, struct str name);
/* The number of the next version of a turn. */
MUSTUSE int room_store_next_number(struct db_conn *tx, struct uuid message, int64_t *out);
/* The version is streaming again. */
MUSTUSE int room_store_go_on(struct db_conn *tx, struct uuid version);

/* ---- ways (room_ways_store.c) ---- */

/* Hides all turns that the room shows after this one. */
MUSTUSE int room_store_hide_later(struct db_conn *tx, const struct room_message *message);
/* Shows the turns behind message->version, each by its shown version. */
MUSTUSE int room_store_show_behind(struct db_conn *tx, const struct room_message *message);
/* Hangs the turn behind message->version on what the message hangs on. */
MUSTUSE int room_store_relink(struct db_conn *tx, const struct room_message *message);
/* The turn, and all that hangs on any of its versions. These three append to what is in `out`. */
MUSTUSE int room_store_list_branch(struct db_conn *conn, const struct room_message *message,
                                   struct arena *arena, struct room_ids *out);
/* Versions that are being written. */
MUSTUSE int room_store_list_streaming(struct db_conn *conn, struct uuid message,
                                      struct arena *arena, struct room_ids *out);
MUSTUSE int room_store_list_streaming_in_room(struct db_conn *conn, struct uuid category,
                                              struct arena *arena, struct room_ids *out);
/* With its versions. */
MUSTUSE int room_store_drop_message(struct db_conn *tx, struct uuid message);

/* ---- the search index (room_index.c, room_index_store.c) ---- */

/* Takes a turn, or all of a room, out of it, before it is dropped. */
MUSTUSE int room_index_drop(struct db_conn *tx, struct uuid message);
MUSTUSE int room_index_drop_room(struct db_conn *tx, struct uuid category);
/* At most ROOM_INDEX_BATCH turns that are not in it, of one room or (NULL) of all, behind this id. */
MUSTUSE int room_store_list_unindexed(struct db_conn *tx, const struct uuid *category,
                                      struct uuid after, struct uuid *out, size_t *out_count);

/* ---- attachments (room_attach.c) ---- */

/* Writes the array of a message: {app,id,title,label,status}; of a record that is gone, status is "deleted". */
MUSTUSE int room_attach_write(struct db_conn *conn, const struct room_message *message,
                              struct arena *arena, struct json_out *out);
