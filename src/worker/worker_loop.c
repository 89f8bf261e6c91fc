/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "worker/sandbox.h"
#include "worker/worker_int.h"

/* Nobody can see more than ten steps a second. */
#define PROGRESS_EVERY_MS 100

struct worker {
    const struct worker_role *role;
    void *state;
    char *buffer; /* of IPC_FRAME_MAX bytes */
    struct ipc_message message;
};

struct worker_progress {
    struct worker *worker;
    bool is_cancelled;
    int64_t told_at_ms;
};

/* Ends at once: nothing here needs undoing, and handlers of libraries might make calls that the sandbox
 * does not let through. */
NORETURN static void leave(int status)
{
    _exit(status);
}

/* Looks, without waiting, whether the server has cancelled the task. */
static bool is_cancelled(const struct worker_task *task)
{
    struct worker_progress *progress = task->progress;
    struct worker *worker = progress->worker;
    struct pollfd ready = {.fd = IPC_FD, .events = POLLIN};
    while (!progress->is_cancelled && poll(&ready, 1, 0) > 0) {
        int fd = -1;
        const enum ipc_got got =
            ipc_receive(IPC_FD, IPC_SERVER, worker->buffer, &worker->message, &fd);
        if (got != IPC_GOT_MESSAGE || worker->message.kind != IPC_CANCEL) {
            leave(got == IPC_GOT_CLOSED ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        progress->is_cancelled = worker->message.task == task->id;
    }
    return progress->is_cancelled;
}

bool worker_tell(struct worker_task *task, const struct ipc_progress *step)
{
    struct worker_progress *progress = task->progress;
    if (is_cancelled(task)) {
        return false;
    }
    const int64_t now_ms = clock_mono_ms();
    if (now_ms - progress->told_at_ms < PROGRESS_EVERY_MS) {
        return true;
    }
    progress->told_at_ms = now_ms;
    if (ipc_send_progress(IPC_FD, task->id, step) < 0) {
        leave(EXIT_SUCCESS); /* the server is gone */
    }
    return true;
}

static size_t bytes_of_parts(const struct worker_task *task)
{
    size_t bytes = 0;
    for (size_t i = 0; i < task->part_count; i++) {
        bytes += task->parts[i].bytes;
    }
    return bytes;
}

int worker_add_part(struct worker_task *task, enum ipc_part_kind kind, uint32_t page,
                    struct str content)
{
    if (task->part_count == IPC_PARTS_MAX || content.n > IPC_RESULT_MAX - bytes_of_parts(task)) {
        return E_TOO_LARGE;
    }
    task->parts[task->part_count] = (struct ipc_part){kind, page, (uint32_t)content.n};
    task->contents[task->part_count] = content.p;
    task->part_count++;
    return E_OK;
}

static int map_picture(int fd, struct str *out, struct err *err)
{
    const off_t bytes = lseek(fd, 0, SEEK_END);
    if (bytes <= 0) {
        return err_set(err, E_UNREADABLE_IMAGE, "The file is empty.");
    }
    void *p = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        return err_set(err, E_PROCESSING_FAILED, "There is not enough memory for the picture.");
    }
    *out = (struct str){p, (size_t)bytes};
    return E_OK;
}

static void answer(const struct worker_task *task, int rc, const struct err *err)
{
    if (rc == E_OK) {
        rc = ipc_send_result(IPC_FD, task->id, task->parts, task->contents, task->part_count);
    } else {
        rc = ipc_send_error(IPC_FD, task->id, rc, err_text(err, rc));
    }
    if (rc < 0) {
        leave(EXIT_SUCCESS); /* the server is gone */
    }
}

static void run_task(struct worker *worker, int picture_fd)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct worker_progress progress = {
        .worker = worker,
        .told_at_ms = clock_mono_ms(),
    };
    /* The buffer will take the next frame while the kind still reads its parameters. */
    struct worker_task *task = arena_calloc(arena, 1, sizeof(*task));
    task->id = worker->message.task;
    task->arena = arena;
    task->params = str_copy(arena, worker->message.params);
    task->progress = &progress;

    struct err err = {0};
    int rc = map_picture(picture_fd, &task->picture, &err);
    (void)close(picture_fd); /* read only, and the mapping stays */
    if (rc == E_OK) {
        rc = worker->role->run(worker->state, task, &err);
    }
    answer(task, rc, &err);
    if (task->picture.n > 0) {
        (void)munmap((void *)task->picture.p, task->picture.n); /* our own mapping, whole */
    }
}

NORETURN static void serve_tasks(struct worker *worker)
{
    for (;;) {
        int fd = -1;
        const enum ipc_got got =
            ipc_receive(IPC_FD, IPC_SERVER, worker->buffer, &worker->message, &fd);
        if (got != IPC_GOT_MESSAGE) {
            leave(got == IPC_GOT_CLOSED ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        /* A cancel that comes now is for the task that was just answered. */
        if (worker->message.kind == IPC_TASK) {
            run_task(worker, fd);
        }
    }
}

/* The first document of a process makes the JSON reader fetch randomness, from a file. */
static int warm_up_json(struct err *err)
{
    struct json_doc *doc = NULL;
    int rc = json_doc_parse(STR("{}"), &doc, err);
    json_doc_free(doc);
    return rc;
}

static int start(struct worker *worker, const char *variant, struct err *err)
{
    int rc = sandbox_prepare(err);
    if (rc == E_OK) {
        rc = warm_up_json(err);
    }
    if (rc == E_OK) {
        rc = worker->role->init(variant, &worker->state, err);
        (void)malloc_trim(0); /* what reading models and tables took and has given back */
    }
    struct ipc_ready ready = {.version = IPC_VERSION};
    if (rc == E_OK) {
        rc = sandbox_enter(worker->role->type, &worker->role->rights, &ready.locks, err);
    }
    if (rc < 0) {
        return rc;
    }
    return ipc_send_ready(IPC_FD, &ready);
}

int worker_serve(const struct worker_role *role, const char *variant)
{
    struct worker worker = {.role = role, .buffer = must_alloc(IPC_FRAME_MAX)};
    struct err err = {0};
    int rc = start(&worker, variant, &err);
    if (rc < 0) {
        /* Where not even this arrives, the server sees how the process ended. */
        rc = ipc_send_error(IPC_FD, 0, rc, err_text(&err, rc));
        leave(rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    serve_tasks(&worker);
}
