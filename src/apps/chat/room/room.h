/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room: rooms ("categories" in the API), what is said in them, and how that is kept.
 *
 * A message is a turn: what a person said, and the answer. It has versions; an edit and an answer anew add one, and the
 * newest is shown. The turn after hangs on a version, so that choosing another version shows what followed that one.
 * `messages.shown` says which turns lie on the way that a room shows, and is kept true by the transaction that changes it
 * (room_turns.c): a list is one indexed query.
 *
 * Not here: who writes an answer (chat/answer) and of what (chat/prompt); routes (chat). Until an answer has ended its row is
 * empty or old: answer_overlay() has the rest.
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state of its own. Functions that take a `tx`
 * are a part of the caller's transaction.
 * Files: room_turns.c what changes a room; room_store.c, room_messages_store.c, room_ways_store.c, room_index_store.c SQL;
 * room_index.c what is found by searching; room_attach.c pictures that are said along; room_steps.c what tools were asked;
 * room_write.c JSON; room.c requests. */
#pragma once

#include "http/http.h"
#include "platform/db/db.h"

#define ROOM_NAME_MAX         100   /* characters */
#define ROOM_INSTRUCTIONS_MAX 8000  /* characters */
#define ROOM_MODEL_MAX        200   /* characters */
#define ROOM_MESSAGE_MAX      65536 /* characters */
#define ROOM_ATTACHMENTS_MAX  8
#define ROOM_ANSWER_MAX       MIB       /* bytes; reasoning likewise */
#define ROOM_TOOLS_BYTES_MAX  (4 * MIB) /* of what tools were asked and said for one answer */
#define ROOM_ROUNDS_MAX       16        /* of tools, in one answer */
#define ROOM_CALLS_MAX        8         /* of tools, in one round */
#define ROOM_TOOLS_OFF_MAX    1000      /* bytes of what a room keeps of them */
#define ROOM_COUNT_MAX        10000     /* rooms of one account */
#define ROOM_VERSIONS_MAX     100       /* of one turn */

/* Of messages, in the search index. */
#define ROOM_SEARCH_KIND "message"

/* ---- what is stored ---- */

struct room {
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
    int64_t messages;        /* on the way that it shows; only of lists and room_store_find() */
    struct str last_message; /* its first characters; p is NULL where there is none */
};

enum room_status {
    ROOM_STREAMING,
    ROOM_COMPLETE,
    ROOM_STOPPED,
    ROOM_FAILED,
    ROOM_STATUS_COUNT,
};
/* As it is stored and told. */
const char *room_status_name(enum room_status status);

struct room_attachment {
    struct str app; /* "ocr", "animals", "road-signs" */
    struct uuid record;
};

struct room_usage {
    int64_t prompt_tokens;
    int64_t completion_tokens;
    bool is_estimate;
};

/* A turn with one of its versions. */
struct room_message {
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
    enum room_status status;
    struct str model;
    struct str finish; /* "stop", "length", "filter", "cut", or empty */
    struct str error_code;
    struct str error_text;
    struct room_usage usage;
    int64_t dropped;
    int64_t asked_ms; /* when the version was made */
    int64_t ended_ms; /* 0: not yet */
    struct str text;
    struct str tools; /* JSON array, see message_versions.tools */
    struct str reasoning;
    struct str answer;
    struct room_attachment *attachments; /* (attachment_count) */
    size_t attachment_count;
};

/* Of turns or versions. */
struct room_ids {
    struct uuid *items;
    size_t count;
};

/* One use of a tool in the answer that is being written. */
struct room_step {
    int64_t round; /* from 0; tools that were asked for together share one */
    size_t at;     /* how many bytes of the answer came before */
    struct str id; /* of the call, as the model named it */
    struct str name;
    struct str input;  /* JSON, as the model wrote it */
    struct str output; /* JSON */
    bool has_failed;
};

/* ---- what changes a room (room_turns.c); all within the caller's transaction ---- */

