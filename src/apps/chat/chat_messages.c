/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: reading, stopping, deleting. */
#include "apps/chat/answer/answer.h"
#include "apps/chat/chat_int.h"

#define STOP_MS           10000
#define LAST_ID_BYTES_MAX ((size_t)100)

/* ---- reading ---- */

int chat_find_message(struct req *rq, struct room_message *out)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc : room_store_find_message(conn, rq->user.id, id, rq->arena, out);
}

/* What of the answer is in memory only. False: it has ended since the row was read. */
static bool add_live(struct req *rq, struct room_message *inout)
{
    if (inout->status != ROOM_STREAMING) {
        return true;
    }
    CLEANUP(answer_unrefp) struct answer *live = answer_find(answers_of(rq->http), inout->version);
    if (live != NULL) {
        answer_overlay(live, rq->arena, inout);
    }
    return live != NULL;
}

static int find_now(struct req *rq, struct db_conn *conn, struct uuid version,
                    struct room_message *out)
{
    int rc = room_store_find_version(conn, version, rq->arena, out);
    if (rc == E_OK && !add_live(rq, out)) {
        rc = room_store_find_version(conn, version, rq->arena, out);
    }
    return rc;
}

int chat_reply_version(struct req *rq, struct uuid version, struct chat_replying how)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct room_message message = {0};
    struct str json = STR_EMPTY;
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = find_now(rq, conn, version, &message);
    }
    if (rc == E_OK) {
        rc = room_message_json(conn, &message, rq->arena, &json);
    }
    if (rc < 0) {
        return rc;
    }
    if (message.status == ROOM_FAILED && how.tells_failure) {
        req_problem_member(rq, "message", json);
        return err_set(&rq->err, e_from_code(message.error_code), "%" STRF,
                       STRA(message.error_text));
    }
    json_put_raw(req_out(rq), json);
    return req_reply(rq, message.status == ROOM_STREAMING ? how.streaming : how.whole);
}

int chat_reply_message(struct req *rq, struct uuid id, int status)
{
    struct room_message message = {0};
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        int rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = room_store_find_message(conn, rq->user.id, id, rq->arena, &message);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return chat_reply_version(rq, message.version, chat_replying(status));
}

int chat_list_messages(struct req *rq)
{
    struct req_page page;
    struct room room = {0};
    struct room_messages list = {0};
    int rc = req_page(rq, &page);
    if (rc == E_OK) {
        rc = room_find_of_path(rq, &room);
    }
    if (rc == E_OK && page.q.n > 0) {
        return chat_search_room(rq, room.id);
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = room_store_list_messages(conn, room.id, page.has_cursor ? &page.cursor : NULL,
                                      page.limit, rq->arena, &list);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        if (!add_live(rq, &list.items[i])) {
            rc = room_store_find_version(conn, list.items[i].version, rq->arena, &list.items[i]);
        }
        if (rc == E_OK) {
            rc = room_write_message(conn, &list.items[i], rq->arena, out);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return req_reply_list_end(rq, list.has_more ? &list.items[list.count - 1].id : NULL);
}

int chat_get_message(struct req *rq)
{
    struct room_message message = {0};
    int64_t number;
    int rc = req_query_i64(rq, "version", 1, INT32_MAX, /* otherwise= */ 0, &number);
    if (rc == E_OK) {
        rc = chat_find_message(rq, &message);
    }
    if (rc == E_OK && number > 0) {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = room_store_find_number(conn, message.id, number, rq->arena, &message);
        }
    }
    return rc < 0 ? rc : chat_reply_version(rq, message.version, chat_replying(200));
}

int chat_message_events(struct req *rq)
{
    struct room_message message = {0};
    int rc = chat_find_message(rq, &message);
    if (rc < 0) {
        return rc;
    }
    struct str last = req_query(rq, "last_event_id");
    if (last.n == 0) {
        last = req_header(rq, "Last-Event-ID");
    }
    return answer_reply_events(
        rq, &(struct answer_listening){.version = message.version,
                                       .last_id = str_sub(last, 0, LAST_ID_BYTES_MAX)});
}

/* ---- ending ---- */

static int reply_after_stop(struct req *rq)
{
    const struct uuid *version = rq->data;
    return chat_reply_version(rq, *version, chat_replying(200));
}

int chat_stop(struct req *rq)
{
    struct room_message message = {0};
    int rc = chat_find_message(rq, &message);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(answer_unrefp) struct answer *live = answer_find(answers_of(rq->http), message.version);
    req_watch(rq, message.version);
    if (live == NULL || !answer_stop(live)) {
        return err_set(&rq->err, E_NOT_STREAMING, "This answer is finished already.");
    }
    rq->data = arena_memdup(rq->arena, &message.version, sizeof(message.version));
    return req_wait(rq, STOP_MS, reply_after_stop);
}

static int drop_message(struct req *rq, struct room_ids *out)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    struct room_message message = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_find_message(tx, rq->user.id, id, rq->arena, &message);
    }
    if (rc == E_OK) {
        rc = room_turns_drop(tx, &message, rq->arena, out);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_delete_message(struct req *rq)
{
    struct room_ids streaming = {0};
    int rc = drop_message(rq, &streaming);
    if (rc < 0) {
        return rc;
    }
    answer_forget(answers_of(rq->http), &streaming);
    return req_reply(rq, 204);
}
