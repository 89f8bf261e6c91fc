/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of chats goes with its owner to another Assisti: all but pieces of answers, which are in the answers by then. */
#include "apps/chat/chat_portable.h"

#define TIME_MAX     INT64_C(253402300799999) /* the end of the year 9999 */
#define NUMBER_MAX   INT64_C(1000000000)
#define MESSAGES_MAX INT64_C(5000000)

static const char rooms_select_sql[] =
    "SELECT id, name, is_named, preset, instructions, model, created, updated, activity,"
    " tools_off FROM categories WHERE owner = $1 ORDER BY id";

static const char rooms_insert_sql[] =
    "INSERT INTO categories (id, name, is_named, preset, instructions, model, created, updated,"
    " activity, tools_off, owner)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, COALESCE($10, ''), $11)";

static const struct portable_column rooms_columns[] = {
    [ROOMS_PORTABLE_ID] = {"id", PORTABLE_ID, false, 0},
    [ROOMS_PORTABLE_NAME] = {"name", PORTABLE_TEXT, false, ROOM_NAME_MAX},
    [ROOMS_PORTABLE_NAMED] = {"is_named", PORTABLE_I64, false, 1},
    [ROOMS_PORTABLE_PRESET] = {"preset", PORTABLE_TEXT, false, 40},
    [ROOMS_PORTABLE_INSTRUCTIONS] = {"instructions", PORTABLE_TEXT, false, ROOM_INSTRUCTIONS_MAX},
    [ROOMS_PORTABLE_MODEL] = {"model", PORTABLE_TEXT, false, ROOM_MODEL_MAX},
    [ROOMS_PORTABLE_CREATED] = {"created", PORTABLE_I64, false, TIME_MAX},
    [ROOMS_PORTABLE_UPDATED] = {"updated", PORTABLE_I64, false, TIME_MAX},
    [ROOMS_PORTABLE_ACTIVITY] = {"activity", PORTABLE_TEXT, false, 36},
    [ROOMS_PORTABLE_TOOLS_OFF] = {"tools_off", PORTABLE_TEXT, /* older archives */ true,
                                  ROOM_TOOLS_OFF_MAX},
    [ROOMS_PORTABLE_COUNT] = {0},
};

static const char messages_select_sql[] =
    "SELECT id, category, shown, created FROM messages WHERE owner = $1 ORDER BY id";

static const char messages_insert_sql[] =
    "INSERT INTO messages (id, category, shown, created, owner)"
    " SELECT $1, $2, $3, $4, $5 FROM categories WHERE id = $2 AND owner = $5";

static const struct portable_column messages_columns[] = {
    {"id", PORTABLE_ID, false, 0},
    {"category", PORTABLE_REF, false, 0},
    {"shown", PORTABLE_I64, false, 1},
    {"created", PORTABLE_I64, false, TIME_MAX},
    {0},
};

static const char versions_select_sql[] =
    "SELECT version.id, version.message, version.number, version.status, version.model,"
    " version.finish, version.error_code, version.error_text, version.prompt_tokens,"
    " version.completion_tokens, version.is_estimate, version.dropped, version.created,"
    " version.started, version.ended, version.text, version.tools, version.reasoning,"
    " version.answer FROM message_versions AS version"
    " JOIN messages ON messages.id = version.message WHERE messages.owner = $1"
    " ORDER BY version.message, version.number";

static const char versions_insert_sql[] =
    "INSERT INTO message_versions (id, message, number, status, model, finish, error_code,"
    " error_text, prompt_tokens, completion_tokens, is_estimate, dropped, created, started, ended,"
    " text, tools, reasoning, answer)"
    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19"
    " FROM messages WHERE id = $2 AND owner = $20";

