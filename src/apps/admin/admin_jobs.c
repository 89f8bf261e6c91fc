/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue, as staff see it. */
#include "apps/admin/admin_int.h"
#include "platform/jobs/jobs.h"

static int retry(struct resource_act *act)
{
    return job_retry(act->rq->services->jobs, act->tx, act->id);
}

static void wake(struct resource_act *act)
{
    jobs_wake(act->rq->services->jobs);
}

static int drop(struct resource_act *act)
{
    return job_forget_ended(act->tx, act->id);
}

static const char *const statuses[] = {"queued", "running", "done", "failed", NULL};

static const struct resource_field fields[] = {
    /* name, kind, column, flags, choices, max */
    {"kind", RESOURCE_TEXT, "jobs.kind", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"status", RESOURCE_CHOICE, "jobs.status", RESOURCE_SORTS, statuses, 0},
    {"owner", RESOURCE_ID, "jobs.owner", 0, NULL, 0},
    {"owner_email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"subject", RESOURCE_ID, "jobs.subject", RESOURCE_SEARCHED, NULL, 0},
    {"attempts", RESOURCE_NUMBER, "jobs.attempts", RESOURCE_SORTS, NULL, 0},
    {"error", RESOURCE_TEXT, "jobs.error", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"created", RESOURCE_TIME, "jobs.created", RESOURCE_SORTS, NULL, 0},
    {"started", RESOURCE_TIME, "jobs.started", RESOURCE_SORTS, NULL, 0},
    {"ended", RESOURCE_TIME, "jobs.ended", RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    /* name, kind, column, test, choices */
    {"status", RESOURCE_CHOICE, "jobs.status", "=", statuses},
    {"kind", RESOURCE_TEXT, "jobs.kind", "=", NULL},
    {"owner", RESOURCE_ID, "jobs.owner", "=", NULL},
    {"subject", RESOURCE_ID, "jobs.subject", "=", NULL},
    {"created_from", RESOURCE_TIME, "jobs.created", ">=", NULL},
    {"created_before", RESOURCE_TIME, "jobs.created", "<", NULL},
    {0},
};

static const struct resource_action actions[] = {
    /* name, is_dangerous, run, after */
    {"retry", false, retry, wake},
    {"delete", true, drop, NULL},
    {0},
};

const struct resource admin_jobs_resource = {
    .name = "jobs",
    .tables = "jobs LEFT JOIN users ON users.id = jobs.owner",
    .id = "jobs.id",
    .newest = "jobs.created",
    .fields = fields,
    .filters = filters,
    .actions = actions,
};
