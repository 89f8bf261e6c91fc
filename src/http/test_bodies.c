/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of any size and shape, and what becomes of the connection that sent them. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "http/http_int.h"
#include "http/test_fixture.h"

TestSuite(bodies, .init = fixture_start, .fini = fixture_stop);

#define PART_TITLE "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
#define PART_IMAGE                                                                  \
    "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n" \
    "Content-Type: image/png\r\n\r\n"

static struct str form_request(const char *head, struct str body)
{
    struct sb text;
    sb_init(&text, 8 * MIB);
    sb_addf(&text,
            "%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n"
            "Content-Length: %zu\r\n\r\n",
            head, body.n);
    sb_add(&text, body);
    struct str copy = str_copy(arena, sb_str(&text));
    sb_done(&text);
    return copy;
}

Test(bodies, reads_forms)
{
    static const struct {
        const char *name;
        const char *body;
        int status;
        const char *contains;
    } rows[] = {
        {"both parts", PART_TITLE "Tea\r\n" PART_IMAGE "0123\r\n--B--\r\n", 201,
         "{\"title\":\"Tea\",\"filename\":\"a.png\",\"bytes\":4"},
        {"no image", PART_TITLE "Tea\r\n--B--\r\n", 400, "\"image\":[\"is required\"]"},
        {"no file chosen",
         "--B\r\nContent-Disposition: form-data; name=\"image\"; "
         "filename=\"\"\r\n\r\n\r\n--B--\r\n",
         400, "is required"},
        {"empty file", PART_IMAGE "\r\n--B--\r\n", 201, "\"bytes\":0"},
        {"boundary within", PART_IMAGE "\r\n--C\r\n-\r\r\n--B\r\n\r\n--B--\r\n", 400,
         "malformed_form"},
        {"almost a boundary", PART_IMAGE "\r\n--C\r\n-\r\r\n--\r\n--B--\r\n", 201, "\"bytes\":13"},
        {"not closed", PART_IMAGE "0123\r\n", 400, "before its closing boundary"},
        {"not begun", "0123", 400, "malformed_form"},
        {"empty", "", 400, "is required"},
        {"no name", "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n", 400, "no name"},
        {"same name twice", PART_TITLE "a\r\n" PART_TITLE "b\r\n--B--\r\n", 400,
         "\"title\":[\"came twice\"]"},
        {"title not UTF-8", PART_TITLE "\xff\r\n" PART_IMAGE "0\r\n--B--\r\n", 400, "UTF-8"},
        {"transfer encoding",
         "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--B--\r\n",
         400, "RFC 7578"},
        {"line feeds alone", "--B\nContent-Disposition: form-data; name=\"a\"\n\nx\n--B--\n", 400,
         "malformed_form"},
        {"quotes in a name",
         "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\\\"b.png\"\r\n\r\nx"
         "\r\n--B--\r\n",
         201, "\"filename\":\"a\\\"b.png\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str request = form_request("POST /api/v1/images", str_from(rows[i].body));
        struct answer answer = client_ask(server->port, request, arena);
        cr_expect_eq(answer.status, rows[i].status, "%s: %d %.*s", rows[i].name, answer.status,
                     (int)answer.body.n, answer.body.p);
        cr_expect(str_contains(answer.body, rows[i].contains), "%s: %.*s", rows[i].name,
                  (int)answer.body.n, answer.body.p);
    }
}

Test(bodies, refuses_names_that_are_no_text)
{
    static const struct str bodies[] = {
        STR("--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\0.png\"\r\n\r\n0"
            "\r\n--B--\r\n"),
        STR("--B\r\nContent-Disposition: form-data; name=\"image\0\"\r\n\r\n0\r\n--B--\r\n"),
        STR("--B\r\nContent-Disposition: form-data; name=\"image\xff\"\r\n\r\n0\r\n--B--\r\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct str request = form_request("POST /api/v1/images", bodies[i]);
        struct answer answer = client_ask(server->port, request, arena);
        cr_expect_eq(answer.status, 400, "row %zu: %d", i, answer.status);
        cr_expect(str_contains(answer.body, "not UTF-8 text"), "row %zu", i);
    }
}

/* Sends as many file parts as a form may have, and not its end. */
static int hold_files(void)
{
    struct sb text;
    sb_init(&text, 64 * KIB);
    sb_add_c(&text, "POST /api/v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                    "Content-Type: multipart/form-data; boundary=B\r\n\r\n");
    for (size_t i = 0; i < FORM_PARTS_MAX; i++) {
        sb_addf(&text,
                "--B\r\nContent-Disposition: form-data; name=\"f%zu\"; filename=\"a\"\r\n\r\n"
                "x\r\n",
                i);
    }
    int fd = client_connect(server->port);
    client_send(fd, sb_str(&text));
    sb_done(&text);
    return fd;
}

static int upload(void)
{
    struct str form = form_request("POST /api/v1/images", STR(PART_IMAGE "0\r\n--B--\r\n"));
    return client_ask(server->port, form, arena).status;
}

static void wait_for_files(size_t count)
{
    atomic_size_t *open_files = &server->http->form_room.open_files;
    for (int i = 0; i < 500 && atomic_load(open_files) != count; i++) {
        usleep(10000);
    }
    cr_expect_eq(atomic_load(open_files), count);
}

Test(bodies, holds_so_many_files_at_once)
{
    int held[FORM_FILES_MAX / FORM_PARTS_MAX];
    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        cr_expect_eq(upload(), 201);
        wait_for_files(i * FORM_PARTS_MAX); /* its file may outlive the answer by a moment */
        held[i] = hold_files();
        wait_for_files((i + 1) * FORM_PARTS_MAX);
    }
    cr_expect_eq(upload(), 503);
    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        close(held[i]);
    }
    wait_for_files(0);
    cr_expect_eq(upload(), 201);
}

static int hold_essay(size_t bytes)
{
    int fd = client_connect(server->port);
    client_send(fd, str_from(arena_printf(
                        arena,
                        "POST /api/v1/essays HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        "application/json\r\nContent-Length: %zu\r\n\r\n{",
                        bytes)));
    return fd;
}

static void wait_for_bodies(size_t bytes)
{
    atomic_size_t *large = &server->http->large_bodies;
    for (int i = 0; i < 500 && atomic_load(large) != bytes; i++) {
        usleep(10000);
    }
    cr_expect_eq(atomic_load(large), bytes);
}

Test(bodies, holds_so_much_in_memory_at_once)
{
    int held[BODIES_LARGE_MAX / (4 * MIB)];
    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        held[i] = hold_essay(4 * MIB);
    }
    int small = hold_essay(1 * MIB); /* does not count */
    wait_for_bodies(BODIES_LARGE_MAX);
    int late = hold_essay(2 * MIB);
    char *rest = calloc(1, 2 * MIB);
    client_send(late, (struct str){rest, 2 * MIB - 1});
    cr_expect_eq(client_read(late, arena).status, 503);
    free(rest);
    close(late);
    close(small);
    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        close(held[i]);
    }
    wait_for_bodies(0);
}

