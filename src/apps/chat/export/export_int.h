/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of export share. Each form is three functions that append to a buffer: what stands in front, one turn, what
 * stands behind. */
#pragma once

#include "apps/chat/export/export.h"
#include "apps/chat/room/room.h"

route_handler export_get;

/* A turn as the Markdown and HTML forms have it. */
struct export_turn {
    const struct room_message *message;
    const struct room_picture *pictures; /* (message->attachment_count) */
};

struct export_head {
    struct str name;
    int64_t made_ms;  /* when the file is made */
    int64_t *left_us; /* for Markdown, of all turns together */
};

/* ---- JSON (export_json.c) ---- */

void export_json_begin(const struct room *room, int64_t made_ms, struct sb *out);
/* `versions` (count) of one turn, oldest first; `shown` is the id of the one that it shows. */
void export_json_turn(const struct room_message *versions, size_t count, struct uuid shown,
                      bool is_first, struct sb *out);
void export_json_end(struct sb *out);

/* ---- Markdown (export_md.c) ---- */

void export_md_begin(const struct export_head *head, struct sb *out);
void export_md_turn(const struct export_turn *turn, struct sb *out);

/* ---- HTML (export_html.c) ---- */

void export_html_begin(const struct export_head *head, struct sb *out);
void export_html_turn(const struct export_head *head, const struct export_turn *turn,
                      struct sb *out);
void export_html_end(struct sb *out);

/* ---- storage (export_store.c) ---- */

/* Called for each turn of a room in order, with the version that it shows. A negative code ends the walk with it. */
typedef int export_visit(void *context, struct uuid message, struct uuid shown);
/* Goes through the turns that lie on the way that the room shows, or all. */
struct export_walk {
    struct uuid category;
    bool shown_alone;
};
MUSTUSE int export_store_walk(struct db_conn *conn, const struct export_walk *walk,
                              export_visit *visit, void *context);
