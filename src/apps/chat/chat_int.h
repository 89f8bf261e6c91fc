/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/chat/chat.h"
#include "apps/provider/provider.h"
#include "platform/db/db.h"
#include "platform/metrics/metrics.h"

#define CHAT_NAME_MAX         100   /* characters */
#define CHAT_INSTRUCTIONS_MAX 8000  /* characters */
#define CHAT_MODEL_MAX        200   /* characters */
#define CHAT_MESSAGE_MAX      65536 /* characters */
#define CHAT_ATTACHMENTS_MAX  8
#define CHAT_ANSWER_MAX       MIB       /* bytes; reasoning likewise */
#define CHAT_TOOLS_BYTES_MAX  (4 * MIB) /* of what tools were asked and said for one answer */
#define CHAT_TOOL_OUTPUT_MAX  (64 * KIB)
#define CHAT_ROUNDS_MAX       16 /* of tools, in one answer */
#define CHAT_CALLS_MAX        8  /* of tools, in one round */
#define CHAT_LIVE_PER_OWNER   8  /* answers that are written for one account at once */
#define CHAT_BODY_MAX         (512 * KIB)
#define CHAT_ROOMS_MAX        10000 /* of one account */
#define CHAT_VERSIONS_MAX     100   /* of one turn */

struct chat_live;
struct skills;

/* ---- what is stored ---- */

struct chat_room {
    struct uuid id;
    struct uuid owner;
    struct str name;
    bool is_named; /* by a person or by its first message; else the next message names it */
    struct str preset;
    struct str instructions;
    struct str model;     /* empty: the default */
    struct str tools_off; /* names of tools that models are not offered, with commas between them */
    int64_t created_ms;
    int64_t updated_ms;
    struct uuid activity;
    int64_t messages; /* on the way that it shows; only of lists and chat_store_find_room() */
    struct str last_message; /* its first characters; p is NULL where there is none */
};

enum chat_status {
    CHAT_STREAMING,
    CHAT_COMPLETE,
    CHAT_STOPPED,
    CHAT_FAILED,
    CHAT_STATUS_COUNT,
};
const char *chat_status_name(enum chat_status status);

struct chat_attachment {
    struct str app; /* "ocr", "animals", "road-signs" */
    struct uuid record;
};

struct chat_usage {
    int64_t prompt_tokens;
    int64_t completion_tokens;
    bool is_estimate;
};

/* A turn with one of its versions. */
struct chat_message {
    struct uuid id;
    struct uuid category;
    struct uuid owner;
    bool has_parent;
    struct uuid parent; /* the version of the turn before */
    bool is_shown;
    int64_t created_ms; /* of the turn */

    struct uuid version;
    int64_t number;   /* of the version, from 1 */
    int64_t versions; /* how many there are; 0: not asked for */
    bool is_last;     /* no turn follows this version */
    enum chat_status status;
    struct str model;
    struct str finish; /* "stop", "length", "filter", "cut", or empty */
    struct str error_code;
    struct str error_text;
    struct chat_usage usage;
    int64_t dropped;
    int64_t asked_ms; /* when the version was made */
    int64_t ended_ms; /* 0: not yet */
    struct str text;
    struct str tools; /* JSON array, see message_versions.tools */
    struct str reasoning;
    struct str answer;
    struct chat_attachment *attachments; /* (attachment_count) */
    size_t attachment_count;
};

/* ---- the state ---- */

struct chat {
    const struct services *services;
    struct http *http;
    struct providers *providers;
    struct skills *skills;    /* NULL in tests: there are none */
    struct chat_lives *lives; /* chat_live.c */
    /* On the thread of tick() alone: up to where turns are in the search index (chat_search.c). */
    struct uuid indexed_to;
    bool is_indexed;
    atomic_int imports; /* that go on now (chat_import.c) */
};

/* Marks what the last run left unfinished, and begins. `http` may be NULL where nobody listens, in tests. */
MUSTUSE int chat_new(const struct services *services, struct http *http,
                     struct providers *providers, struct chat **out, struct err *err);
/* Keeps and marks what is being written. Accepts NULL. */
void chat_free(struct chat *chat);

/* ---- prompts (chat_prompt.c) ---- */

