/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers with a file: validators (RFC 9110, 13) and single ranges (RFC 9110, 14). */
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "http/http_int.h"

/* Whether the tags are weak does not matter here. */
bool reply_is_known(struct exchange *ex, const char *tag)
{
    struct str quoted = str_from(tag);
    struct str list = door_header(ex, MHD_HTTP_HEADER_IF_NONE_MATCH);
    if (str_eq(str_trim(list), STR("*"))) {
        return true;
    }
    while (list.n > 0) {
        struct str known = str_trim(str_cut(list, ',', &list));
        if (str_starts(known, STR("W/"))) {
            known = str_sub(known, 2, known.n);
        }
        if (str_eq(known, quoted)) {
            return true;
        }
    }
    return false;
}

enum range {
    RANGE_NONE, /* no range, or one that may be ignored: the whole file */
    RANGE_PART,
    RANGE_OUTSIDE,
};

/* "bytes=0-99", "bytes=100-", "bytes=-50". Several ranges at once are answered with the whole file. */
static enum range read_range(struct str text, uint64_t size, uint64_t *out_from, uint64_t *out_n)
{
    static const struct str unit = {"bytes=", 6};
    if (!str_starts(text, unit)) {
        return RANGE_NONE;
    }
    struct str to_text;
    struct str from_text = str_cut(str_sub(text, unit.n, text.n), '-', &to_text);
    int64_t from = -1;
    int64_t to = INT64_MAX;
    bool has_from = from_text.n > 0;
    bool is_valid = (!has_from || str_to_i64(from_text, 0, INT64_MAX, &from) == E_OK) &&
                    (to_text.n == 0 || str_to_i64(to_text, 0, INT64_MAX, &to) == E_OK) &&
                    (has_from || to_text.n > 0) && from <= to;
    if (!is_valid) {
        return RANGE_NONE;
    }
    if (!has_from) { /* the last so many bytes */
        from = (uint64_t)to < size ? (int64_t)(size - (uint64_t)to) : 0;
        to = to > 0 ? INT64_MAX : -1;
    }
    if ((uint64_t)from >= size || to < from) {
        return RANGE_OUTSIDE;
    }
    *out_from = (uint64_t)from;
    *out_n = (uint64_t)to >= size ? size - (uint64_t)from : (uint64_t)(to - from) + 1;
    return RANGE_PART;
}

static enum range find_range(struct exchange *ex, struct str tag, uint64_t size, uint64_t *out_from,
                             uint64_t *out_n)
{
    struct str condition = door_header(ex, MHD_HTTP_HEADER_IF_RANGE);
    if (condition.n > 0 && (tag.n == 0 || !str_eq(condition, tag))) {
        return RANGE_NONE; /* the client has a part of another file */
    }
    return read_range(door_header(ex, MHD_HTTP_HEADER_RANGE), size, out_from, out_n);
}

static void add_cache_headers(struct exchange *ex, const char *tag)
{
    if (tag == NULL) {
        return;
    }
    reply_add_header(ex, "ETag", tag);
    if (!reply_has_header(ex, "Cache-Control")) {
        reply_add_header(ex, "Cache-Control", "private, max-age=0, must-revalidate");
    }
}

int req_reply_tagged(struct req *rq, const char *content_type, const char *etag, struct str body)
{
    struct exchange *ex = exchange_of(rq);
    const char *tag = arena_printf(rq->arena, "\"%s\"", etag);
    add_cache_headers(ex, tag);
    return reply_is_known(ex, tag) ? req_reply(rq, 304)
                                   : req_reply_bytes(rq, 200, content_type, body);
}

int req_reply_file(struct req *rq, int fd, const char *content_type, const char *etag)
{
    struct exchange *ex = exchange_of(rq);
    ASSERT(ex->reply.kind == REPLY_NONE);
    ex->reply.fd = fd; /* from here on it is closed with the reply */
    struct stat st;
    if (fstat(fd, &st) < 0 || st.st_size < 0) {
        return E_IO;
    }
    const char *tag = etag != NULL ? arena_printf(rq->arena, "\"%s\"", etag) : NULL;
    add_cache_headers(ex, tag);
    if (tag != NULL && reply_is_known(ex, tag)) {
        fd_closep(&ex->reply.fd);
        return req_reply(rq, 304);
    }

    uint64_t size = (uint64_t)st.st_size;
    uint64_t from = 0;
    uint64_t bytes = size;
    enum range range = find_range(ex, str_from(tag), size, &from, &bytes);
    if (range == RANGE_OUTSIDE) {
        reply_add_header(ex, "Content-Range",
                         arena_printf(rq->arena, "bytes */%llu", (unsigned long long)size));
        return E_RANGE;
    }
    if (range == RANGE_PART) {
        reply_add_header(ex, "Content-Range",
                         arena_printf(rq->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
                                      (unsigned long long)(from + bytes - 1),
                                      (unsigned long long)size));
    }
    reply_add_header(ex, "Accept-Ranges", "bytes");
    ex->reply.kind = REPLY_FILE;
    ex->reply.status = range == RANGE_PART ? 206 : 200;
    ex->reply.content_type = arena_strdup(rq->arena, content_type);
    ex->reply.file_from = from;
    ex->reply.file_bytes = bytes;
    return E_OK;
}
