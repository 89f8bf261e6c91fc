/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns and their versions. */
#include "apps/chat/room/room_int.h"

/* Of texts in one list; each is much smaller, so that a list has some turns at least. */
#define LIST_BYTES_MAX (8 * MIB)

#define COLUMNS                                                                                \
    "messages.id, messages.category, messages.owner, messages.parent, messages.shown,"         \
    " messages.created, version.id, version.number,"                                           \
    " (SELECT COUNT(*) FROM message_versions WHERE message_versions.message = messages.id),"   \
    " NOT EXISTS (SELECT 1 FROM messages AS later WHERE later.parent = version.id),"           \
    " version.status, version.model, version.finish, version.error_code, version.error_text,"  \
    " version.prompt_tokens, version.completion_tokens, version.is_estimate, version.dropped," \
    " version.created, version.ended, version.text, version.tools, version.reasoning,"         \
    " version.answer FROM messages"
#define SHOWN                                                                  \
    " JOIN message_versions AS version ON version.id = messages.shown_version" \
    " AND version.message = messages.id"

static const char find_sql[] = "SELECT " COLUMNS SHOWN " WHERE messages.id = $1";

static const char find_version_sql[] =
    "SELECT " COLUMNS
    " JOIN message_versions AS version ON version.message = messages.id WHERE version.id = $1";

static const char find_number_sql[] =
    "SELECT " COLUMNS " JOIN message_versions AS version ON version.message = messages.id"
    " WHERE messages.id = $1 AND version.number = $2";

static const char versions_sql[] =
    "SELECT " COLUMNS
    " JOIN message_versions AS version ON version.message = messages.id WHERE messages.id = $1"
    " ORDER BY version.number";

static const char list_sql[] =
    "SELECT " COLUMNS SHOWN
    " WHERE messages.category = $1 AND messages.shown = 1 AND messages.id < $2"
    " ORDER BY messages.id DESC LIMIT $3";

static const char attachments_sql[] =
    "SELECT app, record FROM message_attachments WHERE version = $1 ORDER BY position";

static const char add_turn_sql[] =
    "INSERT INTO messages (id, category, owner, parent, shown, created)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

static const char add_version_sql[] =
    "INSERT INTO message_versions (id, message, number, status, model, finish, error_code,"
    " error_text, prompt_tokens, completion_tokens, is_estimate, dropped, created, ended, text,"
    " tools, reasoning, answer)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

static const char add_attachment_sql[] =
    "INSERT INTO message_attachments (version, position, app, record) VALUES ($1, $2, $3, $4)";

static const char next_number_sql[] =
    "SELECT COALESCE(MAX(number), 0) + 1 FROM message_versions WHERE message = $1";

static const char set_shown_sql[] = "UPDATE messages SET shown_version = $2 WHERE id = $1";

static const char again_sql[] =
    "UPDATE message_versions SET status = 'streaming', finish = NULL, error_code = NULL,"
    " error_text = NULL, ended = NULL WHERE id = $1";

static const char *const status_names[] = {"streaming", "complete", "stopped", "failed"};
_Static_assert(ARRAY_LEN(status_names) == ROOM_STATUS_COUNT, "one name per status");

const char *room_status_name(enum room_status status)
{
    return status_names[status];
}

static enum room_status read_status(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(status_names); i++) {
        if (str_eq(name, str_from(status_names[i]))) {
            return (enum room_status)i;
        }
    }
    ASSERT(!"a status that only this module writes");
}

/* ---- reading ---- */

/* Reads what COLUMNS names. */
static void read_message(const struct db_rows *rows, struct arena *arena, struct room_message *out)
{
    *out = (struct room_message){
        .id = db_col_id(rows, 0),
        .category = db_col_id(rows, 1),
        .owner = db_col_id(rows, 2),
        .has_parent = !db_col_is_null(rows, 3),
        .parent = db_col_id(rows, 3),
        .is_shown = db_col_bool(rows, 4),
        .created_ms = db_col_i64(rows, 5),
        .version = db_col_id(rows, 6),
        .number = db_col_i64(rows, 7),
        .versions = db_col_i64(rows, 8),
        .is_last = db_col_bool(rows, 9),
        .status = read_status(db_col_text(rows, 10)),
        .model = db_col_copy(rows, 11, arena),
        .finish = db_col_copy(rows, 12, arena),
        .error_code = db_col_copy(rows, 13, arena),
        .error_text = db_col_copy(rows, 14, arena),
        .usage = {db_col_i64(rows, 15), db_col_i64(rows, 16), db_col_bool(rows, 17)},
        .dropped = db_col_i64(rows, 18),
        .asked_ms = db_col_i64(rows, 19),
        .ended_ms = db_col_i64(rows, 20),
        .text = db_col_copy(rows, 21, arena),
        .tools = db_col_copy(rows, 22, arena),
        .reasoning = db_col_copy(rows, 23, arena),
        .answer = db_col_copy(rows, 24, arena),
    };
}

static int read_attachments(struct db_conn *conn, struct arena *arena, struct room_message *inout)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, attachments_sql, &rows, db_id(inout->version));
    while (rc >= 0 && (rc = db_next(rows)) == 1 && inout->attachment_count < ROOM_ATTACHMENTS_MAX) {
        if (inout->attachments == NULL) {
            inout->attachments =
                arena_calloc(arena, ROOM_ATTACHMENTS_MAX, sizeof(*inout->attachments));
        }
        inout->attachments[inout->attachment_count++] = (struct room_attachment){
            .app = db_col_copy(rows, 0, arena), .record = db_col_id(rows, 1)};
    }
    return rc < 0 ? rc : E_OK;
}

