/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections, deadlines, limits and stopping. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/file.h"
#include "http/http_int.h"
#include "http/listen/listen.h"
#include "http/test_support.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new();
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(server, .init = start, .fini = stop);

#define END "HTTP/1.1\r\nHost: localhost\r\n\r\n"

static void be_impatient(struct config *config)
{
    config->request_seconds = 1;
    config->shutdown_seconds = 1;
}

Test(server, answers_pipelined_requests_in_order)
{
    struct test_server *server = test_server_start(NULL);
    int fd = client_connect(server->port);
    client_send(
        fd, STR("GET /api/v1/echo/one " END "POST /api/v1/slow " END "GET /api/v1/echo/two " END));
    struct sb got;
    sb_init(&got, 1 * MIB);
    cr_expect(client_read_until(fd, "\"name\":\"two\"", &got));
    const char *one = strstr(got.p, "\"name\":\"one\"");
    const char *waited = strstr(got.p, "\"waited\"");
    cr_expect(one != NULL && waited != NULL && one < waited);
    sb_done(&got);
    close(fd);
    test_server_stop(server);
}

Test(server, ends_requests_that_arrive_too_slowly)
{
    static const char *const starts[] = {
        "POST /api/v1/notes HTTP/1.1\r\nHost: loc",
        "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 100\r\n\r\n{",
        "POST /api/v1/images HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 100\r\n\r\n--B",
    };
    struct test_server *server = test_server_start(be_impatient);
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        int fd = client_connect(server->port);
        client_send(fd, str_from(starts[i]));
        /* A byte now and then does not help. */
        for (int j = 0; j < 3; j++) {
            usleep(300000);
            client_send(fd, STR(" "));
        }
        struct answer answer = client_read(fd, arena);
        cr_expect_eq(answer.status, 408, "row %zu: %d", i, answer.status);
        cr_expect(str_contains(answer.body, "\"code\":\"request_timeout\""));
        char byte;
        cr_expect_leq(read(fd, &byte, 1), 0, "the connection is closed");
        close(fd);
    }
    test_server_stop(server);
}

Test(server, does_not_hurry_work_and_waits)
{
    struct test_server *server = test_server_start(be_impatient);
    struct answer answer = client_ask(server->port, STR("POST /api/v1/wait?ms=2500 " END), arena);
    cr_expect_eq(answer.status, 201);
    test_server_stop(server);
}

static void *stop_soon(void *context)
{
    usleep(100000);
    test_server_stop(context);
    return NULL;
}

Test(server, lets_running_requests_finish_when_it_stops)
{
    struct test_server *server = test_server_start(NULL);
    int idle = client_connect(server->port);
    int busy = client_connect(server->port);
    client_send(busy, STR("POST /api/v1/slow " END));
    pthread_t stopper;
    cr_assert_eq(pthread_create(&stopper, NULL, stop_soon, server), 0);
    usleep(200000);
    client_send(idle, STR("GET /api/v1/echo/x " END));
    struct answer late = client_read(idle, arena);
    cr_expect_eq(late.status, 503, "%d", late.status);
    cr_expect(str_contains(late.body, "\"code\":\"shutting_down\""));
    cr_expect(str_contains(late.head, "Connection: close\r\n"));
    struct answer answer = client_read(busy, arena);
    cr_expect_eq(answer.status, 201);
    cr_expect(str_contains(answer.head, "Connection: close\r\n"));
    pthread_join(stopper, NULL);
    close(idle);
    close(busy);
}

Test(server, stops_in_time_whatever_clients_do)
{
    struct test_server *server = test_server_start(be_impatient);
    server->config.request_seconds = 60;
    int half = client_connect(server->port);
    client_send(half, STR("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n"
                          "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"));
    int idle = client_connect(server->port);
    usleep(100000);
    int64_t before_ms = clock_mono_ms();
    test_server_stop(server);
    cr_expect_lt(clock_mono_ms() - before_ms, 30000);
    close(half);
    close(idle);
}

static void allow_two(struct config *config)
{
    config->auth_per_minute = 2;
    config->writes_per_minute = 3;
    config->behind_proxy = true;
}

