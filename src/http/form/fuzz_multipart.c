/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form must read the same whatever pieces it comes in. The first byte is the size of the pieces. */
#include "http/form/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* What came out: a number made of all parts and their bytes. */
struct reading {
    uint64_t sum;
    bool in_part;
};

static void add(struct reading *reading, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        reading->sum = (reading->sum ^ (uint8_t)s.p[i]) * 0x100000001b3u;
    }
}

static int begin(void *context, const struct multipart_part *part)
{
    struct reading *reading = context;
    ASSERT(!reading->in_part && part->name.n > 0);
    reading->in_part = true;
    add(reading, part->name);
    add(reading, STR("/"));
    if (part->filename.p != NULL) {
        add(reading, part->filename);
    }
    add(reading, STR("="));
    return E_OK;
}

static int take(void *context, struct str bytes)
{
    struct reading *reading = context;
    ASSERT(reading->in_part && bytes.n > 0);
    add(reading, bytes);
    return E_OK;
}

static int end(void *context)
{
    struct reading *reading = context;
    ASSERT(reading->in_part);
    reading->in_part = false;
    add(reading, STR(";"));
    return E_OK;
}

static int read_form(struct str body, size_t piece, struct reading *reading)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct multipart_sink sink = {begin, take, end, reading};
    struct multipart *form = NULL;
    int rc = multipart_new(STR("multipart/form-data; boundary=B"), &sink, arena, &form, NULL);
    for (size_t at = 0; rc == E_OK && at < body.n; at += piece) {
        rc = multipart_feed(form, str_sub(body, at, at + piece), NULL);
    }
    return rc == E_OK ? multipart_finish(form, NULL) : rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (bytes == 0) {
        return 0;
    }
    struct str body = {(const char *)data + 1, bytes - 1};
    struct reading whole = {0};
    struct reading pieces = {0};
    int rc = read_form(body, size_max(body.n, 1), &whole);
    int rc_pieces = read_form(body, (size_t)data[0] % 64 + 1, &pieces);
    ASSERT(rc == rc_pieces && whole.sum == pieces.sum);
    ASSERT(rc < 0 || !whole.in_part);
    return 0;
}
