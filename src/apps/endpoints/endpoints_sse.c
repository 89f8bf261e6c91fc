/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_sse.h"

#define KEPT_MAX (4 * KIB) /* of memory between events: there may be thousands of streams */

void endpoints_sse_init(struct endpoints_sse *sse)
{
    *sse = (struct endpoints_sse){0};
    sb_init(&sse->line, ENDPOINTS_EVENT_MAX);
    sb_init(&sse->data, ENDPOINTS_EVENT_MAX);
}

void endpoints_sse_done(struct endpoints_sse *sse)
{
    sb_done(&sse->line);
    sb_done(&sse->data);
}

static void empty(struct sb *sb)
{
    if (sb->capacity > KEPT_MAX) {
        sb_done(sb);
        sb_init(sb, ENDPOINTS_EVENT_MAX);
    }
    sb_clear(sb);
}

static int end_event(struct endpoints_sse *sse, endpoints_take_event *take, void *context)
{
    if (!sse->has_data) {
        return E_OK;
    }
    sse->has_data = false;
    int rc = take(context, sb_str(&sse->data));
    empty(&sse->data);
    return rc;
}

static int take_line(struct endpoints_sse *sse, struct str line, endpoints_take_event *take,
                     void *context)
{
    if (!sse->has_begun) {
        sse->has_begun = true;
        line = str_starts(line, STR("\xef\xbb\xbf")) ? str_sub(line, 3, line.n) : line;
    }
    if (line.n == 0) {
        return end_event(sse, take, context);
    }
    struct str value;
    const struct str name = str_cut(line, ':', &value);
    if (!str_eq(name, STR("data"))) {
        return E_OK;
    }
    if (value.n > 0 && value.p[0] == ' ') {
        value = str_sub(value, 1, value.n);
    }
    if (sse->has_data) {
        sb_add_byte(&sse->data, '\n');
    }
    sb_add(&sse->data, value);
    sse->has_data = true;
    return sse->data.failed ? E_TOO_LARGE : E_OK;
}

/* Where the line ends: at a CR or LF, or behind all bytes. */
static size_t find_end(struct str bytes)
{
    const char *lf = bytes.n > 0 ? memchr(bytes.p, '\n', bytes.n) : NULL;
    const size_t end = lf != NULL ? (size_t)(lf - bytes.p) : bytes.n;
    const char *cr = end > 0 ? memchr(bytes.p, '\r', end) : NULL;
    return cr != NULL ? (size_t)(cr - bytes.p) : end;
}

static int end_line(struct endpoints_sse *sse, struct str rest, endpoints_take_event *take,
                    void *context)
{
    if (sse->line.n == 0) {
        return rest.n > ENDPOINTS_EVENT_MAX ? E_TOO_LARGE : take_line(sse, rest, take, context);
    }
    sb_add(&sse->line, rest);
    int rc = sse->line.failed ? E_TOO_LARGE : take_line(sse, sb_str(&sse->line), take, context);
    empty(&sse->line);
    return rc;
}

int endpoints_sse_feed(struct endpoints_sse *sse, struct str bytes, endpoints_take_event *take,
                       void *context)
{
    int rc = E_OK;
    while (rc == E_OK && bytes.n > 0) {
        if (sse->is_after_cr) {
            sse->is_after_cr = false;
            bytes = str_sub(bytes, bytes.p[0] == '\n' ? 1 : 0, bytes.n);
            continue;
        }
        const size_t end = find_end(bytes);
        if (end == bytes.n) {
            sb_add(&sse->line, bytes);
            return sse->line.failed ? E_TOO_LARGE : E_OK;
        }
        sse->is_after_cr = bytes.p[end] == '\r';
        rc = end_line(sse, str_sub(bytes, 0, end), take, context);
        bytes = str_sub(bytes, end + 1, bytes.n);
    }
    return rc;
}

int endpoints_sse_end(struct endpoints_sse *sse, endpoints_take_event *take, void *context)
{
    int rc = sse->line.n > 0 ? end_line(sse, STR_EMPTY, take, context) : E_OK;
    return rc < 0 ? rc : end_event(sse, take, context);
}
