/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router: the route tables of all applications as one tree of path segments, built at start and only
 * read after. Looking up allocates nothing. */
#pragma once

#include "http/http.h"

#define ROUTER_PARAMS_MAX ((size_t)4)

/* A route with the application that it belongs to. */
struct http_router_entry {
    const struct route *route;
    void *const *state; /* where the application's state lies */
    struct http_router_entry *next;
};

/* What stands at a path, and the texts that stood at its ":name" segments. */
struct http_router_match {
    const struct http_router_entry *entries; /* one a method; NULL: nothing stands there */
    struct str params[ROUTER_PARAMS_MAX];
    size_t param_count;
};

struct http_router;

/* Lives in the arena. */
struct http_router *http_router_new(struct arena *arena);
/* E_CONFLICT where the same method and path are there already. */
MUSTUSE int http_router_add(struct http_router *router, const struct route *route,
                            void *const *state);
void http_router_find(const struct http_router *router, struct str path,
                      struct http_router_match *out);
/* The entry for the method (HEAD counts as GET), or NULL. */
const struct http_router_entry *http_router_method(const struct http_router_match *match,
                                                   const char *method);
/* Text of the parameter `name` of the route, or the empty text. */
struct str http_router_param(const struct http_router_match *match, const struct route *route,
                             const char *name);
/* "GET, HEAD, POST, OPTIONS" */
void http_router_allowed(const struct http_router_match *match, struct sb *out);
