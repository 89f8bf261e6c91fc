/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "http/test_fixture.h"

TestSuite(pages, .init = fixture_start, .fini = fixture_stop);

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n"
#define HTML      "Accept: text/html,*/*;q=0.8\r\n"

Test(pages, serve_the_web_application)
{
    static const struct fixture_row rows[] = {
        {"landing", GET("/") HTML "\r\n", 200, "landing page"},
        {"policy", GET("/") HTML "\r\n", 200, "script-src 'self'"},
        {"page", GET("/login") HTML "\r\n", 200, "application page"},
        {"page with a parameter", GET("/ocr/1") HTML "\r\n", 200, "application page"},
        {"page without Accept", GET("/login") "\r\n", 200, "application page"},
        {"no such page", GET("/nowhere") HTML "\r\n", 404, "application page"},
        {"no such thing", GET("/nowhere") "Accept: */*\r\n\r\n", 404, "problem+json"},
        {"not of the interface", GET("/api/v1/nowhere") HTML "\r\n", 404, "problem+json"},
        {"shell by its name", GET("/app.html") "\r\n", 404, "problem+json"},
        {"list of pages", GET("/pages.txt") "\r\n", 404, "problem+json"},
        {"compressed by its name", GET("/assets/a-1.js.br") "\r\n", 404, "problem+json"},
        {"script", GET("/assets/a-1.js") "\r\n", 200, "the script"},
        {"its type", GET("/assets/a-1.js") "\r\n", 200, "Content-Type: text/javascript"},
        {"kept for ever", GET("/assets/a-1.js") "\r\n", 200, "max-age=31536000, immutable"},
        {"asked again for each time", GET("/sw.js") "\r\n", 200, "Cache-Control: no-cache\r\n"},
        {"brotli", GET("/assets/a-1.js") "Accept-Encoding: gzip, br\r\n\r\n", 200,
         "Content-Encoding: br\r\n"},
        {"gzip", GET("/assets/a-1.js") "Accept-Encoding: gzip, br;q=0\r\n\r\n", 200,
         "Content-Encoding: gzip\r\n"},
        {"plain", GET("/assets/a-1.js") "Accept-Encoding: identity\r\n\r\n", 200, "the script"},
        {"varies", GET("/assets/a-1.js") "\r\n", 200, "Vary: Accept-Encoding\r\n"},
        {"known", GET("/assets/a-1.js") "If-None-Match: \"0123\"\r\n\r\n", 304, NULL},
        {"known in another encoding",
         GET("/assets/a-1.js") "Accept-Encoding: br\r\nIf-None-Match: \"0123\"\r\n\r\n", 200,
         "ETag: \"0123-br\"\r\n"},
        {"head", "HEAD /login HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "Content-Length: 16\r\n"},
        {"post", "POST /login HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found"},
        {"up and out", GET("/assets/../pages.txt") HTML "\r\n", 404, "application page"},
    };
    fixture_try(rows, ARRAY_LEN(rows));
}
