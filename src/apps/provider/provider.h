/* SPDX-License-Identifier: GPL-3.0-or-later */
/* provider: what answers. One small interface stands between who wants an answer (chat, the OpenAI-compatible API) and who
 * gives one (model endpoints, skills), so that neither knows the other, and a registry of all that can answer now.
 *
 * Way of an answer: providers_start() finds whose model it is and calls that provider's start(). Pieces come to a
 * struct provider_listener: delta and call as often as there is something, done once and last, whatever happens.
 * provider_cancel() ends it early; done comes then, too.
 *
 * Not here: rooms and messages (apps/chat), HTTP to endpoints (apps/endpoints), what an account may use (provider_usage.c
 * counts it, its callers refuse).
 * Memory: a prompt is the caller's and is read before start() returns; pieces live during their call.
 * Threads: any may start and cancel; listeners are called on a thread of the provider, one call at a time for one answer,
 * and must not block.
 * Files: provider.c registry, provider_names.c ids of models, provider_usage.c counts and quotas, provider_store.c SQL,
 * provider_api.c GET /models and /me/usage, provider_routes.c table. */
#pragma once

#include "http/http.h"

struct db_conn;
struct providers;

extern const struct app provider_app;

/* ---- what is asked ---- */

enum provider_role {
    PROVIDER_SYSTEM,
    PROVIDER_USER,
    PROVIDER_ASSISTANT,
    PROVIDER_TOOL, /* what a tool gave back */
    PROVIDER_ROLE_COUNT,
};

/* A picture for models that see; others leave it out. */
struct provider_image {
    struct str media_type; /* "image/jpeg" */
    struct str bytes;
};

/* A model asks for a tool. */
struct provider_call {
    struct str id; /* names the call in the turn that answers it */
    struct str name;
    struct str arguments; /* JSON, as the model wrote it: not checked */
};

/* A picture of the account, for providers that are part of this server. */
struct provider_picture {
    struct str app;     /* "ocr", "animals", "road-signs" */
    struct uuid record; /* there */
};

struct provider_turn {
    enum provider_role role;
    struct str text;
    const struct provider_image *images; /* of PROVIDER_USER */
    size_t image_count;
    const struct provider_call *calls; /* of PROVIDER_ASSISTANT */
    size_t call_count;
    struct str call_id; /* of PROVIDER_TOOL: which call it answers */
    /* For models with `is_own` only. */
    const struct provider_picture *pictures; /* (picture_count) of PROVIDER_USER */
    size_t picture_count;
    struct str
        steps; /* of PROVIDER_ASSISTANT: JSON array of {name,input,output,failed}, or empty */
};

struct provider_tool {
    struct str name;
    struct str description;
    struct str schema; /* JSON Schema of its arguments, an object */
};

struct provider_prompt {
    struct str model;  /* id as providers_list() gives it; empty: the default */
    struct uuid owner; /* for whom */
    struct str preset; /* of the room; empty: none */
    const struct provider_turn *turns;
    size_t turn_count;
    const struct provider_tool *tools;
    size_t tool_count;
    struct str tool_choice; /* JSON in OpenAI's shape; empty: the provider's default */
    /* JSON object of further members in OpenAI's shape (temperature, response_format, ...), checked by the caller; empty:
     * none. */
    struct str options;
    int64_t max_tokens; /* of the answer; 0: the provider's default */
};

/* ---- what comes ---- */

enum provider_delta {
    PROVIDER_TEXT,
    PROVIDER_REASONING, /* what a model thinks before it answers; shown folded */
};

enum provider_finish {
    PROVIDER_STOP,   /* it was finished */
    PROVIDER_LENGTH, /* as many tokens as there may be */
    PROVIDER_CALLS,  /* it waits for what tools give back */
    PROVIDER_FILTER, /* the provider would not go on */
    PROVIDER_CUT,    /* the connection ended without saying that the answer is finished */
    PROVIDER_FINISH_COUNT,
};

struct provider_usage {
    int64_t prompt_tokens;
    int64_t completion_tokens;
    bool is_estimate; /* the provider did not say */
};

