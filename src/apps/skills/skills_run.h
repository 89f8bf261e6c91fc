/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer that the provider "skills" is making: routed (skills_provider.c), then act by act (skills_acts.c). At any time one thing of
 * it is being done, and whoever does that has it; the lock guards only what skills_provider.c's cancel() looks at. */
#pragma once

#include "apps/skills/skills_int.h"

#define SKILLS_ACTS_MAX ((size_t)8) /* in one message */

struct skills_run {
    struct skills *skills;
    struct arena *arena;
    struct uuid owner;
    struct provider_listener listener;
    struct skills_picture pictures[SKILLS_PICTURES_MAX];
    size_t picture_count;
    struct str asked;   /* name of the question of a quiz that was shown last; empty: none */
    size_t told_before; /* steps that were told before the answer was interrupted */
    size_t told;        /* steps so far, with those */
    bool is_continued;  /* it was interrupted */
    atomic_int references;

    struct json_doc *plan; /* what the router said */
    struct json_value acts;
    size_t act_count;
    size_t at;                                 /* the act that is being done */
    struct json_doc *results[SKILLS_ACTS_MAX]; /* of those before; NULL: it failed */
    struct str arguments;                      /* of the act, as JSON */

    /* guarded by skills->lock */
    struct skills_run *next;
    uint64_t number;
    struct uuid task; /* what is being done */
    bool is_cancelled;
};

/* Goes through what the router said, and ends the run. */
void skills_acts_begin(struct skills_run *run, struct str text);

void skills_run_unref(struct skills_run *run);
/* Tells the listener, and gives the run back. */
void skills_run_end(struct skills_run *run, int rc, const char *sentence);
bool skills_run_is_cancelled(struct skills_run *run);
/* Which task a cancellation has to reach. */
void skills_run_note(struct skills_run *run, struct uuid task);
