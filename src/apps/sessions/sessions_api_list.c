/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an account is signed in, for its owner. */
#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "platform/audit/audit.h"

int sessions_begin_list(struct req *rq, struct sessions_query *out, struct db_conn **out_conn)
{
    struct req_page *page = arena_calloc(rq->arena, 1, sizeof(*page));
    struct sessions *sessions = rq->state;
    int rc = req_page(rq, page);
    if (rc < 0) {
        return rc;
    }
    *out = (struct sessions_query){
        .owner = rq->user.id,
        .before = page->has_cursor ? &page->cursor : NULL,
        .now_ms = clock_now_ms(),
        .q = page->q,
        .limit = page->limit + 1,
    };
    return db_read(sessions->db, out_conn);
}

int sessions_reply_list(struct req *rq, const struct sessions_query *query, const void *rows,
                        size_t count, sessions_write_row *write)
{
    const size_t shown = count < query->limit ? count : query->limit - 1;
    struct json_out *out = req_list_begin(rq);
    struct uuid last = {0};
    ASSERT(rows != NULL || shown == 0);
    for (size_t i = 0; i < shown; i++) {
        last = write(rq, rows, i, out);
    }
    return req_reply_list_end(rq, shown < count ? &last : NULL);
}

static struct uuid write_session(const struct req *rq, const void *rows, size_t i,
                                 struct json_out *out)
{
    const struct sessions_row *row = &((const struct sessions_row *)rows)[i];
    json_begin_object(out);
    json_kv_id(out, "id", row->id);
    json_kv_str(out, "device", row->device);
    json_kv_str(out, "address", row->address);
    json_kv_time(out, "created", row->created_ms);
    json_kv_time(out, "last_used", row->last_used_ms);
    json_kv_bool(out, "current", uuid_eq(row->id, rq->user.session));
    json_end_object(out);
    return row->id;
}

int sessions_api_list(struct req *rq)
{
    struct sessions_query query;
    struct sessions_row *rows = NULL;
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = sessions_begin_list(rq, &query, &conn);
    if (rc == E_OK) {
        rc = sessions_store_list(conn, &query, rq->arena, &rows, &count);
    }
    return rc < 0 ? rc : sessions_reply_list(rq, &query, rows, count, write_session);
}

/* Whoever has only got hold of a token shall not drive the owner out; one's own session ends without a proof. */
int sessions_api_end(struct req *rq)
{
    struct sessions *sessions = rq->state;
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK && !uuid_eq(id, rq->user.session)) {
        rc = sessions_require_proof(rq);
    }
    if (rc < 0) {
        return rc;
    }
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(sessions->db, &conn);
    bool is_own = false;
    if (rc == E_OK) {
        rc = sessions_store_is_owner(conn, id, rq->user.id, &is_own);
    }
    if (rc == E_OK && !is_own) {
        rc = E_NOT_FOUND;
    }
    if (rc == E_OK) {
        rc = sessions_store_end(conn, id, now_ms);
    }
    if (rc == E_OK) {
        rc = audit_add_own(conn, rq->user.id, "account.end-session", STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_live_revoke(sessions->live, id, now_ms);
    if (uuid_eq(id, rq->user.session)) {
        sessions_drop_cookie(rq);
    }
    return req_reply(rq, 204);
}

int sessions_api_end_others(struct req *rq)
{
    struct sessions *sessions = rq->state;
    struct sessions_ended ended = {0};
    int rc = sessions_require_proof(rq);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_end_all(conn, rq->user.id, &rq->user.session, rq->arena, &ended);
    }
    if (rc == E_OK) {
        rc = audit_add_own(conn, rq->user.id, "account.end-other-sessions", STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_tell_ended(sessions, &ended);
    return req_reply(rq, 204);
}
