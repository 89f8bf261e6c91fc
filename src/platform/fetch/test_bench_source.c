/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/fetch/test_bench.h"

#define HEAD_MAX      4096
#define EVENTS_A_TURN 256

static const char models[] =
    "{\"object\":\"list\",\"data\":[{\"id\":\"bench\",\"object\":\"model\"}]}";
static const char stream_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n";
static const char stream_end[] =
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: [DONE]\n\n";

struct stream {
    int fd;
    char head[HEAD_MAX];
    size_t head_n;
    size_t body_left; /* of a request */
    bool is_streaming;
    int written;         /* pieces */
    struct stream *next; /* in its slot */
};

struct source {
    struct bench_pace pace;
    int epoll;
    int listening;
    struct stream **slots; /* one a millisecond of the interval */
    uint64_t started;
    int64_t tick_ms; /* the last that was served */
};

static void send_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            return; /* who went away is noticed by its reading end */
        }
        if (sent < 0) {
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            (void)poll(&wait, 1, 1000);
            continue;
        }
        bytes += sent;
        n -= (size_t)sent;
    }
}

static void send_chunk(int fd, const char *bytes, size_t n, const char *after)
{
    char chunk[1024];
    int made = snprintf(chunk, sizeof(chunk), "%zx\r\n%.*s\r\n%s", n, (int)n, bytes, after);
    ASSERT(made > 0 && (size_t)made < sizeof(chunk));
    send_all(fd, chunk, (size_t)made);
}

static void send_piece(struct stream *stream)
{
    char piece[512];
    int n = snprintf(piece, sizeof(piece),
                     "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                     "\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,"
                     "\"delta\":{\"content\":\" @%lld:%d@\"},\"finish_reason\":null}]}\n\n",
                     (long long)clock_mono_us(), stream->written);
    stream->written++;
    send_chunk(stream->fd, piece, (size_t)n, "");
}

/* All streams whose turn is at this millisecond; who has ended leaves the slot. */
static void serve_slot(struct source *source, struct stream **at)
{
    while (*at != NULL) {
        struct stream *stream = *at;
        if (stream->fd >= 0) {
            send_piece(stream);
        }
        bool is_whole = stream->written == source->pace.pieces;
        if (is_whole && stream->fd >= 0) {
            send_chunk(stream->fd, stream_end, sizeof(stream_end) - 1, "0\r\n\r\n");
        }
        if (!is_whole && stream->fd >= 0) {
            at = &stream->next;
            continue;
        }
        *at = stream->next;
        stream->is_streaming = false;
        if (stream->fd < 0) {
            free(stream);
        }
    }
}

static void begin_stream(struct source *source, struct stream *stream)
{
    send_all(stream->fd, stream_head, sizeof(stream_head) - 1);
    stream->is_streaming = true;
    stream->written = 0;
    /* 37 spreads them over any interval that it does not divide. */
    size_t slot = (size_t)(source->started++ * 37) % (size_t)source->pace.interval_ms;
    stream->next = source->slots[slot];
    source->slots[slot] = stream;
}

static void answer(struct source *source, struct stream *stream, bool is_get)
{
    if (!is_get) {
        begin_stream(source, stream);
        return;
    }
    char reply[512];
    int n = snprintf(reply, sizeof(reply),
                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu"
                     "\r\n\r\n%s",
                     strlen(models), models);
    send_all(stream->fd, reply, (size_t)n);
}

/* True where a request has come whole. */
static bool take(struct stream *stream, size_t *n, char *bytes, bool *out_is_get)
{
    if (stream->body_left > 0) {
        size_t taken = size_min(stream->body_left, *n);
        stream->body_left -= taken;
        *n -= taken;
        *out_is_get = false;
        return stream->body_left == 0;
    }
    size_t room = HEAD_MAX - 1 - stream->head_n;
    size_t taken = size_min(room, *n);
    memcpy(stream->head + stream->head_n, bytes, taken);
    stream->head_n += taken;
    stream->head[stream->head_n] = '\0';
    *n -= taken;
    const char *end = strstr(stream->head, "\r\n\r\n");
    ASSERT(end != NULL || stream->head_n < HEAD_MAX - 1);
    if (end == NULL) {
        return false;
    }
    const char *length = strcasestr(stream->head, "\r\ncontent-length:");
    size_t body = length != NULL ? strtoul(length + 17, NULL, 10) : 0;
    size_t have = stream->head_n - (size_t)(end + 4 - stream->head);
    stream->body_left = body > have ? body - have : 0;
    *out_is_get = strncmp(stream->head, "GET ", 4) == 0;
    stream->head_n = 0;
    return stream->body_left == 0;
}

static void read_some(struct source *source, struct stream *stream)
{
    char bytes[16384];
    ssize_t got = recv(stream->fd, bytes, sizeof(bytes), 0);
    if (got < 0 && errno == EAGAIN) {
        return;
    }
    if (got <= 0) {
        close(stream->fd);
        stream->fd = -1;
        if (!stream->is_streaming) {
            free(stream);
        }
        return;
    }
    for (size_t left = (size_t)got; left > 0;) {
        bool is_get;
        size_t at = (size_t)got - left;
        if (take(stream, &left, bytes + at, &is_get)) {
            answer(source, stream, is_get);
        }
    }
}

static void accept_all(struct source *source)
{
    for (;;) {
        int fd = accept4(source->listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        const int on = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        struct stream *stream = must_calloc(1, sizeof(*stream));
        stream->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = stream};
        int rc = epoll_ctl(source->epoll, EPOLL_CTL_ADD, fd, &event);
        ASSERT(rc == 0);
    }
}

static void open_source(struct source *source, int *out_port)
{
    source->slots = must_calloc((size_t)source->pace.interval_ms, sizeof(struct stream *));
    source->epoll = epoll_create1(EPOLL_CLOEXEC);
    source->listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t n = sizeof(address);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    bool is_open = bind(source->listening, (struct sockaddr *)&address, sizeof(address)) == 0 &&
                   listen(source->listening, 4096) == 0 &&
                   getsockname(source->listening, (struct sockaddr *)&address, &n) == 0 &&
                   epoll_ctl(source->epoll, EPOLL_CTL_ADD, source->listening, &event) == 0;
    ASSERT(is_open);
    *out_port = ntohs(address.sin_port);
}

NORETURN void bench_source(const struct bench_pace *pace, void (*tell)(void *context, int port),
                           void *context)
{
    struct source source = {.pace = *pace, .tick_ms = clock_mono_ms()};
    int port;
    open_source(&source, &port);
    tell(context, port);
    for (;;) {
        struct epoll_event events[EVENTS_A_TURN];
        int n = epoll_wait(source.epoll, events, EVENTS_A_TURN, 1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == NULL) {
                accept_all(&source);
            } else {
                read_some(&source, events[i].data.ptr);
            }
        }
        for (int64_t now_ms = clock_mono_ms(); source.tick_ms < now_ms; source.tick_ms++) {
            serve_slot(&source, &source.slots[source.tick_ms % source.pace.interval_ms]);
        }
    }
}
