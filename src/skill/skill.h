/* SPDX-License-Identifier: GPL-3.0-or-later */
/* skill: what a skill says of itself, for both sides: the server lists skills, offers them to language models and checks what
 * they are asked; a worker that routes sentences learns from their examples. Besides base, ipc and model all that both share.
 * Not here: how a skill does what it does (infer/skills), who may ask for it (apps/skills).
 *
 * A manifest is skills/NAME.json, built into the program (tools/embed):
 *   {"name": as the file, "title", "description": for a language model, when to use it, "place": "worker" or "server",
 *    "languages": ["en", ...] or ["*"], "needs": [...], "parameters": JSON Schema,
 *    "examples": [{"say": a sentence, "arguments": {...}}, ...]}
 * "needs" may be absent. Each names a Debian package that the skill can use: {"package", "file": one that the package brings, as a pattern
 *   of glob(7) with braces (one that does not begin with "/" lies in the folder of Tesseract's languages), "for": what of (see
 *   SKILL_NEEDS), "languages": of which, in order from and to for translation, "required": true where nothing goes without it}.
 * Of JSON Schema (2020-12) "parameters" may hold an object with "properties" and "required"; a property has "description" and
 *   "type": "string", with "enum", "minLength", "maxLength" (which it must have unless it has "enum"),
 *   "type": "integer" or "number", with "minimum", "maximum",
 *   "type": "boolean",
 *   "type": "array" with "items": {"type": "string", ...} and "maxItems" (which it must have).
 * Whatever else stands there is an error of the manifest, and no other member than those named may be sent.
 *
 * Memory: a set owns all that its manifests point to. Threads: any; nothing changes after loading.
 * Files: skill.c the set, skill_manifest.c reading one, skill_check.c arguments. */
#pragma once

#include "base/json.h"

#define SKILL_NAME_MAX       ((size_t)40)
#define SKILL_TEXT_MAX       ((size_t)2000) /* bytes of a title or description */
#define SKILL_PROPERTIES_MAX ((size_t)20)
#define SKILL_EXAMPLES_MAX   ((size_t)200)
#define SKILL_LANGUAGES_MAX  ((size_t)200)
#define SKILL_NEEDS_MAX      ((size_t)100)

enum skill_place {
    SKILL_WORKER, /* in a sandbox, which knows of no accounts */
    SKILL_SERVER, /* beside the accounts whose pictures or progress it is about */
    SKILL_PLACE_COUNT
};
/* "worker", "server" */
const char *skill_place_name(enum skill_place place);

struct skill_example {
    struct str say;
    struct json_value arguments; /* an object that the manifest allows */
};

/* What a package is of use for; "dictionary" and so on in manifests. */
#define SKILL_NEEDS                                                                        \
    {                                                                                      \
        "dictionary", "grammar", "hyphenation", "reading", "spelling", "translation", NULL \
    }

/* A package that a skill can use. */
struct skill_need {
    struct str package;
    struct str file;    /* pattern of a path */
    struct str purpose; /* one of SKILL_NEEDS */
    struct json_value languages;
    bool is_required;
};

struct skill_manifest {
    struct str name; /* letters a to z, digits and "_", as tools of language models are named */
    struct str title;
    struct str description;
    enum skill_place place;
    struct str *languages; /* (language_count); one "*": any */
    size_t language_count;
    struct skill_need *needs; /* (need_count) */
    size_t need_count;
    struct json_value parameters;
    struct skill_example *examples; /* (example_count) */
    size_t example_count;
};

struct skill_set;

/* All manifests in the program, by name. E_INVALID names the file and the member that is wrong. */
MUSTUSE int skill_set_new(struct skill_set **out, struct err *err);
void skill_set_free(struct skill_set *set);
void skill_set_freep(struct skill_set **set);
size_t skill_set_count(const struct skill_set *set);
const struct skill_manifest *skill_set_at(const struct skill_set *set, size_t index);
/* NULL where there is none of this name. */
const struct skill_manifest *skill_set_find(const struct skill_set *set, struct str name);

/* Whether there is a skill of this name; needs no set. */
bool skill_exists(struct str name);

/* One manifest, for the set and its tests. It points into *out_doc, which is the caller's, and into the arena. */
MUSTUSE int skill_read_manifest(struct str text, struct arena *arena, struct json_doc **out_doc,
                                struct skill_manifest *out, struct err *err);

/* The package that a skill in the program names for a purpose and these languages, in this order and ended by NULL; the first where
 * several would do, in the arena. NULL where it names none. Reads the manifest again: for what is said when something is missing. */
const char *skill_package(const char *skill, const char *purpose, const char *const *languages,
                          struct arena *arena);

/* Whether a skill may be asked this. E_INVALID names every member that is wrong. */
MUSTUSE int skill_check(const struct skill_manifest *manifest, struct json_value arguments,
                        struct err *err);

/* The members of a manifest, as in its file, into an object that is open; of "needs" only those who know what is installed can tell. */
void skill_write_members(struct json_out *out, const struct skill_manifest *manifest);
