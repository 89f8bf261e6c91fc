/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/log.h"
#include "platform/pool/pool_int.h"

/* A process goes on with tasks of its own variant for so long while an older task waits for another. */
#define PATIENCE_MS 2000
/* A task fails when so many starts for it have failed without a word. */
#define STARTS_PER_TASK 3

static bool serves(const struct pool_process *process, size_t kind, const char *variant)
{
    return process->kind == kind && strcmp(process->variant, variant) == 0;
}

bool pool_is_warm(const struct pool *pool, const struct pool_process *process)
{
    for (size_t i = 0; i < pool->config.warm_count; i++) {
        if (serves(process, pool->config.warm[i].kind, pool->config.warm[i].variant)) {
            return true;
        }
    }
    return false;
}

void pool_finish_waiting(struct pool *pool, pool_job_test *wanted, const void *context, int rc,
                         const char *sentence)
{
    for (struct pool_job **at = &pool->waiting; *at != NULL;) {
        struct pool_job *job = *at;
        if (!wanted(job, context)) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        pool_finish(pool, job, rc, sentence, NULL);
    }
}

/* ---- room ---- */

static bool has_room(const struct pool *pool, size_t kind)
{
    size_t all = 0;
    size_t of_kind = 0;
    for (const struct pool_process *process = pool->processes; process != NULL;
         process = process->next) {
        if (process->state != POOL_ENDING) {
            all++;
            of_kind += process->kind == kind;
        }
    }
    const unsigned copies = pool_type(pool, kind)->copies;
    return all < pool->config.workers && (copies == 0 || of_kind < copies);
}

/* The process that has been idle longest; of the kind itself where that has all its copies. */
static struct pool_process *find_replaceable(const struct pool *pool, size_t kind)
{
    size_t of_kind = 0;
    struct pool_process *longest = NULL;
    struct pool_process *longest_of_kind = NULL;
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        of_kind += process->kind == kind && process->state != POOL_ENDING;
        if (process->state != POOL_IDLE) {
            continue;
        }
        if (longest == NULL || process->idle_since_ms < longest->idle_since_ms) {
            longest = process;
        }
        if (process->kind == kind &&
            (longest_of_kind == NULL || process->idle_since_ms < longest_of_kind->idle_since_ms)) {
            longest_of_kind = process;
        }
    }
    const unsigned copies = pool_type(pool, kind)->copies;
    return copies != 0 && of_kind >= copies ? longest_of_kind : longest;
}

static bool is_starting(const struct pool *pool, const struct pool_job *job)
{
    for (const struct pool_process *process = pool->processes; process != NULL;
         process = process->next) {
        if (process->state == POOL_STARTING && serves(process, job->kind, job->variant)) {
            return true;
        }
    }
    return false;
}

/* ---- which task for a process ---- */

/* Whether the process is to be left idle so that it can be replaced for the oldest task. */
static bool must_make_way(const struct pool *pool, const struct pool_process *process,
                          int64_t now_ms)
{
    const struct pool_job *oldest = pool->waiting;
    return !serves(process, oldest->kind, oldest->variant) &&
           now_ms - oldest->submitted_at_ms >= PATIENCE_MS && !is_starting(pool, oldest) &&
           !has_room(pool, oldest->kind) && find_replaceable(pool, oldest->kind) == process &&
           pool_backoff_find(pool, oldest->kind, oldest->variant, now_ms) == NULL;
}

static struct pool_job *take_job_for(struct pool *pool, const struct pool_process *process,
                                     int64_t now_ms)
{
    if (pool->waiting == NULL || must_make_way(pool, process, now_ms)) {
        return NULL;
    }
    for (struct pool_job **at = &pool->waiting; *at != NULL; at = &(*at)->next) {
        struct pool_job *job = *at;
        if (serves(process, job->kind, job->variant)) {
            *at = job->next;
            job->next = NULL;
            return job;
        }
    }
    return NULL;
}

static void feed_idle(struct pool *pool, int64_t now_ms)
{
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        if (process->state != POOL_IDLE) {
            continue;
        }
        struct pool_job *job = take_job_for(pool, process, now_ms);
        if (job != NULL && !pool_give(pool, process, job, now_ms)) {
            job->next = pool->waiting; /* it was the oldest of its variant, and first it may be */
            pool->waiting = job;
        }
    }
}

/* ---- which processes to start ---- */

static bool claim_starting(struct pool *pool, const struct pool_job *job)
{
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        if (process->state == POOL_STARTING && !process->is_claimed &&
            serves(process, job->kind, job->variant)) {
            process->is_claimed = true;
            return true;
        }
    }
    return false;
}

/* Starts a process, in place of an idle one where there is no room. */
static void try_start(struct pool *pool, size_t kind, const char *variant, int64_t now_ms)
{
    if (!has_room(pool, kind)) {
        struct pool_process *idle = find_replaceable(pool, kind);
        if (idle == NULL) {
            return;
        }
        pool_end_process(idle, POOL_RETIRED);
    }
    int rc = pool_start_process(pool, kind, variant, now_ms);
    if (rc < 0) {
        log_error("pool.spawn", LOG_C("kind", pool_type(pool, kind)->name),
                  LOG_C("error", e_code(rc)));
    }
}

