/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sandbox forbids, tried by the worker under test. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "worker/test_kind.h"

int test_refused_or_done(struct worker_task *task, struct err *err, long result)
{
    if (result == -1) {
        return err_set(err, E_PROCESSING_FAILED, "refused: %s", strerror(errno));
    }
    return worker_add_part(task, IPC_PART_JSON, 0, STR("{\"label\":\"it was allowed\"}"));
}

static int do_open(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err,
                                syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0));
}

static int do_open_shared(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(
        task, err, syscall(SYS_openat, AT_FDCWD, "/usr/share/common-licenses/GPL-3", O_RDONLY, 0));
}

static int do_create(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err,
                                syscall(SYS_openat, AT_FDCWD, "/tmp/x", O_CREAT | O_WRONLY, 0600));
}

static int do_stat(struct worker_task *task, struct err *err)
{
    struct stat st;
    return test_refused_or_done(task, err, stat("/etc/passwd", &st));
}

static int do_unlink(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, unlink("/tmp/x"));
}

static int do_memfd(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, memfd_create("x", 0));
}

static int do_socket(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, socket(AF_INET, SOCK_STREAM, 0));
}

static int do_fork(struct worker_task *task, struct err *err)
{
    const long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        _exit(0);
    }
    return test_refused_or_done(task, err, pid);
}

static void *do_nothing(void *unused)
{
    return unused;
}

static int do_thread(struct worker_task *task, struct err *err)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, do_nothing, NULL);
    if (error == 0) {
        error = pthread_join(thread, NULL);
    }
    errno = error;
    return test_refused_or_done(task, err, error == 0 ? 0 : -1);
}

static void *call_as_i386(void *unused)
{
#ifdef __x86_64__
    long number = 20; /* getpid there */
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
#endif
    return unused;
}

static int do_other_calls(struct worker_task *task, struct err *err)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, call_as_i386, NULL);
    if (error == 0) {
        error = pthread_join(thread, NULL);
    }
    return test_refused_or_done(task, err, error == 0 ? 0 : -1);
}

static int do_exec(struct worker_task *task, struct err *err)
{
    char *const argv[] = {(char *)"/bin/true", NULL};
    return test_refused_or_done(task, err, execve(argv[0], argv, NULL));
}

static int do_ptrace(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int do_read_server(struct worker_task *task, struct err *err)
{
    char byte;
    struct iovec here = {&byte, 1};
    struct iovec there = {(void *)task, 1};
    return test_refused_or_done(task, err, process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int do_kill_parent(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, syscall(SYS_kill, getppid(), SIGTERM));
}

static int do_signal_other(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, syscall(SYS_tgkill, 1, 1, SIGTERM));
}

static int do_raise_limit(struct worker_task *task, struct err *err)
{
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return test_refused_or_done(task, err, setrlimit(RLIMIT_NOFILE, &limit));
}

static int do_map_code(struct worker_task *task, struct err *err)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return test_refused_or_done(task, err, p == MAP_FAILED ? -1 : 0);
}

static int do_protect_code(struct worker_task *task, struct err *err)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return test_refused_or_done(task, err, mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int do_truncate(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, ftruncate(STDERR_FILENO, 0));
}

static int do_trace_again(struct worker_task *task, struct err *err)
{
    return test_refused_or_done(task, err, prctl(PR_SET_DUMPABLE, 1));
}

const struct test_act test_forbidden[] = {
    {"open", do_open},
    {"open_shared", do_open_shared},
    {"create", do_create},
    {"stat", do_stat},
    {"unlink", do_unlink},
    {"memfd", do_memfd},
    {"socket", do_socket},
    {"fork", do_fork},
    {"thread", do_thread},
    {"other_calls", do_other_calls},
    {"exec", do_exec},
    {"ptrace", do_ptrace},
    {"read_server", do_read_server},
    {"kill_parent", do_kill_parent},
    {"signal_other", do_signal_other},
    {"raise_limit", do_raise_limit},
    {"map_code", do_map_code},
    {"protect_code", do_protect_code},
    {"truncate", do_truncate},
    {"trace_again", do_trace_again},
};
const size_t test_forbidden_count = ARRAY_LEN(test_forbidden);