static int read_one(struct db_conn *conn, struct db_rows *rows, struct arena *arena,
                    struct room_message *out)
{
    int rc = db_one(rows);
    if (rc == E_OK) {
        read_message(rows, arena, out);
        rc = read_attachments(conn, arena, out);
    }
    return rc;
}

int room_store_find_any_message(struct db_conn *conn, struct uuid id, struct arena *arena,
                                struct room_message *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_sql, &rows, db_id(id));
    return rc < 0 ? rc : read_one(conn, rows, arena, out);
}

int room_store_find_message(struct db_conn *conn, struct uuid owner, struct uuid id,
                            struct arena *arena, struct room_message *out)
{
    int rc = room_store_find_any_message(conn, id, arena, out);
    return rc == E_OK && !uuid_eq(out->owner, owner) ? E_NOT_FOUND : rc;
}

int room_store_find_version(struct db_conn *conn, struct uuid version, struct arena *arena,
                            struct room_message *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_version_sql, &rows, db_id(version));
    return rc < 0 ? rc : read_one(conn, rows, arena, out);
}

int room_store_find_number(struct db_conn *conn, struct uuid message, int64_t number,
                           struct arena *arena, struct room_message *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_number_sql, &rows, db_id(message), db_i64(number));
    return rc < 0 ? rc : read_one(conn, rows, arena, out);
}

int room_store_find_last(struct db_conn *conn, struct uuid category, struct arena *arena,
                         struct room_message *out)
{
    struct room_messages list;
    int rc = room_store_list_messages(conn, category, NULL, 1, arena, &list);
    if (rc == E_OK && list.count == 0) {
        return E_NOT_FOUND;
    }
    if (rc == E_OK) {
        *out = list.items[0];
    }
    return rc;
}

static size_t bytes_of(const struct room_message *message)
{
    return message->text.n + message->tools.n + message->reasoning.n + message->answer.n;
}

/* At most `limit` rows, fewer where they are long; then the attachments. */
static int read_list(struct db_conn *conn, struct db_rows *rows, size_t limit, struct arena *arena,
                     struct room_messages *out)
{
    struct room_messages list = {.items = arena_calloc(arena, limit, sizeof(*list.items))};
    size_t bytes = 0;
    int rc = E_OK;
    while (!list.has_more && (rc = db_next(rows)) == 1) {
        list.has_more = list.count == limit || bytes > LIST_BYTES_MAX;
        if (!list.has_more) {
            read_message(rows, arena, &list.items[list.count]);
            bytes += bytes_of(&list.items[list.count++]);
        }
    }
    for (size_t i = 0; rc >= 0 && i < list.count; i++) {
        rc = read_attachments(conn, arena, &list.items[i]);
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int room_store_list_messages(struct db_conn *conn, struct uuid category, const struct uuid *before,
                             size_t limit, struct arena *arena, struct room_messages *out)
{
    static const struct str after_all_ids = STR("g");
    const struct db_value upto = before != NULL ? db_id(*before) : db_str(after_all_ids);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(category), upto, db_i64((int64_t)limit + 1));
    return rc < 0 ? rc : read_list(conn, rows, limit, arena, out);
}

int room_store_list_versions(struct db_conn *conn, struct uuid message, struct arena *arena,
                             struct room_messages *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, versions_sql, &rows, db_id(message));
    return rc < 0 ? rc : read_list(conn, rows, ROOM_VERSIONS_MAX, arena, out);
}

/* ---- writing ---- */

int room_store_add_turn(struct db_conn *tx, const struct room_message *message)
{
    return db_exec(tx, add_turn_sql, db_id(message->id), db_id(message->category),
                   db_id(message->owner), message->has_parent ? db_id(message->parent) : db_null(),
                   db_bool(message->is_shown), db_i64(message->created_ms));
}

static struct db_value text_or_null(struct str text)
{
    return text.n > 0 ? db_str(text) : db_null();
}

static struct db_value text_of(struct str text)
{
    return db_str(text.p != NULL ? text : STR_EMPTY);
}

int room_store_add_version(struct db_conn *tx, const struct room_message *message)
{
    static const struct str no_tools = STR("[]");
    int rc = db_exec(
        tx, add_version_sql, db_id(message->version), db_id(message->id), db_i64(message->number),
        db_c(room_status_name(message->status)), text_of(message->model),
        text_or_null(message->finish), text_or_null(message->error_code),
        text_or_null(message->error_text), db_i64(message->usage.prompt_tokens),
        db_i64(message->usage.completion_tokens), db_bool(message->usage.is_estimate),
        db_i64(message->dropped), db_i64(message->asked_ms),
        message->ended_ms > 0 ? db_i64(message->ended_ms) : db_null(), text_of(message->text),
        db_str(message->tools.n > 0 ? message->tools : no_tools), text_of(message->reasoning),
        text_of(message->answer));
    for (size_t i = 0; rc == E_OK && i < message->attachment_count; i++) {
        rc = db_exec(tx, add_attachment_sql, db_id(message->version), db_i64((int64_t)i),
                     db_str(message->attachments[i].app), db_id(message->attachments[i].record));
    }
    return rc;
}

int room_store_set_shown(struct db_conn *tx, struct uuid message, struct uuid version)
{
    return db_exec(tx, set_shown_sql, db_id(message), db_id(version));
}

int room_store_next_number(struct db_conn *tx, struct uuid message, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(tx, next_number_sql, &rows, db_id(message));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int room_store_go_on(struct db_conn *tx, struct uuid version)
{
    return db_exec(tx, again_sql, db_id(version));
}
