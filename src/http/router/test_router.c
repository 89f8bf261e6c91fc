/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "http/router/router.h"

/* What the router carries and does not look into. */
struct route {
    const char *method;
    const char *path;
    const char *help;
};

static const struct route routes[] = {
    {"GET", "/", "root"},     {"GET", "/a", "a"},           {"POST", "/a", "a, written"},
    {"GET", "/a/:id", "any"}, {"GET", "/a/fixed", "fixed"}, {"DELETE", "/a/:id/b/:part", "two"},
};

static struct arena *arena;
static struct http_router *router;

static int add(const struct route *route)
{
    const struct http_router_entry entry = {
        .method = route->method,
        .path = route->path,
        .route = route,
    };
    return http_router_add(router, &entry);
}

static void start(void)
{
    arena = arena_new();
    router = http_router_new(arena);
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        cr_assert_eq(add(&routes[i]), E_OK);
    }
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(router, .init = start, .fini = stop);

Test(router, finds_routes)
{
    static const struct {
        const char *method;
        const char *path;
        const char *help; /* NULL: none */
    } rows[] = {
        {"GET", "/", "root"},
        {"HEAD", "/", "root"},
        {"POST", "/", NULL},
        {"GET", "/a", "a"},
        {"POST", "/a", "a, written"},
        {"GET", "/a/", NULL},
        {"GET", "/a/1", "any"},
        {"GET", "/a/fixed", "fixed"},
        {"GET", "/a//", NULL},
        {"DELETE", "/a/1/b/2", "two"},
        {"DELETE", "/a/1/b", NULL},
        {"DELETE", "/a/fixed/b/2", NULL},
        {"GET", "", NULL},
        {"GET", "a", NULL},
        {"GET", "//a", NULL},
        {"GET", "/A", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct http_router_match match;
        http_router_find(router, str_from(rows[i].path), &match);
        const struct http_router_entry *entry = http_router_method(&match, rows[i].method);
        cr_expect_eq(entry == NULL, rows[i].help == NULL, "%s", rows[i].path);
        if (entry != NULL) {
            cr_expect_str_eq(entry->route->help, rows[i].help);
        }
    }
}

Test(router, knows_parameters_by_name)
{
    struct http_router_match match;
    http_router_find(router, STR("/a/one/b/two"), &match);
    const struct http_router_entry *entry = http_router_method(&match, "DELETE");
    cr_expect(str_eq(http_router_param(&match, entry, "id"), STR("one")));
    cr_expect(str_eq(http_router_param(&match, entry, "part"), STR("two")));
    cr_expect_eq(http_router_param(&match, entry, "other").n, 0);
}

Test(router, refuses_a_second_route_of_the_same_kind)
{
    cr_expect_eq(add(&routes[1]), E_CONFLICT);
}

Test(router, names_what_is_allowed)
{
    struct http_router_match match;
    struct sb text;
    sb_init(&text, 256);
    http_router_find(router, STR("/a"), &match);
    http_router_allowed(&match, &text);
    cr_expect(str_eq(sb_str(&text), STR("GET, HEAD, POST, OPTIONS")));
    sb_done(&text);
}