struct room_post {
    struct str text;
    struct str model; /* id of it, or empty */
    const struct room_attachment *attachments;
    size_t attachment_count;
};
/* Says something at the end of what the room shows; `out` is the turn, streaming. E_ANSWER_RUNNING. */
MUSTUSE int room_turns_post(struct db_conn *tx, const struct room *room,
                            const struct room_post *post, struct arena *arena,
                            struct room_message *out, struct err *err);
/* Adds a version to a turn and shows it; `inout` is the turn as it is shown, and then that version, streaming.
 * E_ANSWER_RUNNING, E_CONFLICT where the room does not show the turn, E_LIMIT_REACHED. */
MUSTUSE int room_turns_answer_anew(struct db_conn *tx, const struct room_post *post,
                                   struct arena *arena, struct room_message *inout,
                                   struct err *err);
/* Has the shown version's answer go on. E_CONFLICT where it cannot. */
MUSTUSE int room_turns_go_on(struct db_conn *tx, struct arena *arena, struct room_message *inout,
                             struct err *err);
/* Shows another version, and what followed it. */
MUSTUSE int room_turns_show(struct db_conn *tx, const struct room_message *version);
/* Deletes the turn: what the room shows behind it moves up, what hangs on its other versions goes along. `out` is what of all
 * that was being written. */
MUSTUSE int room_turns_drop(struct db_conn *tx, const struct room_message *message,
                            struct arena *arena, struct room_ids *out);
/* The same for a room with all that was said in it. */
MUSTUSE int room_turns_drop_room(struct db_conn *tx, struct uuid category, struct arena *arena,
                                 struct room_ids *out);
/* Whether an answer can go on where it ended. */
bool room_turns_can_go_on(const struct room_message *message);

/* ---- storage (room_store.c, room_messages_store.c, room_ways_store.c) ---- */

/* One's own room. E_NOT_FOUND for a stranger's. */
MUSTUSE int room_store_find(struct db_conn *conn, struct uuid owner, struct uuid id,
                            struct arena *arena, struct room *out);
/* The same whoever owns it. */
MUSTUSE int room_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                                struct room *out);
/* Adds it as it stands. */
MUSTUSE int room_store_add(struct db_conn *tx, const struct room *room);
/* Name, preset, instructions, model, tools; `updated` becomes now. */
MUSTUSE int room_store_change(struct db_conn *tx, const struct room *room);
/* How many rooms an account has. */
MUSTUSE int room_store_count(struct db_conn *conn, struct uuid owner, int64_t *out);

struct room_query {
    struct uuid owner;
    const struct req_page *page;
    bool by_activity; /* then the page's cursor is a room.activity */
};
struct room_list {
    struct room *items;
    size_t count;
    bool has_more;
};
/* Rooms of an account, newest first, that have the page's words in their names. */
MUSTUSE int room_store_list(struct db_conn *conn, const struct room_query *query,
                            struct arena *arena, struct room_list *out);

struct room_messages {
    struct room_message *items;
    size_t count;
    bool has_more;
};
/* What a room shows, newest first: turns older than `before` (NULL: all), fewer than `limit` where their texts are long. With
 * attachments. */
MUSTUSE int room_store_list_messages(struct db_conn *conn, struct uuid category,
                                     const struct uuid *before, size_t limit, struct arena *arena,
                                     struct room_messages *out);
/* The turn with its shown version, attachments, count of versions and is_last. E_NOT_FOUND for a stranger's. */
MUSTUSE int room_store_find_message(struct db_conn *conn, struct uuid owner, struct uuid id,
                                    struct arena *arena, struct room_message *out);
/* The same whoever owns it. */
MUSTUSE int room_store_find_any_message(struct db_conn *conn, struct uuid id, struct arena *arena,
                                        struct room_message *out);
/* The turn with this version. */
MUSTUSE int room_store_find_version(struct db_conn *conn, struct uuid version, struct arena *arena,
                                    struct room_message *out);
/* The turn with its version of this number. */
MUSTUSE int room_store_find_number(struct db_conn *conn, struct uuid message, int64_t number,
                                   struct arena *arena, struct room_message *out);
