/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "http/pages/pages.h"
#include "http/router/router.h"

#define ETAG_CHARS 32

struct pages {
    const struct embed_file *files;
    size_t count;
    struct arena *arena;
    struct page *pages; /* one a file, in the same order; those without a type are not served */
    struct http_router *addresses;
    const struct page *index;
    const struct page *app;
};

static const struct {
    struct str ending;
    const char *type;
} types[] = {
    {{".html", 5}, "text/html; charset=utf-8"},
    {{".js", 3}, "text/javascript; charset=utf-8"},
    {{".css", 4}, "text/css; charset=utf-8"},
    {{".json", 5}, "application/json"},
    {{".webmanifest", 12}, "application/manifest+json"},
    {{".svg", 4}, "image/svg+xml"},
    {{".png", 4}, "image/png"},
    {{".jpg", 4}, "image/jpeg"},
    {{".webp", 5}, "image/webp"},
    {{".avif", 5}, "image/avif"},
    {{".ico", 4}, "image/x-icon"},
    {{".woff2", 6}, "font/woff2"},
    {{".wasm", 5}, "application/wasm"},
    {{".txt", 4}, "text/plain; charset=utf-8"},
};

static const char *type_of(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_ends(name, types[i].ending)) {
            return types[i].type;
        }
    }
    return NULL;
}

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.p, b.p, size_min(a.n, b.n));
    if (order == 0 && a.n != b.n) {
        order = a.n < b.n ? -1 : 1;
    }
    return order;
}

/* Position of the file, or `count`. */
static size_t find_file(const struct pages *pages, struct str name)
{
    size_t from = 0;
    size_t to = pages->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = compare(name, str_from(pages->files[middle].name));
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    return pages->count;
}

static const struct embed_file *find_variant(const struct pages *pages, const char *name,
                                             const char *ending)
{
    size_t at = find_file(pages, str_from(arena_printf(pages->arena, "%s%s", name, ending)));
    return at < pages->count ? &pages->files[at] : NULL;
}

static const struct page *find_page(const struct pages *pages, struct str name)
{
    size_t at = find_file(pages, name);
    return at < pages->count && pages->pages[at].type != NULL ? &pages->pages[at] : NULL;
}

static void describe(struct pages *pages, size_t i)
{
    const struct embed_file *file = &pages->files[i];
    struct str name = str_from(file->name);
    struct page *page = &pages->pages[i];
    page->type = str_eq(name, STR("pages.txt")) ? NULL : type_of(name);
    if (page->type == NULL) {
        return;
    }
    page->etag = str_dup(pages->arena, str_sub(str_from(file->hash), 0, ETAG_CHARS));
    page->plain = file;
    page->br = find_variant(pages, file->name, ".br");
    page->gz = find_variant(pages, file->name, ".gz");
    page->is_document = str_ends(name, STR(".html"));
    page->is_immutable = str_starts(name, STR("assets/"));
}

static int add_addresses(struct pages *pages, struct str list, struct err *err)
{
    while (list.n > 0) {
        struct str pattern = str_trim(str_cut(list, '\n', &list));
        if (pattern.n == 0) {
            continue;
        }
        if (pattern.p[0] != '/') {
            return err_set(err, E_INVALID, "pages.txt has \"%" STRF "\", which is no path",
                           STRA(pattern));
        }
        const struct http_router_entry entry = {
            .method = "GET",
            .path = str_dup(pages->arena, pattern),
        };
        int rc = http_router_add(pages->addresses, &entry);
        if (rc < 0) {
            return err_set(err, rc, "pages.txt has %s twice", entry.path);
        }
    }
    return E_OK;
}

int pages_new(const struct embed_file *files, size_t count, struct arena *arena, struct pages **out,
              struct err *err)
{
    struct pages *pages = arena_calloc(arena, 1, sizeof(*pages));
    pages->files = files;
    pages->count = count;
    pages->arena = arena;
    pages->pages = arena_calloc(arena, count + 1, sizeof(*pages->pages));
    pages->addresses = http_router_new(arena);
    for (size_t i = 0; i < count; i++) {
        ASSERT(i == 0 || strcmp(files[i - 1].name, files[i].name) < 0);
        describe(pages, i);
    }
    pages->index = find_page(pages, STR("index.html"));
    pages->app = find_page(pages, STR("app.html"));
    size_t list = find_file(pages, STR("pages.txt"));
    *out = pages;
    if (list == count) {
        return E_OK;
    }
    return add_addresses(pages, (struct str){(const char *)files[list].bytes, files[list].n}, err);
}

const struct page *pages_find(const struct pages *pages, struct str path, bool wants_html,
                              int *out_status)
{
    *out_status = 200;
    if (str_eq(path, STR("/"))) {
        return pages->index;
    }
    const struct page *page = find_page(pages, str_sub(path, 1, path.n));
    if (page != NULL && !page->is_document) {
        return page;
    }
    struct http_router_match match;
    http_router_find(pages->addresses, path, &match);
    if (match.entries != NULL) {
        return pages->app;
    }
    *out_status = 404;
    bool is_interface = str_starts(path, STR("/api/v1/")) || str_starts(path, STR("/v1/"));
    return wants_html && !is_interface ? pages->app : NULL;
}
