/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router: paths as one tree of their segments, built at start and only read after: the routes of all applications,
 * the pages of the web application. What stands at a path, and whose it is, goes along unread. Looking up allocates nothing. */
#pragma once

#include "base/err.h"

struct route;

#define ROUTER_PARAMS_MAX ((size_t)4)

/* One method at one path. */
struct http_router_entry {
    const char *method;
    const char *path; /* ":name" stands for one segment */
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
/* Copies the entry, but not its texts, which have to live as long. E_CONFLICT where the same method and path are there already. */
MUSTUSE int http_router_add(struct http_router *router, const struct http_router_entry *entry);
void http_router_find(const struct http_router *router, struct str path,
                      struct http_router_match *out);
/* The entry for the method (HEAD counts as GET), or NULL. */
const struct http_router_entry *http_router_method(const struct http_router_match *match,
                                                   const char *method);
/* Text of the parameter `name` in the entry's path, or the empty text. */
struct str http_router_param(const struct http_router_match *match,
                             const struct http_router_entry *entry, const char *name);
/* "GET, HEAD, POST, OPTIONS" */
void http_router_allowed(const struct http_router_match *match, struct sb *out);
