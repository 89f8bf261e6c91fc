/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "http/test_fixture.h"

struct test_server *server;
struct arena *arena;

void fixture_start(void)
{
    arena = arena_new();
    server = test_server_start(NULL);
}

void fixture_start_behind_proxy(void)
{
    arena = arena_new();
    server = test_server_start(test_behind_proxy);
}

void fixture_stop(void)
{
    if (server != NULL) {
        test_server_stop(server);
    }
    arena_free(arena);
}

void fixture_try(const struct fixture_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct answer answer = client_ask(server->port, str_from(rows[i].request), arena);
        bool contains = rows[i].contains == NULL || str_contains(answer.head, rows[i].contains) ||
                        str_contains(answer.body, rows[i].contains);
        cr_expect_eq(answer.status, rows[i].status, "%s: %d %.*s", rows[i].name, answer.status,
                     (int)answer.body.n, answer.body.p);
        cr_expect(contains, "%s: %.*s%.*s", rows[i].name, (int)answer.head.n, answer.head.p,
                  (int)answer.body.n, answer.body.p);
    }
}
