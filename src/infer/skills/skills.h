/* SPDX-License-Identifier: GPL-3.0-or-later */
/* skills: what a worker can be asked. Each skill has a manifest (skills/NAME.json, src/skill) and here an adaptor, skill_NAME.c, that
 * gives its arguments to an engine beside this folder (infer/summary, infer/calculator, ...) and writes what comes of it.
 * Not here: the engines; skills of the manifest's place "server" (apps/skills).
 *
 * To add one: a manifest, skill_NAME.c, a line below and one in skills.c, the files in src/infer/meson.build. docs/add-a-skill.md.
 *
 * A result is an object with at least "kind" and "text" (the whole result as plain text or Markdown), and optionally "confidence" (0 to
 * 1) and "notices" (sentences about what was not done). Positions are counted in code points of the given text, the end exclusive.
 * Memory: what a skill has loaded lives as long as its worker; all else in the arena of the task. Threads: one.
 * Files: skills.c the table, skill_NAME.c adaptors. */
#pragma once

#include "base/json.h"

/* What a skill is asked. */
struct skill_task {
    struct arena *arena;         /* of this task */
    struct json_value arguments; /* an object, checked against the manifest's "parameters" */
    bool (*goes_on)(
        void *context); /* false: return E_CANCELLED; to be asked at least every 50 ms of work */
    void *context;
};

struct skill_kind {
    const char *name; /* as its manifest */
    /* Loads dictionaries and the like, before the worker locks itself in: files cannot be opened later. Data that are missing are no
     * error: the skill says so when it is asked. NULL where there is nothing to load. */
    int (*init)(void **out_state, struct err *err);
    void (*done)(void *state); /* may be NULL likewise */
    /* Writes members into an object that the caller has begun and ends. Returns E_INVALID with words where the arguments cannot be
     * meant so, E_NOT_INSTALLED with the name of the package that would help, E_CANCELLED, E_TOOK_TOO_LONG, E_PROCESSING_FAILED; what was
     * written until then does not count. */
    int (*run)(void *state, const struct skill_task *task, struct json_out *out, struct err *err);
};

/* The adaptors, one line each. */
extern const struct skill_kind skill_summarize;
extern const struct skill_kind skill_translate;
extern const struct skill_kind skill_calculate;
extern const struct skill_kind skill_science;
extern const struct skill_kind skill_define, skill_quiz_work;
extern const struct skill_kind skill_code;
extern const struct skill_kind skill_grammar;

/* All of them; `count` is set. */
const struct skill_kind *const *skill_kinds_list(size_t *out_count);
/* NULL where there is none of this name. */
const struct skill_kind *skill_kinds_find(struct str name);

/* The skills of one worker, with what they have loaded. */
struct skill_kinds;
MUSTUSE int skill_kinds_new(struct skill_kinds **out, struct err *err);
void skill_kinds_free(struct skill_kinds *skills);
/* Writes the result as one object. E_INVALID for a skill that is not there, and what `run` may return. */
MUSTUSE int skill_kinds_run(struct skill_kinds *skills, struct str name,
                            const struct skill_task *task, struct sb *out, struct err *err);
