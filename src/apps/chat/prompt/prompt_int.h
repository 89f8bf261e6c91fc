/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of prompt share. */
#pragma once

#include "apps/chat/prompt/prompt.h"

/* ---- presets (prompt_presets.c) ---- */

#define PROMPT_PRESETS 6

struct prompt_preset {
    const char *name; /* in rooms */
    const char *title;
    const char *description;
    const char *hint;         /* for the empty field that messages are written in */
    const char *instructions; /* for the model */
    const char *examples[4];  /* to begin with; one that ends with a blank wants a text behind it */
};
extern const struct prompt_preset prompt_presets[PROMPT_PRESETS];
/* What models are told in rooms of every preset. */
extern const char prompt_common_instructions[];
/* NULL where there is none of this name. */
const struct prompt_preset *prompt_find_preset(struct str name);

/* ---- tools (prompt_tools.c) ---- */

/* What a model may ask for, in a room. */
struct prompt_offer {
    struct provider_tool *items;
    size_t count;
    size_t base_count; /* the first, which look things up; behind them are skills */
};
/* Without those whose names are in `off`. */
void prompt_tools_offer(const struct skills *skills, struct str off, struct arena *arena,
                        struct prompt_offer *out);

/* ---- fitting (prompt_cut.c) ---- */

/* At most about `tokens` tokens of the text: its beginning and its end, with a mark between them that says what is missing. */
struct str prompt_cut_middle(struct str text, int64_t tokens, struct arena *arena);

/* ---- attachments (prompt_pictures.c) ---- */

/* Which attachments are described, and how. */
struct prompt_material {
    struct db_conn *conn;
    struct arena *arena;
    struct uuid owner;
    bool may_wait;      /* where false, one that is still worked on is said not to be readable */
    int64_t tokens_max; /* of what one attachment says; 0: not bounded */
};

/* Appends what was found on the pictures, between marks that nothing in them can close. `*out_waits` where one is still
 * worked on; then the text is not complete. */
MUSTUSE int prompt_describe(const struct prompt_material *material,
                            const struct room_message *message, struct sb *out, bool *out_waits);

/* The same marks around what was found on one picture, for tools. `result` of the reading as images_read() gives it. */
struct images_reading;
void prompt_describe_one(const struct images_reading *reading, int64_t tokens_max,
                         struct arena *arena, struct sb *out);

/* The pictures themselves, at most `limit`. */
struct prompt_pictures {
    struct provider_image *items;
    size_t count;
};
MUSTUSE int prompt_read_pictures(const struct services *services,
                                 const struct prompt_material *material,
                                 const struct room_message *message, size_t limit,
                                 struct prompt_pictures *out);

/* ---- what this server's own providers are asked (prompt_own.c) ---- */

/* Fills in the turns, those of before included. */
MUSTUSE int prompt_own(const struct prompt_material *material, const struct prompt_turnref *which,
                       struct provider_prompt *inout);

/* ---- storage (prompt_store.c) ---- */

/* How many turns before this one the room shows. */
MUSTUSE int prompt_store_count_before(struct db_conn *conn, struct uuid category,
                                      struct uuid message, int64_t *out);
