/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/chat/chat.h"
#include "apps/chat/room/room.h"
#include "apps/provider/provider.h"
#include "platform/metrics/metrics.h"

#define CHAT_TOOL_OUTPUT_MAX (64 * KIB)
#define CHAT_LIVE_PER_OWNER  8 /* answers that are written for one account at once */
#define CHAT_BODY_MAX        (512 * KIB)

struct chat_live;
struct skills;

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
    const struct room_step *steps; /* in order */
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
