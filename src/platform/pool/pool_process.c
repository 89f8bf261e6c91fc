/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "platform/pool/pool_int.h"

static const char *const reason_names[] = {"died",      "retired", "slow start", "slow task",
                                           "cancelled", "breach",  "stopped",    "not started"};
_Static_assert(ARRAY_LEN(reason_names) == POOL_REASON_COUNT, "one name per reason");

/* ---- environment ---- */

/* Where Tesseract's languages are, and how instrumented builds report. Nothing else of the server's
 * environment, which may hold secrets, goes to workers. */
static const char *const passed_on[] = {
    "TESSDATA_PREFIX", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE",
};

#define ENVIRONMENT_MAX 32

static void add_variable(const char **list, size_t *count, const char *variable)
{
    ASSERT(*count < ENVIRONMENT_MAX);
    list[(*count)++] = variable;
}

static bool is_passed_on(const char *variable)
{
    for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
        const size_t n = strlen(passed_on[i]);
        if (strncmp(variable, passed_on[i], n) == 0 && variable[n] == '=') {
            return true;
        }
    }
    return false;
}

/* The last one is NULL. Where a name comes twice, the first counts. */
static void make_environment(const struct pool *pool, const char *list[ENVIRONMENT_MAX + 1])
{
    size_t count = 0;
    /* Read by OpenMP before main(): one thread a worker, where two would spin against each other. */
    add_variable(list, &count, "OMP_THREAD_LIMIT=1");
    add_variable(list, &count, "LC_ALL=C.UTF-8");
    for (const char *const *own = pool->config.environment; own != NULL && *own != NULL; own++) {
        add_variable(list, &count, *own);
    }
    for (char **all = environ; all != NULL && *all != NULL; all++) {
        if (is_passed_on(*all)) {
            add_variable(list, &count, *all);
        }
    }
    list[count] = NULL;
}

/* ---- starting ---- */

/* Standard input and output are nothing, standard error is the pipe, IPC_FD the socket; no other
 * descriptor exists in the worker. */
static int set_actions(posix_spawn_file_actions_t *actions, int socket_fd, int words_fd)
{
    int error = posix_spawn_file_actions_adddup2(actions, words_fd, STDERR_FILENO);
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(actions, socket_fd, IPC_FD);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_addclosefrom_np(actions, IPC_FD + 1);
    }
    return error;
}

/* The pool's thread has all signals blocked, and the server ignores some. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    int error =
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (error == 0) {
        error = posix_spawnattr_setsigmask(attributes, &none);
    }
    return error == 0 ? posix_spawnattr_setsigdefault(attributes, &all) : error;
}

static int spawn(const struct pool *pool, struct pool_process *process, int socket_fd, int words_fd)
{
    const struct worker_type *type = pool_type(pool, process->kind);
    char *const argv[] = {
        (char *)"assisti",  (char *)"worker",
        (char *)type->name, (char *)type->variant_option,
        process->variant,   NULL,
    };
    const char *environment[ENVIRONMENT_MAX + 1];
    make_environment(pool, environment);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    ASSERT(error == 0);
    error = posix_spawnattr_init(&attributes);
    ASSERT(error == 0);
    error = set_actions(&actions, socket_fd, words_fd);
    if (error == 0) {
        error = set_attributes(&attributes);
    }
    if (error == 0) {
        error = posix_spawn(&process->pid, pool->config.program, &actions, &attributes, argv,
                            (char *const *)environment);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? E_OK : E_IO;
}

static int watch(const struct pool *pool, struct pool_process *process, enum pool_source_kind kind,
                 int fd)
{
    process->sources[kind] = (struct pool_source){kind, process};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &process->sources[kind]};
    return epoll_ctl(pool->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? E_IO : E_OK;
}

/* Makes the descriptors and the process. Whatever fails, the caller closes and kills what is there. */
static int launch(const struct pool *pool, struct pool_process *process)
{
    CLEANUP(fd_closep) int socket_fd = -1;
    int words[2];
    if (ipc_pair(&process->fd, &socket_fd) < 0 || pipe2(words, O_CLOEXEC) < 0) {
        return E_IO;
    }
    CLEANUP(fd_closep) int words_fd = words[1];
    process->words.fd = words[0];
    if (fcntl(process->words.fd, F_SETFL, O_NONBLOCK) < 0 ||
        spawn(pool, process, socket_fd, words_fd) < 0) {
        return E_IO;
    }
    process->pidfd = pidfd_open(process->pid, 0); /* close on exec by itself */
    if (process->pidfd < 0 || watch(pool, process, POOL_SOURCE_EXIT, process->pidfd) < 0 ||
        watch(pool, process, POOL_SOURCE_SOCKET, process->fd) < 0 ||
        watch(pool, process, POOL_SOURCE_WORDS, process->words.fd) < 0) {
        return E_IO;
    }
    return E_OK;
}

