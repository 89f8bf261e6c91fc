/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/idempotency/idempotency.h"
#include "base/clock.h"
#include "http/idempotency/idempotency_int.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

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

static struct idempotency_row row_of(const struct idempotency_write *write)
{
    return (struct idempotency_row){
        .owner = write->owner,
        .user = write->user,
        .key = write->key,
        .request = write->request,
    };
}

/* ---- secrets ---- */

/* Whose reply it is, and to what: a sealed one is of no use in another's row. */
static struct str purpose_of(const struct idempotency_write *write)
{
    return str_from(arena_printf(write->arena, "reply to %" STRF " %" STRF, STRA(write->owner),
                                 STRA(write->key)));
}

static void seal(const struct idempotency_write *write, struct idempotency_row *row)
{
    const size_t bytes = row->body.n + CRYPT_SEAL_BYTES;
    uint8_t *sealed = arena_alloc(write->arena, bytes);
    crypt_seal(write->secret, purpose_of(write), row->body, sealed);
    row->body = (struct str){(const char *)sealed, bytes};
}

/* E_INVALID where the server's key is another one than then. */
static int unseal(const struct idempotency_write *write, struct idempotency_row *row)
{
    if (row->body.n < CRYPT_SEAL_BYTES) {
        return E_INVALID;
    }
    const size_t bytes = row->body.n - CRYPT_SEAL_BYTES;
    uint8_t *plain = arena_alloc(write->arena, bytes);
    int rc = crypt_open(write->secret, purpose_of(write), row->body, plain);
    if (rc == E_OK) {
        row->body = (struct str){(const char *)plain, bytes};
    }
    return rc;
}

/* ---- replies ---- */

static int find_first(const struct idempotency_write *write, struct idempotency_reply *out)
{
    struct idempotency_row first = row_of(write);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(write->db, &conn);
    if (rc == E_OK) {
        rc = idempotency_store_find(conn, &first, write->arena);
    }
    if (rc == E_NOT_FOUND) {
        return E_IN_PROGRESS; /* it ended without an answer to keep in this very moment */
    }
    if (rc < 0) {
        return rc;
    }
    if (!str_eq(first.request, write->request)) {
        return E_KEY_REUSED;
    }
    if (first.status == 0) {
        return E_IN_PROGRESS;
    }
    if (write->seals && unseal(write, &first) < 0) {
        return E_KEY_REUSED; /* nobody can read any more what was answered */
    }
    *out = (struct idempotency_reply){(int)first.status, first.content_type, first.body};
    return E_OK;
}

static int add(const struct idempotency_write *write, bool *out_added)
{
    const struct idempotency_row row = row_of(write);
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(write->db, &tx);
    if (rc == E_OK) {
        rc = idempotency_store_prune(tx, now_ms - KEPT_MS);
    }
    if (rc == E_OK) {
        rc = idempotency_store_add(tx, &row, now_ms, out_added);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

int idempotency_begin(const struct idempotency_write *write, bool *out_is_new,
                      struct idempotency_reply *out_first)
{
    bool added = false;
    int rc = add(write, &added);
    if (rc == E_OK && !added) {
        rc = find_first(write, out_first);
    }
    if (rc == E_OK) {
        *out_is_new = added;
    }
    return rc;
}

int idempotency_end(const struct idempotency_write *write, const struct idempotency_reply *reply)
{
    struct idempotency_row row = row_of(write);
    const bool can_seal = !write->seals || write->secret != NULL;
    const bool is_worth =
        reply != NULL && can_seal && reply->status < 500 && reply->body.n <= KEPT_BYTES_MAX;

    if (is_worth) {
        row.status = reply->status;
        row.content_type = reply->content_type;
        row.body = reply->body;
    }
    if (is_worth && write->seals) {
        seal(write, &row);
    }

    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(write->db, &tx);
    if (rc == E_OK) {
        rc = is_worth ? idempotency_store_set(tx, &row) : idempotency_store_drop(tx, &row);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}
