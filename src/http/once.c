/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A write that carries an Idempotency-Key: which those are, what makes two of them the same, and how a repeat is answered.
 * Answers that are good once (ROUTE_NO_REPLAY: tokens, challenges) are not kept. */
#include <string.h>

#include "base/log.h"
#include "http/form/form.h"
#include "http/http_int.h"
#include "http/idempotency/idempotency.h"
#include "platform/crypt/crypt.h"

#define KEY_CHARS_MAX 255

static bool applies(const struct exchange *ex)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
    if ((ex->entry->route->flags & ROUTE_NO_REPLAY) != 0) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (strcmp(ex->rq.method, methods[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_key(struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] < ' ' || key.p[i] > '~') {
            return false;
        }
    }
    return key.n <= KEY_CHARS_MAX;
}

/* What makes two requests the same: method, address and body (of a form its parts, because each client
 * draws a boundary anew). */
static int digest_request(struct exchange *ex, struct str *out)
{
    struct crypt_hasher hasher;
    crypt_hasher_init(&hasher);
    struct str head =
        str_from(arena_printf(ex->rq.arena, "%s %" STRF "\n", ex->rq.method, STRA(ex->target)));
    crypt_hasher_add(&hasher, head);
    int rc = E_OK;
    if (ex->form != NULL) {
        rc = form_digest(ex->form, &hasher);
    } else {
        crypt_hasher_add(&hasher, sb_str(&ex->body));
    }
    struct crypt_digest plain = crypt_hasher_end(&hasher);
    struct crypt_digest digest =
        crypt_hash(ex->http->secret, (struct str){(const char *)plain.b, sizeof(plain.b)});
    char *text = arena_alloc(ex->rq.arena, BASE64URL_LENGTH(sizeof(digest.b)) + 1);
    base64url_encode(digest.b, sizeof(digest.b), text);
    *out = str_from(text);
    return rc;
}

static struct idempotency_write write_of(struct exchange *ex, struct str key)
{
    const struct route *route = ex->entry->route;
    const bool is_user = route->who != AUTH_NONE;
    struct idempotency_write write = {
        .db = ex->rq.services->db,
        .arena = ex->rq.arena,
        .secret = ex->http->secret,
        .owner = ex->rq.client,
        .user = is_user ? &ex->rq.user.id : NULL,
        .key = key,
        .seals = (route->flags & ROUTE_SEALS_REPLAY) != 0,
    };
    if (is_user) {
        write.owner = str_from(arena_strdup(ex->rq.arena, uuid_format(ex->rq.user.id).s));
    }
    return write;
}

/* Answers as the first time. */
static int repeat(struct exchange *ex, const struct idempotency_reply *first)
{
    reply_add_header(ex, "Idempotent-Replayed", "true");
    if (first->content_type.n == 0) {
        return req_reply(&ex->rq, first->status);
    }
    const char *type = str_dup(ex->rq.arena, first->content_type);
    return req_reply_bytes(&ex->rq, first->status, type, first->body);
}

int once_begin(struct exchange *ex, bool *out_answered)
{
    *out_answered = false;
    if (!applies(ex)) {
        return E_OK;
    }
    struct str key = door_header(ex, "Idempotency-Key");
    if (key.n == 0) {
        return E_OK;
    }
    if (!is_key(key)) {
        return err_field(&ex->rq.err, "Idempotency-Key", "must have at most %d ASCII characters",
                         KEY_CHARS_MAX);
    }
    struct idempotency_write write = write_of(ex, key);
    struct idempotency_reply first = {0};
    bool is_new = false;
    int rc = digest_request(ex, &write.request);
    if (rc == E_OK) {
        rc = idempotency_begin(&write, &is_new, &first);
    }
    if (rc < 0) {
        return rc;
    }
    if (is_new) {
        ex->kept_key = key;
        return E_OK;
    }
    rc = repeat(ex, &first);
    *out_answered = rc == E_OK;
    return rc;
}

void once_end(struct exchange *ex)
{
    if (ex->kept_key.n == 0) {
        return;
    }
    const struct reply *reply = &ex->reply;
    const struct idempotency_write write = write_of(ex, ex->kept_key);
    const struct idempotency_reply mine = {
        .status = reply->status,
        .content_type = str_from(reply->content_type),
        .body = reply->body,
    };
    /* Of a stream its beginning is kept, which tells where to listen again. */
    const bool has_body =
        reply->kind == REPLY_BYTES || (reply->kind == REPLY_EVENTS && reply->body.n > 0);
    int rc = idempotency_end(&write, has_body ? &mine : NULL);
    ex->kept_key = STR_EMPTY;
    if (rc < 0) {
        /* The write is done and its answer true; only a repeat would be told to wait. */
        log_warn("http.answer_not_kept", LOG_C("code", e_code(rc)));
    }
}