/* One use of a tool in the answer that is being written. */
struct chat_step {
    int64_t round; /* from 0; tools that were asked for together share one */
    size_t at;     /* how many bytes of the answer came before */
    struct str id; /* of the call, as the model named it */
    struct str name;
    struct str input;  /* JSON, as the model wrote it */
    struct str output; /* JSON */
    bool has_failed;
};

/* Which answer a prompt is for. */
struct chat_turnref {
    struct uuid owner;
    struct uuid category;
    struct uuid message;
    struct uuid version;
    struct str model;  /* that is asked for, or empty: the default */
    struct str answer; /* what of it is written already */
    bool may_wait;     /* where false, attachments that are not ready count as not readable */
    bool continues;    /* `answer` was written before, and the model is to go on with it */
    const struct chat_step *steps; /* in order */
    size_t step_count;
};

struct chat_prompt {
    struct provider_prompt prompt;
    int64_t dropped; /* turns that did not fit */
    bool
        waits; /* an attachment is still being worked on: the prompt is not made, ask again a little later */
};

/* Makes a prompt of the way up to the version: preset, instructions, history as far as it fits, attachments, tools, then the
 * turn itself and the steps of its answer. Called on the thread "chat"; should take a few milliseconds. E_CONTEXT where the turn alone
 * does not fit; E_MODEL_UNKNOWN, E_NO_MODEL; with words. */
MUSTUSE int chat_prompt_build(struct chat *chat, struct db_conn *conn,
                              const struct chat_turnref *which, struct arena *arena,
                              struct chat_prompt *out, struct err *err);

/* ---- presets (chat_presets.c) ---- */

#define CHAT_PRESETS 6

struct chat_preset {
    const char *name; /* in rooms */
    const char *title;
    const char *description;
    const char *hint;         /* for the empty field that messages are written in */
    const char *instructions; /* for the model */
    const char *examples[4];  /* to begin with; one that ends with a blank wants a text behind it */
};
extern const struct chat_preset chat_presets[CHAT_PRESETS];
/* What models are told in rooms of every preset. */
extern const char chat_common_instructions[];
/* NULL where there is none of this name. */
const struct chat_preset *chat_find_preset(struct str name);
/* Whether rooms can have the preset of this name. */
bool chat_preset_exists(struct str name);
/* GET /presets */
route_handler chat_presets_get;

/* ---- going on (chat_context.c) ---- */

#define CHAT_OVERLAP_MAX ((size_t)256)

/* How many bytes at the beginning of `more`, the first CHAT_OVERLAP_MAX bytes or all of what a model wrote to go on with an
 * answer, only repeat the end of what was `written` before. */
size_t chat_overlap(struct str written, struct str more);

/* ---- tools (chat_tools.c) ---- */

#define CHAT_TOOLS_OFF_MAX 1000 /* bytes of what a room keeps of them */

/* What a model may ask for, in a room. */
struct chat_offer {
    struct provider_tool *items;
    size_t count;
    size_t base_count; /* the first, which look things up; behind them are skills */
};
/* Without those whose names are in `off`. */
void chat_tools_offer(const struct chat *chat, struct str off, struct arena *arena,
                      struct chat_offer *out);
/* Whether there is a tool of this name, and whether it is a skill. */
bool chat_tools_exists(struct str name);
bool chat_tools_is_skill(const struct chat *chat, struct str name);
/* Whether a list with commas has the name. */
bool chat_tools_has(struct str list, struct str name);
/* Adds a name to such a list, once. */
void chat_tools_add(struct sb *list, struct str name);
/* Those of the list that there are here: one that came from elsewhere may have others. */
struct str chat_tools_known(struct str list, struct arena *arena);

struct chat_tool_call {
    struct chat *chat;
    struct arena *arena;
    struct uuid owner;
    struct uuid category;
    struct str name;
    struct str arguments; /* as the model wrote them: anything */
    struct str output;    /* JSON of at most CHAT_TOOL_OUTPUT_MAX bytes; set by the call */
};

/* Does what a model has asked for; at most a few seconds. A negative code where it could not, with words for model and person;
 * `output` need not be set then. Called on the thread "chat", without a connection or lock. */
MUSTUSE int chat_tools_run(struct chat_tool_call *call, struct err *err);

/* ---- attachments (chat_attach.c) ---- */

