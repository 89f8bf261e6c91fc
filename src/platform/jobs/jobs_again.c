/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff do with jobs that have ended. */
#include "platform/jobs/jobs_int.h"

int job_retry(struct jobs *jobs, struct db_conn *tx, struct uuid id)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct jobs_row row = {0};
    int rc = jobs_store_get(tx, id, arena, &row);
    if (rc < 0) {
        return rc;
    }
    if (!str_eq(row.status, STR("failed"))) {
        return E_JOB_NOT_FAILED;
    }
    if (row.has_successor) {
        return E_JOB_REPLACED;
    }
    const struct registered *by = jobs_find_registered(jobs, row.job.kind);
    if (by == NULL) {
        return E_JOB_KIND;
    }
    rc = by->type->retry != NULL ? by->type->retry(by->state, tx, &row.job) : E_OK;
    if (rc == E_NOT_FOUND) {
        return E_JOB_SUBJECT;
    }
    return rc < 0 ? rc : jobs_store_requeue(tx, id);
}

int job_forget_ended(struct db_conn *tx, struct uuid id)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct jobs_row row = {0};
    int64_t changed = 0;
    int rc = jobs_store_get(tx, id, arena, &row);
    if (rc == E_OK) {
        rc = jobs_store_forget_ended(tx, id, &changed);
    }
    if (rc == E_OK && changed == 0) {
        return E_JOB_NOT_ENDED;
    }
    return rc;
}
