/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "platform/fetch/test_fetch_server.h"

/* One a thread, and never freed: its thread ends with the process. */
struct running {
    struct test_server server;
    int listening;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char last_request[8192]; /* guarded by lock */
static atomic_int count;

/* Reads head and body of a request. */
static void read_request(int fd)
{
    char request[sizeof(last_request)] = "";
    size_t n = 0;
    size_t wanted = SIZE_MAX;
    while (n < wanted && n < sizeof(request) - 1) {
        ssize_t got = recv(fd, request + n, sizeof(request) - 1 - n, 0);
        if (got <= 0) {
            return;
        }
        n += (size_t)got;
        request[n] = '\0';
        const char *end = strstr(request, "\r\n\r\n");
        const char *length = strstr(request, "Content-Length: ");
        if (end != NULL) {
            wanted = (size_t)(end + 4 - request);
            wanted += length != NULL ? strtoul(length + 16, NULL, 10) : 0;
        }
    }
    pthread_mutex_lock(&lock);
    memcpy(last_request, request, n + 1);
    pthread_mutex_unlock(&lock);
    atomic_fetch_add(&count, 1);
}

static void send_all(int fd, const char *bytes, size_t n)
{
    for (size_t sent = 0; sent < n;) {
        ssize_t done = send(fd, bytes + sent, n - sent, MSG_NOSIGNAL);
        if (done <= 0) {
            return;
        }
        sent += (size_t)done;
    }
}

static void send_reply(const struct test_server *server, int fd)
{
    const char *at = server->reply;
    while (*at != '\0') {
        const char *end = strchr(at, '\n');
        size_t n = end != NULL && server->piece_pause_ms > 0 ? (size_t)(end + 1 - at) : strlen(at);
        send_all(fd, at, n);
        at += n;
        usleep((useconds_t)server->piece_pause_ms * 1000);
    }
}

static void *serve(void *context)
{
    const struct running *running = context;
    for (;;) {
        int fd = accept(running->listening, NULL, NULL);
        if (fd < 0) {
            return NULL;
        }
        read_request(fd);
        if (running->server.stays_silent) {
            continue;
        }
        send_reply(&running->server, fd);
        close(fd);
    }
}

int test_server_start(const struct test_server *server)
{
    struct running *running = must_calloc(1, sizeof(*running));
    running->server = *server;
    running->server.reply = strdup(server->reply != NULL ? server->reply : "");
    running->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    cr_assert_eq(bind(running->listening, (struct sockaddr *)&address, sizeof(address)), 0);
    cr_assert_eq(listen(running->listening, 8), 0);
    socklen_t n = sizeof(address);
    cr_assert_eq(getsockname(running->listening, (struct sockaddr *)&address, &n), 0);
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, serve, running), 0);
    pthread_detach(thread);
    return ntohs(address.sin_port);
}

const char *test_server_request(void)
{
    static char copy[sizeof(last_request)];
    pthread_mutex_lock(&lock);
    memcpy(copy, last_request, sizeof(copy));
    pthread_mutex_unlock(&lock);
    return copy;
}

int test_server_count(void)
{
    return atomic_load(&count);
}
