/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests, good and bad, against a real server: one row each. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "http/test_fixture.h"

TestSuite(requests, .init = fixture_start, .fini = fixture_stop);

#define HOST       "Host: localhost\r\n"
#define JSON       "Content-Type: application/json\r\n"
#define END        HOST "\r\n"
#define GET(path)  "GET " path " HTTP/1.1\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\n"

Test(requests, finds_routes)
{
    static const struct fixture_row rows[] = {
        {"path parameter", GET("/api/v1/echo/you?q=a%20b+c") END, 200,
         "{\"name\":\"you\",\"q\":\"a b c\""},
        {"shared table", GET("/api/v1/test") END, 201, "waited"},
        {"parameter of a shared table", GET("/api/v1/test/x") END, 200, "\"name\":\"x\""},
        {"escaped parameter", GET("/api/v1/echo/%E4%BD%A0") END, 200, "\"name\":\"\xe4\xbd\xa0\""},
        {"fixed before parameter", GET("/api/v1/echo/fixed") END, 204, NULL},
        {"absolute form", GET("http://localhost/api/v1/echo/x") END, 200, "\"name\":\"x\""},
        {"HEAD", "HEAD /api/v1/echo/x HTTP/1.1\r\n" END, 200, "Content-Length: "},
        {"OPTIONS", "OPTIONS /api/v1/echo/x HTTP/1.1\r\n" END, 204, "Allow: GET, HEAD, OPTIONS"},
        {"unknown path", GET("/api/v1/none") END, 404, "\"code\":\"not_found\""},
        {"slash at the end", GET("/api/v1/list/") END, 404, "not_found"},
        {"wrong method", "PUT /api/v1/notes HTTP/1.1\r\n" END, 405, "Allow: POST, OPTIONS"},
        {"method of nobody", "BREW /api/v1/notes HTTP/1.1\r\n" END, 405, "method_not_allowed"},
        {"on a work thread", GET("/api/v1/blocks") END, 201, "waited"},
        {"old protocol", "GET /api/v1/echo/x HTTP/1.0\r\n" END, 200, "\"name\":\"x\""},
        {"cookie", GET("/api/v1/echo/x") "Cookie: a=1; c=two; d=3\r\n" END, 200,
         "\"cookie\":\"two\""},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, refuses_what_is_malformed)
{
    static const struct fixture_row rows[] = {
        {"broken escape", GET("/api/v1/echo/%4") END, 400, "\"code\":\"invalid\""},
        {"escaped NUL", GET("/api/v1/echo/%00") END, 400, "invalid"},
        {"escaped slash", GET("/api/v1/echo/a%2fb") END, 400, "invalid"},
        {"not UTF-8", GET("/api/v1/echo/%ff") END, 400, "invalid"},
        {"query not UTF-8", GET("/api/v1/echo/x?q=%ff") END, 400, "invalid"},
        {"two hosts", GET("/api/v1/echo/x") HOST END, 400, "Connection: close"},
        {"no host", GET("/api/v1/echo/x") "\r\n", 400, NULL},
        {"host of somebody who tries", GET("/api/v1/echo/x") "Host: a/b\r\n\r\n", 400,
         "Host header"},
        {"blank before colon", GET("/api/v1/echo/x") "X-A : b\r\n" END, 400, "not well-formed"},
        {"two lengths", POST("/api/v1/notes") "Content-Length: 1\r\nContent-Length: 2\r\n" END "ab",
         400, "twice"},
        {"length and encoding",
         POST("/api/v1/notes") "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n" END
                               "0\r\n\r\n",
         400, "exclude"},
        {"unknown encoding", POST("/api/v1/notes") "Transfer-Encoding: gzip\r\n" END, 400,
         "chunked"},
        {"line feed alone", GET("/api/v1/echo/x") "X-A: b\n" END, 400, "not well-formed"},
        {"line feed after the first line", "GET /api/v1/echo/x HTTP/1.1\n" END, 400, "header"},
        {"line feed at the end", GET("/api/v1/echo/x") HOST "\n", 400, "header"},
        {"carriage return alone", GET("/api/v1/echo/x") "X-A: b\rX-B: c\r\n" END, 400, "header"},
        {"folded", GET("/api/v1/echo/x") "X-A: b\r\n c\r\n" END, 400, "not well-formed"},
        {"no name", GET("/api/v1/echo/x") ": b\r\n" END, 400, "not well-formed"},
        {"encoding of the old protocol",
         "POST /api/v1/notes HTTP/1.0\r\n" JSON "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n",
         400, "HTTP/1.0"},
        {"bad limit", GET("/api/v1/list?limit=0") END, 400,
         "\"errors\":{\"limit\":[\"must be a whole number from 1 to 100\"]}"},
        {"bad cursor", GET("/api/v1/list?cursor=x") END, 400, "\"code\":\"invalid_cursor\""},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, reads_json)
{
    static const struct fixture_row rows[] = {
        {"good", POST("/api/v1/notes") JSON "Content-Length: 13\r\n" END "{\"text\":\"hi\"}", 201,
         "{\"text\":\"hi\"}"},
        {"chunked",
         POST("/api/v1/notes") JSON "Transfer-Encoding: chunked\r\n" END
                                    "5\r\n{\"tex\r\n8\r\nt\":\"hi\"}\r\n0\r\n\r\n",
         201, "Connection: close\r\n"},
        {"charset",
         POST("/api/v1/notes") "Content-Type: application/json; charset=utf-8\r\n"
                               "Content-Length: 13\r\n" END "{\"text\":\"hi\"}",
         201, NULL},
        {"missing field", POST("/api/v1/notes") JSON "Content-Length: 2\r\n" END "{}", 400,
         "\"errors\":{\"text\":[\"is required\"]}"},
        {"no body", POST("/api/v1/notes") END, 400, "is required"},
        {"unknown field",
         POST("/api/v1/notes") JSON "Content-Length: 18\r\n" END "{\"text\":\"a\",\"b\":1}", 400,
         "\"b\":[\"is not a known field\"]"},
        {"broken JSON", POST("/api/v1/notes") JSON "Content-Length: 4\r\n" END "{\"a\"", 400,
         "\"detail\":\"Line 1, column 4"},
        {"wrong type",
         POST("/api/v1/notes") "Content-Type: text/plain\r\n"
                               "Content-Length: 2\r\n" END "{}",
         415, "application/json"},
        {"no type", POST("/api/v1/notes") "Content-Length: 2\r\n" END "{}", 415, NULL},
        {"too long",
         POST("/api/v1/notes") JSON "Content-Length: 65537\r\n"
                                    "Expect: 100-continue\r\n" END,
         413, "\"code\":\"too_large\""},
        {"body where none is taken", POST("/api/v1/nothing") "Content-Length: 2\r\n" END "{}", 204,
         NULL},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, asks_for_logins)
{
    static const struct fixture_row rows[] = {
        {"none", GET("/api/v1/me") END, 401, "WWW-Authenticate: Bearer\r\n"},
        {"wrong", GET("/api/v1/me") "Authorization: Bearer nobody\r\n" END, 401,
         "\"code\":\"token_invalid\""},
        {"other scheme", GET("/api/v1/me") "Authorization: Basic dTpw\r\n" END, 401,
         "\"code\":\"not_authenticated\""},
        {"user", GET("/api/v1/me") "Authorization: Bearer user\r\n" END, 204, NULL},
        {"lower case", GET("/api/v1/me") "authorization: bearer user\r\n" END, 204, NULL},
        {"user as staff", GET("/api/v1/staff") "Authorization: Bearer user\r\n" END, 403,
         "\"code\":\"forbidden\""},
        {"staff", GET("/api/v1/staff") "Authorization: Bearer staff\r\n" END, 204, NULL},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, refuses_pages_of_other_sites)
{
    static const struct fixture_row rows[] = {
        {"own page",
         POST("/api/v1/cookie") "Origin: http://localhost\r\n"
                                "Sec-Fetch-Site: same-origin\r\n" END,
         204, "Set-Cookie: c=value; Path=/api; Max-Age=60; HttpOnly; SameSite=Strict\r\n"},
        {"other origin", POST("/api/v1/cookie") "Origin: http://evil.example\r\n" END, 403,
         "forbidden"},
        {"no origin at all", POST("/api/v1/cookie") "Origin: null\r\n" END, 403, "forbidden"},
        {"cross-site", POST("/api/v1/cookie") "Sec-Fetch-Site: cross-site\r\n" END, 403, NULL},
        {"with a token",
         POST("/api/v1/cookie") "Authorization: Bearer user\r\n"
                                "Origin: http://other.example\r\n" END,
         204, NULL},
        {"reading", GET("/api/v1/echo/x") "Sec-Fetch-Site: cross-site\r\n" END, 200, NULL},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, answers_failures_with_problems)
{
    static const struct fixture_row rows[] = {
        {"conflict", POST("/api/v1/fail?code=conflict") END, 409, "\"detail\":\"the inside\""},
        {"busy", POST("/api/v1/fail?code=busy") END, 503, "Retry-After: 2"},
        {"member", POST("/api/v1/fail?code=conflict&with=1") END, 409, ",\"with\":{\"n\":1}}"},
    };
    fixture_try(rows, ARRAY_LEN(rows));
    struct answer answer =
        client_ask(server->port, STR(POST("/api/v1/fail?code=conflict") END), arena);
    cr_expect_eq(answer_header(&answer, "X-Of-Success").n, 0);
    cr_expect(str_eq(answer_header(&answer, "Content-Type"), STR("application/problem+json")));
}

Test(requests, tells_nothing_of_the_inside_of_server_errors)
{
    /* These are logged as errors; the log is not what is looked at here. */
    cr_redirect_stderr();
    static const struct fixture_row rows[] = {
        {"internal", POST("/api/v1/fail?code=internal_error") END, 500,
         "\"detail\":\"The server made a mistake.\""},
        {"no answer", POST("/api/v1/fail?code=none") END, 500, "internal_error"},
        {"header injection", POST("/api/v1/fail?code=header") END, 500, "internal_error"},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, serves_files)
{
    static const struct fixture_row rows[] = {
        {"whole", GET("/api/v1/file") END, 200, "0123456789"},
        {"tag", GET("/api/v1/file") END, 200, "ETag: \"tag\"\r\n"},
        {"known", GET("/api/v1/file") "If-None-Match: \"a\", W/\"tag\"\r\n" END, 304, NULL},
        {"unknown", GET("/api/v1/file") "If-None-Match: \"a\"\r\n" END, 200, NULL},
        {"first bytes", GET("/api/v1/file") "Range: bytes=0-2\r\n" END, 206,
         "Content-Range: bytes 0-2/10\r\n"},
        {"from the middle", GET("/api/v1/file") "Range: bytes=7-\r\n" END, 206, "789"},
        {"last bytes", GET("/api/v1/file") "Range: bytes=-2\r\n" END, 206, "bytes 8-9/10"},
        {"past the end", GET("/api/v1/file") "Range: bytes=5-99\r\n" END, 206, "bytes 5-9/10"},
        {"outside", GET("/api/v1/file") "Range: bytes=10-\r\n" END, 416,
         "Content-Range: bytes */10\r\n"},
        {"of another file", GET("/api/v1/file") "Range: bytes=0-2\r\nIf-Range: \"x\"\r\n" END, 200,
         "0123456789"},
        {"nonsense", GET("/api/v1/file") "Range: bytes=5-2\r\n" END, 200, "0123456789"},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

Test(requests, tells_about_itself)
{
    static const struct fixture_row rows[] = {
        {"health", GET("/healthz") END, 200, "\"status\":\"ok\""},
        {"ready", GET("/readyz") END, 200, "\"database\":\"ok\""},
        {"metrics", GET("/metrics") END, 200, "assisti_http_running "},
        {"OpenAPI", GET("/api/v1/openapi.json") END, 200, "{\"openapi\":\"3.1.0\"}"},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}

static void have_failed_workers(struct config *config)
{
    config->workers = HTTP_FAILED + 1;
}

static void have_starting_workers(struct config *config)
{
    config->workers = HTTP_STARTING + 1;
}

Test(requests, says_which_part_cannot_serve_and_whether_it_will)
{
    static const struct {
        void (*change)(struct config *config);
        const char *told;
    } rows[] = {
        {have_failed_workers,
         "{\"database\":\"ok\",\"workers\":\"failed\"},\"status\":\"unavailable\""},
        {have_starting_workers,
         "{\"database\":\"ok\",\"workers\":\"starting\"},\"status\":\"unavailable\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct test_server *poor = test_server_start(rows[i].change);
        struct answer answer = client_ask(poor->port, STR(GET("/readyz") END), arena);
        cr_expect_eq(answer.status, 503);
        cr_expect(str_contains(answer.body, rows[i].told), "%" STRF, STRA(answer.body));
        test_server_stop(poor);
    }
}

Test(requests, has_security_headers_on_every_answer)
{
    static const char *const requests[] = {
        GET("/api/v1/list") END, GET("/api/v1/none") END,
        GET("/api/v1/file") END, POST("/api/v1/fail?code=conflict") END,
        GET("/api/v1/me") END,
    };
    static const char *const names[] = {
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "X-Request-Id",
        "Cache-Control",
    };
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        struct answer answer = client_ask(server->port, str_from(requests[i]), arena);
        for (size_t j = 0; j < ARRAY_LEN(names); j++) {
            cr_expect_gt(answer_header(&answer, names[j]).n, 0, "%s: %s", requests[i], names[j]);
        }
    }
}
