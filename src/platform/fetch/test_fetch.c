/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "platform/fetch/fetch.h"
#include "platform/fetch/test_fetch_server.h"

static struct fetch *fetch;
static struct arena *arena;
static struct err err;

static void set_up(void)
{
    arena = arena_new();
    err = (struct err){0};
    struct fetch_config config = {0};
    cr_assert_eq(fetch_new(&config, &fetch, &err), E_OK, "%s", err.detail);
}

static void tear_down(void)
{
    fetch_free(fetch);
    arena_free(arena);
}

TestSuite(fetch, .init = set_up, .fini = tear_down);

static struct fetch_request request_to(int port)
{
    return (struct fetch_request){
        .url = str_from(arena_printf(arena, "http://127.0.0.1:%d/path?q=1", port)),
        .may_ask_self = true,
        .body_max = 1000,
        .connect_ms = 2000,
        .total_ms = 5000,
    };
}

static int ask(const struct fetch_request *request, struct fetch_answer *out)
{
    return fetch_whole(fetch, request, arena, out, &err);
}

Test(fetch, brings_an_answer_whole)
{
    struct test_server server = {
        .reply = "HTTP/1.1 201 Created\r\nContent-Type: text/plain \r\nX-A: 1\r\nContent-Length: 5"
                 "\r\n\r\nhello"};
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_header headers[] = {{"Accept", STR("application/json")}};
    request.headers = headers;
    request.header_count = 1;
    struct fetch_answer answer;
    cr_assert_eq(ask(&request, &answer), E_OK, "%s", err.detail);
    cr_expect_eq(answer.head.status, 201);
    cr_expect(str_eq(answer.body, STR("hello")));
    cr_expect(str_eq(fetch_find_header(&answer.head, "content-type"), STR("text/plain")));
    cr_expect_eq(fetch_find_header(&answer.head, "X-B").n, 0);
    cr_expect_not_null(strstr(test_server_request(), "GET /path?q=1 HTTP/1.1\r\n"));
    cr_expect_not_null(strstr(test_server_request(), "Accept: application/json\r\n"));
    cr_expect_not_null(strstr(test_server_request(), "User-Agent: Assisti/"));
    cr_expect_null(strstr(test_server_request(), "Accept-Encoding"));
}

Test(fetch, posts_a_body)
{
    struct test_server server = {.reply = "HTTP/1.1 204 No Content\r\n\r\n"};
    struct fetch_request request = request_to(test_server_start(&server));
    request.method = FETCH_POST;
    request.body = STR("a=b");
    struct fetch_answer answer;
    cr_assert_eq(ask(&request, &answer), E_OK, "%s", err.detail);
    cr_expect_eq(answer.head.status, 204);
    cr_expect_eq(answer.body.n, 0);
    cr_expect_not_null(strstr(test_server_request(), "POST /path?q=1"));
    cr_expect_not_null(strstr(test_server_request(), "\r\n\r\na=b"));
    cr_expect_null(strstr(test_server_request(), "Expect:"));
}

Test(fetch, follows_no_redirect)
{
    struct test_server server = {.reply = "HTTP/1.1 302 Found\r\nLocation: /other\r\n"
                                          "Content-Length: 0\r\n\r\n"};
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_answer answer;
    cr_assert_eq(ask(&request, &answer), E_OK);
    cr_expect_eq(answer.head.status, 302);
    cr_expect_eq(test_server_count(), 1);
}

Test(fetch, bounds_body_and_head)
{
    struct sb reply;
    sb_init(&reply, MIB);
    sb_add_c(&reply, "HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 1001; i++) {
        sb_add_byte(&reply, 'x');
    }
    struct test_server server = {.reply = reply.p};
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_answer answer;
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_not_null(strstr(err.detail, "larger than 1000 bytes"), "%s", err.detail);
    request.body_max = 1001;
    cr_expect_eq(ask(&request, &answer), E_OK);
    cr_expect_eq(answer.body.n, 1001);

    sb_clear(&reply);
    sb_add_c(&reply, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1000; i++) {
        sb_addf(&reply, "X-%d: 0123456789012345678901234567890123456789\r\n", i);
    }
    sb_add_c(&reply, "\r\n");
    server.reply = reply.p;
    request = request_to(test_server_start(&server));
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_not_null(strstr(err.detail, "head is too large"), "%s", err.detail);
    sb_done(&reply);
}