static void close_all(struct pool_process *process)
{
    fd_closep(&process->pidfd);
    fd_closep(&process->fd);
    fd_closep(&process->words.fd);
}

/* Nothing watches it, so it is waited for here; after SIGKILL that is short. */
static void undo_launch(struct pool_process *process)
{
    if (process->pid > 0) {
        (void)kill(process->pid, SIGKILL); /* our own child, not reaped: it is there */
        pid_t reaped;
        do {
            reaped = waitpid(process->pid, NULL, 0);
        } while (reaped < 0 && errno == EINTR);
    }
    close_all(process);
    free(process);
}

int pool_start_process(struct pool *pool, size_t kind, const char *variant, int64_t now_ms)
{
    struct pool_process *process = must_calloc(1, sizeof(*process));
    process->kind = kind;
    snprintf(process->variant, sizeof(process->variant), "%s", variant);
    process->pidfd = -1;
    process->fd = -1;
    process->words.fd = -1;
    process->deadline_ms = now_ms + (int64_t)pool_type(pool, kind)->start_seconds * 1000;
    int rc = launch(pool, process);
    if (rc < 0) {
        pool_start_failed(pool, process, now_ms);
        undo_launch(process);
        return rc;
    }
    process->next = pool->processes;
    pool->processes = process;
    pool->processes_started++;
    return E_OK;
}

/* ---- working ---- */

/* Counts from what the process has used until now. Only the soft limit, since this program may not be
 * allowed to raise the hard one again for the next task. */
static void limit_cpu(const struct pool *pool, const struct pool_process *process)
{
    clockid_t clock;
    struct timespec used = {0};
    if (clock_getcpuclockid(process->pid, &clock) != 0 || clock_gettime(clock, &used) < 0) {
        return; /* it is gone, which its pidfd will tell */
    }
    const struct rlimit limit = {
        (rlim_t)used.tv_sec + 1 + pool_type(pool, process->kind)->cpu_seconds,
        RLIM_INFINITY,
    };
    (void)prlimit(process->pid, RLIMIT_CPU, &limit, NULL); /* likewise */
}

bool pool_give(struct pool *pool, struct pool_process *process, struct pool_job *job,
               int64_t now_ms)
{
    limit_cpu(pool, process);
    job->number = ++pool->last_number;
    if (ipc_send_task(process->fd, job->number, job->params, job->fd) < 0) {
        pool_end_process(process, POOL_DIED);
        job->failed_starts++;
        return false;
    }
    const int64_t kinds_wall_ms = (int64_t)pool_type(pool, process->kind)->wall_seconds * 1000;
    const int64_t wall_ms =
        job->wall_ms > 0 && job->wall_ms < kinds_wall_ms ? job->wall_ms : kinds_wall_ms;
    job->wall_ms = wall_ms;
    job->started_at_ms = now_ms;
    process->state = POOL_BUSY;
    process->deadline_ms = now_ms + wall_ms;
    process->job = job;
    if (pool->events.started != NULL) {
        pool->events.started(pool->context, job->id);
    }
    return true;
}

