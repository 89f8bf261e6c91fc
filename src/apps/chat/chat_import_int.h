/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat's import share. A file is read in pieces, each of which is at most one room: rooms in our own form
 * (chat_import_own.c), ChatGPT's conversations (chat_import_chatgpt.c) and Open WebUI's chats (chat_import_webui.c). The last two
 * are trees of single messages, of which chat_import_tree.c makes turns with versions.
 *
 * Nothing in a file is believed: sizes, counts and depths are bounded, ids are made anew, times lie in the past, and what
 * names something else is looked up. A room that cannot be taken is told of, and the others are taken. */
#pragma once

#include "apps/chat/chat_int.h"

#define CHAT_IMPORT_BYTES_MAX     (256 * MIB) /* of a file, unpacked */
#define CHAT_IMPORT_ROOM_MAX      (64 * MIB)  /* of one room's JSON */
#define CHAT_IMPORT_VALUES_MAX    ((size_t)1000000)
#define CHAT_IMPORT_NODES_MAX     ((size_t)60000)
#define CHAT_IMPORT_VERSIONS_MAX  ((size_t)30000)
#define CHAT_IMPORT_ROOM_TEXT_MAX (64 * MIB)
#define CHAT_IMPORT_TEXT_MAX      MIB  /* of one message, one answer, one reasoning */
#define CHAT_IMPORT_SIBLINGS_MAX  1000 /* versions of a turn */

/* ---- what comes out ---- */

/* A room with all versions of its turns. Versions of a turn stand behind those of the turn that it follows. */
struct chat_imported {
    struct room room;
    struct chat_import_version {
        struct room_message message; /* its turn's id, parent and time, and its own */
        bool is_chosen;              /* the turn shows it */
    } * versions;
    size_t count;
};

/* Ids in the order of a room's turns: later than those before, and in the past. */
struct chat_import_clock {
    int64_t latest_ms; /* an id may have this time at most */
};
/* For a room with so many turns. */
void chat_import_clock_init(struct chat_import_clock *clock, size_t turns);
/* An id of about this time, after the id `after` where that is not NULL. */
struct uuid chat_import_id(const struct chat_import_clock *clock, int64_t ms,
                           const struct uuid *after);

/* ---- trees of messages (chat_import_tree.c) ---- */

enum chat_node_kind {
    CHAT_NODE_OTHER, /* holds others together */
    CHAT_NODE_ASKED,
    CHAT_NODE_ANSWERED,
    CHAT_NODE_KIND_COUNT,
};

struct chat_node {
    struct str id;
    struct str parent; /* empty, or no node's id: there is none */
    enum chat_node_kind kind;
    struct str text;
    struct str reasoning;
    struct str model;
    int64_t created_ms; /* 0: not said */
};

struct chat_tree {
    struct chat_node *nodes; /* (count) in the order of the file */
    size_t count;
    struct str current; /* id of the last node that is shown, or empty */
};

/* Makes turns of the tree; the room's members but its ids are the caller's. E_INVALID, E_TOO_LARGE, with words. */
MUSTUSE int chat_import_tree(const struct chat_tree *tree, struct arena *arena,
                             struct chat_imported *inout, struct err *err);

/* ---- forms of rooms ---- */

/* Makes a room of one element of a file, which is an object. E_INVALID, E_TOO_LARGE, with words. */
typedef int chat_import_reader(struct json_value value, struct arena *arena,
                               struct chat_imported *out, struct err *err);
chat_import_reader chat_import_own, chat_import_chatgpt, chat_import_webui;

/* Reads one element of a file, in whichever form it is. `out_title` is set as soon as it is known. */
MUSTUSE int chat_import_element(struct str json, struct arena *arena, struct str *out_title,
                                struct chat_imported *out, struct err *err);

/* ---- files (chat_import_file.c) ---- */

/* Called for each element, with its text. A negative code ends the reading with it. */
typedef int chat_import_visit(void *context, struct str element);
/* Goes through a file's rooms: JSON with an array of them, one of them, our own export, or a ZIP archive with such JSON.
 * Files without names are made in the folder. E_INVALID where it is none of these, E_TOO_LARGE; with words. */
MUSTUSE int chat_import_each(int fd, const char *folder, chat_import_visit *visit, void *context,
                             struct err *err);
/* The same for JSON in memory. */
MUSTUSE int chat_import_each_of(struct str json, chat_import_visit *visit, void *context,
                                struct err *err);

/* ---- names within a file (chat_import_values.c) ---- */

#define CHAT_NONE SIZE_MAX

/* What a file calls something, and its place in an array. */
struct chat_named {
    struct str id;
    size_t at;
};
void chat_import_sort(struct chat_named *names, size_t count);
/* The place of the first that is called so, or CHAT_NONE. */
size_t chat_import_find(const struct chat_named *names, size_t count, struct str id);

/* ---- values, as strangers write them (chat_import_values.c) ---- */

/* The text of a title, as a room's name: one line, not empty, not too long. */
struct str chat_import_name(struct str title, struct arena *arena);
/* Seconds since 1970, or milliseconds; 0 where it is nothing of that. */
int64_t chat_import_seconds(struct json_value value);
/* An RFC 3339 time; 0 where it is none. */
int64_t chat_import_time(struct json_value value);
