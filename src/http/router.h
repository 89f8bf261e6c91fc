/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router: the route tables of all applications as one tree of path segments, built at start and only
 * read after. Looking up allocates nothing. */
#pragma once

#include "http/http.h"

#define ROUTER_PARAMS_MAX ((size_t)4)

/* A route with the application that it belongs to. */
struct router_entry {
    const struct route *route;
    void *const *state; /* where the application's state lies */
    struct router_entry *next;
};

/* What stands at a path, and the texts that stood at its ":name" segments. */
struct router_match {
    const struct router_entry *entries; /* one a method; NULL: nothing stands there */
    struct str params[ROUTER_PARAMS_MAX];
    size_t param_count;
};

struct router;

/* Lives in the arena. */
struct router *router_new(struct arena *arena);
/* E_CONFLICT where the same method and path are there already. */
MUSTUSE int router_add(struct router *router, const struct route *route, void *const *state);
void router_find(const struct router *router, struct str path, struct router_match *out);
/* The entry for the method (HEAD counts as GET), or NULL. */
const struct router_entry *router_method(const struct router_match *match, const char *method);
/* Text of the parameter `name` of the route, or the empty text. */
struct str router_param(const struct router_match *match, const struct route *route,
                        const char *name);
/* "GET, HEAD, POST, OPTIONS" */
void router_allowed(const struct router_match *match, struct sb *out);
