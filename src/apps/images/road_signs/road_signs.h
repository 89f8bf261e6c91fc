/* SPDX-License-Identifier: GPL-3.0-or-later */
/* road_signs: finding road signs. What is its own: the classes that it knows, with drawings of them.
 *
 * Not here: the record and its life (images/record). Memory: what a function returns lives in the arena passed in. Threads: any;
 * no state of its own. Files: road_signs.c. */
#pragma once

#include "apps/images/record/record.h"

/* For struct app: routes end with a row without method, jobs with one without kind. */
extern const struct route road_signs_routes[];
extern const struct job_type road_signs_jobs[];
MUSTUSE int road_signs_init(const struct services *services, struct http *http, void **out_state,
                            struct err *err);