/* E_INVALID, with the field "attachments", where one is not the owner's. */
MUSTUSE int chat_attach_check(struct db_conn *conn, struct uuid owner,
                              const struct chat_attachment *attachments, size_t count,
                              struct err *err);
/* Writes the array of a message: {app,id,title,label,status}; of a record that is gone, status is "deleted". */
MUSTUSE int chat_attach_write(struct db_conn *conn, const struct chat_message *message,
                              struct arena *arena, struct json_out *out);

/* ---- the search index (chat_index.c) ---- */

/* Puts text and answer of the shown version into the index, in place of what was there. Called in the transaction that changed
 * either, with a message that is whole (not while its answer is written: then the answer is empty or old). */
MUSTUSE int chat_index_put(struct db_conn *tx, const struct chat_message *message);
/* Takes a turn, or all of a room, out of it, before it is dropped. */
MUSTUSE int chat_index_drop(struct db_conn *tx, struct uuid message);
MUSTUSE int chat_index_drop_room(struct db_conn *tx, struct uuid category);

/* ---- storage (chat_store.c, chat_rooms_store.c) ---- */

/* One's own room. E_NOT_FOUND for a stranger's. */
MUSTUSE int chat_store_find_room(struct db_conn *conn, struct uuid owner, struct uuid id,
                                 struct arena *arena, struct chat_room *out);
MUSTUSE int chat_store_add_room(struct db_conn *tx, const struct chat_room *room);
/* Name, preset, instructions, model; `updated` becomes now. */
MUSTUSE int chat_store_change_room(struct db_conn *tx, const struct chat_room *room);
/* With all that was said in it. */
MUSTUSE int chat_store_drop_room(struct db_conn *tx, struct uuid id);
MUSTUSE int chat_store_count_rooms(struct db_conn *conn, struct uuid owner, int64_t *out);

struct chat_rooms_query {
    struct uuid owner;
    const struct req_page *page;
    bool by_activity; /* then the page's cursor is a chat_room.activity */
};
struct chat_rooms {
    struct chat_room *items;
    size_t count;
    bool has_more;
};
MUSTUSE int chat_store_list_rooms(struct db_conn *conn, const struct chat_rooms_query *query,
                                  struct arena *arena, struct chat_rooms *out);

struct chat_messages {
    struct chat_message *items;
    size_t count;
    bool has_more;
};
/* What a room shows, newest first: turns older than `before` (NULL: all), fewer than `limit` where their texts are long. With
 * attachments. */
MUSTUSE int chat_store_list(struct db_conn *conn, struct uuid category, const struct uuid *before,
                            size_t limit, struct arena *arena, struct chat_messages *out);
/* The turn with its shown version, attachments, count of versions and is_last. E_NOT_FOUND for a stranger's. */
MUSTUSE int chat_store_find(struct db_conn *conn, struct uuid owner, struct uuid id,
                            struct arena *arena, struct chat_message *out);
/* The same whoever owns it. */
MUSTUSE int chat_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                                struct chat_message *out);
/* The turn with this version. */
MUSTUSE int chat_store_find_version(struct db_conn *conn, struct uuid version, struct arena *arena,
                                    struct chat_message *out);
/* All versions of a turn, oldest first, with attachments. */
MUSTUSE int chat_store_list_versions(struct db_conn *conn, struct uuid message, struct arena *arena,
                                     struct chat_messages *out);
/* The last turn that the room shows. E_NOT_FOUND where it shows none. */
MUSTUSE int chat_store_find_last(struct db_conn *conn, struct uuid category, struct arena *arena,
                                 struct chat_message *out);

/* Adds the turn without a version; `parent`, `is_shown`, id and times are the message's. */
MUSTUSE int chat_store_add_turn(struct db_conn *tx, const struct chat_message *message);
/* Adds a version with its attachments, as it stands; chat_store_set_shown() shows it. */
MUSTUSE int chat_store_add_version(struct db_conn *tx, const struct chat_message *message);
/* The number of the next version of a turn. */
MUSTUSE int chat_store_next_number(struct db_conn *tx, struct uuid message, int64_t *out);
/* Sets which version of a turn is shown, and nothing about turns behind it. */
MUSTUSE int chat_store_set_shown(struct db_conn *tx, struct uuid message, struct uuid version);
/* Says of all turns of a room anew whether they lie on the way that it shows. For imports. */
MUSTUSE int chat_store_show_all(struct db_conn *tx, struct uuid category);
/* Something was said in it just now. */
MUSTUSE int chat_store_touch_room(struct db_conn *tx, struct uuid category);

