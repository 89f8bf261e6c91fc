/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipc/ipc.h"
#include "worker/sandbox.h"

struct worker_progress;

/* What a kind gets to work on. It is given to `run` only. */
struct worker_task {
    uint64_t id;
    struct arena *arena;
    struct str picture; /* read-only */
    struct str params;  /* JSON, from the server */
    struct worker_progress *progress;
    /* The result, filled by worker_add_part(). */
    struct ipc_part parts[IPC_PARTS_MAX];
    const char *contents[IPC_PARTS_MAX];
    size_t part_count;
};

struct worker_role {
    const struct worker_type *type;
    struct sandbox_rights rights;
    /* Loads all that tasks of this variant will need; files cannot be opened later. */
    int (*init)(const char *variant, void **out_state, struct err *err);
    /* Adds the parts of the result to the task, or returns a code that ipc lets a worker use. */
    int (*run)(void *state, struct worker_task *task, struct err *err);
};

extern const struct worker_role worker_ocr, worker_animals, worker_signs, worker_skills;

/* Tells the server how far the task is, not more often than somebody can see. False where the task was
 * cancelled: the kind then returns E_CANCELLED soon. */
MUSTUSE bool worker_tell(struct worker_task *task, const struct ipc_progress *progress);

/* Adds a part, in the order that ipc.h asks for. The content stays where it is until `run` has
 * returned. E_TOO_LARGE where the result has too many parts, or too many bytes in all. */
MUSTUSE int worker_add_part(struct worker_task *task, enum ipc_part_kind kind, uint32_t page,
                            struct str content);

/* The whole life of a worker of this kind; returns its exit status. */
int worker_serve(const struct worker_role *role, const char *variant);