struct provider_end {
    int rc; /* E_OK: finished as `finish` says. Else why there is no (whole) answer */
    const struct err *err; /* a sentence for people; NULL where rc is E_OK */
    enum provider_finish finish;
    struct provider_usage usage;
};

/* Something that the provider itself has looked up or computed on its way to the answer. */
struct provider_step {
    struct str name;
    struct str arguments; /* JSON objects */
    struct str result;    /* {"error": sentence} where it failed */
    bool has_failed;
};

struct provider_listener {
    void *context;
    /* Well-formed UTF-8, never empty. A negative code cancels the answer with it. */
    int (*delta)(void *context, enum provider_delta kind, struct str text);
    int (*call)(void *context, const struct provider_call *call);
    void (*done)(void *context, const struct provider_end *end);
    /* Comes before the text that tells of it; NULL: nobody asks. */
    int (*step)(void *context, const struct provider_step *step);
};

/* ---- who answers ---- */

struct provider_model {
    struct str id;       /* what people and programs name it by; the registry's */
    struct str name;     /* what its provider calls it, and people read */
    struct str provider; /* of whom: an endpoint's name, "skills" */
    int64_t context_tokens;
    bool is_context_guessed; /* nobody says how much it reads; it may be more */
    bool sees;               /* takes pictures */
    bool uses_tools;         /* takes tools */
    bool
        is_own; /* a part of this server: takes what was said as it was said, with pictures' ids and earlier steps */
    bool is_default; /* from a provider: the one that it would take; from the registry: of all */
};

struct provider_models {
    struct provider_model *items;
    size_t count;
};

/* One who answers; a constant. */
struct provider {
    const char *name;
    /* What it can answer with now, in the arena, each name once for each `provider`; leaves `id` alone. No query and no
     * waiting. */
    void (*list)(void *state, struct arena *arena, struct provider_models *out);
    /* Begins an answer by one of its models, which the prompt leads to. `out_run` names it for cancel() and is written before
     * the listener is first called. An error means that the listener will not be called. */
    int (*start)(void *state, const struct provider_model *model,
                 const struct provider_prompt *prompt, const struct provider_listener *listener,
                 uint64_t *out_run, struct err *err);
    void (*cancel)(void *state, uint64_t run);
};

/* An answer that was begun. All zero: none, which provider_cancel() takes too. */
struct provider_run {
    const struct provider *provider;
    void *state;
    uint64_t number;
};

struct providers *providers_of(struct http *http);
/* When applications are made; earlier ones come first in lists. */
void providers_add(struct providers *providers, const struct provider *provider, void *state);
/* All that can answer now. A model's id is its name; where several have the same, "PROVIDER/NAME". One is the default: the
 * one that staff have set (chat.default_model) where it is there, else the first that its provider would take, else the first;
 * those that are a part of this server come last. */
void providers_list(struct providers *providers, struct arena *arena, struct provider_models *out);
/* The model of this id, or the default where it is empty. Its name alone is taken, too, for the first that is called so, and
 * "PROVIDER/NAME" always. E_MODEL_UNKNOWN, E_NO_MODEL, with words. */
MUSTUSE int providers_find(struct providers *providers, struct str id, struct arena *arena,
                           struct provider_model *out, struct err *err);
/* Begins an answer. Errors as of providers_find() and of the provider; the listener is not called then. `out` is written
 * before the listener is first called, which may be before this returns. */
MUSTUSE int providers_start(struct providers *providers, const struct provider_prompt *prompt,
                            const struct provider_listener *listener, struct provider_run *out,
                            struct err *err);
/* The answer ends soon with E_CANCELLED, unless it has ended. */
void provider_cancel(const struct provider_run *run);

/* ---- what accounts may use ---- */

/* E_USED_UP, with words and when it ends, where the account has used what it may have today (UTC). */
MUSTUSE int provider_admit(struct db_conn *conn, const struct services *services, struct uuid owner,
                           struct err *err);
/* Adds an answer to what the account has used today, within the caller's transaction. Where it took several rounds, with tools
 * between them, the caller adds them up first. */
MUSTUSE int provider_count(struct db_conn *tx, struct uuid owner,
                           const struct provider_usage *usage);
/* How many tokens a text has, about: what endpoints do not say is estimated by it. */
int64_t provider_estimate_tokens(struct str text);
