/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many clients, streams and waits at once, and a stop in the midst of it. A program of its own, because
 * Criterion does not run under ThreadSanitizer; it prints what Criterion would. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "http/test_support.h"

#define END     "HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define CLIENTS ((size_t)16)
#define ROUNDS  ((size_t)60)

static void *be_a_client(void *context)
{
    static const char *const requests[] = {
        "GET /api/v1/echo/x " END,        "POST /api/v1/publish " END,
        "POST /api/v1/wait?early=1 " END, "GET /api/v1/events?last=1 " END,
        "POST /api/v1/log-in " END,       "POST /api/v1/wait?ms=20 " END,
        "GET /api/v1/wait?ms=20 " END,    "POST /api/v1/publish?last=1 " END,
    };
    const int *port = context;
    struct arena *arena = arena_new();
    size_t failures = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        struct answer answer =
            client_ask(*port, str_from(requests[i % ARRAY_LEN(requests)]), arena);
        failures += answer.status < 200 || answer.status > 204;
        arena_reset(arena);
    }
    arena_free(arena);
    return failures == 0 ? context : NULL;
}

static void *hold_a_stream(void *context)
{
    const int *port = context;
    int fd = client_connect(*port);
    client_send(fd, STR("GET /api/v1/events " END));
    struct sb got;
    sb_init(&got, 16 * MIB);
    bool ended = client_read_until(fd, "\r\n0\r\n\r\n", &got);
    sb_done(&got);
    close(fd);
    return ended ? context : NULL;
}

static bool join(pthread_t *threads, size_t count)
{
    bool succeeded = true;
    for (size_t i = 0; i < count; i++) {
        void *result;
        pthread_join(threads[i], &result);
        succeeded = succeeded && result != NULL;
    }
    return succeeded;
}

/* Stops when the clients are done, or after that time; then what clients get is of no interest, only
 * that nothing hangs or breaks. */
static bool serve(useconds_t stop_after_us)
{
    struct test_server *server = test_server_start(NULL);
    int port = server->port;
    pthread_t clients[CLIENTS];
    pthread_t streams[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++) {
        int rc = pthread_create(&clients[i], NULL, be_a_client, &port);
        ASSERT(rc == 0);
        rc = pthread_create(&streams[i], NULL, hold_a_stream, &port);
        ASSERT(rc == 0);
    }
    if (stop_after_us > 0) {
        usleep(stop_after_us);
        test_server_stop(server);
        (void)join(clients, CLIENTS);
        (void)join(streams, CLIENTS);
        return true;
    }
    bool succeeded = join(clients, CLIENTS);
    test_server_stop(server); /* ends the streams that came after the last event */
    return join(streams, CLIENTS) && succeeded;
}

int main(void)
{
    bool served = serve(/* stop_after_us= */ 0);
    printf("%s 1 - serves many clients at once\n", served ? "ok" : "not ok");
    for (useconds_t us = 1000; us < 200000; us *= 2) {
        (void)serve(us);
    }
    printf("ok 2 - stops in the midst of them\n1..2\n");
    return served ? 0 : 1;
}
