/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/form/form.h"
#include "http/http_int.h"
#include "http/idempotency.h"
#include "http/idempotency_store.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

#define KEY_CHARS_MAX  255
#define KEPT_MS        ((int64_t)24 * 60 * 60 * 1000)
#define KEPT_BYTES_MAX (1 * MIB)

int idempotency_start(struct db *db)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = idempotency_store_drop_unfinished(tx);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

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

static void name_row(struct exchange *ex, struct str key, struct idempotency_row *out)
{
    bool is_user = ex->entry->route->who != AUTH_NONE;
    *out = (struct idempotency_row){
        .owner = ex->rq.client,
        .user = is_user ? &ex->rq.user.id : NULL,
        .key = key,
    };
    if (is_user) {
        out->owner = str_from(arena_strdup(ex->rq.arena, uuid_format(ex->rq.user.id).s));
    }
}

/* ---- secrets ---- */

static bool seals(const struct exchange *ex)
{
    return (ex->entry->route->flags & ROUTE_SEALS_REPLAY) != 0;
}

/* Whose reply it is, and to what: a sealed one is of no use in another's row. */
static struct str purpose_of(struct exchange *ex, const struct idempotency_row *row)
{
    return str_from(
        arena_printf(ex->rq.arena, "reply to %" STRF " %" STRF, STRA(row->owner), STRA(row->key)));
}

static void seal(struct exchange *ex, struct idempotency_row *row)
{
    const size_t bytes = row->body.n + CRYPT_SEAL_BYTES;
    uint8_t *sealed = arena_alloc(ex->rq.arena, bytes);
    crypt_seal(ex->http->secret, purpose_of(ex, row), row->body, sealed);
    row->body = (struct str){(const char *)sealed, bytes};
}

/* E_INVALID where the server's key is another one than then. */
static int unseal(struct exchange *ex, struct idempotency_row *row)
{
    if (row->body.n < CRYPT_SEAL_BYTES) {
        return E_INVALID;
    }
    const size_t bytes = row->body.n - CRYPT_SEAL_BYTES;
    uint8_t *plain = arena_alloc(ex->rq.arena, bytes);
    int rc = crypt_open(ex->http->secret, purpose_of(ex, row), row->body, plain);
    if (rc == E_OK) {
        row->body = (struct str){(const char *)plain, bytes};
    }
    return rc;
}

/* ---- replies ---- */

/* Answers as the first time. */
static int repeat(struct exchange *ex, const struct idempotency_row *mine)
{
    struct idempotency_row first = *mine;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(ex->rq.services->db, &conn);
    if (rc == E_OK) {
        rc = idempotency_store_find(conn, &first, ex->rq.arena);
    }
    if (rc == E_NOT_FOUND) {
        return E_IN_PROGRESS; /* it ended without an answer to keep in this very moment */
    }
    if (rc < 0) {
        return rc;
    }
    if (!str_eq(first.request, mine->request)) {
        return E_KEY_REUSED;
    }
    if (first.status == 0) {
        return E_IN_PROGRESS;
    }
    if (seals(ex) && unseal(ex, &first) < 0) {
        return E_KEY_REUSED; /* nobody can read any more what was answered */
    }
    reply_add_header(ex, "Idempotent-Replayed", "true");
    if (first.content_type.n == 0) {
        return req_reply(&ex->rq, (int)first.status);
    }
    const char *type = str_dup(ex->rq.arena, first.content_type);
    return req_reply_bytes(&ex->rq, (int)first.status, type, first.body);
}

static int add(struct exchange *ex, const struct idempotency_row *row, bool *out_added)
{
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(ex->rq.services->db, &tx);
    if (rc == E_OK) {
        rc = idempotency_store_prune(tx, now_ms - KEPT_MS);
    }
    if (rc == E_OK) {
        rc = idempotency_store_add(tx, row, now_ms, out_added);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

int idempotency_begin(struct exchange *ex, bool *out_answered)
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
    struct idempotency_row row;
    name_row(ex, key, &row);
    int rc = digest_request(ex, &row.request);
    bool added = false;
    if (rc == E_OK) {
        rc = add(ex, &row, &added);
    }
    if (rc < 0) {
        return rc;
    }
    if (added) {
        ex->kept_key = key;
        return E_OK;
    }
    rc = repeat(ex, &row);
    *out_answered = rc == E_OK;
    return rc;
}

static int keep(struct exchange *ex)
{
    const struct reply *reply = &ex->reply;
    struct idempotency_row row;
    name_row(ex, ex->kept_key, &row);
    row.status = reply->status;
    row.content_type = str_from(reply->content_type);
    row.body = reply->body;
    /* Of a stream its beginning is kept, which tells where to listen again. */
    const bool has_body =
        reply->kind == REPLY_BYTES || (reply->kind == REPLY_EVENTS && reply->body.n > 0);
    const bool can_seal = !seals(ex) || ex->http->secret != NULL;
    const bool is_worth =
        has_body && can_seal && reply->status < 500 && reply->body.n <= KEPT_BYTES_MAX;

    if (is_worth && seals(ex)) {
        seal(ex, &row);
    }

    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(ex->rq.services->db, &tx);
    if (rc == E_OK) {
        rc = is_worth ? idempotency_store_set(tx, &row) : idempotency_store_drop(tx, &row);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

void idempotency_end(struct exchange *ex)
{
    if (ex->kept_key.n == 0) {
        return;
    }
    int rc = keep(ex);
    ex->kept_key = STR_EMPTY;
    if (rc < 0) {
        /* The write is done and its answer true; only a repeat would be told to wait. */
        log_warn("http.answer_not_kept", LOG_C("code", e_code(rc)));
    }
}
