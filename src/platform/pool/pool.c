/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "platform/pool/pool_int.h"

/* ---- tasks ---- */

void pool_job_free(struct pool_job *job)
{
    if (job == NULL) {
        return;
    }
    fd_closep(&job->fd);
    free(job->variant);
    free((void *)job->params.p);
    free(job);
}

/* A copy on the heap, NUL-terminated. */
static char *copy_text(struct str s)
{
    char *copy = must_alloc(s.n + 1);
    if (s.n > 0) {
        memcpy(copy, s.p, s.n);
    }
    copy[s.n] = '\0';
    return copy;
}

static struct pool_job *job_new(const struct pool_task *task)
{
    struct pool_job *job = must_calloc(1, sizeof(*job));
    job->id = task->id;
    job->kind = task->kind;
    job->variant = copy_text(task->variant);
    job->params = (struct str){copy_text(task->params), task->params.n};
    job->fd = task->fd;
    job->wall_ms = task->wall_ms;
    job->submitted_at_ms = clock_mono_ms();
    return job;
}

static bool is_variant(struct str s)
{
    if (s.n == 0 || s.n > POOL_VARIANT_MAX) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
        if (!plain || (i == 0 && c == '-')) {
            return false;
        }
    }
    return true;
}

/* ---- the inbox ---- */

static void wake(struct pool *pool)
{
    const uint64_t one = 1;
    ssize_t n;
    do {
        n = write(pool->wake_fd, &one, sizeof(one));
    } while (n < 0 && errno == EINTR);
    ASSERT(n == sizeof(one) || errno == EAGAIN); /* full: it is awake already */
}

static void post_locked(struct pool *pool, struct pool_command *command)
{
    command->next = pool->inbox;
    pool->inbox = command;
}