Test(bodies, takes_a_form_in_pieces_of_any_size)
{
    struct str body = STR(PART_TITLE "Tea\r\n" PART_IMAGE "\r\r\n--\r\n--A\r\n--B--\r\n");
    struct str request = form_request("POST /api/v1/images", body);
    for (size_t piece = 1; piece < 9; piece++) {
        int fd = client_connect(server->port);
        for (size_t at = 0; at < request.n; at += piece) {
            client_send(fd, str_sub(request, at, at + piece));
        }
        struct answer answer = client_read(fd, arena);
        cr_expect_eq(answer.status, 201, "pieces of %zu: %d", piece, answer.status);
        cr_expect(str_contains(answer.body, "\"bytes\":10"), "pieces of %zu", piece);
        close(fd);
    }
}

Test(bodies, takes_either_kind_where_the_route_says_so)
{
    struct str form = form_request("PATCH /api/v1/images/1", STR(PART_IMAGE "0\r\n--B--\r\n"));
    cr_expect_eq(client_ask(server->port, form, arena).status, 201);
    struct str json = STR("PATCH /api/v1/images/1 HTTP/1.1\r\nHost: localhost\r\n"
                          "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n"
                          "{\"text\":\"a\"}");
    cr_expect_eq(client_ask(server->port, json, arena).status, 201);
}

static struct str zeros(size_t bytes)
{
    return (struct str){arena_calloc(arena, bytes, 1), bytes};
}

static struct str big_form(size_t bytes)
{
    struct sb text;
    sb_init(&text, 8 * MIB);
    sb_add(&text, STR(PART_IMAGE));
    sb_add(&text, zeros(bytes));
    sb_add(&text, STR("\r\n--B--\r\n"));
    struct str request = form_request("POST /api/v1/images", sb_str(&text));
    sb_done(&text);
    return request;
}