static const struct portable_column versions_columns[] = {
    [VERSIONS_PORTABLE_ID] = {"id", PORTABLE_ID, false, 0},
    [VERSIONS_PORTABLE_MESSAGE] = {"message", PORTABLE_REF, false, 0},
    [VERSIONS_PORTABLE_NUMBER] = {"number", PORTABLE_I64, false, NUMBER_MAX},
    [VERSIONS_PORTABLE_STATUS] = {"status", PORTABLE_TEXT, false, 20},
    [VERSIONS_PORTABLE_MODEL] = {"model", PORTABLE_TEXT, false, 300},
    [VERSIONS_PORTABLE_FINISH] = {"finish", PORTABLE_TEXT, true, 20},
    [VERSIONS_PORTABLE_ERROR_CODE] = {"error_code", PORTABLE_TEXT, true, 60},
    [VERSIONS_PORTABLE_ERROR_TEXT] = {"error_text", PORTABLE_TEXT, true, 1000},
    [VERSIONS_PORTABLE_PROMPT_TOKENS] = {"prompt_tokens", PORTABLE_I64, false, NUMBER_MAX},
    [VERSIONS_PORTABLE_COMPLETION_TOKENS] = {"completion_tokens", PORTABLE_I64, false, NUMBER_MAX},
    [VERSIONS_PORTABLE_ESTIMATE] = {"is_estimate", PORTABLE_I64, false, 1},
    [VERSIONS_PORTABLE_DROPPED] = {"dropped", PORTABLE_I64, false, NUMBER_MAX},
    [VERSIONS_PORTABLE_CREATED] = {"created", PORTABLE_I64, false, TIME_MAX},
    [VERSIONS_PORTABLE_STARTED] = {"started", PORTABLE_I64, true, TIME_MAX},
    [VERSIONS_PORTABLE_ENDED] = {"ended", PORTABLE_I64, true, TIME_MAX},
    [VERSIONS_PORTABLE_TEXT] = {"text", PORTABLE_TEXT, false, ROOM_MESSAGE_MAX},
    [VERSIONS_PORTABLE_TOOLS] = {"tools", PORTABLE_JSON, false, 2 * ROOM_TOOLS_BYTES_MAX},
    [VERSIONS_PORTABLE_REASONING] = {"reasoning", PORTABLE_TEXT, false, ROOM_ANSWER_MAX},
    [VERSIONS_PORTABLE_ANSWER] = {"answer", PORTABLE_TEXT, false, ROOM_ANSWER_MAX},
    [VERSIONS_PORTABLE_COUNT] = {0},
};

/* What hangs on what: only once all versions are there. */
static const char ways_select_sql[] =
    "SELECT id, parent, shown_version FROM messages WHERE owner = $1 ORDER BY id";

static const char ways_insert_sql[] =
    "UPDATE messages SET parent = $2, shown_version = $3 WHERE id = $1 AND owner = $4";

static const struct portable_column ways_columns[] = {
    {"message", PORTABLE_REF, false, 0},
    {"parent", PORTABLE_REF_LATER, true, 0},
    {"shown_version", PORTABLE_REF_LATER, true, 0},
    {0},
};

static const char attachments_select_sql[] =
    "SELECT message_attachments.version, message_attachments.position, message_attachments.app,"
    " message_attachments.record FROM message_attachments"
    " JOIN message_versions ON message_versions.id = message_attachments.version"
    " JOIN messages ON messages.id = message_versions.message WHERE messages.owner = $1"
    " ORDER BY message_attachments.version, message_attachments.position";

static const char attachments_insert_sql[] =
    "INSERT INTO message_attachments (version, position, app, record)"
    " SELECT $1, $2, $3, $4 FROM message_versions JOIN messages"
    " ON messages.id = message_versions.message"
    " WHERE message_versions.id = $1 AND messages.owner = $5";

static const struct portable_column attachments_columns[] = {
    {"version", PORTABLE_REF, false, 0},
    {"position", PORTABLE_I64, false, ROOM_ATTACHMENTS_MAX},
    {"app", PORTABLE_TEXT, false, 20},
    {"record", PORTABLE_REF, false, 0}, /* one that was deleted does not go along */
    {0},
};

/* Rooms first: messages name them; pictures, which attachments name, come with their own application, before. */
const struct portable_table chat_portable[] = {
    {"categories", rooms_select_sql, rooms_insert_sql, rooms_columns, ROOM_COUNT_MAX,
     chat_portable_check_room, NULL},
    {"messages", messages_select_sql, messages_insert_sql, messages_columns, MESSAGES_MAX, NULL,
     NULL},
    {"message-versions", versions_select_sql, versions_insert_sql, versions_columns, MESSAGES_MAX,
     chat_portable_check_version, NULL},
    {"message-ways", ways_select_sql, ways_insert_sql, ways_columns, MESSAGES_MAX, NULL,
     chat_portable_index},
    {"message-attachments", attachments_select_sql, attachments_insert_sql, attachments_columns,
     MESSAGES_MAX, chat_portable_check_attachment, NULL},
    {0},
};
