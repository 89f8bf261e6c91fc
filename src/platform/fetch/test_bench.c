/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures streams; see test_bench.h.
 *   bench_fetch source PIECES INTERVAL_MS          serves as a model endpoint; prints its port
 *   bench_fetch client PIECES [PORT FILE]...       reads the streams of the requests in files
 *   bench_fetch fetch STREAMS PIECES INTERVAL_MS   reads streams by platform/fetch from an endpoint of its own */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "platform/fetch/fetch.h"
#include "platform/fetch/test_bench.h"

#define WAYS_MAX 4

static void print_port(void *context, int port)
{
    (void)context;
    printf("%d\n", port);
    fflush(stdout);
}

static void write_port(void *context, int port)
{
    const int *fd = context;
    ssize_t n = write(*fd, &port, sizeof(port));
    ASSERT(n == sizeof(port));
}

/* ---- fetch ---- */

/* All but `lock` and `over` is the thread's of fetch until all are over. */
struct totals {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int over; /* guarded by lock */
    int streams;
    int begun;
    int failed;
    int pieces;
    struct bench_delays delays;
};

struct taken {
    struct totals *totals;
    struct bench_marks marks;
};

static int take_piece(void *context, struct str bytes)
{
    struct taken *taken = context;
    struct totals *totals = taken->totals;
    int64_t before = taken->marks.next;
    totals->delays.is_kept = totals->begun == totals->streams;
    bench_read(&taken->marks, &totals->delays, bytes.p, bytes.n);
    totals->begun += before == 0 && taken->marks.next > 0 ? 1 : 0;
    return E_OK;
}

static void take_end(void *context, int rc, const struct err *err)
{
    struct taken *taken = context;
    struct totals *totals = taken->totals;
    totals->begun = 0; /* no more delays once one is over */
    if (rc < 0 || taken->marks.next != totals->pieces || taken->marks.lost > 0) {
        totals->failed++;
        fprintf(stderr, "a stream ended after %lld: %s\n", (long long)taken->marks.next,
                err_text(err, rc));
    }
    pthread_mutex_lock(&totals->lock);
    totals->over++;
    pthread_cond_signal(&totals->changed);
    pthread_mutex_unlock(&totals->lock);
}

static double cpu_seconds(void)
{
    struct rusage usage;
    int rc = getrusage(RUSAGE_SELF, &usage);
    ASSERT(rc == 0);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The second number of /proc/self/statm, which counts pages. */
static long resident_kib(void)
{
    char text[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    bool is_read = file != NULL && fgets(text, sizeof(text), file) != NULL;
    ASSERT(is_read);
    (void)fclose(file);
    const char *second = strchr(text, ' ');
    ASSERT(second != NULL);
    return strtol(second, NULL, 10) * (sysconf(_SC_PAGESIZE) / 1024);
}

static void start_all(struct fetch *fetch, struct totals *totals, struct taken *taken, int port)
{
    char url[64];
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1/chat/completions", port);
    struct fetch_request request = {.method = FETCH_POST,
                                    .url = str_from(url),
                                    .body = STR("{}"),
                                    .may_ask_self = true,
                                    .body_max = 100 * MIB,
                                    .connect_ms = 10000,
                                    .idle_ms = 60000};
    for (int i = 0; i < totals->streams; i++) {
        taken[i].totals = totals;
        struct fetch_sink sink = {.context = &taken[i], .piece = take_piece, .done = take_end};
        struct fetch_id id;
        struct err err = {0};
        int rc = fetch_start(fetch, &request, &sink, &id, &err);
        if (rc < 0) {
            fprintf(stderr, "not started: %s\n", err_text(&err, rc));
            exit(1);
        }
    }
}

static void measure(struct fetch *fetch, struct totals *totals, int port)
{
    struct taken *taken = must_calloc((size_t)totals->streams, sizeof(*taken));
    totals->delays.max = (size_t)totals->streams * (size_t)totals->pieces;
    totals->delays.us = must_calloc(totals->delays.max, sizeof(*totals->delays.us));
    memset(totals->delays.us, 1, totals->delays.max * sizeof(*totals->delays.us));
    long before_kib = resident_kib();
    double from_s = cpu_seconds();
    start_all(fetch, totals, taken, port);
    long with_kib = before_kib;
    pthread_mutex_lock(&totals->lock);
    while (totals->over < totals->streams) {
        if (totals->over == 0 || with_kib == before_kib) {
            long now_kib = resident_kib();
            with_kib = now_kib > with_kib ? now_kib : with_kib;
        }
        struct timespec soon;
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_sec += 1;
        (void)pthread_cond_timedwait(&totals->changed, &totals->lock, &soon);
    }
    pthread_mutex_unlock(&totals->lock);
    double tokens = (double)totals->streams * totals->pieces;
    printf("{\"streams\":%d,\"failed\":%d,\"kib_per_stream\":%.1f,\"cpu_us_per_piece\":%.1f,",
           totals->streams, totals->failed, (double)(with_kib - before_kib) / totals->streams,
           (cpu_seconds() - from_s) * 1e6 / tokens);
    bench_print_delays(&totals->delays);
    printf("}\n");
    free(taken);
    free(totals->delays.us);
}

static int bench_fetch(int streams, const struct bench_pace *pace)
{
    int ends[2];
    if (pipe(ends) < 0) {
        perror("pipe");
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        bench_source(pace, write_port, &ends[1]);
    }
    int port;
    ssize_t n = read(ends[0], &port, sizeof(port));
    ASSERT(n == sizeof(port));
    struct fetch *fetch;
    struct err err = {0};
    struct fetch_config config = {.calls_max = (size_t)streams};
    int rc = fetch_new(&config, &fetch, &err);
    ASSERT(rc == E_OK);
    struct totals totals = {.lock = PTHREAD_MUTEX_INITIALIZER,
                            .changed = PTHREAD_COND_INITIALIZER,
                            .streams = streams,
                            .pieces = pace->pieces};
    measure(fetch, &totals, port);
    fetch_free(fetch);
    kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    return totals.failed > 0 ? 1 : 0;
}

static int number(const char *text)
{
    int64_t value = 0;
    if (str_to_i64(str_from(text), 1, 1000000, &value) < 0) {
        fprintf(stderr, "\"%s\" is no number from 1 on\n", text);
        exit(2);
    }
    return (int)value;
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    int rc = getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    rc = rc == 0 ? setrlimit(RLIMIT_NOFILE, &limit) : rc;
    ASSERT(rc == 0);
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 4 && strcmp(what, "source") == 0) {
        struct bench_pace pace = {number(argv[2]), number(argv[3])};
        bench_source(&pace, print_port, NULL);
    }
    if (argc >= 5 && strcmp(what, "client") == 0) {
        struct bench_pace pace = {.pieces = number(argv[2])};
        struct bench_way ways[WAYS_MAX] = {0};
        size_t count = 0;
        for (int i = 3; i + 1 < argc && count < WAYS_MAX; i += 2) {
            ways[count++] = (struct bench_way){.port = number(argv[i]), .requests = argv[i + 1]};
        }
        return bench_client(ways, count, &pace);
    }
    if (argc == 5 && strcmp(what, "fetch") == 0) {
        struct bench_pace pace = {number(argv[3]), number(argv[4])};
        return bench_fetch(number(argv[2]), &pace);
    }
    fprintf(stderr, "usage: %s source|client|fetch ...\n", argv[0]);
    return 2;
}