Test(server, throttles_by_address)
{
    struct test_server *server = test_server_start(allow_two);
    static const struct {
        const char *request;
        int status;
    } rows[] = {
        {"POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n", 204},
        {"POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n", 204},
        {"POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9, 1.1.1.1\r\n\r\n",
         429},
        {"POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n"
         "X-Forwarded-For: 1.1.1.1\r\n\r\n",
         429},
        {"POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n", 204},
        {"POST /api/v1/nothing HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n", 204},
        {"GET /api/v1/list HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n", 200},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct answer answer = client_ask(server->port, str_from(rows[i].request), arena);
        cr_expect_eq(answer.status, rows[i].status, "row %zu: %d", i, answer.status);
        if (answer.status == 429) {
            int64_t seconds = 0;
            cr_expect_eq(str_to_i64(answer_header(&answer, "Retry-After"), 1, 60, &seconds), E_OK);
        }
    }
    test_server_stop(server);
}

/* ---- a guard ---- */

struct seen {
    int admitted, judged, rc;
};

static int admit_once(void *state, struct req *rq)
{
    struct seen *seen = state;
    if (seen->admitted > 0) {
        rq->err.retry_after_s = 77;
        return err_set(&rq->err, E_THROTTLED, "Not again.");
    }
    seen->admitted++;
    return E_OK;
}

static void judge(void *state, struct req *rq, int rc)
{
    struct seen *seen = state;
    (void)rq;
    seen->judged++;
    seen->rc = rc;
}

Test(server, asks_a_guard_about_log_ins_alone)
{
    struct test_server *server = test_server_start(NULL);
    struct seen seen = {.rc = E_INTERNAL};
    struct http_guard guard = {.state = &seen, .admit = admit_once, .judge = judge};
    http_set_guard(server->http, &guard);
    struct str log_in = STR("POST /api/v1/log-in HTTP/1.1\r\nHost: a\r\n\r\n");
    struct answer answer =
        client_ask(server->port, STR("POST /api/v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n"), arena);
    cr_expect_eq(answer.status, 204);
    cr_expect_eq(seen.admitted, 0);
    cr_expect_eq(client_ask(server->port, log_in, arena).status, 204);
    cr_expect_eq(seen.judged, 1);
    cr_expect_eq(seen.rc, E_OK);
    answer = client_ask(server->port, log_in, arena);
    cr_expect_eq(answer.status, 429);
    cr_expect(str_eq(answer_header(&answer, "Retry-After"), STR("77")));
    cr_expect(str_contains(answer.body, "Not again."));
    cr_expect_eq(seen.judged, 1);
    test_server_stop(server);
}

Test(server, believes_its_proxy)
{
    struct test_server *server = test_server_start(test_behind_proxy);
    struct answer answer = client_ask(
        server->port,
        STR("GET /api/v1/echo/x HTTP/1.1\r\nHost: inside\r\nX-Forwarded-For: 2001:db8::1\r\n"
            "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shown.example\r\n\r\n"),
        arena);
    cr_expect(str_contains(answer.body, "\"client\":\"2001:db8::1\""));
    cr_expect(str_contains(answer.body, "\"base\":\"http://localhost:"));
    cr_expect_gt(answer_header(&answer, "Strict-Transport-Security").n, 0);

    static const struct {
        const char *origin;
        int status;
    } rows[] = {
        {"https://shown.example", 204},
        {"https://inside", 204},
        {"https://evil.example", 403},
        {"https://", 403},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *request = arena_printf(
            arena,
            "POST /api/v1/cookie HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Host: shown.example\r\n"
            "Origin: %s\r\nContent-Length: 0\r\n\r\n",
            rows[i].origin);
        answer = client_ask(server->port, str_from(request), arena);
        cr_expect_eq(answer.status, rows[i].status, "%s: %d", rows[i].origin, answer.status);
    }
    test_server_stop(server);
}

/* What another host of the same domain could have set has another name. */
Test(server, has_cookies_of_this_host_alone_over_https)
{
    struct test_server *server = test_server_start(test_behind_proxy);
    struct answer answer = client_ask(
        server->port,
        STR("POST /api/v1/cookie HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Proto: https\r\n"
            "Content-Length: 0\r\n\r\n"),
        arena);
    cr_expect(str_eq(answer_header(&answer, "Set-Cookie"),
                     STR("__Host-c=value; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure")));
    answer =
        client_ask(server->port,
                   STR("GET /api/v1/echo/x HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Proto: https\r\n"
                       "Cookie: c=planted; __Host-c=own\r\n\r\n"),
                   arena);
    cr_expect(str_contains(answer.body, "\"cookie\":\"own\""));
    answer =
        client_ask(server->port,
                   STR("GET /api/v1/echo/x HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Proto: https\r\n"
                       "Cookie: c=planted\r\n\r\n"),
                   arena);
    cr_expect(str_contains(answer.body, "\"cookie\":\"\""));
    test_server_stop(server);
}

