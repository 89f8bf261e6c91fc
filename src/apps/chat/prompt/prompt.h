/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt: from a room to what a model is asked, and what it may ask for itself.
 *
 * A prompt is who the model is to be (presets, the room's own instructions), as much of what was said before as it can read, what
 * was found on attached pictures, tools, and what of the answer is there already. A provider that is a part of this server is
 * asked in the words that were said, without any of this (prompt_own.c). What was read from pictures or looked up is material:
 * it stands between marks that nothing in it can close.
 *
 * Not here: sending it and taking the answer (chat/answer, apps/provider), what skills do (apps/skills).
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state of its own.
 * Files: prompt.c who gets how much of the context; prompt_cut.c texts that are too long; prompt_pictures.c; prompt_presets.c what
 * rooms are for; prompt_tools.c what models look up; prompt_own.c; prompt_store.c SQL. */
#pragma once

#include "apps/chat/room/room.h"
#include "apps/provider/provider.h"

struct skills;

/* Which answer a prompt is for. */
struct prompt_turnref {
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

/* What prompts are made of, besides the room. */
struct prompt_sources {
    const struct services *services;
    struct providers *providers;
    struct skills *skills; /* NULL in tests: there are none */
};

/* What is asked. */
struct prompt {
    struct provider_prompt prompt;
    int64_t dropped; /* turns that did not fit */
    bool waits;      /* for an attachment: the prompt is not made, ask again a little later */
};

/* Makes a prompt of the way up to the version: preset, instructions, history as far as it fits, attachments, tools, then the
 * turn itself and the steps of its answer. Should take a few milliseconds. E_CONTEXT where the turn alone
 * does not fit; E_MODEL_UNKNOWN, E_NO_MODEL; with words. */
MUSTUSE int prompt_build(const struct prompt_sources *sources, struct db_conn *conn,
                         const struct prompt_turnref *which, struct arena *arena,
                         struct prompt *out, struct err *err);

/* ---- presets (prompt_presets.c) ---- */

/* Whether rooms can have the preset of this name. */
bool prompt_preset_exists(struct str name);
/* GET /presets */
route_handler prompt_presets_get;

/* ---- tools (prompt_tools.c) ---- */

/* Whether there is a tool of this name, and whether it is a skill. */
bool prompt_tools_exists(struct str name);
bool prompt_tools_is_skill(const struct skills *skills, struct str name);
/* Whether a list with commas has the name. */
bool prompt_tools_has(struct str list, struct str name);
/* Adds a name to such a list, once. */
void prompt_tools_add(struct sb *list, struct str name);
/* Those of the list that there are here: one that came from elsewhere may have others. */
struct str prompt_tools_known(struct str list, struct arena *arena);

#define PROMPT_TOOL_OUTPUT_MAX (64 * KIB)

/* What a model asks for in the middle of its answer, and what it gets. */
struct prompt_tool_call {
    const struct services *services;
    struct arena *arena;
    struct uuid owner;
    struct uuid category;
    struct str name;
    struct str arguments; /* as the model wrote them: anything */
    struct str output;    /* JSON of at most PROMPT_TOOL_OUTPUT_MAX bytes; set by the call */
};

/* Does what a model has asked for; at most a few seconds. A negative code where it could not, with words for model and person;
 * `output` need not be set then. Called without a connection or lock. */
MUSTUSE int prompt_tools_run(struct prompt_tool_call *call, struct err *err);
