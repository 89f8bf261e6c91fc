/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox: takes from this process all that decoding a picture does not need. There is no way back.
 *
 * After it the process has its memory, the descriptors that it has open, and few system calls:
 *   limits     data and address space by kind, no core dumps, no file growth, few descriptors
 *   rights     no capabilities, no new privileges, not traceable, dies with the server's pool thread
 *   landlock   no file system but the folders named, for reading; no TCP, no signals to others
 *   seccomp    an allow-list; anything else kills the process, so that a breach is seen
 *
 * Where the kernel has no landlock, the folders are not to be read either: seccomp cannot tell one path
 * from another.
 *
 * Code under AddressSanitizer or ThreadSanitizer reserves terabytes of address space and makes some
 * system calls of its own: instrumented builds have no limit on memory and a slightly longer list. They
 * leave with _exit(), so leaks inside workers are not looked for. */
#pragma once

#include "ipc/ipc.h"

/* To be called first of all: the process ends when the server does, ignores what a terminal or a service
 * manager sends to all processes at once, and owns no descriptor above the socket. */
MUSTUSE int sandbox_prepare(struct err *err);

/* What a kind of worker needs beyond its memory. */
struct sandbox_rights {
    const char *const *folders; /* to read files in; ends with NULL. NULL: no files at all */
    bool threads;               /* to start threads, though never processes */
};

/* Locks in and tells by flags of enum ipc_locks what holds. Folders that do not exist are left out.
 * Fails where seccomp is not to be had. */
MUSTUSE int sandbox_enter(const struct worker_type *type, const struct sandbox_rights *rights,
                          uint32_t *out_locks, struct err *err);