static void have_token(struct config *config)
{
    config->behind_proxy = true;
    config->metrics_token = "a token of the one who scrapes";
    config->hsts_subdomains = true;
}

/* The figures are for this machine, and for who has the token. */
Test(server, tells_figures_to_its_operator_only)
{
    static const struct {
        void (*change)(struct config *config);
        const char *headers;
        int status;
    } rows[] = {
        {NULL, "", 200},
        {NULL, "X-Forwarded-For: 127.0.0.1\r\n", 401}, /* a proxy that we were not told of */
        {NULL, "Via: 1.1 cache\r\n", 401},
        {test_behind_proxy, "", 200},
        {test_behind_proxy, "X-Forwarded-For: 192.0.2.1\r\n", 401},
        {test_behind_proxy, "X-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer \r\n", 401},
        {have_token, "X-Forwarded-For: 192.0.2.1\r\n", 401},
        {have_token, "X-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer a token of\r\n", 401},
        {have_token,
         "X-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer a token of the one who scrapes\r\n",
         200},
        {have_token, "", 200},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct test_server *server = test_server_start(rows[i].change);
        const char *request =
            arena_printf(arena, "GET /metrics HTTP/1.1\r\nHost: here\r\n%s\r\n", rows[i].headers);
        struct answer answer = client_ask(server->port, str_from(request), arena);
        cr_expect_eq(answer.status, rows[i].status, "%zu: %d", i, answer.status);
        cr_expect_eq(answer_header(&answer, "WWW-Authenticate").n > 0, answer.status == 401);
        test_server_stop(server);
    }
}

Test(server, speaks_for_names_below_its_own_where_it_shall)
{
    struct test_server *server = test_server_start(have_token);
    struct answer answer = client_ask(
        server->port,
        STR("GET /healthz HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Proto: https\r\n\r\n"), arena);
    cr_expect(str_eq(answer_header(&answer, "Strict-Transport-Security"),
                     STR("max-age=31536000; includeSubDomains")));
    test_server_stop(server);
}

Test(server, believes_nobody_without_a_proxy)
{
    struct test_server *server = test_server_start(NULL);
    struct answer answer = client_ask(
        server->port,
        STR("GET /api/v1/echo/x HTTP/1.1\r\nHost: here:1\r\nX-Forwarded-For: 2001:db8::1\r\n"
            "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shown.example\r\n\r\n"),
        arena);
    cr_expect(str_contains(answer.body, "\"client\":\"127.0.0.1\""));
    cr_expect(str_contains(answer.body,
                           arena_printf(arena, "\"base\":\"http://localhost:%d\"", server->port)));
    cr_expect_eq(answer_header(&answer, "Strict-Transport-Security").n, 0);
    test_server_stop(server);
}

/* What a browser has in its address bar, by the headers that come from there. */
Test(server, knows_what_browsers_hold_to_be_secure)
{
    static const struct {
        const char *host;
        const char *scheme;
        const char *origin;
        const char *domain;
    } rows[] = {
        {"a.example", "https", "https://a.example", "a.example"},
        {"A.Example:443", "https", "https://a.example", "a.example"},
        {"a.example:8443", "https", "https://a.example:8443", "a.example"},
        {"a.example", "http", "http://a.example", ""},
        {"localhost:8080", "http", "http://localhost:8080", "localhost"},
        {"localhost:80", "http", "http://localhost", "localhost"},
        {"a.localhost:8080", "http", "http://a.localhost:8080", "a.localhost"},
        {"notlocalhost", "http", "http://notlocalhost", ""},
        {"10.0.0.1", "https", "https://10.0.0.1", ""},
        {"10.0.0.1:8443", "https", "https://10.0.0.1:8443", ""},
        {"[2001:db8::1]:8443", "https", "https://[2001:db8::1]:8443", ""},
        {"1.example", "https", "https://1.example", "1.example"},
        {"", "https", "https://inside", "inside"},
    };
    struct test_server *server = test_server_start(test_behind_proxy);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *request =
            arena_printf(arena,
                         "GET /api/v1/echo/x HTTP/1.1\r\nHost: inside\r\nX-Forwarded-Host: %s\r\n"
                         "X-Forwarded-Proto: %s\r\n\r\n",
                         rows[i].host, rows[i].scheme);
        struct answer answer = client_ask(server->port, str_from(request), arena);
        const char *wanted = arena_printf(arena, "\"origin\":\"%s\",\"domain\":\"%s\"}",
                                          rows[i].origin, rows[i].domain);
        cr_expect(str_contains(answer.body, wanted), "%s: %" STRF, rows[i].host, STRA(answer.body));
    }
    test_server_stop(server);
}

