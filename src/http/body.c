/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the body of a request: JSON into memory, a form to the disk, anything else nowhere. */
#include <string.h>

#include "http/form/form.h"
#include "http/http_int.h"

/* A few large bodies fit into memory, and not as many as there may be connections. What is small does not count, so that whoever
 * sends large ones keeps only those waiting. */
static int reserve(struct exchange *ex)
{
    const int64_t length = door_content_length(ex);
    const size_t bytes = length >= 0 ? (size_t)length : ex->body_max;
    atomic_size_t *room = &ex->http->large_bodies;
    if (bytes <= BODY_SMALL) {
        return E_OK;
    }
    if (atomic_fetch_add(room, bytes) + bytes > BODIES_LARGE_MAX) {
        atomic_fetch_sub(room, bytes);
        return err_set(&ex->rq.err, E_BUSY, "Too much is being sent at once. Try again.");
    }
    ex->body_reserved = bytes;
    return E_OK;
}

int body_begin(struct exchange *ex)
{
    switch (ex->body_kind) {
    case BODY_KIND_NONE:
        return E_OK;
    case BODY_KIND_MEMORY:
        sb_init(&ex->body, ex->body_max);
        return reserve(ex);
    case BODY_KIND_FORM:
        return form_new(&ex->http->form_room, door_header(ex, MHD_HTTP_HEADER_CONTENT_TYPE),
                        ex->rq.arena, &ex->form, &ex->rq.err);
    }
    ASSERT(false);
}

int body_take(struct exchange *ex, struct str bytes)
{
    ex->body_bytes += bytes.n;
    if (ex->body_bytes > ex->body_max) {
        return err_set(&ex->rq.err, E_TOO_LARGE, "The body has more than %zu bytes.", ex->body_max);
    }
    if (ex->form != NULL) {
        return form_feed(ex->form, bytes, &ex->rq.err);
    }
    if (ex->body_kind == BODY_KIND_MEMORY) {
        sb_add(&ex->body, bytes);
        ASSERT(!ex->body.failed);
    }
    return E_OK;
}

int body_finish(struct exchange *ex)
{
    return ex->form != NULL ? form_finish(ex->form, &ex->rq.err) : E_OK;
}

void body_done(struct exchange *ex)
{
    form_done(ex->form);
    ex->form = NULL;
    sb_done(&ex->body);
    atomic_fetch_sub(&ex->http->large_bodies, ex->body_reserved);
    ex->body_reserved = 0;
}
