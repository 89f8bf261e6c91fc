/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files share that make a prompt of a room. */
#pragma once

#include "apps/chat/chat_int.h"

/* ---- fitting (chat_context.c) ---- */

/* At most about `tokens` tokens of the text: its beginning and its end, with a mark between them that says what is missing. */
struct str chat_cut_middle(struct str text, int64_t tokens, struct arena *arena);

/* ---- attachments (chat_attach.c) ---- */

/* Which attachments are described, and how. */
struct chat_material {
    struct db_conn *conn;
    struct arena *arena;
    struct uuid owner;
    bool may_wait;      /* where false, one that is still worked on is said not to be readable */
    int64_t tokens_max; /* of what one attachment says; 0: not bounded */
};

/* Appends what was found on the pictures, between marks that nothing in them can close. `*out_waits` where one is still
 * worked on; then the text is not complete. */
MUSTUSE int chat_attach_describe(const struct chat_material *material,
                                 const struct room_message *message, struct sb *out,
                                 bool *out_waits);

/* The same marks around what was found on one picture, for tools. `result` of the reading as images_read() gives it. */
struct images_reading;
void chat_attach_describe_one(const struct images_reading *reading, int64_t tokens_max,
                              struct arena *arena, struct sb *out);

/* The pictures themselves, at most `limit`. */
struct chat_pictures {
    struct provider_image *items;
    size_t count;
};
MUSTUSE int chat_attach_pictures(const struct chat *chat, const struct chat_material *material,
                                 const struct room_message *message, size_t limit,
                                 struct chat_pictures *out);

/* ---- what this server's own providers are asked (chat_prompt_own.c) ---- */

/* Fills in the turns, those of before included. */
MUSTUSE int chat_prompt_own(const struct chat_material *material, const struct chat_turnref *which,
                            struct provider_prompt *inout);

/* ---- storage (chat_prompt_store.c) ---- */

/* How many turns before this one the room shows. */
MUSTUSE int chat_store_count_before(struct db_conn *conn, struct uuid category, struct uuid message,
                                    int64_t *out);