/* All versions of a turn, oldest first, with attachments. */
MUSTUSE int room_store_list_versions(struct db_conn *conn, struct uuid message, struct arena *arena,
                                     struct room_messages *out);
/* The last turn that the room shows. E_NOT_FOUND where it shows none. */
MUSTUSE int room_store_find_last(struct db_conn *conn, struct uuid category, struct arena *arena,
                                 struct room_message *out);

/* Adds the turn without a version; `parent`, `is_shown`, id and times are the message's. */
MUSTUSE int room_store_add_turn(struct db_conn *tx, const struct room_message *message);
/* Adds a version with its attachments, as it stands; room_store_set_shown() shows it. */
MUSTUSE int room_store_add_version(struct db_conn *tx, const struct room_message *message);
/* Sets which version of a turn is shown, and nothing about turns behind it. */
MUSTUSE int room_store_set_shown(struct db_conn *tx, struct uuid message, struct uuid version);
/* Says of all turns of a room anew whether they lie on the way that it shows. For imports. */
MUSTUSE int room_store_show_all(struct db_conn *tx, struct uuid category);

/* ---- attachments (room_attach.c) ---- */

/* E_INVALID, with the field "attachments", where one is not the owner's. */
MUSTUSE int room_attach_check(struct db_conn *conn, struct uuid owner,
                              const struct room_attachment *attachments, size_t count,
                              struct err *err);

/* What of a picture is told to readers. */
struct room_picture {
    struct str title; /* empty: it is not there any more */
    struct str label;
};
/* Of the pictures that were said along: (message->attachment_count), in the arena. */
MUSTUSE int room_read_pictures(struct db_conn *conn, const struct room_message *message,
                               struct arena *arena, struct room_picture **out);

/* ---- the search index (room_index.c) ---- */

/* Puts text and answer of the shown version into the index, in place of what was there. Called in the transaction that changed
 * either, with a message that is whole (not while its answer is written: then the answer is empty or old). */
MUSTUSE int room_index_put(struct db_conn *tx, const struct room_message *message);
/* The same where the turn shows this version; else, or where it is gone, nothing is done. */
MUSTUSE int room_index_version(struct db_conn *tx, struct uuid message, struct uuid version,
                               struct arena *arena);
/* Puts some turns in that are not in the index, of one room or (NULL) of all, behind this id; in a transaction of its own. */
MUSTUSE int room_index_missing(struct db *db, const struct uuid *category, struct uuid *inout_after,
                               bool *out_all);
/* Puts all turns of a room in that are not yet. */
MUSTUSE int room_index_room(struct db *db, struct uuid category);

/* ---- what tools were asked (room_steps.c) ---- */

/* What people see of a step, as members of an object. */
void room_step_write_public(const struct room_step *step, struct json_out *out);
/* Steps as the JSON of message_versions.tools, and back: what is not well-formed is left out. */
void room_steps_write(const struct room_step *steps, size_t count, struct json_out *out);
void room_steps_read(struct str tools, struct arena *arena, struct room_step **out,
                     size_t *out_count);

/* ---- JSON (room_write.c) ---- */

/* The message as the contract has it; `conn` for its attachments. */
MUSTUSE int room_write_message(struct db_conn *conn, const struct room_message *message,
                               struct arena *arena, struct json_out *out);
/* A room as the contract has it. */
void room_write(struct json_out *out, const struct room *room);
/* The member "tools_off" of a room. */
void room_write_tools_off(struct json_out *out, struct str list);
/* The member "usage" of a message. */
void room_write_usage(struct json_out *out, const struct room_usage *usage);
/* What went wrong, as replies tell it. */
void room_write_problem(struct json_out *out, int rc, struct str detail);
/* The message as JSON, in the arena. */
MUSTUSE int room_message_json(struct db_conn *conn, const struct room_message *message,
                              struct arena *arena, struct str *out);

/* ---- requests (room.c) ---- */

/* One's own room that the path names by :id. E_NOT_FOUND for a stranger's. */
MUSTUSE int room_find_of_path(struct req *rq, struct room *out);
