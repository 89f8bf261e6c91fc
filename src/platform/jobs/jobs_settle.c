/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcomes: how they are stored, and what happens where they cannot be. */
#include "base/clock.h"
#include "base/log.h"
#include "platform/jobs/jobs_int.h"
#include "platform/metrics/metrics.h"

#define PAUSE_MS_MAX 8000
/* How often an outcome is tried to be stored before its job fails for that: where the trouble lies in the outcome itself, and where
 * it is the machine's, which then has more than ten minutes to get over it. */
#define STORE_TRIES_MAX         6
#define STORE_TRIES_PASSING_MAX 100

static struct active *take_with_outcome(struct jobs *jobs, int64_t now)
{
    pthread_mutex_lock(&jobs->lock);
    struct active **link = &jobs->actives;
    while (*link != NULL && (!(*link)->has_outcome || (*link)->not_before > now)) {
        link = &(*link)->next;
    }
    struct active *taken = *link;
    if (taken != NULL) {
        *link = taken->next;
        taken->next = NULL;
    }
    pthread_mutex_unlock(&jobs->lock);
    return taken;
}

void jobs_put_back(struct jobs *jobs, struct active *active)
{
    pthread_mutex_lock(&jobs->lock);
    active->next = jobs->actives;
    jobs->actives = active;
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_free_active(struct active *active)
{
    if (active != NULL) {
        pool_result_free(active->outcome.result);
        free(active);
    }
}

/* Work that was cut short is not an outcome: the row stays marked as running and is queued again. */
static bool is_cut_short(int rc)
{
    return rc == E_SHUTTING_DOWN;
}

static void log_outcome(const struct active *active)
{
    struct uuid_text subject = uuid_format(active->job.subject);
    log_info("job.ended", LOG_S("kind", active->job.kind), LOG_C("subject", subject.s),
             LOG_C("outcome", active->outcome.rc == E_OK ? "done" : e_code(active->outcome.rc)),
             LOG_N("ms", active->outcome.elapsed_ms));
}

bool jobs_is_passing(int rc)
{
    return rc == E_DB_UNAVAILABLE || rc == E_DISK_FULL || rc == E_BUSY;
}

/* Lets the job fail because what came of it cannot be stored. Where not even that can be, only its row tells it. True where
 * nothing is left to be stored. */
static bool give_up(struct jobs *jobs, struct active *active, int rc)
{
    log_error("job.given_up", LOG_S("kind", active->job.kind), LOG_C("why", e_code(rc)));
    if (active->has_given_up) {
        return jobs_store_fail(jobs->db, &active->job, active->outcome.rc) == E_OK;
    }
    pool_result_free(active->outcome.result);
    snprintf(active->sentence, sizeof(active->sentence), "The result could not be stored.");
    active->outcome =
        (struct pool_outcome){.rc = jobs_is_passing(rc) || rc == E_IO ? rc : E_INTERNAL,
                              .sentence = active->sentence,
                              .elapsed_ms = active->outcome.elapsed_ms};
    active->has_given_up = true;
    active->tries = 0;
    return false;
}

/* After a failure to store an outcome: when it is tried again, or that it is not. True where nothing is left to be stored. */
static bool postpone(struct jobs *jobs, struct active *active, int rc)
{
    active->tries++;
    log_warn("job.not_stored", LOG_S("kind", active->job.kind), LOG_C("why", e_code(rc)),
             LOG_N("tries", active->tries));
    if (active->tries >= (jobs_is_passing(rc) ? STORE_TRIES_PASSING_MAX : STORE_TRIES_MAX) &&
        give_up(jobs, active, rc)) {
        return true;
    }
    const int64_t pause_ms =
        active->tries < 4 ? (int64_t)RETRY_MS << active->tries >> 1 : PAUSE_MS_MAX;
    active->not_before = clock_mono_ms() + pause_ms;
    if (jobs_is_passing(rc)) {
        jobs->stuck_until = active->not_before; /* others would only wait behind it */
    }
    return false;
}

/* Stores one outcome. False where it is to be tried again. */
static bool settle(struct jobs *jobs, struct active *active)
{
    const struct pool_outcome *outcome = &active->outcome;
    if (is_cut_short(outcome->rc)) {
        return true;
    }
    int rc = active->by->type->finish(active->by->state, &active->job, outcome);
    if (rc < 0 && rc != E_NOT_FOUND) {
        return postpone(jobs, active, rc);
    }
    metrics_count(jobs->metrics, outcome->rc == E_OK ? METRIC_JOBS_DONE : METRIC_JOBS_FAILED);
    metrics_observe_us(jobs->metrics, METRIC_JOB_SECONDS, outcome->elapsed_ms * 1000);
    log_outcome(active);
    return true;
}

bool jobs_settle(struct jobs *jobs)
{
    const int64_t now = clock_mono_ms();
    struct active *active;
    jobs->has_waiting = false;
    while (now >= jobs->stuck_until && (active = take_with_outcome(jobs, now)) != NULL) {
        if (settle(jobs, active)) {
            jobs_free_active(active);
        } else {
            jobs_put_back(jobs, active);
        }
    }
    pthread_mutex_lock(&jobs->lock);
    for (active = jobs->actives; active != NULL; active = active->next) {
        jobs->has_waiting = jobs->has_waiting || active->has_outcome;
    }
    pthread_mutex_unlock(&jobs->lock);
    return now >= jobs->stuck_until;
}
