/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "worker/sandbox.h"
#include "worker/sandbox_int.h"

/* stdin, stdout and stderr, the socket, the picture, and some to spare. */
#define OPEN_FILES 32
/* Program and libraries lie in the address space too, and so does the picture. */
#define CODE_BYTES (768 * MIB)

static int failed(struct err *err, const char *what)
{
    return err_set(err, E_PROCESSING_FAILED, "The worker cannot lock itself in: %s: %s.", what,
                   strerror(errno));
}

int sandbox_prepare(struct err *err)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) {
        return failed(err, "parent death signal");
    }
    /* At a shutdown the server decides when a worker ends: after its task. */
    static const int from_outside[] = {SIGHUP, SIGINT, SIGTERM};
    for (size_t i = 0; i < ARRAY_LEN(from_outside); i++) {
        (void)signal(from_outside[i], SIG_IGN); /* cannot fail for these */
    }
    return close_range(IPC_FD + 1, ~0u, 0) < 0 ? failed(err, "open files") : E_OK;
}

static int set_limit(__rlimit_resource_t resource, size_t value, const char *what, struct err *err)
{
    const struct rlimit limit = {value, value};
    return setrlimit(resource, &limit) < 0 ? failed(err, what) : E_OK;
}

static int set_limits(const struct worker_type *type, struct err *err)
{
    const struct {
        __rlimit_resource_t resource;
        size_t value;
        const char *what;
    } rows[] = {
        {RLIMIT_CORE, 0, "core dumps"},
        {RLIMIT_FSIZE, 0, "file size"},
        {RLIMIT_NOFILE, OPEN_FILES, "open files"},
        {RLIMIT_MEMLOCK, 0, "locked memory"},
        {RLIMIT_MSGQUEUE, 0, "message queues"},
#ifndef SANDBOX_INSTRUMENTED
        {RLIMIT_DATA, type->memory_bytes, "data"},
        {RLIMIT_AS, type->memory_bytes + CODE_BYTES, "address space"},
#endif
    };
    (void)type; /* instrumented builds do not look at it */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int rc = set_limit(rows[i].resource, rows[i].value, rows[i].what, err);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

/* libcap would be a library more for one system call. */
static int drop_capabilities(struct err *err)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    const struct __user_cap_data_struct none[2] = {0};
    return syscall(SYS_capset, &header, none) < 0 ? failed(err, "capabilities") : E_OK;
}

/* ---- landlock ---- */

/* The header of the distribution knows the first version only; the kernel takes longer structures and
 * more rights as it gets newer. */
struct ruleset {
    uint64_t files;
    uint64_t net;
    uint64_t scoped;
};

/* Rights on files by version: 13 in the first, then to refer, to truncate, and to control devices. */
static uint64_t file_rights(long version)
{
    unsigned count = 13;
    count += version >= 2;
    count += version >= 3;
    count += version >= 5;
    return (UINT64_C(1) << count) - 1;
}

static int allow_reading(int ruleset_fd, const char *const *folders, struct err *err)
{
    for (; folders != NULL && *folders != NULL; folders++) {
        CLEANUP(fd_closep) int folder = open(*folders, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0 && errno == ENOENT) {
            continue;
        }
        const struct landlock_path_beneath_attr rule = {
            .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
            .parent_fd = folder,
        };
        if (folder < 0 ||
            syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0) {
            return failed(err, *folders);
        }
    }
    return E_OK;
}

/* A ruleset that handles every right allows nothing but what its rules say. */
static int enter_landlock(const char *const *folders, bool *out_held, struct err *err)
{
    *out_held = false;
    const long version =
        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        return E_OK; /* not in this kernel, or switched off; the server says so once */
    }
    struct ruleset ruleset = {.files = file_rights(version)};
    size_t bytes = sizeof(ruleset.files);
    if (version >= 4) {
        ruleset.net = (1u << 0) | (1u << 1); /* bind and connect TCP */
        bytes += sizeof(ruleset.net);
    }
    if (version >= 6) {
        ruleset.scoped = (1u << 0) | (1u << 1); /* abstract sockets and signals */
        bytes += sizeof(ruleset.scoped);
    }
    CLEANUP(fd_closep)
    int fd = (int)syscall(SYS_landlock_create_ruleset, &ruleset, bytes, 0);
    if (fd < 0) {
        return failed(err, "landlock");
    }
    int rc = allow_reading(fd, folders, err);
    if (rc < 0) {
        return rc;
    }
    if (syscall(SYS_landlock_restrict_self, fd, 0) < 0) {
        return failed(err, "landlock");
    }
    *out_held = true;
    return E_OK;
}

static enum sandbox_files files_for(const char *const *folders, bool landlocked)
{
    if (folders == NULL) {
        return SANDBOX_FILES_NONE;
    }
    return landlocked ? SANDBOX_FILES_READ : SANDBOX_FILES_REFUSED;
}

int sandbox_enter(const struct worker_type *type, const struct sandbox_rights *rights,
                  uint32_t *out_locks, struct err *err)
{
    /* What loading has opened and forgotten. */
    if (close_range(IPC_FD + 1, ~0u, 0) < 0) {
        return failed(err, "open files");
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0) {
        return failed(err, "privileges");
    }
    bool landlocked;
    int rc = enter_landlock(rights->folders, &landlocked, err);
    if (rc == E_OK) {
        rc = set_limits(type, err);
    }
    if (rc == E_OK) {
        rc = drop_capabilities(err);
    }
    if (rc == E_OK &&
        sandbox_enter_seccomp(files_for(rights->folders, landlocked), rights->threads) < 0) {
        rc = failed(err, "seccomp");
    }
    if (rc == E_OK) {
        *out_locks = IPC_LOCK_SECCOMP | (landlocked ? IPC_LOCK_LANDLOCK : 0);
    }
    return rc;
}