static bool is_same_variant(const struct pool_job *job, const void *context)
{
    const struct pool_backoff *backoff = context;
    return job->kind == backoff->kind && strcmp(job->variant, backoff->variant) == 0;
}

static bool has_waited_in_vain(const struct pool_job *job, const void *unused)
{
    (void)unused;
    return job->failed_starts >= STARTS_PER_TASK;
}

void pool_start_failed(struct pool *pool, const struct pool_process *process, int64_t now_ms)
{
    pool_backoff_add(pool, process, E_OK, STR_EMPTY, now_ms);
    for (struct pool_job *job = pool->waiting; job != NULL; job = job->next) {
        job->failed_starts += serves(process, job->kind, job->variant);
    }
}

/* Tasks of a variant that has said why it cannot start fail with that reason, and need not wait. */
static void refuse_hopeless(struct pool *pool, int64_t now_ms)
{
    for (const struct pool_backoff *backoff = pool->backoffs; backoff != NULL;
         backoff = backoff->next) {
        if (backoff->rc != E_OK && backoff->until_ms > now_ms) {
            pool_finish_waiting(pool, is_same_variant, backoff, backoff->rc, backoff->sentence);
        }
    }
    pool_finish_waiting(pool, has_waited_in_vain, NULL, E_PROCESSING_FAILED,
                        "The program that would do this does not start at the moment.");
}

static void start_for_waiting(struct pool *pool, int64_t now_ms)
{
    for (struct pool_process *process = pool->processes; process != NULL; process = process->next) {
        process->is_claimed = false;
    }
    for (const struct pool_job *job = pool->waiting; job != NULL; job = job->next) {
        if (!claim_starting(pool, job) &&
            pool_backoff_find(pool, job->kind, job->variant, now_ms) == NULL) {
            try_start(pool, job->kind, job->variant, now_ms);
            (void)claim_starting(pool, job); /* not there where no process could be started */
        }
    }
}

static bool is_there(const struct pool *pool, const struct pool_warm *warm)
{
    for (const struct pool_process *process = pool->processes; process != NULL;
         process = process->next) {
        if (process->state != POOL_ENDING && serves(process, warm->kind, warm->variant)) {
            return true;
        }
    }
    return false;
}

static void keep_warm(struct pool *pool, int64_t now_ms)
{
    for (size_t i = 0; i < pool->config.warm_count && pool->waiting == NULL; i++) {
        const struct pool_warm *warm = &pool->config.warm[i];
        if (has_room(pool, warm->kind) && !is_there(pool, warm) &&
            pool_backoff_find(pool, warm->kind, warm->variant, now_ms) == NULL) {
            try_start(pool, warm->kind, warm->variant, now_ms);
        }
    }
}

void pool_schedule(struct pool *pool, int64_t now_ms)
{
    if (pool->stop_asked) {
        return;
    }
    refuse_hopeless(pool, now_ms);
    feed_idle(pool, now_ms);
    start_for_waiting(pool, now_ms);
    keep_warm(pool, now_ms);
}

/* ---- when to look again ---- */

static void sooner(int64_t *wake_ms, int64_t at_ms)
{
    if (at_ms < *wake_ms) {
        *wake_ms = at_ms;
    }
}

static void consider_process(const struct pool *pool, const struct pool_process *process,
                             int64_t *wake_ms)
{
    if (process->state == POOL_STARTING || process->state == POOL_BUSY) {
        sooner(wake_ms, process->deadline_ms);
    }
    if (process->state == POOL_BUSY && pool->stop_asked) {
        sooner(wake_ms, pool->stop_at_ms);
    }
    if (process->state == POOL_IDLE && !pool_is_warm(pool, process)) {
        sooner(wake_ms, process->idle_since_ms + pool->config.idle_ms);
    }
    if (process->words.is_paused) {
        sooner(wake_ms, process->words.window_ends_at_ms);
    }
}

int64_t pool_next_wake(const struct pool *pool, int64_t now_ms)
{
    int64_t wake_ms = INT64_MAX;
    for (const struct pool_process *process = pool->processes; process != NULL;
         process = process->next) {
        consider_process(pool, process, &wake_ms);
    }
    for (const struct pool_backoff *backoff = pool->backoffs; backoff != NULL;
         backoff = backoff->next) {
        if (backoff->until_ms > now_ms) {
            sooner(&wake_ms, backoff->until_ms);
        }
    }
    if (pool->waiting != NULL && pool->waiting->submitted_at_ms + PATIENCE_MS > now_ms) {
        sooner(&wake_ms, pool->waiting->submitted_at_ms + PATIENCE_MS);
    }
    return wake_ms;
}