size_t pool_resident_bytes(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char text[128];
    const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (n <= 0) {
        return 0; /* hidden from us, or gone */
    }
    struct str rest;
    (void)str_cut((struct str){text, (size_t)n}, ' ', &rest);
    int64_t pages = 0;
    if (str_to_i64(str_cut(rest, ' ', &rest), 0, INT64_MAX / 65536, &pages) < 0) {
        return 0;
    }
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What a worker has from the start it would have again, so that replacing it for that would never end. */
static bool has_grown(const struct worker_type *type, const struct pool_process *process)
{
    const size_t begun = process->ready_bytes + process->ready_bytes / 4;
    return type->resident_bytes > 0 &&
           pool_resident_bytes(process->pid) > size_max(type->resident_bytes, begun);
}

void pool_release(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    const struct worker_type *type = pool_type(pool, process->kind);
    process->state = POOL_IDLE;
    process->idle_since_ms = now_ms;
    process->tasks_done++;
    const bool is_worn =
        (type->tasks > 0 && process->tasks_done >= type->tasks) || has_grown(type, process);
    if (is_worn || pool->stop_asked) {
        pool_end_process(process, POOL_RETIRED);
    }
}

/* ---- ending ---- */

void pool_end_process(struct pool_process *process, enum pool_reason reason)
{
    if (process->state == POOL_ENDING) {
        return;
    }
    process->state = POOL_ENDING;
    process->reason = reason;
    fd_closep(&process->fd); /* nothing that it says counts any more */
    (void)pidfd_send_signal(process->pidfd, SIGKILL, NULL, 0); /* it may be dead already */
}

/* What a person is told about a task whose process has ended. */
static int explain(const struct pool *pool, const struct pool_process *process,
                   const siginfo_t *how, char *out, size_t room)
{
    const char *subject = pool_type(pool, process->kind)->subject;
    const bool out_of_cpu = how->si_code == CLD_KILLED && how->si_status == SIGXCPU;
    int rc = E_PROCESSING_FAILED;
    switch (process->reason) {
    case POOL_SLOW_TASK:
        snprintf(out, room, "This took longer than %g seconds and was stopped.",
                 (double)process->job->wall_ms / 1000);
        return E_TOOK_TOO_LONG;
    case POOL_CANCELLED:
        rc = E_CANCELLED;
        break;
    case POOL_STOPPED:
        rc = E_SHUTTING_DOWN;
        break;
    case POOL_DIED:
    case POOL_BREACH:
    case POOL_RETIRED:
    case POOL_SLOW_START:
    case POOL_NOT_STARTED:
    case POOL_REASON_COUNT:
        rc = out_of_cpu ? E_TOOK_TOO_LONG : E_PROCESSING_FAILED;
        break;
    }
    if (rc == E_PROCESSING_FAILED) {
        snprintf(out, room, "The program that processes this %s failed on it.",
                 subject != NULL ? subject : "file");
    } else {
        snprintf(out, room, "%s", e_title(rc));
    }
    return rc;
}

/* Such ends are no surprise, or have been told already. */
static bool is_own_will(enum pool_reason reason)
{
    return reason == POOL_RETIRED || reason == POOL_CANCELLED || reason == POOL_STOPPED ||
           reason == POOL_NOT_STARTED;
}

static void log_end(struct pool *pool, const struct pool_process *process, const siginfo_t *how)
{
    const bool by_signal = how->si_code != CLD_EXITED;
    const bool breached = by_signal && how->si_status == SIGSYS;
    log_warn(breached ? "pool.worker.forbidden_call" : "pool.worker.died",
             LOG_C("kind", pool_type(pool, process->kind)->name),
             LOG_C("variant", process->variant), LOG_N("pid", process->pid),
             LOG_C("reason", reason_names[process->reason]),
             LOG_C("by", by_signal ? "signal" : "exit"), LOG_N("status", how->si_status));
    pool->processes_died++;
}

void pool_reap(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    /* What it has sent before it died still counts. */
    if (process->state != POOL_ENDING) {
        pool_read_frames(pool, process, now_ms);
    }
    siginfo_t how = {0};
    int rc;
    do {
        rc = waitid(P_PIDFD, (id_t)process->pidfd, &how, WEXITED);
    } while (rc < 0 && errno == EINTR);
    ASSERT(rc == 0);

    if (!process->has_been_ready && !is_own_will(process->reason)) {
        pool_start_failed(pool, process, now_ms);
    }
    pool_words_done(pool, process);
    if (!is_own_will(process->reason)) {
        log_end(pool, process, &how);
    }
    struct pool_job *job = process->job;
    if (job != NULL) {
        char sentence[IPC_SENTENCE_MAX + 1];
        const int why = explain(pool, process, &how, sentence, sizeof(sentence));
        process->job = NULL;
        pool_finish(pool, job, why, sentence, NULL);
    }
    close_all(process);
    ipc_assembly_done(&process->assembly);
    process->state = POOL_ENDING;
    process->pid = 0; /* for pool_sweep() */
}

void pool_sweep(struct pool *pool)
{
    for (struct pool_process **at = &pool->processes; *at != NULL;) {
        struct pool_process *process = *at;
        if (process->pid == 0) {
            *at = process->next;
            free(process);
        } else {
            at = &process->next;
        }
    }
}
