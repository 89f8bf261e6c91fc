/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of import share. */
#pragma once

#include <stdatomic.h>

#include "apps/chat/import/import.h"
#include "apps/chat/room/room.h"

/* The application's state. */
struct imports {
    atomic_int running;
};

route_handler import_post;

#define IMPORT_BYTES_MAX     (256 * MIB) /* of a file, unpacked */
#define IMPORT_ROOM_MAX      (64 * MIB)  /* of one room's JSON */
#define IMPORT_VALUES_MAX    ((size_t)1000000)
#define IMPORT_NODES_MAX     ((size_t)60000)
#define IMPORT_VERSIONS_MAX  ((size_t)30000)
#define IMPORT_ROOM_TEXT_MAX (64 * MIB)
#define IMPORT_TEXT_MAX      MIB  /* of one message, one answer, one reasoning */
#define IMPORT_SIBLINGS_MAX  1000 /* versions of a turn */

/* ---- what comes out ---- */

/* A room with all versions of its turns. Versions of a turn stand behind those of the turn that it follows. */
struct import_room {
    struct room room;
    struct import_version {
        struct room_message message; /* its turn's id, parent and time, and its own */
        bool is_chosen;              /* the turn shows it */
    } * versions;
    size_t count;
};

/* Ids in the order of a room's turns: later than those before, and in the past. */
struct import_clock {
    int64_t latest_ms; /* an id may have this time at most */
};
/* For a room with so many turns. */
void import_clock_init(struct import_clock *clock, size_t turns);
/* An id of about this time, after the id `after` where that is not NULL. */
struct uuid import_id(const struct import_clock *clock, int64_t ms, const struct uuid *after);

/* ---- trees of messages (import_tree.c) ---- */

enum import_node_kind {
    IMPORT_NODE_OTHER, /* holds others together */
    IMPORT_NODE_ASKED,
    IMPORT_NODE_ANSWERED,
    IMPORT_NODE_KIND_COUNT,
};

struct import_node {
    struct str id;
    struct str parent; /* empty, or no node's id: there is none */
    enum import_node_kind kind;
    struct str text;
    struct str reasoning;
    struct str model;
    int64_t created_ms; /* 0: not said */
};

struct import_tree {
    struct import_node *nodes; /* (count) in the order of the file */
    size_t count;
    struct str current; /* id of the last node that is shown, or empty */
};

/* Makes turns of the tree; the room's members but its ids are the caller's. E_INVALID, E_TOO_LARGE, with words. */
MUSTUSE int import_take_tree(const struct import_tree *tree, struct arena *arena,
                             struct import_room *inout, struct err *err);

/* ---- forms of rooms ---- */

/* Makes a room of one element of a file, which is an object. E_INVALID, E_TOO_LARGE, with words. */
typedef int import_reader(struct json_value value, struct arena *arena, struct import_room *out,
                          struct err *err);
import_reader import_own, import_chatgpt, import_webui;

/* Reads one element of a file, in whichever form it is. `out_title` is set as soon as it is known. */
MUSTUSE int import_element(struct str json, struct arena *arena, struct str *out_title,
                           struct import_room *out, struct err *err);

/* ---- files (import_file.c) ---- */

/* Called for each element, with its text. A negative code ends the reading with it. */
typedef int import_visit(void *context, struct str element);
/* Goes through a file's rooms: JSON with an array of them, one of them, our own export, or a ZIP archive with such JSON.
 * Files without names are made in the folder. E_INVALID where it is none of these, E_TOO_LARGE; with words. */
MUSTUSE int import_each(int fd, const char *folder, import_visit *visit, void *context,
                        struct err *err);
/* The same for JSON in memory. */
MUSTUSE int import_each_of(struct str json, import_visit *visit, void *context, struct err *err);

/* ---- names within a file (import_values.c) ---- */

#define IMPORT_NONE SIZE_MAX

/* What a file calls something, and its place in an array. */
struct import_named {
    struct str id;
    size_t at;
};
void import_sort(struct import_named *names, size_t count);
/* The place of the first that is called so, or IMPORT_NONE. */
size_t import_find(const struct import_named *names, size_t count, struct str id);

/* ---- values, as strangers write them (import_values.c) ---- */

/* The text of a title, as a room's name: one line, not empty, not too long. */
struct str import_name(struct str title, struct arena *arena);
/* Seconds since 1970, or milliseconds; 0 where it is nothing of that. */
int64_t import_seconds(struct json_value value);
/* An RFC 3339 time; 0 where it is none. */
int64_t import_time(struct json_value value);
