/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "platform/jobs/jobs_int.h"
#include "platform/metrics/metrics.h"

#define ATTEMPTS_MAX   3
#define LOOK_EVERY_MS  ((int64_t)5 * 1000) /* another process may have added a job */
#define PRUNE_EVERY_MS ((int64_t)3600 * 1000)
#define KEEP_ENDED_MS  ((int64_t)7 * 24 * 3600 * 1000)

int jobs_new(const struct jobs_config *config, struct jobs **out, struct err *err)
{
    (void)err;
    struct jobs *jobs = must_calloc(1, sizeof(*jobs));
    jobs->db = config->db;
    jobs->metrics = config->metrics;
    jobs->pool_config = *config->pool;
    pthread_mutex_init(&jobs->lock, NULL);
    clock_condition_init(&jobs->woken);
    *out = jobs;
    return E_OK;
}

void jobs_free(struct jobs *jobs)
{
    if (jobs == NULL) {
        return;
    }
    jobs_stop(jobs);
    pthread_cond_destroy(&jobs->woken);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

void jobs_register(struct jobs *jobs, const struct job_type *types, void *state)
{
    for (; types != NULL && types->kind != NULL; types++) {
        ASSERT(jobs->registered_count < TYPES_MAX);
        jobs->registered[jobs->registered_count++] = (struct registered){types, state};
    }
}

const struct registered *jobs_find_registered(const struct jobs *jobs, struct str kind)
{
    for (size_t i = 0; i < jobs->registered_count; i++) {
        if (str_eq(kind, str_from(jobs->registered[i].type->kind))) {
            return &jobs->registered[i];
        }
    }
    return NULL;
}

static bool find_worker_kind(const struct jobs *jobs, const char *worker, size_t *out)
{
    for (size_t i = 0; i < jobs->pool_config.type_count; i++) {
        if (strcmp(worker, jobs->pool_config.types[i].name) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static void wake_locked(struct jobs *jobs)
{
    jobs->has_news = true;
    pthread_cond_signal(&jobs->woken);
}

void jobs_wake(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    wake_locked(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

/* ---- what the pool tells, on its thread ---- */

static struct active *find_active(struct jobs *jobs, struct uuid job_id)
{
    for (struct active *active = jobs->actives; active != NULL; active = active->next) {
        if (uuid_eq(active->job.id, job_id)) {
            return active;
        }
    }
    return NULL;
}

static void on_started(void *context, struct uuid id)
{
    (void)context;
    (void)id; /* the record is marked when the job is claimed */
}

static void on_progress(void *context, struct uuid id, const struct ipc_progress *progress)
{
    struct jobs *jobs = context;
    pthread_mutex_lock(&jobs->lock);
    struct active *active = find_active(jobs, id);
    pthread_mutex_unlock(&jobs->lock);
    /* It stays while it has no outcome, and only this thread brings the outcome. */
    if (active != NULL && active->by->type->progress != NULL) {
        active->by->type->progress(active->by->state, &active->job, progress);
    }
}

static void on_finished(void *context, struct uuid id, const struct pool_outcome *outcome)
{
    struct jobs *jobs = context;
    pthread_mutex_lock(&jobs->lock);
    struct active *active = find_active(jobs, id);
    ASSERT(active != NULL && !active->has_outcome);
    active->outcome = *outcome;
    snprintf(active->sentence, sizeof(active->sentence), "%s",
             outcome->sentence != NULL ? outcome->sentence : "");
    active->outcome.sentence = active->sentence;
    active->has_outcome = true;
    wake_locked(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

/* ---- the thread ---- */

/* Gives a job its outcome and leaves it to jobs_settle(). */
static void conclude(struct jobs *jobs, struct active *active, int rc, const char *sentence)
{
    snprintf(active->sentence, sizeof(active->sentence), "%s", sentence);
    active->outcome = (struct pool_outcome){.rc = rc, .sentence = active->sentence};
    active->has_outcome = true;
    jobs_put_back(jobs, active);
}

/* Gives a claimed job to the pool, or an outcome where it cannot go there; keeps it aside where it can go
 * nowhere now, and returns why. */
static int hand_over(struct jobs *jobs, struct active *active, struct arena *arena)
{
    struct job_order order = {.fd = -1, .variant = "", .params = STR("{}")};
    int rc = active->by->type->prepare(active->by->state, &active->job, arena, &order);
    CLEANUP(fd_closep) int fd = order.fd;
    if (jobs_is_passing(rc)) {
        jobs->aside = active;
        return rc;
    }
    if (rc < 0) {
        conclude(jobs, active, rc, e_title(rc));
        return E_OK;
    }
    struct pool_task task = {.id = active->job.id,
                             .kind = active->worker_kind,
                             .variant = str_from(order.variant),
                             .params = order.params,
                             .fd = fd};
    struct uuid id = active->job.id;
    jobs_put_back(jobs, active); /* before the pool can speak of it */
    struct err err = {0};
    rc = pool_submit(jobs->pool, &task, &err);
    if (rc < 0) {
        on_finished(jobs, id, &(struct pool_outcome){.rc = rc, .sentence = err_text(&err, rc)});
        return E_OK;
    }
    (void)steal_fd(&fd);
    /* A drop that was over before the pool knew the job cancelled nothing; a later one finds it there. */
    if (jobs_store_find(jobs->db, id) == E_NOT_FOUND) {
        pool_cancel(jobs->pool, id);
    }
    return E_OK;
}

static struct active *new_active(struct jobs *jobs, const struct job *job)
{
    struct active *active = must_calloc(1, sizeof(*active));
    snprintf(active->kind, sizeof(active->kind), "%" STRF, STRA(job->kind));
    active->job = *job;
    active->job.kind = str_from(active->kind);
    active->by = jobs_find_registered(jobs, active->job.kind);
    if (active->by == NULL ||
        !find_worker_kind(jobs, active->by->type->worker, &active->worker_kind)) {
        free(active);
        return NULL;
    }
    return active;
}

/* Claims the oldest job; *out is NULL where that job cannot be worked on. */
static int claim_one(struct jobs *jobs, struct arena *arena, struct active **out)
{
    struct job job;
    int64_t attempts;
    int rc = jobs_store_claim(jobs->db, arena, &job, &attempts);
    if (rc < 0) {
        if (rc != E_NOT_FOUND) {
            log_warn("job.not_claimed", LOG_C("why", e_code(rc)));
        }
        return rc;
    }
    *out = NULL;
    struct active *active = new_active(jobs, &job);
    if (active == NULL) {
        log_error("job.unknown_kind", LOG_S("kind", job.kind));
        return jobs_store_drop_one(jobs->db, &job);
    }
    if (attempts > ATTEMPTS_MAX) {
        conclude(jobs, active, E_PROCESSING_FAILED,
                 "The server ended each time while it worked on this picture.");
    } else {
        *out = active;
    }
    return E_OK;
}

/* Starts the job that was put aside, or the oldest. E_NOT_FOUND where there is none; else why it must wait. */
static int start_one(struct jobs *jobs)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct active *active = jobs->aside;
    jobs->aside = NULL;
    int rc = active == NULL ? claim_one(jobs, arena, &active) : E_OK;
    if (rc == E_OK && active != NULL) {
        rc = hand_over(jobs, active, arena);
    }
    if (rc == E_OK && !jobs_settle(jobs)) {
        rc = E_DB_UNAVAILABLE;
    }
    return rc;
}

static void count_queued(struct jobs *jobs)
{
    int64_t queued;
    if (jobs_store_count_queued(jobs->db, &queued) == E_OK) {
        metrics_gauge_set(jobs->metrics, METRIC_JOBS_QUEUED, queued);
    }
    struct pool_stats stats;
    pool_get_stats(jobs->pool, &stats);
    metrics_gauge_set(jobs->metrics, METRIC_JOBS_RUNNING, (int64_t)stats.busy);
    metrics_counter_set(jobs->metrics, METRIC_WORKERS_STARTED, (int64_t)stats.processes_started);
    metrics_counter_set(jobs->metrics, METRIC_WORKERS_LOST, (int64_t)stats.processes_died);
    metrics_gauge_set(jobs->metrics, METRIC_WORKERS,
                      (int64_t)(stats.starting + stats.idle + stats.busy));
}

/* Waits for news, at most `ms` (negative: until there are some). False when it is time to stop. */
static bool wait_for_news(struct jobs *jobs, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->has_news && !jobs->is_stopping) {
        if (pthread_cond_timedwait(&jobs->woken, &jobs->lock, &until) != 0) {
            break;
        }
    }
    jobs->has_news = false;
    bool goes_on = !jobs->is_stopping;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

static void *run(void *context)
{
    struct jobs *jobs = context;
    int64_t pruned_ms = 0;
    int64_t wait_ms = 0;
    while (wait_for_news(jobs, wait_ms)) {
        int rc = jobs_settle(jobs) ? E_OK : E_DB_UNAVAILABLE;
        while (rc == E_OK && pool_free_slots(jobs->pool) > 0) {
            rc = start_one(jobs);
        }
        bool is_well = rc == E_OK || rc == E_NOT_FOUND;
        count_queued(jobs);
        if (is_well && clock_mono_ms() - pruned_ms > PRUNE_EVERY_MS) {
            pruned_ms = clock_mono_ms();
            rc = jobs_store_prune(jobs->db, clock_now_ms() - KEEP_ENDED_MS);
            (void)rc; /* the next hour tries again, and the database has logged why */
        }
        wait_ms = is_well && !jobs->has_waiting ? LOOK_EVERY_MS : RETRY_MS;
    }
    return NULL;
}

int jobs_start(struct jobs *jobs, struct err *err)
{
    static const struct pool_events events = {on_started, on_progress, on_finished};
    int rc = jobs_store_put_back(jobs->db, /* was_asked_to_stop= */ false);
    if (rc < 0) {
        return err_set(err, rc, "The jobs of the last run cannot be queued again.");
    }
    rc = pool_new(&jobs->pool_config, &events, jobs, &jobs->pool, err);
    if (rc < 0) {
        return rc;
    }
    jobs->has_news = true;
    jobs->is_started = pthread_create(&jobs->thread, NULL, run, jobs) == 0;
    ASSERT(jobs->is_started);
    return E_OK;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs->is_started) {
        return;
    }
    pthread_mutex_lock(&jobs->lock);
    jobs->is_stopping = true;
    wake_locked(jobs);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    jobs->is_started = false;

    pool_stop(jobs->pool, /* grace_ms= */ 0);
    (void)jobs_settle(jobs); /* what cannot be stored now is done again after the next start */
    pool_free(jobs->pool);
    jobs->pool = NULL;
    int rc = jobs_store_put_back(jobs->db, /* was_asked_to_stop= */ true);
    (void)rc; /* the next start puts back what this could not, counting it as an attempt */
    jobs_free_active(jobs->aside);
    jobs->aside = NULL;
    while (jobs->actives != NULL) {
        struct active *active = jobs->actives;
        jobs->actives = active->next;
        jobs_free_active(active);
    }
}

void jobs_cancel(struct jobs *jobs, struct uuid subject)
{
    struct uuid running[8];
    size_t count = 0;
    pthread_mutex_lock(&jobs->lock);
    for (struct active *active = jobs->actives; active != NULL; active = active->next) {
        if (uuid_eq(active->job.subject, subject) && count < ARRAY_LEN(running)) {
            running[count++] = active->job.id;
        }
    }
    pthread_mutex_unlock(&jobs->lock);
    for (size_t i = 0; i < count; i++) {
        pool_cancel(jobs->pool, running[i]);
    }
}

void jobs_pool_stats(struct jobs *jobs, struct pool_stats *out)
{
    pool_get_stats(jobs->pool, out);
}