struct pool_command *pool_take_inbox(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    struct pool_command *newest = pool->inbox;
    pool->inbox = NULL;
    pthread_mutex_unlock(&pool->lock);
    struct pool_command *oldest = NULL;
    while (newest != NULL) {
        struct pool_command *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

int pool_submit(struct pool *pool, const struct pool_task *task, struct err *err)
{
    ASSERT(task->kind < pool->config.type_count);
    ASSERT((fcntl(task->fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
    if (!is_variant(task->variant)) {
        return err_set(err, E_INVALID, "This cannot be a set of languages or the like.");
    }
    if (task->params.n > IPC_PAYLOAD_MAX) {
        return err_set(err, E_TOO_LARGE, "The parameters of the task are too long.");
    }
    struct pool_command *command = must_calloc(1, sizeof(*command));
    command->kind = POOL_SUBMIT;
    command->job = job_new(task);

    int rc = E_OK;
    pthread_mutex_lock(&pool->lock);
    if (pool->is_stopping) {
        rc = E_SHUTTING_DOWN;
    } else if (pool->in_pool >= pool->config.queue_max) {
        rc = E_BUSY;
    } else {
        pool->in_pool++;
        post_locked(pool, command);
    }
    pthread_mutex_unlock(&pool->lock);
    if (rc < 0) {
        command->job->fd = -1; /* stays the caller's */
        pool_job_free(command->job);
        free(command);
        return err_set(err, rc, "%s", e_title(rc));
    }
    wake(pool);
    return E_OK;
}

static void post(struct pool *pool, const struct pool_command *what)
{
    struct pool_command *command = must_alloc(sizeof(*command));
    *command = *what;
    pthread_mutex_lock(&pool->lock);
    post_locked(pool, command);
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
}

void pool_cancel(struct pool *pool, struct uuid id)
{
    post(pool, &(struct pool_command){.kind = POOL_CANCEL, .id = id});
}

void pool_finish(struct pool *pool, struct pool_job *job, int rc, const char *sentence,
                 struct pool_result *result)
{
    if (job->is_cancelled && rc != E_CANCELLED) {
        pool_result_free(result);
        result = NULL;
        rc = E_CANCELLED;
        sentence = e_title(rc);
    }
    pool->done += rc == E_OK;
    pool->failed += rc != E_OK;
    /* Before the event, which may submit the next task. */
    pthread_mutex_lock(&pool->lock);
    pool->in_pool--;
    pthread_mutex_unlock(&pool->lock);
    const struct pool_outcome outcome = {
        .rc = rc,
        .sentence = sentence,
        .result = result,
        .elapsed_ms = job->started_at_ms == 0 ? 0 : clock_mono_ms() - job->started_at_ms,
    };
    pool->events.finished(pool->context, job->id, &outcome);
    pool_job_free(job);
}

/* ---- figures ---- */

size_t pool_free_slots(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const size_t workers = pool->config.workers;
    const size_t slots =
        pool->is_stopping || pool->in_pool >= workers ? 0 : workers - pool->in_pool;
    pthread_mutex_unlock(&pool->lock);
    return slots;
}

void pool_get_stats(struct pool *pool, struct pool_stats *out)
{
    pthread_mutex_lock(&pool->lock);
    *out = pool->stats;
    pthread_mutex_unlock(&pool->lock);
}

/* ---- life cycle ---- */

static int start_thread(struct pool *pool)
{
    /* Signals are for the program's main thread; the pool's thread inherits that they are blocked. */
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    int error = pthread_sigmask(SIG_SETMASK, &all, &before);
    ASSERT(error == 0);
    const int created = pthread_create(&pool->thread, NULL, pool_run, pool);
    error = pthread_sigmask(SIG_SETMASK, &before, NULL);
    ASSERT(error == 0);
    return created == 0 ? E_OK : E_IO;
}

static int watch_inbox(struct pool *pool)
{
    pool->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    pool->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (pool->epoll_fd < 0 || pool->wake_fd < 0 ||
        epoll_ctl(pool->epoll_fd, EPOLL_CTL_ADD, pool->wake_fd, &event) < 0) {
        return E_IO;
    }
    return E_OK;
}

/* With SIGCHLD ignored, which a program may inherit, ended workers could not be waited for. */
static void heed_children(void)
{
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
        (void)signal(SIGCHLD, SIG_DFL); /* cannot fail for this one */
    }
}

static void pool_destroy(struct pool *pool)
{
    fd_closep(&pool->epoll_fd);
    fd_closep(&pool->wake_fd);
    pthread_mutex_destroy(&pool->lock);
    free(pool->buffer);
    free(pool);
}

int pool_new(const struct pool_config *config, const struct pool_events *events, void *context,
             struct pool **out, struct err *err)
{
    struct pool *pool = must_calloc(1, sizeof(*pool));
    pool->config = *config;
    pool->events = *events;
    pool->context = context;
    pool->epoll_fd = -1;
    pool->wake_fd = -1;
    pool->buffer = must_alloc(IPC_FRAME_MAX);
    pool->stats.is_ready = config->warm_count == 0;
    pool->stats.is_starting = !pool->stats.is_ready;
    pthread_mutex_init(&pool->lock, NULL);
    if (pool->config.workers == 0) {
        const long cores = sysconf(_SC_NPROCESSORS_ONLN);
        pool->config.workers = cores > 0 ? (size_t)cores : 1;
    }
    heed_children();
    int rc = watch_inbox(pool);
    if (rc == E_OK) {
        rc = start_thread(pool);
    }
    if (rc < 0) {
        pool_destroy(pool);
        return err_set(err, rc, "The pool of workers cannot start: %s.", strerror(errno));
    }
    *out = pool;
    return E_OK;
}

void pool_stop(struct pool *pool, int64_t grace_ms)
{
    if (pool->is_joined) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->is_stopping = true;
    pthread_mutex_unlock(&pool->lock);
    post(pool, &(struct pool_command){.kind = POOL_STOP, .grace_ms = grace_ms});
    int error = pthread_join(pool->thread, NULL);
    ASSERT(error == 0);
    pool->is_joined = true;
}

void pool_free(struct pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pool_stop(pool, 0);
    for (struct pool_command *command = pool_take_inbox(pool); command != NULL;) {
        struct pool_command *next = command->next;
        free(command); /* cancels that came too late; tasks are refused while stopping */
        command = next;
    }
    pool_destroy(pool);
}
