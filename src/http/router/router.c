/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "http/router/router.h"

struct node {
    struct str segment; /* ":" for a parameter */
    struct node *children;
    struct node *next;
    struct node *parameter; /* the child that takes any segment */
    struct http_router_entry *entries;
};

struct http_router {
    struct arena *arena;
    struct node root;
};

struct http_router *http_router_new(struct arena *arena)
{
    struct http_router *router = arena_calloc(arena, 1, sizeof(*router));
    router->arena = arena;
    return router;
}

static struct node *find_child(const struct node *node, struct str segment)
{
    for (struct node *child = node->children; child != NULL; child = child->next) {
        if (str_eq(child->segment, segment)) {
            return child;
        }
    }
    return NULL;
}

static struct node *add_child(struct http_router *router, struct node *node, struct str segment)
{
    bool is_parameter = segment.n > 0 && segment.p[0] == ':';
    struct node *child = is_parameter ? node->parameter : find_child(node, segment);
    if (child != NULL) {
        return child;
    }
    child = arena_calloc(router->arena, 1, sizeof(*child));
    if (is_parameter) {
        child->segment = STR(":");
        node->parameter = child;
    } else {
        child->segment = segment;
        child->next = node->children;
        node->children = child;
    }
    return child;
}

int http_router_add(struct http_router *router, const struct http_router_entry *entry)
{
    ASSERT(entry->path[0] == '/');
    struct str rest = str_from(entry->path + 1);
    struct node *node = &router->root;
    size_t params = 0;
    for (bool more = true; more;) {
        more = str_find_byte(rest, '/') < rest.n;
        struct str segment = str_cut(rest, '/', &rest);
        params += segment.n > 0 && segment.p[0] == ':';
        node = add_child(router, node, segment);
    }
    ASSERT(params <= ROUTER_PARAMS_MAX);

    struct http_router_entry **link = &node->entries;
    for (; *link != NULL; link = &(*link)->next) {
        if (strcmp((*link)->method, entry->method) == 0) {
            return E_CONFLICT;
        }
    }
    *link = arena_calloc(router->arena, 1, sizeof(**link));
    **link = *entry;
    (*link)->next = NULL;
    return E_OK;
}

/* A fixed segment wins over a parameter; there is no way back from one, so that a look-up costs one
 * step a segment whatever the path. */
void http_router_find(const struct http_router *router, struct str path,
                      struct http_router_match *out)
{
    *out = (struct http_router_match){0};
    if (path.n == 0 || path.p[0] != '/') {
        return;
    }
    struct str rest = str_sub(path, 1, path.n);
    const struct node *node = &router->root;
    for (bool more = true; more;) {
        more = str_find_byte(rest, '/') < rest.n;
        struct str segment = str_cut(rest, '/', &rest);
        const struct node *child = find_child(node, segment);
        if (child == NULL) {
            child = segment.n > 0 ? node->parameter : NULL;
            if (child == NULL) {
                return;
            }
            out->params[out->param_count++] = segment;
        }
        node = child;
    }
    out->entries = node->entries;
}

const struct http_router_entry *http_router_method(const struct http_router_match *match,
                                                   const char *method)
{
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (const struct http_router_entry *entry = match->entries; entry != NULL;
         entry = entry->next) {
        if (strcmp(entry->method, wanted) == 0) {
            return entry;
        }
    }
    return NULL;
}

struct str http_router_param(const struct http_router_match *match,
                             const struct http_router_entry *entry, const char *name)
{
    struct str wanted = str_from(name);
    struct str rest = str_from(entry->path);
    for (size_t i = 0; rest.n > 0;) {
        struct str segment = str_cut(rest, '/', &rest);
        if (segment.n == 0 || segment.p[0] != ':') {
            continue;
        }
        if (str_eq(str_sub(segment, 1, segment.n), wanted) && i < match->param_count) {
            return match->params[i];
        }
        i++;
    }
    return STR_EMPTY;
}

void http_router_allowed(const struct http_router_match *match, struct sb *out)
{
    for (const struct http_router_entry *entry = match->entries; entry != NULL;
         entry = entry->next) {
        sb_addf(out, "%s, ", entry->method);
        if (strcmp(entry->method, "GET") == 0) {
            sb_add_c(out, "HEAD, ");
        }
    }
    sb_add_c(out, "OPTIONS");
}