MUSTUSE int chat_store_find_number(struct db_conn *conn, struct uuid message, int64_t number,
                                   struct arena *arena, struct chat_message *out);
MUSTUSE int chat_store_find_any_room(struct db_conn *conn, struct uuid id, struct arena *arena,
                                     struct chat_room *out);
/* Unless it has a name of its own. */
MUSTUSE int chat_store_name_room(struct db_conn *tx, struct uuid category, struct str name);

/* ---- ways (chat_ways_store.c) ---- */

struct chat_ids {
    struct uuid *items;
    size_t count;
};
/* Hides all turns that the room shows after this one. */
MUSTUSE int chat_store_hide_later(struct db_conn *tx, const struct chat_message *message);
/* Shows the turns behind message->version, each by its shown version. */
MUSTUSE int chat_store_show_behind(struct db_conn *tx, const struct chat_message *message);
/* Hangs the turn behind message->version on what the message hangs on. */
MUSTUSE int chat_store_relink(struct db_conn *tx, const struct chat_message *message);
/* The turn, and all that hangs on any of its versions. These three append to what is in `out`. */
MUSTUSE int chat_store_list_branch(struct db_conn *conn, const struct chat_message *message,
                                   struct arena *arena, struct chat_ids *out);
/* Versions that are being written. */
MUSTUSE int chat_store_list_streaming(struct db_conn *conn, struct uuid message,
                                      struct arena *arena, struct chat_ids *out);
MUSTUSE int chat_store_list_streaming_in_room(struct db_conn *conn, struct uuid category,
                                              struct arena *arena, struct chat_ids *out);
/* With its versions. */
MUSTUSE int chat_store_drop(struct db_conn *tx, struct uuid message);

/* ---- what changes a room (chat_turns.c); all within the caller's transaction ---- */

struct chat_post {
    struct str text;
    struct str model; /* id of it, or empty */
    const struct chat_attachment *attachments;
    size_t attachment_count;
};
/* Says something at the end of what the room shows; `out` is the turn, streaming. E_ANSWER_RUNNING. */
MUSTUSE int chat_turns_post(struct db_conn *tx, const struct chat_room *room,
                            const struct chat_post *post, struct arena *arena,
                            struct chat_message *out, struct err *err);
/* Adds a version to a turn and shows it; `inout` is the turn as it is shown, and then that version, streaming.
 * E_ANSWER_RUNNING, E_CONFLICT where the room does not show the turn, E_LIMIT_REACHED. */
MUSTUSE int chat_turns_answer_anew(struct db_conn *tx, const struct chat_post *post,
                                   struct arena *arena, struct chat_message *inout,
                                   struct err *err);
/* Has the shown version's answer go on. E_CONFLICT where it cannot. */
MUSTUSE int chat_turns_go_on(struct db_conn *tx, struct arena *arena, struct chat_message *inout,
                             struct err *err);
/* Shows another version, and what followed it. */
MUSTUSE int chat_turns_show(struct db_conn *tx, const struct chat_message *version);
/* Deletes the turn: what the room shows behind it moves up, what hangs on its other versions goes along. `out` is what of all
 * that was being written. */
MUSTUSE int chat_turns_drop(struct db_conn *tx, const struct chat_message *message,
                            struct arena *arena, struct chat_ids *out);
MUSTUSE int chat_turns_drop_room(struct db_conn *tx, struct uuid category, struct arena *arena,
                                 struct chat_ids *out);
/* Whether an answer can go on where it ended. */
bool chat_turns_can_go_on(const struct chat_message *message);

/* ---- JSON (chat_write.c) ---- */

/* The message as the contract has it; `conn` for its attachments. */
MUSTUSE int chat_write_message(struct db_conn *conn, const struct chat_message *message,
                               struct arena *arena, struct json_out *out);
void chat_write_room(struct json_out *out, const struct chat_room *room);
/* The member "tools_off" of a room. */
void chat_write_tools_off(struct json_out *out, struct str list);
