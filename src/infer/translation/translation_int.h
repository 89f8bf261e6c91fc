/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/translation/translation.h"
#include "infer/translation/translation_shim.h"

#define TRANSLATION_STEPS_MAX 24

struct translation_language;

/* ---- pipelines ---- */

struct translation_pipeline {
    struct translation_step steps[TRANSLATION_STEPS_MAX];
    size_t count;
    bool refined; /* nothing was left out */
};

/* Reads what a mode file says; file names go into the arena. E_INVALID where it needs a program that is not known here. */
MUSTUSE int translation_read_mode(struct str mode, struct arena *arena,
                                  struct translation_pipeline *out);

/* ---- directions ---- */

struct direction {
    const struct translation_language *from, *to;
    struct translation_pipeline pipeline;
    struct translation_stage *stages[TRANSLATION_STEPS_MAX]; /* NULL: not read */
    size_t rule_bytes; /* of the files that are read at the start */
    bool is_ready;     /* they have been */
    bool is_kept;      /* dictionaries' bytes stay, too */
    uint64_t used;     /* when last, 0: dictionaries are not loaded */
};

struct translation {
    struct arena *arena;
    struct direction directions[TRANSLATION_DIRECTIONS_MAX];
    size_t count;
    uint64_t clock;
};

struct direction *translation_find(struct translation *translation,
                                   const struct translation_language *from,
                                   const struct translation_language *to);
bool translation_goes_on(const struct translation_question *question);
/* Makes its dictionaries ready, in the place of others' where there are too many. */
MUSTUSE int translation_load(struct translation *translation, struct direction *direction,
                             const struct translation_question *question, struct err *err);

/* ---- the stream format ---- */

/* Appends a sentence with what means something to the stages escaped, and the end that they expect. */
void translation_escape(struct str sentence, struct sb *out);
/* Appends what came of it as plain text; words with a mark of not being known are added to the result. */
void translation_unescape(struct str stream, struct arena *arena, struct sb *out,
                          struct translation_result *result);

/* Of "^word/form/other form$" the first form, all else as it is; a word without a form keeps its mark. */
void translation_choose(struct str stream, struct sb *out);

/* ---- languages ---- */

struct translation_language {
    const char *code;      /* ISO 639-1 where there is one */
    const char *long_code; /* ISO 639-3, as in names of modes */
    const char *name;
};

/* By either code, of which the part before "-" or "_" counts, or English name; NULL where it is none of Apertium's. */
const struct translation_language *translation_language_find(struct str word);
