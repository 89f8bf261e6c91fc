/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets, queries, cookies and parameters of headers: what is let through is UTF-8 without NUL, and no
 * path has more segments than it was sent with. */
#include "base/err.h"
#include "base/utf8.h"
#include "http/uri/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_text(struct str s)
{
    ASSERT(utf8_valid(s) && str_find_byte(s, '\0') == s.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str all = {(const char *)data, bytes};
    struct str raw_path;
    struct str raw_query;
    uri_split(all, &raw_path, &raw_query);
    struct str path;
    if (uri_decode_path(raw_path, arena, &path) == E_OK) {
        check_text(path);
        ASSERT(path.n <= raw_path.n);
    }
    struct uri_pair *pairs = NULL;
    size_t count = 0;
    if (uri_parse_query(raw_query, arena, &pairs, &count) == E_OK) {
        ASSERT(count <= URI_PAIRS_MAX);
        for (size_t i = 0; i < count; i++) {
            check_text(pairs[i].name);
            check_text(pairs[i].value);
        }
    }
    check_text(uri_find_cookie(all, "c"));
    struct str value;
    if (uri_find_param(all, "name", arena, &value) == E_OK) {
        ASSERT(value.n <= all.n);
    }
    (void)uri_is_media_type(all, "application/json");
    (void)uri_list_accepts(all, STR("br"));
    if (uri_is_host(all)) {
        check_text(all);
    }
    return 0;
}
