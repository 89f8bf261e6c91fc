/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw bytes of a connection, through libmicrohttpd, the door, the test application and back. A piece of
 * the input comes at a time: the first byte is the pieces' size in units of 16 bytes. */
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/conn.h"
#include "http/http_int.h"
#include "http/test_support.h"

#define PATIENT_ROUNDS 20
#define ROUNDS_MAX     20000

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The process's one server: libFuzzer keeps no state for its targets. */
static struct test_server *server;
static struct MHD_Daemon *daemon_without_socket;

static void stop(void)
{
    MHD_stop_daemon(daemon_without_socket);
    test_server_stop(server);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libFuzzer says what it is. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    server = test_server_start(NULL);
    daemon_without_socket = server_start_daemon(server->http, -1);
    ASSERT(daemon_without_socket != NULL);
    int rc = atexit(stop);
    ASSERT(rc == 0);
    return 0;
}

static void drain(int fd)
{
    char bytes[16384];
    while (fd >= 0 && recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0) {
    }
}

static void run(int fd)
{
    enum MHD_Result ok = MHD_run(daemon_without_socket);
    ASSERT(ok == MHD_YES);
    drain(fd);
}

static bool is_closed(int fd)
{
    struct pollfd state = {.fd = fd, .events = POLLIN};
    char byte;
    return poll(&state, 1, 0) == 1 && recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Until the connection is closed. Streams and waits hold on until something final is published, and what
 * a work thread has takes its time. */
static void finish(int fd, size_t rounds)
{
    for (size_t i = 0; i < rounds && conns_count(server->http->conns) > 0; i++) {
        http_publish(server->http, test_topic, "end", STR("{}"), /* last= */ true);
        run(fd);
        if (i > 10) {
            usleep(100);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (bytes == 0) {
        return 0;
    }
    int ends[2];
    int rc = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
    ASSERT(rc == 0);
    struct sockaddr address = {.sa_family = AF_UNSPEC};
    enum MHD_Result ok =
        MHD_add_connection(daemon_without_socket, ends[0], &address, sizeof(address));
    ASSERT(ok == MHD_YES);

    struct str rest = {(const char *)data + 1, bytes - 1};
    size_t piece = ((size_t)data[0] + 1) * 16;
    while (rest.n > 0 && !is_closed(ends[1])) {
        ssize_t n = send(ends[1], rest.p, size_min(rest.n, piece), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            rest = str_sub(rest, (size_t)n, rest.n);
        }
        run(ends[1]);
    }
    finish(ends[1], PATIENT_ROUNDS);
    (void)shutdown(ends[1], SHUT_WR);
    finish(ends[1], PATIENT_ROUNDS);
    close(ends[1]);
    finish(-1, ROUNDS_MAX);
    ASSERT(conns_count(server->http->conns) == 0);
    return 0;
}
