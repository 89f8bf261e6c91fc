/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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
    SCMP_SYS(getrusage), /* link-grammar's limit of time */
    /* its own descriptors */
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    /* locks and signals of its own */
    SCMP_SYS(futex),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    /* the rest */
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(getrandom),
#ifdef SANDBOX_INSTRUMENTED
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(sigaltstack),
#endif
};

/* Calls that libraries make without need and whose failure they bear: a stream asks whether it is a
 * terminal, fontconfig whether its settings have changed, qsort() how much memory there is, a sanitizer where the
 * program lies. */
static const int refused[] = {
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(ioctl),
    SCMP_SYS(lstat),  SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(stat),
    SCMP_SYS(statx),  SCMP_SYS(sysinfo),
#ifdef SANDBOX_INSTRUMENTED
    SCMP_SYS(prctl),
#endif
};

/* A call that is allowed where one argument has a certain value. */
struct conditional {
    int call;
    struct scmp_arg_cmp condition;
};

static int add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = seccomp_rule_add_array(filter, action, calls[i], 0, NULL);
    }
    return rc;
}

static int add_conditionals(scmp_filter_ctx filter, const struct conditional *rows, size_t count)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rows[i].call, 1, &rows[i].condition);
    }
    return rc;
}

static int add_basic(scmp_filter_ctx filter)
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
    int rc = add_calls(filter, SCMP_ACT_ALLOW, allowed, ARRAY_LEN(allowed));
    if (rc == 0) {
        rc = add_calls(filter, SCMP_ACT_ERRNO(EACCES), refused, ARRAY_LEN(refused));
    }
    return rc == 0 ? add_conditionals(filter, rows, ARRAY_LEN(rows)) : rc;
}

/* Opening for reading; anything that would write kills. O_TMPFILE needs a mode of writing. */
static int add_reading(scmp_filter_ctx filter)
{
    const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
    const struct conditional rows[] = {
        {SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY)},
        {SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY)},
        /* fstat() of the C library. It could be made to tell the size of any file that the account may
         * see, which landlock does not prevent, but not what is in it. */
        {SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_SETFD)},
    };
    static const int plain[] = {
        SCMP_SYS(fstat),
        SCMP_SYS(getdents64),
        SCMP_SYS(pread64),
        SCMP_SYS(read),
    };
    const struct scmp_arg_cmp by_path = SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH);
    int rc = add_conditionals(filter, rows, ARRAY_LEN(rows));
    if (rc == 0) {
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
                                    &by_path);
    }
    return rc == 0 ? add_calls(filter, SCMP_ACT_ALLOW, plain, ARRAY_LEN(plain)) : rc;
}

/* Threads of this process: whoever shares its memory and its id gets nothing new. The C library asks for
 * clone3 first, whose flags lie in memory where a filter cannot see them; without it, it takes clone. */
static int add_threads(scmp_filter_ctx filter)
{
    const scmp_datum_t thread = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    const scmp_datum_t watched = thread | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                 CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
    const struct conditional rows[] = {
        {SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, watched, thread)},
        {SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)},
    };
    static const int plain[] = {SCMP_SYS(rseq), SCMP_SYS(set_robust_list)};
    static const int clone3[] = {SCMP_SYS(clone3)};
    int rc = add_calls(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, ARRAY_LEN(clone3));
    if (rc == 0) {
        rc = add_calls(filter, SCMP_ACT_ALLOW, plain, ARRAY_LEN(plain));
    }
    return rc == 0 ? add_conditionals(filter, rows, ARRAY_LEN(rows)) : rc;
}

static int add_files(scmp_filter_ctx filter, enum sandbox_files files)
{
    static const int asking[] = {SCMP_SYS(fstat), SCMP_SYS(newfstatat)};
    static const int opening[] = {SCMP_SYS(open), SCMP_SYS(openat)};
    if (files == SANDBOX_FILES_READ) {
        return add_reading(filter);
    }
    const uint32_t no = SCMP_ACT_ERRNO(EACCES);
    int rc = add_calls(filter, no, asking, ARRAY_LEN(asking));
#ifdef SANDBOX_INSTRUMENTED
    files = SANDBOX_FILES_REFUSED; /* a sanitizer that reports wants to read the process's map */
#endif
    if (rc == 0 && files == SANDBOX_FILES_REFUSED) {
        rc = add_calls(filter, no, opening, ARRAY_LEN(opening));
    }
    return rc;
}

int sandbox_enter_seccomp(enum sandbox_files files, bool threads)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    /* Calls in the manner of another architecture, else fatal to their thread alone. */
    if (rc == 0) {
        rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    }
    if (rc == 0) {
        rc = add_basic(filter);
    }
    if (rc == 0) {
        rc = add_files(filter, files);
    }
    if (rc == 0 && threads) {
        rc = add_threads(filter);
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
