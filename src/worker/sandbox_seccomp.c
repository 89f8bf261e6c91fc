/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ipc/ipc.h"
#include "worker/sandbox_int.h"

/* Calls that are harmless with any argument: they reach nothing but the process itself and what it has
 * open. */
static const int allowed[] = {
    /* memory; mmap and mprotect have conditions, see below */
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    /* time */
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    /* its own descriptors */
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    /* locks and signals of its own */
    SCMP_SYS(futex),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),
    /* the rest */
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(getrandom),
#ifdef SANDBOX_INSTRUMENTED
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getrusage),
    SCMP_SYS(nanosleep),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(sigaltstack),
#endif
};

/* Calls that libraries make without need and whose failure they bear: a stream asks whether it is a
 * terminal, a sanitizer wants to read the map of the process. */
static const int refused[] = {
    SCMP_SYS(fstat),    SCMP_SYS(ioctl),      SCMP_SYS(newfstatat),
#ifdef SANDBOX_INSTRUMENTED
    SCMP_SYS(open),     SCMP_SYS(openat),     SCMP_SYS(prctl),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat),
#endif
};

/* Calls that are allowed where one argument has a certain value. */
struct conditional {
    int call;
    struct scmp_arg_cmp condition;
};

static int add_conditional(scmp_filter_ctx filter)
{
    const struct conditional rows[] = {
        /* Memory is never executable: machine code that is not there at the start does not run. */
        {SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(recvmsg), SCMP_A0(SCMP_CMP_EQ, IPC_FD)},
        {SCMP_SYS(sendmsg), SCMP_A0(SCMP_CMP_EQ, IPC_FD)},
        {SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO)},
        {SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO)},
        /* For abort(), which is to look like one. */
        {SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int rc =
            seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rows[i].call, 1, &rows[i].condition);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

static int add_unconditional(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
        int rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i], 0, NULL);
        if (rc < 0) {
            return rc;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        int rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0, NULL);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

int sandbox_enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (rc == 0) {
        rc = add_unconditional(filter);
    }
    if (rc == 0) {
        rc = add_conditional(filter);
    }
    if (rc == 0) {
        rc = seccomp_load(filter);
    }
    seccomp_release(filter);
    if (rc < 0) {
        errno = -rc;
        return -1;
    }
    return 0;
}
