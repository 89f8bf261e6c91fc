/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which turns lie on the way that a room shows, and what hangs on what. Each statement stays within the room: an archive that
 * somebody made by hand may link its rows as it likes, in circles too (UNION ends those). */
#include "apps/chat/room/room_int.h"

static const char hide_later_sql[] =
    "UPDATE messages SET shown = 0 WHERE category = $1 AND shown = 1 AND id > $2";

static const char hide_all_sql[] = "UPDATE messages SET shown = 0 WHERE category = $1";

/* All turns behind the version, each by the version of it that is shown. */
static const char show_behind_sql[] =
    "WITH RECURSIVE way (id, version) AS ("
    " SELECT id, shown_version FROM messages WHERE parent = $2 AND category = $1"
    " UNION SELECT messages.id, messages.shown_version FROM way"
    "  JOIN messages ON messages.parent = way.version AND messages.category = $1)"
    " UPDATE messages SET shown = 1 WHERE id IN (SELECT id FROM way)";

static const char show_first_sql[] =
    "WITH RECURSIVE way (id, version) AS ("
    " SELECT id, shown_version FROM messages WHERE category = $1 AND parent IS NULL"
    " UNION SELECT messages.id, messages.shown_version FROM way"
    "  JOIN messages ON messages.parent = way.version AND messages.category = $1)"
    " UPDATE messages SET shown = 1 WHERE id IN (SELECT id FROM way)";

/* The turn behind the shown version goes behind what the dropped one stood behind. */
static const char relink_sql[] =
    "UPDATE messages SET parent = $3 WHERE category = $1 AND parent = $2";

/* A turn and all that hangs on any of its versions. */
static const char branch_sql[] =
    "WITH RECURSIVE branch (id) AS ("
    " SELECT id FROM messages WHERE id = $1"
    " UNION SELECT messages.id FROM branch"
    "  JOIN message_versions ON message_versions.message = branch.id"
    "  JOIN messages ON messages.parent = message_versions.id AND messages.category = $2)"
    " SELECT id FROM branch";

static const char drop_sql[] = "DELETE FROM messages WHERE id = $1";

static const char streaming_in_room_sql[] =
    "SELECT message_versions.id FROM message_versions"
    " JOIN messages ON messages.id = message_versions.message"
    " WHERE message_versions.status = 'streaming' AND messages.category = $1";

static const char streaming_in_turn_sql[] =
    "SELECT id FROM message_versions WHERE status = 'streaming' AND message = $1";

int room_store_hide_later(struct db_conn *tx, const struct room_message *message)
{
    return db_exec(tx, hide_later_sql, db_id(message->category), db_id(message->id));
}

int room_store_show_behind(struct db_conn *tx, const struct room_message *message)
{
    return db_exec(tx, show_behind_sql, db_id(message->category), db_id(message->version));
}

int room_store_show_all(struct db_conn *tx, struct uuid category)
{
    int rc = db_exec(tx, hide_all_sql, db_id(category));
    return rc < 0 ? rc : db_exec(tx, show_first_sql, db_id(category));
}

int room_store_relink(struct db_conn *tx, const struct room_message *message)
{
    return db_exec(tx, relink_sql, db_id(message->category), db_id(message->version),
                   message->has_parent ? db_id(message->parent) : db_null());
}

/* The first column of all rows. */
static int read_ids(struct db_rows *rows, struct arena *arena, struct room_ids *out)
{
    size_t room = out->count;
    int rc;
    while ((rc = db_next(rows)) == 1) {
        if (out->count == room) {
            room = room == 0 ? 16 : 2 * room;
            struct uuid *moved = arena_calloc(arena, room, sizeof(*moved));
            if (out->count > 0) {
                memcpy(moved, out->items, out->count * sizeof(*moved));
            }
            out->items = moved;
        }
        out->items[out->count++] = db_col_id(rows, 0);
    }
    return rc;
}

int room_store_list_branch(struct db_conn *conn, const struct room_message *message,
                           struct arena *arena, struct room_ids *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, branch_sql, &rows, db_id(message->id), db_id(message->category));
    return rc < 0 ? rc : read_ids(rows, arena, out);
}

int room_store_list_streaming(struct db_conn *conn, struct uuid message, struct arena *arena,
                              struct room_ids *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, streaming_in_turn_sql, &rows, db_id(message));
    return rc < 0 ? rc : read_ids(rows, arena, out);
}

int room_store_list_streaming_in_room(struct db_conn *conn, struct uuid category,
                                      struct arena *arena, struct room_ids *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, streaming_in_room_sql, &rows, db_id(category));
    return rc < 0 ? rc : read_ids(rows, arena, out);
}

int room_store_drop_message(struct db_conn *tx, struct uuid message)
{
    return db_exec(tx, drop_sql, db_id(message));
}
