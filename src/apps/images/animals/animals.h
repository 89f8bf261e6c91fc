/* SPDX-License-Identifier: GPL-3.0-or-later */
/* animals: the naming of animals, with models of an operator's own, corrections that hold for similar pictures, and classifiers of
 * somebody's own (images/classifiers), which an upload can ask for.
 *
 * A result has the model's best classes and an embedding: numbers that are near each other for pictures that look alike. What the
 * model said itself is kept beside the record, which shows what the nearest picture that was corrected makes of it.
 *
 * Not here: the record and its life (images/record). Memory: what a function returns lives in the arena passed in. Threads: any;
 * no state of its own.
 * Files: animals.c tables and options, animals_corrections.c HTTP, animals_answers.c how corrections reach pictures,
 * animals_show.c what a record shows, animals_renew.c what a new version of the model makes due, animals_store.c SQL. */
#pragma once

#include "apps/images/record/record.h"

#define CORRECTIONS_MAX     1000 /* of a user */
#define CORRECTION_NAME_MAX 60   /* characters */

/* For struct app: routes end with a row without method, jobs with one without kind. */
extern const struct route animals_routes[];
extern const struct job_type animals_jobs[];
MUSTUSE int animals_init(const struct services *services, struct http *http, void **out_state,
                         struct err *err);
