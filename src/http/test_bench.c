/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What streams cost: a server in a process of its own, 10,000 idle streams on one topic, and one event to
 * all of them. Prints one line of JSON. With --serve it only serves, for wrk and the like. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "http/test_support.h"

#define STREAMS               ((size_t)10000)
#define WRITES                ((size_t)1000)
#define IDLE_SECONDS_MEASURED 22 /* each stream gets a comment in that time */
#define END                   "HTTP/1.1\r\nHost: localhost\r\n\r\n"

static void make_room(struct config *config)
{
    config->connections = (int64_t)STREAMS + 1000;
    config->behind_proxy = true; /* no limit for one address */
}

/* Serves until it is killed; the port goes through the pipe. */
static void serve(int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct test_server *server = test_server_start(make_room);
    ssize_t n = write(out, &server->port, sizeof(server->port));
    ASSERT(n == sizeof(server->port));
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    int signal_number;
    (void)sigwait(&stop, &signal_number);
    test_server_stop(server);
    _exit(0);
}

static int64_t metric(int port, const char *name, struct arena *arena)
{
    struct answer answer = client_ask(port, STR("GET /metrics " END), arena);
    struct str rest = answer.body;
    while (rest.n > 0) {
        struct str value;
        int64_t number;
        if (str_eq(str_cut(str_cut(rest, '\n', &rest), ' ', &value), str_from(name)) &&
            str_to_i64(value, 0, INT64_MAX, &number) == E_OK) {
            return number;
        }
    }
    return -1;
}

static void open_streams(int port, int *fds)
{
    struct sb got;
    sb_init(&got, 1 * MIB);
    for (size_t i = 0; i < STREAMS; i++) {
        fds[i] = client_connect(port);
        client_send(fds[i], STR("GET /api/v1/events " END));
        sb_clear(&got);
        bool begun = client_read_until(fds[i], "{\"n\":0}", &got);
        ASSERT(begun);
    }
    sb_done(&got);
}

/* Time until the last stream has the event. */
static int64_t publish_ms(int port, const int *fds, struct arena *arena)
{
    int64_t from_ms = clock_mono_ms();
    struct answer answer = client_ask(port, STR("POST /api/v1/publish " END), arena);
    ASSERT(answer.status == 204);
    struct sb got;
    sb_init(&got, 1 * MIB);
    for (size_t i = 0; i < STREAMS; i++) {
        sb_clear(&got);
        bool came = client_read_until(fds[i], "{\"n\":1}", &got);
        ASSERT(came);
    }
    sb_done(&got);
    return clock_mono_ms() - from_ms;
}

/* Time of a write, one after the other on one connection. */
static double write_us(int port)
{
    struct arena *arena = arena_new();
    int fd = client_connect(port);
    int64_t from_us = clock_mono_us();
    for (size_t i = 0; i < WRITES; i++) {
        client_send(fd, STR("POST /api/v1/nothing " END));
        struct answer answer = client_read(fd, arena);
        ASSERT(answer.status == 204);
        arena_reset(arena);
    }
    double us = (double)(clock_mono_us() - from_us) / (double)WRITES;
    close(fd);
    arena_free(arena);
    return us;
}

/* What the process has computed so far: fields 14 and 15 of /proc/PID/stat. */
static double cpu_seconds(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    char line[1024] = "";
    bool is_read = file != NULL && fgets(line, sizeof(line), file) != NULL;
    ASSERT(is_read);
    (void)fclose(file);
    struct str text = str_from(strrchr(line, ')'));
    int64_t ticks = 0;
    for (int field = 2; field <= 15; field++) {
        int64_t number;
        struct str word = str_cut(text, ' ', &text);
        if (field >= 14 && str_to_i64(word, 0, INT64_MAX, &number) == E_OK) {
            ticks += number;
        }
    }
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static double idle_percent(pid_t server)
{
    double from = cpu_seconds(server);
    sleep(IDLE_SECONDS_MEASURED);
    return (cpu_seconds(server) - from) * 100 / IDLE_SECONDS_MEASURED;
}

static void measure(pid_t server, int port)
{
    struct arena *arena = arena_new();
    int *fds = arena_calloc(arena, STREAMS, sizeof(*fds));
    double write_before_us = write_us(port);
    int64_t before = metric(port, "assisti_resident_bytes", arena);
    open_streams(port, fds);
    int64_t after = metric(port, "assisti_resident_bytes", arena);
    int64_t open = metric(port, "assisti_http_streams", arena);
    ASSERT(open == (int64_t)STREAMS);
    double write_with_us = write_us(port);
    double idle = idle_percent(server);
    int64_t all_ms = publish_ms(port, fds, arena);
    printf("{\"streams\":%zu,\"server_mib_before\":%.1f,\"server_mib_with\":%.1f,"
           "\"kib_per_stream\":%.1f,\"event_to_all_ms\":%lld,\"write_us_before\":%.0f,"
           "\"write_us_with\":%.0f,\"idle_cpu_percent\":%.1f}\n",
           STREAMS, (double)before / (double)MIB, (double)after / (double)MIB,
           (double)(after - before) / (double)KIB / (double)STREAMS, (long long)all_ms,
           write_before_us, write_with_us, idle);
    for (size_t i = 0; i < STREAMS; i++) {
        close(fds[i]);
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    int rc = getrlimit(RLIMIT_NOFILE, &limit);
    ASSERT(rc == 0);
    limit.rlim_cur = limit.rlim_max; /* the server raises what it needs by itself */
    rc = setrlimit(RLIMIT_NOFILE, &limit);
    ASSERT(rc == 0);
    int ends[2];
    if (pipe(ends) < 0) {
        perror("pipe");
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        serve(ends[1]);
    }
    close(ends[1]);
    int port = 0;
    ssize_t n = read(ends[0], &port, sizeof(port));
    ASSERT(n == sizeof(port));
    if (argc > 1 && strcmp(argv[1], "--serve") == 0) {
        printf("http://127.0.0.1:%d\n", port);
        fflush(stdout);
        (void)waitpid(child, NULL, 0);
        return 0;
    }
    measure(child, port);
    kill(child, SIGTERM);
    (void)waitpid(child, NULL, 0);
    return 0;
}