Test(fetch, bounds_time)
{
    struct test_server server = {.stays_silent = true};
    struct fetch_request request = request_to(test_server_start(&server));
    request.total_ms = 200;
    struct fetch_answer answer;
    int64_t start_ms = clock_mono_ms();
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_lt(clock_mono_ms() - start_ms, 20000);
    cr_expect_not_null(strstr(err.detail, "too long"), "%s", err.detail);
    request.total_ms = 60000;
    request.idle_ms = 1000;
    start_ms = clock_mono_ms();
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_lt(clock_mono_ms() - start_ms, 30000);
}

Test(fetch, goes_where_it_may_only)
{
    struct test_server server = {.reply = "HTTP/1.1 200 OK\r\n\r\n"};
    int port = test_server_start(&server);
    struct fetch_request request = request_to(port);
    request.may_ask_self = false;
    struct fetch_answer answer;
    cr_expect_eq(ask(&request, &answer), E_INVALID);
    /* A name of this machine that does not look like one: found out by its address, or not known. */
    request.url = str_from(arena_printf(arena, "https://ip6-localhost:%d/", port));
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    request.url = STR("https://192.168.255.254:9/");
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_not_null(strstr(err.detail, "may not be asked"), "%s", err.detail);
    request.url = STR("https://169.254.169.254/latest/meta-data");
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_eq(test_server_count(), 0);
    /* TLS is asked for, and what answers is none. */
    request = request_to(port);
    request.url = str_from(arena_printf(arena, "https://127.0.0.1:%d/", port));
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
}

Test(fetch, goes_into_private_networks_with_leave)
{
    struct fetch_config config = {.allows_private = true};
    fetch_free(fetch);
    cr_assert_eq(fetch_new(&config, &fetch, &err), E_OK, "%s", err.detail);
    struct fetch_answer answer;
    struct fetch_request request = request_to(1);
    request.connect_ms = 100;
    request.url = STR("http://192.168.255.254:9/");
    cr_expect_eq(ask(&request, &answer), E_INVALID);
    request.may_ask_near = true;
    cr_expect_eq(fetch_check_near_url(fetch, request.url, &err), E_OK);
    err = (struct err){0};
    int rc = ask(&request, &answer); /* of whoever is there, if anybody is */
    cr_expect(rc == E_OK || rc == E_PROVIDER);
    cr_expect_null(strstr(err.detail, "may not be asked"), "%s", err.detail);
    request.url = STR("http://8.8.8.8:9/");
    cr_expect_eq(ask(&request, &answer), E_INVALID);
    /* Not for an address that is nobody's word. */
    request.may_ask_near = false;
    request.url = STR("https://169.254.169.254/latest/meta-data");
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_not_null(strstr(err.detail, "may not be asked"), "%s", err.detail);
}

Test(fetch, refuses_headers_that_would_make_two)
{
    struct fetch_request request = request_to(1);
    struct fetch_header headers[] = {{"Authorization", STR("Bearer a\r\nX: y")}};
    request.headers = headers;
    request.header_count = 1;
    struct fetch_answer answer;
    cr_expect_eq(ask(&request, &answer), E_INVALID);
}

Test(fetch, says_that_nobody_is_there)
{
    struct test_server server = {.reply = "nonsense\r\n\r\n"};
    int port = test_server_start(&server);
    struct fetch_request request = request_to(1);
    struct fetch_answer answer;
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_str_eq(err.detail, "The other server cannot be reached.");
    request = request_to(port);
    cr_expect_eq(ask(&request, &answer), E_PROVIDER);
    cr_expect_not_null(strstr(err.detail, "no usable answer"), "%s", err.detail);
}

/* ---- in pieces ---- */

struct taker {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sb text;
    int heads;
    int pieces;
    int stop_at; /* the piece at which it has had enough */
    int dones;
    int rc;
};

static int take_head(void *context, const struct fetch_head *head)
{
    struct taker *taker = context;
    taker->heads += head->status == 200 ? 1 : 100;
    return E_OK;
}

static int take_piece(void *context, struct str bytes)
{
    struct taker *taker = context;
    pthread_mutex_lock(&taker->lock);
    sb_add(&taker->text, bytes);
    taker->pieces++;
    pthread_cond_signal(&taker->changed);
    pthread_mutex_unlock(&taker->lock);
    return taker->pieces == taker->stop_at ? E_CANCELLED : E_OK;
}

