/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room as a file. Each form is three functions that append to a buffer: what stands in front, one turn, what stands behind. JSON
 * has all versions and can be taken in again (chat_import_own.c); Markdown and HTML have what the room shows. */
#pragma once

#include "apps/chat/chat_int.h"

/* A turn as the Markdown and HTML forms have it. */
struct chat_export_turn {
    const struct room_message *message;
    const struct room_picture *pictures; /* (message->attachment_count) */
};

struct chat_export_head {
    struct str name;
    int64_t made_ms;  /* when the file is made */
    int64_t *left_us; /* for Markdown, of all turns together */
};

/* ---- JSON (chat_export_json.c) ---- */

void chat_export_json_begin(const struct room *room, int64_t made_ms, struct sb *out);
/* `versions` (count) of one turn, oldest first; `shown` is the id of the one that it shows. */
void chat_export_json_turn(const struct room_message *versions, size_t count, struct uuid shown,
                           bool is_first, struct sb *out);
void chat_export_json_end(struct sb *out);

/* ---- Markdown (chat_export_md.c) ---- */

void chat_export_md_begin(const struct chat_export_head *head, struct sb *out);
void chat_export_md_turn(const struct chat_export_turn *turn, struct sb *out);

/* ---- HTML (chat_export_html.c) ---- */

void chat_export_html_begin(const struct chat_export_head *head, struct sb *out);
void chat_export_html_turn(const struct chat_export_head *head, const struct chat_export_turn *turn,
                           struct sb *out);
void chat_export_html_end(struct sb *out);

/* ---- storage (chat_export_store.c) ---- */

/* Called for each turn of a room in order, with the version that it shows. A negative code ends the walk with it. */
typedef int chat_export_visit(void *context, struct uuid message, struct uuid shown);
/* Goes through the turns that lie on the way that the room shows, or all. */
struct chat_export_walk {
    struct uuid category;
    bool shown_alone;
};
MUSTUSE int chat_store_walk(struct db_conn *conn, const struct chat_export_walk *walk,
                            chat_export_visit *visit, void *context);
