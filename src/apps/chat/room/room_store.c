/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms. */
#include "apps/chat/room/room_int.h"
#include "base/clock.h"

#define COLUMNS                                                                            \
    "id, owner, name, is_named, preset, instructions, model, created, updated, activity, " \
    "tools_off"                                                                            \
    " FROM categories"

static const char find_sql[] = "SELECT " COLUMNS " WHERE id = $1";

static const char list_sql[] =
    "SELECT " COLUMNS " WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

static const char list_active_sql[] =
    "SELECT " COLUMNS " WHERE owner = $1 AND activity < $2 ORDER BY activity DESC LIMIT $3";

static const char count_sql[] = "SELECT COUNT(*) FROM categories WHERE owner = $1";

/* The first characters of what was said last, and how much was said. */
static const char contents_sql[] =
    "SELECT (SELECT COUNT(*) FROM messages WHERE category = $1 AND shown = 1),"
    " (SELECT SUBSTR(message_versions.text, 1, 120) FROM messages JOIN message_versions"
    "  ON message_versions.id = messages.shown_version"
    "  WHERE messages.category = $1 AND messages.shown = 1 ORDER BY messages.id DESC LIMIT 1)";

static const char add_sql[] =
    "INSERT INTO categories (id, owner, name, is_named, preset, instructions, model, created,"
    " updated, activity, tools_off) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

static const char change_sql[] =
    "UPDATE categories SET name = $2, is_named = $3, preset = $4, instructions = $5, model = $6,"
    " updated = $7, tools_off = $8 WHERE id = $1";

static const char touch_sql[] = "UPDATE categories SET activity = $2, updated = $3 WHERE id = $1";

static const char name_sql[] =
    "UPDATE categories SET name = $2, is_named = 1 WHERE id = $1 AND is_named = 0";

static const char drop_sql[] = "DELETE FROM categories WHERE id = $1";

static void read_room(const struct db_rows *rows, struct arena *arena, struct room *out)
{
    *out = (struct room){
        .id = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .name = db_col_copy(rows, 2, arena),
        .is_named = db_col_bool(rows, 3),
        .preset = db_col_copy(rows, 4, arena),
        .instructions = db_col_copy(rows, 5, arena),
        .model = db_col_copy(rows, 6, arena),
        .created_ms = db_col_i64(rows, 7),
        .updated_ms = db_col_i64(rows, 8),
        .activity = db_col_id(rows, 9),
        .tools_off = db_col_copy(rows, 10, arena),
    };
}

static int read_contents(struct db_conn *conn, struct arena *arena, struct room *inout)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, contents_sql, &rows, db_id(inout->id));
    if (rc == E_OK) {
        inout->messages = db_col_i64(rows, 0);
        inout->last_message =
            db_col_is_null(rows, 1) ? (struct str){0} : db_col_copy(rows, 1, arena);
    }
    return rc;
}

int room_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena, struct room *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        read_room(rows, arena, out);
        rc = read_contents(conn, arena, out);
    }
    return rc;
}

int room_store_find(struct db_conn *conn, struct uuid owner, struct uuid id, struct arena *arena,
                    struct room *out)
{
    int rc = room_store_find_any(conn, id, arena, out);
    return rc == E_OK && !uuid_eq(out->owner, owner) ? E_NOT_FOUND : rc;
}

int room_store_count(struct db_conn *conn, struct uuid owner, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

/* The rows that are wanted, without their contents. Letters of all kinds compare only here, not in SQL. */
static int read_list(struct db_rows *rows, const struct req_page *page, struct arena *arena,
                     struct room_list *out)
{
    int rc = E_OK;
    while (!out->has_more && (rc = db_next(rows)) == 1) {
        if (page->q.n > 0 && !str_has_nocase(db_col_text(rows, 2), page->q)) {
            continue;
        }
        out->has_more = out->count == page->limit;
        if (!out->has_more) {
            read_room(rows, arena, &out->items[out->count++]);
        }
    }
    return rc < 0 ? rc : E_OK;
}

int room_store_list(struct db_conn *conn, const struct room_query *query, struct arena *arena,
                    struct room_list *out)
{
    const struct req_page *page = query->page;
    static const struct str after_all_ids = STR("g");
    const struct db_value before = page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids);
    const int64_t rows_max = page->q.n > 0 ? INT64_MAX : (int64_t)page->limit + 1;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, query->by_activity ? list_active_sql : list_sql, &rows,
                      db_id(query->owner), before, db_i64(rows_max));
    struct room_list list = {.items = arena_calloc(arena, page->limit, sizeof(*list.items))};
    if (rc == E_OK) {
        rc = read_list(rows, page, arena, &list);
    }
    for (size_t i = 0; rc == E_OK && i < list.count; i++) {
        rc = read_contents(conn, arena, &list.items[i]);
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

/* Rooms that come from elsewhere have none. */
static struct db_value tools_off(const struct room *room)
{
    return db_str(room->tools_off.p != NULL ? room->tools_off : STR_EMPTY);
}

int room_store_add(struct db_conn *tx, const struct room *room)
{
    return db_exec(tx, add_sql, db_id(room->id), db_id(room->owner), db_str(room->name),
                   db_bool(room->is_named), db_str(room->preset), db_str(room->instructions),
                   db_str(room->model), db_i64(room->created_ms), db_i64(room->updated_ms),
                   db_id(room->activity), tools_off(room));
}

int room_store_change(struct db_conn *tx, const struct room *room)
{
    return db_exec(tx, change_sql, db_id(room->id), db_str(room->name), db_bool(room->is_named),
                   db_str(room->preset), db_str(room->instructions), db_str(room->model),
                   db_i64(clock_now_ms()), tools_off(room));
}

int room_store_touch(struct db_conn *tx, struct uuid category)
{
    return db_exec(tx, touch_sql, db_id(category), db_id(uuid_new()), db_i64(clock_now_ms()));
}

int room_store_name(struct db_conn *tx, struct uuid category, struct str name)
{
    return db_exec(tx, name_sql, db_id(category), db_str(name));
}

int room_store_drop(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_sql, db_id(id));
}