Test(bodies, keeps_uploads_up_to_the_setting)
{
    struct answer fits = client_ask(server->port, big_form(1 * MIB), arena);
    cr_expect_eq(fits.status, 201);
    cr_expect(str_contains(fits.body, "\"bytes\":1048576"));
}

Test(bodies, reads_a_refused_body_to_its_end_and_goes_on)
{
    int fd = client_connect(server->port);
    client_send(fd, big_form(2 * MIB));
    struct answer answer = client_read(fd, arena);
    cr_expect_eq(answer.status, 413);
    cr_expect(str_contains(answer.body, "\"code\":\"too_large\""));
    client_send(fd, STR("GET /api/v1/echo/next HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    cr_expect_eq(client_read(fd, arena).status, 200, "the connection lives");
    close(fd);
}

Test(bodies, counts_chunks_while_they_come)
{
    int fd = client_connect(server->port);
    client_send(fd, STR("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
    struct str chunk = zeros(32 * KIB);
    for (size_t i = 0; i < 4; i++) {
        client_send(fd, STR("8000\r\n"));
        client_send(fd, chunk);
        client_send(fd, STR("\r\n"));
    }
    client_send(fd, STR("0\r\n\r\n"));
    struct answer answer = client_read(fd, arena);
    cr_expect_eq(answer.status, 413, "%d", answer.status);
    close(fd);
}

Test(bodies, answers_before_a_body_that_is_hopelessly_long)
{
    int fd = client_connect(server->port);
    client_send(fd, STR("POST /api/v1/images HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Type: multipart/form-data; boundary=B\r\n"
                        "Content-Length: 99999999999\r\n\r\n"));
    struct answer answer = client_read(fd, arena);
    cr_expect_eq(answer.status, 413);
    cr_expect(str_eq(answer_header(&answer, "Connection"), STR("close")));
    cr_expect_gt(answer_header(&answer, "Content-Security-Policy").n, 0);
    close(fd);
}

Test(bodies, forgets_an_upload_that_breaks_off)
{
    struct str request = form_request("POST /api/v1/images", STR(PART_IMAGE "0123\r\n--B--\r\n"));
    int fd = client_connect(server->port);
    client_send(fd, str_sub(request, 0, request.n - 5));
    close(fd);
    struct answer answer = client_ask(
        server->port, STR("GET /api/v1/echo/x HTTP/1.1\r\nHost: localhost\r\n\r\n"), arena);
    cr_expect_eq(answer.status, 200);
}

Test(bodies, says_that_the_disk_is_full)
{
    /* No file of this process may grow any more: what a full disk looks like from within. */
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = {.rlim_cur = 64 * KIB, .rlim_max = before.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int fd = client_connect(server->port);
    client_send(fd, big_form(512 * KIB));
    struct answer full = client_read(fd, arena);
    cr_expect_eq(full.status, 507, "%d", full.status);
    cr_expect(str_contains(full.body, "\"code\":\"insufficient_storage\""));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    client_send(fd, big_form(512 * KIB));
    cr_expect_eq(client_read(fd, arena).status, 201,
                 "the same connection, when there is room again");
    close(fd);
}

Test(bodies, refuses_heads_that_are_too_long)
{
    struct sb text;
    sb_init(&text, 64 * KIB);
    sb_add_c(&text, "GET /api/v1/echo/x?q=");
    for (size_t i = 0; i < TARGET_BYTES_MAX; i++) {
        sb_add_byte(&text, 'a');
    }
    sb_add_c(&text, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    struct answer target = client_ask(server->port, sb_str(&text), arena);
    cr_expect_eq(target.status, 414);
    cr_expect(str_contains(target.body, "\"code\":\"uri_too_long\""));

    sb_clear(&text);
    sb_add_c(&text, "GET /api/v1/echo/x HTTP/1.1\r\nHost: localhost\r\nX-Long: ");
    for (size_t i = 0; i < HEAD_BYTES_MAX; i++) {
        sb_add_byte(&text, 'a');
    }
    sb_add_c(&text, "\r\n\r\n");
    struct answer headers = client_ask(server->port, sb_str(&text), arena);
    cr_expect_eq(headers.status, 431);
    cr_expect(str_contains(headers.body, "\"code\":\"headers_too_large\""));
    sb_done(&text);
}
