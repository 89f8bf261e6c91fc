/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "platform/pool/pool_int.h"

/* So that a worker that talks without end does not keep the others waiting. */
#define FRAMES_AT_ONCE 64
/* A worker tells ten times a second at most; more than this is no progress. */
#define FRAMES_PER_TASK   20000
#define PROGRESS_EVERY_MS 100

/* Each returns false where the frame is not one that the process may send now. */

static bool take_ready(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    if (process->state != POOL_STARTING) {
        return false;
    }
    if ((pool->message.ready.locks & IPC_LOCK_SECCOMP) == 0) {
        return false;
    }
    if ((pool->message.ready.locks & IPC_LOCK_LANDLOCK) == 0 && !pool->said_no_landlock) {
        pool->said_no_landlock = true;
        log_warn("pool.no_landlock",
                 LOG_C("text", "this kernel has no landlock; workers are held by seccomp alone"));
    }
    pool_backoff_clear(pool, process);
    process->has_been_ready = true;
    process->ready_bytes = pool_resident_bytes(process->pid);
    process->state = POOL_IDLE;
    process->idle_since_ms = now_ms;
    return true;
}

static bool is_own_task(const struct pool *pool, const struct pool_process *process)
{
    return process->state == POOL_BUSY && pool->message.task == process->job->number;
}

static bool take_progress(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    if (!is_own_task(pool, process) || process->assembly.bytes != NULL ||
        ++process->job->frames > FRAMES_PER_TASK) {
        return false;
    }
    struct pool_job *job = process->job;
    if (now_ms - job->told_at_ms >= PROGRESS_EVERY_MS && !job->is_cancelled) {
        job->told_at_ms = now_ms;
        if (pool->events.progress != NULL) {
            pool->events.progress(pool->context, job->id, &pool->message.progress);
        }
    }
    return true;
}

static void finish_task(struct pool *pool, struct pool_process *process, int rc,
                        const char *sentence, struct pool_result *result, int64_t now_ms)
{
    struct pool_job *job = process->job;
    process->job = NULL;
    pool_release(pool, process, now_ms);
    pool_finish(pool, job, rc, sentence, result);
}

static bool take_result(struct pool *pool, struct pool_process *process)
{
    return is_own_task(pool, process) && process->assembly.bytes == NULL &&
           ipc_assembly_begin(&process->assembly, &pool->message) == E_OK;
}

static bool take_chunk(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    struct ipc_assembly *assembly = &process->assembly;
    if (!is_own_task(pool, process) || assembly->bytes == NULL ||
        ipc_assembly_add(assembly, pool->message.chunk) < 0) {
        return false;
    }
    if (!ipc_assembly_is_whole(assembly)) {
        return true;
    }
    struct pool_result *result = NULL;
    if (pool_result_open(assembly, &result) < 0) {
        return false;
    }
    finish_task(pool, process, E_OK, e_title(E_OK), result, now_ms);
    return true;
}

static bool take_error(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    const int rc = pool->message.error.rc;
    const struct str said = pool->message.error.sentence;
    char sentence[IPC_SENTENCE_MAX + 1];
    snprintf(sentence, sizeof(sentence), "%" STRF, STRA(said));
    if (process->state == POOL_STARTING && pool->message.task == 0) {
        log_warn("pool.worker.cannot_start", LOG_C("kind", pool_type(pool, process->kind)->name),
                 LOG_C("variant", process->variant), LOG_S("text", said));
        pool_backoff_add(pool, process, rc, said, now_ms);
        pool_end_process(process, POOL_NOT_STARTED);
        return true;
    }
    if (!is_own_task(pool, process) || process->assembly.bytes != NULL) {
        return false;
    }
    finish_task(pool, process, rc, sentence, NULL, now_ms);
    return true;
}

static bool take_message(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    switch (pool->message.kind) {
    case IPC_READY:
        return take_ready(pool, process, now_ms);
    case IPC_PROGRESS:
        return take_progress(pool, process, now_ms);
    case IPC_RESULT:
        return take_result(pool, process);
    case IPC_CHUNK:
        return take_chunk(pool, process, now_ms);
    case IPC_ERROR:
        return take_error(pool, process, now_ms);
    case IPC_TASK:
    case IPC_CANCEL:
    case IPC_KIND_COUNT:
        break; /* ipc_parse lets none of them through from a worker */
    }
    return false;
}

void pool_read_frames(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    for (int i = 0; i < FRAMES_AT_ONCE && process->state != POOL_ENDING; i++) {
        switch (ipc_receive(process->fd, IPC_WORKER, pool->buffer, &pool->message, NULL)) {
        case IPC_GOT_NOTHING:
            return;
        case IPC_GOT_CLOSED:
            pool_end_process(process, POOL_DIED);
            return;
        case IPC_GOT_GARBAGE:
            pool_end_process(process, POOL_BREACH);
            return;
        case IPC_GOT_MESSAGE:
            if (!take_message(pool, process, now_ms)) {
                pool_end_process(process, POOL_BREACH);
            }
            break;
        }
    }
}
