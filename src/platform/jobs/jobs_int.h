/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

/* The oldest queued job, marked as running. E_NOT_FOUND where none is queued. */
MUSTUSE int jobs_store_claim(struct db *db, struct arena *arena, struct job *out,
                             int64_t *out_attempts);
/* Queues what is marked as running. A start that ended because the server was asked to stop does not count
 * as an attempt. */
MUSTUSE int jobs_store_put_back(struct db *db, bool was_asked_to_stop);
/* Forgets jobs that ended before this time. */
MUSTUSE int jobs_store_prune(struct db *db, int64_t before_ms);
MUSTUSE int jobs_store_drop_one(struct db *db, const struct job *job);
/* Ends the job's row alone, as failed with this code. */
MUSTUSE int jobs_store_fail(struct db *db, const struct job *job, int why);
/* E_NOT_FOUND for a job that was dropped since it was claimed. */
MUSTUSE int jobs_store_find(struct db *db, struct uuid id);
MUSTUSE int jobs_store_count_queued(struct db *db, int64_t *out);
