/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams and waits. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "http/events.h"
#include "http/test_fixture.h"

TestSuite(streams, .init = fixture_start, .fini = fixture_stop);

#define END "HTTP/1.1\r\nHost: localhost\r\n\r\n"

static int ask(const char *request)
{
    int fd = client_connect(server->port);
    client_send(fd, str_from(request));
    return fd;
}

static int post(const char *request)
{
    return client_ask(server->port, str_from(request), arena).status;
}

Test(streams, send_what_is_published_until_the_last)
{
    int fd = ask("GET /api/v1/events " END);
    struct sb got;
    sb_init(&got, 1 * MIB);
    cr_assert(client_read_until(fd, "data: {\"n\":0}\n\n", &got));
    cr_expect(str_contains(sb_str(&got), "Content-Type: text/event-stream"));
    cr_expect(str_contains(sb_str(&got), "X-Accel-Buffering: no"));
    cr_expect_eq(post("POST /api/v1/publish " END), 204);
    cr_expect(client_read_until(fd, "event: progress\ndata: {\"n\":1}\n\n", &got));
    cr_expect_eq(post("POST /api/v1/publish?last=1 " END), 204);
    cr_expect(client_read_until(fd, "\r\n0\r\n\r\n", &got), "the stream ends");
    sb_done(&got);
    close(fd);
}

Test(streams, end_at_once_where_nothing_more_comes)
{
    struct answer answer =
        client_ask(server->port, STR("GET /api/v1/events?last=1 HTTP/1.0\r\n\r\n"), arena);
    cr_expect_eq(answer.status, 200);
    cr_expect(str_eq(answer.body, STR("retry: 2000\n\nevent: status\ndata: {\"n\":0}\n\n")));
}

Test(streams, notice_closed_clients)
{
    struct sb got;
    sb_init(&got, 1 * MIB);
    int fd = ask("GET /api/v1/events " END);
    cr_assert(client_read_until(fd, "{\"n\":0}", &got));
    close(fd);
    /* The first write meets the closed end, a later one the error. */
    struct answer metrics = {0};
    for (int i = 0; i < 50 && !str_contains(metrics.body, "assisti_http_streams 0\n"); i++) {
        (void)post("POST /api/v1/publish " END);
        usleep(20000);
        metrics = client_ask(server->port, STR("GET /metrics " END), arena);
    }
    cr_expect(str_contains(metrics.body, "assisti_http_streams 0\n"));
    sb_done(&got);
}

Test(streams, wait_for_what_is_published)
{
    static const char *const methods[] = {"POST", "GET"};
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        int fd = client_connect(server->port);
        client_send(fd, str_from(methods[i]));
        client_send(fd, STR(" /api/v1/wait " END));
        usleep(100000);
        cr_expect_eq(post("POST /api/v1/publish?last=1 " END), 204);
        int64_t before_ms = clock_mono_ms();
        struct answer answer = client_read(fd, arena);
        cr_expect_eq(answer.status, 201, "%s: %d", methods[i], answer.status);
        cr_expect_lt(clock_mono_ms() - before_ms, 30000, "%s", methods[i]);
        close(fd);
    }
}

Test(streams, see_what_was_published_before_the_wait)
{
    int64_t before_ms = clock_mono_ms();
    cr_expect_eq(post("POST /api/v1/wait?early=1&ms=60000 " END), 201);
    cr_expect_eq(post("GET /api/v1/wait?early=1&ms=60000 " END), 201);
    cr_expect_lt(clock_mono_ms() - before_ms, 30000);
}

Test(streams, answer_waits_whose_time_is_over)
{
    int64_t before_ms = clock_mono_ms();
    cr_expect_eq(post("POST /api/v1/wait?ms=300 " END), 201);
    int64_t passed_ms = clock_mono_ms() - before_ms;
    cr_expect_geq(passed_ms, 300);
    cr_expect_lt(passed_ms, 30000);
    cr_expect_eq(post("POST /api/v1/wait?ms=0 " END), 201);
}

Test(streams, end_with_the_server)
{
    int stream = ask("GET /api/v1/events " END);
    int wait = ask("POST /api/v1/wait?ms=60000 " END);
    struct sb got;
    sb_init(&got, 1 * MIB);
    cr_assert(client_read_until(stream, "{\"n\":0}", &got));
    usleep(100000);
    int64_t before_ms = clock_mono_ms();
    test_server_stop(server);
    server = NULL;
    cr_expect_lt(clock_mono_ms() - before_ms, 30000);
    cr_expect(client_read_until(stream, "0\r\n\r\n", &got));
    cr_expect_eq(client_read(wait, arena).status, 201, "waits are answered as they are");
    sb_done(&got);
    close(stream);
    close(wait);
}

/* ---- the table of listeners alone ---- */

static void wake_nobody(void *context, struct exchange *ex)
{
    (void)context;
    (void)ex;
    cr_assert_fail("nobody waits");
}

Test(listeners, drop_a_stream_that_is_too_slow)
{
    struct events *events = events_new(wake_nobody, NULL);
    struct listener *listener = events_listen(events, test_topic);
    events_stream(events, listener, &(struct events_opening){.watched_fd = -1});
    char *bytes = calloc(1, 100000);
    for (size_t sent = 0; sent <= 3 * EVENTS_PENDING_MAX; sent += 100000) {
        events_publish(events, test_topic, (struct str){bytes, 100000}, /* last= */ false);
    }
    char out[16];
    cr_expect_eq(events_read(events, listener, NULL, out, sizeof(out)), -1);
    cr_expect_eq(events_stream_count(events), 1);
    events_drop(events, listener);
    cr_expect_eq(events_stream_count(events), 0);
    events_free(events);
    free(bytes);
}

Test(listeners, keep_what_came_between_watch_and_stream)
{
    struct events *events = events_new(wake_nobody, NULL);
    struct listener *listener = events_listen(events, test_topic);
    struct listener *other = events_listen(events, (struct uuid){{0}});
    events_publish(events, test_topic, STR("b"), /* last= */ true);
    events_stream(events, listener, &(struct events_opening){.first = STR("a"), .watched_fd = -1});
    char out[32];
    cr_expect_eq(events_read(events, listener, NULL, out, 13), 13);
    cr_expect_arr_eq(out, "retry: 2000\n\n", 13);
    cr_expect_eq(events_read(events, listener, NULL, out, 1), 1);
    cr_expect_eq(out[0], 'a');
    cr_expect_eq(events_read(events, listener, NULL, out, sizeof(out)), 1);
    cr_expect_eq(out[0], 'b');
    cr_expect_eq(events_read(events, listener, NULL, out, sizeof(out)), -1);
    events_drop(events, listener);
    events_drop(events, other);
    events_free(events);
}

Test(listeners, format_events_line_by_line)
{
    struct sb text;
    sb_init(&text, 1 * KIB);
    http_event_format(&text, "done", STR("{\n}"));
    cr_expect(str_eq(sb_str(&text), STR("event: done\ndata: {\ndata: }\n\n")));
    sb_done(&text);
}

Test(listeners, format_events_with_an_id)
{
    struct sb sb;
    sb_init(&sb, 1 * KIB);
    http_event_format_id(&sb, "1-0-2-0", "delta", STR("{}"));
    cr_expect(str_eq(sb_str(&sb), STR("id: 1-0-2-0\nevent: delta\ndata: {}\n\n")));
    sb_done(&sb);
}
