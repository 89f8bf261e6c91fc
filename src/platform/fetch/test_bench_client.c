/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "platform/fetch/test_bench.h"

#define CONNECTING_MAX 200 /* whose answer has not begun yet */
#define EVENTS_A_TURN  256
#define REQUESTS_MAX   (256 * MIB)

/* ---- marks ---- */

enum mark_state {
    MARK_NONE,
    MARK_TIME,
    MARK_NUMBER,
};

static void take_mark(struct bench_marks *marks, struct bench_delays *delays)
{
    if (marks->number < marks->next) {
        return;
    }
    marks->lost += marks->number - marks->next;
    marks->next = marks->number + 1;
    if (delays->is_kept && delays->count < delays->max) {
        delays->us[delays->count++] = (uint32_t)(clock_mono_us() - marks->sent_us);
    }
}

void bench_read(struct bench_marks *marks, struct bench_delays *delays, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = bytes[i];
        bool is_digit = c >= '0' && c <= '9';
        if (marks->state == MARK_TIME && is_digit) {
            marks->sent_us = marks->sent_us * 10 + (c - '0');
        } else if (marks->state == MARK_NUMBER && is_digit) {
            marks->number = marks->number * 10 + (c - '0');
        } else if (marks->state == MARK_TIME && c == ':') {
            marks->state = MARK_NUMBER;
            marks->number = 0;
        } else if (marks->state == MARK_NUMBER && c == '@') {
            take_mark(marks, delays);
            marks->state = MARK_NONE;
        } else {
            marks->state = c == '@' ? MARK_TIME : MARK_NONE;
            marks->sent_us = 0;
        }
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

void bench_print_delays(struct bench_delays *delays)
{
    size_t n = delays->count;
    if (n == 0) {
        printf("\"measured\":0");
        return;
    }
    qsort(delays->us, n, sizeof(*delays->us), compare);
    printf("\"measured\":%zu,\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u", n, delays->us[n / 2],
           delays->us[n * 99 / 100], delays->us[n - 1]);
}

/* ---- the client ---- */

struct reader {
    struct bench_way *way;
    int fd;
    struct bench_marks marks;
    struct str request;
    bool has_begun;
    bool is_over;
    char reply[1200]; /* how it began, where it went wrong */
    size_t reply_n;
};

struct client {
    int epoll;
    struct bench_pace pace;
    struct reader *readers;
    size_t count;
    size_t opened;
    size_t begun; /* and not over */
    size_t over;
};

static void open_one(struct client *client, struct reader *reader)
{
    reader->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)reader->way->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int rc = connect(reader->fd, (struct sockaddr *)&address, sizeof(address));
    if (rc < 0) {
        perror("connect");
        exit(1);
    }
    for (size_t sent = 0; sent < reader->request.n;) {
        ssize_t n =
            send(reader->fd, reader->request.p + sent, reader->request.n - sent, MSG_NOSIGNAL);
        ASSERT(n > 0);
        sent += (size_t)n;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = reader};
    rc = epoll_ctl(client->epoll, EPOLL_CTL_ADD, reader->fd, &event);
    ASSERT(rc == 0);
    client->opened++;
}

static void finish(struct client *client, struct reader *reader)
{
    close(reader->fd);
    reader->is_over = true;
    client->begun -= reader->has_begun ? 1 : 0;
    client->over++;
}

static void read_one(struct client *client, struct reader *reader)
{
    char bytes[16384];
    ssize_t got = recv(reader->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        return;
    }
    if (got <= 0) {
        finish(client, reader);
        return;
    }
    size_t kept = size_min((size_t)got, sizeof(reader->reply) - reader->reply_n);
    memcpy(reader->reply + reader->reply_n, bytes, kept);
    reader->reply_n += kept;
    /* Delays are those while all streams run. */
    struct bench_delays *delays = &reader->way->delays;
    delays->is_kept = client->begun == client->count;
    bench_read(&reader->marks, delays, bytes, (size_t)got);
    if (!reader->has_begun && reader->marks.next > 0) {
        reader->has_begun = true;
        client->begun++;
    }
    if (reader->marks.next >= client->pace.pieces) {
        finish(client, reader);
    }
}

static void print_way(const struct client *client, struct bench_way *way)
{
    int64_t tokens = 0;
    int64_t lost = 0;
    size_t broken = 0;
    const struct reader *bad = NULL;
    for (size_t i = 0; i < client->count; i++) {
        const struct reader *reader = &client->readers[i];
        if (reader->way != way) {
            continue;
        }
        tokens += reader->marks.next - reader->marks.lost;
        lost += reader->marks.lost + client->pace.pieces - reader->marks.next;
        bool is_broken = reader->marks.next < client->pace.pieces;
        broken += is_broken ? 1 : 0;
        bad = is_broken ? reader : bad;
    }
    printf("{\"tokens\":%lld,\"lost\":%lld,\"broken\":%zu,", (long long)tokens, (long long)lost,
           broken);
    bench_print_delays(&way->delays);
    printf("}");
    if (bad != NULL) {
        fprintf(stderr, "one that broke: %.*s\n", (int)bad->reply_n, bad->reply);
    }
}

static void run(struct client *client)
{
    while (client->over < client->count) {
        while (client->opened < client->count &&
               client->opened - client->over - client->begun < CONNECTING_MAX) {
            open_one(client, &client->readers[client->opened]);
        }
        struct epoll_event events[EVENTS_A_TURN];
        int n = epoll_wait(client->epoll, events, EVENTS_A_TURN, 1000);
        for (int i = 0; i < n; i++) {
            struct reader *reader = events[i].data.ptr;
            if (!reader->is_over) {
                read_one(client, reader);
            }
        }
    }
}

/* The requests of all ways, one way after the other. */
static int add_readers(struct client *client, struct bench_way *ways, size_t count,
                       struct arena *arena)
{
    struct str *texts = arena_calloc(arena, count, sizeof(*texts));
    for (size_t i = 0; i < count; i++) {
        int rc = file_read_path(ways[i].requests, arena, REQUESTS_MAX, &texts[i]);
        if (rc < 0) {
            fprintf(stderr, "%s cannot be read\n", ways[i].requests);
            return rc;
        }
        for (size_t k = 0; k < texts[i].n; k++) {
            ways[i].streams += texts[i].p[k] == '\0' ? 1 : 0;
        }
        client->count += ways[i].streams;
    }
    client->readers = arena_calloc(arena, client->count, sizeof(*client->readers));
    struct reader *reader = client->readers;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < ways[i].streams; k++) {
            reader->way = &ways[i];
            reader->request = str_cut(texts[i], '\0', &texts[i]);
            reader++;
        }
        ways[i].delays.max = ways[i].streams * (size_t)client->pace.pieces;
        ways[i].delays.us = must_calloc(ways[i].delays.max, sizeof(*ways[i].delays.us));
    }
    return E_OK;
}

int bench_client(struct bench_way *ways, size_t count, const struct bench_pace *pace)
{
    struct arena *arena = arena_new();
    struct client client = {.epoll = epoll_create1(EPOLL_CLOEXEC), .pace = *pace};
    int rc = add_readers(&client, ways, count, arena);
    if (rc == E_OK) {
        run(&client);
    }
    printf("[");
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        printf("%s", i > 0 ? "," : "");
        print_way(&client, &ways[i]);
        free(ways[i].delays.us);
    }
    printf("]\n");
    arena_free(arena);
    return rc == E_OK ? 0 : 1;
}
