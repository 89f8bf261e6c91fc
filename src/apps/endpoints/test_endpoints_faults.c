/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that go wrong below what tests/model-server does: in HTTP, or before it. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "apps/endpoints/test_endpoints_kit.h"
#include "platform/fetch/test_fetch_server.h"

TestSuite(endpoints_faults, .init = kit_open, .fini = kit_close);

#define STREAM_HEAD \
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define SAID(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}\n\n"

static struct kit_heard *ask_server(const struct test_server *server)
{
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", test_server_start(server));
    kit_add_endpoint("here", url, NULL);
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "here", "m", "hi"), E_OK, "%s", heard->err.detail);
    kit_wait(heard);
    return heard;
}

static struct kit_heard *ask(const char *reply)
{
    const struct test_server server = {.reply = reply};
    return ask_server(&server);
}

Test(endpoints_faults, a_server_that_closes_at_once_is_asked_again_and_given_up)
{
    struct kit_heard *heard = ask("");
    cr_expect_eq(heard->rc, E_MODEL_DOWN, "%d", heard->rc);
    cr_expect(str_starts(str_from(heard->err.detail), STR("here cannot be asked: ")), "%s",
              heard->err.detail);
}

Test(endpoints_faults, what_is_no_http_is_no_answer)
{
    struct kit_heard *heard = ask("SSH-2.0-OpenSSH_9.2\r\n");
    cr_expect_eq(heard->rc, E_MODEL_DOWN);
}

Test(endpoints_faults, a_stream_of_the_wrong_type_is_a_stream)
{
    struct kit_heard *heard =
        ask("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\n" SAID(
            "a") "data: [DONE]\n\n");
    cr_expect_eq(heard->rc, E_OK, "%s", heard->err.detail);
    cr_expect_str_eq(kit_text(heard), "a");
}

Test(endpoints_faults, an_empty_stream_is_no_answer)
{
    struct kit_heard *heard = ask(STREAM_HEAD);
    cr_expect_eq(heard->rc, E_MODEL_FAILED);
    cr_expect_str_eq(heard->err.detail,
                     "here failed: The model's server ended before it had answered.");
    cr_expect_geq(test_server_count(), 4, "it was not asked again");
}

Test(endpoints_faults, a_document_without_an_answer_is_none)
{
    struct kit_heard *heard =
        ask("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{}");
    cr_expect_eq(heard->rc, E_MODEL_FAILED, "%d", heard->rc);
}

Test(endpoints_faults, an_error_within_a_stream_is_tried_again_where_it_may_pass)
{
    struct kit_heard *heard =
        ask(STREAM_HEAD "data: {\"error\":{\"message\":\"Overloaded\",\"code\":503}}\n\n");
    cr_expect_eq(heard->rc, E_MODEL_FAILED);
    cr_expect_str_eq(heard->err.detail, "here failed: Overloaded");
    cr_expect_geq(test_server_count(), 4, "it was not asked again");
}

Test(endpoints_faults, a_server_that_never_answers_is_not_waited_for)
{
    kit_set("{\"chat\":{\"first_token_seconds\":1}}");
    const struct test_server server = {.stays_silent = true};
    struct kit_heard *heard = ask_server(&server);
    cr_expect_eq(heard->rc, E_MODEL_TIMEOUT);
}

Test(endpoints_faults, comments_keep_a_stream_alive_once_it_has_begun_but_do_not_begin_it)
{
    kit_set("{\"chat\":{\"first_token_seconds\":1,\"idle_seconds\":1}}");
    const struct test_server begun = {
        .reply =
            STREAM_HEAD SAID("a") ": still here\n: still here\n: still here\n: still here\n" SAID(
                "b") "data: [DONE]\n\n",
        .piece_pause_ms = 400};
    const struct test_server waiting = {
        .reply = STREAM_HEAD ": wait\n: wait\n: wait\n: wait\n: wait\n: wait\n: wait\n: wait\n",
        .piece_pause_ms = 400};
    kit_set("{\"chat\":{\"first_token_seconds\":10}}");
    struct kit_heard *heard = ask_server(&begun);
    cr_expect_eq(heard->rc, E_OK, "%s", heard->err.detail);
    cr_expect_str_eq(kit_text(heard), "ab");
    kit_set("{\"chat\":{\"first_token_seconds\":3}}");
    struct kit_heard *other = kit_hear();
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", test_server_start(&waiting));
    kit_add_endpoint("waiting", url, NULL);
    cr_assert_eq(kit_start(other, "waiting", "m", "hi"), E_OK);
    kit_wait(other);
    cr_expect_eq(other->rc, E_MODEL_TIMEOUT, "%d", other->rc);
}

Test(endpoints_faults, nothing_follows_done_though_the_connection_stays)
{
    const struct test_server server = {
        .reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" SAID(
            "a") "data: [DONE]\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n" SAID("b"),
        .piece_pause_ms = 200};
    struct kit_heard *heard = ask_server(&server);
    cr_expect_eq(heard->rc, E_OK);
    cr_expect_str_eq(kit_text(heard), "a");
    cr_expect_not_null(kit_endpoints()->runs, "the end was told only when the connection ended");
    kit_wait_for_none();
}

Test(endpoints_faults, an_address_in_another_network_is_not_asked)
{
    struct err err = {0};
    kit_add_endpoint("far", "http://10.0.0.1/v1", NULL);
    struct kit_heard *heard = kit_hear();
    cr_expect_eq(kit_start(heard, "far", "m", "hi"), E_MODEL_FAILED);
    cr_expect(str_starts(str_from(heard->err.detail), STR("far cannot be asked: ")), "%s",
              heard->err.detail);
    struct endpoint *endpoint = endpoints_find_named(kit_endpoints(), STR("far"));
    cr_expect_eq(endpoints_ask_models(kit_endpoints(), endpoint, &err), E_MODEL_DOWN);
    endpoint_unref(endpoint);
}