Test(server, has_no_more_loops_than_the_database_has_readers)
{
    cr_expect_eq(server_loop_count(-1), 1);
    cr_expect_eq(server_loop_count(1), 1);
    cr_expect_eq(server_loop_count(2), 2);
    cr_expect_eq(server_loop_count(256), 16);
}

Test(server, refuses_addresses_it_cannot_listen_on)
{
    static const struct {
        const char *address;
        int rc;
    } rows[] = {
        {"127.0.0.1", E_INVALID},
        {"127.0.0.1:", E_INVALID},
        {"127.0.0.1:65536", E_INVALID},
        {"::1:8080", E_INVALID},
        {"nobody.invalid:80", E_INVALID},
        {"192.0.2.1:0", E_IO},
        {"127.0.0.1:0", E_OK},
        {":0", E_OK},
        {"localhost:0", E_OK},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(fd_closep) int fd = -1;
        int port = 0;
        struct err err = {0};
        cr_expect_eq(listen_open(rows[i].address, &fd, &port, &err), rows[i].rc, "%s: %s",
                     rows[i].address, err.detail);
        cr_expect_eq(rows[i].rc == E_OK, port > 0, "%s", rows[i].address);
        cr_expect_eq(rows[i].rc != E_OK, err.detail[0] != '\0', "%s", rows[i].address);
    }
}

static int refuse_staff(void *context, const struct req_user *user, struct err *err)
{
    ++*(int *)context;
    cr_expect(user->is_staff);
    return err_set(err, E_FACTOR_REQUIRED, "Not without a second factor.");
}

#define STAFF "HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"

Test(server, asks_whether_staff_may_act_as_such)
{
    struct test_server *server = test_server_start(NULL);
    int asked = 0;
    http_set_staff_check(server->http, refuse_staff, &asked);
    struct answer answer = client_ask(
        server->port, str_from(arena_printf(arena, "GET /api/v1/staff " STAFF, "staff")), arena);
    cr_expect_eq(answer.status, 403);
    cr_expect(str_contains(answer.body, "\"code\":\"two_factor_required\""));
    cr_expect(str_contains(answer.body, "Not without a second factor."));
    answer = client_ask(server->port,
                        str_from(arena_printf(arena, "GET /api/v1/staff " STAFF, "user")), arena);
    cr_expect(str_contains(answer.body, "\"code\":\"forbidden\""));
    answer = client_ask(server->port,
                        str_from(arena_printf(arena, "GET /api/v1/me " STAFF, "staff")), arena);
    cr_expect_eq(answer.status, 204, "only where staff are asked for");
    cr_expect_eq(asked, 1);
    test_server_stop(server);
}

#define UPLOAD                                                                               \
    "POST /api/v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; " \
    "boundary=x\r\nContent-Length: 1500000\r\nExpect: 100-continue\r\n\r\n"

Test(server, takes_larger_files_once_that_is_set)
{
    struct test_server *server = test_server_start(NULL);
    struct answer answer = client_ask(server->port, STR(UPLOAD), arena);
    cr_expect_eq(answer.status, 413);
    const struct http_limits limits = {
        .auth_per_minute = 100, .writes_per_minute = 100, .max_upload_mib = 2};
    http_set_limits(server->http, &limits);
    int fd = client_connect(server->port);
    struct sb got;
    sb_init(&got, 64 * KIB);
    client_send(fd, STR(UPLOAD));
    cr_expect(client_read_until(fd, "100 Continue", &got), "%s", got.p);
    sb_done(&got);
    close(fd);
    test_server_stop(server);
}