static void take_end(void *context, int rc, const struct err *why)
{
    (void)why;
    struct taker *taker = context;
    pthread_mutex_lock(&taker->lock);
    taker->dones++;
    taker->rc = rc;
    pthread_cond_signal(&taker->changed);
    pthread_mutex_unlock(&taker->lock);
}

static struct taker taker = {.lock = PTHREAD_MUTEX_INITIALIZER,
                             .changed = PTHREAD_COND_INITIALIZER};

/* Starts a request for an answer of three pieces. */
static struct fetch_id start_stream(int stop_at)
{
    static const struct test_server server = {
        .reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\none\ntwo\nthree\n",
        .piece_pause_ms = 60};
    sb_init(&taker.text, 1000);
    taker.stop_at = stop_at;
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_sink sink = {&taker, take_head, take_piece, take_end};
    struct fetch_id id;
    cr_assert_eq(fetch_start(fetch, &request, &sink, &id, &err), E_OK);
    return id;
}

static void wait_for(int pieces, int dones)
{
    pthread_mutex_lock(&taker.lock);
    while (taker.pieces < pieces || taker.dones < dones) {
        pthread_cond_wait(&taker.changed, &taker.lock);
    }
    pthread_mutex_unlock(&taker.lock);
}

Test(fetch, hands_out_pieces_as_they_come)
{
    (void)start_stream(0);
    wait_for(1, 0);
    cr_expect_eq(taker.heads, 1);
    cr_expect_eq(taker.dones, 0);
    wait_for(1, 1);
    cr_expect_eq(taker.rc, E_OK);
    cr_expect_geq(taker.pieces, 2);
    cr_expect_str_eq(taker.text.p, "one\ntwo\nthree\n");
    cr_expect_eq(taker.heads, 1);
    sb_done(&taker.text);
}

Test(fetch, stops_when_the_sink_has_enough)
{
    (void)start_stream(1);
    wait_for(1, 1);
    cr_expect_eq(taker.rc, E_CANCELLED);
    cr_expect_eq(taker.pieces, 1);
    sb_done(&taker.text);
}

Test(fetch, cancels)
{
    struct fetch_id id = start_stream(0);
    wait_for(1, 0);
    fetch_cancel(fetch, id);
    wait_for(1, 1);
    cr_expect_eq(taker.rc, E_CANCELLED);
    fetch_cancel(fetch, id); /* which has ended, and is nobody */
    usleep(100 * 1000);
    cr_expect_eq(taker.dones, 1);
    sb_done(&taker.text);
}

Test(fetch, ends_what_runs_when_the_server_stops)
{
    struct test_server server = {.stays_silent = true};
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_sink sink = {&taker, take_head, take_piece, take_end};
    struct fetch_id id;
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(fetch_start(fetch, &request, &sink, &id, &err), E_OK);
    }
    fetch_free(fetch);
    fetch = NULL;
    cr_expect_eq(taker.dones, 3);
    cr_expect_eq(taker.rc, E_SHUTTING_DOWN);
}

Test(fetch, cancels_any_of_many)
{
    enum { MANY = 200 };
    struct test_server server = {.stays_silent = true};
    struct fetch_request request = request_to(test_server_start(&server));
    request.total_ms = 0;
    struct fetch_sink sink = {&taker, take_head, take_piece, take_end};
    struct fetch_id ids[MANY];
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(fetch_start(fetch, &request, &sink, &ids[i], &err), E_OK);
    }
    for (size_t i = 0; i < MANY; i++) {
        fetch_cancel(fetch, ids[i * 7 % MANY]);
        fetch_cancel(fetch, ids[i]);
    }
    wait_for(0, MANY);
    cr_expect_eq(taker.rc, E_CANCELLED);
    usleep(20 * 1000);
    cr_expect_eq(taker.dones, MANY);
}

Test(fetch, runs_no_more_than_it_can)
{
    struct test_server server = {.stays_silent = true};
    struct fetch_request request = request_to(test_server_start(&server));
    struct fetch_sink sink = {&taker, take_head, take_piece, take_end};
    struct fetch_id id;
    int rc = E_OK;
    int started = 0;
    while (rc == E_OK && started < 1000) {
        rc = fetch_start(fetch, &request, &sink, &id, &err);
        started += rc == E_OK ? 1 : 0;
    }
    cr_expect_eq(rc, E_BUSY);
    cr_expect_eq(started, 256);
}
